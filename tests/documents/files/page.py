"""Draw `page.png` and `hard.png`, pages of our own words as a scanner gives them.

They have one bit a pixel and stand a little askew.
`seal.jpeg` is a picture without words. Run it as `python -m tests.documents.files.page` where Noto Serif CJK
is installed.
"""

import subprocess
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from tests.arguments import read_arguments

PICTURE = Path(__file__).with_suffix(".png")
HARD_PICTURE, SEAL = PICTURE.with_name("hard.png"), PICTURE.with_name("seal.jpeg")
# (left, letters' height, words) in pixels of a page 1000 pixels wide
LINES = (
    (254, 44, "青石镇法治政府建设年度报告"),
    (164, 32, "2024年，青石镇坚持依法行政，现将情况报告如下："),
    (164, 32, "一、工作开展情况"),
    (164, 32, "（一）规范执法。全年开展检查126次，办结案件37件，"),
    (100, 32, "群众满意率达到98.5%，没有一起被纠正。"),
    (164, 32, "（二）化解矛盾。调解纠纷215件，成功率97.2%。"),
)
# the place of the first letter, and words that are easily misread
HARD = (
    (156, 30, "一、"),
    (268, 30, "依法预防处置重大突发事件，夯实依法行政基础"),
    (156, 84, "坚持把法治建设摆在全局工作的位置，各项任务落到实处，"),
    (100, 138, "刑事案件发案率降至6‰，群众的安全感比上年进一步增强。"),
    (240, 240, "工作内容"),
    (660, 240, "完成件数"),
    (240, 320, "人民调解"),
    (670, 320, "1440"),
)


def font_file() -> str:
    """Find the font by fontconfig."""
    return subprocess.run(
        ["fc-match", "--format=%{file}", "Noto Serif CJK SC"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def draw() -> Image.Image:
    """Draw the page."""
    page = Image.new("L", (1000, 560), "white")
    pen = ImageDraw.Draw(page)
    for number, (left, size, words) in enumerate(LINES):
        pen.text(
            (left, 40 + 72 * number),
            words,
            font=ImageFont.truetype(font_file(), size, index=2),
            fill="black",
        )
    return _scanned(page)


def draw_hard() -> Image.Image:
    """Draw what is easily misread: a label far before its heading, ‰ in a long line, a ruled table."""
    page = Image.new("L", (1000, 420), "white")
    pen, font = ImageDraw.Draw(page), ImageFont.truetype(font_file(), 28, index=2)
    for left, top, words in HARD:
        pen.text((left, top), words, font=font, fill="black")
    for place in range(3):
        pen.line((100, 220 + 80 * place, 900, 220 + 80 * place), fill="black", width=2)
        pen.line(
            (100 + 400 * place, 220, 100 + 400 * place, 380), fill="black", width=2
        )
    return _scanned(page)


def draw_seal() -> Image.Image:
    """Draw a ring and a bar."""
    picture = Image.new("L", (120, 40), "white")
    pen = ImageDraw.Draw(picture)
    pen.ellipse((4, 4, 36, 36), outline="black", width=3)
    pen.rectangle((60, 10, 110, 30), fill="grey")
    return picture


def _scanned(page: Image.Image) -> Image.Image:
    return (
        page.rotate(0.7, Image.Resampling.BICUBIC, fillcolor="white")
        .point(lambda grey: 255 * (grey > 150))
        .convert("1")
    )


if __name__ == "__main__":
    read_arguments(__doc__)
    draw().save(PICTURE, optimize=True)
    draw_hard().save(HARD_PICTURE, optimize=True)
    draw_seal().save(SEAL, quality=60)
