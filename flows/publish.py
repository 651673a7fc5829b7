"""Stage what was read, audit it, and let readers see it when it passed."""

from collections.abc import Sequence

from expectations import ROWS, SUITES
from tasks.model.release import Audit, Release, Staged
from tasks.model.run import Run
from tasks.model.source import Source
from tasks.release.audit import audit
from tasks.release.publish import publish as publish_staged
from tasks.release.stage import stage


def publish(run: Run, sources: Sequence[Source]) -> tuple[Staged, Audit, Release]:
    """Publish the latest revisions of all reports; a failed audit leaves the last release in place.

    `sources` are all that are known, also those that this run did not ask.
    """
    staged = stage(run, ROWS, sources)
    verdict = audit(staged, SUITES)
    return staged, verdict, publish_staged(run, staged, verdict)
