"""Names and defaults of the settings, and what a command needs to know before Prefect is imported."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from tasks.home import Home
from tasks.model.errors import ConfigurationError
from tasks.model.project_files import DATA, ROOT

if TYPE_CHECKING:
    from tasks.model.source import Source

HOME = "FAZHI_HOME"
DATABASE_URL = "FAZHI_DATABASE_URL"
SOURCES = "FAZHI_SOURCES"
CONTACT = "FAZHI_CONTACT"
RELEASES = "FAZHI_RELEASES"
RELEASES_PAGE = "FAZHI_RELEASES_PAGE"
DEFAULT_HOME = "data"
DEFAULT_SOURCES = "data/sources"

# Used where no prefect.toml lies in the working folder; what they mean stands there.
_WITHOUT_FILE = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_SERVER_UI_V2_ENABLED": "false",
}
# What Prefect has to say while a command runs goes to its log alone.
_QUIET = {
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_INTERNAL_LEVEL": "CRITICAL",
}


def find_sources(folder: Path | str | None = None) -> Path:
    """Find the folder of the sources: the one asked for, that of the environment, or the default.

    The default is `data/sources` in the working folder where there is one, else the one that the installation
    carries.
    """
    wanted = folder or os.environ.get(SOURCES)
    if wanted:
        return Path(wanted)
    here = Path(DEFAULT_SOURCES)
    if here.is_dir():
        return here
    return DATA / "sources"


def find_ledger_url(home: Home, url: str | None = None) -> str:
    """Find the ledger's URL: the one asked for, that of the environment, or the home's own."""
    return url or os.environ.get(DATABASE_URL) or home.ledger_url


def prepare_prefect(home: str, *, verbose: bool = False) -> None:
    """Point Prefect to its own folder inside the home, and keep its log off the console unless asked for.

    The processes that it starts import our modules, and none from the working folder. Has no effect on what
    the environment already sets, and none once Prefect is imported. Raises ConfigurationError when the home
    cannot be opened.
    """
    folder = Home.open(home).state / "prefect"
    folder.mkdir(exist_ok=True)  # Prefect makes its folder, but not the ones above it
    # Prefect's client has a telemetry of its own, which no setting of the server's stops
    settings = {
        "PREFECT_HOME": str(folder),
        "DO_NOT_TRACK": "1",
        # a server that is gone costs some seconds a request, and not half a minute
        "PREFECT_CLIENT_MAX_RETRIES": "3",
    }
    if not Path("prefect.toml").exists():
        settings |= _WITHOUT_FILE
    if not verbose:
        settings |= _QUIET
    for name, value in settings.items():
        os.environ.setdefault(name, value)
    _shield_children()


def _shield_children() -> None:
    """Let processes that this one starts find our modules, and never look into the working folder.

    `python -m …` does, before everything else: a `tasks` or a `zipfile.py` there would be run. An empty entry
    of PYTHONPATH (`/a:`) is the working folder, too.
    """
    inherited = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    paths = dict.fromkeys(filter(None, (str(ROOT), *inherited)))
    os.environ["PYTHONPATH"] = os.pathsep.join(paths)
    os.environ["PYTHONSAFEPATH"] = "1"


def require_contact(sources: Iterable["Source"]) -> None:
    """Raise ConfigurationError when public sites are to be asked and nothing tells them whom to write to.

    Sources that may lie on private addresses, like the demo's, need no contact.
    """
    public = next((source.host for source in sources if not source.allow_private), None)
    if public is not None and not os.environ.get(CONTACT):
        raise ConfigurationError(
            f"{CONTACT} is not set, and {public} is a public site: "
            f"set it to a page or an address that the site can write to, "
            f"like {CONTACT}=mailto:crawler@example.org"
        )
