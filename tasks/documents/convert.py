"""Bytes to a document, by what the bytes are: headers and file names are hints that often lie.

HTML and plain text of moderate size are read here; everything else goes to a child process (`sandbox`), which
reads it with `convert_here`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from email import message_from_bytes, policy
from functools import partial
from importlib import import_module
from typing import NamedTuple, Protocol

from tasks.documents import html_page, media_types, zip_archive
from tasks.documents.boilerplate import (
    MetadataFields,
    build_furniture_issue,
    drop_pasted_furniture,
)
from tasks.documents.cache import SLOW_TYPES, DocumentCache, read_cached
from tasks.documents.sandbox import convert_in_sandbox
from tasks.documents.text_tables import TextTables
from tasks.model.catalogue import make_issue, make_phrase
from tasks.model.charset import DecodedText
from tasks.model.document import Body, Document, Paragraph
from tasks.model.errors import UnreadableDocument
from tasks.model.issue import Issue
from tasks.model.safe_words import STEERING

# Labels stand at the head of a text, before the first section.
_LABELLED_LINES = 15
_BLANK = re.compile(r"^\s*$")
# Markdown: `## 二、存在的问题`, `**加强学习。**全镇…`
_HEADING = re.compile(r"#{1,6}\s*\S")
_STRONG = re.compile(r"\*\*[^*]+\*\*")
# The modules of this package that read a type, imported when the first file of it comes.
_CONVERTER_MODULES = {
    media_types.PDF: "paged.pdf",
    media_types.DOCX: "word.docx",
    media_types.DOC: "word.doc",
    media_types.RTF: "word.rtf",
    media_types.WORD_2003_XML: "word.flat_xml",
    media_types.FLAT_OPC: "word.flat_xml",
    media_types.ODF: "word.opendocument",
    media_types.FLAT_ODF: "word.opendocument",
    media_types.XLSX: "word.workbook",
    media_types.XLS: "word.workbook",
    media_types.OFD: "paged.ofd",
    **dict.fromkeys(media_types.IMAGES, "paged.ocr"),
}
# `text/html; charset=GB2312`, `<meta charset="gbk">`
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
# ESC, BEL, NUL: what no page shows; tabs, line breaks and form feeds are spaces
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_PRINTED_CONTROLS = frozenset({0x09, 0x0A, 0x0B, 0x0C, 0x0D})
# `&#27;`, `&#x07;`, `&#150;` (a dash of Windows)
_CONTROL_ENTITY = re.compile(
    r"&#(?:0*(\d{1,3})|[xX]0*([0-9a-fA-F]{1,2}))(?![0-9a-fA-F]);?"
)
# `ESC[31m`, `ESC]0;title BEL`: what tells a terminal to change its colour, its title, its screen
_TERMINAL_SEQUENCE = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b\n<]{0,200}(?:\x07|\x1b\\)|[ -/]*[0-~])"
)
# A text with more of them is none.
_FEWEST_A_NULL = 200
# Beyond a few, other control characters are at most one in so many of a text's.
_FEW_CONTROLS = 100
_FEWEST_A_CONTROL = 20
_LONGEST_EVIDENCE = 80
_LINE_END = "\n"
# In a paragraph, marks of direction say how it is read; in a title and the like, nothing.
_UNSEEN = re.compile(f"[{STEERING}]")
# A parsed tag costs up to half a kilobyte; the longest report with its tables has some ten thousand.
_MOST_TAGS = 400_000
_MOST_ATTRIBUTES = 1000
_LONG_TAG = re.compile(rf"<[^<]{{{4 * _MOST_ATTRIBUTES}}}")
_ATTRIBUTE = r"""\s++[^\s<>=\"'/]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'<>]++))?+"""
_TOO_MANY_ATTRIBUTES = re.compile(
    rf"(<[a-zA-Z][\w:-]*+(?:{_ATTRIBUTE}){{{_MOST_ATTRIBUTES}}})(?:{_ATTRIBUTE})++"
)
# The longest report is a tenth of it as HTML; with fewer tags than above it is parsed in a second and 200 MB.
MODERATE_SIZE = 2 << 20


class _Converter(Protocol):
    """What each converter's `read` is; raises UnreadableDocument."""

    def __call__(
        self,
        body: bytes,
        *,
        url: str = "",
    ) -> Document:
        """Read one file."""


def convert(
    body: bytes,
    *,
    url: str = "",
    content_type: str = "",
    cache: DocumentCache | None = None,
) -> Document:
    """Convert one file's bytes to a document, in a child process unless it is text of moderate size.

    `content_type` is the header's, a hint for the charset only. What may be a scan is taken from the cache,
    where one is given and has it, and kept there. Raises UnreadableDocument with the code of the issue:
    `unsupported_type`, `empty_page`, `too_many_tags`, `no_text`, `conversion_timed_out`, the converters' own,
    and `reading_interrupted` where our machine did not come to read it.
    """
    signature = media_types.detect_signature(body)
    is_plain = signature is None and not media_types.is_flat_file(body)
    if len(body) <= MODERATE_SIZE and is_plain:
        document = convert_here(
            body,
            url=url,
            content_type=content_type,
        )
        return _clean_metadata(document)
    read = partial(
        convert_in_sandbox,
        body,
        url=url,
        content_type=content_type,
        may_be_scan=signature in SLOW_TYPES,
    )
    if cache is None:
        return _clean_metadata(read())
    return _clean_metadata(read_cached(cache, body, url, read))


def _clean_metadata(document: Document) -> Document:
    """Drop what nothing shows from what a file says of itself."""
    cleaned = {
        name: _UNSEEN.sub("", value) for name, value in document.metadata.items()
    }
    if cleaned == document.metadata:
        return document
    return replace(document, metadata=cleaned)


def convert_here(
    body: bytes,
    *,
    url: str = "",
    content_type: str = "",
) -> Document:
    """Convert one file's bytes in this process.

    For what comes from a stranger, `convert` is the one to call.
    """
    media_type = media_types.detect_media_type(body)
    if media_type is None:
        return _convert_text(body, url, content_type)
    if media_type == media_types.ZIP:
        return zip_archive.read(
            body,
            lambda content, place: convert_here(content, url=place),
            url=url,
        )
    return _load_converter(media_type)(body, url=url)


def _load_converter(media_type: str) -> _Converter:
    """Find what reads a media type; raises UnreadableDocument: encrypted_document, unsupported_type."""
    if media_type == media_types.ENCRYPTED:
        raise UnreadableDocument("encrypted_document", what=make_phrase("the_file"))
    if media_type not in _CONVERTER_MODULES:
        raise UnreadableDocument("unsupported_type", kind=media_type)
    name = f"tasks.documents.{_CONVERTER_MODULES[media_type]}"
    try:
        converter: _Converter = import_module(name).read
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        kind = make_phrase("not_in_this_installation", media_type=media_type)
        raise UnreadableDocument("unsupported_type", kind=kind) from error
    return converter


def convert_pages(
    bodies: Sequence[Body], cache: DocumentCache | None = None
) -> Document:
    """Convert an article that stands on several pages to one document, with the first page's metadata.

    The origins of the paragraphs of the other pages begin with their addresses.
    Raises UnreadableDocument when one of them cannot be read: a text with a hole in it would be a wrong text.
    """
    documents: list[Document] = []
    for body in bodies:
        document = convert(
            body.content,
            url=body.url,
            content_type=body.content_type,
            cache=cache,
        )
        if documents:
            document = document.prefix_origins(body.url)
        documents.append(document)
    return Document.join(documents)


def _convert_text(
    body: bytes,
    url: str,
    content_type: str,
) -> Document:
    """Convert what no signature names: a page, a saved page, or plain text."""
    if not body.strip():
        raise UnreadableDocument("empty_page", problem=make_phrase("empty_body"))
    if body.count(b"<") > _MOST_TAGS:
        raise UnreadableDocument("too_many_tags", most=_MOST_TAGS)
    decoded = DecodedText.decode(body, _find_declared_charset(body, content_type))
    text_type = media_types.detect_text_type(decoded.text)
    if text_type in media_types.FLAT_FILES:
        return _load_converter(text_type)(body, url=url)
    decoded, dropped = _drop_controls(decoded, text_type)
    if text_type == media_types.MHTML:
        page, charset = _extract_mhtml_page(body)
        return _convert_text(page, url, f"charset={charset}")
    if text_type == media_types.HTML:
        text = _cut_attributes(decoded.text)
        document = html_page.read(text, url=url, charset=decoded.charset)
    else:
        document = _convert_plain_text(decoded, text_type)
    doubts = (*_check_charset(decoded, url), *_check_controls(dropped, url))
    return replace(document, issues=(*document.issues, *doubts))


def _cut_attributes(page: str) -> str:
    """Cut the attributes off a tag that has very many: libxml2 compares each with all before it."""
    if _LONG_TAG.search(page):
        return _TOO_MANY_ATTRIBUTES.sub(r"\1", page)
    return page


class _DroppedControls(NamedTuple):
    """Controls that were dropped from a file, and where the first of them stood."""

    controls: str = ""
    place: str = ""


def _drop_controls(
    decoded: DecodedText, text_type: str
) -> tuple[DecodedText, _DroppedControls]:
    """Drop what nothing shows and what would steer a terminal, also where a page writes it as entities.

    Give the characters that were dropped. Raises UnreadableDocument (unsupported_type) where they are so many
    that the bytes are no text.
    """
    text = decoded.text
    if text_type == media_types.HTML:
        text = _CONTROL_ENTITY.sub(_write_entity, text)
    controls = "".join(_CONTROL.findall(text))
    if not controls:
        return replace(decoded, text=text), _DroppedControls()
    if text_type == media_types.TEXT and _has_many_controls(text, controls):
        kind = make_phrase("unknown_bytes")
        raise UnreadableDocument("unsupported_type", kind=kind)
    first = text.index(controls[0])
    dropped = _DroppedControls(controls, f"line {text.count(_LINE_END, 0, first) + 1}")
    text = _TERMINAL_SEQUENCE.sub("", text)
    text = _CONTROL.sub("", text)
    return replace(decoded, text=text), dropped


def _has_many_controls(text: str, controls: str) -> bool:
    """Tell whether a text holds more control characters than damage would leave in one."""
    length = len(text)
    if controls.count("\0") * _FEWEST_A_NULL > length:
        return True
    count = len(controls)
    return count > _FEW_CONTROLS and count * _FEWEST_A_CONTROL > length


def _write_entity(match: re.Match[str]) -> str:
    """Write the character that a page names by the number of a control character, as browsers do."""
    decimal, hexadecimal = match.groups()
    code = int(decimal) if decimal else int(hexadecimal, 16)
    if 0x80 <= code <= 0x9F:
        return bytes([code]).decode("cp1252", "ignore")
    is_control = code <= 0x1F and code not in _PRINTED_CONTROLS
    if is_control or code == 0x7F:
        return chr(code)
    return match.group()


def _check_controls(dropped: _DroppedControls, url: str) -> Iterator[Issue]:
    if dropped.controls:
        names = dict.fromkeys(f"U+{ord(control):04X}" for control in dropped.controls)
        evidence = f"{dropped.place}: {', '.join(names)}"[:_LONGEST_EVIDENCE]
        count = len(dropped.controls)
        yield make_issue(
            "control_characters",
            evidence,
            url=url or None,
            count=count,
        )


def _convert_plain_text(decoded: DecodedText, text_type: str) -> Document:
    if text_type != media_types.TEXT:
        raise UnreadableDocument("unsupported_type", kind=text_type)
    document = _read_plain_text(decoded.text, decoded.charset)
    if not document.paragraphs:
        raise UnreadableDocument("no_text", problem=make_phrase("no_words"))
    return document


def _find_declared_charset(body: bytes, content_type: str) -> str:
    head = body[:2048].decode("ascii", "replace")
    match = _CHARSET.search(content_type) or _CHARSET.search(head)
    if match:
        return match.group(1)
    return ""


# So many characters show where a text ends that is cut.
_LONGEST_END = 40


def _check_charset(decoded: DecodedText, url: str) -> Iterator[Issue]:
    """Yield what makes the text doubtful: lost characters, a second fitting charset, pieces in another."""
    place = url or None
    if decoded.replaced:
        yield make_issue(
            "replacement_characters",
            url=place,
            count=decoded.replaced,
            charset=decoded.charset,
        )
    if decoded.cut:
        end = decoded.text.rstrip()[-_LONGEST_END:]
        yield make_issue("damaged_text", end, url=place)
    if decoded.doubt:
        yield make_issue(
            "ambiguous_charset",
            url=place,
            charset=decoded.charset,
            other=decoded.doubt,
        )
    if decoded.pasted:
        yield make_issue(
            "mixed_charsets",
            url=place,
            count=decoded.pasted,
            charset=decoded.charset,
        )


def _read_plain_text(text: str, charset: str | None = None) -> Document:
    """Read plain text; labels among the first lines (来源, 发布时间, 文号) become metadata."""
    paragraphs: list[Paragraph] = []
    lines = list(_iter_lines(text))
    tables = TextTables.find([line for line, _ in lines])
    starts = set[int]()
    indented = set[int]()
    for number, (line, is_start) in enumerate(lines):
        row = tables.rows.get(number)
        if is_start:
            starts.add(len(paragraphs))
        if number in tables.rules or not (row or line.strip()):
            continue
        if line[:1].isspace():
            indented.add(len(paragraphs))
        words = row.text if row else line.strip()
        paragraph = _build_paragraph(words, f"line {number + 1}")
        paragraphs.append(replace(paragraph, row=row))
    kept, dropped = drop_pasted_furniture(paragraphs, starts, indented)
    issues = build_furniture_issue(dropped)
    metadata = MetadataFields()
    for paragraph in kept[:_LABELLED_LINES]:
        if "。" not in paragraph.text:
            metadata.add_labels(paragraph.text, paragraph.origin)
    return Document(
        kept,
        "text/plain",
        charset,
        metadata.values,
        metadata.origins,
        issues=issues,
    )


def _iter_lines(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the lines of a text, and whether a form feed stands before each."""
    for number, page in enumerate(text.split("\f")):
        is_start = number > 0
        for line in page.splitlines():
            yield line, is_start and not _BLANK.match(line)
            is_start = is_start and bool(_BLANK.match(line))


def _build_paragraph(line: str, origin: str) -> Paragraph:
    strong = _STRONG.match(line)
    lead = 0
    if strong:
        lead = strong.end()
    emphasis = lead == len(line) or bool(_HEADING.match(line))
    return Paragraph(
        line,
        origin,
        emphasis,
        lead=0 if emphasis else lead,
    )


def _extract_mhtml_page(body: bytes) -> tuple[bytes, str]:
    """Give the first HTML part's bytes and the charset that it declares.

    Raises UnreadableDocument (no_text).
    """
    try:
        for part in message_from_bytes(body.lstrip(), policy=policy.compat32).walk():
            content = part.get_payload(decode=True)
            if part.get_content_type() == "text/html" and isinstance(content, bytes):
                return content, part.get_content_charset("")
    except RecursionError as error:
        problem = make_phrase("saved_page_too_deep")
        raise UnreadableDocument("no_text", problem=problem) from error
    problem = make_phrase("saved_page_without_html")
    raise UnreadableDocument("no_text", problem=problem)
