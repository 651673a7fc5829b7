"""Read every file of folders of public files, and print what came of them.

`python -m tests.faults.public_sets [--ocr] [--list FILE] FOLDER …`: a line a folder and ending, with how many
files gave a text, were told by an error's code, came out empty with an issue, crashed, came out empty without
one, and took more than 60 CPU seconds. The exit status is 1 when there are any of the last three. `--list`
writes a line a file. Without `--ocr`, what needs OCR is told as such. No file is changed or kept.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tasks.documents.article import is_hollow
from tasks.documents.clean_text import clean
from tasks.documents.convert import MODERATE_SIZE, convert_here
from tasks.documents.media_types import detect_signature, is_flat_file
from tasks.documents.sandbox import SandboxProcess, _ConversionLimits, _measure_cpu
from tasks.model.document import Document
from tasks.model.errors import UnreadableDocument
from tasks.report.facts import DocumentHints
from tasks.report.reading import read_report

SLOW = 60.0
LIMITS = _ConversionLimits(step=SLOW, total=600.0)
_CRASHES = frozenset({"conversion_crashed", "reading_interrupted"})
_COLUMNS = ("files", "text", "told", "empty", "crash", "silent", "slow")
_BAD = ("crash", "silent", "slow")


class _Outcome(NamedTuple):
    """What became of a file: its column, the issue's codes or the error, characters, CPU seconds."""

    column: str
    said: str
    characters: int
    seconds: float


class _Children:
    """The child that reads, a fresh one after a failure."""

    def __init__(self, module: str) -> None:
        self._module = module
        self._child = SandboxProcess(LIMITS, module)

    def convert(self, body: bytes) -> tuple[Document | UnreadableDocument, float]:
        """Convert a file; give the document or the error, and CPU seconds of the child."""
        if not self._child.usable:
            self._child.close()
            self._child = SandboxProcess(LIMITS, self._module)
        before = _measure_cpu(self._child.pid)
        try:
            document = self._child.convert(body)
        except UnreadableDocument as error:
            cpu = _measure_cpu(self._child.pid)
            return error, max(cpu - before, 0.0)
        return document, _measure_cpu(self._child.pid) - before


def read_file(body: bytes, children: _Children) -> _Outcome:
    """Read one file as a run would, from bytes to a reading."""
    begun = time.process_time()
    in_child = detect_signature(body) or is_flat_file(body)
    spent = 0.0
    try:
        if in_child or len(body) > MODERATE_SIZE:
            document, spent = children.convert(body)
            if isinstance(document, UnreadableDocument):
                raise document
        else:
            document = convert_here(body)
        characters, codes = _read_document(document)
    except UnreadableDocument as error:
        seconds = spent + time.process_time() - begun
        column = "crash" if error.code in _CRASHES else "told"
        if error.code == "conversion_timed_out":
            column, seconds = "slow", max(seconds, SLOW)
        return _Outcome(column, f"{error.code}: {error}", 0, seconds)
    except Exception as error:  # noqa: BLE001  (a crash is what is looked for)
        seconds = spent + time.process_time() - begun
        return _Outcome("crash", repr(error), 0, seconds)
    seconds = spent + time.process_time() - begun
    column = "text" if characters else "empty" if codes else "silent"
    return _Outcome(column, " ".join(codes), characters, seconds)


def _read_document(document: Document) -> tuple[int, list[str]]:
    """Give the characters of the clean text and the codes of its issues."""
    text = clean(document)
    issues = (*document.issues, *text.issues)
    codes = sorted({issue.code for issue in issues})
    if is_hollow(issues):
        return 0, codes
    read_report(
        document,
        text.text,
        DocumentHints(),
        text.issues,
        text.attached,
        text.emphasis,
        text.tables,
    )
    return len(text.text), codes


def _iter_files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and ".git" not in path.parts:
            yield path


def main() -> int:
    """Read the folders of the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.faults.public_sets", description=__doc__
    )
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--ocr", action="store_true", help="read pictures, too")
    parser.add_argument("--list", type=Path, help="write a line a file")
    parser.add_argument("--only", default="", help="endings, with commas between")
    chosen = parser.parse_args()
    endings = set(filter(None, chosen.only.split(",")))
    module = (
        "tasks.documents.sandbox_worker" if chosen.ocr else "tests.faults.fuzz.child"
    )
    children = _Children(module)
    bad = 0
    lines: list[str] = []
    print(f"{'':40}" + "".join(f"{name:>8}" for name in _COLUMNS))  # noqa: T201
    for folder in chosen.folders:
        counts: dict[str, Counter[str]] = {}
        for path in _iter_files(folder):
            ending = path.suffix.lower().lstrip(".") or "-"
            if endings and ending not in endings:
                continue
            outcome = read_file(path.read_bytes(), children)
            of_ending = counts.setdefault(ending, Counter())
            of_ending["files"] += 1
            of_ending[outcome.column] += 1
            if outcome.seconds > SLOW and outcome.column != "slow":
                of_ending["slow"] += 1
            said = outcome.said.replace("\n", " ")[:300]
            line = f"{outcome.column}\t{outcome.seconds:.2f}\t{outcome.characters}\t{path}\t{said}"
            lines.append(line)
            if outcome.column in _BAD or outcome.seconds > SLOW:
                print(f"  {line}", flush=True)  # noqa: T201
            if chosen.list:
                chosen.list.write_text("\n".join(lines), encoding="utf-8")
        for ending, found in sorted(counts.items()):
            row = "".join(f"{found[name]:>8}" for name in _COLUMNS)
            print(f"{folder.name[:30]:31}{ending[:8]:9}{row}", flush=True)  # noqa: T201
            bad += sum(found[name] for name in _BAD)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
