"""HTML to a document: the article's paragraphs, what the page says of itself, and the files it offers."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, takewhile
from operator import attrgetter
from typing import NamedTuple
from urllib.parse import urljoin

import lxml.html
from lxml.html import HtmlElement

from tasks.documents.boilerplate import (
    MetadataFields,
    build_furniture_issue,
    drop_pasted_furniture,
    strip_chrome,
)
from tasks.documents.containers import (
    HIDDEN_TAGS,
    LONGEST_STUB,
    SHORTEST_BODY,
    ElementPaths,
    KnownContainers,
    extract_words,
    is_furniture,
    iter_text,
)
from tasks.documents.drawn_tables import find_drawn_rows
from tasks.documents.formulas import print_formula, raise_mark
from tasks.documents.list_marks import ListMarks
from tasks.documents.page_files import PageFile
from tasks.documents.page_looks import PageLooks
from tasks.documents.page_styles import PageStyles
from tasks.documents.page_title import PageTitle
from tasks.documents.paragraph_joins import OPENS_WITH_MARKER
from tasks.documents.table_builder import SpannedCell
from tasks.model.catalogue import make_issue, make_phrase
from tasks.model.cpu_limit import check_cpu
from tasks.model.document import Attachment, Cell, Document, Paragraph, Row
from tasks.model.errors import UnreadableDocument
from tasks.model.issue import Issue

_BREAKING_TAGS = frozenset(
    "p div li ul ol table tr td th h1 h2 h3 h4 h5 h6 section article blockquote center "
    "dl dt dd br hr pre header footer ucapcontent tbody thead form fieldset address caption".split()
)
# Where text stands in these, or in what is styled so, its line breaks and blanks are shown.
_TYPED_TAGS = frozenset({"pre", "xmp", "listing", "plaintext"})
_WHITE_SPACE = re.compile(r"white-space\s*:\s*(pre|break|normal|nowrap)", re.IGNORECASE)
_LINE_BREAK = re.compile(r"\r\n?|\n")
_SOURCE_BLANKS = re.compile(r"[ \t\r\n\f]{2,}|[\t\r\n\f]")
_BOLD_TAGS = frozenset({"b", "strong", "h1", "h2", "h3", "h4", "h5", "h6"})
# 全年立案<input value="41">件
_FIELD_TYPES = frozenset({"text", "number", "tel", "date"})
_LONGEST_FIELD = 60
# `vertical-align: super`, `vertical-align: 6px`, `mso-text-raise: 4.0pt`, `top: -4pt`
_SUPER = re.compile(r"super|text-top")
_RISE = re.compile(r"(?P<down>-)?(?P<length>\d*\.?\d+)\s*(?P<unit>pt|px|em|%)?")
# letters that are raised less may be set in the middle of their line
_LEAST_RISE = {"pt": 3.0, "px": 4.0, "em": 0.25, "%": 25.0}
_RAISING = ("vertical-align", "mso-text-raise")
_RAISED_STYLE = re.compile("vertical-align|raise|relative", re.IGNORECASE)
# `128`, `34.5万元`, `98.2%`, `-`: what the cells of tables of numbers hold
_NUMBER_CELL = re.compile(r"[-+]?\d[\d,，.]*\s*(?:[%％]|[\u4e00-\u9fff]{1,3})?")
_NUMBERS_BESIDE_TEXT = 4
# The rows of a table are drawn in this order, wherever they stand in its markup.
_ROW_GROUPS = {"thead": 0, "tfoot": 2}
_LEADING_DIGITS = re.compile(r"\s*(\d{1,4})")
# Old editors lay whole articles out in tables: a cell with more characters than this is text, not data.
LONGEST_CELL = 300
# One cell over the width of a table of numbers that is no longer is its title, or that of a group of rows.
_LONGEST_TITLE = 60
# What styles draw as a table of fewer rows only stands side by side.
_FEWEST_DRAWN = 2
# client-side page breaks inside a body that is served whole; each starts with one sign: found quickly
_PAGE_BREAKS = (
    re.compile(r"#PAGE_BREAK#", re.IGNORECASE),
    re.compile(r"</?pagebreak\s*/?>", re.IGNORECASE),
)
# `<?xml version="1.0" encoding="UTF-8"?>` above an XHTML page: lxml refuses it in decoded text
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*>", re.IGNORECASE)
# `<a href="W01.pdf"><img …></a>`: a picture that stands for a file
_FILE_ADDRESS = re.compile(
    r"\.(?:pdf|docx?|wps|ofd|zip|rar|xlsx?|rtf)(?:$|[?&#])|(?:downfile|download)\.jsp|/attachment/",
    re.IGNORECASE,
)
# icons of file types and buttons, and pictures that stand in the page itself
_ICON = re.compile(
    r"\.(?:gif|svg|ico)(?:$|[?#])|/icons?[/_]|icon_|^data:"
    # qr.png, /images/ewm.jpg, weixin_qrcode.png: codes for telephones
    r"|(?:^|[/_-])(?:qr(?:[_-]?code)?|ewm|erweima|wx[_-]?ewm|2wm)\w{0,8}\.(?:png|jpe?g)(?:$|[?#])",
    re.IGNORECASE,
)
# A page that was scanned is shown wider than this, in pixels.
_NARROWEST_SCAN = 300
# `width="640"`, `width="640px"`
_DIGITS = re.compile(r"\d{1,6}")
# `window._CONFIG = {… DETAIL: {… "content":"\u003Cp\u003E…"} }` of gkmlpt
_GKMLPT_CONTENT = re.compile(r'"content"\s*:\s*("(?:[^"\\]|\\.)*")')
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
# `window.__NUXT__={…}`, `__INITIAL_STATE__ = {…}`, `{"props":{"pageProps":…}}`: data that a script draws
_STATE = re.compile(
    r"__\w{3,30}__|pageProps|\w*[Dd]etail\w*\s*[:=]|\w*[Aa]rticle\w*\s*[:=]"
)
# `"content":"\u003Cp\u003E…"`, `contentHtml: "<p>…"`
_STATE_CONTENT = re.compile(
    r"(?:content|html|body|text|detail|zhengwen)\w{0,10}[\"']?\s*:\s*(\"(?:[^\"\\]|\\.)*\")",
    re.IGNORECASE,
)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
# What is shorter is no text, whatever it is.
_FEWEST_OWN_CHARACTERS = 8
# 建议使用新版浏览器访问。 请启用JavaScript。 未经许可不得转载。: what a site says of itself
_SITE_SENTENCE = re.compile(
    r"浏览器|JavaScript|版权|转载|加载|本网站|本站|技术支持|分辨率|无障碍|登录|备案",
    re.IGNORECASE,
)
# the standard <meta> block of government sites, by our names
_FIELD_BY_META = {
    "pubdate": "published",
    "contentsource": "source",
    "firstpublishedtime": "published",
    "maketime": "published",
    "publishdate": "published",
    "publishtime": "published",
    "pubtime": "published",
    "article:published_time": "published",
    "og:release_date": "published",
    "datepublished": "published",
    "columnname": "column",
}
# 2026-03-01 09:00, 2026年3月1日, 二〇二六年三月一日
_DAY = re.compile(
    r"(?:19|20)\d{2}\D{1,3}\d{1,2}\D{1,3}\d{1,2}|二[〇○零]\S{2}年\S{1,2}月\S{1,3}日"
)
# {"@type":"NewsArticle","datePublished":"2026-03-01T08:00:00+08:00"}: what a page tells search engines
_STRUCTURED_DAY = re.compile(r"[\"']datePublished[\"']\s*:\s*[\"']([^\"']{8,40})[\"']")
# Elements whose own text may be the title or the day beneath it
_PRINTED_TAGS = (
    *"h1 h2 h3 h4 h5 p div td th span em i b strong font".split(),
    *"center time dd dt li small ucaptitle".split(),
)
# The title stands among the first texts of a page.
_MOST_TEXTS = 2000
# How many lines a title may be set in, and how many beneath it may hold its day.
_TITLE_LINES = 3
_LINES_BENEATH = 8
_LONGEST_DAY_LINE = 40
_LONGEST_HEAD_LINE = 80
_LONGEST_LABEL = 8
# 今天是：2026年4月9日 星期四; 截至2025年12月31日，…; 有效期至…: no day of publication
_NO_DAY_LINE = re.compile(
    r"星期|周[一二三四五六日]|农历|今天|现在|截[至止]|[，。；！？]|施行|实施|有效|失效|成文|印发|生成"
)
# Elements that may be a printed line, and those that part what holds them into several.
_LINE_TAGS = ("tr", "li", "p", "div", "span", "dl", "h2", "h3")
_BLOCK_TAGS = ("div", "li", "tr", "p", "ul", "table")
# Metadata boxes print each field on a line of their own, at most this long.
_LONGEST_BOX_LINE = 200


def read(
    text: str,
    *,
    url: str = "",
    charset: str | None = None,
) -> Document:
    """Read one HTML page; raises UnreadableDocument when no element of it holds text."""
    markup = _drop_page_breaks(_XML_DECLARATION.sub("", text))
    try:
        root = lxml.html.document_fromstring(markup)
    except (lxml.etree.ParserError, ValueError) as error:
        problem = make_phrase("no_html_element", error=str(error))
        raise UnreadableDocument("empty_page", problem=problem) from error
    # While these are at hand, the walks below make no element anew, each of which costs as much as a step.
    _at_hand = list(root.iter())
    known = KnownContainers.find(root)
    choice = _choose_container(root, known, _extract_gkmlpt_content(root), url)
    container = choice.element
    if container is None:
        problem = make_phrase("no_element_with_text")
        raise UnreadableDocument("no_text", problem=problem)
    is_hollow = choice.is_guessed and not _holds_own_words(container, root)
    metadata = _collect_metadata(root, container)
    offered = tuple(
        dict.fromkeys(
            (
                *PageFile.find_all(root, _list_trusted(known, choice), url, markup),
                *_find_pictures(root, container, url, is_hollow),
            )
        )
    )
    if is_hollow and not offered:
        raise UnreadableDocument("no_text", problem=make_phrase("only_site_words"))
    is_apart = container.getroottree().getroot() is not root.getroottree().getroot()
    styles = PageStyles.read(root, container) if is_apart else PageStyles.read(root)
    looks = PageLooks.of_page(root, styles)
    looks.blank_unseen(container)
    paragraphs, furniture = drop_pasted_furniture(
        list(_iter_paragraphs(container, styles))
    )
    return Document(
        paragraphs,
        "text/html",
        charset,
        metadata.values,
        metadata.origins,
        offered,
        (
            *_list_doubts(choice, is_hollow, url),
            *looks.build_issues(url),
            *build_furniture_issue(furniture, url),
        ),
    )


def _list_doubts(
    choice: "_Choice",
    is_hollow: bool,
    url: str,
) -> Iterator[Issue]:
    """Yield what makes the choice of the container doubtful."""
    if is_hollow:
        yield make_issue("only_chrome", url=url or None)
    elif choice.is_guessed:
        yield make_issue("container_guessed", url=url or None)


def _holds_own_words(container: HtmlElement, root: HtmlElement) -> bool:
    """Tell whether a guessed container holds more than links, titles, and what a site says of itself."""
    if any(map(is_furniture, chain([container], container.iterancestors()))):
        return False
    named = "".join(extract_words(one) for one in root.iter("title", "h1", "h2"))
    stripped = map(str.strip, _iter_own_text(container))
    pieces = list(filter(None, stripped))
    kept = strip_chrome(pieces)[0]
    count = 0
    for piece in kept:
        words = "".join(piece.split())
        if words in named or _SITE_SENTENCE.search(piece):
            continue
        characters = _CHINESE.findall(piece)
        count += len(characters)
    return count >= _FEWEST_OWN_CHARACTERS


def _iter_own_text(element: HtmlElement) -> Iterator[str]:
    """Yield the texts inside an element that stand in no link and in no part of the site around its pages."""
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str):
            is_own = child.tag != "a" and child.tag not in HIDDEN_TAGS
            if is_own and not is_furniture(child):
                yield from _iter_own_text(child)
        yield child.tail or ""


def _drop_page_breaks(markup: str) -> str:
    for page_break in _PAGE_BREAKS:
        markup = page_break.sub("", markup)
    return markup


class _Choice(NamedTuple):
    """The element that holds the article, null without text, and whether it was guessed by density."""

    element: HtmlElement | None
    is_guessed: bool = False


def _choose_container(
    root: HtmlElement,
    containers: KnownContainers,
    detail: str,
    url: str,
) -> _Choice:
    """Choose the element that holds the article.

    A known container with a line like 见附件, or with a file, is the article too, unless a text stands
    elsewhere on the page, or in the data of its scripts.
    """
    known = containers.choose()
    if known is None and detail:
        known = _parse_fragment(detail)
    if known is not None:
        return _Choice(known)
    dense = KnownContainers.find_densest(root)
    stub = containers.choose(shortest=1)
    words = ""
    if dense is not None:
        words = extract_words(dense)
    is_short = len(words) < LONGEST_STUB
    if stub is not None and (
        "。" not in words or (is_short and PageFile.is_in(stub, url))
    ):
        return _Choice(stub)
    if is_short and (state := _extract_state_content(root)):
        return _Choice(_parse_fragment(state))
    if dense is None or not _holds_own_words(dense, root):
        if stub is not None:
            return _Choice(stub)
        # The text may stand between the tags of no element of its own.
        body = root.find("body")
        if body is not None and extract_words(body):
            dense = body
    return _Choice(dense, dense is not None)


def _parse_fragment(markup: str) -> HtmlElement:
    return lxml.html.fragment_fromstring(_drop_page_breaks(markup), create_parent="div")


def _extract_state_content(root: HtmlElement) -> str:
    """Give the longest text that a page keeps in the data of its scripts; empty where none has sentences."""
    contents: list[str] = []
    for script in root.iter("script"):
        code = script.text or ""
        if _STATE.search(code):
            contents += map(_decode_literal, _STATE_CONTENT.findall(code))
    longest = max(contents, key=len, default="")
    is_text = len(longest) >= SHORTEST_BODY and "。" in longest
    if is_text:
        return longest
    return ""


def _list_trusted(containers: KnownContainers, choice: _Choice) -> list[HtmlElement]:
    """List the elements that surely hold the article; a guess does when it holds a text of some length."""
    known = containers.choose(shortest=0)
    trusted = []
    if choice.element is not None:
        words = extract_words(choice.element)
        is_text = len(words) >= LONGEST_STUB and "。" in words
        trusted = [] if choice.is_guessed and not is_text else [choice.element]
    if known is None or known in trusted:
        return trusted
    return [*trusted, known]


def _extract_gkmlpt_content(root: HtmlElement) -> str:
    """Give the article's HTML out of a gkmlpt page's script; empty on other pages."""
    contents: list[str] = []
    for script in root.iter("script"):
        code = script.text or ""
        if "_CONFIG" in code:
            contents += map(_decode_literal, _GKMLPT_CONTENT.findall(code))
    return max(contents, key=len, default="")


def _decode_literal(literal: str) -> str:
    # JavaScript allows escapes that JSON does not know (`\'`): there the backslash says nothing.
    return str(json.loads(_ESCAPE.sub(_correct_escape, literal), strict=False))


def _correct_escape(match: re.Match[str]) -> str:
    if match.group(1) in '"\\/bfnrtu':
        return match.group()
    return match.group(1)


def _get_file_name(address: str) -> str:
    return address.rpartition("/")[2]


def _find_pictures(
    root: HtmlElement,
    container: HtmlElement,
    url: str,
    is_hollow: bool,
) -> Iterator[Attachment]:
    """Yield the pictures that may be a report's pages.

    Where the page has no text at all, they lie in its own folder.
    """
    if not is_hollow:
        yield from _find_scans(container, url)
        return
    for picture in _find_scans(root, url, LONGEST_STUB * 10):
        if PageFile.is_in_own_folder(picture.url, url):
            yield picture


def _find_scans(
    container: HtmlElement,
    url: str,
    most: int = LONGEST_STUB,
) -> Iterator[Attachment]:
    """Yield the pictures of an article that has few words: its pages may have been scanned."""
    if len(extract_words(container)) >= most:
        return
    for picture in container.iter("img"):
        source = (picture.get("orisrc") or picture.get("src") or "").strip()
        if source and _is_scan(picture, source):
            address = urljoin(url, source)
            name = (picture.get("alt") or "").strip()
            yield Attachment(address, name or _get_file_name(address))


def _is_scan(picture: HtmlElement, source: str) -> bool:
    """Tell whether a picture may be a scanned page: not narrow, no icon, and no link to a file."""
    width = _DIGITS.match(picture.get("width") or "")
    if width and int(width.group()) < _NARROWEST_SCAN:
        return False
    for anchor in picture.iterancestors("a"):
        if _FILE_ADDRESS.search(anchor.get("href") or ""):
            return False
    return not _ICON.search(source)


def _collect_metadata(root: HtmlElement, container: HtmlElement) -> MetadataFields:
    """Collect what the page says of itself: the standard meta block, then printed labels, then headings."""
    metadata = MetadataFields()
    for meta in root.iter("meta"):
        printed = meta.get("name") or meta.get("property") or meta.get("itemprop") or ""
        name = _FIELD_BY_META.get(printed.lower(), "")
        value = (meta.get("content") or "").strip()
        # a meta block that names no day is no answer to when it was published
        if name != "published" or _DAY.search(value):
            metadata.add(name, value, f"meta {printed}")
    for line in _find_label_lines(root, container):
        metadata.add_labels(line)
    metadata.add("published", _find_structured_day(root), "datePublished")
    printed_title = metadata.values.pop("title", "")
    origin = metadata.origins.pop("title", "")
    labelled = None
    if printed_title:
        labelled = PageTitle(printed_title, origin)
    title = PageTitle.choose(root, labelled)
    if title:
        metadata.add("title", *title)
        if "published" not in metadata.values:
            metadata.add(
                "published", _find_day_beneath(root, title.text), "beneath the title"
            )
    return metadata


def _find_structured_day(root: HtmlElement) -> str:
    """Find the day that a page's data for search engines name; empty where they name none."""
    for script in root.iter("script"):
        if "json" not in (script.get("type") or ""):
            continue
        found = _STRUCTURED_DAY.search(script.text or "")
        if found and _DAY.search(found[1]):
            return found[1]
    return ""


