"""What Word's three formats have in common once their bytes are read: soft breaks and the signs of symbol
fonts.
"""

from collections.abc import Iterator, Sequence
from itertools import takewhile

from tasks.documents.paragraph_joins import OPENS_AS_HEADING, OPENS_WITH_MARKER
from tasks.model.document import Paragraph

# A line break inside a paragraph, as Word's own formats write it (0x0B).
SOFT_BREAK = "\v"
# in characters; the longest headings of reports are sentences of about a hundred
_LONGEST_HEADING = 150
# Wingdings: ① to ⑩ at 0x81, ❶ to ❿ at 0x8C, boxes and ticks
_WINGDINGS = {
    **{0x81 + step: chr(0x2460 + step) for step in range(10)},
    **{0x8C + step: chr(0x2776 + step) for step in range(10)},
    **{
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
    },
}
_SYMBOL = {0xB7: "·", 0xB4: "×", 0xB8: "÷", 0xA3: "≤", 0xB3: "≥", 0xB1: "±", 0xB0: "°"}


def decode_symbol(font: str, code: int) -> str | None:
    """Give the sign that a symbol font shows at a code (with or without 0xF000).

    Null when it is not known.
    """
    small = code & 0xFF if 0xF000 <= code <= 0xF0FF or code < 0x100 else None
    name = font.strip().lower()
    if small is not None and name.startswith("wingdings"):
        return _WINGDINGS.get(small)
    if small is not None and name == "symbol":
        return _SYMBOL.get(small) or (
            chr(small) if 0x20 <= small < 0x7F and not chr(small).isalpha() else None
        )
    if 0xE000 <= code <= 0xF8FF:
        return None
    return chr(code) if 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE else None


def join_surrogates(text: str) -> str:
    """Put halves of surrogate pairs together; a lone half becomes a replacement character."""
    if text.isascii() or not any("\ud800" <= sign < "\ue000" for sign in text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def count_bold_lead(runs: Sequence[tuple[str, bool]]) -> int:
    """Count the characters of a paragraph's first runs that are bold, without the spaces before them."""
    bold = "".join(
        text for text, _ in takewhile(lambda run: run[1] or not run[0].strip(), runs)
    )
    return len(bold.strip()) if any(heavy for _, heavy in runs) else 0


def build_paragraphs(
    text: str, origin: str, *, label: str = "", emphasis: bool = False, lead: int = 0
) -> Iterator[Paragraph]:
    """Yield one paragraph of Word's as the outline needs it: with its label, and parted at its soft breaks.

    A soft break inside a numbered heading wraps it; anywhere else its writer meant a line of its own (pages
    pasted from the web are one paragraph with a soft break after each). A number alone, without words, is
    nothing. The first `lead` characters of the text are bold.
    """
    if not text.strip():
        return
    lines = [line.strip() for line in (label + text.lstrip()).split(SOFT_BREAK)]
    joined: list[str] = []
    for line in lines:
        if joined and _is_wrapped_heading(joined[-1], line):
            joined[-1] += (
                line
                if not (joined[-1][-1:].isascii() and line[:1].isascii())
                else f" {line}"
            )
        elif line:
            joined.append(line)
    bold = (
        len(label) + lead
        if lead and not emphasis and SOFT_BREAK not in text.lstrip()[:lead]
        else 0
    )
    for line in joined:
        yield Paragraph(line, origin, emphasis, lead=min(bold, len(line)))
        bold = 0


def _is_wrapped_heading(heading: str, line: str) -> bool:
    if len(heading) > _LONGEST_HEADING:
        return False
    return (
        bool(OPENS_AS_HEADING.match(heading))
        and "。" not in heading + line
        and not OPENS_WITH_MARKER.match(line)
    )
