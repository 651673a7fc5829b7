"""Tables, a library: schemas and rows of all reports, and what only shows between reports."""
