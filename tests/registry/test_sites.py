"""Whose site it is."""

import pytest

from tasks.model.known_sites import SITES, KnownSite
from tasks.model.report import OrganKind
from tasks.registry.sites import SiteOrgan
from tasks.registry.source_files import Divisions
from tests.rows import each_row


def test_the_lookup_of_sites_is_in_order():
    """Every row loads, every code is one of the divisions', and every province is there."""
    sites = KnownSite.load_all(SITES)
    assert len(sites) > 4000
    regions = [
        SiteOrgan.make_region(site.division_code)
        for site in sites
        if site.division_code
    ]
    assert all(region.division_code for region in regions)
    assert [Divisions.check_region(region) for region in regions] == [None] * len(
        regions
    )
    assert sum(site.organ_kind is OrganKind.PROVINCE for site in sites) == 31


@each_row(
    ("name", "organ", "kind", "code"),
    [
        ("荣昌区", "荣昌区人民政府", "county", "500153000000"),
        ("重庆市荣昌区政府", "重庆市荣昌区人民政府", "county", "500153000000"),
        ("吉林市人民政府办公室", "吉林市人民政府", "prefecture", "220200000000"),
        ("阿拉善盟行政公署", "阿拉善盟行政公署", "prefecture", "152900000000"),
        ("江门市司法局", "江门市司法局", "department", "440700000000"),
        ("广州市市场监督管理局", "广州市市场监督管理局", "department", "440100000000"),
        ("张店区科苑街道办事处", "张店区科苑街道办事处", "subdistrict", "370303005000"),
        ("双流区怡心街道", "双流区怡心街道", "subdistrict", "510116017000"),
        ("双流区霁川街道", "双流区霁川街道", "subdistrict", None),
    ],
)
def test_a_name_leads_to_its_division(name, organ, kind, code):
    """Government, department or township: the region is the place's, with a code only where there is one."""
    found = SiteOrgan.from_name(name)
    assert found is not None
    assert (found.organ, found.organ_kind, found.region.division_code) == (
        organ,
        kind,
        code,
    )
    assert found.evidence
    assert not found.doubt


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("朝阳区人民政府", "朝阳区 is the name of 2 places"),
        ("重庆市霁川县人民政府", "no place"),
        ("广东省霁川市司法局", "no place"),
    ],
)
def test_a_name_that_settles_nothing_gives_no_region(name, words):
    """Several provinces have a 朝阳区, and an unknown county is not its province."""
    found = SiteOrgan.from_name(name)
    assert found is not None
    assert words in found.doubt
    assert (found.organ_kind, found.region) == (None, SiteOrgan.make_region(None))


def test_an_invented_name_is_not_known():
    """No place of the divisions begins it."""
    assert SiteOrgan.from_name("霁川县人民政府") is None
    assert SiteOrgan.identify("http://www.example.gov.cn/", ["霁川县人民政府"]) is None


def test_the_host_comes_before_the_name():
    """And of two names the one that settles it."""
    found = SiteOrgan.identify("http://www.rongchang.gov.cn/zwgk/", ["朝阳区人民政府"])
    assert found is not None
    assert found.region.division_code == "500153000000"
    found = SiteOrgan.identify(
        "http://a.example.gov.cn/", ["朝阳区政府", "北京市朝阳区人民政府"]
    )
    assert found is not None
    assert found.region.division_code == "110105000000"


@each_row(
    ("name", "organ", "named"),
    [
        ("重庆市荣昌区人民政府", "重庆市荣昌区人民政府", True),
        ("荣昌区政府网", "重庆市荣昌区人民政府", True),
        ("中国·荣昌", "重庆市荣昌区人民政府", True),
        ("荣昌区司法局", "重庆市荣昌区人民政府", False),
        ("大足区人民政府", "重庆市荣昌区人民政府", False),
        ("江门市司法局", "江门市司法局", True),
        ("江门司法局", "江门市司法局", True),
        ("江门市人民政府", "江门市司法局", False),
        ("霁川县人民政府门户网站", "霁川县人民政府", True),
        ("中国霁川", "霁川县人民政府", True),
        ("域名出售", "霁川县人民政府", False),
    ],
)
def test_a_site_names_its_organ_or_another(name, organ, named):
    """In full or in short, and a department is not its government."""
    assert SiteOrgan.is_named([name], organ) is named
