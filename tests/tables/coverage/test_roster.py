"""The roster: who is expected to publish, where, since when and why."""

import runpy

import pytest

from tasks.model.coverage import Duty
from tasks.model.errors import ConfigurationError
from tasks.model.report import OrganKind
from tasks.model.source import Source
from tasks.registry.source_files import load_sources
from tasks.tables.coverage.roster import (
    COLUMNS,
    ROSTER_FILE,
    RosterEntry,
    build_roster,
)
from tests.paths import ROOT

REGION = {"province": "湖南省", "prefecture": "珞陵市", "county": "棠川县"}
ROW = (
    "demo,棠川县云溪镇人民政府,town,township,430101100000,obliged,2021,somebody looked"
)


def source(identity="demo", organ="棠川县人民政府", **values):
    """Make a source."""
    known = {
        "id": identity,
        "name": f"{organ}法治政府建设年度报告",
        "organ": organ,
        "family": "trs",
        "region": REGION,
    }
    known |= {"column": f"http://{identity}.gov.cn/bg/", "verified": True}
    return Source.model_validate(known | values)


def lookup(tmp_path, *rows):
    """Write a file of expected organs."""
    path = tmp_path / "expected.csv"
    path.write_text("\n".join([",".join(COLUMNS), *rows, ""]), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("organ", "kind", "duty", "level"),
    [
        ("棠川县人民政府", None, Duty.OBLIGED, "county"),
        ("霁川市人民政府", OrganKind.COUNTY, Duty.OBLIGED, "county"),
        ("棠川县云溪镇人民政府", None, Duty.OBLIGED, "township"),
        ("棠川县司法局", None, Duty.OBLIGED, "county"),
        ("国家碳汇计量局", None, Duty.OBLIGED, "national"),
        ("棠川县澹湾街道办事处", None, Duty.EXPECTED, "township"),
        ("霁浦经济开发区管理委员会", OrganKind.DEPARTMENT, Duty.EXPECTED, "county"),
        ("棠川县城市管理委员会", None, Duty.OBLIGED, "county"),
        ("政策文件库", None, Duty.NONE, None),
    ],
)
def test_the_duty_follows_from_the_kind(organ, kind, duty, level):
    """Governments and departments are obliged; agencies that the rule does not name publish in practice."""
    row = RosterEntry.from_source(source(organ=organ, organ_kind=kind))
    assert (row.duty, row.level, row.since) == (duty, level, 2019)
    assert row.evidence


@pytest.mark.parametrize(
    "name",
    [
        "棠川县乡镇街道法治政府建设报告",
        "棠川县各委办局法治政府建设报告",
        "棠川县政府信息公开（云溪镇等）",
    ],
)
def test_who_gathers_others_reports_is_not_expected_there(name):
    """Its column is theirs; they come in as they are seen."""
    assert RosterEntry.from_source(source(name=name)).duty is Duty.NONE
    assert build_roster([source(name=name)]) == ()


def test_a_town_is_no_gatherer():
    """Its own name holds 镇 and 街道, too."""
    organ = "棠川县澹湾街道办事处"
    assert (
        RosterEntry.from_source(
            source(organ=organ, name=f"{organ}街道法治政府建设年度报告")
        ).duty
        is Duty.EXPECTED
    )


def test_a_row_of_the_file_wins(tmp_path):
    """Then the source's own file says nothing of who is expected; what it says of the place still holds."""
    path = lookup(tmp_path, ROW)
    (row,) = build_roster([source()], path)
    assert (row.organ, row.since, row.evidence) == (
        "棠川县云溪镇人民政府",
        2021,
        "somebody looked",
    )
    assert (row.region.county, row.region.township) == ("棠川县", "云溪镇")
    (other,) = build_roster([source("newcomer")], path)
    assert (other.source_id, other.organ) == ("newcomer", "棠川县人民政府")


def test_an_organ_of_two_sources_is_expected_once():
    """In the one that is still crawled."""
    old = source("a-old", lifecycle="successor", successor="b-new")
    (row,) = build_roster([old, source("b-new")], ROSTER_FILE)
    assert row.source_id == "b-new"


def test_an_unverified_source_says_so():
    """What it lacks may stand in a column that nobody has found yet."""
    assert "verified" in RosterEntry.from_source(source(verified=False)).evidence
    assert "verified" not in RosterEntry.from_source(source()).evidence


@pytest.mark.parametrize(
    ("cell", "value", "column"),
    [
        (0, "", "source_id"),
        (1, "", "organ"),
        (2, "village", "organ_kind"),
        (3, "village", "level"),
        (4, "4301", "division_code"),
        (5, "maybe", "duty"),
        (6, "19", "since"),
        (6, "", "since"),
    ],
)
def test_a_broken_row_names_line_and_column(tmp_path, cell, value, column):
    """With the file, so that one can go there and mend it."""
    cells = ROW.split(",")
    cells[cell] = value
    with pytest.raises(
        ConfigurationError, match=rf"expected\.csv: line 3: column {column}: "
    ):
        RosterEntry.read_all(
            lookup(tmp_path, ROW.replace("demo", "first"), ",".join(cells))
        )


def test_an_organ_stands_once_a_source(tmp_path):
    """Two rows could contradict each other."""
    with pytest.raises(
        ConfigurationError, match=r"line 3: column organ: .* stands twice"
    ):
        RosterEntry.read_all(lookup(tmp_path, ROW, ROW))


def test_sources_without_a_row_and_rows_without_a_source_are_strangers(tmp_path):
    """Each is told with what to do."""
    mismatches = dict(RosterEntry.list_mismatches(["newcomer"], lookup(tmp_path, ROW)))
    assert set(mismatches) == {"newcomer", "demo"}
    assert "no row" in mismatches["newcomer"]
    assert "gone" in mismatches["demo"]
    assert all("make_expected.py" in words for words in mismatches.values())


def test_the_file_is_true_to_the_sources():
    """No source without a row, no row without a source, every kind and duty as the rule has it."""
    sources = {one.id: one for one in load_sources(ROOT / "data" / "sources")}
    assert not list(RosterEntry.list_mismatches(sources))
    for row in RosterEntry.read_all():
        own = RosterEntry.from_source(sources[row.source_id])
        if row.organ == own.organ:
            assert (row.duty, row.level, row.organ_kind) == (
                own.duty,
                own.level,
                own.organ_kind,
            )
    assert len(build_roster(sources.values())) > 70


def test_making_the_file_again_keeps_what_people_wrote(tmp_path):
    """Rows that stand stay, those of lost sources leave, new sources come in."""
    path, folder = (
        lookup(tmp_path, ROW, ROW.replace("demo", "gone")),
        tmp_path / "sources",
    )
    folder.mkdir()
    text = 'name = "一"\norgan = "棠川县人民政府"\nfamily = "trs"\ncolumn = "http://demo.gov.cn/a/"\n'
    for name in ("demo", "other"):
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    make = runpy.run_path(str(ROOT / "data" / "lookups" / "make_expected.py"))["main"]
    for _ in range(2):
        make(folder, path)
        assert [(row.source_id, row.since) for row in RosterEntry.read_all(path)] == [
            ("demo", 2021),
            ("other", 2019),
        ]


def test_the_file_is_as_its_program_makes_it(tmp_path):
    """Its order and its spelling do not change when a source is added."""
    path = tmp_path / "expected.csv"
    path.write_bytes(ROSTER_FILE.read_bytes())
    runpy.run_path(str(ROOT / "data" / "lookups" / "make_expected.py"))["main"](
        ROOT / "data" / "sources", path
    )
    assert path.read_bytes() == ROSTER_FILE.read_bytes()
