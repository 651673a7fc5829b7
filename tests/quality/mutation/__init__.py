"""Mutation testing: small faults put into the reader and into site lists, and whether the tests notice.

`make mutants` breaks one thing at a time (a `not` dropped, a bound moved, a wording left out), runs the tests
of that room, and prints what survived. The share that was noticed is pinned in `noticed.csv` and only goes
up.
"""
