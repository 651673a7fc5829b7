"""What a command needs to know before Prefect is imported."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from flows.settings import (
    find_ledger_url,
    find_sources,
    prepare_prefect,
    require_contact,
)
from tasks.home import Home
from tasks.model.errors import ConfigurationError
from tasks.model.source import Family
from tests.paths import ROOT
from tests.sites.families.pages import source

PUBLIC = source(Family.STATIC, "http://www.example.gov.cn/bg/")
LOOPBACK = source(Family.STATIC, "http://127.0.0.1:8480/bg/", allow_private=True)


@pytest.mark.parametrize("contact", [None, ""])
def test_public_sites_are_not_asked_without_a_contact(monkeypatch, contact):
    """The error names variable, host and remedy; an empty contact is none."""
    monkeypatch.delenv("FAZHI_CONTACT", raising=False)
    if contact is not None:
        monkeypatch.setenv("FAZHI_CONTACT", contact)
    with pytest.raises(
        ConfigurationError,
        match=r"FAZHI_CONTACT is not set, and www\.example\.gov\.cn .* set it to",
    ):
        require_contact([LOOPBACK, PUBLIC])


def test_the_demo_and_a_run_with_a_contact_are_let_through(monkeypatch):
    """Loopback sites have nobody to write to us."""
    monkeypatch.delenv("FAZHI_CONTACT", raising=False)
    require_contact([LOOPBACK])
    monkeypatch.setenv("FAZHI_CONTACT", "mailto:crawler@example.org")
    require_contact([LOOPBACK, PUBLIC])


def test_sources_are_found_from_any_folder(tmp_path, monkeypatch):
    """The working folder's own, else those of the installation."""
    monkeypatch.delenv("FAZHI_SOURCES", raising=False)
    monkeypatch.chdir(tmp_path)
    assert find_sources() == ROOT / "data" / "sources"
    (tmp_path / "data" / "sources").mkdir(parents=True)
    assert find_sources() == Path("data/sources")


def test_what_is_asked_for_comes_before_the_environment(tmp_path, monkeypatch):
    """An argument, then the variable, then the default."""
    home = Home.open(str(tmp_path))
    monkeypatch.delenv("FAZHI_DATABASE_URL", raising=False)
    assert find_ledger_url(home) == home.ledger_url
    monkeypatch.setenv("FAZHI_SOURCES", "of the environment")
    monkeypatch.setenv("FAZHI_DATABASE_URL", "sqlite://")
    assert (find_sources(), find_ledger_url(home)) == (
        Path("of the environment"),
        "sqlite://",
    )
    assert find_sources("asked/for") == Path("asked/for")
    assert find_ledger_url(home, "sqlite:///x") == "sqlite:///x"


@pytest.mark.parametrize("inherited", ["", os.pathsep, f"{os.pathsep}/elsewhere"])
def test_processes_that_prefect_starts_do_not_look_into_the_working_folder(
    tmp_path, monkeypatch, inherited
):
    """They find our modules; an empty entry of PYTHONPATH would be the working folder."""
    for name in ("PYTHONSAFEPATH", "PREFECT_HOME", "DO_NOT_TRACK"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("PYTHONPATH", inherited)
    prepare_prefect(str(tmp_path / "home"), verbose=True)
    for name in ("tasks", "flows", "zipfile"):
        (tmp_path / f"{name}.py").write_text("raise ImportError\n")
    code = "import zipfile, tasks.model.project_files, flows.settings as ours; print(ours.__file__)"
    shown = subprocess.check_output(
        [sys.executable, "-c", code], cwd=tmp_path, text=True
    )
    assert Path(shown.strip()) == ROOT / "flows/settings.py"
