"""The columns of the published tables, one module a table.

`tasks/tables/schema.py` makes Arrow schemas of them.
"""
