"""A PostgreSQL of the tests' own: made empty, listening on a socket in its folder alone, gone afterwards."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Where Debian keeps the programs of a server, by version; they are not on the path.
_DEBIANS = Path("/usr/lib/postgresql")
# A server does not run as root.
_UNPRIVILEGED = "nobody"
# Nothing of it outlives the tests, so nothing is written through to the disk.
_SETTINGS = (
    "-c",
    "listen_addresses=",
    "-c",
    "fsync=off",
    "-c",
    "full_page_writes=off",
    "-c",
    "max_wal_size=64MB",
)


def programs() -> Path | None:
    """Find the folder of a server's programs, the newest that is installed."""
    on_path = shutil.which("pg_ctl")
    folders = [path.parent for path in _DEBIANS.glob("*/bin/pg_ctl")]
    newest = max(folders, key=lambda folder: float(folder.parent.name), default=None)
    return newest or (Path(on_path).resolve().parent if on_path else None)


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """Run a server from a folder of programs, and give its address."""
    data = Path(tempfile.mkdtemp(prefix="fazhi-postgresql-"))
    if user := _find_user():
        shutil.chown(data, user)
    try:
        _run(
            folder / "initdb",
            data,
            "--auth=trust",
            "--username=fazhi",
            "--encoding=UTF8",
            "--no-sync",
        )
        _start(folder, data)
        try:
            yield f"postgresql+psycopg://fazhi@/postgres?host={data}"
        finally:
            _run(folder / "pg_ctl", data, "--wait", "--mode", "immediate", "stop")
    finally:
        shutil.rmtree(data)


def restart(folder: Path, address: str, seconds: float = 0.0) -> None:
    """Let the server at an address end as if it had crashed, and start it again, `seconds` later."""
    data = Path(address.rpartition("host=")[2])
    _run(folder / "pg_ctl", data, "--wait", "--mode", "immediate", "stop")
    time.sleep(seconds)
    _start(folder, data)


def _start(folder: Path, data: Path) -> None:
    options = " ".join((*_SETTINGS, "-k", str(data)))
    _run(
        folder / "pg_ctl",
        data,
        "--wait",
        "--log",
        f"{data}/log",
        "--options",
        options,
        "start",
    )


def _find_user() -> str | None:
    return _UNPRIVILEGED if os.geteuid() == 0 else None


def _run(program: Path, data: Path, *arguments: str) -> None:
    subprocess.run(
        [program, "-D", data, *arguments],
        user=_find_user(),
        check=True,
        stdout=subprocess.DEVNULL,
    )
