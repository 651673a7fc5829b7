"""What several commands share: their options, each declared once, and how a group lists its commands."""

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from flows import settings

HomeOption = Annotated[
    str,
    typer.Option(envvar=settings.HOME, help="Folder of archive, state and releases."),
]
SourcesOption = Annotated[
    Path | None,
    typer.Option(
        "--sources",
        envvar=settings.SOURCES,
        help="Folder of the sources, a TOML file each; default: "
        f"{settings.DEFAULT_SOURCES}, else the installation's.",
    ),
]
OutletOption = Annotated[
    str | None,
    typer.Option(
        "--releases",
        envvar=settings.RELEASES,
        help="URL where readers look as well: s3://bucket/prefix",
    ),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Print JSON and nothing else.")
]
VerboseOption = Annotated[
    bool, typer.Option("--verbose", help="Show the log of the run.")
]


class _CommandGroup(TyperGroup):
    """A group that lists its commands with the whole first paragraph of each."""

    def __init__(self, **attributes: Any) -> None:  # noqa: ANN401
        super().__init__(**attributes)
        for command in self.commands.values():
            command.short_help = (command.help or "").partition("\n\n")[0]


def make_group(*, bare: bool) -> typer.Typer:
    """Make a group of commands; `bare` says that it does something without a command."""
    return typer.Typer(
        cls=_CommandGroup,
        invoke_without_command=bare,
        no_args_is_help=not bare,
        add_completion=False,
        # brackets in a help text are words
        rich_markup_mode=None,
    )
