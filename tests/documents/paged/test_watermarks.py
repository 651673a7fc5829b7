"""Watermarks that stand level: across lines, pale and large, again and again; and what is none."""

from dataclasses import replace

import pytest

from tasks.documents.paged.sheet import PlacedRun
from tasks.documents.paged.watermarks import PlacedPage, remove_watermarks


def _line(text, baseline, left=74.0, size=16.0, **more):
    return PlacedRun(text, left, left + size * len(text), baseline, size, **more)


_LINES = [_line("坚持把法治建设摆在全局工作的突出位置", 100 + 28 * n) for n in range(8)]


def _pages(*more, count=1):
    page = PlacedPage(1, 595, 842, (*_LINES, *more))
    return [replace(page, number=number) for number in range(1, count + 1)]


def _removed(pages):
    _sheets, issues = remove_watermarks(pages)
    return [issue.evidence for issue in issues]


@pytest.mark.parametrize(
    ("mark", "count"),
    [
        (_line("政府网", 190, size=60, pale=True), 1),
        (_line("内部资料", 190, size=60), 1),
        (_line("政府网", 600, size=40, pale=True), 1),
        (_line("政府网", 600, pale=True), 2),
        (_line("网站水印", 600, size=40, shared=True), 1),
        (_line("水印", 210, left=400, shared=True), 1),
        (_line("档案专用章", 194, left=300, vivid=True), 1),
        (_line("档案专用章", 188, left=330, size=20, vivid=True), 1),
        (_line("档案专用章", 184, left=200, vivid=True), 1),
        (_line("已归档", 172, size=12, vivid=True), 1),
    ],
    ids=[
        "across",
        "dark across",
        "large",
        "on two pages",
        "template",
        "among",
        "a stamp",
        "a large stamp",
        "a stamp in a line",
        "a small stamp",
    ],
)
def test_a_watermark(mark, count):
    """It is left out of every page, and named once."""
    pages = _pages(mark, count=count)
    sheets, issues = remove_watermarks(pages)
    assert [len(sheet.lines) for sheet in sheets] == [len(_LINES)] * count
    assert [issue.evidence for issue in issues] == [mark.text]


def test_tiles():
    """Pale words that stand three times on a page are a pattern."""
    tiles = [_line("青川", 500, left=80.0 + 150 * n, pale=True) for n in range(3)]
    assert _removed(_pages(*tiles)) == ["青川"]


@pytest.mark.parametrize(
    "words",
    [
        _line("青川县2024年法治政府建设年度报告", 60, size=22),
        _line("青川县2024年法治政府建设年度报告", 600, size=30, pale=True),
        _line("单位", 600, pale=True),
        _line("— 1 —", 820, size=10, shared=True),
        _line("青川县", 600, size=40),
        _line("一、主要工作", 340, vivid=True),
        _line("青川县人民政府文件", 60, size=30, vivid=True),
        _line("坚持把法治建设摆在全局", 100.4, left=74.4, vivid=True),
        _line("重点", 184, left=74 + 16 * 18, vivid=True),
        _line("①", 178, left=74 + 16 * 18, size=9, vivid=True),
    ],
    ids=[
        "a title",
        "a pale title",
        "pale words",
        "a template's foot",
        "large words",
        "a coloured heading",
        "a red head",
        "a coloured shadow",
        "coloured words in a line",
        "a coloured mark",
    ],
)
def test_no_watermark(words):
    """Titles, pale words that stand once, and large ones by themselves stay."""
    assert _removed(_pages(words)) == []
