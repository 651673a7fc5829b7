"""HTML to a document: the article's paragraphs, what the page says of itself, and the files it offers."""

import json
import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urljoin

import lxml.html
from lxml.html import HtmlElement

from tasks.model.document import Attachment, Document, Paragraph
from tasks.model.errors import UnreadableDocument
from tasks.model.issue import Issue, Responsibility, Severity
from tasks.text.containers import SILENT, by_density, by_family, pieces, words
from tasks.text.labels import EMPTY_VALUES, name_of, read_labels

_BLOCKS = frozenset(
    "p div li ul ol table tr td th h1 h2 h3 h4 h5 h6 section article blockquote center dl dt dd br hr pre header "
    "footer ucapcontent tbody thead form fieldset address".split()
)
_STRONG = frozenset({"b", "strong", "h1", "h2", "h3", "h4", "h5", "h6"})
# client-side page breaks inside a body that is served whole
_PAGE_BREAK = re.compile(r"#PAGE_BREAK#|</?pagebreak\s*/?>", re.IGNORECASE)
# `<?xml version="1.0" encoding="UTF-8"?>` above an XHTML page: lxml refuses it in text that is decoded already
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*>", re.IGNORECASE)
# `<a href="./P020260428660861964604.pdf">名单</a>`, also inside script text and with escaped quotes
_ANCHOR = re.compile(r"<a\b([^>]*)>((?:(?!<a\b|<\\?/a\b).){0,300})", re.IGNORECASE | re.DOTALL)
_HREF = re.compile(r"""href\s*=\s*\\?["']([^"'\\<>]+)""", re.IGNORECASE)
# `…/1.pdf`, `/module/download/downfile.jsp?classid=0&filename=….pdf&showname=…`, `/attachment/1/1658/1.docx`
_FILE = re.compile(
    r"\.(?:pdf|docx?|wps|ofd|zip|rar|xlsx?|rtf)(?:$|[?&#])|(?:downfile|download)\.jsp|/attachment/", re.IGNORECASE
)
# the name where the link shows none: `alt="名单.pdf"`
_NAME = re.compile(r"""(?:title|alt|download)\s*=\s*\\?["']([^"'\\<>]+)""", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
# `window._CONFIG = {… DETAIL: {… "content":"\u003Cp\u003E…"} }` of gkmlpt
_GKMLPT_CONTENT = re.compile(r'"content"\s*:\s*("(?:[^"\\]|\\.)*")')
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
# the standard <meta> block of government sites, by our names
_META = {
    "articletitle": "title",
    "pubdate": "published",
    "contentsource": "source",
    "firstpublishedtime": "published",
    "columnname": "column",
}
# Metadata boxes print each field on a line of their own, at most this long.
_LONGEST_BOX_LINE = 200


def read(text: str, *, url: str = "", charset: str | None = None) -> Document:
    """Read one HTML page; raises UnreadableDocument when no element of it holds text."""
    try:
        root = lxml.html.document_fromstring(_PAGE_BREAK.sub("", _XML_DECLARATION.sub("", text)))
    except (lxml.etree.ParserError, ValueError) as error:
        raise UnreadableDocument("empty_page", f"the page holds no HTML element: {error}") from error
    detail = _gkmlpt_content(root)
    container, guessed = _article(root, detail)
    if container is None:
        raise UnreadableDocument("no_text", "no element of the page holds text; look at the archived page")
    metadata, origin = _metadata(root, container)
    return Document(
        tuple(_paragraphs(container)),
        "text/html",
        charset,
        metadata,
        origin,
        _attachments(text + detail, url),
        (_guessed(url),) if guessed else (),
    )


def _article(root: HtmlElement, detail: str) -> tuple[HtmlElement | None, bool]:
    """Choose the element that holds the article, and tell whether it was guessed by density.

    A known container with a line like 见附件 is the article too, unless other sentences stand on the page.
    """
    known = by_family(root)
    if known is None and detail:
        known = lxml.html.fragment_fromstring(_PAGE_BREAK.sub("", detail), create_parent="div")
    if known is not None:
        return known, False
    dense, stub, body = by_density(root), by_family(root, shortest=1), root.find("body")
    if stub is not None and (dense is None or "。" not in words(dense)):
        return stub, False
    if dense is None and body is not None and words(body):
        dense = body  # text between the tags of no element of its own
    return dense, dense is not None


def _guessed(url: str) -> Issue:
    return Issue(
        "text",
        "container_guessed",
        Severity.INFO,
        Responsibility.US,
        "no known container holds the text; the densest element was taken: add it to tasks/text/containers.py",
        url=url or None,
    )


def _gkmlpt_content(root: HtmlElement) -> str:
    """Give the article's HTML out of a gkmlpt page's script; empty on other pages."""
    found = [
        _unescaped(match.group(1))
        for script in root.iter("script")
        if "_CONFIG" in (script.text or "")
        for match in _GKMLPT_CONTENT.finditer(script.text or "")
    ]
    return max(found, key=len, default="")


def _unescaped(literal: str) -> str:
    # JavaScript allows escapes that JSON does not know (`\'`): there the backslash says nothing.
    known = _ESCAPE.sub(lambda match: match.group() if match.group(1) in '"\\/bfnrtu' else match.group(1), literal)
    return str(json.loads(known, strict=False))


def _attachments(text: str, url: str) -> tuple[Attachment, ...]:
    found: dict[str, Attachment] = {}
    for attributes, inner in _ANCHOR.findall(text):
        href = _HREF.search(attributes)
        if not href or not _FILE.search(href.group(1)):
            continue
        address = urljoin(url, unescape(href.group(1)).strip())
        offered = _NAME.search(attributes)
        shown = unescape(_TAG.sub("", inner)).strip(" \t\r\n'\";") or (
            unescape(offered.group(1)).strip() if offered else ""
        )
        found.setdefault(address, Attachment(address, shown or address.rpartition("/")[2]))
    return tuple(found.values())


def _paragraphs(container: HtmlElement) -> Iterator[Paragraph]:
    """Yield the container's paragraphs; inline elements join without a space, block elements and <br> break."""
    tree = container.getroottree()
    words: list[str] = []
    strong: list[bool] = []
    place = container

    def flush() -> Iterator[Paragraph]:
        text = "".join(words)
        if text.strip():
            emphasis = all(bold for word, bold in zip(words, strong, strict=True) if word.strip())
            yield Paragraph(text.strip(), tree.getpath(place), emphasis)
        words.clear()
        strong.clear()

    def add(text: str | None, bold: bool) -> None:
        if text:
            words.append(text)
            strong.append(bold)

    def walk(element: HtmlElement, bold: bool) -> Iterator[Paragraph]:
        nonlocal place
        block = element.tag in _BLOCKS
        if block:
            yield from flush()
            place = element
        if element.tag not in SILENT:
            heavy = bold or element.tag in _STRONG
            add(element.text, heavy)
            for child in element:
                if isinstance(child.tag, str):
                    yield from walk(child, heavy)
                add(child.tail, heavy)
        if block:
            yield from flush()

    yield from walk(container, False)
    yield from flush()


def _metadata(root: HtmlElement, container: HtmlElement) -> tuple[dict[str, str], dict[str, str]]:
    """Collect what the page says of itself: the standard meta block first, then printed labels, then headings."""
    metadata: dict[str, str] = {}
    origin: dict[str, str] = {}

    def offer(name: str, value: str | None, where: str) -> None:
        value = (value or "").strip()
        if name and value not in EMPTY_VALUES and name not in metadata:
            metadata[name], origin[name] = value, where

    for meta in root.iter("meta"):
        printed = meta.get("name") or ""
        offer(_META.get(printed.lower(), ""), meta.get("content"), f"meta {printed}")
    for line in _lines_outside(root, container):
        for label, value in read_labels(line).items():
            offer(name_of(label), value, f"label {label}")
    for heading in root.iter("h1"):
        offer("title", heading.text_content(), "h1")
    for title in root.iter("title"):
        offer("title", title.text_content(), "title element")
    return metadata, origin


def _lines_outside(root: HtmlElement, container: HtmlElement) -> Iterator[str]:
    """Yield the short printed lines of the page outside its container, table rows as one line."""
    for element in root.iter("tr", "li", "p", "div", "span", "dl", "h2", "h3"):
        if element is container or container in element.iterancestors() or element in container.iterancestors():
            continue
        if any(child.tag in {"div", "li", "tr", "p", "ul", "table"} for child in element.iterdescendants()):
            continue
        line = _line(element) if element.tag != "tr" else _row(element)
        if 3 < len(line) <= _LONGEST_BOX_LINE:
            yield line


def _line(element: HtmlElement) -> str:
    # Labels often stand in spans of their own, side by side: a space keeps the value before from the label after.
    return " ".join(" ".join(pieces(element)).split())


def _row(row: HtmlElement) -> str:
    return " | ".join(line for line in map(_line, row.iter("td", "th")) if line)
