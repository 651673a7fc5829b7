"""Which indicator of the codebook each number of a sentence is.

A number is read with its phrase: the words of its clause up to the numbers beside it. Where the phrase says
nothing (共12件, 今年为28件), the words before it are taken in; where members are listed first and their
numbers behind 分别, each number gets its member. A rule of the codebook fits when its words stand in the
phrase, its subject is spoken of and it counts in the number's unit; of several, the one that explains most.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import chain, islice, pairwise
from operator import add, attrgetter
from typing import NamedTuple

from tasks.report.codebook import (
    NO_CODE,
    IndicatorRule,
    find_openings,
    load_indicators,
    load_rules,
    load_subjects,
)
from tasks.report.numbers import NumberMatch
from tasks.report.sentences import NumberedSentence

# `办案12件，罚款3万元；`: between these stand clauses
_CLAUSE_STOP = re.compile(r"[，。；：！？\n,;:!?（）()]")
_BRACKETS = re.compile(r"[（(][^（）()]{0,40}[）)]")
# `处罚34宗、强制15宗`, `3份和14份`: between numbers these part the phrases
_JOINT = re.compile(r"[、]|和|及其?|以及|与|并")
# What says nothing of what is counted: `共`, `今年达`, `我区为`, `增长到`, `其中`
_FILLER = re.compile(
    r"其中|总共|一共|合计|共计|总计|累计|分别|全年|今年|本年度?|当年|去年同期|上一?年度?[初末底]?|去年|同期|20\d\d年度?[初末底]?|目前|现有|明年|后年|下一?年度?|有所|略有|"
    r"均|共|达到了?|达|约|近|超过|超|逾|为|是|有|了|的|到|至|由|从|较|比|而|已|仅|只|即|总数|总量|数量|件数|年[初末底]|[上下]半年|[一二三四]季度|"
    r"增长|增加|减少|下降|上升|提高|提升|降低|降|增|减|升|扩展|扩大|整合|回落|跃升|攀升|压减|压缩|保持|变为|略|小幅|大幅|明显|稳步|持续|另有|另|我[省市区县镇乡局街办]道?|本[省市区县镇乡局街]|全[省市区县镇乡国]|"
    r"平均(?:水平)?|\d{1,2}月|[—\-–~、，：:（）()\s.]|和|及|与"
)
_FILLERS = re.compile(f"(?:{_FILLER.pattern})*+")
# What is done again to what was counted before: `我县作出864份`, `实际实施34次`, `今年完成36个`
_DONE_AGAIN = re.compile(
    r"作出|做出|实际|实施|配[齐足]|完成|开展|组织|举办|召开|审核|审查|报送|实[有配]|应配|配备|新增|印发|制定|聘请|发放|检查|督察|转派|"
    r"(?<=[我本][省市区县镇乡局])(?:办理|查处|受理|处理)|"
    r"新[评建聘招设添评]|县（市、区）|市（县、区）|市直|区县|镇街|"
    r"下达|开出|派发|举行|配置|选派|选聘|培养|建成|再?设立?|拟|计划|各级|本级|[省市区县镇]级|收到|承办|排查|清理|评查|抽查|占"
)
# `17件规范性文件、4件重大决策进行了审核`: what the last of a row is comes before what is done to all
_OWN_NOUN = re.compile(r"^[^，。；]{1,12}?(?=进行|开展|予以|给予|提供|实施|作出|加以)")
# What parts the members of a row: `、4件`, or the last one's noun alone: 5个|单位|6项行政权力
_ROW_WORDS = re.compile(rf"{_JOINT.pattern}|^.{{0,2}}$")
# What is done to each member of a row: `废止规章1件、规范性文件16件`
_LEADING_VERB = re.compile(
    r"(?:下辖|进驻|入驻|查处|查办|废止|修改|制定|出台|印发|发放|派发|赠送|召开|举办|开展|建成|设立|聘请|核发|注销|撤销|审[核查]|清理|检查|组织)"
)
# What a member of a row may name but a kind of what the first one counts: `受理公安案件98件、市场监管41件`
_KIND = re.compile(
    r"^(?:公安|市场监管|人社|人力资源|社会保障|自然资源|规划|住建|住房|城乡建设|城管|城市管理|综合执法|卫健|卫生健康|医保|交通运输?|应急|"
    r"教育|民政|司法|生态环境|环保|农业农村|税务|水利|水务|文旅|文化(?!惠民|活动|演出|下乡)|消防|海关|发改|财政|烟草|民事|刑事|行政|其他|其它|其余|"
    r"劳动|婚姻|家庭|邻里|土地|山林|物业|合同|损害赔偿|医疗|债务|消费|交通事故|[^，。；、]{1,4}[镇乡](?=$)|[^，。；、]{1,6}(?:纠纷|争议|矛盾)(?=$))"
)
# `专职、兼职分别为5名和9名`, `民事、刑事、行政案件分别为`: members that name kinds of what was counted before
_KIND_OF_LIST = re.compile(
    rf"(?:{_KIND.pattern}|专职|兼职|男|女|省级|市级|县级)"
    r"(?:部门|机关|系统)?(?:诉讼|援助)?(?:案件|[类型]|领域|方面)?"
)
# Units that count things of one sort: 追责9名，其中处分4人
_LIKE_UNITS = {
    "名": "人",
    "位": "人",
    "起": "件",
    "宗": "件",
    "例": "件",
    "家": "户",
}
# `，由专家5名、律师10名组成`: what something is made up of are its parts
_MADE_UP = re.compile(r"^[^，。；]{0,4}[，（(]?(?:分别)?由")
_MADE_UP_END = re.compile(r"[^，。；]{0,6}(?:组成|构成)")
# `邻里纠纷18起`
_BARE_DISPUTES = re.compile(
    r"(?:邻里|婚姻|家庭|婚恋|家事|土地|山林|宅基地|物业|劳[动务]|合同|债务|赡养|消费|医疗|交通|其他|及|、){1,4}(?:类)?(?:矛盾)?纠纷"
)
# `信访事项、12345工单办结率分别为`: the rate that each member has
_RATE_OF_ALL = re.compile(
    r"(?:按[时期])?(?:办结|满意|受理|化解|合格|参考|回复|答复|整改)率$"
)
# `培训机构、燃气企业、危化企业检查分别为`: what was done to each member
_ACT_OF_ALL = re.compile(r"(?<=[^、]{2})(?:检查|抽查|处罚|评查|调解)$")
# `审结874件，其中上年结转96件、本年受理778件`: of which year the concluded cases were
_CARRIED_IN = re.compile(
    r"其中，?(?:上一?年度?|去年|往年|以前年度)(?:的)?结转(?:的)?(?:案件)?(?:\d[^，。；：]{0,10}[，、]?(?:本年度?|今年|当年)(?:新)?(?:受理|收)(?:的|案)?)?$"
)
# `办结率、满意率均为100%`: of two rates that are alike the first one counts
_ALIKE_RATES = re.compile(
    r"(?P<rates>[^，。；、]{1,12}[率度](?:(?:、|和|及|与|以及)[^，。；、]{1,12}[率度])+)(?:(?:均|都|皆|双双|同为)[^，。；]{0,4}|达到?|为)?$"
)
# `A、B、C分别为`, `取消、承接、下放事项分别为`
_RESPECTIVELY = re.compile(r"分别|依次")
_LIST_MARK = re.compile(r"、|以及|和|与|及")
# `出庭率98.5%，其中主要负责人出庭37件，占18.7%`: a share is no further rate of the same
_SHARE = re.compile(r"占比?(?:为|达|约)?$")
# What parts by kind follow or end with: `其中食品类70起、药品类22起`, `1320件（公安900件、市场监管420件）`
_PART = re.compile(r"其中|^（|(?:[类型]|(?<![上层])级)$|(?:领域|方面|系统)$")
# `其中公安38件，人社21件，其余48件`: parts go on behind a comma
_SHORT_PART = re.compile(r"，[^，。；：、]{1,3}")
# `按事项分，行政处罚40件，信息公开20件`: these, too, but their own words may say more
_LOOSE_PART = re.compile(r"，[^，。；：、]{1,8}")
# `其次为信息公开类61件`: what a further kind of the same ends with
_OF_KIND = re.compile(r"类(?:案件)?(?:为|达|有|共)?$")
# Kinds of one count, whatever their words: `按种类分：罚款203件、警告57件`
_BY_KIND = re.compile(
    r"[按从](?![^，。；：]{0,8}(?:结果|方式|决定|结案|阶段|审级|程序))[^，。；：]{1,10}?(?:划?分(?!别)|统计|[类领][型别域]来?看)|"
    r"(?:案件|申请)(?:中，?)?(?:主要)?涉及?(?![诉案法访及])|(?:案件|申请)中，?(?:以?[^，。；：]{2,10}(?:最多|居多|为主))"
)
# `复议案件中，以`, `应诉案件涉及工伤认定`: where what is parted ends and its kinds begin
_KINDS_BEGIN = re.compile(r"，|(?<=案件)中|(?<=申请)中|涉")
# `办理应诉案件40件，涉及行政处罚13件`: of what kinds the cases were
_CONCERNING = re.compile(r"^[，（](?:主要|其中|分别)?涉及?(?![诉案法访])")
# What cases are about is named by other codes' words: `复议申请200件，其中行政处罚143件`
_ABOUT_OTHERS = frozenset(("reconsideration", "litigation", "disputes"))
# `信访188件，其中网上投诉102件`: so are these
_CODES_ABOUT_OTHERS = frozenset("petitions_received hotline_tickets".split())
# `其他文件`
_REST = re.compile(r"(?:其他|其它|其余)[^，。；：]{0,4}$")
# `涉及行政处罚的`
_ABOUT_FIELD = re.compile(r"涉及?[^，。；：]{2,14}的")
# `与上年的124次相比，检查降为83次`: what is counted stands behind
_COMPARED = re.compile(r"相比")
# 调解员增加16名
_PERSONS = frozenset("人 名 位".split())
# Of an average nothing is counted: `人均办案5.4件`
_AVERAGE = re.compile(
    r"[人户件案日月年次]均|平均每|每件|每万|万人(?:律师|比|拥有|成讼)|万人[^，。；#]{0,4}比"
)
# `处理问题线索7件，立案2件2人，开除党籍1人`: what is filed of a party's own members is no case of enforcement
_DISCIPLINE = re.compile(r"问题线索|党籍|党纪|政务处分|审查调查|形态”|纪委|监委|纪检")
_ENFORCEMENT = re.compile(r"处罚|违法|执法|行政")
# `县纪委监委立案审查调查88件，其中涉及执法领域6件`: who files leaves no doubt
_OF_PARTY = re.compile(r"(?:纪委|监委|纪检监察机关)[^，。；]{0,6}立案|审查调查#?$")
_CASE_CODES = frozenset({"cases_filed", "cases_closed", "cases_handled"})
_NEAR_CASE = 24
# No subject was looked for yet.
_UNKNOWN = "?"
# Codes that are no word for their group's subject: who is assessed is not inspected by 督察
_NO_SUBJECT_NAMED = frozenset(
    "units_assessed circulars_issued people_held_accountable audits_completed audit_problem_funds "
    "supervisory_suggestions household_visits communities".split()
)
# `网上投诉218件，办结210件`: whose subject no word names
_CODES_OF_COMPLAINTS = ("complaints_received", "complaints_concluded")
# Steps before one that the codebook does not call its whole: 已回复21份，其中检察建议15份
_MORE_EARLIER_CODES = {
    "suggestions_answered": {"judicial_suggestions", "procuratorial_suggestions"},
    "reconsideration_concluded": {"reconsideration_applications"},
    "disputes_settled": {"disputes_received", "disputes_screened"},
}
# What ends the codes of a step that is done, and what a member's own words say of the step before
_STEPS_DONE = ("_answered", "_concluded", "_closed", "_settled", "_rectified")
_TAKEN_UP = re.compile(r"受理|收|接|登记|申请|立案|排查|发现|反馈|应")
# How far back the words of a number without words of its own are looked for, in characters.
_FARTHEST = 60
# The weight of a rule that says what is no indicator: it wins over all that fit.
_SURE = 1000.0
# How many numbers back the one whose code is taken over may stand.
_FARTHEST_NUMBER = 3


class IndicatorMatch(NamedTuple):
    """A code that fits a number, and the words of its phrase that it was found by.

    `action` is what its rule names first, where that stands before the number; empty otherwise.
    """

    code: str
    words: str
    action: str = ""


class _Phrase(NamedTuple):
    """The words that say what a number counts: those before it and those behind it.

    The first `carried` signs are said of another number, and are nothing without words of its own.
    """

    before: str
    behind: str
    carried: int = 0

    @property
    def words(self) -> str:
        return f"{self.before}#{self.behind}"

    def says_something(self) -> bool:
        return _says_something(self.before + self.behind)


def _says_something(words: str) -> bool:
    return _FILLERS.fullmatch(words) is None


# Lists of candidates that are kept for each unit, and phrases with what was found in them.
_MOST_LISTS = 4096
_MOST_PHRASES = 256
_LONGEST_PHRASE = 200
# 受理, `A`: what is no mark
_WORD = re.compile(r"\w")


class _RuleMatches:
    """What the candidates among some rules find in a phrase, each looked for once."""

    def __init__(self, words: str, candidates: Sequence[IndicatorRule]) -> None:
        self.candidates = candidates
        self._words = words
        self._found: dict[int, list[re.Match[str]] | None] = {}

    def get(self, place: int) -> list[re.Match[str]] | None:
        """Get the matches of one candidate's terms; null where it does not fit."""
        if place not in self._found:
            self._found[place] = _match_rule(self.candidates[place], self._words)
        return self._found[place]


