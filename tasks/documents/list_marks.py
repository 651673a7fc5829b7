"""The numbers that a browser prints before the items of a page's lists."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from tasks.documents.page_styles import PageStyles
from tasks.documents.word.lists import format_numeral

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
        printed = format_numeral(number, number_format) if number >= 0 else str(number)
        return text.format(printed)

    def _count(self, item: HtmlElement, around: HtmlElement) -> int:
        step = -1 if around.get("reversed") is not None else 1
        if around not in self._counts:
            start = _read_number(around.get("start"))
            if start is None:
                start = 1 if step > 0 else len(around.findall("li"))
            self._counts[around] = start - step
        value = _read_number(item.get("value"))
        number = self._counts[around] + step if value is None else value
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
            kind = "decimal" if around.tag == "ol" else "none"
        if kind in _ORNAMENTS:
            return None
        if kind[:1] in "\"'":
            return "none", kind.strip("\"'").replace("{", "").replace("}", "")
        return _FORMATS.get(kind, _FORMATS["decimal"])


def _read_kind(stated: Mapping[str, str]) -> str | None:
    """Give the kind of list that is declared; null when none is."""
    kind = stated.get("list-style-type")
    if kind:
        return None if kind == "inherit" else kind
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
