"""Read mutated files by every converter.

`python -m tests.faults.fuzz [--files N] [--first N] [--findings FOLDER] [KIND …]`

Prints a line a kind; findings are saved with their number, and the exit status is 1 when there are any.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.faults.fuzz.campaign import KINDS, play

# Each page of an image goes through OCR for seconds: their reader is fuzzed with fewer.
_IMAGES = 200


def main() -> int:
    """Play the campaigns that the command line names."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.faults.fuzz", description=__doc__
    )
    parser.add_argument(
        "kinds", nargs="*", metavar="KIND", help=f"of {', '.join(KINDS)}; all without"
    )
    parser.add_argument(
        "--files", type=int, default=20_000, help="mutated files of each kind"
    )
    parser.add_argument(
        "--first",
        type=int,
        default=0,
        help="the first file's number, which is its seed",
    )
    parser.add_argument(
        "--findings", type=Path, default=Path(tempfile.gettempdir()) / "fazhi-fuzz"
    )
    chosen = parser.parse_args()
    if unknown := set(chosen.kinds) - set(KINDS):
        parser.error(
            f"unknown kinds: {', '.join(sorted(unknown))}; known are {', '.join(KINDS)}"
        )
    found = 0
    for kind in chosen.kinds or KINDS:
        files = min(chosen.files, _IMAGES) if kind == "png" else chosen.files
        ended = play(
            kind, files=files, first=chosen.first, rich=True, folder=chosen.findings
        )
        found += len(ended.findings)
        codes = ", ".join(
            f"{code} {number}" for code, number in ended.codes.most_common(6)
        )
        print(  # noqa: T201
            f"{kind:5}{ended.files:7} files {ended.seconds:7.0f} s {ended.read:7} read; {codes}",
            flush=True,
        )
        for number, trouble in sorted(ended.findings.items()):
            print(  # noqa: T201
                f"  {chosen.findings}/{kind}-{number}.bin: {trouble[:200]}", flush=True
            )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
