"""How well reports are read: compared with the seeds' gold and with the truth beside written reports."""
