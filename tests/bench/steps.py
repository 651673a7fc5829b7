"""The steps from parts to a release, each in a process of its own, so that its peak of memory is its own."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from tasks.model.release import Audit, Release, Staged
from tasks.model.run import Run

Answer = TypeVar("Answer")


class Cost(NamedTuple):
    """What a step took: seconds of CPU and of the clock, and the process's peak of memory in MB.

    Imports are not counted.
    """

    cpu: float
    wall: float
    peak: int


def apart(
    step: Callable[..., tuple[Answer, float, float]], *arguments: object
) -> tuple[Answer, Cost]:
    """Take a step in a new process, which tells its CPU and clock seconds itself."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_taken, step, *arguments).result()


def stage(run: Run, reuse: bool) -> tuple[Staged, float, float]:
    """Stage; without `reuse`, no paragraphs are looked for that stand in several reports."""
    from expectations import ROWS
    from tasks.release import stage as verb
    from tasks.tables import collection as whole

    if not reuse:
        vars(whole)["ReuseSearch"] = _NoSearch
    with _outside_of_flows():
        return _timed(lambda: verb.stage.fn(run, ROWS, ()))


def audit(staged: Staged) -> tuple[Audit, float, float]:
    """Audit what was staged."""
    from expectations import SUITES
    from tasks.release import audit as validate

    with _outside_of_flows():
        return _timed(lambda: validate.audit.fn(staged, SUITES))


def publish(run: Run, staged: Staged, audited: Audit) -> tuple[Release, float, float]:
    """Publish what was audited."""
    from tasks.release import publish as verb

    with _outside_of_flows():
        return _timed(lambda: verb.publish.fn(run, staged, audited))


def ask(question: Callable[[str], int], path: str) -> tuple[int, float, float]:
    """Ask a question of a file three times, and tell of the quickest; the first one loads what is needed."""
    answers = [_timed(partial(question, path)) for _ in range(3)]
    return min(answers, key=lambda answer: answer[1])


def compress(folder: Path) -> tuple[int, float, float]:
    """Write the tables of a release again by pyarrow alone, a row group at a time.

    Give the size of all its files.
    """
    cpu = wall = 0.0
    for path in sorted(folder.glob("*.parquet")):
        with pq.ParquetFile(path) as file, pa.BufferOutputStream() as sink:
            writer = pq.ParquetWriter(
                sink, file.schema_arrow, compression="zstd", compression_level=3
            )
            for group in range(file.num_row_groups):
                rows = file.read_row_group(group)
                _, more_cpu, more_wall = _timed(partial(writer.write_table, rows))
                cpu, wall = cpu + more_cpu, wall + more_wall
            writer.close()
    return sum(path.stat().st_size for path in folder.iterdir()), cpu, wall


def _timed(step: Callable[[], Answer]) -> tuple[Answer, float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    answer = step()
    return answer, time.process_time() - cpu, time.perf_counter() - wall


def _taken(
    step: Callable[..., tuple[Answer, float, float]], *arguments: object
) -> tuple[Answer, Cost]:
    answer, cpu, wall = step(*arguments)
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return answer, Cost(cpu, wall, int(status.split("VmHWM:")[1].split()[0]) // 1024)


@contextmanager
def _outside_of_flows() -> Iterator[None]:
    """Let tasks be called as plain functions: an empty context for their logger, and no server."""
    from prefect.context import FlowRunContext
    from prefect.settings import (
        PREFECT_LOGGING_LEVEL,
        PREFECT_LOGGING_TO_API_ENABLED,
        temporary_settings,
    )

    empty = FlowRunContext.model_construct(flow=None, flow_run=None)  # type: ignore[call-arg]
    with (
        temporary_settings(
            {PREFECT_LOGGING_TO_API_ENABLED: False, PREFECT_LOGGING_LEVEL: "ERROR"}
        ),
        empty,
    ):
        yield


class _NoSearch:
    """Finds no reuse."""

    def __init__(self, scratch: Path) -> None:
        pass

    def add(self, reports: pa.Table, sections: pa.Table) -> None:
        """Look at nothing."""

    def finish(self) -> object:
        """Find nothing."""
        from tasks.tables.reuse.search import ReuseResult

        return ReuseResult((), ())
