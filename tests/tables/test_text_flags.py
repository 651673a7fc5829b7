"""Text flags: what the texts confirm, and each way in which they do not."""

from datetime import date, datetime

import pyarrow as pa
import pytest

from tasks.model.run import BEIJING
from tasks.tables.reference_flags import add_reference_flags
from tasks.tables.schema import SCHEMAS
from tasks.tables.text_flags import add_text_flags

TEXT = "前言。\n一、举措\n办案12件。"
LAST_DAY = date(2025, 12, 31)
NIGHT = datetime(2026, 3, 2, 2, tzinfo=BEIJING)
REPORT = {
    "report_id": "a",
    "revision": 1,
    "text": TEXT,
    "characters": len(TEXT),
    "report_year": 2025,
    "published_on": datetime(2026, 1, 20, tzinfo=BEIJING),
    "captured_at": NIGHT,
    "first_seen_at": NIGHT,
    "last_seen_at": NIGHT,
}
SECTIONS: list[dict[str, object]] = [
    {
        "report_id": "a",
        "path": "0",
        "parent": None,
        "level": 0,
        "text": TEXT[:4],
        "start_offset": 0,
        "end_offset": 4,
    },
    {
        "report_id": "a",
        "path": "1",
        "level": 1,
        "text": TEXT[4:9],
        "start_offset": 4,
        "end_offset": 9,
    },
    {
        "report_id": "a",
        "path": "1.1",
        "parent": "1",
        "level": 2,
        "text": TEXT[9:],
        "start_offset": 9,
        "end_offset": len(TEXT),
    },
]
QUANTITY = {
    "report_id": "a", "section_path": "1.1", "phrase": "办案12件", "sentence_start": 9, "sentence_end": 15,
    "start_offset": 11, "end_offset": 14, "value": 12.0, "unit": "件",
}  # fmt: skip


CELL = {"report_id": "a", "text": "举措", "start_offset": 6, "end_offset": 8}


def _table(name, rows):
    schema = pa.schema([field.with_nullable(True) for field in SCHEMAS[name]])
    return pa.Table.from_pylist(rows, schema)


_SPOT = {"report_id": "a", "section_path": "1", "start_offset": 6, "end_offset": 8}
PASSAGES = {
    "citations": {**_SPOT, "wording": TEXT[6:8]},
    "shortcomings": {**_SPOT, "statement": TEXT[6:8]},
    "plans": {**_SPOT, "statement": TEXT[6:8]},
}


def _seen(
    report=None,
    sections=(),
    quantity=None,
    revisions=(1,),
    more=(),
    cell=None,
    spot=None,
):
    """Flag one report; `sections` change them by place, `more` are further reports, `spot` all passages."""
    changed = [
        {**section, **dict(sections).get(place, {})}
        for place, section in enumerate(SECTIONS)
    ]
    return add_text_flags(
        {
            "reports": _table("reports", [{**REPORT, **(report or {})}, *more]),
            "revisions": _table(
                "revisions",
                [{"report_id": "a", "revision": number} for number in revisions],
            ),
            "sections": _table("sections", changed),
            "quantities": _table("quantities", [{**QUANTITY, **(quantity or {})}]),
            "cells": _table("cells", [{**CELL, **(cell or {})}]),
            **{
                name: _table(name, [{**row, **(spot or {})}])
                for name, row in PASSAGES.items()
            },
        }
    )


def _false(seen, table):
    return {
        name
        for name in seen[table].column_names
        if name not in SCHEMAS[table].names and not all(seen[table][name].to_pylist())
    }


def test_a_sound_report_is_confirmed():
    """All flags are true, and the long texts are gone."""
    seen = _seen()
    assert {table: _false(seen, table) for table in seen} == {
        table: set() for table in seen
    }
    assert not {"text", "phrase"} & {
        name for table in seen.values() for name in table.column_names
    }


