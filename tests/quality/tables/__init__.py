"""How well tables are read: their cells, and the numbers in them, by format and in eight shapes."""
