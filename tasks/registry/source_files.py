"""Read the sources, one TOML file `<id>.toml` each in a folder, and check the registry that they make.

Checked is what no single file can know, and no site need be asked for.
"""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import ValidationError

from tasks.model.divisions import (
    CODE_LENGTH,
    DIGITS_BY_LEVEL,
    DIVISION_COLUMNS,
    DIVISIONS,
    FILLER_NAMES,
    TOWNSHIPS,
    find_township_name,
)
from tasks.model.errors import ConfigurationError
from tasks.model.issue import Severity
from tasks.model.project_files import ensure_valid, read_keyed_lookup
from tasks.model.run import BEIJING
from tasks.model.source import Lifecycle, Region, Source, make_id_stem

# What to do about a kind of error, by pydantic's name of it.
_REMEDIES = {
    "extra_forbidden": "a source has no such key; remove it, or look up its spelling in CONTRIBUTING.md",
    "missing": "this key is needed; add it",
}


def load_sources(folder: Path, only: Collection[str] = ()) -> list[Source]:
    """Read every source of a folder, or only those with the given ids, sorted by id.

    Raises ConfigurationError naming the file, the key and the remedy when the folder holds no source, a file
    is broken or says something that a source has no key for, or an id of `only` does not exist.
    """
    files = sorted(folder.glob("*.toml"))
    if not files:
        raise ConfigurationError(
            f"{folder}: no source (*.toml) here; point --sources to the folder that holds them"
        )
    wanted = frozenset(only)
    unknown = wanted.difference(file.stem for file in files)
    if unknown:
        raise ConfigurationError(
            f"{folder}: no source called {', '.join(sorted(unknown))}; `fazhi sources` lists those that exist"
        )
    return [load_source(file) for file in files if not wanted or file.stem in wanted]


def load_source(file: Path) -> Source:
    """Read one source; its id is the file's stem. Raises ConfigurationError naming file, key and remedy."""
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"{file}: cannot be read ({error}); it must be a UTF-8 text file"
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(
            f"{file}: not valid TOML ({error}); mend that line"
        ) from error
    if table.setdefault("id", file.stem) != file.stem:
        raise ConfigurationError(
            f"{file}: key `id` is {table['id']!r}; leave it out, or rename the file to match"
        )
    try:
        return Source.model_validate(table)
    except ValidationError as error:
        raise ConfigurationError(
            f"{file}: {_explain_validation_error(error)}"
        ) from error


def _explain_validation_error(error: ValidationError) -> str:
    lines = []
    for detail in error.errors(include_url=False):
        key = ".".join(map(str, detail["loc"])) or "the file"
        message = detail["msg"].removeprefix("Value error, ")
        said = _hide_users(repr(detail["input"]))
        other = f"{_hide_users(message)} (it says {said}); change the value"
        lines.append(f"key `{key}`: {_REMEDIES.get(detail['type'], other)}")
    return "; ".join(lines)


def _hide_users(said: str) -> str:
    """Hide what stands before the last `@`: in an address it may be a user and a password."""
    if "@" not in said:
        return said
    rest = said.rpartition("@")[2]
    return f"…@{rest}"


# www.example.gov.cn, 127.0.0.1:8480, localhost
_HOST = re.compile(
    r"(?:[a-z0-9-]+\.)+[a-z0-9-]+(?::\d+)?|localhost(?::\d+)?", re.IGNORECASE
)
# Whose sites these are; reports on other hosts are copies.
_GOVERNMENT_SUFFIXES = (".gov.cn",)


@dataclass(frozen=True, slots=True)
class SourceFinding:
    """One thing that is wrong with a source, or that a person should look at; the message has its remedy."""

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
    sources = []
    findings = []
    for file in files:
        try:
            sources.append(load_source(file))
        except ConfigurationError as error:
            findings.append(SourceFinding(file.stem, Severity.ERROR, str(error)))
    return sources, findings


def check_registry(sources: Collection[Source]) -> list[SourceFinding]:
    """Check sources against each other and against the lookups; findings in the sources' order."""
    by_id = {source.id: source for source in sources}
    columns: dict[tuple[str, str], str] = {}
    findings: list[SourceFinding] = []
    for source in sources:
        findings += _check_column(source, columns)
        findings += _check_organ(source)
        findings += _check_verification(source)
        findings += _check_successors(source, by_id)
        findings += _check_hosts(source)
        disagreement = Divisions.check_region(source.region)
        if disagreement:
            message = f"key `region`: {disagreement}; correct the code or the names"
            findings.append(SourceFinding(source.id, Severity.ERROR, message))
    return findings


def _check_column(
    source: Source, columns: dict[tuple[str, str], str]
) -> Iterator[SourceFinding]:
    """Notice a column that another source has, too: with other options, one address is several columns."""
    parts = urlsplit(source.column)
    host = parts.netloc.lower().removeprefix("www.")
    address = f"{host}{parts.path.rstrip('/')}?{parts.query}#{parts.fragment}"
    options = str(sorted(source.options.items()))
    other = columns.setdefault((address, options), source.id)
    if other != source.id:
        message = (
            f"key `column`: {other} has the same column; keep one of the two files"
        )
        yield SourceFinding(source.id, Severity.ERROR, message)


