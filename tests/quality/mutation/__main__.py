"""`python -m tests.quality.mutation`: put faults in, run the tests, print what nobody noticed."""

import argparse
import csv
import random
import sys
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from tests.paths import ROOT, TESTS
from tests.quality.mutation.mutant_runs import MutantRun, load_libraries, run_mutant
from tests.quality.mutation.mutants import count_faults

NOTICED = Path(__file__).with_name("noticed.csv")
# What is put to the test, and the tests beside a module's own that ought to notice.
ROOMS = {
    "reading": (
        "tasks/report",
        ["tests/report", "tests/quality/corpora/test_corpora.py"],
    ),
    "lists": ("tasks/sites", ["tests/sites"]),
}
_SEED = 20260302


def main() -> None:
    """Put faults into the rooms, run the tests of each, and print what was noticed and what was not.

    Ends with 1 when a smaller share was noticed than is pinned.
    """
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument(
        "--faults", type=int, default=60, help="faults a room; the same ones every time"
    )
    parser.add_argument("--room", choices=sorted(ROOMS), help="one room alone")
    parser.add_argument(
        "--pin", action="store_true", help="pin the shares where they rose"
    )
    options = parser.parse_args()
    load_libraries()
    shares = {}
    for room in [options.room] if options.room else ROOMS:
        runs = list(run_mutants(room, options.faults))
        shares[room] = 100 * sum(run.noticed for run in runs) / len(runs)
        _print_runs(room, runs, shares[room])
    pinned = load_pinned()
    fallen = [room for room, share in shares.items() if share < pinned.get(room, 0)]
    if options.pin and not fallen:
        _write_pinned({**pinned, **shares})
    for room in fallen:
        print(f"{room}: {shares[room]:.1f} % noticed, {pinned[room]:.1f} % are pinned")  # noqa: T201
    sys.exit(bool(fallen))


def run_mutants(room: str, faults: int) -> Iterator[MutantRun]:
    """Run the mutants of a room, two at a time; the faults are drawn with a fixed seed."""
    drawn = draw_faults(room, faults)
    context = get_context("fork")
    with ProcessPoolExecutor(2, mp_context=context, max_tasks_per_child=None) as pool:
        jobs = [
            pool.submit(run_mutant, module, number, list_tests(room, module))
            for module, number in drawn
        ]
        for job in jobs:
            yield job.result()


def draw_faults(room: str, faults: int) -> list[tuple[str, int]]:
    """Draw faults of a room's modules: pairs of module and number, spread as the faults are."""
    folder, _ = ROOMS[room]
    all_faults = []
    for path in sorted((ROOT / folder).rglob("*.py")):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        if path.name != "__init__.py":
            count = count_faults(path.read_text(encoding="utf-8"))
            all_faults += [(module, number) for number in range(count)]
    drawn = random.Random(_SEED).sample(all_faults, min(faults, len(all_faults)))
    return sorted(drawn)


def list_tests(room: str, module: str) -> list[str]:
    """List the tests of a mutant, the module's own first, since they notice soonest."""
    _, folders = ROOMS[room]
    parts = module.split(".")[1:]
    own = TESTS.joinpath(*parts[:-1], f"test_{parts[-1]}.py")
    return [str(own)] * own.exists() + folders


def load_pinned() -> dict[str, float]:
    """Load the share of faults that is noticed in each room, in percent."""
    with NOTICED.open(encoding="utf-8", newline="") as file:
        return {row["room"]: float(row["percent"]) for row in csv.DictReader(file)}


def _write_pinned(shares: dict[str, float]) -> None:
    lines = ["room,percent", *(f"{room},{share:.1f}" for room, share in shares.items())]
    NOTICED.write_text("\n".join([*lines, ""]), encoding="utf-8")


def _print_runs(room: str, runs: list[MutantRun], share: float) -> None:
    survivors: dict[str, list[MutantRun]] = defaultdict(list)
    for run in runs:
        if not run.noticed:
            survivors[run.module].append(run)
    seconds = sum(run.seconds for run in runs)
    print(f"{room}: {share:.1f} % of {len(runs)} faults noticed, {seconds:.0f} s")  # noqa: T201
    for module, unnoticed in survivors.items():
        for run in unnoticed:
            print(f"  nobody noticed {module}:{run.line}: {run.fault}")  # noqa: T201


if __name__ == "__main__":
    main()
