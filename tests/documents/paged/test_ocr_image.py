"""Images of pages: what is decoded, seals, resolution, long images, and the lines drawn on a page."""

import math

import pytest

from tasks.model.errors import UnreadableDocument
from tests.documents.files.page import PICTURE

pytest.importorskip("rapidocr", reason="pip install fazhi[ocr]")
from PIL import Image, ImageDraw

from tasks.documents.paged.ocr_image import GreyPage, ImageFile, ImageFrame
from tests.documents.paged.image_files import saved


def test_a_red_seal():
    """A seal's red ink becomes paper, and the black letters under it stay."""
    page = Image.new("RGB", (60, 60), "white")
    pen = ImageDraw.Draw(page)
    pen.ellipse((10, 10, 50, 50), fill=(225, 30, 40))
    pen.rectangle((0, 25, 60, 35), fill=(20, 10, 10))
    clean = GreyPage.from_colours(page).image.tobytes()
    assert clean[15 * 60 + 30] > 200
    assert clean[30 * 60 + 30] < 40


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "BMP", "WEBP"])
def test_truncated_images(kind):
    """An image cut anywhere is damaged, never something else."""
    whole = saved(Image.open(PICTURE).convert("RGB").resize((100, 56)), kind)
    for tenth in range(10):
        cut = whole[: len(whole) * tenth // 10]
        with pytest.raises(UnreadableDocument) as caught:
            next(ImageFile(cut).iter_frames()).decode()
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
    page = ImageFrame(image).decode()
    assert page.mode == "RGB"
    grey = page.convert("L").tobytes()
    assert grey[0] < 60
    assert grey[6] > 240


def test_red_pages_stay():
    """Where red ink is all there is, it is kept."""
    red = Image.new("RGB", (10, 10), "white")
    red.paste((220, 20, 20), (0, 0, 5, 5))
    assert GreyPage.from_colours(red).image.tobytes()[0] < 120


def test_long_images_are_cut_between_lines():
    """A screenshot of a whole article is read in pieces, and none is cut through its letters."""
    long = Image.new("L", (100, 1000), "white")
    for row in range(0, 1000, 50):
        long.paste("black", (10, row, 90, row + 30))
    pieces = list(GreyPage(long).split())
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
    body = saved(Image.new("L", (1000, 500), "white"), **more)
    opened = next(ImageFile(body).iter_frames())
    assert 1000 * opened.measure_scale(dpi) == pytest.approx(width, rel=0.01)


def test_rules():
    """Strokes askew are found where they stand once the page is level, whole though noise breaks them."""
    page = Image.new("L", (1000, 600), 235)
    pen = ImageDraw.Draw(page)
    pen.line((100, 300, 900, 300), fill=60)
    pen.line((500, 100, 500, 500), fill=60, width=3)
    pen.line((300, 300, 304, 300), fill=235)
    lean = 0.012
    tilted = page.rotate(math.degrees(-lean), Image.Resampling.BILINEAR, fillcolor=255)
    across, down = GreyPage(tilted).find_rules(0.5, lean)
    assert (across.left, across.top, across.right, across.bottom) == pytest.approx(
        (50, 150, 450, 150), abs=3
    )
    assert (down.left, down.top, down.right, down.bottom) == pytest.approx(
        (250, 50, 250, 250), abs=3
    )


def test_a_seal_does_not_part_rules():
    """A stroke goes on below the seal that covers it; the seal's own strokes are none."""
    page = Image.new("RGB", (1000, 600), "white")
    pen = ImageDraw.Draw(page)
    pen.line((100, 300, 900, 300), fill=(20, 20, 20), width=3)
    pen.ellipse((420, 180, 660, 420), outline=(220, 30, 30), width=9)
    pen.rectangle((480, 290, 600, 312), fill=(220, 30, 30))
    read = GreyPage.from_colours(page)
    assert read.image.getpixel((540, 295)) == 255
    (rule,) = read.find_rules(0.5)
    assert (rule.left, rule.top, rule.right) == pytest.approx((50, 150, 450), abs=3)


def test_rules_on_a_fine_page():
    """A page of twice the resolution gives the same places in points."""
    page = Image.new("L", (3200, 400), 235)
    ImageDraw.Draw(page).line((200, 200, 3000, 200), fill=40, width=4)
    (rule,) = GreyPage(page).find_rules(0.18)
    assert (rule.left, rule.top, rule.right) == pytest.approx((36, 36, 540), abs=2.5)


def test_letters_are_no_rules():
    """The strokes of letters are too short, and on a coarse page nothing can be found."""
    page = GreyPage(Image.open(PICTURE).convert("L"))
    rules = page.find_rules(0.72 * 0.5, 0.0122)
    assert not [rule for rule in rules if not rule.upright]
    coarse = GreyPage(Image.new("L", (60, 60), 0))
    assert coarse.find_rules(10.0) == ()
