"""Accuracy: what one reading of one file has right, and the sums over many."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from tasks.documents.clean_text import clean
from tasks.model.document import Document, Paragraph
from tests.quality.documents.distance import distance
from tests.quality.documents.producers import Rendered
from tests.quality.eval.rate import Rate

# OCR cannot see whether a comma is full width; ， and , are the same mark to it.
MARKS = str.maketrans(
    "，；：（）！？［］％～．“”‘’﹒・〔〕—－–―", ",;:()!?[]%~.\"\"''··[]----"
)
# Where a paragraph begins and ends is seen best without what a producer or OCR loses of it.
BARE = str.maketrans("", "", "，。、；：！？（）［］．“”‘’﹒・〔〕—－–―·,.;:()!?[]\"'-")
SPACE = re.compile(r"\s+")


@dataclass
class Accuracy:
    """Sums over files: characters of the truth, errors in them, paragraphs, sections, CPU seconds, pages.

    `marked` counts errors when the widths of punctuation count as equal, `bare_paragraphs` paragraphs without
    their punctuation, which is in `cer` already; `notes` say where something is wrong.
    """

    characters: int = 0
    errors: int = 0
    marked: int = 0
    paragraphs: Rate = field(default_factory=Rate)
    bare_paragraphs: Rate = field(default_factory=Rate)
    sections: Rate = field(default_factory=Rate)
    seconds: float = 0.0
    pages: int = 0
    files: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def cer(self) -> float:
        """Give the character error rate, white space left out."""
        return self.errors / max(self.characters, 1)

    @property
    def marked_cer(self) -> float:
        """Give the character error rate with punctuation normalised."""
        return self.marked / max(self.characters, 1)

    def add(
        self,
        rendered: Rendered,
        lines: Sequence[str],
        sections: set[tuple[str, str | None]],
    ) -> None:
        """Count one file: the paragraphs of its clean text and the sections read from it."""
        want = [_cleaned(words) for words in rendered.paragraphs]
        whole, got = _flat(want), _flat(lines)
        wrong = distance(whole, got)
        self.files += 1
        self.characters += len(whole)
        self.errors += wrong
        self.marked += (
            distance(whole.translate(MARKS), got.translate(MARKS)) if wrong else 0
        )
        title = "".join(_repair(rendered.truth["title"]).split())
        found, truth = _titled(lines, title), _titled(want, title)
        right, spurious, missed = _matched(found, truth)
        note = f"{rendered.seed} {rendered.path}"
        self.paragraphs.add(right.total(), spurious.total(), missed.total())
        same, more, less = _matched(
            *([line.translate(BARE) for line in side] for side in (found, truth))
        )
        self.bare_paragraphs.add(same.total(), more.total(), less.total())
        outline = {
            (section["path"], section["heading"])
            for section in rendered.truth["sections"]
        }
        self.sections.add(
            len(sections & outline), len(sections - outline), len(outline - sections)
        )
        if wrong or spurious or missed:
            self.notes.append(
                f"{note}: {wrong} wrong characters\n  + {list(spurious)[:6]}\n  - {list(missed)[:6]}"
            )
        if sections != outline:
            self.notes.append(
                f"{note}: sections {sorted(sections ^ outline, key=str)[:8]}"
            )

    def merge(self, other: "Accuracy") -> None:
        """Add the sums of another."""
        for name in (
            "characters",
            "errors",
            "marked",
            "seconds",
            "pages",
            "files",
            "notes",
        ):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("paragraphs", "bare_paragraphs", "sections"):
            theirs: Rate = getattr(other, name)
            getattr(self, name).add(theirs.right, theirs.spurious, theirs.missed)


def _cleaned(words: str) -> str:
    """Repair a paragraph as the clean text has it: a table's row cell by cell."""
    return "\t".join(map(_repair, words.split("\t")))


def _repair(text: str) -> str:
    """Repair the characters of one paragraph, or of one cell."""
    return clean(Document((Paragraph(text),), "text/plain")).text


def _flat(lines: Sequence[str]) -> str:
    return SPACE.sub("", "".join(lines))


def _matched(
    got: Sequence[str], want: Sequence[str]
) -> tuple[Counter[str], Counter[str], Counter[str]]:
    found, truth = Counter(got), Counter(want)
    return found & truth, found - truth, truth - found


def _titled(lines: Sequence[str], title: str) -> list[str]:
    """Join the lines that make up the title: a wrapped title and one of two lines are printed alike."""
    for first in range(min(len(lines), 6)):
        for last in range(first + 1, min(len(lines), first + 6) + 1):
            if _flat(lines[first:last]) == title:
                return [*lines[:first], title, *lines[last:]]
    return list(lines)
