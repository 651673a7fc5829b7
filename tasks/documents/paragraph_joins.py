"""Paragraphs that a page or line break cut in two are joined.

Words printed twice at a page edge are dropped.
"""

import re
from collections.abc import Container, Iterable

from tasks.model.catalogue import make_issue
from tasks.model.cpu_limit import check_cpu
from tasks.model.issue import Issue

_NUMERAL = "[一二三四五六七八九十百]"
_NUMBER_SIGN = "[㈠-㈩⒈-⒛⑴-⒇]"
_NUMBER = (
    rf"{_NUMERAL}{{1,3}}(?:、|[．.](?!\d)|[．.](?=20\d\d年))|第{_NUMERAL}{{1,3}}(?:部分|章)|"
    rf"[（(]{_NUMERAL}{{1,3}}[）)]|{_NUMERAL}{{1,3}}[）)]|\d{{1,2}}(?:、|[.．﹒](?!\d))|[（(]\d{{1,2}}[）)]"
)

# `一、` `第一部分` `（一）` `(一)` `一）` `㈠` `1.` `1、` `⒈` `（1）` `⑴` `①` `一是` `第一，` `附件1`
OPENS_WITH_MARKER = re.compile(
    rf"{_NUMBER}|{_NUMBER_SIGN}|[①-⑳❶-❿]|{_NUMERAL}{{1,3}}是|第{_NUMERAL}{{1,3}}[，、]|附件"
)
# the same without the run-in forms: what may stand alone on a line as a heading; `1）` may close a bracket
# elsewhere
OPENS_AS_HEADING = re.compile(rf"{_NUMBER}|{_NUMBER_SIGN}|\d{{1,2}}[）)]")

# A line shorter than this that ends without punctuation may be a title, a name or a heading of its own; PDF
# lines of these reports hold 25 characters and more.
SHORTEST_BROKEN_LINE = 25
# A numbered line without 。 up to this length is a heading on a line of its own, not a sentence cut by the
# page.
LONGEST_HEADING_LINE = 60
# At most this many characters are printed again at the top of a page.
LONGEST_REPEATED_EDGE = 12

# Brackets of mixed width close each other.
_BRACKET_PAIRS = (("《", "》"), ("“", "”"), ("（(", "）)"), ("「", "」"), ("〔", "〕"))
_SENTENCE_END = re.compile(r"[。！？]")
# `…工作。` `…如下：` `“…抓落实。”`, and a line in brackets as a whole: `（2024年1月5日在…会议上）`
_SENTENCE_CLOSED = re.compile(
    r"[。！？；：:;!?…][”’』」）)》〉〕\]]*$|^[（(【〔].*[）)】〕]$"
)
# `，` at the end of a line always goes on
_SENTENCE_GOES_ON = re.compile(r"[，、,+＋—－-]$")
# No paragraph begins so: with a mark that closes something, or a bare unit behind a number.
_CLOSES = re.compile(r"[，。；：！？、,;:!?）〉》」』】〕%％‰]")
_BARE_UNIT = re.compile(
    r"(?:人次|场次|[万亿]?元|余?[件人次场起个项部条份名家户期万亿宗例篇]|案次|平方米|公里|小时|个?百分点)"
    r"(?=[，。；：！？、,;:!?）)]|$)"
)
_NUMBER_END = re.compile(r"\d$")
# `2024年1月5日`, `二〇二四年一月五日` alone on a line
_DATE_LINE = re.compile(
    r"^[（(]?(?:\d{4}|[二〇○零一二三四五六七八九]{4})年[^，。]{1,8}日[）)]?$"
)
# 棠川县综合行政执法局2023年度法治政府建设工作报告: below a cover letter, too
_REPORT_TITLE = re.compile(
    r"^[^，。；：,;:]{0,60}(?:法治|依法行政)[^，。；：,;:]{0,24}(?:报告|总结)$"
)
# before the first sentence, a line without any of these is a title or an issuer, however long it is
_SENTENCE_MARKS = re.compile(r"[，。；：,;:]")
# `…良好氛围。` + `围。抓好…`
_PAGE_EDGE = re.compile(rf"^[^。！？；]{{1,{LONGEST_REPEATED_EDGE}}}[。！？；]")


# Of a longer joined paragraph, only its two ends and what the middle leaves open are looked at again.
_LONGEST_WHOLE = 1000
_HEAD = 100
_TAIL = 200
_MOST_OPEN = 60


def _shorten(text: str) -> str:
    """Leave out the middle of a long paragraph, but for what the lines behind it are judged by.

    Else each line would cost as much as all before it. What stays are one mark between clauses, one end of a
    sentence, and the brackets that the middle's last sentence leaves open.
    """
    if len(text) <= _LONGEST_WHOLE:
        return text
    middle = text[_HEAD:-_TAIL]
    kept = [text[:_HEAD]]
    if _SENTENCE_MARKS.search(middle):
        kept.append("，")
    if "。" in middle:
        kept.append("。")
    elif _SENTENCE_END.search(middle):
        kept.append("！")
    last = _SENTENCE_END.split(middle)[-1]
    for opening, closing in _BRACKET_PAIRS:
        opened = sum(map(last.count, opening))
        closed = sum(map(last.count, closing))
        sign = opening[0] if opened > closed else closing[0]
        open_count = abs(opened - closed)
        kept.append(sign * min(open_count, _MOST_OPEN))
    kept.append(text[-_TAIL:])
    return "".join(kept)


