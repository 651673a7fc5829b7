"""The title of a report and its document number, from the first lines or from what the page says."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tasks.model.traditional import simplify_characters
from tasks.report.dates import find_years
from tasks.report.markers import Marker
from tasks.report.organ import find_organ_in_title
from tasks.report.outline import DATE_LINE, ORGAN_LINE

# 法治政府建设年度报告, 依法行政工作总结, 法治建设工作情况的报告
_SUBJECT = re.compile(r"法治|法制|依法行政|依法治")
_YEAR = re.compile(r"20\d\d|二[〇○零]")
# …情况报告（摘要）
_TITLE_ENDING = re.compile(r"(?:报告|总结|汇报|情况|年报)(?:[（(][^）)]{1,12}[）)])?$")
# What a title says of its genre, wherever it stands: 关于印发…工作报告的通知
_GENRE = re.compile(r"报告|总结|汇报|情况|年报|年度法治政府建设")
# 平川市政府网, 平川市人民政府门户网站, 首页: no words of a title
_SITE = re.compile(r"(?:网|网站|门户|平台|首页)$")
# 首页 > 政务公开 > 法治政府建设年度报告, 您的位置：首页/政务公开/…: the last part may be a title
_BREADCRUMB_SIGN = re.compile(r"[>＞»›→]|/")
_BREADCRUMB = re.compile(
    r"[>＞»›→]|^\W?\d{0,2}\W?(?:[^，。]{0,6}位置(?:是)?[：:]|(?:网站|返回)?首页)"
)
# 现将|《棠川县2023年法治政府建设工作报告》|呈上: a cover letter's inner title
_INNER_TITLE = re.compile(
    r"(?:现[将就把]|报送|呈报|上报|公布|印发|公开)[^《。]{0,16}《(?P<title>[^》《]{6,80})》"
)
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
# 标题_栏目_站点, 标题-站点; no span of years, no dash inside a title (——)
_SITE_PARTS = re.compile(
    r"[_|｜]|::|\s[-–—]+\s|(?<![-–—\d])[-–—](?![-–—\d])|\s{2,}|(?<=[府网开台]) "
)
# 云川镇2025年法治政府建…: lists cut what is longer
_CUT = re.compile(r"(?:…|⋯|\.{2,})$")
# A title stands among the first lines, on at most four of them.
_FIRST_LINES = 10
_LONGEST_TITLE = 120
_MOST_LINES = 4
# A title with year and organ.
_HEAVIEST = 3
# 棠川县|人民政府, 云溪街道|办事处: with and without, they are one organ
_GOVERNMENT = re.compile(r"(?:人民)?政府|办事处|管理委员会|管委会")
_STOPS = frozenset("。；！？：:")


@dataclass(frozen=True, slots=True)
class TitleFinding:
    """A title, the offset behind its last line in the text (0 when on none), and where it was read.

    `others` are those that page and list offer, and that name another year or organ.
    """

    title: str | None
    end: int
    origin: str
    others: tuple[str, ...] = ()

    @classmethod
    def find(cls, paragraphs: Sequence[str], *titles: str | None) -> "TitleFinding":
        """Find the title in the first lines; else take what the page or the list offers.

        Each is weighed as a report's title: one with year and organ goes before one without, and what reads
        like none is no title.
        """
        opening = paragraphs[:_FIRST_LINES]
        offered = _choose_offered([*titles, *map(_get_last_part, opening)])
        offered = _complete_cut(offered, paragraphs)
        found = _find_title_in_lines(opening)
        if found is None:
            origin = "page" if offered else ""
            return cls(offered, 0, origin)
        title = found.title or ""
        if offered and _is_fuller(offered, title):
            return cls(offered, found.end, "page")
        extracted = filter(None, map(_extract_title, titles))
        others = (other for other in extracted if _is_another(other, title))
        return cls(found.title, found.end, found.origin, tuple(dict.fromkeys(others)))

    @staticmethod
    def find_document_number(
        paragraphs: Sequence[str], offered: str | None
    ) -> str | None:
        """Find the document number among the first lines.

        Else take what the page offers when it reads like one.
        """
        for line in (*paragraphs[:_FIRST_LINES], (offered or "").replace(" ", "")):
            found = _DOCUMENT_NUMBER.match(line)
            if found:
                return found.group()
        return None


def _complete_cut(title: str | None, lines: Sequence[str]) -> str | None:
    """Give the line that a cut title begins (云川镇2025年法治…); the title where none does."""
    cut = _CUT.search(title or "")
    if title is None or cut is None:
        return title
    begun = title[: cut.start()]
    for line in lines:
        if len(begun) < len(line) <= _LONGEST_TITLE and line.startswith(begun):
            return line
    return title


def _weigh(title: str) -> int:
    """Weigh how much a title says of its report: 0 for what reads like none, more with year and organ."""
    if not _is_title(title):
        return 0
    return 1 + bool(_YEAR.search(title)) + (find_organ_in_title(title) is not None)


def _is_another(title: str, other: str) -> bool:
    """Tell whether two whole titles are of two reports: of another year, or of another organ."""
    if min(_weigh(title), _weigh(other)) < _HEAVIEST:
        return False
    years, others = (set(find_years(words)) for words in (title, other))
    organs = [_cut_government(find_organ_in_title(one) or "") for one in (title, other)]
    shorter, longer = sorted(organs, key=len)
    return years.isdisjoint(others) or shorter not in longer


def _cut_government(organ: str) -> str:
    return _GOVERNMENT.sub("", organ)


def _choose_offered(titles: Sequence[str | None]) -> str | None:
    """Choose among the titles that page and list offer; null where none passes for a title.

    What reads like one goes before what does not, then what has a year; else their order decides.
    """
    extracted = filter(None, map(_extract_title, titles))
    passing = list(filter(_may_be_title, extracted))
    readable = list(filter(_is_title, passing))
    dated = filter(_YEAR.search, readable)
    return next(dated, next(iter([*readable, *passing]), None))


def _may_be_title(text: str) -> bool:
    """Tell whether words may be a report's title: two of subject, year and genre, and no site's name."""
    plain = simplify_characters(text)
    said = (_SUBJECT.search(plain), _YEAR.search(plain), _GENRE.search(plain))
    is_place = _SITE.search(plain) or _BREADCRUMB.search(plain)
    return sum(map(bool, said)) > 1 and not is_place


def _get_last_part(line: str) -> str | None:
    """Get what a breadcrumb leads to; null for another line."""
    if not _BREADCRUMB.search(line):
        return None
    return _BREADCRUMB_SIGN.split(line)[-1].strip()


def _is_title(text: str) -> bool:
    """Tell whether a line reads like a report's title, in characters of either kind."""
    text = simplify_characters(text)
    if _has_stop(text) or not _SUBJECT.search(text):
        return False
    return bool(_TITLE_ENDING.search(text) or _SHORT_TITLE.search(text))


