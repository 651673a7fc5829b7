"""Bring `expected.csv` up to date with `data/sources`.

    python data/lookups/make_expected.py

Rows that are there stay as they are, since people correct them; those whose source is gone leave. A source
without a row gets that of its own organ. Other organs of a source need no row: they are expected from their
first report on.
"""

import argparse
import csv
from pathlib import Path

from tasks.registry.source_files import load_sources
from tasks.tables.coverage.roster import COLUMNS, ROSTER_FILE, RosterEntry

SOURCES = ROSTER_FILE.parents[1] / "sources"


def main(folder: Path = SOURCES, path: Path = ROSTER_FILE) -> None:
    """Write the file anew, by source and organ."""
    sources = load_sources(folder)
    ids = {source.id for source in sources}
    rows = [
        row
        for row in (RosterEntry.read_all(path) if path.is_file() else [])
        if row.source_id in ids
    ]
    named = {row.source_id for row in rows}
    rows += [
        RosterEntry.from_source(source) for source in sources if source.id not in named
    ]
    rows.sort(key=lambda row: (row.source_id, row.organ))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(_cells(row) for row in rows)


def _cells(row: RosterEntry) -> list[str]:
    values = [getattr(row, column) for column in COLUMNS]
    return ["" if value is None else str(value) for value in values]


if __name__ == "__main__":
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    main()
