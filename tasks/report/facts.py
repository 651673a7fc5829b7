"""The facts of a report: title, document number, year, publication, organ, region, each with its origin."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import NamedTuple

from tasks.model.catalogue import make_issue, make_phrase
from tasks.model.document import Document
from tasks.model.issue import Bilingual, Issue
from tasks.model.page import Capture
from tasks.model.report import DateEvidence, Node, OrganKind
from tasks.model.run import BEIJING
from tasks.model.source import Region, Source
from tasks.report.dates import YearFinding, parse_date_line, parse_datetime
from tasks.report.known_names import KnownPlaces
from tasks.report.organ import OrganFinding, find_organ_in_title, list_places
from tasks.report.outline import DATE_LINE, OutlineEntry
from tasks.report.title import TitleFinding

_LEVELS = ("province", "prefecture", "county", "township")


def find_region(organ: str | None, site: Region) -> Region:
    """Find the organ's region: names in the organ's own name first, the site's for the levels above them.

    The site's division code holds for the organ only when the organ stands at the site's own level.
    """
    own = _classify_places(organ or "", site)
    of_site = {level: getattr(site, level) for level in _LEVELS}
    if _is_elsewhere(own, of_site):
        return Region(**own)
    if not own and not organ:
        return Region()
    # an organ without a place's name is the site's own; below its own level, the site says nothing of it
    lowest = max(map(_LEVELS.index, own), default=len(_LEVELS) - 1)
    merged: dict[str, str | None] = {}
    for level in _LEVELS[: lowest + 1]:
        merged[level] = own.get(level) or of_site[level]
    code = None
    if all(merged.get(level) == name for level, name in of_site.items()):
        code = site.division_code
    return Region(**merged, division_code=code)


def _is_elsewhere(own: dict[str, str], of_site: dict[str, str | None]) -> bool:
    """Tell whether an organ's own places, or the divisions that they belong to, are none of the site's."""
    for level, name in own.items():
        if of_site[level] and of_site[level] != name:
            return True
    lowest = own.get("county") or own.get("prefecture")
    for level in ("province", "prefecture"):
        above = of_site[level]
        if lowest and above and KnownPlaces.is_inside(lowest, level, above) is False:
            return True
    return False


def _classify_places(organ: str, site: Region) -> dict[str, str]:
    """Give each place of an organ's name its level; a city that the site calls a county is one: 县级市."""
    places: dict[str, str] = {}
    for place in list_places(organ):
        is_county = place.name == site.county
        level = "county" if is_county else place.level
        if level == "township":
            places[level] = place.name
        else:
            places.setdefault(level, place.name)
    if "prefecture" not in places:
        city = KnownPlaces.find_city_of_zone(places.get("county", ""))
        if city:
            places["prefecture"] = city
    return places


# An organ that is not in the title may stand alone below it, among these lines.
_OPENING_LINES = 4
# A real report is longer; less is a stub, or a page whose text is in an attachment.
_SHORTEST_REPORT = 400


