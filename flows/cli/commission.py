"""Commissioning: from the home pages of sites that nobody has seen yet to proposals that a person accepts."""

import re
import threading
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit
from zlib import crc32

from rich.console import Console

from flows import settings
from flows.cli.commission_files import (
    ANOTHER_ORGAN,
    DESCRIBE_IT,
    CommissionFolder,
    CommissionResult,
    CommissionTarget,
    SiteSurvey,
)
from flows.cli.console import format_count, make_table
from flows.cli.probe_show import identify_proposal
from flows.cli.site_client import SiteClient, check_canary, describe_failure
from tasks.fetch.urls import normalize_url
from tasks.model.errors import Blocked, ConfigurationError, FetchError, Refused
from tasks.model.issue import Severity
from tasks.model.known_sites import SITES, KnownSite
from tasks.model.page import Request
from tasks.model.run import Outcome
from tasks.model.source import Lifecycle, Source, make_id_stem
from tasks.registry.sites import SiteOrgan
from tasks.registry.source_files import load_sources
from tasks.sites.listing import collect_listing
from tasks.sites.probe import Probe, make_probe_terms, probe

# 2/8: the second of eight parts
_SHARD = re.compile(r"([1-9]\d{0,3})/([1-9]\d{0,3})")
# Columns of a site that are walked at most, and files that are proposed.
_MOST_WALKS = 6
_MOST_PROPOSALS = 4
_MOST_DOORS = 2
# Whole lists of so many nights make a band.
_NIGHTS = 3
# A column that is called so surely is walked, too, where it lies behind one that has reports.
_SURE = 0.9
# Old reports that are asked for until one is read as a report.
_MOST_CANARIES = 2


@dataclass(frozen=True, slots=True)
class CommissionTerms:
    """How sites are asked: seconds between two requests to a host, list pages walked, private addresses."""

    delay: float
    pages: int
    allow_private: bool

    def make_terms(self, url: str) -> Source:
        """Give the terms for an address."""
        return make_probe_terms(
            url, delay=self.delay, pages=self.pages, allow_private=self.allow_private
        )

    def require_contact(self, targets: Iterable[CommissionTarget]) -> None:
        """Raise ConfigurationError when public sites are to be asked and nothing tells whom to write to."""
        settings.require_contact(self.make_terms(target.home) for target in targets)


def _read_sites(path: Path) -> list[CommissionTarget]:
    """Read a table of sites; `sites.csv` is the installation's own where no such file lies there."""
    if not path.exists() and path.name == SITES.name:
        path = SITES
    targets = []
    ids = Counter[str]()
    for site in KnownSite.load_all(path):
        parts = urlsplit(site.home)
        name = "-".join(filter(None, map(make_id_stem, (parts.netloc, parts.path))))
        ids[name] += 1
        name = name if ids[name] == 1 else f"{name}-{ids[name]}"
        region = SiteOrgan.make_region(site.division_code)
        targets.append(
            CommissionTarget(
                name,
                site.home,
                site.organ,
                site.organ_kind,
                region,
            )
        )
    return targets


