"""Whose organ a name means."""

import pytest

from tasks.model.source import Region
from tasks.report.facts import find_region
from tasks.tables.coverage.roster import OrganIdentity

SITE = Region(province="湖南省", prefecture="珞陵市", county="棠川县")
TOWN = Region(
    province="湖南省", prefecture="珞陵市", county="棠川县", township="云溪镇"
)


def identify(organ, site=SITE):
    """Tell whose organ a name on a site means."""
    return OrganIdentity.parse(organ, find_region(organ, site))


@pytest.mark.parametrize(
    "names",
    [
        ("棠川县", "棠川县人民政府", "珞陵市棠川县人民政府", "湖南省棠川县政府"),
        ("云溪镇", "云溪镇人民政府", "棠川县云溪镇", "珞陵市棠川县云溪镇人民政府"),
        ("澹湾街道", "澹湾街道办事处", "棠川县人民政府澹湾街道办事处"),
        ("棠川县司法局", "司法局", "珞陵市棠川县司法局"),
        ("棠川县教育委员会", "棠川县教委"),
        ("棠川县住房和城乡建设局", "棠川县住建局"),
        ("澹湾街", "澹湾街道办事处", "棠川县澹湾街道"),
        ("棠川县税务局", "国家税务总局棠川县税务局"),
    ],
)
def test_names_of_one_organ_are_one(names):
    """However long the name, and with or without what every government is called."""
    first = identify(names[0])
    assert all(first.is_same_as(identify(name)) for name in names)


def test_a_zone_is_its_committee():
    """As a county is its government."""
    city = Region(province="湖南省", prefecture="珞陵市")
    first, second, third = (
        identify(f"霁浦经济开发区{words}", city)
        for words in ("管理委员会", "管委会", "")
    )
    assert first.is_same_as(second)
    assert first.is_same_as(third)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("棠川县", "棠川县司法局"),
        ("棠川县司法局", "珞陵市司法局"),
        ("云溪镇", "云溪街道"),
        ("棠川县司法局", "棠川县水利局"),
        ("棠川县城市管理局", "棠川县城市管理委员会"),
        ("云溪镇", "岫岩县云溪镇"),
        ("珞陵市公安局云溪区分局", "珞陵市税务局云溪区分局"),
        ("珞陵市公安局云溪区分局", "珞陵市公安局石桥区分局"),
    ],
)
def test_organs_that_differ_stay_apart(one, other):
    """By what they do, by their level, or by their place."""
    assert not identify(one).is_compatible_with(identify(other))


def test_a_place_that_is_not_named_may_be_any():
    """What both names say must agree.

    Beyond its own site an organ is only sure where both tell the province.
    """
    vague, full = (
        OrganIdentity.parse("云溪镇", Region(township="云溪镇")),
        identify("云溪镇人民政府", TOWN),
    )
    assert vague.is_compatible_with(full)
    assert not vague.is_same_as(full)
    assert not vague.is_same_as(vague)
    elsewhere = OrganIdentity.parse(
        "云溪镇", Region(province="河北省", county="棠川县", township="云溪镇")
    )
    assert not full.is_compatible_with(elsewhere)


def test_an_organ_of_the_state_council_has_no_place():
    """Its name is enough."""
    for one, other in (
        ("国家碳汇计量局", "国家碳汇计量局"),
        ("国家民委", "国家民族事务委员会"),
        ("海关总署", "中华人民共和国海关总署"),
    ):
        assert identify(one, Region()).is_same_as(identify(other, Region()))
