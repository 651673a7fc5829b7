"""Run: one night's work, and the clock it keeps."""

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")


@dataclass(frozen=True)
class Run:
    """One night's work.

    `run_id` sorts by time (`20260302T020000-1a2b`), `home` is the folder that holds the archive and the
    releases, `database_url` the ledger's; `limit` is the most detail pages fetched for one source, and with
    it nothing counts as missing; a `forced` run crawls sources out of their season too; `outlet` is the URL
    of the object store where readers look as well, empty when there is none. The clock starts at `started_at`
    and goes on at the machine's pace, so that the demo can play another night than today's.
    """

    run_id: str
    started_at: datetime
    home: str
    database_url: str
    limit: int | None = None
    forced: bool = False
    outlet: str = ""
    _origin: float = field(default_factory=time.monotonic, repr=False, compare=False)

    def now(self) -> datetime:
        """Give the run's present time, in Beijing time."""
        return (
            self.started_at + timedelta(seconds=time.monotonic() - self._origin)
        ).astimezone(BEIJING)
