"""The organ of a report whose title and signature name none: from its preamble, else from its source.

A preamble names its organ as the subject of its first sentences, or of what it announces. Else the source
tells who 我镇 is, where the page or the text bears it out.
"""

import re
from collections.abc import Iterator, Sequence

from tasks.model.report import OrganKind
from tasks.report.organ import (
    OrganFinding,
    classify_by_self_reference,
    classify_organ,
    find_organ_in_title,
    has_bureau_self_reference,
    is_organ_name,
    split_places,
)
from tasks.report.section_kinds import CALL_OPENING
from tasks.report.traditional import simplify_characters

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
# Once may be a quotation.
_FEWEST_SELF_REFERENCES = 2
# A town's report speaks of its own place; a county's departments all speak of the county.
_TOWN_KINDS = frozenset({OrganKind.TOWN, OrganKind.SUBDISTRICT})


def infer_organ_from_source(
    organ: str, text: str, publishers: Sequence[str]
) -> OrganFinding | None:
    """Take the source's organ for the report's own where words and evidence agree; null where they do not.

    The text speaks of itself as such an organ does, and of no other kind more often; and the page's publisher
    is that organ, or the text names the town that it is. `publishers` are what the page and the list print as
    such.
    """
    kind, spoken = classify_organ(organ), classify_by_self_reference(text)
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
    organ: str, kind: OrganKind | None, text: str, publishers: Sequence[str]
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
_ORGAN_NAME = (
    r"(?![在以按根把将对从由经随与及自围于向当如])(?:国家税务总局)?"
    r"(?:[一-鿿]{0,8}?(?:省|自治区|自治州|自治县|市|新区|区|县|旗|州|盟|乡(?!建设|规划)|镇|苏木|街道)(?:人民政府|政府)?){1,3}"
    r"(?:办事处|管理委员会|管委会|[一-鿿]{2,12}?(?:局|厅|委员会|办公室|支队|大队|中心|委))?"
)
# 2024年，|北川街道办事处|坚持以…为指导; at the start of a sentence or of a clause
_SENTENCE_SUBJECT = re.compile(
    rf"(?:^|[。，；\n])(?:20\d\d年(?:度|以来|度以来)?[，,]?|(?:一|近)年来[，,]|今年以来[，,])?(?P<organ>{_ORGAN_NAME})"
    r"(?:党委、?政府|党工委、?办事处|党(?:工委|委|组|总支))?(?:坚持|坚决|坚定|始终|认真|深入|全面|紧紧|紧扣|高度重视|扎实|围绕|严格|积极|切实|持续|"
    r"不断|牢牢|锚定|聚焦|立足|贯彻|统筹|依法|法治政府建设|以习近平|在(?!.{0,4}(?:召开|举行))|按照|根据|结合|把|将)"
)
# 现将|我县|2024年…报告如下: a bureau that announces the county's report has drafted it
_ANNOUNCED_PLACE = re.compile(
    r"现[将就把](?P<place>[我全][省市区县州盟旗])[^，。；：\n]{4,60}?(?:公开|公布|公示|报告|汇报|总结)如下"
)
# Words of a clause, kinds of places and who is above: 县委, 辖区, 各乡镇, 上级
_NO_NAME = re.compile(
    r"[的是为与及把将被其之这该等]|党|法治|依法|辖区|社区|园区|城区|地区|景区|小区|山区|示范区|乡镇|城镇|集镇|街镇|城市|"
    r"基层|上级|两级|三级|区域|示范|创建|推进|^(?:大力|有效)|^[一两二三四五六七八九十几]+[省市区县镇乡街]|全[国省市区县镇乡]|各[省市区县镇乡]|[省市区县镇乡]委(?!员会)"
)
# Those whose texts speak of 我县 or 我市, too: of the place that they work for.
_SUBORDINATE_KINDS = frozenset(
    {OrganKind.TOWN, OrganKind.SUBDISTRICT, OrganKind.DEPARTMENT}
)
# What names the reporter stands in the first sentences.
_LONGEST_OPENING = 400


def infer_organ_from_preamble(
    preamble: str, text: str, publishers: Sequence[str] = ()
) -> OrganFinding:
    """Infer the organ that a preamble names, with its kind; both null where it names none.

    Null, with what disagrees in `conflict`, where it names two, or the text speaks of itself as another kind
    does. Of 县司法局, without a place, only the kind is known. `publishers` are what the page and the list
    print as such.
    """
    spoken = classify_by_self_reference(text)
    opening = simplify_characters(preamble[:_LONGEST_OPENING])
    names = list(_find_organ_names(opening))
    announced = _ANNOUNCED_PLACE.search(opening)
    if not names:
        conflict = "" if announced else _find_bureau_conflict(spoken, publishers)
        return OrganFinding(None, None if conflict else spoken, "", conflict)
    alike = [name for name in names if classify_organ(name) is spoken]
    organ = alike[0] if len(alike) == 1 else max(names, key=len)
    kind = classify_organ(organ)
    conflict = ""
    if len(alike) != 1 and any(name not in organ for name in names):
        conflict = f"the preamble names {'、'.join(names)}"
    elif spoken and not _is_consistent(kind, spoken):
        conflict = (
            f"the preamble names {organ}, and the text speaks of itself as a {spoken}"
        )
    elif kind not in _SUBORDINATE_KINDS and has_bureau_self_reference(text):
        conflict = f"the preamble names {organ}, and the text speaks of itself as a bureau, too"
    elif announced and kind in _SUBORDINATE_KINDS:
        place = announced["place"]
        conflict = f"the preamble names {organ}, and announces the report of {place}"
    if conflict:
        return OrganFinding(None, None, "", conflict)
    if not split_places(organ):
        return OrganFinding(None, kind, "")
    return OrganFinding(organ, kind, "preamble")


def _find_bureau_conflict(spoken: OrganKind | None, publishers: Sequence[str]) -> str:
    """Say where a bureau publishes a text that speaks of itself as a government; empty when none does."""
    if not spoken or spoken in _SUBORDINATE_KINDS:
        return ""
    for name in publishers:
        if classify_organ(name) is OrganKind.DEPARTMENT:
            return f"the text speaks of itself as a {spoken}, and the page's publisher is {name}"
    return ""


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
    subjects = (match["organ"] for match in _SENTENCE_SUBJECT.finditer(opening))
    yield from dict.fromkeys(filter(_is_organ, subjects))


def _is_organ(name: str) -> bool:
    """Tell whether some words name an organ, and not a clause that ends with a place (大力推进平安街道)."""
    if not is_organ_name(name) or _NO_NAME.search(name) or CALL_OPENING.match(name):
        return False
    return classify_organ(name) is not None
