"""The periods that a sentence names, which of them a number belongs to, and their first and last days."""

import re
from bisect import bisect_right
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from tasks.report.numbers import NumberMatch, parse_chinese_numeral
from tasks.report.sentences import NumberedSentence

_YEAR = r"(?:20\d{2}年|今年|去年|上年|前年|本年|当年|明年|来年)"
_MONTH = r"(?:1[0-2]|[1-9])月(?:份|底|末|初|中旬|上旬|下旬)?"
_DAY = r"(?:1[0-2]|[1-9])月\d{1,2}日"
_SPAN = r"[-—–~～至到]+"
# What follows an end where the time until then is meant: `10月底，全县已立案`, `三季度末，共`
_SO_FAR = r"，?[^，。；：\d]{0,12}?(?:已|累计|共(?!同)|总计|合计)"
_QUARTERS = (
    r"(?:第[一二三四1-4]|前[两二三23]|[一1][-—至到][二三四2-4]|[一二三四])个?季度末?"
)
# Each alternative begins a period; the longer stand before the shorter.
_PERIOD_WORDS = "|".join(
    (
        # 截至2023年11月30日, 截止12月底, 截至目前, 截至年底
        rf"截[至止](?:到)?(?:(?:20\d{{2}}年|今年|去年|当年)?(?:{_DAY}|{_MONTH}|年底|年末|底|上半年|第?[一二三四]季度[末底]?)|20\d{{2}}年|目前|报告期末|发稿)",
        # 10月底前已办结, 2024年9月30日前共立案, 三季度末前, 至10月底, 到11月15日, 年初至10月底
        rf"(?:(?:20\d{{2}}年|今年|去年|当年)?(?:{_DAY}|{_MONTH}|第?[一二三四]季度末?|上半年)|(?:20\d{{2}}|去)年[底末])(?:之|以)?前(?={_SO_FAR})",
        rf"(?<![^，。；：\n（])[至到](?:20\d{{2}}年|今年)?(?:{_DAY}|(?:1[0-2]|[1-9])月份?[底末]|[一二三四]季度末)",
        rf"(?:{_YEAR}?年初|今年){_SPAN}(?:{_DAY}|{_MONTH})",
        # 自2021年复议体制改革以来, 2022年5月启动以来, 自机构改革以来, 实施以来, 自5月起, 10月以来
        rf"(?:自|从)?20\d{{2}}年(?:{_DAY}|{_MONTH})?[^，。；：、\d起至]{{2,14}}?以来",
        r"自[^，。；：、\d]{2,14}?以来|(?:实施|施行|启动|运行|成立|改革|试点|挂牌|组建|换届)以来",
        rf"(?:自|从)(?:{_DAY}|{_MONTH})(?:以来|起)|(?:{_DAY}|{_MONTH})以来",
        # 2021年至2023年, 2022—2023年, 2022年3月至2023年底
        rf"20\d{{2}}年(?:度|{_DAY}|{_MONTH}|初|底|以来)?{_SPAN}20\d{{2}}年(?:度|{_DAY}|{_MONTH}|间|期间|初|底|末)?",
        # 2023年1—11月, 2023年上半年, 2023年第三季度
        rf"20\d{{2}}年?{_SPAN}20\d{{2}}年(?:度|间|期间)?",
        rf"(?:自|从)?(?:20\d{{2}}年|今年)(?:{_DAY}|{_MONTH})?(?:以来|至今|起)",
        # 前11个月, 2024年前10个月
        rf"{_YEAR}?[前头](?:(?:1[0-2]|[2-9]|十一?|[二两三四五六七八九])个月|(?:1[0-2]|[2-9])月份?)",
        rf"{_YEAR}(?:{_DAY}|(?:1[0-2]|[1-9])月?份?){_SPAN}(?:{_DAY}|{_MONTH})",
        rf"{_YEAR}(?:上半年|下半年|{_QUARTERS}|{_DAY}|{_MONTH}|全年|度|底|末|初|同期|内)?",
        rf"{_DAY}{_SPAN}(?:{_DAY}|{_MONTH})|(?:1[0-2]|[1-9])月?份?{_SPAN}(?:{_DAY}|{_MONTH})",
        rf"(?:上|下)半年|{_QUARTERS}|全年(?:度)?|年内|年度(?=累计|共|内|新增)|本年度",
        r"(?:上|下)一?年度|上一年|(?:去|上)年同期|(?:一|两|二|三|四|五|\d)年(?:多)?来",
        r"(?:近|过去)(?:一|两|二|三|四|五|\d)年(?:来|间)?|近年来|历年来?(?=[，累共])|“?[七八九]五”?(?:普法(?:规划)?)?(?:实施)?(?:以来|期间|时期)|“?十[三四五]五”?(?:时期|期间|以来)",
        rf"(?:{_DAY}|{_MONTH})(?!起|国家|施行|实施)",
    )
)
# What is compared with is no period (较上年), nor is the year of a plan (2023年工作要点), nor the one that
# something is left for (结转下年度).
_PERIOD = re.compile(
    rf"(?<![较比同与和跟及])(?<!对比)(?<!对照)(?<!不足)(?<!结转)(?<!转入)(?<!转至)(?<!少于)(?<!多于)(?<![低高]于)"
    rf"(?P<period>{_PERIOD_WORDS})(?!龄|度|底|前|之前|以前|无休|工作要点|工作计划|任务清单|目标任务)"
)
# The signs that a period begins with; behind the digits of a year, a month or a day stands one of a few.
_PERIOD_OPENING = re.compile(
    r"[自从截至到头今去上前本当明来下第全年近过历实施启运成改试挂组换“一两二三四五七八九十1-9]"
    r"(?:(?<=[^1-9])|(?=\d{0,3}[年月份至到—–~～-]))"
)
# These need a clause's head before them, or 的 behind.
_BARE_PERIOD = re.compile(
    rf"(?:20\d{{2}}年度?|(?:1[0-2]|[1-9])月?份?{_SPAN}{_MONTH}|{_DAY}{_SPAN}{_DAY}|20\d{{2}}年?度?{_SPAN}20\d{{2}}年度?|{_DAY}|{_MONTH})"
)
_PERIOD_SIGN = re.compile(r"[年月季截五自来]")
_CLAUSE_HEAD = re.compile(
    r"^$|[，。；：、！？\n,;:!（(“在于自从由是拟]$|其中$|计划$|力争$"
)
# `2022年、2023年分别办理`, `2023、2024年分别`, `上半年和下半年分别`, `2022年、2023年，县政府分别`:
# each of the numbers behind has its own
_LISTED = r"(?:上(?=[、和]下半年)|20\d{2}年?度?|去年|今年|上年度?|本年度?|前年|[上下]半年|第?[一二三四]季度)"
_LISTED_PERIOD = re.compile(_LISTED)
_PERIOD_LIST = re.compile(
    rf"(?P<row>{_LISTED}(?:(?:、|和|及|与|以及){_LISTED})+)(?:[^，。；：\d]{{0,6}}，)?[^，。；：\d]{{0,14}}?分别"
)
# `较上年的254件`, `少于上年的40条`, `比去年受理的30件`: a number of the year that is compared with
_COMPARED = re.compile(
    r"(?:较|比|相比|对比|[少多低高]于|超过|不及)(?P<year>[上前]一年度?|上年度?|去年|前年|20\d{2}年度?)(?:同期|全年|[底末])?"
    r"(?:的|[^，。；：、\d增减升降多少]{1,8}的)$"
)
# `与上年的230件相比`
_COMPARED_WITH = re.compile(
    r"[与同和](?P<year>[上前]一年度?|上年度?|去年|前年|20\d{2}年度?)(?:同期|全年|[底末])?[^，。；：、\d]{0,8}的?$"
)
_COMPARED_BEHIND = re.compile(r"[^，。；：、\d]{0,6}相?比")
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
_OF = re.compile(r"[^，。；：、\d]{0,10}(?:的|结转(?:案件|事项|申请)?)")

