"""What the commands print on: a console that takes every word as it is.

Titles, addresses, reasons and paths come from sites, files and operators. What looks like markup (`[/b]`) or
an emoji's name (`:x:`) is printed as it stands; control characters, which may be a terminal's codes (clear
the screen), are left out. Styles are given by `style=` or by a `Text`.
"""

import json
import os
import re
import sys
from collections.abc import Iterable
from datetime import date

import typer
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.table import Table

# Said with the times of a home that the demo made.
DEMO_CLOCK = "The demo's runs and fetches keep a clock of their own, in March 2026"
# Columns where the terminal says that it has none, as COLUMNS=0 does.
_USUAL_WIDTH = 80
# Control characters but for a tab and a line's end.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class _PlainConsole(Console):
    """A console whose words hold no codes of the terminal; its own codes for styles and bars stay."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """Give what is rendered, without the control characters in its words."""
        for segment in super().render(renderable, options):
            if segment.control or not _CONTROLS.search(segment.text):
                yield segment
            else:
                yield Segment(_CONTROLS.sub("", segment.text), segment.style)


def make_console(
    *,
    stderr: bool = False,
    quiet: bool = False,
    no_color: bool = False,
    width: int | None = None,
) -> Console:
    """Make the console of a command; `width` in columns, else the terminal's."""
    columns = os.environ.get("COLUMNS", "")
    if width is None and columns.isdigit() and not columns.strip("0"):
        width = _USUAL_WIDTH
    return _PlainConsole(
        stderr=stderr,
        quiet=quiet,
        no_color=no_color or None,
        width=width,
        markup=False,
        emoji=False,
        highlight=False,
    )


def make_table(*headings: str, title: str | None = None) -> Table:
    """Make a table whose cells are folded where the terminal is narrow, so that nothing is cut."""
    table = Table(title=title, title_justify="left")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def format_count(count: int, noun: str) -> str:
    """Write a count with its noun: 1 site, 2 sites."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def print_json(described: object, *, indent: int | None = 1) -> None:
    """Print plain data and times as JSON; with escapes where the output's encoding lacks a character."""
    words = json.dumps(
        described, ensure_ascii=False, indent=indent, default=_format_time
    )
    try:
        words.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        words = json.dumps(described, indent=indent, default=_format_time)
    typer.echo(words)


def _format_time(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no JSON for {value!r}")
