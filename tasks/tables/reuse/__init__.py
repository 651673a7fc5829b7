"""Reuse: paragraphs that stand in another report too, over all reports of a release.

In three steps, each near-linear in the number of paragraphs: write them to an index (`paragraph_index`),
group those that are alike (`search`), and say of each what it shows (`matches`). All reports must be at
hand, so this runs when a release is staged: reports come in by chunks, their paragraphs go to a scratch file,
and what stays in memory is some hundred bytes a paragraph. The result does not depend on the chunks, nor on
the order of reports and sections.
"""
