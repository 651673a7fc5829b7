"""`python -m tests.architecture`: draw the house from its imports into docs/architecture.md.

The drawing is Mermaid, which the code hosts render; an arrow leads from a room to one that it imports.
"""

import argparse
import ast
import re
from collections import Counter, defaultdict
from pathlib import Path

from tests.paths import ROOT
from tests.test_layering import (
    FILES,
    LIBRARIES,
    SHELLS,
    STEPS,
    imports_of,
    room_of,
    room_of_file,
)

PAGE = ROOT / "docs" / "architecture.md"
MARKS = re.compile(
    r"(<!-- (\w+): made by python -m tests\.architecture -->\n).*?(\n<!-- end -->)",
    re.DOTALL,
)


def draw_rooms() -> str:
    """Draw rooms and imports as a Mermaid flowchart; rooms that everybody imports have no arrows."""
    arrows = count_imports()
    lines = ["```mermaid", "flowchart TD"]
    for title, rooms in (
        ("what starts a night", _list_shells()),
        ("steps of the night", list(STEPS)),
        ("libraries", [room for room in LIBRARIES if room != "model"]),
    ):
        lines.append(f'  subgraph "{title}"')
        lines += [f"    {room}" for room in rooms]
        lines.append("  end")
    lines += [
        f"  {room} --> {other}"
        for room in sorted(arrows)
        for other in sorted(arrows[room])
        if other != "model"
    ]
    return "\n".join([*lines, "```"])


def list_rooms() -> str:
    """List every room with what its docstring says of it, as a table in Markdown."""
    rows = ["| Room | What it is |", "|---|---|"]
    for room in (*_list_shells(), *STEPS, *reversed(LIBRARIES)):
        place = locate_room(room)
        name = place.parent if place.name == "__init__.py" else place
        rows.append(f"| `{name}` | {_summarize(place)} |")
    return "\n".join(rows)


def count_imports() -> dict[str, Counter[str]]:
    """Count the imports between rooms: room to other room to number of import statements."""
    arrows: dict[str, Counter[str]] = defaultdict(Counter)
    known = {*LIBRARIES, *STEPS, *SHELLS}
    for path in FILES:
        room = room_of_file(path)
        for module in imports_of(path):
            other = room_of(module)
            ours = module.partition(".")[0] in ("tasks", *SHELLS)
            if ours and other != room and other in known:
                arrows[room][other] += 1
    return arrows


def locate_room(room: str) -> Path:
    """Give the file whose docstring tells what a room is, relative to the repository."""
    folder = Path(room) if room in SHELLS else Path("tasks", room)
    package = folder / "__init__.py"
    return package if (ROOT / package).exists() else folder.with_suffix(".py")


def fill_page(text: str) -> str:
    """Set the drawing and the table into the page's marked places."""
    made = {"drawing": draw_rooms(), "rooms": list_rooms()}
    return MARKS.sub(lambda match: f"{match[1]}{made[match[2]]}{match[3]}", text)


def _list_shells() -> list[str]:
    return [room for room in reversed(SHELLS) if room != "tasks"]


def _summarize(place: Path) -> str:
    tree = ast.parse((ROOT / place).read_text(encoding="utf-8"))
    return (ast.get_docstring(tree) or "").partition("\n\n")[0].replace("\n", " ")


def main() -> None:
    """Write the page anew."""
    argparse.ArgumentParser(description=main.__doc__).parse_args()
    PAGE.write_text(fill_page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
