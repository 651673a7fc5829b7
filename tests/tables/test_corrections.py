"""Corrections: applied where they fit, refused and told where they do not."""

from dataclasses import replace
from datetime import date, datetime

import pyarrow as pa
import pytest

from tasks.model.errors import ConfigurationError
from tasks.model.issue import Severity
from tasks.model.run import BEIJING
from tasks.tables.corrections import (
    COLUMNS,
    CORRECTABLE,
    CORRECTIONS,
    Corrections,
    _Correction,
)
from tasks.tables.schema import SCHEMAS, get_stored_schema

ONE, TWO = "aaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb"
CAPTURED = datetime(2025, 4, 20, 2, tzinfo=BEIJING)
PUBLISHED = datetime(2025, 4, 11, tzinfo=BEIJING)


def chunk(**values):
    """Make a chunk of two reports and their quantities; the values are the first report's."""
    first = {
        "report_id": ONE,
        "revision": 2,
        "organ": "云溪鎮",
        "organ_kind": "town",
        "report_year": 2023,
        "report_year_evidence": "title: 2023年",
        "published_on": PUBLISHED,
        "published_source": "list page: 2025-04-11",
        "published_evidence": "list",
        "days_after_deadline": 375,
        "captured_at": CAPTURED,
        "text": "全文",
    }
    counts = [
        {"report_id": name, "start_offset": start, "value": 3.0, "indicator": None}
        for name in (ONE, TWO)
        for start in (4, 9)
    ]
    return {
        "reports": pa.Table.from_pylist(
            [first | values, first | {"report_id": TWO}], SCHEMAS["reports"]
        ),
        "quantities": pa.Table.from_pylist(counts, SCHEMAS["quantities"]),
    }


def correction(column, old, new, **values):
    """Make a correction of the first report."""
    known = _Correction(
        2,
        ONE,
        None,
        "reports",
        column,
        "",
        old,
        new,
        "misread",
        "http://example.cn/1.html",
    )
    return replace(known, **values)


def list_codes(found):
    """Give the codes of what was told, with the report concerned."""
    return [(report_id, issue.code) for report_id, issue in found]


def test_a_value_is_set_right_and_the_issue_says_why():
    """In one row; the other report, and the columns that do not follow, stay as they are."""
    before = chunk()
    done = Corrections([correction("organ", "云溪鎮", "云溪镇")]).apply(before)
    assert done.tables["reports"]["organ"].to_pylist() == ["云溪镇", "云溪鎮"]
    assert done.tables["reports"].drop_columns("organ") == before[
        "reports"
    ].drop_columns("organ")
    assert done.tables["quantities"] == before["quantities"]
    assert done.tables["reports"].schema == SCHEMAS["reports"]
    ((report_id, issue),) = done.issues
    assert (report_id, issue.code, issue.severity) == (ONE, "corrected", Severity.INFO)
    assert "misread" in issue.message
    assert (
        "reports.organ: 云溪鎮 -> 云溪镇; source: http://example.cn/1.html"
        in issue.evidence
    )
    assert done.columns == {ONE: ["organ", "organ_id"]}


def test_what_follows_from_a_value_follows():
    """The days after the deadline, and the words that say where the value was read."""
    done = Corrections([correction("report_year", "2023", "2024")]).apply(chunk())
    row = done.tables["reports"].to_pylist()[0]
    assert (row["report_year"], row["days_after_deadline"]) == (2024, 10)
    assert row["report_year_evidence"] == "correction: http://example.cn/1.html"
    assert done.columns == {
        ONE: [
            "report_year",
            "report_year_evidence",
            "days_after_deadline",
            "quantities.period_start",
            "quantities.period_end",
            "citations.law_id",
            "citations.is_repealed",
        ]
    }
    dated = Corrections(
        [correction("published_on", "2025-04-11", "2025-03-28 09:18")]
    ).apply(chunk())
    row = dated.tables["reports"].to_pylist()[0]
    assert row["published_on"] == datetime(2025, 3, 28, 9, 18, tzinfo=BEIJING)
    assert row["published_date"] == date(2025, 3, 28)
    assert (row["published_source"], row["days_after_deadline"]) == (
        "correction: http://example.cn/1.html",
        361,
    )


