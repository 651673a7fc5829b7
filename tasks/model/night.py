"""Night: what one run came to, as its summaries tell it."""

from dataclasses import dataclass

from tasks.model.errors import ReleaseError
from tasks.model.release import Audit, Release, Staged
from tasks.model.run import Run
from tasks.model.source import Lifecycle, Source
from tasks.model.state import Outcome, OutcomeKind


@dataclass(frozen=True, slots=True)
class Night:
    """One run: its sources, their outcomes, the staged tables, the audit and the release that now stands."""

    run: Run
    sources: tuple[Source, ...]
    outcomes: tuple[Outcome, ...]
    staged: Staged
    audit: Audit
    release: Release

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """List the outcomes that an operator has to look at; a source known to block us is none of them."""
        known_to_block = set()
        for source in self.sources:
            if source.lifecycle is Lifecycle.BLOCKED:
                known_to_block.add(source.id)
        failed = []
        for outcome in self.outcomes:
            blocked = outcome.kind is OutcomeKind.BLOCKED
            expected = blocked and outcome.source_id in known_to_block
            if outcome.failed and not expected:
                failed.append(outcome)
        return tuple(failed)

    @property
    def good(self) -> bool:
        """Tell whether every source has an explained outcome and the staged release stands."""
        return not self.failed and not self.release.blocked


class HeldBack(ReleaseError):
    """Raised by a flow whose release was held back; `night` is what it came to all the same."""

    def __init__(self, night: Night) -> None:
        super().__init__(night.release.reason)
        self.night = night
