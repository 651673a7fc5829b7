"""Keys: which columns name a row of a table, and which point to a row of another one.

The audit holds the tables to them, and the documents of a release tell them.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

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
