"""Fetching, a library: one polite request, within robots.txt, pace, limits and allowed addresses."""
