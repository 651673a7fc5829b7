"""The sites of the demo, one module a family; each answers requests from the posts of a night."""
