"""Where an organ is: its own name first, the site's region for the levels above."""

import pytest

from tasks.model.source import Region
from tasks.report.region import find_region

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


@pytest.mark.parametrize(("organ", "site", "region"), CASES.values(), ids=CASES)
def test_region(organ, site, region):
    """The name decides; the site completes what lies above it and is dropped where it contradicts."""
    assert find_region(organ, site) == region
