"""What the commands print on: a console that takes every word as it is, and Chinese text set on it.

Titles, addresses, reasons and paths come from sites, files and operators. What looks like markup (`[/b]`) or
an emoji's name (`:x:`) is printed as it stands; control characters, which may be a terminal's codes (clear
the screen), stand as symbols, and secrets in addresses are hidden. Styles are given by `style=` or by a
`Text`. Chinese lines break between any two characters, but not before 。 or inside a word.
"""

import json
import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import typer
from rich.cells import cell_len, set_cell_size
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.measure import Measurement
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from tasks.model.safe_words import STEERING, hide_secrets, show_steering

# What may not be parted: a character, a Latin word, or a number and the unit's first character (`12件`), with
# the brackets that open before it and what closes behind.
_CLOSING = "，。、；：！？）》”’」』〕】⟧› ,.;:!?)"
_UNIT = re.compile(
    rf"[（《“‘「『〔【⟦‹(]*(?:[\x21-\x7e]+(?:(?<=\d)[一-鿿])?|[^\x21-\x7e])[{_CLOSING}]*",
    re.DOTALL,
)
_NARROWEST = 8

# What is marked stands out without colour, too.
MARKS = "⟦{}⟧"
SEVERITIES = {
    "error": "bold red",
    "warning": "yellow",
    "info": "dim",
}


@dataclass(frozen=True, slots=True)
class Folded:
    """A styled text that is broken as Chinese is; it may stand in a table's cell."""

    text: Text

    def __rich_console__(
        self, console: Console, options: ConsoleOptions
    ) -> RenderResult:
        """Give the text's lines."""
        yield from self.break_lines(options.max_width)

    def __rich_measure__(
        self, console: Console, options: ConsoleOptions
    ) -> Measurement:
        """Say how narrow and how wide it may be."""
        widest = max(map(cell_len, self.text.plain.split("\n")), default=0)
        return Measurement(min(widest, _NARROWEST), min(widest, options.max_width))

    def break_lines(self, width: int) -> Iterator[Text]:
        """Break the text into lines of at most so many cells; a unit that is wider is parted anywhere."""
        for line in _make_safe_text(self.text).split("\n", allow_blank=True):
            for part in line.divide(_find_breaks(line.plain, max(width, 2))):
                part.rstrip()
                part.no_wrap = True
                part.overflow = "ignore"
                yield part


def set_plain(words: str, style: str = "") -> Folded:
    """Set words of one style."""
    return Folded(Text(words, style))


def shorten(words: str, most: int) -> str:
    """Cut words that are longer than so many characters, and say how long they were."""
    if len(words) <= most:
        return words
    return f"{words[:most]} … ({len(words)} characters)"


def _find_breaks(words: str, width: int) -> Iterable[int]:
    used = at = 0
    for unit in _UNIT.findall(words):
        cells = cell_len(unit.rstrip(" "))
        if used and used + cells > width:
            yield at
            used = 0
        rest = unit
        while cell_len(rest.rstrip(" ")) > width:
            head = set_cell_size(rest, width).rstrip(" ") or rest[0]
            if not rest[len(head) :].strip(_CLOSING):
                head = head.rstrip(_CLOSING)[:-1] or head
            at = at + len(head)
            rest = rest[len(head) :]
            yield at
        at += len(rest)
        used += cell_len(rest)


# Said with the times of a home that the demo made.
DEMO_CLOCK = "The demo's runs and fetches keep a clock of their own, in March 2026"
# What JSON leaves as it is, and steers a terminal: the last controls, marks of direction
_ESCAPED = re.compile(f"[{STEERING}]")
# Columns where the terminal says that it has none, as COLUMNS=0 does.
_USUAL_WIDTH = 80


def _make_safe(words: str) -> str:
    return show_steering(hide_secrets(words, named=False), lines=True)


def _make_safe_text(text: Text) -> Text:
    """Give a text whose words are safe; where they are not by themselves, in one style."""
    safe = _make_safe(text.plain)
    if safe == text.plain:
        return text
    return Text(
        safe,
        text.style,
        justify=text.justify,
        overflow=text.overflow,
        no_wrap=text.no_wrap,
        end=text.end,
    )


class _SafeConsole(Console):
    """A console whose words are safe before they are set; its own codes for styles and bars stay."""

    def render_str(self, text: str, **styles: Any) -> Text:  # noqa: ANN401
        """Make a text of words."""
        return super().render_str(_make_safe(text), **styles)

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """Give what is rendered; words that came to it by another way are safe, too."""
        if isinstance(renderable, Text):
            renderable = _make_safe_text(renderable)
        for segment in super().render(renderable, options):
            if segment.control:
                yield segment
            else:
                yield Segment(show_steering(segment.text, lines=True), segment.style)


def print_line(words: str, *, stderr: bool = False) -> None:
    """Print words as they are, without styles and folding, as scripts read them."""
    typer.echo(_make_safe(words), err=stderr)


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
    return _SafeConsole(
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
    words = _ESCAPED.sub(lambda one: f"\\u{ord(one[0]):04x}", words)
    words = hide_secrets(words, named=False)
    try:
        words.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        words = json.dumps(described, indent=indent, default=_format_time)
    typer.echo(words)


def _format_time(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no JSON for {value!r}")
