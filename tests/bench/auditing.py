"""What the audit's checks cost with Great Expectations, beside the same checks by pandera and by DuckDB.

`python -m tests.bench.auditing [reports …]` makes light tables of so many reports, each with twenty sections,
and holds them against 30 checks of reports and 10 of sections. Each of the three runs in a process of its
own, for its memory.
"""

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

SIZES = (1_000, 10_000, 100_000)
SECTIONS = 20
LEVELS = ("national", "province", "prefecture", "county", "township")
KINDS = ("achievements", "shortcomings", "leadership", "plans", "other")


class Check(NamedTuple):
    """One check: its kind, the columns, and the set, bounds or pattern."""

    kind: str
    columns: tuple[str, ...]
    given: Any = None

    @property
    def least(self) -> float:
        """Give the lower bound."""
        return self.given[0] if self.kind == "between" else 0

    @property
    def most(self) -> float:
        """Give the upper bound."""
        return self.given[1] if self.kind == "between" else 0


FLAGS = (
    "characters_hold",
    "rebuilt",
    "published_by_then",
    "year_had_come",
    "is_latest",
)
REPORTS = (
    *(
        Check("present", (name,))
        for name in (
            "report_id",
            "revision",
            "url",
            "characters",
            "level",
            "content_sha256",
        )
    ),
    Check("unique", ("report_id",)),
    Check("unique", ("url",)),
    *(Check("among", (name,), (True,)) for name in FLAGS),
    *(
        Check("among", (name,), LEVELS)
        for name in ("level", "level_of_place", "level_before")
    ),
    Check("among", ("style",), ("statutory", "thematic")),
    Check("among", ("quality",), ("ok", "warning")),
    Check("like", ("report_id",), r"^[0-9a-f]{16}$"),
    Check("like", ("content_sha256",), r"^[0-9a-f]{64}$"),
    Check("like", ("division_code",), r"^\d{12}$"),
    Check("like", ("url",), r"^https?://[^/\s]+(?:/|$)"),
    Check("between", ("report_year",), (2004, 2026)),
    Check("between", ("revision",), (1, 1e6)),
    Check("between", ("characters",), (0, 1e9)),
    Check("between", ("warc_offset",), (0, 1e12)),
    Check("between", ("days",), (-400, 9000)),
    Check("ordered", ("first_seen", "last_seen")),
    *(Check("filled", (name,), 0.8) for name in ("title", "organ", "province")),
)
TABLES = {
    "reports": REPORTS,
    "sections": (
        Check("present", ("report_id",)),
        Check("present", ("path",)),
        Check("unique together", ("report_id", "path")),
        Check("among", ("kind",), KINDS),
        Check("among", ("placed",), (True,)),
        Check("among", ("nested",), (True,)),
        Check("like", ("path",), r"^\d+(?:\.\d+)*$"),
        Check("between", ("level",), (0, 9)),
        Check("between", ("start_offset",), (0, 1e9)),
        Check("ordered", ("start_offset", "end_offset")),
    ),
}


