"""Pages that are images: words, places, seals, turned pages, tables, limits and the missing library."""

import struct
import sys
import zlib
from pathlib import Path

import pytest

from tasks.documents.paged import ocr
from tasks.documents.paged.ocr import _place_words
from tasks.documents.paged.ocr_words import Word, load_engine
from tasks.model.document import Row
from tasks.model.errors import UnreadableDocument
from tests.documents.files.page import HARD, HARD_PICTURE, LINES, PICTURE
from tests.documents.paged.image_files import saved

pytest.importorskip("rapidocr", reason="pip install fazhi[ocr]")
from PIL import Image

WORDS = [words for _, _, words in LINES]
PARAGRAPHS = [*WORDS[:3], WORDS[3] + WORDS[4], WORDS[5]]


def code_of(call, *arguments):
    """Give the code with which a call says that the file cannot be read."""
    with pytest.raises(UnreadableDocument) as caught:
        call(*arguments)
    return caught.value.code


@pytest.mark.slow
def test_a_page_askew():
    """A scanned page is read without an error, and its lines are level and in their places."""
    sheet, _ = ocr.read_page_image(PICTURE.read_bytes(), 3, dpi=100)
    assert [line.text for line in sheet.lines] == WORDS
    assert (sheet.number, sheet.width, sheet.height) == (3, 720, 403.2)
    for (left, size, _), line in zip(LINES, sheet.lines, strict=True):
        assert line.left == pytest.approx(left * 0.72, abs=0.6 * size)
        assert line.size == pytest.approx(size * 0.72, rel=0.08)
    assert len({line.size for line in sheet.lines[1:]}) == 1


@pytest.mark.slow
def test_a_file_of_one_image():
    """An image is a document of paragraphs, with its own media type and the page in each origin."""
    document = ocr.read(PICTURE.read_bytes(), url="https://example.gov.cn/1.png")
    assert [paragraph.text for paragraph in document.paragraphs] == PARAGRAPHS
    assert document.media_type == "image/png"
    assert document.paragraphs[0].origin.startswith("page 1 (")
    assert document.issues == ()


@pytest.mark.slow
def test_several_pages():
    """Every page of a TIFF is read, an animation's first picture only."""
    page = Image.open(PICTURE)
    pages = [Image.new("1", page.size, 1), page.crop((0, 170, 1000, 400))]
    document = ocr.read(saved(page, "TIFF", save_all=True, append_images=pages))
    assert [paragraph.text for paragraph in document.paragraphs] == [
        *PARAGRAPHS,
        *PARAGRAPHS[2:4],
    ]
    assert document.paragraphs[-1].origin.startswith("page 3 (")
    document = ocr.read(saved(page, "GIF", save_all=True, append_images=pages[:1]))
    assert [paragraph.text for paragraph in document.paragraphs] == PARAGRAPHS


@pytest.mark.slow
@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_turned_pages(degrees):
    """A page that lies on its side or head is read as if it stood."""
    turned = Image.open(PICTURE).convert("L").rotate(degrees, expand=True)
    sheet, _ = ocr.read_page_image(saved(turned), 1)
    assert [line.text for line in sheet.lines] == WORDS
    assert sheet.width > sheet.height


@pytest.mark.slow
def test_doubtful_lines():
    """A page that can hardly be read says so, with page, confidence and words."""
    page = Image.open(PICTURE).convert("L").resize((140, 78)).resize((1000, 560))
    _, issues = ocr.read_page_image(saved(page), 7)
    assert [issue.code for issue in issues] == ["doubtful_ocr"]
    assert issues[0].evidence.startswith("page 7, 0.")


@pytest.mark.slow
def test_no_words():
    """A white page is a sheet without lines, and a file of nothing else has no text."""
    white = saved(Image.new("L", (600, 800), "white"))
    assert ocr.read_page_image(white, 1)[0].lines == ()
    assert code_of(ocr.read, white) == "no_text"


def test_without_the_library(monkeypatch):
    """Where the reader is not installed, the error says how to install it."""
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    load_engine.cache_clear()
    with pytest.raises(UnreadableDocument, match=r"pip install fazhi\[ocr\]") as caught:
        ocr.read(PICTURE.read_bytes())
    assert caught.value.code == "ocr_missing"
    load_engine.cache_clear()


def png(width, height):
    """Give a PNG that claims a size and holds hardly a row."""

    def chunk(kind, content):
        return (
            struct.pack(">I", len(content))
            + kind
            + content
            + struct.pack(">I", zlib.crc32(kind + content))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    "size", [(100_000, 100_000), (1, 2_000_000_000), (12_000, 10_000)]
)
def test_pixel_bombs(size):
    """An image of too many pixels is refused by its header, before it is decoded."""
    assert code_of(ocr.read_page_image, png(*size), 1) == "too_many_pixels"


def test_frames_may_be_bombs_too():
    """The second page of a TIFF is measured before it is decoded, like the first."""
    file = saved(
        Image.new("1", (40, 30), 1),
        "TIFF",
        save_all=True,
        append_images=[Image.new("1", (51, 30), 1)],
    )
    wide = file.replace(
        struct.pack("<HHIHH", 256, 4, 1, 51, 0),
        struct.pack("<HHII", 256, 4, 1, 900_000_000),
    )
    assert wide != file
    assert code_of(ocr.read, wide) == "too_many_pixels"


def test_the_picture_is_small():
    """The page that the tests read is no burden."""
    assert Path(PICTURE).stat().st_size < 60_000


@pytest.mark.slow
def test_a_table():
    """A table's rows are known by its drawn grid, though the page lies askew."""
    words = [words for _, _, words in HARD]
    document = ocr.read(HARD_PICTURE.read_bytes())
    rows = [paragraph.row for paragraph in document.paragraphs if paragraph.row]
    assert rows == [Row.build(1, 1, words[4:6]), Row.build(1, 2, words[6:])]


def test_sizes():
    """A short last line has the size of the lines before it, however high its box; a title keeps its own."""

    def word(text, top, width, height):
        return Word(
            text,
            1.0,
            (
                (100, top),
                (100 + width, top),
                (100 + width, top + height),
                (100, top + height),
            ),
        )

    body = "坚持把法治建设摆在全局工作的突出位置"
    words = [word("青石镇法治政府建设年度报告", 50, 13 * 44, 50)]
    words += [word(body, 150 + 60 * number, len(body) * 30, 34) for number in range(4)]
    words.append(word("150多个。", 400, 4 * 30, 48))
    sizes = [run.size for run in _place_words(words, (500, 500), 0.0, 0.5)]
    assert sizes == pytest.approx([22, 15, 15, 15, 15, 15], abs=0.1)
