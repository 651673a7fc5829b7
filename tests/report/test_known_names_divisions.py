"""Levels and places over the whole table of divisions: no city, district or bureau is misplaced."""

from tasks.model.project_files import LOOKUPS, read_keyed_lookup
from tasks.model.report import OrganKind
from tasks.model.source import Region
from tasks.report.facts import find_region
from tasks.report.known_names import KnownPlaces
from tasks.report.organ import (
    classify_organ,
    find_government_level,
    find_organ_in_title,
)
from tests.rows import each_row

FILLERS = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")
COLUMNS = ("code", "name", "level")
ROWS = [cells for _, cells in read_keyed_lookup(LOOKUPS / "divisions.csv", COLUMNS)]
NAMES = {row["code"]: row["name"] for row in ROWS}
BUREAUS = (
    "教育局",
    "城市管理局",
    "市场监督管理局",
    "住房和城乡建设局",
    "公安局",
    "乡村振兴局",
)


def rows_of(level):
    """List the rows of a level."""
    return [row for row in ROWS if row["level"] == level and row["name"] not in FILLERS]


def name_above(row, digits):
    """Give the name of what a division belongs to; null for a filler."""
    name = NAMES.get(row["code"][:digits].ljust(12, "0"))
    return None if name in FILLERS else name


PREFECTURES = {row["name"] for row in rows_of("prefecture")}
COUNTY_CITIES = [
    row
    for row in rows_of("county")
    if row["name"].endswith("市") and row["name"] not in PREFECTURES
]
MUNICIPALITIES = ("北京市", "天津市", "上海市", "重庆市")
DISTRICTS = [row for row in rows_of("county") if name_above(row, 2) in MUNICIPALITIES]


def read_title(organ):
    """Give organ, kind, level and region of a title that names an organ."""
    found = find_organ_in_title(f"{organ}2024年法治政府建设年度报告")
    kind = classify_organ(found or "")
    return found, kind, find_government_level(found, kind), find_region(found, Region())


def test_the_table_is_the_whole_country():
    """What the tests below go over is no remnant."""
    assert len(COUNTY_CITIES) > 390
    assert len(PREFECTURES) > 330
    assert len(DISTRICTS) > 80


def find_misread(level, kind, region, organs):
    """List the organs that are not read whole, or not as of this level, kind and region."""
    return [
        organ for organ in organs if read_title(organ) != (organ, kind, level, region)
    ]


def test_cities_that_are_counties():
    """They, their governments, their bureaus and those with their prefecture in front are counties'."""
    misread = []
    for row in COUNTY_CITIES:
        name, above = row["name"], name_above(row, 4)
        own, below = Region(county=name), Region(prefecture=above, county=name)
        bureaus = [f"{name}{bureau}" for bureau in BUREAUS]
        governments = (name, f"{name}人民政府")
        misread += find_misread("county", OrganKind.COUNTY, own, governments)
        misread += find_misread("county", OrganKind.DEPARTMENT, own, bureaus)
        whole = [f"{above or ''}{name}司法局"]
        misread += find_misread("county", OrganKind.DEPARTMENT, below, whole)
    assert misread == []


def test_prefectures_and_their_bureaus():
    """Cities, autonomous prefectures, leagues and 地区."""
    misread = []
    for name in PREFECTURES:
        region = Region(prefecture=name)
        bureaus = [f"{name}{bureau}" for bureau in BUREAUS]
        government = "行政公署" if name.endswith(("地区", "盟")) else "人民政府"
        governments = (name, f"{name}{government}")
        misread += find_misread("prefecture", OrganKind.PREFECTURE, region, governments)
        misread += find_misread("prefecture", OrganKind.DEPARTMENT, region, bureaus)
    assert misread == []


def test_districts_of_municipalities():
    """Districts and counties are counties, whatever their municipality is called."""
    misread = []
    for row in DISTRICTS:
        name = f"{name_above(row, 2)}{row['name']}"
        region = Region(province=name_above(row, 2), county=row["name"])
        bureaus = [f"{name}{bureau}" for bureau in BUREAUS]
        governments = (name, f"{name}人民政府")
        misread += find_misread("county", OrganKind.COUNTY, region, governments)
        misread += find_misread("county", OrganKind.DEPARTMENT, region, bureaus)
        office = [f"{name}人民政府云溪街道办事处"]
        region = region.model_copy(update={"township": "云溪街道"})
        misread += find_misread("township", OrganKind.SUBDISTRICT, region, office)
    assert misread == []


def test_counties_below_their_prefectures():
    """Every county of the country, with the name of its prefecture in front."""
    misread = []
    for row in rows_of("county"):
        above, name = name_above(row, 4), row["name"]
        is_named = name.endswith(("区", "县", "旗", "市")) and not name.startswith(
            above or name
        )
        region = Region(prefecture=above, county=name)
        organs = [f"{above}{name}司法局"] if is_named else []
        misread += find_misread("county", OrganKind.DEPARTMENT, region, organs)
    assert misread == []


