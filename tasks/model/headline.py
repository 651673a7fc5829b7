"""Headline: why one number of an indicator is what the year of a report came to, or why none is."""

from enum import StrEnum


class HeadlineRule(StrEnum):
    """Why a number is the headline, or why none is: the last two are of ambiguous ones."""

    ONLY_VALUE = "only_value"
    OWN_OVER_OTHER = "own_over_other"
    AGREED = "agreed"
    TOTAL_OVER_PARTS = "total_over_parts"
    WHOLE_YEAR_OVER_PERIOD = "whole_year_over_period"
    LONGER_PERIOD = "longer_period"
    LEVEL_OVER_GROWTH = "level_over_growth"
    TOTAL_BY_SUM = "total_by_sum"
    NAMED_TOTAL = "named_total"
    CONTRADICTED = "contradicted"
    UNDECIDED = "undecided"


class Agreement(StrEnum):
    """How a report's own candidates stand to each other."""

    SINGLE = "single"
    AGREE = "agree"
    DIFFER = "differ"