def _find_day_beneath(root: HtmlElement, title: str) -> str:
    """Find the day right beneath a title, printed by itself or beside a source; empty where none is."""
    wanted = "".join(title.split())
    lines: list[str] = []
    beneath = 0
    for piece in islice(_iter_printed_texts(root), _MOST_TEXTS):
        label = ""
        if lines and len(lines[-1]) <= _LONGEST_LABEL:
            label = lines[-1]
        if beneath and (day := _read_day_line(f"{label} {piece}")):
            return day
        if beneath and len(piece) > _LONGEST_HEAD_LINE:
            break
        beneath -= beneath > 0
        lines = [*lines[1 - _TITLE_LINES :], "".join(piece.split())]
        joined = ("".join(lines[place:]) for place in range(len(lines)))
        if wanted in joined:
            beneath = _LINES_BENEATH
    return ""


def _read_day_line(line: str) -> str:
    day = _DAY.search(line)
    is_line = len(line) <= _LONGEST_DAY_LINE and not _NO_DAY_LINE.search(line)
    if day and is_line:
        return day.group()
    return ""


def _iter_printed_texts(root: HtmlElement) -> Iterator[str]:
    for element in root.iter(*_PRINTED_TAGS):
        yield from _list_own_texts(element)


def _list_own_texts(element: HtmlElement) -> list[str]:
    """List the texts that stand in an element itself, and in none of its children; of links none."""
    texts = []
    for piece in (element.text, *[child.tail for child in element]):
        if piece and (text := piece.strip()):
            texts.append(text)
    if element.tag == "time" and not any(map(_DAY.search, texts)):
        # <time datetime="2026-03-01">3月1日</time>
        texts = [element.get("datetime") or ""]
    # Most elements have none; to look around them costs more.
    if texts and next(element.iterancestors("a"), None) is None:
        return texts
    return []


