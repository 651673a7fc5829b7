"""The day of a list's row: of all dates that are printed in it, the one on which the entry was published.

A row prints a day whole, in parts (26 above 2026-01), without its year, more than once (成文 and 发布), or
only inside a summary, where it is none of the row's.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from bs4 import Tag
from bs4.element import NavigableString, PageElement

from tasks.sites.row_text import Piece, RowTag

# ---- Vocabulary: each pattern with an example of what it is for ----

_WIDE = str.maketrans("０１２３４５６７８９－／．：　", "0123456789-/.: ")
# 2024-01-23, 2024/1/23, 2024.01.23, 2024年1月23日
_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d{2})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)"
)
# 20260126, and nothing else
_COMPACT = re.compile(r"^\s*((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\s*$")
# 26-01-26, [26/01/26] 09:30: the year in two digits
_TWO_DIGITS = re.compile(
    r"^\D{0,2}(\d{2})([-/.])(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?\D{0,2}$"
)
# 发布日期：2026-01-26, 时间: 2026/1/26: in the title attribute of a row
_LABELLED = re.compile(
    r"(?P<label>[\u4e00-\u9fff]{0,4}(?:日期|时间))\s*[:：]\s*(?P<day>(?:19|20)\d{2}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2})"
)
# 1769392800, 1769392800000: seconds or milliseconds since 1970
_EPOCH = re.compile(r"^\s*(\d{9,10})(?:\d{3})?\s*$")
# 10:00, 10:00:00, T10:00:00+08:00
_TIME = re.compile(r"T?\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?")
# 2019年12月3日 09:30:00 星期二, the clock of a page's head
_CLOCK = re.compile(
    r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?\s*(?:\d{1,2}:\d{2}(?::\d{2})?)?\s*(?:星期|周)[一二三四五六日天]"
)
_YEAR = r"(?P<year>(?:19|20)\d{2})"
_MONTH = r"(?P<month>0?[1-9]|1[0-2])"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])"
# A day in parts, as the parts of one corner of a row read one after the other.
_SPLIT = tuple(
    re.compile(rf"^{form}$")
    for form in (
        rf"{_DAY}日?[\s/|]+{_YEAR}\s*[-/.年]\s*{_MONTH}月?",  # 26 2026-01, 26日 2026年1月
        rf"{_YEAR}\s*[-/.年]\s*{_MONTH}月?[\s/|]+{_DAY}日?",  # 2026-01 26
        rf"{_MONTH}\s*[-/.月]\s*{_DAY}日?[\s/|-]+{_YEAR}年?",  # 01-26 2026
        rf"{_YEAR}年?[\s/|-]+{_MONTH}\s*[-/.月]\s*{_DAY}日?",  # 2026 01-26
        rf"{_DAY}日?[\s/|]+{_MONTH}月?[\s/|]+{_YEAR}年?",  # 26 1月 2026
        rf"{_MONTH}月[\s/|]*{_DAY}日?[\s/|]+{_YEAR}年?",  # 1月 26日 2026
        rf"{_YEAR}年?[\s/|]+{_MONTH}月?[\s/|]+{_DAY}日?",  # 2026 01 26
    )
)
_IN_PARTS = re.compile(r"^[\s\d年月日/.|-]+$")  # what each of these is made of
# 01-26, [01/26], 01.26, 1月26日: a day without its year
_SHORT = re.compile(
    r"^\D{0,2}(?:(?P<month>0[1-9]|1[0-2])[-/.](?P<day>0[1-9]|[12]\d|3[01])|(?P<m>\d{1,2})月\s*(?P<d>\d{1,2})日?)\D{0,2}$"
)
# The pieces that a day in parts is made of: 26, 2026-01, 1月, [01-26], Jan
_PARTIAL = re.compile(r"^[\s\d年月日/.|\[\]()（）【】,:-]+$")
_BRACKETS = re.compile(r"[\[\]()（）【】,]")
_MONTHS = (
    "jan feb mar apr may jun jul aug sep oct nov dec".split()
)  # Jan, January, JAN.
_MONTH_NAME = re.compile(
    rf"\b({'|'.join(_MONTHS)})[a-z]{{0,6}}\.?(?![a-z])", re.IGNORECASE
)
# 截至2025年12月31日, 自2026年1月1日起施行: what a sentence says
_SENTENCE = re.compile(r"[，。；！？]|(?:截至|截止|自|至|从|到|在|于)\s*$")
_STOP = re.compile(r"[，。；！？]")
_MOST_WORDS = 24
_DIGIT = re.compile(r"\d|二[〇○零]")
# 二〇二六年一月二十六日
_NUMERAL_DAY = re.compile(
    r"(二[〇○零][〇○零一二三四五六七八九]{2})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_NUMERALS = {sign: value for value, sign in enumerate("〇一二三四五六七八九")}
_NUMERALS |= {"零": 0, "○": 0}
_LETTER = re.compile(r"[\u4e00-\u9fffA-Za-z]")


class _Rank(IntEnum):
    """What a date is worth as the day of publication, the best first."""

    PUBLISHED = 0
    MARKED = 1
    PLAIN = 2
    UPDATED = 3
    WRITTEN = 4
    NONE = 5


# What stands before a date, above its column, or in the class of its element.
_RANKS = (
    # 施行日期, 有效期至, 截止日期, 今天是
    (_Rank.NONE, re.compile(r"施行|实施|生效|有效|截止|失效|废止|今天|现在|当前时间|expire|clock")),
    # 更新时间, 修改日期; class="update"
    (_Rank.UPDATED, re.compile(r"更新|修改|修订|变更|update|modif|gxsj|gxrq")),
    # 成文日期, 生成日期, 印发日期, 发文日期
    (_Rank.WRITTEN, re.compile(r"成文|生成|印发|制定|签发|签署|发文日期|形成|cwrq|cwsj")),
    # 发布时间, 公开日期, 上网时间; class="pubtime"
    (_Rank.PUBLISHED, re.compile(r"发布|公开|公布|上网|上传|登载|刊登|发文时间|发表|pub|fbsj|fbrq|release")),
    # 日期, 时间; class="date"
    (_Rank.MARKED, re.compile(r"日期|时间|date|time|(?:^|\W)(?:rq|sj|day)(?:$|\W)")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RowDay:
    """The day of a row; null where it prints none or one without a year.

    `printed`: it prints one, whole or not.
    """

    day: date | None = None
    printed: bool = False

    @staticmethod
    def find_date(text: str) -> date | None:
        """Find the last date of a text, where lists print it."""
        for year, month, day in reversed(_DATE.findall(text.translate(_WIDE))):
            found = _make_date(year, month, day)
            if found:
                return found
        return None

    @classmethod
    def find_labelled(cls, text: str) -> "RowDay":
        """Find the day that a text names as that of publication: 发布日期：2026-01-26."""
        days: list[_Dated] = []
        for found in _LABELLED.finditer(text.translate(_WIDE)):
            day = cls.find_date(found["day"])
            rank = _rank_words(found["label"])
            if day and rank not in (None, _Rank.NONE):
                days.append(_Dated(rank or _Rank.PLAIN, day))
        best = min(
            days,
            key=lambda one: one.rank,
            default=None,
        )
        if best:
            return cls(best.day, True)
        return cls()

    @staticmethod
    def parse_stamp(written: str) -> date | None:
        """Read the Beijing day of a moment as data holds it.

        A printed date, 20260126, seconds or milliseconds.
        """
        compact = _COMPACT.match(written)
        if compact:
            return _make_date(*compact.groups())
        epoch = _EPOCH.match(written)
        if epoch:
            moment = datetime.fromtimestamp(int(epoch[1]), UTC) + timedelta(hours=8)
            return moment.date()
        return RowDay.find_date(written)

    @classmethod
    def find(
        cls, pieces: Sequence[Piece], find_year: Callable[[int, int], int | None]
    ) -> "RowDay":
        """Find the day of a row among its pieces.

        `find_year` gives the year of a month and day that stand without it, from what is around the row.
        """
        if not any(_DIGIT.search(piece.text) for piece in pieces):
            return cls()
        dated: list[_Dated] = []
        shorts: list[re.Match[str]] = []
        runs = _join_runs(pieces)
        for place, run in enumerate(runs):
            if not _DIGIT.search(run.text):
                continue
            # To look around a run and to rank it is dear, and most hold no date.
            day = _read_run(run)
            short = None if day else _SHORT.match(run.text)
            if not day and not short:
                continue
            if _is_of_no_row(runs, place):
                continue
            if day:
                rank = _rank_words(_before_date(run.text)) or _rank_run(runs, place)
                dated.append(_Dated(rank, day))
            elif short:
                rank = _rank_run(runs, place)
                title = str(run.tag.get("title") or "")
                named = RowDay.find_date(title)
                if named:
                    dated.append(_Dated(rank, named))
                elif rank is not _Rank.NONE:
                    shorts.append(short)
        best = _choose_best(dated)
        if best is not None:
            return cls(best, True)
        if not shorts:
            return cls()
        return cls(_complete_day(shorts[-1], find_year), True)


class _Run(NamedTuple):
    """Pieces that are read as one: the parts of a day, or a text."""

    text: str
    tag: Tag
    cell: Tag | None


class _Dated(NamedTuple):
    rank: _Rank
    day: date


def _choose_best(dated: Sequence[_Dated]) -> date | None:
    """Choose the day of the best rank, of several the last; null where none has a rank."""
    usable = [one for one in dated if one.rank is not _Rank.NONE]
    if not usable:
        return None
    best = min(one.rank for one in usable)
    return [one.day for one in usable if one.rank == best][-1]


def _complete_day(
    short: re.Match[str], find_year: Callable[[int, int], int | None]
) -> date | None:
    month = int(short["month"] or short["m"])
    day = int(short["day"] or short["d"])
    year = find_year(month, day)
    if year:
        return _make_date(str(year), str(month), str(day))
    return None


def _make_date(
    year: str,
    month: str,
    day: str,
) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None  # 2024-13-45: not a date, whatever it is


def _join_runs(pieces: Sequence[Piece]) -> list[_Run]:
    """Join the parts of a day that stand side by side in one cell."""
    runs: list[_Run] = []
    partial = False
    for piece in pieces:
        text = _normalize_piece(piece.text)
        is_partial = _PARTIAL.match(text) is not None
        last = runs[-1] if runs else None
        goes_on = is_partial and partial and last is not None
        # a day that is whole already takes nothing more
        if (
            last
            and goes_on
            and last.cell is piece.cell
            and not _has_day(last.text, text)
        ):
            runs[-1] = last._replace(text=f"{last.text} {text}")
            continue
        runs.append(_Run(text, piece.tag, piece.cell))
        partial = is_partial
    return runs


@lru_cache(maxsize=4096)
def _normalize_piece(text: str) -> str:
    """Give a piece with plain digits and signs, and with numbers for the names of months."""
    plain = _MONTH_NAME.sub(_name_month, text.translate(_WIDE)).strip()
    if "月" in plain and "二" in plain:
        plain = _NUMERAL_DAY.sub(_print_numerals, plain)
    return plain


def _has_day(*texts: str) -> bool:
    return any(map(_DATE.search, texts))


def _print_numerals(found: re.Match[str]) -> str:
    year = "".join(str(_NUMERALS[sign]) for sign in found[1])
    return f"{year}年{_read_tens(found[2])}月{_read_tens(found[3])}日"


def _read_tens(numeral: str) -> int:
    """Read a numeral below 100: 六, 十, 二十六."""
    parts = numeral.split("十")
    count = _NUMERALS.get(parts[-1], 0)
    if len(parts) == 1:
        return count
    return 10 * _NUMERALS.get(parts[0], 1) + count


def _name_month(found: re.Match[str]) -> str:
    return f"{_MONTHS.index(found[1].lower()) + 1}月"


def _read_run(run: _Run) -> date | None:
    """Read the day of a run: whole, in parts, or as data; null when it is in a sentence, or none."""
    text = run.text
    whole = list(_DATE.finditer(text))
    if whole:
        last = whole[-1]
        if _is_sentence(text, last):
            return None
        if _is_in_sentence(run.tag):
            return None
        return _make_date(*last.groups())
    if run.tag.has_attr("datetime") or _COMPACT.match(text):
        return RowDay.parse_stamp(text)
    brief = _TWO_DIGITS.match(text)
    if brief:
        return _make_date(f"20{brief[1]}", brief[3], brief[4])
    bare = _BRACKETS.sub(" ", text).strip()
    for form in _SPLIT if _IN_PARTS.match(bare) else ():
        split = form.match(bare)
        if split:
            return _make_date(split["year"], split["month"], split["day"])
    return None


def _is_sentence(text: str, found: re.Match[str]) -> bool:
    """Tell whether a date stands in a sentence, as in a summary: many words, or stops, around it."""
    before = text[: found.start()]
    after = text[found.end() :]
    if _rank_words(before[-6:]) is not None and before.rstrip().endswith((":", "于")):
        return False
    rest = before + _TIME.sub("", after)
    return bool(
        _SENTENCE.search(before)
        or _STOP.search(after)
        or len(_LETTER.findall(rest)) > _MOST_WORDS
    )


def _is_in_sentence(tag: Tag) -> bool:
    """Tell whether a sentence goes on around an element, as in 截至<b>2025年12月31日</b>，共办结12件."""
    before = tag.previous_sibling
    after = tag.next_sibling
    ends = isinstance(before, NavigableString) and _SENTENCE.search(before)
    goes_on = isinstance(after, NavigableString) and _STOP.match(after)
    return bool(ends or goes_on)


def _is_of_no_row(runs: Sequence[_Run], place: int) -> bool:
    return RowTag(runs[place].tag).is_summary() or _is_clock(runs, place)


def _is_clock(runs: Sequence[_Run], place: int) -> bool:
    """Tell whether a run is the clock of a page's head; its day of the week may stand in the next one."""
    words = f"{runs[place].text} "
    behind = place + 1
    if behind < len(runs):
        words += runs[behind].text[:3]
    if "周" not in words and "期" not in words:
        return False
    return _CLOCK.search(words) is not None


