"""Where an organ is: its own name first, the site's region for the levels above."""

import pytest

from tasks.model.source import Region
from tasks.report.facts import find_region
from tests.rows import each_row

COUNTY = Region(
    province="安徽省",
    prefecture="澹浦市",
    county="棠川县",
    division_code="340999000000",
)
CITY = Region(
    province="江苏省",
    prefecture="霁川市",
    county="蘅陵市",
    division_code="320999000000",
)
CASES = {
    "the site's own government": ("棠川县人民政府", COUNTY, COUNTY),
    "its bureau without a place": ("司法局", COUNTY, COUNTY),
    "a town below": (
        "云溪镇人民政府",
        COUNTY,
        Region(
            province="安徽省", prefecture="澹浦市", county="棠川县", township="云溪镇"
        ),
    ),
    "the city above": (
        "澹浦市人民政府",
        COUNTY,
        Region(province="安徽省", prefecture="澹浦市"),
    ),
    "the province above": ("安徽省司法厅", COUNTY, Region(province="安徽省")),
    "another county": ("湄湾县人民政府", COUNTY, Region(county="湄湾县")),
    "a city that is a county": ("蘅陵市人民政府", CITY, CITY),
    "a municipality": (
        "重庆市荣昌区人民政府广顺街道办事处",
        Region(),
        Region(province="重庆市", county="荣昌区", township="广顺街道"),
    ),
    "an autonomous region": (
        "广西壮族自治区人民政府",
        Region(),
        Region(province="广西壮族自治区"),
    ),
    "nothing known of the site": (
        "棠川县云溪乡",
        Region(),
        Region(county="棠川县", township="云溪乡"),
    ),
    "no organ": (None, COUNTY, Region()),
}


@each_row(("organ", "site", "region"), CASES.values(), ids=CASES)
def test_region(organ, site, region):
    """The name decides; the site completes what lies above it and is dropped where it contradicts."""
    assert find_region(organ, site) == region


TOWN = Region(
    province="安徽省",
    prefecture="澹浦市",
    county="棠川县",
    township="云溪镇",
    division_code="340999100000",
)


@pytest.mark.parametrize("organ", ["党政办公室", "司法所", "人民政府"])
@pytest.mark.parametrize("site", [TOWN, COUNTY, CITY, Region(province="安徽省")])
def test_an_organ_without_a_place_is_the_sites_own(organ, site):
    """On whatever level the site is."""
    assert find_region(organ, site) == site


@each_row(
    ("place", "level"),
    [
        ("安徽省", "province"),
        ("内蒙古自治区", "province"),
        ("西藏自治区", "province"),
        ("广西壮族自治区", "province"),
        ("宁夏回族自治区", "province"),
        ("新疆维吾尔自治区", "province"),
        ("北京市", "province"),
        ("天津市", "province"),
        ("上海市", "province"),
        ("重庆市", "province"),
        ("澹浦市", "prefecture"),
        ("临夏回族自治州", "prefecture"),
        ("锡林郭勒盟", "prefecture"),
        ("棠川县", "county"),
        ("朝阳区", "county"),
        ("科尔沁左翼中旗", "county"),
        ("云溪镇", "township"),
        ("云溪乡", "township"),
        ("清波街道", "township"),
        ("巴彦苏木", "township"),
    ],
)
def test_the_end_of_a_places_name_tells_its_level(place, level):
    """Provinces by their own names, the others by what they are called."""
    organ = f"{place}办事处" if place.endswith("街道") else f"{place}人民政府"
    assert find_region(organ, Region()) == Region(**{level: place})


def test_the_code_is_only_of_the_sites_own_level():
    """Not of what lies below it, nor of what lies above."""
    assert find_region("云溪镇人民政府", TOWN) == TOWN
    assert find_region("棠川县司法局", TOWN).division_code is None
    assert find_region("清溪镇人民政府", TOWN) == Region(township="清溪镇")
