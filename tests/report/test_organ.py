"""Who reports, and what kind of organ that is."""

import pytest

from tasks.model.document import Document
from tasks.model.report import OrganKind
from tasks.report.facts import DocumentHints
from tasks.report.organ import (
    OrganFinding,
    classify_organ,
    find_government_level,
    find_organ_in_title,
    split_places,
)
from tasks.report.reading import read_report
from tests.quality.eval.facts import KIND_OF_LEVEL, needs_facts, reports
from tests.rows import each_row

TOWN_OF_SOURCE = "棠川县云溪镇人民政府"
OFFICE_OF_SOURCE = "棠川县云溪街道办事处"
BUREAU_OF_SOURCE = "棠川县司法局"
COUNTY_OF_SOURCE = "棠川县人民政府"
RESOLVED = {
    "town, named in the text": (
        TOWN_OF_SOURCE,
        "我镇组织云溪镇干部学法，我镇开展检查。",
        (),
    ),
    "town, by its publisher": (
        TOWN_OF_SOURCE,
        "我镇组织学法，我镇开展检查。",
        ("云溪镇",),
    ),
    "office that says 我办": (
        OFFICE_OF_SOURCE,
        "我办在云溪街道组织学法，我办开展检查。",
        (),
    ),
    "bureau, by its publisher": (
        BUREAU_OF_SOURCE,
        "我局组织学法，我局开展检查。",
        ("棠川县司法局",),
    ),
    "commission": ("棠川市教育委员会", "我委组织学法，我委开展检查。", ("教育委员会",)),
    "county, by its publisher": (
        COUNTY_OF_SOURCE,
        "我县组织学法，我县开展检查。",
        ("棠川县人民政府",),
    ),
}
UNRESOLVED = {
    "nothing bears it out": (TOWN_OF_SOURCE, "我镇组织学法，我镇开展检查。", ()),
    "said only once": (TOWN_OF_SOURCE, "我镇组织云溪镇干部学法。", ()),
    "another kind of organ": (
        COUNTY_OF_SOURCE,
        "我镇组织棠川县干部学法，我镇开展检查。",
        ("棠川县人民政府",),
    ),
    "another bureau on the same site": (
        BUREAU_OF_SOURCE,
        "我局会同司法局组织学法，我局开展检查。",
        ("棠川县水利局",),
    ),
    "no publisher, a bureau": (
        BUREAU_OF_SOURCE,
        "我局会同棠川县司法局组织学法，我局开展检查。",
        (),
    ),
    "county, published by a bureau": (
        COUNTY_OF_SOURCE,
        "我县组织学法，我县开展检查。",
        ("棠川县司法局",),
    ),
    "another town": (TOWN_OF_SOURCE, "我镇组织学法，我镇开展检查。", ("石桥镇",)),
    "it speaks of itself as nothing": (TOWN_OF_SOURCE, "云溪镇组织学法。", ("云溪镇",)),
    "entrusted, no commission": (
        "棠川市教育委员会",
        "自我委托一次，自我委托两次。",
        ("教育委员会",),
    ),
}


@each_row(("organ", "text", "publishers"), RESOLVED.values(), ids=RESOLVED)
def test_resolved(organ, text, publishers):
    """Where the text speaks as the source's organ does, and page or text name it, it is the report's."""
    finding = OrganFinding.infer("", text, publishers, organ)
    assert finding.organ == organ
    assert finding.origin.startswith("source: the text says 我")


@each_row(("organ", "text", "publishers"), UNRESOLVED.values(), ids=UNRESOLVED)
def test_not_resolved(organ, text, publishers):
    """Without evidence, or against it, the organ stays null."""
    assert OrganFinding.infer("", text, publishers, organ).organ is None


