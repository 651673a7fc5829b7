"""Draw `page.png`, a page of our own words as a scanner gives it, one bit a pixel and a little askew.

Run it as `python -m tests.text.files.page` where Noto Serif CJK is installed.
"""

import subprocess
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

PICTURE = Path(__file__).with_suffix(".png")
# (left, letters' height, words) in pixels of a page 1000 pixels wide
LINES = (
    (254, 44, "青石镇法治政府建设年度报告"),
    (164, 32, "2024年，青石镇坚持依法行政，现将情况报告如下："),
    (164, 32, "一、工作开展情况"),
    (164, 32, "（一）规范执法。全年开展检查126次，办结案件37件，"),
    (100, 32, "群众满意率达到98.5%，没有一起被纠正。"),
    (164, 32, "（二）化解矛盾。调解纠纷215件，成功率97.2%。"),
)


def font_file() -> str:
    """Find the font by fontconfig."""
    return subprocess.run(
        ["fc-match", "--format=%{file}", "Noto Serif CJK SC"], check=True, capture_output=True, text=True
    ).stdout


def draw() -> Image.Image:
    """Draw the page."""
    page = Image.new("L", (1000, 560), "white")
    pen = ImageDraw.Draw(page)
    for number, (left, size, words) in enumerate(LINES):
        pen.text((left, 40 + 72 * number), words, font=ImageFont.truetype(font_file(), size, index=2), fill="black")
    return (
        page.rotate(0.7, Image.Resampling.BICUBIC, fillcolor="white")
        .point(lambda grey: 255 * (grey > 150))
        .convert("1")
    )


if __name__ == "__main__":
    draw().save(PICTURE, optimize=True)
