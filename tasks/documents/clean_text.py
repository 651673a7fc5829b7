"""Document to clean text: repaired characters, no chrome, whole paragraphs."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from tasks.documents.boilerplate import strip_chrome
from tasks.documents.garbled_text import check_private_glyphs
from tasks.documents.normalize import normalize
from tasks.documents.paragraph_joins import join_paragraphs
from tasks.model.document import Document, Paragraph
from tasks.model.issue import Issue
from tasks.model.issue_catalogue import make_issue

# Neither spacing nor the width of punctuation makes a revision.
NOISE = re.compile(r"[\s，,。．.；;：:（()）、“”\"'‘’]+")


@dataclass(frozen=True, slots=True)
class CleanPiece:
    """A paragraph of a file as it stands in the clean text, from `start` to `end`; `url` names the file.

    A paragraph that another one was joined to ends where the other begins, inside a line.
    """

    start: int
    end: int
    paragraph: Paragraph
    url: str

    def shift(self, by: int) -> "CleanPiece":
        """Give the piece so many characters further on."""
        return replace(self, start=self.start + by, end=self.end + by)

    def count_bold(self, text: str) -> int:
        """Count its first characters in the clean text that its file sets in bold."""
        if self.paragraph.emphasis:
            return self.end - self.start
        bold = normalize(self.paragraph.text[: self.paragraph.lead])
        return len(bold) if text.startswith(bold, self.start, self.end) else 0


@dataclass(frozen=True)
class CleanText:
    """The text that outline, facts and quantities are read from: one paragraph a line.

    Offsets in every table count its characters. `joins` counts the paragraphs that a break had cut, `dropped`
    holds the chrome lines that were taken off. `attached` are the offsets at which the texts of attachments
    begin. `pieces` are the paragraphs that the text was made of, in order, and cover all of it but the line
    breaks.
    """

    text: str
    issues: tuple[Issue, ...] = ()
    joins: int = 0
    dropped: tuple[str, ...] = ()
    attached: tuple[int, ...] = ()
    pieces: tuple[CleanPiece, ...] = ()

    @cached_property
    def digest(self) -> str:
        """Give the SHA-256 of the words alone: what decides whether a page was revised."""
        return hashlib.sha256(NOISE.sub("", self.text).encode()).hexdigest()

    @cached_property
    def emphasis(self) -> tuple[tuple[int, int], ...]:
        """Give the spans of the bold words that open a paragraph, all of it or its first words."""
        spans = []
        for piece in self.pieces:
            if piece.start == 0 or self.text[piece.start - 1] == "\n":
                bold = piece.count_bold(self.text)
                if bold > 0:
                    spans.append((piece.start, piece.start + bold))
        return tuple(spans)


class _CleanLine(NamedTuple):
    text: str
    paragraph: Paragraph


def clean(document: Document) -> CleanText:
    """Clean a document's text and the texts of its attachments behind it.

    A document whose lines are all chrome keeps them, with an issue.
    """
    files = map(_clean_file, (document, *document.attached))
    texts = [text for text in files if text.text]
    if not texts:
        return CleanText("")
    first, *others = texts
    for text in others:
        first = _append_text(first, text)
    return first


def _append_text(before: CleanText, added: CleanText) -> CleanText:
    """Append the text of an attachment; it begins on a line of its own."""
    start = len(before.text) + 1
    return CleanText(
        f"{before.text}\n{added.text}",
        before.issues + added.issues,
        before.joins + added.joins,
        before.dropped + added.dropped,
        (*before.attached, start),
        before.pieces + tuple(piece.shift(start) for piece in added.pieces),
    )


def _clean_file(document: Document) -> CleanText:
    lines = []
    for paragraph in document.paragraphs:
        text = _normalize_paragraph(paragraph)
        if text:
            lines.append(_CleanLine(text, paragraph))
    kept, dropped = strip_chrome(lines, attrgetter("text"))
    if not kept and lines:
        return _keep_chrome(lines, document.url)
    joined, issues = join_paragraphs(
        map(attrgetter("text"), kept),
        intact=document.whole,
        ends=_find_bold_lines(kept),
    )
    text = "\n".join(map("".join, joined))
    return CleanText(
        text,
        (*issues, *check_private_glyphs(text)),
        len(kept) - len(joined),
        tuple(line.text for line in dropped),
        pieces=_locate_pieces(joined, kept, document.url),
    )


def _keep_chrome(lines: Sequence[_CleanLine], url: str) -> CleanText:
    """Make a text of lines that are all chrome, with an issue."""
    texts = [line.text for line in lines]
    issue = make_issue("only_chrome", texts[0][:80])
    alone = [[text] for text in texts]
    pieces = _locate_pieces(alone, lines, url)
    return CleanText("\n".join(texts), (issue,), pieces=pieces)


def _locate_pieces(
    joined: Sequence[Sequence[str]], lines: Sequence[_CleanLine], url: str
) -> tuple[CleanPiece, ...]:
    """Find where each line's paragraph stands in the text that the joined lines make."""
    pieces: list[CleanPiece] = []
    start = 0
    paragraphs = (line.paragraph for line in lines)
    for texts in joined:
        for text in texts:
            pieces.append(CleanPiece(start, start + len(text), next(paragraphs), url))
            start += len(text)
        start += 1  # the line break
    return tuple(pieces)


def _find_bold_lines(lines: Sequence[_CleanLine]) -> set[int]:
    """Find the bold lines above ones that are not: headings, which no break has cut."""
    headings = set()
    for position, (line, below) in enumerate(pairwise(lines)):
        if line.paragraph.emphasis and not below.paragraph.emphasis:
            headings.add(position)
    return headings


def _normalize_paragraph(paragraph: Paragraph) -> str:
    """Repair a paragraph; only the tabs between a row's cells stay."""
    if paragraph.row is None:
        return normalize(paragraph.text)
    return "\t".join(filter(None, map(normalize, paragraph.row.cells)))