def test_in_a_report():
    """The report takes its source's organ with an issue that says what it rests on.

    A named organ stays its own.
    """
    text = "2023年法治政府建设年度报告\n我镇依法行政，云溪镇干部学法。\n一、工作情况\n我镇开展检查。"
    reading = read_report(
        Document((), "text/plain"), text, DocumentHints(organ=TOWN_OF_SOURCE)
    )
    assert (reading.report.organ, reading.report.organ_kind) == (
        TOWN_OF_SOURCE,
        OrganKind.TOWN,
    )
    assert (reading.report.county, reading.report.township) == ("棠川县", "云溪镇")
    codes = {issue.code: issue.evidence for issue in reading.issues}
    assert codes["organ_from_source"] == "the text says 我镇, and names 云溪镇"
    assert "missing_organ" not in codes
    named = read_report(
        Document((), "text/plain"), f"石桥镇{text}", DocumentHints(organ=TOWN_OF_SOURCE)
    )
    assert named.report.organ == "石桥镇"
    assert "organ_from_source" not in {issue.code for issue in named.issues}


TOWN, STREET, COUNTY, BUREAU = (
    OrganKind.TOWN,
    OrganKind.SUBDISTRICT,
    OrganKind.COUNTY,
    OrganKind.DEPARTMENT,
)
# Preamble, the text's own words, organ and kind
NAMED = {
    "announced": ("现将云溪乡2024年法治政府建设情况报告如下：", "", "云溪乡", TOWN),
    "announced, year first": (
        "现将2024年度棠川县司法局法治政府建设情况汇报如下：",
        "我县",
        "棠川县司法局",
        BUREAU,
    ),
    "subject": (
        "2024年，北川街道办事处坚持以新发展理念为指导，",
        "",
        "北川街道办事处",
        STREET,
    ),
    "subject of a later clause": (
        "2024年，在县委、县政府的坚强领导下，云溪镇认真贯彻",
        "我镇，我镇",
        "云溪镇",
        TOWN,
    ),
    "subject of a later sentence": (
        "法治是根本。2024年以来，云溪镇人民政府深入学法",
        "",
        "云溪镇人民政府",
        TOWN,
    ),
    "party and government": ("2024年，云溪镇党委、政府始终坚持", "", "云溪镇", TOWN),
    "joint name": (
        "东岭区人民政府北川街道办事处严格执法",
        "我街道",
        "东岭区人民政府北川街道办事处",
        STREET,
    ),
    "bureau of many words": (
        "棠川市住房和城乡建设局持续执法",
        "我局，我局",
        "棠川市住房和城乡建设局",
        BUREAU,
    ),
    "tax bureau": (
        "国家税务总局棠川县税务局认真执法",
        "我局，我局",
        "国家税务总局棠川县税务局",
        BUREAU,
    ),
    "bureau that says 我县": (
        "2024年，棠川县司法局坚持为民",
        "我县，我县，我县",
        "棠川县司法局",
        BUREAU,
    ),
    "bureau without a place": ("2024年，县司法局坚持为民", "我县，我县", None, BUREAU),
    "county": ("2024年，棠川县深入贯彻", "我县", "棠川县", COUNTY),
    "the one that the text is": (
        "2024年，棠川县深入贯彻，云溪镇坚持",
        "我镇，我镇",
        "云溪镇",
        TOWN,
    ),
    "traditional": ("2024年，雲溪鎮深入貫徹", "", "云溪镇", TOWN),
    "municipality": ("2024年，天津市紧紧围绕", "我市", "天津市", OrganKind.PROVINCE),
    "only its kind": ("2024年，我镇深入贯彻", "我镇", None, TOWN),
    "bureau whose trade is cities": (
        "2023年，棠川县城市管理综合执法局在县委、县政府的领导下，",
        "",
        "棠川县城市管理综合执法局",
        BUREAU,
    ),
    "bureau of villages": (
        "一年来，棠川县乡村振兴局紧扣中心，",
        "",
        "棠川县乡村振兴局",
        BUREAU,
    ),
    "bureau of a zone": (
        "2023年，棠川高新区市场监督管理局深入学习，",
        "",
        "棠川高新区市场监督管理局",
        BUREAU,
    ),
    "with a second name": (
        "2024年，棠川市水利局（棠川市河长办）坚持节水优先，",
        "",
        "棠川市水利局",
        BUREAU,
    ),
    "second name announced": (
        "现将棠川市林业局（市绿化办）2024年法治政府建设情况报告如下：",
        "",
        "棠川市林业局",
        BUREAU,
    ),
    "with what it goes by": (
        "在市委、市政府领导下，棠川县以创建为抓手，推进依法行政。",
        "",
        "棠川县",
        COUNTY,
    ),
    "central organ": (
        "2023年，应急管理部坚持人民至上，",
        "",
        "应急管理部",
        OrganKind.MINISTRY,
    ),
    "central organ announced": (
        "现将国家林草局2023年法治政府建设情况报告如下：",
        "",
        "国家林草局",
        OrganKind.MINISTRY,
    ),
    "city that is a county": ("2024年，海宁市坚持以", "", "海宁市", COUNTY),
    "place that begins like a clause": ("2024年，将乐县坚持以", "", "将乐县", COUNTY),
    "place with 为 in it": ("2024年，无为市认真落实", "", "无为市", COUNTY),
}
UNNAMED = {
    "the whole county": ("2024年，全县认真贯彻", ""),
    "parts of it": ("2024年，各乡镇认真落实，示范区积极推进，辖区依法", ""),
    "party of a county": ("2024年，棠川县委坚持", ""),
    "government without a place": ("2024年，县政府坚持", ""),
    "who leads": ("在棠川县人民政府的领导下，根据要求", ""),
    "whose plan": ("按照棠川县司法局要求，严格执法", ""),
    "clauses": ("大力推进平安街道把，推动旅游强县在，一区两县坚持", ""),
    "no verb": ("2024年，云溪镇的工作", ""),
    "what was done to it": ("2024年，棠川县以来自各方的力量", ""),
    "a central organ that asks": ("2024年，按照司法部要求，落实水利部部署", ""),
    "departments": ("2024年，司法部门坚持为民，城市管理部门严格执法", ""),
    "too far down": ("法治为本。" * 100 + "云溪镇坚持", ""),
}
CONFLICTS = {
    "county named, town speaking": (
        "2024年，棠川县深入贯彻",
        "我镇，我镇",
        (),
        "棠川县",
    ),
    "county named, bureau speaking": (
        "2024年，棠川县深入贯彻",
        "我局，我局",
        (),
        "department",
    ),
    "county named, a bureau, too": (
        "2024年，棠川县深入贯彻",
        "我县，我县，我局",
        (),
        "bureau",
    ),
    "two towns": ("2024年，云溪镇坚持为民，石桥镇坚持为民", "", (), "云溪镇、石桥镇"),
    "two towns, 我镇": (
        "2024年，云溪镇坚持为民，石桥镇坚持为民",
        "我镇，我镇",
        (),
        "云溪镇、石桥镇",
    ),
    "bureau announcing its county": (
        "棠川县司法局坚持为民，现将我县2024年法治情况报告如下",
        "我县",
        (),
        "我县",
    ),
    "published by a bureau": (
        "2024年，全县上下",
        "我县，我县",
        ("棠川县司法局",),
        "棠川县司法局",
    ),
}


