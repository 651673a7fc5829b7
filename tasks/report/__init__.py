"""Report, a library: one report's clean text to outline, facts, quantities and issues. Pure."""