class _RuleIndex:
    """Some rules in the codebook's order, found by two signs that their terms begin with: the rarest ones.

    Of 行政给付 these are 政给, so that 行政处罚 does not lead to it. Sets of rules are numbers in which each
    rule has a bit, one for each of its terms.
    """

    def __init__(self, rules: Iterable[IndicatorRule]) -> None:
        self._rules = tuple(rules)
        self._most = max((len(rule.openings) for rule in self._rules), default=0)
        self._unsure = 0
        self._by_opening: dict[str, int] = {}
        self._lists: dict[int, list[IndicatorRule]] = {}
        self._phrases: dict[str, _RuleMatches] = {}
        self._commonness = Counter(
            pair
            for rule in self._rules
            for opening in chain(*rule.openings)
            for pair in _list_pairs(opening)
        )
        for number, rule in enumerate(self._rules):
            for place in range(self._most):
                openings = rule.openings[place : place + 1]
                self._add(1 << (place * len(self._rules) + number), openings)

    def _add(self, bit: int, openings: Sequence[frozenset[str]]) -> None:
        """Add the bit of a term that begins with one of some openings, with any, or that is none."""
        if not any(openings):
            self._unsure |= bit
        for opening in chain(*openings):
            rarest = min(_list_pairs(opening), key=self._commonness.__getitem__)
            self._by_opening[rarest] = self._by_opening.get(rarest, 0) | bit

    def look_up(self, words: str) -> "_RuleMatches":
        """Look up the rules that may fit some words; what was looked up before is kept for a while."""
        matches = self._phrases.get(words)
        if matches is None:
            matches = _RuleMatches(words, self._list_candidates(words))
            if len(self._phrases) >= _MOST_PHRASES:
                self._phrases.clear()
            if len(words) <= _LONGEST_PHRASE:
                self._phrases[words] = matches
        return matches

    def _list_candidates(self, words: str) -> list[IndicatorRule]:
        """List the rules of which each term may stand in some words, in their order."""
        terms = self._unsure
        by_opening = self._by_opening
        for opening in {*words, *map(add, words, words[1:])} & by_opening.keys():
            terms |= by_opening[opening]
        left = (1 << len(self._rules)) - 1
        for place in range(self._most):
            left &= terms >> (place * len(self._rules))
        return self._list_rules(left)

    def _list_rules(self, left: int) -> list[IndicatorRule]:
        """List the rules of a set, in their order; the same few sets come again and again."""
        if left in self._lists:
            return self._lists[left]
        rest = left
        found = []
        while rest:
            lowest = rest & -rest
            found.append(self._rules[lowest.bit_length() - 1])
            rest ^= lowest
        if len(self._lists) < _MOST_LISTS:
            self._lists[left] = found
        return found


