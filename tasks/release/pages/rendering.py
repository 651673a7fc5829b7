"""Pages of headings, words and tables, rendered as Markdown and as HTML.

The HTML is one file that asks nobody for anything, readable on a phone and in the dark.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import NamedTuple

from tasks.model.safe_words import show_steering

# What a first cell shows of a check: it held, it holds the release back, or it warns.
GOOD = "✓"
BAD = "✗"
WARN = "⚠"
LONGEST_CELL = 200
# `[here](http://…)`, `![](http://…)`, `<img …>`, and what ends a cell
_MARKUP = str.maketrans(
    {"\\": "\\\\", "|": "\\|", "[": "\\[", "]": "\\]", "<": "&lt;", ">": "&gt;"}
)
_ADDRESS = re.compile(r"https?://[^\s<>|\[\]]+")
# By these, readers of Markdown make links of bare words.
_LEADS_ELSEWHERE = re.compile(r"\b(https?|ftp|www)([:.])(?=\S)", re.IGNORECASE)


class PageTable(NamedTuple):
    """A table: its header, and rows of as many cells.

    One of long words becomes a card a row where there is no room.
    """

    header: Sequence[str]
    rows: Sequence[Sequence[object]]
    wordy: bool = False

    def render_markdown(self) -> Iterator[str]:
        """Give the lines of a Markdown table; whatever stands in a cell cannot break it."""
        yield _join_cells(self.header)
        yield f"|{'---|' * len(self.header)}"
        for row in self.rows:
            yield _join_cells(map(self.format_cell, row))

    def render_html(self) -> str:
        """Render the table in a box of its own, which scrolls where there is no room."""
        kind = "cards" if self.wordy else "counts"
        head = "".join(f"<th>{escape(title)}</th>" for title in self.header)
        rows = ""
        for row in self.rows:
            cells = "".join(_render_cells(self.header, row))
            rows += f"<tr>{cells}</tr>"
        table = f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody>"
        return f'<div class="scroll"><table class="{kind}">{table}</table></div>'

    @staticmethod
    def format_cell(value: object) -> str:
        """Give one value as a table cell: one line, cut when it is very long, and nothing but its words.

        Pipes, tags, links and pictures are escaped, and addresses in a sentence lead nowhere; a cell that is
        an address and nothing else does.
        """
        text = show_steering(" ".join(str(value).split()))
        text = text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"
        escaped = text.translate(_MARKUP)
        if _ADDRESS.fullmatch(text):
            return escaped
        return _LEADS_ELSEWHERE.sub(_show_address, escaped)


def _show_address(found: re.Match[str]) -> str:
    """Write the sign by which an address is known so that readers see it and no program does."""
    return f"{found[1]}&#{ord(found[2])};"


def _join_cells(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


class PageSection(NamedTuple):
    """A heading with paragraphs and tables below it; a folded one is opened by whoever wants to see it."""

    title: str
    blocks: Sequence[str | PageTable]
    folded: bool = False


def _render_markdown_section(section: PageSection) -> Iterator[str]:
    yield from ("", f"{'###' if section.folded else '##'} {section.title}")
    for block in section.blocks:
        yield ""
        if isinstance(block, PageTable):
            yield from block.render_markdown()
        else:
            yield PageTable.format_cell(block)


STYLE = """
:root { color-scheme: light dark; --ink: #1d2328; --soft: #5b6670; --page: #f6f7f8; --card: #fff; \
--line: #dfe3e7;
  --good: #1a7f4b; --warn: #9a6200; --bad: #b3261e; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e4e8eb; --soft: #9aa5ae; --page: #14181b; --card: #1d2226; --line: #333b42;
    --good: #5fcf95; --warn: #e5b04d; --bad: #ff8a80; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 72rem; background: var(--page); \
color: var(--ink);
  font: 15px/1.5 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; \
overflow-wrap: anywhere; }
header { padding: 1rem 1.25rem; background: var(--card); border: 1px solid var(--line); \
border-left: 6px solid;
  border-radius: 8px; }
header p { margin: .25rem 0 0; color: var(--soft); }
header.good { border-left-color: var(--good); } header.warn { border-left-color: var(--warn); }
header.bad { border-left-color: var(--bad); }
h1 { margin: 0; font-size: 1.35rem; line-height: 1.3; }
h2 { margin: 2rem 0 .5rem; font-size: 1.05rem; }
.good .mark, .mark.good { color: var(--good); } .warn .mark, .mark.warn { color: var(--warn); }
.bad .mark, .mark.bad { color: var(--bad); }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(7.5rem, 1fr)); gap: .75rem; \
margin: .75rem 0 0; }
dl div { display: flex; flex-direction: column; padding: .6rem .9rem; background: var(--card);
  border: 1px solid var(--line); border-radius: 8px; }