@pytest.mark.parametrize(
    ("changes", "flags"),
    [
        ({"characters": 3}, {"characters_hold"}),
        ({"text": TEXT.replace("12", "13")}, {"rebuilt"}),
        ({"text": None}, {"rebuilt", "characters_hold"}),
        ({"published_on": datetime(2026, 3, 4, tzinfo=BEIJING)}, {"published_by_then"}),
        ({"published_on": datetime(2026, 3, 3, tzinfo=BEIJING)}, set()),
        ({"published_on": None, "report_year": None}, set()),
        ({"report_year": 2026}, set()),
        ({"report_year": 2027}, {"year_had_come"}),
        ({"revision": 2}, {"is_latest"}),
        ({"first_seen_at": datetime(2026, 3, 3, tzinfo=BEIJING)}, {"seen_in_order"}),
    ],
    ids=[
        "length",
        "text",
        "no text",
        "days later",
        "an hour on",
        "unknown",
        "same year",
        "year",
        "revision",
        "seen",
    ],
)
def test_reports(changes, flags):
    """Each fault of a report is one flag; a date that is not known is none, nor is one of the same day."""
    assert _false(_seen(changes), "reports") == flags


@pytest.mark.parametrize(
    ("changes", "flags"),
    [
        ({1: {"start_offset": 5, "end_offset": 10}}, {"placed"}),
        ({1: {"end_offset": 10}}, {"placed"}),
        ({2: {"parent": "2"}}, {"nested"}),
        ({2: {"parent": None}}, {"nested"}),
        ({2: {"level": 3}}, {"nested"}),
        ({1: {"path": "3"}}, {"nested"}),
        ({0: {"report_id": "b"}}, {"of_report", "placed"}),
        ({1: {"text": None}}, {"placed"}),
    ],
    ids=[
        "shifted",
        "too long",
        "no such parent",
        "no parent",
        "level",
        "an orphan below",
        "no report",
        "no text",
    ],
)
def test_sections(changes, flags):
    """Offsets, outline and report of each section."""
    assert _false(_seen(sections=changes.items()), "sections") == flags


def test_sections_out_of_order_are_joined_by_their_start():
    """The rows keep their order, and the text is rebuilt all the same."""
    swapped = {0: SECTIONS[2], 2: SECTIONS[0]}
    seen = _seen(sections=swapped.items())
    assert seen["sections"]["path"].to_pylist() == ["1.1", "1", "0"]
    assert not _false(seen, "reports") | _false(seen, "sections")


def test_a_report_without_sections_is_not_rebuilt():
    """A second report has none, and the first is not blamed for it."""
    seen = _seen(more=[{**REPORT, "report_id": "b"}])
    assert seen["reports"]["rebuilt"].to_pylist() == [True, False]


@pytest.mark.parametrize(
    ("changes", "flags"),
    [
        ({"start_offset": 12, "end_offset": 15}, {"held", "valued"}),
        ({"start_offset": 2, "end_offset": 3}, {"placed", "held", "valued"}),
        ({"section_path": "1"}, {"placed"}),
        ({"section_path": "9"}, {"placed"}),
        ({"phrase": "办理12件"}, {"held"}),
        ({"sentence_start": 12}, {"held"}),
        ({"sentence_end": 16}, {"held"}),
        ({"start_offset": 14}, {"placed", "held", "valued"}),
        ({"sentence_end": None}, {"held", "valued"}),
        ({"report_id": "b"}, {"of_report", "placed", "held", "valued"}),
        ({"part_of": 11}, {"tied"}),
        ({"part_of": 2}, {"tied"}),
        ({"period_start": date(2025, 1, 1)}, {"dated"}),
        ({"period_start": LAST_DAY, "period_end": date(2025, 1, 1)}, {"dated"}),
        ({"period_start": LAST_DAY, "period_end": LAST_DAY}, set()),
    ],
    ids=[
        "beside",
        "elsewhere",
        "next",
        "no section",
        "phrase",
        "sentence begins late",
        "sentence ends behind the text",
        "empty",
        "no sentence",
        "no report",
        "part of itself",
        "part of none",
        "half a period",
        "period backwards",
        "period of a day",
    ],
)
def test_quantities(changes, flags):
    """A number stands where it says, in its phrase, sentence and section, and is a part of another one."""
    assert _false(_seen(quantity=changes), "quantities") == flags


SAID = [
    ("12件", 12, "件", True),
    ("12件", 13, "件", False),
    ("13件", 12, "件", False),
    ("12件", 12, "起", False),
    ("12件", 1200, "件", False),
    ("35.6（万元）", 356000, "元", True),
    ("35.6（万元）", 356, "元", False),
    ("35.6（万元）", 356000, "件", False),
    ("约4.55万元", 45500, "元", True),
    ("约4.55万元", 4.55, "元", False),
    ("四十二件", 42, "件", True),
    ("四十三件", 42, "件", False),
    ("百分之三", 3, "%", True),
    ("1：4", 0.25, "比", True),
    ("1：5", 0.25, "比", False),
    ("-26.1%", 26.1, "%", True),
    ("-26.1%", 26.2, "%", False),
    ("34.5", 345000, "元", True),
    ("34.7", 345000, "元", False),
    ("34.5", -345000, "元", False),
    ("34.5", 34.5078125, "元", False),
]


