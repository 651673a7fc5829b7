"""Time what fazhi does next to other ways of doing the same, in one run on one machine."""
