"""Reuse: how a paragraph came to stand in a report, as far as the other reports tell."""

from enum import StrEnum

# Two paragraphs are alike when this share of their characters stands in both, in the same order. Unrelated
# paragraphs of real reports reach 0.6; a copy with names and numbers put right and two turns of phrase
# changed stays above 0.8.
SIMILARITY_THRESHOLD = 0.8


class ReuseKind(StrEnum):
    """Where the text of a paragraph stands besides.

    `boilerplate` in the reports of many organs of several provinces, `template` of many within one; `mirror`
    in another copy of the same organ's report, `last_year` and `earlier_year` in its earlier reports;
    `copied` in the report of one of a few other organs; `unplaced` where the organ or year of one of the two
    is not known.
    """

    BOILERPLATE = "boilerplate"
    TEMPLATE = "template"
    MIRROR = "mirror"
    LAST_YEAR = "last_year"
    EARLIER_YEAR = "earlier_year"
    COPIED = "copied"
    UNPLACED = "unplaced"
