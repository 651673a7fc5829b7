"""What the rows of a release are held to: their keys, the forms of values, and rules that keep rows out.

A rule looks at a table as `add_text_flags` gives it: without its long texts, with flags that were computed
from them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

# 5f0c1e0d9a3b7c42: the first digits of a SHA-256
PAGE_ID = "[0-9a-f]{16}"
SHA256 = "[0-9a-f]{64}"
# 440700000000
DIVISION_CODE = "[0-9]{12}"
# 0, 2.3
PATH = r"[0-9]+(\.[0-9]+)*"
# www.example.gov.cn/20260302T020000-1a2b.warc.gz
WARC_FILE = r".+/.+\.warc\.gz"

# How a report differs from the release before.
CHANGES = ("new", "revised", "withdrawn", "returned", "corrected", "reread", "removed")
# What a request was for.
FETCHES = ("robots", "list", "detail", "attachment")
# What an indicator counts; stock is what there is at one time.
MEASURES = ("count", "people", "amount", "rate", "stock")


KEYS: Mapping[str, tuple[str, ...]] = {
    "reports": ("report_id",),
    "revisions": ("report_id", "revision"),
    "sections": ("report_id", "path"),
    "quantities": ("report_id", "start_offset", "end_offset"),
    "cells": ("report_id", "table_number", "row_number", "column_number"),
    "citations": ("report_id", "start_offset"),
    "shortcomings": ("report_id", "start_offset"),
    "plans": ("report_id", "start_offset"),
    "reuse": ("report_id", "start_offset", "kind"),
    "organs": ("organ_id",),
    "indicators": ("report_id", "indicator"),
    "indicators_wide": ("report_id",),
    "changes": ("report_id", "change"),
    "sources": ("source_id",),
    "indicator_codes": ("code",),
    "issue_codes": ("code",),
    "divisions": ("division_code",),
}


class Reference(NamedTuple):
    """Columns that hold the key of a row of another table."""

    columns: tuple[str, ...]
    table: str
    key: tuple[str, ...]


_REPORT = Reference(("report_id",), "reports", ("report_id",))
_SECTION = Reference(("report_id", "section_path"), "sections", ("report_id", "path"))
_NEXT_YEAR = Reference(("repeated_in",), "reports", ("report_id",))
_SOURCE = Reference(("source_id",), "sources", ("source_id",))
_DIVISION = Reference(("division_code",), "divisions", ("division_code",))
_INDICATOR = Reference(("indicator",), "indicator_codes", ("code",))
_ISSUE = Reference(("code",), "issue_codes", ("code",))
# An issue, a change or an attempt may be of a page that is no report of this release: those tables point to
# no report.
REFERENCES: Mapping[str, Sequence[Reference]] = {
    "reports": (_SOURCE, _DIVISION),
    "revisions": (_REPORT,),
    "sections": (_REPORT,),
    "quantities": (
        _REPORT,
        _SECTION,
        _INDICATOR,
        Reference(("rate_of",), "indicator_codes", ("code",)),
    ),
    "cells": (_REPORT,),
    "indicators": (_REPORT, _INDICATOR),
    "indicators_wide": (_REPORT,),
    "citations": (_REPORT, _SECTION),
    "shortcomings": (_REPORT, _SECTION, _NEXT_YEAR),
    "plans": (_REPORT, _SECTION, _NEXT_YEAR),
    "reuse": (
        _REPORT,
        _SECTION,
        Reference(("other_report_id",), "reports", ("report_id",)),
        Reference(
            ("other_report_id", "other_section_path"), "sections", ("report_id", "path")
        ),
    ),
    "coverage": (_REPORT, _SOURCE, _DIVISION),
    "issues": (_ISSUE,),
    "scorecards": (_ISSUE,),
    "sources": (
        _DIVISION,
        Reference(("successor_id",), "sources", ("source_id",)),
    ),
    "indicator_codes": (Reference(("parent",), "indicator_codes", ("code",)),),
    "divisions": (Reference(("parent_code",), "divisions", ("division_code",)),),
}


Marks = Callable[[pa.Table], pa.ChunkedArray]


class Rule(NamedTuple):
    """One reason for keeping rows out, and the function that marks them.

    It takes a table and gives one flag a row, never null.
    """

    reason: str
    marks: Marks

    @classmethod
    def refuse_missing(cls, column: str) -> Self:
        """Refuse rows that have no value in a column."""
        return cls(f"no {column}", lambda table: pc.is_null(table[column]))

    @classmethod
    def refuse_missing_required(cls, schema: pa.Schema) -> list[Self]:
        """Refuse rows that have no value where the schema demands one: Arrow itself does not look."""
        return [
            cls.refuse_missing(field.name) for field in schema if not field.nullable
        ]

    @classmethod
    def refuse_duplicates(cls, *columns: str) -> Self:
        """Refuse rows whose key was seen before; the first one stays."""

        def marks(table: pa.Table) -> pa.ChunkedArray:
            rows = pa.array(np.arange(table.num_rows))
            first = (
                table.select(columns)
                .append_column("_place", rows)
                .group_by(columns)
                .aggregate([("_place", "min")])
            )
            return pa.chunked_array(
                [
                    pc.invert(
                        pc.is_in(rows, value_set=first["_place_min"].combine_chunks())
                    )
                ]
            )

        return cls(f"duplicate {', '.join(columns)}", marks)

    @classmethod
    def refuse_outside_set(cls, column: str, allowed: Iterable[object]) -> Self:
        """Refuse rows whose word is not in a set; null passes."""
        words = [*allowed, None]
        return cls(
            f"{column} not in its set",
            lambda table: pc.invert(
                pc.is_in(
                    table[column],
                    value_set=pa.array(words, table.schema.field(column).type),
                )
            ),
        )

    @classmethod
    def refuse_out_of_bounds(
        cls, column: str, low: float | None, high: float | None
    ) -> Self:
        """Refuse rows whose number lies outside of the bounds, both included.

        Null passes, and a null bound is none.
        """

        def marks(table: pa.Table) -> pa.ChunkedArray:
            numbers = table[column]
            below = pc.less(numbers, low) if low is not None else pa.scalar(False)
            above = pc.greater(numbers, high) if high is not None else pa.scalar(False)
            return pc.fill_null(pc.or_(below, above), False)

        bounds = (
            f"{column} below {low}"
            if high is None
            else f"{column} outside {low} to {high}"
        )
        return cls(bounds, marks)

    @classmethod
    def refuse_mismatched(cls, column: str, pattern: str) -> Self:
        """Refuse rows whose text a pattern does not find; null passes."""
        return cls(
            f"{column} of a foreign form",
            lambda table: pc.fill_null(
                pc.invert(pc.match_substring_regex(table[column], pattern)), False
            ),
        )

    @classmethod
    def refuse_disordered(cls, first: str, second: str) -> Self:
        """Refuse rows where the first value is greater than the second; null passes."""
        return cls(
            f"{first} after {second}",
            lambda table: pc.fill_null(pc.greater(table[first], table[second]), False),
        )

    @classmethod
    def refuse_unflagged(cls, flag: str, reason: str) -> Self:
        """Refuse rows where a flag is false or missing."""
        return cls(reason, lambda table: pc.invert(pc.fill_null(table[flag], False)))
