"""Corpora that the reader's author did not write, with what is right.

`sentences-*.txt` mark every number of a sentence with what it is; `cases/` holds small files with the values
that must come out of them. What the reader gets right today is pinned, number by number and value by value: a
change may not lose it, and what it gains is pinned with it (`python -m tests.quality.corpora --pin`).
"""