def _list_pairs(opening: str) -> list[str]:
    """List the pairs of signs in an opening; of one sign, that alone."""
    return [one + two for one, two in pairwise(opening)] or [opening]


@cache
def _index_rules(unit: str | None) -> _RuleIndex:
    """Index the rules that count in a unit; all where none is named."""
    rules = load_rules()
    return _RuleIndex(rule for rule in rules if unit is None or unit in rule.units)


class IndicatorFinder:
    """Finds the indicators of one sentence's numbers.

    `context` is what was said before it: the heading of the section and the sentences of the paragraph.
    """

    def __init__(self, sentence: NumberedSentence, context: str) -> None:
        self._text = sentence.text
        self._first = sentence.first
        numbers = self._numbers = sentence.numbers
        self._last = sentence.last
        self._context = context
        self._stops = _list_stops(sentence)
        self._found: list[IndicatorMatch | None] = []
        self._wholes: list[int | None] = []
        self._parted_by_kind: set[int] = set()
        self._levels: Sequence[bool] = ()
        self._phrases: dict[int, _Phrase] = {}
        self._members = _find_members(sentence)
        self._joined = [False, *map(self._is_joint, numbers, numbers[1:])]

    def find_all(self, levels: Sequence[bool]) -> list[IndicatorMatch | None]:
        """Find the code of each number, in order; null where none fits.

        `levels` says of each whether it is a level. By how much something changed is none: of such a number
        only the words count, in any unit.
        """
        self._levels = levels
        for place, is_level in enumerate(levels):
            self._found.append(self._find(place, is_level))
        if _COMPARED.search(self._text, self._first, self._last):
            for row in self._list_rows_without_code():
                self._take_from_compared(row, len(levels))
        return self._found

    def _list_rows_without_code(self) -> list[list[int]]:
        """List the rows whose first number has no code: 与去年的54件、19件."""
        rows: list[list[int]] = []
        for place in range(len(self._found)):
            if place and self._is_joined(place):
                rows[-1].append(place)
            else:
                rows.append([place])
        return [row for row in rows if self._found[row[0]] is None]

    def _find(self, place: int, is_level: bool) -> IndicatorMatch | None:
        number = self._numbers[place]
        self._wholes.append(self._find_whole(place))
        if _AVERAGE.search(self._cut_phrase(place).before):
            return None
        whole = self._wholes[place]
        is_kind = whole in self._parted_by_kind
        is_like = whole is not None and _is_like(self._numbers[whole].unit, number.unit)
        if whole is not None and is_kind and is_like and not self._is_loose(place):
            return self._found[whole]
        if whole is not None and is_like and self._is_carried_in(whole, number):
            return self._found[whole]
        if whole is not None and is_like and is_level and self._is_rest(place):
            return self._found[whole]
        if is_level and place and self._is_about_another(place):
            return self._take_from_same(place)
        if not place and self._begins_kinds(number):
            return self._find_code_of_kinds(number)
        if is_level and self._is_kind_of_list(place):
            return self._take_from_same(place)
        if whole is not None and is_like and is_level and self._is_bare_kind(place):
            return self._found[whole]
        match = self._find_by_words(place, is_level)
        if match is None or not is_level:
            return match
        if whole is None and self._goes_on_by_kind(place):
            whole = place - 1
        if whole is not None:
            return self._keep_to_whole(place, whole, match)
        return self._keep_to_step(place, match)

    def _keep_to_step(self, place: int, match: IndicatorMatch) -> IndicatorMatch:
        """Keep a row to its step where a member but names what it was done to.

        办结司法建议5份、检察建议17份: these were answered, not received.
        """
        taken = self._found[place - 1] if self._is_joined(place) else None
        if taken is None or not taken.code.endswith(_STEPS_DONE):
            return match
        if match.code not in _list_earlier_codes(taken.code):
            return match
        if _TAKEN_UP.search(self._cut_phrase(place).before):
            return match
        return taken

    def _is_carried_in(self, whole: int, number: NumberMatch) -> bool:
        """Tell whether a part of concluded cases came in one year: 审结874件，其中上年结转96件."""
        taken = self._found[whole]
        if taken is None or not taken.code.endswith(("_concluded", "_closed")):
            return False
        start = self._numbers[whole].end
        return _CARRIED_IN.search(self._text, start, number.start) is not None

    def _goes_on_by_kind(self, place: int) -> bool:
        """Tell whether a number is of a further kind: 行政处罚类148件，其次为信息公开类61件."""
        return place > 0 and _OF_KIND.search(self._cut_phrase(place).before) is not None

    def _is_kind_of_list(self, place: int) -> bool:
        """Tell whether a member but names a kind: 4.8万件，其中民事、刑事案件分别为2万件和1万件."""
        if place not in self._members or not place:
            return False
        last = place
        while last + 1 in self._members and self._is_joined(last + 1):
            last += 1
        names = (_FILLER.sub("", self._members[one].own) for one in (place, last))
        return all(map(_KIND_OF_LIST.fullmatch, names))

    def _is_rest(self, place: int) -> bool:
        """Tell whether a part is what other parts have left of the whole: 其他文件118件."""
        if place in self._members:
            return False
        return _REST.match(self._cut_phrase(place).before) is not None

    def _is_about_another(self, place: int) -> bool:
        """Tell whether a number is of cases about a further field: 涉及社保的66件；涉及处罚的140件."""
        own = self._cut_phrase(place).before
        if not _ABOUT_FIELD.match(own):
            return False
        before = range(place - 1, max(-1, place - 1 - _FARTHEST_NUMBER), -1)
        return any(_ABOUT_FIELD.match(self._cut_phrase(one).before) for one in before)

    def _is_bare_kind(self, place: int) -> bool:
        """Tell whether a part's words but name a kind: 法律援助216件，其中刑事案件90件、行政案件8件."""
        if place in self._members:
            return False
        own = _FILLER.sub("", self._cut_phrase(place).before)
        is_kind = _KIND_OF_LIST.fullmatch(own) is not None
        return is_kind and own.endswith(("案件", "类"))

    def _begins_kinds(self, number: NumberMatch) -> bool:
        """Tell whether the first number is of a kind of cases: 从案件类型看，行政处罚类143件."""
        said = self._text[self._first : number.start]
        if not _BY_KIND.search(said):
            return False
        topic = _KINDS_BEGIN.split(said, maxsplit=1)[0]
        return self._find_subject(_Phrase(topic, ""), number) in _ABOUT_OTHERS

    def _find_code_of_kinds(self, number: NumberMatch) -> IndicatorMatch | None:
        """Find what is parted by kind, which alone the words before the kinds can say."""
        self._wholes[0] = 0
        self._parted_by_kind.add(0)
        said = self._text[self._first : number.start]
        topic = _KINDS_BEGIN.split(said, maxsplit=1)[0]
        phrase = _Phrase(topic, "")
        rules = _index_rules(number.unit)
        return _drop_no_code(self._choose(rules, phrase, number))

    def _keep_to_whole(
        self, place: int, whole: int, match: IndicatorMatch
    ) -> IndicatorMatch:
        """Keep a part of cases to their code where its words but say what the cases are about."""
        taken = self._found[whole]
        if taken is None:
            return match
        if not _is_like(self._numbers[whole].unit, self._numbers[place].unit):
            return match
        start = self._numbers[whole].end
        said = self._text[start : self._numbers[place].start]
        if "其中" in said and match.code in _list_earlier_codes(taken.code):
            return taken
        groups = _map_groups()
        if groups[match.code] in _ABOUT_OTHERS:
            return match
        if groups[taken.code] in _ABOUT_OTHERS:
            return taken
        is_other = groups[taken.code] != groups[match.code]
        if is_other and taken.code in _CODES_ABOUT_OTHERS:
            return taken
        return match

    def _find_by_words(self, place: int, is_level: bool) -> IndicatorMatch | None:
        """Find the code that the words at a number give, or else that of a number before."""
        number = self._numbers[place]
        # a change in persons is first looked for in what is counted in them
        units: list[str | None] = [number.unit] if is_level else [None]
        if not is_level and number.unit in _PERSONS:
            units = [number.unit, None]
        for rules in map(_index_rules, units):
            for phrase in self._iter_phrases(place):
                match = self._choose(rules, phrase, number)
                if match:
                    return _drop_no_code(match)
        is_member = place in self._members  # 预防 of 排查和预防分别为43件和5件
        if is_level and not is_member:
            return self._take_over(place) or self._find_bare_disputes(place)
        return None

    def _find_bare_disputes(self, place: int) -> IndicatorMatch | None:
        """Find the code of disputes of which no word says what was done: 邻里纠纷18起，均已调处."""
        near = self._cut_phrase(place)
        if not _BARE_DISPUTES.fullmatch(near.before):
            return None
        number = self._numbers[place]
        phrase = _Phrase(f"调解{near.before}", "")
        return _drop_no_code(self._choose(_index_rules(number.unit), phrase, number))

    def _iter_phrases(self, place: int) -> Iterator[_Phrase]:
        """Yield the phrases that may say what a number counts, the nearest first."""
        near = self._cut_phrase(place)
        member = self._members.get(place)
        if member:
            own = member.own + member.behind
            for words in (member.own, own, member.whole, member.whole + member.done):
                yield _Phrase(words, "")
            return
        alike = _ALIKE_RATES.match(near.before)
        for rate in _LIST_MARK.split(alike["rates"]) if alike else ():
            yield _Phrase(rate, near.behind)
        yield near
        verb = self._find_leading_verb(place)
        if verb:
            yield _Phrase(verb + near.before, near.behind)
        action = self._find_action_of_row(place)
        if action:
            is_kind = self._names_a_kind(place, action)
            carried = 0 if is_kind else len(action)
            yield _Phrase(action + near.before, near.behind, carried)
        tail = self._find_shared_tail(place)
        if tail:
            yield _Phrase(near.before, near.behind + tail)
        yield from self._iter_further(place, near)

    def _iter_further(self, place: int, near: _Phrase) -> Iterator[_Phrase]:
        """Yield phrases with words that stand farther off, where those of the clause give nothing."""
        number = self._numbers[place]
        following = self._numbers[place + 1 : place + 2]
        if not near.behind and following:
            end = following[0].start
            between = self._text[number.end : end]
            if not _JOINT.match(between):
                behind = _CLAUSE_STOP.split(between)[0]
                yield _Phrase(near.before, behind)
        start = number.start - len(near.before)
        is_listed = self._text[start - 1 : start] == "："
        is_kind = _PART.search(near.before) or _KIND.fullmatch(near.before)
        is_first_kind = self._wholes[place] is None and is_kind
        if is_listed or is_first_kind or not near.says_something():
            yield from self._iter_wider(place, near)

    def _iter_wider(self, place: int, near: _Phrase) -> Iterator[_Phrase]:
        """Yield phrases that reach back over the numbers and clauses before, while these say nothing."""
        number = self._numbers[place]
        stops = self._stops[: bisect_left(self._stops, number.start)]
        words = ""
        last = number.start
        for stop in chain(reversed(stops), [self._first - 1]):
            start = stop + 1
            if number.start - start > _FARTHEST:
                return
            further = self._blank_numbers(start, last)
            words = further + words
            last = start
            is_parted = self._text[stop : stop + 1] in ("；", ";")
            # marks alone say no more than the phrase before
            if _WORD.search(further):
                yield _Phrase(words, near.behind)
            if is_parted and _says_something(words):
                return

    def _cut_phrase(self, place: int) -> _Phrase:
        """Cut the words of a number's clause up to the numbers beside it, once for each number."""
        if place not in self._phrases:
            self._phrases[place] = self._cut_phrase_anew(place)
        return self._phrases[place]

    def _cut_phrase_anew(self, place: int) -> _Phrase:
        number = self._numbers[place]
        start = self._find_start(place)
        end = self._find_end(place)
        return _Phrase(
            self._text[start : number.start],
            self._text[number.end : max(end, number.end)],
        )

    def _find_start(self, place: int) -> int:
        """Find where the words before a number begin: behind the clause's start or the number before."""
        number = self._numbers[place]
        stops = bisect_left(self._stops, number.start)
        start = self._stops[stops - 1] + 1 if stops else self._first
        if not place or self._numbers[place - 1].end <= start:
            return start
        before = self._numbers[place - 1].end
        joint = _JOINT.search(self._text, before, number.start)
        if joint:
            return joint.end()
        return before

    def _find_end(self, place: int) -> int:
        """Find where the words behind a number end: at the clause's end or a joint before the next number."""
        number = self._numbers[place]
        stops = bisect_left(self._stops, number.end)
        end = self._stops[stops] if stops < len(self._stops) else self._last
        if place + 1 == len(self._numbers) or self._numbers[place + 1].start >= end:
            return end
        following = self._numbers[place + 1].start
        joint = _JOINT.search(self._text, number.end, following)
        if joint:
            return joint.start()
        return number.end

    def _find_shared_tail(self, place: int) -> str:
        """Find the words behind a row's last number, which hold for each: 6名老年人、3名残疾人提供援助."""
        number = self._numbers[place]
        stop = bisect_left(self._stops, number.end)
        end = self._stops[stop] if stop < len(self._stops) else self._last
        last = bisect_left(self._numbers, end, place + 1, key=attrgetter("start")) - 1
        row = self._numbers[place : last + 1]
        parts = (self._text[one.end : two.start] for one, two in pairwise(row))
        if last == place or not all(map(_ROW_WORDS.search, parts)):
            return ""
        tail = self._text[self._numbers[last].end : end]
        return _OWN_NOUN.sub("", tail)

    def _blank_numbers(self, start: int, end: int) -> str:
        """Give the words of a span without the numbers in it."""
        words = []
        place = start
        first = bisect_left(self._numbers, start, key=attrgetter("start"))
        for number in islice(self._numbers, first, None):
            if number.start >= end:
                break
            if number.end <= end:
                words.append(self._text[place : number.start])
                place = number.end
        words.append(self._text[place:end])
        return "".join(words)

    def _choose(
        self, rules: _RuleIndex, phrase: _Phrase, number: NumberMatch
    ) -> IndicatorMatch | None:
        """Choose the rule that explains most of a phrase; of equals the one whose words stand nearest."""
        matches = rules.look_up(phrase.words)
        if not matches.candidates:
            return None
        said = self._text[self._first : number.start] + phrase.behind
        best: tuple[str, list[re.Match[str]]] | None = None
        most = (0.0, 0.0, 0.0)
        subject: str | None = _UNKNOWN
        for place, rule in enumerate(matches.candidates):
            if subject != _UNKNOWN and not rule.may_be_about(subject):
                continue
            if rule.code in _CASE_CODES and self._is_of_discipline(number):
                continue
            found = matches.get(place)
            if found is None or not _reaches(found, phrase.carried):
                continue
            if subject == _UNKNOWN:
                subject = self._find_subject(phrase, number)
            closeness = self._rate_subject(rule, subject, said)
            if closeness is None:
                continue
            weight = (*_weigh(found, phrase, closeness), _rate_mention(rule, said))
            if rule.code == NO_CODE:
                weight = (_SURE, *weight[1:])
            if weight > most:
                best = rule.code, found
                most = weight
        if best is None:
            return None
        code, found = best
        printed = self._text[number.start : number.end]
        is_before = found[0].end() <= len(phrase.before)
        action = found[0].group() if is_before else ""
        return IndicatorMatch(code, _cut_evidence(found, phrase, printed), action)

    def _rate_subject(
        self, rule: IndicatorRule, subject: str | None, said: str
    ) -> float | None:
        """Rate how surely a sentence speaks of what a rule is about; null when it does not."""
        if subject in rule.subjects:
            if subject:
                return 2.0
            return 0.0
        for mention in rule.mentions:
            if mention.search(said):
                return 1.0
        for topic in rule.topics:
            if topic.search(f"{self._context}\n{said}"):
                return 1.0
        is_about_any = not (rule.subjects or rule.mentions or rule.topics)
        return 0.0 if is_about_any else None

    def _is_of_discipline(self, number: NumberMatch) -> bool:
        """Tell whether a case is one of officials' own breaches, by the words around its number."""
        first = max(self._first, number.start - _NEAR_CASE)
        last = min(self._last, number.end + _NEAR_CASE)
        before = self._text[first : number.start]
        before = re.split("[；;]", before)[-1]
        behind = self._text[number.end : last]
        behind = re.split("[；;]", behind)[0]
        near = f"{before}#{behind}"
        if not _DISCIPLINE.search(near):
            return False
        if _OF_PARTY.search(before):
            return True
        return _ENFORCEMENT.search(near) is None

    def _find_subject(self, phrase: _Phrase, number: NumberMatch) -> str | None:
        """Find what is spoken of at a number: the last subject named before it, or else behind it."""
        said = self._text[self._first : number.start]
        return (
            _find_last_subject(phrase.before)
            or _find_last_subject(phrase.behind)
            or self._find_subject_of_part()
            or _find_last_subject(said)
            or self._find_subject_of_codes()
            or self._context_subject
            or _find_first_subject(self._text[number.end : self._last])
        )

    def _find_subject_of_part(self) -> str | None:
        """Find the subject behind a part of cases, whose words name others: 其中行政许可5件，审结30件."""
        place = len(self._found) - 1
        if place < 0 or self._wholes[place] is None:
            return None
        match = self._found[place]
        group = _map_groups()[match.code] if match else None
        if group in _ABOUT_OTHERS and group != "disputes":  # which has several subjects
            return group
        return None

    def _find_subject_of_codes(self) -> str | None:
        """Find the subject of the sentence's last code: 共纠错16件 speaks of reconsideration."""
        codes = (match.code for match in reversed(self._found) if match)
        return _map_subjects().get(next(codes, ""))

    @cached_property
    def _context_subject(self) -> str | None:
        # no subject's words reach beyond 。, and sentences come again in the context of the next ones
        sentences = reversed(self._context.split("。"))
        return next(filter(None, map(_find_last_subject, sentences)), None)

    def _find_leading_verb(self, place: int) -> str | None:
        """Find the verb that stands before the first number of a row and holds for all of it."""
        if not place or not self._is_joined(place):
            return None
        first = place
        while first and self._is_joined(first):
            first -= 1
        verb = _LEADING_VERB.search(self._cut_phrase(first).before)
        if verb:
            return verb.group()
        return None

    def _find_action_of_row(self, place: int) -> str:
        """Find what the rule of a row's member before a number names first: 约谈局长2名、科长5名."""
        while place and self._is_joined(place):
            place -= 1
            match = self._found[place]
            if match:
                return match.action
        return ""

    def _names_a_kind(self, place: int, action: str) -> bool:
        """Tell whether a member's words but name a kind: a field, or what the one before is called, too."""
        own, before = (
            _FILLER.sub("", self._cut_phrase(one).before).strip("《》“”")
            for one in (place, place - 1)
        )
        is_alike = own[-2:] == before[-2:] != "" and not before.endswith(action)
        return is_alike or _KIND.match(own) is not None

    def _is_joined(self, place: int) -> bool:
        """Tell whether nothing but a joint and words of its own part a number from the one before."""
        return self._joined[place]

    def _is_joint(self, before: NumberMatch, number: NumberMatch) -> bool:
        said = self._text[before.end : number.start]
        return _JOINT.match(said) is not None and not _CLAUSE_STOP.search(said)

    def _find_whole(self, place: int) -> int | None:
        """Find the number that one is a part of by kind: before 其中, a bracket or 按种类分."""
        if not place:
            return None
        said = self._text[self._numbers[place - 1].end : self._numbers[place].start]
        if _BY_KIND.search(said) or self._is_made_up(place, said):
            before = self._find_level_before(place)
            self._parted_by_kind.add(before)
            return before
        if "其中" in said or said.startswith("（") or _CONCERNING.match(said):
            return self._find_level_before(place)
        is_short = _SHORT_PART.fullmatch(said) is not None
        is_next = self._is_joined(place) or is_short
        if not is_next and self._wholes[place - 1] in self._parted_by_kind:
            is_next = self._is_loose(place)
        is_change = not self._levels[place]
        if is_next or is_change:
            return self._wholes[place - 1]
        return None

    def _is_loose(self, place: int) -> bool:
        """Tell whether but a few words part a number from the one before: 处罚40件，行政许可10件."""
        if not place:
            return False
        said = self._text[self._numbers[place - 1].end : self._numbers[place].start]
        return _LOOSE_PART.fullmatch(said) is not None

    def _find_level_before(self, place: int) -> int:
        """Find the nearest number before one that is no change: 受理16件，增长8.2%，其中民事10件."""
        levels = (one for one in range(place - 1, -1, -1) if self._levels[one])
        return next(levels, place - 1)

    def _is_made_up(self, place: int, said: str) -> bool:
        """Tell whether a number begins what the one before is made up of: 15名，由专家5名、律师10名组成."""
        if "由" not in said or not _MADE_UP.match(said):
            return False
        last = place
        while last + 1 < len(self._numbers) and self._is_joined(last + 1):
            last += 1
        return _MADE_UP_END.match(self._text, self._numbers[last].end) is not None

    def _take_over(self, place: int) -> IndicatorMatch | None:
        """Take the code of a number before: of a part by kind (其中食品类70起), or where no word speaks."""
        unit = self._numbers[place].unit
        near = self._cut_phrase(place)
        if unit == "%" and _SHARE.search(near.before):
            return None
        whole = self._wholes[place]
        if whole is not None and _is_like(self._numbers[whole].unit, unit):
            return self._found[whole]
        same = [one for one in range(place) if self._numbers[one].unit == unit]
        if not same or place - same[-1] > _FARTHEST_NUMBER:
            return None
        is_kind = _PART.search(near.before) is not None
        words = _DONE_AGAIN.sub("", near.before) + near.behind
        if is_kind or not _says_something(words):
            return self._found[same[-1]]
        return None

    def _take_from_same(self, place: int) -> IndicatorMatch | None:
        """Take the code of the whole, or of the last number that is counted in the same unit."""
        unit = self._numbers[place].unit
        whole = self._wholes[place]
        if whole is not None and _is_like(self._numbers[whole].unit, unit):
            return self._found[whole]
        before = range(max(0, place - _FARTHEST_NUMBER), place)
        same = [one for one in before if self._numbers[one].unit == unit]
        return self._found[same[-1]] if same else None

    def _take_from_compared(self, places: Sequence[int], last: int) -> None:
        """Give each number of a row the code of the one that it is compared with.

        与去年的54件、19件相比，一审49件、二审22件: only those behind the row have words. `last` is how many
        numbers there are.
        """
        before = self._numbers[places[-1]]
        following = range(places[-1] + 1, min(places[-1] + 1 + len(places), last))
        if not following:
            return
        said = self._text[before.end : self._numbers[following[0]].start]
        if not _COMPARED.search(said):
            return
        for place, after in zip(places, following, strict=False):
            is_alike = self._numbers[place].unit == self._numbers[after].unit
            if is_alike and self._levels[place] and self._levels[after]:
                self._found[place] = self._found[after]