def _find_label_lines(root: HtmlElement, container: HtmlElement) -> Iterator[str]:
    """Yield the short printed lines outside the container that may hold labels, table rows as one line."""
    article = {
        container,
        *container.iterancestors(),
        *container.iterdescendants(*_LINE_TAGS),
    }
    parted = _collect_parted(root)
    marked = _collect_marked(root)
    for element in root.iter(*_LINE_TAGS):
        if element in article or element in parted:
            continue
        if element.tag == "tr":
            line = _join_cells(element)
        elif element in marked:
            line = _extract_line(element)
        else:
            continue
        if 3 < len(line) <= _LONGEST_BOX_LINE:
            yield line


def _collect_marked(root: HtmlElement) -> set[HtmlElement]:
    """Collect the elements whose text may hold a label, in themselves or deeper; most of a page's do not."""
    marked: set[HtmlElement] = set()
    for node in root.iter():
        text = node.text
        tail = node.tail
        if tail and not tail.isspace() and MetadataFields.has_mark(tail):
            marked.update(node.iterancestors())
        if not text or text.isspace() or not MetadataFields.has_mark(text):
            continue
        if isinstance(node.tag, str) and node.tag not in HIDDEN_TAGS:
            marked.add(node)
            marked.update(node.iterancestors())
    return marked


