"""Quarantine: what a rule refuses is kept beside the release with its reason, as is all of its report."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tasks.model.table_rules import Rule
from tasks.release.staging.draft import (
    NO_REPORT,
    ReleaseDraft,
    filter_rows,
)

KEY = pa.schema(
    [
        pa.field("report_id", pa.string(), nullable=False),
        pa.field("sound", pa.bool_()),
        pa.field("start_offset", pa.int32()),
        pa.field("part_of", pa.int32()),
    ]
)
RULES = {
    name: [Rule.refuse_unflagged("sound", f"unsound {name}")]
    for name in ("reports", "revisions", "sections", "quantities")
}


def _chunk(**rows):
    """Make tables of report ids; one in capitals marks a row that is not sound.

    Rows start at 0, 1, 2 …; each is a part of the one before.
    """
    names = ("reports", "revisions", "sections", "quantities", "issues")
    return {
        name: pa.table(
            {
                "report_id": [one and one.lower() for one in rows.get(name, "")],
                "sound": [bool(one) and one.islower() for one in rows.get(name, "")],
                "start_offset": range(len(rows.get(name, ""))),
                "part_of": [
                    place - 1 if place else None
                    for place in range(len(rows.get(name, "")))
                ],
            },
            KEY,
        )
        for name in names
    }


def _sifted(**rows):
    chunk = _chunk(**rows)
    return filter_rows(chunk, chunk, RULES)


def _kept(sifted):
    return {
        name: "".join(table["report_id"].to_pylist())
        for name, table in sifted.kept.items()
        if table.num_rows
    }


def _refused(sifted):
    return {
        name: list(
            zip(
                table["report_id"].to_pylist(), table["reason"].to_pylist(), strict=True
            )
        )
        for name, table in sifted.refused.items()
        if table.num_rows
    }


def test_what_is_sound_stays_as_it_is():
    """Rows that all rules let pass are the same rows, and nothing is refused."""
    sifted = _sifted(reports="ab", revisions="aab", sections="aabb", quantities="b")
    assert _kept(sifted) == {
        "reports": "ab",
        "revisions": "aab",
        "sections": "aabb",
        "quantities": "b",
    }
    assert not _refused(sifted)


def test_all_that_is_a_refused_reports_goes_with_it():
    """Its rows are kept out too, and the issues stay, which tell of it."""
    sifted = _sifted(
        reports="Ab", revisions="ab", sections="aab", quantities="ab", issues="ab"
    )
    assert _kept(sifted) == {
        "reports": "b",
        "revisions": "b",
        "sections": "b",
        "quantities": "b",
        "issues": "ab",
    }
    assert _refused(sifted) == {
        "reports": [("a", "unsound reports")],
        "revisions": [("a", NO_REPORT)],
        "sections": [("a", NO_REPORT)] * 2,
        "quantities": [("a", NO_REPORT)],
    }


@pytest.mark.parametrize("table", ["sections", "revisions"])
def test_a_report_goes_with_what_makes_it_up(table):
    """Without one of its sections or revisions it would be another report."""
    rows = {"reports": "ab", "revisions": "ab", "sections": "ab", table: "aAb"}
    sifted = _sifted(**rows)
    assert _kept(sifted) == {"reports": "b", "revisions": "b", "sections": "b"}
    assert _refused(sifted)["reports"] == [("a", f"its {table} are in quarantine")]
    assert set(_refused(sifted)[table]) == {("a", NO_REPORT), ("a", f"unsound {table}")}


def test_a_quantity_goes_alone():
    """Its report stays, with the others."""
    sifted = _sifted(reports="a", revisions="a", sections="a", quantities="aAa")
    assert _kept(sifted) == {
        "reports": "a",
        "revisions": "a",
        "sections": "a",
        "quantities": "aa",
    }
    assert _refused(sifted) == {"quantities": [("a", "unsound quantities")]}


def test_a_part_stays_without_its_whole():
    """What it was a part of is not in the release, so it names none; the others keep theirs."""
    sifted = _sifted(reports="a", revisions="a", sections="a", quantities="aaAaa")
    kept = sifted.kept["quantities"]
    assert kept["start_offset"].to_pylist() == [0, 1, 3, 4]
    assert kept["part_of"].to_pylist() == [None, 0, None, 3]
    assert kept.schema == KEY


def test_a_row_of_no_report_is_refused():
    """A row of a report that is not there has that reason, whatever else is wrong with it."""
    sifted = _sifted(
        reports="a", revisions="a", sections="aX", quantities="x", issues="x"
    )
    assert _refused(sifted) == {
        "sections": [("x", NO_REPORT)],
        "quantities": [("x", NO_REPORT)],
    }
    assert _kept(sifted)["issues"] == "x"


def test_a_row_is_refused_once_with_the_first_reason():
    """A row that breaks two rules stands in quarantine once."""
    chunk = _chunk(reports="A", revisions="", sections="", quantities="")
    sifted = filter_rows(
        chunk,
        chunk,
        {
            "reports": [
                Rule.refuse_unflagged("sound", "first"),
                Rule.refuse_unflagged("sound", "second"),
            ]
        },
    )
    assert _refused(sifted) == {"reports": [("a", "first")]}


def test_a_value_that_the_schema_demands_must_be_there():
    """Arrow lets nulls into a column that may not have any; the stage does not."""
    chunk = _chunk(reports=[None, "a"], revisions="a", sections="a")
    assert _refused(filter_rows(chunk, chunk, {})) == {
        "reports": [(None, "no report_id")]
    }


def test_refused_rows_are_written_with_their_reason(tmp_path):
    """Only tables with refused rows get a file, nulls and all, and a second writing changes nothing."""
    chunk = _chunk(reports=[None])
    refused = filter_rows(chunk, chunk, {}).refused
    folder = tmp_path / "20260302T020000-abc"
    ReleaseDraft.write_quarantine(folder, refused)
    ReleaseDraft.write_quarantine(folder, {"sections": refused["reports"]})
    assert sorted(path.name for path in folder.iterdir()) == [
        "checksums.txt",
        "reports.parquet",
    ]
    (row,) = pq.read_table(folder / "reports.parquet").to_pylist()
    assert (row["reason"], row["report_id"], row["sound"]) == (
        "no report_id",
        None,
        False,
    )


def test_nothing_refused_writes_nothing(tmp_path):
    """A clean release has no quarantine folder to look into."""
    ReleaseDraft.write_quarantine(tmp_path / "clean", {})
    assert not list(tmp_path.iterdir())
