"""Page states: where the pages of one host stand in one run, and the rows of the ledger that say so."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from tasks.crawl.archiver import ArchivedResponse
from tasks.ledger import Ledger
from tasks.ledger.row_types import FetchRow, PageRow
from tasks.model.page import Capture, ChangeKind, Link, RevisionChange
from tasks.model.run import BEIJING, PageState, Run

Degradations = dict[str, str]
"""By page: how a report that was known before no longer reads as it did; empty while it does."""


@dataclass(frozen=True, slots=True)
class _MissedReport:
    """A report whose page said that it is gone: its state, and the words that prove it.

    The words are empty when it was reported on an earlier day.
    """

    state: PageState
    evidence: str


class PageStates:
    """Where pages stand. Every method writes its rows in one transaction."""

    def __init__(self, run: Run, ledger: Ledger) -> None:
        self._run = run
        self._ledger = ledger
        self._today: date = run.started_at.astimezone(BEIJING).date()

    def make_first_row(
        self,
        source_id: str,
        identity: str,
        url: str,
        host: str,
    ) -> PageRow:
        """Make the row of a page that was never asked for; nothing is written yet."""
        start = self._run.started_at
        return PageRow(
            identity, source_id, url, host, PageState.UNREACHABLE, start, start, kind=""
        )

    def make_answered_row(
        self,
        row: PageRow,
        url: str,
        host: str,
    ) -> PageRow:
        """Make the row of a page that was answered at an address; nothing is written yet."""
        seen = self._run.started_at
        return replace(
            row, url=url, host=host, last_seen_at=seen, missing_days=0, missing_on=None
        )

    def set_state(
        self,
        row: PageRow,
        state: PageState,
        fetch: FetchRow | None = None,
    ) -> None:
        """Set a page's state."""
        self._ledger.record_page(replace(row, state=state), fetch)

    def record_miss(
        self,
        row: PageRow,
        why: str,
        fetch: FetchRow | None = None,
    ) -> _MissedReport:
        """Count a report whose page said that it is gone; its last good capture stays."""
        missed = row.state.count_miss(row.missing_days, row.missing_on, self._today)
        state = missed.state
        days = missed.days
        self._ledger.record_page(
            replace(
                row,
                state=state,
                missing_days=days,
                missing_on=missed.last,
            ),
            fetch,
        )
        if missed.last != self._today:
            # What was withdrawn on an earlier day has been reported then.
            return _MissedReport(state, "")
        missed_on = f"missed on {days} day{'s' if days > 1 else ''}"
        last_seen = f"last seen {row.last_seen_at:%Y-%m-%d}"
        return _MissedReport(state, f"{why}; {missed_on}, {last_seen}")

    def record_report(
        self,
        link: Link,
        row: PageRow,
        answer: ArchivedResponse,
        digest: str,
        change: RevisionChange | None,
        *,
        listed: bool = True,
    ) -> PageState:
        """Set a report's state, with a new revision when there is a change; a cosmetic one is no news.

        `listed` is false where its list no longer names it.
        """
        no_news = change is None or change.kind is ChangeKind.COSMETIC
        same = row.revision > 0 and no_news
        reported = same and self._ledger.is_reported(row.page_id, row.revision)
        state = PageState.determine(row.revision, same, reported)
        if same and not reported:
            self._ledger.claim_revision(row.page_id, row.revision, self._run.run_id)
        if state is PageState.UNCHANGED and not listed:
            state = PageState.UNLISTED
        row = replace(row, state=state, kind="report")
        capture: Capture | None = None
        if change is not None:
            row = replace(
                row, revision=row.revision + 1, revised_at=self._run.started_at
            )
            capture = _build_capture(link, row, answer, digest)
        self._ledger.record_page(
            row,
            answer.row,
            capture,
            self._run.run_id,
            change,
        )
        return state

    def is_known_report(self, identity: str) -> bool:
        """Tell whether a report is known under an identity."""
        page = self._ledger.find_page(identity)
        return page is not None and page.revision > 0

    def list_oldest(self, source_id: str) -> list[str]:
        """List a source's reports by identity, oldest first, without those that are gone.

        Each can be its canary.
        """
        ages = []
        for page in self._ledger.load_source_pages(source_id):
            if not page.state.gone:
                ages.append((page.first_seen_at, page.page_id))
        return [identity for _first_seen, identity in sorted(ages)]

    @staticmethod
    def find_degraded_canary(
        pages: Iterable[str], degradations: Degradations
    ) -> tuple[str, str] | None:
        """Give the canary and how it changed; null when it is well.

        The first of the pages that was answered is it. A page that was not answered says nothing: whether it
        is gone is reported elsewhere.
        """
        for page in pages:
            if page in degradations:
                degradation = degradations[page]
                if degradation:
                    return (page, degradation)
                return None
        return None


def _build_capture(
    link: Link,
    row: PageRow,
    answer: ArchivedResponse,
    text_sha256: str,
) -> Capture:
    """Make the capture of a page's present revision from the answer that gave it."""
    fetched = answer.row
    further = []
    for page in answer.further:
        further.append((str(page.row.warc_file), int(page.row.warc_offset or 0)))
    return Capture(
        page_id=row.page_id,
        revision=row.revision,
        source_id=row.source_id,
        url=link.url,
        captured_at=fetched.at,
        content_sha256=str(fetched.digest),
        text_sha256=text_sha256,
        warc_file=str(fetched.warc_file),
        warc_offset=int(fetched.warc_offset or 0),
        media_type=fetched.media_type,
        listed_title=link.title or None,
        listed_on=link.listed_on,
        listed_publisher=link.publisher,
        further=tuple(further),
        attached=answer.attached,
    )
