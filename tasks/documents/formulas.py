"""Formulas of Word (OMML) and of pages (MathML) as one line of text: 39/41, 10⁴, √(a+b)."""

import re
from collections.abc import Callable, Iterator

from lxml import etree

_RAISED = str.maketrans("0123456789+-−()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-−()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎")
_SMALL = re.compile(r"[0-9+\-−()n]+")
# `4`, `（1）`, `注2`
_MARK = re.compile(r"[（(]?注?(\d{1,2})[）)]?")
# `1,2`, `1-3`, `*`, `※`, `a`: marks of notes that are no number; a star in the line masks a number
_SIGN_MARK = re.compile(
    r"[（(]?(\d{1,2}(?:[,，、\-–—]\d{1,2}){1,4}|[*＊]{1,3}|[※†‡§]{1,3}|[#＃]|[a-pr-z])[）)]?"
)
_RAISED_SIGNS = {
    **str.maketrans("0123456789,，、-–—", "⁰¹²³⁴⁵⁶⁷⁸⁹⸴⸴⸴⁻⁻⁻"),
    **str.maketrans("*＊#＃", "∗∗﹟﹟"),
    **str.maketrans("abcdefghijklmnoprstuvwxyz", "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ"),
}
# what needs no brackets above or below a line
_SIMPLE = re.compile(r"[\w.%％万亿元]+|[(（√].*[)）]")
_DEEPEST = 60
# what holds properties, not words
_PROPERTIES = re.compile(r"Pr$|^annotation")


def print_formula(element: etree._Element) -> str:
    """Print a formula in one line, as it is read aloud."""
    return _print(element, 0)


def raise_mark(words: str) -> str:
    """Write a power or a footnote's mark raised, as printed: 10⁴, 41¹, 41∗; empty when words are neither.

    A star becomes ∗, which masks no number.
    """
    words = words.strip()
    mark = _MARK.fullmatch(words)
    if mark and mark[1].isascii():
        return mark[1].translate(_RAISED)
    sign = _SIGN_MARK.fullmatch(words)
    if sign:
        return sign[1].translate(_RAISED_SIGNS)
    return ""


def _print(element: etree._Element, depth: int) -> str:
    name = etree.QName(element).localname
    if depth > _DEEPEST:
        return "".join(map(str, element.itertext()))
    if name in _PRINTERS:
        parts = [_print(child, depth + 1) for child in _iter_parts(element)]
        is_enough = len(parts) > 1 or (parts and name in _LONE)
        if is_enough:
            print_parts = _PRINTERS[name]
            return print_parts(element, parts)
    if len(element) == 0:
        text = element.text or ""
        return "".join(text.split())
    return "".join(_print(child, depth + 1) for child in _iter_parts(element))


def _iter_parts(element: etree._Element) -> Iterator[etree._Element]:
    for child in element:
        is_element = isinstance(child.tag, str)
        if is_element and not _PROPERTIES.search(etree.QName(child).localname):
            yield child


def _bracket(words: str) -> str:
    if not words or _SIMPLE.fullmatch(words):
        return words
    return f"({words})"


def _print_fraction(_: etree._Element, parts: list[str]) -> str:
    return f"{_bracket(parts[0])}/{_bracket(parts[1])}"


def _raise(words: str) -> str:
    if _SMALL.fullmatch(words):
        return words.translate(_RAISED)
    if words:
        return f"^{_bracket(words)}"
    return ""


def _lower(words: str) -> str:
    if _SMALL.fullmatch(words) and "n" not in words:
        return words.translate(_LOWERED)
    if words:
        return f"_{_bracket(words)}"
    return ""


def _print_power(_: etree._Element, parts: list[str]) -> str:
    return _bracket(parts[0]) + _raise(parts[1])


def _print_index(_: etree._Element, parts: list[str]) -> str:
    return parts[0] + _lower(parts[1])


def _print_both(_: etree._Element, parts: list[str]) -> str:
    return parts[0] + _lower(parts[1]) + _raise("".join(parts[2:]))


def _print_root(element: etree._Element, parts: list[str]) -> str:
    degree = ""
    words = parts[-1]
    if etree.QName(element).localname == "mroot":
        words = parts[0]
        degree = parts[1]
    elif len(parts) > 1:
        degree = parts[0]
    return f"{_raise(degree) if degree else ''}√{_bracket(words)}"


def _print_sum(element: etree._Element, parts: list[str]) -> str:
    sign = _read_property(element, "chr", "∫")
    return sign + _lower(parts[0]) + _raise(parts[1]) + "".join(parts[2:])


def _print_brackets(element: etree._Element, parts: list[str]) -> str:
    opening = _read_property(element, "begChr", element.get("open", "("))
    closing = _read_property(element, "endChr", element.get("close", ")"))
    return opening + ",".join(parts) + closing


def _print_rows(_: etree._Element, parts: list[str]) -> str:
    return ";".join(parts)


def _read_property(
    element: etree._Element,
    name: str,
    otherwise: str,
) -> str:
    """Read what an element's properties state of a sign; empty stands for no sign."""
    for found in element.iterfind(f"*/{{*}}{name}"):
        for key, value in found.attrib.items():
            if str(key).rpartition("}")[2] == "val":
                return str(value)
    return otherwise


_PRINTERS: dict[str, Callable[[etree._Element, list[str]], str]] = {
    "f": _print_fraction,
    "mfrac": _print_fraction,
    "sSup": _print_power,
    "msup": _print_power,
    "limUpp": _print_power,
    "sSub": _print_index,
    "msub": _print_index,
    "limLow": _print_index,
    "sSubSup": _print_both,
    "msubsup": _print_both,
    "rad": _print_root,
    "msqrt": _print_root,
    "mroot": _print_root,
    "nary": _print_sum,
    "d": _print_brackets,
    "mfenced": _print_brackets,
    "eqArr": _print_rows,
    "m": _print_rows,
}
_LONE = frozenset({"rad", "msqrt", "d", "mfenced"})
