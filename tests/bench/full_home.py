"""A home full of written reports, made cheaply.

Some hundred are written and read, the others are variations of them.
A variation has its own id, year and organ, and all Arabic digits of its text but 0 exchanged in the same way
everywhere, so that it holds together as a report that was read does: offsets, sections, sentences and values
fit its text.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from random import Random

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa
from numpy.typing import NDArray

from tasks.home import Home
from tasks.ledger import Ledger
from tasks.ledger.table_definitions import FETCHES, PAGES, PARTS, REVISIONS
from tasks.model.run import BEIJING, Run
from tasks.report.dates import count_days_after_deadline
from tasks.report.numbers import find_numbers
from tasks.tables.part_store import PartStore, get_extractor_version
from tasks.tables.schema import build_part_schemas
from tasks.tables.table_rows import Row

NIGHT = datetime(2026, 4, 2, 2, tzinfo=BEIJING)
YEARS = range(2018, 2026)
# As the nightly flow batches what it reads.
PART = 200
_SOURCES = 1000
_PRINTED = {
    "reports": ["text"],
    "sections": ["text", "heading"],
    "quantities": ["phrase"],
    "cells": ["text"],
    "citations": ["wording"],
    "shortcomings": ["statement"],
    "plans": ["statement"],
    "issues": ["evidence"],
}
_NAMES = ("organ", "county", "township")
# 1,024件, 4.55万元
_DIGITS = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")

Tables = Mapping[str, pa.Table]


def full_home(folder: Path, reports: int, samples: Mapping[str, list[Row]]) -> Run:
    """Fill a home with so many reports, in parts and ledger.

    `samples` are the rows of those that were read.
    """
    return _night(str(folder), NIGHT, range(reports // PART), samples)


def next_night(run: Run, reports: int, samples: Mapping[str, list[Row]]) -> Run:
    """Add a night on which one part of reports came to the so many that `run` left."""
    return _night(
        run.home,
        run.started_at + timedelta(days=1),
        range(reports // PART, reports // PART + 1),
        samples,
    )


def _night(
    folder: str, at: datetime, numbers: Iterable[int], samples: Mapping[str, list[Row]]
) -> Run:
    home, blocks = Home.open(folder), _blocks(samples)
    run = Run(f"{at:%Y%m%dT%H%M%S}-full", at, folder, home.ledger_url)
    parts = PartStore(home.parts, get_extractor_version(), build_part_schemas())
    with closing(Ledger(run.database_url)) as ledger:
        ledger.start_run(run)
    engine = sa.create_engine(run.database_url)
    for number in numbers:
        variation, block = divmod(number, len(blocks))
        tables, part = _varied(blocks[block], variation, number), f"{number:016x}"
        digest = parts.write(part, tables)
        with engine.begin() as connection:
            for table, rows in _ledger_rows(
                run, part, digest, tables["reports"]["report_id"].to_pylist()
            ).items():
                connection.execute(sa.insert(table), rows)
    engine.dispose()
    return run


def _blocks(samples: Mapping[str, list[Row]]) -> list[Tables]:
    """Part the samples into blocks as large as a part."""
    read = {
        name: pa.Table.from_pylist(rows, build_part_schemas()[name])
        for name, rows in samples.items()
    }
    ids = read["reports"]["report_id"].combine_chunks()
    chosen = [ids[start : start + PART] for start in range(0, len(ids), PART)]
    return [
        {
            name: table.filter(pc.is_in(table["report_id"], value_set=block))
            for name, table in read.items()
        }
        for block in chosen
    ]


def _varied(block: Tables, variation: int, number: int) -> Tables:
    """Vary the reports of a block: a year, then after all years another organ."""
    ids = block["reports"]["report_id"].combine_chunks()
    new = pa.array(
        [
            sha256(f"{number} {place}".encode()).hexdigest()[:16]
            for place in range(len(ids))
        ]
    )
    digits = np.arange(256, dtype=np.uint8)
    digits[49:58] = Random(number).sample(range(49, 58), 9)
    tables = {}
    for name, table in block.items():
        places = pc.index_in(table["report_id"], value_set=ids)
        varied = {"report_id": new.take(places.combine_chunks())}
        varied |= {
            column: _exchanged(table[column], digits) for column in _PRINTED[name]
        }
        if name == "quantities":
            varied["value"] = _exchange_values(table, block["reports"], digits)
        if name == "issues":
            varied["url"] = pa.nulls(len(table), pa.string())
        if name == "reports":
            varied |= _facts(
                table, YEARS[variation % len(YEARS)], variation // len(YEARS)
            )
        columns = [varied.get(column, table[column]) for column in table.column_names]
        tables[name] = pa.Table.from_arrays(columns, schema=table.schema)
    return tables


def _facts(reports: pa.Table, year: int, organ: int) -> dict[str, pa.Array]:
    count, published = len(reports), datetime(year + 1, 1, 20, tzinfo=BEIJING)
    same = {
        "province": "示例省",
        "report_year": year,
        "published_on": published,
        "published_source": "page",
        "published_evidence": "page",
        "days_after_deadline": count_days_after_deadline(year, published),
        "text_url": "http://town.example.cn/1.html",
        "content_sha256": sha256(f"{year} {organ}".encode()).hexdigest(),
    }
    facts = {
        name: pa.array([value] * count, reports.schema.field(name).type)
        for name, value in same.items()
    }
    names = {
        name: pc.binary_join_element_wise(reports[name], f"{organ}", "")
        for name in _NAMES
        if organ
    }
    return facts | names


def _exchanged(words: pa.ChunkedArray, digits: NDArray[np.uint8]) -> pa.Array:
    """Exchange Arabic digits byte by byte: no other character of UTF-8 has such a byte in it."""
    whole = pa.concat_arrays(words.chunks)
    valid, offsets, data = whole.buffers()
    exchanged = digits[np.frombuffer(data, np.uint8)] if data else np.empty(0, np.uint8)
    return pa.StringArray.from_buffers(
        len(whole), offsets, pa.py_buffer(exchanged), valid, whole.null_count
    )


def _exchange_values(
    quantities: pa.Table, reports: pa.Table, digits: NDArray[np.uint8]
) -> pa.Array:
    """Give the values that the numbers have once their digits are exchanged."""
    exchange = dict(enumerate(digits.tolist()))
    ids, words = (reports[name].to_pylist() for name in ("report_id", "text"))
    texts = dict(zip(ids, words, strict=True))
    names = ["report_id", "start_offset", "end_offset", "value", "phrase"]
    values = []
    for row in quantities.select(names).to_pylist():
        report, start, end, value, phrase = row.values()
        printed = texts[report][start:end]
        values.append(_exchange_value(printed, value, phrase, exchange))
    return pa.array(values, quantities.schema.field("value").type)


def _exchange_value(
    printed: str, value: float, phrase: str, exchange: Mapping[int, int]
) -> float:
    """Give the value of a number whose digits are exchanged; of several runs of digits it is read anew."""
    runs = _DIGITS.findall(printed)
    if not runs:
        return value
    if len(runs) > 1:
        before = [float(found.value) for found in find_numbers(phrase)]
        anew = find_numbers(phrase.translate(exchange))
        return float(anew[before.index(value)].value)
    old = Decimal(runs[0].replace(",", ""))
    new = Decimal(runs[0].translate(exchange).replace(",", ""))
    return float(new * Decimal(str(value)) / old) if old else value


def _ledger_rows(
    run: Run, part: str, part_digest: str, page_ids: Sequence[str]
) -> dict[sa.Table, list[Row]]:
    """Give the ledger's rows of pages that were captured once and read into a part."""
    rows: dict[sa.Table, list[Row]] = {PAGES: [], REVISIONS: [], FETCHES: [], PARTS: []}
    for place, page_id in enumerate(page_ids):
        source = f"source{int(page_id, 16) % _SOURCES:04}"
        at, digest = (
            run.started_at + timedelta(seconds=place),
            sha256(page_id.encode()).hexdigest(),
        )
        url, warc = (
            f"http://{source}.example.cn/zwgk/fzzf/{page_id}.html",
            f"{source}.example.cn/{run.run_id}.warc.gz",
        )
        page = {"page_id": page_id, "source_id": source, "url": url}
        record = {
            "warc_file": warc,
            "warc_offset": place * 20_000,
            "media_type": "text/html",
        }
        seen = {
            **dict.fromkeys(
                ("first_seen_at", "last_seen_at", "revised_at"), run.started_at
            ),
            "missing_days": 0,
        }
        rows[PAGES].append(
            {
                **page,
                **seen,
                "host": f"{source}.example.cn",
                "state": "new",
                "kind": "report",
                "revision": 1,
            }
        )
        digests = {"content_sha256": digest, "text_sha256": digest}
        changed = {
            "change": "new",
            "added": 0,
            "removed": 0,
            "summary": "",
            "revision": 1,
            "run_id": run.run_id,
        }
        rows[REVISIONS].append(
            {
                **page,
                **record,
                **digests,
                **changed,
                "captured_at": at,
                "further": [],
                "attached": [],
            }
        )
        asked = {
            "run_id": run.run_id,
            "source_id": source,
            "kind": "detail",
            "url": url,
            "at": at,
            "digest": digest,
        }
        answer = {
            "status": 200,
            "outcome": "ok",
            "robots": "allowed",
            "delay": 1.0,
            "attempts": 1,
            "milliseconds": 120,
        }
        rows[FETCHES].append({**asked, **answer, **record, "bytes": 60_000})
        rows[PARTS].append(
            {
                "extractor": get_extractor_version(),
                "page_id": page_id,
                "revision": 1,
                "part_id": part,
                "digest": part_digest,
            }
        )
    return rows