_YEARS_AWAY = (
    (re.compile(r"前年"), -2),
    (re.compile(r"[去上]一?年|前一年"), -1),
    (re.compile(r"[明来]年|下一?年度"), 1),
)
_PRINTED_YEAR = re.compile(r"20\d{2}(?=年|$|度|[-—–~～至到])")
_PRINTED_DAY = re.compile(r"(?P<month>\d{1,2})月(?P<day>\d{1,2})日")
_PRINTED_MONTH = re.compile(r"(?P<month>1[0-2]|[1-9])(?:月|$)")
_HALF_YEAR = re.compile(r"(?P<half>[上下])半年")
_QUARTER = re.compile(r"(?P<row>前|[一1][-—至到])?(?P<quarter>[一二两三四1-4])个?季度")
_FIRST_MONTHS = re.compile(r"[前头](?P<count>\d{1,2}|十一?|[二两三四五六七八九])个?月")
_SINCE = re.compile(r"(?:以来|至今|起)$")
_UNTIL = re.compile(r"^(?:截[至止]到?|[至到])")
_BEFORE_DAY = re.compile(r"(?:之|以)?前$")
# `10月底，已立案30件`, `三季度末办结90件`: what there is at an end has come about since January
_AT_END = re.compile(r"(?:月份?|季度)[底末]$")
_FOLLOWED_BY_SO_FAR = re.compile(_SO_FAR)
_TWO_ENDS = re.compile(
    rf"^(?P<left>.*?\d[年月日]?[度份初底]?(?:以来)?){_SPAN}(?P<right>\d.*)$"
)
# 近三年, 过去5年间, 三年来
_YEARS_BACK = re.compile(r"(?:近|过去|^)(?P<count>[一两二三四五]|\d)年多?(?:来|间|$)")
# 十四五以来, “八五”普法以来: the first of five years
_FIVE_YEARS = re.compile(r"(?P<plan>十[三四五]|[七八九])五")
_FIRST_YEARS = {"十三": 2016, "十四": 2021, "十五": 2026, "七": 2016, "八": 2021, "九": 2026,}  # fmt: skip
_OPEN_PERIOD = re.compile(r"近年来|历年|^[^\d今七八九]{2,}以来$")
_LONGEST_YEAR = timedelta(days=366)


