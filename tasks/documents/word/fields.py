"""Word's fields: an instruction that is not printed and a result that is, nested at will."""

import re
from dataclasses import dataclass, field

from tasks.model.issue import Issue, Responsibility, Severity

# A document with less text than a heading, and images, is a scan pasted into Word.
NEXT_TO_NO_TEXT = 60
_LONGEST_EVIDENCE = 80
# `— 3 —`, `第 3 页 共 9 页`
_PAGE_NUMBER = re.compile(r"^[\s\d—–\-－·.第页共/|]*$")
_INFO, _WARNING, _ERROR = Severity.INFO, Severity.WARNING, Severity.ERROR
_US, _PUBLISHER = Responsibility.US, Responsibility.PUBLISHER
_KINDS: dict[str, tuple[Severity, Responsibility, str]] = {
    "tracked_changes": (
        _INFO, _PUBLISHER, "tracked changes were never accepted: insertions were kept, deletions dropped; nothing to do"
    ),
    "hidden_text": (_INFO, _PUBLISHER, "hidden text was dropped, as it is not printed; nothing to do"),
    "comments_dropped": (_INFO, _PUBLISHER, "comments of editors were dropped; nothing to do"),
    "furniture_dropped": (_INFO, _US, "headers and footers were dropped; look whether they say more than the text"),
    "contents_dropped": (_INFO, _US, "a table of contents was dropped, since its headings stand below; nothing to do"),
    "number_format_unknown": (
        _WARNING, _US, "an automatic number was printed as a decimal; add its format to tasks/documents/word/lists.py"
    ),
    "symbol_not_read": (
        _WARNING, _US, "a sign of a symbol font was dropped; add it to tasks/documents/word/paragraphs.py"
    ),
    "drawing_not_read": (
        _WARNING, _US, "the words of a chart or diagram are not read; look at the file for what it says"
    ),
    "embedded_object_not_read": (
        _WARNING, _US, "an embedded object (a sheet, a formula) is not read; look at the file for what it says"
    ),
    "embedded_document_not_read": (
        _WARNING, _US, "a document embedded as a whole is not read; open the file in Word, save it, and read the copy"
    ),
    "images_not_read": (
        _ERROR, _US, "the file holds images in place of text; read them by OCR (pip install fazhi[ocr])"
    ),
    "damaged_part": (_WARNING, _PUBLISHER, "a part of the file is broken and was left out; fetch the file again"),
    "damaged_text": (_WARNING, _PUBLISHER, "the file ends before its text does; fetch the file again"),
}  # fmt: skip


@dataclass(slots=True)
class Findings:
    """The kinds met so far, in order, each with the words or names that it was first seen in."""

    evidence: dict[str, str] = field(default_factory=dict)

    def add(self, code: str, evidence: str = "") -> None:
        """Note one finding; a blank first evidence gives way to a later one."""
        if not self.evidence.get(code):
            self.evidence[code] = evidence.strip()[:_LONGEST_EVIDENCE]

    def issues(self, url: str) -> tuple[Issue, ...]:
        """Give one issue a kind."""
        return tuple(
            Issue("text", code, *_KINDS[code], evidence=evidence, url=url or None)
            for code, evidence in self.evidence.items()
        )


def is_page_number(line: str) -> bool:
    """Tell whether a header or footer says no more than the page's number."""
    return bool(_PAGE_NUMBER.match(line))


# `EQ \o\ac(○,1)`: a sign in a ring, as Chinese Word writes ① from its menu
_RINGED = re.compile(
    r"^\s*eq\s*\\o\s*(?:\\a[cdlr]\s*)?\(\s*[○◯〇]\s*[,，]\s*(\d{1,2})\s*\)",
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
_DEEPEST = 50
_LONGEST_INSTRUCTION = 500


@dataclass(slots=True)
class _Field:
    instruction: str = ""
    result: bool = False


@dataclass(slots=True)
class Fields:
    """The fields that are open at a place of the text, outermost first."""

    _open: list[_Field] = field(default_factory=list)

    @property
    def printed(self) -> bool:
        """Tell whether text at this place is printed: every open field is in its result."""
        return all(one.result for one in self._open)

    def begin(self) -> None:
        """Open a field; those nested deeper than any real one are taken for their parents."""
        if len(self._open) < _DEEPEST:
            self._open.append(_Field())

    def instruct(self, text: str) -> None:
        """Take words of the innermost field's instruction."""
        if (
            self._open
            and not self._open[-1].result
            and len(self._open[-1].instruction) < _LONGEST_INSTRUCTION
        ):
            self._open[-1].instruction += text

    def separate(self) -> None:
        """Go from the innermost field's instruction to its result."""
        if self._open:
            self._open[-1].result = True

    def end(self) -> str:
        """Close the innermost field; give what it draws by its instruction alone, mostly nothing."""
        ended = self._open.pop() if self._open else _Field("", True)
        return "" if ended.result else ringed(ended.instruction)

    def end_paragraph(self) -> None:
        """Close fields that have no result yet: a broken one would swallow the paragraphs that follow."""
        self._open = [one for one in self._open if one.result]

    def is_contents_line(self, text: str, style: str = "") -> bool:
        """Tell whether a paragraph is a line of a table of contents, by its style's name or the field around
        it.
        """
        if _CONTENTS_STYLE.match(style):
            return bool(text.strip())
        return any(_CONTENTS.match(one.instruction) for one in self._open) and bool(
            _CONTENTS_LINE.search(text)
        )


def ringed(instruction: str) -> str:
    """Give the ringed number that an EQ field draws, ① to ⑳; empty for any other field without a result."""
    match = _RINGED.match(instruction)
    number = int(match[1]) if match else 0
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else ""
