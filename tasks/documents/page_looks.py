"""What of an article no reader sees, by the page's own markup: hidden, struck out, of the paper's colour.

The words are taken out of the tree, and the elements stay, so that paths count as before.
"""

import re
from collections.abc import Iterator, Mapping
from colorsys import hls_to_rgb
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from lxml.html import HtmlElement

from tasks.documents.containers import HIDDEN_TAGS, LONGEST_STUB, extract_words
from tasks.documents.page_styles import PageStyles
from tasks.model.catalogue import make_issue
from tasks.model.issue import Issue

_HIDDEN = "hidden_text"
_STRUCK = "struck_text"
_WATERMARK = "watermark_text"
# Words laid over a page are a watermark up to this length, turned, or as pale as this; a sentence is none.
_LONGEST_MARK = 60
_PALEST = 0.35
# `rotate(-30deg)`, `rotate3d(0,0,1,.2turn)`, `-20deg`; `rotate(0)` and `rotate(0deg)` turn nothing
_TURNED = re.compile(
    r"(?:^|\(|,)\s*-?(?:[1-9]\d*|0?\.\d*[1-9])\d*\.?\d*(?:deg|turn|rad|grad)"
)
# `rgba(0,0,0,.05)`, `rgb(0 0 0 / 10%)`
_SOLIDITY = re.compile(r"(?:rgb|hsl)a?\([^()]*[,/\s]\s*(\d*\.?\d+)(%?)\s*\)")
_STRUCK_TAGS = frozenset({"s", "del", "strike"})
# Elements that say something of their words by themselves.
_LOOKING_TAGS = _STRUCK_TAGS | frozenset(
    "font table tbody tr td th body dialog datalist rp".split()
)
# elements that are never drawn as they stand, and those whose words another one shows
_UNDRAWN_TAGS = frozenset({"datalist", "dialog", "rp"})
# `0`, `0px`, `0.5pt`; `-9999px`
_LENGTH = re.compile(r"^(-?\d*\.?\d+)\s*(px|pt|em|rem|ex|ch|%|vw|in|cm|mm)?\b")
_RELATIVE = frozenset({"em", "ex", "ch", "%"})
# what is smaller, in points or pixels, is no letter; what lies further out stands on no screen
_SMALLEST_LETTER = 1.5
_FURTHEST_OUT = -400
# `font: 0/0 a`, `font:italic 12px/1.5 宋体`
_FONT_SIZE = re.compile(r"(?:^|\s)(\d*\.?\d+(?:px|pt|em|rem|%)?)(?:\s*/|\s|$)")
_HEX = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6})(?![0-9a-f])")
# `transparent`, `rgba(0,0,0,0)`, `hsl(0 0% 0% / 0%)`, `#00000000`: letters that are not drawn
_CLEAR = re.compile(
    r"transparent|(?:rgb|hsl)a?\([^()]*[,/]\s*(?:0?\.0+|0)%?\s*\)|#[0-9a-f]{3}0|#[0-9a-f]{6}00"
)
_FOUR_PARTS = re.compile(r"[^,/\s()]+(?:[,/\s]+[^,/\s()]+){3}\s*\)")
# `hsl(0, 0%, 100%)`
_HSL = re.compile(
    r"hsla?\(\s*(\d*\.?\d+)(?:deg)?[\s,]+(\d*\.?\d+)%[\s,]+(\d*\.?\d+)%(?:[\s,/]+(\d*\.?\d+)%?)?\s*\)"
)
# `scale(0)`, `scale(0, 1)`, `scale3d(0,0,0)`, `scaleX(0)`: nothing is left of the words
_SCALED_AWAY = re.compile(r"scale(?:x|y|3d)?\(\s*0?\.?0+\s*[,)]")
_NO_SCALE = re.compile(r"0?\.?0+(?:\s+0?\.?0+)*")
# `inset(100%)`, `circle(0)`
_CUT_AWAY = re.compile(r"inset\(\s*(?:[5-9]\d|100)%\s*\)|circle\(\s*0")
_RGB = re.compile(
    r"rgba?\(\s*(\d{1,6})[\s,]+(\d{1,6})[\s,]+(\d{1,6})(?:[\s,/]+(\d*\.?\d+)%?)?\s*\)"
)
_NAMED_COLORS = {
    "white": (255, 255, 255),
    "black": (0, 0, 0),
    "snow": (255, 250, 250),
}
_WHITE = (255, 255, 255)
# two colours that differ less in each part are one to the eye
_FAINTEST = 8
# Cells and blocks that a sheet elsewhere may colour, by their classes; those of Word colour nothing.
_COLORED_TAGS = frozenset(
    "table tbody thead tr td th div section p h1 h2 h3 h4".split()
)
_PLAIN_CLASS = re.compile(
    r"^(?:mso|firstrow|trs_|custom_|selecttdclass)", re.IGNORECASE
)
# a picture or a gradient, of any colour
_DRAWN = re.compile(r"url\(|gradient")
_ENDS_OF_GROUND = frozenset({"body", "html"})
_LONGEST_EVIDENCE = 80

