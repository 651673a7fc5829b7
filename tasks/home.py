"""Where everything is kept, and how what is written there stays written.

`FAZHI_HOME` (by default `data/`) is one folder with these inhabitants:

    archive/<host>/<run_id>.warc.gz   raw answers, for ever; nothing is ever changed or removed here
    archive/_recognised/              what OCR made of scans: another processor may read otherwise
    archive/home-id                   a random name by which the home's ledger knows it, wherever it stands
    archive/_runs/<run_id>.warc.gz    when runs began and ended: the journal of what belongs to no host
    archive/_runs/last-entry.json     the last entry of the journal, as far as a run said which it is
    state/ledger.sqlite               what was fetched, seen and read; can be rebuilt from the archive
    state/ledger.sqlite.sha256        its digest between two runs
    state/parts/                      what single captures gave, before it is joined to tables
    state/documents/                  what the slow readers made of PDF and OFD; may be removed at any time
    state/demo-sources/               the demo's sources, where the demo made the home
    state/placing.json                names a release that is placed and not yet shown to readers
    state/home.lock                   locked while a run or a command writes the home; says which, since when
    state/*.before-<time>             the ledger and the parts that a rebuild replaced
    staging/<release_id>/             a release that has not been audited yet
    releases/<release_id>/            immutable releases, one Parquet file a table
    quarantine/<release_id>/          rows that an expectation refused, with the reason
    current/<table>.parquet           the newest good release, replaced file by file
    latest.json                       names the newest good release, for readers of several tables
    changes.atom                      what changed in the last thirty days, as a feed
    recalled.json                     releases that an operator took back by `fazhi release rollback`, and why

A file of `current/` also holds the data of the release before, unseen, for readers who open it twice while it
is replaced (see `current_files.py`). Of the releases stay those of the 30 days before the newest and the last
good one of each month, for ever; besides the one that readers see, the one it is compared with, and what was
replaced within the hour. A release that was held back stays in staging for seven days. Where FAZHI_RELEASES
names an object store, `releases/`, `latest.json` and `changes.atom` stand there, too; `current/` does not,
since a reader asks for an object in several requests and would mix two versions of it.

A host's name stands as it is written in its URL, with `_` for the colon before a port. A run that starts its
file a second time (a retry) goes on in `<run_id>.2.warc.gz`: a file whose end may be torn is never written to
again.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tasks.model.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Home:
    """The folder that holds the archive, the state and the releases."""

    root: Path

    @classmethod
    def open(cls, location: str) -> Self:
        """Open a home folder, making what is missing.

        Raises ConfigurationError when the location is a URL of an object store, or cannot be made.
        """
        home = cls(_resolve_location(location))
        try:
            for folder in (
                home.archive,
                home.parts,
                home.staging,
                home.releases,
                home.quarantine,
                home.current,
            ):
                folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigurationError(
                f"home {location!r}: cannot be made ({error.strerror}); choose a folder that you can write to"
            ) from error
        return home

    @classmethod
    def find(cls, location: str) -> Self:
        """Find a home that is there, changing nothing: a folder that holds archive, state or releases.

        Raises ConfigurationError when the location is a URL of an object store, or no home.
        """
        home = cls(_resolve_location(location))
        inhabitants = (home.archive, home.state, home.releases)
        if not any(folder.is_dir() for folder in inhabitants):
            raise ConfigurationError(
                f"there is no home here: {home.root}; make one by `fazhi demo` or `fazhi run --home`, "
                "or name another with --home"
            )
        return home

    @property
    def archive(self) -> Path:
        """Give the folder of the WARC files."""
        return self.root / "archive"

    @property
    def state(self) -> Path:
        """Give the folder of the ledger and the parts."""
        return self.root / "state"

    @property
    def demo_sources(self) -> Path:
        """Give the folder of the demo's sources, which only a home of the demo has."""
        return self.state / "demo-sources"

    @property
    def locks(self) -> Path:
        """Give the folder of the locks that say who crawls which host."""
        return self.state / "locks"

    @property
    def lock(self) -> Path:
        """Give the file whose lock says who writes the home."""
        return self.state / "home.lock"

    @property
    def parts(self) -> Path:
        """Give the folder of what single batches of captures gave."""
        return self.state / "parts"

    @property
    def recognised(self) -> Path:
        """Give the folder of what OCR made of files, which belongs to the archive."""
        return self.archive / "_recognised"

    @property
    def documents(self) -> Path:
        """Give the folder of what the slow readers made of files."""
        return self.state / "documents"

    @property
    def staging(self) -> Path:
        """Give the folder of releases that wait for their audit."""
        return self.root / "staging"

    @property
    def releases(self) -> Path:
        """Give the folder of the immutable releases."""
        return self.root / "releases"

    @property
    def quarantine(self) -> Path:
        """Give the folder of refused rows."""
        return self.root / "quarantine"

    @property
    def current(self) -> Path:
        """Give the folder with one file a table that readers load."""
        return self.root / "current"

    @property
    def latest(self) -> Path:
        """Give the file that names the newest good release."""
        return self.root / "latest.json"

    @property
    def changes_feed(self) -> Path:
        """Give the feed of what changed in the last thirty days."""
        return self.root / "changes.atom"

    @property
    def placing(self) -> Path:
        """Give the file that names a release on its way to readers; there is none once they see it."""
        return self.state / "placing.json"

    @property
    def recalled(self) -> Path:
        """Give the file that names the releases which were taken back."""
        return self.root / "recalled.json"

    @property
    def identity(self) -> Path:
        """Give the file of the home's random name, which goes where the archive goes."""
        return self.archive / "home-id"

    def read_identity(self) -> str:
        """Read the home's random name; empty when it has none yet."""
        if not self.identity.is_file():
            return ""
        return self.identity.read_text(encoding="utf-8").strip()

    @property
    def ledger_url(self) -> str:
        """Give the SQLAlchemy URL of the ledger that is used when no database is configured."""
        return f"sqlite:///{self.state / 'ledger.sqlite'}"

    def locate_warc(self, host: str, run_id: str) -> Path:
        """Give the WARC file of one host and run."""
        return self.archive / Home.build_warc_name(host, run_id)

    @staticmethod
    def build_warc_name(host: str, run_id: str, volume: int = 1) -> str:
        """Name a WARC file relative to the archive folder.

        `volume` counts from 1 the files of one host and run.
        """
        suffix = "" if volume == 1 else f".{volume}"
        return f"{host.replace(':', '_')}/{run_id}{suffix}.warc.gz"


def _resolve_location(location: str) -> Path:
    """Give the folder of a home's location; raises ConfigurationError for a URL of an object store."""
    if "://" in location:
        raise ConfigurationError(
            f"home {location!r}: only local folders can be a home so far; "
            "pass --home or set FAZHI_HOME to a folder, such as data"
        )
    return Path(location).resolve()


def sync(path: Path) -> None:
    """Bring a file's bytes, or a folder's list of names, to the disk; raises OSError when the disk fails."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace_text(path: Path, text: str) -> None:
    """Write a small file whole: readers see the old text or the new one."""
    draft = path.with_name(f".{path.name}.next")
    draft.write_text(text, encoding="utf-8")
    sync(draft)
    draft.replace(path)
    sync(path.parent)


def release_memory() -> None:
    """Give back what Arrow and the C library, of which NumPy and pandas have theirs, hold of freed memory.

    What passes in chunks, texts above all, leaves holes behind that the next chunk does not fit into.
    """
    import pyarrow as pa  # here, since most who need a home need no Arrow

    pa.default_memory_pool().release_unused()
    pa.system_memory_pool().release_unused()
