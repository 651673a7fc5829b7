"""Pages become sheets without what is struck, and an issue counts it."""

from tasks.documents.paged.placed_pages import build_sheets
from tasks.documents.paged.sheet import PlacedRun, RuledLine
from tasks.documents.paged.watermarks import PlacedPage

_LINE = PlacedRun("共立案35612件", 74, 178, 100, 16)


def test_struck_words_are_counted_over_pages():
    """One issue counts the struck words of all pages and names them."""
    strike = RuledLine(122, 94, 138, 94)
    pages = [PlacedPage(number, 595, 842, (_LINE,), (strike,)) for number in (1, 2)]
    sheets, issues = build_sheets(pages)
    assert [sheet.lines[0].text for sheet in sheets] == ["共立案612件"] * 2
    assert not any(sheet.rules for sheet in sheets)
    [issue] = issues
    assert (issue.code, issue.evidence) == ("struck_text", "35\n35")
    assert "2" in issue.message


def test_pages_without_strikes():
    """Other rules stay."""
    rule = RuledLine(74, 103, 178, 103)
    sheets, issues = build_sheets([PlacedPage(1, 595, 842, (_LINE,), (rule,))])
    assert sheets[0].rules == (rule,)
    assert not issues
