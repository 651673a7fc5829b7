"""Where the project's own files lie: the one place that knows."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
DATA = ROOT / "data"
LOOKUPS = DATA / "lookups"
