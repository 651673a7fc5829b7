"""Look up known holes of the pinned packages: `python -m deploy.audit_pins PIP-AUDIT LOCK…`.

The exit code is 0 when all were looked up and none has a known hole, 1 when some have, and 3 when the
database could not be asked of all of them: nothing is known then of those, which is no good news.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

NONE_KNOWN = 0
HOLES = 1
NOT_ASKED = 3
_OPTIONS = ("--require-hashes", "--disable-pip", "--format", "json")
_QUIET = ("--progress-spinner", "off")
_MOST_NAMES = 5


def audit_lock(program: str, lock: Path) -> int:
    """Look up the packages of a lock file, say what is known of them, and give the exit code."""
    command = (program, "--requirement", str(lock), *_OPTIONS, *_QUIET)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        words = done.stderr.strip().splitlines() or ["it says nothing"]
        _say(f"{lock}: not looked up: {words[-1]}")
        return NOT_ASKED
    unknown = [package for package in packages if "skip_reason" in package]
    holes = [package for package in packages if package.get("vulns")]
    for package in holes:
        _say(f"{lock}: {_describe_holes(package)}")
    if unknown or not packages:
        _say(f"{lock}: {_describe_unknown(unknown, len(packages))}")
    if holes:
        return HOLES
    if unknown or not packages:
        return NOT_ASKED
    _say(f"{lock}: {len(packages)} packages looked up, none has a known hole")
    return NONE_KNOWN


def _describe_holes(package: dict[str, Any]) -> str:
    holes = []
    for hole in package["vulns"]:
        mended = ", ".join(hole["fix_versions"]) or "no version yet"
        holes.append(f"{hole['id']} (mended in {mended})")
    return f"{package['name']} {package['version']} has {'; '.join(holes)}"


def _describe_unknown(unknown: Sequence[dict[str, Any]], count: int) -> str:
    names = ", ".join(package["name"] for package in unknown[:_MOST_NAMES])
    more = " …" if len(unknown) > _MOST_NAMES else ""
    return (
        f"{len(unknown)} of {count} packages could not be looked up ({names}{more}): the database of holes "
        "cannot be reached from here, or does not know them; nothing is known of them"
    )


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")


def main() -> None:
    """Audit the lock files that the command line names; the worst of them is the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", help="pip-audit, such as build/audit/bin/pip-audit")
    parser.add_argument("locks", nargs="+", type=Path, metavar="LOCK")
    options = parser.parse_args()
    codes = {audit_lock(options.program, lock) for lock in options.locks}
    worst = next(code for code in (HOLES, NOT_ASKED, NONE_KNOWN) if code in codes)
    sys.exit(worst)


if __name__ == "__main__":
    main()
