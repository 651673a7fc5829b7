"""The words in which the script is written: postings and sites."""

from dataclasses import dataclass
from datetime import date

from tasks.model.report import OrganKind
from tasks.model.source import Family, Region

TOWN, SUBDISTRICT, DEPARTMENT = OrganKind.TOWN, OrganKind.SUBDISTRICT, OrganKind.DEPARTMENT
COUNTY, PREFECTURE, MINISTRY = OrganKind.COUNTY, OrganKind.PREFECTURE, OrganKind.MINISTRY


@dataclass(frozen=True)
class Posting:
    """One report on a site: written from `seed` for `year`, dated `on`, there from `night` until `gone`.

    `parts` is the number of pages that the site cuts its article into.
    """

    seed: int
    kind: OrganKind
    year: int
    on: date
    night: int = 1
    revised: int | None = None
    gone: int | None = None
    parts: int = 1


@dataclass(frozen=True)
class SiteScript:
    """One site: its family and place, its reports, how many other documents, and links that lead nowhere.

    `robots` is the text of robots.txt, null when the site has none; `per_page` the length of a list page; `manner`
    names the dialect of its family, where the imitation knows more than one.
    """

    id: str
    name: str
    family: Family
    region: Region
    postings: tuple[Posting, ...]
    others: int
    per_page: int
    manner: str = ""
    charset: str = "utf-8"
    dead: tuple[str, ...] = ()
    soft: tuple[str, ...] = ()
    robots: str | None = None
    conditional: bool = False
