"""Attachments: the files that a host's articles offer, fetched once a run.

One that is lost stays as it came before.
"""

from collections.abc import Sequence
from http import HTTPStatus

from tasks.crawl.archiver import Archiver
from tasks.fetch.responses import PageCheck
from tasks.ledger import Ledger
from tasks.model.document import Attachment
from tasks.model.errors import FetchError, Postponed, Unreachable
from tasks.model.page import Attached, Request
from tasks.model.source import Source

# Reports come with a handful of files; a page that offers more is an index.
MAX_ATTACHMENTS = 30


class AttachmentFetcher:
    """Fetches the attachments of one host's articles in one run."""

    def __init__(self, archiver: Archiver, ledger: Ledger) -> None:
        self._archiver = archiver
        self._ledger = ledger
        self._asked: dict[str, Attached | FetchError] = {}

    def fetch(
        self,
        source: Source,
        page: str,
        offered: Sequence[Attachment],
        before: Sequence[Attached],
    ) -> tuple[tuple[Attached, ...], list[FetchError]]:
        """Fetch what the article at the address `page` offers; gives each attachment, and what went wrong.

        One that does not come is given as it was `before`, or without a place in the archive when it never
        came. Raises Postponed when the budget ends in between.
        """
        earlier = {one.url: one for one in before}
        attached: list[Attached] = []
        failures: list[FetchError] = []
        for attachment in offered[:MAX_ATTACHMENTS]:
            one = self._fetch_once(source, page, attachment)
            if isinstance(one, FetchError):
                failures.append(one)
                lost = Attached(attachment.url, attachment.name)
                one = earlier.get(attachment.url, lost)
            attached.append(one)
        not_fetched = [
            Attached(attachment.url, attachment.name)
            for attachment in offered[MAX_ATTACHMENTS:]
        ]
        return (*attached, *not_fetched), failures

    def _fetch_once(
        self, source: Source, page: str, attachment: Attachment
    ) -> Attached | FetchError:
        if attachment.url not in self._asked:
            self._asked[attachment.url] = self._fetch_attachment(
                source, page, attachment
            )
        return self._asked[attachment.url]

    def _fetch_attachment(
        self, source: Source, page: str, attachment: Attachment
    ) -> Attached | FetchError:
        try:
            answer = self._archiver.fetch(
                source, Request(attachment.url, referer=page), "attachment"
            )
        except Postponed:
            raise
        except FetchError as error:
            return error
        row = answer.row
        self._ledger.record_fetch(row)
        checked = PageCheck(answer.page)
        is_file = answer.page.status == HTTPStatus.OK and not checked.is_gone()
        if not is_file or checked.classify_suspect():
            return Unreachable(
                attachment.url, f"attachment “{attachment.name}”: {row.outcome}"
            )
        return Attached(
            attachment.url, attachment.name, row.digest, row.warc_file, row.warc_offset
        )