@dataclass(frozen=True, slots=True)
class _Member:
    """One member of a list whose numbers follow behind 分别, and the words around it that all members share.

    取消、承接、下放事项分别为 has the members 取消, 承接 and 下放事项, which share 事项 behind them; `whole`
    has what stands before the first, too: 查办|农资、渔政、检疫类案件. `done` stands before the first number:
    城管、水务分别|办理案件|12件、8件.
    """

    own: str
    behind: str
    whole: str
    done: str = ""


def _find_members(sentence: NumberedSentence) -> dict[int, _Member]:
    """Find the members of lists with 分别, by the place of their numbers."""
    members: dict[int, _Member] = {}
    if "分别" not in sentence.words and "依次" not in sentence.words:
        return members
    text = sentence.text
    first = sentence.first
    numbers = sentence.numbers
    for match in _RESPECTIVELY.finditer(text, first, numbers[-1].start):
        row = _list_row(text, match.end(), numbers)
        end = match.start()
        stops = [text.rfind(stop, first, end) for stop in "，。；："]
        start = max(first, max(stops) + 1)
        names = _LIST_MARK.split(text[start:end])
        is_short = len(row) < 2 or len(names) < len(row)
        if is_short or not _says_something(names[-1]):
            continue  # 2023年、2024年分别立案176件和203件
        left_over = len(names) - len(row)
        done = text[end + len(match.group()) : numbers[row[0]].start]
        listed = _build_members(names[left_over:], done)
        second = _list_second_row(text, row, numbers)
        for places in (row, second):
            for place, member in zip(places, listed, strict=False):
                members[place] = member
    return members


