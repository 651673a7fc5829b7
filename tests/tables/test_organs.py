"""Organs: one id whatever an organ is called, another for each other one, none where a name is not enough."""

from itertools import combinations

import pytest

from tasks.model.source import Region
from tasks.report.facts import find_region
from tasks.report.organ import classify_organ
from tasks.tables.organs import find_organ_id, find_parent_id

RONGCHANG = Region(province="重庆市", county="荣昌区")
XIHU = Region(province="浙江省", prefecture="杭州市", county="西湖区")
JIAXING = Region(province="浙江省", prefecture="嘉兴市")
ANYWHERE = Region()
CHANGHE = Region(province="安徽省", prefecture="槐浦市", county="菖河区")

# Each line is one organ: its names, each with the place of the site that prints it.
ORGANS = {
    "a town": [
        ("观胜镇", RONGCHANG),
        ("观胜镇人民政府", RONGCHANG),
        ("荣昌区观胜镇", RONGCHANG),
        ("荣昌区观胜镇人民政府", RONGCHANG),
        ("重庆市荣昌区观胜镇人民政府", ANYWHERE),
    ],
    "another town": [("荣昌区盘龙镇", RONGCHANG), ("盘龙镇人民政府", RONGCHANG)],
    "a town of the name elsewhere": [("观胜镇人民政府", XIHU)],
    "a district": [
        ("荣昌区", RONGCHANG),
        ("荣昌区人民政府", RONGCHANG),
        ("重庆市荣昌区人民政府", ANYWHERE),
    ],
    "its justice bureau": [
        ("荣昌区司法局", RONGCHANG),
        ("重庆市荣昌区司法局", ANYWHERE),
        ("司法局", RONGCHANG),
    ],
    "its health committee": [
        ("荣昌区卫生健康委员会", RONGCHANG),
        ("荣昌区卫健委", RONGCHANG),
        ("荣昌区卫生健康委", RONGCHANG),
    ],
    "the police of a district": [
        ("杭州市公安局西湖区分局", ANYWHERE),
        ("西湖区公安局", XIHU),
    ],
    "the city's police": [("杭州市公安局", ANYWHERE)],
    "a city at county level": [
        ("海宁市人民政府", ANYWHERE),
        ("海宁市人民政府", JIAXING),
        ("嘉兴市海宁市人民政府", JIAXING),
    ],
    "its health bureau": [
        ("海宁市卫生健康局", JIAXING),
        ("海宁市卫健局", JIAXING),
    ],
    "a subdistrict": [
        ("西溪街道", XIHU),
        ("西溪街道办事处", XIHU),
        ("西湖区人民政府西溪街道办事处", XIHU),
    ],
    "a renamed bureau of an invented place": [
        ("菖河区大数据发展局", CHANGHE),
        ("菖河区数据局", CHANGHE),
        ("槐浦市菖河区数据局", CHANGHE),
    ],
    "an invented place": [("菖河区人民政府", CHANGHE), ("菖河区", CHANGHE)],
    "a province": [("广东省人民政府", ANYWHERE), ("广东省", ANYWHERE)],
    "its justice department": [("广东省司法厅", ANYWHERE)],
    "a ministry": [("司法部", ANYWHERE), ("中华人民共和国司法部", ANYWHERE)],
    "another ministry": [
        ("国家发展改革委", ANYWHERE),
        ("国家发展和改革委员会", ANYWHERE),
    ],
}


def identify(name: str, site: Region) -> str | None:
    """Find the id of an organ by its printed name on a site of some place."""
    return find_organ_id(name, classify_organ(name), find_region(name, site))


def test_one_organ_has_one_id_and_another_organ_another():
    """Over all pairs of names: no pair of two organs shares an id, and all pairs of one do."""
    ids = [
        (organ, identify(*name)) for organ, names in ORGANS.items() for name in names
    ]
    wrong = [
        (one, other)
        for one, other in combinations(ids, 2)
        if (one[1] == other[1]) != (one[0] == other[0])
    ]
    assert wrong == []
    assert all(identity for _, identity in ids)


@pytest.mark.parametrize(
    ("name", "site"),
    [
        ("鼓楼区人民政府", ANYWHERE),
        ("观胜镇人民政府", ANYWHERE),
        ("司法局", ANYWHERE),
        ("某某公文站(altered)", ANYWHERE),
        ("菖河区人民政府", ANYWHERE),
        ("", RONGCHANG),
    ],
)
def test_a_name_that_is_not_enough_gives_none(name, site):
    """Two districts are called so, or nothing says where it is: no organ is guessed."""
    assert identify(name, site) is None


def test_a_department_names_its_government():
    """By its id alone; a government and an organ of the centre name none."""
    justice = identify("荣昌区司法局", RONGCHANG)
    district = identify("荣昌区人民政府", RONGCHANG)
    ministry = identify("司法部", ANYWHERE)
    assert justice == "500153000000-justice"
    assert district == "500153000000"
    assert find_parent_id(justice) == district
    assert [find_parent_id(one) for one in (district, ministry) if one] == [None, None]
