"""The nouns everything else speaks of: frozen dataclasses and the error tree.

Imports nothing of the house.
"""
