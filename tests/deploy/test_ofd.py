"""The OFD writer: files of the standard's structure, set as government papers are.

They say what the report says.
"""

import re
import zipfile
from functools import cache
from io import BytesIO

import pytest

from deploy.demo.draft import Paragraph, Role
from deploy.demo.ofd import LETTERS, LINES, write_ofd
from deploy.demo.writer import write
from tests.quality.documents.ofd_standard import breaches

HEAD = "青石镇人民政府文件"
TEXT = re.compile(r"<ofd:TextCode[^>]*>([^<]*)</ofd:TextCode>")
PLACED = re.compile(
    r'Boundary="([\d.]+) ([\d.]+) ([\d.]+) [\d.]+"[^>]*><ofd:TextCode[^>]*>([^<]*)<'
)


@cache
def files():
    """Write the files that most tests look at."""
    return tuple(
        (
            write(seed),
            write_ofd(write(seed).paragraphs, letterhead=HEAD if seed % 2 else ""),
        )
        for seed in range(20)
    )


def contents(body):
    """Give the pages' contents in order."""
    archive = zipfile.ZipFile(BytesIO(body))
    pages = [name for name in archive.namelist() if "/Pages/" in name]
    return [archive.read(name).decode() for name in pages]


def changed(body, old, new):
    """Give a file with one thing changed in all its parts."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(body)) as archive, zipfile.ZipFile(out, "w") as copy:
        for name in archive.namelist():
            copy.writestr(name, re.sub(old, new, archive.read(name).decode(), count=1))
    return out.getvalue()


def test_the_standards_structure():
    """No file breaks the standard's rules of elements, attributes, order, IDs and references."""
    for _, body in files():
        assert breaches(body) == []


@pytest.mark.parametrize(
    ("old", "new", "breach"),
    [
        (' Size="[^"]*"', "", "lacks Size"),
        (' Boundary="[^"]*"', ' Boundary="1 2 3"', "no box"),
        ('DeltaX="[^"]*"', 'DeltaX="g 2"', "no list of steps"),
        ('DeltaX="g (\\d+)', 'DeltaX="g 1\\1', "steps for"),
        ("<ofd:MaxUnitID>\\d+", "<ofd:MaxUnitID>5", "passes MaxUnitID"),
        (' Font="2"', ' Font="9"', "font 9 is nowhere"),
        ("Page_0/", "Page_x/", "is missing"),
        ('<ofd:Layer ID="\\d+"', '<ofd:Layer ID="1"', "used twice"),
        ("<ofd:DocID>[^<]*</ofd:DocID>", "", "0 of DocID"),
        ("2016", "2012", "another namespace"),
    ],
)
def test_the_rules_can_fail(old, new, breach):
    """A file that breaks a rule is found out."""
    assert any(breach in found for found in breaches(changed(files()[1][1], old, new)))


def test_same_paragraphs_same_bytes():
    """The same report is the same file at any time."""
    assert files()[3][1] == write_ofd(write(3).paragraphs, letterhead=HEAD)


def test_every_letter_is_printed_once():
    """The pages say the report's letters in order, and a number on each page besides."""
    for report, body in files():
        pages = ["".join(TEXT.findall(page)) for page in contents(body)]
        printed = "".join(
            page.removesuffix(f"— {number} —") for number, page in enumerate(pages, 1)
        )
        assert printed.replace("&amp;", "&") == "".join(
            part.words for part in report.paragraphs
        )
        assert len(pages) > 1


def test_lines_are_set_as_the_house_style_wants():
    """Lines stay inside the type area, full ones end at its right edge, none begins with a closing mark."""
    full = 0
    for _, body in files():
        for page in contents(body):
            lines: dict[str, list[tuple[float, float, str]]] = {}
            for left, top, width, words in PLACED.findall(page):
                lines.setdefault(top, []).append((float(left), float(width), words))
            assert len(lines) <= LINES + 1
            for stretches in list(lines.values())[:-1]:
                right = stretches[-1][0] + stretches[-1][1]
                assert stretches[0][0] >= 27.9
                assert right <= 184.1
                assert stretches[0][2][0] not in "，。、；：？！）》”"
                full += abs(right - 184) < 0.01
    assert full > 500


def test_roles():
    """Titles stand in the middle, text is indented by two letters.

    Dates stand at the right, headings are bold.
    """
    page = contents(
        write_ofd(
            [
                Paragraph(Role.TITLE, "青石镇报告"),
                Paragraph(Role.HEADING, "一、概况"),
                Paragraph(Role.BODY, "全镇平稳。"),
                Paragraph(Role.DATE, "2025年1月6日"),
            ]
        )
    )[0]
    boxes = {
        words: (float(left), float(width))
        for left, _, width, words in PLACED.findall(page)
    }
    left, width = boxes["青石镇报告"]
    assert left + width / 2 == pytest.approx(28 + 156 / 2, abs=0.01)
    assert boxes["全镇平稳。"][0] == pytest.approx(28 + 2 * 156 / LETTERS, abs=0.01)
    assert sum(boxes["2025年1月6日"]) == pytest.approx(
        184 - 4 * 156 / LETTERS, abs=0.01
    )
    assert 'Weight="700"' in page[: page.index("一、概况")]


def test_a_letterhead_is_a_template():
    """The letterhead stands once in the file, and every page uses it."""
    archive = zipfile.ZipFile(BytesIO(files()[1][1]))
    assert HEAD in archive.read("Doc_0/Tpls/Tpl_0/Content.xml").decode()
    for page in contents(files()[1][1]):
        assert 'TemplateID="1"' in page
        assert HEAD not in page
