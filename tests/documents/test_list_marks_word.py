"""Word's automatic numbering: numerals, how lists count, and how a DOCX says which list a paragraph is in."""

import pytest

from tasks.documents.list_marks import (
    FORMAT_CODES,
    KNOWN_FORMATS,
    ListCounters,
    ListLevel,
    WordList,
)
from tasks.documents.word.docx import read
from tests.documents.word.docx_files import docx, level, listed, numbering, p, part


def print_numeral(count, number_format):
    """Print a count as the label of a paragraph shows it."""
    level = ListLevel(number_format, "%1", start=count, suffix="")
    return ListCounters().next_label("", WordList("", {0: level}), 0)


NUMERALS = [
    (
        "chineseCounting",
        {
            1: "一",
            10: "十",
            11: "十一",
            20: "二十",
            21: "二十一",
            99: "九十九",
            105: "一○五",
        },
    ),
    (
        "chineseCountingThousand",
        {
            10: "十",
            18: "十八",
            100: "一百",
            105: "一百零五",
            110: "一百一十",
            2024: "二千零二十四",
        },
    ),
    ("japaneseCounting", {3: "三", 12: "十二"}),
    ("taiwaneseCounting", {12: "十二", 30: "三十"}),
    ("ideographDigital", {1: "一", 10: "一〇", 12: "一二"}),
    ("ideographTraditional", {1: "甲", 10: "癸", 11: "甲"}),
    ("ideographZodiac", {12: "亥"}),
    ("chineseLegalSimplified", {3: "叁", 12: "壹拾贰"}),
    ("ideographLegalTraditional", {6: "陸"}),
    ("decimalFullWidth", {12: "１２"}),
    ("decimalEnclosedCircle", {1: "①", 20: "⑳", 21: "㉑", 36: "㊱", 51: "51"}),
    ("decimalEnclosedCircleChinese", {3: "③"}),
    ("decimalEnclosedParen", {3: "⑶", 21: "21"}),
    ("decimalEnclosedFullstop", {3: "⒊"}),
    ("ideographEnclosedCircle", {3: "㊂"}),
    ("upperLetter", {1: "A", 26: "Z", 27: "AA", 28: "BB"}),
    ("lowerLetter", {2: "b"}),
    ("upperRoman", {4: "IV", 1994: "MCMXCIV"}),
    ("lowerRoman", {9: "ix"}),
    ("decimalZero", {3: "03", 12: "12"}),
    ("ordinal", {1: "1st", 12: "12th", 22: "22nd"}),
    ("none", {3: ""}),
    ("hebrew1", {3: "3"}),
    ("decimal", {10**12: "32767", -5: "0"}),
]


@pytest.mark.parametrize(
    ("number_format", "printed"), NUMERALS, ids=[name for name, _ in NUMERALS]
)
def test_numerals(number_format, printed):
    """Each format prints counts as Word does.

    Unknown formats and absurd counts are plain numbers within bounds.
    """
    assert {count: print_numeral(count, number_format) for count in printed} == printed


def test_every_code_is_known():
    """Each code of the binary formats names a format that is printed."""
    assert set(FORMAT_CODES.values()) <= KNOWN_FORMATS


def test_chinese_numerals_read_back():
    """Numerals below ten thousand are all distinct and hold no doubled zero."""
    printed = [
        print_numeral(count, "chineseCountingThousand") for count in range(1, 10_000)
    ]
    assert len(set(printed)) == len(printed)
    assert not any("零零" in one or one.endswith("零") for one in printed)


def labels(found, depths):
    """Count a sequence of paragraphs at some depths of one list."""
    counters = ListCounters()
    return [counters.next_label("1", found, depth).strip() for depth in depths]


THREE = {
    0: ListLevel(text="%1"),
    1: ListLevel(text="%1.%2"),
    2: ListLevel(text="%1.%2.%3"),
}
RESTARTS = {
    "a deeper level starts again": (
        THREE,
        [0, 1, 1, 0, 1],
        ["1", "1.1", "1.2", "2", "2.1"],
    ),
    "a skipped level shows its start": (
        THREE,
        [1, 2, 0, 1],
        ["1.1", "1.1.1", "1", "1.1"],
    ),
    "never restarted": (
        {**THREE, 1: ListLevel(text="%2", restart=0)},
        [0, 1, 0, 1],
        ["1", "1", "2", "2"],
    ),
    "restarted by the first level only": (
        {**THREE, 2: ListLevel(text="%3", restart=1)},
        [0, 1, 2, 1, 2, 0, 2],
        ["1", "1.1", "1", "1.2", "2", "2", "1"],
    ),
    "legal numbers": (
        {
            0: ListLevel("chineseCounting", "%1、"),
            1: ListLevel(text="%1.%2", legal=True),
        },
        [0, 1],
        ["一、", "1.1"],
    ),
    "unknown level": ({}, [5], [""]),
}


@pytest.mark.parametrize(
    ("levels", "depths", "expected"), RESTARTS.values(), ids=RESTARTS
)
def test_counting(levels, depths, expected):
    """Levels count, restart and show each other as the standard says."""
    assert labels(WordList("0", levels), depths) == expected


def test_a_start_override_counts_once():
    """A list with a start of its own begins there, goes on, and leaves the shared count where it came to."""
    counters = ListCounters()
    first, second = WordList("0", THREE), WordList("0", THREE, {0: 5})
    printed = [
        counters.next_label(name, found, 0).strip()
        for name, found in (("1", first), ("2", second), ("2", second), ("1", first))
    ]
    assert printed == ["1", "5", "6", "7"]