def _build_members(names: Sequence[str], done: str) -> list[_Member]:
    """Build a list's members from their names: what the first and the last have more, all share."""
    length = min(map(len, names))
    first = names[0]
    last = names[-1]
    ahead = first[:-length]
    shared = last[length:]
    rate = _RATE_OF_ALL.search(last)
    if rate and not first.endswith("率"):
        ahead = ""
        shared = rate.group()
    act = _ACT_OF_ALL.search(last)
    if act and not first.endswith(act.group()):
        shared = act.group()
    members = []
    for name in names:
        whole = f"{ahead}{name}{shared}"
        members.append(_Member(name, shared, whole, done))
    return members


def _list_second_row(
    text: str, row: Sequence[int], numbers: Sequence[NumberMatch]
) -> list[int]:
    """List the row that a first one changes into: 分别由23件、31件变为20件、36件."""
    end = numbers[row[-1]].end
    second = _list_row(text, end, numbers)
    if len(second) != len(row):
        return []
    is_parted = _CLAUSE_STOP.search(text, end, numbers[second[0]].start)
    if is_parted:
        return []
    return second


def _list_row(text: str, start: int, numbers: Sequence[NumberMatch]) -> list[int]:
    """List the places of the numbers in a row behind 分别, with nothing but joints between them."""
    row: list[int] = []
    for place, number in enumerate(numbers):
        if number.start < start:
            continue
        between = text[numbers[place - 1].end : number.start] if row else "、"
        if not _LIST_MARK.fullmatch(between):
            break
        row.append(place)
    return row


