"""What an RTF reader remembers: of the group that it is in, and of the text that it is putting together."""

import re
from binascii import unhexlify
from collections.abc import Iterator
from dataclasses import dataclass, field

from tasks.documents.word.fields import Fields, Findings
from tasks.documents.word.paragraphs import paragraphs_of, whole
from tasks.documents.word.rtf_tokens import tokens
from tasks.documents.word.tables import Tables
from tasks.model.document import Paragraph

# The copy of a picture for old readers, bullets, and what stands on every page.
_PASSED = frozenset(
    {"nonshppict", "listpicture", "background", "stylesheet"}
    | {f"{part}{page}" for part in ("header", "footer") for page in ("", "l", "r", "f")}
)
_NO_DIGIT = re.compile(rb"[^0-9a-fA-F]+")


def pictures(body: bytes) -> Iterator[bytes]:
    """Yield the pictures of the text in their order, whatever they are.

    One that the file's end cuts off, too.
    """
    depth = passed = drawn = (
        0  # groups within groups; that of what is passed over and that of a picture, 0 for none
    )
    digits, binary = bytearray(), bytearray()
    for token in tokens(body):
        if token.kind == "open":
            depth += 1
        elif token.kind == "close":
            if drawn and depth == drawn:
                yield _picture(digits, binary)
                drawn = 0
                digits, binary = bytearray(), bytearray()
            passed = 0 if depth == passed else passed
            depth = max(depth - 1, 0)
        elif passed:
            continue
        elif token.word in _PASSED:
            passed = depth
        elif token.word == "pict" and not drawn:
            drawn = depth
        elif depth == drawn and token.word == "bin":
            binary += token.data
        elif depth == drawn and token.kind == "text":
            digits += token.data
    if drawn:
        yield _picture(digits, binary)


def _picture(digits: bytearray, binary: bytearray) -> bytes:
    found = _NO_DIGIT.sub(b"", digits)
    return bytes(binary) or unhexlify(found[: len(found) // 2 * 2])


@dataclass(slots=True)
class State:
    """What a group takes over from the one around it, and what its end does."""

    skipped: bool = False
    starred: bool = False
    place: str = ""  # fonts, instruction, label
    ends: str = ""  # field, or the name of an aside
    font: int = 0
    east: bool = False
    fallback: int = 1
    bold: bool = False
    hidden: bool = False
    deleted: bool = False
    table: int = 0
    outline: int = 9


@dataclass(slots=True)
class Story:
    """A text that is read on its own: the body, a note, a text box."""

    tables: Tables
    fields: Fields = field(default_factory=Fields)
    runs: list[tuple[str, bool]] = field(default_factory=list)
    label: str = ""
    before: list[Paragraph] = field(default_factory=list)
    after: list[Paragraph] = field(default_factory=list)
    paragraphs: int = 0

    @property
    def text(self) -> str:
        """Give the paragraph's words so far."""
        return whole("".join(text for text, _ in self.runs))

    def end_paragraph(self, state: State, findings: Findings) -> None:
        """Close the paragraph at hand and put it where it belongs."""
        self.paragraphs += 1
        text = self.text
        bold = all(bold for run, bold in self.runs if run.strip())
        # A bullet is an ornament; labels that count hold a letter or a number.
        label = (
            f"{whole(self.label).strip()} "
            if any(sign.isalnum() for sign in self.label)
            else ""
        )
        found: list[Paragraph] = []
        if self.fields.is_contents_line(text):
            findings.add("contents_dropped", text)
        else:
            origin = f"{self.tables.origin} paragraph {self.paragraphs}"
            found += paragraphs_of(
                text, origin, label=label, emphasis=bold or state.outline < 9
            )
        self.tables.add([*self.before, *found, *self.after], state.table)
        self.runs, self.label, self.before, self.after = [], "", [], []
        self.fields.end_paragraph()
