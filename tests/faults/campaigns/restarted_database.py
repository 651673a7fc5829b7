"""PostgreSQL ends as in a crash, and comes back, in the middle of a night: the same run goes on."""

import random
import shutil
import time
from pathlib import Path

import sqlalchemy as sa

from tests.faults.campaigns.scene import fork, prepare, read_end, wait
from tests.faults.campaigns.tried import Tried
from tests.ledger.postgresql import programs, restart, server

TITLE = "PostgreSQL restarted `immediate` in a night"
WHOLE = 20
FEW = 1


def play(count: int) -> Tried:
    """Restart a server so many times, each in a night of its own, away for up to a second."""
    tried = Tried(TITLE)
    folder = programs()
    if folder is None:
        tried.skipped = "no PostgreSQL is installed"
        return tried
    prepare()
    chance = random.Random(16)
    with server(folder) as address:
        for number in range(count):
            schema = f"night{number}"
            engine = sa.create_engine(address, poolclass=sa.NullPool)
            with engine.begin() as connection:
                connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
            options = {"options": f"-csearch_path={schema}"}
            url = sa.make_url(address).update_query_dict(options)
            written = url.render_as_string(hide_password=False)
            tried.note(f"night {number}", _play(written, folder, address, chance))
    return tried


def _play(url: str, folder: Path, address: str, chance: random.Random) -> list[str]:
    from tasks.home import Home
    from tasks.upkeep.rebuild import rebuild
    from tests.world import night

    scene = prepare()
    with scene.copy_home() as home:
        rebuild(Home.open(str(home)), url, night.start_of(2))
        shutil.rmtree(home / "state" / "parts", ignore_errors=True)
        log = home.parent / "log"
        child = fork(lambda: scene.play(home, url), log)
        time.sleep(chance.uniform(0, scene.seconds))
        restart(folder, address, chance.uniform(0, 1))
        if code := wait(child):
            return [f"the run ended with {code}: {read_end(log)}"]
        return scene.compare(home, url)
