"""How well documents are read: what real producers print of the writer's reports, against what it wrote."""
