"""The national roster: every government of county level and above has a row a year, whoever looks for it."""

from collections import Counter
from datetime import datetime

import pyarrow.compute as pc
import pytest

from tasks.model.divisions import list_divisions
from tasks.model.known_sites import SITES, KnownSite
from tasks.model.run import BEIJING
from tasks.model.source import Source
from tasks.registry.source_files import load_sources
from tasks.tables.coverage.governments import add_governments
from tasks.tables.coverage.publications import REPORT_COLUMNS
from tasks.tables.coverage.results import build_coverage
from tasks.tables.coverage.roster import FIRST_YEAR, build_roster
from tasks.tables.schema import SCHEMAS
from tests.paths import ROOT

AS_OF = datetime(2026, 3, 2, 2, tzinfo=BEIJING)
LAST_YEAR = 2025
LEVELS = ("province", "prefecture", "county")


def expect(sources):
    """Give the coverage of sources that nobody has asked yet, with the governments added."""
    reports = SCHEMAS["reports"].empty_table().select(REPORT_COLUMNS)
    expected = build_coverage(build_roster(sources), reports, {}, AS_OF)
    return expected, add_governments(expected, sources, AS_OF)


@pytest.fixture(scope="module")
def national():
    """Give the coverage of the project's own sources, without and with the governments."""
    return expect(load_sources(ROOT / "data" / "sources"))


def test_every_government_has_a_row_a_year(national):
    """All places of the divisions but zones, and Hong Kong, Macao and Taiwan, where there is no rule."""
    _, whole = national
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    of_year = {
        year: Counter(
            whole.filter(pc.equal(whole["report_year"], year))["organ_id"].to_pylist()
        )
        for year in years
    }
    wanted = [
        one
        for one in list_divisions()
        if one.code[:2] < "71" and not (one.level == "county" and one.code[4] == "7")
    ]
    levels = Counter(one.level for one in wanted)
    assert levels["province"] == 31
    assert levels["prefecture"] > 330
    assert levels["county"] > 2800
    for year in years:
        lacking = [one for one in wanted if of_year[year][one.code] != 1]
        assert lacking == [], year
    hong_kong, taiwan = "810000000000", "710000000000"
    assert not of_year[LAST_YEAR].keys() & {hong_kong, taiwan}


def test_a_row_says_whether_a_site_is_known(national):
    """The address of the lookup stands in the evidence, and the places are filled down to the government."""
    _, whole = national
    rows = whole.filter(pc.equal(whole["report_year"], LAST_YEAR)).to_pylist()
    by_id = {row["organ_id"]: row for row in rows}
    sites = [site for site in KnownSite.load_all(SITES) if site.level in LEVELS]
    checked = 0
    for site in sites:
        row = by_id.get(site.division_code)
        if site.organ_kind in LEVELS and row and row["source_id"] is None:
            assert row["status"] == "no_source"
            assert site.home in row["evidence"]
            assert row["organ"] == site.organ
            checked += 1
    assert checked > 3000
    unknown = [row for row in rows if row["status"] == "no_site"]
    assert unknown
    assert all("sites.csv" in row["evidence"] for row in unknown)
    changqing = by_id["370113000000"]
    assert [changqing[level] for level in LEVELS] == ["山东省", "济南市", "长清区"]
    assert (changqing["division_code"], changqing["duty"]) == (
        "370113000000",
        "obliged",
    )


def test_organs_of_the_state_council_are_expected(national):
    """Those whose sites are known, at the national level and without a place."""
    _, whole = national
    of_year = whole.filter(pc.equal(whole["report_year"], LAST_YEAR))
    organs = of_year.filter(pc.equal(of_year["organ_kind"], "ministry")).to_pylist()
    assert len(organs) > 50
    assert {row["level"] for row in organs} == {"national"}
    assert all(row["organ_id"].startswith("cn-") for row in organs)


def test_what_sources_look_for_stays_as_it_was(national):
    """No organ gets a second row, and the order is that of year, source and organ."""
    before, whole = national
    kept = whole.filter(pc.is_valid(whole["source_id"]))
    assert kept.equals(before)
    ids = zip(
        whole["organ_id"].to_pylist(), whole["report_year"].to_pylist(), strict=True
    )
    twice = [key for key, count in Counter(ids).items() if count > 1 and key[0]]
    assert twice == []
    years = whole["report_year"].to_pylist()
    assert years == sorted(years)


def test_invented_places_have_no_nation():
    """The demo's governments are in no table of divisions: their coverage is theirs alone."""
    source = Source.model_validate(
        {
            "id": "demo",
            "name": "棠川县人民政府法治政府建设年度报告",
            "organ": "棠川县人民政府",
            "family": "trs",
            "column": "http://demo.gov.cn/bg/",
            "region": {
                "province": "湖南省",
                "prefecture": "珞陵市",
                "county": "棠川县",
            },
        }
    )
    before, whole = expect([source])
    assert whole.equals(before)
    assert len(before) == LAST_YEAR - FIRST_YEAR + 1
