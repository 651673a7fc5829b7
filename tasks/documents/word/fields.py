"""Word's fields: an instruction that is not printed and a result that is, nested at will."""

import re
from dataclasses import dataclass, field

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
        if len(self._open) < _DEEPEST:
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
        return _draw_ringed_number(ended.instruction)

    def end_paragraph(self) -> None:
        """Close fields that have no result yet: a broken one would swallow the paragraphs that follow."""
        self._open = [one for one in self._open if one.in_result]

    def is_contents_line(self, text: str, style: str = "") -> bool:
        """Tell whether a paragraph is a line of a table of contents, by its style's name or its field."""
        if _CONTENTS_STYLE.match(style):
            return bool(text.strip())
        if not _CONTENTS_LINE.search(text):
            return False
        return any(_CONTENTS.match(one.instruction) for one in self._open)


def _draw_ringed_number(instruction: str) -> str:
    """Give the ringed number that an EQ field draws, ① to ⑳; empty for any other field without a result."""
    match = _RINGED.match(instruction)
    number = int(match[1]) if match else 0
    if 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    return ""