def _has_stop(text: str) -> bool:
    return not _STOPS.isdisjoint(text)


def _is_title_part(line: str) -> bool:
    """Tell whether a line may belong to the title below it: an issuer, or the title's own first half."""
    if len(line) > 40 or _has_stop(line) or "，" in line or "," in line:
        return False
    if _DOCUMENT_NUMBER.match(line) or DATE_LINE.match(line):
        return False
    if ORGAN_LINE.match(line) or _PLACE.match(line):
        return True
    return bool(_FIRST_HALF.search(line)) and not _TITLE_ENDING.search(line)


def _is_title_end(lines: Sequence[str], last: int) -> bool:
    """Tell whether a title may end with a line; a short one only where no further line ends it."""
    line = lines[last]
    if not _SHORT_TITLE.search(line):
        return bool(_TITLE_ENDING.search(line))
    if any(map(_TITLE_ENDING.search, lines[last + 1 : last + 2])):
        return False
    return find_organ_in_title(line) is not None


def _find_title_in_lines(lines: Sequence[str]) -> TitleFinding | None:
    """Find the title that says most among the first lines; of those that say as much, the first."""
    found = list(_iter_titles(lines))
    inner = _find_inner_title(lines)
    if inner:
        found.append(inner)
    return max(found, key=_get_weight, default=None)


def _get_weight(finding: TitleFinding) -> int:
    return _weigh(finding.title or "")


def _is_fuller(offered: str, title: str) -> bool:
    """Tell whether the page's title is to be taken for the text's own.

    It holds the text's and says more (the organ above it), or the text has no year.
    """
    if not _is_title(offered):
        return False
    if title not in offered and _YEAR.search(title):
        return False
    return _weigh(offered) >= _weigh(title)


def _iter_titles(lines: Sequence[str]) -> Iterator[TitleFinding]:
    """Yield the titles on one line, or on several that make one together (issuers above 关于…的报告)."""
    plain = [simplify_characters(line) for line in lines]
    for last, line in enumerate(plain):
        if Marker.match(line):
            return
        if not _is_title_end(plain, last) or len(line) > _LONGEST_TITLE:
            continue
        if _has_stop(line) or _BREADCRUMB.search(line):
            continue
        first = _find_first_line(plain, last)
        end = last + 1
        title = "".join(plain[first:end])
        if not _is_title(title):
            continue
        printed = "".join(lines[first:end])
        copy = _find_last_copy(plain, last, title)
        length = sum(len(line) + 1 for line in lines[: copy + 1])
        yield TitleFinding(printed, length, "text")


def _find_inner_title(lines: Sequence[str]) -> TitleFinding | None:
    """Find the title that a cover letter gives the report below it; it ends where the letter does."""
    start = 0
    for line in lines:
        inner = _INNER_TITLE.search(line)
        if inner and _is_title(inner["title"]):
            return TitleFinding(inner["title"], start, "cover letter")
        start += len(line) + 1
    return None


def _find_first_line(lines: Sequence[str], last: int) -> int:
    """Find where a title begins that ends with a line: the line itself when it is complete."""
    if _is_title(lines[last]) and find_organ_in_title(lines[last]):
        return last
    first = last
    while (
        first > 0
        and last - first < _MOST_LINES - 1
        and _is_title_part(lines[first - 1])
    ):
        first -= 1
    return first


def _find_last_copy(lines: Sequence[str], last: int, title: str) -> int:
    """Find the last line of a title, or of its copy below.

    Web copies print a title twice, in the page's head and above the text.
    """
    for place in range(len(lines) - 1, last, -1):
        if lines[place] == title:
            return place
    return last


def _extract_title(offered: str | None) -> str | None:
    """Extract the report's title from a page's: `标题_栏目_站点`, `站点 栏目 标题`; else take the whole."""
    if not offered:
        return None
    parts = list(filter(None, map(str.strip, _SITE_PARTS.split(offered))))
    title = offered
    for place, part in enumerate(parts):
        if _is_title(part):
            title = _join_issuers(parts, place)
            break
    # Of words parted by spaces, one may be the whole title; else they are its lines.
    words = title.split()
    for place, word in enumerate(words):
        if _is_title(word) and _YEAR.search(word):
            return _join_issuers(words, place)
    return "".join(words) or None


def _join_issuers(parts: Sequence[str], last: int) -> str:
    """Join a title that begins with 关于 and the issuers that stand in the parts before it."""
    first = last
    if parts[last].startswith("关于"):
        while first and ORGAN_LINE.match(parts[first - 1]):
            first -= 1
    return "".join(parts[first : last + 1])
