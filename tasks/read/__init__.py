"""Read, a step: captures from the archive to the rows of parts."""
