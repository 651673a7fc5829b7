"""Bytes to a document, by what the bytes are: headers and file names are hints that often lie.

HTML and plain text of moderate size are read here; everything else goes to a child process (`sandbox`), which
reads it with `convert_here`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib import import_module
from typing import Protocol

from tasks.documents import html_page, media_types, plain_text, zip_archive
from tasks.documents.cache import DocumentCache, compute_key, is_slow
from tasks.documents.sandbox import convert_in_sandbox
from tasks.model.charset import DecodedText, decode
from tasks.model.document import Body, Document
from tasks.model.errors import UnreadableDocument
from tasks.model.issue import Issue, Responsibility, Severity

# The modules of this package that read a type, imported when the first file of it comes.
_CONVERTER_MODULES = {
    media_types.PDF: "paged.pdf",
    media_types.DOCX: "word.docx",
    media_types.DOC: "word.doc",
    media_types.RTF: "word.rtf",
    media_types.OFD: "paged.ofd",
    **dict.fromkeys(media_types.IMAGES, "paged.ocr"),
}
# `text/html; charset=GB2312`, `<meta charset="gbk">`
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
# A parsed tag costs up to half a kilobyte; the longest report with its tables has some ten thousand.
_MOST_TAGS = 400_000
# The longest report is a tenth of it as HTML; with fewer tags than above it is parsed in a second and 200 MB.
MODERATE_SIZE = 2 << 20


class Converter(Protocol):
    """What each converter's `read` is; raises UnreadableDocument."""

    def __call__(self, body: bytes, *, url: str = "") -> Document:
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
    `unsupported_type`, `empty_page`, `too_many_tags`, `no_text`, `conversion_timed_out`, and the converters'
    own.
    """
    if len(body) <= MODERATE_SIZE and media_types.detect_signature(body) is None:
        return convert_here(body, url=url, content_type=content_type)
    if cache is None:
        return convert_in_sandbox(body, url=url, content_type=content_type)
    key = compute_key(body, url)
    document = cache.find(key)
    if document is None:
        document = convert_in_sandbox(body, url=url, content_type=content_type)
        if is_slow(document):
            cache.keep(key, document)
    return document


def convert_here(body: bytes, *, url: str = "", content_type: str = "") -> Document:
    """Convert one file's bytes in this process.

    For what comes from a stranger, `convert` is the one to call.
    """
    media_type = media_types.detect_media_type(body)
    if media_type is None:
        return _convert_text(body, url, content_type)
    if media_type == media_types.ZIP:
        return zip_archive.read(
            body, lambda content, place: convert_here(content, url=place), url=url
        )
    return load_converter(media_type)(body, url=url)


def load_converter(media_type: str) -> Converter:
    """Find what reads a media type; raises UnreadableDocument: encrypted_document, unsupported_type."""
    if media_type == media_types.ENCRYPTED:
        raise UnreadableDocument(
            "encrypted_document",
            "the file needs a password; ask its publisher for an open copy",
        )
    if media_type not in _CONVERTER_MODULES:
        raise _build_unsupported_error(media_type)
    name = f"tasks.documents.{_CONVERTER_MODULES[media_type]}"
    try:
        converter: Converter = import_module(name).read
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        raise UnreadableDocument(
            "unsupported_type",
            f"this installation cannot read {media_type}; install fazhi anew",
        ) from error
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
            body.content, url=body.url, content_type=body.content_type, cache=cache
        )
        if documents:
            document = zip_archive.add_origin_prefix(document, body.url)
        documents.append(document)
    return zip_archive.join_documents(documents)


def _convert_text(body: bytes, url: str, content_type: str) -> Document:
    """Convert what no signature names: a page, a saved page, or plain text."""
    if not body.strip():
        raise UnreadableDocument(
            "empty_page", "the body is empty; look at the fetch in the table fetches"
        )
    if body.count(b"<") > _MOST_TAGS:
        raise UnreadableDocument(
            "too_many_tags",
            f"the page has more than {_MOST_TAGS} tags; look at what it is",
        )
    decoded = decode(body, _find_declared_charset(body, content_type))
    text_type = media_types.detect_text_type(decoded.text)
    if text_type == media_types.MHTML:
        page, charset = html_page.extract_mhtml_page(body)
        return _convert_text(page, url, f"charset={charset}")
    if text_type == media_types.HTML:
        document = html_page.read(decoded.text, url=url, charset=decoded.charset)
    else:
        document = _convert_plain_text(decoded, text_type)
    return replace(document, issues=(*document.issues, *_check_charset(decoded, url)))


def _convert_plain_text(decoded: DecodedText, text_type: str) -> Document:
    if "\x00" in decoded.text:
        raise UnreadableDocument(
            "unsupported_type",
            "the bytes are neither text nor a file type that we know",
        )
    if text_type != media_types.TEXT:
        raise _build_unsupported_error(text_type)
    document = plain_text.read(decoded.text, decoded.charset)
    if not document.paragraphs:
        raise UnreadableDocument(
            "no_text", "the file is text without a word; look at the archived bytes"
        )
    return document


def _build_unsupported_error(media_type: str) -> UnreadableDocument:
    return UnreadableDocument(
        "unsupported_type",
        f"{media_type} cannot be read yet; the bytes are in the archive",
    )


def _find_declared_charset(body: bytes, content_type: str) -> str:
    head = body[:2048].decode("ascii", "replace")
    match = _CHARSET.search(content_type) or _CHARSET.search(head)
    return match.group(1) if match else ""


def _check_charset(decoded: DecodedText, url: str) -> Iterator[Issue]:
    """Yield what makes the text doubtful: lost characters, a second fitting charset, pieces in another."""
    if decoded.replaced:
        lost = f"{decoded.replaced} characters are broken in the site's bytes (read as {decoded.charset})"
        yield _build_charset_issue(
            "replacement_characters", f"{lost}; compare the page", url
        )
    if decoded.doubt:
        both = f"the bytes are text in {decoded.charset}, as which they were read, and in {decoded.doubt}"
        yield _build_charset_issue(
            "ambiguous_charset", f"{both}; compare the page", url
        )
    if decoded.pasted:
        how = f"{decoded.pasted} pieces of the page are in another charset than its {decoded.charset}"
        yield _build_charset_issue(
            "mixed_charsets", f"{how}; each was read by its own: compare the page", url
        )


def _build_charset_issue(code: str, message: str, url: str) -> Issue:
    return Issue(
        "text", code, Severity.WARNING, Responsibility.SITE, message, url=url or None
    )
