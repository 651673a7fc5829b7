"""A correction on its way through the stage: into the tables, the changes, the coverage and the issues."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from expectations import ROWS
from tasks.ledger import Ledger
from tasks.ledger.row_types import FetchRow
from tasks.release.stage import stage
from tasks.tables.corrections import COLUMNS
from tasks.tables.part_store import get_extractor_version
from tests.release.test_stage import published
from tests.world.harvest import NIGHT, harvest, reading

pytestmark = pytest.mark.usefixtures("without_run")

ONE, TWO, GONE = "1" * 16, "2" * 16, "3" * 16
SOURCE = "http://town.example.cn/1.html"


@pytest.fixture
def made(tmp_path):
    """Publish two reports of a town as they were read, both about one year; fetch something a day later."""
    made = harvest(tmp_path / "home")
    made.extract(
        [(made.capture(name), reading(2025)) for name in (ONE, TWO)],
        get_extractor_version(),
    )
    published(made)
    asked = FetchRow(
        made.run.run_id,
        "yunxi",
        "list",
        "http://127.0.0.1:8480/",
        NIGHT + timedelta(days=1),
        200,
        "ok",
    )
    with closing(Ledger(made.run.database_url)) as ledger:
        ledger.record_fetch(asked)
    return made


@pytest.fixture
def staged(made, tmp_path):
    """Stage the same reports again under corrections; gives a function from a table's name to its rows."""

    def under(*lines):
        file = tmp_path / "corrections.csv"
        file.write_text(
            "\n".join(",".join(cells) for cells in (COLUMNS, *lines)) + "\n",
            encoding="utf-8",
        )
        folder = Path(stage.fn(made.run, ROWS, (), file).folder)
        return lambda table: pq.read_table(folder / f"{table}.parquet").to_pylist()

    return under


def line(column, old, new, report_id=ONE, table="reports", key=""):
    """Write a line of the file."""
    return (report_id, "", table, column, key, old, new, "misread", SOURCE)


def find_issues(rows, code):
    """Give of each issue of a code the report that it is of, and its evidence."""
    return [
        (row["report_id"], row["evidence"])
        for row in rows("issues")
        if row["code"] == code
    ]


def test_a_corrected_year_arrives_everywhere(staged):
    """The row and its place, what follows from it, the coverage of that year, the change, and the issue."""
    rows = staged(line("report_year", "2025", "2024"))
    first, second = rows("reports")
    assert [(row["report_id"], row["report_year"]) for row in (first, second)] == [
        (ONE, 2024),
        (TWO, 2025),
    ]
    assert first["report_year_evidence"] == f"correction: {SOURCE}"
    assert first["days_after_deadline"] == second["days_after_deadline"] + 365
    found = {
        row["report_year"]: row["report_id"]
        for row in rows("coverage")
        if row["status"] in ("found", "late")
    }
    assert found == {2024: ONE, 2025: TWO}
    (change,) = rows("changes")
    assert (change["report_id"], change["change"]) == (ONE, "corrected")
    assert {"report_year", "days_after_deadline"} <= set(
        change["changed_columns"].split(", ")
    )
    assert find_issues(rows, "corrected") == [
        (ONE, f"reports.report_year: 2025 -> 2024; source: {SOURCE}")
    ]
    assert find_issues(rows, "correction_refused") == []


def test_a_corrected_quantity_arrives(staged):
    """A value of another table is found by its place, and is a change of its report."""
    rows = staged(line("value", "12.0", "15.0", table="quantities", key="13"))
    values = [row["value"] for row in rows("quantities") if row["report_id"] == ONE]
    assert sorted(values) == [15.0, 45500.0]
    assert [
        (row["report_id"], row["change"], row["changed_columns"])
        for row in rows("changes")
    ] == [(ONE, "corrected", "quantities.value")]


def test_an_outdated_correction_changes_nothing(staged):
    """Where the old value is another now, or the report is gone, the line is refused with an issue.

    The rows stay.
    """
    rows = staged(
        line("report_year", "2023", "2024"),
        line("organ", "东岭镇人民政府", "云溪街道办事处", TWO),
        line("organ", "云溪镇人民政府", "云溪街道办事处", GONE),
    )
    assert [(row["report_year"], row["organ"]) for row in rows("reports")] == [
        (2025, "云溪镇人民政府")
    ] * 2
    assert rows("changes") == []
    assert sorted(
        report_id or "" for report_id, _ in find_issues(rows, "correction_refused")
    ) == ["", ONE, TWO]
    assert find_issues(rows, "corrected") == []
