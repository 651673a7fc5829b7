"""What every issue has to be: told under its code, as the catalogue says it is."""

import re
from collections.abc import Callable, Iterable, Sequence

from flows.cli.read import ReadDocument
from tasks.model.catalogue import catalogue, make_unreadable_issue
from tasks.model.document import Body, Document
from tasks.model.errors import UnreadableDocument
from tasks.model.issue import Issue
from tasks.report.facts import DocumentHints

CHINESE = re.compile("[一-鿿]{2}")
# A value's name that was never filled in.
UNFILLED = re.compile(r"\{[a-z_]*\}")


def demand_issue(code: str, issues: Iterable[Issue]) -> None:
    """Demand an issue of a code among these; all but stage and words is what the catalogue says."""
    entry, listed = catalogue()[code], list(issues)
    found = [issue for issue in listed if issue.code == code]
    assert found, f"no {code} among {[issue.code for issue in listed]}"
    for issue in found:
        assert issue.stage in entry.stages
        assert issue.severity is entry.severity
        assert issue.responsibility is entry.responsibility
        assert CHINESE.search(issue.message_zh)
        assert issue.message
        assert not UNFILLED.search(issue.message + issue.message_zh)


def of_article(
    bodies: Sequence[Body], hints: DocumentHints | None = None
) -> Sequence[Issue]:
    """Read the files of one article as the nightly run does, and give everything that is told of it."""
    try:
        return ReadDocument.read(bodies, hints or DocumentHints()).reading.issues
    except UnreadableDocument as error:
        return [make_unreadable_issue(error, bodies[0].url)]


def of_file(read: Callable[[bytes], Document], body: bytes) -> Sequence[Issue]:
    """Read one file in this process, where limits can be lowered, and give everything that is told of it."""
    try:
        return read(body).issues
    except UnreadableDocument as error:
        return [make_unreadable_issue(error, "")]
