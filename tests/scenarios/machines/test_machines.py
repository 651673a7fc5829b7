"""One crawled home is read on an idle, a busy and a frozen machine: each release has the same bytes."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace

import pytest

from deploy.demo.command import start_of
from deploy.demo.portal import Portal
from deploy.demo.script import DOCUMENTS
from deploy.demo.script.model import Form
from tasks.tables.schema import SCHEMAS
from tests.paths import ROOT
from tests.scenarios.machines.tables import find_release, iter_differences
from tests.scenarios.machines.troubles import freeze_readers, keep_busy

pytestmark = [pytest.mark.faults, pytest.mark.slow]

# Each is read in a child of its own; scans take longer than they show more.
_FORMS = {Form.PDF, Form.DOCX, Form.OFD}
_FREEZES = 2
_SECONDS = 1.5


@pytest.fixture
def crawled(tmp_path, night_by_hand):
    """Crawl a site of few files; gives its home, its sources and the run."""
    site = DOCUMENTS[0]
    postings = tuple(one for one in site.postings if one.form in _FORMS)
    scripts = (replace(site, postings=postings, others=1),)
    home, sources = tmp_path / "crawled", tmp_path / "sources"
    with Portal(port=0, scripts=scripts) as portal:
        portal.write_sources(sources)
        run = night_by_hand.begin(str(home), started_at=start_of(1))
        [outcome] = night_by_hand.crawl(run, night_by_hand.loaded(sources))
    assert outcome.new == len(postings) == len(_FORMS)
    return home, sources, run


def test_busy_and_frozen_machines_change_no_byte(crawled, tmp_path):
    """Neither busy neighbours nor standing still, children too, changes a byte of what is published."""
    # imports the night played by hand, whose environment the fixture takes back
    from tests.scenarios.machines.read_home import read_home

    home, sources, run = crawled
    idle, busy, frozen = (
        shutil.copytree(home, tmp_path / name) for name in ("idle", "busy", "frozen")
    )
    read_home(str(idle), str(sources), run.run_id)
    with keep_busy(os.cpu_count() or 1):
        read_home(str(busy), str(sources), run.run_id)
    command = [sys.executable, "-m", "tests.scenarios.machines.read_home"]
    command += [str(frozen), str(sources), run.run_id]
    with (
        subprocess.Popen(command, cwd=ROOT) as process,
        freeze_readers(process.pid, _FREEZES, _SECONDS) as counts,
    ):
        assert process.wait(timeout=3600) == 0
    # it stood still together with at least one child
    assert counts
    assert min(counts) >= 2
    expected = load_tables(idle)
    assert set(expected) == {f"{name}.parquet" for name in SCHEMAS}
    for other in (busy, frozen):
        assert not list(iter_differences(idle, other))
        assert load_tables(other) == expected


def load_tables(home):
    """Load the bytes of each table of a home's release."""
    files = sorted(find_release(home).glob("*.parquet"))
    return {file.name: file.read_bytes() for file in files}
