"""Producers: a report of the writer as a file of any format, made once and kept by what it is made from."""

import hashlib
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path
from typing import cast

import pypdfium2

from deploy.demo import scan
from deploy.demo.docx import docx, printed
from deploy.demo.look import Look, draw_look
from deploy.demo.make_documents import PROGRAM, convert_files
from deploy.demo.ofd import write_ofd
from deploy.demo.truth import Truth
from deploy.demo.writer import Written, write

CACHE = Path(tempfile.gettempdir()) / "fazhi-documents"
BATCH = 40
# A scan is made anew when the scanner has changed.
_SCANNER = hashlib.sha256(Path(scan.__file__).read_bytes()).hexdigest()[:8]
# So many characters say where a page ends.
_ENDING = 10
# By format: whether Word's lists number the outline, and the ending of what LibreOffice makes of it.
OFFICE: dict[str, tuple[bool, str]] = {
    "docx": (False, ""),
    "docx-numbered": (True, ""),
    "docx-resaved": (True, "docx"),
    "doc": (False, "doc"),
    "doc-numbered": (True, "doc"),
    "rtf": (False, "rtf"),
    "rtf-numbered": (True, "rtf"),
    "pdf": (True, "pdf"),
    "scan-pdf": (True, "pdf"),
    "scan-page": (True, "pdf"),
}
SCANS = ("scan-pdf", "scan-page")
FORMATS = ("html", "ofd", *OFFICE)
# What the project writes by itself: the same bytes on every machine, whatever is installed there.
OWN_FORMATS = tuple(
    kind for kind in FORMATS if kind not in OFFICE or not OFFICE[kind][1]
)
# What only the plain copy of a report has, or only its page on a site.
OF_THE_COPY: dict[str, object] = {
    "published": None,
    "source": None,
    "joined": [],
    "absent": [],
}


@dataclass(frozen=True)
class Rendered:
    """One report as one file.

    `paragraphs` is what the file says, in order, without headers and page numbers.
    """

    seed: int
    path: Path
    paragraphs: tuple[str, ...]
    truth: Truth


def render(kind: str, seeds: Sequence[int]) -> list[Rendered]:
    """Give the reports of some seeds in a format of `FORMATS`.

    Raises OfficeMissing when LibreOffice is needed and absent.
    """
    reports = [write(seed) for seed in seeds]
    if kind == "html":
        paths = [keep_file("html", report.html().encode()) for report in reports]
    elif kind == "ofd":
        paths = [
            keep_file(
                "ofd", write_ofd(report.paragraphs, letterhead=_letterhead(report))
            )
            for report in reports
        ]
    else:
        numbered, ending = OFFICE[kind]
        paths = [
            keep_file("docx", docx(report, _look(report, kind), numbered=numbered))
            for report in reports
        ]
        paths = office_files(paths, ending) if ending else paths
    files = [
        expected_rendering(kind, report, path)
        for report, path in zip(reports, paths, strict=True)
    ]
    return [scanned(kind, file) for file in files] if kind in SCANS else files


def missing(kind: str) -> str:
    """Say what a format needs that is not here; empty when it can be made."""
    if kind in OFFICE and OFFICE[kind][1] and PROGRAM is None:
        return "LibreOffice is not installed (apt-get install libreoffice-writer fonts-noto-cjk)"
    return ""


def expected_rendering(kind: str, report: Written, path: Path) -> Rendered:
    """Say what a report's whole file in a format must say."""
    words = tuple(
        [part.words for part in report.paragraphs]
        if kind in ("html", "ofd")
        else printed(report)
    )
    issues = [
        issue
        for issue in report.truth["issues"]
        if issue["code"] != "repeated_page_edge"
    ]
    truth = cast("Truth", {**report.truth, **OF_THE_COPY, "issues": issues})
    return Rendered(report.seed, path, words, truth)


