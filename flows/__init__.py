"""Flows: recipes of the night, and the command line."""
