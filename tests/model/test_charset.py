"""Bytes of Chinese pages to text."""

import pytest

from tasks.model.charset import DecodedText
from tests.rows import each_row

TEXT = (
    "现将我镇2025年法治政府建设情况报告如下：全年受理行政复议案件86件，办结率100%，群众满意度有了新的提高。"
    * 3
)


@pytest.mark.parametrize(
    "charset", ["utf-8", "utf-8-sig", "gb2312", "gbk", "gb18030", "big5", "utf-16"]
)
@pytest.mark.parametrize("declared", ["", "utf-8", "gb2312", "iso-8859-1", "nonsense"])
def test_bytes_go_before_what_is_declared(charset, declared):
    """Headers and meta tags lie."""
    text = (
        "法治政府建設情況報告，行政覆議案件八十六件，群眾滿意度有了新的提高。" * 3
        if charset == "big5"
        else TEXT
    )
    decoded = DecodedText.decode(text.encode(charset), declared)
    assert decoded.text == text
    assert decoded.replaced == 0


def test_a_few_broken_bytes_do_not_change_the_charset():
    """They are counted."""
    decoded = DecodedText.decode(TEXT.encode().replace("镇".encode(), b"\xe9\x95", 1))
    assert (decoded.charset, decoded.replaced) == ("utf-8", 1)


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_a_cut_last_character_is_no_loss(charset):
    """It is dropped in silence: the rest is whole."""
    decoded = DecodedText.decode(TEXT.encode(charset) + "尾".encode(charset)[:1])
    assert decoded.text == TEXT
    assert decoded.replaced == 0


def test_characters_beyond_gb2312_are_read_under_its_label():
    """The label means GB18030."""
    assert (
        DecodedText.decode("朱镕基㙓€".encode("gb18030"), "gb2312").text == "朱镕基㙓€"
    )
    assert (
        DecodedText.normalize_charset("GB2312")
        == DecodedText.normalize_charset(' "gbk"')
        == "gb18030"
    )
    assert DecodedText.normalize_charset("nonsense") == ""


@pytest.mark.parametrize("text", ["报告", "见附件", "你好，世界"])
def test_short_bodies_are_taken_for_chinese(text):
    """Detectors guess other scripts."""
    assert DecodedText.decode(text.encode("gbk")).text == text
    assert DecodedText.decode(text.encode()).text == text


def test_nothing_and_ascii_are_text():
    """And anything at all is decoded somehow."""
    assert DecodedText.decode(b"").text == ""
    assert DecodedText.decode(b"<html>").charset == "utf-8"
    assert DecodedText.decode(bytes(range(256)) * 4).text


SIGNS = {
    "A3A0": "\u3000", "A6D9": "︐", "A6DA": "︒", "A6F3": "︙", "A8BC": "ḿ",
    "FE59": "龴", "FE61": "龵", "FEA0": "龻",
}  # fmt: skip


@each_row(("code", "sign"), SIGNS.items())
def test_signs_that_gb18030_named_since(code, sign):
    """Browsers read them, the codec has private use: also in a line that was pasted into UTF-8."""
    line = "法治政府建设工作报告".encode("gb18030") + bytes.fromhex(code)
    assert DecodedText.decode(line * 3).text == f"法治政府建设工作报告{sign}" * 3
    page = b"<p>" + "全面推进依法行政，".encode() * 40 + b"</p>\n<p>" + line + b"</p>"
    assert sign in DecodedText.decode(page).text
