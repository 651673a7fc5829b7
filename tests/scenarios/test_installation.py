"""An ordinary installation: the sdist holds all that the wheel needs, and the wheel works from any folder."""

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.paths import ROOT

pytestmark = pytest.mark.slow

BUILD = "import sys; from setuptools import build_meta; getattr(build_meta, sys.argv[1])(sys.argv[2])"
TITLE = "演示镇2024年法治政府建设年度报告"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build an sdist from the repository's files, a wheel from the sdist, and unpack it."""
    folder = tmp_path_factory.mktemp("package")
    source = folder / "source"
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in listed.stdout.splitlines():
        if (ROOT / name).is_file() and not name.startswith("tests/"):
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, source / name)
    _build("build_sdist", source, folder)
    with tarfile.open(next(folder.glob("fazhi-*.tar.gz"))) as archive:
        archive.extractall(folder / "sdist", filter="data")
    _build("build_wheel", next((folder / "sdist").iterdir()), folder)
    with zipfile.ZipFile(next(folder.glob("fazhi-*.whl"))) as wheel:
        wheel.extractall(folder / "site")
    return folder / "site"


def _build(hook: str, source: Path, target: Path) -> None:
    command = [sys.executable, "-c", BUILD, hook, str(target)]
    subprocess.run(command, cwd=source, check=True, capture_output=True, timeout=300)


@pytest.fixture
def run(site, tmp_path):
    """Run Python over the installation, from a folder of its own."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(site),
        "COLUMNS": "120",
    }

    def run_python(*arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-P", *arguments],
            cwd=tmp_path,
            env=environment,
            input=text,
            capture_output=True,
            text=True,
            check=False,
        )

    return run_python


def test_no_folder_has_a_name_that_others_use(site):
    """An installation puts one package beside those of others."""
    assert [
        path.name
        for path in site.iterdir()
        if path.is_dir() and path.suffix != ".dist-info"
    ] == ["fazhi"]


@pytest.mark.parametrize("module", ["fazhi", "flows", "flows.cli"])
def test_the_command_is_there_under_each_name(run, module):
    """Each says what `fazhi --help` says."""
    done = run("-m", module, "--help")
    assert done.returncode == 0, done.stderr
    assert "Usage: fazhi " in done.stdout


def test_the_first_use_finds_lookups_and_sources(run):
    """By the names of the repository, and by command."""
    code = (
        "from tasks.model.project_files import DATA; "
        "print(len(list((DATA / 'sources').glob('*.toml'))))"
    )
    assert int(run("-c", code).stdout) > 80
    code = "from tasks.report.indicators import load_indicators; print(len(load_indicators()))"
    assert int(run("-c", code).stdout) > 50
    done = run("-m", "fazhi", "relevance", text=TITLE)
    assert '"relevant": true' in done.stdout, done.stderr
    assert (
        "85"
        in run("-m", "fazhi", "sources", "list").stdout
        + run("-m", "fazhi", "sources", "check").stdout
    )


def test_the_demo_comes_along(run):
    """With its pages and files."""
    code = (
        "from deploy.demo.portal import Portal\n"
        "from pathlib import Path\n"
        "with Portal(night=1, port=0) as portal:\n"
        "    portal.write_sources(Path('sources'))\n"
        "print(len(list(Path('sources').glob('*.toml'))))"
    )
    done = run("-c", code)
    assert int(done.stdout) > 10, done.stderr


def test_somebody_elses_tasks_do_not_get_in_between(run, tmp_path, site):
    """A package `tasks` in the working folder or beside fazhi is theirs; fazhi finds its own all the same."""
    other = tmp_path / "other" / "tasks"
    other.mkdir(parents=True)
    (other / "__init__.py").write_text("NAME = 'theirs'\n")
    code = (
        f"import sys; sys.path.insert(0, {str(other.parent)!r})\n"
        "import fazhi\n"
        "from tasks.model.project_files import ROOT\n"
        "print(ROOT)"
    )
    assert run("-c", code).stdout.strip() == str(site / "fazhi")


def test_files_are_read_where_somebody_elses_modules_lie(run, tmp_path):
    """The child that reads them finds the installation, and nothing of the working folder."""
    for name in ("tasks/__init__.py", "zipfile.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("open('run.txt', 'w'); raise ImportError\n")
    document = ROOT / "tests/documents/files/numbered.doc"
    done = run("-m", "fazhi", "read", "--json", str(document))
    assert done.returncode == 0, done.stderr + done.stdout
    assert not (tmp_path / "run.txt").exists()