@dataclass(frozen=True, slots=True)
class BandProposal:
    """A tighter volume band for a source: what its file says, what would do, nights that were seen."""

    id: str
    volume_min: int | None
    volume_max: int | None
    proposed_min: int
    proposed_max: int
    nights: int

    @classmethod
    def propose_all(
        cls, sources: Iterable[Source], outcomes: Iterable[Outcome]
    ) -> "list[BandProposal]":
        """Propose volume bands where a source's whole lists, night after night, leave room for tighter."""
        links: defaultdict[str, list[int]] = defaultdict(list)
        for outcome in outcomes:
            if outcome.links and outcome.list_complete and not outcome.failed:
                links[outcome.source_id].append(outcome.links)
        proposals = []
        for source in sources:
            if len(seen := links[source.id]) < _NIGHTS:
                continue
            # a list loses a fifth at most, and grows by a half, or by five, until somebody looks again
            least = min(seen) - min(seen) // 5
            most = max(seen) + max(5, max(seen) // 2)
            now = (source.volume_min, source.volume_max)
            if least > (now[0] or 0) or now[1] is None or most < now[1]:
                proposals.append(
                    cls(
                        source.id,
                        *now,
                        least,
                        most,
                        len(seen),
                    )
                )
        return proposals

    @staticmethod
    def show_all(proposals: Iterable["BandProposal"], console: Console) -> None:
        """Print the bands that people may write into their files."""
        table = make_table("source", "band now", "proposed", "nights")
        for one in proposals:
            now = f"{one.volume_min or 0} to {one.volume_max or 'any'}"
            proposed = f"{one.proposed_min} to {one.proposed_max}"
            table.add_row(one.id, now, proposed, str(one.nights))
        console.print(table)


def _spell_column(source: Source) -> str:
    """Spell a source's column so that two are equal when they are one.

    A disclosure platform (gkmlpt) has many columns at one address; an option or a number after # tells them.
    """
    number = source.options.get("column") or urlsplit(source.column).fragment
    return f"{_spell_address(source.column)}#{number}"


def _spell_address(url: str) -> str:
    """Spell an address without what two addresses of one page differ by: scheme, www, fragment."""
    parts = urlsplit(normalize_url(url))
    host = parts.netloc.removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}?{parts.query}"


def _name_host(target: CommissionTarget) -> str:
    return urlsplit(target.home).netloc.lower().removeprefix("www.")


