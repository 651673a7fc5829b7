"""Shortcomings and plans that the next year's report of the same organ says again.

Statements are compared with all statements of the organ's report of the next year, and the most alike of
those that are sure enough counts, of two that are as alike the one of the same kind. So a shortcoming may
return as a shortcoming, or be taken up as a plan; a plan may be made again, or what it was for may be named
as falling short. Both are told, by `repeated_as`.

Statements wait on the disk; when all reports are known they are parted into groups of organs, and a group at
a time is held in memory.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from tasks.model.report import REPEATED, REPETITIONS
from tasks.tables.likeness import measure_likeness
from tasks.tables.schema import (
    JOINED_COLUMNS,
    SCHEMAS,
    STATEMENT_TABLES,
    build_part_schemas,
)
from tasks.tables.table_rows import TableSpool

_TABLE = "_table"
# Reports whose statements are held at once: some ten thousand statements
_REPORTS_AT_ONCE = 2048
# What a row of each table is called where another one names it.
_KIND_WORDS = dict(zip(STATEMENT_TABLES, REPETITIONS, strict=True))
_DIGITS = 3


class _Statement(NamedTuple):
    """What is compared of a statement."""

    table: str
    words: str
    offset: int


class _Restatement(NamedTuple):
    """Where a statement is said again, how surely, and as what."""

    report_id: str | None = None
    offset: int | None = None
    similarity: float | None = None
    kind: str | None = None


def _build_spool_schema() -> pa.Schema:
    read = build_part_schemas()[STATEMENT_TABLES[0]].remove_metadata()
    year = SCHEMAS[STATEMENT_TABLES[0]].field("report_year").remove_metadata()
    plain = [field.remove_metadata() for field in read]
    return pa.schema([*plain, year, pa.field(_TABLE, pa.string())])


class StatementJoin:
    """The statements of a release: `add` those of its reports by chunks, then `join` them.

    `scratch` is its own until the rows were taken.
    """

    def __init__(self, scratch: Path) -> None:
        self._scratch = scratch
        self._schema = _build_spool_schema()
        self._spool = TableSpool(scratch / "said.arrow", self._schema)

    def add(self, chunk: Mapping[str, pa.Table]) -> None:
        """Take in the statements of a chunk with the years of its reports."""
        reports = chunk["reports"]
        ids = reports["report_id"].combine_chunks()
        for name in STATEMENT_TABLES:
            rows = chunk[name].replace_schema_metadata(None)
            place = pc.index_in(rows["report_id"], value_set=ids)
            years = reports["report_year"].take(place)
            names = pa.chunked_array([pa.repeat(name, rows.num_rows)])
            said = rows.append_column("report_year", years)
            said = said.append_column(_TABLE, names)
            self._spool.add(said.select(self._schema.names).cast(self._schema))

    def join(self, previous: Mapping[str, str]) -> Iterator[tuple[str, pa.Table]]:
        """Yield tables with their names, each with all statements of some reports.

        `previous` maps reports to those of the same organ of the year before.
        """
        following = {before: report_id for report_id, before in previous.items()}
        for rows in self._group(previous):
            repetitions = _find_repetitions(rows, following)
            for name in STATEMENT_TABLES:
                is_of_table = pc.equal(rows[_TABLE], name)
                yield name, _build_table(name, rows, repetitions).filter(is_of_table)

    def _group(self, previous: Mapping[str, str]) -> Iterator[pa.Table]:
        """Part the statements into groups that hold all reports of an organ."""
        ids: set[str] = set()
        for rows in self._spool:
            ids.update(rows["report_id"].unique().to_pylist())
        groups = _group_reports(sorted(ids), previous)
        keys = pa.array(list(groups), pa.string())
        numbers = pa.array(list(groups.values()), pa.int64())
        count = 1 + max(groups.values(), default=-1)
        spools = [
            TableSpool(self._scratch / f"said-{number}.arrow", self._schema)
            for number in range(count)
        ]
        for rows in self._spool:
            place = pc.index_in(rows["report_id"], value_set=keys)
            group = numbers.take(place.combine_chunks())
            for number in group.unique().to_pylist():
                spools[number].add(rows.filter(pc.equal(group, number)))
        for spool in spools:
            yield pa.concat_tables([self._schema.empty_table(), *spool])


def _group_reports(
    report_ids: Sequence[str], previous: Mapping[str, str]
) -> dict[str, int]:
    """Give each report the number of its group: that of the organ's first report in line."""
    order = {report_id: place for place, report_id in enumerate(report_ids)}
    groups = {}
    for report_id in report_ids:
        first = report_id
        while (before := previous.get(first)) in order:
            first = str(before)
        groups[report_id] = order[first] // _REPORTS_AT_ONCE
    return groups


def _find_repetitions(
    rows: pa.Table, following: Mapping[str, str]
) -> list[_Restatement]:
    """Find for each row where the organ's next report says it again."""
    report_ids = rows["report_id"].to_pylist()
    names = (_TABLE, "statement", "start_offset")
    columns = [rows[name].to_pylist() for name in names]
    statements = list(map(_Statement, *columns))
    by_report: dict[str, list[_Statement]] = {}
    for report_id, statement in zip(report_ids, statements, strict=True):
        by_report.setdefault(report_id, []).append(statement)
    found = []
    for report_id, statement in zip(report_ids, statements, strict=True):
        later = following.get(report_id)
        found.append(_find_repetition(statement, later, by_report.get(later or "", ())))
    return found


def _find_repetition(
    statement: _Statement, report_id: str | None, said: Iterable[_Statement]
) -> _Restatement:
    """Find the statement of the next year's report that says one again, the most alike of all."""
    best = (REPEATED, False)
    found = _Restatement()
    for other in said:
        similarity = round(measure_likeness(statement.words, other.words), _DIGITS)
        rank = (similarity, other.table == statement.table)
        if rank > best or (found.offset is None and similarity >= REPEATED):
            best = rank
            kind = _KIND_WORDS[other.table]
            found = _Restatement(report_id, other.offset, similarity, kind)
    return found


def _build_table(
    name: str, rows: pa.Table, repetitions: Sequence[_Restatement]
) -> pa.Table:
    """Complete rows of statements to those of a table."""
    schema = SCHEMAS[name]
    columns = zip(*repetitions, strict=True) if repetitions else ((),) * 4
    joined = dict(zip(JOINED_COLUMNS[1:], map(list, columns), strict=True))
    made = []
    for field in schema:
        if field.name in joined:
            made.append(pa.chunked_array([pa.array(joined[field.name], field.type)]))
        else:
            made.append(rows[field.name])
    return pa.Table.from_arrays(made, schema=schema)