_Color = tuple[int, int, int]


class _Look(NamedTuple):
    """How words look at a place: `gone` is why nothing below is seen, `background` null when not known."""

    gone: str = ""
    invisible: bool = False
    tiny: bool = False
    color: _Color | None = None
    background: _Color | None = _WHITE

    @property
    def reason(self) -> str:
        """Why a reader does not see the words; empty when they are seen."""
        if self.gone:
            return self.gone
        is_blank = self.color is not None and _is_alike(self.color, self.background)
        if self.invisible or self.tiny or is_blank:
            return _HIDDEN
        return ""


@dataclass(slots=True)
class PageLooks:
    """What of an article's element is not seen, element by element, with the words that it hides."""

    styles: PageStyles
    has_scripts: bool
    has_sheets: bool
    counts: dict[str, int] = field(default_factory=dict)
    evidence: dict[str, str] = field(default_factory=dict)
    _known: dict[tuple[str, _Look], _Look] = field(default_factory=dict)

    @classmethod
    def of_page(
        cls,
        root: HtmlElement,
        styles: PageStyles,
    ) -> "PageLooks":
        """Look at a page: its scripts may show what it hides, sheets elsewhere may colour its cells."""
        has_sheets = any(True for _ in root.iter("link"))
        has_scripts = any(True for _ in root.iter("script"))
        return cls(styles, has_scripts, has_sheets)

    def blank_unseen(self, container: HtmlElement) -> None:
        """Take the words out of an element that no reader sees.

        It stays as it is where most of it would go: then a script shows it, or it was struck out as a whole.
        """
        looks = self._find_looks(container)
        reasons = {look: look.reason for look in set(looks.values())}
        if not any(reasons.values()):
            return
        unseen = [one for one, look in looks.items() if reasons[look]]
        if not unseen:
            return
        gone = sum(map(len, map(_join_own, unseen)))
        if gone * 2 > len(extract_words(container)):
            return
        self._note(looks)
        for element in unseen:
            element.text = None
            for child in element:
                child.tail = None

    def build_issues(self, url: str) -> Iterator[Issue]:
        """Yield one issue a reason, with how often and the first words."""
        for code, count in self.counts.items():
            evidence = self.evidence[code][:_LONGEST_EVIDENCE]
            yield make_issue(
                code,
                evidence,
                url=url or None,
                count=count,
            )

    def _note(self, looks: Mapping[HtmlElement, _Look]) -> None:
        """Note the words that are not seen, those inside one element as one passage."""
        outermost: dict[HtmlElement, HtmlElement] = {}
        passages: dict[HtmlElement, str] = {}
        for element, look in looks.items():
            if look.reason:
                around = element.getparent()
                outer = element
                if around is not None:
                    outer = outermost.get(around, element)
                outermost[element] = outer
                passages[outer] = passages.get(outer, "") + _join_own(element)
        for outer, words in passages.items():
            if words:
                reason = looks[outer].reason
                self.counts[reason] = self.counts.get(reason, 0) + 1
                self.evidence.setdefault(reason, words)

    def _find_looks(self, container: HtmlElement) -> dict[HtmlElement, _Look]:
        looks = {container: self._look_around(container)}
        for element in container.iterdescendants():
            around = element.getparent()
            if isinstance(element.tag, str) and around in looks:
                looks[element] = self._look_at(element, looks[around])
        return looks

    def _look_around(self, container: HtmlElement) -> _Look:
        """Give the look that an article begins with: a script shows one that is hidden as a whole."""
        backgrounds = []
        for element in (container, *container.iterancestors()):
            backgrounds.append(_read_background(element, self.styles.find(element)))
        stated = next((one for one in backgrounds if one != ""), _WHITE)
        return _Look(background=None if isinstance(stated, str) else stated)

    def _look_at(
        self,
        element: HtmlElement,
        look: _Look,
    ) -> _Look:
        if look.gone:
            return look
        style = element.get("style")
        is_plain = element.tag not in _LOOKING_TAGS and element.get("hidden") is None
        if not is_plain or self.styles.has_rules:
            return self._look_closely(element, look)
        if not style:
            return look
        key = (style, look)
        if key not in self._known:
            found = self._look_closely(element, look)
            if found.gone:
                return found
            self._known[key] = found
        return self._known[key]

    def _look_closely(self, element: HtmlElement, look: _Look) -> _Look:
        stated = self.styles.find(element)
        if _is_undrawn(element, stated) and not self._is_shown_by_script(element):
            return look._replace(gone=_HIDDEN)
        if _is_struck(element, stated):
            return look._replace(gone=_STRUCK)
        if _is_watermark(element, stated):
            return look._replace(gone=_WATERMARK)
        background = _read_background(element, stated)
        if background != "":
            plain = None
            if not isinstance(background, str):
                plain = background
            look = look._replace(background=plain)
        look = _apply_letters(element, stated, look)
        is_white = look.color is not None and look.reason == _HIDDEN
        if is_white and self.has_sheets and _may_be_colored(element):
            look = look._replace(background=None)
        return look

    def _is_shown_by_script(self, element: HtmlElement) -> bool:
        """Tell whether a hidden block is a part of the text that a script turns to: pages, tabs, folds."""
        if not self.has_scripts:
            return False
        words = extract_words(element)
        return len(words) >= LONGEST_STUB and words.count("。") > 2