class Commissioner:
    """Visits sites, several hosts at a time and each host by one thread, and keeps what they came to."""

    def __init__(
        self, folder: CommissionFolder, terms: CommissionTerms, sources: Path
    ) -> None:
        self._folder = folder
        self._terms = terms
        self._known: dict[str, str] = {}
        if any(sources.glob("*.toml")):
            for one in load_sources(sources):
                self._known[_spell_column(one)] = one.id
        self._names = threading.Lock()
        self._taken: dict[str, str] = {}

    def load_results(self) -> dict[str, CommissionResult]:
        """Load what the sites came to that were visited earlier, by their ids."""
        return self._folder.load_results()

    def visit_all(
        self, targets: Iterable[CommissionTarget], hosts: int
    ) -> Iterator[CommissionResult]:
        """Visit sites, yielding each result when it is there."""
        queues: defaultdict[str, list[CommissionTarget]] = defaultdict(list)
        for target in targets:
            queues[_name_host(target)].append(target)
        pool = ThreadPoolExecutor(hosts)
        try:
            waiting = [pool.submit(self._visit_host, one) for one in queues.values()]
            for done in as_completed(waiting):
                yield from done.result()
        finally:
            pool.shutdown(cancel_futures=True)

    def _visit_host(
        self, targets: Sequence[CommissionTarget]
    ) -> list[CommissionResult]:
        results = []
        with SiteClient() as client:
            for target in targets:
                result = self._visit(target, client)
                self._folder.record(result)
                results.append(result)
        return results

    def _visit(self, target: CommissionTarget, client: SiteClient) -> CommissionResult:
        """Visit one site; whatever goes wrong is its result, and the others go on."""
        try:
            return self._commission(target, client)
        except FetchError as error:
            stop = _name_failure(error)
            why = describe_failure(error)
        except Exception as error:  # noqa: BLE001 - a run of days does not end at one page
            stop = "failed"
            why = f"{type(error).__name__}: {error}"
        result = _make_result(target, stop, why)
        evidence = self._folder.render_evidence(target, SiteSurvey(), result)
        self._folder.write_evidence(target.id, evidence)
        return result

    def _commission(
        self, target: CommissionTarget, client: SiteClient
    ) -> CommissionResult:
        survey = _survey_site(target, client, self._terms)
        chosen = _choose_walks(survey.walks)
        fresh = [walk for walk in chosen if not self._find_known(target, walk)]
        result = _sum_up(target, survey, chosen, fresh)
        if not chosen:
            known = ", ".join(self._list_known(target, survey.walks))
            if known:
                words = f"its columns are sources already: {known}"
                result = _make_result(target, "known", words)
        folder = self._folder
        proposals: list[str] = []
        for number, walk in enumerate(fresh):
            proposed = self._make_proposal(target, survey, walk, number, client)
            named = replace(result, proposals=(proposed.id,))
            page = folder.render_evidence(target, survey, named, proposed, walk)
            folder.write_proposal(proposed, page)
            proposals.append(proposed.id)
        if not proposals:
            page = folder.render_evidence(target, survey, result)
            folder.write_evidence(target.id, page)
        return replace(result, proposals=tuple(proposals))

    def _find_known(self, target: CommissionTarget, walk: Probe) -> str | None:
        """Find the source that has this column already, other than the one that is commissioned."""
        assert walk.proposed is not None
        known = self._known.get(_spell_column(walk.proposed))
        own = target.source.id if target.source else None
        if known == own:
            return None
        return known

    def _list_known(
        self, target: CommissionTarget, walks: Iterable[Probe]
    ) -> list[str]:
        """List the sources whose columns were walked in vain, since only their files know how."""
        own = target.source.id if target.source else None
        known = {}
        for walk in walks:
            name = self._known.get(f"{_spell_address(walk.url)}#")
            if name and name != own:
                known[name] = walk
        return list(known)

    def _make_proposal(
        self,
        target: CommissionTarget,
        survey: SiteSurvey,
        walk: Probe,
        number: int,
        client: SiteClient,
    ) -> Source:
        """Make the source to accept: what people wrote of it stays, what was seen is filled in."""
        found = walk.proposed if target.organ else identify_proposal(walk).proposed
        assert found is not None
        update: dict[str, object] = {"season": "seasonal"}
        if target.organ:
            update |= {"organ": target.organ, "organ_kind": target.organ_kind}
            update["region"] = target.region
            if survey.names and not SiteOrgan.is_named(survey.names, target.organ):
                doubt = f"the site calls itself {survey.names[0]}, not {target.organ}"
                notes = f"{found.notes}; {doubt}"
                found = found.model_copy(update={"notes": notes})
        if target.source and number == 0:
            own = target.source
            update |= {
                "id": own.id,
                "name": own.name,
                "season": own.season,
            }
            update |= {"delay": max(own.delay, found.delay), "pages": own.pages}
            update["notes"] = "; ".join(filter(None, (own.notes, found.notes)))
        proposed = found.model_copy(update=update)
        canary = _find_canary(proposed, walk, client)
        name = self._name(proposed)
        return proposed.model_copy(update={"canary": canary, "id": name})

    def _name(self, proposed: Source) -> str:
        """Give a proposal an id that no other column has in this run or among the sources."""
        with self._names:
            name = proposed.id
            number = 1
            while self._taken.setdefault(name, proposed.column) != proposed.column:
                number += 1
                name = f"{proposed.id}-{number}"
            return name

    @staticmethod
    def list_targets(
        ids: Sequence[str], sites: Path | None, sources: Path
    ) -> list[CommissionTarget]:
        """List the sites to commission: those of a table, or the sources not verified yet; `ids` choose.

        Raises ConfigurationError for an id that is not there, and for a table or source that is broken.
        """
        if sites is not None:
            targets = _read_sites(sites)
        else:
            targets = [
                CommissionTarget(
                    one.id,
                    f"{urlsplit(one.column).scheme}://{one.host}/",
                    one.organ,
                    one.organ_kind,
                    one.region,
                    one,
                )
                for one in load_sources(sources)
                if not one.verified and one.lifecycle is Lifecycle.ACTIVE
            ]
        unknown = set(ids) - {target.id for target in targets}
        if unknown:
            raise ConfigurationError(
                f"no site to commission is called {', '.join(sorted(unknown))}; leave the ids out to take all"
            )
        return [target for target in targets if not ids or target.id in ids]

    @staticmethod
    def choose_shard(
        targets: Iterable[CommissionTarget], shard: str
    ) -> list[CommissionTarget]:
        """Choose the part of the sites that `2/8` names; a host's sites stay together."""
        found = _SHARD.fullmatch(shard)
        if not found or int(found[1]) > int(found[2]):
            raise ConfigurationError(f"--shard {shard}: write it like 2/8")
        number = int(found[1]) - 1
        count = int(found[2])
        return [
            one for one in targets if crc32(_name_host(one).encode()) % count == number
        ]

    @staticmethod
    def show_summary(
        results: Iterable[CommissionResult], waiting: int, console: Console
    ) -> None:
        """Print how many sites came to what, by family, and how many proposals wait for a person."""
        results = list(results)
        counts = Counter((one.stop, one.family or "-") for one in results)
        table = make_table("came to", "family", "sites")
        for (stop, family), count in sorted(counts.items()):
            table.add_row(stop, family, str(count))
        console.print(table)
        sites = format_count(len(results), "site")
        console.print(f"{sites}, {format_count(waiting, 'proposal')} waiting")


