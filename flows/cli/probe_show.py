"""What a person sees of a probe: whose site, the system, pages, links and why, and the file to save."""

from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console

from flows.cli.commission_files import DESCRIBE_IT
from flows.cli.console import make_console, make_table, print_json
from flows.cli.site_client import describe_failure
from tasks.model.errors import FetchError
from tasks.registry.sites import SiteOrgan
from tasks.sites.listing import Listing, WalkedPage
from tasks.sites.probe import ClassifiedLink, Probe
from tasks.sites.systems import ColumnProposal, SystemMatch

# Links shown at most of each kind; --json prints all of them.
_MOST_LINKS = 25


def identify_proposal(found: Probe) -> Probe:
    """Fill in whose site a proposed source is: organ, kind and region, and in its notes how sure that is."""
    proposed = found.proposed
    if proposed is None:
        return found
    owner = SiteOrgan.identify(proposed.column, found.site_names)
    if owner is None:
        note = "the organ is as the site writes it, its region is not known"
        if not proposed.organ:
            note = "the site names no organ: fill in `organ` and the [region]"
        update: dict[str, object] = {}
    else:
        note = f"{owner.doubt}: fill in the [region]" if owner.doubt else owner.evidence
        update = {
            "organ": owner.organ,
            "organ_kind": owner.organ_kind,
            "region": owner.region,
        }
    update["notes"] = f"{proposed.notes}; {note}"
    return replace(found, proposed=proposed.model_copy(update=update))


class ProbeView(NamedTuple):
    """What probing came to, to be shown."""

    found: Probe

    def describe(self) -> dict[str, Any]:
        """Give what probing came to as plain data, for --json."""
        listing = self.found.listing
        source = self.found.source
        return {
            "url": self.found.url,
            "family": source.family.value if source else None,
            "systems": list(map(_describe_system, self.found.systems)),
            "pages": list(map(_describe_page, listing.trace)) if listing else [],
            "ended": listing.end_reason if listing else None,
            "whole": bool(listing and listing.complete),
            "entries": listing.total if listing else None,
            "not_followed": list(map(str, listing.shortfalls)) if listing else [],
            "taken": list(map(_describe_link, self.found.accepted)),
            "left": list(map(_describe_link, self.found.rejected)),
            "columns": list(map(_describe_column, self.found.columns)),
            "looked_through": list(self.found.looked_through),
            "did_not_answer": list(map(str, self.found.failures)),
            "article_of": self.found.article_column,
            "report": self.found.report_title or None,
            "status": self.found.status,
            "id": source.id if source else None,
            "toml": self.found.toml or None,
        }

    def show(
        self,
        console: Console,
        *,
        folder: Path,
        options: str = "",
        saving: bool = False,
    ) -> None:
        """Print what probing came to.

        `folder` is where its file goes, `saving` says that it is saved as well; `options` are those that a
        next probe needs.
        """
        found = self.found
        listing = found.listing
        if listing and listing.links and not listing.complete:
            _show_shortfalls(listing, console)
        console.print(f"{found.url}: {_describe_systems(found.systems)}")
        if found.article_column:
            console.print(
                f"This is an article. Its column should be {found.article_column}; probe that one.",
            )
        if listing:
            _show_pages(found, console)
            _show_links("Taken", found.accepted, console)
            _show_links("Left", found.rejected, console)
        for url in found.looked_through:
            console.print(f"Looked through {url} for columns")
        for url in found.doors:
            console.print(f"Not looked through, on another host: {url}")
        for failure in found.failures:
            console.print(f"Did not answer: {failure}", style="red")
        if found.columns:
            _show_columns(found, console, options)
        if found.proposed:
            path = folder / f"{found.proposed.id}.toml"
            words = "The file" if saving else f"Save this as {path}"
            console.print(
                f"\n{words}; look through organ, [region] and volume band:\n",
            )
            console.out(found.toml)
        elif not found.columns and not found.article_column:
            console.print(_suggest_next(found))

    @staticmethod
    def show_failure(error: FetchError, *, as_json: bool) -> None:
        """Say why a site could not be probed."""
        if as_json:
            print_json({"url": error.url, "error": error.reason}, indent=None)
        else:
            make_console(stderr=True).print(
                f"fazhi: {describe_failure(error)}", style="red"
            )


