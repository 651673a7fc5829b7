"""Pages as HTML: one file that asks nobody for anything, readable on a phone and in the dark."""

from collections.abc import Iterator, Sequence
from html import escape

from tasks.release.pages.page import BAD, GOOD, WARN, Grid, Page, Section
from tasks.release.pages.style import STYLE

_TONES = {GOOD: "good", BAD: "bad", WARN: "warn"}


def html(page: Page) -> str:
    """Render a page as one HTML file without scripts, links or pictures."""
    numbers = "".join(
        f"<div><dd>{escape(number)}</dd><dt>{escape(label)}</dt></div>"
        for label, number in page.numbers
    )
    sections = "".join(line for section in page.sections for line in _section(section))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        # without it a browser asks the server for an icon
        '<link rel="icon" href="data:,">\n'
        f"<title>{escape(page.title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f'<header class="{_TONES[page.mark]}"><h1><span class="mark">{page.mark}</span> {escape(page.title)}</h1>'
        f"<p>{escape(page.lead)}</p></header>\n<dl>{numbers}</dl>\n<main>\n{sections}</main>\n</body>\n</html>\n"
    )


def _section(section: Section) -> Iterator[str]:
    inside = "".join(_block(block) for block in section.blocks)
    if section.folded:
        yield f"<details><summary>{escape(section.title)}</summary>{inside}</details>\n"
    else:
        yield f"<section><h2>{escape(section.title)}</h2>{inside}</section>\n"


def _block(block: str | Grid) -> str:
    if isinstance(block, str):
        return f"<p>{escape(block)}</p>"
    kind = "cards" if block.wordy else "counts"
    head = "".join(f"<th>{escape(title)}</th>" for title in block.header)
    rows = "".join(
        f"<tr>{''.join(_cells(block.header, row))}</tr>" for row in block.rows
    )
    return f'<div class="scroll"><table class="{kind}"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _cells(header: Sequence[str], row: Sequence[object]) -> Iterator[str]:
    for title, value in zip(header, row, strict=True):
        text = str(value)
        kind = (
            f"mark {_TONES[text]}"
            if text in _TONES
            else "number"
            if _is_number(text)
            else ""
        )
        named = f' class="{kind}"' if kind else ""
        label = f' data-label="{escape(title)}"' if title else ""
        yield f"<td{named}{label}>{escape(text)}</td>"


def _is_number(text: str) -> bool:
    """Tell whether a cell is a count: 1,204, +3, -7."""
    return text.replace(",", "").removeprefix("+").removeprefix("-").isdecimal()
