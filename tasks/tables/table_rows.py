"""What was read, as rows of the tables: dataclasses to Arrow."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

import pyarrow as pa

from tasks.model.issue import Issue
from tasks.model.page import Capture
from tasks.model.report import (
    Citation,
    Kind,
    Quantity,
    Reading,
    Report,
    ReportCell,
    ReportStatement,
    Section,
)
from tasks.model.source import Region
from tasks.tables.organs import find_organ_id


class TableSpool:
    """Tables of one schema in a file: first they are added, then gone through one at a time."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._path = path
        self._writer = pa.ipc.new_file(
            str(path), schema, options=pa.ipc.IpcWriteOptions(compression="lz4")
        )

    def __iter__(self) -> Iterator[pa.Table]:
        self._writer.close()
        # Read, not mapped: the pages of a mapped file would count as memory of this process, piece after
        # piece.
        with pa.OSFile(str(self._path)) as file:
            reader = pa.ipc.open_file(file)
            for place in range(reader.num_record_batches):
                yield pa.Table.from_batches([reader.get_batch(place)])

    def add(self, rows: pa.Table) -> None:
        """Append a table in one piece."""
        self._writer.write_table(rows.combine_chunks())


Row = dict[str, object]

# What is named otherwise in the tables, where no word of SQL may be a column.
_COLUMN_NAMES = {"start": "start_offset", "end": "end_offset"}
_CELL_NAMES = {
    **_COLUMN_NAMES,
    "table": "table_number",
    "row": "row_number",
    "column": "column_number",
    "rows": "row_span",
    "columns": "column_span",
}


def _name_columns(fields: Row, names: Mapping[str, str]) -> Row:
    """Give the fields of a dataclass under the names of the columns."""
    return {names.get(name, name): value for name, value in fields.items()}


def _build_report_row(report: Report, capture: Capture, extractor: str) -> Row:
    """Make the row of a report, without what only the ledger knows."""
    region = Region(
        province=report.province,
        prefecture=report.prefecture,
        county=report.county,
        township=report.township,
    )
    return {
        **asdict(report),
        "organ_id": find_organ_id(report.organ, report.organ_kind, region),
        "published_date": report.published_on and report.published_on.date(),
        "report_id": capture.page_id,
        "revision": capture.revision,
        "content_sha256": capture.content_sha256,
        "extractor": extractor,
    }


def _build_section_row(section: Section, report_id: str) -> Row:
    """Make the row of a section."""
    return {
        "report_id": report_id,
        **_name_columns(asdict(section), _COLUMN_NAMES),
        "also_kinds": ",".join(section.also_kinds) or None,
    }


def build_quantity_row(quantity: Quantity, report_id: str) -> Row:
    """Make the row of a quantity; Decimal becomes the float that prints the same."""
    before = None if quantity.before is None else float(quantity.before)
    return {
        "report_id": report_id,
        **_name_columns(asdict(quantity), _COLUMN_NAMES),
        "value": float(quantity.value),
        "before": before,
    }


def _build_cell_row(cell: ReportCell, report_id: str) -> Row:
    """Make the row of a cell."""
    value = None if cell.value is None else float(cell.value)
    return {
        "report_id": report_id,
        **_name_columns(asdict(cell), _CELL_NAMES),
        "value": value,
    }


def _build_citation_row(citation: Citation, report_id: str) -> Row:
    """Make the row of a citation."""
    return {"report_id": report_id, **asdict(citation)}


def _build_statement_rows(
    statements: Iterable[ReportStatement], kind: Kind, report_id: str
) -> list[Row]:
    """Make the rows of the shortcomings or plans among statements."""
    stated = [one for one in statements if one.kind is kind]
    return [{"report_id": report_id, **asdict(one)} for one in stated]


def build_issue_row(
    issue: Issue,
    report_id: str | None,
    source_id: str | None,
    url: str | None = None,
) -> Row:
    """Make the row of an issue; `url` stands in where the issue names none."""
    return {
        "report_id": report_id,
        "source_id": source_id,
        **asdict(issue),
        "url": issue.url or url,
    }


def build_reading_rows(
    reading: Reading, capture: Capture, extractor: str
) -> dict[str, list[Row]]:
    """Make all rows of one reading, by table, in the order of the text."""
    page_id = capture.page_id
    source_id = capture.source_id
    report = _build_report_row(reading.report, capture, extractor)
    sections = [_build_section_row(one, page_id) for one in reading.sections]
    quantities = [build_quantity_row(one, page_id) for one in reading.quantities]
    cells = [_build_cell_row(one, page_id) for one in reading.cells]
    citations = [_build_citation_row(one, page_id) for one in reading.citations]
    stated = reading.statements
    issues = [
        build_issue_row(one, page_id, source_id, capture.url) for one in reading.issues
    ]
    return {
        "reports": [report],
        "sections": sections,
        "quantities": quantities,
        "cells": cells,
        "citations": citations,
        "shortcomings": _build_statement_rows(stated, Kind.SHORTCOMINGS, page_id),
        "plans": _build_statement_rows(stated, Kind.PLANS, page_id),
        "issues": issues,
    }


def build_tables(
    rows: Mapping[str, Iterable[Row]], schemas: Mapping[str, pa.Schema]
) -> dict[str, pa.Table]:
    """Make Arrow tables of rows; what a schema does not name is left out, what a row lacks is null."""
    made = {}
    for name, schema in schemas.items():
        # A given schema stays when there is no row.
        made[name] = pa.Table.from_pylist(list(rows.get(name, ())), schema=schema)
    return made