def tables(reports: int) -> dict[str, pa.Table]:
    """Make the light tables of so many reports; the same ones each time."""
    rng, number = np.random.default_rng(1), np.arange(reports)
    ids = pa.array([f"{one:016x}" for one in number])
    levels = pa.array([LEVELS[one % 5] for one in number])
    columns = {
        "report_id": ids,
        "url": pa.array([f"https://www.town{one % 500}.gov.cn/fzzf/{one}.html" for one in number]),
        "content_sha256": pa.array([f"{one:064x}" for one in number]),
        "division_code": pa.array([f"34{one % 10**10:010}" for one in number]),
        **dict.fromkeys(("level", "level_of_place", "level_before"), levels),
        "style": pa.array(["thematic" if one % 4 else "statutory" for one in number]),
        "quality": pa.array(["ok" if one % 3 else "warning" for one in number]),
        **{name: pa.array([f"县{one % 3000}" if one % 9 else None for one in number]) for name in
           ("title", "organ", "province")},
        **{name: pa.array(np.ones(reports, bool)) for name in FLAGS},
        "report_year": pa.array(2015 + number % 11),
        "revision": pa.array(1 + number % 3),
        "characters": pa.array(rng.integers(2000, 9000, reports)),
        "warc_offset": pa.array(rng.integers(0, 10**9, reports)),
        "days": pa.array(rng.integers(-90, 400, reports)),
        "first_seen": pa.array(number),
        "last_seen": pa.array(number + 5),
    }  # fmt: skip
    place = np.arange(reports * SECTIONS)
    start = place % SECTIONS * 200
    sections = {
        "report_id": ids.take(pa.array(place // SECTIONS)),
        "path": pa.array([f"{1 + one // 5}.{one % 5}" for one in range(SECTIONS)]).take(
            pa.array(place % SECTIONS)
        ),
        "kind": pa.array(KINDS).take(pa.array(place % 5)),
        **{name: pa.array(np.ones(len(place), bool)) for name in ("placed", "nested")},
        "level": pa.array(np.full(len(place), 2)),
        "start_offset": pa.array(start),
        "end_offset": pa.array(start + 200),
    }
    return {"reports": pa.table(columns), "sections": pa.table(sections)}


def by_great_expectations(given: dict[str, pa.Table]) -> int:
    """Hold the tables against suites; count the failures."""
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    def expectation(one: Check) -> Any:
        column = {"column": one.columns[0]}
        name, arguments = {
            "present": ("ColumnValuesToNotBeNull", column),
            "filled": ("ColumnValuesToNotBeNull", {**column, "mostly": one.given}),
            "unique": ("ColumnValuesToBeUnique", column),
            "unique together": ("CompoundColumnsToBeUnique", {"column_list": list(one.columns)}),
            "among": ("ColumnValuesToBeInSet", {**column, "value_set": one.given}),
            "like": ("ColumnValuesToMatchRegex", {**column, "regex": one.given}),
            "between": ("ColumnValuesToBeBetween", {**column, "min_value": one.least, "max_value": one.most}),
            "ordered": ("ColumnPairValuesAToBeGreaterThanB", {
                "column_A": one.columns[-1], "column_B": one.columns[0], "or_equal": True,
            }),
        }[one.kind]  # fmt: skip
        return getattr(gx.expectations, f"Expect{name}")(**arguments)

    context, failures = gx.get_context(mode="ephemeral"), 0
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    for name, table in given.items():
        suite = gx.ExpectationSuite(
            name=name, expectations=[expectation(one) for one in TABLES[name]]
        )
        definition = context.data_sources.add_pandas(name).add_dataframe_asset(name)
        batch = definition.add_batch_definition_whole_dataframe("whole").get_batch(
            {"dataframe": table.to_pandas()}
        )
        failures += sum(
            not one.success
            for one in batch.validate(suite, result_format="BASIC").results
        )
    return failures


def by_pandera(given: dict[str, pa.Table]) -> int:
    """Hold the tables against schemas; count the failures."""
    import pandera.pandas as pandera

    def check(one: Check) -> pandera.Check:
        checks: dict[str, Callable[[Any], Any]] = {
            "present": lambda frame: frame[one.columns[0]].notna(),
            "filled": lambda frame: bool(
                frame[one.columns[0]].notna().mean() >= one.given
            ),
            "unique": lambda frame: ~frame.duplicated(list(one.columns)),
            "unique together": lambda frame: ~frame.duplicated(list(one.columns)),
            "among": lambda frame: (
                frame[one.columns[0]].isin(one.given) | frame[one.columns[0]].isna()
            ),
            "like": lambda frame: (
                frame[one.columns[0]].str.match(one.given)
                | frame[one.columns[0]].isna()
            ),
            "between": lambda frame: (
                frame[one.columns[0]].between(one.least, one.most)
                | frame[one.columns[0]].isna()
            ),
            "ordered": lambda frame: frame[one.columns[0]] <= frame[one.columns[1]],
        }
        return pandera.Check(checks[one.kind])

    failures = 0
    for name, table in given.items():
        schema = pandera.DataFrameSchema(checks=[check(one) for one in TABLES[name]])
        try:
            schema.validate(table.to_pandas(), lazy=True)
        except pandera.errors.SchemaErrors as errors:
            failures += len(errors.schema_errors)
    return failures


def by_duckdb(given: dict[str, pa.Table]) -> int:
    """Ask one query a table for the rows that break each check; count the failures."""
    import duckdb

    def broken(one: Check) -> str:
        column = f'"{one.columns[0]}"'
        if one.kind == "filled":
            return f"count({column}) < {one.given} * count(*)"
        if one.kind.startswith("unique"):
            key = ", ".join(f'"{name}"' for name in one.columns)
            return f"count(*) > count(DISTINCT ({key}))"
        conditions = {
            "present": f"{column} IS NULL",
            "among": f"{column} NOT IN ({', '.join(map(repr, one.given)) if one.kind == 'among' else ''})",
            "like": f"NOT regexp_matches({column}, '{one.given}')",
            "between": f"{column} NOT BETWEEN {one.least} AND {one.most}",
            "ordered": f'{column} > "{one.columns[-1]}"',
        }
        return f"count(*) FILTER ({conditions[one.kind]}) > 0"

    failures = 0
    with duckdb.connect(":memory:") as database:
        database.execute("SET threads = 1")
        for name, table in given.items():
            database.register(name, table)
            query = ", ".join(broken(one) for one in TABLES[name])
            failures += sum(
                database.execute(f"SELECT {query} FROM {name}").fetchall()[0]
            )
    return failures


WAYS: dict[str, Callable[[dict[str, pa.Table]], int]] = {
    "great_expectations": by_great_expectations,
    "pandera": by_pandera,
    "duckdb": by_duckdb,
}


def measured(way: str, reports: int) -> str:
    """Time one way in this process, its imports paid before; one row of the table."""
    small = tables(10)
    if failures := WAYS[way](small):
        raise SystemExit(
            f"{way}: {failures} checks fail on sound tables, so it does not check the same"
        )
    broken = dict(
        small,
        sections=small["sections"].set_column(
            6, "start_offset", pa.array(np.full(10 * SECTIONS, 9e9))
        ),
    )
    if WAYS[way](broken) != 2:
        raise SystemExit(
            f"{way}: offsets that are wrong break two checks, and it does not say so"
        )
    given = tables(reports)
    begun, memory = time.process_time(), _megabytes()
    WAYS[way](given)
    spent = time.process_time() - begun
    return f"{way:<20}{reports:>9,}{spent:>9.2f} s{_megabytes() - memory:>8.0f} MB"


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def rows(sizes: tuple[int, ...]) -> Iterator[str]:
    """Measure every way at every size, each in a process of its own."""
    for size in sizes:
        for way in WAYS:
            command = [
                sys.executable,
                "-W",
                "ignore",
                "-m",
                "tests.bench.auditing",
                "--one",
                way,
                str(size),
            ]
            yield subprocess.run(
                command, check=True, capture_output=True, text=True
            ).stdout.strip()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", choices=list(WAYS), help="measure one way alone")
    parser.add_argument("reports", type=int, nargs="*", help="how many")
    asked = parser.parse_args()
    if asked.one:
        print(measured(asked.one, *asked.reports))  # noqa: T201
    else:
        print("checks by                reports     CPU s    memory above the tables")  # noqa: T201
        for row in rows(tuple(asked.reports) or SIZES):
            print(row, flush=True)  # noqa: T201
