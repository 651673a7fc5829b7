"""Readers: README's question in pandas, pyarrow, DuckDB and Polars, of `quantities` in two layouts.

`python -m tests.bench.readers [--reports N]` makes a table of so many reports out of some that are written
and read, once in the order of the reports with each sentence copied, as releases of schema 1 had it, and once
as a release has it now. It prints the CPU time of each question, in a process of its own, and the sizes.
"""

import argparse
import tempfile
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from random import Random

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from rich.console import Console
from rich.table import Table

from tasks.model.run import BEIJING
from tasks.release.release_tables import ReleaseTables
from tasks.release.staging.draft import COMPRESSION_LEVEL, ReleaseDraft
from tasks.release.staging.layout import ROWS_PER_GROUP
from tasks.tables.schema import SCHEMAS, build_part_schemas
from tasks.tables.sentences_by_offset import SENTENCE_SPAN, add_sentences
from tasks.tables.table_rows import build_tables
from tests.bench import steps
from tests.bench.full_home import NIGHT, _exchanged
from tests.bench.publishing import rows
from tests.bench.steps import apart

SAMPLES = 200
CODE = "fines_amount"
COLUMNS = ["report_id", "value", "unit"]
_WANTED = {"indicator": CODE, "role": "actual", "scope": "own"}
_FILTERS = [(name, "==", value) for name, value in _WANTED.items()]
_WHERE = " and ".join(f"{name} = '{value}'" for name, value in _WANTED.items())
Pieces = Iterator[pa.Table]


def ask_pandas_whole(path: str) -> int:
    """Ask as README did before: the whole table, then a query."""
    words = " and ".join(f"{name} == '{value}'" for name, value in _WANTED.items())
    return len(pd.read_parquet(path).query(words))


def ask_pandas(path: str) -> int:
    """Ask pandas, which leaves the filter to Arrow."""
    return len(pd.read_parquet(path, filters=_FILTERS, columns=COLUMNS))


def ask_arrow(path: str) -> int:
    """Ask pyarrow."""
    return len(pq.read_table(path, filters=_FILTERS, columns=COLUMNS))


def ask_duckdb(path: str) -> int:
    """Ask DuckDB for a frame, as the recipe does: by the connection that a session opens once."""
    import duckdb

    names = ", ".join(COLUMNS)
    answer = duckdb.sql(f"select {names} from '{path}' where {_WHERE}")
    return len(answer.df()) if answer else 0


def ask_polars(path: str) -> int:
    """Ask Polars."""
    import polars as pl

    wanted = [pl.col(name) == value for name, value in _WANTED.items()]
    return pl.scan_parquet(path).filter(wanted).select(COLUMNS).collect().height


def ask_report(path: str) -> int:
    """Ask as `fazhi trace` does, for all rows of one report in the middle of the table."""
    ids = pq.read_table(Path(path).with_name("ids.parquet"))["report_id"]
    tables = ReleaseTables(Path(path).parent)
    return len(tables.read_report_rows("quantities", ids[len(ids) // 2].as_py()))


def ask_report_filtered(path: str) -> int:
    """Ask pyarrow for the same with a filter on `report_id`."""
    ids = pq.read_table(Path(path).with_name("ids.parquet"))["report_id"]
    wanted = [("report_id", "==", ids[len(ids) // 2].as_py())]
    return len(pq.read_table(path, filters=wanted))


QUESTIONS: dict[str, Callable[[str], int]] = {
    "one indicator, pandas without a filter": ask_pandas_whole,
    "one indicator, pandas": ask_pandas,
    "one indicator, pyarrow": ask_arrow,
    "one indicator, DuckDB": ask_duckdb,
    "one indicator, Polars": ask_polars,
    "one report, as fazhi trace": ask_report,
    "one report, pyarrow": ask_report_filtered,
}


def iter_pieces(reports: int) -> Pieces:
    """Give the quantities of so many reports in the order of the reports, with their sentences."""
    tables = build_tables(rows(SAMPLES), build_part_schemas())
    block = add_sentences(tables["quantities"], tables["reports"])
    ids = tables["reports"]["report_id"].combine_chunks()
    places = pc.index_in(block["report_id"], value_set=ids).to_numpy()
    for number in range(reports // SAMPLES):
        digits = np.arange(256, dtype=np.uint8)
        digits[49:58] = Random(number).sample(range(49, 58), 9)
        new = pa.array([f"{number:08x}{place:08x}" for place in range(len(ids))])
        values = np.random.default_rng(number).permutation(block["value"].to_numpy())
        varied = {"report_id": new.take(pa.array(places)), "value": pa.array(values)}
        for name in ("phrase", "sentence"):
            varied[name] = _exchanged(block[name], digits)
        columns = [varied.get(name, block[name]) for name in block.column_names]
        yield pa.Table.from_arrays(columns, schema=block.schema)


def write_layouts(folder: Path, reports: int) -> dict[str, Path]:
    """Write the same rows in both layouts; give the two files."""
    schema = SCHEMAS["quantities"]
    (folder / "before").mkdir()
    before = folder / "before" / "quantities.parquet"
    copied = schema.append(pa.field("sentence", pa.string()))
    for name in SENTENCE_SPAN:
        copied = copied.remove(copied.get_field_index(name))
    ids: list[str] = []
    options = {"compression": "zstd", "compression_level": COMPRESSION_LEVEL}
    with (
        pq.ParquetWriter(before, copied, **options) as writer,
        ReleaseDraft(folder, {"quantities": schema}) as draft,
    ):
        waiting: list[pa.Table] = []
        for piece in iter_pieces(reports):
            ids += pc.unique(piece["report_id"]).to_pylist()
            draft.write("quantities", piece.select(schema.names))
            waiting.append(piece.select(copied.names))
            if sum(map(len, waiting)) >= ROWS_PER_GROUP:
                writer.write_table(pa.concat_tables(waiting).combine_chunks())
                waiting.clear()
        if waiting:
            writer.write_table(pa.concat_tables(waiting).combine_chunks())
        _, now = draft.finish(NIGHT.astimezone(BEIJING))
    for place in (before.parent, now):
        pq.write_table(pa.table({"report_id": ids}), place / "ids.parquet")
    return {"by report": before, "by indicator": now / "quantities.parquet"}


def main() -> None:
    """Measure and print; nothing here passes or fails."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.readers")
    parser.add_argument("--reports", type=int, default=100_000, help="how many")
    reports = parser.parse_args().reports
    table = Table("question", "rows", "by report, CPU s", "by indicator, CPU s", "less")
    with tempfile.TemporaryDirectory(prefix="fazhi-bench-") as folder:
        files = write_layouts(Path(folder), reports)
        costs = {}
        for (question, ask), (layout, path) in product(
            QUESTIONS.items(), files.items()
        ):
            costs[question, layout] = apart(steps.ask, ask, str(path))
        sizes = {name: path.stat().st_size for name, path in files.items()}
    for question in QUESTIONS:
        (found, before), (again, now) = (costs[question, name] for name in files)
        assert found == again, f"{question}: {found} rows, then {again}"
        factor = f"{before.cpu / now.cpu:.1f}"
        table.add_row(
            question, f"{found}", f"{before.cpu:.3f}", f"{now.cpu:.3f}", factor
        )
    console = Console(width=120)
    console.print(table)
    words = ", ".join(f"{name} {size / 1e6:.1f} MB" for name, size in sizes.items())
    console.print(f"{reports} reports; sizes of quantities.parquet: {words}")


if __name__ == "__main__":
    main()
