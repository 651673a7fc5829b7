"""Remarks: what ledger, archive and quarantine have to say of a release, beside what reading its reports
told.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

import pyarrow as pa

from tasks.archive.warc import Archive
from tasks.ledger.row_types import PageRow, ProblemRow
from tasks.model.capture import Capture
from tasks.model.errors import ArchiveError
from tasks.model.issue import Issue, Responsibility, Severity
from tasks.release.staging import quarantine


class ReleaseIssue(NamedTuple):
    """One issue, and the report and source that it concerns; null where it concerns none."""

    report_id: str | None
    source_id: str | None
    issue: Issue


def iter_unread_issues(
    archive: Archive, captures: Iterable[Capture]
) -> Iterator[ReleaseIssue]:
    """Give an issue for each latest revision that no part holds: its page must not vanish from the tables
    unseen.
    """
    for capture in captures:
        message = "the capture has not been read yet; run the extraction again"
        try:
            archive.read(capture.warc_file, capture.warc_offset)
        except ArchiveError as error:
            message = f"the capture cannot be read back from the archive: {error}"
        place = f"{capture.warc_file} at {capture.warc_offset}"
        issue = Issue(
            "extract",
            "capture_unread",
            Severity.ERROR,
            Responsibility.US,
            message,
            place,
            capture.url,
        )
        yield ReleaseIssue(capture.page_id, capture.source_id, issue)


def iter_lost_page_issues(pages: Iterable[PageRow]) -> Iterator[ReleaseIssue]:
    """Give an issue for each page whose latest revision the ledger has lost: there is nothing to read it
    from.
    """
    for page in pages:
        message = "the ledger has lost the report's latest revision; make it anew with `fazhi extract --rebuild`"
        lost = f"revision {page.revision}"
        issue = Issue(
            "extract",
            "capture_unread",
            Severity.ERROR,
            Responsibility.US,
            message,
            lost,
            page.url,
        )
        yield ReleaseIssue(page.page_id, page.source_id, issue)


def iter_quarantine_issues(refused: Mapping[str, pa.Table]) -> Iterator[ReleaseIssue]:
    """Give an issue for each reason for which rows of a report are kept out.

    `refused` are those rows by table.
    """
    for table, rows in refused.items():
        for (report_id, reason), count in quarantine.count_reasons(rows).items():
            message = f"{count} rows of {table} are in quarantine, not in the release; look at their column reason"
            severity = Severity.ERROR if table == "reports" else Severity.WARNING
            issue = Issue(
                "audit",
                "rows_quarantined",
                severity,
                Responsibility.US,
                message,
                f"{table}: {reason}",
            )
            yield ReleaseIssue(report_id, None, issue)


def iter_crawl_issues(
    problems: Iterable[ProblemRow], page_ids: Collection[str]
) -> Iterator[ReleaseIssue]:
    """Give what crawls noticed; a page that was never captured is no report's."""
    for problem in problems:
        yield ReleaseIssue(
            problem.page_id if problem.page_id in page_ids else None,
            problem.source_id,
            problem.issue,
        )
