"""What Word's three formats share once their bytes are read: paragraphs, breaks, fields, symbols, findings.

A field is an instruction that is not printed and a result that is, nested at will. No reader sees words on a
ground of their own colour, and letters without size. Colours are six hexadecimal digits; a ground is
`UNKNOWN` where a pattern, a theme or a shape draws it: words on it are taken for visible, whatever their
colour.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tasks.documents.boilerplate import drop_pasted_furniture
from tasks.documents.paragraph_joins import OPENS_AS_HEADING, OPENS_WITH_MARKER
from tasks.model.catalogue import make_issue
from tasks.model.document import Paragraph
from tasks.model.issue import Issue

WHITE = "FFFFFF"
UNKNOWN = "unknown"
# two colours that differ less in each part are one to the eye
_FAINTEST = 8
_HEX = re.compile(r"[0-9A-Fa-f]{6}")
# in half points: a letter of one point is a speck
LARGEST_SPECK = 2
# in half points: words that are raised less may be set in the middle of their line
LEAST_RISE = 6


# `EQ \o\ac(○,1)`: a sign in a ring, as Chinese Word writes ① from its menu
_RINGED = re.compile(
    r"^\s*eq\s*\\o\s*(?:\\a[cdlr]\s*)?\(\s*[○◯〇]\s*[,，]\s*(\d{1,2})\s*\)",
    re.IGNORECASE,
)
# `EQ \f(39,41)`
_FRACTION = re.compile(
    r"^\s*eq\s*\\f\s*\(([^,，;；()\\]{1,40})[,，;；]([^,，;；()\\]{1,40})\)\s*$",
    re.IGNORECASE,
)
# `TOC \o "1-3" \h`: a table of contents, which would print every heading twice
_CONTENTS = re.compile(r"^\s*TOC\b", re.IGNORECASE)
# `一、总体情况\t3`, `（一）总体情况……3`
_CONTENTS_LINE = re.compile(r"[\t.．…·]\s*\d+\s*$")
# `toc 1`, `TOC Heading`, `目录 1`
_CONTENTS_STYLE = re.compile(
    r"^(?:toc\b|目录\s*\d|contents (?:heading|\d))", re.IGNORECASE
)
_DEEPEST_FIELD = 50
_LONGEST_INSTRUCTION = 500


@dataclass(slots=True)
class _Field:
    instruction: str = ""
    in_result: bool = False


@dataclass(slots=True)
class FieldStack:
    """The fields that are open at a place of the text, outermost first."""

    _open: list[_Field] = field(default_factory=list)

    @property
    def is_printed(self) -> bool:
        """Tell whether text at this place is printed: every open field is in its result."""
        return all(one.in_result for one in self._open)

    def begin(self) -> None:
        """Open a field; those nested deeper than any real one are taken for their parents."""
        if len(self._open) < _DEEPEST_FIELD:
            self._open.append(_Field())

    def add_instruction(self, text: str) -> None:
        """Take words of the innermost field's instruction."""
        if not self._open or self._open[-1].in_result:
            return
        innermost = self._open[-1]
        if len(innermost.instruction) < _LONGEST_INSTRUCTION:
            innermost.instruction += text

    def begin_result(self) -> None:
        """Go from the innermost field's instruction to its result."""
        if self._open:
            self._open[-1].in_result = True

    def end(self) -> str:
        """Close the innermost field; give what it draws by its instruction alone, mostly nothing."""
        ended = self._open.pop() if self._open else _Field("", True)
        if ended.in_result:
            return ""
        return _draw_instruction(ended.instruction)

    def end_paragraph(self) -> None:
        """Close fields that have no result yet: a broken one would swallow the paragraphs that follow."""
        self._open = [one for one in self._open if one.in_result]

    @property
    def is_contents(self) -> bool:
        """Tell whether text at this place stands in the result of a table of contents."""
        return any(_CONTENTS.match(one.instruction) for one in self._open)


def _draw_instruction(instruction: str) -> str:
    """Give what an EQ field draws: a number in a ring, ① to ⑳, or a fraction; empty for any other field."""
    fraction = _FRACTION.match(instruction)
    if fraction:
        return f"{fraction[1].strip()}/{fraction[2].strip()}"
    match = _RINGED.match(instruction)
    number = 0
    if match:
        number = int(match[1])
    if 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    return ""


