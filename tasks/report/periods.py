"""The periods that a sentence names, and which of them a number belongs to."""

import re
from collections.abc import Iterator, Sequence

from tasks.report.numbers import NumberMatch

_YEAR = r"(?:20\d{2}年|今年|去年|上年|前年|本年|当年)"
_MONTH = r"(?:1[0-2]|[1-9])月(?:份|底|末|初|中旬|上旬|下旬)?"
_DAY = r"(?:1[0-2]|[1-9])月\d{1,2}日"
_SPAN = r"[-—–~～至到]+"
# Each alternative begins a period; the longer stand before the shorter.
_PERIOD_WORDS = "|".join(
    (
        # 截至2023年11月30日, 截止12月底, 截至目前, 截至年底
        rf"截[至止](?:到)?(?:(?:20\d{{2}}年|今年|去年|当年)?(?:{_DAY}|{_MONTH}|年底|年末|底)|20\d{{2}}年|目前|报告期末|发稿)",
        # 2021年至2023年, 2022—2023年, 2022年3月至2023年底
        rf"20\d{{2}}年(?:度|{_DAY}|{_MONTH}|初|底|以来)?{_SPAN}20\d{{2}}年(?:度|{_DAY}|{_MONTH}|间|期间|初|底|末)?",
        # 2023年1—11月, 2023年上半年, 2023年第三季度
        rf"20\d{{2}}年?{_SPAN}20\d{{2}}年(?:度|间|期间)?",
        rf"(?:自|从)?(?:20\d{{2}}年|今年)(?:{_DAY}|{_MONTH})?(?:以来|至今|起)",
        rf"{_YEAR}(?:1[0-2]|[1-9])月?份?{_SPAN}(?:{_DAY}|{_MONTH})",
        rf"{_YEAR}(?:上半年|下半年|(?:第?[一二三四]|前[两二三])个?季度|{_DAY}|{_MONTH}|全年|度|底|末|初|同期|内)?",
        rf"(?:1[0-2]|[1-9])月?份?{_SPAN}{_MONTH}",
        r"(?:上|下)半年|(?:第[一二三四]|前[两二三]|[一二三四])个?季度|全年(?:度)?|年内|年度(?=累计|共|内|新增)|本年度",
        r"(?:上|下)一?年度|上一年|(?:去|上)年同期|(?:一|两|二|三|四|五|\d)年(?:多)?来",
        r"(?:近|过去)(?:一|两|二|三|四|五|\d)年(?:来|间)?|近年来|“?[七八九]五”?(?:普法)?以来|“?十[三四五]五”?(?:时期|期间|以来)",
        rf"(?:{_DAY}|{_MONTH})(?!起|国家|施行|实施)",
    )
)
# What is compared with is no period (较上年), nor is the year of a plan (2023年工作要点).
_PERIOD = re.compile(
    rf"(?<![较比同与和跟及])(?<!对比)(?<!对照)(?<!不足)(?P<period>{_PERIOD_WORDS})(?!龄|度|底|前|之前|无休|工作要点|工作计划|任务清单|目标任务)"
)
# These need a clause's head before them, or 的 behind.
_BARE_PERIOD = re.compile(
    rf"(?:20\d{{2}}年度?|(?:1[0-2]|[1-9])月?份?{_SPAN}{_MONTH}|20\d{{2}}年?度?{_SPAN}20\d{{2}}年度?|{_DAY}|{_MONTH})"
)
_PERIOD_SIGN = re.compile(r"[年月季截五]")
_CLAUSE_HEAD = re.compile(r"^$|[，。；：、！？\n,;:（(“在于自从由是]$|其中$")


def find_periods(sentence: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of the periods that a sentence names, in order; none stands inside 《…》."""
    if not _PERIOD_SIGN.search(sentence):
        return
    for match in _PERIOD.finditer(sentence):
        start, end = match.span("period")
        if sentence.rfind("《", 0, start) > sentence.rfind("》", 0, start):
            continue
        opens_clause = _CLAUSE_HEAD.search(sentence[max(start - 2, 0) : start])
        is_bare = _BARE_PERIOD.fullmatch(match["period"])
        if opens_clause or sentence.startswith("的", end) or not is_bare:
            yield start, end


def find_period(
    text: str, periods: Sequence[tuple[int, int]], first: int, number: NumberMatch
) -> str | None:
    """Find the last period that the sentence names before a number: it holds until the next one."""
    for start, end in reversed(periods):
        if first + end > number.start:
            continue
        # 2022年的2.3倍 is a comparison
        behind = text[first + end : number.start]
        if number.unit == "倍" and behind == "的":
            continue
        return text[first + start : first + end]
    return None
