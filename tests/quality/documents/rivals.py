"""Rivals: what the best library for a format gives by itself, as lines of text."""

import importlib.util
import io
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from deploy.demo.make_documents import PROGRAM, convert_files


def pdfium(path: Path) -> str:
    """Read a PDF's text by pypdfium2, page by page."""
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def trafilatura(path: Path) -> str:
    """Read a page's article by trafilatura."""
    extract = importlib.import_module("trafilatura").extract
    page = path.read_text(encoding="utf-8")
    return str(extract(page, favor_recall=True, include_tables=True) or "")


def python_docx(path: Path) -> str:
    """Read a DOCX file's paragraphs and tables by python-docx, in order."""
    document = importlib.import_module("docx").Document
    file = document(io.BytesIO(path.read_bytes()))
    parts = []
    for part in file.iter_inner_content():
        if hasattr(part, "rows"):
            parts += [
                "\t".join(cell.text for cell in row.cells if cell.text)
                for row in part.rows
            ]
        else:
            parts.append(part.text)
    return "\n".join(parts)


def antiword(path: Path) -> str:
    """Read a DOC file by antiword, one paragraph a line."""
    return _printed(["antiword", "-w", "0", "-m", "UTF-8.txt", str(path)])


def libreoffice(path: Path) -> str:
    """Read a DOC file by LibreOffice's text export."""
    with tempfile.TemporaryDirectory() as folder:
        return convert_files([path], "txt", Path(folder))[0].read_text(
            encoding="utf-8-sig"
        )


def striprtf(path: Path) -> str:
    """Read an RTF file by striprtf."""
    from striprtf.striprtf import rtf_to_text

    return str(rtf_to_text(path.read_text(encoding="latin-1"), errors="ignore"))


def tesseract(path: Path) -> str:
    """Read a page's image by tesseract with its Chinese model."""
    return _printed(["tesseract", str(path), "-", "-l", "chi_sim", "--psm", "6"])


def _printed(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, check=False, timeout=300)
    return done.stdout.decode(errors="replace")


def _installed(module: str) -> bool:
    return importlib.util.find_spec(module) is not None


# By format: the rival's name, how it reads, and whether it is here.
RIVALS: dict[str, tuple[str, Callable[[Path], str], bool]] = {
    "html": ("trafilatura", trafilatura, _installed("trafilatura")),
    "pdf": ("pypdfium2", pdfium, True),
    "docx": ("python-docx", python_docx, _installed("docx")),
    "docx-numbered": ("python-docx", python_docx, _installed("docx")),
    "docx-resaved": ("python-docx", python_docx, _installed("docx")),
    "doc": ("antiword", antiword, shutil.which("antiword") is not None),
    "doc-numbered": ("LibreOffice", libreoffice, PROGRAM is not None),
    "rtf": ("striprtf", striprtf, _installed("striprtf")),
    "rtf-numbered": ("striprtf", striprtf, _installed("striprtf")),
    "scan-page": ("tesseract", tesseract, shutil.which("tesseract") is not None),
}
