"""Fingerprints: a row of 64-bit hashes a report, by which two releases can be compared.

A hash a column, not a hash a report: what changed can be named, and a column that only one of two releases
has is no change. What changes every night without a word of the report changing (when the page was last seen,
where the raw bytes lie) has none. Rows of the tables on what stands in reports are added up by
column: their order and the cut of the pieces that they come in do not matter, and a value that moves to
another row does.
"""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

Hashes = npt.NDArray[np.uint64]

# Kept as they are: they tell a revision, a withdrawal and a newer reader apart.
PLAIN_COLUMNS = ("report_id", "revision", "state", "extractor")
# How and when the page was met. A new revision gives other bytes and another record; `revision` says so
# already.
CAPTURE_COLUMNS = (
    "first_seen_at",
    "last_seen_at",
    "captured_at",
    "warc_file",
    "warc_offset",
    "content_sha256",
)
# What tells the rows of one report apart.
_KEYS = {
    "sections": ("path",),
    "quantities": ("section_path", "start_offset", "end_offset"),
    "cells": ("table_number", "row_number", "column_number"),
    "citations": ("start_offset",),
    "shortcomings": ("start_offset",),
    "plans": ("start_offset",),
}
FINGERPRINTED_TABLES = ("reports", *_KEYS)

_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_NULL = np.uint64(0x5851F42D4C957F2D)
# The sum of a report without rows in a table.
_NOTHING = pa.scalar(0, pa.uint64())


def compute_fingerprints(pieces: Mapping[str, Iterable[pa.Table]]) -> pa.Table:
    """Give the fingerprints of reports and of what stands in them, each table in pieces of any cut.

    One row a report: its plain columns, and a uint64 for each other column. Columns of reports go by their
    name, those of the other tables by `sections.text` and the like.
    """
    hashed_reports = [_hash_reports(piece) for piece in pieces["reports"]]
    prints = pa.concat_tables(hashed_reports)
    for name in filter(pieces.__contains__, _KEYS):
        hashed = [_hash_rows_by_report(name, piece) for piece in pieces[name]]
        sums = _sum_by_report(hashed)
        report_ids = sums["report_id"].combine_chunks()
        place = pc.index_in(prints["report_id"], value_set=report_ids)
        for column in sums.column_names[1:]:
            found = sums[column].take(place)
            filled = pc.fill_null(found, _NOTHING)
            prints = prints.append_column(f"{name}.{column}", filled)
    return prints


def hash_rows(rows: pa.Table, columns: Iterable[str]) -> Hashes:
    """Give one hash a row over some columns of any table."""
    found = np.zeros(rows.num_rows, np.uint64)
    for name in columns:
        values = _hash_column(rows[name])
        found = _mix_bits(found * _FACTOR + values)
    return found


def _hash_reports(reports: pa.Table) -> pa.Table:
    kept = reports.select(PLAIN_COLUMNS).replace_schema_metadata(None)
    for name in reports.column_names:
        if name in PLAIN_COLUMNS or name in CAPTURE_COLUMNS:
            continue
        hashes = _hash_column(reports[name])
        kept = kept.append_column(name, pa.array(hashes))
    plain = [pa.field(field.name, field.type) for field in kept.schema]
    return kept.cast(pa.schema(plain))


def _hash_rows_by_report(table: str, rows: pa.Table) -> pa.Table:
    """Add up the hashes of each column by report, each mixed with its row's key."""
    key = hash_rows(rows, _KEYS[table])
    found = {"report_id": rows["report_id"]}
    for name in rows.column_names:
        if name != "report_id":
            values = _hash_column(rows[name])
            keyed = _mix_bits(key + values)
            found[name] = pa.array(keyed)
    return _sum_by_report([pa.table(found)])


def _sum_by_report(sums: Sequence[pa.Table]) -> pa.Table:
    """Add up rows of the same report; uint64 wraps round, as it should."""
    joined = pa.concat_tables(sums)
    names = [name for name in joined.column_names if name != "report_id"]
    asked = []
    sums = []
    for name in names:
        asked.append((name, "sum"))
        sums.append(f"{name}_sum")
    by_report = joined.group_by("report_id")
    added = by_report.aggregate(asked)
    summed = added.select(["report_id", *sums])
    return summed.rename_columns(["report_id", *names])


def _hash_column(column: pa.ChunkedArray) -> Hashes:
    """Hash values; the same on every machine, and whether a time was read back from Parquet or not."""
    kind = column.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return _hash_strings(column)
    if pa.types.is_timestamp(kind):
        seconds = pa.timestamp("s", kind.tz)
        column = column.cast(seconds).cast(pa.int64())
    elif pa.types.is_date(kind):
        column = column.cast(pa.int32())  # days since 1970
    missing = pc.is_null(column).to_numpy()
    zero = pa.scalar(0).cast(column.type)
    filled = pc.fill_null(column, zero).to_numpy()
    hashes = pd.util.hash_array(filled)
    return np.where(missing, _NULL, hashes)


def _hash_strings(column: pa.ChunkedArray) -> Hashes:
    # Words repeat much but for texts; hashing each once is twice as fast all in all.
    encoded = column.combine_chunks().dictionary_encode()
    words = encoded.dictionary.to_numpy(zero_copy_only=False)
    hashes = pd.util.hash_array(words, categorize=False)
    by_index = np.append(hashes, _NULL)
    filled = pc.fill_null(encoded.indices, len(words))
    indices = filled.to_numpy(zero_copy_only=False)
    found: Hashes = by_index[indices]
    return found


def _mix_bits(hashes: Hashes) -> Hashes:
    """Scatter sums over all 64 bits again (the finish of splitmix64), so that sums of rows do not collide."""
    folded = hashes ^ (hashes >> np.uint64(30))
    hashes = folded * np.uint64(0xBF58476D1CE4E5B9)
    folded = hashes ^ (hashes >> np.uint64(27))
    hashes = folded * np.uint64(0x94D049BB133111EB)
    return hashes ^ (hashes >> np.uint64(31))
