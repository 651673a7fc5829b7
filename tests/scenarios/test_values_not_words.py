"""What one module knows of another is a value: a better sentence changes no table."""

from datetime import datetime
from typing import Any

from tasks.model.coverage import SourceVisit
from tasks.model.report import DateEvidence
from tasks.model.run import BEIJING, OutcomeKind, PageState
from tasks.tables.coverage.publications import PublishedReport
from tasks.tables.coverage.results import _classify_timing

DAY = datetime(2025, 3, 3, tzinfo=BEIJING)


def published(source: str) -> PublishedReport:
    """Make a report whose date was corrected, told in some words."""
    values: dict[str, Any] = dict.fromkeys(PublishedReport.__dataclass_fields__)
    values |= {
        "report_id": "a" * 16,
        "source_id": "demo",
        "published_on": DAY,
        "published_source": source,
        "published_evidence": DateEvidence.CORRECTION,
        "first_seen_at": DAY,
        "state": PageState.UNCHANGED,
        "warc_file": "x",
        "warc_offset": 0,
    }
    return PublishedReport(**values)


def test_trust_does_not_follow_the_wording():
    """A remark in the words of a correction does not make its date doubtful."""
    notes = (
        "correction: http://example.gov.cn/1.html",
        "correction: 网页页脚的更新时间 http://example.gov.cn/1.html",
        "list page: a person looked it up",
    )
    trust = {_classify_timing(published(note), None, 2024).trust for note in notes}
    assert len(trust) == 1


def test_a_whole_list_does_not_follow_the_wording():
    """Whether a list was seen whole is said beside the reason, not by it."""
    reasons = (
        "2 new; list not seen whole: the limit of 20 pages",
        "2 new; the list was cut short: the limit of 20 pages",
        "2 new; 12 pages left out",
    )
    for complete in (True, False):
        visits = [
            SourceVisit("r", DAY, OutcomeKind.NEW, reason, complete)
            for reason in reasons
        ]
        assert {visit.saw_whole_list for visit in visits} == {complete}
