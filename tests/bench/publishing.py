"""Publishing: the rows of many reports to Parquet as a release, next to plain ways of writing them.

`python -m tests.bench.publishing [--reports N]… [--no-reuse]` fills homes with so many reports, and prints
what it takes to stage, audit and publish them, and again on the night after, with some more. The search for
reuse takes most of the staging and is measured by itself in `tests.bench.reuse`; `--no-reuse` leaves it out.
"""

import argparse
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from rich.console import Console
from rich.table import Table

from deploy.demo.writer import write
from tasks.home import Home
from tasks.model.page import Capture
from tasks.model.run import BEIJING, Run
from tasks.release.staging.draft import ReleaseDraft
from tasks.release.store.visibility import CurrentRelease
from tasks.tables.part_store import get_extractor_version
from tasks.tables.schema import build_part_schemas
from tasks.tables.table_rows import Row, build_reading_rows, build_tables
from tests.bench import steps
from tests.bench.full_home import full_home, next_night
from tests.bench.steps import Cost, apart
from tests.quality.eval.score import read_bytes

SIZES = (10_000, 30_000, 100_000)
# Written and read once, for all others to be variations of them.
SAMPLES = 400
RAW = "zstd-3 of the same tables, pyarrow alone"
_AT = datetime(2026, 3, 2, tzinfo=BEIJING)


def rows(reports: int) -> dict[str, list[Row]]:
    """Read so many written reports into rows of the tables."""
    found: dict[str, list[Row]] = {}
    for seed in range(reports):
        _, reading = read_bytes(write(seed).plain().encode())
        capture = Capture(
            f"{seed:016x}", 1, "bench", "", _AT, "", "", "", 0, "text/plain"
        )
        for name, more in build_reading_rows(
            reading, capture, get_extractor_version()
        ).items():
            found.setdefault(name, []).extend(more)
    return found


def ways(found: dict[str, list[Row]]) -> dict[str, Callable[[], object]]:
    """Give what is compared: rows to Arrow, then Arrow to files by pyarrow, pandas, and as a release."""
    schemas = build_part_schemas()
    arrow = build_tables(found, schemas)
    folder = Path(tempfile.mkdtemp(prefix="fazhi-bench-"))

    def plain() -> None:
        for name, table in arrow.items():
            pq.write_table(
                table,
                folder / f"{name}.parquet",
                compression="zstd",
                compression_level=3,
            )

    def pandas() -> None:
        for name, table in arrow.items():
            table.to_pandas().to_parquet(
                folder / f"{name}.parquet", compression="zstd", index=False
            )

    def staged() -> None:
        with ReleaseDraft(folder, schemas) as draft:
            for name, table in arrow.items():
                draft.write(name, table)
            draft.finish(_AT)

    return {
        "rows to Arrow": lambda: build_tables(found, schemas),
        "Arrow to Parquet, pyarrow": plain,
        "Arrow to Parquet, through pandas": pandas,
        "Arrow to a staged release, named by its content": staged,
        "zstd alone on the reports' text": lambda: pa.compress(
            "".join(arrow["reports"]["text"].to_pylist()).encode(), codec="zstd"
        ),
    }


def main() -> None:
    """Measure and print; nothing here passes or fails."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.publishing")
    parser.add_argument(
        "--reports",
        type=int,
        action="append",
        help="how many; may be given several times",
    )
    parser.add_argument(
        "--no-reuse",
        action="store_true",
        help="leave the search for reuse out of the stage",
    )
    asked = parser.parse_args()
    reuse, samples = not asked.no_reuse, _samples()
    table = Table(
        "reports",
        "step",
        "CPU s",
        "of raw",
        "wall s",
        "peak MB",
        "ms a report",
        "growth",
        "",
    )
    table.title = "From parts to a release, " + (
        "reuse included" if reuse else "without the search for reuse"
    )
    last: tuple[int, Mapping[str, Cost]] = (0, {})
    for count in asked.reports or SIZES:
        with tempfile.TemporaryDirectory(prefix="fazhi-bench-") as folder:
            costs, words = _measured(Path(folder), count, samples, reuse=reuse)
        for name, cost in costs.items():
            growth = (
                f"{cost.cpu / count / (last[1][name].cpu / last[0]):.2f}"
                if last[0]
                else ""
            )
            numbers = (
                f"{cost.cpu:.1f}",
                f"{cost.cpu / costs[RAW].cpu:.1f}",
                f"{cost.wall:.1f}",
                f"{cost.peak}",
            )
            table.add_row(
                f"{count}",
                name,
                *numbers,
                f"{1000 * cost.cpu / count:.2f}",
                growth,
                words[name],
            )
        table.add_section()
        last = count, costs
    console = Console(width=160)
    console.print(table)
    console.print(
        "growth: CPU time a report, as a multiple of that of the size before; peaks are of whole processes."
    )
    console.print(
        "With reuse, see also make bench-reuse; --no-reuse measures all else."
    )


def _samples() -> dict[str, list[Row]]:
    """Read written reports, and keep the shorter half: about twenty sections and six kilobytes each."""
    read = rows(2 * SAMPLES)
    counts = Counter(str(row["report_id"]) for row in read["sections"])
    kept = frozenset(
        sorted(counts, key=lambda report_id: (counts[report_id], report_id))[:SAMPLES]
    )
    return {
        name: [row for row in found if row["report_id"] in kept]
        for name, found in read.items()
    }


def _measured(
    folder: Path, count: int, samples: Mapping[str, list[Row]], *, reuse: bool
) -> tuple[dict[str, Cost], dict[str, str]]:
    """Play two nights, then write the tables of the second plainly.

    Give what each step took, and words on it.
    """
    run = full_home(folder, count, samples)
    costs, words = _night(run, reuse)
    again, said = _night(next_night(run, count, samples), reuse)
    costs |= {f"{name}, the night after": cost for name, cost in again.items()}
    words |= {f"{name}, the night after": word for name, word in said.items()}
    published = CurrentRelease.find(Home.open(run.home))
    assert published is not None
    size, costs[RAW] = apart(steps.compress, published.folder)
    return costs, words | {RAW: f"{size / 1e6:.0f} MB of files"}


def _night(run: Run, reuse: bool) -> tuple[dict[str, Cost], dict[str, str]]:
    """Take the three steps of a night; give what each took, and words on what it came to."""
    staged, staging = apart(steps.stage, run, reuse)
    audited, auditing = apart(steps.audit, staged)
    release, publishing = apart(steps.publish, run, staged, audited)
    held = ", ".join(
        f"{staged.counts[name]} {name}"
        for name in ("sections", "quantities", "issues", "reuse")
    )
    out = f"; kept out: {dict(staged.quarantined)}" if staged.quarantined else ""
    words = {
        "stage": held + out,
        "audit": audited.reason,
        "publish": str(release.publication),
    }
    return {"stage": staging, "audit": auditing, "publish": publishing}, words


if __name__ == "__main__":
    main()
