"""The divisions by their codes: the whole country, each in its place."""

import lzma

import pytest

from tasks.model import divisions
from tasks.model.divisions import (
    TOWNSHIPS,
    find_division,
    find_township_code,
    list_divisions,
    list_parents,
    load_townships,
)
from tasks.model.errors import ConfigurationError
from tests.rows import each_row

MUNICIPALITIES = ("11", "12", "31", "50")
EVERY = list_divisions()


def of_level(level):
    """List the divisions of a level."""
    return [one for one in EVERY if one.level == level]


def test_the_table_is_the_whole_country():
    """Provinces, prefectures, county-level cities and townships, as many as there are."""
    cities = [one for one in of_level("county") if one.name.endswith("市")]
    prefectures = of_level("prefecture")
    names = {one.name for one in prefectures}
    assert len(of_level("province")) == 31
    assert len(prefectures) == 333
    assert len([one for one in cities if one.name not in names]) > 390
    assert len(of_level("county")) > 2800
    assert len(load_townships()) > 41_000


def test_every_division_is_in_its_place():
    """A county is in one province, and in a prefecture too unless its province has it at once."""
    at_once = []
    for one in EVERY:
        above = [parent.level for parent in list_parents(one.code)]
        if one.level == "county" and above == ["province"]:
            at_once.append(one)
            continue
        expected = ["province", "prefecture", "county"]
        assert above == expected[: expected.index(one.level)], one
    others = [one for one in at_once if not one.code.startswith(MUNICIPALITIES)]
    assert all(one.code[2:4] == "90" for one in others)
    districts = [
        one for one in of_level("county") if one.code.startswith(MUNICIPALITIES)
    ]
    assert set(districts) <= set(at_once)


def test_every_township_is_in_a_county():
    """Its code begins with a county's, or with that of a prefecture that has no counties."""
    known = {one.short_code for one in EVERY}
    strangers = {code[:6] for code in load_townships()} - known
    assert not strangers


@each_row(
    ("code", "name", "level", "above"),
    [
        ("110000000000", "北京市", "province", ""),
        ("500153000000", "荣昌区", "county", "重庆市"),
        ("330481000000", "海宁市", "county", "浙江省嘉兴市"),
        ("429004000000", "仙桃市", "county", "湖北省"),
        ("370303005000", "科苑街道", "township", "山东省淄博市张店区"),
        ("110101001000", "东华门街道", "township", "北京市东城区"),
    ],
)
def test_a_code_leads_to_a_division_and_what_it_belongs_to(code, name, level, above):
    """Whether the table or the packed one has it."""
    found = find_division(code)
    assert found is not None
    assert (found.name, found.level) == (name, level)
    assert "".join(parent.name for parent in list_parents(code)) == above


@pytest.mark.parametrize("code", ["", "110101", "110101001", "999999001000", "1" * 12])
def test_a_code_of_nothing_is_unknown(code):
    """Shorter codes are none, and a village is no township."""
    assert find_division(code) is None


def test_a_township_is_found_by_name_in_its_county():
    """A name that the county does not have is none's."""
    assert find_township_code("110101000000", "东华门街道") == "110101001000"
    assert find_township_code("110102000000", "东华门街道") is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no archive",
        lzma.compress(b"a,b\n1,2\n"),
        lzma.compress(b"code,name\n1\n"),
    ],
)
def test_a_damaged_table_is_named(monkeypatch, tmp_path, content):
    """With the file and what to do."""
    path = tmp_path / TOWNSHIPS.name
    path.write_bytes(content)
    monkeypatch.setattr(divisions, "TOWNSHIPS", path)
    with pytest.raises(ConfigurationError, match=r"townships\.csv\.xz: .*bring"):
        load_townships.__wrapped__()
