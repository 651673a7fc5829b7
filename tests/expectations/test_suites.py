"""The suites, held against staged files by the real audit; no other tests pay for Great Expectations."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from expectations import ROWS, SUITES
from tasks.model.source import Region
from tasks.release.audit import audit
from tasks.release.stage import stage
from tasks.tables.part_store import get_extractor_version
from tasks.tables.schema import SCHEMAS
from tests.faults.damage.scene import Scene
from tests.world.harvest import build_source, harvest, reading

pytestmark = pytest.mark.usefixtures("without_run")


FLAGS = {
    "of_report",
    "placed",
    "rebuilt",
    "counted",
    "is_latest",
    "held",
    "year_had_come",
}


def _reading(number):
    """Make a reading; the first two are of two towns that share a paragraph."""
    if number > 1:
        return reading()
    (section,) = reading().sections
    words = (
        "坚持把矛盾纠纷排查摆在突出位置，健全法律顾问制度，"
        "对重大行政决策逐件开展合法性审查，做到应审尽审。"
    )
    town = f"{'东西'[number]}岭镇"
    made = reading(
        text=words, characters=len(words), township=town, organ=f"{town}人民政府"
    )
    return replace(made, sections=(replace(section, text=words, end=len(words)),))


@pytest.fixture(scope="module")
def sound(tmp_path_factory, without_run):  # noqa: ARG001  (a module's fixture takes another by name)
    """Stage twenty reports without a fault, once."""
    made = harvest(tmp_path_factory.mktemp("home"))
    captures = [made.capture(_page(number)) for number in range(20)]
    made.extract(
        [(one, _reading(number)) for number, one in enumerate(captures)],
        get_extractor_version(),
    )
    return stage.fn(made.run, ROWS, [build_source()])


def test_a_national_release_passes(tmp_path):
    """With a source in a place that the divisions know, all governments come in; nothing fails."""
    made = harvest(tmp_path)
    captures = [made.capture(_page(number)) for number in range(3)]
    made.extract([(one, reading()) for one in captures], get_extractor_version())
    region = Region(province="重庆市", county="荣昌区", division_code="500153000000")
    source = build_source().model_copy(update={"region": region})
    staged = stage.fn(made.run, ROWS, [source])
    assert staged.counts["coverage"] > 3_000 * 5
    audited = audit.fn(staged, SUITES)
    assert [check for check in audited.checks if not check.success] == []


def _page(number):
    return f"{number:016x}"


@pytest.fixture
def changed(sound, tmp_path):
    """Give a function that changes the rows of one staged table and leaves only that one to be audited."""

    def change(table, rows_changed=0, drop=None, **values):
        scene = Scene.of(sound, tmp_path)
        rows = scene.rows(table)
        for row in rows[:rows_changed]:
            row.update(values)
        scene.put(table, rows if drop is None else rows[drop:])
        return scene.only(table)

    return change


def _failed(staged, suites=SUITES):
    result = audit.fn(staged, suites)
    return result, {
        (check.expectation, check.column)
        for check in result.checks
        if not check.success
    }


def test_a_sound_release_passes(sound):
    """Every table is checked and nothing fails, not even as a warning."""
    result, failed = _failed(sound)
    assert not failed
    assert result.passed
    assert {check.table for check in result.checks} == set(SCHEMAS)
    assert all(check.explanation for check in result.checks)


@pytest.mark.parametrize("table", ["reports", "revisions", "sections"])
def test_an_empty_table_fails(changed, table):
    """Great Expectations passes empty tables; we do not."""
    result, failed = _failed(changed(table, drop=20))
    assert ("table_row_count_to_be_between", "") in failed
    assert not result.passed


@pytest.mark.parametrize(
    ("table", "values", "expectation", "column"),
    [
        (
            "reports",
            {"report_id": "0000000000000001"},
            "column_values_to_be_unique",
            "report_id",
        ),
        (
            "reports",
            {"report_year": 2003},
            "column_values_to_be_between",
            "report_year",
        ),
        (
            "reports",
            {"report_year": 2027},
            "column_values_to_be_between",
            "report_year",
        ),
        (
            "reports",
            {"organ_kind": "village"},
            "column_values_to_be_in_set",
            "organ_kind",
        ),
        ("reports", {"level": "galaxy"}, "column_values_to_be_in_set", "level"),
        ("reports", {"state": "lost"}, "column_values_to_be_in_set", "state"),
        ("reports", {"quality": "fine"}, "column_values_to_be_in_set", "quality"),
        (
            "revisions",
            {"report_id": "0000000000000063"},
            "column_values_to_be_in_set",
            "of_report",
        ),
        (
            "revisions",
            {"report_id": "0000000000000001"},
            "compound_columns_to_be_unique",
            "report_id, revision",
        ),
        ("revisions", {"change": "slight"}, "column_values_to_be_in_set", "change"),
        ("revisions", {"removed": -1}, "column_values_to_be_between", "removed"),
        (
            "sections",
            {"report_id": "0000000000000063"},
            "column_values_to_be_in_set",
            "of_report",
        ),
        (
            "sections",
            {"report_id": "0000000000000001"},
            "compound_columns_to_be_unique",
            "report_id, path",
        ),
        ("sections", {"kind": "poetry"}, "column_values_to_be_in_set", "kind"),
        ("sections", {"node": "leaf"}, "column_values_to_be_in_set", "node"),
        (
            "sections",
            {"start_offset": 99},
            "column_pair_values_a_to_be_greater_than_b",
            "end_offset, start_offset",
        ),
        (
            "quantities",
            {"comparator": "perhaps"},
            "column_values_to_be_in_set",
            "comparator",
        ),
        ("reuse", {"kind": "theft"}, "column_values_to_be_in_set", "kind"),
        ("reuse", {"similarity": 0.5}, "column_values_to_be_between", "similarity"),
        ("reuse", {"reports": 1}, "column_values_to_be_between", "reports"),
        (
            "reuse",
            {"report_id": "0000000000000063"},
            "column_values_to_be_in_set",
            "placed",
        ),
        ("issues", {"severity": "dreadful"}, "column_values_to_be_in_set", "severity"),
    ],
)
def test_one_bad_row_fails_critically(changed, table, values, expectation, column):
    """A single row that breaks a critical expectation holds the release back, and is shown.

    Flags may fail with it.
    """
    result, _ = _failed(changed(table, rows_changed=1, **values))
    assert not result.passed
    checks = {
        (check.expectation, check.column): check
        for check in result.checks
        if not check.success
    }
    assert checks[expectation, column].unexpected
    assert {check.severity for check in checks.values()} == {"critical"}
    assert {name for _, name in checks} - {column} <= FLAGS


@pytest.mark.parametrize(
    ("column", "missing"), [("title", 2), ("report_year", 2), ("organ", 5)]
)
def test_a_low_fill_rate_only_warns(changed, column, missing):
    """Facts that many reports lack are shown, and the release goes out."""
    result, failed = _failed(changed("reports", rows_changed=missing, **{column: None}))
    assert failed == {("column_values_to_not_be_null", column)}
    assert result.passed
    assert "1 warning" in result.reason


def test_no_year_at_all_only_warns(changed):
    """A column that is wholly empty is checked too, without an error in between."""
    result, failed = _failed(changed("reports", rows_changed=20, report_year=None))
    assert failed == {("column_values_to_not_be_null", "report_year")}
    assert result.passed


@pytest.mark.parametrize(
    ("days", "failed"),
    [(14, set()), (15, {("column_values_to_be_between", "checked_at")})],
)
def test_sources_that_nobody_asks_any_more_warn(changed, sound, days, failed):
    """A schedule that stopped shows in the release that another source brought about."""
    asked = sound.as_of - timedelta(days=days)
    result, found = _failed(changed("coverage", rows_changed=100, checked_at=asked))
    assert found == failed
    assert result.passed


@pytest.mark.parametrize(("last", "passes"), [(22, True), (23, False)])
def test_a_release_that_shrinks_is_held_back(changed, last, passes):
    """Twenty reports after 22 are within the band of nine tenths, after 23 they are not."""
    staged = replace(changed("reports"), last_counts={"reports": last})
    assert audit.fn(staged, SUITES).passed is passes


def test_a_lost_column_fails(changed):
    """A table that lacks a column fails on the file and the columns, and every check that needs it counts."""
    staged = changed("reports")
    path = Path(staged.folder) / "reports.parquet"
    pq.write_table(pq.read_table(path).drop_columns(["organ"]), path)
    result, failed = _failed(staged)
    assert {
        ("file_has_schema", ""),
        ("table_columns_to_match_ordered_list", ""),
    } <= failed
    # The fill rate of organ is a warning, but one that cannot be computed is no longer one.
    (broken,) = [check for check in result.checks if check.column == "organ"]
    assert (broken.severity, broken.success) == ("critical", False)
    assert "does not exist" in broken.observed


def test_a_type_that_changed_fails(changed):
    """Pandas would not see that a count became a text column of digits; the file check does."""
    staged = changed("sections")
    path = Path(staged.folder) / "sections.parquet"
    table = pq.read_table(path)
    levels = table["level"].cast(pa.string())
    pq.write_table(
        table.set_column(table.schema.get_field_index("level"), "level", levels), path
    )
    assert ("file_has_schema", "") in _failed(staged)[1]


@pytest.mark.parametrize(
    ("reports", "severities"), [(10, {"warning", "critical"}), (100, {"warning"})]
)
def test_what_the_machine_kept_from_being_read_is_seen(
    sound, tmp_path, reports, severities
):
    """One such report is a warning; of few reports one is many, and holds the release back."""
    scene = Scene.of(sound, tmp_path)
    rows = scene.rows("issues")
    for row in rows:
        row["code"] = "short_text"
    rows[0]["code"] = "reading_interrupted"
    scene.put("issues", rows)
    staged = scene.only("issues")
    staged = replace(staged, counts={**staged.counts, "reports": reports})
    failed = audit.fn(staged, {"issues": SUITES["issues"]}).checks
    of_issues = [one for one in failed if not one.success and one.table == "issues"]
    assert {one.severity for one in of_issues} == severities