@each_row(("preamble", "text", "organ", "kind"), NAMED.values(), ids=NAMED)
def test_named(preamble, text, organ, kind):
    """A subject, or who is announced, is the organ; without a place only its kind is told."""
    finding = OrganFinding.infer(preamble, preamble + text)
    assert (finding.organ, finding.kind, finding.conflict) == (organ, kind, None)
    assert finding.origin == ("preamble" if organ else "")


@each_row(("preamble", "text"), UNNAMED.values(), ids=UNNAMED)
def test_not_named(preamble, text):
    """Words that are no name, no subject or not the report's opening tell nothing."""
    assert OrganFinding.infer(preamble, text).organ is None


@each_row(("preamble", "text", "publishers", "said"), CONFLICTS.values(), ids=CONFLICTS)
def test_conflicts(preamble, text, publishers, said):
    """Where the evidence disagrees, organ and kind are null and the finding says what does."""
    finding = OrganFinding.infer(preamble, preamble + text, publishers)
    assert (finding.organ, finding.kind) == (None, None)
    assert finding.conflict
    assert said in finding.conflict.en
    assert finding.conflict.zh


def test_a_county_that_announces_its_report():
    """A bureau as publisher says nothing against a text that announces the county's report."""
    preamble = "现将我县2024年法治政府建设情况报告如下："
    assert OrganFinding.infer(preamble, preamble, ("棠川县司法局",)).kind is COUNTY


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
    "棠川县农业农村局（棠川县乡村振兴局）2023年法治政府建设年度报告": "棠川县农业农村局",
    "棠川县文化和旅游局(县文物局)关于2023年度法治政府建设情况的报告": "棠川县文化和旅游局",
    "棠川市棠川区云石街2023年法治政府建设年度报告": "棠川市棠川区云石街",
    "国家民委2024年法治政府建设情况报告": "国家民委",
    "审计署关于2023年度法治政府建设情况的报告": "审计署",
    "棠川海关2024年法治海关建设情况报告": "棠川海关",
    "国家税务总局棠川县税务局2023年法治税务建设情况报告": "国家税务总局棠川县税务局",
    "和田市2023年法治政府建设年度报告": "和田市",
    "司法部门2023年法治政府建设年度报告": None,
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
    "棠川县行政审批服务中心 棠川县委宣传部 棠川县丰水河河道管理处 棠川市清溪水库管理所 棠川县北渠排灌站 "
    "棠川县云溪镇司法所",
}


