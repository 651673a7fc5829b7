"""The numbers of a release: those of its pages, also of damaged tables, and the inventory of its files."""

import hashlib
from datetime import datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tasks.model.errors import ReleaseError
from tasks.model.release import Staged
from tasks.model.run import BEIJING
from tasks.release.release_tables import (
    LONGEST_EXAMPLE,
    MOST_OPEN,
    ReleaseTables,
)
from tasks.tables.schema import SCHEMAS

STAGED = Staged(
    "r1",
    "",
    datetime(2026, 3, 2, 2, tzinfo=BEIJING),
    {"reports": 3},
    {"sections": 3},
    {"reports": 2},
)
EXPECTED = [
    ("云溪县人民政府", "county", 2025, "found"),
    ("青河县人民政府", "county", 2025, "late"),
    ("青河县人民政府", "county", 2024, "missing"),
    ("云溪镇人民政府", "township", 2025, "missing"),
    ("青河镇人民政府", None, 2025, "withdrawn"),
    ("棠川镇人民政府", None, 2025, "blocked"),
]


@pytest.fixture
def folders(tmp_path):
    """Write what an account is taken of: coverage, changes, and a quarantine of sections."""
    names = ("organ", "level", "report_year", "status")
    coverage = [
        {**dict(zip(names, row, strict=True)), "evidence": f"seen of {row[0]}"}
        for row in EXPECTED
    ]
    kept, refused = tmp_path / "r1", tmp_path / "quarantine"
    for folder, table, rows in (
        (kept, "coverage", coverage),
        (kept, "changes", [{"change": one} for one in ("revised", "new", "new")]),
        (
            refused,
            "sections",
            [{"reason": one} for one in ("no path", "text differs", "text differs")],
        ),
    ):
        folder.mkdir(exist_ok=True)
        pq.write_table(pa.Table.from_pylist(rows), folder / f"{table}.parquet")
    return kept, refused


def test_an_account_counts_and_names(folders):
    """Reasons by table, changes by kind, coverage by level.

    Those to look for by name, latest and worst first.
    """
    account = ReleaseTables(folders[0]).count_release(folders[1], STAGED)
    assert (account.counts, account.last_counts) == (STAGED.counts, STAGED.last_counts)
    assert account.refused == {"sections": {"text differs": 2, "no path": 1}}
    assert account.changes == {"new": 2, "revised": 1}
    assert account.coverage == {
        "": {"blocked": 1, "withdrawn": 1},
        "county": {"found": 1, "late": 1, "missing": 1},
        "township": {"missing": 1},
    }
    assert [(one.report_year, one.status) for one in account.open] == [
        (2025, "withdrawn"),
        (2025, "missing"),
        (2025, "late"),
        (2024, "missing"),
    ]
    assert account.open[1].evidence == "seen of 云溪镇人民政府"
    assert account.unread == ()


def test_no_quarantine_is_nothing_refused(folders, tmp_path):
    """A release of which nothing was kept out has no folder there."""
    assert (
        ReleaseTables(folders[0]).count_release(tmp_path / "none", STAGED).refused == {}
    )


def test_a_page_names_no_more_than_it_can_show(folders):
    """The table has them all."""
    rows = [
        {
            "organ": f"{n}",
            "level": None,
            "report_year": 2025,
            "status": "late",
            "evidence": "",
        }
        for n in range(99)
    ]
    pq.write_table(pa.Table.from_pylist(rows), folders[0] / "coverage.parquet")
    assert (
        len(ReleaseTables(folders[0]).count_release(folders[1], STAGED).open)
        == MOST_OPEN
    )


@pytest.mark.parametrize("damage", ["gone", "torn", "shrunk", "retyped"])
def test_a_damaged_table_is_named_not_raised(folders, damage):
    """The release is held back by its audit; its page still says what can be said."""
    path = folders[0] / "coverage.parquet"
    if damage == "gone":
        path.unlink()
    elif damage == "torn":
        path.write_bytes(path.read_bytes()[:80])
    else:
        table = pq.read_table(path)
        worse = {
            "shrunk": table.drop(["status"]),
            "retyped": table.set_column(2, "report_year", table["status"]),
        }
        pq.write_table(worse[damage], path)
    account = ReleaseTables(folders[0]).count_release(folders[1], STAGED)
    assert (account.unread, account.coverage, account.open) == (("coverage",), {}, ())
    assert account.changes


NIGHT = datetime(2026, 3, 2, 2, tzinfo=BEIJING)


def _write_reports(folder, columns, **options):
    pq.write_table(pa.table(columns), folder / "reports.parquet", **options)
    return ReleaseTables(folder).take_inventory("r1", NIGHT, ["reports"])


