"""The `fazhi sources` commands: list the sources, check them, and probe a site for a new one."""

import getpass
import os
import re
import shlex
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from flows import settings
from flows.cli.console import (
    format_count,
    make_console,
    make_table,
    print_json,
    print_line,
)
from flows.cli.options import (
    HomeOption,
    JsonOption,
    OptionalHomeOption,
    SourcesOption,
    make_group,
)
from flows.cli.site_client import SiteClient, inspect_source
from tasks.home import Home
from tasks.model.divisions import DIVISIONS
from tasks.model.errors import (
    ConfigurationError,
    FetchError,
)
from tasks.model.issue import Severity
from tasks.model.run import BEIJING, Outcome
from tasks.model.source import Source
from tasks.registry.source_files import (
    SourceFinding,
    check_registry,
    load_sources,
    read_registry,
)
from tasks.sites.probe import LIST_PAGES, Probe

if TYPE_CHECKING:
    from flows.cli.commission import Commissioner
    from flows.cli.commission_files import (
        CommissionFolder,
        CommissionResult,
        CommissionTarget,
    )

# www.example.gov.cn, 127.0.0.1:8480, localhost: and no lone word, which may be a source's id
_NAMES_HOST = re.compile(r"[.:]|^localhost$")
# Line ends, tabs, and what may be a terminal's codes.
_BLANKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
# Columns of a terminal from which on each fact of a source has a column of its own.
_WIDE = 120
# Runs from which volume bands are proposed.
_RUNS_COMPARED = 60
# The exit code of a probe that found reports on a list that it could not walk whole.
_PARTIAL = 3


_DelayOption = Annotated[
    float,
    typer.Option(
        min=0.0, max=120.0, metavar="SECONDS", help="Pause between two requests."
    ),
]
_PagesOption = Annotated[
    int,
    typer.Option(
        min=1,
        max=1000,
        metavar="N",
        help="Walk at most so many list pages.",
    ),
]

_IdsArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="ID", help="Only these; default: all."),
]
_AllowPrivateOption = Annotated[
    bool, typer.Option(help="Ask private and loopback addresses, too.")
]
_SitesOption = Annotated[
    Path | None,
    typer.Option(
        help="A table of sites instead of the sources that are not verified; "
        "sites.csv is the installation's own.",
    ),
]
_ShardOption = Annotated[
    str, typer.Option(help="Only a part of the hosts: 2/8 is the second of eight.")
]
_HostsOption = Annotated[
    int,
    typer.Option(
        min=1,
        max=64,
        help="Hosts asked at the same time.",
    ),
]
_AgainOption = Annotated[
    bool, typer.Option("--again", help="Ask sites that are done, too.")
]
_AcceptOption = Annotated[
    list[str] | None,
    typer.Option(metavar="ID", help="Accept this proposal; ask no site."),
]
_ReplaceOption = Annotated[
    bool,
    typer.Option(
        "--force",
        help="With --accept: replace the source that the proposal was made from.",
    ),
]
_AlthoughOption = Annotated[
    bool,
    typer.Option(
        "--although-another-organ",
        help="With --accept: take it although the site calls itself otherwise.",
    ),
]
_RejectOption = Annotated[
    list[str] | None,
    typer.Option(metavar="ID", help="Take this proposal away; ask no site."),
]
_ByOption = Annotated[
    str,
    typer.Option(
        help="With --accept or --reject: who looked at it; default: the user."
    ),
]
_WaitingOption = Annotated[
    bool,
    typer.Option(
        "--list", help="List the proposals that wait for a person; ask no site."
    ),
]
_BandsOption = Annotated[
    bool,
    typer.Option(
        "--bands",
        help="Propose tighter volume bands from the last runs; ask no site.",
    ),
]

app = make_group(bare=True)

_STYLES = {
    Severity.ERROR: "red",
    Severity.WARNING: "yellow",
    Severity.INFO: "dim",
}


@app.callback()
def _choose_folder(context: typer.Context, folder: SourcesOption = None) -> None:
    """List the sources, check them, or probe a site for a new one.

    Without a sub-command, list them.
    """
    context.obj = settings.find_sources(folder)
    if context.invoked_subcommand is None:
        _show_sources(context.obj)