def _collect_parted(root: HtmlElement) -> set[HtmlElement]:
    """Collect the elements that others part into lines."""
    parted: set[HtmlElement] = set()
    for block in root.iter(*_BLOCK_TAGS):
        around = block.getparent()
        while around is not None and around not in parted:
            parted.add(around)
            around = around.getparent()
    return parted


def _extract_text(element: HtmlElement) -> str:
    return str(
        lxml.html.tostring(
            element,
            method="text",
            encoding="unicode",
            with_tail=False,
        )
    )


def _extract_line(element: HtmlElement) -> str:
    # Labels often stand in spans of their own, side by side: a space parts a value from the next label.
    return " ".join(" ".join(iter_text(element)).split())


def _join_cells(row: HtmlElement) -> str:
    return " | ".join(filter(None, map(_extract_line, row.iter("td", "th"))))


def _iter_paragraphs(container: HtmlElement, styles: PageStyles) -> Iterator[Paragraph]:
    """Yield a container's paragraphs in order.

    Inline elements join without a space, block elements and <br> break. A table of data gives one
    paragraph a row; a table that lays out text is read as its cells come. Items of lists have the numbers
    that a browser prints before them, unless their words begin with one.
    """
    return _ContainerReader(container, styles).read()


class _TextRun(NamedTuple):
    text: str
    bold: bool


