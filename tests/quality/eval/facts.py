"""Facts on real reports that lie beside the repository, not in it.

Tests that need them are skipped without them.
"""

import csv

import pytest

from tests.paths import SHARED

FACTS = SHARED / "facts"
needs_facts = pytest.mark.skipif(
    not FACTS.is_dir(), reason="the facts lie beside the repository, not in it"
)
# The level column of reports.csv in the words of organ_kind.
KIND_OF_LEVEL = {
    "街道": "subdistrict",
    "乡镇": "town",
    "区县": "county",
    "市": "prefecture",
    "省": "province",
    "部门": "department",
    "部委": "ministry",
}


def rows(name: str) -> list[dict[str, str]]:
    """Read one file of facts; empty where there is none."""
    path = FACTS / name
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def reports() -> list[tuple[str, dict[str, str]]]:
    """Give the title of every report with its row.

    A row that describes a page without a title is left out.
    """
    listed = [
        (row["title"].strip("()"), row)
        for row in rows("reports.csv")
        if row["kind"] == "report"
    ]
    return [(title, row) for title, row in listed if "法治" in title]