def test_provinces():
    """Provinces, autonomous regions and municipalities, and their departments."""
    misread = []
    for row in rows_of("province"):
        name, region = row["name"], Region(province=row["name"])
        governments = (name, f"{name}人民政府")
        misread += find_misread("province", OrganKind.PROVINCE, region, governments)
        departments = [f"{name}司法厅"]
        misread += find_misread("province", OrganKind.DEPARTMENT, region, departments)
    assert misread == []


@each_row(
    ("organ", "level", "region"),
    [
        # a branch of a city's bureau stands in its district, with or without 区
        ("平川市公安局云溪区分局", "county", Region(prefecture="平川市", county="云溪区")),
        ("杭州市公安局西湖分局", "county", Region(prefecture="杭州市", county="西湖区")),
        ("北京市公安局海淀分局", "county", Region(province="北京市", county="海淀区")),
        ("平川市公安局城东分局", "prefecture", Region(prefecture="平川市")),
        # a city below a city, both unknown to the table
        ("霁川市蘅陵市水利局", "county", Region(prefecture="霁川市", county="蘅陵市")),
        # what a bureau deals with is no place
        ("平川市城市管理局", "prefecture", Region(prefecture="平川市")),
        ("平川市城乡社区治理局", "prefecture", Region(prefecture="平川市")),
        ("平川县乡镇企业局", "county", Region(county="平川县")),
        # the branch of a central organ is its place's
        ("国家税务总局海宁市税务局", "county", Region(county="海宁市")),
        ("国家税务总局平川市税务局", "prefecture", Region(prefecture="平川市")),
        ("国家统计局平川调查队", None, Region()),
        # short names of districts, only behind their city
        ("阳泉市城区司法局", "county", Region(prefecture="阳泉市", county="城区")),
        ("攀枝花市东区教育局", "county", Region(prefecture="攀枝花市", county="东区")),
        # development zones
        ("平川经开区管理委员会", "county", Region(county="平川经开区")),
        ("平川市高新区管委会", "county", Region(prefecture="平川市", county="高新区")),
        ("平川新区财政局", "county", Region(county="平川新区")),
        ("郑州高新技术产业开发区管委会", "county",
         Region(prefecture="郑州市", county="郑州高新技术产业开发区")),
        ("苏州工业园区管理委员会", "county",
         Region(prefecture="苏州市", county="苏州工业园区")),
        ("昆山高新区管委会", "county", Region(county="昆山高新区")),
        # streets
        ("广州市白云区黄石街", "township",
         Region(prefecture="广州市", county="白云区", township="黄石街")),
        ("中山市东区街道办事处", "township", Region(prefecture="中山市", township="东区街道")),
        ("平川市云溪区石桥办事处", "township",
         Region(prefecture="平川市", county="云溪区")),
    ],
)  # fmt: skip
def test_places_beside_the_table(organ, level, region):
    """Invented names, branches, zones and streets."""
    found, kind, own_level, own_region = read_title(organ)
    assert found == organ
    assert (own_level, own_region) == (level, region), kind


def test_what_the_site_says_of_a_county():
    """The source's prefecture completes a county of its own, and none that is elsewhere."""
    jiaxing = Region(province="浙江省", prefecture="嘉兴市")
    assert find_region("海宁市教育局", jiaxing).prefecture == "嘉兴市"
    assert find_region("昆山市教育局", jiaxing) == Region(county="昆山市")
    invented = Region(province="浙江省", prefecture="嘉兴市", county="蘅陵市")
    assert (
        find_government_level("蘅陵市水利局", OrganKind.DEPARTMENT, invented)
        == "county"
    )


def test_what_the_table_says_of_names():
    """Names of two levels are the higher one's; unknown ones nothing."""
    assert KnownPlaces.find_place_level("嘉峪关市") == "prefecture"
    assert KnownPlaces.find_place_level("市辖区") is None
    assert KnownPlaces.find_place_level("平川市") is None
    assert KnownPlaces.is_inside("海宁市", "prefecture", "嘉兴市") is True
    assert KnownPlaces.is_inside("海宁市", "prefecture", "苏州市") is False
    assert KnownPlaces.find_city_of_zone("浦东新区") is None
    assert KnownPlaces.find_city_of_zone("郑州") is None
    assert KnownPlaces.is_inside("蘅陵市", "prefecture", "苏州市") is None
    assert KnownPlaces.find_district("西湖", "杭州市") == "西湖区"
    assert KnownPlaces.find_district("西湖", "苏州市") is None
    assert KnownPlaces.find_district("城东", "蘅陵市") is None
