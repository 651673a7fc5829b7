"""Which organ issues a report, and of what kind it is.

Only the report's own words count: its title, then its signature. The host and the page's 来源 are other
columns.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tasks.model.report import OrganKind
from tasks.report.outline import ORGAN_LINE
from tasks.report.traditional import simplify_characters

# What follows the organ in a title: 塘前街道|关于2021年…, 东岭区人民政府|2023年…, 云溪办事处|法治政府建设…
_AFTER_ORGAN = re.compile(
    r"关[于於]|(?:[（(]?(?:20\d\d|二[〇○零0OＯ]\S{2})年?)|(?:(?:上|本|全)?年度)"
    r"|(?:深入|全面|扎实)?(?:推进|落实|开展|贯彻)?(?:(?<!依)法治|法制|依法行政|依法治(?!.{0,2}(?:委|办)))"
)
# 2023年度|东岭区司法局|法治政府建设…
_LEADING_YEAR = re.compile(
    r"^(?:关[于於])?(?:[（(]?(?:20\d\d|二[〇○零0OＯ]\S{2})年?[）)]?(?:年?度)?)?"
)
_SUFFIX = re.compile(
    r"(?:省|自治区|自治州|市|区|县|旗|州|盟|乡|镇|苏木|街道|街道办|办事处|政府|局|厅|部|委|委员会|管委会|署|院|办|办公室|银行|总队|支队|大队|中心|会|公署)$"
)
# 中共东岭区委员会|东岭区人民政府: of a party body and a government that issue together, the government is the
# organ
_PARTY = re.compile(
    r"^(?:中共|中国共产党)[^，]+?(?:委员会|工委|党委|党组|[区市县省镇]委(?!员会))"
    r"(?=[^，]+(?:政府|办事处|管委会|管理委员会|局)$)"
)
_EDGES = " ，,、的和（(【[《“"
# 我区, 全省, 本镇: no names
_SELF_REFERENCE = re.compile(r"^(?:我|全|本|该|各)[省市区县镇乡州盟旗局办委厅部街]")
# 某县, XX镇, **区司法局: masks; 乡镇, 区人民政府, 街道办事处: kinds of organ, of which none is named
_MASKED_OR_GENERIC = re.compile(
    r"[某*＊×○xXＸ]|^(?:省|市|区|县|旗|州|盟|乡镇?|镇|街道|苏木|自治[区州县旗]|直属|机关|部门|单位|各级)*"
    r"(?:人民)?(?:政府|办事处|街道办|管委会|委|办|局|厅|部)?$"
)

# Only the State Council's organs are called 部 without a place in front (住房和城乡建设部); 宣传部 is a
# party's
_MINISTRIES = re.compile(
    r"^(?:中华人民共和国)?(?:国家(?:(?!局)[一-鿿]){2,12}(?:局|委员会|署|委)|国务院[一-鿿]*|海关总署|审计署|中国人民银行|"
    r"中国证监会|中国气象局|(?:城乡|[^省市区县镇乡州盟旗]){2,12}(?<!宣传|组织|统战|武装|指挥)部)$"
)
_MUNICIPALITIES = frozenset({"北京市", "天津市", "上海市", "重庆市"})
_GOVERNMENT = re.compile(r"(?:人民政府|政府|委员会)$")
# The last place name of an organ's name: 西青区|辛口镇, 滨海新区|塘沽街道, 淮安市; 住房和城乡建设局 names
# none
_PLACE = re.compile(
    r"[一-鿿][县旗](?!区)|"
    r"[一-鿿]{2,12}?(?:特别行政区|自治区|自治州|自治县|自治旗|省|市|新区|区|县|旗|州|盟|乡(?!建设|规划)|镇(?!市)|苏木|街道)(?:办事处)?"
)

_KIND_ENDINGS: tuple[tuple[re.Pattern[str], OrganKind], ...] = (
    (re.compile(r"(?:街道|街道办|街道办事处|街办)$"), OrganKind.SUBDISTRICT),
    (re.compile(r"(?:镇|乡|苏木)(?:人民政府|政府)?$"), OrganKind.TOWN),
    (
        re.compile(
            r"(?:省|(?:内蒙古|广西壮族|西藏|宁夏回族|新疆维吾尔)?自治区)(?:人民政府|政府)?$"
        ),
        OrganKind.PROVINCE,
    ),
    (
        re.compile(r"(?:自治州|州|盟|地区)(?:人民政府|政府|行政公署|行署)?$"),
        OrganKind.PREFECTURE,
    ),
    (
        re.compile(r"(?:县|旗|区)(?:人民政府|政府|管理委员会|管委会)?$"),
        OrganKind.COUNTY,
    ),
    (re.compile(r"市(?:人民政府|政府)?$"), OrganKind.PREFECTURE),
)
_DEPARTMENT = re.compile(
    r"(?:局|厅|委|办|办公室|部|署|院|中心|支队|总队|大队|会|银行|分行|支行)$"
)
# 我街道, 我办, 街道党工委 — how a text without an organ's name speaks of itself
_SELF_KINDS: tuple[tuple[re.Pattern[str], OrganKind], ...] = (
    (
        re.compile(r"[我本全]街道?|街道党工委|办事处(?:通过|建立|积极|认真)"),
        OrganKind.SUBDISTRICT,
    ),
    (re.compile(r"[我本全][镇乡]"), OrganKind.TOWN),
    # but no 自我委托, 我部署, 本部门
    (
        re.compile(r"(?<!自)我(?:[局厅]|委(?![托派员])|部(?![门署分]))|本[局厅](?!部)"),
        OrganKind.DEPARTMENT,
    ),
    # 全县 is said by a county's towns and bureaus too
    (re.compile(r"我[县区旗]"), OrganKind.COUNTY),
    (re.compile(r"我[市州盟]"), OrganKind.PREFECTURE),
    (re.compile(r"我省"), OrganKind.PROVINCE),
)
_PLACE_KINDS = (OrganKind.COUNTY, OrganKind.PREFECTURE, OrganKind.PROVINCE)
# Once may be a quotation.
_FEWEST_SELF_REFERENCES = 2
_LEVELS = {
    OrganKind.MINISTRY: "national",
    OrganKind.PROVINCE: "province",
    OrganKind.PREFECTURE: "prefecture",
    OrganKind.COUNTY: "county",
    OrganKind.TOWN: "township",
    OrganKind.SUBDISTRICT: "township",
}


@dataclass(frozen=True, slots=True)
class OrganFinding:
    """An organ as printed, in simplified characters, its kind, where it was read, and what disagrees."""

    organ: str | None
    kind: OrganKind | None
    origin: str
    conflict: str = ""


def find_organ_in_title(title: str) -> str | None:
    """Find the issuing organ in a report's title, in simplified characters.

    Null when none is named there.
    """
    rest = _LEADING_YEAR.sub("", simplify_characters(title))
    after = _AFTER_ORGAN.search(rest)
    if after is None:
        return None
    name = _PARTY.sub("", rest[: after.start()].strip(_EDGES)).strip()
    return name if _SUFFIX.search(name) and is_organ_name(name) else None


def is_organ_name(organ: str) -> bool:
    """Tell whether an organ is named: not 我县, 乡镇 or 某县."""
    if len(organ) < 2 or _SELF_REFERENCE.match(organ):
        return False
    return not _MASKED_OR_GENERIC.search(organ)


def classify_organ(organ: str) -> OrganKind | None:
    """Decide the kind of an organ from its name; null when the name fits none."""
    name = simplify_characters(organ.rpartition(" ")[2])
    if _MINISTRIES.match(name):
        return OrganKind.MINISTRY
    if _GOVERNMENT.sub("", name) in _MUNICIPALITIES:
        return OrganKind.PROVINCE
    for pattern, kind in _KIND_ENDINGS:
        if pattern.search(name):
            return kind
    return OrganKind.DEPARTMENT if _DEPARTMENT.search(name) else None


def classify_by_self_reference(text: str) -> OrganKind | None:
    """Classify an unnamed organ by how the text speaks of itself most often (我街道, 我镇, 我局).

    Who says 我局 is a bureau, however often it says 我县 of its county, too; said once only, it is neither.
    """
    counts = {kind: len(pattern.findall(text)) for pattern, kind in _SELF_KINDS}
    most = max(counts, key=lambda kind: counts[kind])
    bureau = counts[OrganKind.DEPARTMENT]
    if bureau and most in _PLACE_KINDS:
        return OrganKind.DEPARTMENT if bureau >= _FEWEST_SELF_REFERENCES else None
    return most if counts[most] else None


def has_bureau_self_reference(text: str) -> bool:
    """Tell whether a text speaks of a bureau as its own (我局), if only once."""
    return any(
        kind is OrganKind.DEPARTMENT and pattern.search(text)
        for pattern, kind in _SELF_KINDS
    )


def split_places(organ: str) -> list[str]:
    """Split the place names out of an organ's name, from the largest to the smallest."""
    places = _PLACE.findall(organ.replace("人民政府", ""))
    return [place.removesuffix("办事处") for place in places]


