"""Whose two reports are, and what one says of the other's place or year."""

import pyarrow as pa
import pytest

from tasks.model.report import ReuseKind
from tasks.tables.reuse.issuers import Issuer
from tasks.tables.schema import SCHEMAS

COLUMNS = (
    *("organ", "organ_kind", "level", "province", "prefecture", "county", "township"),
    "report_year",
)


def issuer(town="云溪镇", county="霁川县", year=2025, organ=None) -> Issuer:
    """Make the issuer of a town's report."""
    row = {
        "organ": organ or f"{town}人民政府",
        "organ_kind": "town",
        "level": "township",
        "province": "江西省",
        "prefecture": "珞陵市",
        "county": county,
        "township": town,
        "report_year": year,
    }
    schema = pa.schema([SCHEMAS["reports"].field(name) for name in COLUMNS])
    (one,) = Issuer.list_all(pa.Table.from_pylist([row], schema))
    return one


def test_a_government_is_known_by_its_place():
    """However its name is spelt."""
    assert issuer().name == issuer(organ="霁川县云溪镇").name == "云溪镇"
    assert issuer().place == "云溪镇"
    assert issuer().organ != issuer(county="砚苑县").organ


@pytest.mark.parametrize(
    ("other", "kind"),
    [
        (issuer(), ReuseKind.MIRROR),
        (issuer(year=2024), ReuseKind.LAST_YEAR),
        (issuer(year=2020), ReuseKind.EARLIER_YEAR),
        (issuer(year=2026), None),
        (issuer(year=None), ReuseKind.UNPLACED),
        (issuer("东岭镇"), ReuseKind.COPIED),
        (issuer(county="砚苑县"), ReuseKind.COPIED),
        (issuer(county=None), ReuseKind.MIRROR),
    ],
)
def test_how_two_reports_are_related(other, kind):
    """By organ and year; a text never comes from a later year."""
    assert issuer().classify_relation(other) is kind


def test_the_first_level_on_which_places_differ():
    """A place that is not named differs from none."""
    assert issuer().find_differing_level(issuer("东岭镇")) == 3
    assert issuer().find_differing_level(issuer("东岭镇", "砚苑县")) == 2
    assert issuer().find_differing_level(issuer(county=None)) is None


@pytest.mark.parametrize(
    ("words", "other", "kind", "codes"),
    [
        ("东岭镇统一部署。", issuer("东岭镇"), ReuseKind.COPIED, ["foreign_place"]),
        ("云溪镇统一部署。", issuer("东岭镇"), ReuseKind.COPIED, []),
        (
            "2024年，我镇统一部署。",
            issuer(year=2024),
            ReuseKind.LAST_YEAR,
            ["stale_year"],
        ),
        ("2024年，我镇统一部署。", issuer(year=2024), ReuseKind.MIRROR, []),
    ],
)
def test_what_is_left_of_another_is_noticed(words, other, kind, codes):
    """Its place, or its year as the report's own."""
    found = issuer().check_leftovers(kind, "1", words, other, words)
    assert [issue.code for issue in found] == codes
