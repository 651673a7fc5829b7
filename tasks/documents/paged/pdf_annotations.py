"""What stands on a PDF page beside its content: fields and typed notes are read, other marks are told."""

import ctypes
from dataclasses import dataclass, field

import pypdfium2.raw as pdfium

from tasks.documents.paged.sheet import Box, PlacedRun

_MOST = 2_000
_UNSEEN_FLAGS = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW
# Their words are printed where they stand; the first two are no words of anybody.
_SHOWN = frozenset({pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_WIDGET})
_WORDLESS = frozenset({pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP})
# Letters of a field without a look of its own: this size, in points, or what its height leaves.
_FIELD_SIZE, _FIELD_SHARE = 12.0, 0.7
_LONGEST = 4_000


@dataclass(slots=True)
class PageNotes:
    """The annotations of one page.

    `fields` are words to be placed, each with its box in the page's own space; `left_out` the words of marks
    that are not read; `drawn` says that others became part of the page, which is to be loaded anew.
    """

    fields: list[tuple[Box, str]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    drawn: bool = False


def read_annotations(page: object) -> PageNotes:
    """Draw what is shown of a page's annotations onto the page, and take the others off it."""
    notes = PageNotes()
    count = min(max(pdfium.FPDFPage_GetAnnotCount(page), 0), _MOST)
    for index in reversed(range(count)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        stays = _read_annotation(annotation, notes)
        pdfium.FPDFPage_CloseAnnot(annotation)
        if not stays:
            pdfium.FPDFPage_RemoveAnnot(page, index)
        notes.drawn = notes.drawn or stays
    notes.fields.reverse()
    notes.left_out.reverse()
    if notes.drawn:
        pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
    return notes


def _read_annotation(annotation: object, notes: PageNotes) -> bool:
    """Note the words of an annotation; tells whether its own drawing of them is to be kept."""
    kind = pdfium.FPDFAnnot_GetSubtype(annotation)
    if kind in _WORDLESS:
        return False
    words = _read_string(annotation, b"Contents")
    if kind == pdfium.FPDF_ANNOT_WIDGET:
        words = _read_string(annotation, b"V")
    is_seen = not pdfium.FPDFAnnot_GetFlags(annotation) & _UNSEEN_FLAGS
    if kind not in _SHOWN or not is_seen:
        notes.left_out += [words] if words else []
        return False
    if _is_drawn(annotation):
        return True
    rect = pdfium.FS_RECTF()
    if words and pdfium.FPDFAnnot_GetRect(annotation, rect):
        box = Box(rect.left, rect.bottom, rect.right, rect.top)
        notes.fields.append((box, words))
    return False


def _is_drawn(annotation: object) -> bool:
    mode = pdfium.FPDF_ANNOT_APPEARANCEMODE_NORMAL
    return int(pdfium.FPDFAnnot_GetAP(annotation, mode, None, 0)) > 2


def _read_string(annotation: object, key: bytes) -> str:
    size = pdfium.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    if not 2 < size <= _LONGEST:
        return ""
    buffer = (ctypes.c_ushort * (size // 2))()
    pdfium.FPDFAnnot_GetStringValue(annotation, key, buffer, size)
    return bytes(buffer).decode("utf-16-le", "replace").strip("\0 \r\n")


def place_field(box: Box, words: str) -> list[PlacedRun]:
    """Place the words of a field in its box as shown, a run each line, from the top."""
    lines = words.replace("\r", "\n").split("\n")
    height = (box.bottom - box.top) / max(len(lines), 1)
    size = min(_FIELD_SIZE, max(_FIELD_SHARE * height, 4.0))
    runs = []
    for number, line in enumerate(lines):
        if not line.strip():
            continue
        width = sum(PlacedRun.measure_advance(letter, size) for letter in line)
        baseline = box.top + number * height + (height + _FIELD_SHARE * size) / 2
        right = min(box.left + width, max(box.right, box.left + size))
        runs.append(PlacedRun(line.strip(), box.left, right, baseline, size))
    return runs
