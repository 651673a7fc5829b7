"""Charsets: made pages of which each has one right answer, or none and then an issue."""

import codecs
from functools import cache

import pytest

from deploy.demo.writer import write
from tasks.documents.convert import convert
from tasks.model.document import Document

TRADITIONAL = (
    "本府依法行政工作報告：全年受理行政覆議案件八十六件，辦結率百分之百，群眾滿意度有了新的提高。",
    "各機關應當繼續加強執法人員的教育訓練，規範裁量基準，並將結果公開於網站，接受社會監督。",
    "「法治建設」的重點在於落實責任；裡面的問題，例如人手不足、經費有限，將於來年逐項解決。",
)
RARE = (
    "朱镕基同志视察㙍头村、𠮷祥里社区，听取了囍临门小区的汇报。",
    "陈㼆、王喆、李䶮、赵𬭊等同志参加了会议。",
)
MARKS = {
    "utf-8-sig": b"",
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
}
# What header and meta say of a page: the truth, nothing, or something else.
DECLARED = (
    "right",
    "",
    "utf-8",
    "gb2312",
    "gbk",
    "big5",
    "iso-8859-1",
    "utf-16",
    "nonsense",
)
# The charset that a body is said to be in, by the codec that wrote it.
CHARSET = {"gb2312": "gb18030", "gbk": "gb18030", "utf-8-sig": "utf-8"}
CODECS = (
    "gb2312",
    "gbk",
    "gb18030",
    "utf-8",
    "utf-8-sig",
    "utf-16-le",
    "utf-16-be",
    "big5",
)


@cache
def lines_of(codec: str) -> tuple[str, ...]:
    """Write a report's first paragraphs in characters that a codec has; those of four bytes for gb18030."""
    if codec == "big5":
        return TRADITIONAL
    written = [line for line in write(7).plain().splitlines() if "。" in line][:12]
    extra = {"gb2312": (), "gbk": ("朱镕基同志听取了囍临门小区的汇报。",)}.get(
        codec, RARE
    )
    return tuple(
        line.encode(codec, "ignore").decode(codec) for line in (*written, *extra)
    )


def page_of(lines: tuple[str, ...], charset: str) -> str:
    """Make a page with a meta tag; without a charset, without the tag."""
    meta = (
        f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">'
        if charset
        else ""
    )
    body = "".join(f"<p>{line}</p>" for line in lines)
    return f'<html><head>{meta}</head><body><div id="zoom">{body}</div></body></html>'


def texts(document: Document) -> tuple[str, ...]:
    """Give a document's paragraphs."""
    return tuple(paragraph.text for paragraph in document.paragraphs)


def codes(document: Document) -> set[str]:
    """Give the codes of what is doubted, but how the container was found."""
    return {issue.code for issue in document.issues} - {"container_guessed"}


@pytest.mark.parametrize("where", ["meta", "header", "both"])
@pytest.mark.parametrize("declared", DECLARED)
@pytest.mark.parametrize("codec", CODECS)
def test_a_page_is_read_whatever_is_declared(codec, declared, where):
    """All texts come out whole, without a doubt."""
    stated = codec.removesuffix("-sig") if declared == "right" else declared
    meta = stated if where != "header" else "gb2312" if stated != "gb2312" else ""
    header = (
        f"text/html; charset={stated}" if where != "meta" and stated else "text/html"
    )
    body = MARKS.get(codec, b"") + page_of(lines_of(codec), meta).encode(codec)
    document = convert(body, content_type=header)
    assert texts(document) == lines_of(codec)
    assert document.charset == CHARSET.get(codec, codec)
    assert not codes(document)


@pytest.mark.parametrize("declared", ["", "utf-8", "gb2312", "big5"])
@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("kind", ["page", "plain"])
def test_utf16_without_a_mark(codec, declared, kind):
    """The NULs beside its ASCII tell the order of bytes."""
    lines = lines_of(codec)
    text = page_of(lines, declared) if kind == "page" else "\n".join(lines)
    document = convert(text.encode(codec))
    assert texts(document) == lines
    assert (document.charset, codes(document)) == (codec, set())


@pytest.mark.parametrize("cut", range(1, 9))
@pytest.mark.parametrize("codec", ["gbk", "gb18030", "utf-8", "big5", "utf-16-le"])
def test_a_page_cut_in_the_middle_of_a_character(codec, cut):
    """What is there is read; a lost half of the last character says that the file is cut."""
    lines = lines_of(codec)
    whole = MARKS.get(codec, b"") + "\n".join(lines).encode(codec)
    document = convert(whole[:-cut])
    read = "\n".join(texts(document))
    assert "\n".join(lines).startswith(read)
    assert len("\n".join(lines)) - len(read) <= cut
    is_cut = "\n".join(lines)[: len(read) + 1].encode(codec) != read.encode(codec)
    found = codes(document)
    assert found <= ({"damaged_text"} if is_cut else set())
    rest = MARKS.get(codec, b"") + read.encode(codec)
    assert bool(found) == (whole[:-cut] != rest)


