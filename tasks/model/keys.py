"""Keys: which columns name a row of a table, and which point to a row of another one.

The audit holds the tables to them, and the documents of a release tell them.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

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


KEYS: Mapping[str, tuple[str, ...]] = {
    "reports": ("report_id",),
    "revisions": ("report_id", "revision"),
    "sections": ("report_id", "path"),
    "quantities": ("report_id", "start", "end"),
    "reuse": ("report_id", "start", "kind"),
    "coverage": ("source_id", "organ", "report_year"),
    "changes": ("report_id", "change"),
}


class Reference(NamedTuple):
    """Columns that hold the key of a row of another table."""

    columns: tuple[str, ...]
    table: str
    key: tuple[str, ...]


_REPORT = Reference(("report_id",), "reports", ("report_id",))
_SECTION = Reference(("report_id", "section_path"), "sections", ("report_id", "path"))
# An issue, a change or an attempt may be of a page that is no report of this release, so those tables point
# nowhere.
REFERENCES: Mapping[str, Sequence[Reference]] = {
    "revisions": (_REPORT,),
    "sections": (_REPORT,),
    "quantities": (_REPORT, _SECTION),
    "reuse": (
        _REPORT,
        _SECTION,
        Reference(("other_report_id",), "reports", ("report_id",)),
        Reference(
            ("other_report_id", "other_section_path"), "sections", ("report_id", "path")
        ),
    ),
    "coverage": (_REPORT,),
}