class _Days(NamedTuple):
    """The first and the last day of a period."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class NumberPeriod:
    """The period of one number: the words as printed, null where none are, and its days.

    The days are the report's own year where nothing is said; null where they are not known. `is_past` ends
    before the report's year, `is_future` begins behind it, and `is_long` holds the year and others before it.
    """

    words: str | None
    days: _Days | None
    is_past: bool = False
    is_future: bool = False
    is_long: bool = False

    @classmethod
    @lru_cache(maxsize=256)
    def make_own(cls, year: int | None) -> "NumberPeriod":
        """Give the period of a report of a year, which holds where no words name another."""
        return cls(None, _join_years(year, year) if year else None)

    @classmethod
    @lru_cache(maxsize=1024)
    def parse(cls, words: str, year: int | None) -> "NumberPeriod":
        """Read a period as printed in a report of a year; null days where the words do not say them."""
        days = _parse_days(words, year)
        if year is None or days is None:
            return cls(
                words,
                days,
                is_past=any(p.search(words) for p, years in _YEARS_AWAY if years < 0),
                is_future=bool(_YEARS_AWAY[-1][0].search(words)),
                is_long=days is None and bool(_OPEN_PERIOD.search(words)),
            )
        own = _join_years(year, year)
        return cls(
            words,
            days,
            is_past=days.last < own.first,
            is_future=days.first > own.last,
            is_long=days.first < own.first <= days.last
            and days.last - days.first > _LONGEST_YEAR,
        )


@dataclass(frozen=True, slots=True)
class _Mention:
    """A period where it is named: its offsets in the text, and what it is to a number."""

    start: int
    end: int
    period: NumberPeriod


def _parse_days(words: str, year: int | None) -> _Days | None:
    """Find the first and the last day of a period as printed in a report of a year.

    Null where the words do not say it: 近年来, or 上半年 where the report's year is not known.
    """
    five_years = _FIVE_YEARS.search(words)
    if five_years:
        first = _FIRST_YEARS[five_years["plan"]]
        return _join_years(first, _limit_year(first, first + 4, year))
    if _OPEN_PERIOD.search(words):
        return None
    back = _YEARS_BACK.search(words)
    if back and year:
        count = parse_chinese_numeral(back["count"]) or int(back["count"])
        return _join_years(year - count + 1, year)
    return _parse_ends(words, year)


def _limit_year(first: int, last: int, year: int | None) -> int:
    """End five years with the report's own, where they hold it."""
    if year and first <= year <= last:
        return year
    return last


