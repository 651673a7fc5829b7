"""Reuse over small collections, each made so that one thing is reused in one way."""

from random import Random

import pyarrow as pa
import pytest

from tasks.tables.columns import TIME
from tasks.tables.reuse.search import ReuseSearch
from tasks.tables.schema import SCHEMAS
from tests.quality.eval.finding import find_reuse, finished

WORDS = (
    "我镇坚持把矛盾纠纷排查摆在突出位置，全年化解纠纷128起，群众满意度稳步提升；健全法律顾问制度，"
    "对重大行政决策逐件开展合法性审查，做到应审尽审、件件有回音。"
)
# The same turns of phrase, put to other use
OTHER = (
    "全年开展检查128次，对物业服务企业逐家开展信用评价，群众满意度稳步提升；健全河湖长制，把耕地保护巡查"
    "摆在突出位置，做到早发现、早处置，守住生态安全底线。"
)
PLACES = ("province", "prefecture", "county", "township")


def _report(report_id, town="云溪镇", year=2025, **changes):
    row = {
        "report_id": report_id, "organ": town and f"{town}人民政府", "organ_kind": "town" if town else None,
        "level": "township" if town else None,
        "province": "江西省", "prefecture": "珞陵市", "county": "霁川县", "township": town,
        "report_year": year,
    }  # fmt: skip
    return {**row, **changes}


def _tables(*reports):
    """Make the tables of reports and sections of reports, each given with its paragraphs."""
    names = ["report_id", "organ", "organ_kind", "level", *PLACES, "report_year"]
    kept = pa.Table.from_pylist(
        [row for row, _ in reports],
        pa.schema([SCHEMAS["reports"].field(n) for n in names]),
    )
    sections = [
        {
            "report_id": row["report_id"],
            "path": "1",
            "start_offset": 0,
            "text": "一、主要举措\n" + "\n".join(paragraphs),
        }
        for row, paragraphs in reports
    ]
    fields = pa.schema(
        [
            SCHEMAS["sections"].field(name)
            for name in ("report_id", "path", "start_offset", "text")
        ]
    )
    return kept, pa.Table.from_pylist(sections, fields)


def _find(*reports):
    """Find the reuse among reports, each given with its paragraphs."""
    return find_reuse(*_tables(*reports))


def _kinds(found):
    return [
        (row["report_id"], row["other_report_id"], row["kind"])
        for row in found.rows.to_pylist()
    ]


@pytest.mark.parametrize(
    ("other", "kinds"),
    [
        (_report("b", "东岭镇"), [("a", "b", "copied"), ("b", "a", "copied")]),
        (_report("b", year=2024), [("a", "b", "last_year")]),
        (_report("b", year=2022), [("a", "b", "earlier_year")]),
        (_report("b", "东岭镇", 2024), [("a", "b", "copied")]),
        (_report("b"), [("a", "b", "mirror"), ("b", "a", "mirror")]),
        (_report("b", organ="霁川县云溪镇", province=None), [("a", "b", "mirror"), ("b", "a", "mirror")]),
        (_report("b", county="砚苑县"), [("a", "b", "copied"), ("b", "a", "copied")]),
        (_report("b", None), [("a", "b", "unplaced"), ("b", "a", "unplaced")]),
        (_report("b", year=None), [("a", "b", "unplaced"), ("b", "a", "unplaced")]),
    ],
    ids=["another town", "last year", "earlier", "another's last year", "again", "spelled otherwise",
         "namesake", "unknown organ", "unknown year"],
)  # fmt: skip
def test_kind(other, kinds):
    """The kind follows from whose the two reports are and of which years.

    A text never comes from a later year.
    """
    assert _kinds(_find((_report("a"), [WORDS]), (other, [WORDS]))) == kinds


def test_a_department_is_known_without_its_place():
    """Bureaus of a county and a prefecture with one name are two organs, two spellings of one are one."""
    bureau = {"town": None, "organ_kind": "department", "level": "county"}
    one = _report("a", **bureau, organ="珞陵市霁川县司法局")
    same = _report("b", **bureau, organ="霁川县司法局")
    above = _report(
        "c", **{**bureau, "level": "prefecture"}, organ="珞陵市司法局", county=None
    )
    assert {kind for _, _, kind in _kinds(_find((one, [WORDS]), (same, [WORDS])))} == {
        "mirror"
    }
    assert {kind for _, _, kind in _kinds(_find((one, [WORDS]), (above, [WORDS])))} == {
        "copied"
    }


