"""Committed pages in other fonts: two pages of a report as text and one as a scan, for each style of type.

They hold only the glyphs that the pages need, of free fonts whose licences let documents carry them (Arphic
Public License; GPL with the font exception). What the pages say stands beside them.
"""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import cast

import pypdfium2

from deploy.demo import scan
from deploy.demo.truth import Truth
from tests.quality.documents.font_pages import FONTS, FontPages
from tests.quality.documents.producers import Rendered, count_printed, cut

FOLDER = Path(__file__).parent / "font_files"
# By style: the size, and which report; small letters with high figures are what joins worst.
SET = {"song": (14.0, 4), "fangsong": (12.0, 6), "kai": (14.0, 8), "hei": (16.0, 2)}
PAGES = 2


def make() -> int:
    """Make all files anew; give their size in bytes. Raises OfficeMissing without LibreOffice."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    for style in FONTS:
        size, number = SET[style]
        whole = FontPages(style, size, "pdf").render(number + 1)[number]
        pages = _take_pages(whole, PAGES, _path(style, "pdf"))
        _write_truth(pages, style, "pdf")
        [image] = scan.scan_pages(whole.path.read_bytes(), number, most=1)
        # In two colours a page takes a tenth of the bytes.
        scan.black_and_white(image).save(_path(style, "png"), dpi=(scan.DPI, scan.DPI))
        first = cut(whole, count_printed(whole, whole.path, 1))
        _write_truth(first, style, "png")
    return sum(path.stat().st_size for path in FOLDER.iterdir())


def load(style: str, ending: str) -> Rendered:
    """Give the committed pages of a style, as `pdf` or `png`, with what they must say."""
    path = _path(style, ending)
    truth = json.loads(path.with_suffix(f".{ending}.json").read_text(encoding="utf-8"))
    paragraphs = tuple(truth.pop("paragraphs"))
    return Rendered(0, path, paragraphs, cast("Truth", truth))


def _take_pages(whole: Rendered, count: int, path: Path) -> Rendered:
    """Put a file's first pages into a file of their own."""
    source = pypdfium2.PdfDocument(whole.path)
    taken = pypdfium2.PdfDocument.new()
    try:
        taken.import_pages(source, list(range(min(count, len(source)))))
        taken.save(path)
    finally:
        taken.close()
        source.close()
    return replace(cut(whole, count_printed(whole, path, count)), path=path)


def _write_truth(rendered: Rendered, style: str, ending: str) -> None:
    """Write what the pages say and the truths that are measured."""
    truth = dict(rendered.truth)
    kept = {name: truth[name] for name in ("title", "report_year", "sections")}
    text = json.dumps(
        {**kept, "paragraphs": rendered.paragraphs}, ensure_ascii=False, indent=1
    )
    path = _path(style, ending).with_suffix(f".{ending}.json")
    path.write_text(text + "\n", encoding="utf-8")


def _path(style: str, ending: str) -> Path:
    return FOLDER / f"{style}.{ending}"
