"""How one document was read, for a person at a terminal."""

from typing import Any

from rich.console import Console
from rich.table import Table
from rich.tree import Tree

_FACTS = (
    "title", "organ", "organ_kind", "level", "report_year", "report_year_evidence", "document_number", "published_on",
    "published_source", "source", "style", "characters", "quality",
)  # fmt: skip


def show_reading(answer: dict[str, Any], console: Console) -> None:
    """Print facts, outline, quantities and issues of one answer of `read_file`."""
    console.rule(answer["file"])
    report = answer["report"]
    if report:
        facts = Table.grid(padding=(0, 2))
        for name in _FACTS:
            facts.add_row(name, "—" if report[name] is None else str(report[name]))
        console.print(facts)
        console.print(_outline(answer["sections"]))
        console.print(_quantities(answer["quantities"]))
    for issue in answer["issues"]:
        words = f"{issue['severity']} {issue['code']}: {issue['message']}  [{issue['evidence']}]"
        console.print(words, markup=False, highlight=False)


def _outline(sections: list[dict[str, Any]]) -> Tree:
    root = Tree("outline")
    branches = {None: root}
    for section in sections:
        words = f"{section['path']} {section['label'] or ''}{section['heading'] or section['node']} · {section['kind']}"
        branches[section["path"]] = branches.get(section["parent"], root).add(words)
    return root


def _quantities(quantities: list[dict[str, Any]]) -> Table:
    table = Table(
        "section",
        "value",
        "unit",
        "comparator",
        "indicator",
        "phrase",
        title="quantities",
    )
    for row in quantities:
        cells = (
            row["section_path"],
            row["value"],
            row["unit"],
            row["comparator"],
            row["indicator"],
            row["phrase"],
        )
        table.add_row(*("" if cell is None else str(cell) for cell in cells))
    return table
