"""Pages and tables as Markdown."""

from collections.abc import Iterable, Iterator, Sequence

from tasks.release.pages.page import Grid, Page, Section

LONGEST_CELL = 200


def markdown(page: Page) -> str:
    """Render a page as Markdown."""
    numbers = " · ".join(f"{number} {label}" for label, number in page.numbers)
    head = [f"# {page.mark} {page.title}", "", f"**{cell(page.lead)}**", "", numbers]
    return "\n".join(
        [*head, *(line for section in page.sections for line in _section(section)), ""]
    )


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Give the lines of a Markdown table; whatever stands in a cell cannot break it."""
    yield f"| {' | '.join(header)} |"
    yield f"|{'---|' * len(header)}"
    for row in rows:
        yield f"| {' | '.join(cell(value) for value in row)} |"


def cell(value: object) -> str:
    """Give one value as a table cell: one line, pipes and tags escaped, cut when it is very long."""
    text = " ".join(str(value).split())
    text = text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")


def _section(section: Section) -> Iterator[str]:
    yield from ("", f"{'###' if section.folded else '##'} {section.title}")
    for block in section.blocks:
        yield ""
        if isinstance(block, Grid):
            yield from table(block.header, block.rows)
        else:
            yield cell(block)
