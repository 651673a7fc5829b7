"""Conversion in a child process: real processes that hang, die and outgrow."""

import logging
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tasks.documents.convert import convert_here, convert_pages
from tasks.documents.sandbox import (
    SandboxProcess,
    _ConversionLimits,
    convert_in_sandbox,
)
from tasks.model.document import Body, Document
from tasks.model.errors import UnreadableDocument
from tests.paths import ROOT

pytestmark = pytest.mark.faults

PATIENT = _ConversionLimits(memory=1 << 28)
QUICK = _ConversionLimits(step=0.6, total=1.0, memory=1 << 28)
PAGE = "<html><body><p>现将我镇法治政府建设情况报告如下：全年办理案件86件。</p></body></html>".encode()


@pytest.fixture
def child() -> Iterator[SandboxProcess]:
    """Start a child that does as it is told."""
    made = SandboxProcess(PATIENT, "tests.documents.misbehaving")
    assert said(made, "ready") == "ready "
    yield made
    made.close()


def said(child: SandboxProcess, words: str, url: str = "") -> str:
    """Give the words that come back."""
    return child.convert(words.encode(), url=url).paragraphs[0].text


def code(child: SandboxProcess, words: str) -> str:
    """Give the code of the error that comes back."""
    with pytest.raises(UnreadableDocument) as caught:
        child.convert(words.encode())
    assert str(caught.value)
    return caught.value.code


def is_running(pid: int) -> bool:
    """Tell whether a process is there and no zombie."""
    try:
        return (
            Path(f"/proc/{pid}/stat")
            .read_text(encoding="utf-8")
            .rpartition(")")[2]
            .split()[0]
            != "Z"
        )
    except (FileNotFoundError, ProcessLookupError):
        return False


def ends(pid: int) -> bool:
    """Wait until a process is gone."""
    deadline = time.monotonic() + 20
    while is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.01)
    return not is_running(pid)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("hang", "conversion_timed_out"),
        ("sleep", "conversion_timed_out"),
        ("pages 1.5", "conversion_timed_out"),
        ("grow", "conversion_out_of_memory"),
        ("die", "conversion_crashed"),
        ("leave", "conversion_crashed"),
        ("fail", "conversion_crashed"),
        ("call 9", "conversion_crashed"),
        ("run", "conversion_crashed"),
        ("lie", "conversion_crashed"),
        ("invent no_such_code", "conversion_crashed"),
    ],
)
def test_what_goes_wrong_costs_one_file(child, words, expected):
    """It has a code of its own, and the child is done with."""
    child.limits = QUICK
    assert code(child, words) == expected
    assert not child.usable
    assert ends(child.pid)


def test_a_file_that_cannot_be_read_costs_no_child(child):
    """The reader's own error comes through with its code."""
    assert code(child, "refuse no words") == "no_text"
    assert child.usable
    assert said(child, "next", "http://u/") == "next http://u/"


def test_slow_pages_are_progress(child):
    """The step is counted from the last page, and the total from the beginning."""
    child.limits = _ConversionLimits(step=0.6, total=30.0)
    assert said(child, "pages 1.0") == "pages "


def test_the_next_file_gets_a_fresh_child():
    """In the same thread, without a word."""
    with pytest.raises(UnreadableDocument):
        convert_in_sandbox(b"PK\x03\x04broken")
    before = convert_in_sandbox(PAGE)
    assert before == convert_here(PAGE)
    threads = threading.active_count()
    assert (
        convert_pages([Body(PAGE + b" " * (3 << 20))]).paragraphs == before.paragraphs
    )
    assert threading.active_count() == threads


def test_nothing_is_written_and_nobody_called(child, tmp_path):
    """Files stay empty, and no connection comes in."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        assert code(child, f"call {server.getsockname()[1]}") == "conversion_crashed"
        with pytest.raises(BlockingIOError):
            server.accept()
    fresh = SandboxProcess(PATIENT, "tests.documents.misbehaving")
    assert code(fresh, f"write {tmp_path / 'a'}") == "conversion_crashed"
    assert not (tmp_path / "a").read_bytes()
    fresh.close()


def test_noise_goes_to_the_log(child, caplog, capfd):
    """Prints, log lines and warnings of libraries come neither between the answers nor on the screen."""
    with caplog.at_level(logging.INFO, "tasks.documents.sandbox"):
        assert said(child, "talk") == "talk "
    for words in (
        "printed by a library in C",
        "logged by a library",
        "warned by a library",
    ):
        assert words in caplog.text
    assert len(caplog.text) < 5_000
    assert capfd.readouterr() == ("", "")


def test_secrets_stay_here(monkeypatch):
    """The environment is not handed on."""
    monkeypatch.setenv("FAZHI_DATABASE_URL", "postgresql://u:secret@h/d")
    made = SandboxProcess(PATIENT, "tests.documents.misbehaving")
    assert said(made, "ready")
    assert b"secret" not in Path(f"/proc/{made.pid}/environ").read_bytes()
    made.close()


def test_each_thread_has_a_child_that_ends_with_it():
    """Threads do not wait for each other, and leave nobody behind."""
    before = _children()
    documents: list[Document] = []
    with ThreadPoolExecutor(3) as pool:
        documents += pool.map(lambda _: convert_in_sandbox(PAGE), range(12))
        during = _children() - before
    assert documents == [convert_here(PAGE)] * 12
    assert 1 <= len(during) <= 3
    assert all(map(ends, during))


@pytest.mark.parametrize("words", ["ready", "hang"])
def test_no_orphan_after_the_owner_was_killed(words):
    """Kill -9 gives no chance to say goodbye, not even in the middle of a file."""
    script = (
        "from tasks.documents.sandbox import SandboxProcess\n"
        "child = SandboxProcess(module='tests.documents.misbehaving')\n"
        "child.convert(b'ready')\n"
        "print(child.pid, flush=True)\n"
        f"child.convert({words.encode()!r})\n"
        "input()\n"
    )
    command = [sys.executable, "-c", script]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as owner:
        assert owner.stdout is not None
        pid = int(owner.stdout.readline())
        assert is_running(pid)
        owner.kill()
        assert ends(pid)


def test_a_fork_of_the_owner_has_a_child_of_its_own():
    """Two processes on one pipe would mix their files; the end of one does not end the other's child."""
    script = (
        "import os\n"
        "from tasks.documents import sandbox\n"
        f"sandbox.convert_in_sandbox({PAGE!r})\n"
        "first = sandbox._thread_local.child.pid\n"
        "if not (forked := os.fork()):\n"
        f"    sandbox.convert_in_sandbox({PAGE!r})\n"
        "    raise SystemExit(first == sandbox._thread_local.child.pid)\n"
        "status = os.waitpid(forked, 0)[1]\n"
        f"sandbox.convert_in_sandbox({PAGE!r})\n"
        "raise SystemExit(status or first != sandbox._thread_local.child.pid)\n"
    )
    assert (
        subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False).returncode
        == 0
    )


def _children() -> set[int]:
    tasks = Path(f"/proc/{os.getpid()}/task").iterdir()
    return {
        int(pid)
        for task in tasks
        for pid in (task / "children").read_text(encoding="utf-8").split()
    }
