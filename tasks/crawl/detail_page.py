"""A detail page: is it a report, what are its words, and what sets them apart from the revision before."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

from tasks.documents.article import is_hollow, read_article
from tasks.documents.cache import DocumentCache
from tasks.documents.clean_text import CleanText, clean
from tasks.documents.containers import LONGEST_STUB
from tasks.documents.text_diff import compare_texts
from tasks.model.catalogue import make_phrase
from tasks.model.document import Attachment, Body
from tasks.model.errors import UnreadableDocument
from tasks.model.page import ChangeKind, Relevance, RevisionChange
from tasks.sites.relevance import classify_page

# How much of a page's text its classification looks at, in characters.
_OPENING_CHARACTERS = 1200
# A page of fewer words that does not say what it is can be a notice of any kind.
_SHORT_CHARACTERS = 200
# 事件ID: 7f3a9c, 2026-04-05 02:11: what walls and notices print anew for each visit
_VARYING = re.compile(r"[0-9A-Za-z\W_]+")


@dataclass(frozen=True, slots=True)
class PageFinding:
    """What a detail page was found to be: its class, the digest of its clean text, and what changed.

    `change` is null where nothing did since the last revision; `degradation` says how a report that was known
    no longer reads as before, empty while it does; `doubt` are the words of a page that nothing but the list
    calls a report, of a short one without what differs from visit to visit; empty for any other.
    """

    relevance: Relevance
    text_sha256: str
    change: RevisionChange | None = None
    degradation: str = ""
    doubt: str = ""

    @property
    def says_nothing(self) -> bool:
        """Tell whether a page in a report's place has a line or two that say neither what it is nor why."""
        return 0 < len(self.doubt) < _SHORT_CHARACTERS

    @classmethod
    def make_first(cls, relevance: Relevance, text: CleanText, doubt: str = "") -> Self:
        """Make the finding of a page without an earlier revision."""
        change = compare_texts(None, text.text)
        return cls(relevance, text.digest, change, doubt=doubt)

    def add_doubt(self, doubt: str) -> Self:
        """Give the finding with its page's doubt, where it is not as before."""
        as_before = self.relevance.relevant and not self.degradation
        if as_before:
            return self
        return replace(self, doubt=doubt)

    @classmethod
    def compare(
        cls,
        relevance: Relevance,
        text: CleanText,
        before: CleanText | None,
        digest_before: str,
    ) -> Self:
        """Make the finding of a page with an earlier revision.

        `before` is null when its text cannot be read again.
        """
        if before is None:
            if text.digest == digest_before:
                return cls(relevance, text.digest)
            summary = "the revision before cannot be read again"
            lost = RevisionChange(ChangeKind.SUBSTANTIVE, summary=summary)
            return cls(relevance, text.digest, lost)
        degradation = _describe_degradation(relevance, len(before.text), len(text.text))
        change = compare_texts(before.text, text.text)
        return cls(relevance, text.digest, change, degradation)


@dataclass(frozen=True, slots=True)
class Article:
    """What an article's files were found to be, their text, and the files that it offers.

    `named` tells that the article itself says what it is, and not only its list; `hollow` that neither page
    nor files have a text, as far as they are at hand.
    """

    relevance: Relevance
    text: CleanText
    attachments: tuple[Attachment, ...]
    named: bool = True
    hollow: bool = False

    def require_text(self) -> None:
        """Raise UnreadableDocument for what would be a report, and has no text."""
        if self.relevance.relevant and self.hollow:
            problem = make_phrase("files_without_text")
            raise UnreadableDocument("no_text", problem=problem)

    @property
    def doubt(self) -> str:
        """Give the words of an article that does not say what it is, as `PageFinding` has them."""
        if self.named or self.attachments:
            return ""
        words = _VARYING.sub("", self.text.text)
        # Whole reports of one organ may differ in their numbers alone.
        if len(words) < _SHORT_CHARACTERS:
            return words
        return self.text.text

    def choose_attachments(
        self, listed: Sequence[Attachment] = ()
    ) -> tuple[Attachment, ...]:
        """Choose the files that are needed, of those on the page and those that the list named with it.

        All of a report's belong to it, and those of a page of a line or two may be one; those of others are
        not.
        """
        may_be_one = self.relevance.kind == "other" and _is_short(self.text)
        if not self.relevance.relevant and not may_be_one:
            return ()
        shown = {attachment.url for attachment in self.attachments}
        further = [attachment for attachment in listed if attachment.url not in shown]
        return (*self.attachments, *further)

    def has_same_text(self, before: CleanText) -> bool:
        """Tell whether the page of an article with attachments reads as before.

        The words of a page that only leads to its files are not the report's; clocks and counters are among
        them.
        """
        if before.text == self.text.text:
            return True
        return _is_short(before) and _is_short(self.text)

    @classmethod
    def read(
        cls,
        bodies: Sequence[Body],
        listed_title: str,
        documents: DocumentCache | None = None,
    ) -> "Article":
        """Read an article's files far enough to say whether it is a report; raises UnreadableDocument."""
        document = read_article(bodies, documents)
        text = clean(document)
        hollow = is_hollow((*document.issues, *text.issues))
        # The site's own words tell nothing of the page.
        opening = "" if hollow else text.text[:_OPENING_CHARACTERS]
        page_title = document.metadata.get("title", "")
        relevance = classify_page(page_title, opening)
        named = relevance.relevant or relevance.kind != "other"
        if not relevance.relevant and (relevance.kind == "other" or not page_title):
            # Pages are often titled after their site or column; the list's wording is as good a title.
            relevance = classify_page(listed_title, opening)
        return cls(
            relevance,
            text,
            document.attachments,
            named,
            hollow,
        )


def _is_short(text: CleanText) -> bool:
    """Tell whether a page's own text only leads to its files, as far as its length tells."""
    return len(text.text) < LONGEST_STUB


def read_clean_text(
    bodies: Sequence[Body], documents: DocumentCache | None = None
) -> CleanText:
    """Read the clean text of archived bodies again; raises UnreadableDocument."""
    return clean(read_article(bodies, documents))


def _describe_degradation(relevance: Relevance, before: int, after: int) -> str:
    """Say how a known report no longer reads as before.

    `before` and `after` are characters of its clean text.
    """
    if not relevance.relevant:
        return f"it is {relevance.kind} now"
    # Reports are edited, and never cut to half; a container that the reader no longer finds does that.
    if after * 2 < before:
        return f"its text has {after} characters, {before} before"
    return ""
