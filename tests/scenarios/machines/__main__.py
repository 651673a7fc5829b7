"""Play the demo's first night on idle, busy and frozen machines, and compare their tables byte by byte.

`python -m tests.scenarios.machines`: three nights of each, an hour on two cores. Each night is a command
of its own. Beside a busy one eight other processes want the processors; a frozen one stands still for forty
seconds, three times, while it reads documents. Ends with 1 where a night failed, a table differs or no
freeze came.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from rich.console import Console

from tests.paths import ROOT
from tests.scenarios.machines.tables import digest_tables, iter_differences
from tests.scenarios.machines.troubles import freeze_readers, keep_busy

_BUSY = 8
_PORT = 8490
_LONGEST_SECONDS = 3600

Trouble = Callable[[int], AbstractContextManager[list[int] | None]]


def play_night(home: Path, port: int, trouble: Trouble) -> list[str]:
    """Play the night in a process of its own, in trouble; gives what went wrong."""
    command = [sys.executable, "-c", "from flows.cli.main import main; main()", "demo"]
    command += ["--home", str(home), "--port", str(port), "--json"]
    log = home.with_suffix(".log")
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, stdout=output, stderr=output, cwd=ROOT, start_new_session=True
        )
        with trouble(process.pid) as frozen:
            code = process.wait(timeout=_LONGEST_SECONDS)
    wrong = [f"exit code {code}, see {log}"] if code else []
    if frozen is not None and len(frozen) == 0:
        wrong.append("no freeze came")
    return wrong


def play_nights(
    folder: Path, port: int, times: int, troubles: Mapping[str, Trouble]
) -> bool:
    """Play so many nights in each trouble and compare each with the first; tells whether all are equal."""
    console = Console(soft_wrap=True)
    right = True
    first = folder / f"{next(iter(troubles))}-1"
    for number in range(1, times + 1):
        for name, trouble in troubles.items():
            home, begun = folder / f"{name}-{number}", time.monotonic()
            wrong = play_night(home, port, trouble)
            wrong = wrong or list(iter_differences(first, home))
            right = right and not wrong
            seconds = time.monotonic() - begun
            words = (
                "\n  ".join(wrong) or f"{len(digest_tables(home))} tables, all equal"
            )
            console.print(f"{name} {number} ({seconds:.0f} s): {words}", markup=False)
    return right


def main() -> None:
    """Play, print, and end with 1 where anything differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--freezes", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=40.0)
    parser.add_argument("--port", type=int, default=_PORT)
    parser.add_argument("--keep", type=Path, help="a folder that keeps the homes")
    given = parser.parse_args()
    troubles: dict[str, Trouble] = {
        "idle": lambda _pid: nullcontext(),
        "busy": lambda _pid: keep_busy(_BUSY),
        "frozen": lambda pid: freeze_readers(pid, given.freezes, given.seconds),
    }
    with tempfile.TemporaryDirectory(prefix="fazhi-machines-") as folder:
        kept = given.keep or Path(folder)
        kept.mkdir(parents=True, exist_ok=True)
        right = play_nights(kept, given.port, given.times, troubles)
    Console().print("right" if right else "WRONG")
    sys.exit(0 if right else 1)


if __name__ == "__main__":
    main()
