"""The roster: which organs are expected to publish, in which source, since which year, and by what duty.

`data/lookups/expected.csv` names them; a source that has no row there gets one from its own file, by the same
rule. Further organs come in when a report of theirs is seen (`tasks/tables/coverage/publications.py`), and
never otherwise. Who is obliged: governments of every level and the departments of those from the county up.
Subdistrict offices and the committees of development zones are agencies of a government, which the rule does
not name; they publish in practice.

An organ is its place and what it does there: a government does nothing in particular, a bureau has its trade.
So 观胜镇, 荣昌区观胜镇 and 荣昌区观胜镇人民政府 are one.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from tasks.model.coverage import Duty
from tasks.model.project_files import LOOKUPS, Cells, ensure_valid, read_lookup
from tasks.model.release import FIRST_REPORT_YEAR
from tasks.model.report import LEVELS, OrganKind
from tasks.model.source import Lifecycle, Region, Source
from tasks.model.traditional import simplify_characters
from tasks.report.facts import find_region
from tasks.report.known_names import CentralOrgans
from tasks.report.organ import classify_organ, find_government_level, split_places

# A government's own words, after its place: 观胜镇|人民政府, 广顺街道|办事处, 万盛经济技术开发区|管委会
_GOVERNMENT = re.compile(
    r"^(?:政府|人民委员会|办事处|街道办|管理委员会|管委会|行政公署|行署)$"
)
# 黄石街 is 黄石街道
_STREET = re.compile(r"街$")
# How bodies are called for short; without their last sign, since some are 局 here and 委 there: 卫健局,
# 卫健委
_SHORT = {
    "教委": "教育委员会",
    "农委": "农业农村委员会",
    "农业农村委": "农业农村委员会",
    "经信委": "经济和信息化委员会",
    "住建委": "住房和城乡建设委员会",
    "住建局": "住房和城乡建设局",
    "卫健委": "卫生健康委员会",
    "卫生健康委": "卫生健康委员会",
    "卫健局": "卫生健康局",
    "发改委": "发展和改革委员会",
    "发改局": "发展和改革局",
    "人社局": "人力资源和社会保障局",
    "文旅局": "文化和旅游局",
    "文旅委": "文化和旅游发展委员会",
    "市场监管局": "市场监督管理局",
    "医保局": "医疗保障局",
    "城管局": "城市管理局",
    "科技局": "科学技术局",
}


@dataclass(frozen=True, slots=True)
class OrganIdentity:
    """An organ's identity: the names of its place from the province down, and what it does there.

    `place` is the last of its own place names, empty for an organ of the State Council; `function` is empty
    for the government itself.
    """

    place: str
    function: str
    places: tuple[str | None, ...]

    @classmethod
    def parse(cls, organ: str, region: Region) -> "OrganIdentity":
        """Parse whose organ a name means, in a region as `find_region` gives it."""
        township = region.township
        if township:
            township = _STREET.sub("街道", township)
        levels = (
            region.province,
            region.prefecture,
            region.county,
            township,
        )
        own = next(filter(None, reversed(levels)), "")
        last = organ.rpartition(" ")[2]
        name = simplify_characters(last).replace("人民政府", "政府")
        rest = _cut_places(CentralOrgans.find(name) or name)
        if _GOVERNMENT.match(rest):
            return cls(own, "", levels)
        return cls(own, _SHORT.get(rest, rest), levels)

    @property
    def key(self) -> tuple[str, str]:
        """Give what two names of the same organ always share."""
        return self.place, self.function

    def is_compatible_with(self, other: "OrganIdentity") -> bool:
        """Tell whether two names can mean the same organ: nothing that both say of their place differs."""
        pairs = zip(self.places, other.places, strict=True)
        return self.key == other.key and all(
            one == two or one is None or two is None for one, two in pairs
        )

    def is_same_as(self, other: "OrganIdentity") -> bool:
        """Tell whether two names mean the same organ wherever met: both say the province, or need none."""
        same_province = self.places[0] is not None and self.places[0] == other.places[0]
        return self.is_compatible_with(other) and (same_province or not self.place)


def _cut_places(name: str) -> str:
    """Cut the places out of an organ's name, and what stands before the first.

    What stands between two of them stays: 平川市|公安局|云溪区|分局.
    """
    kept = ""
    for number, place in enumerate(split_places(name)):
        at = name.find(place)
        if at >= 0:
            before = name[:at]
            name = name[at + len(place) :]
            kept += before if number and before != "政府" else ""
    return kept + name


ROSTER_FILE = LOOKUPS / "expected.csv"
COLUMNS = (
    "source_id",
    "organ",
    "organ_kind",
    "level",
    "division_code",
    "duty",
    "since",
    "evidence",
)
# The rule came into force in April 2019: the reports for 2019 are the first that it asks for.
FIRST_YEAR = 2019
_LAST_YEAR = 2100
# 万盛经济技术开发区管理委员会, 滨江高新区管委会; 城市管理委员会 is a department
_ZONE = re.compile(
    r"(?:开发区|新区|园区|景区|保税区|示范区|度假区|试验区|高新区|经开区)(?:建设)?(?:管理委员会|管委会)$"
)
# What a column is called that gathers others' reports: 乡镇街道法治政府建设报告, 各委办局…,
# 政府信息公开（辛口镇等）
_COLLECTIVE_COLUMN = re.compile(r"乡镇|镇街|街镇|街道|镇等|各委办局|各部门")
_COLLECTING_KINDS = frozenset(
    {OrganKind.PROVINCE, OrganKind.PREFECTURE, OrganKind.COUNTY}
)
_DIVISION = re.compile(r"\d{12}")
_REASONS = {
    OrganKind.MINISTRY: "the rule names departments from the county up",
    OrganKind.DEPARTMENT: "the rule names departments from the county up",
    OrganKind.SUBDISTRICT: "subdistrict offices are not named by the rule, and publish in practice",
}


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """One organ that is expected to publish in a source, every year from `since` on.

    `region` is the organ's own, `evidence` what put it on the roster. A row with the duty `none` says that
    the source's organ only keeps the column: others publish there.
    """

    source_id: str
    organ: str
    organ_kind: OrganKind | None
    level: str | None
    division_code: str | None
    duty: Duty
    since: int
    evidence: str
    region: Region = Region()

    @property
    def identity(self) -> OrganIdentity:
        """Give the organ's identity."""
        return OrganIdentity.parse(self.organ, self.region)

    @staticmethod
    def classify_duty(organ: str, kind: OrganKind | None) -> tuple[Duty, str]:
        """Tell an organ's duty to publish, with the reason; none for a name that is no organ's."""
        if _ZONE.search(organ):
            return (
                Duty.EXPECTED,
                "committees of zones are not named by the rule, and publish in practice",
            )
        if kind is None:
            return Duty.NONE, "its name does not tell what kind of organ it is"
        duty = Duty.EXPECTED if kind is OrganKind.SUBDISTRICT else Duty.OBLIGED
        return duty, _REASONS.get(kind, "the rule names governments of every level")

    @classmethod
    def read_all(cls, path: Path = ROSTER_FILE) -> "list[RosterEntry]":
        """Read the rows of the file, in its order; their regions do not stand there.

        Raises ConfigurationError naming file, line and column.
        """
        rows: dict[tuple[str, str], RosterEntry] = {}
        for line, cells in read_lookup(path, COLUMNS):
            row = _parse_entry(path, line, cells)
            key = (row.source_id, row.organ)
            once = (key not in rows, "stands twice for this source; keep one row")
            ensure_valid(path, line, cells, {"organ": once})
            rows[key] = row
        return list(rows.values())

    @classmethod
    def list_mismatches(
        cls, source_ids: Iterable[str], path: Path = ROSTER_FILE
    ) -> Iterator[tuple[str, str]]:
        """Yield the id of each source without a row, and of each row without a source, with what to do.

        Raises ConfigurationError when the file is broken.
        """
        known = set(source_ids)
        named = {row.source_id for row in cls.read_all(path)}
        remedy = "run `python data/lookups/make_expected.py`"
        missing = "has no row for it, so its own organ alone is expected"
        gone = "has a row for it, but the source is gone"
        for name in sorted(known - named):
            yield name, f"{path.name} {missing}; {remedy}"
        for name in sorted(named - known):
            yield name, f"{path.name} {gone}; {remedy}"

    @classmethod
    def from_source(cls, source: Source) -> "RosterEntry":
        """Make the row of a source's own organ from its file.

        Kind, level and duty come from its name where not given; the duty is `none` where it gathers others'
        reports.
        """
        organ = source.organ
        kind = source.organ_kind or classify_organ(organ)
        region = find_region(organ, source.region)
        duty, reason = RosterEntry.classify_duty(organ, kind)
        if _collects_others(source, kind):
            duty = Duty.NONE
            reason = "the column gathers other organs' reports, which come in as they are seen"
        reasons = filter(None, (reason, _explain_doubt(source)))
        return cls(
            source_id=source.id,
            organ=organ,
            organ_kind=kind,
            level=_find_level(organ, kind, region),
            division_code=region.division_code,
            duty=duty,
            since=FIRST_YEAR,
            evidence="; ".join(reasons),
            region=region,
        )


