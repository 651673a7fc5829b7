"""Whose a number is: the report's own organ and area, or a wider area's or another organ's (全国, 市局)."""

import re
from dataclasses import dataclass

from tasks.model.report import LEVELS, Scope
from tasks.model.source import Region
from tasks.report.sentences import NumberedSentence

# The level of the area that a sign stands for: 全省 of a province, 我区 of a county
_SIGNS = ("国", "省", "市州盟", "区县旗", "镇乡街")
_RANKS = {sign: rank for rank, signs in enumerate(_SIGNS) for sign in signs}
# What may stand before the subject of a clause: `2024年`, `截至10月底`, `其中`, `据统计`
_LEAD = (
    r"(?:其中|而|但|同时|目前|现|据[^，。；]{2,8}|(?:截[至止]到?)?(?:20\d{2}年|今年|去年|上年|全年|本年)?"
    r"(?:\d{1,2}月|[底末度初]|以来|上半年|下半年)*)"
)
# An award (全国示范村), a rank (全市前列) and an assessment (全市考核) are no wider area
_NO_AREA = (
    r"第\d|人大|政协|首|前列|率先|统一|重点|法律职业|[^，。；\d共有]{0,10}(?:示范|先进|优秀|文明|模范|十佳|百强|考核|考评|绩效|测评|排名|排位|"
    r"会议|大会|推进会|现场会|比赛|竞赛|评选|试点)"
)
# `全省各级机关共办理`, `全市`, `我省`
_AREA = re.compile(rf"{_LEAD}[全我](?P<sign>[国省市州盟区县旗镇乡街])(?!{_NO_AREA})")
# `市政府召开`, `省司法厅组织`, `市本级问责`: another organ where the sentence sets its own beside it
_UPPER_ORGAN = re.compile(
    rf"{_LEAD}(?P<sign>[省市州区县镇])(?:本级|级层面|级(?=[抽评督考巡检])|人民政府|政府|委(?!托)|人大|政协|纪委|监委|局|厅|"
    r"(?:中级|高级)?人民法院|中院|高院|[^，。；、\d的级区县镇村]{1,8}(?:局|厅|委|办|法院|检察院|大队|支队))(?!反馈|交办|下达|下放|转办|交来|移交|通报)"
)
_COMPARED_AREA = re.compile(
    r"(?:与|较|比|[低高]于)全(?P<sign>[国省市州区县])[^，。；\d]{0,10}$"
)
# `市级抽查我县案卷20份`
_SPOT_CHECK = re.compile(r"(?:抽查|抽评|评查)[我本]")
_CENTRAL_ORGAN = re.compile(
    rf"{_LEAD}(?:国务院(?!令|关于)|最高人民(?:法院|检察院)|最高法|最高检|全国人大(?!代表))"
    # what they ask of us is ours: 最高人民法院来函征求意见3件
    r"(?![^，。；\d]{0,24}(?:来函|征求|交办|转办|委托))"
)
# `省生态环境督察组来我区检查`: its visits are its own; the problems that it has found are ours to mend
_VISITING_TEAM = re.compile(
    rf"{_LEAD}(?P<sign>国|中央|省|市|州|区|县|上级)(?:(?<=级)(?:部门|机关|单位|领导)?|[^，。；\d]{{0,12}})(?:(?<=[门关位级])|督[察导查]组|检查组|巡[视察]组|考核组|调研组|工作组|核查组|(?:执法|监察|稽查)[支总大中]?队伍?|[局厅委办部院会]|人大|政协|领导)"
    r"(?:[^，。；\d]{0,3}(?:来|赴|到|对|在|莅临)[我本]|(?<=组)[^，。；\d]{0,3}(?:来|赴|到(?!位)|进驻|莅临))"
)
# `省政府决定维持我市行政行为8件`: what a higher organ decides of our acts is its own
_REVIEW_ABOVE = re.compile(
    rf"{_LEAD}(?P<sign>国|上一?级|[省市州])(?:务院|复议机关|行政复议机关|人民政府|政府|级|[^，。；、\d]{{1,8}}(?:局|厅|委|办|部|机关))[^，。；\d]{{0,10}}"
    r"(?:维持|撤销|变更|纠正|驳回|确认)[^，。；\d]{0,4}[我本]"
)
# `邻县查处47件`
_NEIGHBOUR = re.compile(
    rf"{_LEAD}(?:邻[省市县区镇乡]|相邻[省市县区镇乡]|毗邻[省市县区]|兄弟(?:[省市县区]|单位)|周边(?:[省市县区]|地区)|外[省市县])"
)
# `人民法院对5件移送案件作出刑事判决`, `判处罚金48万元`
_SENTENCING = re.compile(
    r"法院[^，。；]{0,20}(?:刑事判决|判处|判刑)|判处(?:罚金|有期徒刑|刑罚|拘役)"
)
# `全县法院审结各类案件6511件`, `县纪委监委立案审查86件`: what other branches do by themselves
_OTHER_BRANCH = re.compile(
    rf"{_LEAD}(?!配合|协助|接受|会同|联合|邀请|[向与和被由])[^，。；、\d我本]{{0,6}}?(?:法院|检察院|检察机关|审判机关|纪委监委|纪检监察机关|人大常委会)(?:系统)?(?:全年|今年|共计?|累计|依法)*"
    r"(?:收案|新收|结案|执结|[受审][理结](?:各类|民商?事|刑事)|批准逮捕|批捕|提起公诉|立案审查|处分|收到信访举报|(?:组织)?开展[^，。；\d]{0,16}执法检查)"
)
# `法院受理以我县机关为被告的案件43件`: what the courts do about the report's own organs is its own
_ABOUT_OWN = re.compile(r"(?:以|涉及?|针对|对)[我本][^，。；\d]{1,14}(?:被告|案件|的)")
# `我局派16人次参加`, `本县自行组织`, `其中涉及我县3人`
_OWN = re.compile(
    r"[我本](?:(?P<sign>[省市州盟区县旗镇乡街])|[局厅委办部院署处所队校]|单位|地|辖区|系统|机关|(?<![省市州区县镇]本)级)|自行|自身"
)
# One of these stands in each sentence that speaks of others.
_AREA_SIGNS = "国省市州盟区县旗镇乡街"
_ORGAN_SIGNS = (
    r"(?:本级|级层面|级(?=[抽评督考巡检])|人民政府|政府|委|人大|政协|纪委|监委|"
    r"[^，。；、\d]{0,8}[局厅办院队组])"
)
_SIGN = re.compile(
    f"全[{_AREA_SIGNS}]|我[{_AREA_SIGNS}]|{'|'.join(f'{sign}{_ORGAN_SIGNS}' for sign in '省市州区县镇')}"
    r"|国务院|最高|全国人大|上级|邻[省市县区镇乡]|兄弟|周边|外[省市县]|督[察导查]组|检查组|巡[视察]组|法院|检察机关|审判机关|纪检|人大常委会|判处|来我|到我|赴我|对我|临我"
)


