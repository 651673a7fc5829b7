"""Issues of a release that ledger, archive and quarantine raise, beside those of reading its reports."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

import pyarrow as pa

from tasks.archive.warc import Archive
from tasks.ledger.row_types import PageRow, ProblemRow
from tasks.model.capture import Capture
from tasks.model.errors import ArchiveError
from tasks.model.issue import Issue, Responsibility, Severity
from tasks.release.staging.quarantine import count_reasons


class ReleaseIssue(NamedTuple):
    """One issue, and the report and source that it concerns; null where it concerns none."""

    report_id: str | None
    source_id: str | None
    issue: Issue


def iter_unread_issues(
    archive: Archive, captures: Iterable[Capture]
) -> Iterator[ReleaseIssue]:
    """Give an issue for each latest revision that no part holds: no page may vanish from the tables."""
    for capture in captures:
        message = "the capture has not been read yet; run the extraction again"
        try:
            archive.read(capture.warc_file, capture.warc_offset)
        except ArchiveError as error:
            message = f"the capture cannot be read back from the archive: {error}"
        evidence = f"{capture.warc_file} at {capture.warc_offset}"
        issue = _build_unread_issue(message, evidence, capture.url)
        yield ReleaseIssue(capture.page_id, capture.source_id, issue)


def iter_lost_page_issues(pages: Iterable[PageRow]) -> Iterator[ReleaseIssue]:
    """Give an issue for each page whose latest revision the ledger has lost: nothing is there to be read."""
    message = (
        "the ledger has lost the report's latest revision; make it anew with "
        "`fazhi extract --rebuild`"
    )
    for page in pages:
        issue = _build_unread_issue(message, f"revision {page.revision}", page.url)
        yield ReleaseIssue(page.page_id, page.source_id, issue)


def _build_unread_issue(message: str, evidence: str, url: str) -> Issue:
    return Issue(
        stage="extract",
        code="capture_unread",
        severity=Severity.ERROR,
        responsibility=Responsibility.US,
        message=message,
        evidence=evidence,
        url=url,
    )


def iter_quarantine_issues(refused: Mapping[str, pa.Table]) -> Iterator[ReleaseIssue]:
    """Give an issue for each reason for which rows of a report are kept out.

    `refused` are those rows by table.
    """
    for table, rows in refused.items():
        for (report_id, reason), count in count_reasons(rows).items():
            message = (
                f"{count} rows of {table} are in quarantine, not in the release; "
                "look at their column reason"
            )
            severity = Severity.ERROR if table == "reports" else Severity.WARNING
            issue = Issue(
                stage="audit",
                code="rows_quarantined",
                severity=severity,
                responsibility=Responsibility.US,
                message=message,
                evidence=f"{table}: {reason}",
            )
            yield ReleaseIssue(report_id, None, issue)


def iter_crawl_issues(
    problems: Iterable[ProblemRow], page_ids: Collection[str]
) -> Iterator[ReleaseIssue]:
    """Give what crawls noticed; a page that was never captured is no report's."""
    for problem in problems:
        report_id = problem.page_id if problem.page_id in page_ids else None
        yield ReleaseIssue(report_id, problem.source_id, problem.issue)