def build_roster(
    sources: Iterable[Source], path: Path = ROSTER_FILE
) -> tuple[RosterEntry, ...]:
    """Give the organs that are expected to publish in these sources, each once, by source and organ.

    Rows of the file win; where two sources keep one organ's reports, the living one does. Raises
    ConfigurationError naming file, line and column when a row is broken.
    """
    stated: dict[str, list[RosterEntry]] = {}
    for row in RosterEntry.read_all(path):
        stated.setdefault(row.source_id, []).append(row)
    found: dict[tuple[object, ...], RosterEntry] = {}
    living_first = sorted(sources, key=lambda one: (_is_over(one), one.id))
    for source in living_first:
        rows = stated.get(source.id) or [RosterEntry.from_source(source)]
        for row in rows:
            if row.duty is Duty.NONE:
                continue
            region = find_region(row.organ, source.region)
            placed = replace(row, region=region)
            identity = placed.identity
            key = (identity.key, identity.places)
            found.setdefault(key, placed)
    roster = sorted(found.values(), key=lambda row: (row.source_id, row.organ))
    return tuple(roster)


def _collects_others(source: Source, kind: OrganKind | None) -> bool:
    """Tell whether a source's column gathers reports of other organs."""
    column = source.name.replace(source.organ, "")
    return kind in _COLLECTING_KINDS and bool(_COLLECTIVE_COLUMN.search(column))