@pytest.mark.parametrize("declared", ["", "utf-8", "gb2312", "big5"])
@pytest.mark.parametrize("codec", ["gbk", "gb18030", "utf-8", "big5"])
@pytest.mark.parametrize("number", range(3))
def test_a_page_that_is_mostly_markup(codec, declared, number):
    """Little Chinese among much ASCII is Chinese still."""
    line = lines_of(codec)[number]
    script = "".join(
        f"var item{index} = 'http://www.example.cn/{index}.html';\n"
        for index in range(400)
    )
    style = "".join(f"<div class='item{index}'></div>\n" for index in range(300))
    body = page_of((line,), declared).replace(
        "<body>", f"<body><script>{script}</script>{style}"
    )
    document = convert(body.encode(codec))
    assert (texts(document), codes(document)) == ((line,), set())


SHORT = (
    "法治政府建设年度报告",
    "详见附件。",
    "关于2023年度工作的报告",
    "见附件",
    "一、主要举措和成效",
    "联系电话",
)


@pytest.mark.parametrize("codec", ["gbk", "utf-8", "gb18030", "utf-16-le"])
@pytest.mark.parametrize("text", SHORT)
def test_a_short_page(codec, text):
    """A title or a line is enough."""
    body = MARKS.get(codec, b"") + page_of((text,), "").encode(codec)
    document = convert(body)
    assert (texts(document), codes(document)) == ((text,), set())


@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize("codec", ["gbk", "gb18030", "big5", "utf-8"])
@pytest.mark.parametrize("declared", ["", "gb2312", "big5", "utf-8"])
def test_traditional_characters(codec, declared, number):
    """In GBK they are not those of Big5, and each is told from the other by its words."""
    document = convert(page_of((TRADITIONAL[number],), declared).encode(codec))
    assert texts(document) == (TRADITIONAL[number],)
    assert document.charset == CHARSET.get(codec, codec)
    assert not codes(document)


@pytest.mark.parametrize(
    ("own", "other"), [("utf-8", "gbk"), ("gbk", "utf-8"), ("gb18030", "utf-8")]
)
@pytest.mark.parametrize("at", [0, 3, 11])
def test_a_line_pasted_from_another_charset(own, other, at):
    """It is read by its own, and told."""
    lines = lines_of("gbk")[:12]
    mark = "<!-- here -->"
    pieces = (
        page_of((*lines[:at], mark, *lines[at:]), "").encode(own).split(mark.encode())
    )
    body = "版权所有：某某县人民政府办公室".encode(other).join(pieces)
    document = convert(body)
    assert texts(document) == (
        *lines[:at],
        "版权所有：某某县人民政府办公室",
        *lines[at:],
    )
    assert codes(document) == {"mixed_charsets"}


def test_a_short_page_with_a_pasted_line():
    """Also where the line is a good part of the page."""
    first, second, third, *_ = lines_of("gbk")
    page = page_of((first, "*", second), "").encode()
    document = convert(page.replace(b"*", third.encode("gbk")))
    assert texts(document) == (first, third, second)
    assert codes(document) == {"mixed_charsets"}


@pytest.mark.parametrize("at", [5, 20, 31])
@pytest.mark.parametrize("codec", ["utf-8", "gbk", "big5"])
def test_broken_bytes_have_no_answer(codec, at):
    """What is lost is told, and the rest is whole."""
    first, second, *rest = lines_of(codec)
    broken = first[:at].encode(codec) + b"\xff" + first[at:].encode(codec)
    page = page_of(("*", second, *rest), "").encode(codec).replace(b"*", broken)
    document = convert(page)
    assert texts(document)[1:] == (second, *rest)
    assert texts(document)[0] == f"{first[:at]}\ufffd{first[at:]}"
    assert codes(document) == {"replacement_characters"}


def test_a_word_within_a_sentence_of_another_charset_is_reported():
    """No mark says where it begins."""
    line = lines_of("utf-8")[0]
    body = (
        page_of((line * 3, "*"), "")
        .encode()
        .replace(b"*", "前面".encode() + "行政".encode("gbk") + "后面".encode())
    )
    assert codes(convert(body)) == {"replacement_characters"}


@pytest.mark.parametrize("text", ["囍", "㙍㙍", "喆"])
def test_rare_characters_alone_are_read_with_a_doubt(text):
    """Two charsets have them, and nothing tells which."""
    document = convert(page_of((text,), "").encode("gb18030"))
    assert texts(document) == (text,) or codes(document) & {
        "ambiguous_charset",
        "replacement_characters",
    }
