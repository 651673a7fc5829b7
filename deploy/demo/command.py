"""`fazhi demo`: play a night of the demo portal and collect it, as a real night would be."""

from contextlib import ExitStack, closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from flows import settings
from flows.cli.console import make_console
from flows.cli.options import HomeOption, JsonOption, VerboseOption
from tasks.home import Home
from tasks.ledger import Ledger
from tasks.model.errors import ConfigurationError
from tasks.model.run import BEIJING

FIRST_NIGHT = datetime(2026, 3, 2, 2, 0, tzinfo=BEIJING)
LAST_NIGHT = 4
PORT = 8480


def start_of(night: int) -> datetime:
    """Give the time at which a night of the demo starts; nights are days apart."""
    return FIRST_NIGHT + timedelta(days=night - 1)


def night_played(home: str) -> int:
    """Find the last night that a home has seen; 0 for a new one."""
    with closing(Ledger(Home.open(home).ledger_url)) as ledger:
        starts = [run.started_at for run in ledger.load_runs()]
    return max(
        (
            (start.astimezone(BEIJING).date() - FIRST_NIGHT.date()).days + 1
            for start in starts
        ),
        default=0,
    )


def demo(
    night: Annotated[
        int | None,
        typer.Option(min=1, max=LAST_NIGHT, help="Night to play; default: the last."),
    ] = None,
    home: HomeOption = settings.DEFAULT_HOME,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port of the demo portal on loopback.")
    ] = PORT,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Collect one night from the demo portal: sites on loopback that behave as government sites do.

    Night 1 is the start; 2, 3 and 4 bring new reports, a revision, a back-dated report, and one that goes
    missing and is withdrawn. Without --night the last one is played again, so nothing is new.
    """
    played = night_played(home)
    if not 0 <= played <= LAST_NIGHT:
        raise ConfigurationError(
            f"{home} holds real runs; give the demo a home of its own with --home"
        )
    playing = night or max(played, 1)
    if playing < played:
        raise ConfigurationError(
            f"night {played} was already played in {home}; nights go forward, or `make clean`"
        )
    settings.prepare_prefect(home, verbose=verbose)
    from deploy.demo.portal import Portal
    from flows.cli.run import report_night, run_night

    if not as_json:
        make_console().print(
            f"Night {playing} of the demo; Prefect's temporary server starts first, "
            "which takes most of the time"
        )
    sources = Path(home) / "state" / "demo-sources"
    with ExitStack() as stack:
        try:
            portal = stack.enter_context(Portal(night=playing, port=port))
        except OSError as error:
            raise ConfigurationError(
                f"the portal cannot listen on port {port} of 127.0.0.x ({error.strerror}); "
                "pass another with --port"
            ) from error
        portal.write_sources(sources)
        result = run_night(home, sources, started_at=start_of(playing), quiet=as_json)
    report_night(result, as_json=as_json)
