"""Where everything is kept, and how what is written there stays written."""

import subprocess
import sys
from pathlib import Path

import pytest

from tasks.home import Home, replace_text
from tasks.model.errors import ConfigurationError
from tests.paths import ROOT


def test_a_home_makes_its_folders_and_can_be_opened_again(tmp_path):
    """Opening is idempotent."""
    for _ in range(2):
        home = Home.open(str(tmp_path / "data"))
    assert all(
        folder.is_dir()
        for folder in (
            home.archive,
            home.parts,
            home.staging,
            home.releases,
            home.current,
        )
    )
    assert home.ledger_url == f"sqlite:///{tmp_path}/data/state/ledger.sqlite"
    assert home.latest == tmp_path / "data" / "latest.json"


@pytest.mark.parametrize("location", ["s3://bucket/fazhi", "memory://x"])
def test_object_stores_are_refused_for_now(location):
    """With the remedy in the message."""
    with pytest.raises(ConfigurationError, match="FAZHI_HOME"):
        Home.open(location)


def test_a_file_is_no_home(tmp_path):
    """A folder that cannot be made is a wrong setting."""
    (tmp_path / "file").touch()
    with pytest.raises(ConfigurationError, match="cannot be made"):
        Home.open(str(tmp_path / "file" / "data"))


@pytest.mark.parametrize("inhabitant", ["archive", "state", "releases"])
def test_a_home_is_found_by_what_it_holds(tmp_path, inhabitant):
    """One inhabitant does; what is missing is not made."""
    (tmp_path / inhabitant).mkdir()
    assert Home.find(str(tmp_path)) == Home(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [inhabitant]


@pytest.mark.parametrize("location", ["none", "file", "data"])
def test_what_is_no_home_is_not_found(tmp_path, location):
    """Nothing, a file, and a folder that holds something else, as a checkout's `data/` does."""
    (tmp_path / "file").touch()
    (tmp_path / "data" / "sources").mkdir(parents=True)
    with pytest.raises(
        ConfigurationError, match=f"no home here: {tmp_path / location}; make one by"
    ):
        Home.find(str(tmp_path / location))


@pytest.mark.parametrize("file", ["Makefile", ".gitignore"])
def test_what_a_home_holds_is_known(file):
    """`make clean` removes whatever runs make under data/, and git never sees it."""
    home = Home(Path("data"))
    paths = {
        path
        for name in dir(Home)
        if isinstance(path := getattr(home, name), Path) and path.parent == home.root
    }
    assert len(paths) >= 8
    words = (ROOT / file).read_text(encoding="utf-8").split()
    assert {path.as_posix() for path in paths} <= {word.rstrip("/") for word in words}


def test_warc_files_belong_to_a_host_and_a_run(tmp_path):
    """The port is part of the host; a second file of a run has a number."""
    assert (
        Home(tmp_path).locate_warc("127.0.0.1:8480", "r1")
        == tmp_path / "archive" / "127.0.0.1_8480" / "r1.warc.gz"
    )
    assert Home.build_warc_name("example.cn", "r1", 2) == "example.cn/r1.2.warc.gz"


def test_a_small_text_is_replaced_whole(tmp_path):
    """The new text stands in the file, and nothing else stays in its folder."""
    path = tmp_path / "latest.json"
    for text in ("{}", '{"release_id": "一"}'):
        replace_text(path, text)
        assert path.read_text(encoding="utf-8") == text
    assert list(tmp_path.iterdir()) == [path]


def test_a_home_needs_no_arrow():
    """Arrow is slow to import, and few who need a home need it."""
    code = "import sys, tasks.home; sys.exit('pyarrow' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode
        == 0
    )
