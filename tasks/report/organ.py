"""Which organ issues a report, and of what kind it is.

Only the report's own words count: its title, then its signature. The host and the page's 来源 are other columns.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tasks.model.report import OrganKind
from tasks.report.outline import ORGAN_LINE

# What follows the organ in a title: 塘前街道|关于2021年…, 东岭区人民政府|2023年…, 云溪办事处|法治政府建设…
_AFTER = re.compile(
    r"关于|(?:[（(]?(?:20\d\d|二[〇○零0]\S{2})年?)|(?:(?:上|本|全)?年度)|(?:深入|全面|扎实)?(?:推进|落实|开展|贯彻)?(?:法治|法制|依法行政|依法治)"
)
# 2023年度|东岭区司法局|法治政府建设…
_LEADING_YEAR = re.compile(r"^(?:关于)?[（(]?(?:20\d\d|二[〇○零0]\S{2})年?[）)]?(?:年?度)?")
_SUFFIX = re.compile(
    r"(?:省|自治区|自治州|市|区|县|旗|州|盟|乡|镇|苏木|街道|街道办|办事处|政府|局|厅|部|委|委员会|管委会|署|院|办|办公室|银行|总队|支队|大队|中心|会|公署)$"
)
# 我区, 全省, 本镇: no names
_SELF = re.compile(r"^(?:我|全|本|该|各)[省市区县镇乡州盟旗局办委厅部街]")

# The ministries' names end like departments'; these do not need 国家 in front.
_MINISTRIES = re.compile(
    r"^(?:中华人民共和国)?(?:国家[一-鿿]{2,12}(?:局|总局|委员会|署|委)|国务院[一-鿿]*|海关总署|审计署|中国人民银行|中国证监会|中国气象局|"
    r"(?:外交|国防|教育|科学技术|科技|工业和信息化|公安|国家安全|民政|司法|财政|人力资源和?社会保障|自然资源|生态环境|住房和?城乡建设|"
    r"交通运输|水利|农业农村|商务|文化和旅游|退役军人事务|应急管理)部)$"
)
_MUNICIPALITIES = frozenset({"北京市", "天津市", "上海市", "重庆市"})
_GOVERNMENT = re.compile(r"(?:人民政府|政府|委员会)$")
# The last place name of an organ's name: 西青区|辛口镇, 滨海新区|塘沽街道, 淮安市
_PLACE = re.compile(
    r"[一-鿿]{2,12}?(?:特别行政区|自治区|自治州|自治县|自治旗|省|市|新区|区|县|旗|州|盟|乡|镇|苏木|街道)(?:办事处)?"
)

_KINDS: tuple[tuple[re.Pattern[str], OrganKind], ...] = (
    (re.compile(r"(?:街道|街道办|街道办事处|街办)$"), OrganKind.SUBDISTRICT),
    (re.compile(r"(?:镇|乡|苏木)(?:人民政府|政府)?$"), OrganKind.TOWN),
    (re.compile(r"(?:省|(?:内蒙古|广西壮族|西藏|宁夏回族|新疆维吾尔)?自治区)(?:人民政府|政府)?$"), OrganKind.PROVINCE),
    (re.compile(r"(?:自治州|州|盟|地区)(?:人民政府|政府|行政公署|行署)?$"), OrganKind.PREFECTURE),
    (re.compile(r"(?:县|旗|区)(?:人民政府|政府|管理委员会|管委会)?$"), OrganKind.COUNTY),
    (re.compile(r"市(?:人民政府|政府)?$"), OrganKind.PREFECTURE),
)
_DEPARTMENT = re.compile(r"(?:局|厅|委|委员会|办|办公室|部|署|院|中心|支队|总队|大队|会|银行|分局)$")
# 我街道, 我办, 街道党工委 — how a text without an organ's name speaks of itself
_SELF_KINDS: tuple[tuple[re.Pattern[str], OrganKind], ...] = (
    (re.compile(r"[我本全]街道?|街道党工委|办事处(?:通过|建立|积极|认真)"), OrganKind.SUBDISTRICT),
    (re.compile(r"[我本全][镇乡]"), OrganKind.TOWN),
    (re.compile(r"[我本][局厅委部]"), OrganKind.DEPARTMENT),
    (re.compile(r"[我全][县区旗]"), OrganKind.COUNTY),
    (re.compile(r"[我全][市州盟]"), OrganKind.PREFECTURE),
    (re.compile(r"[我全]省"), OrganKind.PROVINCE),
)
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
    """An organ as the report prints it, its kind, and where each was read."""

    organ: str | None
    kind: OrganKind | None
    origin: str


def organ_in_title(title: str) -> str | None:
    """Take the issuing organ from a report's title; null when none stands there."""
    rest = _LEADING_YEAR.sub("", title)
    after = _AFTER.search(rest)
    name = (rest[: after.start()] if after else "").strip(" ，,、的")
    if name and _SUFFIX.search(name) and not _SELF.match(name):
        return name
    return None


def kind_of(organ: str) -> OrganKind | None:
    """Decide the kind of an organ from its name; null when the name fits none."""
    name = organ.rpartition(" ")[2]
    if _MINISTRIES.match(name):
        return OrganKind.MINISTRY
    if _GOVERNMENT.sub("", name) in _MUNICIPALITIES:
        return OrganKind.PROVINCE
    for pattern, kind in _KINDS:
        if pattern.search(name):
            return kind
    return OrganKind.DEPARTMENT if _DEPARTMENT.search(name) else None


def kind_by_self_reference(text: str) -> OrganKind | None:
    """Decide the kind of an unnamed organ from how the text speaks of itself most often (我街道, 我镇, 我局)."""
    counts = [(len(pattern.findall(text)), -order, kind) for order, (pattern, kind) in enumerate(_SELF_KINDS)]
    most, _, kind = max(counts)
    return kind if most else None


def places_in(organ: str) -> list[str]:
    """Split the place names out of an organ's name, from the largest to the smallest."""
    return [place.removesuffix("办事处") for place in _PLACE.findall(organ.replace("人民政府", ""))]


def level_of(organ: str | None, kind: OrganKind | None) -> str | None:
    """Name the level of government: national, province, prefecture, county or township; null when not told."""
    if kind is None or organ is None or kind is not OrganKind.DEPARTMENT:
        return _LEVELS.get(kind) if kind else None
    places = places_in(organ)
    if not places:
        return None
    kind_of_place = kind_of(places[-1])
    return _LEVELS.get(kind_of_place) if kind_of_place else None


def find_organ(title: str | None, signature: Sequence[str], text: str) -> OrganFinding:
    """Find the issuing organ in title or signature; its kind from its name, else from 我街道 and the like."""
    organ = organ_in_title(title) if title else None
    origin = "title" if organ else ""
    if organ is None:
        organ = next((line for line in signature if ORGAN_LINE.match(line)), None)
        origin = "signature" if organ else ""
    kind = kind_of(organ) if organ else kind_by_self_reference(text)
    return OrganFinding(organ, kind, origin)