def test_an_inventory_names_rows_bytes_and_checksum(tmp_path):
    """They are those of the file as it lies there, and taking it twice gives the same."""
    inventory = _write_reports(
        tmp_path, {"report_year": pa.array([2024, None, 2021], pa.int32())}
    )
    (file,) = inventory.files
    content = (tmp_path / file.name).read_bytes()
    assert (file.rows, file.size, file.sha256) == (
        3,
        len(content),
        hashlib.sha256(content).hexdigest(),
    )
    assert inventory.years == (2021, 2024)
    assert ReleaseTables(tmp_path).take_inventory("r1", NIGHT, ["reports"]) == inventory


def test_an_example_is_the_first_value_that_says_something(tmp_path):
    """However late it comes, also in a later row group; a column without any value has no example."""
    late = pa.array([None] * 40 + ["", "云溪镇", "青河县"])
    years = pa.nulls(43, pa.int32())
    inventory = _write_reports(
        tmp_path,
        {"report_year": years, "organ": late, "seen": pa.array([NIGHT] * 43)},
        row_group_size=20,
    )
    assert inventory.files[0].examples == {
        "organ": "云溪镇",
        "seen": "2026-03-02T02:00:00+08:00",
    }
    assert inventory.years is None


def test_an_example_is_one_short_line(tmp_path):
    """Texts are cut, breaks become spaces, flags are lower case."""
    values = ["一、主要举措\n全年办理案件12件", "字" * 500, True, 0, -71, 0.5]
    columns = {f"c{number}": [value] for number, value in enumerate(values)}
    inventory = _write_reports(tmp_path, {"report_year": [2025], **columns})
    examples = inventory.files[0].examples
    assert examples["c0"] == "一、主要举措 全年办理案件12件"
    assert len(examples["c1"]) == LONGEST_EXAMPLE
    assert [examples[f"c{number}"] for number in range(2, 6)] == [
        "true",
        "0",
        "-71",
        "0.5",
    ]


def test_an_empty_table_has_no_examples(tmp_path):
    """No row, no row group, no year, and yet a file with a checksum."""
    inventory = _write_reports(tmp_path, {"report_year": pa.array([], pa.int32())})
    assert (inventory.files[0].rows, inventory.files[0].examples, inventory.years) == (
        0,
        {},
        None,
    )


def test_scores_are_the_issues_that_stand(tmp_path):
    """Worst first, then most.

    A source without issues and a kind that is gone have no row; a torn table is said so.
    """
    rows = [
        ("a", "gap", "warning", 7),
        ("b", None, None, 0),
        ("b", "lost", "error", 1),
        ("c", "gap", "warning", 9),
    ]
    names = ("source_id", "code", "severity", "issues")
    plain = {
        "publisher": "",
        "responsibility": "us",
        "reports": 1,
        "reports_concerned": 1,
        "trend": "1",
    }
    made = [plain | dict(zip(names, row, strict=True)) for row in rows]
    path = tmp_path / "scorecards.parquet"
    pq.write_table(pa.Table.from_pylist(made, SCHEMAS["scorecards"]), path)
    assert [
        (row["source_id"], row["issues"])
        for row in ReleaseTables(tmp_path).read_scores()
    ] == [
        ("b", 1),
        ("c", 9),
        ("a", 7),
    ]
    path.write_bytes(path.read_bytes()[:100])
    assert "cannot be read" in str(ReleaseTables(tmp_path).read_scores()[0]["problem"])


@pytest.fixture
def folder(tmp_path):
    """Write a release of three reports, the rows of one of them apart from each other."""
    rows = [
        {"report_id": name, "start_offset": start}
        for start, name in enumerate(("ab1", "ac2", "ab1", "ab3"))
    ]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "quantities.parquet")
    pq.write_table(
        pa.Table.from_pylist([{"report_id": name} for name in ("ac2", "ab3", "ab1")]),
        tmp_path / "reports.parquet",
    )
    return tmp_path


def test_the_rows_of_a_report_come_in_the_order_of_the_file(folder):
    """Those of others stay away; an unknown report has none."""
    assert [
        row["start_offset"]
        for row in ReleaseTables(folder).read_report_rows("quantities", "ab1")
    ] == [
        0,
        2,
    ]
    assert ReleaseTables(folder).read_report_rows("quantities", "ab") == []


def test_ids_begin_with_a_prefix(folder):
    """In order, at most as many as are asked for."""
    assert ReleaseTables(folder).list_report_ids("ab", 5) == ["ab1", "ab3"]
    assert ReleaseTables(folder).list_report_ids("a", 2) == ["ab1", "ab3"]
    assert ReleaseTables(folder).list_report_ids("b", 5) == []


def test_a_file_that_is_gone_or_broken_is_an_error(folder):
    """With the file and the remedy."""
    (folder / "reports.parquet").write_bytes(b"PAR1 torn")
    with pytest.raises(ReleaseError, match=r"reports\.parquet cannot be read"):
        ReleaseTables(folder).list_report_ids("a", 2)
    with pytest.raises(ReleaseError, match="fazhi extract"):
        ReleaseTables(folder).read_report_rows("sections", "ab1")