class _DataRow(NamedTuple):
    element: HtmlElement
    cells: tuple[SpannedCell, ...]

    def list_words(self) -> list[str]:
        """List the words of its cells, without the empty ones."""
        return [cell.text for cell in self.cells if cell.text]


class _ContainerReader:
    """One way through a container: the runs of the paragraph that is being read, and the tables so far."""

    def __init__(
        self,
        container: HtmlElement,
        styles: PageStyles,
    ) -> None:
        self._styles = styles
        self._marks = ListMarks(styles)
        self._mark = ""  # the number of the item that begins
        self._container = container
        self._paths = ElementPaths()
        self._block = container
        self._runs: list[_TextRun] = []
        self._typed = False  # whether line breaks and blanks are shown
        self._tables = 0

    def read(self) -> Iterator[Paragraph]:
        yield from self._walk(self._container, bold=False)
        yield from self._flush()

    def _walk(
        self,
        element: HtmlElement,
        *,
        bold: bool,
    ) -> Iterator[Paragraph]:
        is_block = element.tag in _BREAKING_TAGS
        if is_block:
            yield from self._flush()
            self._block = element
        if element.tag == "li":
            self._mark = self._marks.count_item(element)
        around = self._typed
        self._typed = _is_typed(element, around)
        rows = []
        if element.tag == "table":
            rows = _find_data_rows(element, self._styles)
        else:
            rows = _find_drawn_data(element, self._styles)
        if rows:
            for caption in element.iter("caption"):
                yield from self._walk(caption, bold=bold)
            yield from self._read_rows(rows)
        elif element.tag not in HIDDEN_TAGS:
            bold = bold or element.tag in _BOLD_TAGS
            printed = _print_inline(element, self._styles)
            yield from self._add(printed or element.text, bold)
            for child in () if printed else element:
                if isinstance(child.tag, str):
                    yield from self._walk(child, bold=bold)
                yield from self._add(child.tail, bold)
        self._typed = around
        if is_block:
            yield from self._flush()
        if element.tag == "li":
            self._mark = ""

    def _add(
        self,
        text: str | None,
        bold: bool,
    ) -> Iterable[Paragraph]:
        """Add a text to the runs; gives the paragraphs that it ends, where its line breaks are shown."""
        if not text:
            return ()
        if self._typed:
            return self._add_lines(text, bold)
        shown = _SOURCE_BLANKS.sub(" ", text)
        self._runs.append(_TextRun(shown, bold))
        return ()

    def _add_lines(self, text: str, bold: bool) -> Iterator[Paragraph]:
        first, *others = _LINE_BREAK.split(text)
        self._runs.append(_TextRun(first, bold))
        for line in others:
            yield from self._flush()
            self._runs.append(_TextRun(line, bold))

    def _flush(self) -> Iterator[Paragraph]:
        """Yield the paragraph that the runs make, if any, and begin the next."""
        check_cpu()
        if not self._runs:
            return
        text = "".join(run.text for run in self._runs).strip()
        if text:
            visible = [run for run in self._runs if run.text.strip()]
            bold = list(takewhile(attrgetter("bold"), visible))
            emphasis = len(bold) == len(visible)
            mark = self._mark
            if OPENS_WITH_MARKER.match(text):
                mark = ""
            self._mark = ""
            mark = mark if text[0].isascii() else mark.rstrip()
            text = mark + text
            lead = 0
            if not emphasis:
                lead = len("".join(run.text for run in bold).strip())
            lead += len(mark) if lead else 0
            path = self._paths.find(self._block)
            yield Paragraph(text, path, emphasis, lead=lead)
        self._runs.clear()

    def _read_rows(self, rows: Sequence[_DataRow]) -> Iterator[Paragraph]:
        self._tables += 1
        placed = SpannedCell.place_all(row.cells for row in rows)
        for number, (row, cells) in enumerate(zip(rows, placed, strict=True), 1):
            printed = Row(self._tables, number, cells)
            if _holds_prose(cells):
                yield from self._walk(row.element, bold=False)
            elif printed.text:
                path = self._paths.find(row.element)
                yield Paragraph(
                    printed.text,
                    path,
                    row=printed,
                )