# A line break inside a paragraph, as Word's own formats write it (0x0B).
SOFT_BREAK = "\v"
# in characters; the longest headings of reports are sentences of about a hundred
_LONGEST_HEADING = 150
# outline levels 0 to 8 are headings, 9 is body text
BODY_LEVEL = 9
_TITLE_STYLES = ("title", "subtitle", "标题", "副标题")
_SURROGATE = re.compile("[\ud800-\udfff]")
# Wingdings: ① to ⑩ at 0x81, ❶ to ❿ at 0x8C, boxes and ticks
_WINGDINGS = {
    **dict(enumerate("①②③④⑤⑥⑦⑧⑨⑩", 0x81)),
    **dict(enumerate("❶❷❸❹❺❻❼❽❾❿", 0x8C)),
    0x6C: "●",
    0x6E: "■",
    0x71: "□",
    0x75: "◆",
    0xA8: "□",
    0xFB: "×",
    0xFC: "√",
    0xFD: "☒",
    0xFE: "☑",
    0x52: "☑",
}
_SYMBOL = {
    0xB7: "·",
    0xB4: "×",
    0xB8: "÷",
    0xA3: "≤",
    0xB3: "≥",
    0xB1: "±",
    0xB0: "°",
}


class _WordRun(NamedTuple):
    """Characters that follow each other, all of them bold or none, all of a table of contents or none."""

    text: str
    bold: bool
    contents: bool = False


@dataclass(slots=True)
class WordParagraph:
    """A paragraph while it is read, and the paragraphs of boxes and notes that hang on it."""

    runs: list[_WordRun] = field(default_factory=list)
    before: list[Paragraph] = field(default_factory=list)
    after: list[Paragraph] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words so far."""
        return join_surrogates("".join(run.text for run in self.runs))

    @property
    def last_text(self) -> str:
        """The words of the last run; empty when there is none."""
        if self.runs:
            return self.runs[-1].text
        return ""

    @property
    def has_words(self) -> bool:
        """Whether anything but spaces was read."""
        return any(map(_has_words, self.runs))

    @property
    def is_bold(self) -> bool:
        """Whether all words are bold, as they are where there are none."""
        return all(run.bold for run in filter(_has_words, self.runs))

    @property
    def bold_lead(self) -> int:
        """How many characters the bold runs at the start have, without the spaces before them."""
        lead = ""
        for run in self.runs:
            if _has_words(run) and not run.bold:
                break
            lead += run.text
        if any(run.bold for run in self.runs):
            return len(lead.strip())
        return 0

    def add_run(
        self,
        text: str,
        *,
        bold: bool,
        contents: bool = False,
    ) -> None:
        """Add characters that are all bold or not; `contents` says that a table of contents has them."""
        self.runs.append(_WordRun(text, bold, contents))

    def take_contents(self, style: str = "") -> str:
        """Take the line of a table of contents out, by its field or by the name of its style; give it."""
        is_styled = bool(_CONTENTS_STYLE.match(style))
        listed = [run for run in self.runs if run.contents]
        if is_styled and not listed:
            listed = self.runs
        text = join_surrogates("".join(run.text for run in listed))
        is_line = is_styled or _CONTENTS_LINE.search(text)
        if not is_line or not text.strip():
            return ""
        self.runs = [
            run for run in self.runs if listed is not self.runs and not run.contents
        ]
        return text

    def attach_box(self, paragraphs: Iterable[Paragraph]) -> None:
        """Put a text box's paragraphs before the words, or behind them once there are any."""
        side = self.after if self.has_words else self.before
        side.extend(paragraphs)

    def build(
        self,
        origin: str,
        *,
        label: str,
        heading: bool,
        lead: int = 0,
    ) -> Iterator[Paragraph]:
        """Yield the words as the outline needs them: with their label, and parted at the soft breaks.

        A soft break inside a numbered heading wraps it; anywhere else its writer meant a line of its own
        (pages pasted from the web are one paragraph with a soft break after each). A number alone, without
        words, is nothing. The first `lead` characters of the words are bold.
        """
        words = self.text.lstrip()
        if not words:
            return
        emphasis = heading or self.is_bold
        bold = 0
        if lead and not emphasis and SOFT_BREAK not in words[:lead]:
            bold = len(label) + lead
        for line in _split_lines(label + words):
            yield Paragraph(
                line,
                origin,
                emphasis,
                lead=min(bold, len(line)),
            )
            bold = 0

    @staticmethod
    def is_title_style(name: str) -> bool:
        """Tell whether a paragraph style of a name is one of the titles."""
        return name.lower().startswith(_TITLE_STYLES)

    @staticmethod
    def is_blank(color: str, ground: str) -> bool:
        """Tell whether words of a colour are as their ground; an empty colour is the automatic one."""
        if not (_HEX.fullmatch(color) and _HEX.fullmatch(ground)):
            return False
        parts = zip(bytes.fromhex(color), bytes.fromhex(ground), strict=True)
        return all(abs(one - other) <= _FAINTEST for one, other in parts)

    @staticmethod
    def is_speck(size: int | None) -> bool:
        """Tell whether letters of a size in half points are too small to be seen."""
        return size is not None and size <= LARGEST_SPECK


