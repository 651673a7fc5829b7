"""Crawl, a step: one host's sources from their lists to archived captures, and what became of every page."""