@each_row(("title", "organ"), TITLES.items(), ids=TITLES)
def test_organ_in_the_title(title, organ):
    """The organ stands before year or subject.

    我县, 乡镇 and 某县 name none; of a joint title, the government.
    """
    assert find_organ_in_title(title) == organ


@each_row(
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


@each_row(("text", "kind"), SELF.items(), ids=SELF)
def test_kind_by_self_reference(text, kind):
    """An unnamed organ tells its kind by how it speaks of itself most often."""
    assert OrganFinding.find(None, [], text).kind is kind


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


@each_row(("organ", "places"), PLACES.items(), ids=PLACES)
def test_places(organ, places):
    """The place names of an organ's name, from the largest to the smallest."""
    assert split_places(organ) == places


@each_row(
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
        OrganFinding.find("云溪镇2023年法治政府建设报告", ["别处镇人民政府"], "").organ
        == "云溪镇"
    )
    signed = OrganFinding.find(
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
        OrganFinding.find(None, ["区委、区政府", "云溪镇人民政府"], "").organ
        == "云溪镇人民政府"
    )
    assert (
        OrganFinding.find(None, ["镇人民政府", "雲溪鎮人民政府"], "").organ
        == "云溪镇人民政府"
    )
    unnamed = OrganFinding.find(None, [], "我镇组织，我镇安排")
    assert (unnamed.organ, unnamed.kind) == (None, OrganKind.TOWN)


@needs_facts
@pytest.mark.parametrize(
    ("title", "row"), reports(), ids=[title for title, _ in reports()]
)
def test_real_titles(title, row):
    """Every real title names its organ, of the kind that the facts tell."""
    finding = OrganFinding.find(title, [], "")
    assert finding.organ
    assert finding.kind == KIND_OF_LEVEL[row["level"]]
    assert (
        split_places(finding.organ)[-1:]
        == split_places(row["organ"].partition("(")[0])[-1:]
    )
