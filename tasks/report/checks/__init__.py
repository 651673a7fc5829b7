"""Checks of what a report says against itself, and of what was never filled in (立案*件, XX街道, 待补充).

A check speaks only where the words leave no other reading: a wrong alarm costs more trust than a missed slip.
Numbers that are printed as approximate, or rounded to 万 or 亿, are never compared.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from tasks.model.catalogue import make_issue
from tasks.model.issue import Issue
from tasks.model.report import Quantity
from tasks.report.checks.arithmetic import check_arithmetic

# A single X may be a variable (打造X项特色); a single * or × is not.
_MASK = "[*＊×]{1,6}|[xXｘＸ]{2,6}"
_COUNT_UNITS = (
    "人次|家次|户次|批次|场次|件次|"
    "余?(?:件|起|宗|份|册|条|项|家|户|次|场|期|批|名|人|个|处|元|万元)"
)
# `立案*件`, `罚款××万元`, `培训xx人次`; 1+X项 and 5G+X个 are names, 3×5米 is a product
_MASKED_NUMBER = re.compile(
    rf"(?<![A-Za-z0-9+＋.\-“])\d{{0,4}}(?:{_MASK})[万亿]?(?:{_COUNT_UNITS})(?![+＋])"
)
_BLANKS = "XxＸｘ×〇○●＊*"
# `XX街道`, `××局`, `20××年`, `〇〇村`; a person's masked name (王××) and a masked firm (××公司) are privacy,
# no slip
_MASKED_NAME = re.compile(
    rf"20[{_BLANKS}]{{2}}年|(?<![{_BLANKS}零一二三四五六七八九王李张刘陈杨赵黄周吴某])[{_BLANKS}]{{2,4}}"
    r"(?:省|市|区|县|镇|乡|街道|社区|村|局|厅|委员会|办公室|部门|单位|年(?!代)|月|工作|同志|书记|镇长|主任|领导)"
)
# `____`, `（待补充）`, `此处填写`; 有待补充 is said of what is scarce
_TO_BE_FILLED = re.compile(
    r"[_＿]{3,}|[（(【\[](?:待|请|暂缺待)(?:补充|填写|填|补|核实|确认|更新|完善|定)[^）)】\]]{0,8}[）)】\]]"
    r"|(?<![有亟尚仍需还])待(?:补充|填写)(?=[。；，）)]|$)|此处(?:填写|插入|补充)|请(?:填写|输入)(?:具体)?(?:数字|数据|内容|单位|名称)"
)


_CONTEXT_WIDTH = 150
_ANY_PLACEHOLDER = re.compile(r"[*＊×xXｘＸ〇○●_＿]|[待请]|此处")
# A case is described without its names: ××镇村民诉县政府
_COURT_CASE = re.compile(r"诉|案例")


def _check_placeholders(text: str) -> Iterator[Issue]:
    """Yield an issue for each masked number, and one for each placeholder, with the sentence it stands in."""
    if not _ANY_PLACEHOLDER.search(text):
        return
    for match in _MASKED_NUMBER.finditer(text):
        sentence = _find_sentence(text, match)
        yield make_issue("masked_number", sentence, words=match.group())
    for match in chain(_MASKED_NAME.finditer(text), _TO_BE_FILLED.finditer(text)):
        sentence = _find_sentence(text, match)
        if match.re is _MASKED_NAME and _COURT_CASE.search(sentence):
            continue
        yield make_issue("placeholder", sentence, words=match.group())


def _find_sentence(text: str, match: re.Match[str]) -> str:
    """Find the sentence around a match, as far as the width on either side."""
    before = text[max(match.start() - _CONTEXT_WIDTH, 0) : match.start()]
    behind = text[match.end() : match.end() + _CONTEXT_WIDTH]
    start = re.split(r"[。\n]", before)[-1]
    end = re.split(r"(?<=。)|\n", behind)[0]
    return f"{start}{match.group()}{end}".strip()


def check_report(text: str, quantities: Sequence[Quantity]) -> Iterator[Issue]:
    """Yield what does not fit together in one report, sentence by sentence, then what was never filled in."""
    yield from check_arithmetic(text, quantities)
    yield from _check_placeholders(text)
