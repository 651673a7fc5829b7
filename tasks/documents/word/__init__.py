"""Word processors' files (DOCX, DOC and WPS, RTF) to documents, with their automatic numbers."""