@pytest.mark.parametrize(
    ("period", "days", "moved"),
    [
        (None, ("2023-01-01", "2023-12-31"), ("2024-01-01", "2024-12-31")),
        # of last year, though no words say so
        (None, ("2022-01-01", "2022-12-31"), ("2023-01-01", "2023-12-31")),
        ("上半年", ("2023-01-01", "2023-06-30"), ("2024-01-01", "2024-06-30")),
        ("截至2月底", ("2023-01-01", "2023-02-28"), ("2024-01-01", "2024-02-29")),
        ("2022年", ("2022-01-01", "2022-12-31"), ("2022-01-01", "2022-12-31")),
        ("多年来", (None, None), (None, None)),
    ],
)
def test_the_days_of_quantities_follow_the_report_s_year(period, days, moved):
    """Unless a year is printed; those of other reports stay."""
    tables = chunk()
    first, last = [date.fromisoformat(day) if day else None for day in days]
    rows = [
        row | {"period": period, "period_start": first, "period_end": last}
        for row in tables["quantities"].to_pylist()
    ]
    tables["quantities"] = pa.Table.from_pylist(rows, SCHEMAS["quantities"])
    done = Corrections([correction("report_year", "2023", "2024")]).apply(tables)
    found = done.tables["quantities"].to_pylist()
    for row, expected in zip(found, (moved, moved, days, days), strict=True):
        spelled = [
            str(day) if day else None
            for day in (row["period_start"], row["period_end"])
        ]
        assert tuple(spelled) == expected


@pytest.mark.parametrize(
    ("new", "is_repealed"), [("2019", False), ("2024", True), ("", None)]
)
def test_whether_a_law_still_held_follows_the_report_s_year(new, is_repealed):
    """The contracts law ended with 2020; what another report names stays as it was."""
    named = [
        {
            "report_id": report_id,
            "start_offset": 4,
            "cited": cited,
            "law_id": law_id,
            "is_repealed": law_id and True,
        }
        for report_id in (ONE, TWO)
        for cited, law_id in (
            ("中华人民共和国合同法", "contracts"),
            ("某府办发〔2023〕4号", None),
        )
    ]
    cited = pa.Table.from_pylist(named, SCHEMAS["citations"])
    tables = chunk() | {"citations": cited}
    done = Corrections([correction("report_year", "2023", new)]).apply(tables)
    found = done.tables["citations"].select(["law_id", "is_repealed"]).to_pylist()
    assert [tuple(row.values()) for row in found] == [
        ("contracts", is_repealed),
        (None, None),
        ("contracts", True),
        (None, None),
    ]


def test_a_value_may_become_null_or_cease_to_be():
    """An empty cell is null."""
    done = Corrections(
        [
            correction("published_on", "2025-04-11", ""),
            correction("county", "", "棠川县"),
        ]
    ).apply(chunk())
    row = done.tables["reports"].to_pylist()[0]
    assert (
        row["published_on"]
        is row["published_source"]
        is row["days_after_deadline"]
        is None
    )
    assert row["county"] == "棠川县"


def test_a_quantity_is_found_by_its_start():
    """A report has many."""
    line = correction("indicator", "", "legal_aid_cases", table="quantities", key="9")
    codes = Corrections([line]).apply(chunk()).tables["quantities"]
    assert codes["indicator"].to_pylist() == [None, "legal_aid_cases", None, None]
    assert (
        codes["indicator_evidence"].to_pylist()[1]
        == "correction: http://example.cn/1.html"
    )
    value = Corrections(
        [correction("value", "3", "30.5", table="quantities", key="4")]
    ).apply(chunk())
    assert value.tables["quantities"]["value"].to_pylist() == [30.5, 3.0, 3.0, 3.0]
    assert value.columns == {ONE: ["quantities.value"]}


