"""The committed files are read as well as their floors say, whatever is installed beside the project."""

from dataclasses import replace

import pytest

from tests.quality.documents import corpus
from tests.quality.documents.measure import FLOORS, measure


@pytest.mark.parametrize("kind", corpus.KINDS)
def test_files_are_read_well(kind):
    """A format's committed files reach its floor; the producers' program is not needed for it."""
    got = measure(corpus.load(kind), processes=1)
    assert got.files == len(corpus.SEEDS)
    assert not FLOORS[kind].below(got, kind), "\n".join(got.notes)


@pytest.mark.slow
def test_scan_is_read_well():
    """The committed scan reaches its floor."""
    pytest.importorskip("rapidocr", reason="pip install fazhi[ocr]")
    got = measure(corpus.load("scan-page"), processes=1)
    assert not FLOORS["scan-page"].below(got, "scan-page"), "\n".join(got.notes)


@pytest.mark.slow
def test_scanned_pdf_is_read_well(tmp_path):
    """A committed PDF, all its pages scanned, reaches the floor of scans."""
    pytest.importorskip("rapidocr", reason="pip install fazhi[ocr]")
    from deploy.demo import scan

    printed = corpus.load("pdf")[0]
    pages = scan.scan_pages(printed.path.read_bytes(), printed.seed)
    path = tmp_path / "scan.pdf"
    path.write_bytes(scan.image_pdf(pages, scan.quality_of(printed.seed)))
    got = measure([replace(printed, path=path)], processes=1)
    assert not FLOORS["scan-pdf"].below(got, "scan-pdf"), "\n".join(got.notes)


def test_files_are_small():
    """All of them take less than two megabytes of the repository."""
    assert sum(path.stat().st_size for path in corpus.FOLDER.iterdir()) < 2_000_000
