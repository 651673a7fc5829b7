"""Central organs: each name of the list is a ministry of the nation, and its branches are not."""

import pytest

from tasks.model.project_files import LOOKUPS, read_keyed_lookup
from tasks.model.report import OrganKind
from tasks.report.known_names import CentralOrgans
from tasks.report.organ import (
    OrganFinding,
    classify_organ,
    find_government_level,
    find_organ_in_title,
    split_places,
)
from tests.rows import check_rows, each_row

COLUMNS = ("name", "short", "note")
ROWS = [
    cells for _, cells in read_keyed_lookup(LOOKUPS / "central_organs.csv", COLUMNS)
]
NAMES = {
    name: row["name"]
    for row in ROWS
    for name in (row["name"], *filter(None, row["short"].split("|")))
}


def test_no_name_stands_twice():
    """A short name is of one organ."""
    count = sum(1 + len(list(filter(None, row["short"].split("|")))) for row in ROWS)
    assert count == len(NAMES) > 100


def check_central_organ(name):
    """Check what a name is, wherever it stands."""
    for title in (
        f"{name}2024年法治政府建设年度报告",
        f"{name}关于2024年法治政府建设情况的报告",
    ):
        assert find_organ_in_title(title) == name
    assert classify_organ(name) is OrganKind.MINISTRY
    assert find_government_level(name, OrganKind.MINISTRY) == "national"
    assert CentralOrgans.find(f"中华人民共和国{name}") == NAMES[name]
    assert split_places(name) == []
    preamble = f"2024年，{name}深入学习贯彻习近平法治思想，现将有关情况报告如下："
    found = OrganFinding.infer(preamble, preamble)
    assert (found.organ, found.kind) == (name, OrganKind.MINISTRY)


def test_every_name_is_a_central_organ():
    """In a title, in a preamble, with the state's name before it."""
    check_rows(check_central_organ, NAMES)


@each_row(
    ("organ", "rest", "level"),
    [
        ("国家税务总局棠川县税务局", "棠川县税务局", "county"),
        ("国家统计局平川市调查队", "平川市调查队", "prefecture"),
        ("中国人民银行平川市分行", "平川市分行", "prefecture"),
        ("国家外汇管理局平川市分局", "平川市分局", "prefecture"),
        ("国家矿山安全监察局山西局", "山西局", None),
        ("中华人民共和国平川海关", "平川海关", None),
    ],
)
def test_a_branch_is_a_department_of_its_place(organ, rest, level):
    """Whose organ it is a branch of stands before it."""
    assert CentralOrgans.cut(organ) == rest
    assert classify_organ(organ) is OrganKind.DEPARTMENT
    assert find_government_level(organ, OrganKind.DEPARTMENT) == level


def test_the_office_of_a_central_organ():
    """It stands where its organ does."""
    assert find_government_level("自然资源部办公厅", OrganKind.DEPARTMENT) == "national"


@pytest.mark.parametrize(
    "words",
    [
        "2024年，全县司法部门坚持执法为民",
        "按照司法部要求，扎实推进执法监督",
        "国家有关部委坚持放管结合",
        "落实水利部坚持节水优先的部署",
    ],
)
def test_who_is_named_without_reporting(words):
    """Who leads, and what a department deals with, report nothing."""
    assert OrganFinding.infer(words, words).organ is None
