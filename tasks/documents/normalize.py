"""Character-level repair of one paragraph: widths, stray spaces, invisible characters, Markdown marks.

Punctuation keeps its width: a heading's label must stay as it is printed. So NFKC is out, which turns
，：（） into ASCII.
"""

import re
import unicodedata

_WIDE_FORMS = {
    code: code - 0xFEE0
    for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
_INVISIBLE = dict.fromkeys(
    (0x00AD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF)
)
_SPACES = dict.fromkeys(
    (0x00A0, 0x2002, 0x2003, 0x2007, 0x2009, 0x202F, 0x3000, 0x09, 0x0B, 0x0C, 0x0D),
    " ",
)
# Radicals that PDFs give for the characters they look like and that Unicode itself does not decompose: ⻓ for
# 长.
_RADICALS = str.maketrans(
    "⺠⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳⺒⺓⺟⺩⺫⺬⺮⺶⻊⻑⻒⻖⻗⻞⻟⻪⻯⻱",
    "民西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟巳幺母王罒示竹羊足長镸阝雨饣饣黾竜龜",
)
# Twins that Unicode keeps for old character sets: 金 (U+F90A) is 金, ⼀ (U+2F00, a Kangxi radical) is 一, ﬁ
# is fi.
_COMPATIBILITY_FORMS = {
    code: unicodedata.normalize("NFKC", chr(code))
    for first, end in ((0x2F00, 0x2FD6), (0xF900, 0xFAFF), (0xFB00, 0xFB07))
    for code in range(first, end)
    if unicodedata.normalize("NFKC", chr(code)) != chr(code)
}
# Punctuation of upright text, as fonts for it are mapped: ︵ is （.
_VERTICAL_FORMS = str.maketrans(
    "︵︶︷︸︹︺︻︼︽︾︿﹀﹁﹂﹃﹄︐︑︒︓︔︕︖︙︱",
    "（）｛｝〔〕【】《》〈〉「」『』，、。：；！？…—",
)
# Bullets of symbol fonts, which stand in the private use area.
_BULLETS = {
    0xF06C: "●",
    0xF06E: "■",
    0xF075: "◆",
    0xF0A7: "▪",
    0xF0B7: "•",
    0xF0D8: "➢",
    0xF0FC: "✓",
    0xE5E5: " ",
}
_REPLACEMENTS: dict[int, int | str | None] = {
    **_WIDE_FORMS,
    **_INVISIBLE,
    **_SPACES,
    **_COMPATIBILITY_FORMS,
    **_RADICALS,
    **_VERTICAL_FORMS,
    **_BULLETS,
    0x2F3E: "户",
    0xFF05: "%",
    0xFF0E: "．",
}

# `## 二、存在的问题` → `二、存在的问题`
_MARKDOWN_HEADING = re.compile(r"^\s*#{1,6}\s*(?=\S)")
# What a masked number counts: 立案**件。, 20**年
_MASKED = r"[万亿余]?(?:人次|[件起宗份条项家户次场批名人个处元])(?:[，。；、,;]|$)|(?<=20\*\*)年|(?<=\*{3})年"
# `二是**规范行政复议**。` → `二是规范行政复议。`, also half a mark; masks stay, and so does a single *
# (the district 某*区)
_MARKDOWN_STRONG = re.compile(
    rf"(?<!\*)\*{{2,}}(?!\*|{_MASKED})(?:([^*]*)\*\*(?={_MASKED}))?|__(?=\S)(.+?)(?<=\S)__"
)
# `2021 年` → `2021年`, `法 治` → `法治`; a space between two Latin words stays
_LOOSE_SPACE = re.compile(r"(?<![\x21-\x7e]) +| +(?![\x21-\x7e])")
# `98. 5%`, `98．5%`; at the start of a paragraph the number is a label (`1．30件提案`)
_SPLIT_DECIMAL = re.compile(
    r"(?<=\d)(?<!^\d)(?<!^\d\d) *[.．] *(?=\d+(?:%|万|亿|件|人|家|元))"
)
# `2 000余人`: a space that parts the thousands
_SPLIT_THOUSANDS = re.compile(r"(?<![\d.])(\d{1,3}) (?=\d{3}(?!\d))")


def normalize(text: str) -> str:
    """Repair one paragraph's characters.

    The result has no line breaks and no space beside a Chinese character.
    """
    text = text.translate(_REPLACEMENTS).replace("\n", " ")
    text = _MARKDOWN_HEADING.sub("", text)
    if "**" in text or "__" in text:
        text = _MARKDOWN_STRONG.sub(r"\1\2", text)
    text = _LOOSE_SPACE.sub("", text.strip())
    text = _SPLIT_THOUSANDS.sub(r"\1", text)
    return _SPLIT_DECIMAL.sub(".", text)
