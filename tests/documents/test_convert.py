"""Bytes to documents: types by content, charsets against all declarations."""

import base64
import codecs
import quopri
from importlib import import_module

import pytest

from tasks.documents.convert import (
    _CONVERTER_MODULES,
    MODERATE_SIZE,
    _cut_attributes,
    convert,
    convert_here,
    convert_pages,
)
from tasks.model.document import Body
from tasks.model.errors import UnreadableDocument

TEXT = (
    "棠川县人民政府关于2023年度法治政府建设情况的报告，"
    "全县依法行政水平稳步提升，镕基、囍、㙍等生僻字不丢失。"
)
PAGE = (
    '<html><head><meta charset="{}"></head>'
    f'<body><div id="zoom"><p>{TEXT}</p><p>{TEXT}</p></div></body></html>'
)
# Types that we name and do not read, by their beginnings.
UNREAD = {
    "ppt": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    + bytes(504)
    + "PowerPoint Document".encode("utf-16-le")
    + bytes(90),
    "rar": b"Rar!\x1a\x07\x00",
    "7z": b"7z\xbc\xaf\x27\x1c",
    "gzip": b"\x1f\x8b\x08\x00",
    "word 2003": b'<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
    b'<w:wordDocument xmlns:w="w"/>',
}


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-8-sig"])
@pytest.mark.parametrize(
    "declared", ["utf-8", "gb2312", "gbk", "iso-8859-1", "no-such-charset"]
)
@pytest.mark.parametrize(
    "header",
    ["", "text/html", "text/html; charset=ISO-8859-1", "text/html;charset=GBK"],
)
def test_charset_by_the_bytes(encoding, declared, header):
    """Meta tags and headers may lie; the bytes decide, and gb2312 means GB18030."""
    document = convert(PAGE.format(declared).encode(encoding), content_type=header)
    assert [paragraph.text for paragraph in document.paragraphs] == [TEXT, TEXT]
    assert document.charset == encoding.removesuffix("-sig")
    assert not document.issues


@pytest.mark.parametrize(
    ("bom", "encoding"),
    [(codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")],
)
def test_utf16_with_its_mark(bom, encoding):
    """A file of the Windows notepad is read by its byte order mark."""
    assert convert(bom + TEXT.encode(encoding)).paragraphs[0].text == TEXT


def test_broken_bytes_are_reported():
    """A lost character costs an issue, not the page."""
    body = (
        PAGE.format("utf-8").encode().replace("稳步".encode(), "稳步".encode()[:-1], 1)
    )
    document = convert(body, url="http://www.example.cn/a.html")
    assert "\ufffd" in document.paragraphs[0].text
    assert document.paragraphs[1].text == TEXT
    assert [(issue.code, issue.url) for issue in document.issues] == [
        ("replacement_characters", "http://www.example.cn/a.html")
    ]


@pytest.mark.parametrize("body", UNREAD.values(), ids=UNREAD)
def test_types_that_are_not_read(body):
    """A file of a known type that no converter reads raises, whatever its name and header say."""
    with pytest.raises(UnreadableDocument) as caught:
        convert(body, url="http://www.example.cn/a.html", content_type="text/html")
    assert caught.value.code == "unsupported_type"


def test_a_lost_module_is_reported(monkeypatch):
    """An installation without a converter says so; it is no blank."""
    monkeypatch.setitem(_CONVERTER_MODULES, "application/pdf", "no_such_module")
    with pytest.raises(
        UnreadableDocument, match="in this installation, application/pdf cannot be read"
    ):
        convert_here(b"%PDF-1.7")


def test_every_type_of_the_table_has_a_reader():
    """Each module is there, and reads bytes."""
    for name in _CONVERTER_MODULES.values():
        assert callable(import_module(f"tasks.documents.{name}").read)


def test_a_locked_file_is_no_unknown_one():
    """An encrypted package says what to ask for."""
    entry = "EncryptedPackage".encode("utf-16-le")
    body = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(504)
        + entry
        + bytes(128 - len(entry))
    )
    with pytest.raises(UnreadableDocument) as caught:
        convert(body)
    assert caught.value.code == "encrypted_document"


def test_a_long_page_is_read_elsewhere_with_the_same_result():
    """Above the moderate size, the child reads it, and nothing is different."""
    body = PAGE.format("utf-8").encode() + b" " * MODERATE_SIZE
    there, here = convert(body), convert_here(body)
    assert there == here
    assert [paragraph.text for paragraph in there.paragraphs] == [TEXT, TEXT]


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64"])
def test_a_page_saved_as_one_file(encoding):
    """MHTML is HTML by content, whatever its name."""
    payload = PAGE.format("gb2312").encode("gb18030")
    packed = (
        base64.encodebytes(payload)
        if encoding == "base64"
        else quopri.encodestring(payload)
    )
    head = (
        "From: <Saved by a browser>\nMIME-Version: 1.0\nContent-Type: multipart/related;\n"
        '\ttype="text/html"; boundary="b"\n\n--b\nContent-Type: text/html; charset="gb2312"\n'
        f"Content-Transfer-Encoding: {encoding}\n\n"
    )
    document = convert(
        head.encode() + packed + b"\n--b--\n", url="http://www.example.cn/1.doc"
    )
    assert (document.media_type, document.charset) == ("text/html", "gb18030")
    assert [paragraph.text for paragraph in document.paragraphs] == [TEXT, TEXT]


def test_pages_of_one_article_are_one_document():
    """In order, with the first page's words of itself."""
    bodies = [Body(f"来源：甲\n{TEXT}{number}".encode()) for number in "一二"]
    document = convert_pages(bodies)
    assert [
        paragraph.text[-1]
        for paragraph in document.paragraphs
        if "。" in paragraph.text
    ] == ["一", "二"]
    assert document.metadata == {"source": "甲"}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty_page"),
        (b" \r\n\t", "empty_page"),
        (b"\x00\x01\x02\x03" * 40, "unsupported_type"),
        (b"<html></html>", "no_text"),
        (b"\x00", "unsupported_type"),
        (b"\xff\xfe", "no_text"),
    ],
    ids=["nothing", "white space", "binary", "no text", "one NUL", "a mark alone"],
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
        (
            f"  \n<!-- 静态 -->\n<!DOCTYPE html><html><body><p>{TEXT}</p></body></html>",
            "text/html",
        ),
        (f"<p>{TEXT}</p>", "text/html"),
        (f"报告全文<br>{TEXT}<p>甲</p><p>乙</p><p>丙</p>", "text/html"),
        ("指标 a<b 且 c>d，" + TEXT, "text/plain"),
        ("<法治政府建设>年度报告\n" + TEXT, "text/plain"),
        (
            f'<?xml version="1.0" encoding="utf-8"?><html><body><p>{TEXT}</p></body></html>',
            "text/html",
        ),
    ],
    ids=[
        "plain",
        "page",
        "fragment",
        "loose tags",
        "comparison signs",
        "angle quotes",
        "xhtml",
    ],
)
def test_text_or_html(text, media_type):
    """Markup is known by its tags, not by the file's name."""
    assert (
        convert(text.encode(), url="http://www.example.cn/a.txt").media_type
        == media_type
    )


