"""Where the tests find the project's files, and what may lie beside the repository."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
TESTS = ROOT / "tests"
SHARED = (
    ROOT.parent / "shared"
)  # a newcomer's clone has no such folder: tests that need it skip
