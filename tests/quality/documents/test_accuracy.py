"""The measure itself: an edit distance as the textbook has it, paragraphs and titles compared as promised."""

from pathlib import Path
from random import Random

from tests.quality.documents.accuracy import Accuracy
from tests.quality.documents.distance import distance
from tests.quality.documents.producers import Rendered, cut


def by_table(one, other):
    """Fill the whole table of the textbook."""
    row = list(range(len(other) + 1))
    for index, letter in enumerate(one, start=1):
        above, row = row, [index]
        for place, mark in enumerate(other, start=1):
            row.append(
                min(row[-1] + 1, above[place] + 1, above[place - 1] + (letter != mark))
            )
    return row[-1]


def test_distance_is_the_textbook_one():
    """On a thousand pairs of short words over three letters, bit vectors count what the table counts."""
    rng = Random(7)
    for _ in range(1000):
        one, other = (
            "".join(rng.choices("甲乙丙", k=rng.randint(0, 12))) for _ in range(2)
        )
        assert distance(one, other) == by_table(one, other), (one, other)


def rendered(*paragraphs, title="某镇报告"):
    """Give a file that says these paragraphs."""
    truth = {
        "title": title,
        "report_year": 2025,
        "sections": [{"path": "1", "heading": "主要举措"}],
    }
    return Rendered(1, Path("file"), paragraphs, truth)  # type: ignore[arg-type]


def test_right_reading_has_no_errors():
    """White space and the title's line breaks do not count; everything else is right."""
    got = Accuracy()
    file = rendered("某镇", "报告", "一、主要举措", "办结 12件。")
    got.add(file, ["某镇报告", "一、主要举措", "办结12件。"], {("1", "主要举措")})
    assert (got.cer, got.paragraphs.f1, got.sections.f1, got.notes) == (0, 1, 1, [])


def test_wrong_reading_is_counted():
    """A wrong character, two joined paragraphs and a lost section each lower their own rate."""
    got = Accuracy()
    file = rendered("某镇报告", "一、主要举措", "办结12件，", "满意。")
    got.add(file, ["某镇报告", "一、主要举措", "办结13件,满意。"], set())
    assert (got.errors, got.marked) == (2, 1)
    assert (got.paragraphs.right, got.paragraphs.spurious, got.paragraphs.missed) == (
        2,
        1,
        2,
    )
    assert got.sections.missed == 1


def test_cut_keeps_a_page():
    """A page's end may fall inside a paragraph; headings behind it are not asked for."""
    page = cut(rendered("某镇报告", "今年，我镇努力。", "一、主要举措"), 7)
    assert page.paragraphs == ("某镇报告", "今年，")
    assert page.truth["sections"] == []
