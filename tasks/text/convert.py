"""Bytes to a document, by what the bytes are: headers and file names are hints that often lie."""

import re
from collections.abc import Sequence
from dataclasses import replace

from tasks.model.decode import Decoded, decode
from tasks.model.document import Body, Document
from tasks.model.errors import UnreadableDocument
from tasks.model.issue import Issue, Responsibility, Severity
from tasks.text import html, plain

# What the first bytes say, for files that no converter reads yet; the name goes into the issue.
SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),  # DOCX, OFD and archives
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),  # DOC, XLS, WPS
    (b"{\\rtf", "application/rtf"),
    (b"\x89PNG", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"Rar!", "application/vnd.rar"),
)
# `<!doctype html>`, `<html`, or a body of tags after comments and white space
_MARKUP = re.compile(r"^\s*(?:<!--.*?-->\s*)*<(?:!doctype|html|head|body|div|p|table|meta|script|\?xml)\b", re.I | re.S)
# `text/html; charset=GB2312`, `<meta charset="gbk">`
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
# A parsed tag costs up to half a kilobyte; the longest report with its tables has some ten thousand.
_MOST_TAGS = 400_000
_TAGS = re.compile(r"<(?:p|div|br|td|span)\b[^>]*>", re.IGNORECASE)


def media_type_of(body: bytes) -> str | None:
    """Name the media type by the first bytes; null when they are text or nothing that we know."""
    return next((name for signature, name in SIGNATURES if body.startswith(signature)), None)


def convert(body: bytes, *, url: str = "", content_type: str = "") -> Document:
    """Convert one file's bytes to a document.

    `content_type` is the header's, a hint for the charset only. Raises UnreadableDocument with the issue code
    `unsupported_type`, `empty_page`, `too_many_tags` or `no_text`.
    """
    known = media_type_of(body)
    if known:
        raise UnreadableDocument("unsupported_type", f"{known} cannot be read yet; the bytes are in the archive")
    if not body.strip():
        raise UnreadableDocument("empty_page", "the body is empty; look at the fetch in the table fetches")
    if body.count(b"<") > _MOST_TAGS:
        raise UnreadableDocument("too_many_tags", f"the page has more than {_MOST_TAGS} tags; look at what it is")
    decoded = decode(body, _declared(body, content_type))
    if _MARKUP.match(decoded.text) or len(_TAGS.findall(decoded.text, 0, 20_000)) > 3:
        document = html.read(decoded.text, url=url, charset=decoded.charset)
    elif "\x00" in decoded.text:
        raise UnreadableDocument("unsupported_type", "the bytes are neither text nor a file type that we know")
    else:
        document = plain.read(decoded.text, decoded.charset)
    return replace(document, issues=(*document.issues, _lost(decoded, url))) if decoded.replaced else document


def convert_all(bodies: Sequence[Body]) -> Document:
    """Convert an article that stands on several pages to one document, with the first page's metadata.

    Raises UnreadableDocument when one of them cannot be read: a text with a hole in it would be a wrong text.
    """
    documents = [convert(body.content, url=body.url, content_type=body.content_type) for body in bodies]
    first = documents[0]
    return replace(
        first,
        paragraphs=tuple(paragraph for document in documents for paragraph in document.paragraphs),
        attachments=tuple(dict.fromkeys(one for document in documents for one in document.attachments)),
        issues=tuple(dict.fromkeys(issue for document in documents for issue in document.issues)),
    )


def _declared(body: bytes, content_type: str) -> str:
    match = _CHARSET.search(content_type) or _CHARSET.search(body[:2048].decode("ascii", "replace"))
    return match.group(1) if match else ""


def _lost(decoded: Decoded, url: str) -> Issue:
    return Issue(
        "text",
        "replacement_characters",
        Severity.WARNING,
        Responsibility.SITE,
        f"{decoded.replaced} characters are broken in the site's bytes (read as {decoded.charset}); compare the page",
        url=url or None,
    )