def _before_date(text: str) -> str:
    found = list(_DATE.finditer(text))
    if found:
        return text[: found[-1].start()][-8:]
    return ""


@lru_cache(maxsize=1024)
def _rank_words(words: str) -> _Rank | None:
    """Rank a date by a label; null when the words are none."""
    lowered = words.lower()
    for rank, pattern in _RANKS:
        if pattern.search(lowered):
            return rank
    return None


def _rank_run(runs: Sequence[_Run], place: int) -> _Rank:
    """Rank a run's date by the heading of its column, the run before it, or the class of its element."""
    run = runs[place]
    heading = _read_column_heading(run.cell) if run.cell is not None else ""
    rank = _rank_words(heading)
    if rank is not None:
        return rank
    before = runs[place - 1].text if place else ""
    if before.endswith(":") and (rank := _rank_words(before[-8:])) is not None:
        return rank
    for around in (run.tag, run.tag.parent):
        names = " ".join(RowTag(around).get_classes()) if around else ""
        if names and (rank := _rank_words(names)) is not None:
            return rank
    return _Rank.PLAIN


def _read_column_heading(cell: Tag) -> str:
    """Give the words above a table's column: those of the first row, where it holds headings and no link."""
    row = RowTag(cell).find_around("tr")
    table = RowTag(cell).find_around("table")
    first = RowTag(table).find_inside("tr") if table is not None else None
    if first is None:
        return ""
    if row is None:
        return ""
    if first is row:
        return ""
    if RowTag(first).find_inside("a"):
        return ""
    headings = _keep_cells(first.children)
    place = len(_keep_cells(cell.previous_siblings))
    if place < len(headings):
        return headings[place].get_text()
    return ""


def _keep_cells(nodes: Iterable[PageElement]) -> list[Tag]:
    return [one for one in nodes if isinstance(one, Tag) and one.name in ("td", "th")]
