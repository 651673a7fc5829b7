"""Exports: the same values in each format, nothing that a program would run, and whole or not at all."""

import sqlite3
from contextlib import closing
from datetime import date, datetime

import duckdb
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tasks.model.errors import ConfigurationError
from tasks.model.run import BEIJING
from tasks.release import exported_files
from tasks.release.exported_files import ExportFormat, export_release
from tasks.release.reader import open_release

AT = datetime(2026, 4, 1, 0, 0, tzinfo=BEIJING)
DAY = date(2026, 4, 1)
# As it stands, as CSV has it, and as all but DuckDB have it else
WORDS = (
    ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
    ("+86 20", "'+86 20"),
    ("-见附件", "'-见附件"),
    ("＝1", "'＝1"),
    ("@SUM", "'@SUM"),
    ("\tx", "'\tx"),
    ("'quoted'", "''quoted'"),
    ("-3.5%", "-3.5%"),
    ("+1,200", "+1,200"),
    ('一，"二"\n三', '一，"二"\n三'),
    ("#N/A", "#N/A"),
)
_SCHEMA = pa.schema(
    [
        ("word", pa.string()),
        ("at", pa.timestamp("ms", tz="Asia/Shanghai")),
        ("day", pa.date32()),
        ("count", pa.int32()),
        ("share", pa.float64()),
        ("flag", pa.bool_()),
    ]
)


@pytest.fixture
def release(tmp_path):
    """Write a release of two small tables."""
    folder = tmp_path / "release"
    folder.mkdir()
    facts = {"at": AT, "day": DAY, "count": -3, "share": -0.5, "flag": True}
    rows = [{"word": word, **facts} for word, _ in WORDS]
    rows.append({"word": "\x1b[31m\x00"})
    pq.write_table(pa.Table.from_pylist(rows, _SCHEMA), folder / "rows.parquet")
    pq.write_table(pa.table({"id": ["a"]}), folder / "others.parquet")
    return open_release(folder)


def _export(release, form, to, **options):
    return export_release(release, ExportFormat(form), to, **options)


def test_csv_is_defused_and_says_when(release, tmp_path):
    """Formulas have an apostrophe; numbers do not; times have their offset."""
    done = _export(release, "csv", tmp_path / "out")
    assert done.rows == {"others": 1, "rows": len(WORDS) + 1}
    read = pd.read_csv(tmp_path / "out" / "rows.csv", dtype=str, keep_default_na=False)
    assert list(read["word"])[:-1] == [written for _, written in WORDS]
    assert list(read["word"])[-1] == "␛[31m␀"
    assert list(read.iloc[0][1:]) == [
        "2026-04-01T00:00:00+08:00",
        "2026-04-01",
        "-3",
        "-0.5",
        "true",
    ]
    assert list(read.iloc[-1][1:]) == [""] * 5
    notes = (tmp_path / "out" / "notes.txt").read_text(encoding="utf-8")
    assert "rows.word: control characters are written as symbols" in notes


def test_a_workbook_holds_words_and_beijing_time(release, tmp_path):
    """No cell is a formula or an error, and the value is what it was."""
    _export(release, "xlsx", tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == ["notes", "others", "rows"]
    header, *rows = book["rows"].iter_rows()
    assert [cell.value for cell in header] == _SCHEMA.names
    assert [row[0].value for row in rows[:-1]] == [word for word, _ in WORDS]
    assert {row[0].data_type for row in rows} == {"s"}
    assert rows[0][0].quotePrefix
    facts = [cell.value for cell in rows[0][1:]]
    assert facts == [datetime(2026, 4, 1), datetime(2026, 4, 1), -3, -0.5, True]
    assert [cell.value for cell in rows[-1]] == ["␛[31m␀", *[None] * 5]
    notes = [row[0].value for row in book["notes"].iter_rows()]
    assert any("Beijing time" in note for note in notes)


def test_databases_hold_the_values(release, tmp_path):
    """DuckDB with its own types and the descriptions, SQLite with words for times."""
    _export(release, "duckdb", tmp_path / "out.duckdb")
    with duckdb.connect(str(tmp_path / "out.duckdb"), read_only=True) as database:
        rows = database.table("rows").to_arrow_table()
    assert rows["word"].to_pylist() == [*(word for word, _ in WORDS), "\x1b[31m\x00"]
    assert rows["at"].to_pylist()[0] == AT
    assert rows["day"].to_pylist()[0] == DAY
    _export(release, "sqlite", tmp_path / "out.sqlite")
    with closing(sqlite3.connect(tmp_path / "out.sqlite")) as written:
        found = written.execute("SELECT * FROM rows").fetchall()
    assert [row[0] for row in found[:-1]] == [word for word, _ in WORDS]
    assert found[0][1:] == ("2026-04-01T00:00:00+08:00", "2026-04-01", -3, -0.5, 1)
    assert found[-1] == ("␛[31m␀", *[None] * 5)


def test_a_choice_of_tables_and_rows_is_written(release, tmp_path):
    """One table may be one file of CSV, and the condition stands in the notes."""
    to = tmp_path / "rows.csv"
    done = _export(release, "csv", to, tables=["rows"], where='"count" = -3')
    assert done.rows == {"rows": len(WORDS)}
    assert 'rows where "count" = -3' in done.notes
    assert len(pd.read_csv(to)) == len(WORDS)


def test_what_stands_there_stays_unless_forced(release, tmp_path):
    """And is replaced whole; what no export made is never removed."""
    to = tmp_path / "out"
    _export(release, "csv", to)
    with pytest.raises(ConfigurationError, match="is there already"):
        _export(release, "csv", to)
    _export(release, "csv", to, tables=["others", "rows"], force=True)
    (to / "thesis.docx").touch()
    with pytest.raises(
        ConfigurationError, match=r"no export has written \(thesis.docx\)"
    ):
        _export(release, "csv", to, force=True)
    with pytest.raises(ConfigurationError, match="is a folder"):
        _export(release, "sqlite", to, force=True)
    with pytest.raises(ConfigurationError, match="no such folder"):
        _export(release, "sqlite", tmp_path / "none" / "out.sqlite")


def test_a_broken_export_leaves_nothing(release, tmp_path, monkeypatch):
    """The file that stood there stays, and no draft."""
    to = tmp_path / "out.sqlite"
    to.write_text("mine", encoding="utf-8")

    def fail(*_):
        raise OSError("no room")

    monkeypatch.setitem(exported_files._WRITERS, ExportFormat.SQLITE, fail)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(OSError, match="no room"):
        _export(release, "sqlite", to, force=True)
    assert sorted(tmp_path.iterdir()) == before
    assert to.read_text(encoding="utf-8") == "mine"


def test_unknown_tables_are_said(release, tmp_path):
    """Before anything is written."""
    with pytest.raises(ConfigurationError, match="no table"):
        _export(release, "csv", tmp_path / "out", tables=["row"])
    assert not (tmp_path / "out").exists()
