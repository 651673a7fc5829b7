"""Conversion in a child process: real processes that hang, die and outgrow."""

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from tasks.documents import sandbox
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
HASTY = _ConversionLimits(step=0.6, total=1.0, memory=1 << 28, wall=0.6)
PAGE = "<html><body><p>现将我镇法治政府建设情况报告如下：全年办理案件86件。</p></body></html>".encode()


@pytest.fixture
def child() -> Iterator[SandboxProcess]:
    """Start a child that does as it is told."""
    made = _start_child()
    yield made
    made.close()


def _start_child() -> SandboxProcess:
    made = SandboxProcess(PATIENT, "tests.documents.misbehaving")
    assert said(made, "ready") == "ready "
    return made


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


@pytest.mark.parametrize("words", ["sleep", "full"])
def test_what_the_machine_causes_says_nothing_of_the_file(child, words):
    """No processor for long, no disk: the file may be read another time."""
    child.limits = HASTY
    with pytest.raises(UnreadableDocument) as caught:
        child.convert(words.encode())
    assert caught.value.is_transient
    assert "our machine" in caught.value.message.en
    assert not child.usable


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGTERM])
def test_a_child_that_is_killed_says_nothing_of_the_file(child, sign):
    """A person did it, or the system that is short of memory."""
    timer = threading.Timer(0.3, os.kill, (child.pid, sign))
    timer.start()
    assert code(child, "sleep") == "reading_interrupted"
    timer.join()


def test_a_child_that_does_not_begin_says_nothing_of_the_file():
    """It ends before the file was looked at."""
    made = SandboxProcess(PATIENT, "tests.documents.no_such_module")
    assert code(made, "ready") == "reading_interrupted"


def test_no_memory_is_the_machine_s_where_it_has_none(child, monkeypatch):
    """A file that got no memory is not to blame where less is left than it may take."""
    monkeypatch.setattr(sandbox, "_read_kilobytes", lambda _path, _what: 1 << 10)
    assert code(child, "short") == "reading_interrupted"
    monkeypatch.undo()
    assert code(_start_child(), "short") == "conversion_out_of_memory"


def test_a_frozen_child_goes_on_where_it_was(child):
    """The time in which it gets no processor does not count, however many steps long it is."""
    child.limits = QUICK

    def freeze() -> None:
        os.kill(child.pid, signal.SIGSTOP)
        time.sleep(3 * QUICK.step)
        os.kill(child.pid, signal.SIGCONT)

    timer = threading.Timer(0.1, freeze)
    timer.start()
    assert said(child, "work 0.4") == "work "
    timer.join()


def test_busy_processes_take_nothing_of_a_file_s_time(child):
    """Beside many that want the processors it takes longer by the clock, and is read all the same."""
    child.limits = QUICK
    busy = [
        subprocess.Popen([sys.executable, "-c", "while True: pass"])
        for _ in range(4 * (os.cpu_count() or 1))
    ]
    try:
        assert said(child, "work 0.4") == "work "
    finally:
        for process in busy:
            process.kill()
            process.wait()


def test_slow_pages_are_progress(child):
    """The step is counted from the last page, and the total from the beginning."""
    child.limits = _ConversionLimits(step=0.6, total=30.0)
    assert said(child, "pages 1.0") == "pages "


@pytest.fixture
def misbehaving(monkeypatch) -> None:
    """Let the children that `convert_in_sandbox` starts do as they are told, within little time."""
    pool = sandbox._ChildPool(
        sandbox._count_processors(),
        lambda: SandboxProcess(QUICK, "tests.documents.misbehaving"),
    )
    monkeypatch.setitem(sandbox._pools, (os.getpid(), True), pool)


@pytest.mark.usefixtures("misbehaving")
def test_what_took_too_long_is_tried_again_alone(caplog):
    """Others wait meanwhile, and only then it counts as the file's."""
    caplog.set_level(logging.INFO, "tasks.documents.sandbox")
    with pytest.raises(UnreadableDocument) as caught:
        sandbox.convert_in_sandbox(b"fail x")
    assert caught.value.code == "conversion_crashed"
    assert caplog.text.count("the reader failed on") == 2
    begun = time.monotonic()
    with ThreadPoolExecutor(2) as pool:
        hanging = pool.submit(sandbox.convert_in_sandbox, b"work 9")
        time.sleep(0.2)
        others = pool.map(sandbox.convert_in_sandbox, [b"ready"] * 20)
        assert len(list(others)) == 20
        with pytest.raises(UnreadableDocument):
            hanging.result()
    assert time.monotonic() - begun < 60


@pytest.mark.usefixtures("misbehaving")
def test_about_as_many_children_as_processors():
    """However many threads want one."""
    before = _children()
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(sandbox.convert_in_sandbox, [b"work 0.1"] * 24))
        assert len(_children() - before) <= (os.cpu_count() or 1)


def test_the_next_file_gets_a_fresh_child():
    """In the same thread, without a word."""
    with pytest.raises(UnreadableDocument):
        convert_in_sandbox(b"PK\x03\x04broken")
    before = convert_in_sandbox(PAGE)
    assert before == convert_here(PAGE)
    large = [Body(PAGE + b" " * (3 << 20))]
    assert convert_pages(large).paragraphs == before.paragraphs
    threads = threading.active_count()
    assert convert_pages(large).paragraphs == before.paragraphs
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


def test_threads_share_children_that_end_with_the_process():
    """The thread that a child was started for may end before it."""
    documents: list[Document] = []
    for _ in range(2):
        with ThreadPoolExecutor(3) as pool:
            documents += pool.map(lambda _: convert_in_sandbox(PAGE), range(6))
    assert documents == [convert_here(PAGE)] * 12
    script = (
        "import os\n"
        "from tasks.documents import sandbox\n"
        f"sandbox.convert_in_sandbox({PAGE!r})\n"
        "print(sandbox._pools[os.getpid(), True]._idle.get().pid)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True
    )
    assert ends(int(done.stdout))


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
        "give = lambda: sandbox._pools[os.getpid(), True]._idle.queue[0].pid\n"
        "first = give()\n"
        "if not (forked := os.fork()):\n"
        f"    sandbox.convert_in_sandbox({PAGE!r})\n"
        "    raise SystemExit(first == give())\n"
        "status = os.waitpid(forked, 0)[1]\n"
        f"sandbox.convert_in_sandbox({PAGE!r})\n"
        "raise SystemExit(status or first != give())\n"
    )
    assert (
        subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False).returncode
        == 0
    )


def _children() -> set[int]:
    children: set[int] = set()
    for task in Path(f"/proc/{os.getpid()}/task").iterdir():
        with suppress(FileNotFoundError):  # the thread has ended meanwhile
            words = (task / "children").read_text(encoding="utf-8").split()
            children.update(map(int, words))
    return children
