"""Show what verifying a home came to: what was looked at, what is damaged, and how to mend it."""

import os
from dataclasses import asdict

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from flows.settings import DATABASE_URL
from tasks.home import Home
from tasks.upkeep.verify import VerifyResult, verify


def verified(location: str, release: str, sample: int | None) -> VerifyResult:
    """Verify a release and the home around it, and show on a terminal what is looked at.

    Raises ConfigurationError when there is no such release.
    """
    home, console = Home.open(location), Console(stderr=True)
    url = os.environ.get(DATABASE_URL) or home.ledger_url
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        shown = bar.add_task("starting", total=None)
        return verify(
            home,
            url,
            release,
            sample,
            lambda words: bar.update(shown, description=words),
        )


def as_json(verdict: VerifyResult) -> dict[str, object]:
    """Give a verdict as JSON has it."""
    return {
        "release": verdict.release_id or None,
        "sound": verdict.sound,
        "checked": verdict.checked,
        "damages": [asdict(damage) for damage in verdict.damages],
    }


def show_verdict(verdict: VerifyResult, console: Console) -> None:
    """Print every damage with its remedy, then what was looked at."""
    lines = []
    for damage in verdict.damages:
        lines += [
            f"{'note' if damage.harmless else 'DAMAGED'}: {damage.place}: {damage.words}",
            f"    {damage.remedy}",
        ]
    looked = ", ".join(f"{count:,} {name}" for name, count in verdict.checked.items())
    word = (
        "sound"
        if verdict.sound
        else f"damaged in {sum(not one.harmless for one in verdict.damages)} places"
    )
    lines.append(
        f"{verdict.release_id or 'no release yet'}: {word}; looked at {looked}"
    )
    console.print("\n".join(lines), markup=False, highlight=False, soft_wrap=True)