@dataclass(frozen=True, slots=True)
class ReportSetting:
    """In whose report, and about which year, a sentence stands; null where it is not known.

    `level` is one of LEVELS.
    """

    year: int | None = None
    level: str | None = None
    region: Region = Region()

    def get_place(self) -> str | None:
        """Get the name of the report's own area: of a county's report the county's."""
        if self.level in LEVELS[1:]:
            name: str | None = getattr(self.region, self.level)
            return name
        return None


class ScopeFinder:
    """Finds whose the numbers of the sentences of one report are."""

    def __init__(self, setting: ReportSetting) -> None:
        self._level = LEVELS.index(setting.level) if setting.level else None
        self._place = setting.get_place() or ""
        self._is_in_region = (setting.region.province or "").endswith("自治区")

    def find_all(self, sentence: NumberedSentence) -> list[Scope]:
        """Find whose each number of a sentence is, in order.

        A wider area or another organ that begins a clause holds for the clauses behind it, up to ； or to the
        report's own organ or area.
        """
        if not _SIGN.search(sentence.words):
            return [Scope.OWN] * len(sentence.numbers)
        scopes: dict[int, Scope] = {}
        scope = Scope.OWN
        for start, end in sentence.list_clauses():
            words = sentence.text[start:end]
            if sentence.text[start - 1 : start] in ("；", ";"):
                scope = Scope.OWN
            own = self._find_own(words)
            is_guest = self._is_guest(words, sentence, end)
            is_review = self._is_review_above(words, sentence)
            is_branch = _OTHER_BRANCH.match(words) and not _ABOUT_OWN.search(words)
            if is_guest or is_review or is_branch:
                scope = Scope.OTHER
                own = len(words) + 1
            else:
                scope = self._find_subject(sentence, words, end) or scope
            places = sentence.list_places(start, end)
            for place in places:
                number = sentence.numbers[place]
                is_own = number.start >= start + own
                scopes[place] = Scope.OWN if is_own else scope
            # 全省会议召开后，组织…: only an area with a number of its own holds on
            speaks_of_own = own <= len(words)
            if speaks_of_own or not places or is_guest:
                scope = Scope.OWN
        all_places = range(len(sentence.numbers))
        for place in all_places:
            if self._is_of_compared_area(sentence, place):
                scopes[place] = Scope.OTHER
        return [scopes.get(place, Scope.OWN) for place in all_places]

    def _is_of_compared_area(self, sentence: NumberedSentence, place: int) -> bool:
        """Tell whether a number is what the own one is compared with: 与全省9.8%的败诉率相比.

        高于全省平均水平2个百分点 says how far the own one is from it.
        """
        area = _COMPARED_AREA.search(sentence.get_own_words_before(place))
        if area is None or sentence.numbers[place].unit in ("个百分点", "倍"):
            return False
        return self._is_wider(area["sign"], sentence)

    def _find_subject(
        self, sentence: NumberedSentence, words: str, end: int
    ) -> Scope | None:
        """Find whose a clause is by the words that it begins with; null when they do not say."""
        area = _AREA.match(words)
        if area:
            is_wider = self._is_wider(area["sign"], sentence)
            # of a ministry's own work and the whole country's: 全国办结29万件，其中本部办结4644件
            is_apart = self._level == 0 and self._is_set_apart(sentence, end)
            if is_wider or is_apart:
                return Scope.OTHER
            return Scope.OWN
        if _CENTRAL_ORGAN.match(words) and self._level != 0:
            return Scope.OTHER
        if _NEIGHBOUR.match(words):
            return Scope.OTHER
        upper = _UPPER_ORGAN.match(words)
        if upper and self._is_wider(upper["sign"], sentence):
            if self._is_set_apart(sentence, end):
                return Scope.OTHER
            return None
        return None

    def _is_set_apart(self, sentence: NumberedSentence, end: int) -> bool:
        """Tell whether a sentence names the report's own organ behind a clause."""
        rest = sentence.text[end : sentence.last]
        return self._find_own(rest) <= len(rest)

    def _is_guest(self, words: str, sentence: NumberedSentence, end: int) -> bool:
        """Tell whether another organ does here what it counts: 省督察组来我区检查2次, 法院判处罚金48万元."""
        upper = _UPPER_ORGAN.match(words)
        # 市局抽查我县案卷40宗，我县自查120宗
        is_apart = self._is_set_apart(sentence, end) or _SPOT_CHECK.search(words)
        if upper and _OWN.search(words) and is_apart:
            return self._is_wider(upper["sign"], sentence)
        team = _VISITING_TEAM.match(words)
        if team:
            if team["sign"] == "上级":
                return True
            sign = "国" if team["sign"] == "中央" else team["sign"]
            return self._is_wider(sign, sentence)
        return _SENTENCING.search(words) is not None

    def _is_review_above(self, words: str, sentence: NumberedSentence) -> bool:
        """Tell whether a clause tells what a higher organ has decided of the own organ's acts."""
        review = _REVIEW_ABOVE.match(words)
        if review is None:
            return False
        return review["sign"].endswith("级") or self._is_wider(review["sign"], sentence)

    def _is_wider(self, sign: str, sentence: NumberedSentence) -> bool:
        """Tell whether an area is wider than the report's own, or than what the sentence calls its own."""
        if sign == "国":
            return self._level != 0
        if self._place.endswith(sign):
            return False
        # 全区 in 广西壮族自治区 is the region
        if sign == "区" and self._is_in_region:
            return self._level is not None and self._level > 1
        level = self._level
        if level is None:
            said = (own["sign"] for own in _OWN.finditer(sentence.words))
            level = max((_RANKS[one] for one in said if one), default=0)
        return _RANKS[sign] < level

    def _find_own(self, words: str) -> int:
        """Find where the report's own organ or area is named in words; behind their end where it is not."""
        places = [own.start() for own in _OWN.finditer(words) if self._is_own(own)]
        if self._place:
            own_area = (
                words.find(name) for name in (self._place, f"全{self._place[-1]}")
            )
            places.extend(place for place in own_area if place >= 0)
        return min(places, default=len(words) + 1)

    def _is_own(self, own: re.Match[str]) -> bool:
        """Tell whether 我省 is meant of the report's own area, or of one above it."""
        sign = own["sign"]
        if sign is None or self._level is None or self._place.endswith(sign):
            return True
        return _RANKS[sign] >= self._level
