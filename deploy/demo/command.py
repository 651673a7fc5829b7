"""`fazhi demo`: play a night of the demo portal and collect it, as a real night would be."""

import re
from contextlib import ExitStack, closing, suppress
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Annotated, NamedTuple

import typer

from deploy.demo.portal import PORT, Portal
from flows import settings
from flows.cli.console import make_console
from flows.cli.options import HomeOption, JsonOption, VerboseOption
from tasks.home import Home
from tasks.ledger import Ledger
from tasks.model.errors import ConfigurationError
from tasks.model.run import BEIJING

FIRST_NIGHT = datetime(2026, 3, 2, 2, 0, tzinfo=BEIJING)
LAST_NIGHT = 4
# The folder that a host of the portal has in the archive: `127.0.0.5_8480`
_PORTAL_HOST = re.compile(r"127\.0\.0\.\d{1,3}_(?P<port>\d{1,5})")


class _Plan(NamedTuple):
    """The night that is to be played, and the port; `kept` says that the home is bound to it."""

    night: int
    port: int
    kept: bool


def start_of(night: int) -> datetime:
    """Give the time at which a night of the demo starts; nights are days apart."""
    return FIRST_NIGHT + timedelta(days=night - 1)


def _find_home(location: str) -> Home | None:
    """Find the home that a demo goes on in; null where it is still to be made."""
    try:
        return Home.find(location)
    except ConfigurationError:
        return None


def _find_night_played(home: Home) -> int:
    """Find the last night that a home has seen; 0 for a new one."""
    with closing(Ledger(Home.open(str(home.root)).ledger_url)) as ledger:
        starts = [run.started_at for run in ledger.load_runs()]
    return max(
        (
            (start.astimezone(BEIJING).date() - FIRST_NIGHT.date()).days + 1
            for start in starts
        ),
        default=0,
    )


def _find_ports_played(home: Home) -> list[int]:
    """Find the ports that the demo's pages have in a home's archive, the usual one first."""
    folders = home.archive.iterdir() if home.archive.is_dir() else ()
    hosts = filter(None, (_PORTAL_HOST.fullmatch(folder.name) for folder in folders))
    ports = {int(host["port"]) for host in hosts}
    return sorted(ports, key=lambda port: (port != PORT, port))


def _choose_port(home: str, played: list[int], wanted: int | None) -> int:
    """Choose the port to play on: in a home of the demo, the one that it was made with.

    Raises ConfigurationError when another is wanted: the pages would have other addresses, and so be others.
    """
    if not played:
        return PORT if wanted is None else wanted
    if not wanted or wanted in played:
        return wanted or played[0]
    raise ConfigurationError(
        f"the demo in {home} was made on port {played[0]}, which is part of every page's address: "
        f"on port {wanted} each report would stand in the tables twice; "
        f"leave --port out, or give port {wanted} a home of its own with --home"
    )


def _plan_night(home: str, night: int | None, port: int | None) -> _Plan:
    """Plan what is to be played in a home, making nothing.

    Raises ConfigurationError where the home, the night or the port do not fit together.
    """
    found = _find_home(home)
    played = _find_night_played(found) if found else 0
    if not 0 <= played <= LAST_NIGHT:
        raise ConfigurationError(
            f"{home} holds real runs; give the demo a home of its own with --home"
        )
    playing = night or max(played, 1)
    if playing < played:
        raise ConfigurationError(
            f"night {played} was already played in {home}; nights go forward: "
            "begin anew in another home with --home, or `make clean`"
        )
    ports = _find_ports_played(found) if found else []
    return _Plan(playing, _choose_port(home, ports, port), kept=bool(ports))


def _start_portal(plan: _Plan, stack: ExitStack) -> Portal:
    """Serve the portal until the stack is left.

    Raises ConfigurationError with what to do when the port is taken.
    """
    try:
        return stack.enter_context(Portal(night=plan.night, port=plan.port))
    except OSError as error:
        remedy = (
            "the pages of this home have it in their addresses: stop what listens there, "
            "or begin anew in another home with --home and --port"
            if plan.kept
            else "pass another with --port, such as --port 8611, which the home then keeps "
            '(with make: make demo DEMO="--port 8611")'
        )
        raise ConfigurationError(
            f"the portal cannot listen on port {plan.port} of 127.0.0.x ({error.strerror}); {remedy}"
        ) from error


def _show_sites(portal: Portal, night: int) -> None:
    """Print the columns that there are to practise on."""
    console = make_console()
    console.print(f"Night {night} of the demo is served until Ctrl-C; its columns:")
    for site in portal.sites:
        console.print(f"  {site.base}{site.column}", soft_wrap=True)
    first = portal.sites[0]
    command = f"fazhi sources probe {first.base}{first.column} --allow-private"
    console.print(f"Probe one: {command}", soft_wrap=True)


def _wait_for_the_end() -> None:
    with suppress(KeyboardInterrupt):
        Event().wait()


def demo(
    night: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=LAST_NIGHT,
            metavar="N",
            help="Night to play; default: the last.",
        ),
    ] = None,
    home: HomeOption = settings.DEFAULT_HOME,
    port: Annotated[
        int | None,
        typer.Option(
            min=0,
            max=65535,
            metavar="N",
            help="Port of the demo portal on loopback, 0 for a free one; "
            f"default: the one that the home was made with, else {PORT}.",
        ),
    ] = None,
    serve: Annotated[
        bool,
        typer.Option(
            "--serve",
            help="Collect nothing; keep the portal running to practise on, until stopped.",
        ),
    ] = False,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Collect one night from the demo portal: sites on loopback that behave as government sites do.

    Night 1 is the start; 2, 3 and 4 bring new reports, a revision, a back-dated report, and one that goes
    missing and is withdrawn. Without --night the last one is played again, so nothing is new.
    """
    if serve:
        # no home is touched, so that it may be any
        plan = _Plan(night or 1, PORT if port is None else port, kept=False)
    else:
        plan = _plan_night(home, night, port)
    start = start_of(plan.night)
    with ExitStack() as stack:
        portal = _start_portal(plan, stack)
        if serve:
            _show_sites(portal, plan.night)
            _wait_for_the_end()
            return
        from flows.cli.run import explain_full_disk, report_night, run_night

        stack.enter_context(explain_full_disk(home))
        settings.prepare_prefect(home, verbose=verbose)
        if not as_json:
            make_console().print(
                f"Night {plan.night} of the demo, played as if it were {start:%Y-%m-%d %H:%M} in Beijing; "
                "Prefect's temporary server starts first, which takes most of the time"
            )
        sources = Home(Path(home)).demo_sources
        portal.write_sources(sources)
        result = run_night(home, sources, started_at=start, quiet=as_json)
    report_night(result, as_json=as_json)
