"""What changed between two clean texts."""

import time

import pytest

from tasks.crawl.detail_page import PageFinding
from tasks.model.page import ChangeKind

TEXT = (
    "一、主要举措\n全年开展宣传12场次，发放资料3000份。\n二、存在的不足\n力量还不够强。"
)


def test_a_first_capture_adds_its_whole_text():
    """There is nothing before it."""
    change = PageFinding.compare_texts(None, TEXT)
    assert change is not None
    assert (change.kind, change.added, change.removed) == (ChangeKind.NEW, len(TEXT), 0)


def test_the_same_text_is_no_change():
    """Not even a cosmetic one."""
    assert PageFinding.compare_texts(TEXT, TEXT) is None


@pytest.mark.parametrize(
    ("after", "added", "removed"),
    [
        (TEXT.replace("，", ","), 1, 1),
        (TEXT.replace("，", "； "), 2, 1),
        (TEXT.replace("\n二、", "二、"), 0, 1),
        (TEXT.replace("资料3000份", "资料 3000 份"), 2, 0),
        (TEXT.replace("宣传12场次", "“宣传”12场次"), 2, 0),
    ],
)
def test_punctuation_spacing_and_breaks_are_cosmetic(after, added, removed):
    """The words are the same."""
    change = PageFinding.compare_texts(TEXT, after)
    assert change is not None
    assert (change.kind, change.added, change.removed) == (
        ChangeKind.COSMETIC,
        added,
        removed,
    )


@pytest.mark.parametrize(
    ("after", "added", "removed", "summary"),
    [
        (
            TEXT.replace("12场次", "15场次"),
            1,
            1,
            "1 paragraph changed; first: “2” became “5”",
        ),
        (
            f"{TEXT}\n三、下一年度安排",
            8,
            0,
            "1 paragraph added; first: +“三、下一年度安排”",
        ),
        (
            TEXT.replace("\n力量还不够强。", ""),
            0,
            7,
            "1 paragraph removed; first: -“力量还不够强。”",
        ),
        (
            TEXT.replace("12场次", "15场次").replace("还不够强", "不强"),
            1,
            3,
            "2 paragraphs changed; first: “2” became “5”",
        ),
    ],
)
def test_other_words_are_substantive(after, added, removed, summary):
    """Counted in characters and paragraphs, with the first change quoted."""
    change = PageFinding.compare_texts(TEXT, after)
    assert change is not None
    assert change.kind is ChangeKind.SUBSTANTIVE
    assert (change.added, change.removed, change.summary) == (added, removed, summary)


def test_a_text_that_became_another_one_costs_no_seconds():
    """Beyond a size the paragraphs count as replaced."""
    before, after = (
        "".join(map(chr, range(0x4E00, 0x6E00))),
        "".join(map(chr, range(0x6E00, 0x9000))),
    )
    started = time.process_time()
    change = PageFinding.compare_texts(before, after)
    assert time.process_time() - started < 1
    assert change is not None
    assert (change.added, change.removed) == (len(after), len(before))
