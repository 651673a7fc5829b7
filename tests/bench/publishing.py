"""Publishing: the rows of many reports to Parquet as a release, next to the plain ways of writing the same rows."""

import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from deploy.demo.writer import write
from tasks.model.capture import Capture
from tasks.model.run import BEIJING
from tasks.report.reading import EXTRACTOR
from tasks.report.rows import Row, reading_rows, tables
from tasks.report.schema import part_schemas
from tasks.store.staging import Draft
from tests.eval.score import read_bytes

_AT = datetime(2026, 3, 2, tzinfo=BEIJING)


def rows(reports: int) -> dict[str, list[Row]]:
    """Read so many written reports into rows of the tables."""
    found: dict[str, list[Row]] = {}
    for seed in range(reports):
        _, reading = read_bytes(write(seed).plain().encode())
        capture = Capture(f"{seed:016x}", 1, "bench", "", _AT, "", "", "", 0, "text/plain")
        for name, more in reading_rows(reading, capture, EXTRACTOR).items():
            found.setdefault(name, []).extend(more)
    return found


def ways(found: dict[str, list[Row]]) -> dict[str, Callable[[], object]]:
    """Give what is compared: rows to Arrow, then Arrow to files by pyarrow, by pandas, and as a staged release."""
    schemas = part_schemas()
    arrow = tables(found, schemas)
    folder = Path(tempfile.mkdtemp(prefix="fazhi-bench-"))

    def plain() -> None:
        for name, table in arrow.items():
            pq.write_table(table, folder / f"{name}.parquet", compression="zstd", compression_level=3)

    def pandas() -> None:
        for name, table in arrow.items():
            table.to_pandas().to_parquet(folder / f"{name}.parquet", compression="zstd", index=False)

    def staged() -> None:
        with Draft(folder, schemas) as draft:
            for name, table in arrow.items():
                draft.write(name, table)
            draft.finish(_AT)

    return {
        "rows to Arrow": lambda: tables(found, schemas),
        "Arrow to Parquet, pyarrow": plain,
        "Arrow to Parquet, through pandas": pandas,
        "Arrow to a staged release, named by its content": staged,
        "zstd alone on the reports' text": lambda: pa.compress(
            "".join(arrow["reports"]["text"].to_pylist()).encode(), codec="zstd"
        ),
    }
