"""How the numbers of one sentence belong together: parts and their wholes, changes and what they are of."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import cache
from itertools import chain
from operator import itemgetter

from tasks.model.report import Change, Role, Scope
from tasks.report.changes import NumberChange
from tasks.report.codebook import load_indicators
from tasks.report.numbers import NumberMatch
from tasks.report.periods import NumberPeriod
from tasks.report.sentences import ROW_JOINT, NumberedSentence

# `，其中食品类70起`, `（包括工作动态125条）`
_OF_WHICH = re.compile(r"其中|包括|包含|(?<![不内])含(?!义|量|金)")
_OF_WHICH_SIGN = re.compile("其中|包括|包含|含")
# Steps of one chain that the codebook does not call parts: 立案318件，结案295件. The step before stands
# first, and of those that / joins the nearest in the sentence is meant.
_EARLIER_STEPS = {
    "cases_closed": "cases_filed cases_handled",
    "disputes_settled": "disputes_screened disputes_received",
    "disputes_mediated": "disputes_received disputes_screened",
    "lawsuits_concluded": (
        "administrative_lawsuits lawsuits_first_instance/lawsuits_second_instance"
    ),
    "new_market_entities": "market_entities",
    "commitment_cases": "licences_handled",
    "licences_handled": "licences_accepted licence_applications",
    "reconsideration_mediated": "reconsideration_accepted",
    "reconsideration_concluded": "reconsideration_as_respondent",
    "judicial_confirmations": "mediation_agreements",
    "suggestions_answered": "judicial_suggestions/procuratorial_suggestions",
}
# Steps that are nearer than what the codebook calls the whole: 受理216件，办结214件，其中准予213件
_NEARER_STEPS = {
    "licences_granted": "licences_handled",
    "licences_refused": "licences_handled",
}
_RATES = frozenset("% ‰ 个百分点 倍 比".split())
_PERSONS = frozenset("人 名 位 人次 户 家 家次 户次".split())
# Of all that there are (共受理120件), a number of the same code that follows is a part: 上半年40件
_ALL = re.compile(r"共|总(?!阅读|播放|浏览|点击|观看|访问)|累计|合计|现有")
# Words of a change that say nothing of what has changed: `，同比分别下降`, `比上年减少`
_SAYS_NOTHING = re.compile(
    r"同比|环比|分别|均|各|较|比|与|和|相比|去年|上一?年度?|前年|20\d{2}年度?|同期|末|底|初|略有|大幅|明显|的|了|达到?|为|率|幅度?|约|近|再|"
    r"增长|增加|增多|增幅|增速|上升|上涨|上浮|上调|攀升|回升|跃升|递增|提高|提升|升高|扩大|扩展|涨幅|升幅|下降|下滑|下跌|下调|减少|减幅|降低|降幅|回落|"
    r"压缩|压减|压降|削减|缩减|缩短|精简|缩小|递减|[增升涨降减多少高低]|新增|年初|[，、：:（(\s]|也|又|共|净|数量|总量"
)
# `来访41批次133人次，批次下降12.8%`, `件数增长5%、金额下降3%`: the unit says of which number the change is
_UNIT_OF_CHANGE = re.compile(
    r"(?P<unit>批次|人次|家次|户次|场次|件次|车次|批|件|人|家|户|金额|起|宗)(?P<is_count>数量?|量)?$"
)
# `批次、人次同比分别下降12.8%、20.1%`
_ROW_OF_UNITS = re.compile(
    r"(?:批次|人次|家次|件|人|户|场次|次|金额)数?(?:(?:、|和|及|与|以及)(?:批次|人次|家次|件|人|户|场次|次|金额)数?){1,3}"
)
_UNITS_OF_WORDS = {
    "人": ("人", "名", "位", "人次"),
    "批次": ("批次", "批"),
    "批": ("批", "批次"),
    "金额": ("元",),
}
# `受理诉求120件，转送其他部门30件`
_RECEIVED = re.compile(r"受理|收到|接收|接到|征集|发现|反馈|申请")
# Of these nothing is counted: 办结时限压缩60%
_NO_COUNT = re.compile(r"时限|时间|时长|周期|环节|材料|成本|跑动")
# `共纠错16件：撤销9件、变更7件`, `处罚决定90件，按种类分：罚款60件、警告30件`
_HEAD_OF_LIST = re.compile(
    r"[^，。；：:\d（）()]{0,12}(?:，(?:按|其中|分别|具体|包括|分)[^，。；：:\d]{0,8})?[：:]"
)
# `立案的66件案件里，61件已经办结`
_AMONG = re.compile(r"[^，。；：\d]{1,20}[中里内]，")
# `刑事援助30件、民事援助40件，合计70件`
_TOTAL = re.compile(
    r"[，、：；]?[^，。；：\d]{0,8}(?:合计|共计|总计|总共|一共|共)(?:[为达有]|办理|受理)?"
)
_TOTAL_SIGN = re.compile("[计共]")
_COLON = re.compile("[：:]")
_NOT_DONE = frozenset({Role.NEGATED, Role.REVERSED})
# `网上申请150件，占全部申请400件的37.5%`
_SHARE_OF = re.compile(r"[，,（(]?占[^，。；：\d]{0,14}")
# `全市受理工单9万件，转派我县8000件`
_PASSED_ON = re.compile(
    r"(?:转派|转办|交办|分派|派发|下派|转交|涉及)(?:至|到|给)?[我本]"
)
# `述法的70名，现场述法的12名`: some of those of the same code
_SOME_OF = re.compile(r"的(?:有|为|占|仅有?|共)?$")
# `立案90件，调解结案60件、裁决20件`: what came of what was taken up
_FILED = re.compile(
    r"受理|立案|收到|接件|收件|接[收到]|新收|收案|申请|上诉|再审|起诉|登记"
)
_OUTCOME = re.compile(
    r"[，、,（(](?:其中)?(?:已|均|依法|按期|按时|经[^，。；\d]{1,6})?(?:法院)?(?:裁定|判决|调解|仲裁)?"
    r"(?:办结|结案|审结|裁决|驳回(?:[^，。；：\d]{0,4})|维持(?:原判)?|改判|撤诉|执结|终止|成功|化解)(?:案件)?(?:的|的有|有|共)?"
)
_ROW_SIGNS = frozenset("、和及与")
_LONGEST_GRADE = 8
_CLOSES_BRACKET = re.compile(r"[^（(]*[）)]")
# `审核文件21件，不予通过2件`: what was looked through
_LOOKED_THROUGH = re.compile(
    r"审[核查议]|[检抽评复核排]查|评[估审]|验收|办理|考核|送审|报送|备案|会审|公示|答复"
)
# `抽取案卷80宗，评出优秀案卷12宗、不合格2宗`, `58名负责人述法，6名现场述法`
_GRADE = re.compile(
    r"评[出定为选]|认定|查出|优秀|优质|良好|(?<![符综联整配组结混])合格|达标|瑕疵|(?:现场|会上|口头|当面|书面|专题|集中)述"
)
_GRADE_SIGN = re.compile("评|认定|查出|优秀|优质|良好|合格|达标|瑕疵|述")
_OPENS_BRACKET = re.compile(r"[^，。；\d]{0,6}[（(]")
# `收到申请204件，涉及公安管理83件`
_CONCERNING = re.compile(r"[，（](?:主要|分别)?涉及?(?![诉案法访])[^，。；：\d]{1,10}")
# `涉及城乡建设类38批`, `市场监管领域12件`
_BY_KIND = re.compile(r"[类型]$|领域$|方面$|系统$|渠道$|类别$")


@cache
def _load_parents() -> dict[str, str]:
    return {one.code: one.parent for one in load_indicators() if one.parent}


@cache
def _find_wholes(code: str) -> tuple[tuple[str, ...], ...]:
    """Find the codes that a code may be a part of: the nearest first, then what these are parts of.

    Those of one rank stand together.
    """
    parents = _load_parents()
    found: list[tuple[str, ...]] = []
    nearest: str | None = code
    while nearest:
        parent = parents.get(nearest)
        names = _NEARER_STEPS.get(nearest, "").split()
        names += [parent] if parent else []
        names += _EARLIER_STEPS.get(nearest, "").split()
        ranks = (tuple(name.split("/")) for name in names)
        found.extend(rank for rank in ranks if rank not in found)
        nearest = parent
    return tuple(found)


class EarlierNumbers:
    """The numbers that stood before in a section or sentence, by their codes."""

    def __init__(self, numbers: Iterable[tuple[NumberMatch, str | None]] = ()) -> None:
        # of each code those that no later one exceeds, so that they fall: the last one of a value is found
        # without looking at all
        self._falling: dict[str, list[tuple[Decimal, int, int]]] = {}
        self._count = 0
        self.extend(numbers)

    def __bool__(self) -> bool:
        return self._count > 0

    def extend(self, numbers: Iterable[tuple[NumberMatch, str | None]]) -> None:
        """Add numbers with their codes, in their order."""
        for number, code in numbers:
            self._count += 1
            if code is None:
                continue
            falling = self._falling.setdefault(code, [])
            while falling and -falling[-1][0] <= number.value:
                falling.pop()
            falling.append((-number.value, self._count, number.start))

    def find_last(self, codes: Iterable[str], value: Decimal) -> int | None:
        """Find the `start` of the last number of some codes that is not less than a value."""
        found: list[tuple[int, int]] = []
        for falling in filter(None, map(self._falling.get, codes)):
            count = bisect_right(falling, -value, key=itemgetter(0))
            if count:
                found.append(falling[count - 1][1:])
        return max(found)[1] if found else None


class RelationFinder:
    """Finds the parts and the changes among one sentence's numbers.

    `codes` are the indicators of its numbers; of what is no level (an amount of change, a multiple, a share)
    the one that its own words stand for. `earlier` are numbers with their codes that it refers back to.
    """

    def __init__(
        self,
        sentence: NumberedSentence,
        changes: Sequence[NumberChange],
        codes: Sequence[str | None],
        levels: Sequence[bool],
        roles: Sequence[Role],
        scopes: Sequence[Scope],
        periods: Sequence[NumberPeriod],
        earlier: EarlierNumbers,
    ) -> None:
        self._sentence = sentence
        self._numbers = sentence.numbers
        self._codes = codes
        self._roles = roles
        self._scopes = scopes
        self._periods = periods
        self._changes = changes
        self._said = frozenset(codes)
        self._repeated = {code for code in codes if code and codes.count(code) > 1}
        self._amounts = [not is_level for is_level in levels]
        self._earlier = earlier
        self._may_part = False
        self._parts: list[int | None] = []
        self._listed: dict[int, int] = {}
        self._named: set[int] = set()
        self._finders: Sequence[Callable[[int], int | None]] = ()

    def _list_finders(self, words: str) -> list[Callable[[int], int | None]]:
        """List what finds the whole of a number, the surest first, but for what no word speaks of."""
        finders: tuple[tuple[bool, Callable[[int], int | None]], ...] = (
            (True, self._get_listed),
            (self._may_part, self._find_own_kind),
            (True, self._find_step_before),
            (True, self._find_named_whole),
            (True, self._find_all_of_kind),
            (bool(self._repeated), self._find_all_of_period),
            (bool(self._repeated) and "的" in words, self._find_all_of_some),
            (_GRADE_SIGN.search(words) is not None, self._find_all_of_grade),
            (True, self._find_filed),
            (not _NOT_DONE.isdisjoint(self._roles), self._find_shared_whole),
        )
        return [find for may_find, find in finders if may_find]

    def _get_listed(self, place: int) -> int | None:
        return self._listed.get(place)

    # what a change is of

    def find_rates(self) -> list[str | None]:
        """Find the indicator that each amount of change is of, in order; null of all that are none."""
        rates: list[str | None] = [None] * len(self._numbers)
        if not any(self._amounts):
            return rates
        for row in self._list_rows_of_amounts():
            levels = self._list_levels_before(row[0])
            has_each = len(levels) >= len(row) > 1
            counted = self._list_counted_in(row)
            if counted:
                for place, level in zip(row, counted, strict=True):
                    rates[place] = self._codes[level]
                continue
            for index, place in enumerate(row):
                paired = levels[len(levels) - len(row) + index] if has_each else None
                rates[place] = self._find_rate(place, paired)
        return rates

    def _list_rows_of_amounts(self) -> list[list[int]]:
        rows = self._sentence.list_rows()
        return [row for row in rows if self._amounts[row[0]]]

    def _list_levels_before(self, place: int) -> list[int]:
        """List the levels before a number, but for old values of a change."""
        return [
            one
            for one in range(place)
            if not self._amounts[one] and self._changes[one].change is not Change.FROM
        ]

    def _find_rate(self, place: int, paired: int | None) -> str | None:
        """Find the code that a change's own words stand for, or else that of the number it goes with."""
        own = self._sentence.get_own_words_before(place)
        words = _SAYS_NOTHING.sub("", own)
        if _NO_COUNT.search(words):
            return None
        counted = None if paired is not None else self._find_counted_in(place, words)
        if counted is not None:
            return self._codes[counted]
        if words and self._codes[place] and self._scopes[place] is Scope.OWN:
            return self._codes[place]
        if self._sentence.is_share(place):
            return self._codes[place]
        if words and self._counts_something_else(place):
            return None
        nearest = self._find_changed(place) if paired is None else paired
        if nearest is not None:
            return self._codes[nearest]
        if self._scopes[place] is Scope.OWN:
            return self._codes[place]
        return None

    def _find_counted_in(self, place: int, words: str) -> int | None:
        """Find the number before whose unit the words of a change end with: 批次下降12.8%、人次下降20.1%."""
        named = _UNIT_OF_CHANGE.search(words)
        if named is None or not (
            named["is_count"] or len(named["unit"]) > 1 or named.group() == words
        ):
            return None
        return self._find_counted_by(place, named["unit"])

    def _find_counted_by(self, place: int, word: str) -> int | None:
        units = _UNITS_OF_WORDS.get(word, (word,))
        levels = self._list_levels_before(place)
        found = [one for one in levels if self._numbers[one].unit in units]
        if found:
            return self._find_last_named(found)
        return None

    def _list_counted_in(self, row: Sequence[int]) -> list[int]:
        """List the numbers whose units the words of a row name: 批次、人次同比分别下降12.8%、20.1%."""
        if len(row) == 1:
            return []
        named = _ROW_OF_UNITS.search(self._sentence.get_own_words_before(row[0]))
        words = ROW_JOINT.split(named.group()) if named else []
        found = [self._find_counted_by(row[0], word.rstrip("数量")) for word in words]
        counted = [one for one in found if one is not None]
        if len(counted) == len(row):
            return counted
        return []

    def _counts_something_else(self, place: int) -> bool:
        """Tell whether an amount counts what no number before does: 推送信息236期，粉丝增加3600人."""
        if self._numbers[place].unit in _RATES:
            return False
        levels = self._list_levels_before(place)
        return not any(self._is_alike(one, place) for one in levels)

    def _find_changed(self, place: int) -> int | None:
        """Find the number that a change is of: the nearest before it, or the value that it led to."""
        unit = self._numbers[place].unit
        levels = self._list_levels_before(place)
        if unit == "个百分点":
            levels = [one for one in levels if self._numbers[one].unit == "%"]
        elif unit not in _RATES:
            same = [one for one in levels if self._numbers[one].unit == unit]
            levels = same or levels
        if levels:
            return self._find_last_named(levels)
        following = place + 1
        if following < len(self._numbers) and self._changes[following].change in (
            Change.UP_TO,
            Change.DOWN_TO,
        ):
            return following
        return None

    def _find_last_named(self, levels: Sequence[int]) -> int:
        """Find the last of several levels, but for an earlier value that has no code: 比年初的60件多30件."""
        named = (
            one
            for one in reversed(levels)
            if self._codes[one] or self._roles[one] is not Role.PREVIOUS
        )
        return next(named, levels[-1])

    # parts

    def find_parts(self) -> list[int | None]:
        """Find the `start` of each number's whole, in order; null where it is no part."""
        if len(self._numbers) == 1 and not self._earlier:
            return [None]
        words = self._sentence.words
        self._may_part = _OF_WHICH_SIGN.search(words) is not None
        self._finders = self._list_finders(words)
        self._parts = []
        self._listed = self._find_listed()
        for place in range(len(self._numbers)):
            whole = self._find_whole(place)
            self._parts.append(None if self._is_part_of(whole, place) else whole)
        return list(map(self._find_start_of_whole, range(len(self._numbers))))

    def _is_part_of(self, part: int | None, whole: int) -> bool:
        """Tell whether a number is another one, or a part of it or of its parts."""
        while part is not None and part != whole:
            part = self._parts[part] if part < len(self._parts) else None
        return part == whole

    def _find_start_of_whole(self, place: int) -> int | None:
        whole = self._parts[place]
        if whole is not None:
            return self._numbers[whole].start
        return self._find_whole_in_sentence_before(place)

    def _find_whole_in_sentence_before(self, place: int) -> int | None:
        """Find the whole where its sentence says that it stands before: 全年审结176件。其中维持96件."""
        code = self._codes[place]
        if not self._earlier or code is None or self._amounts[place]:
            return None
        value = self._numbers[place].value
        wholes = (*_find_wholes(code), (code,))
        found = (self._earlier.find_last(codes, value) for codes in wholes)
        return next((start for start in found if start is not None), None)

    def _find_whole(self, place: int) -> int | None:
        if self._amounts[place] or self._numbers[place].unit in _RATES:
            return None
        for find in self._finders:
            whole = find(place)
            if whole is not None:
                return whole
        return None

    def _find_listed(self) -> dict[int, int]:
        """Find the whole of each number that a list makes its part: behind ：, before 合计, or of 占."""
        listed: dict[int, int] = {}
        for place in range(1, len(self._numbers)):
            between = self._sentence.get_words_between(place - 1, place)
            parts = self._list_parts_of_head(place - 1, between)
            listed.update(dict.fromkeys(parts, place - 1))
            if _TOTAL_SIGN.search(between) and _TOTAL.fullmatch(between):
                parts = self._list_parts_of_total(place)
                listed.update(dict.fromkeys(parts, place))
            elif "占" in between and self._is_whole_of_share(place, between):
                listed[place - 1] = place
            elif self._is_of_wider_area(place - 1) and _PASSED_ON.search(between):
                listed[place] = place - 1
        return listed

    def _list_parts_of_head(self, head: int, between: str) -> list[int]:
        """List the parts that the words behind a number announce; behind 其中 those that add up to it."""
        is_list = _HEAD_OF_LIST.match(between) if _COLON.search(between) else None
        is_split = _OF_WHICH.search(between) if self._may_part else None
        if not is_list and not is_split and not _AMONG.match(between):
            return []
        parts = self._list_parts_behind(head)
        if is_list:
            if len(parts) > 1:
                return parts
            return []
        values = (self._numbers[part].value for part in parts)
        is_all = is_split and sum(values) == self._numbers[head].value
        if is_all or not is_split:
            return parts
        return []

    def _is_whole_of_share(self, place: int, before: str) -> bool:
        """Tell whether a share follows a number that the one before it is a part of: 占全部400件的37.5%."""
        if (
            not _SHARE_OF.fullmatch(before)
            or place + 1 == len(self._numbers)
            or not self._may_be_part(place - 1, place)
        ):
            return False
        between = self._sentence.get_words_between(place, place + 1)
        return between.startswith("的") and self._numbers[place + 1].unit == "%"

    def _may_be_part(self, part: int, whole: int) -> bool:
        """Tell whether a number may be a part of another one that is counted in the same unit."""
        is_same = self._numbers[part].unit == self._numbers[whole].unit
        return is_same and not self._amounts[part] and self._may_hold(whole, part)

    def _is_of_wider_area(self, place: int) -> bool:
        return self._scopes[place] is Scope.OTHER and self._may_be_part(
            place + 1, place
        )

    def _list_parts_behind(self, head: int) -> list[int]:
        """List the numbers behind the head of a list that together are no more than it."""
        parts: list[int] = []
        left = self._numbers[head].value
        for place in range(head + 1, len(self._numbers)):
            number = self._numbers[place]
            between = self._sentence.get_words_between(place - 1, place)
            ends = "；" in between or number.value > left
            if ends or not self._may_be_part(place, head):
                break
            parts.append(place)
            left -= number.value
        return parts

    def _list_parts_of_total(self, total: int) -> list[int]:
        """List the numbers before a total that together are as much as it."""
        left = self._numbers[total].value
        for place in range(total - 1, -1, -1):
            is_part = self._is_alike(place, total) and self._may_hold(total, place)
            if self._amounts[place] or not is_part:
                break
            left -= self._numbers[place].value
            if left <= 0:
                is_sum = left == 0 and place < total - 1
                if is_sum:
                    return list(range(place, total))
                return []
        return []

    def _find_own_kind(self, place: int) -> int | None:
        """Find the number of the same code that 其中 leads back to: 出庭64件，其中正职出庭17件."""
        code = self._codes[place]
        if code is None:
            return None
        if self._is_of_which(place):
            return self._find_with_code(place, (code,))
        return self._find_kind_of_row(place, code)

    def _find_kind_of_row(self, place: int, code: str) -> int | None:
        """Find the whole of one more kind: 新增主体900户，其中企业200户、个体户700户."""
        whole = self._parts[place - 1] if place else None
        if whole is None or self._codes[whole] != code:
            return None
        is_row = self._sentence.get_words_between(place - 1, place)[:1] in _ROW_SIGNS
        return whole if is_row and self._may_hold(whole, place) else None

    def _is_of_which(self, place: int) -> bool:
        if not place or not self._may_part:
            return False
        between = self._sentence.get_words_between(place - 1, place)
        return "；" not in between and _OF_WHICH.search(between) is not None

    def _find_shared_whole(self, place: int) -> int | None:
        """Find the whole of what was not done, or sent on, by what was: 调处32件，转交21件."""
        if not place or self._roles[place] not in _NOT_DONE:
            return None
        if self._parts[place - 1] is not None:
            return self._parts[place - 1]
        said = self._sentence.get_own_words_before(place - 1)
        is_received = _RECEIVED.search(said)
        if self._roles[place] is Role.NEGATED:
            is_received = is_received or _LOOKED_THROUGH.search(said)
        is_alike = self._is_alike(place - 1, place) and self._may_hold(place - 1, place)
        if is_received and is_alike:
            return place - 1
        return None

    def _find_step_before(self, place: int) -> int | None:
        """Find the number of the code that this one's is a part of by the codebook."""
        code = self._codes[place]
        if code is None:
            return None
        if self._roles[place] is Role.NEGATED:
            # 收到142件，办结135件，尚有7件未办结
            done = self._find_with_code(place, (code,))
            # 不予立案3件，立案29件: the parts behind are not known yet
            if done is not None and done < place and self._parts[done] is not None:
                return self._parts[done]
        for parents in _find_wholes(code):
            if self._said.isdisjoint(parents):
                continue
            whole = self._find_with_code(place, parents)
            if whole is not None:
                return whole
        return None

    def _find_with_code(self, place: int, codes: Sequence[str]) -> int | None:
        """Find the nearest number with one of some codes that may hold one; those before it are nearer."""
        before = range(place - 1, -1, -1)
        for one in chain(before, range(place + 1, len(self._numbers))):
            if self._codes[one] in codes and self._may_hold(one, place):
                return one
        return None

    def _may_hold(self, whole: int, part: int) -> bool:
        """Tell whether one number may be the whole of another: of one sort, no less, of one time."""
        left = self._numbers[whole]
        right = self._numbers[part]
        if self._amounts[whole] or left.value < right.value:
            return False
        if (left.unit == "元") != (right.unit == "元") or left.unit in _RATES:
            return False
        is_earlier = self._roles[whole] is Role.PREVIOUS
        return not is_earlier or self._roles[part] is Role.PREVIOUS

    def _find_named_whole(self, place: int) -> int | None:
        """Find the whole of a number behind 其中, by kind, or in a row with such a one."""
        nearest = self._find_predecessor(place)
        if nearest is None:
            return None
        between = self._sentence.get_words_between(place - 1, place)
        if "；" in between or not between:
            return None
        if self._is_of_which(place):
            whole = self._find_last_holder(place)
        else:
            whole = self._find_whole_of_row(place, nearest, between)
            if whole is None:
                whole = self._find_whole_of_kind(place, nearest, between)
        if whole is not None:
            self._named.add(place)
        return whole

    def _find_predecessor(self, place: int) -> int | None:
        """Find the number before one, but for those in closed brackets: 225条（其中125条），公众号167条."""
        if not place:
            return None
        text = self._sentence.text
        before = self._numbers[place - 1]
        if not _CLOSES_BRACKET.match(text, before.end, self._numbers[place].start):
            return place - 1
        opened = max(
            text.rfind(sign, self._sentence.first, before.start) for sign in "（("
        )
        outside = (one for one in range(place) if self._numbers[one].end <= opened)
        return max(outside, default=place - 1)

    def _find_whole_of_row(self, place: int, nearest: int, between: str) -> int | None:
        """Find the whole of the number before, where one more part of it follows."""
        whole = self._parts[nearest]
        if whole is None or whole == place or not self._is_alike(whole, place):
            return None
        # 其中一审9件、二审3件, 其中5件不予受理，2件退回
        is_row = between[0] in "、和及" or self._is_counted_first(place, nearest)
        is_row = is_row and nearest in self._named
        is_kind = self._codes[place] == self._codes[whole] is not None
        if (is_row or is_kind) and self._may_hold(whole, place):
            return whole
        return None

    def _is_counted_first(self, place: int, nearest: int) -> bool:
        """Tell whether two numbers of one unit stand before what they count: 5件不予受理，2件退回."""
        if self._numbers[place].unit != self._numbers[nearest].unit:
            return False
        own = map(self._sentence.get_own_words_before, (nearest, place))
        return all(
            words in ("", "其中", "有", "其中有", "另有", "还有") for words in own
        )

    def _find_last_holder(self, place: int) -> int | None:
        holders = (
            one
            for one in range(place - 1, -1, -1)
            if self._is_alike(one, place) and self._may_hold(one, place)
        )
        return next(holders, None)

    def _is_alike(self, left: int, right: int) -> bool:
        """Tell whether two numbers count things of one sort: persons, money, or others."""
        units = (self._numbers[left].unit, self._numbers[right].unit)
        if units[0] == units[1]:
            return True
        persons = [unit in _PERSONS for unit in units]
        is_money = "元" in units
        return persons[0] is persons[1] and not is_money and _RATES.isdisjoint(units)

    def _find_whole_of_kind(self, place: int, nearest: int, between: str) -> int | None:
        """Find the whole of a part by kind: 受理20件（公安9件、住建8件）, 接待89批，城乡建设类38批."""
        is_same = self._codes[place] == self._codes[nearest] is not None
        is_split = _OPENS_BRACKET.match(between) or _CONCERNING.fullmatch(between)
        if is_split and is_same:
            if self._may_hold(nearest, place):
                return nearest
            return None
        if not _BY_KIND.search(between):
            return None
        unit = self._numbers[place].unit
        wholes = (
            one
            for one in range(nearest, -1, -1)
            if self._numbers[one].unit == unit
            and self._parts[one] is None
            and not _BY_KIND.search(self._sentence.get_own_words_before(one))
            and self._may_hold(one, place)
        )
        return next(wholes, None)

    def _find_all_of_kind(self, place: int) -> int | None:
        """Find all that there are of what a number counts: 累计移送36件，2024年移送8件."""
        code = self._codes[place]
        if code is None or self._roles[place] not in (Role.ACTUAL, Role.NEGATED):
            return None
        start = self._sentence.find_clause_start(self._numbers[place].start)
        wholes = (
            one
            for one in range(place - 1, -1, -1)
            if self._codes[one] == code
            and self._numbers[one].start < start
            and self._numbers[one].value > self._numbers[place].value
            and self._is_all(one)
            and self._may_hold(one, place)
            and not self._is_at_other_time(one, place)
        )
        return next(wholes, None)

    def _find_all_of_period(self, place: int) -> int | None:
        """Find the number of the same code for a longer time: 一季度立案17件，全年立案89件."""
        whole = (one for one in self._list_alike(place) if self._is_within(place, one))
        return next(whole, None)

    def _find_all_of_some(self, place: int) -> int | None:
        """Find the number before of those of which some are counted: 完成述法70人，现场述法的12人."""
        if not _SOME_OF.search(self._sentence.get_own_words_before(place)):
            return None
        wholes = (
            one
            for one in self._list_alike(place)
            if one < place
            and self._numbers[one].value > self._numbers[place].value
            and not _SOME_OF.search(self._sentence.get_own_words_before(one))
        )
        return next(wholes, None)

    def _find_all_of_grade(self, place: int) -> int | None:
        """Find the number of those that were graded: 抽取案卷80宗，评出优秀案卷12宗、不合格2宗."""
        if not place or not self._is_graded(place):
            return None
        code = self._codes[place]
        wholes = (
            one
            for one in range(place - 1, -1, -1)
            if self._codes[one]
            and code in (None, self._codes[one])
            and self._scopes[one] is self._scopes[place]
            and self._numbers[one].value > self._numbers[place].value
            and not self._is_graded(one)
            and self._may_be_part(place, one)
        )
        return next(wholes, None)

    def _is_graded(self, place: int) -> bool:
        said = self._sentence.get_own_words_before(place)
        behind = self._sentence.get_words_behind(place)[:_LONGEST_GRADE]
        return _GRADE.search(said) is not None or _GRADE.match(behind) is not None

    def _list_alike(self, place: int) -> list[int]:
        """List the numbers that may hold one of the same code and scope, the nearest before it first."""
        code = self._codes[place]
        scope = self._scopes[place]
        if code not in self._repeated or self._roles[place] is not Role.ACTUAL:
            return []
        before = range(place - 1, -1, -1)
        return [
            one
            for one in chain(before, range(place + 1, len(self._numbers)))
            if (self._codes[one], self._scopes[one]) == (code, scope)
            and self._may_be_part(place, one)
        ]

    def _is_at_other_time(self, one: int, other: int) -> bool:
        """Tell whether the periods of two numbers do not meet: 上半年共60件，三季度30件."""
        left = self._periods[one].days
        right = self._periods[other].days
        if left is None or right is None:
            return False
        return left.last < right.first or right.last < left.first

    def _is_within(self, part: int, whole: int) -> bool:
        """Tell whether the period of a number is within that of another, and shorter."""
        inner = self._periods[part].days
        outer = self._periods[whole].days
        if inner is None or outer is None or inner == outer:
            return False
        return outer.first <= inner.first and inner.last <= outer.last

    def _find_filed(self, place: int) -> int | None:
        """Find what was taken up of what came of it, where both have one code: 上诉9件，维持原判8件."""
        if not place or self._codes[place] not in (None, self._codes[place - 1]):
            return None
        between = self._sentence.get_words_between(place - 1, place)
        if not _OUTCOME.fullmatch(between) or not self._may_be_part(place, place - 1):
            return None
        if _FILED.search(self._sentence.get_own_words_before(place - 1)):
            return place - 1
        return None

    def _is_all(self, place: int) -> bool:
        """Tell whether a number is all that there are, by 共 before it, or as what a change led to."""
        if self._parts[place] is not None:
            return False
        if self._roles[place] is Role.CUMULATIVE:
            return True
        if self._changes[place].change in (Change.UP_TO, Change.DOWN_TO):
            return True
        return _ALL.search(self._sentence.get_words_before(place)) is not None
