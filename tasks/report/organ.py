"""Which organ issues a report, and of what kind it is.

Only the report's own words count: its title, then its signature. The host and the page's 来源 are other
columns. Where neither names an organ, the preamble may, as the subject of its first sentences, or of what it
announces. Else the source tells who 我镇 is, where the page or the text bears it out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from typing import NamedTuple

from tasks.model.catalogue import make_phrase
from tasks.model.issue import Bilingual
from tasks.model.report import OrganKind
from tasks.model.source import Region
from tasks.model.traditional import simplify_characters
from tasks.report.known_names import CentralOrgans, KnownPlaces
from tasks.report.outline import ORGAN_LINE, STATIONS
from tasks.report.section_kinds import CALL_OPENING

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
    r"(?:省|自治区|自治州|市|区|县|旗|州|盟|乡|镇|苏木|街道|街|街道办|办事处|政府|局|厅|部|委|委员会|管委会|署|院|办|办公室|银行|总队|支队|大队|"
    rf"调查队|海关|兵团|中心|会|公署|{STATIONS})$"
)
# 平川市农业农村局|（平川市乡村振兴局）: the second name of one organ, or a short one
_SECOND_NAME = re.compile(r"\s*[（(][^（）()]{2,24}[）)]$")
# 中共东岭区委员会|东岭区人民政府: of a party body and a government that issue together, the government is the
# organ
_PARTY = re.compile(
    r"^(?:中共|中国共产党)[^，]+?(?:委员会|工委|党委|党组|[区市县省镇]委(?!员会))"
    r"(?=[^，]+(?:政府|办事处|管委会|管理委员会|局)$)"
)
# 对|云溪区2023年…; 和田市 begins with what may join two names elsewhere
_LEAD = " ，,、（(【[《“对"
_EDGES = " ，,、的和（(【[《“"
# 我区, 全省, 本镇: no names
_SELF_REFERENCE = re.compile(
    r"^各|^(?!全州县)(?:我|全|本|该)[省市区县镇乡州盟旗局办委厅部街处所站]"
)
# 某县, XX镇, **区司法局: masks; 乡镇, 区人民政府, 街道办事处: kinds of organ, of which none is named
_MASKED_OR_GENERIC = re.compile(
    r"[某*＊×○xXＸ]|^(?:省|市|区|县|旗|州|盟|乡镇?|镇|街道|苏木|自治[区州县旗]|直属|机关|部门|单位|各级)*"
    r"(?:人民)?(?:政府|办事处|街道办|管委会|委|办|局|厅|部)?$"
)

# Those that the list of central organs does not hold. Only they are called 部 without a place in front;
# 宣传部 is a party's
_MINISTRIES = re.compile(
    r"^(?:中华人民共和国)?(?:国家(?:(?!局)[一-鿿]){2,12}(?:局|委员会|署|委|办)|国务院[一-鿿]*|"
    r"(?:城乡|[^省市区县镇乡州盟旗]){2,12}(?<!宣传|组织|统战|武装|指挥)部)$"
)
_MUNICIPALITIES = frozenset({"北京市", "天津市", "上海市", "重庆市"})
_GOVERNMENT = re.compile(r"(?:人民政府|政府|委员会)$")
# A place that the divisions do not know, by what it is called: 辛口镇, 塘沽街道, 黄石街 where the name
# ends, 石桥|办事处.
# What an organ is called (局, 厅, 政府) parts its place from the next one: 平川市公安局|云溪区|分局.
_PLACE_SIGN = r"(?:(?!局|厅|署|政府|委员|公司)[一-鿿])"
_PLACE = re.compile(
    rf"{_PLACE_SIGN}[县旗](?!区)|{_PLACE_SIGN}{{2,12}}?(?:特别行政区|自治区|自治州|自治县|自治旗|省|市|新区|地区|区|县|旗|州|盟|"
    r"乡(?!建设|规划|镇)|镇(?!市)|苏木|街道|街(?=$|办))(?:办事处)?"
)
# 平川市|城市|管理局, 平川县|社区|矫正局: what an organ deals with
_PLACE_IN_TRADE = re.compile(
    r"城市|城乡|城镇|农村|乡村|集镇|社区|园区|景区|街区|小区|市区"
)
# 荣昌区|人民政府|广顺街道办事处
_GOVERNMENT_INSIDE = re.compile(r"(?:人民)?政府")
# 公安局|西湖|分局, 西湖|公安分局
_BRANCH = re.compile(r"^(?:[一-鿿]{2,12}[局厅委])?([一-鿿]{2,6}?)(?:公安)?分局$")
_PROVINCE = re.compile(
    r"省$|^(?:内蒙古|广西壮族|西藏|宁夏回族|新疆维吾尔)?自治区$|^(?:北京|天津|上海|重庆)市$|(?:壮族|回族|维吾尔)自治区$"
)
# Levels of places by how they are called; a city below another one is a county (霁川市|蘅陵市).
_LEVEL_ENDINGS = (
    (_PROVINCE, "province"),
    (re.compile(r"(?:街道|街|镇|乡|苏木|办事处)$"), "township"),
    (re.compile(r"(?:州|盟|地区)$"), "prefecture"),
    (re.compile(r"[区县旗]$"), "county"),
)

_KIND_ENDINGS: tuple[tuple[re.Pattern[str], OrganKind], ...] = (
    (
        re.compile(r"(?:街道|街道?办|街)$|^(?!.*驻).{2,}办事处$"),
        OrganKind.SUBDISTRICT,
    ),
    (re.compile(r"(?:镇|乡|苏木)(?:人民政府|政府)?$"), OrganKind.TOWN),
    (
        re.compile(
            r"(?:省|(?:内蒙古|广西壮族|西藏|宁夏回族|新疆维吾尔)?自治区)(?:人民政府|政府)?$|兵团$"
        ),
        OrganKind.PROVINCE,
    ),
    (
        re.compile(r"(?:自治州|州|盟|地区)(?:人民政府|政府|行政公署|行署)?$"),
        OrganKind.PREFECTURE,
    ),
    (
        re.compile(r"(?:县|旗|区)(?:人民政府|政府|管理委员会|管委会)?$|行政委员会$"),
        OrganKind.COUNTY,
    ),
    (re.compile(r"市(?:人民政府|政府)?$"), OrganKind.PREFECTURE),
)
_CITY = re.compile(r"市(?:人民政府|政府)?$")
_DEPARTMENT = re.compile(
    rf"(?:局|厅|委|办|办公室|办事处|部|署|院|中心|支队|总队|大队|调查队|海关|会|银行|分行|支行|{STATIONS})$"
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
    conflict: Bilingual | None = None

    @classmethod
    def find(cls, title: str | None, lines: Sequence[str], text: str) -> "OrganFinding":
        """Find the issuing organ in the title or alone on one of the lines (signature, then below the title).

        Its kind is decided from its name, else from how the text speaks of itself (我街道).
        """
        organ = find_organ_in_title(title) if title else None
        origin = "title"
        if organ is None:
            organ = _find_organ_line(lines)
            origin = "line"
        if organ is None:
            return cls(None, _classify_by_self_reference(text), "")
        return cls(organ, classify_organ(organ), origin)

    @classmethod
    def infer(
        cls,
        preamble: str,
        text: str,
        publishers: Sequence[str] = (),
        source_organ: str | None = None,
    ) -> "OrganFinding":
        """Infer an organ that neither title nor signature names: from the preamble, else from the source.

        `publishers` are what the page and the list print as such.
        """
        organ = _infer_organ_from_preamble(preamble, text, publishers)
        if organ.organ is None and source_organ:
            return _infer_organ_from_source(source_organ, text, publishers) or organ
        return organ


def find_organ_in_title(title: str) -> str | None:
    """Find the issuing organ in a report's title, in simplified characters.

    Null when none is named there.
    """
    rest = _LEADING_YEAR.sub("", simplify_characters(title))
    central = rest.removesuffix(CentralOrgans.cut(rest))
    if CentralOrgans.find(central) and _AFTER_ORGAN.match(rest, len(central)):
        return central
    after = _AFTER_ORGAN.search(rest)
    if after is None:
        return None
    name = _PARTY.sub("", rest[: after.start()].lstrip(_LEAD).rstrip(_EDGES)).strip()
    name = _SECOND_NAME.sub("", name)
    if _SUFFIX.search(name) and _is_organ_name(name):
        return name
    return None


def _is_organ_name(organ: str) -> bool:
    """Tell whether an organ is named: not 我县, 乡镇 or 某县."""
    if len(organ) < 2 or _SELF_REFERENCE.match(organ):
        return False
    return not _MASKED_OR_GENERIC.search(organ)


def classify_organ(organ: str) -> OrganKind | None:
    """Decide the kind of an organ from its name; null when the name fits none."""
    name = _SECOND_NAME.sub("", simplify_characters(organ)).rpartition(" ")[2]
    if CentralOrgans.find(name) or _MINISTRIES.match(name):
        return OrganKind.MINISTRY
    if _GOVERNMENT.sub("", name) in _MUNICIPALITIES:
        return OrganKind.PROVINCE
    if _CITY.search(name) and _find_place_levels(name)[-1:] == ["county"]:
        return OrganKind.COUNTY
    for pattern, kind in _KIND_ENDINGS:
        if pattern.search(name):
            return kind
    if _DEPARTMENT.search(name):
        return OrganKind.DEPARTMENT
    return None


def _classify_by_self_reference(text: str) -> OrganKind | None:
    """Classify an unnamed organ by how the text speaks of itself most often (我街道, 我镇, 我局).

    Who says 我局 is a bureau, however often it says 我县 of its county, too; said once only, it is neither.
    """
    counts = {kind: len(pattern.findall(text)) for pattern, kind in _SELF_KINDS}
    most = max(counts, key=lambda kind: counts[kind])
    bureau = counts[OrganKind.DEPARTMENT]
    if bureau and most in _PLACE_KINDS:
        if bureau >= _FEWEST_SELF_REFERENCES:
            return OrganKind.DEPARTMENT
        return None
    if counts[most]:
        return most
    return None


def _has_bureau_self_reference(text: str) -> bool:
    """Tell whether a text speaks of a bureau as its own (我局), if only once."""
    return any(
        kind is OrganKind.DEPARTMENT and pattern.search(text)
        for pattern, kind in _SELF_KINDS
    )


class _OrganPlace(NamedTuple):
    """A place in an organ's name, and its level: province, prefecture, county or township."""

    name: str
    level: str


