"""The tables of a release, as far as two honest nights over the same sites must have the same bytes."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

# What two nights may not share: the run's name, when and how long it asked, where the answers lie, and the
# bytes of pages with clocks and counters.
_OF_THE_FETCH = frozenset(
    {
        "run_id",
        "fetched_at",
        "milliseconds",
        "warc_file",
        "warc_offset",
        "first_seen_at",
        "last_seen_at",
        "captured_at",
        "content_sha256",
    }
)
# The same of single tables. The log of requests says of one that ran out of time, as its process stood still,
# that it was asked again: how often, how slowly its host was asked since, and the length of a page whose
# counter had moved.
_OF_ONE_TABLE = {
    "coverage": frozenset({"evidence"}),
    "fetches": frozenset({"digest", "attempts", "delay", "bytes"}),
}
# Rows that stand in the order of their time.
_SORTED_BY = {"fetches": (("url", "ascending"), ("kind", "ascending"))}
_RELEASE = b"release_id"


def find_release(home: Path) -> Path:
    """Find the folder of the release that readers are led to."""
    latest = json.loads((home / "latest.json").read_text(encoding="utf-8"))
    return home / "releases" / str(latest["release_id"])


def load_comparable(file: Path) -> pa.Table:
    """Load a table without what two nights may not share; its schema and the words on its columns stay."""
    table = pq.read_table(file)
    left_out = _OF_THE_FETCH | _OF_ONE_TABLE.get(file.stem, frozenset())
    table = table.select([name for name in table.column_names if name not in left_out])
    if keys := _SORTED_BY.get(file.stem):
        table = table.sort_by(list(keys))
    metadata = dict(table.schema.metadata or {})
    metadata.pop(_RELEASE, None)
    return table.replace_schema_metadata(metadata).combine_chunks()


def digest_tables(home: Path) -> dict[str, str]:
    """Digest the bytes of each table of a home's release, by its name."""
    digests = {}
    for file in sorted(find_release(home).glob("*.parquet")):
        table = load_comparable(file)
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table)
        digests[file.stem] = hashlib.sha256(sink.getvalue()).hexdigest()
    return digests


def iter_differences(one: Path, other: Path) -> Iterator[str]:
    """Yield what differs between the tables of two homes, a line a table."""
    before, after = digest_tables(one), digest_tables(other)
    for name in sorted(before.keys() | after.keys()):
        if name not in before or name not in after:
            yield f"{name}: missing in one"
        elif before[name] != after[name]:
            places = (find_release(home) / f"{name}.parquet" for home in (one, other))
            yield f"{name}: {_describe(*map(load_comparable, places))}"


def _describe(one: pa.Table, other: pa.Table) -> str:
    if one.num_rows != other.num_rows:
        return f"{one.num_rows} and {other.num_rows} rows"
    columns = []
    for name in one.column_names:
        pairs = zip(one[name].to_pylist(), other[name].to_pylist(), strict=True)
        differing = [pair for pair in pairs if pair[0] != pair[1]]
        if differing:
            columns.append(f"{name} in {len(differing)} rows, as {differing[0]!r:.200}")
    return "; ".join(columns) or "schema"
