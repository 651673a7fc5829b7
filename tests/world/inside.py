"""Run one night at a given day: `python tests/world/inside.py HOME SOURCES DAY`, as in 2026-04-05.

The last line printed is a JSON object: the outcomes, and why the release was held back, empty when it was
not. Programs outside that score a checkout run this from its root.
"""

import argparse
import json
import os
import sys
from datetime import datetime
from pathlib import Path


def play_night(home: str, sources: str, day: str) -> dict[str, object]:
    """Play one night of a folder of sources into a home."""
    os.environ.setdefault("FAZHI_CONTACT", "ops@example.org")
    from flows.settings import prepare_prefect
    from tasks.model.run import BEIJING

    prepare_prefect(home, verbose=False)
    from flows.cli.run import run_night

    started = datetime.fromisoformat(day).replace(hour=2, tzinfo=BEIJING)
    night = run_night(home, Path(sources), started_at=started, quiet=True, forced=True)
    outcomes = []
    for outcome in night.outcomes:
        kind, reason = str(outcome.kind.value), outcome.reason
        outcomes.append({"source": outcome.source_id, "kind": kind, "reason": reason})
    held_back = night.release.reason if night.release.blocked else ""
    return {"outcomes": outcomes, "held_back": held_back}


def main() -> None:
    """Play the night that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home")
    parser.add_argument("sources")
    parser.add_argument("day", help="2026-04-05")
    asked = parser.parse_args()
    # a checkout in the working folder comes before an installation
    sys.path.insert(0, str(Path.cwd()))
    played = play_night(asked.home, asked.sources, asked.day)
    sys.stdout.write(json.dumps(played, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
