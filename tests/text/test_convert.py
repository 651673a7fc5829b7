"""Bytes to documents: types by content, charsets against all declarations."""

import codecs

import pytest

from tasks.model.errors import UnreadableDocument
from tasks.text.convert import convert, media_type_of

TEXT = "棠川县人民政府关于2023年度法治政府建设情况的报告，全县依法行政水平稳步提升，镕基、囍、㙍等生僻字不丢失。"
PAGE = f'<html><head><meta charset="{{}}"></head><body><div id="zoom"><p>{TEXT}</p><p>{TEXT}</p></div></body></html>'
SIGNATURES = {
    "pdf": b"%PDF-1.7\n",
    "docx": b"PK\x03\x04\x14\x00",
    "doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "rtf": b"{\\rtf1\\ansi",
    "png": b"\x89PNG\r\n",
    "jpeg": b"\xff\xd8\xff\xe0",
    "gif": b"GIF89a",
    "rar": b"Rar!\x1a\x07",
}


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-8-sig"])
@pytest.mark.parametrize("declared", ["utf-8", "gb2312", "gbk", "iso-8859-1", "no-such-charset"])
@pytest.mark.parametrize("header", ["", "text/html", "text/html; charset=ISO-8859-1", "text/html;charset=GBK"])
def test_charset_by_the_bytes(encoding, declared, header):
    """Meta tags and headers may lie; the bytes decide, and gb2312 means GB18030."""
    document = convert(PAGE.format(declared).encode(encoding), content_type=header)
    assert [paragraph.text for paragraph in document.paragraphs] == [TEXT, TEXT]
    assert document.charset == encoding.removesuffix("-sig")
    assert not document.issues


@pytest.mark.parametrize(("bom", "encoding"), [(codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")])
def test_utf16_with_its_mark(bom, encoding):
    """A file of the Windows notepad is read by its byte order mark."""
    assert convert(bom + TEXT.encode(encoding)).paragraphs[0].text == TEXT


def test_broken_bytes_are_told():
    """A lost character costs an issue, not the page."""
    body = PAGE.format("utf-8").encode().replace("稳步".encode(), "稳步".encode()[:-1], 1)
    document = convert(body, url="http://www.example.cn/a.html")
    assert "\ufffd" in document.paragraphs[0].text
    assert document.paragraphs[1].text == TEXT
    assert [(issue.code, issue.url) for issue in document.issues] == [
        ("replacement_characters", "http://www.example.cn/a.html")
    ]


@pytest.mark.parametrize("body", SIGNATURES.values(), ids=SIGNATURES)
def test_types_that_are_not_read_yet(body):
    """A file of a known type that no converter reads raises, whatever its name and header say."""
    assert media_type_of(body)
    with pytest.raises(UnreadableDocument) as caught:
        convert(body, url="http://www.example.cn/a.html", content_type="text/html")
    assert caught.value.code == "unsupported_type"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty_page"),
        (b" \r\n\t", "empty_page"),
        (b"\x00\x01\x02\x03" * 40, "unsupported_type"),
        (b"<html></html>", "no_text"),
    ],
    ids=["nothing", "white space", "binary", "no text"],
)
def test_nothing_to_read(body, code):
    """Bytes without a text raise with the code of the issue to record."""
    with pytest.raises(UnreadableDocument) as caught:
        convert(body)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("text", "media_type"),
    [
        (TEXT, "text/plain"),
        (f"  \n<!-- 静态 -->\n<!DOCTYPE html><html><body><p>{TEXT}</p></body></html>", "text/html"),
        (f"<p>{TEXT}</p>", "text/html"),
        (f"报告全文<br>{TEXT}<p>甲</p><p>乙</p><p>丙</p>", "text/html"),
        ("指标 a<b 且 c>d，" + TEXT, "text/plain"),
        ("<法治政府建设>年度报告\n" + TEXT, "text/plain"),
        (f'<?xml version="1.0" encoding="utf-8"?><html><body><p>{TEXT}</p></body></html>', "text/html"),
    ],
    ids=["plain", "page", "fragment", "loose tags", "comparison signs", "angle quotes", "xhtml"],
)
def test_text_or_html(text, media_type):
    """Markup is known by its tags, not by the file's name."""
    assert convert(text.encode(), url="http://www.example.cn/a.txt").media_type == media_type
