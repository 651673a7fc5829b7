"""A detail page: is it a report, what are its words, and what sets them apart from the revision before."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import NamedTuple, Self

from tasks.documents.article import is_hollow, read_article
from tasks.documents.cache import DocumentCache
from tasks.documents.clean_text import NOISE, CleanText, clean
from tasks.documents.containers import LONGEST_STUB
from tasks.documents.second_try import read_twice
from tasks.model.catalogue import make_phrase
from tasks.model.cpu_limit import limit_cpu
from tasks.model.document import Attachment, Body, Document
from tasks.model.errors import UnreadableDocument
from tasks.model.page import ChangeKind, Relevance, RevisionChange
from tasks.sites.relevance import classify_page

# A quotation of the first change, in characters on either side.
_QUOTE_LENGTH = 30
# Beyond this product of lengths two paragraphs count as wholly replaced: the exact count would cost seconds.
_MOST_COMPARED = 4_000_000

_LineBlocks = tuple[Sequence[str], Sequence[str]]


class _Edit(NamedTuple):
    """The characters removed and added between two texts, and a quotation of the first change."""

    removed: int
    added: int
    quote: str


def _describe_change(before: Sequence[str], after: Sequence[str]) -> RevisionChange:
    edits: list[_Edit] = []
    paragraphs = {
        "changed": 0,
        "added": 0,
        "removed": 0,
    }
    for old, new in _iter_changed_blocks(before, after):
        edit = _diff_characters("\n".join(old), "\n".join(new))
        edits.append(edit)
        growth = len(new) - len(old)
        shared = min(len(old), len(new))
        paragraphs["changed"] += shared
        paragraphs["added"] += max(growth, 0)
        paragraphs["removed"] += max(-growth, 0)
    added = sum(edit.added for edit in edits)
    removed = sum(edit.removed for edit in edits)
    counts = ", ".join(_iter_counts(paragraphs))
    summary = f"{counts}; first: {edits[0].quote}"
    return RevisionChange(ChangeKind.SUBSTANTIVE, added, removed, summary)


def _iter_counts(paragraphs: Mapping[str, int]) -> Iterator[str]:
    for change, count in paragraphs.items():
        if count == 1:
            yield f"1 paragraph {change}"
        elif count:
            yield f"{count} paragraphs {change}"


def _iter_changed_blocks(
    before: Sequence[str], after: Sequence[str]
) -> Iterator[_LineBlocks]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag != "equal":
            yield before[start:end], after[new_start:new_end]


def _diff_characters(before: str, after: str) -> _Edit:
    """Count the characters removed and added, and quote the first change."""
    head = _measure_common_prefix(before, after)
    old = before[head:]
    new = after[head:]
    tail = _measure_common_prefix(old[::-1], new[::-1])
    removed = len(old) - tail
    added = len(new) - tail
    old = old[:removed]
    new = new[:added]
    quote = _quote_change(old, new)
    if removed * added > _MOST_COMPARED:
        return _Edit(removed, added, quote)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    blocks = matcher.get_matching_blocks()
    same = sum(block.size for block in blocks)
    return _Edit(removed - same, added - same, quote)


def _quote_change(old: str, new: str) -> str:
    removed = _format_quote(old)
    added = _format_quote(new)
    if old and new:
        return f"“{removed}” became “{added}”"
    if new:
        return f"+“{added}”"
    return f"-“{removed}”"


def _measure_common_prefix(one: str, other: str) -> int:
    """Count the characters that two texts begin with in common."""
    low = 0
    high = min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[:middle] == other[:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _format_quote(text: str) -> str:
    line = " ".join(text.split())
    if len(line) <= _QUOTE_LENGTH:
        return line
    return f"{line[:_QUOTE_LENGTH]}…"


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
    def make_first(
        cls,
        relevance: Relevance,
        text: CleanText,
        doubt: str = "",
    ) -> Self:
        """Make the finding of a page without an earlier revision."""
        change = cls.compare_texts(None, text.text)
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
        change = cls.compare_texts(before.text, text.text)
        return cls(relevance, text.digest, change, degradation)

    @staticmethod
    def compare_texts(before: str | None, after: str) -> RevisionChange | None:
        """Say what sets a text apart from the one before; null when nothing does.

        Without one before, the text is new. The same words with other punctuation, spacing or line breaks
        are a cosmetic change.
        """
        if before is None:
            return RevisionChange(ChangeKind.NEW, len(after), 0, "first capture")
        if before == after:
            return None
        if NOISE.sub("", before) == NOISE.sub("", after):
            edit = _diff_characters(before, after)
            summary = "punctuation, spacing or line breaks only"
            return RevisionChange(
                ChangeKind.COSMETIC, edit.added, edit.removed, summary
            )
        return _describe_change(before.split("\n"), after.split("\n"))


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
        if self.named:
            return ""
        if self.attachments:
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
        document, text = _read_twice(bodies, documents)
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

    @staticmethod
    def read_clean_text(
        bodies: Sequence[Body], documents: DocumentCache | None = None
    ) -> CleanText:
        """Read the clean text of archived bodies again; raises UnreadableDocument."""
        return _read_twice(bodies, documents)[1]


def _is_short(text: CleanText) -> bool:
    """Tell whether a page's own text only leads to its files, as far as its length tells."""
    return len(text.text) < LONGEST_STUB


def _read_twice(
    bodies: Sequence[Body], documents: DocumentCache | None
) -> tuple[Document, CleanText]:
    """Read an article and its text within the limit of CPU time; raises UnreadableDocument."""

    def read() -> tuple[Document, CleanText]:
        with limit_cpu():
            document = read_article(bodies, documents)
            return document, clean(document)

    return read_twice(read)


def _describe_degradation(
    relevance: Relevance,
    before: int,
    after: int,
) -> str:
    """Say how a known report no longer reads as before.

    `before` and `after` are characters of its clean text.
    """
    if not relevance.relevant:
        return f"it is {relevance.kind} now"
    # Reports are edited, and never cut to half; a container that the reader no longer finds does that.
    if after * 2 < before:
        return f"its text has {after} characters, {before} before"
    return ""