def _has_open_bracket(text: str) -> bool:
    """Tell whether a bracket or quote of the last sentence is open.

    One left open earlier is a slip of the pen.
    """
    last = _SENTENCE_END.split(text)[-1]
    for opening, closing in _BRACKET_PAIRS:
        if sum(map(last.count, opening)) > sum(map(last.count, closing)):
            return True
    return False


def _is_heading_line(text: str) -> bool:
    return (
        "。" not in text
        and len(text) <= LONGEST_HEADING_LINE
        and bool(OPENS_AS_HEADING.match(text))
    )


def ends_sentence(text: str) -> bool:
    """Tell whether a line ends a sentence, or is a heading or a date by itself."""
    is_closed = bool(_SENTENCE_CLOSED.search(text) or _DATE_LINE.match(text))
    return is_closed or _is_heading_line(text)


def _is_short(text: str) -> bool:
    """Tell whether a line may stand for itself.

    Behind a run-in heading (（一）学习。全镇), a sentence has begun.
    """
    is_run_in = "。" in text and OPENS_AS_HEADING.match(text)
    return len(text) < SHORTEST_BROKEN_LINE and not is_run_in


def _is_broken(
    text: str,
    following: str,
    *,
    opening: bool,
    intact: bool,
) -> bool:
    """Tell whether a break cut the sentence between two paragraphs in two.

    `opening` says that no sentence stands before them: titles and issuers do. `intact` says that the file
    itself parts its paragraphs: then only an open bracket or a comma joins them.
    """
    if not text or _is_separate(text, following):
        return False
    if _begins_inside(text, following):
        return True
    if _has_open_bracket(text) or _SENTENCE_GOES_ON.search(text):
        return True
    if intact or _is_complete(text):
        return False
    return not opening or bool(_SENTENCE_MARKS.search(text))


def _begins_inside(text: str, following: str) -> bool:
    """Tell whether a text begins as no paragraph does, behind one that ends no sentence."""
    if _CLOSES.match(following):
        # Of an item's number, `、` alone may be left.
        is_item = following.startswith("、") and _is_heading_line(text)
        return not is_item and not _SENTENCE_CLOSED.search(text)
    return bool(_NUMBER_END.search(text) and _BARE_UNIT.match(following))


def _is_separate(text: str, following: str) -> bool:
    """Tell whether two paragraphs are two by their form: a table's row, a numbered paragraph, a date."""
    if "\t" in text or "\t" in following:
        return True
    if OPENS_WITH_MARKER.match(following):
        return True
    return bool(_DATE_LINE.match(following) or _DATE_LINE.match(text))


def _is_complete(text: str) -> bool:
    """Tell whether a paragraph may end where it ends."""
    is_closed = bool(_SENTENCE_CLOSED.search(text))
    is_title = bool(_REPORT_TITLE.search(text))
    return is_closed or is_title or _is_heading_line(text) or _is_short(text)


def _drop_repeated_edge(text: str, following: str) -> tuple[str, str]:
    """Give the following paragraph without the words that the page before ended with, and those words."""
    match = _PAGE_EDGE.match(following)
    if match:
        edge = match.group()
        if text.endswith(edge) and len(text) > 2 * len(edge):
            return following.removeprefix(edge), edge
    return following, ""


def join_paragraphs(
    paragraphs: Iterable[str], *, intact: bool = False, ends: Container[int] = ()
) -> tuple[list[list[str]], tuple[Issue, ...]]:
    """Join broken paragraphs and drop repeated page edges; each dropped edge is an issue.

    `intact` says that the file itself parts its paragraphs. At the positions `ends` stand paragraphs that end
    where they end: nothing is joined to them. Gives each joined paragraph as the pieces that it was joined
    from: one for each paragraph that came, without what was dropped of it.
    """
    pieces: list[list[str]] = []
    issues: list[Issue] = []
    last = ""  # the pieces of the last paragraph, joined, and shortened where they are many
    opening = True  # no sentence stands before the last paragraph
    for position, text in enumerate(paragraphs):
        check_cpu()
        rest, edge = _drop_repeated_edge(last, text)
        if edge:
            issues.append(_build_edge_issue(edge, last, text))
        can_join = position - 1 not in ends
        if edge or (
            can_join and _is_broken(last, rest, opening=opening, intact=intact)
        ):
            last = _shorten(last + rest)
            pieces[-1].append(rest)
        elif rest:
            opening = opening and "。" not in last
            last = rest
            pieces.append([rest])
    return pieces, tuple(issues)


def _build_edge_issue(edge: str, text: str, following: str) -> Issue:
    evidence = f"{text[-20:]}¶{following[:20]}"
    return make_issue("repeated_page_edge", evidence, edge=edge)