dd { margin: 0; font-size: 1.3rem; font-weight: 600; font-variant-numeric: tabular-nums; }
dt { color: var(--soft); font-size: .85rem; }
main p { margin: .25rem 0; color: var(--soft); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; background: var(--card); border: 1px solid var(--line);
  overflow-wrap: break-word; }
.cards { width: 100%; }
.counts { min-width: min(100%, 26rem); }
.counts td { white-space: nowrap; }
th, td { padding: .45rem .7rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th { color: var(--soft); font-size: .85rem; font-weight: 500; white-space: nowrap; }
tr:last-child td { border-bottom: 0; }
.number { font-variant-numeric: tabular-nums; }
.counts :is(th, td) + :is(th, td) { text-align: right; }
td.mark { font-weight: 700; }
details { margin-top: .75rem; }
summary { padding: .5rem .7rem; background: var(--card); border: 1px solid var(--line); border-radius: 8px;
  cursor: pointer; }
details[open] summary { margin-bottom: .5rem; }
@media (max-width: 640px) {
  body { padding: .75rem .6rem 3rem; }
  table.cards, .cards tbody, .cards tr, .cards td { display: block; }
  .cards thead { display: none; }
  .cards tr { padding: .5rem .7rem; border-bottom: 1px solid var(--line); }
  .cards tr:last-child { border-bottom: 0; }
  .cards td { padding: .1rem 0; border: 0; }
  .cards td[data-label]::before { content: attr(data-label) ": "; color: var(--soft); }
  .cards td:empty { display: none; } }
"""


_TONES = {
    GOOD: "good",
    BAD: "bad",
    WARN: "warn",
}


def _render_html_section(section: PageSection) -> str:
    title = escape(section.title)
    inside = "".join(map(_render_block, section.blocks))
    if section.folded:
        return f"<details><summary>{title}</summary>{inside}</details>\n"
    return f"<section><h2>{title}</h2>{inside}</section>\n"


def _render_block(block: str | PageTable) -> str:
    if isinstance(block, str):
        return f"<p>{escape(block)}</p>"
    return block.render_html()


def _render_cells(header: Sequence[str], row: Sequence[object]) -> Iterator[str]:
    for title, value in zip(header, row, strict=True):
        text = str(value)
        css_class = ""
        if text in _TONES:
            css_class = f' class="mark {_TONES[text]}"'
        elif _is_number(text):
            css_class = ' class="number"'
        label = f' data-label="{escape(title)}"' if title else ""
        yield f"<td{css_class}{label}>{escape(text)}</td>"


def _is_number(text: str) -> bool:
    """Tell whether a cell is a count: 1,204, +3, -7."""
    return text.replace(",", "").removeprefix("+").removeprefix("-").isdecimal()


class PageContent(NamedTuple):
    """A page: its title, a mark for its result, a line that sums it up, labelled numbers, and sections."""

    title: str
    mark: str
    lead: str
    numbers: Sequence[tuple[str, str]]
    sections: Sequence[PageSection]

    def render_markdown(self) -> str:
        """Render a page as Markdown."""
        numbers = " · ".join(f"{number} {label}" for label, number in self.numbers)
        lines = [f"# {self.mark} {self.title}", ""]
        lines += [f"**{PageTable.format_cell(self.lead)}**", "", numbers]
        for section in self.sections:
            lines += _render_markdown_section(section)
        return "\n".join([*lines, ""])

    def render_html(self) -> str:
        """Render a page as one HTML file without scripts, links or pictures."""
        numbers = "".join(
            f"<div><dd>{escape(number)}</dd><dt>{escape(label)}</dt></div>"
            for label, number in self.numbers
        )
        sections = "".join(map(_render_html_section, self.sections))
        title = escape(self.title)
        tone = _TONES[self.mark]
        return (
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            # without it a browser asks the server for an icon
            '<link rel="icon" href="data:,">\n'
            f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
            f'<header class="{tone}"><h1><span class="mark">{self.mark}</span> {title}</h1>'
            f"<p>{escape(self.lead)}</p></header>\n"
            f"<dl>{numbers}</dl>\n<main>\n{sections}</main>\n</body>\n</html>\n"
        )
