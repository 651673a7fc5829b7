"""The table `organs`: a row for each organ that published or was to publish, with all that it was called."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import pyarrow as pa

from tasks.tables.organs import find_organ_trade, find_parent_id
from tasks.tables.schema import SCHEMAS
from tasks.tables.table_rows import Row

# What the tables on reports say of an organ.
ORGAN_COLUMNS = (
    "organ_id",
    "organ",
    "organ_kind",
    "level",
    "province",
    "prefecture",
    "county",
    "township",
    "report_year",
)
_FACTS = ("organ_kind", "level", "province", "prefecture", "county", "township")
# Between two wordings, where no name has it.
_BETWEEN = " | "


@dataclass
class _Organ:
    """What is known of one organ so far."""

    names: Counter[str] = field(default_factory=Counter)
    years: set[int] = field(default_factory=set)
    facts: dict[str, Counter[str]] = field(default_factory=dict)
    reports: int = 0

    def add(self, row: Row, *, is_report: bool) -> None:
        """Add what a row says of it; a row of coverage names it, a report also dates it."""
        self.names[str(row["organ"])] += 1
        for name in _FACTS:
            value = row.get(name)
            if value is not None:
                self.facts.setdefault(name, Counter())[str(value)] += 1
        year = row["report_year"]
        if is_report:
            self.reports += 1
            if isinstance(year, int):
                self.years.add(year)


def build_organs(reports: pa.Table, coverage: pa.Table) -> pa.Table:
    """Make the table of the organs with an id, in the order of the ids.

    `reports` needs `ORGAN_COLUMNS`; `coverage` has those of its table.
    """
    organs: dict[str, _Organ] = {}
    for row in _iter_rows(reports):
        organs.setdefault(str(row["organ_id"]), _Organ()).add(row, is_report=True)
    for row in _iter_rows(coverage):
        organs.setdefault(str(row["organ_id"]), _Organ()).add(row, is_report=False)
    rows = [_build_row(name, organs[name]) for name in sorted(organs)]
    return pa.Table.from_pylist(rows, SCHEMAS["organs"])


def _iter_rows(table: pa.Table) -> Iterator[Row]:
    names = [name for name in ORGAN_COLUMNS if name in table.column_names]
    for batch in table.select(names).to_batches():
        for row in batch.to_pylist():
            if row["organ_id"] is not None:
                yield row


def _build_row(organ_id: str, organ: _Organ) -> Row:
    trade = find_organ_trade(organ_id)
    facts = {name: _choose(organ.facts.get(name)) for name in _FACTS}
    years = sorted(organ.years)
    return {
        "organ_id": organ_id,
        "name": max(organ.names, key=lambda name: (len(name), name)),
        "wordings": _BETWEEN.join(sorted(organ.names)),
        **facts,
        "parent_id": find_parent_id(organ_id),
        "trade": trade.slug if trade else None,
        "trade_en": trade.name_en if trade else None,
        "formerly": _BETWEEN.join(trade.former) or None if trade else None,
        "reports": organ.reports,
        "first_report_year": years[0] if years else None,
        "last_report_year": years[-1] if years else None,
    }


def _choose(values: Counter[str] | None) -> str | None:
    """Choose what is said most often, of several the first in order."""
    if not values:
        return None
    return min(values, key=lambda value: (-values[value], value))
