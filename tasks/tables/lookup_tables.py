"""The lookups as tables of a release: sources, codes of indicators and issues, and divisions."""

from collections.abc import Collection, Iterable

import pyarrow as pa

from tasks.model.catalogue import catalogue
from tasks.model.divisions import (
    DIGITS_BY_LEVEL,
    find_division,
    list_divisions,
    list_parents,
)
from tasks.model.source import Source
from tasks.report.codebook import load_indicators
from tasks.report.facts import find_region
from tasks.report.organ import classify_organ
from tasks.tables.organs import find_organ_id
from tasks.tables.schema import SCHEMAS
from tasks.tables.table_rows import Row


def build_source_table(sources: Iterable[Source], named: Collection[str]) -> pa.Table:
    """Make the table `sources`, in the order of the ids.

    `named` are the ids that other tables name: one whose file is gone has a row with nothing else.
    """
    known = {source.id: _describe_source(source) for source in sources}
    rows = [known.get(one, {"source_id": one}) for one in sorted({*known, *named})]
    return pa.Table.from_pylist(rows, SCHEMAS["sources"])


def _describe_source(source: Source) -> Row:
    kind = source.organ_kind or classify_organ(source.organ)
    region = find_region(source.organ, source.region)
    return {
        "source_id": source.id,
        "name": source.name,
        "organ": source.organ,
        "organ_id": find_organ_id(source.organ, kind, region),
        "organ_kind": kind,
        **source.region.model_dump(exclude={"township"}),
        "url": source.column,
        "family": source.family,
        "lifecycle": source.lifecycle,
        "successor_id": source.successor,
        "is_verified": source.verified,
        "verified_on": source.verified_on,
    }


def build_indicator_code_table() -> pa.Table:
    """Make the table `indicator_codes`, in the codebook's order."""
    rows = [
        {
            "code": one.code,
            "name_zh": one.name_zh,
            "name_en": one.name_en,
            "field": one.group,
            "usual_unit": one.unit,
            "measure": one.measure,
            "is_additive": one.additive == "yes",
            "parent": one.parent or None,
            "definition_zh": one.definition_zh,
            "definition_en": one.definition_en,
            "includes": one.includes,
            "excludes": one.excludes,
            "basis": one.source or None,
            "formerly": one.formerly or None,
        }
        for one in load_indicators()
    ]
    return pa.Table.from_pylist(rows, SCHEMAS["indicator_codes"])


def build_issue_code_table() -> pa.Table:
    """Make the table `issue_codes`, in the catalogue's order."""
    rows = [
        {
            "code": one.code,
            "stages": " ".join(one.stages),
            "severity": one.severity,
            "responsibility": one.responsibility,
            "meaning_zh": one.meaning.zh,
            "meaning_en": one.meaning.en,
            "remedy_zh": one.remedy.zh,
            "remedy_en": one.remedy.en,
        }
        for one in catalogue().values()
    ]
    return pa.Table.from_pylist(rows, SCHEMAS["issue_codes"])


def build_division_table(named: Iterable[str]) -> pa.Table:
    """Make the table `divisions`, in the order of the codes.

    Down to the counties it is whole; of what lies below, and of codes that are not known, it has `named`.
    """
    codes = {one.code for one in list_divisions()}
    rows = [_describe_division(code) for code in sorted(codes.union(named))]
    return pa.Table.from_pylist(rows, SCHEMAS["divisions"])


def _describe_division(code: str) -> Row:
    row: Row = {
        "division_code": code,
        "short_code": code[: DIGITS_BY_LEVEL["county"]],
    }
    division = find_division(code)
    if division is None:
        return row
    parents = list_parents(code)
    places = {one.level: one.name for one in (*parents, division)}
    return {
        **row,
        "name": division.name,
        "level": division.level,
        **{level: places.get(level) for level in ("province", "prefecture", "county")},
        "parent_code": parents[-1].code if parents else None,
    }
