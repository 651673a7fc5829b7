"""Registry, a library: source files and the lookups that they are checked against."""
