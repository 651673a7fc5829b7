"""A canary secret in each setting and a canary escape on each page: where they come out of a night."""

import gzip
import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.paths import ROOT
from tests.world.town import source

pytestmark = [pytest.mark.flow, pytest.mark.faults]

SECRET = "C4naryS3cret"
# What would set a terminal's title, clear its screen, and turn the words around
ESCAPE = "\x1b]0;OWNED\x07\x1b[2J\u202e"
STEERING = ("\x1b]0", "\x1b[2J", "\x07", "\u202e", "\x9b")
TITLE = "演示镇2025年法治政府建设年度报告"


@pytest.fixture
def settings(tmp_path):
    """Set a secret wherever one may stand."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("FAZHI_", "PREFECT_", "AWS_"))
    }
    return {
        **kept,
        "FAZHI_HOME": str(tmp_path / "home"),
        "FAZHI_SOURCES": str(tmp_path / "sources"),
        "FAZHI_CONTACT": "ops@example.org",
        "FAZHI_RELEASES": f"s3://KEY:{SECRET}@bucket/x?region=none",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "AWS_SECRET_ACCESS_KEY": f"{SECRET}.of-amazon",
        "HTTP_PROXY": f"http://user:{SECRET}@127.0.0.1:9",
        "NO_PROXY": "127.0.0.1,localhost",
        "PREFECT_SERVER_API_AUTH_STRING": f"operator:{SECRET}",
        "PREFECT_API_AUTH_STRING": f"operator:{SECRET}",
    }


def _serve_hostile_pages(town):
    town.put_list(
        ("a.html", f"{TITLE}{ESCAPE}[x](http://evil.example/)"),
        ("gone.html", f"演示镇2024年{ESCAPE}法治政府建设年度报告"),
        ("b.html", f"演示镇2025年{ESCAPE}政府信息公开工作年度报告"),
    )
    town.put_report("/bg/a.html", f"{TITLE}{ESCAPE}", f"全年办结案件41件{ESCAPE}。")


def _write_source(town, folder):
    folder.mkdir()
    text = source(town).render()
    (folder / "yunxi.toml").write_text(text, encoding="utf-8")


def _call(settings, *command):
    called = [sys.executable, "-m", "flows", *command]
    done = subprocess.run(
        called, env=settings, cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def _read_all(folder):
    """Give the words of each file, of compressed ones as they are read, by its path below the folder."""
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = file.read_bytes()
        if file.suffix == ".parquet":
            rows = pq.read_table(file).to_pylist()
            words = [str(value) for row in rows for value in row.values()]
            content = "\n".join(words).encode()
        elif file.suffix == ".gz":
            content = gzip.decompress(content)
        yield file.relative_to(folder), content.decode("utf-8", "replace")


def _list_prefect_texts(database):
    """Give all texts of Prefect's database."""
    with sqlite3.connect(database) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type='table'")
        for (name,) in names.fetchall():
            for row in connection.execute(f'SELECT * FROM "{name}"'):
                yield from (
                    f"{name}: {value}" for value in row if isinstance(value, str)
                )


def _check_words(said):
    assert said.strip()
    assert SECRET not in said
    assert not any(code in said for code in STEERING)


def _check_home(home):
    """Check that no file has the secret, and that none that people read has the escape."""
    names = []
    for file, words in _read_all(home):
        names.append(file)
        assert SECRET not in words, file
        # the archive keeps what was answered, and Prefect's database is looked at row by row
        if file.parts[0] in ("releases", "current", "latest.json"):
            assert not any(code in words for code in STEERING), file
    assert {"archive", "state", "releases", "current"} <= {
        one.parts[0] for one in names
    }


def _check_prefect(database):
    texts = list(_list_prefect_texts(database))
    assert any("run-summary" in text for text in texts)
    for text in texts:
        assert SECRET not in text
        assert not any(code in text for code in STEERING), text
        if text.startswith("artifact"):
            assert "[x](http" not in text


def test_no_canary_comes_out_of_a_night(settings, town, tmp_path):
    """The night ends with an outlet that fails; every command is asked about it afterwards."""
    _serve_hostile_pages(town)
    _write_source(town, tmp_path / "sources")
    page = town.url("/bg/a.html")
    code, said = _call(settings, "run", "--force", "--verbose")
    assert code == 1  # the outlet did not answer
    _check_words(said)
    dead = f"postgresql+psycopg://fazhi:{SECRET}@127.0.0.1:1/x"
    without = {**settings, "FAZHI_DATABASE_URL": dead}
    calls = [
        (0, settings, ["status"]),
        (0, settings, ["explain", page]),
        (2, without, ["status"]),
        (2, without, ["extract", "--home", f"s3://K:{SECRET}@b/x"]),
    ]
    with ThreadPoolExecutor(2) as pool:
        answers = [pool.submit(_call, one[1], *one[2]) for one in calls]
    for (expected, _settings, command), answer in zip(calls, answers, strict=True):
        code, said = answer.result()
        assert code == expected, (command, said)
        _check_words(said)
    home = Path(settings["FAZHI_HOME"])
    _check_home(home)
    _check_prefect(home / "state" / "prefect" / "prefect.db")
