"""Examine a body: is it a report, what are its words, and what sets them apart from the revision before."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tasks.model.document import Body
from tasks.model.relevance import Relevance
from tasks.model.revision import Change, ChangeKind
from tasks.text.changes import compare, first_capture
from tasks.text.clean import CleanText, clean
from tasks.text.convert import convert_all

# How much of a page's text its judgement looks at, in characters.
_OPENING = 1200

Judge = Callable[[str, str], Relevance]
"""Judges a page by its title and its opening."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a detail page was found to be: its judgement, the digest of its clean text, and what changed since before.

    `change` is null where nothing did; `look` says how a report that was known no longer reads as before, empty while
    it does.
    """

    relevance: Relevance
    text_sha256: str
    change: Change | None = None
    look: str = ""


def examine(bodies: Sequence[Body], listed_title: str, judge: Judge) -> tuple[Relevance, CleanText]:
    """Read an article's pages far enough to say whether it is a report; raises UnreadableDocument."""
    document = convert_all(bodies)
    text = clean(document)
    opening = text.text[:_OPENING]
    relevance = judge(document.metadata.get("title", ""), opening)
    if not relevance.relevant and relevance.kind == "other":
        # Pages are often titled after their site or column; the list's wording is as good a title.
        relevance = judge(listed_title, opening)
    return relevance, text


def text_of(bodies: Sequence[Body]) -> CleanText:
    """Read the clean text of archived bodies again; raises UnreadableDocument."""
    return clean(convert_all(bodies))


def first_finding(relevance: Relevance, text: CleanText) -> Finding:
    """Make the finding of a page without an earlier revision."""
    return Finding(relevance, text.digest, first_capture(text.text))


def finding_after(relevance: Relevance, text: CleanText, before: CleanText | None, digest_before: str) -> Finding:
    """Make the finding of a page with an earlier revision; `before` is null when its text cannot be read again."""
    if before is None:
        lost = Change(ChangeKind.SUBSTANTIVE, summary="the revision before cannot be read again")
        return Finding(relevance, text.digest, None if text.digest == digest_before else lost)
    look = look_of(relevance, len(before.text), len(text.text))
    return Finding(relevance, text.digest, compare(before.text, text.text), look)


def look_of(relevance: Relevance, before: int, after: int) -> str:
    """Say how a known report no longer reads as before; `before` and `after` are characters of its clean text."""
    if not relevance.relevant:
        return f"it is {relevance.kind} now"
    # Reports are edited, and never cut to half; a container that the reader no longer finds does that.
    return f"its text has {after} characters, {before} before" if after * 2 < before else ""
