"""RTF: code pages, numbers, tables, and what writers hide between the lines."""

from dataclasses import replace

import pytest

from tasks.documents.word import docx
from tasks.documents.word.rtf import read
from tasks.documents.word.rtf_tokens import Token
from tasks.model.document import Row
from tasks.model.errors import UnreadableDocument
from tests.documents.files.make import changed, numbered, shaded, struck
from tests.paths import TESTS

FILES = TESTS / "documents" / "files"


def gbk(text):
    """Spell a text as Chinese Word does."""
    return "".join(f"\\'{code:02x}" for code in text.encode("gb18030"))


def rtf(inner, page=936, charset=134):
    """Write an RTF file around some text."""
    fonts = (
        rf"{{\f0\fnil\fcharset{charset} {gbk('宋体')};}}"
        r"{\f1\fcharset2 Wingdings;}{\f2\fcharset0 Arial;}"
    )
    return rf"{{\rtf1\ansi\ansicpg{page}\deff0{{\fonttbl{fonts}}}{inner}}}".encode(
        "gb18030"
    )


CASES = {
    "code page": (gbk("依法行政"), ["依法行政"]),
    "bytes as they are": ("依法行政", ["依法行政"]),
    "unicode": (r"\u20381?\u27861?\u-10179?\u-8265?", ["依法\U0001f7b7"]),
    "unicode with two signs for old readers": (
        rf"\uc2\u20381{gbk('依')}\u27861{gbk('法')}",
        ["依法"],
    ),
    "unicode with none": (r"{\uc0\u20381\u27861}?", ["依法?"]),
    "hidden": (gbk("依法") + r"{\v " + gbk("隐") + "}" + gbk("行政"), ["依法行政"]),
    "deleted": (
        gbk("依法") + r"{\deleted " + gbk("删") + r"\par}" + gbk("行政"),
        ["依法行政"],
    ),
    "automatic number": (
        r"{\listtext\f0 " + gbk("一、") + r"\tab}" + gbk("总体"),
        ["一、 总体"],
    ),
    "old automatic number": (
        r"{\pntext\f0 1.\tab}{\*\pn\pnlvlbody}" + gbk("总体"),
        ["1. 总体"],
    ),
    "bullet": (r"{\listtext\f1\'b7\tab}" + gbk("总体"), ["总体"]),
    "header": (r"{\header " + gbk("页眉") + r"\par}" + gbk("正文"), ["正文"]),
    "note": (
        gbk("正文。") + r"{\footnote " + gbk("注") + r"}\par " + gbk("下段"),
        ["正文。", "注", "下段"],
    ),
    "text box": (
        r"{\shp{\*\shpinst{\sp{\sn a}{\sv 1}}{\shptxt "
        + gbk("框")
        + r"\par}}{\shprslt x}}"
        + gbk("文"),
        ["框", "文"],
    ),
    "soft break": (gbk("甲。") + r"\line " + gbk("乙。"), ["甲。", "乙。"]),
    "field": (
        r"{\field{\*\fldinst HYPERLINK x}{\fldrslt " + gbk("条例") + "}}",
        ["条例"],
    ),
    "ringed number": (
        r"{\field{\*\fldinst eq \\o\\ac(" + gbk("○") + r",2)}{\fldrslt }}" + gbk("项"),
        ["项"],
    ),
    "symbol font": (r"{\f1\'81}" + gbk("项"), ["①项"]),
    "binary data": (r"{\*\objdata\bin5 {}}{}}" + gbk("文"), ["文"]),
    "escapes": (r"\{a\}\\\~b\_c", ["{a}\\\xa0b-c"]),
    "unknown destination": (r"{\*\xyz " + gbk("弃") + "}" + gbk("文"), ["文"]),
}


TABLE = r"\trowd\intbl " + gbk("格") + r"\cell\row"
CASES |= {
    "text goes on behind a table": (TABLE + " " + gbk("后"), ["格", "后"]),
    "a picture larger than a piece of text": (
        r"{\pict\pngblip " + "89504e47" * 9000 + "}" + gbk("文"),
        ["文"],
    ),
    "text longer than a piece": ("依法行政" * 3001, ["依法行政" * 3001]),
}


@pytest.mark.parametrize(("inner", "expected"), CASES.values(), ids=CASES)
def test_cases(inner, expected):
    """Each of RTF's ways of writing gives the printed text."""
    assert [
        paragraph.text for paragraph in read(rtf(inner + r"\par")).paragraphs
    ] == expected


def test_the_font_decides_the_code_page():
    """A file of Latin code page reads Chinese by its font, and one of Chinese code page a lone Latin sign."""
    assert (
        read(rtf(r"\f0 " + gbk("依法") + r"\par", page=1252)).paragraphs[0].text
        == "依法"
    )
    assert read(rtf(r"{\f2\'b7}" + gbk("依法") + r"\par")).paragraphs[0].text == "·依法"


