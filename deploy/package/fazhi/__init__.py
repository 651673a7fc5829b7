"""fazhi as an installed package: it holds the project's folders.

Their names are too common to stand by themselves. `fazhi` puts the folder that holds `tasks/`, `flows/`,
`expectations/` and `deploy/` first on the path, so that neither a package of the same name elsewhere nor the
working folder gets in between. In a checkout that folder is the checkout itself.
"""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tasks.release.reader import PublishedRelease

_HERE = Path(__file__).resolve().parent


def find_root() -> Path:
    """Find the folder that holds the project's folders: this package, or the checkout that it lies in."""
    if (_HERE / "tasks").is_dir():
        return _HERE
    return _HERE.parents[2]


def add_to_path() -> None:
    """Let this process and those that it starts import the project's folders by their names."""
    root = str(find_root())
    if root not in sys.path:
        sys.path.insert(0, root)
    inherited = os.environ.get("PYTHONPATH", "")
    if root not in inherited.split(os.pathsep):
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (root, inherited)))


def open(
    place: str | Path = "latest", home: str | Path | None = None
) -> "PublishedRelease":
    """Open a release to be read: `latest` or an id of a home, a home's or a release's folder, or a URL."""
    from tasks.release.reader import open_release

    return open_release(place, home)


def main() -> None:
    """Run the command line."""
    from flows.cli.main import main as run_command_line

    run_command_line()


add_to_path()