def _parse_entry(path: Path, line: int, cells: Cells) -> RosterEntry:
    code = cells["division_code"]
    since = cells["since"]
    is_year = since.isdecimal() and FIRST_REPORT_YEAR <= int(since) <= _LAST_YEAR
    checks = {
        "source_id": (bool(cells["source_id"]), "must be a source's id; fill it in"),
        "organ": (bool(cells["organ"]), "must name an organ; fill it in"),
        "organ_kind": (
            cells["organ_kind"] in ("", *OrganKind),
            f"must be empty or one of {', '.join(OrganKind)}",
        ),
        "level": (
            cells["level"] in ("", *LEVELS),
            f"must be empty or one of {', '.join(LEVELS)}",
        ),
        "division_code": (
            not code or bool(_DIVISION.fullmatch(code)),
            "must be empty or 12 digits",
        ),
        "duty": (cells["duty"] in tuple(Duty), f"must be one of {', '.join(Duty)}"),
        "since": (is_year, f"must be a year from {FIRST_REPORT_YEAR} on"),
    }
    ensure_valid(path, line, cells, checks)
    return RosterEntry(
        source_id=cells["source_id"],
        organ=cells["organ"],
        organ_kind=OrganKind(cells["organ_kind"]) if cells["organ_kind"] else None,
        level=cells["level"] or None,
        division_code=code or None,
        duty=Duty(cells["duty"]),
        since=int(since),
        evidence=cells["evidence"],
    )


def _find_level(organ: str, kind: OrganKind | None, region: Region) -> str | None:
    """Name an organ's level: that of a government is in its kind, that of a department in its place."""
    if kind is not OrganKind.DEPARTMENT:
        return find_government_level(organ, kind)
    places = ("township", "county", "prefecture", "province")
    return next((level for level in places if getattr(region, level)), None)


def _explain_doubt(source: Source) -> str:
    """Say what speaks against looking for reports in a source at all."""
    if _is_over(source):
        return f"the source is not crawled any more ({source.lifecycle.value})"
    if not source.verified:
        return "nobody has verified yet that the source holds its reports"
    return ""


def _is_over(source: Source) -> bool:
    return source.lifecycle in (Lifecycle.RETIRED, Lifecycle.SUCCESSOR)