def _suggest_next(found: Probe) -> str:
    """Say what to do where neither a list nor a column was found."""
    if found.status != HTTPStatus.OK:
        return f"The page answers with HTTP {found.status}: look in a browser for its address."
    if found.report_title:
        return f"This is a page, and no list: {found.report_title}. Probe the column that names it."
    if found.looked_through:
        return (
            "No column was found there. Probe the page that shows the reports' titles."
        )
    if found.listing and not found.listing.links:
        return f"No title was seen here. {DESCRIBE_IT}"
    return (
        "No list was found here. Probe the page that shows the reports' titles, "
        "or a site's home page."
    )


def _describe_system(one: SystemMatch) -> dict[str, Any]:
    return {
        "system": one.system,
        "family": one.family and one.family.value,
        "confidence": one.confidence,
        "evidence": one.evidence,
    }


def _describe_page(seen: WalkedPage) -> dict[str, Any]:
    return {
        "url": seen.url,
        "status": seen.status,
        "links": seen.links,
        "new": seen.new,
    }


def _describe_column(one: ColumnProposal) -> dict[str, Any]:
    return {
        "url": one.url,
        "text": one.text,
        "evidence": one.evidence,
        "confidence": one.confidence,
    }


def _show_shortfalls(listing: Listing, console: Console) -> None:
    """Say what the list promises and the walk did not get."""
    console.print(f"This list was not walked whole: {listing.end_reason}.", style="red")
    for shortfall in listing.shortfalls:
        console.print(f"  not followed: {shortfall}", style="red")
    remedy = (
        "Open it in a browser, find how its next page is asked for, and describe that in the source file "
        "(docs/described-lists.md)."
    )
    if listing.hit_limit:
        remedy = "It is the limit of this probe: give a higher --pages."
    console.print(f"{remedy}\n")


def _describe_systems(systems: Sequence[SystemMatch]) -> str:
    if not systems:
        return "no system that fazhi knows has left its marks here"
    best = systems[0]
    walked = "" if best.family else ", which no family walks yet"
    words = [f"{best.system}{walked}, {best.confidence:.0%} sure ({best.evidence})"]
    return "; else ".join(
        [*words, *(f"{one.system}, {one.confidence:.0%}" for one in systems[1:])]
    )


def _show_pages(found: Probe, console: Console) -> None:
    if found.listing is None:
        return
    table = make_table(
        "page",
        "status",
        "links",
        "new",
        title="Pages walked",
    )
    for seen in found.listing.trace:
        table.add_row(seen.url, str(seen.status), str(seen.links), str(seen.new))
    console.print(table)
    family = found.source.family.value if found.source else ""
    console.print(f"Walked as {family}, ended: {found.listing.end_reason}")


def _show_links(title: str, links: Sequence[ClassifiedLink], console: Console) -> None:
    if not links:
        console.print(f"{title}: none")
        return
    table = make_table("kind", "title", "why", title=f"{title}: {len(links)} links")
    for one in links[:_MOST_LINKS]:
        sure = " (asks the page)" if one.relevance.doubtful else ""
        table.add_row(
            one.relevance.kind + sure,
            one.link.title or one.link.url,
            one.relevance.evidence,
        )
    if len(links) > _MOST_LINKS:
        table.add_row("…", f"and {len(links) - _MOST_LINKS} more", "")
    console.print(table)


def _show_columns(found: Probe, console: Console, options: str) -> None:
    heading = "Columns that seem to hold reports"
    table = make_table(
        "column",
        "called",
        "why",
        "sure",
        title=heading,
    )
    for one in found.columns:
        table.add_row(one.url, one.text, one.evidence, f"{one.confidence:.0%}")
    console.print(table)
    if not found.proposed:
        console.print(
            f"Probe one of them: fazhi sources probe {found.columns[0].url}{options}"
        )


def _describe_link(one: ClassifiedLink) -> dict[str, Any]:
    listed_on = one.link.listed_on
    return {
        "url": one.link.url, "title": one.link.title, "listed_on": listed_on and listed_on.isoformat(),
        "kind": one.relevance.kind, "evidence": one.relevance.evidence, "doubtful": one.relevance.doubtful,
    }  # fmt: skip