def _is_typed(element: HtmlElement, around: bool) -> bool:
    """Tell whether an element's line breaks and blanks are shown; `around` says it of its parent."""
    if element.tag in _TYPED_TAGS:
        return True
    stated = _WHITE_SPACE.search(element.get("style") or "")
    if stated is None:
        return around
    return stated[1].lower() in ("pre", "break")


def _holds_prose(cells: Sequence[Cell]) -> bool:
    """Tell whether a row of a table of data is one long text across it."""
    filled = [cell.text for cell in cells if cell.text]
    if len(filled) != 1:
        return False
    return len(filled[0]) > LONGEST_CELL


def _print_inline(element: HtmlElement, styles: PageStyles) -> str:
    """Write what a tag draws by itself: raised marks, a formula; empty where its words are as they stand."""
    if not isinstance(element.tag, str):
        return ""
    if element.tag == "math":
        return print_formula(element)
    if element.tag == "input":
        return _print_field(element)
    if element.tag == "sup" or _is_raised_alone(element, styles):
        return raise_mark(_extract_text(element))
    return ""


def _print_field(field: HtmlElement) -> str:
    """Give the words in a field inside a sentence, or alone in a cell: a search box stands by itself."""
    around = field.getparent()
    kind = field.get("type") or "text"
    if around is None or kind.lower() not in _FIELD_TYPES:
        return ""
    before = field.getprevious()
    words_before = around.text if before is None else before.tail
    words_behind = field.tail
    is_inside = _has_words(words_before) and _has_words(words_behind)
    is_cell = around.tag in ("td", "th") and len(around) == 1
    if is_inside or (is_cell and not extract_words(around)):
        value = str(field.get("value") or "")
        value = value.strip()
        return value[:_LONGEST_FIELD]
    return ""


