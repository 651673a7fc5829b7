"""Pages that are images: words, places, seals, turned pages, limits and the missing library."""

import struct
import sys
import zlib
from io import BytesIO
from pathlib import Path

import pytest

from tasks.documents.paged import ocr
from tasks.documents.paged.ocr_image import engine
from tasks.documents.paged.ocr_words import widened
from tasks.model.errors import UnreadableDocument
from tests.documents.files.page import LINES, PICTURE

pytest.importorskip("rapidocr", reason="pip install fazhi[ocr]")
from PIL import Image, ImageDraw

from tasks.documents.paged.ocr_image import (
    open_image,
    page_of,
    pieces_of,
    width_in_points,
    without_seals,
)

WORDS = [words for _, _, words in LINES]
PARAGRAPHS = [*WORDS[:3], WORDS[3] + WORDS[4], WORDS[5]]


def saved(image, kind="PNG", **more):
    """Give an image as a file of a kind."""
    file = BytesIO()
    image.save(file, kind, **more)
    return file.getvalue()


def code_of(call, *arguments):
    """Give the code with which a call says that the file cannot be read."""
    with pytest.raises(UnreadableDocument) as caught:
        call(*arguments)
    return caught.value.code


@pytest.mark.slow
def test_a_page_askew():
    """A scanned page is read without an error, and its lines are level and in their places."""
    sheet = ocr.sheet_of(PICTURE.read_bytes(), 3, dpi=100)
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
    sheet = ocr.sheet_of(saved(turned), 1)
    assert [line.text for line in sheet.lines] == WORDS
    assert sheet.width > sheet.height


def test_a_red_seal():
    """A seal's red ink becomes paper, and the black letters under it stay."""
    page = Image.new("RGB", (60, 60), "white")
    pen = ImageDraw.Draw(page)
    pen.ellipse((10, 10, 50, 50), fill=(225, 30, 40))
    pen.rectangle((0, 25, 60, 35), fill=(20, 10, 10))
    clean = without_seals(page).tobytes()
    assert clean[15 * 60 + 30] > 200
    assert clean[30 * 60 + 30] < 40


@pytest.mark.slow
def test_doubtful_lines():
    """A page that can hardly be read says so, with page, confidence and words."""
    page = Image.open(PICTURE).convert("L").resize((140, 78)).resize((1000, 560))
    _, issues = ocr.recognise(saved(page), 7)
    assert [issue.code for issue in issues] == ["doubtful_ocr"]
    assert issues[0].evidence.startswith("page 7, 0.")


@pytest.mark.slow
def test_no_words():
    """A white page is a sheet without lines, and a file of nothing else has no text."""
    white = saved(Image.new("L", (600, 800), "white"))
    assert ocr.sheet_of(white, 1).lines == ()
    assert code_of(ocr.read, white) == "no_text"


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("有力,社会稳定.", "有力，社会稳定。"),
        ("(一)规范执法", "（一）规范执法"),
        ("(1)规范;有3,500件", "(1)规范；有3,500件"),
        ("达到97.5%,比上年(2023年)多", "达到97.5%，比上年（2023年）多"),
        ("以下简称(“条例", "以下简称（“条例"),
        ("于10:30召开,http://a.cn", "于10:30召开，http://a.cn"),
        ("青政发〔2025]17号", "青政发〔2025〕17号"),
        ("推行“3+N’工作法", "推行“3+N”工作法"),
        ("-4一", "— 4 —"),
        ("发案率降至6%o，", "发案率降至6‰，"),
        ("1.加强领导", "1.加强领导"),
    ],
)
def test_marks_have_their_width(printed, expected):
    """Half-width marks beside Chinese characters become full width; numbers, times and addresses stay."""
    assert widened(printed) == expected


def test_without_the_library(monkeypatch):
    """Where the reader is not installed, the error says how to install it."""
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    engine.cache_clear()
    with pytest.raises(UnreadableDocument, match=r"pip install fazhi\[ocr\]") as caught:
        ocr.read(PICTURE.read_bytes())
    assert caught.value.code == "ocr_missing"
    engine.cache_clear()


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
    assert code_of(ocr.sheet_of, png(*size), 1) == "too_many_pixels"


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


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "BMP", "WEBP"])
def test_truncated_images(kind):
    """An image cut anywhere is damaged, never something else."""
    whole = saved(Image.open(PICTURE).convert("RGB").resize((100, 56)), kind)
    for tenth in range(10):
        cut = whole[: len(whole) * tenth // 10]
        with pytest.raises(UnreadableDocument) as caught:
            page_of(open_image(cut))
        assert caught.value.code == "damaged_image"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"])
def test_modes(mode):
    """Whatever an image's pixels are, paper becomes white and ink black; what is transparent is paper."""
    paper = Image.new(
        "RGBA" if mode in {"LA", "RGBA"} else "RGB", (4, 2), (255, 255, 255)
    )
    if mode in {"LA", "RGBA"}:
        paper.putalpha(0)
    paper.putpixel((0, 0), (0, 0, 0, 255)[: len(paper.getbands())])
    if mode == "I;16":
        image = Image.new("I;16", (4, 2), 65535)
        image.putpixel((0, 0), 0)
    else:
        image = paper.convert(mode)
    page = page_of(image)
    assert page.mode == "RGB"
    grey = page.convert("L").tobytes()
    assert grey[0] < 60
    assert grey[6] > 240


def test_red_pages_stay():
    """Where red ink is all there is, it is kept."""
    red = Image.new("RGB", (10, 10), "white")
    red.paste((220, 20, 20), (0, 0, 5, 5))
    assert without_seals(red).tobytes()[0] < 120


def test_long_images_are_cut_between_lines():
    """A screenshot of a whole article is read in pieces, and none is cut through its letters."""
    long = Image.new("L", (100, 1000), "white")
    for row in range(0, 1000, 50):
        long.paste("black", (10, row, 90, row + 30))
    pieces = list(pieces_of(long))
    assert next(start for start, _ in pieces) == 0
    assert sum(piece.height for _, piece in pieces) == 1000
    assert all(piece.height <= 200 for _, piece in pieces)
    assert all(start % 50 >= 30 for start, _ in pieces[1:])


@pytest.mark.parametrize(
    ("stated", "dpi", "width"),
    [
        (None, None, 595),
        ((200, 200), None, 360),
        ((1, 1), None, 595),
        ((200, 200), 100, 720),
    ],
    ids=["none", "the file's", "nonsense", "given"],
)
def test_resolution(stated, dpi, width):
    """A page is as wide as the given or stated resolution says, and A4 where that is nonsense."""
    more = {"dpi": stated} if stated else {}
    opened = open_image(saved(Image.new("L", (1000, 500), "white"), **more))
    assert width_in_points(opened, dpi) == pytest.approx(width, rel=0.01)


def test_the_picture_is_small():
    """The page that the tests read is no burden."""
    assert Path(PICTURE).stat().st_size < 60_000
