"""Who reports, and what kind of organ that is."""

import pytest

from tasks.model.report import OrganKind
from tasks.report.organ import (
    classify_by_self_reference,
    classify_organ,
    find_government_level,
    find_organ,
    find_organ_in_title,
    split_places,
)
from tests.quality.eval.facts import KIND_OF_LEVEL, needs_facts, reports

TITLES = {
    "棠川县2023年法治政府建设年度报告": "棠川县",
    "棠川县人民政府关于2023年度法治政府建设情况的报告": "棠川县人民政府",
    "关于棠川县2023年法治政府建设情况的报告": "棠川县",
    "2023年棠川县法治政府建设情况报告": "棠川县",
    "2023年度棠川县司法局法治政府建设年度报告": "棠川县司法局",
    "棠川县二〇二三年法治政府建设年度报告": "棠川县",
    "云溪街道办事处法治政府建设工作报告": "云溪街道办事处",
    "棠川县云溪街道推进法治政府建设工作情况的报告": "棠川县云溪街道",
    "棠川县全面依法治县委员会办公室2023年法治政府建设报告": "棠川县全面依法治县委员会办公室",
    "中共棠川县委员会棠川县人民政府关于2023年度法治政府建设情况的报告": "棠川县人民政府",
    "中共棠川县云溪街道工委 棠川县云溪街道办事处 关于2023年度法治政府建设情况的报告": "棠川县云溪街道办事处",
    "2023年法治政府建设年度报告": None,
    "关于2023年度法治政府建设情况的报告": None,
    "我县2023年法治政府建设情况报告": None,
    "全省2023年法治政府建设情况报告": None,
    "法治政府建设工作总结": None,
    "中共棠川市云溪区委云溪区人民政府关于2023年法治政府建设情况的报告": "云溪区人民政府",
    "雲溪鎮2022年法治政府建設": "云溪镇",
    "雲溪鎮人民政府關於2022年度法治政府建設情況的報告": "云溪镇人民政府",
    "於溪镇2023年法治政府建设年度报告": "於溪镇",
    "自治县2023年法治政府建设年度报告": None,
    "乡镇2023年度法治政府建设情况报告": None,
    "2023年度乡镇法治政府建设情况报告": None,
    "区人民政府2023年法治政府建设情况报告": None,
    "某县2025年度法治政府建设情况报告": None,
    "XX镇2023年法治政府建设年度报告": None,
    "**区司法局2023年法治政府建设年度报告": None,
}
KINDS = {
    OrganKind.MINISTRY: "国家湖泊管理局 国家古籍保护总局 国家发展和改革委员会 国家市场监督管理总局 司法部 "
    "住房和城乡建设部 农业农村部 审计署 中国人民银行 海关总署",
    OrganKind.PROVINCE: "黑龙江省 安徽省人民政府 上海市 重庆市人民政府 西藏自治区 广西壮族自治区人民政府 "
    "新疆维吾尔自治区",
    OrganKind.PREFECTURE: "淮安市 江门市人民政府 凉山彝族自治州 延边朝鲜族自治州人民政府 兴安盟 "
    "阿里地区行政公署",
    OrganKind.COUNTY: "棠川县 棠川县人民政府 滨海新区人民政府 鄂伦春自治旗 长阳土家族自治县 "
    "北京市海淀区人民政府 棠川经济开发区管理委员会",
    OrganKind.TOWN: "贤庠镇 棠川县云溪镇人民政府 云溪乡人民政府 巴音苏木 三張鎮 重庆市铜梁区双山镇人民政府",
    OrganKind.SUBDISTRICT: "云溪街道 云溪街道办事处 棠川区人民政府云溪街道办事处 云溪街道办",
    OrganKind.DEPARTMENT: "棠川县司法局 江苏省司法厅 棠川市城市管理委员会 国家税务总局棠川县税务局 "
    "棠川县人民政府办公室 棠川市公安局城东分局 棠川县新区建设管理委员会 棠川市应急管理局 "
    "棠川县行政审批服务中心 棠川县委宣传部",
}


@pytest.mark.parametrize(("title", "organ"), TITLES.items(), ids=TITLES)
def test_organ_in_the_title(title, organ):
    """The organ stands before year or subject.

    我县, 乡镇 and 某县 name none; of a joint title, the government.
    """
    assert find_organ_in_title(title) == organ


@pytest.mark.parametrize(
    ("organ", "kind"),
    [(organ, kind) for kind, line in KINDS.items() for organ in line.split()],
)
def test_kind_of_organ(organ, kind):
    """The name's end tells the kind."""
    assert classify_organ(organ) is kind


