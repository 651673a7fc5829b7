"""What is installed: every package by its digest, images too, and what is said where nobody can be asked."""

import json
import re
import stat
import subprocess
import sys

import pytest
from packaging.utils import canonicalize_name

from deploy import audit_pins, pin_images
from tests.paths import ROOT

LOCKS = ("requirements.lock", "requirements-dev.lock")
# `name==version`, on which systems, and the digests of its files
_PACKAGE = re.compile(
    r"^([\w.-]+)==([^\s;]+)((?: ; [^\\\n]+)?(?: \\\n +--hash=sha256:[0-9a-f]{64})+)\n",
    re.MULTILINE,
)
DIGEST = f"sha256:{'ab' * 32}"


def _read_constraints():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line.split("==") for line in lines]
    return {canonicalize_name(name): version for name, version in pins}


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_is_locked_by_digest(name):
    """Nothing else stands in a lock: no package without a digest, no option, no address."""
    text = (ROOT / name).read_text(encoding="utf-8")
    assert _PACKAGE.sub("", text) == ""
    assert len(_PACKAGE.findall(text)) > 100


def test_the_locks_hold_what_is_pinned():
    """The versions of `constraints.txt`; all of them where the tests run."""
    pinned = _read_constraints()
    for name in LOCKS:
        text = (ROOT / name).read_text(encoding="utf-8")
        locked = {canonicalize_name(one[0]): one[1] for one in _PACKAGE.findall(text)}
        for package, version in pinned.items():
            assert locked.get(package, version) == version, (
                f"{name}: {package}; make locks"
            )
    assert pinned.keys() <= locked.keys()


def test_what_installs_checks_the_digests():
    """The image and the set-up of a checkout; images are named with their digests."""
    for name in ("deploy/Dockerfile", "Makefile"):
        assert "--require-hashes" in (ROOT / name).read_text(encoding="utf-8")
    compose = (ROOT / "deploy/compose.yaml").read_text(encoding="utf-8")
    assert not re.search(r"image: (?!\$\{\w+:\?)", compose)
    assert "FROM ${PYTHON_IMAGE}" in (ROOT / "deploy/Dockerfile").read_text("utf-8")
    for variable in pin_images.IMAGES:
        assert f"${{{variable}:?" in compose


def _write_program(path, words, code=0, stream="stdout"):
    path.write_text(
        f"#!{sys.executable}\nimport sys\nsys.{stream}.write({words!r})\nsys.exit({code})\n",
        encoding="utf-8",
    )
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def _package(name, **more):
    return {"name": name, "version": "1.0", "vulns": [], **more}


HOLE = {"id": "PYSEC-1", "fix_versions": ["1.1"]}
UNKNOWN = {"name": "b", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("packages", "code", "words"),
    [
        ([_package("a"), _package("b")], 0, "2 packages looked up"),
        ([_package("a", vulns=[HOLE])], 1, "a 1.0 has PYSEC-1 (mended in 1.1)"),
        ([_package("a", vulns=[HOLE]), UNKNOWN], 1, "PYSEC-1"),
        ([_package("a"), UNKNOWN], 3, "1 of 2 packages could not be looked up (b)"),
        ([], 3, "nothing is known"),
    ],
)
def test_an_audit_says_what_it_knows(tmp_path, capsys, packages, code, words):
    """What nobody could look up is never counted as sound."""
    answer = json.dumps({"dependencies": packages, "fixes": []})
    program = _write_program(tmp_path / "pip-audit", answer, int(bool(code)))
    assert audit_pins.audit_lock(program, ROOT / LOCKS[0]) == code
    assert words in capsys.readouterr().out


def test_an_audit_that_cannot_ask_says_so(tmp_path):
    """With an exit code of its own, and the program's last words."""
    program = _write_program(tmp_path / "pip-audit", "a\nno connection\n", 1, "stderr")
    command = [sys.executable, "-m", "deploy.audit_pins", program, LOCKS[0]]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 3
    assert "not looked up: no connection" in done.stdout


def test_images_are_pinned_by_what_the_registry_says(tmp_path):
    """All of them, or none: the file stays as it was."""
    file = tmp_path / "images.env"
    pin_images.write_pins(_write_program(tmp_path / "docker", f"{DIGEST}\n"), file)
    pinned = file.read_text(encoding="utf-8")
    for variable, image in pin_images.IMAGES.items():
        assert f"{variable}={image}@{DIGEST}\n" in pinned
    silent = _write_program(tmp_path / "silent", "no such host", 1, "stderr")
    with pytest.raises(OSError, match="not pinned: no such host"):
        pin_images.write_pins(silent, file)
    assert file.read_text(encoding="utf-8") == pinned


def test_images_that_cannot_be_pinned_are_named(tmp_path):
    """With an exit code of its own."""
    silent = _write_program(tmp_path / "silent", "no such host", 1, "stderr")
    command = [sys.executable, "-m", "deploy.pin_images", "--docker", silent]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == pin_images.NOT_ASKED
    assert "no such host" in done.stdout
