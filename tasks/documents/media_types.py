"""Name a file's media type by its bytes alone: names and headers are hints that often lie."""

import re
import struct

from tasks.documents.safe_zip import SafeZip
from tasks.model.errors import UnreadableDocument

HTML = "text/html"
TEXT = "text/plain"
MHTML = "multipart/related"
PDF = "application/pdf"
ZIP = "application/zip"
OLE = "application/x-ole-storage"
RTF = "application/rtf"
DOC = "application/msword"
OFD = "application/ofd"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ENCRYPTED = "application/encrypted"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLS = "application/vnd.ms-excel"
ODF = "application/vnd.oasis.opendocument"
FLAT_ODF = "application/vnd.oasis.opendocument.flat+xml"
# Word's files in one piece of XML
WORD_2003_XML = "application/vnd.ms-word.2003.xml"
FLAT_OPC = "application/vnd.ms-office.flat-opc+xml"
FLAT_FILES = (WORD_2003_XML, FLAT_OPC, FLAT_ODF)
IMAGES = (
    "image/png",
    "image/jpeg",
    "image/tiff",
    "image/bmp",
    "image/gif",
    "image/webp",
)

# What the first bytes say.
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),  # without members
    (b"PK00PK\x03\x04", ZIP),  # once meant for several disks
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (b"\x89PNG", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"GIF8", "image/gif"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b\x08", "application/gzip"),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ\x00", "application/x-xz"),
    (b"\x28\xb5\x2f\xfd", "application/zstd"),
    (b"MSCF\x00\x00\x00\x00", "application/vnd.ms-cab-compressed"),
    (b"MZ\x90\x00", "application/vnd.microsoft.portable-executable"),
    (b"\x7fELF", "application/x-executable"),
    (b"%!PS-", "application/postscript"),
    (b"ID3", "audio/mpeg"),
)
# What stands further in: the offset, the bytes, the name.
_INNER_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (8, b"WEBP", "image/webp"),
    (4, b"ftyp", "video/mp4"),
    (4, b"jP  \r\n", "image/jp2"),
    (257, b"ustar", "application/x-tar"),
)
# Members that only one kind of file has, with what it is; the first match counts.
_MEMBER_TYPES: tuple[tuple[re.Pattern[str], str], ...] = (
    # some producers zip the folder itself
    (re.compile(r"(?:^|/)OFD\.xml$", re.IGNORECASE), OFD),
    (re.compile(r"^Encryptions\.xml$"), OFD),  # a locked one
    (re.compile(r"^word/", re.IGNORECASE), DOCX),
    (re.compile(r"^xl/", re.IGNORECASE), XLSX),
    (
        re.compile(r"^ppt/", re.IGNORECASE),
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
    (
        re.compile(r"^FixedDocSeq\.fdseq$|^Documents/\d+/FixedDoc", re.IGNORECASE),
        "application/vnd.ms-xpsdocument",
    ),
    (re.compile(r"^META-INF/container\.xml$"), "application/epub+zip"),
    (re.compile(r"^META-INF/manifest\.xml$"), ODF),
    (re.compile(r"^uof/|^uof\.xml$"), "application/vnd.uof"),
)
# Streams of compound files that only one kind has.
_STREAM_TYPES: tuple[tuple[str, str], ...] = (
    ("EncryptedPackage", ENCRYPTED),
    ("WordDocument", DOC),
    ("Workbook", XLS),
    ("Book", XLS),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
    ("VisioDocument", "application/vnd.visio"),
    ("FileHeader", "application/x-hwp"),
    ("__properties_version1.0", "application/vnd.ms-outlook"),
    ("MatOST", "application/vnd.ms-works"),
)
# Text formats that are neither HTML nor prose, by what stands near their beginning.
_TEXT_TYPES: tuple[tuple[re.Pattern[str], str], ...] = (
    # MIME-Version: 1.0 … Content-Type: multipart/related; boundary="----=_NextPart_01"
    (
        re.compile(
            r"^\s*(?:[\w-]+:.*\n(?:[ \t].*\n)*?)*?Content-Type:\s*multipart/related",
            re.IGNORECASE,
        ),
        MHTML,
    ),
    # <?mso-application progid="Word.Document"?><w:wordDocument …>
    (re.compile(r"<w:wordDocument\b"), WORD_2003_XML),
    (
        re.compile(r'<\?mso-application progid="Excel\.Sheet"'),
        "application/vnd.ms-excel.2003.xml",
    ),
    (re.compile(r"<pkg:package\b"), FLAT_OPC),
    (re.compile(r"<office:document\b"), FLAT_ODF),
    (re.compile(r"<(?:uof|UOF)[:_](?:UOF|uof)\b"), "application/vnd.uof"),
    (
        re.compile(
            r"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!DOCTYPE svg[^>]*>\s*)?<svg\b",
            re.S,
        ),
        "image/svg+xml",
    ),
)
# `<!doctype html>`, `<html`, or a body of tags after comments and white space
_MARKUP = re.compile(
    r"^\s*(?:<!--.*?-->\s*)*<(?:!doctype|html|head|title|link|body|div|p|table|meta|script|\?xml)\b",
    re.I | re.S,
)
_TAGS = re.compile(r"<(?:p|div|br|td|span)\b[^>]*>", re.IGNORECASE)
# `%PDF-1.7`, also after the lines of a mail or a mark; its objects tell it from a page that speaks of PDF.
_PDF = re.compile(rb"%PDF-\d")
_PDF_OBJECT = re.compile(rb"\d\s+obj\b|\bxref\b|%%EOF")
# `{\rtf1\ansi`, also after a mark or white space
_RTF = re.compile(rb"^(?:\xef\xbb\xbf)?\s*\{\\rtf")
_LONGEST_JUNK = 1024
_HEAD_LENGTH = 4096
# BM is how many words begin: the length of the header after it tells, one of six.
_BMP_HEADERS = frozenset({12, 40, 52, 56, 108, 124})
_FLAT_MARKS = (b"<w:wordDocument", b"<pkg:package", b"<office:document")
_LOCAL_HEADER = b"PK\x03\x04"
_MOST_HEADERS = 200


def detect_media_type(body: bytes) -> str | None:
    """Name the media type by content.

    Null for text (`detect_text_type` tells which) and for what nobody knows.
    """
    found = detect_signature(body)
    if found == ZIP:
        return _detect_zip_type(body)
    if found == OLE:
        return _detect_ole_type(body)
    return found


def detect_signature(body: bytes) -> str | None:
    """Name the media type by the first bytes alone, without looking into a ZIP or a compound file."""
    for signature, name in _SIGNATURES:
        if body.startswith(signature):
            return name
    if _RTF.match(body[:_LONGEST_JUNK]):
        return RTF
    if _is_pdf(body):
        return PDF
    if _is_bmp(body):
        return "image/bmp"
    for offset, signature, name in _INNER_SIGNATURES:
        if body.startswith(signature, offset):
            return name
    return None


def is_flat_file(body: bytes) -> bool:
    """Tell quickly whether bytes that no signature names may be an office file in one piece of XML."""
    head = body[:_HEAD_LENGTH]
    return any(mark in head for mark in _FLAT_MARKS)


def _is_pdf(body: bytes) -> bool:
    mark = _PDF.search(body, 0, _LONGEST_JUNK)
    if mark is None:
        return False
    if mark.start() == 0:
        return True
    return bool(_PDF_OBJECT.search(body, mark.end()))


def _is_bmp(body: bytes) -> bool:
    if not body.startswith(b"BM") or len(body) <= 26:
        return False
    return struct.unpack_from("<I", body, 14)[0] in _BMP_HEADERS


def detect_text_type(text: str) -> str:
    """Tell HTML, MHTML and the flat office formats from prose, by decoded text."""
    head = text[:_HEAD_LENGTH]
    for pattern, name in _TEXT_TYPES:
        if pattern.search(head):
            return name
    has_tags = _MARKUP.match(text) or len(_TAGS.findall(text, 0, 20_000)) > 3
    if has_tags:
        return HTML
    return TEXT


def _detect_zip_type(body: bytes) -> str:
    try:
        names = SafeZip.open(body).names
    except UnreadableDocument:  # the reader will say what is wrong with it
        names = _list_names_in_headers(body)
    for pattern, media_type in _MEMBER_TYPES:
        if any(map(pattern.search, names)):
            return media_type
    return ZIP


def _list_names_in_headers(body: bytes) -> tuple[str, ...]:
    """List the members of an archive without a table of contents, by the headers before each."""
    names: list[str] = []
    at = body.find(_LOCAL_HEADER)
    while at >= 0 and len(names) < _MOST_HEADERS:
        start = at + 30
        if start > len(body):
            break
        length = struct.unpack_from("<H", body, at + 26)[0]
        name = body[start : start + length]
        names.append(name.decode("utf-8", "replace"))
        at = body.find(_LOCAL_HEADER, start)
    return tuple(names)


def _detect_ole_type(body: bytes) -> str:
    """Name a compound file by its directory's first telling entry: those of embedded files come later."""
    first = len(body)
    found = OLE
    lower = body.lower()  # names are known without regard to case
    for name, media_type in _STREAM_TYPES:
        offset = lower.find(name.lower().encode("utf-16-le") + b"\x00\x00")
        if 0 <= offset < first:
            first = offset
            found = media_type
    return found