HEAD = "棠川镇2023年法治政府建设年度报告\n来源:棠川镇人民政府 发布时间:2024-01-23 11:19\n\n"


def read_text(text):
    """Read plain text."""
    return convert_here(text.encode())


def test_a_paragraph_a_line():
    """Each line with text is a paragraph that knows its number."""
    document = read_text("甲段\n\n  \u3000\n  乙段  \r\n丙段")
    assert [
        (paragraph.text, paragraph.origin) for paragraph in document.paragraphs
    ] == [
        ("甲段", "line 1"),
        ("乙段", "line 4"),
        ("丙段", "line 5"),
    ]
    assert document.charset == "utf-8"
    assert document.media_type == "text/plain"


def test_labels_become_metadata():
    """Labels among the first lines are read, with where they stood."""
    document = read_text(HEAD + "2023年，全镇依法行政稳步推进。")
    assert document.metadata == {
        "source": "棠川镇人民政府",
        "published": "2024-01-23 11:19",
    }
    assert document.metadata_origin["published"] == "label 发布时间, line 2"


@pytest.mark.parametrize(
    "text",
    [
        "报告\n来源：本网",
        "报告\n来源： -",
        "2023年，主要来源：群众来信。",
        "\n".join(["二、其他"] * 15) + "\n来源：棠川镇人民政府",
    ],
    ids=["本网", "dash", "sentence", "too far down"],
)
def test_what_is_no_metadata(text):
    """Empty words, sentences and lines deep in the text tell no source."""
    assert "source" not in read_text(text).metadata


def test_the_first_value_holds():
    """A box printed twice is read once."""
    assert read_text("文号：棠政发〔2023〕8号\n文号：棠政发〔2023〕9号").metadata == {
        "document_number": "棠政发〔2023〕8号"
    }


@pytest.mark.parametrize(
    ("line", "emphasis", "lead"),
    [
        ("## 二、其他", True, 0),
        ("**二、其他**", True, 0),
        ("**抓好学习。**全镇学法。", False, 9),
        ("全镇**学法**。", False, 0),
        ("某*区*局", False, 0),
    ],
)
def test_markdown_emphasis(line, emphasis, lead):
    """A Markdown heading or strong line is emphasised, strong first words are its lead."""
    (paragraph,) = read_text(line).paragraphs
    assert (paragraph.emphasis, paragraph.lead) == (emphasis, lead)


def test_a_tag_of_very_many_attributes():
    """The parser compares each with all before it; what stands in quotes is no attribute."""
    many = "".join(f" a{number}='>1'" for number in range(3000))
    page = f"<html><body><p{many} title='甲 乙'>法治</p></body></html>"
    cut = _cut_attributes(page)
    assert cut.count(" a") == 1000
    assert cut.endswith(">法治</p></body></html>")
    words = "甲 " * 9000
    quoted = f'<p title="{words}" class=b>法治</p>'
    assert _cut_attributes(quoted) == quoted
