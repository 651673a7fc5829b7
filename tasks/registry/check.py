"""Check the registry of sources as a whole: what no single file can know, and what no site need be asked for."""

import csv
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from tasks.model.errors import ConfigurationError
from tasks.model.issue import Severity
from tasks.model.paths import LOOKUPS
from tasks.model.source import Lifecycle, Region, Source, make_id_stem
from tasks.registry.source_files import load_source

DIVISIONS = LOOKUPS / "divisions.csv"
# How many of the 12 digits name a division of each level; the rest are zeros.
_DIGITS_BY_LEVEL = {"province": 2, "prefecture": 4, "county": 6, "township": 9}
# What stands between a municipality and its districts, or a province and counties of its own: no place's
# name.
_FILLER_NAMES = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")


@cache
def load_divisions(path: Path = DIVISIONS) -> Mapping[str, str]:
    """Give the names of the divisions by their 12-digit codes."""
    with path.open(encoding="utf-8") as table:
        return {row["code"]: row["name"] for row in csv.DictReader(table)}


def find_division_names(code: str) -> dict[str, str]:
    """Give the names of a division and of those that it belongs to, by level.

    Empty when the code is unknown.
    """
    known = load_divisions()
    if code not in known:
        return {}
    names = {}
    for level, digits in _DIGITS_BY_LEVEL.items():
        above = code[:digits].ljust(len(code), "0")
        name = known.get(above, "")
        if name and name not in _FILLER_NAMES:
            names[level] = name
        if above == code:
            break
    return names


def check_region(region: Region) -> str | None:
    """Say what is wrong between a region's code and its names; null when they agree or no code is given."""
    if region.division_code is None:
        return None
    looked_up = find_division_names(region.division_code)
    if not looked_up:
        return f"division code {region.division_code} is not in {DIVISIONS.name}"
    told = {
        level: name for level in _DIGITS_BY_LEVEL if (name := getattr(region, level))
    }
    if told == looked_up:
        return None
    return f"division code {region.division_code} is {_join_names(looked_up)}, the region says {_join_names(told)}"


def _join_names(names: Mapping[str, str]) -> str:
    return " ".join(names.values()) or "nothing"


# Whose sites these are; reports on other hosts are copies.
_GOVERNMENT_SUFFIXES = (".gov.cn",)


@dataclass(frozen=True, slots=True)
class SourceFinding:
    """One thing that is wrong with a source, or that a person should look at, with its remedy in the message."""

    source_id: str
    severity: Severity
    message: str


def read_registry(folder: Path) -> tuple[list[Source], list[SourceFinding]]:
    """Read every source of a folder; a file that is broken is a finding, not the end.

    Raises ConfigurationError when the folder holds no source at all.
    """
    files = sorted(folder.glob("*.toml"))
    if not files:
        raise ConfigurationError(
            f"{folder}: no source (*.toml) here; point --sources to the folder that holds them"
        )
    sources, findings = [], []
    for file in files:
        try:
            sources.append(load_source(file))
        except ConfigurationError as error:
            findings.append(SourceFinding(file.stem, Severity.ERROR, str(error)))
    return sources, findings


def check_registry(sources: Collection[Source]) -> list[SourceFinding]:
    """Check sources against each other and against the lookups; findings in the sources' order."""
    known = {source.id: source for source in sources}
    columns: dict[tuple[str, str], str] = {}
    findings = []
    for source in sources:
        told = [
            *_check_column(source, columns),
            *_check_successors(source, known),
            *_check_hosts(source),
        ]
        if wrong := check_region(source.region):
            told.append(
                (
                    Severity.ERROR,
                    f"key `region`: {wrong}; correct the code or the names",
                )
            )
        findings += [
            SourceFinding(source.id, severity, message) for severity, message in told
        ]
    return findings


def _check_column(
    source: Source, columns: dict[tuple[str, str], str]
) -> list[tuple[Severity, str]]:
    """Notice a column that another source has, too: with options that differ, one address is several columns."""
    parts = urlsplit(source.column)
    bare = f"{parts.netloc.lower().removeprefix('www.')}{parts.path.rstrip('/')}?{parts.query}#{parts.fragment}"
    other = columns.setdefault((bare, str(sorted(source.options.items()))), source.id)
    if other == source.id:
        return []
    return [
        (
            Severity.ERROR,
            f"key `column`: {other} has the same column; keep one of the two files",
        )
    ]


def _check_successors(
    source: Source, known: dict[str, Source]
) -> list[tuple[Severity, str]]:
    """Follow the successors: each has to exist, and the last one has to be alive."""
    seen, at = [source.id], source
    while at.successor is not None:
        if at.successor not in known:
            return [
                (
                    Severity.ERROR,
                    f"key `successor`: there is no source {at.successor}; add it, or correct the id",
                )
            ]
        if at.successor in seen:
            return [
                (
                    Severity.ERROR,
                    f"key `successor`: {' -> '.join([*seen, at.successor])} never ends; break it",
                )
            ]
        at = known[at.successor]
        seen.append(at.id)
    if at is not source and at.lifecycle is Lifecycle.RETIRED:
        return [
            (
                Severity.WARNING,
                f"key `successor`: {at.id} is retired, too; say so here with `retired`",
            )
        ]
    return []


def _check_hosts(source: Source) -> list[tuple[Severity, str]]:
    found = []
    if (
        source.canary
        and urlsplit(source.canary).netloc.lower() not in source.allowed_hosts
    ):
        found.append(
            (
                Severity.ERROR,
                "key `canary`: its host is not the column's; name it in `hosts`, too",
            )
        )
    for host in sorted(source.allowed_hosts):
        name = host.partition(":")[0]
        if not source.allow_private and not name.endswith(_GOVERNMENT_SUFFIXES):
            found.append(
                (
                    Severity.WARNING,
                    f"unknown host {host}: no government's; copies are no sources, look again",
                )
            )
    if not source.id.startswith(make_id_stem(source.host)):
        stem = make_id_stem(source.host)
        found.append(
            (
                Severity.WARNING,
                f"key `id`: ids begin with their host, so rename the file to {stem}-….toml",
            )
        )
    return found