def list_places(organ: str) -> list[_OrganPlace]:
    """List the places in an organ's name, from the largest to the smallest, each with its level.

    The divisions know most names and their levels; of the others, the end of the name tells.
    """
    places: list[_OrganPlace] = []
    for name in split_places(organ):
        above = [place.level for place in places]
        places.append(_OrganPlace(name, _find_level(name, above)))
    return places


def _find_place_levels(organ: str) -> list[str]:
    """Find the levels of the places in an organ's name."""
    return [place.level for place in list_places(organ)]


def _find_level(place: str, above: Sequence[str]) -> str:
    known = KnownPlaces.find_place_level(place)
    if known:
        return known
    for ending, level in _LEVEL_ENDINGS:
        if ending.search(place):
            return level
    if "prefecture" in above:
        return "county"
    return "prefecture"


def split_places(organ: str) -> list[str]:
    """Split the place names out of an organ's name, from the largest to the smallest.

    A branch bureau that leaves out what its district is called names it, too: 杭州市公安局西湖分局.
    """
    name = CentralOrgans.cut(_GOVERNMENT_INSIDE.sub("", organ))
    places: list[str] = []
    start = end = 0
    while start < len(name):
        place = _find_place_at(name, start, is_behind_place=bool(places))
        start += len(place or name[start])
        if place:
            places.append(place.removesuffix("办事处"))
            end = start
    branch = _BRANCH.match(name[end:])
    district = (
        KnownPlaces.find_district(branch[1], places[-1]) if branch and places else None
    )
    if district:
        return [*places, district]
    return places