def _list_stops(sentence: NumberedSentence) -> list[int]:
    """List where clauses end; brackets that hold no number, 村（社区）, part none."""
    if not sentence.has_brackets:
        return sentence.marks
    quiet: set[int] = set()
    brackets = _BRACKETS.finditer(sentence.text, sentence.first, sentence.last)
    for start, end in (match.span() for match in brackets):
        if not sentence.list_places(start + 1, end):
            quiet.update((start, end - 1))
    return [stop for stop in sentence.marks if stop not in quiet]


def _drop_no_code(match: IndicatorMatch | None) -> IndicatorMatch | None:
    if match and match.code == NO_CODE:
        return None
    return match


@cache
def _map_subjects() -> dict[str, str]:
    """Map the codes whose group is a subject to it."""
    subjects = {name for name, _ in load_subjects()}
    found = {
        code: group
        for code, group in _map_groups().items()
        if group in subjects and code not in _NO_SUBJECT_NAMED
    }
    complaints = dict.fromkeys(_CODES_OF_COMPLAINTS, "complaints")
    return found | complaints


@cache
def _list_earlier_codes(code: str) -> frozenset[str]:
    """List the codes of the steps before one, which none of its parts can be."""
    parents = {entry.code: entry.parent for entry in load_indicators()}
    return frozenset({parents[code], *_MORE_EARLIER_CODES.get(code, ())} - {""})