CHINESE = level(0, "chineseCounting", "%1、", '<w:suff w:val="nothing"/>') + level(
    1, "decimal", "（%2）"
)


def texts(body, lists, styles=""):
    """Read a document's paragraphs."""
    parts = {"numbering": lists} | (
        {"styles": part("styles", styles)} if styles else {}
    )
    return [paragraph.text for paragraph in read(docx(body, parts=parts)).paragraphs]


def style(key, inner, based_on=""):
    """Write one paragraph style."""
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{key}"/>{base}'
        f"<w:pPr>{inner}</w:pPr></w:style>"
    )


def styled(key):
    """Write the property that gives a paragraph its style."""
    return f'<w:pStyle w:val="{key}"/>'


def test_lists_of_one_abstract_count_together():
    """Two lists of one abstract list share their count.

    An override begins anew; an empty paragraph counts too.
    """
    lists = numbering(
        {0: CHINESE},
        {
            1: (0, ""),
            2: (0, ""),
            3: (
                0,
                '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>',
            ),
        },
    )
    body = [
        p("甲", listed(1)),
        p("乙", listed(2)),
        p("", listed(1)),
        p("丙", listed(1)),
        p("丁", listed(3)),
    ]
    assert texts(body, lists) == ["一、甲", "二、乙", "四、丙", "一、丁"]


def test_an_override_replaces_a_level():
    """A level inside an override takes the place of the abstract list's."""
    override = f'<w:lvlOverride w:ilvl="0">{level(0, "ideographTraditional", "%1）")}</w:lvlOverride>'
    assert texts(
        [p("首项", listed(1))], numbering({0: CHINESE}, {1: (0, override)})
    ) == ["甲） 首项"]


def test_styles_carry_numbers():
    """A style's list is found through basedOn, its level by the level that names the style.

    0 takes a paragraph out.
    """
    levels = level(
        0, "chineseCounting", "%1、", '<w:pStyle w:val="H1"/><w:suff w:val="nothing"/>'
    ) + level(
        1,
        "chineseCounting",
        "（%2）",
        '<w:pStyle w:val="H2"/><w:suff w:val="nothing"/>',
    )
    styles = (
        style("H1", '<w:numPr><w:numId w:val="1"/></w:numPr>')
        + style("H2", "", "H1")
        + style("H3", "", "H2")
    )
    body = [
        p("甲", styled("H1")),
        p("乙", styled("H2")),
        p("丙", styled("H3")),
        p("丁", styled("H1") + listed(0)),
    ]
    assert texts(body, numbering({0: levels}, {1: (0, "")}), styles) == [
        "一、甲",
        "（一）乙",
        "（二）丙",
        "丁",
    ]


def test_numbering_styles_are_followed():
    """A list that only links to a numbering style takes the levels of the list which that style names."""
    link = '<w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr>'
    styles = (
        f'<w:style w:type="numbering" w:styleId="L"><w:name w:val="L"/>{link}</w:style>'
    )
    lists = numbering(
        {0: '<w:numStyleLink w:val="L"/>', 1: f'<w:styleLink w:val="L"/>{CHINESE}'},
        {1: (0, ""), 2: (1, "")},
    )
    assert texts([p("甲", listed(1))], lists, styles) == ["一、甲"]


LOOPS = {
    "basedOn": (
        style("A", listed(1), "B") + style("B", "", "A"),
        numbering({0: CHINESE}, {1: (0, "")}),
        "A",
        "一、甲",
    ),
    "numStyleLink": (
        '<w:style w:type="numbering" w:styleId="A">'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        + style("B", listed(1)),
        numbering({0: '<w:numStyleLink w:val="A"/>'}, {1: (0, "")}),
        "B",
        "甲",
    ),
    "missing list": (style("B", listed(9)), numbering({}, {}), "B", "甲"),
    "absurd numbers": (
        style("B", listed("9" * 30, "9" * 30)),
        numbering({0: level(0, "decimal", "%1.", start=10**30)}, {1: (0, "")}),
        "B",
        "甲",
    ),
}


@pytest.mark.parametrize(("styles", "lists", "key", "text"), LOOPS.values(), ids=LOOPS)
def test_loops_and_nonsense_end(styles, lists, key, text):
    """Styles based on each other, links in a circle and absurd numbers are read without a fault."""
    assert texts([p("甲", styled(key))], lists, styles) == [text]


def test_bullets_and_hidden_labels_print_nothing():
    """A bullet is an ornament; a level without words prints none; a constant label is printed as it is."""
    lists = numbering(
        {
            0: level(0, "bullet", "●")
            + level(1, "none", "")
            + level(2, "none", "附件：")
        },
        {1: (0, "")},
    )
    assert texts([p("甲", listed(1, depth)) for depth in range(3)], lists) == [
        "甲",
        "甲",
        "附件： 甲",
    ]


def test_an_unknown_format_is_an_issue():
    """A format that is not known is printed as a decimal, with an issue that names it."""
    lists = numbering({0: level(0, "hebrew1", "%1.")}, {1: (0, "")})
    document = read(docx([p("甲", listed(1))], parts={"numbering": lists}))
    assert document.paragraphs[0].text == "1. 甲"
    assert [(issue.code, issue.evidence) for issue in document.issues] == [
        ("number_format_unknown", "hebrew1")
    ]