@pytest.mark.parametrize(("number", "value", "unit", "said"), SAID)
def test_a_value_is_what_is_printed(number, value, unit, said):
    """A digit, a bit of the value, the unit or the scale that was altered says another one."""
    phrase = f"按{number}的比例" if unit == "比" else f"同比{number}"
    text = f"{TEXT[:9]}{phrase}。"
    start = text.index(number)
    quantity = {
        "value": float(value),
        "unit": unit,
        "phrase": phrase,
        "start_offset": start,
    }
    seen = _seen(
        {"text": text}, quantity=quantity | {"end_offset": start + len(number)}
    )
    assert seen["quantities"]["valued"].to_pylist() == [said]


@pytest.mark.parametrize(
    ("revisions", "counted"),
    [((1, 2, 3), True), ((2, 1), True), ((1, 3), False), ((2,), False)],
)
def test_revisions(revisions, counted):
    """They count from 1 without a gap, in whatever order."""
    seen = _seen({"revision": max(revisions)}, revisions=revisions)
    assert _false(seen, "revisions") == (set() if counted else {"counted"})
    assert not _false(seen, "reports")


def test_what_other_tables_say_of_reports():
    """A report that was found is there, and one that was removed is not."""
    seen = _seen()
    rows = [
        ("found", "a"),
        ("found", None),
        ("missing", None),
        ("missing", "a"),
        ("late", "b"),
    ]
    coverage = _table(
        "coverage",
        [{"status": status, "report_id": report_id} for status, report_id in rows],
    )
    tied = add_reference_flags("coverage", coverage, seen["reports"], seen["sections"])
    assert tied["tied"].to_pylist() == [True, False, True, False, False]
    rows = [("new", "a"), ("new", "b"), ("removed", "b"), ("removed", "a")]
    changes = _table(
        "changes",
        [{"change": change, "report_id": report_id} for change, report_id in rows],
    )
    tied = add_reference_flags("changes", changes, seen["reports"], seen["sections"])
    assert tied["tied"].to_pylist() == [True, False, True, False]
    assert (
        add_reference_flags("issues", changes, seen["reports"], seen["sections"])
        is changes
    )


@pytest.mark.parametrize(
    ("cell", "flags"),
    [
        ({"text": "", "start_offset": 4, "end_offset": 4}, set()),
        ({"text": "举错"}, {"held"}),
        ({"start_offset": 7}, {"held"}),
        ({"report_id": "b"}, {"held", "of_report"}),
    ],
)
def test_cells(cell, flags):
    """The text has just the cell's words where it says; an empty one has its place too."""
    assert _false(_seen(cell=cell), "cells") == flags


@pytest.mark.parametrize(
    ("unit", "cell", "flags"),
    [
        ("件", {}, set()),
        ("起", {}, {"held"}),
        ("起", {"text": "12", "start_offset": 11, "end_offset": 13}, set()),
        ("起", {"text": "12件", "start_offset": 11, "end_offset": 14}, set()),
        ("起", {"text": "12", "start_offset": 10, "end_offset": 12}, {"held"}),
    ],
)
def test_a_unit_may_stand_elsewhere(unit, cell, flags):
    """A number without its unit is complete in a sentence that says it, or as a cell's number."""
    quantity = {"unit": unit, "end_offset": 13}
    seen = _seen(quantity=quantity, cell=cell)
    assert _false(seen, "quantities") == flags


@pytest.mark.parametrize(
    ("spot", "flags"),
    [
        ({"report_id": "z"}, {"of_report", "placed", "held"}),
        ({"section_path": "9"}, {"placed"}),
        ({"start_offset": 5, "end_offset": 7}, {"held"}),
        ({"end_offset": 99}, {"placed", "held"}),
    ],
)
def test_passages_stand_where_they_say(spot, flags):
    """A citation, a shortcoming or a plan: its section holds it, and the text has its words."""
    seen = _seen(spot=spot)
    assert [_false(seen, name) for name in PASSAGES] == [flags] * len(PASSAGES)
