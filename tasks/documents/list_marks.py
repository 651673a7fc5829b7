"""The numbers that Word and browsers print before the items of lists.

How levels count and what their labels show follows ECMA-376 part 1, 17.9; DOC stores the same in other bytes,
and the lists of pages print the same numerals.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from tasks.documents.page_styles import PageStyles

# Word counts no further; a file that claims more is broken.
_HIGHEST_COUNT = 0x7FFF

_DIGITS = "〇一二三四五六七八九"
_FORMAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_FORMAL_DIGITS_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_ASCII_DIGITS = "0123456789"
_FULL_WIDTH = str.maketrans(_ASCII_DIGITS, "０１２３４５６７８９")
_ORDINAL_ENDINGS = {
    1: "st",
    2: "nd",
    3: "rd",
}


def _format_chinese(
    count: int,
    digits: str = _DIGITS,
    places: str = "十百千",
    ten_thousand: str = "万",
) -> str:
    """Count as Chinese does: 12 is 十二, 20 二十, 105 一百零五.

    Formal numerals keep the one before ten (壹拾贰).
    """
    if count >= 10_000:
        high, low = divmod(count, 10_000)
        printed = _format_chinese(high, digits, places, ten_thousand) + ten_thousand
        if 0 < low < 1000:
            printed += digits[0].replace("〇", "零")
        return printed + (_format_places(low, digits, places) if low else "")
    printed = _format_places(count, digits, places)
    informal = digits == _DIGITS and 10 <= count < 20
    if informal:
        return printed[1:]
    return printed


def _format_places(
    count: int,
    digits: str,
    places: str,
) -> str:
    zero = "零"
    printed = ""
    for place in range(3, -1, -1):
        digit = count // 10**place % 10
        if digit:
            printed += digits[digit] + (places[place - 1] if place else "")
        elif printed and not printed.endswith(zero) and count % 10**place:
            printed += zero
    return printed or digits[0]


def _format_digits(count: int, digits: str = _DIGITS) -> str:
    return str(count).translate(str.maketrans(_ASCII_DIGITS, digits))


def _format_counting(count: int) -> str:
    """Count in words below a hundred and digit by digit from there, as chineseCounting does."""
    if count < 100:
        return _format_chinese(count)
    return _format_digits(count, "○" + _DIGITS[1:])


def _make_cycle(signs: str) -> Callable[[int], str]:
    return lambda count: signs[(count - 1) % len(signs)] if count > 0 else str(count)


def _make_sequence(first: str, highest: int) -> Callable[[int], str]:
    """Take signs that follow each other in Unicode; beyond them Word prints the plain number."""
    return lambda count: (
        chr(ord(first) + count - 1) if 1 <= count <= highest else str(count)
    )


def _format_circled(count: int) -> str:
    for first, start, last in ((0x2460, 1, 20), (0x3251, 21, 35), (0x32B1, 36, 50)):
        if start <= count <= last:
            return chr(first + count - start)
    return str(count)


def _format_letter(count: int) -> str:
    """Repeat the letter beyond the alphabet, as Word does: 27 is AA, 28 BB."""
    if not 0 < count <= 780:
        return str(count)
    rounds, place = divmod(count - 1, 26)
    return chr(ord("A") + place) * (rounds + 1)


def _format_roman(count: int) -> str:
    printed = ""
    for value, sign in _ROMAN:
        printed += sign * (count // value)
        count %= value
    return printed


def _format_full_width(count: int) -> str:
    return str(count).translate(_FULL_WIDTH)


def _format_ordinal(count: int) -> str:
    if count % 100 in (11, 12, 13):
        return f"{count}th"
    return f"{count}{_ORDINAL_ENDINGS.get(count % 10, 'th')}"


_PRINTERS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda count: f"{count:02}",
    "decimalHalfWidth": str,
    "decimalFullWidth": _format_full_width,
    "decimalFullWidth2": _format_full_width,
    "numberInDash": lambda count: f"- {count} -",
    "ordinal": _format_ordinal,
    "upperLetter": _format_letter,
    "lowerLetter": lambda count: _format_letter(count).lower(),
    "upperRoman": _format_roman,
    "lowerRoman": lambda count: _format_roman(count).lower(),
    "chineseCounting": _format_counting,
    "chineseCountingThousand": _format_chinese,
    "japaneseCounting": _format_chinese,
    "taiwaneseCounting": _format_counting,
    "taiwaneseCountingThousand": lambda count: _format_chinese(
        count, ten_thousand="萬"
    ),
    "koreanCounting": _format_chinese,
    "ideographDigital": _format_digits,
    "japaneseDigitalTenThousand": _format_digits,
    "taiwaneseDigital": lambda count: _format_digits(count, "○" + _DIGITS[1:]),
    "chineseLegalSimplified": lambda count: _format_chinese(
        count, _FORMAL_DIGITS, "拾佰仟"
    ),
    "ideographLegalTraditional": lambda count: _format_chinese(
        count, _FORMAL_DIGITS_TRADITIONAL, "拾佰仟", "萬"
    ),
    "ideographTraditional": _make_cycle("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _make_cycle("子丑寅卯辰巳午未申酉戌亥"),
    "decimalEnclosedCircle": _format_circled,
    "decimalEnclosedCircleChinese": _format_circled,
    "decimalEnclosedParen": _make_sequence("⑴", 20),
    "decimalEnclosedFullstop": _make_sequence("⒈", 20),
    "ideographEnclosedCircle": _make_sequence("㊀", 10),
    "none": lambda _: "",
}
# Formats that print no text of ours: a bullet is an ornament.
_BULLET_FORMATS = frozenset({"bullet"})
KNOWN_FORMATS = _BULLET_FORMATS | _PRINTERS.keys()

FORMAT_CODES = {
    0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter",
    5: "ordinal", 10: "ideographDigital", 11: "japaneseCounting",
    14: "decimalFullWidth", 15: "decimalHalfWidth", 17: "japaneseDigitalTenThousand",
    18: "decimalEnclosedCircle", 19: "decimalFullWidth2", 22: "decimalZero",
    23: "bullet", 26: "decimalEnclosedFullstop", 27: "decimalEnclosedParen",
    28: "decimalEnclosedCircleChinese", 29: "ideographEnclosedCircle",
    30: "ideographTraditional", 31: "ideographZodiac", 33: "taiwaneseCounting",
    34: "ideographLegalTraditional", 35: "taiwaneseCountingThousand",
    36: "taiwaneseDigital", 37: "chineseCounting", 38: "chineseLegalSimplified",
    39: "chineseCountingThousand", 57: "numberInDash", 255: "none",
}  # fmt: skip


def _format_numeral(count: int, number_format: str) -> str:
    """Print a count in a format; formats that are not in KNOWN_FORMATS are printed as decimals."""
    return _PRINTERS.get(number_format, str)(max(0, min(count, _HIGHEST_COUNT)))


# ECMA-376 and the binary format both have nine levels.
LEVEL_COUNT = 9
# `%1` in `第%1章`, `%1.%2`
_PLACEHOLDER = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class ListLevel:
    """One level of a list: its numbers' format and start, its text (`（%1）`), and what follows the label.

    `restart` is the level, from 1, at or above which a paragraph makes this one start again: null for any
    level above, 0 for never. `legal` prints all numbers of the label as decimals. `style` is the paragraph
    style it is tied to.
    """

    number_format: str = "decimal"
    text: str = ""
    start: int = 1
    restart: int | None = None
    suffix: str = " "
    legal: bool = False
    style: str = ""


@dataclass(frozen=True, slots=True)
class WordList:
    """A list as paragraphs refer to it: lists of one `counter` count on together.

    `starts` holds the levels that this one begins anew, from which number.
    """

    counter: str
    levels: Mapping[int, ListLevel]
    starts: Mapping[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class ListCounters:
    """The state of all lists while a document is read from its start."""

    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    started: set[tuple[str, int]] = field(default_factory=set)

    def next_label(self, name: str, found: WordList, depth: int) -> str:
        """Count one paragraph of the list called `name` at a level from 0.

        Give its label with what follows it; empty for a bullet, and for a level that shows nothing.
        """
        counts = self.counts.setdefault(found.counter, {})
        level = found.levels.get(depth, ListLevel())
        self._count_paragraph(counts, name, found, depth)
        if level.number_format in _BULLET_FORMATS:
            return ""

        def print_number(match: re.Match[str]) -> str:
            return _format_level_number(
                found,
                counts,
                int(match[1]) - 1,
                level,
            )

        label = _PLACEHOLDER.sub(print_number, level.text)
        if label.strip():
            return label + level.suffix
        return ""

    def _count_paragraph(
        self,
        counts: dict[int, int],
        name: str,
        found: WordList,
        depth: int,
    ) -> None:
        start = found.starts.get(depth)
        if start is not None and (name, depth) not in self.started:
            self.started.add((name, depth))
            counts[depth] = start
        elif depth in counts:
            counts[depth] = min(counts[depth] + 1, _HIGHEST_COUNT)
        else:
            counts[depth] = found.levels.get(depth, ListLevel()).start
        for deeper in sorted(counts):
            level = found.levels.get(deeper, ListLevel())
            if deeper > depth and _is_restarted(level, depth):
                del counts[deeper]


def _is_restarted(level: ListLevel, above: int) -> bool:
    return level.restart is None or above < level.restart


def _format_level_number(
    found: WordList,
    counts: Mapping[int, int],
    depth: int,
    shown_in: ListLevel,
) -> str:
    """Print the count of one level inside a label; a level that was skipped shows its start."""
    level = found.levels.get(depth, ListLevel())
    count = counts.get(depth, found.starts.get(depth, level.start))
    is_decimal = shown_in.legal and level.number_format != "none"
    return _format_numeral(count, "decimal" if is_decimal else level.number_format)


_LISTS = frozenset({"ol", "ul", "menu"})
# kinds of list by CSS, as Word's formats are called, with what stands around the number
_FORMATS = {
    "decimal": ("decimal", "{}. "),
    "decimal-leading-zero": ("decimalZero", "{}. "),
    "lower-alpha": ("lowerLetter", "{}. "),
    "lower-latin": ("lowerLetter", "{}. "),
    "upper-alpha": ("upperLetter", "{}. "),
    "upper-latin": ("upperLetter", "{}. "),
    "lower-roman": ("lowerRoman", "{}. "),
    "upper-roman": ("upperRoman", "{}. "),
    "cjk-decimal": ("ideographDigital", "{}、"),
    "cjk-ideographic": ("chineseCountingThousand", "{}、"),
    "simp-chinese-informal": ("chineseCountingThousand", "{}、"),
    "trad-chinese-informal": ("chineseCountingThousand", "{}、"),
    "japanese-informal": ("chineseCountingThousand", "{}、"),
    "simp-chinese-formal": ("chineseLegalSimplified", "{}、"),
    "trad-chinese-formal": ("ideographLegalTraditional", "{}、"),
    "cjk-heavenly-stem": ("ideographTraditional", "{}、"),
    "cjk-earthly-branch": ("ideographZodiac", "{}、"),
}
_ORNAMENTS = frozenset(
    "none disc circle square disclosure-open disclosure-closed".split()
)
_TYPES = {
    "1": "decimal",
    "a": "lower-alpha",
    "A": "upper-alpha",
    "i": "lower-roman",
    "I": "upper-roman",
}
# the lists of UEditor, which draws their numbers as pictures
_DRAWN_FORMATS = {
    "custom_num": ("decimal", "{}、"),
    "custom_num1": ("decimal", "{}）"),
    "custom_num2": ("decimal", "（{}）"),
    "custom_cn": ("chineseCountingThousand", "{}、"),
    "custom_cn1": ("chineseCountingThousand", "{}）"),
    "custom_cn2": ("chineseCountingThousand", "（{}）"),
}


@dataclass(slots=True)
class ListMarks:
    """How far each list of a page has counted."""

    styles: PageStyles
    _counts: dict[HtmlElement, int] = field(default_factory=dict)

    def count_item(self, item: HtmlElement) -> str:
        """Count an item, and give its number as printed; empty for an ornament."""
        around = item.getparent()
        if around is None or around.tag not in _LISTS:
            return ""
        stated = self.styles.find(item)
        if stated.get("display") in ("none", "inline", "inline-block", "block"):
            return ""
        number = self._count(item, around)
        found = self._find_format(item, stated, around)
        if found is None:
            return ""
        number_format, text = found
        if number < 1:
            number_format = "decimal"
        printed = _format_numeral(number, number_format) if number >= 0 else str(number)
        return text.format(printed)

    def _count(
        self,
        item: HtmlElement,
        around: HtmlElement,
    ) -> int:
        step = 1
        if around.get("reversed") is not None:
            step = -1
        if around not in self._counts:
            start = _read_number(around.get("start"))
            if start is None:
                start = 1 if step > 0 else len(around.findall("li"))
            self._counts[around] = start - step
        value = _read_number(item.get("value"))
        number = self._counts[around] + step
        if value is not None:
            number = value
        self._counts[around] = number
        return number

    def _find_format(
        self, item: HtmlElement, stated: Mapping[str, str], around: HtmlElement
    ) -> tuple[str, str] | None:
        for name in (around.get("class") or "").split():
            if name in _DRAWN_FORMATS:
                return _DRAWN_FORMATS[name]
        kind = _read_kind(stated) or _TYPES.get(item.get("type") or "")
        kind = kind or _read_kind(self.styles.find(around))
        kind = kind or _TYPES.get(around.get("type") or "")
        if kind is None:
            kind = "none"
            if around.tag == "ol":
                kind = "decimal"
        if kind in _ORNAMENTS:
            return None
        if kind[:1] in "\"'":
            return "none", kind.strip("\"'").replace("{", "").replace("}", "")
        return _FORMATS.get(kind, _FORMATS["decimal"])


def _read_kind(stated: Mapping[str, str]) -> str | None:
    """Give the kind of list that is declared; null when none is."""
    kind = stated.get("list-style-type")
    if kind:
        if kind == "inherit":
            return None
        return kind
    known = _FORMATS.keys() | _ORNAMENTS
    return next(
        (word for word in stated.get("list-style", "").split() if word in known), None
    )


def _read_number(stated: str | None) -> int | None:
    digits = (stated or "").strip()
    if (
        digits.lstrip("-").isascii()
        and digits.lstrip("-").isdecimal()
        and len(digits) < 7
    ):
        return int(digits)
    return None
