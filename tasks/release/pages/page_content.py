"""Page: headings, words and tables that a person reads, whatever they are rendered as."""

from collections.abc import Sequence
from typing import NamedTuple

from tasks.model.release import Check
from tasks.tables.schema import TABLES

EXPECTATION_WORDS = {
    "audit_is_possible": "the table can be audited",
    "file_has_schema": "the file has the types and descriptions of the schema",
    "file_has_release_id": "the file says the id of this release",
    "file_has_staged_rows": "the file has as many rows as were staged",
    "table_columns_to_match_ordered_list": "the columns are those of the schema, in their order",
    "table_row_count_to_be_between": "the number of rows lies within its bounds",
    "column_values_to_not_be_null": "as many rows as it takes have a value",
    "column_values_to_be_unique": "no value stands twice",
    "compound_columns_to_be_unique": "no key stands twice",
    "column_values_to_be_in_set": "every value is one of those allowed",
    "column_values_to_be_between": "every value lies within its bounds",
    "column_max_to_be_between": "the largest value lies within its bounds",
    "column_min_to_be_between": "the smallest value lies within its bounds",
    "column_values_to_match_regex": "every value has its form",
    "column_pair_values_a_to_be_greater_than_b": "the first is never less than the second",
}

# Suites look at flags, too, which are computed for the audit and stand in no table.
_FLAG, _HOLDS = "column_values_to_be_in_set", "it is true of every row"


def describe_check(check: Check) -> str:
    """Say what a check expects in plain words; an unknown expectation by its own name."""
    if check.expectation == _FLAG and check.table in TABLES:
        columns = {column.name for column in TABLES[check.table].columns}
        if check.column not in columns:
            return _HOLDS
    return EXPECTATION_WORDS.get(check.expectation, check.expectation.replace("_", " "))


# What a first cell shows of a check: it held, it holds the release back, or it warns.
GOOD = "✓"
BAD = "✗"
WARN = "⚠"


class PageTable(NamedTuple):
    """A table: its header, and rows of as many cells.

    One of long words becomes a card a row where there is no room.
    """

    header: Sequence[str]
    rows: Sequence[Sequence[object]]
    wordy: bool = False


class PageSection(NamedTuple):
    """A heading with paragraphs and tables below it; a folded one is opened by whoever wants to see it."""

    title: str
    blocks: Sequence[str | PageTable]
    folded: bool = False


class PageContent(NamedTuple):
    """A page: its title, a mark for its result, a line that sums it up, labelled numbers, and sections."""

    title: str
    mark: str
    lead: str
    numbers: Sequence[tuple[str, str]]
    sections: Sequence[PageSection]