def test_what_was_corrected_can_be_read_from_a_release():
    """From the issues that the release keeps: the same columns as when the corrections were applied."""
    lines = [
        correction("report_year", "2023", "2024"),
        correction("organ", "云溪鎮", "云溪：镇", report_id=TWO),
        correction("indicator", "", "legal_aid_cases", table="quantities", key="9"),
        correction("title", "another", "title"),
    ]
    done = Corrections(lines).apply(chunk())
    rows = [
        {
            "report_id": name,
            "code": issue.code,
            "evidence": issue.evidence,
            "subject": issue.subject,
        }
        for name, issue in done.issues
    ]
    assert {row["code"] for row in rows} == {"corrected", "correction_refused"}
    found = Corrections.list_columns(
        pa.Table.from_pylist(
            [*rows, {"report_id": None, "code": "mirror", "evidence": None}]
        )
    )
    assert found == done.columns
    before = pa.Table.from_pylist(rows).drop_columns("subject")
    assert Corrections.list_columns(before) == done.columns  # a release of schema 1.0
    for row in rows:
        row["evidence"] = "the words do not matter"
    assert Corrections.list_columns(pa.Table.from_pylist(rows)) == done.columns
    assert found[TWO] == ["organ", "organ_id"]
    assert list(found[ONE])[-2:] == [
        "quantities.indicator",
        "quantities.indicator_evidence",
    ]


REFUSED = {
    "another value": (correction("organ", "岫岭镇", "云溪镇"), "now, not '岫岭镇'"),
    "already so": (correction("organ", "云溪", "云溪鎮"), "it is so already"),
    "another revision": (
        correction("organ", "云溪鎮", "云溪镇", revision=1),
        "revision 1",
    ),
    "no column": (correction("organs", "云溪鎮", "云溪镇"), "may not be corrected"),
    "no table": (
        correction("organ", "云溪鎮", "云溪镇", table="parts"),
        "may not be corrected",
    ),
    "the text": (correction("text", "全文", "别的"), "may not be corrected"),
    "an id": (correction("report_id", ONE, TWO), "may not be corrected"),
    "no number": (correction("report_year", "2023", "二四"), "no value of report_year"),
    "old no number": (
        correction("report_year", "二三", "2024"),
        "no value of report_year",
    ),
    "no time": (
        correction("published_on", "2025-04-11", "2025年3月"),
        "no value of published_on",
    ),
    "no word": (correction("organ_kind", "town", "village"), "no word of organ_kind"),
    "no code": (correction("division_code", "", "4301"), "12 digits"),
    "a year to come": (correction("report_year", "2023", "2026"), "by 2025"),
    "a year too early": (correction("report_year", "2023", "1999"), "1999"),
    "published before its year": (
        correction("published_on", "2025-04-11", "2022-03-01"),
        "by 2022",
    ),
    "published after it was fetched": (
        correction("published_on", "2025-04-11", "2025-05-01"),
        "after the page was fetched",
    ),
    "no such row": (
        correction("value", "3", "4", table="quantities", key="5"),
        "0 rows have the start_offset 5",
    ),
    "no key": (correction("value", "3", "4", table="quantities"), "(empty)"),
    "never null": (
        correction("value", "3", "", table="quantities", key="4"),
        "never null",
    ),
    "no indicator": (
        correction("indicator", "", "x", table="quantities", key="4"),
        "no word of indicator",
    ),
    "a fraction of a year": (
        correction("report_year", "2023", "2023.5"),
        "write digits",
    ),
    "infinite": (
        correction("value", "3", "inf", table="quantities", key="4"),
        "no value of value",
    ),
}


@pytest.mark.parametrize(("line", "words"), REFUSED.values(), ids=REFUSED)
def test_what_does_not_fit_is_refused_and_reported(line, words):
    """Nothing changes, and the message says why and what to do."""
    before = chunk()
    done = Corrections([line]).apply(before)
    assert done.tables == before
    assert done.applied == ()
    ((report_id, issue),) = done.issues
    assert (report_id, issue.code, issue.severity) == (
        ONE,
        "correction_refused",
        Severity.WARNING,
    )
    assert words in issue.message
    assert "corrections.csv line 2" in issue.evidence


def test_a_correction_that_is_refused_hides_no_other():
    """Each line stands for itself, in the file's order."""
    lines = [
        correction("organ", "岫岭镇", "云溪镇"),
        correction("organ", "云溪鎮", "云溪镇", line=3),
    ]
    assert list_codes(Corrections(lines).apply(chunk()).issues) == [
        (ONE, "correction_refused"),
        (ONE, "corrected"),
    ]


