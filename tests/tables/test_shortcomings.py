"""Statements that the next year's report says again."""

import pyarrow as pa

from tasks.tables import shortcomings
from tasks.tables.schema import SCHEMAS, build_part_schemas
from tasks.tables.shortcomings import StatementJoin


def _chunk(report_id, year, short=(), plans=()):
    """Make the chunk of one report with its statements, each ten characters behind the one before."""
    chunk = {
        "reports": pa.table(
            {"report_id": [report_id], "report_year": pa.array([year], pa.int32())}
        )
    }
    for name, said in (("shortcomings", short), ("plans", plans)):
        rows = []
        for number, words in enumerate(said, 1):
            spot = {"start_offset": number * 10, "end_offset": number * 10 + 5}
            row = {"report_id": report_id, "section_path": "2", "number": number}
            rows.append({**row, **spot, "statement": words})
        chunk[name] = pa.Table.from_pylist(rows, build_part_schemas()[name])
    return chunk


def _join(tmp_path, chunks, previous):
    join = StatementJoin(tmp_path)
    for chunk in chunks:
        join.add(chunk)
    rows: dict[str, list[dict[str, object]]] = {"shortcomings": [], "plans": []}
    for name, table in join.join(previous):
        assert table.schema == SCHEMAS[name]
        rows[name] += table.to_pylist()
    return rows


def test_the_next_year_says_it_again(tmp_path, monkeypatch):
    """As a shortcoming or a plan, the most alike; the groups of organs do not matter."""
    monkeypatch.setattr(shortcomings, "_REPORTS_AT_ONCE", 1)
    old = ["普法宣传形式单一", "执法人员能力不强", "政务公开不及时"]
    new = ["调解员队伍不稳定", "普法宣传方式仍较为单一"]
    chunks = [
        _chunk("b", 2023, new, ["组织执法人员培训，提升执法能力"]),
        _chunk("a", 2022, old, ["创新普法宣传形式"]),
        _chunk("c", 2023, ["政务公开不及时"]),
    ]
    rows = _join(tmp_path, chunks, {"b": "a"})
    by_words = {row["statement"]: row for table in rows.values() for row in table}
    names = ("report_year", "repeated_in", "repeated_offset", "repeated_as")
    repeated = {
        words: tuple(row[name] for name in names) for words, row in by_words.items()
    }
    assert repeated["普法宣传形式单一"] == (2022, "b", 20, "shortcoming")
    assert repeated["执法人员能力不强"] == (2022, "b", 10, "plan")
    assert repeated["创新普法宣传形式"] == (2022, "b", 20, "shortcoming")
    assert repeated["调解员队伍不稳定"] == (2023, None, None, None)
    assert len(rows["shortcomings"]) == len(old) + len(new) + 1
    lone = [row for row in rows["shortcomings"] if row["statement"] == "政务公开不及时"]
    assert [row["similarity"] for row in lone] == [None, None]


def test_no_statements_make_empty_tables(tmp_path):
    """Reports without either part, and no reports at all."""
    chunks = [_chunk("a", None)]
    assert _join(tmp_path, chunks, {}) == {"shortcomings": [], "plans": []}


def test_the_same_words_in_the_same_kind_come_first(tmp_path):
    """A shortcoming that returns word by word is one, though the plan has the words too."""
    words = ["普法宣传形式单一"]
    chunks = [_chunk("a", 2022, words), _chunk("b", 2023, words, words)]
    (row, _) = _join(tmp_path, chunks, {"b": "a"})["shortcomings"]
    assert (row["repeated_as"], row["similarity"]) == ("shortcoming", 1)
