"""Staging: parts and ledger gathered into the tables of a release that waits for its audit."""
