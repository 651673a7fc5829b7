"""Disturb nights at many moments, and compare what comes of them with what comes of undisturbed ones.

`python -m tests.faults.campaigns [--few] [NAME[=TRIALS] …]`

Prints a table with a line a campaign; the exit status is 1 when anything was wrong.
"""

import argparse
import pkgutil
import sys
import time
from importlib import import_module

from tests.faults import campaigns
from tests.faults.campaigns.tried import Tried, render


def find_campaigns() -> dict[str, int]:
    """Find the modules that are campaigns, and how many trials each has whole."""
    found = {}
    for module in pkgutil.iter_modules(campaigns.__path__):
        if module.name.startswith(("__", "test_")):
            continue
        loaded = import_module(f"{campaigns.__name__}.{module.name}")
        if hasattr(loaded, "play"):
            found[module.name] = loaded.WHOLE
    return found


def play(name: str, count: int) -> Tried:
    """Play a campaign with so many trials."""
    module = import_module(f"{campaigns.__name__}.{name}")
    begun = time.monotonic()
    tried: Tried = module.play(count)
    tried.seconds = time.monotonic() - begun
    return tried


def main() -> int:
    """Play the campaigns that the command line names."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.faults.campaigns", description=__doc__
    )
    parser.add_argument("names", nargs="*", metavar="NAME[=TRIALS]")
    parser.add_argument("--few", action="store_true", help="a few trials of each")
    chosen = parser.parse_args()
    whole = find_campaigns()
    named = dict(one.partition("=")[::2] for one in chosen.names) or dict.fromkeys(
        whole, ""
    )
    if unknown := named.keys() - whole.keys():
        parser.error(f"no campaigns: {', '.join(unknown)}; known: {', '.join(whole)}")
    played = []
    for name, count in named.items():
        few = import_module(f"{campaigns.__name__}.{name}").FEW
        usual = few if chosen.few else whole[name]
        if not int(count or usual):
            continue
        tried = play(name, int(count or usual))
        print("\n".join(render([tried])), file=sys.stderr, flush=True)  # noqa: T201
        played.append(tried)
    print("\n".join(render(played)))  # noqa: T201
    return any(one.wrong for one in played)


if __name__ == "__main__":
    sys.exit(main())