def _parse_ends(words: str, year: int | None) -> _Days | None:
    until = _UNTIL.match(words) or _BEFORE_DAY.search(words)
    if until or words.endswith("季度末"):
        end = words
        if until and until.start() == 0:
            end = words[until.end() :]
        days = _parse_part(end, year)
        if days is None:
            return None
        return _Days(date(days.last.year, 1, 1), days.last)
    if words.startswith("年初"):
        words = f"1月{words[2:]}"
    if _SINCE.search(words):
        days = _parse_part(words, year)
        return days and _extend_to_year(days, year)
    ends = _TWO_ENDS.match(words)
    if ends is None:
        return _parse_part(words, year)
    left = _parse_part(ends["left"], year)
    right = _parse_part(ends["right"], left.first.year if left else year)
    if left and right:
        return _Days(left.first, right.last)
    return None


def _extend_to_year(days: _Days, year: int | None) -> _Days:
    """Extend what has gone on since a day to the end of the report's year."""
    last = date(max(year or 0, days.first.year), 12, 31)
    return _Days(days.first, last)


def _parse_part(words: str, year: int | None) -> _Days | None:
    """Parse one year, half, quarter, month or day."""
    printed = _PRINTED_YEAR.search(words)
    year = int(printed.group()) if printed else _count_year(words, year)
    if year is None:
        return None
    rest = words[printed.end() :].removeprefix("年") if printed else words
    day = _PRINTED_DAY.search(rest)
    if day:
        return _make_day(year, int(day["month"]), int(day["day"]))
    first, last = _parse_months(rest)
    return _join_months(year, first, last)


def _count_year(words: str, year: int | None) -> int | None:
    """Count the year that words such as 去年 mean from the report's."""
    away = (years for pattern, years in _YEARS_AWAY if pattern.search(words))
    if year is None:
        return None
    return year + next(away, 0)


def _parse_months(words: str) -> tuple[int, int]:
    """Find the first and the last month of a half, a quarter or a month; else of the whole year."""
    half = _HALF_YEAR.search(words)
    if half:
        if half["half"] == "上":
            return (1, 6)
        return (7, 12)
    months = _FIRST_MONTHS.search(words)
    if months:
        count = months["count"]
        return 1, int(count) if count.isdigit() else parse_chinese_numeral(count) or 12
    quarter = _QUARTER.search(words)
    if quarter:
        printed = quarter["quarter"]
        last = 3 * (parse_chinese_numeral(printed) or int(printed))
        if quarter["row"]:
            return (1, last)
        return (last - 2, last)
    month = _PRINTED_MONTH.search(words)
    if month:
        return (int(month["month"]), int(month["month"]))
    return (1, 12)


def _make_day(year: int, month: int, day: int) -> _Days | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return _Days(found, found)


def _join_months(year: int, first: int, last: int) -> _Days:
    end = monthrange(year, last)[1]
    return _Days(date(year, first, 1), date(year, last, end))


def _join_years(first: int, last: int) -> _Days:
    return _Days(date(first, 1, 1), date(last, 12, 31))


