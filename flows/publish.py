"""Stage what was read, audit it, and let readers see it when it passed."""

from expectations import SUITES
from tasks.model.release import Audit, Release, Staged
from tasks.model.run import Run
from tasks.publish import publish as publish_staged
from tasks.publish import stage
from tasks.validate import audit


def publish(run: Run) -> tuple[Staged, Audit, Release]:
    """Publish the latest revisions of all reports; a failed audit leaves the last release in place."""
    staged = stage(run)
    verdict = audit(staged, SUITES)
    return staged, verdict, publish_staged(run, staged, verdict)