def test_corrections_of_other_reports_wait():
    """Until all chunks are done; those of a report that none held are told then."""
    stranger = correction("organ", "云溪鎮", "云溪镇", report_id="cccccccccccccccc")
    assert Corrections([stranger]).apply(chunk()).issues == ()
    ((report_id, issue),) = Corrections(
        [stranger, correction("organ", "", "x")]
    ).list_unused({ONE, TWO})
    assert (report_id, issue.code) == (None, "correction_refused")
    assert "cccccccccccccccc" in issue.message


def test_the_years_that_decide_the_order_are_corrected_without_the_texts():
    """The same corrections give the same years in light reports as in their chunk, and no other change."""
    lines = [
        correction("report_year", "2023", "2024"),
        correction("value", "3", "4", table="quantities", key="4"),
        correction("report_year", "2022", "2024", report_id=TWO),
    ]
    light = Corrections(lines).apply(
        {"reports": chunk()["reports"].drop_columns("text")}
    )
    assert light.tables["reports"]["report_year"].to_pylist() == [2024, 2023]
    assert (
        Corrections(lines).apply(chunk()).tables["reports"]["report_year"]
        == light.tables["reports"]["report_year"]
    )
    assert [one.column for one in light.applied] == ["report_year"]


def test_tables_read_back_from_files_are_corrected_too():
    """Their times are of milliseconds."""
    names = [
        "report_id",
        "revision",
        "report_year",
        "published_on",
        "published_date",
        "published_source",
        "published_evidence",
        "captured_at",
    ]
    names.append("days_after_deadline")
    stored = get_stored_schema(SCHEMAS["reports"])
    reports = (
        chunk()["reports"]
        .select(names)
        .cast(pa.schema([stored.field(name) for name in names]))
    )
    done = Corrections([correction("published_on", "2025-04-11", "2025-03-28")]).apply(
        {"reports": reports}
    )
    assert list_codes(done.issues) == [(ONE, "corrected")]
    assert done.tables["reports"].schema == reports.schema


def test_a_report_that_nobody_fetched_is_not_dated_anew():
    """What is to follow could not be checked."""
    done = Corrections([correction("report_year", "2023", "2024")]).apply(
        chunk(captured_at=None)
    )
    assert list_codes(done.issues) == [(ONE, "correction_refused")]


def test_no_column_that_traces_a_row_may_be_corrected():
    """Nor one that the schema does not have."""
    for table, columns in CORRECTABLE.items():
        traces = {
            "report_id",
            "revision",
            "content_sha256",
            "extractor",
            "text",
            "warc_file",
            "warc_offset",
            "start_offset",
            "end_offset",
        }
        assert not traces & {*columns, *columns.values()}
        assert {
            *columns,
            *(evidence for evidence in columns.values() if evidence),
        } <= set(SCHEMAS[table].names)


def lookup(tmp_path, *lines):
    """Write a file of corrections."""
    path = tmp_path / "corrections.csv"
    path.write_text("\n".join([",".join(COLUMNS), *lines, ""]), encoding="utf-8")
    return path


LINE = f"{ONE},2,reports,organ,,云溪鎮,云溪镇,misread,http://example.cn/1.html"


def test_the_file_is_read_in_its_order(tmp_path):
    """Every cell has its place."""
    first, second = Corrections.read(
        lookup(tmp_path, LINE, LINE.replace(",2,", ",,"))
    ).entries
    assert first == correction("organ", "云溪鎮", "云溪镇", revision=2)
    assert (second.line, second.revision) == (3, None)


@pytest.mark.parametrize(
    ("cell", "value", "column"),
    [
        (0, "XYZ", "report_id"),
        (1, "second", "revision"),
        (6, "云溪鎮", "new"),
        (7, "", "reason"),
        (8, "", "source"),
    ],
)
def test_a_broken_line_is_named(tmp_path, cell, value, column):
    """File, line and column: nobody guesses what was meant."""
    cells = LINE.split(",")
    cells[cell] = value
    with pytest.raises(
        ConfigurationError, match=rf"corrections\.csv: line 2: column {column}: "
    ):
        Corrections.read(lookup(tmp_path, ",".join(cells)))


def test_the_projects_own_file_is_sound():
    """It may hold no line yet."""
    assert all(
        one.table in CORRECTABLE for one in Corrections.read(CORRECTIONS).entries
    )
