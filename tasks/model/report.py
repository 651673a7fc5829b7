"""Report and Reading: what is known of one report, and all that one reading gives."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tasks.model.issue import Issue
from tasks.model.quantity import Quantity
from tasks.model.section import Section


class OrganKind(StrEnum):
    """The kinds of organ that publish these reports, from the national ministries to the 街道办事处."""

    MINISTRY = "ministry"
    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    TOWN = "town"
    SUBDISTRICT = "subdistrict"
    DEPARTMENT = "department"


class DateEvidence(StrEnum):
    """What a time of publication rests on.

    `page`: what the page prints of it; `list`: the day in the list; `page_update`: the page's last change;
    `correction`: a person's line in `data/lookups/corrections.csv`.
    """

    PAGE = "page"
    LIST = "list"
    PAGE_UPDATE = "page_update"
    CORRECTION = "correction"


LEVELS = ("national", "province", "prefecture", "county", "township")
STYLES = ("statutory", "thematic")
QUALITIES = ("ok", "warning")


@dataclass(frozen=True, slots=True)
class Report:
    """What one document says of itself.

    Columns of the table `reports` that need only the document and its source.

    `published_on` is Beijing time, midnight when only a day is printed; `published_source` says where it was
    read, `source` is the 来源 that the page prints. `media_type` and `text_url` are of the file that the text
    was read from. `style` is `statutory` or `thematic`, `quality` is `ok` or `warning`.
    """

    title: str | None
    organ: str | None
    organ_kind: OrganKind | None
    level: str | None
    province: str | None
    prefecture: str | None
    county: str | None
    township: str | None
    division_code: str | None
    report_year: int | None
    report_year_evidence: str | None
    document_number: str | None
    published_on: datetime | None
    published_source: str | None
    published_evidence: DateEvidence | None
    days_after_deadline: int | None
    source: str | None
    publisher: str | None
    media_type: str
    text_url: str
    has_achievements: bool
    has_shortcomings: bool
    has_leadership: bool
    has_plans: bool
    has_other: bool
    style: str
    characters: int
    text: str
    quality: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one reading of one document gives."""

    report: Report
    sections: tuple[Section, ...]
    quantities: tuple[Quantity, ...]
    issues: tuple[Issue, ...]