@dataclass(frozen=True, slots=True)
class DocumentHints:
    """What is known of a document besides its text: address, list entry, and its source's organ and place."""

    url: str = ""
    listed_title: str | None = None
    listed_on: date | None = None
    listed_publisher: str | None = None
    region: Region = Region()
    organ: str | None = None

    @classmethod
    def from_capture(cls, capture: Capture, source: Source | None) -> "DocumentHints":
        """Collect what is known of a capture; without its source nothing is known of organ and region."""
        return cls(
            capture.url,
            capture.listed_title,
            capture.listed_on,
            capture.listed_publisher,
            source.region if source else Region(),
            source.organ if source else None,
        )


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What a report says of itself, each with where it was read; `published_on` is Beijing time."""

    title: TitleFinding
    document_number: str | None
    published_on: datetime | None
    published_source: str | None
    published_evidence: DateEvidence | None
    year: YearFinding
    organ: OrganFinding
    region: Region

    @classmethod
    def find(
        cls,
        document: Document,
        text: str,
        entries: Sequence[OutlineEntry],
        hints: DocumentHints,
    ) -> "ReportFacts":
        """Find the facts in a clean text and its outline, completed by the metadata and the hints."""
        lines = [line for line in text.split("\n") if line]
        opening = lines[:_OPENING_LINES]
        signature = _join_texts(entries, text, Node.SIGNATURE).split("\n")
        title = TitleFinding.find(
            lines, document.metadata.get("title"), hints.listed_title
        )
        preamble = _join_texts(entries, text, Node.PREAMBLE)[title.end :]
        number = TitleFinding.find_document_number(
            lines, document.metadata.get("document_number")
        )
        publication = _choose_publication(document, hints)
        headings = (entry.heading for entry in entries if entry.heading)
        year = YearFinding.find(
            title.title,
            preamble,
            next(headings, None),
            number,
            publication.published_on,
            parse_date_line([*signature, *filter(DATE_LINE.match, opening)]),
            text[title.end :],
        )
        # A file that a page leads to often leaves the organ to the page's title.
        on_page = find_organ_in_title(document.metadata.get("title", "")) or ""
        organ = OrganFinding.find(title.title, [*signature, *opening, on_page], text)
        if organ.organ is None:
            organ = OrganFinding.infer(
                preamble, text, _list_publishers(document, hints), hints.organ
            )
        region = find_region(organ.organ, hints.region)
        if organ.kind is OrganKind.PREFECTURE and region.county:
            # a city that the source calls a county: 县级市
            organ = replace(organ, kind=OrganKind.COUNTY)
        return cls(
            title,
            number,
            publication.published_on,
            publication.source,
            publication.evidence,
            year,
            organ,
            region,
        )

    def list_issues(self, document: Document, text: str) -> Iterator[Issue]:
        """Yield an issue for each fact that is missing, inferred or contradicted, and for a short text."""
        if self.title.title is None:
            yield make_issue("missing_title")
        for other in self.title.others:
            yield make_issue("title_conflict", self.title.title or "", other=other)
        yield from _check_organ(self.organ, self.title.title or "", document)
        yield from _check_year(self.year)
        if len(text) < _SHORTEST_REPORT:
            yield make_issue("short_text", characters=len(text))


def _list_publishers(document: Document, hints: DocumentHints) -> list[str]:
    """List what the page and the list print as the text's source or publisher."""
    names = (
        document.metadata.get("source"),
        document.metadata.get("publisher"),
        hints.listed_publisher,
    )
    return list(filter(None, names))


def _join_texts(entries: Sequence[OutlineEntry], text: str, node: Node) -> str:
    return "".join(
        text[entry.start : entry.end] for entry in entries if entry.node is node
    )


# What a page prints of itself, by the document's names, and what that is worth.
_PRINTED_DATES = (
    ("published", DateEvidence.PAGE),
    # 公文生成日期: what some sites print in place of it
    ("generated", DateEvidence.PAGE),
    ("updated", DateEvidence.PAGE_UPDATE),
)


class _Publication(NamedTuple):
    """When a report was published, as Beijing time, where that was read, and of what kind that place is."""

    published_on: datetime | None
    source: str | None
    evidence: DateEvidence | None


def _choose_publication(document: Document, hints: DocumentHints) -> _Publication:
    """Choose the publication time: what the page prints, then the list, then the page's last change."""
    for name, evidence in _PRINTED_DATES:
        printed = document.metadata.get(name, "")
        moment = parse_datetime(printed)
        if moment and (name == "published" or not hints.listed_on):
            origin = document.metadata_origin.get(name, "page")
            return _Publication(moment, f"{origin}: {printed}", evidence)
    if hints.listed_on:
        moment = datetime.combine(hints.listed_on, time(), BEIJING)
        return _Publication(moment, f"list page: {hints.listed_on}", DateEvidence.LIST)
    return _Publication(None, None, None)


def _check_organ(
    organ: OrganFinding, title: str, document: Document
) -> Iterator[Issue]:
    if organ.organ is None:
        printed = _describe_printed_source(document)
        yield make_issue("missing_organ", title, printed=printed)
    if organ.conflict:
        yield make_issue("organ_conflict", title, conflict=organ.conflict)
    if organ.organ and organ.origin.startswith("source: "):
        evidence = organ.origin.removeprefix("source: ")
        yield make_issue("organ_from_source", evidence, organ=organ.organ)


def _describe_printed_source(document: Document) -> Bilingual | str:
    source = document.metadata.get("source") or document.metadata.get("publisher")
    if source:
        return make_phrase("printed_source", source=source)
    return ""


def _check_year(year: YearFinding) -> Iterator[Issue]:
    evidence = year.evidence or ""
    if year.year is None:
        yield make_issue("missing_report_year")
    if year.inferred:
        yield make_issue("inferred_report_year", evidence)
    if year.conflict:
        yield make_issue("report_year_conflict", evidence, conflict=year.conflict)
