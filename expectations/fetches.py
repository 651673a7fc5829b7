"""What the table `fetches` must be; it has no key, for one URL may be asked for twice in a second."""

from typing import TYPE_CHECKING

from expectations.shape import (
    DIGEST,
    WARNING,
    WEB,
    Expected,
    at_least,
    between,
    expect,
    like,
    not_after,
    not_empty,
    suite_of,
    words,
)
from tasks.model.keys import FETCHES
from tasks.model.release import Premises

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite

# The codes that RFC 9110 knows, and those that servers make up beside them.
FIRST_STATUS, LAST_STATUS = 100, 999


def suite(premises: Premises) -> "ExpectationSuite":
    """Make the suite for one staged release."""
    return suite_of(
        "fetches",
        [
            not_empty(
                WARNING,
                "only a ledger that was rebuilt from the archive knows of no request",
            ),
            *words({"kind": FETCHES}),
            between("status", FIRST_STATUS, LAST_STATUS, "no server answers so"),
            # a request that was refused was sent no time
            *at_least(
                0,
                "no count is negative",
                "attempts",
                "delay",
                "milliseconds",
                "bytes",
                "warc_offset",
            ),
            *like(WEB, "an address that cannot be opened proves nothing", "url"),
            *like(
                DIGEST,
                "a digest of another form cannot be compared with the archive",
                "digest",
            ),
            not_after("at", premises.as_of),
            *_fresh(premises),
        ],
    )


def _fresh(premises: Premises) -> list[Expected]:
    """Expect the release to speak for the last request; a ledger that knows of none is dated otherwise."""
    why = "the release is dated later than all that was fetched; look for a lost ledger"
    last = expect(
        "ColumnMaxToBeBetween",
        WARNING,
        why,
        column="at",
        min_value=premises.as_of.replace(microsecond=0),
    )
    return [last] if premises.counts.get("fetches") else []