@app.command("list")
def _list_sources(context: typer.Context, folder: SourcesOption = None) -> None:
    """List the sources that a run would crawl; into a pipe or a file, one a line, its facts parted by tabs.

    Exit code 0: they are listed. 2: wrong usage, or a source file is broken, which is named with its remedy;
    `fazhi sources check` tells of all that are, and ends with 1.
    """
    _show_sources(folder or context.obj)


@app.command("probe")
def _probe(
    context: typer.Context,
    url: Annotated[
        str,
        typer.Argument(
            metavar="URL", help="A column's first list page, or a site's home page."
        ),
    ],
    as_json: JsonOption = False,
    allow_private: _AllowPrivateOption = False,
    delay: _DelayOption = 1.0,
    pages: _PagesOption = LIST_PAGES,
    save: Annotated[
        bool, typer.Option("--save", help="Write the file into the sources' folder.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="With --save: replace a file that is there.")
    ] = False,
    folder: SourcesOption = None,
) -> None:
    """Name the system that serves a page, walk its list, and propose a source file.

    On a home page, the columns that seem to hold these reports are proposed. Exit code 0: a list with reports
    was walked whole, or columns were found. 3: a list with reports was not walked whole; what it promises
    beyond that is said first. 1: none, or the site did not answer. 2: wrong usage.
    """
    from flows.cli.probe_show import ProbeView, identify_proposal
    from tasks.fetch.urls import normalize_url
    from tasks.sites.probe import make_probe_terms, probe

    address = normalize_url(url if "://" in url else f"http://{url}")
    if not address or not _NAMES_HOST.search(urlsplit(address).netloc):
        raise ConfigurationError(
            f"{url}: no address; give an http(s) URL, such as http://www.example.gov.cn/zwgk/"
        )
    terms = make_probe_terms(
        address, allow_private=allow_private, delay=delay, pages=pages
    )
    try:
        with SiteClient() as client:
            found = identify_proposal(client.drive(terms, probe(terms)))
    except FetchError as error:
        ProbeView.show_failure(error, as_json=as_json)
        raise typer.Exit(1) from error
    if as_json:
        print_json(ProbeView(found).describe())
    else:
        target = folder or context.obj
        ProbeView(found).show(
            make_console(),
            folder=target,
            options=_spell_options(sources=target, allow_private=allow_private),
            saving=save,
        )
    if save:
        print_line(
            _save_source(folder or context.obj, found, replace=force), stderr=True
        )
    raise typer.Exit(_choose_exit_code(found))


def _spell_options(
    *,
    home: str | None = None,
    sources: Path | None = None,
    allow_private: bool = False,
) -> str:
    """Spell the options in use, for a command that is printed: those that differ from the defaults."""
    words = ""
    if home is not None and home != settings.DEFAULT_HOME:
        words += f" --home {shlex.quote(home)}"
    if sources is not None and sources not in (
        settings.find_sources(None),
        Path(settings.DEFAULT_SOURCES),
    ):
        words += f" --sources {shlex.quote(str(sources))}"
    if allow_private:
        words += " --allow-private"
    return words


def _save_source(folder: Path, found: Probe, *, replace: bool) -> str:
    """Write the proposed file into a folder of sources, and say so.

    Raises ConfigurationError rather than lose a file that is there.
    """
    if found.proposed is None:
        return "Nothing was saved: probe a column, which has a list."
    path = folder / f"{found.proposed.id}.toml"
    if path.exists() and not replace:
        raise ConfigurationError(
            f"{path} is there already: compare it with what was printed, or give --force"
        )
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(found.toml, encoding="utf-8")
    return f"Saved {path}."


def _choose_exit_code(found: Probe) -> int:
    if found.found_whole_list or (not found.accepted and found.columns):
        return 0
    if found.accepted:
        return _PARTIAL
    if found.article_column:
        return 0
    return 1


@app.command("check")
def _check(
    context: typer.Context,
    ids: _IdsArgument = None,
    online: Annotated[
        bool,
        typer.Option(
            "--online", help="Ask the sites, too: robots, the whole list, a report."
        ),
    ] = False,
    as_json: JsonOption = False,
    home: OptionalHomeOption = settings.DEFAULT_HOME,
    folder: SourcesOption = None,
) -> None:
    """Check the source files (keys, duplicates, hosts, successors, codes, roster) and the project's lookups.

    With --online also the sites: a list that is not whole, or outside its volume band, is wrong, and it is
    compared with the last run of --home, where there was one. The canary, or else the oldest report of the
    list, is asked for and has to be read as a report.

    Exit code 0: nothing is wrong (warnings may be told). 1: something is, be it a source file with a key that
    none has or a damaged lookup; each is told. 2: wrong usage. All other commands that need a file which is
    wrong name it, do nothing, and end with 2.
    """
    folder = folder or context.obj
    readable, findings = read_registry(folder)
    wanted = set(ids or ())
    unknown = wanted.difference(source.id for source in readable)
    unknown.difference_update(finding.source_id for finding in findings)
    if unknown:
        words = ", ".join(sorted(unknown))
        raise ConfigurationError(
            f"{folder}: no source called {words}; `fazhi sources` lists those that exist"
        )
    damaged = _check_lookups()
    if DIVISIONS.stem not in [finding.source_id for finding in damaged]:
        findings += check_registry(readable)
    findings += _check_roster(folder, readable, findings)
    checked = readable
    if wanted:
        findings = [finding for finding in findings if finding.source_id in wanted]
        checked = [source for source in readable if source.id in wanted]
    findings += damaged
    # reading a site's reports needs the lookups
    if online and not damaged:
        findings += _inspect_sources(checked, Path(home), quiet=as_json)
    if as_json:
        print_json(list(map(_describe_finding, findings)))
    else:
        _show_findings(findings, len(checked))
    raise typer.Exit(
        int(any(finding.severity is Severity.ERROR for finding in findings))
    )


@app.command("commission")
def _commission(
    context: typer.Context,
    ids: _IdsArgument = None,
    sites: _SitesOption = None,
    home: HomeOption = settings.DEFAULT_HOME,
    shard: _ShardOption = "1/1",
    hosts: _HostsOption = 4,
    delay: _DelayOption = 2.0,
    pages: _PagesOption = 50,
    again: _AgainOption = False,
    allow_private: _AllowPrivateOption = False,
    accept: _AcceptOption = None,
    force: _ReplaceOption = False,
    although_another_organ: _AlthoughOption = False,
    reject: _RejectOption = None,
    by: _ByOption = "",
    waiting: _WaitingOption = False,
    bands: _BandsOption = False,
    as_json: JsonOption = False,
    folder: SourcesOption = None,
) -> None:
    """Find the columns of sites that nobody has seen yet, and propose sources that a person accepts.

    From each home page to its columns, and through their lists. A folder HOME/commissioning/ID holds each
    proposal and its evidence. A later start goes on where the last one ended, and asks again where a site did
    not answer; the summary is of all. Exit code 0: every site came to something. 1: some are to be asked
    again. 2: wrong usage.
    """
    from flows.cli.commission import Commissioner, CommissionTerms
    from flows.cli.commission_files import CommissionFolder

    sources_folder = folder or context.obj
    options = _spell_options(home=home, sources=sources_folder)
    place = CommissionFolder(Path(home) / "commissioning", options)
    who = by or getpass.getuser()
    _accept_proposals(
        place,
        accept or (),
        sources_folder,
        who,
        replace=force,
        although_another_organ=although_another_organ,
    )
    _reject_proposals(place, reject or (), who)
    if (waiting or bands) and not place.folder.is_dir():
        Home.find(home)
    if waiting:
        _show_waiting(place, as_json=as_json)
    if accept or reject or waiting:
        return
    if bands:
        _propose_bands(Path(home), sources_folder, as_json=as_json)
        return
    targets = Commissioner.list_targets(ids or (), sites, sources_folder)
    targets = Commissioner.choose_shard(targets, shard)
    terms = CommissionTerms(delay, pages, allow_private)
    terms.require_contact(targets)
    visitor = Commissioner(place, terms, sources_folder)
    results = _visit_sites(visitor, targets, hosts, again=again, quiet=as_json)
    _show_results(place, results, as_json=as_json)
    raise typer.Exit(int(not all(result.settled for result in results)))


def _accept_proposals(
    place: "CommissionFolder",
    names: Sequence[str],
    sources: Path,
    who: str,
    *,
    replace: bool,
    although_another_organ: bool,
) -> None:
    """Move proposals into the sources, and say where each lies."""
    day = datetime.now(BEIJING).date()
    for name in names:
        path = place.accept(
            name,
            sources,
            who,
            day,
            replace=replace,
            although_another_organ=although_another_organ,
        )
        print_line(f"Accepted {path}.", stderr=True)


def _reject_proposals(
    place: "CommissionFolder", names: Sequence[str], who: str
) -> None:
    """Take proposals away, and say where each is written down."""
    day = datetime.now(BEIJING).date()
    for name in names:
        page = place.reject(name, who, day)
        print_line(f"Rejected {name}: see {page}.", stderr=True)


def _visit_sites(
    visitor: "Commissioner",
    targets: Sequence["CommissionTarget"],
    hosts: int,
    *,
    again: bool,
    quiet: bool,
) -> list["CommissionResult"]:
    """Visit the sites that came to nothing yet, or all, telling what each came to as soon as it did.

    Gives the results of all that were visited, now or earlier, in the order of the sites.
    """
    results = visitor.load_results()
    wanted = []
    for target in targets:
        if again or target.id not in results or not results[target.id].settled:
            wanted.append(target)
    console = make_console(stderr=True, quiet=quiet)
    for number, result in enumerate(visitor.visit_all(wanted, hosts), 1):
        results[result.id] = result
        words = f"{number}/{len(wanted)} {result.id}: {result.stop}, {result.why}"
        console.print(words, style="dim")
    return [results[target.id] for target in targets if target.id in results]


def _show_results(
    place: "CommissionFolder",
    results: Sequence["CommissionResult"],
    *,
    as_json: bool,
) -> None:
    """Print what sites came to, and how many of their proposals wait for a person."""
    from flows.cli.commission import Commissioner

    if as_json:
        print_json(list(map(asdict, results)))
        return
    left = {proposed.id for proposed in place.list_waiting()}
    named = [name for result in results for name in result.proposals]
    Commissioner.show_summary(results, len(left.intersection(named)), make_console())


def _show_waiting(place: "CommissionFolder", *, as_json: bool) -> None:
    """Print the proposals that wait for a person, and where the page of each lies."""
    found = place.list_waiting()
    if as_json:
        print_json([{"id": one.id, "column": one.column} for one in found])
        return
    table = make_table("proposal", "organ", "column", "evidence")
    for one in found:
        page = place.folder / one.id / "evidence.md"
        table.add_row(one.id, one.organ, one.column, str(page))
    make_console().print(table if found else "No proposal waits.")


def _propose_bands(home: Path, sources: Path, *, as_json: bool) -> None:
    """Print tighter volume bands, from what the last runs of a home came to."""
    from flows.cli.commission import BandProposal

    outcomes = _load_outcomes(home)
    tighter = BandProposal.propose_all(load_sources(sources), outcomes)
    if as_json:
        print_json(list(map(asdict, tighter)))
    else:
        BandProposal.show_all(tighter, make_console())


def _show_sources(folder: Path) -> None:
    """Print the table of a folder's sources; on a narrow terminal what is known of each in one cell.

    What is no terminal gets a line a source: id, organ, family, column, lifecycle, verification.
    """
    console = make_console()
    if not console.is_terminal:
        for one in load_sources(folder):
            print_line(_format_line(one))
        return
    wide = console.width >= _WIDE
    known = ("organ", "family", "column", "lifecycle", "verified")
    table = make_table("source", *(known if wide else ["what is known of it"]))
    table.show_lines = not wide
    for one in load_sources(folder):
        facts = [one.organ, one.family, one.lifecycle]
        if wide:
            facts.insert(2, one.column)
            table.add_row(one.id, *facts, _describe_verification(one))
        else:
            facts.append(f"verified: {_describe_verification(one)}")
            table.add_row(one.id, f"{', '.join(facts)}\n{one.column}")
    console.print(table)


def _format_line(one: Source) -> str:
    """Part a source's facts by tabs; what would end a fact or the line becomes a blank."""
    facts = (one.id, one.organ, one.family, one.column, one.lifecycle)
    printed = []
    for fact in (*facts, _describe_verification(one)):
        printed.append(_BLANKS.sub(" ", fact))
    return "\t".join(printed)


def _describe_verification(one: Source) -> str:
    """Say whether a person saw the source's nights, who that was, and when, as far as it is written."""
    if not one.verified:
        return "no"
    by = f", by {one.verified_by}" if one.verified_by else ""
    return f"yes{by}" + (f" on {one.verified_on}" if one.verified_on else "")


def _check_lookups() -> list[SourceFinding]:
    """Load every lookup of the project; one that is damaged is wrong, whatever source was asked about."""
    from tasks.upkeep.verify import find_damaged_lookups

    findings = []
    for name, words in find_damaged_lookups():
        findings.append(SourceFinding(name, Severity.ERROR, words))
    return findings


def _check_roster(
    folder: Path, readable: Sequence[Source], broken: Sequence[SourceFinding]
) -> list[SourceFinding]:
    """Compare the sources with the roster of expected organs beside their folder, where one lies there."""
    from tasks.tables.coverage.roster import ROSTER_FILE, RosterEntry

    path = folder.parent / "lookups" / ROSTER_FILE.name
    if not path.is_file():
        return []
    own = path.samefile(ROSTER_FILE)
    ids = {one.id for one in readable}
    ids.update(finding.source_id for finding in broken)
    try:
        mismatches = list(RosterEntry.list_mismatches(ids, path))
    except ConfigurationError as error:
        # the project's own is told with the lookups
        if own:
            return []
        return [SourceFinding(path.stem, Severity.ERROR, str(error))]
    return [SourceFinding(name, Severity.WARNING, words) for name, words in mismatches]


def _inspect_sources(
    checked: Sequence[Source], home: Path, *, quiet: bool
) -> list[SourceFinding]:
    """Ask the sites one after the other, telling what each said as soon as it did."""
    last = _find_last_outcomes(home, checked)
    findings = []
    console = make_console(stderr=True)
    with SiteClient() as client:
        for source in checked:
            answers = inspect_source(source, client, last.get(source.id))
            findings += answers
            if not quiet:
                # what is wrong is told at the end
                right = []
                for finding in answers:
                    if finding.severity is Severity.INFO:
                        right.append(finding.message)
                words = "; ".join(right) or "something is wrong"
                console.print(f"asked {source.id}: {words}", style="dim")
    return findings


def _find_ledger(home: Path) -> str | None:
    """Find the URL of a home's ledger; null where none was made yet."""
    place = Home(home.resolve())
    configured = os.environ.get(settings.DATABASE_URL)
    if not configured and not (place.state / "ledger.sqlite").is_file():
        return None
    return settings.find_ledger_url(place)


def _load_outcomes(home: Path) -> list[Outcome]:
    """Load what the last runs came to for every source; nothing where no ledger is."""
    from tasks.ledger import Ledger

    url = _find_ledger(home)
    if url is None:
        return []
    outcomes: list[Outcome] = []
    with Ledger.open_to_read(url) as ledger:
        for run in ledger.load_runs()[-_RUNS_COMPARED:]:
            outcomes += ledger.load_outcomes(run.run_id)
    return outcomes


def _find_last_outcomes(home: Path, sources: Sequence[Source]) -> dict[str, Outcome]:
    """Find what the last run that saw a source's list came to; nothing where no ledger is."""
    from tasks.ledger import Ledger

    url = _find_ledger(home)
    if url is None:
        return {}
    outcomes = {}
    with Ledger.open_to_read(url) as ledger:
        for source in sources:
            outcome = ledger.find_last_outcome(source.id, before="")
            if outcome:
                outcomes[source.id] = outcome
    return outcomes


def _show_findings(findings: Sequence[SourceFinding], count: int) -> None:
    console = make_console()
    for severity in (Severity.ERROR, Severity.WARNING):
        for finding in findings:
            if finding.severity is severity:
                line = f"{severity.value}: {finding.source_id}: {finding.message}"
                console.print(line, style=_STYLES[severity])
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    checked = f"{format_count(count, 'source')} checked"
    words = f"errors: {errors}" if errors else "none is wrong"
    console.print(f"{checked}, {words}")


def _describe_finding(finding: SourceFinding) -> dict[str, str]:
    return {
        "source_id": finding.source_id,
        "severity": finding.severity.value,
        "message": finding.message,
    }
