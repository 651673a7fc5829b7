"""The national roster: all governments of county level and above, and the organs of the State Council.

One that no source looks for has a row of each year all the same, which says whether its site is known:
`no_source` or `no_site`.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

from tasks.model.coverage import CoverageStatus, Duty
from tasks.model.divisions import Division, list_divisions, list_parents
from tasks.model.known_sites import SITES, KnownSite
from tasks.model.report import OrganKind
from tasks.model.source import Region, Source
from tasks.tables.coverage.results import compute_last_report_year
from tasks.tables.coverage.roster import FIRST_YEAR
from tasks.tables.organs import find_organ_id
from tasks.tables.schema import SCHEMAS
from tasks.tables.table_rows import Row

# Hong Kong, Macao and Taiwan, where the rule does not hold
_ELSEWHERE = ("71", "81", "82")
# 130171: zones that statistics count as counties have 7 here; their committees are no governments
_ZONE_DIGIT = "7"
_ZONE_PLACE = 4
_ORDER = ("report_year", "source_id", "organ", "division_code")


def add_governments(
    coverage: pa.Table, sources: Iterable[Source], as_of: datetime
) -> pa.Table:
    """Add the governments that the table says nothing of, in the order of year, source, organ and code.

    A collection whose sources all lie in places that the divisions do not know, as the demo's do, is not one
    of this country: nothing is added to it.
    """
    codes = {one.code for one in list_divisions()}
    if codes.isdisjoint(source.region.division_code for source in sources):
        return coverage
    governments = _load_governments()
    tables = [coverage]
    for year in range(FIRST_YEAR, compute_last_report_year(as_of) + 1):
        of_year = coverage.filter(pc.equal(coverage["report_year"], year))
        is_known = pc.is_in(
            governments["organ_id"], value_set=of_year["organ_id"].combine_chunks()
        )
        rows = governments.filter(pc.invert(is_known))
        at = rows.schema.get_field_index("report_year")
        years = pa.array([year] * len(rows), rows.schema.field(at).type)
        tables.append(rows.set_column(at, rows.schema.field(at), years))
    whole = pa.concat_tables(tables)
    return whole.sort_by([(name, "ascending") for name in _ORDER])


@cache
def _load_governments() -> pa.Table:
    """Make the rows of all governments for the first year. Raises ConfigurationError for a broken lookup."""
    return pa.Table.from_pylist(list(_iter_rows()), SCHEMAS["coverage"])


def _iter_rows() -> Iterator[Row]:
    sites = {site.division_code: site for site in _list_government_sites()}
    for division in list_divisions():
        site = sites.get(division.code)
        if _has_government(division) or site:
            yield _describe_government(division, site)
    for site in _list_government_sites():
        if site.organ_kind is OrganKind.MINISTRY:
            organ_id = find_organ_id(site.organ, site.organ_kind, Region())
            yield _build_row(site.organ, organ_id, OrganKind.MINISTRY, "national", site)


def _has_government(division: Division) -> bool:
    is_zone = division.code[_ZONE_PLACE] == _ZONE_DIGIT and division.level == "county"
    return not is_zone and not division.code.startswith(_ELSEWHERE)


def _list_government_sites() -> list[KnownSite]:
    return [
        site
        for site in KnownSite.load_all(SITES)
        if site.organ_kind is not OrganKind.DEPARTMENT
    ]


def _describe_government(division: Division, site: KnownSite | None) -> Row:
    organ = site.organ if site else f"{division.name}人民政府"
    kind = OrganKind(division.level)
    places = {one.level: one.name for one in (*list_parents(division.code), division)}
    row = _build_row(organ, division.code, kind, division.level, site)
    return {**row, **places, "division_code": division.code}


def _build_row(
    organ: str,
    organ_id: str | None,
    kind: OrganKind,
    level: str,
    site: KnownSite | None,
) -> Row:
    status = CoverageStatus.NO_SITE
    evidence = "no site of it is known; add it to data/lookups/sites.csv"
    if site:
        status = CoverageStatus.NO_SOURCE
        evidence = f"no source looks for it on {site.home}; `fazhi sources commission` proposes one"
    return {
        "organ": organ,
        "organ_id": organ_id,
        "organ_kind": kind.value,
        "level": level,
        "duty": Duty.OBLIGED.value,
        "report_year": FIRST_YEAR,
        "status": status.value,
        "evidence": evidence,
    }