def _has_words(text: str | None) -> bool:
    return text is not None and bool(text.strip())


def _is_raised_alone(element: HtmlElement, styles: PageStyles) -> bool:
    """Tell whether an element's words are raised by its style, and not with the words right beside it."""
    if element.tag in _BREAKING_TAGS or not _is_raised(element, styles):
        return False
    before = element.getprevious()
    behind = element.getnext()
    beside = []
    if before is not None and not (before.tail or "").strip():
        beside.append(before)
    if behind is not None and not (element.tail or "").strip():
        beside.append(behind)
    return not any(
        isinstance(one.tag, str) and _is_raised(one, styles) for one in beside
    )


def _is_raised(element: HtmlElement, styles: PageStyles) -> bool:
    style = element.get("style")
    by_rule = styles.has_rules and element.get("class") is not None
    if not by_rule and not (style and _RAISED_STYLE.search(style)):
        return False
    stated = styles.find(element)
    if _SUPER.fullmatch(stated.get("vertical-align", "")):
        return True
    if any(_is_risen(stated.get(name, ""), is_up=True) for name in _RAISING):
        return True
    if stated.get("position") != "relative":
        return False
    is_up = _is_risen(stated.get("bottom", ""), is_up=True)
    return is_up or _is_risen(stated.get("top", ""), is_up=False)


def _is_risen(length: str, *, is_up: bool) -> bool:
    """Tell whether a length goes up, or down, by more than setting a line straight takes."""
    rise = _RISE.fullmatch(length)
    if rise is None or bool(rise["down"]) is is_up:
        return False
    return float(rise["length"]) >= _LEAST_RISE.get(rise["unit"] or "px", 0)


