"""Print how well documents are read: `python -m tests.quality.documents [measure [REPORTS [FORMAT …]]]`.

Without a number 120 reports of each format are read, which takes about 35 minutes on two cores, most of it
for scans; `measure 20` takes six. `render FORMAT REPORTS FOLDER` puts rendered files and what they say into a
folder, `notes FORMAT REPORTS` shows what is read wrongly, `make-files` makes the small committed set anew.
`charsets REPORTS` compares how undeclared charsets are found, `fonts [REPORTS [KIND …]]` reads reports set in
four Chinese fonts and three sizes, as `pdf` and `scan-pdf`.
"""

import shutil
import sys
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.arguments import read_arguments
from tests.quality.documents import charsets, corpus, font_files, font_pages
from tests.quality.documents.accuracy import Accuracy
from tests.quality.documents.measure import FLOORS, REPORTS, measure, rival
from tests.quality.documents.producers import FORMATS, missing, render
from tests.quality.documents.rivals import RIVALS

HEADINGS = (
    "format",
    "files",
    "CER %",
    "CER % marks",
    "paragraphs F1",
    "… bare",
    "sections F1",
    "CPU ms a page",
)
CONSOLE = Console(width=120, highlight=False)


def table(reports: int = REPORTS, kinds: tuple[str, ...] = FORMATS) -> bool:
    """Measure and print each format next to the best library alone; tell whether all floors are reached."""
    below: list[str] = []
    shown = Table(
        title="Reports of the writer, printed by real producers and read again"
    )
    for heading in HEADINGS:
        shown.add_column(heading, justify="left" if heading == "format" else "right")
    for kind in kinds:
        if lacking := missing(kind):
            CONSOLE.print(f"{kind}: not measured: {lacking}")
            continue
        files = render(kind, range(reports))
        got = measure(files)
        shown.add_row(*_row(kind, got))
        if lost := FLOORS[kind].below(got, kind):
            below.append(
                f"{kind} is below its floor: {lost};"
                f" `python -m tests.quality.documents notes {kind} {len(files)}`"
            )
        if kind in RIVALS:
            name, _, here = RIVALS[kind]
            if here:
                shown.add_row(*_row(f"  {name}", measure(files, partial(rival, kind))))
            else:
                CONSOLE.print(f"{kind}: {name} is not installed, so it is not measured")
    CONSOLE.print(shown)
    for line in below:
        CONSOLE.print(line)
    return not below


def _row(name: str, got: Accuracy) -> list[str]:
    errors = (f"{100 * rate:.3f}" for rate in (got.cer, got.marked_cer))
    found = (
        f"{rate.f1:.4f}" for rate in (got.paragraphs, got.bare_paragraphs, got.sections)
    )
    return [
        name,
        str(got.files),
        *errors,
        *found,
        f"{1000 * got.seconds / max(got.pages, 1):.1f}",
    ]


def charsets_table(reports: int) -> None:
    """Print how many undeclared bodies of each kind are decoded to their last letter, by whom."""
    bodies = list(charsets.list_bodies(range(reports)))
    decoders = charsets.list_decoders()
    counts = [charsets.count_right(decode, bodies) for decode in decoders.values()]
    shown = Table(title=f"Bodies that name no charset, right of {reports}")
    shown.add_column("body")
    for name in decoders:
        shown.add_column(name, justify="right")
    for kind in counts[0]:
        shown.add_row(kind, *(str(right[kind]) for right in counts))
    CONSOLE.print(shown)


def fonts_table(reports: int, kinds: tuple[str, ...] = font_pages.KINDS) -> bool:
    """Measure and print pages in other fonts; tell whether all floors are reached."""
    below: list[str] = []
    shown = Table(title=f"{reports} reports of each font and size, margins in turn")
    for heading in HEADINGS:
        shown.add_column(heading, justify="left" if heading == "format" else "right")
    for pages in font_pages.list_pages(kinds):
        if lacking := pages.missing():
            CONSOLE.print(f"{pages.name}: not measured: {lacking}")
            continue
        got = measure(pages.render(reports))
        shown.add_row(*_row(pages.name, got))
        if lost := font_pages.FLOORS[pages.kind].below(got, pages.kind):
            below.append(f"{pages.name} is below its floor: {lost}")
            below += got.notes[:4]
    CONSOLE.print(shown)
    for line in below:
        CONSOLE.print(line, markup=False)
    return not below


def show(kind: str, reports: int) -> None:
    """Print a format's differences for a person to read."""
    got = measure(render(kind, range(reports)))
    for note in got.notes:
        CONSOLE.print(note, markup=False, soft_wrap=True)
    CONSOLE.print(*_row(kind, got))


def copy(kind: str, reports: int, folder: Path) -> None:
    """Put rendered files into a folder, each beside a text file of the paragraphs that it says."""
    folder.mkdir(parents=True, exist_ok=True)
    for rendered in render(kind, range(reports)):
        name = f"{kind}-{rendered.seed:03}{rendered.path.suffix}"
        shutil.copy(rendered.path, folder / name)
        (folder / f"{name}.txt").write_text(
            "\n".join(rendered.paragraphs), encoding="utf-8"
        )


def main(arguments: list[str]) -> None:
    """Do what the arguments say."""
    match arguments or ["measure"]:
        case ["measure", *more]:
            reports = int(more[0]) if more else REPORTS
            good = table(reports, tuple(more[1:]) or FORMATS)
            if not more[1:]:
                charsets_table(reports)
                good = fonts_table(font_pages.share_of(reports)) and good
            sys.exit(not good)
        case ["charsets", number]:
            charsets_table(int(number))
        case ["fonts", *more]:
            count = int(more[0]) if more else font_pages.FEWEST
            sys.exit(not fonts_table(count, tuple(more[1:]) or font_pages.KINDS))
        case ["notes", kind, reports]:
            show(kind, int(reports))
        case ["render", kind, reports, folder]:
            copy(kind, int(reports), Path(folder))
        case ["make-files"]:
            CONSOLE.print(f"{corpus.make() / 1_000_000:.2f} MB in {corpus.FOLDER}")
            CONSOLE.print(f"{font_files.make() / 1_000_000:.2f} MB in font_files")
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(read_arguments(__doc__))