def _find_place_at(name: str, start: int, *, is_behind_place: bool) -> str | None:
    place = KnownPlaces.find_place_at(name, start, is_behind_place=is_behind_place)
    if place:
        return place
    found = _PLACE.match(name, start)
    if found is None or (is_behind_place and _PLACE_IN_TRADE.search(found.group())):
        return None
    return found.group()


def find_government_level(
    organ: str | None, kind: OrganKind | None, region: Region | None = None
) -> str | None:
    """Find the level of government: national, province, prefecture, county or township.

    Null when it is unknown. A city that the organ's region calls a county is one.
    """
    if organ is None or kind is not OrganKind.DEPARTMENT:
        if kind:
            return _LEVELS.get(kind)
        return None
    places = list_places(organ)
    if not places:
        # 自然资源部|办公厅
        if CentralOrgans.cut(organ) == "办公厅":
            return "national"
        return None
    is_county = region is not None and places[-1].name == region.county
    if is_county:
        return "county"
    return places[-1].level


def _find_organ_line(lines: Sequence[str]) -> str | None:
    """Find the line that is an organ's name alone.

    Where a party body and a government sign together, the government is the organ.
    """
    party = None
    for line in map(simplify_characters, lines):
        # 区委、区政府 is who the report is addressed to
        if not ORGAN_LINE.match(line) or "、" in line or not _is_organ_name(line):
            continue
        if not line.startswith("中共"):
            return _SECOND_NAME.sub("", line)
        party = party or line
    return party


