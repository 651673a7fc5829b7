"""Files of fixed pages (PDF, OFD, scans) to documents.

Pages become sheets of lines, and lines become paragraphs by geometry.
"""
