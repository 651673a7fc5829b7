"""The lookups as tables: every code and id that other tables hold has its row."""

from datetime import date

import pytest

from tasks.model.catalogue import catalogue
from tasks.model.divisions import list_divisions, load_townships
from tasks.model.source import Family, Lifecycle, Region, Source
from tasks.report.codebook import load_indicators
from tasks.tables.lookup_tables import (
    build_division_table,
    build_indicator_code_table,
    build_issue_code_table,
    build_source_table,
)

SECRET = "token-5f0c1e"


def make_source(**values):
    """Make a source of a real place."""
    known = {
        "id": "rongchang",
        "name": "荣昌区人民政府网站",
        "organ": "重庆市荣昌区人民政府",
        "family": Family.TRS,
        "column": "https://www.rongchang.gov.cn/fzzf/",
        "region": Region(
            province="重庆市", county="荣昌区", division_code="500153000000"
        ),
    }
    return Source(**known | values)


def test_a_source_says_whose_it_is():
    """With the organ's id, so that it joins with reports and coverage; notes and options stay at home."""
    source = make_source(
        verified=True,
        verified_by="a person",
        verified_on=date(2026, 3, 1),
        notes=SECRET,
        options={"proxy": SECRET},
    )
    [row] = build_source_table([source], ()).to_pylist()
    assert row == {
        "source_id": "rongchang",
        "name": "荣昌区人民政府网站",
        "organ": "重庆市荣昌区人民政府",
        "organ_id": "500153000000",
        "organ_kind": "county",
        "province": "重庆市",
        "prefecture": None,
        "county": "荣昌区",
        "division_code": "500153000000",
        "url": "https://www.rongchang.gov.cn/fzzf/",
        "family": "trs",
        "lifecycle": "active",
        "successor_id": None,
        "is_verified": True,
        "verified_on": date(2026, 3, 1),
    }
    assert SECRET not in str(row)


def test_a_source_whose_file_is_gone_keeps_its_row():
    """Reports of it stand for ever; so do those of one that another took over."""
    moved = make_source(
        id="a-moved", lifecycle=Lifecycle.SUCCESSOR, successor="rongchang"
    )
    rows = build_source_table([make_source(), moved], {"gone", "rongchang"})
    assert rows["source_id"].to_pylist() == ["a-moved", "gone", "rongchang"]
    gone = rows.to_pylist()[1]
    assert gone.pop("source_id") == "gone"
    assert set(gone.values()) == {None}
    assert rows["successor_id"].to_pylist() == ["rongchang", None, None]


def test_the_codebook_is_whole():
    """Every indicator, and every parent is one of them."""
    rows = build_indicator_code_table().to_pylist()
    codes = [row["code"] for row in rows]
    assert codes == [one.code for one in load_indicators()]
    assert {row["parent"] for row in rows} - {None} <= set(codes)
    fines = rows[codes.index("fines_amount")]
    assert (fines["usual_unit"], fines["measure"], fines["is_additive"]) == (
        "元",
        "amount",
        True,
    )
    assert all(row["definition_zh"] and row["definition_en"] for row in rows)


def test_every_issue_code_is_explained():
    """With what to do about it."""
    rows = build_issue_code_table().to_pylist()
    assert [row["code"] for row in rows] == list(catalogue())
    assert all(all(row.values()) for row in rows)


def test_divisions_are_whole_down_to_the_counties():
    """Each with the places above it, and every code above it has a row of its own."""
    rows = build_division_table(()).to_pylist()
    by_code = {row["division_code"]: row for row in rows}
    assert by_code.keys() == {one.code for one in list_divisions()}
    assert {row["parent_code"] for row in rows} - {None} <= by_code.keys()
    assert {row["level"] for row in rows} == {"province", "prefecture", "county"}
    assert by_code["110101000000"] == {
        "division_code": "110101000000",
        "short_code": "110101",
        "name": "东城区",
        "level": "county",
        "province": "北京市",
        "prefecture": None,
        "county": "东城区",
        "parent_code": "110000000000",
    }


@pytest.mark.parametrize("known", [True, False])
def test_what_lies_below_is_there_where_it_is_named(known):
    """A township by its code; a code that is none has a row without a name."""
    digits, name = (
        next(iter(load_townships().items())) if known else ("999999999", None)
    )
    code = digits.ljust(12, "0")
    rows = {
        row["division_code"]: row for row in build_division_table([code]).to_pylist()
    }
    assert rows[code]["short_code"] == digits[:6]
    assert rows[code]["name"] == name
    assert rows[code]["level"] == ("township" if known else None)
    assert len(rows) == len(list_divisions()) + 1