def _check_organ(source: Source) -> Iterator[SourceFinding]:
    """Check that an organ is named, and is no host."""
    if not source.organ.strip():
        message = "key `organ`: nothing says whose site it is; fill it in"
        yield SourceFinding(source.id, Severity.ERROR, message)
    elif _HOST.fullmatch(source.organ):
        message = f"key `organ`: {source.organ} is a host; fill in whose site it is"
        yield SourceFinding(source.id, Severity.ERROR, message)


def _check_verification(source: Source) -> Iterator[SourceFinding]:
    """Check that it is said who saw a verified night, and that the day has come."""
    day = source.verified_on
    if day is not None and day > datetime.now(BEIJING).date():
        message = f"key `verified_on`: {day} is still to come; correct it"
        yield SourceFinding(source.id, Severity.WARNING, message)
    if day is not None and not source.verified_by:
        message = "key `verified_by`: nothing says who saw it; fill in a name"
        yield SourceFinding(source.id, Severity.WARNING, message)


def _check_successors(
    source: Source, by_id: dict[str, Source]
) -> Iterator[SourceFinding]:
    """Follow the successors: each has to exist, and the last one has to be alive."""
    chain = [source.id]
    last = source
    while last.successor is not None:
        successor = last.successor
        if successor not in by_id:
            message = f"key `successor`: there is no source {successor}; add it, or correct the id"
            yield SourceFinding(source.id, Severity.ERROR, message)
            return
        chain.append(successor)
        if successor in chain[:-1]:
            message = f"key `successor`: {' -> '.join(chain)} never ends; break it"
            yield SourceFinding(source.id, Severity.ERROR, message)
            return
        last = by_id[successor]
    if last is not source and last.lifecycle is Lifecycle.RETIRED:
        message = (
            f"key `successor`: {last.id} is retired, too; say so here with `retired`"
        )
        yield SourceFinding(source.id, Severity.WARNING, message)


def _check_hosts(source: Source) -> Iterator[SourceFinding]:
    """Check that the hosts are a government's, the canary's among them, and begin the id."""
    canary_host = urlsplit(source.canary or "").netloc.lower()
    if source.canary and canary_host not in source.allowed_hosts:
        message = "key `canary`: its host is not the column's; name it in `hosts`, too"
        yield SourceFinding(source.id, Severity.ERROR, message)
    list_host = _find_list_host(source)
    if list_host and list_host not in source.allowed_hosts:
        message = (
            f"key `list.address`: {list_host} is not the column's host;"
            " name it in `hosts`, too"
        )
        yield SourceFinding(source.id, Severity.ERROR, message)
    for host in sorted(source.allowed_hosts):
        name = host.partition(":")[0]
        if not source.allow_private and not name.endswith(_GOVERNMENT_SUFFIXES):
            message = f"unknown host {host}: no government's; copies are no sources, look again"
            yield SourceFinding(source.id, Severity.WARNING, message)
    stem = make_id_stem(source.host)
    if not source.id.startswith(stem):
        message = (
            f"key `id`: ids begin with their host, so rename the file to {stem}-….toml"
        )
        yield SourceFinding(source.id, Severity.WARNING, message)


def _find_list_host(source: Source) -> str:
    """Give the host of a described list's interface; empty where it is the column's own."""
    address = source.described.address if source.described else ""
    return urlsplit(address).netloc.lower()


class Divisions:
    """The divisions of the country: what the lookup says of their codes and names."""

    @staticmethod
    def check_region(region: Region) -> str | None:
        """Say what is wrong between a region's code and its names; null when they agree or without a code."""
        code = region.division_code
        if code is None:
            return None
        official = Divisions.find_names(code)
        if not official:
            return (
                f"division code {code} is not in {DIVISIONS.name} or {TOWNSHIPS.name}"
            )
        stated: dict[str, str] = {}
        for level in DIGITS_BY_LEVEL:
            name = getattr(region, level)
            if name:
                stated[level] = name
        if stated == official:
            return None
        return (
            f"division code {code} is {_join_names(official)}, "
            f"the region says {_join_names(stated)}"
        )

    @staticmethod
    def find_names(code: str) -> dict[str, str]:
        """Give the names of a division and of those that it belongs to, by level.

        Empty when the code is unknown.
        """
        divisions = Divisions.load()
        own = divisions.get(code) or find_township_name(code)
        if own is None:
            return {}
        names = {}
        for level, digits in DIGITS_BY_LEVEL.items():
            above = code[:digits].ljust(len(code), "0")
            name = own if above == code else divisions.get(above, "")
            if name and name not in FILLER_NAMES:
                names[level] = name
            if above == code:
                break
        return names

    @staticmethod
    @cache
    def load() -> Mapping[str, str]:
        """Give the names of the divisions by their 12-digit codes.

        Raises ConfigurationError naming file, line and column.
        """
        names: dict[str, str] = {}
        for line, cells in read_keyed_lookup(DIVISIONS, DIVISION_COLUMNS):
            code = cells["code"]
            level = cells["level"]
            checks = {
                "code": (
                    len(code) == CODE_LENGTH and code.isdecimal(),
                    "must have 12 digits; in a spreadsheet, keep the column as text",
                ),
                "name": (bool(cells["name"]), "must be filled in"),
                "level": (
                    level in DIGITS_BY_LEVEL,
                    f"must be one of {', '.join(DIGITS_BY_LEVEL)}",
                ),
            }
            ensure_valid(DIVISIONS, line, cells, checks)
            names[code] = cells["name"]
        return names


def _join_names(names: Mapping[str, str]) -> str:
    return " ".join(names.values()) or "nothing"
