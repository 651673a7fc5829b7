"""Media types by content."""

import zipfile
from io import BytesIO

import pytest

from tasks.documents import media_types
from tasks.documents.media_types import (
    detect_media_type,
    detect_signature,
    detect_text_type,
)

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
_OFFICE = "application/vnd.openxmlformats-officedocument"


def zipped(*names: str) -> bytes:
    """Make an archive of empty members."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "")
    return out.getvalue()


def compound(*streams: str) -> bytes:
    """Make the directory of a compound file: entries of 128 bytes."""
    return OLE + b"".join(
        name.encode("utf-16-le").ljust(128, b"\0") for name in ("Root Entry", *streams)
    )


FILES = {
    "pdf": (b"%PDF-1.7\n", media_types.PDF),
    "pdf after a mail's lines": (
        b"Content-Type: x\r\n\r\n%PDF-1.4\n1 0 obj\n",
        media_types.PDF,
    ),
    "a text about pdf": ("报告的 PDF 版以 %PDF-1.4 开头。".encode(), None),
    "docx": (zipped("[Content_Types].xml", "word/document.xml"), media_types.DOCX),
    "docx without contents": (
        zipped("[Content_Types].xml", "word/document.xml")[:-60],
        media_types.DOCX,
    ),
    "ofd": (zipped("OFD.xml", "Doc_0/Document.xml"), media_types.OFD),
    "ofd in a folder": (zipped("报告/OFD.xml"), media_types.OFD),
    "xlsx": (
        zipped("[Content_Types].xml", "xl/workbook.xml"),
        f"{_OFFICE}.spreadsheetml.sheet",
    ),
    "pptx": (
        zipped("[Content_Types].xml", "ppt/presentation.xml"),
        f"{_OFFICE}.presentationml.presentation",
    ),
    "odt": (
        zipped("mimetype", "META-INF/manifest.xml"),
        "application/vnd.oasis.opendocument",
    ),
    "zip": (zipped("附件1.docx", "附件2.pdf"), media_types.ZIP),
    "empty zip": (zipped(), media_types.ZIP),
    "doc": (compound("1Table", "WordDocument"), media_types.DOC),
    "doc with a sheet": (
        compound("WordDocument", "ObjectPool", "Workbook"),
        media_types.DOC,
    ),
    "xls": (compound("Workbook"), "application/vnd.ms-excel"),
    "xls with a document": (
        compound("Workbook", "MBD0001", "WordDocument"),
        "application/vnd.ms-excel",
    ),
    "ppt": (compound("PowerPoint Document"), "application/vnd.ms-powerpoint"),
    "locked docx": (
        compound("EncryptionInfo", "EncryptedPackage"),
        media_types.ENCRYPTED,
    ),
    "unknown compound": (compound("Something"), media_types.OLE),
    "damaged doc": (OLE + b"12" + compound("WordDocument")[512:], media_types.DOC),
    "rtf": (b"{\\rtf1\\ansi", media_types.RTF),
    "rtf after a mark": (b"\xef\xbb\xbf\n{\\rtf1", media_types.RTF),
    "png": (b"\x89PNG\r\n\x1a\n", "image/png"),
    "jpeg": (b"\xff\xd8\xff\xe0", "image/jpeg"),
    "gif": (b"GIF89a", "image/gif"),
    "tiff": (b"II*\0\x08\0\0\0", "image/tiff"),
    "bmp": (b"BM" + bytes(12) + b"\x28\0\0\0" + bytes(40), "image/bmp"),
    "a text that begins with BM": (
        b"BMI and other measures of the health of people",
        None,
    ),
    "webp": (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
    "rar": (b"Rar!\x1a\x07\x01\0", "application/vnd.rar"),
    "7z": (b"7z\xbc\xaf\x27\x1c\0\4", "application/x-7z-compressed"),
    "nothing": (b"", None),
    "page": (b"<!DOCTYPE html><html>", None),
}
TEXTS = {
    "page": ("\n<!-- 静态 --><!DOCTYPE html><html>", media_types.HTML),
    "word saved as a page": (
        '<html xmlns:w="urn:schemas-microsoft-com:office:word"><head>',
        media_types.HTML,
    ),
    "fragment": ("报告<br>全文<p>甲</p><p>乙</p><p>丙</p>", media_types.HTML),
    "mhtml": (
        'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n--x\n',
        media_types.MHTML,
    ),
    "prose": ("法治政府建设年度报告\n一、主要举措", media_types.TEXT),
    "word 2003": (
        '<?xml version="1.0"?>\n<w:wordDocument xmlns:w="x">',
        "application/vnd.ms-word.2003.xml",
    ),
    "flat word": (
        '<?xml version="1.0"?>\n<pkg:package xmlns:pkg="x">',
        "application/vnd.ms-office.flat-opc+xml",
    ),
    "flat writer": (
        "<office:document xmlns:office='x'>",
        "application/vnd.oasis.opendocument.flat+xml",
    ),
    "uof": ("<uof:UOF xmlns:uof='x'>", "application/vnd.uof"),
    "svg": ('<?xml version="1.0"?><svg xmlns="x">', "image/svg+xml"),
}


@pytest.mark.parametrize(("body", "media_type"), FILES.values(), ids=FILES)
def test_a_file_is_named_by_its_bytes(body, media_type):
    """Nothing else is asked."""
    assert detect_media_type(body) == media_type


@pytest.mark.parametrize(("text", "media_type"), TEXTS.values(), ids=TEXTS)
def test_a_text_is_named_by_its_words(text, media_type):
    """Saved pages and flat formats are no prose."""
    assert detect_text_type(text) == media_type


def test_the_signature_alone_does_not_look_inside():
    """The cheap look tells archives and compound files as such."""
    assert detect_signature(FILES["docx"][0]) == media_types.ZIP
    assert detect_signature(FILES["doc"][0]) == media_types.OLE
