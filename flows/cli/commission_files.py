"""What commissioning leaves behind: proposals, evidence that a person reads, and its progress."""

import json
import shutil
import threading
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

from tasks.home import replace_text
from tasks.model.errors import ConfigurationError, FetchError
from tasks.model.report import OrganKind
from tasks.model.source import Region, Source
from tasks.release.pages.rendering import PageTable
from tasks.sites.probe import ClassifiedLink, Probe
from tasks.sites.systems import ColumnProposal

PROPOSAL = "source.toml"
EVIDENCE = "evidence.md"
_PROGRESS = "progress.jsonl"
# Links of a kind that a page of evidence shows at most.
_MOST_LINKS = 60
# The site calls itself otherwise than the table does.
ANOTHER_ORGAN = "another organ"
DESCRIBE_IT = (
    "Where a script makes the list, it has to be described by hand in a table `[list]` of a source file: "
    "docs/described-lists.md explains how."
)
# What may be otherwise the next time, so that a later start asks again.
_RETRIED = frozenset({"blocked", "unreachable", "failed"})


@dataclass(frozen=True, slots=True)
class CommissionTarget:
    """A site to commission: whose it is, as far as somebody wrote that; the source, where it has one."""

    id: str
    home: str
    organ: str = ""
    organ_kind: OrganKind | None = None
    region: Region = field(default_factory=Region)
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class CommissionResult:
    """What a site came to.

    `stop` is one word or two: `whole` and `partial` where reports were found, else what stopped it; `why`
    says it in a sentence. `proposals` are the ids of the sources that were proposed.
    """

    id: str
    home: str
    organ: str
    stop: str
    why: str
    family: str | None = None
    proposals: tuple[str, ...] = ()
    replaces: str | None = None

    @property
    def settled(self) -> bool:
        """Tell whether another start would find the same."""
        return self.stop not in _RETRIED


@dataclass(frozen=True, slots=True)
class SiteSurvey:
    """What was seen of a site: its own names, its home page's status, columns, walks, failures.

    `looked_through` are the pages behind its home page that were asked for columns.
    """

    names: tuple[str, ...] = ()
    status: int | None = None
    columns: tuple[ColumnProposal, ...] = ()
    walks: tuple[Probe, ...] = ()
    failures: tuple[FetchError, ...] = ()
    looked_through: tuple[str, ...] = ()


class CommissionFolder:
    """The folder of proposals: `<id>/source.toml` and `<id>/evidence.md`, and a line of progress a site."""

    def __init__(self, folder: Path, options: str = "") -> None:
        """Take the folder; `options` are those that the commands on its pages need."""
        self.folder = folder
        self._options = options
        self._lock = threading.Lock()

    def load_results(self) -> dict[str, CommissionResult]:
        """Give the last result of every site by its id; a line that a killed run left torn does not count."""
        results = {}
        path = self.folder / _PROGRESS
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        for line in lines:
            try:
                values = json.loads(line)
            except json.JSONDecodeError:
                continue
            values["proposals"] = tuple(values["proposals"])
            results[values["id"]] = CommissionResult(**values)
        return results

    def record(self, result: CommissionResult) -> None:
        """Add a site's result; several threads and processes may."""
        self.folder.mkdir(parents=True, exist_ok=True)
        line = json.dumps(asdict(result), ensure_ascii=False) + "\n"
        with self._lock, (self.folder / _PROGRESS).open("a", encoding="utf-8") as file:
            file.write(line)

    def write_proposal(self, proposed: Source, evidence: str) -> None:
        """Write a proposed source and its evidence."""
        self.write_evidence(proposed.id, evidence)
        text = proposed.render()
        replace_text(self.folder / proposed.id / PROPOSAL, text)

    def write_evidence(self, name: str, evidence: str) -> None:
        """Write what was seen of a site; a proposal of an earlier try goes."""
        place = self.folder / name
        if place.exists():
            shutil.rmtree(place)
        place.mkdir(parents=True)
        replace_text(place / EVIDENCE, evidence)

    def accept(
        self,
        name: str,
        sources: Path,
        by: str,
        day: date,
        *,
        replace: bool = False,
        although_another_organ: bool = False,
    ) -> Path:
        """Move a proposal into the folder of the sources, as verified by a person on a day.

        Raises ConfigurationError when there is no such proposal, when the site names another organ, or when
        it would replace another source, or without `replace` the one that it was made from.
        """
        draft = self._find_draft(name)
        path = sources / f"{name}.toml"
        results = self.load_results().values()
        if path.exists() and name not in {result.replaces for result in results}:
            raise ConfigurationError(
                f"{path} is there already, and is another source; rename one of the two"
            )
        if path.exists() and not replace:
            raise ConfigurationError(
                f"{path} is there already: compare it with {draft}, and give --force to replace it"
            )
        doubts = []
        for result in results:
            if name in result.proposals and result.stop == ANOTHER_ORGAN:
                doubts.append(result.why)
        if doubts and not although_another_organ:
            raise ConfigurationError(
                f"{draft}: {doubts[-1]}; look whose site it is, correct the organ there, "
                "and accept it with --although-another-organ"
            )
        table = tomllib.loads(draft.read_text(encoding="utf-8"))
        who = {
            "id": name,
            "verified": True,
            "verified_by": by,
            "verified_on": day,
        }
        sources.mkdir(parents=True, exist_ok=True)
        replace_text(path, Source.model_validate(table | who).render())
        draft.unlink()
        return path

    def reject(
        self,
        name: str,
        by: str,
        day: date,
    ) -> Path:
        """Take a proposal away, and say so on its page of evidence, which stays; its site is done.

        Raises ConfigurationError when there is no such proposal.
        """
        draft = self._find_draft(name)
        page = draft.parent / EVIDENCE
        text = page.read_text(encoding="utf-8") if page.exists() else ""
        replace_text(page, f"{text}\nRejected by {by} on {day}.\n")
        draft.unlink()
        return page

    def _find_draft(self, name: str) -> Path:
        draft = self.folder / name / PROPOSAL
        if draft.is_file():
            return draft
        raise ConfigurationError(
            f"{draft}: no proposal lies there; `fazhi sources commission{self._options} --list` lists those"
            " that do"
        )

    def list_waiting(self) -> list[Source]:
        """List the proposals that wait for a person."""
        waiting = []
        for draft in sorted(self.folder.glob(f"*/{PROPOSAL}")):
            table = tomllib.loads(draft.read_text(encoding="utf-8"))
            waiting.append(Source.model_validate({"id": draft.parent.name, **table}))
        return waiting

    def render_evidence(
        self,
        target: CommissionTarget,
        survey: SiteSurvey,
        result: CommissionResult,
        proposed: Source | None = None,
        walk: Probe | None = None,
    ) -> str:
        """Write the page that a person reads before accepting a proposal, or to see why there is none."""
        name = proposed.id if proposed else target.id
        lines = [f"# {name}", "", f"**{result.stop}**: {_quote(result.why)}", ""]
        lines += [f"- site: {target.home}"]
        lines += [f"- organ as it is known: {target.organ or 'nobody has written it'}"]
        lines += [f"- its home page answered: HTTP {survey.status or '-'}"]
        lines += [
            f"- what the site calls itself: {_quote('; '.join(survey.names)) or 'nothing'}"
        ]
        if proposed and walk:
            lines += _render_proposal(proposed, walk, self._options)
        lines += ["", "## Columns", ""]
        lines += _render_columns(survey)
        for other in survey.walks if proposed is None else ():
            lines += _render_walk(other)
        return "\n".join(lines) + "\n"


