"""What several commands share: their options, each declared once, and how a group lists its commands."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperArgument, TyperGroup

from flows import settings
from tasks.home import Home


def _refuse_mistyped(context: typer.Context, location: str) -> str:
    """Raise ConfigurationError where --home itself names no home; the default one may be still to come."""
    source = context.get_parameter_source("home")
    if source is not None and source.name == "COMMANDLINE":
        Home.find(location)
    return location


HomeOption = Annotated[
    str,
    typer.Option(
        envvar=settings.HOME,
        metavar="DIR",
        help="Folder of archive, state and releases.",
    ),
]
# Of commands that may do without a home, and make none.
OptionalHomeOption = Annotated[
    str,
    typer.Option(
        envvar=settings.HOME,
        metavar="DIR",
        help="Folder of archive, state and releases.",
        callback=_refuse_mistyped,
    ),
]
SourcesOption = Annotated[
    Path | None,
    typer.Option(
        "--sources",
        metavar="DIR",
        envvar=settings.SOURCES,
        help="Folder of the sources, a TOML file each; default: "
        f"{settings.DEFAULT_SOURCES}, else the installation's.",
    ),
]
OutletOption = Annotated[
    str | None,
    typer.Option(
        "--releases",
        metavar="URL",
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


class _NamedArgument(TyperArgument):
    """An argument that the help calls by its name alone: `ID`, not `ID <list[str]>`."""

    def display_type_rich(self, ctx: typer.Context) -> str | None:  # type: ignore[override]  # noqa: ARG002
        """Leave the type out."""
        return None


def name_arguments(parameters: Iterable[object]) -> None:
    """Let the help call arguments that have a name of their own by it alone."""
    for parameter in parameters:
        if isinstance(parameter, TyperArgument) and parameter.metavar:
            parameter.__class__ = _NamedArgument


class _CommandGroup(TyperGroup):
    """A group that lists its commands with the whole first paragraph of each."""

    def __init__(self, **attributes: Any) -> None:  # noqa: ANN401
        super().__init__(**attributes)
        for command in self.commands.values():
            command.short_help = (command.help or "").partition("\n\n")[0]
            name_arguments(command.params)


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