@cache
def _map_groups() -> dict[str, str]:
    return {entry.code: entry.group for entry in load_indicators()}


@cache
def _compile_subjects() -> re.Pattern[str]:
    """Compile one pattern of all subjects' words, each in a group named by its place."""
    groups = (
        f"(?P<s{place}>{pattern.pattern})"
        for place, (_, pattern) in enumerate(load_subjects())
    )
    return re.compile("|".join(groups))


@cache
def _compile_subject_openings() -> re.Pattern[str]:
    """Compile the sign that a subject begins with, before the one that may follow; it is found faster."""
    openings = [find_openings(pattern.pattern) for _, pattern in load_subjects()]
    if not all(openings):
        return re.compile(".", re.DOTALL)
    following: dict[str, set[str]] = {}
    for opening in sorted(chain(*openings)):
        following.setdefault(opening[0], set()).add(re.escape(opening[1:]))
    return re.compile(
        "|".join(
            f"{re.escape(sign)}(?={'|'.join(sorted(others))})"
            for sign, others in following.items()
        )
    )


def _iter_subjects(words: str) -> Iterator[re.Match[str]]:
    """Yield where subjects are named in some words, in order, each behind the one before."""
    last = 0
    match_subject = _compile_subjects().match
    for opening in _compile_subject_openings().finditer(words):
        start = opening.start()
        subject = match_subject(words, start) if start >= last else None
        if subject:
            last = subject.end()
            yield subject