# What sites write is words on a page of Markdown, and no link or picture.
_quote = PageTable.format_cell


def _render_proposal(proposed: Source, walk: Probe, options: str) -> Iterator[str]:
    canary = proposed.canary or "none was found"
    yield f"- canary, read as a report: {canary}"
    yield f"- notes: {proposed.notes}"
    listing = walk.listing
    if listing and not listing.complete:
        yield from ("", "## Promised and not followed", "")
        yield f"The walk ended at: {listing.end_reason}"
        for shortfall in listing.shortfalls:
            yield f"- {_quote(shortfall)}"
    yield from ("", "## The file", "", "```toml", proposed.render().rstrip())
    yield from ("```", "", "Compare with the site in a browser. When it is right:", "")
    command = f"    fazhi sources commission{options}"
    yield f"{command} --accept {proposed.id} --by YOUR-NAME"
    yield from ("", "When it is wrong, it goes by:", "")
    yield f"{command} --reject {proposed.id} --by YOUR-NAME"
    yield from _render_walk(walk)


def _render_columns(survey: SiteSurvey) -> Iterator[str]:
    if not survey.columns:
        yield "None was found."
    yield from (f"- looked through: {url}" for url in survey.looked_through)
    for column in survey.columns:
        yield f"- {column.url} ({column.confidence:.0%} sure: {_quote(column.evidence)})"
    for failure in survey.failures:
        yield f"- {failure.url} did not answer: {_quote(failure.reason)}"


def _render_walk(walk: Probe) -> Iterator[str]:
    """Give the section of one walk: its pages, the titles taken, the titles refused and why."""
    yield from ("", f"## Walked: {walk.url}", "")
    listing = walk.listing
    if listing is None:
        yield f"No list was found here. {DESCRIBE_IT}"
        return
    family = "no family"
    if walk.source:
        family = walk.source.family.value
    pages = len(listing.trace)
    yield f"As {family}, {pages} pages; it ended at: {listing.end_reason}"
    if not listing.links:
        yield f"No title was seen there. {DESCRIBE_IT}"
    for one in walk.systems:
        yield f"- system: {one.system} ({one.evidence})"
    yield from _render_links("taken", walk.accepted)
    yield from _render_links("refused", walk.rejected)


def _render_links(kind: str, links: Iterable[ClassifiedLink]) -> Iterator[str]:
    shown = list(links)
    yield from ("", f"### {len(shown)} titles {kind}", "")
    for one in shown[:_MOST_LINKS]:
        link = one.link
        relevance = one.relevance
        name = link.title or link.url
        day = link.listed_on or "no day"
        evidence = _quote(relevance.evidence)
        yield f"- {_quote(name)} ({day}): {relevance.kind}, {evidence}"
    more = len(shown) - _MOST_LINKS
    if more > 0:
        yield f"- and {more} more"
