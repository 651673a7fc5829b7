"""Pages in four styles of Chinese type are read as well as their floors say, whatever fonts are installed."""

import pytest

from tests.quality.documents import font_files, font_pages
from tests.quality.documents.measure import measure


@pytest.mark.parametrize("style", font_pages.FONTS)
def test_pages_are_read_well(style):
    """Two pages of text reach the floor: no paragraph is split or merged."""
    got = measure([font_files.load(style, "pdf")], processes=1)
    assert not font_pages.FLOORS["pdf"].below(got, "pdf"), "\n".join(got.notes)


@pytest.mark.slow
@pytest.mark.parametrize("style", font_pages.FONTS)
def test_scans_are_read_well(style):
    """A scanned page reaches the floor."""
    pytest.importorskip("rapidocr", reason="pip install fazhi[ocr]")
    got = measure([font_files.load(style, "png")], processes=1)
    assert not font_pages.FLOORS["scan-pdf"].below(got, "scan-pdf"), "\n".join(
        got.notes
    )


def test_files_are_small():
    """All of them take less than a megabyte and a half of the repository."""
    files = font_files.FOLDER.iterdir()
    assert sum(path.stat().st_size for path in files) < 1_500_000


def test_missing_fonts_are_named(monkeypatch):
    """A machine without the fonts is told what to install, and measures nothing in other fonts."""
    monkeypatch.setattr(font_pages, "_list_families", lambda: "DejaVu Sans")
    monkeypatch.setattr(font_pages, "PROGRAM", "soffice")
    pages = list(font_pages.list_pages())
    assert len(pages) == len(font_pages.FONTS) * len(font_pages.SIZES) * 2
    assert pages[0].missing() == (
        "the font AR PL SungtiL GB is not installed"
        " (apt-get install fonts-arphic-gbsn00lp)"
    )
