"""What a detail page is found to be."""

import pytest

from tasks.crawl.detail_page import Article, PageFinding
from tasks.documents.clean_text import CleanText
from tasks.model.document import Body
from tasks.model.errors import UnreadableDocument
from tasks.model.page import ChangeKind, Relevance

REPORT, NEWS = Relevance(True, "report", "x"), Relevance(False, "news", "x")
BODY = (
    "<html><title>某站</title><h1>题目</h1>"
    "<p>全年开展执法检查二百余次，群众的满意度有了提高。</p></html>"
).encode()


TITLE = "演示区2025年法治政府建设年度报告"


def test_a_page_titled_after_its_site_is_classified_by_the_list_s_wording():
    """The page's own title comes first."""
    bodies = [Body(BODY, "text/html", "http://u/")]
    assert Article.read(bodies, TITLE).relevance.relevant
    assert not Article.read(bodies, "通知").relevance.relevant


def test_what_cannot_be_read_is_an_error_of_its_own():
    """For the caller to report."""
    with pytest.raises(UnreadableDocument):
        Article.read([Body(b"%PDF-1.7 ...", "application/pdf", "http://u/")], TITLE)


def test_findings_say_what_changed():
    """The first, the same, other words, and a revision that is lost."""
    text = Article.read_clean_text([Body(BODY, "text/html", "http://u/")])
    first = PageFinding.make_first(REPORT, text)
    assert first.change is not None
    assert (first.change.kind, first.text_sha256) == (ChangeKind.NEW, text.digest)
    assert PageFinding.compare(REPORT, text, text, "by an older reader").change is None
    other = PageFinding.compare(REPORT, text, CleanText("别的文字。"), "").change
    assert other is not None
    assert other.kind is ChangeKind.SUBSTANTIVE
    assert PageFinding.compare(REPORT, text, None, text.digest).change is None
    lost = PageFinding.compare(REPORT, text, None, "another").change
    assert lost is not None
    assert lost.summary == "the revision before cannot be read again"


@pytest.mark.parametrize(
    ("relevance", "before", "after", "degradation"),
    [
        (REPORT, 100, 50, ""),
        (REPORT, 100, 49, "its text has 49 characters, 100 before"),
        (REPORT, 100, 900, ""),
        (NEWS, 100, 100, "it is news now"),
    ],
)
def test_a_report_reads_as_before_unless_it_lost_more_than_half(
    relevance, before, after, degradation
):
    """Or is none any more."""
    texts = (CleanText("文" * after), CleanText("文" * before))
    assert PageFinding.compare(relevance, *texts, "").degradation == degradation
