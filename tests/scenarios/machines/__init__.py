"""Machines: the same night on an idle, a busy and a frozen machine comes to the same tables."""