# How an organ with such a name speaks of itself: 棠川县云溪街道办事处 of 我办, 棠川县教育委员会 of 我委
_OWN_WORDS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (re.compile(r"(?:街道|街道办|办事处)$"), re.compile(r"[我本]街道?|[我本]办(?!公)")),
    (re.compile(r"镇(?:人民政府)?$"), re.compile(r"[我本]镇")),
    (re.compile(r"乡(?:人民政府)?$"), re.compile(r"[我本]乡")),
    (re.compile(r"局$"), re.compile(r"[我本]局")),
    (re.compile(r"厅$"), re.compile(r"[我本]厅")),
    (re.compile(r"(?:委|委员会|管委会)$"), re.compile(r"[我本]委(?!托)")),
    (re.compile(r"(?:办|办公室)$"), re.compile(r"[我本]办(?!公)")),
    (re.compile(r"[县旗](?:人民政府)?$"), re.compile(r"[我本][县旗]")),
    (re.compile(r"区(?:人民政府)?$"), re.compile(r"[我本]区")),
    (re.compile(r"[市州盟](?:人民政府)?$"), re.compile(r"[我本][市州盟]")),
    (re.compile(r"省(?:人民政府)?$"), re.compile(r"[我本]省")),
)
# 云溪镇|人民政府, 云溪街道|办事处
_GOVERNMENT_WORDS = re.compile(r"(?:人民政府|办事处)$")
# A town's report speaks of its own place; a county's departments all speak of the county.
_TOWN_KINDS = frozenset({OrganKind.TOWN, OrganKind.SUBDISTRICT})


def _infer_organ_from_source(
    organ: str, text: str, publishers: Sequence[str]
) -> OrganFinding | None:
    """Take the source's organ for the report's own where words and evidence agree; null where they do not.

    The text speaks of itself as such an organ does, and of no other kind more often; and the page's publisher
    is that organ, or the text names the town that it is.
    """
    kind = classify_organ(organ)
    spoken = _classify_by_self_reference(text)
    own_words = _list_own_words(organ, text)
    # A county's department says 我办 of itself and 我县 of its county: then neither is certain.
    if len(own_words) < _FEWEST_SELF_REFERENCES or (spoken and spoken is not kind):
        return None
    evidence = _find_evidence(organ, kind, text, publishers)
    if not evidence:
        return None
    origin = f"source: the text says {own_words[0]}, {evidence}"
    return OrganFinding(organ, kind, origin)


def _list_own_words(organ: str, text: str) -> list[str]:
    """List the words by which a text speaks of itself as an organ with such a name does."""
    for ending, words in _OWN_WORDS:
        if ending.search(organ):
            return words.findall(text)
    return []


def _find_evidence(
    organ: str,
    kind: OrganKind | None,
    text: str,
    publishers: Sequence[str],
) -> str:
    """Say what shows that a text is of an organ: the page's publisher, or the town that the text names."""
    for publisher in publishers:
        is_same = _is_same_name(organ, publisher)
        if publisher and is_same and classify_organ(publisher) is kind:
            return f"the page's publisher is {publisher}"
    places = split_places(organ)
    if kind in _TOWN_KINDS and places and places[-1] in text:
        return f"and names {places[-1]}"
    return ""