def _survey_site(
    target: CommissionTarget, client: SiteClient, terms: CommissionTerms
) -> SiteSurvey:
    """Look through a site: its written column first, then what its home page leads to.

    Raises FetchError when its home page does not answer and no written column does.
    """
    walks: list[Probe] = []
    failures: list[FetchError] = []
    written = target.source
    if written and normalize_url(written.column) != normalize_url(target.home):
        walk = _walk_written(written, client, terms)
        if walk.listing and walk.listing.failure:
            failures.append(walk.listing.failure)
        walks.append(walk)
    try:
        home_terms = terms.make_terms(target.home)
        home = client.drive(home_terms, probe(home_terms, home=True))
    except FetchError as error:
        if not any(walk.accepted for walk in walks):
            raise
        return SiteSurvey(walks=tuple(walks), failures=(*failures, error))
    if not any(walk.found_whole_list for walk in walks):
        failures += home.failures
        walks += _walk_columns(home, client, terms, failures)
    return SiteSurvey(
        home.site_names,
        home.status,
        home.columns,
        tuple(walks),
        tuple(failures),
        home.looked_through,
    )


def _walk_written(source: Source, client: SiteClient, terms: CommissionTerms) -> Probe:
    """Walk a source as its file describes it."""
    asked = source.model_copy(update={"delay": max(source.delay, terms.delay)})
    listing = client.drive(asked, collect_listing(asked))
    return Probe(source.column, ()).extend(source, listing)


def _walk_columns(
    home: Probe,
    client: SiteClient,
    terms: CommissionTerms,
    failures: list[FetchError],
) -> list[Probe]:
    """Walk the columns that a home page leads to, and those behind them; failures are added to the list."""
    walks = [home] if home.listing else []
    waiting = [column.url for column in home.columns]
    # a site may keep its columns on another host of its domain
    doors = () if waiting else home.doors[:_MOST_DOORS]
    waiting += doors
    asked = {home.url}
    while waiting and len(asked) <= _MOST_WALKS:
        url = waiting.pop(0)
        if url in asked or not _is_government(url, terms):
            continue
        asked.add(url)
        column_terms = terms.make_terms(url)
        try:
            steps = probe(column_terms, home=url in doors)
            walk = client.drive(column_terms, steps)
        except FetchError as error:
            failures.append(error)
            continue
        walks.append(walk)
        # a column of several kinds may show some of the reports that a column behind it holds
        sure = [one.url for one in walk.columns if one.confidence >= _SURE]
        waiting += sure if walk.accepted else [one.url for one in walk.columns]
    return walks


def _is_government(url: str, terms: CommissionTerms) -> bool:
    host = urlsplit(url).hostname or ""
    return terms.allow_private or host.endswith(".gov.cn")