def test_a_name_that_tells_nothing():
    """A name of no known kind has none."""
    assert classify_organ("棠川集团") is None


SELF = {
    "我街道、我街、街道党工委": OrganKind.SUBDISTRICT,
    "我镇按照全区部署，我镇组织": OrganKind.TOWN,
    "我局依法履职": OrganKind.DEPARTMENT,
    "我县稳步推进，全县": OrganKind.COUNTY,
    # a bureau speaks of its county, too
    "我县、我县、我县，我局、我局": OrganKind.DEPARTMENT,
    "我县、我县、我县，我局": None,
    "我县，本部门、本部门，自我委托、我部署": OrganKind.COUNTY,
    "我市依法履职": OrganKind.PREFECTURE,
    # its bureaus and towns say so too
    "全市上下": None,
    "我省": OrganKind.PROVINCE,
    "工作扎实": None,
}


@pytest.mark.parametrize(("text", "kind"), SELF.items(), ids=SELF)
def test_kind_by_self_reference(text, kind):
    """An unnamed organ tells its kind by how it speaks of itself most often."""
    assert classify_by_self_reference(text) is kind


PLACES = {
    "棠川县云溪镇人民政府": ["棠川县", "云溪镇"],
    "重庆市荣昌区人民政府广顺街道办事处": ["重庆市", "荣昌区", "广顺街道"],
    "滨海新区塘沽街道": ["滨海新区", "塘沽街道"],
    "内蒙古自治区呼和浩特市新城区": ["内蒙古自治区", "呼和浩特市", "新城区"],
    "景德镇市人民政府": ["景德镇市"],
    "平乡县司法局": ["平乡县"],
    "棠川县住房和城乡建设局": ["棠川县"],
    "新县白雀园镇": ["新县", "白雀园镇"],
    "三明市沙县区人民政府": ["三明市", "沙县区"],
    "凉山彝族自治州": ["凉山彝族自治州"],
    "司法部": [],
}


@pytest.mark.parametrize(("organ", "places"), PLACES.items(), ids=PLACES)
def test_places(organ, places):
    """The place names of an organ's name, from the largest to the smallest."""
    assert split_places(organ) == places


@pytest.mark.parametrize(
    ("organ", "kind", "level"),
    [
        ("棠川县司法局", OrganKind.DEPARTMENT, "county"),
        ("江苏省司法厅", OrganKind.DEPARTMENT, "province"),
        ("棠川市司法局", OrganKind.DEPARTMENT, "prefecture"),
        ("司法局", OrganKind.DEPARTMENT, None),
        ("云溪街道", OrganKind.SUBDISTRICT, "township"),
        ("司法部", OrganKind.MINISTRY, "national"),
        (None, OrganKind.TOWN, "township"),
        (None, None, None),
    ],
)
def test_level(organ, kind, level):
    """A department stands at the level of the last place in its name, a government at its own."""
    assert find_government_level(organ, kind) == level


def test_where_the_organ_is_found():
    """The title comes first, then a line with an organ's name, then only the kind is known."""
    assert (
        find_organ("云溪镇2023年法治政府建设报告", ["别处镇人民政府"], "").organ
        == "云溪镇"
    )
    signed = find_organ(
        "2023年法治政府建设报告",
        ["中共云溪镇委员会", "云溪镇人民政府", "2024年1月5日"],
        "",
    )
    assert (signed.organ, signed.kind, signed.origin) == (
        "云溪镇人民政府",
        OrganKind.TOWN,
        "line",
    )
    assert (
        find_organ(None, ["区委、区政府", "云溪镇人民政府"], "").organ
        == "云溪镇人民政府"
    )
    assert (
        find_organ(None, ["镇人民政府", "雲溪鎮人民政府"], "").organ == "云溪镇人民政府"
    )
    unnamed = find_organ(None, [], "我镇组织，我镇安排")
    assert (unnamed.organ, unnamed.kind) == (None, OrganKind.TOWN)


@needs_facts
@pytest.mark.parametrize(
    ("title", "row"), reports(), ids=[title for title, _ in reports()]
)
def test_real_titles(title, row):
    """Every real title names its organ, of the kind that the facts tell."""
    finding = find_organ(title, [], "")
    assert finding.organ
    assert finding.kind == KIND_OF_LEVEL[row["level"]]
    assert (
        split_places(finding.organ)[-1:]
        == split_places(row["organ"].partition("(")[0])[-1:]
    )