def _is_same_name(organ: str, publisher: str) -> bool:
    """Tell whether one name holds the other, without the government's words: 云溪镇人民政府 and 云溪镇."""
    if _GOVERNMENT_WORDS.sub("", publisher) in organ:
        return True
    return _GOVERNMENT_WORDS.sub("", organ) in publisher


# 现将|云溪乡2024年法治政府建设情况|报告如下
_AS_FOLLOWS = r"(?:公开|公布|公示|报告|汇报|总结)如下"
_ANNOUNCED = re.compile(rf"现[将就把](?P<subject>[^，。；：\n]{{4,60}}?){_AS_FOLLOWS}")
# 云溪镇 | 县司法局 | 东岭区人民政府北川街道办事处 | 国家税务总局棠川县税务局
# Words that open a clause and no name, but for these places that begin like them: 将乐县
_ORGAN_NAME = (
    r"(?:(?=围场|根河|于[洪都田]|向阳|如[东皋]|当[涂阳雄]|将乐|随[州县]|从[化江]|自贡|自流井)|(?![在以按根把将对从由经随与及自围于向当如]))"
    r"(?:国家税务总局)?"
    r"(?:[一-鿿]{0,8}?(?:省|自治区|自治州|自治县|市|新区|区|县|旗|州|盟|乡(?!建设|规划)|镇|苏木|街道)(?:人民政府|政府)?){1,3}"
    r"(?:办事处|管理委员会|管委会|[一-鿿]{2,12}?(?:局|厅|委员会|办公室|支队|大队|中心|委))?"
)
# 2024年，|北川街道办事处|坚持以…为指导; at the start of a sentence or clause, with or without a second name
_OPENING = (
    r"(?:^|[。，；\n])(?:20\d\d年(?:度|以来|度以来)?[，,]?|(?:一|近|过去一)年[来，][，,]?|"
    r"今年以来[，,]|本年度[，,])?"
)
_PREDICATE = (
    r"(?:[（(][^（）()\n]{2,24}[）)])?(?:党委、?政府|党工委、?办事处|党(?:工委|委|组|总支))?(?:坚持|坚决|坚定|始终|认真|深入|全面|紧紧|紧扣|高度重视|扎实|围绕|严格|积极|切实|持续|"
    r"不断|牢牢|牢固|锚定|聚焦|立足|贯彻|统筹|依法|法治政府建设|以(?![来上下及前后内外])|在(?!.{0,4}(?:召开|举行))|按照|根据|结合|把|将|"
    r"高举|强化|着力|大力|主动|忠实|践行|充分|进一步|继续|推进|推动|加快|突出|履行|落实|加强|创新|对标|自觉)"
)
# 现将|我县|2024年…报告如下: a bureau that announces the county's report has drafted it
_ANNOUNCED_PLACE = re.compile(
    r"现[将就把](?P<place>[我全][省市区县州盟旗])[^，。；：\n]{4,60}?(?:公开|公布|公示|报告|汇报|总结)如下"
)


@cache
def _compile_subject() -> re.Pattern[str]:
    """Compile what finds the subject of a clause: a central organ, or a name with a place."""
    organ = f"(?P<organ>{CentralOrgans.make_pattern()}|{_ORGAN_NAME})"
    return re.compile(f"{_OPENING}{organ}{_PREDICATE}")


# Words of a clause and who is above: 县委, 各乡镇, 上级
_NO_NAME = re.compile(
    r"[的是为与及把将被其之这该等]|党|法治|依法|基层|上级|两级|三级|创建|推进|坚持|深入|认真|贯彻|^(?:大力|有效)|"
    r"^[一两二三四五六七八九十几]+[省市区县镇乡街]|全[国省市区县镇乡]|各[省市区县镇乡]|[省市区县镇乡]委(?!员会)"
)
# Kinds of places that are none's name: 辖区, 城区, 乡镇
_NO_PLACE = re.compile(
    r"辖区|社区|园区|城区|地区|景区|小区|山区|示范|乡镇|城镇|集镇|街镇|城市|区域"
)
# Those whose texts speak of 我县 or 我市, too: of the place that they work for.
_SUBORDINATE_KINDS = frozenset(
    {OrganKind.TOWN, OrganKind.SUBDISTRICT, OrganKind.DEPARTMENT}
)
# What names the reporter stands in the first sentences.
_LONGEST_OPENING = 400


