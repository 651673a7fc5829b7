"""The `fazhi release` commands: list the releases, show one, compare two, and lead readers back to an older
one.
"""

import json
from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console

from flows import settings
from flows.cli.released import show_all, show_between, show_one
from flows.cli.releasing import Told, all_of, between, wholly
from tasks.home import Home
from tasks.model.run import BEIJING
from tasks.release.store.object_store import ObjectStore
from tasks.release.store.release_list import find_release
from tasks.release.store.rollback import roll_back
from tasks.release.store.visibility import lock_releases

app = typer.Typer(
    help="List the releases, show one, compare two, or roll back to an older one.",
    no_args_is_help=True,
)

_ID = "Its id, the first characters of it, or `latest`."
Id = Annotated[str, typer.Argument(metavar="ID", help=_ID)]
HomeOption = Annotated[
    str,
    typer.Option(envvar=settings.HOME, help="Folder of archive, state and releases."),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Print JSON and nothing else.")
]
OutletOption = Annotated[
    str,
    typer.Option(
        "--releases",
        envvar=settings.RELEASES,
        help="URL where readers look as well: s3://bucket/prefix",
    ),
]


@app.command("list")
def list_releases(
    home: HomeOption = settings.DEFAULT_HOME, as_json: JsonOption = False
) -> None:
    """List the releases: which one readers see, what was recalled or held back, and why."""
    told = all_of(Home.open(home))
    if as_json:
        _print(told)
    else:
        show_all(told, _console())


@app.command()
def show(
    release: Id, home: HomeOption = settings.DEFAULT_HOME, as_json: JsonOption = False
) -> None:
    """Show one release: rows, the audit's verdict and warnings, changes by kind, files.

    Exit code 2: no release is called so, or several are.
    """
    opened = Home.open(home)
    told = wholly(opened, find_release(opened, release))
    if as_json:
        _print(told)
    else:
        show_one(told, _console())


@app.command()
def diff(
    before: Annotated[str, typer.Argument(metavar="A", help=_ID)],
    after: Annotated[str, typer.Argument(metavar="B", help=_ID)],
    home: HomeOption = settings.DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Compare two releases: rows by table, reports by kind of change, columns that came or went.

    Exit code 2: no release is called so, or several are.
    """
    opened = Home.open(home)
    told = between(find_release(opened, before), find_release(opened, after))
    if as_json:
        _print(told)
    else:
        show_between(told, _console())


@app.command()
def rollback(
    release: Id,
    reason: Annotated[
        str,
        typer.Option(help="What is wrong with the newer ones; kept, and told later."),
    ] = "no reason",
    home: HomeOption = settings.DEFAULT_HOME,
    outlet: OutletOption = "",
    as_json: JsonOption = False,
) -> None:
    """Show readers an older release again, and recall all newer ones.

    A recalled one itself can be shown again so.

    A later run that says of the reports what the recalled release said of them is held back; one in which a
    report that the recalled release changed reads differently is published. Exit code 1: the release is
    damaged, or the outlet cannot be reached. 2: no release is called so, or several are.
    """
    opened = Home.open(home)
    store = ObjectStore.open(outlet) if outlet else None
    target = find_release(opened, release)
    recalled = roll_back(opened, target, datetime.now(BEIJING), reason)
    if store:
        with lock_releases(opened):
            store.publish_current(opened)
    if as_json:
        _print(
            {"release_id": target.release_id, "recalled": recalled, "reason": reason}
        )
        return
    console = _console()
    console.print(f"Readers see {target.release_id} again", markup=False)
    if recalled:
        console.print(f"Recalled: {', '.join(recalled)} ({reason})", markup=False)
        console.print(
            "The next run is held back while it says the same of the reports that they changed; mend it first"
        )


def _print(told: Told) -> None:
    typer.echo(json.dumps(told, ensure_ascii=False, indent=1))


def _console() -> Console:
    return Console(highlight=False)