@lru_cache(maxsize=1024)
def _find_last_subject(words: str) -> str | None:
    found = list(_iter_subjects(words))
    if not found or found[-1].lastgroup is None:
        return None
    name, _ = load_subjects()[int(found[-1].lastgroup[1:])]
    return name


def _find_first_subject(words: str) -> str | None:
    found = next(_iter_subjects(words), None)
    if found:
        return _find_last_subject(found.group())
    return None


def _match_rule(rule: IndicatorRule, words: str) -> list[re.Match[str]] | None:
    """Match every term of a rule with a phrase; null when one is missing or a word stands against it."""
    found = []
    for term in rule.terms:
        match = term.search(words)
        if match is None:
            return None
        if match.end() == match.start():
            match = _find_longer(term, words) or match
        found.append(match)
    if rule.without and rule.without.search(words):
        return None
    return found


def _find_longer(term: re.Pattern[str], words: str) -> re.Match[str] | None:
    """Find the first match with words: where a condition, (?=.*案件), holds it is not what was found."""
    found = term.finditer(words)
    return next((match for match in found if match.end() > match.start()), None)


def _reaches(found: Sequence[re.Match[str]], carried: int) -> bool:
    """Tell whether a match has a number's own words, not only those carried over from another."""
    return not carried or any(
        match.end() > max(carried, match.start()) for match in found
    )


def _is_like(left: str | None, right: str | None) -> bool:
    """Tell whether two units count things of one sort: 名 and 人."""
    return _LIKE_UNITS.get(left or "", left) == _LIKE_UNITS.get(right or "", right)


def _rate_mention(rule: IndicatorRule, said: str) -> float:
    """Rate how near a rule's mention stands: of 证明事项42项，取消28项 the nearer and the longer one wins."""
    if not rule.mentions:
        return 0.0
    found = chain(*(mention.finditer(said) for mention in rule.mentions))
    spans = (match.end() + 0.01 * (match.end() - match.start()) for match in found)
    return max(spans, default=0.0)


def _weigh(
    found: Sequence[re.Match[str]], phrase: _Phrase, closeness: float
) -> tuple[float, float]:
    """Weigh a match: by the characters explained and the terms found, then by how near they stand."""
    middle = len(phrase.before)
    if len(found) == 1 and (explained := _measure_length(found[0])):
        return explained + 2.0 + closeness, -float(_measure_gap(found[0], middle))
    covered = 0  # a bit for each character
    filled = []
    for match in sorted(found, key=_measure_length, reverse=True):
        places = (1 << match.end()) - (1 << match.start())
        if places & ~covered:
            filled.append(match)
            covered |= places
    nearest = min((_measure_gap(match, middle) for match in filled), default=0)
    weight = covered.bit_count() + 2.0 * len(filled) + closeness
    return weight, -float(nearest)


def _measure_gap(match: re.Match[str], middle: int) -> int:
    """Measure how many characters stand between a match and the number, which stands at `middle`."""
    start, end = match.span()
    if end <= middle:
        return middle - end
    return start - middle - 1


def _measure_length(match: re.Match[str]) -> int:
    return match.end() - match.start()


def _cut_evidence(found: Sequence[re.Match[str]], phrase: _Phrase, printed: str) -> str:
    """Cut the words from the first term to the last out of a phrase, with the number as printed."""
    middle = len(phrase.before)
    start = min(middle, *[match.start() for match in found])
    end = max(middle + 1, *[match.end() for match in found])
    words = phrase.words[start:end]
    return words.replace("#", printed).strip()
