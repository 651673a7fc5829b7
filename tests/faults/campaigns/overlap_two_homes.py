"""Two nights of two machines' homes with one PostgreSQL ledger, at many offsets: one works."""

import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import sqlalchemy as sa

from tests.faults.campaigns.overlap import overlap
from tests.faults.campaigns.scene import TABLES, fork, prepare, wait
from tests.faults.campaigns.tried import Tried
from tests.ledger.postgresql import programs, server

TITLE = "two nights of two homes with one PostgreSQL ledger"
WHOLE = 50
FEW = 1


def play(count: int) -> Tried:
    """Let the first nights of new homes overlap at so many offsets."""
    tried = Tried(TITLE)
    folder = programs()
    if folder is None:
        tried.skipped = "PostgreSQL is not installed"
        return tried
    # imported by the fork of a process that has no thread of a server yet
    prepare()
    with server(folder) as address:
        played = [
            _play_once(address, (number + 0.5) / count, tried)
            for number in range(count)
        ]
    tried.words = f"{sum(played)} of them at once, the others one behind the other"
    return tried


@contextmanager
def make_schema(address: str) -> Iterator[str]:
    """Make an empty schema, and drop it afterwards; gives its address."""
    schema = f"fazhi_{uuid.uuid4().hex}"
    engine = sa.create_engine(address, poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
    options = {"options": f"-csearch_path={schema}"}
    url = sa.make_url(address).update_query_dict(options)
    yield url.render_as_string(hide_password=False)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA {schema} CASCADE")


def _play_once(address: str, part: float, tried: Tried) -> bool:
    """Let two nights overlap; tells whether they did."""
    from tests.world import night

    scene = prepare()
    offset = 0.9 * scene.seconds * part
    with (
        make_schema(address) as url,
        tempfile.TemporaryDirectory(dir=scene.folder) as folder,
    ):
        alone, *homes = (Path(folder, name) for name in ("alone", "a", "b"))
        nights = [partial(scene.play, home, url) for home in homes]
        ended = overlap(nights, homes, offset, url, before=0)
        faults = ended.faults
        shown = [home for home in homes if (home / "latest.json").exists()]
        if not faults and len(shown) != 1:
            faults.append(f"{len(shown)} homes published")
        if not faults:
            if code := wait(fork(lambda: scene.play(alone), Path(folder, "log"))):
                faults.append(f"a night alone ended with {code}")
            elif night.content(shown[0], TABLES) != night.content(alone, TABLES):
                faults.append("the tables are not those of a night alone")
        tried.note(f"{offset:.2f} s", faults)
    return ended.at_once
