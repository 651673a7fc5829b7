"""HTML to a document: the article's paragraphs, what the page says of itself, and the files it offers."""

import json
import re
from collections.abc import Iterator
from urllib.parse import urljoin

import lxml.html
from lxml.html import HtmlElement

from tasks.model.document import Attachment, Document, Paragraph
from tasks.model.errors import UnreadableDocument
from tasks.model.issue import Issue, Responsibility, Severity
from tasks.text.containers import by_density, by_family
from tasks.text.labels import name_of, read_labels

_BLOCKS = frozenset(
    "p div li ul ol table tr td th h1 h2 h3 h4 h5 h6 section article blockquote center dl dt dd br hr pre header "
    "footer ucapcontent tbody thead form fieldset address".split()
)
_STRONG = frozenset({"b", "strong", "h1", "h2", "h3", "h4", "h5", "h6"})
_SILENT = frozenset({"script", "style", "noscript", "template", "iframe", "select", "button", "textarea", "svg"})
# client-side page breaks inside a body that is served whole
_PAGE_BREAK = re.compile(r"#PAGE_BREAK#|</?pagebreak\s*/?>", re.IGNORECASE)
# `<a href="./P020260428660861964604.pdf">`, also inside script text and with escaped quotes
_FILE_HREF = re.compile(
    r"""href\s*=\s*\\?["']([^"'\\<>]+?\.(?:pdf|docx?|wps|ofd|zip|rar|xlsx?|rtf)(?:\?[^"'\\<>]*)?)\\?["'][^>]*>([^<]*)""",
    re.IGNORECASE,
)
# `/module/download/downfile.jsp?classid=0&filename=….pdf&showname=…`
_DOWNLOAD_HREF = re.compile(
    r"""href\s*=\s*["']([^"'<>]*(?:downfile\.jsp|download\.jsp|/attachment/)[^"'<>]*)["'][^>]*>([^<]*)""", re.IGNORECASE
)
# `window._CONFIG = {… DETAIL: {… "content":"\u003Cp\u003E…"} }` of gkmlpt
_GKMLPT_CONTENT = re.compile(r'"content"\s*:\s*("(?:[^"\\]|\\.)*")')
# the standard <meta> block of government sites, by our names
_META = {
    "articletitle": "title",
    "pubdate": "published",
    "contentsource": "source",
    "firstpublishedtime": "published",
    "columnname": "column",
}
# Values seen in the standard block that say nothing.
_EMPTY_VALUES = frozenset({"", "null", "undefined", "本网", "本站", "-"})
# Metadata boxes print each field on a line of their own, at most this long.
_LONGEST_BOX_LINE = 200


def read(text: str, *, url: str = "", charset: str | None = None) -> Document:
    """Read one HTML page; raises UnreadableDocument when no element of it holds text."""
    try:
        root = lxml.html.document_fromstring(_PAGE_BREAK.sub("", text))
    except (lxml.etree.ParserError, ValueError) as error:
        raise UnreadableDocument("empty_page", f"the page holds no HTML element: {error}") from error
    attachments = _attachments(text, url)
    detail = _gkmlpt_detail(root)
    container = by_family(root)
    issues: list[Issue] = []
    if container is None and detail is not None:
        container = detail
    if container is None:
        container = by_density(root)
        issues.append(_guessed(url))
    if container is None:
        raise UnreadableDocument("no_text", "no element of the page holds text; look at the archived page")
    metadata, origin = _metadata(root, container)
    paragraphs = tuple(_paragraphs(container))
    return Document(paragraphs, "text/html", charset, metadata, origin, attachments, tuple(issues))


def _guessed(url: str) -> Issue:
    return Issue(
        "text",
        "container_guessed",
        Severity.INFO,
        Responsibility.US,
        "no known container holds the text; the densest element was taken: add its container to tasks/text/containers.py",
        url=url or None,
    )


def _gkmlpt_detail(root: HtmlElement) -> HtmlElement | None:
    for script in root.iter("script"):
        source = script.text or ""
        match = _GKMLPT_CONTENT.search(source) if "_CONFIG" in source else None
        if match:
            return lxml.html.fragment_fromstring(json.loads(match.group(1)), create_parent="div")
    return None


def _attachments(text: str, url: str) -> tuple[Attachment, ...]:
    found: dict[str, Attachment] = {}
    for pattern in (_FILE_HREF, _DOWNLOAD_HREF):
        for match in pattern.finditer(text):
            address = urljoin(url, match.group(1).replace("&amp;", "&"))
            found.setdefault(address, Attachment(address, match.group(2).strip()))
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
        if element.tag not in _SILENT:
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
        if name and value not in _EMPTY_VALUES and name not in metadata:
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
        line = " ".join("".join(element.itertext()).split()) if element.tag != "tr" else _row(element)
        if 3 < len(line) <= _LONGEST_BOX_LINE:
            yield line


def _row(row: HtmlElement) -> str:
    cells = [" ".join("".join(cell.itertext()).split()) for cell in row.iter("td", "th")]
    return " | ".join(cell for cell in cells if cell)
