"""Examine a body: is it a report, what are its words, and what sets them apart from the revision before."""

from collections.abc import Sequence
from dataclasses import dataclass

from tasks.documents.article import read_article
from tasks.documents.cache import Shelf
from tasks.documents.clean_text import CleanText, clean
from tasks.documents.containers import LONGEST_STUB
from tasks.documents.text_diff import compare, first_capture
from tasks.model.capture import Change, ChangeKind
from tasks.model.document import Attachment, Body
from tasks.model.link import Relevance
from tasks.sites.relevance import judge_page

# How much of a page's text its judgement looks at, in characters.
_OPENING = 1200


@dataclass(frozen=True, slots=True)
class Finding:
    """What a detail page was found to be: its judgement, the digest of its clean text, and what changed since
    before.

    `change` is null where nothing did; `look` says how a report that was known no longer reads as before,
    empty while it does.
    """

    relevance: Relevance
    text_sha256: str
    change: Change | None = None
    look: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """What an article's files were found to be, their text, and the files that it offers."""

    relevance: Relevance
    text: CleanText
    attachments: tuple[Attachment, ...]

    def wanted(self, listed: Sequence[Attachment] = ()) -> tuple[Attachment, ...]:
        """Choose the files that are needed, of those on the page and those that the list named with it.

        All of a report's belong to it, and those of a page of a line or two may be one; those of others are
        not.
        """
        if not (
            self.relevance.relevant
            or (self.relevance.kind == "other" and is_short(self.text))
        ):
            return ()
        shown = {one.url for one in self.attachments}
        return (*self.attachments, *(one for one in listed if one.url not in shown))


def is_short(text: CleanText) -> bool:
    """Tell whether a page's own text only leads to its files, as far as its length tells."""
    return len(text.text) < LONGEST_STUB


def examine(
    bodies: Sequence[Body], listed_title: str, shelf: Shelf | None = None
) -> Article:
    """Read an article's files far enough to say whether it is a report; raises UnreadableDocument."""
    document = read_article(bodies, shelf)
    text = clean(document)
    opening = text.text[:_OPENING]
    relevance = judge_page(document.metadata.get("title", ""), opening)
    if not relevance.relevant and relevance.kind == "other":
        # Pages are often titled after their site or column; the list's wording is as good a title.
        relevance = judge_page(listed_title, opening)
    return Article(relevance, text, document.attachments)


def text_of(bodies: Sequence[Body], shelf: Shelf | None = None) -> CleanText:
    """Read the clean text of archived bodies again; raises UnreadableDocument."""
    return clean(read_article(bodies, shelf))


def first_finding(relevance: Relevance, text: CleanText) -> Finding:
    """Make the finding of a page without an earlier revision."""
    return Finding(relevance, text.digest, first_capture(text.text))


def finding_after(
    relevance: Relevance, text: CleanText, before: CleanText | None, digest_before: str
) -> Finding:
    """Make the finding of a page with an earlier revision.

    `before` is null when its text cannot be read again.
    """
    if before is None:
        lost = Change(
            ChangeKind.SUBSTANTIVE, summary="the revision before cannot be read again"
        )
        return Finding(
            relevance, text.digest, None if text.digest == digest_before else lost
        )
    look = look_of(relevance, len(before.text), len(text.text))
    return Finding(relevance, text.digest, compare(before.text, text.text), look)


def look_of(relevance: Relevance, before: int, after: int) -> str:
    """Say how a known report no longer reads as before.

    `before` and `after` are characters of its clean text.
    """
    if not relevance.relevant:
        return f"it is {relevance.kind} now"
    # Reports are edited, and never cut to half; a container that the reader no longer finds does that.
    return (
        f"its text has {after} characters, {before} before"
        if after * 2 < before
        else ""
    )
