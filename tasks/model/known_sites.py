"""The sites that are known: whose each is, and its home page, as `data/lookups/sites.csv` has them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tasks.model.project_files import LOOKUPS, ensure_valid, read_lookup
from tasks.model.report import LEVELS, OrganKind

SITES = LOOKUPS / "sites.csv"
_COLUMNS = ("organ", "organ_kind", "level", "division_code", "home")
_FURTHER_COLUMNS = ("family", "family_evidence")
_CODE = re.compile(r"(?:\d{12})?")
_HOME = re.compile(r"https?://[^/\s]+/\S*")


@dataclass(frozen=True, slots=True)
class KnownSite:
    """A site of the lookup: whose it is, and its home page; `division_code` is of the organ's government."""

    organ: str
    organ_kind: OrganKind | None
    level: str | None
    division_code: str | None
    home: str

    @classmethod
    def load_all(cls, path: Path) -> list["KnownSite"]:
        """Read a table of sites: organ, organ_kind, level, division_code, home, and further columns or none.

        Raises ConfigurationError naming file, line and column.
        """
        sites = []
        for line, cells in read_lookup(path, _COLUMNS, _FURTHER_COLUMNS):
            checks = {
                "organ": (bool(cells["organ"]), "must be filled in"),
                "organ_kind": (
                    cells["organ_kind"] in ("", *OrganKind),
                    f"must be one of {', '.join(OrganKind)}",
                ),
                "level": (
                    cells["level"] in ("", *LEVELS),
                    f"must be one of {', '.join(LEVELS)}",
                ),
                "division_code": (
                    _CODE.fullmatch(cells["division_code"]) is not None,
                    "must have 12 digits; in a spreadsheet, keep the column as text",
                ),
                "home": (
                    _HOME.fullmatch(cells["home"]) is not None,
                    "must be a whole address, `http://www.example.gov.cn/`",
                ),
            }
            ensure_valid(path, line, cells, checks)
            sites.append(_make_site(cells))
        return sites


def _make_site(cells: Mapping[str, str]) -> KnownSite:
    kind = cells["organ_kind"]
    return KnownSite(
        cells["organ"],
        OrganKind(kind) if kind else None,
        cells["level"] or None,
        cells["division_code"] or None,
        cells["home"],
    )
