"""A host that another worker is at."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tasks.crawl.host_client import HostLocks
from tasks.model.run import Run


@contextmanager
def lock_host(folder: Path, host: str, run: Run) -> Iterator[str]:
    """Hold the lock of a host; gives whose stale lock was taken over, empty when it was free.

    Raises HostTakenError at once when another run holds it.
    """
    with HostLocks(folder, run) as locks:
        yield locks.take(host)
