"""Serve the hostile sites in a process of their own, so that what they weigh is not taken for the crawler's.

`python -m tests.faults.serving [CASE ...]` prints a JSON object with the authorities of each case's site and
of the honest one beside it, and serves until its input ends.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from tests.arguments import read_arguments
from tests.faults import bodies, lists, redirects, transport
from tests.faults.hostile import CASES, HostileSite
from tests.paths import ROOT

MODULES = (transport, bodies, redirects, lists)


@contextmanager
def served(names: Sequence[str]) -> Iterator[dict[str, tuple[str, str]]]:
    """Serve the named cases while the block runs; gives the hostile and the honest authority of each."""
    command = [sys.executable, "-m", "tests.faults.serving", *names]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            authorities = json.loads(process.stdout.readline())
            yield {name: (bad, good) for name, (bad, good) in authorities.items()}
        finally:
            process.terminate()


def main(names: Sequence[str]) -> None:
    """Serve until the input ends."""
    with ExitStack() as stack:
        hosts: dict[str, list[str]] = {}
        for number, name in enumerate(names):
            address = f"{number // 100}.{number % 100 + 1}"
            sites = (
                HostileSite(CASES[name], f"127.1.{address}"),
                HostileSite(None, f"127.2.{address}"),
            )
            hosts[name] = [stack.enter_context(site).host for site in sites]
        sys.stdout.write(json.dumps(hosts) + "\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main(read_arguments(__doc__))