@pytest.mark.parametrize(
    ("provinces", "towns", "kind"),
    [
        (("江西省", "湖南省"), 6, "boilerplate"),
        (("江西省",), 6, "template"),
        (("江西省", "湖南省"), 5, "copied"),
    ],
)
def test_what_many_organs_share_has_no_source(provinces, towns, kind):
    """From six organs on a text was handed down: over several provinces, or within one."""
    reports = [
        _report(f"r{index}", f"{index}号镇", province=provinces[index % len(provinces)])
        for index in range(towns)
    ]
    rows = _find(*((report, [WORDS]) for report in reports)).rows.to_pylist()
    assert {row["kind"] for row in rows} == {kind}
    assert all(row["report_id"] != row["other_report_id"] for row in rows)
    if kind != "copied":
        assert len(rows) == towns
    assert {(row["reports"], row["organs"], row["provinces"]) for row in rows} == {
        (towns, towns, len(provinces))
    }


def test_the_same_genre_is_not_the_same_text():
    """Paragraphs that share turns of phrase only, short lines and a report's own repetition are no reuse."""
    assert not _kinds(
        _find(
            (_report("a"), [WORDS, WORDS, "依法行政。"]),
            (_report("b", "东岭镇"), [OTHER, "依法行政。"]),
        )
    )


def test_offsets_and_likeness():
    """The offsets lead to the two paragraphs; label, punctuation and numbers do not count, other words do."""
    changed = "2. " + WORDS.replace("128", "97").replace("，", ",").replace(
        "件件有回音", "不漏一件"
    )
    (row, _) = _find(
        (_report("a"), [OTHER, WORDS]), (_report("b", "东岭镇"), [changed])
    ).rows.to_pylist()
    texts = {"a": f"一、主要举措\n{OTHER}\n{WORDS}", "b": f"一、主要举措\n{changed}"}
    assert texts["a"][row["start_offset"] : row["end_offset"]] == WORDS
    assert texts["b"][row["other_start_offset"] : row["other_end_offset"]] == changed
    assert row["sample"] == WORDS[:60]
    assert 0.9 < row["similarity"] < 1
    assert row["characters_shared"] < row["characters"]


def test_the_report_that_shares_most_is_named():
    """Of two possible sources the one with more shared paragraphs comes first."""
    found = _find(
        (_report("a"), [WORDS, OTHER]),
        (_report("b", "东岭镇", 2024), [WORDS]),
        (_report("c", "西坪镇", 2024), [WORDS, OTHER]),
    )
    rows = [row for row in found.rows.to_pylist() if row["report_id"] == "a"]
    assert [(row["other_report_id"], row["paragraphs_shared"]) for row in rows] == [
        ("c", 2),
        ("c", 2),
    ]


def test_the_likest_paragraph_is_named():
    """Where the other report has the text twice, the row names the wording that is nearer."""
    near, far = (
        WORDS.replace("逐件", "一一"),
        WORDS.replace("摆在突出位置", "放在首位").replace("稳步提升", "不断提高"),
    )
    found = _find((_report("a"), [WORDS]), (_report("b", "东岭镇", 2024), [far, near]))
    (row,) = found.rows.to_pylist()
    start = len("一、主要举措\n" + far) + 1
    assert (row["other_start_offset"], row["other_end_offset"]) == (
        start,
        start + len(near),
    )


def test_a_copy_in_traditional_characters():
    """A machine-made traditional copy is the same text."""
    copy = WORDS.translate(str.maketrans("鎮坚续纠纷满", "镇堅續糾紛滿")).translate(
        str.maketrans("镇众审查执", "鎮眾審查執")
    )
    (row, _) = _find(
        (_report("a"), [WORDS]), (_report("b", "东岭镇"), [copy])
    ).rows.to_pylist()
    assert copy != WORDS
    assert row["similarity"] == 1


