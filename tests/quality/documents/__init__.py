"""How well documents are read: reports from the writer, printed by real producers, against what the writer
wrote.
"""
