"""Releases: what readers see, and the moves that bring it there and back."""