def test_the_order_of_the_rows_does_not_matter():
    """Batches come in any order: the result is the same, row for row."""
    reports = [
        (_report(f"r{index}", f"{index % 3}号镇", 2023 + index % 4), [WORDS, OTHER])
        for index in range(9)
    ]
    assert _find(*reports).rows.equals(_find(*reversed(reports)).rows)


MANY = [
    (
        _report(f"r{index:02}", f"{index % 7}号镇", 2022 + index % 4),
        [WORDS[index % 3 :], OTHER][: 1 + index % 2],
    )
    for index in range(30)
]


@pytest.mark.parametrize("seed", range(12))
def test_chunks_do_not_matter(tmp_path, seed):
    """Reports taken in by chunks, in any order, give the table and the issues of one chunk."""
    rng = Random(seed)
    order = rng.sample(range(len(MANY)), len(MANY))
    cuts = sorted(rng.choices(range(len(MANY) + 1), k=rng.randint(0, 8)))
    search = ReuseSearch(tmp_path)
    for start, end in zip([0, *cuts], [*cuts, len(MANY)], strict=True):
        search.add(*_tables(*(MANY[index] for index in order[start:end])))
    found, whole = finished(search), _find(*MANY)
    assert found.rows.num_rows
    assert found.rows.equals(whole.rows)
    assert found.issues == whole.issues


def test_sections_without_their_report(tmp_path):
    """A chunk holds the reports of all its sections, or the search refuses it."""
    reports, sections = _tables((_report("a"), [WORDS]), (_report("b"), [WORDS]))
    with pytest.raises(ValueError, match="not among the reports"):
        ReuseSearch(tmp_path).add(reports.slice(1), sections)


def test_what_an_earlier_search_left_behind(tmp_path):
    """A scratch folder in which another search was killed is no harm."""
    ReuseSearch(tmp_path).add(*_tables((_report("c"), [WORDS])))
    search = ReuseSearch(tmp_path)
    search.add(*_tables((_report("a"), [WORDS]), (_report("b", "东岭镇"), [WORDS])))
    assert _kinds(finished(search)) == [("a", "b", "copied"), ("b", "a", "copied")]


def test_nothing_to_compare():
    """A release without reports has an empty table with its schema."""
    found = _find()
    assert found.rows.num_rows == 0
    assert found.rows.schema == SCHEMAS["reuse"]
    assert TIME not in found.rows.schema.types


LEFT = {
    "another town's name": (
        f"东岭镇党委统一部署，{WORDS}",
        _report("b", "东岭镇"),
        ["foreign_place"],
    ),
    "both names": (f"云溪镇会同东岭镇共同部署，{WORDS}", _report("b", "东岭镇"), []),
    "the county's name": (f"霁川县委统一部署，{WORDS}", _report("b", "东岭镇"), []),
    "last year as this year": (
        f"2024年，{WORDS}",
        _report("b", year=2024),
        ["stale_year"],
    ),
    "history": (f"自2024年起，{WORDS}", _report("b", year=2024), []),
    "this year": (f"2025年，{WORDS}", _report("b", year=2024), []),
}


@pytest.mark.parametrize(("words", "other", "codes"), LEFT.values(), ids=LEFT)
def test_what_was_left_behind(words, other, codes):
    """A paragraph taken over that names the other's place, or its year as its own, is an issue."""
    found = _find((_report("a"), [words]), (other, [words]))
    issues = [issue for report_id, issue in found.issues if report_id == "a"]
    assert [issue.code for issue in issues] == codes
    assert all(issue.evidence in words for issue in issues)


@pytest.mark.parametrize("name", ["霁川县", "砚苑县"])
def test_a_county_may_speak_of_its_town(name):
    """What reports of a county and a town share may name the town: the county has it, or one so named."""
    county = _report(
        "a",
        None,
        county=name,
        organ=f"{name}人民政府",
        organ_kind="county",
        level="county",
    )
    assert not _find(
        (county, [f"东岭镇率先试点，{WORDS}"]),
        (_report("b", "东岭镇"), [f"东岭镇率先试点，{WORDS}"]),
    ).issues
