"""`fazhi verify`: what was looked at in a home, what is damaged, and how to mend it."""

import os
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TimeElapsedColumn

from flows import settings
from flows.cli.console import make_console, print_json
from flows.cli.options import HomeOption, JsonOption
from tasks.home import Home
from tasks.model.errors import ConfigurationError
from tasks.release.store.release_list import LATEST
from tasks.release.store.visibility import CHECKSUMS_FILE
from tasks.upkeep.verify import SAMPLE, VerifyResult
from tasks.upkeep.verify import verify as verify_home


def verify(
    release: Annotated[
        str,
        typer.Argument(
            metavar="RELEASE",
            help="Release id, its first characters, `latest`, or the folder of a release taken elsewhere.",
        ),
    ] = LATEST,
    everything: Annotated[
        bool,
        typer.Option(
            "--all", help="Read back all that the home keeps, and the object store."
        ),
    ] = False,
    sample: Annotated[
        int | None,
        typer.Option(
            min=1, metavar="N", help="Read back about so many records [default: 200]."
        ),
    ] = None,
    home: HomeOption = settings.DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Check that a release, the archive and the ledger are what they were: checksums, keys, digests.

    fazhi verify --all

    fazhi verify /copies/20260302T020007-1a2b3c4d

    Changes nothing. The folder of a release is checked by itself, without a home.

    Exit code 0: sound. 1: something is damaged; it is said what, where, and how to mend it. 2: wrong usage.
    """
    if everything and sample is not None:
        raise ConfigurationError(
            "--all and --sample exclude each other; leave one of them out"
        )
    result = _verify_release(home, release, None if everything else sample or SAMPLE)
    if as_json:
        print_json(_describe_result(result))
    else:
        _show_result(result, make_console())
    raise typer.Exit(0 if result.sound else 1)


def _is_copy(folder: Path, name: str) -> bool:
    """Tell whether a release is named by its folder; raises ConfigurationError when that is none of one."""
    if folder.is_dir() and (
        (folder / CHECKSUMS_FILE).is_file() or any(folder.glob("*.parquet"))
    ):
        return True
    if os.sep not in name:
        return False
    if not folder.is_dir():
        raise ConfigurationError(
            f"{name}: there is no such folder; name the folder of a release, or one of a home by its id"
        )
    raise ConfigurationError(
        f"{name}: no release lies here, neither {CHECKSUMS_FILE} nor tables; name the folder of a release, "
        "or a home with --home"
    )


def _find_home(location: str, release: str) -> Home:
    """Find the home; where there is none, a release that was asked for by name is named, too."""
    try:
        return Home.find(location)
    except ConfigurationError as error:
        if release == LATEST:
            raise
        raise ConfigurationError(
            f"{release}: there is no such folder, and no home that has it ({error})"
        ) from error


def _verify_release(location: str, release: str, sample: int | None) -> VerifyResult:
    """Verify a release and the home around it, and show on a terminal what is looked at.

    Raises ConfigurationError when there is no such release.
    """
    copy = Path(release)
    home = None if _is_copy(copy, release) else _find_home(location, release)
    console = make_console(stderr=True)
    columns = (SpinnerColumn(), "{task.description}", TimeElapsedColumn())
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        shown = bar.add_task("starting", total=None)

        def follow(words: str) -> None:
            bar.update(shown, description=words)

        if home is None:
            return VerifyResult.of_copy(copy, follow)
        url = settings.find_ledger_url(home)
        outlet = os.environ.get(settings.RELEASES, "")
        return verify_home(home, url, release, sample, follow, outlet)


def _describe_result(result: VerifyResult) -> dict[str, object]:
    """Give a result as JSON has it."""
    return {
        "release": result.release_id or None,
        "sound": result.sound,
        "checked": result.checked,
        "damages": [asdict(damage) for damage in result.damages],
    }


def _show_result(result: VerifyResult, console: Console) -> None:
    """Print every damage with its remedy, then what was looked at."""
    lines = []
    for damage in result.damages:
        kind = "note" if damage.harmless else "DAMAGED"
        lines.append(f"{kind}: {damage.place}: {damage.words}")
        lines.append(f"    {damage.remedy}")
    lines.append(_sum_up(result))
    console.print("\n".join(lines), soft_wrap=True)


def _sum_up(result: VerifyResult) -> str:
    """Say in a line whether all is sound, and what was looked at."""
    word = "sound"
    if not result.sound:
        harmful = sum(not one.harmless for one in result.damages)
        word = f"damaged in {harmful} places"
    release = result.release_id or "no release yet"
    looked_at = []
    for name, count in result.checked.items():
        looked_at.append(f"{count:,} {name}")
    counts = ", ".join(looked_at)
    return f"{release}: {word}; looked at {counts}"