def find_government_level(organ: str | None, kind: OrganKind | None) -> str | None:
    """Find the level of government: national, province, prefecture, county or township.

    Null when it is unknown.
    """
    if organ is None or kind is not OrganKind.DEPARTMENT:
        return _LEVELS.get(kind) if kind else None
    places = split_places(organ)
    place_kind = classify_organ(places[-1]) if places else None
    return _LEVELS.get(place_kind) if place_kind else None


def find_organ(title: str | None, lines: Sequence[str], text: str) -> OrganFinding:
    """Find the issuing organ in the title or alone on one of the lines (signature, then below the title).

    Its kind is decided from its name, else from how the text speaks of itself (我街道).
    """
    organ = find_organ_in_title(title) if title else None
    origin = "title"
    if organ is None:
        organ, origin = _find_organ_line(lines), "line"
    if organ is None:
        return OrganFinding(None, classify_by_self_reference(text), "")
    return OrganFinding(organ, classify_organ(organ), origin)


def _find_organ_line(lines: Sequence[str]) -> str | None:
    """Find the line that is an organ's name alone.

    Where a party body and a government sign together, the government is the organ.
    """
    party = None
    for line in map(simplify_characters, lines):
        # 区委、区政府 is who the report is addressed to
        if not ORGAN_LINE.match(line) or "、" in line or not is_organ_name(line):
            continue
        if not line.startswith("中共"):
            return line
        party = party or line
    return party
