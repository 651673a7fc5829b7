"""Upkeep: what an operator starts to check what is kept, or to make it again."""
