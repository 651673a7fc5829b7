"""Campaigns: nights that are disturbed at many moments, and have to come to what an undisturbed one comes to.

A campaign is a module of this folder with a `TITLE`, the number of its trials (`WHOLE`, and `FEW` for a short
run), and a function `play` that takes such a number and gives what was tried. `make faults` plays all of them
whole.
"""