def test_tables_are_rows():
    """Cells end a row's paragraphs, also those with a bar in them; text after the table is no cell."""
    row = r"\trowd\intbl " + gbk("项目") + r"\cell a|b\cell\row"
    nested = (
        r"\trowd\intbl "
        + gbk("外")
        + r"\cell\intbl\itap2 1\nestcell 2\nestcell{\*\nesttableprops\nestrow}\intbl\itap1 x\cell\row"
    )
    document = read(rtf(row + nested + r"\pard " + gbk("后") + r"\par"))
    assert [paragraph.row for paragraph in document.paragraphs] == [
        Row.build(1, 1, ("项目", "a|b")), Row.build(1, 2, ("外", "x")), Row.build(2, 1, ("1", "2")), None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("numbered", numbered),
        ("changed", changed),
        ("struck", struck),
        ("shaded", shaded),
    ],
)
def test_rtf_reads_like_docx(name, source):
    """What LibreOffice made of our texts reads like the DOCX they come from; it drops text boxes itself."""
    mine, twin = read((FILES / f"{name}.rtf").read_bytes()), docx.read(source())
    expected = [
        (one.text.replace("、", "、 "), one.row, one.emphasis)
        for one in twin.paragraphs
        if one.text != "框中文字"
    ]
    assert [
        (one.text.replace("、 ", "、").replace("、", "、 "), one.row, one.emphasis)
        for one in map(closed, mine.paragraphs)
    ] == expected
    assert [issue.code for issue in mine.issues] == [
        issue.code for issue in twin.issues
    ]


def closed(paragraph):
    """Take out the space that RTF prints after labels which have none in Word."""
    text = paragraph.text.replace("） ", "）").replace("① ", "①").replace("② ", "②")
    return replace(paragraph, text=text)


def test_what_is_left_out_is_an_issue():
    """Hidden and deleted words, headers, comments and images are issues."""
    inner = (
        r"{\header x\par}{\v y}{\deleted z}{\*\annotation c}{\pict 00}"
        + gbk("文")
        + r"\par"
    )
    codes = [issue.code for issue in read(rtf(inner)).issues]
    assert codes == [
        "furniture_dropped",
        "hidden_text",
        "tracked_changes",
        "comments_dropped",
        "images_not_read",
    ]


REFUSED = {"no header": b"rtf", "no text": rtf(""), "too deep": rtf("{" * 3000)}


@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_says_why(body):
    """A file without header or text, or of endless groups, is refused."""
    with pytest.raises(UnreadableDocument):
        read(body)


def test_every_truncation_ends_well():
    """A file cut anywhere is refused, or read as far as it goes with an issue."""
    body, refused = (FILES / "changed.rtf").read_bytes(), set[str]()
    for end in range(7, len(body) - 3, 101):
        try:
            codes = [issue.code for issue in read(body[:end]).issues]
        except UnreadableDocument as error:
            refused.add(error.code)
        else:
            assert "damaged_text" in codes
    assert refused <= {"damaged_document", "no_text"}


def test_text_comes_in_short_pieces():
    """A picture's megabytes of digits are no single sign: matching it would need many times the memory."""
    signs = list(Token.scan(b"{\\pict " + b"89504e47" * 5000 + b"}"))
    assert max(len(sign.data) for sign in signs) <= 8192
    assert (
        b"".join(sign.data for sign in signs if sign.kind == "text")
        == b"89504e47" * 5000
    )


LOOKS = {
    "struck": (r"{\strike 35}41", "41", "struck_text"),
    "struck twice": (r"{\striked1 35}41", "41", "struck_text"),
    "no longer struck": (r"{\strike 35\strike0 41}", "41", "struck_text"),
    "by a style of characters": (r"{\cs2 35}41", "41", "struck_text"),
    "by a style of paragraphs": (r"\pard\s3 35\par\pard\s0 41", "41", "struck_text"),
    "style that takes it back": (r"{\cs4 41}", "41", ""),
    "white": (r"{\cf2 35}41", "41", "hidden_text"),
    "white on red": (r"{\cf2\chcbpat3 35}41", "3541", ""),
    "white in a red paragraph": (r"\pard\cbpat3{\cf2 35}41", "3541", ""),
    "white on white": (r"{\cf2\highlight2 35}41", "41", "hidden_text"),
    "automatic": (r"{\cf0 35}41", "3541", ""),
    "specks": (r"{\fs2 35}\fs24 41", "41", "hidden_text"),
    "raised": (r"41{\super 2}", "41²", ""),
    "raised star": (r"41{\super *}", "41∗", ""),
    "raised by points": (r"41{\up6 2}", "41²", ""),
    "raised a little": (r"4{\up2 1}", "41", ""),
    "raised as a line": (r"{\up6 a}{\up6 41}", "a41", ""),
    "drop cap": (r"\pard\dropcapli2\dropcapt1 2\par\pard 024", "2024", ""),
}


@pytest.mark.parametrize(("inner", "text", "code"), LOOKS.values(), ids=LOOKS)
def test_words_are_read_as_they_look(inner, text, code):
    """What is struck out or not seen goes with an issue."""
    head = (
        r"{\colortbl;\red0\green0\blue0;\red255\green255\blue255;\red192\green0\blue0;}"
        r"{\stylesheet{\s0 Normal;}{\*\cs1\strike Old;}{\*\cs2\sbasedon1 Older;}"
        r"{\s3\strike Gone;}{\*\cs4\sbasedon1\strike0 Not;}}"
    )
    document = read(rtf(rf"{head}\pard {inner}\par"))
    assert [one.text for one in document.paragraphs] == [text]
    assert [issue.code for issue in document.issues] == [code] * bool(code)
