"""Deployment: files for a server, the installed package, and the demo."""
