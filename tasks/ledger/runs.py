"""The ledger's runs, and how far one has come."""

from datetime import datetime

import sqlalchemy as sa

from tasks.ledger.engine import rows_of
from tasks.ledger.journal import Operation
from tasks.ledger.operations import FINISH_RUN, START_RUN
from tasks.ledger.rows import RunRow
from tasks.ledger.tables import FETCHES, LINKS, RUNS
from tasks.ledger.writing import Writing
from tasks.model.run import Run

_RUNS = rows_of(RUNS, RunRow).order_by(RUNS.c.number)
_RUN: sa.BindParameter[str] = sa.bindparam("run_id")
_ASKED = sa.select(sa.func.count()).where(
    FETCHES.c.run_id == _RUN, FETCHES.c.kind == "detail"
)
_DUE = sa.select(sa.func.count()).where(
    LINKS.c.run_id == _RUN, LINKS.c.relevant | LINKS.c.doubtful
)


class Runs(Writing):
    """The runs, from their start to their end."""

    def start_run(self, run: Run) -> None:
        """Note that a run has started; starting it again changes nothing."""
        self._write(
            Operation(START_RUN, [{"run_id": run.run_id, "started_at": run.started_at}])
        )

    def finish_run(self, run_id: str, at: datetime) -> None:
        """Note that a run came to its end; until then, what it found counts as new for the next run too."""
        self._write(Operation(FINISH_RUN, [{"run_id": run_id, "finished_at": at}]))

    def runs(self) -> list[RunRow]:
        """List the runs, oldest first."""
        with self._reading() as connection:
            return [RunRow(**row) for row in connection.execute(_RUNS).mappings()]

    def progress(self, run_id: str) -> tuple[int, int]:
        """Count a run's detail pages: those asked for so far, and those that its lists have promised so far."""
        run = {"run_id": run_id}
        with self._reading() as connection:
            return connection.execute(_ASKED, run).scalar_one(), connection.execute(
                _DUE, run
            ).scalar_one()