def cut(rendered: Rendered, characters: int) -> Rendered:
    """Keep of what a file says its first characters, white space not counted, and the headings among them."""
    kept: list[str] = []
    for words in rendered.paragraphs:
        if characters <= 0:
            break
        kept.append(
            words[:characters]
        )  # only a table's rows have white space, and a page does not end in one's middle
        characters -= len("".join(words.split()))
    # In order up to the first that is not there: a later chapter may bear an earlier one's heading.
    text = "\n".join(kept)
    sections = list(
        takewhile(
            lambda one: (one["heading"] or one["label"]) in text,
            rendered.truth["sections"],
        )
    )
    return replace(
        rendered,
        paragraphs=tuple(kept),
        truth=cast("Truth", {**rendered.truth, "sections": sections}),
    )


def count_printed(rendered: Rendered, pdf: Path, pages: int) -> int:
    """Count the characters of a report that stand on the first pages of its PDF."""
    printed_pages = ["".join(page.split()) for page in pages_of(pdf)[:pages]]
    whole = "".join("".join(rendered.paragraphs).split())
    # Headers and page numbers stand in the pages' text too, so the last words are looked for from a little
    # behind.
    longest = min(len(whole), len("".join(printed_pages)) + 20)
    return next(
        end
        for end in range(longest, 0, -1)
        if whole[max(0, end - _ENDING) : end] in printed_pages[-1]
    )


def pages_of(pdf: Path) -> list[str]:
    """Give the text of each page of a PDF as pypdfium2 reads it."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def _look(report: Written, kind: str) -> Look:
    """Draw a report's look, without what a format cannot carry."""
    look = draw_look(report.seed)
    if kind == "scan-page":
        # On a single page nobody can tell a header from a line of the text.
        return replace(look, header="")
    # Where LibreOffice writes DOC and RTF, it loses lists that were begun again by hand.
    return replace(look, multilevel=True) if OFFICE[kind][1] in ("doc", "rtf") else look


def _letterhead(report: Written) -> str:
    """Print 某某人民政府文件 in red on every page of every second report."""
    return f"{report.organ.name}文件" if report.seed % 2 else ""


def keep_file(ending: str, content: bytes) -> Path:
    """Keep a file by its digest."""
    path = CACHE / f"{hashlib.sha256(content).hexdigest()[:24]}.{ending}"
    if not path.exists():
        CACHE.mkdir(exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=CACHE, delete=False) as file:
            file.write(content)
        Path(file.name).replace(path)
    return path


def office_files(sources: Sequence[Path], ending: str) -> list[Path]:
    """Convert by LibreOffice what is not there yet; a result bears its source's digest."""
    folder = CACHE / f"office-{ending}"
    wanted = [folder / f"{source.stem}.{ending}" for source in sources]
    left = [
        source
        for source, path in zip(sources, wanted, strict=True)
        if not path.exists()
    ]
    for first in range(0, len(left), BATCH):
        with tempfile.TemporaryDirectory(prefix="fazhi-made-") as made:
            for path in convert_files(left[first : first + BATCH], ending, Path(made)):
                folder.mkdir(exist_ok=True)
                shutil.move(path, folder / path.name)
    return wanted


def scanned(kind: str, printed_one: Rendered, pages: int | None = None) -> Rendered:
    """Scan a PDF: the whole or its first pages as a PDF of images, or its first page as a JPEG."""
    whole, pdf = kind == "scan-pdf", printed_one.path
    most = pages if whole else 1
    name = f"{pdf.stem}-{printed_one.seed}-{_SCANNER}" + (f"-{pages}" if pages else "")
    path = CACHE / kind / f"{name}.{'pdf' if whole else 'jpg'}"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        images = scan.scan_pages(pdf.read_bytes(), printed_one.seed, most=most)
        quality = scan.quality_of(printed_one.seed)
        path.write_bytes(
            scan.image_pdf(images, quality) if whole else scan.jpeg(images[0], quality)
        )
    result = replace(printed_one, path=path)
    return cut(result, count_printed(result, pdf, most)) if most else result
