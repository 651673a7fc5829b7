"""The recipes of the documentation, as the tests run them."""

import re

from tests.paths import ROOT

RECIPES = ROOT / "docs" / "recipes.md"
# What every library loads to be compared
TABLES = ("reports", "coverage", "quantities")


def find_blocks(language: str) -> list[str]:
    """Find the blocks that are in a language, by the words behind the fence."""
    text = RECIPES.read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