def _infer_organ_from_preamble(
    preamble: str, text: str, publishers: Sequence[str]
) -> OrganFinding:
    """Infer the organ that a preamble names, with its kind; both null where it names none.

    Null, with what disagrees in `conflict`, where it names two, or the text speaks of itself as another kind
    does. Of 县司法局, without a place, only the kind is known.
    """
    spoken = _classify_by_self_reference(text)
    opening = simplify_characters(preamble[:_LONGEST_OPENING])
    names = list(_find_organ_names(opening))
    announced = _ANNOUNCED_PLACE.search(opening)
    conflict = None
    if not names:
        if not announced:
            conflict = _find_bureau_conflict(spoken, publishers)
        kind = None if conflict else spoken
        return OrganFinding(None, kind, "", conflict)
    alike = [name for name in names if classify_organ(name) is spoken]
    is_one = len(alike) == 1
    organ = alike[0] if is_one else max(names, key=len)
    kind = classify_organ(organ)
    if not is_one and any(name not in organ for name in names):
        conflict = make_phrase("preamble_names_several", organs="、".join(names))
    elif spoken and not _is_consistent(kind, spoken):
        said = _name_kind(spoken)
        conflict = make_phrase("preamble_and_kind_disagree", organ=organ, kind=said)
    elif kind not in _SUBORDINATE_KINDS and _has_bureau_self_reference(text):
        conflict = make_phrase("preamble_and_bureau_disagree", organ=organ)
    elif announced and kind in _SUBORDINATE_KINDS:
        place = announced["place"]
        conflict = make_phrase("preamble_announces_another", organ=organ, place=place)
    if conflict:
        return OrganFinding(None, None, "", conflict)
    if kind is not OrganKind.MINISTRY and not split_places(organ):
        return OrganFinding(None, kind, "")
    return OrganFinding(organ, kind, "preamble")


def _find_bureau_conflict(
    spoken: OrganKind | None, publishers: Sequence[str]
) -> Bilingual | None:
    """Say where a bureau publishes a text that speaks of itself as a government; null when none does."""
    if not spoken or spoken in _SUBORDINATE_KINDS:
        return None
    for name in publishers:
        if classify_organ(name) is OrganKind.DEPARTMENT:
            kind = _name_kind(spoken)
            return make_phrase("publisher_is_bureau", kind=kind, publisher=name)
    return None


def _name_kind(kind: OrganKind) -> Bilingual:
    return make_phrase(f"organ_kind_{kind}")


def _is_consistent(kind: OrganKind | None, spoken: OrganKind) -> bool:
    """Tell whether an organ speaks so: a bureau says 我县, too, a municipality 我市 as prefectures do."""
    if kind is spoken:
        return True
    if kind is OrganKind.PROVINCE and spoken is OrganKind.PREFECTURE:
        return True
    return kind in _SUBORDINATE_KINDS and spoken not in _SUBORDINATE_KINDS


def _find_organ_names(opening: str) -> Iterator[str]:
    """Yield the names of organs: of what is announced alone where there is one, else each subject once."""
    announced = _ANNOUNCED.search(opening)
    name = find_organ_in_title(announced["subject"]) if announced else None
    if name and _is_organ(name):
        yield name
        return
    subjects = (match["organ"] for match in _compile_subject().finditer(opening))
    yield from dict.fromkeys(filter(_is_organ, subjects))


def _is_organ(name: str) -> bool:
    """Tell whether some words name an organ, and not a clause that ends with a place (大力推进平安街道)."""
    if CentralOrgans.find(name):
        return True
    if not _is_organ_name(name) or CALL_OPENING.match(name):
        return False
    places = split_places(name)
    known = [place for place in places if KnownPlaces.find_place_level(place)]
    unknown = [place for place in places or [name] if place not in known]
    rest = reduce(_cut_place, known, name)
    if _NO_NAME.search(rest) or any(map(_NO_PLACE.search, unknown)):
        return False
    return classify_organ(name) is not None


def _cut_place(name: str, place: str) -> str:
    return name.replace(place, "", 1)
