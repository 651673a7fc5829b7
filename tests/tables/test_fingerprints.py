"""Fingerprints: a value that changes shows, and nothing else does."""

from datetime import datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tasks.model.run import BEIJING
from tasks.tables.fingerprints import FINGERPRINTED_TABLES, compute_fingerprints
from tasks.tables.schema import SCHEMAS

SEEN = datetime(2026, 3, 2, 2, tzinfo=BEIJING)


def chunk(*, report=None, section=None, quantity=None, names=("a", "b")):
    """Make the rows of some reports, each with two sections and a quantity.

    What is given replaces the first's.
    """
    rows: dict[str, list[dict[str, object]]] = {
        name: [] for name in FINGERPRINTED_TABLES
    }
    for place, name in enumerate(names):
        where = {"table": 1, "row": 1, "column": 1}
        rows["cells"].append({"report_id": name, **where, "text": "12件"})
        mine = {
            "report_id": name,
            "revision": 1,
            "state": "new",
            "extractor": "1",
            "report_year": 2025,
        }
        mine |= {
            "title": f"{name}报告",
            "text": f"{name}正文",
            "has_plans": True,
            "last_seen_at": SEEN,
        }
        rows["reports"].append(mine | (report or {} if not place else {}))
        for path in ("1", "2"):
            node = {
                "report_id": name,
                "path": path,
                "kind": "plans",
                "text": f"{name}{path}",
                "start_offset": 0,
                "end_offset": 2,
            }
            rows["sections"].append(
                node | (section or {} if (place, path) == (0, "1") else {})
            )
        number = {
            "report_id": name,
            "section_path": "1",
            "value": 12.5,
            "unit": "件",
            "start_offset": 3,
            "end_offset": 5,
        }
        rows["quantities"].append(number | (quantity or {} if not place else {}))
    return {
        name: pa.Table.from_pylist(rows[name], SCHEMAS[name])
        for name in FINGERPRINTED_TABLES
    }


def fingerprint(tables):
    """Give the fingerprints of tables that are in one piece."""
    return compute_fingerprints({name: [rows] for name, rows in tables.items()})


def differing(before, after):
    """Name the columns of the first report whose values differ."""
    rows = [prints.to_pylist()[0] for prints in (before, after)]
    return [name for name in rows[0] if rows[0][name] != rows[1][name]]


# What the values of the first report hash to.
TITLE = 0x1775487E635B02ED
YEAR = 0x40F0F2B7D74795
NULL = 0x5851F42D4C957F2D
FLAG = 0x5692161D100B05E5
SECTIONS = 0xA65FE531796F9848
VALUE = 0x96D9237CD86F00E8
PLAIN = fingerprint(chunk())


def test_a_fingerprint_is_the_same_on_every_machine():
    """Hashes depend on nothing but the values: these were written down once."""
    found = PLAIN.to_pylist()[0]
    assert [
        found["report_id"],
        found["revision"],
        found["state"],
        found["extractor"],
    ] == ["a", 1, "new", "1"]
    assert [
        found["title"],
        found["report_year"],
        found["organ"],
        found["has_plans"],
    ] == [TITLE, YEAR, NULL, FLAG]
    assert [found["sections.text"], found["quantities.value"]] == [SECTIONS, VALUE]


@pytest.mark.parametrize(
    ("changes", "columns"),
    [
        ({"report": {"title": "改"}}, ["title"]),
        ({"report": {"report_year": None}}, ["report_year"]),
        ({"report": {"report_year": 0}}, ["report_year"]),
        ({"report": {"has_plans": False}}, ["has_plans"]),
        ({"report": {"published_on": SEEN}}, ["published_on"]),
        ({"section": {"kind": "other"}}, ["sections.kind"]),
        ({"section": {"text": "a2"}}, ["sections.text"]),
        ({"quantity": {"value": 12.6}}, ["quantities.value"]),
        ({"quantity": {"unit": None}}, ["quantities.unit"]),
    ],
)
def test_one_value_changes_one_column(changes, columns):
    """Missing values, flags, times and numbers are kept apart, and other reports stay as they are."""
    found = fingerprint(chunk(**changes))
    assert differing(PLAIN, found) == columns
    assert found.slice(1).equals(PLAIN.slice(1))


def test_what_changes_every_night_has_no_hash():
    """A page that was seen again, at another place of the archive, says what it said."""
    seen = {
        "last_seen_at": datetime(2026, 3, 3, tzinfo=BEIJING),
        "warc_file": "x",
        "captured_at": SEEN,
    }
    assert fingerprint(chunk(report=seen)).equals(PLAIN)


def test_values_that_change_places_show():
    """The two sections of a report exchange their texts: as sets of values they are the same."""
    rows = chunk()
    texts = rows["sections"]["text"].to_pylist()
    place = rows["sections"].column_names.index("text")
    changed = pa.array([texts[1], texts[0], *texts[2:]])
    rows["sections"] = rows["sections"].set_column(
        place, SCHEMAS["sections"].field("text"), changed
    )
    assert differing(PLAIN, fingerprint(rows)) == ["sections.text"]


def test_order_and_cut_do_not_matter(tmp_path):
    """Rows in other pieces and another order, and as they are read back from a file, give the same."""
    pieces = {}
    for name, table in chunk().items():
        bare = table.cast(
            pa.schema([field.with_nullable(True) for field in table.schema])
        )
        pq.write_table(bare, tmp_path / name)
        read = pq.read_table(tmp_path / name)
        rows = [read.slice(index, 1) for index in range(read.num_rows)]
        pieces[name] = rows or [read]
    for name in ("sections", "quantities"):
        pieces[name].reverse()
    assert compute_fingerprints(pieces).equals(PLAIN)


def test_a_report_without_rows_has_a_fingerprint():
    """Neither sections nor quantities: their sums are zero."""
    rows = chunk()
    rows |= {name: rows[name].slice(0, 0) for name in ("sections", "quantities")}
    found = fingerprint(rows).to_pylist()[0]
    assert (found["sections.text"], found["quantities.value"], found["title"]) == (
        0,
        0,
        TITLE,
    )
