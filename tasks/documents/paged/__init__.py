"""Files of fixed pages (PDF, OFD, scans) to documents: pages to sheets of lines, lines to paragraphs by
geometry.
"""