def _choose_walks(walks: Iterable[Probe]) -> list[Probe]:
    """Choose the walks to propose, whole lists first; each adds reports to those before it."""
    ranked = sorted(
        (walk for walk in walks if walk.accepted and walk.proposed),
        key=lambda walk: (not walk.found_whole_list, -len(walk.accepted)),
    )
    chosen: list[Probe] = []
    seen: set[str] = set()
    for walk in ranked:
        urls = {one.link.url for one in walk.accepted}
        if urls - seen and len(chosen) < _MOST_PROPOSALS:
            chosen.append(walk)
            seen |= urls
    return chosen


def _find_canary(proposed: Source, walk: Probe, client: SiteClient) -> str | None:
    """Find an old report of a list that is read as one today; null when none of the oldest is."""
    sure = [one.link for one in walk.accepted if not one.relevance.doubtful]
    links = sure or [one.link for one in walk.accepted]
    links.sort(key=lambda link: (link.listed_on is None, str(link.listed_on)))
    own = [one for one in links if urlsplit(one.url).netloc in proposed.allowed_hosts]
    for link in own[:_MOST_CANARIES]:
        try:
            page = client.fetch(proposed, Request(link.url))
        except FetchError:
            continue  # the next one may answer; without any, the evidence says that there is no canary
        named = proposed.model_copy(update={"canary": link.url})
        if check_canary(named, page).severity is Severity.INFO:
            return link.url
    return None


def _sum_up(
    target: CommissionTarget,
    survey: SiteSurvey,
    chosen: Sequence[Probe],
    fresh: Sequence[Probe],
) -> CommissionResult:
    """Say what a site came to, and in one sentence why."""
    if chosen and not fresh:
        return _make_result(target, "known", "its columns are sources already")
    if not fresh:
        return _make_result(target, *_explain_nothing(survey))
    best = fresh[0]
    assert best.proposed is not None
    assert best.listing is not None
    family = best.proposed.family.value
    sure = any(not one.relevance.doubtful for one in best.accepted)
    kind = "reports" if sure else "pages that may be reports"
    words = f"{len(best.accepted)} {kind} in {best.proposed.column}"
    if (
        target.organ
        and survey.names
        and not SiteOrgan.is_named(survey.names, target.organ)
    ):
        why = f"{words}, but the site calls itself {survey.names[0]}"
        return _make_result(target, ANOTHER_ORGAN, why, family)
    if best.found_whole_list:
        return _make_result(target, "whole", words, family)
    why = f"{words}, and more: {best.listing.end_reason}"
    return _make_result(target, "partial", why, family)


def _explain_nothing(survey: SiteSurvey) -> tuple[str, str]:
    """Say what stopped a site on which no reports were found."""
    if survey.walks:
        unread = []
        for walk in survey.walks:
            seen = walk.listing is not None and walk.listing.links
            if not seen and walk.status == HTTPStatus.OK:
                unread.append(walk.url)
        if unread:
            words = f"no title at all was seen in {', '.join(unread)}. {DESCRIBE_IT}"
            return "list not read", words
        urls = ", ".join(walk.url for walk in survey.walks)
        return "no reports", f"no title reads like a report in {urls}"
    if survey.failures:
        return _name_failure(survey.failures[0]), describe_failure(survey.failures[0])
    if survey.status != HTTPStatus.OK:
        return "no home page", f"its home page answers with HTTP {survey.status}"
    if survey.columns:
        return "no columns", "its columns lie on hosts that are no government's"
    if survey.looked_through:
        pages = ", ".join(survey.looked_through)
        return "no columns", f"neither its home page nor {pages} names a column"
    return "no columns", "its home page names no column, and leads to no page of such"


def _name_failure(error: FetchError) -> str:
    if isinstance(error, Blocked):
        return "blocked"
    if isinstance(error, Refused):
        return "refused"
    return "unreachable"


def _make_result(
    target: CommissionTarget,
    stop: str,
    why: str,
    family: str | None = None,
) -> CommissionResult:
    replaced = target.source.id if target.source else None
    return CommissionResult(
        target.id, target.home, target.organ, stop, why, family, replaces=replaced
    )
