"""What stands beside the tables of a release: documents where its audit passed, its audit's page always."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from expectations import ROWS
from tasks.model.release import Audit, Check, Publication
from tasks.release.publish import publish
from tasks.release.stage import stage
from tasks.tables.part_store import get_extractor_version
from tests.world.harvest import harvest, reading

pytestmark = pytest.mark.usefixtures("without_run")

DOCUMENTS = {"dictionary.md", "datapackage.json", "croissant.json", "dcat.jsonld"}
PAGES = {"audit.json", "audit.html", "audit.md"}


@pytest.fixture
def made(tmp_path):
    """Harvest two reports."""
    made = harvest(tmp_path / "home")
    made.extract(
        [(made.capture(name), reading()) for name in "ab"], get_extractor_version()
    )
    return made


def _publish(made, staged, success=True):
    check = Check("reports", "row_count", "", "critical", success, "2 rows", (), "why")
    return publish.fn(made.run, staged, Audit(staged.release_id, (check,)))


def _names(folder):
    return {file.name for file in Path(folder).iterdir() if file.suffix != ".parquet"}


def test_a_release_carries_its_documents(made):
    """Each stands in the checksums, names the release, and tells the sums of the files beside it."""
    staged = stage.fn(made.run, ROWS, ())
    done = _publish(made, staged)
    assert _names(done.folder) == DOCUMENTS | PAGES | {"checksums.txt"}
    folder = Path(done.folder)
    lines = (folder / "checksums.txt").read_text(encoding="utf-8").splitlines()
    sums = {name: digest for digest, name in (line.split("  ") for line in lines)}
    for name in DOCUMENTS | PAGES:
        content = (folder / name).read_bytes()
        assert sums[name] == hashlib.sha256(content).hexdigest()
        assert staged.release_id in content.decode()
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert {
        one["path"]: one["hash"].removeprefix("sha256:") for one in package["resources"]
    }.items() <= sums.items()


def test_the_same_home_gives_the_same_documents(made, tmp_path):
    """A copy of the home publishes the same bytes, documents and pages too."""
    shutil.copytree(made.home.root, tmp_path / "twin")
    twin = harvest(tmp_path / "twin")
    one, other = (
        Path(_publish(home, stage.fn(home.run, ROWS, ())).folder)
        for home in (made, twin)
    )
    assert one.parents[1] != other.parents[1]
    assert one.name == other.name
    for file in one.iterdir():
        assert file.read_bytes() == (other / file.name).read_bytes(), file.name


@pytest.mark.parametrize("table", ["reports", "coverage", "changes"])
def test_what_is_held_back_has_a_page_even_when_torn(made, table):
    """An operator finds the result beside the staged files, whichever of them cannot be read."""
    staged = stage.fn(made.run, ROWS, ())
    path = Path(staged.folder) / f"{table}.parquet"
    path.write_bytes(path.read_bytes()[:100])
    assert _publish(made, staged, success=False).publication is Publication.BLOCKED
    assert _names(staged.folder) == {*PAGES, "checksums.txt"}
    assert "held back" in (Path(staged.folder) / "audit.html").read_text(
        encoding="utf-8"
    )