def _iter_period_words(sentence: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of words of periods, each looked for at its first sign and behind the one before."""
    last = 0
    for opening in _PERIOD_OPENING.finditer(sentence):
        start = opening.start()
        match = _PERIOD.match(sentence, start) if start >= last else None
        if match:
            last = match.end()
            yield match.span("period")


def _find_periods(sentence: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of the periods that a sentence names, in order; none stands inside 《…》."""
    if not _PERIOD_SIGN.search(sentence):
        return
    for start, end in _iter_period_words(sentence):
        if sentence.rfind("《", 0, start) > sentence.rfind("》", 0, start):
            continue
        opens_clause = _CLAUSE_HEAD.search(sentence[max(start - 2, 0) : start])
        is_bare = _BARE_PERIOD.fullmatch(sentence, start, end)
        if opens_clause or sentence.startswith("的", end) or not is_bare:
            yield start, end


class PeriodFinder:
    """Finds the periods of one sentence's numbers, in a report of a year; null where that is not known."""

    def __init__(self, sentence: NumberedSentence, year: int | None) -> None:
        self._sentence = sentence
        self._year = year
        self._own = NumberPeriod.make_own(year)
        self._mentions = list(self._iter_mentions())
        self._ends = [mention.end for mention in self._mentions]
        self._brackets = self._list_brackets()

    def find_all(self) -> list[NumberPeriod]:
        """Find the period of each number, in order."""
        found = list(map(self._find, self._sentence.numbers))
        for place, period in self._distribute_lists():
            found[place] = period
        for place, period in self._iter_periods_in_brackets():
            found[place] = period
        for place, period in self._iter_compared_rows():
            found[place] = period
        return found

    def _iter_compared_rows(self) -> Iterator[tuple[int, NumberPeriod]]:
        """Yield the year of each number in a row that others are compared with: 与去年的54件、19件相比."""
        sentence = self._sentence
        if "相比" not in sentence.words:
            return
        numbers = sentence.numbers
        for row in sentence.list_rows():
            is_compared = _COMPARED_BEHIND.match(sentence.text, numbers[row[-1]].end)
            start = numbers[row[0]].start
            words = sentence.text[max(start - 24, sentence.first) : start]
            match = _COMPARED_WITH.search(words) if is_compared else None
            if match:
                period = NumberPeriod.parse(match["year"], self._year)
                past = replace(period, words=None, is_past=True)
                yield from ((place, past) for place in row)

    def _iter_mentions(self) -> Iterator[_Mention]:
        words = self._sentence.words
        first = self._sentence.first
        for start, end in _find_periods(words):
            period = self._parse_mention(start, end)
            yield _Mention(first + start, first + end, period)

    def _parse_mention(self, start: int, end: int) -> NumberPeriod:
        """Read a period in its sentence: 10月底 is the time until then where 已 or 累计 follows."""
        printed = self._sentence.words[start:end]
        period = NumberPeriod.parse(printed, self._year)
        if _AT_END.search(printed) and _FOLLOWED_BY_SO_FAR.match(
            self._sentence.words, end
        ):
            until = NumberPeriod.parse(f"截至{printed}", self._year)
            return replace(until, words=printed)
        return period

    def _list_brackets(self) -> list[tuple[int, int]]:
        words = self._sentence.words
        first = self._sentence.first
        if "（" not in words and "(" not in words:
            return []
        spans = (match.span() for match in _BRACKETS.finditer(words))
        return [(first + start, first + end) for start, end in spans]

    def _find_bracket(self, offset: int) -> tuple[int, int] | None:
        """Find the bracket that an offset stands in."""
        spans = (span for span in self._brackets if span[0] < offset < span[1])
        return next(spans, None)

    def _find(self, number: NumberMatch) -> NumberPeriod:
        """Find the last period that the sentence names before a number: it holds until the next one."""
        compared = self._find_compared(number)
        if compared:
            return compared
        count = bisect_right(self._ends, number.start)
        for mention in reversed(self._mentions[:count]):
            if self._holds(mention, number):
                return self._shift_same_months(mention)
        return self._own

    def _find_compared(self, number: NumberMatch) -> NumberPeriod | None:
        """Find the year of a number that another is compared with; such a period is not printed of it."""
        text = self._sentence.text
        if "年" not in self._sentence.words:
            return None
        words = text[max(number.start - 24, self._sentence.first) : number.start]
        match = _COMPARED.search(words)
        if match is None and _COMPARED_BEHIND.match(text, number.end):
            match = _COMPARED_WITH.search(words)
        if match is None or number.unit == "倍":
            return None
        period = replace(
            NumberPeriod.parse(match["year"], self._year), words=None, is_past=True
        )
        if "同期" not in match.group():
            return period
        count = bisect_right(self._ends, number.start - len(match.group()))
        return self._shift_months(period, count)

    def _holds(self, mention: _Mention, number: NumberMatch) -> bool:
        """Tell whether a period that is named before a number is that number's."""
        text = self._sentence.text
        bracket = self._find_bracket(mention.start)
        if bracket and not bracket[0] < number.start < bracket[1]:
            return False
        # 2022年的2.3倍 is a comparison
        behind = text[mention.end : number.start]
        if number.unit == "倍" and behind == "的":
            return False
        if not mention.period.is_past:
            return True
        # 去年受理的12件跨村纠纷全部化解，今年…: the year is that of the first number alone
        following = (one for one in self._sentence.numbers if one.start >= mention.end)
        nearest = next(following)
        is_of = _OF.fullmatch(text, mention.end, nearest.start)
        return "；" not in behind and (nearest is number or not is_of)

    def _shift_same_months(self, mention: _Mention) -> NumberPeriod:
        """Give 去年同期 the months of the period before it: 1—10月立案8件，去年同期6件."""
        if "同期" not in (mention.period.words or ""):
            return mention.period
        return self._shift_months(mention.period, self._mentions.index(mention))

    def _shift_months(self, period: NumberPeriod, place: int) -> NumberPeriod:
        """Give a year the months of the period that is named before a place among the mentions."""
        if not place or period.days is None:
            return period
        days = self._mentions[place - 1].period.days
        if days is None or days.first.year != days.last.year:
            return period
        year = period.days.first.year
        months = _join_months(year, days.first.month, days.last.month)
        return replace(period, days=months)

    def _distribute_lists(self) -> Iterator[tuple[int, NumberPeriod]]:
        """Yield the periods of rows of numbers behind a row of periods and 分别, each to its own."""
        sentence = self._sentence
        text = sentence.text
        if "分别" not in sentence.words:
            return
        for row in _PERIOD_LIST.finditer(text, sentence.first, sentence.last):
            periods = []
            for words in _LISTED_PERIOD.findall(row["row"]):
                # 2022、2023年分别, 上、下半年分别: the last has the word for all
                whole = words
                if words.isdigit():
                    whole = f"{words}年"
                elif words == "上":
                    whole = "上半年"
                periods.append(NumberPeriod.parse(whole, self._year))
            start = row.end()
            later = (end for end in self._ends if end > start)
            stop = next(later, sentence.last)
            yield from self._pair(periods, start, stop)

    def _pair(
        self, periods: Sequence[NumberPeriod], start: int, end: int
    ) -> Iterator[tuple[int, NumberPeriod]]:
        """Yield the periods of the numbers of each row that is as long as theirs, between two offsets."""
        numbers = self._sentence.numbers
        for row in self._sentence.list_rows():
            is_between = start <= numbers[row[0]].start < end
            if is_between and len(row) == len(periods):
                yield from zip(row, periods, strict=True)

    def _iter_periods_in_brackets(self) -> Iterator[tuple[int, NumberPeriod]]:
        """Yield the periods that stand alone in brackets behind a number: 评查案卷30宗（上半年）."""
        numbers = self._sentence.numbers
        for mention in self._mentions:
            bracket = self._find_bracket(mention.start)
            if bracket is None:
                continue
            opening, closing = bracket
            if closing - mention.end > 2 or mention.start - opening > 2:
                continue
            before = [p for p, one in enumerate(numbers) if one.end <= opening]
            if before and opening - numbers[before[-1]].end <= 6:
                yield before[-1], mention.period
