"""Measure the converters on what real producers print; the floors that the tests hold them to."""

import os
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial

from tasks.documents.clean_text import clean
from tasks.documents.convert import convert_here
from tasks.model.document import Document
from tasks.model.errors import UnreadableDocument
from tasks.report.facts import DocumentHints
from tasks.report.reading import read_report
from tests.quality.documents.accuracy import Accuracy
from tests.quality.documents.producers import SCANS, Rendered, pages_of
from tests.quality.documents.rivals import RIVALS
from tests.quality.eval.score import sections_of

# A page of a scan costs some two seconds of a core: these many of both kinds of scans take half an hour of
# two.
REPORTS = 120
PROCESSES = 2


@dataclass(frozen=True)
class Floor:
    """What a format must reach: at most so many wrong characters in a hundred, at least these rates.

    Scans are measured with the widths of punctuation counted as equal, which OCR cannot see. `bare` tells
    that paragraphs are compared without punctuation.
    """

    cer: float
    paragraphs: float
    sections: float
    bare: bool = False

    def below(self, got: Accuracy, kind: str) -> str:
        """Say what is not reached; empty when all is."""
        cer = 100 * (got.marked_cer if kind in SCANS else got.cer)
        paragraphs = got.bare_paragraphs if self.bare else got.paragraphs
        pairs = (
            ("characters wrong in a hundred", -cer, -self.cer),
            ("paragraphs F1", paragraphs.f1, self.paragraphs),
            ("sections F1", got.sections.f1, self.sections),
        )
        lost = [
            (name, abs(value), abs(least))
            for name, value, least in pairs
            if value < least
        ]
        return "; ".join(
            f"{name}: {value:.4f}, floor {least}" for name, value, least in lost
        )


# Lowering a floor needs a reason in the commit that does it.
_TEXT = Floor(cer=0.05, paragraphs=0.99, sections=0.99)
FLOORS = {
    "html": _TEXT,
    "docx": _TEXT,
    "docx-numbered": _TEXT,
    "docx-resaved": _TEXT,
    "doc": _TEXT,
    "doc-numbered": _TEXT,
    "rtf": _TEXT,
    "rtf-numbered": _TEXT,
    # LibreOffice 7.4 does not print a mark that would hang into the margin of a justified line: one in a file
    # or two.
    "pdf": Floor(cer=0.05, paragraphs=0.99, sections=0.985, bare=True),
    "ofd": _TEXT,
    "scan-pdf": Floor(cer=0.5, paragraphs=0.98, sections=0.97, bare=True),
    # Few paragraphs a page: a lost 一、 or a table whose cells run together weighs much.
    "scan-page": Floor(cer=0.5, paragraphs=0.97, sections=0.97, bare=True),
}

Read = Callable[[Rendered], Document]


def ours(rendered: Rendered) -> Document:
    """Read a file as the pipeline does, which does it in a child process; here its time can be measured."""
    return convert_here(rendered.path.read_bytes())


def rival(kind: str, rendered: Rendered) -> Document:
    """Read a file by the best library alone; its lines are paragraphs."""
    return convert_here(RIVALS[kind][1](rendered.path).encode("utf-8", "replace"))


def measure(
    files: Sequence[Rendered], read: Read = ours, *, processes: int = PROCESSES
) -> Accuracy:
    """Read every file and compare it with what the writer wrote.

    Two processes, since the files are independent.
    """
    total = Accuracy()
    size = max(1, min(8, len(files) // processes))
    groups = [files[first : first + size] for first in range(0, len(files), size)]
    if processes == 1:
        parts: Iterable[Accuracy] = map(partial(_measure, read=read), groups)
    else:
        with ProcessPoolExecutor(processes) as pool:
            parts = list(pool.map(partial(_measure, read=read), groups))
    for part in parts:
        total.merge(part)
    return total


def _measure(files: Sequence[Rendered], read: Read) -> Accuracy:
    total = Accuracy()
    for rendered in files:
        # A child's time counts too: some rivals are programs.
        before = _cpu()
        try:
            document = read(rendered)
        except UnreadableDocument as error:
            total.notes.append(
                f"{rendered.seed} {rendered.path}: {error.code}: {error}"
            )
            document = Document((), "")
        total.seconds += _cpu() - before
        total.pages += (
            len(pages_of(rendered.path)) if rendered.path.suffix == ".pdf" else 1
        )
        cleaned = clean(document)
        extras = (
            cleaned.issues,
            cleaned.attached,
            cleaned.emphasis,
            cleaned.tables,
        )
        reading = read_report(document, cleaned.text, DocumentHints(), *extras)
        sections = {
            (section["path"], section["heading"]) for section in sections_of(reading)
        }
        total.add(rendered, cleaned.text.split("\n"), sections)
    return total


def _cpu() -> float:
    """Give the CPU seconds of this process and of the programs that it waited for."""
    children = os.times()
    return time.process_time() + children.children_user + children.children_system
