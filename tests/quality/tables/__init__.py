"""How well tables are read: their cells, and the numbers in them, in eight shapes and two formats."""