def _join_own(element: HtmlElement) -> str:
    """Join the words that stand in an element itself, without spaces."""
    pieces = ["" if element.tag in HIDDEN_TAGS else element.text or ""]
    pieces += [child.tail or "" for child in element]
    return "".join("".join(pieces).split())


def _is_undrawn(element: HtmlElement, stated: Mapping[str, str]) -> bool:
    """Tell whether an element and all inside it are not drawn, or drawn where nobody looks."""
    display = stated.get("display", "")
    if display:
        if display == "none":
            return True
    elif element.get("hidden") is not None:
        return True
    if element.tag in _UNDRAWN_TAGS and element.get("open") is None and not display:
        return True
    opacity = stated.get("opacity", "")
    if opacity and _measure(opacity, 1) < 0.05:
        return True
    return bool(stated) and _is_out_of_sight(stated)


def _is_watermark(element: HtmlElement, stated: Mapping[str, str]) -> bool:
    """Tell whether a few words are laid over the page, turned or pale."""
    if stated.get("position") not in ("absolute", "fixed"):
        return False
    if not _is_turned(stated) and not _is_pale(stated):
        return False
    words = extract_words(element)
    return len(words) <= _LONGEST_MARK and "。" not in words


def _is_turned(stated: Mapping[str, str]) -> bool:
    transform = stated.get("transform", "")
    if "rotate" in transform and _TURNED.search(transform):
        return True
    rotation = stated.get("rotate", "")
    return _TURNED.search(rotation) is not None


def _is_pale(stated: Mapping[str, str]) -> bool:
    """Tell whether an element or the colour of its letters lets most of what lies behind it through."""
    opacity = stated.get("opacity", "")
    if _measure(opacity, 1) < _PALEST:
        return True
    color = stated.get("color", "")
    return _is_thin(color)


def _is_thin(color: str) -> bool:
    """Tell whether a colour lets most of what lies behind it through, by the fourth of its parts."""
    solidity = _SOLIDITY.fullmatch(color)
    if solidity is None or not _FOUR_PARTS.search(color):
        return False
    share = float(solidity[1]) / (100 if solidity[2] else 1)
    return share < _PALEST


def _is_out_of_sight(stated: Mapping[str, str]) -> bool:
    if _SCALED_AWAY.search(stated.get("transform", "")):
        return True
    if _NO_SCALE.fullmatch(stated.get("scale", "")):
        return True
    if _CUT_AWAY.match(stated.get("clip-path", "")):
        return True
    if stated.get("position") in ("absolute", "fixed"):
        places = (_measure(stated.get(name, ""), 0) for name in ("left", "top"))
        if min(places) <= _FURTHEST_OUT:
            return True
        if re.match(r"rect\((?:[01](?:px)?[\s,]*){4}\)", stated.get("clip", "")):
            return True
    if _measure(stated.get("text-indent", ""), 0) <= _FURTHEST_OUT:
        return True
    if stated.get("overflow") in ("hidden", "clip"):
        sides = (_measure(stated.get(one, ""), 9) for one in _SIDES)
        return min(sides) <= 1
    return False


_SIDES = ("width", "height", "max-height")


def _is_struck(element: HtmlElement, stated: Mapping[str, str]) -> bool:
    """Tell whether an element's words are struck out; `none` takes the line away that its tag draws."""
    decoration = stated.get("text-decoration-line") or stated.get("text-decoration")
    if decoration:
        return "line-through" in decoration
    return element.tag in _STRUCK_TAGS