def _has_words(run: _WordRun) -> bool:
    return bool(run.text.strip())


def decode_symbol(font: str, code: int) -> str | None:
    """Give the sign that a symbol font shows at a code (with or without 0xF000).

    Null when it is not known.
    """
    name = font.strip().lower()
    if code < 0x100 or 0xF000 <= code <= 0xF0FF:
        small = code & 0xFF
        if name.startswith("wingdings"):
            return _WINGDINGS.get(small)
        if name == "symbol":
            is_shared = 0x20 <= small < 0x7F and not chr(small).isalpha()
            return _SYMBOL.get(small) or (chr(small) if is_shared else None)
    is_private = 0xE000 <= code <= 0xF8FF
    is_printable = 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE
    if is_printable and not is_private:
        return chr(code)
    return None


def join_surrogates(text: str) -> str:
    """Put halves of surrogate pairs together; a lone half becomes a replacement character."""
    if not _SURROGATE.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _split_lines(text: str) -> list[str]:
    """Split a text at its soft breaks, except where they wrap a heading."""
    lines: list[str] = []
    for line in map(str.strip, text.split(SOFT_BREAK)):
        if lines and _is_wrapped_heading(lines[-1], line):
            is_latin = lines[-1][-1:].isascii() and line[:1].isascii()
            lines[-1] += f" {line}" if is_latin else line
        elif line:
            lines.append(line)
    return lines


def _is_wrapped_heading(heading: str, line: str) -> bool:
    if len(heading) > _LONGEST_HEADING:
        return False
    if not bool(OPENS_AS_HEADING.match(heading)):
        return False
    return "。" not in heading + line and not OPENS_WITH_MARKER.match(line)


_LONGEST_EVIDENCE = 80
# findings whose sentence says how often
_COUNTED = frozenset(
    {"hidden_text", "struck_text", "watermark_text", "control_characters"}
)
# `— 3 —`, `第 3 页 共 9 页`
_PAGE_NUMBER = re.compile(r"^[\s\d—–\-－·.第页共/|]*$")


@dataclass(slots=True)
class Findings:
    """The kinds met so far, in order, each with the words or names that it was first seen in."""

    evidence: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    _last_code: str = ""
    _last_paragraph: WordParagraph | None = None
    _last_place: int = 0

    def add_unseen(
        self,
        code: str,
        words: str,
        paragraph: WordParagraph,
    ) -> None:
        """Note words that are left out of a paragraph; those that follow each other are one passage."""
        if not words.strip():
            return
        place = len(paragraph.runs)
        is_same = paragraph is self._last_paragraph and place == self._last_place
        if not is_same or code != self._last_code:
            self.add_finding(code, words)
        elif self.counts[code] == 1:
            joined = self.evidence[code] + words.strip()
            self.evidence[code] = joined[:_LONGEST_EVIDENCE]
        self._last_code = code
        self._last_paragraph = paragraph
        self._last_place = place

    def add_finding(
        self,
        code: str,
        evidence: str = "",
    ) -> None:
        """Note one finding; a blank first evidence gives way to a later one."""
        self.counts[code] = self.counts.get(code, 0) + 1
        if not self.evidence.get(code):
            self.evidence[code] = evidence.strip()[:_LONGEST_EVIDENCE]

    def add_furniture(self, lines: Iterable[str]) -> None:
        """Note headers and footers that say more than the page's number, each once."""
        worded = dict.fromkeys(line for line in lines if not _PAGE_NUMBER.match(line))
        if worded:
            self.add_finding("furniture_dropped", " | ".join(worded))

    def drop_furniture(self, paragraphs: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
        """Drop page numbers and running heads that were pasted into a body, and join what they cut."""
        kept, dropped = drop_pasted_furniture(paragraphs)
        if dropped:
            self.add_finding("furniture_dropped", " | ".join(dict.fromkeys(dropped)))
        return kept

    def build_issues(self, url: str) -> tuple[Issue, ...]:
        """Give one issue a kind."""
        issues = []
        for code, evidence in self.evidence.items():
            place = url or None
            if code in _COUNTED:
                count = self.counts[code]
                issues.append(
                    make_issue(
                        code,
                        evidence,
                        url=place,
                        count=count,
                    )
                )
            else:
                issues.append(make_issue(code, evidence, url=place))
        return tuple(issues)
