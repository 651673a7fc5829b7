"""Documents, a library: bytes of any format to paragraphs with their origin, and to clean text."""
