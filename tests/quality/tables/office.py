"""Reports with tables as other programs make them: LibreOffice's PDF, DOC and RTF, and scans of its pages."""

import importlib.util
from collections.abc import Sequence
from pathlib import Path

from deploy.demo import scan
from deploy.demo.make_documents import PROGRAM
from tests.quality.documents.producers import keep_file, office_files
from tests.quality.tables.measure import TableScore, score_report, sum_scores
from tests.quality.tables.printing import print_docx
from tests.quality.tables.report import WrittenReport, write_report
from tests.quality.tables.shapes import SHAPES

# By format: what LibreOffice makes, and whether tables have rules; null where the shape says so.
_MADE: dict[str, tuple[str, bool | None]] = {
    "doc": ("doc", None),
    "rtf": ("rtf", None),
    "office ruled pdf": ("pdf", True),
    "office borderless pdf": ("pdf", False),
    "scan": ("pdf", True),
}
OFFICE_FORMATS = tuple(_MADE)


def find_missing(format_name: str) -> str:
    """Say what a format needs that is not here; empty when it can be made and read."""
    if PROGRAM is None:
        return "LibreOffice is not installed"
    if format_name == "scan" and importlib.util.find_spec("rapidocr") is None:
        return "the extra `ocr` is not installed"
    return ""


def measure_office_shapes(format_name: str, reports: int) -> dict[str, TableScore]:
    """Measure each shape in a format of other programs; raises OfficeMissing without LibreOffice."""
    scores = {}
    is_scan = format_name == "scan"
    for shape in SHAPES:
        written = [write_report(shape, number) for number in range(reports)]
        read = [
            score_report(report, body, is_scan=is_scan)
            for report, body in zip(
                written, print_all(format_name, written), strict=True
            )
        ]
        scores[shape] = sum_scores(read)
    return scores


def print_all(format_name: str, reports: Sequence[WrittenReport]) -> list[bytes]:
    """Print reports in a format; raises OfficeMissing without LibreOffice."""
    ending, has_borders = _MADE[format_name]
    sources: list[Path] = []
    for report in reports:
        table = report.table
        if has_borders is not None:
            table = table._replace(has_borders=has_borders)
        sources.append(keep_file("docx", print_docx(report._replace(table=table))))
    made = [path.read_bytes() for path in office_files(sources, ending)]
    if format_name != "scan":
        return made
    return [_scan(body, number) for number, body in enumerate(made)]


def _scan(pdf: bytes, seed: int) -> bytes:
    return scan.image_pdf(scan.scan_pages(pdf, seed), scan.quality_of(seed))