def _apply_letters(
    element: HtmlElement, stated: Mapping[str, str], look: _Look
) -> _Look:
    """Take what an element says of its letters, which those inside it may say otherwise."""
    visibility = stated.get("visibility")
    if visibility and visibility != "inherit":
        look = look._replace(invisible=visibility in ("hidden", "collapse"))
    look = _apply_size(_find_font_size(stated), look)
    color = stated.get("color") or (element.get("color") or "").lower()
    if _is_clear(color):
        return look._replace(color=_WHITE, background=_WHITE)
    if color and color != "inherit":
        look = look._replace(color=_parse_color(color))
    return look


def _find_font_size(stated: Mapping[str, str]) -> str:
    """Find the size of letters as stated; empty where none is."""
    size = stated.get("font-size", "")
    if size:
        return size
    font = _FONT_SIZE.search(stated.get("font", ""))
    if font is None:
        return ""
    return font[1]


def _apply_size(size: str, look: _Look) -> _Look:
    """Take a size of letters; one that is relative changes nothing, unless it is 0."""
    if not size:
        return look
    length = _LENGTH.match(size)
    if length is None:
        return look._replace(tiny=False)
    if length[2] in _RELATIVE and float(length[1]) != 0:
        return look
    is_tiny = _measure(size, 99) < _SMALLEST_LETTER
    return look._replace(tiny=is_tiny)


def _is_clear(color: str) -> bool:
    """Tell whether letters of a colour are not drawn: of its parts the fourth, how solid it is, is 0."""
    if not _CLEAR.fullmatch(color):
        return False
    return "(" not in color or bool(_FOUR_PARTS.search(color))


def _measure(stated: str, otherwise: float) -> float:
    """Read a length's number, in ems of twelve points where it is stated in ems."""
    length = _LENGTH.match(stated)
    if length is None:
        return otherwise
    factor = 1
    if length[2] in ("em", "rem"):
        factor = 12
    return float(length[1]) * factor


def _read_background(element: HtmlElement, stated: Mapping[str, str]) -> _Color | str:
    """Give an element's own background; empty where it has none, `unknown` for a picture."""
    if _DRAWN.search(stated.get("background-image", "")):
        return "unknown"
    value = stated.get("background-color") or stated.get("background") or ""
    value = value or (element.get("bgcolor") or "").lower()
    if not value or value in ("none", "transparent", "inherit", "initial", "0"):
        if element.get("background"):
            return "unknown"
        return ""
    if _DRAWN.search(value):
        return "unknown"
    color = _parse_color(value)
    if color is None:
        return "unknown"
    return color


def _may_be_colored(element: HtmlElement) -> bool:
    """Tell whether a sheet that lies elsewhere may colour what an element stands on, by its classes."""
    for around in (element, *element.iterancestors()):
        if around.tag in _ENDS_OF_GROUND:
            return False
        if around.tag in _COLORED_TAGS:
            names = (around.get("class") or "").split()
            if any(not _PLAIN_CLASS.match(name) for name in names):
                return True
    return False


@lru_cache(maxsize=1024)
def _parse_color(value: str) -> _Color | None:
    """Read the first colour of a value; null when none is known, or when it lets through what is behind."""
    found = _HEX.search(value)
    if found:
        digits = found[1]
        if len(digits) == 3:
            digits = "".join(digit * 2 for digit in digits)
        color = bytes.fromhex(digits)
        return color[0], color[1], color[2]
    parts = _RGB.search(value)
    if parts:
        if parts[4] is not None and float(parts[4]) < 1:
            return None
        red = int(parts[1])
        green = int(parts[2])
        blue = int(parts[3])
        return red, green, blue
    shades = _HSL.search(value)
    if shades:
        return _parse_shades(shades)
    for word in re.findall(r"[a-z]+", value):
        if word in _NAMED_COLORS:
            return _NAMED_COLORS[word]
    return None


def _parse_shades(shades: re.Match[str]) -> _Color | None:
    opacity = shades[4]
    if opacity is not None and float(opacity) < 1:
        return None
    hue = float(shades[1]) / 360
    saturation = float(shades[2]) / 100
    light = float(shades[3]) / 100
    drawn = hls_to_rgb(hue, light, saturation)
    parts = [round(part * 255) for part in drawn]
    return parts[0], parts[1], parts[2]


def _is_alike(color: _Color, background: _Color | None) -> bool:
    if background is None:
        return False
    pairs = zip(color, background, strict=True)
    return all(abs(one - other) <= _FAINTEST for one, other in pairs)
