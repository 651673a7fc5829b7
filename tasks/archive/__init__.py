"""The archive: WARC files, their records one by one, and whether they are sound."""
