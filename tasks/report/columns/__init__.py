"""The columns of the published tables, one module a table; `tasks/report/schema.py` makes Arrow schemas of them."""