def _find_data_rows(table: HtmlElement, styles: PageStyles) -> list[_DataRow]:
    """Give a table's rows with the words of their cells; none for a table that only lays out text.

    Data stands in several rows and columns, in short cells, without another table inside. A table of numbers
    may have a long cell too.
    """
    if next(table.iterdescendants("table"), None) is not None:
        return []
    rows = []
    for row in _sort_rows(table):
        cells = _read_cells(row, styles)
        rows.append(_DataRow(row, cells))
    return _keep_data(rows)


def _find_drawn_data(element: HtmlElement, styles: PageStyles) -> list[_DataRow]:
    """Give the rows of data that styles draw from other elements than those of a table."""
    rows = []
    for cells in filter(None, find_drawn_rows(element, styles)):
        placed = [SpannedCell(_extract_cell_text(cell, styles)) for cell in cells]
        rows.append(_DataRow(cells[0], tuple(placed)))
    if len(rows) < _FEWEST_DRAWN:
        return []
    words = [text for row in rows for text in row.list_words()]
    if max(map(len, words), default=0) > _LONGEST_TITLE:
        return []
    has_tables = next(element.iterdescendants("table"), None) is not None
    if has_tables or not any(map(_is_number, words)):
        return []
    return _keep_data(rows)


def _keep_data(rows: list[_DataRow]) -> list[_DataRow]:
    """Give the rows of a table back where they are data; none where they only lay out text."""
    filled = [row.list_words() for row in rows]
    if _is_text(filled):
        return []
    wide = sum(len(words) > 1 for words in filled)
    narrow = chain.from_iterable(words for words in filled if len(words) == 1)
    longest = max(map(len, narrow), default=0)
    all_words = chain.from_iterable(filled)
    has_numbers = any(map(_is_number, all_words))
    if len(rows) == 1 and wide == 1 and has_numbers:
        return rows
    has_titles = wide > 1 and has_numbers and longest <= _LONGEST_TITLE
    is_mostly_wide = wide * 2 > len(rows)
    if len(rows) > 1 and (is_mostly_wide or has_titles):
        return rows
    return []


def _is_text(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether long cells stand in a table, and too few numbers beside them."""
    long = sum(len(text) > LONGEST_CELL for text in chain.from_iterable(rows))
    if not long:
        return False
    numbers = 0
    rows_with_numbers = 0
    for words in rows:
        count = sum(map(_is_number, words))
        numbers += count
        if count:
            rows_with_numbers += 1
    fewest = _NUMBERS_BESIDE_TEXT * long
    return numbers < fewest or rows_with_numbers < 2


def _is_number(text: str) -> bool:
    return _NUMBER_CELL.fullmatch(text) is not None


def _sort_rows(table: HtmlElement) -> list[HtmlElement]:
    """List a table's rows as they are drawn: the head first, the foot last."""
    rows = list(table.iter("tr"))
    if table.find("thead") is None and table.find("tfoot") is None:
        return rows
    return sorted(rows, key=_find_row_group)


def _find_row_group(row: HtmlElement) -> int:
    around = row.getparent()
    if around is None:
        return 1
    return _ROW_GROUPS.get(str(around.tag), 1)


def _read_cells(row: HtmlElement, styles: PageStyles) -> tuple[SpannedCell, ...]:
    cells = []
    for cell in row:
        if cell.tag in ("td", "th"):
            rows = _read_span(cell, "rowspan")
            columns = _read_span(cell, "colspan")
            cells.append(SpannedCell(_extract_cell_text(cell, styles), rows, columns))
    return tuple(cells)


def _read_span(cell: HtmlElement, name: str) -> int:
    """Read a span as browsers do: its leading digits, 1 without them."""
    digits = _LEADING_DIGITS.match(cell.get(name, ""))
    if digits:
        return max(int(digits[1]), 1)
    return 1


def _extract_cell_text(cell: HtmlElement, styles: PageStyles) -> str:
    """Give a cell's words in one line, raised marks raised."""
    drawn = (_print_inline(one, styles) for one in cell.iterdescendants())
    if not any(drawn):
        return " ".join("".join(iter_text(cell)).split())
    return " ".join("".join(_iter_cell_words(cell, styles)).split())


def _iter_cell_words(element: HtmlElement, styles: PageStyles) -> Iterator[str]:
    printed = _print_inline(element, styles)
    yield printed or element.text or ""
    for child in element:
        if isinstance(child.tag, str) and child.tag not in HIDDEN_TAGS and not printed:
            yield from _iter_cell_words(child, styles)
        if not printed:
            yield child.tail or ""
