"""Comparison: what sets two releases apart."""
