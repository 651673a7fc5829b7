"""The title of a report and its document number, from the first lines or from what the page says."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tasks.report.markers import match_marker
from tasks.report.organ import find_organ_in_title
from tasks.report.outline import ORGAN_LINE
from tasks.report.traditional import simplify_characters

# 法治政府建设年度报告, 依法行政工作总结, 法治建设工作情况的报告
_SUBJECT = re.compile(r"法治|法制|依法行政|依法治")
_YEAR = re.compile(r"20\d\d|二[〇○零]")
# …情况报告（摘要）
_TITLE_ENDING = re.compile(r"(?:报告|总结|汇报|情况|年报)(?:[（(][^）)]{1,12}[）)])?$")
# 棠川县2023年法治政府建设, and nothing behind it
_SHORT_TITLE = re.compile(r".20\d\d年度?法治政府建设$")
# 科办政办发〔2023〕4号, 开州委法20239号 with lost brackets; on its line the signer may follow
_DOCUMENT_NUMBER = re.compile(
    r"^[一-鿿]{2,16}\s?[〔\[［（(]?(?:19|20)\d\d[〕\]］）)]?\s?第?\d{1,4}号(?=$|\s*签发人)"
)
# 棠川县2023年度法治政府建设|情况报告, 关于2023年|…
_FIRST_HALF = re.compile(r"法治|法制|依法|20\d\d年|^关于")
# 珞林市: a place alone on a line
_PLACE = re.compile(r"^[一-鿿]{2,14}[省市区县旗州盟]$")
_SITE_PARTS = re.compile(r"[_|｜]|\s[-–—]\s|\s{2,}|(?<=[府网开]) ")
# A title stands among the first lines, on at most four of them.
_FIRST_LINES = 10
_LONGEST_TITLE = 120
_MOST_LINES = 4
_STOPS = "。；！？：:"


@dataclass(frozen=True, slots=True)
class TitleFinding:
    """A title, the offset behind its last line in the text (0 when it stands on none), and where it was read."""

    title: str | None
    end: int
    origin: str


def is_title(text: str) -> bool:
    """Tell whether a line reads like a report's title, in characters of either kind."""
    text = simplify_characters(text)
    return (
        bool(_SUBJECT.search(text))
        and bool(_TITLE_ENDING.search(text) or _SHORT_TITLE.search(text))
        and not any(stop in text for stop in _STOPS)
    )


def _is_title_part(line: str) -> bool:
    """Tell whether a line may belong to the title below it: an issuer, or the title's own first half."""
    if (
        len(line) > 40
        or any(stop in line for stop in _STOPS + "，,")
        or _DOCUMENT_NUMBER.match(line)
    ):
        return False
    issuer = ORGAN_LINE.match(line) or _PLACE.match(line)
    return bool(issuer) or (
        bool(_FIRST_HALF.search(line)) and not _TITLE_ENDING.search(line)
    )


def _is_title_end(lines: Sequence[str], last: int) -> bool:
    """Tell whether a title may end with a line; a short one only where no further line ends it."""
    if _SHORT_TITLE.search(lines[last]):
        return find_organ_in_title(lines[last]) is not None and not any(
            map(_TITLE_ENDING.search, lines[last + 1 : last + 2])
        )
    return bool(_TITLE_ENDING.search(lines[last]))


def _find_title_in_lines(lines: Sequence[str]) -> TitleFinding | None:
    """Find a title on one line, or on several that make one together (joint issuers above 关于…的报告)."""
    plain = [simplify_characters(line) for line in lines]
    for last, line in enumerate(plain):
        if match_marker(line):
            return None
        if (
            not _is_title_end(plain, last)
            or len(line) > _LONGEST_TITLE
            or any(stop in line for stop in _STOPS)
        ):
            continue
        first, whole = last, line
        complete = is_title(line) and find_organ_in_title(line)
        while (
            not complete
            and first > 0
            and last - first < _MOST_LINES - 1
            and _is_title_part(plain[first - 1])
        ):
            first -= 1
            whole = plain[first] + whole
        if is_title(whole):
            # web copies print a title twice, in the page's head and above the text
            end = max(
                at
                for at, one in enumerate(plain)
                if at == last or (at > last and one == whole)
            )
            return TitleFinding(
                "".join(lines[first : last + 1]),
                sum(len(one) + 1 for one in lines[: end + 1]),
                "text",
            )
    return None


def extract_title(offered: str | None) -> str | None:
    """Take the report's title out of a page's: `标题_栏目_站点`, `站点 栏目 标题`; else the whole."""
    if not offered:
        return None
    parts = [part.strip() for part in _SITE_PARTS.split(offered) if part.strip()]
    at = next((at for at, part in enumerate(parts) if is_title(part)), None)
    title = offered if at is None else _join_issuers(parts, at)
    # Of words parted by spaces, one may be the whole title; else they are its lines.
    words = title.split()
    whole = next(
        (at for at, word in enumerate(words) if is_title(word) and _YEAR.search(word)),
        None,
    )
    return "".join(words) or None if whole is None else _join_issuers(words, whole)


def _join_issuers(parts: Sequence[str], last: int) -> str:
    """Give a title with the issuers that stand in the parts before it, where it begins with 关于 itself."""
    first = last
    while (
        parts[last].startswith("关于") and first and ORGAN_LINE.match(parts[first - 1])
    ):
        first -= 1
    return "".join(parts[first : last + 1])


def find_title(paragraphs: Sequence[str], offered: str | None) -> TitleFinding:
    """Find the title in the first lines; else take what the page or the list offers."""
    offered = extract_title(offered)
    found = _find_title_in_lines(paragraphs[:_FIRST_LINES])
    if (
        found
        and offered
        and found.title
        and found.title in offered
        and is_title(offered)
    ):
        # the page's title holds the text's and says more (the organ above it)
        return TitleFinding(offered, found.end, "page")
    if found:
        return found
    return TitleFinding(offered or None, 0, "page" if offered else "")


def find_document_number(paragraphs: Sequence[str], offered: str | None) -> str | None:
    """Find the document number among the first lines.

    Else take what the page offers when it reads like one.
    """
    for line in (*paragraphs[:_FIRST_LINES], (offered or "").replace(" ", "")):
        found = _DOCUMENT_NUMBER.match(line)
        if found:
            return found.group()
    return None
