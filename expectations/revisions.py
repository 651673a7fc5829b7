"""What the table `revisions` must be."""

from typing import TYPE_CHECKING

from expectations.shape import (
    CRITICAL,
    DIGEST,
    ROW,
    Expected,
    at_least,
    holds,
    key,
    like,
    not_after,
    not_empty,
    of_report,
    suite_of,
    words,
)
from tasks.model.keys import KEYS
from tasks.model.release import Premises
from tasks.model.revision import ChangeKind

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite


def rows(_last_year: int) -> list[Expected]:
    """Declare what each row must be."""
    return [
        of_report(ROW),
        *key(ROW, *KEYS["revisions"]),
        holds(
            "counted",
            ROW,
            "revisions do not count from 1",
            "a revision that is left out is a change untold",
        ),
    ]


def suite(premises: Premises) -> "ExpectationSuite":
    """Make the suite for one staged release."""
    return suite_of(
        "revisions",
        [
            not_empty(CRITICAL, "every report has at least its first revision"),
            *rows(premises.last_year),
            *words({"change": ChangeKind}),
            *at_least(
                0,
                "a count or an offset cannot be negative",
                "added",
                "removed",
                "warc_offset",
            ),
            *like(
                DIGEST,
                "a digest of another form cannot be compared",
                "content_sha256",
                "text_sha256",
            ),
            not_after("captured_at", premises.as_of),
        ],
    )
