"""The sandbox: files from strangers are converted in a child process.

What hangs, dies or outgrows its limits costs one file and never the run. Limits count CPU time and memory;
what the machine caused (a child that was killed or got no processor for long, no memory, no disk) says
nothing of the file. Children (`python -m tasks.documents.sandbox_worker`) are kept, since a start costs more
than most files, and about as many as processors. A child gets a file's bytes over a pipe and sends back a
pickled document; both ends know only the classes named here. A child that fails is killed, and the next file
gets a fresh one. All end with this process.
"""

import io
import logging
import os
import pickle
import selectors
import signal
import struct
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, LifoQueue
from typing import IO

from tasks.documents.second_try import read_twice, share_machine
from tasks.model.catalogue import CatalogueError, make_phrase
from tasks.model.document import Document
from tasks.model.errors import UnreadableDocument
from tasks.model.issue import Bilingual
from tasks.model.project_files import ROOT
from tasks.model.stopping import Stop

_LOG = logging.getLogger(__name__)

HEADER = struct.Struct(">cI")
"""Before each message: its kind and its length."""

# The kinds of messages.
REQUEST = b"R"
BEGUN = b"B"
PROGRESS = b"P"
DOCUMENT = b"D"
UNREADABLE = b"U"

# Classes that a child's answer may name: whatever took a child over must not choose what is called here.
_ANSWER_CLASSES = frozenset(
    {
        ("tasks.model.document", "Document"),
        ("tasks.model.document", "Paragraph"),
        ("tasks.model.document", "Row"),
        ("tasks.model.document", "Cell"),
        ("tasks.model.document", "Attachment"),
        ("tasks.model.issue", "Bilingual"),
        ("tasks.model.issue", "Issue"),
        ("tasks.model.issue", "Severity"),
        ("tasks.model.issue", "Responsibility"),
    }
)
# A little is never given back. With its models, OCR keeps 350 MB.
_MOST_FILES = 500
_TICK = 0.1
_LONGEST_LOG = 4000
_LARGEST_ANSWER = 256 << 20
_CHUNK = 1 << 18
# What unpickling an answer of other bytes raises.
_BROKEN_ANSWER = (
    pickle.UnpicklingError,
    EOFError,
    ValueError,
    TypeError,
    AttributeError,
)
# A library that dies of the limit mostly asked for twice what it had.
_NEAR_LIMIT = 0.5
# What ends a process from outside: a person, the system that is short of memory, the end of a session.
_FROM_OUTSIDE = frozenset(
    {-signal.SIGKILL, -signal.SIGTERM, -signal.SIGHUP, -signal.SIGINT, -signal.SIGQUIT}
)
# Where this process was stopped itself, the time that it did not see does not count.
_LONGEST_LOOK = 1.0
# What a child needs of the environment; passwords stay here.
_ENVIRONMENT = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "LD_LIBRARY_PATH",
    "SYSTEMROOT",
    "TMPDIR",
)


@dataclass(frozen=True, slots=True)
class _ConversionLimits:
    """What one file may cost: CPU seconds without progress, CPU seconds in all, bytes.

    An OCR page that is done is progress. OCR takes about five seconds a page and files of forty pages are
    common, so that the total is far above the step. `wall` is how many seconds of the clock are waited for
    progress: a child that takes longer was not given its processor, and nothing is known of its file.
    """

    step: float = 30.0
    total: float = 600.0
    memory: int = 1 << 30
    wall: float = 600.0


LIMITS = _ConversionLimits()
_progress_listeners: list[Callable[[], None]] = []


class SandboxProcess:
    """One child process; `peak_memory` is the most in bytes that its last file took, as far as known.

    Not for two threads at once, and on Linux it ends with the thread that made it.
    """

    def __init__(
        self,
        limits: _ConversionLimits = LIMITS,
        module: str = "tasks.documents.sandbox_worker",
    ) -> None:
        self.limits = limits
        self.owner = os.getpid()
        self.file_count = 0
        self.peak_memory = 0
        arguments = (limits.step, limits.memory, self.owner)
        self._process = subprocess.Popen(
            # -P: the working folder may hold a `tasks` or a `zipfile.py` of somebody else's
            [sys.executable, "-P", "-m", module, *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            env=_build_environment(),
        )
        self.close = weakref.finalize(self, _end_process, self._process, self.owner)
        # Not to be blocked by a child that does not read.
        os.set_blocking(_get_fileno(self._process.stdin), False)

    @property
    def pid(self) -> int:
        """Give the process id."""
        return self._process.pid

    @property
    def usable(self) -> bool:
        """Tell whether it may get another file: alive, ours, not too many files old, not swollen by one."""
        if not self.close.alive or self.owner != os.getpid():
            return False
        if self._process.poll() is not None or self.file_count >= _MOST_FILES:
            return False
        return (
            SandboxProcess.measure_memory(self.pid, "VmRSS") < self.limits.memory // 2
        )

    def convert(
        self, body: bytes, *, url: str = "", content_type: str = ""
    ) -> Document:
        """Convert one file; raises UnreadableDocument, after which the child may be closed."""
        self.file_count += 1
        self.peak_memory = 0
        try:
            kind, answer = self._ask(pickle.dumps((body, url, content_type)))
            self.peak_memory, content = _AnswerUnpickler(io.BytesIO(answer)).load()
        except _BROKEN_ANSWER as error:
            self.close()
            raise _build_answer_error(error) from error
        except BaseException:
            self.close()  # it may still be at work on this file
            raise
        if kind == DOCUMENT and isinstance(content, Document):
            return content
        raise self._refuse_file(content)

    def _refuse_file(self, content: object) -> UnreadableDocument:
        """Make the error of a file that was not read, and close a child that cannot go on.

        `content` ought to be a code, its values, and whether the child can go on; a hostile file may have
        made something else of it.
        """
        match content:
            case (str(code), dict(values), bool(can_go_on)):
                if not can_go_on:
                    self.close()
                if code == "conversion_out_of_memory":
                    return _explain_lack_of_memory(self.limits)
                try:
                    return UnreadableDocument(code, **values)
                except (CatalogueError, TypeError) as error:
                    self.close()
                    return _build_answer_error(error)
        self.close()
        return _build_answer_error(TypeError("the child's answer is of no known form"))

    def _ask(self, request: bytes) -> tuple[bytes, bytes]:
        """Send a request and wait for its answer, watching CPU and memory; raises UnreadableDocument."""
        watch = _Watch(self.pid)
        header = HEADER.pack(REQUEST, len(request))
        exchange = _Exchange(self._process, header + request)
        try:
            while True:
                exchange.transfer()
                while message := exchange.take_message():
                    if message[0] not in (BEGUN, PROGRESS):
                        return message
                    watch.note_progress()
                self._check_limits(watch)
        except (BrokenPipeError, EOFError) as error:
            raise self._explain_exit(watch) from error
        finally:
            exchange.close()

    def _check_limits(self, watch: "_Watch") -> None:
        """Raise UnreadableDocument when a limit is passed, RunStopped when this process is to end."""
        Stop.check()
        self.peak_memory = max(
            self.peak_memory, SandboxProcess.measure_memory(self.pid)
        )
        if self.peak_memory > self.limits.memory:
            raise _build_memory_error(self.limits)
        watch.check(self.limits)

    def _explain_exit(self, watch: "_Watch") -> UnreadableDocument:
        """Say why the child is gone: near its limit, it was memory, whatever the library called it."""
        code = self._process.wait()
        status = signal.Signals(-code).name if code < 0 else f"status {code}"
        if code == -signal.SIGPROF:
            return _build_step_error(self.limits)
        if code in _FROM_OUTSIDE:
            return _interrupt(make_phrase("killed_from_outside", status=status))
        if not watch.has_begun:
            return _interrupt(make_phrase("process_not_begun", error=status))
        if self.peak_memory > self.limits.memory * _NEAR_LIMIT:
            return _build_memory_error(self.limits)
        how = make_phrase("process_ended", status=status)
        return UnreadableDocument("conversion_crashed", how=how)

    @staticmethod
    def measure_memory(pid: int, what: str = "VmHWM") -> int:
        """Give a process's memory in bytes, by default the peak since its last file began.

        0 where there is no /proc.
        """
        return _read_kilobytes(f"/proc/{pid}/status", what) * 1024


@dataclass
class _Watch:
    """What one file has cost a child so far; without /proc, the child alone watches its CPU time."""

    pid: int
    has_begun: bool = False
    waited: float = 0.0
    _begun_at: float = field(init=False)
    _paged_at: float = field(init=False)
    _looked_at: float = field(init=False)

    def __post_init__(self) -> None:
        self._begun_at = self._paged_at = _measure_cpu(self.pid)
        self._looked_at = time.monotonic()

    def note_progress(self) -> None:
        """Count from here what it costs without progress."""
        self.has_begun = True
        self._paged_at = _measure_cpu(self.pid)
        self.waited = 0.0

    def check(self, limits: _ConversionLimits) -> None:
        """Raise UnreadableDocument when it took too many CPU seconds, or was waited for too long."""
        now = time.monotonic()
        self.waited += min(now - self._looked_at, _LONGEST_LOOK)
        self._looked_at = now
        cpu = _measure_cpu(self.pid)
        if cpu - self._paged_at > limits.step:
            raise _build_step_error(limits)
        if cpu - self._begun_at > limits.total:
            limit = make_phrase("seconds_in_all", seconds=limits.total)
            raise UnreadableDocument("conversion_timed_out", limit=limit)
        if self.waited > limits.wall:
            raise _interrupt(
                make_phrase("no_progress_by_the_clock", seconds=limits.wall)
            )


class _Exchange:
    """One request and the messages that answer it, over a child's pipes.

    What it says on stderr goes to the log.
    """

    def __init__(self, process: subprocess.Popen[bytes], request: bytes) -> None:
        self._stdin = _get_fileno(process.stdin)
        self._stderr = _get_fileno(process.stderr)
        self._unsent = memoryview(request)
        self._inbox = bytearray()
        self._log = bytearray()
        self._pipes = selectors.DefaultSelector()
        self._pipes.register(self._stdin, selectors.EVENT_WRITE)
        self._pipes.register(_get_fileno(process.stdout), selectors.EVENT_READ)
        self._pipes.register(self._stderr, selectors.EVENT_READ)

    def transfer(self) -> None:
        """Send and receive what is possible within a tick.

        Raises BrokenPipeError or EOFError when it is gone.
        """
        for key, _ in self._pipes.select(_TICK):
            if key.fd == self._stdin:
                sent = os.write(self._stdin, self._unsent[:_CHUNK])
                self._unsent = self._unsent[sent:]
                if not self._unsent:
                    self._pipes.unregister(self._stdin)
            else:
                self._receive(key.fd)

    def take_message(self) -> tuple[bytes, bytes] | None:
        """Take the next whole message out of what was received; null when there is none yet."""
        if len(self._inbox) < HEADER.size:
            return None
        kind, length = HEADER.unpack_from(self._inbox)
        end = HEADER.size + length
        if len(self._inbox) < end:
            return None
        content = bytes(self._inbox[HEADER.size : end])
        del self._inbox[:end]
        return kind, content

    def close(self) -> None:
        """Log what the child said."""
        self._pipes.close()
        if self._log:
            _LOG.info("said while reading: %s", self._log.decode("utf-8", "replace"))

    def _receive(self, pipe: int) -> None:
        data = os.read(pipe, _CHUNK)
        if pipe == self._stderr:
            self._log += data[: _LONGEST_LOG - len(self._log)]
        elif not data or len(self._inbox) > _LARGEST_ANSWER:
            raise EOFError
        else:
            self._inbox += data


class _AnswerUnpickler(pickle.Unpickler):
    """Unpickler of answers; raises UnpicklingError for a class that no answer needs."""

    def find_class(self, module: str, name: str) -> object:
        """Find a class by the names that answers may have."""
        if (module, name) not in _ANSWER_CLASSES:
            raise pickle.UnpicklingError(f"{module}.{name} is no part of a document")
        return super().find_class(module, name)


class _ChildPool:
    """At most so many children at the same time; a thread that finds none free waits for one."""

    def __init__(
        self, size: int, start: Callable[[], SandboxProcess] = SandboxProcess
    ) -> None:
        self._start = start
        self._slots = threading.BoundedSemaphore(size)
        self._idle: LifoQueue[SandboxProcess] = LifoQueue()
        # A child ends with the thread that starts it: this one lives as long as the process.
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="sandbox")

    def convert(self, body: bytes, url: str, content_type: str) -> Document:
        """Convert one file in a free child, or a fresh one; raises UnreadableDocument."""
        with share_machine(), self._slots:
            child = self._take_child()
            try:
                return child.convert(body, url=url, content_type=content_type)
            finally:
                self._idle.put(child)

    def _take_child(self) -> SandboxProcess:
        with suppress(Empty):
            while True:
                child = self._idle.get_nowait()
                if child.usable:
                    return child
                child.close()
        try:
            return self._starter.submit(self._start).result()
        except OSError as error:
            raise _interrupt(
                make_phrase("process_not_begun", error=str(error))
            ) from error


_pools: dict[tuple[int, bool], _ChildPool] = {}


def convert_in_sandbox(
    body: bytes, *, url: str = "", content_type: str = "", may_be_scan: bool = True
) -> Document:
    """Convert one file in a child; what took too much or crashed is tried again, alone on the machine.

    As many children as there are processors read what may be a scan, and as many everything else, which must
    not wait for minutes behind scans. Raises UnreadableDocument.
    """
    key = os.getpid(), may_be_scan
    pool = _pools.get(key) or _pools.setdefault(key, _ChildPool(_count_processors()))
    return read_twice(lambda: pool.convert(body, url, content_type))


def _count_processors() -> int:
    """Count the processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _end_process(process: subprocess.Popen[bytes], owner: int) -> None:
    """Kill and reap a child, unless this process is a fork of its owner."""
    if os.getpid() == owner:
        process.kill()
        process.wait()
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()


def add_progress_listener(listener: Callable[[], None]) -> None:
    """Have a function called whenever a page is done, for the life of the process."""
    _progress_listeners.append(listener)


def report_progress() -> None:
    """Report that a page which takes seconds (one that went through OCR) is done."""
    for listener in _progress_listeners:
        listener()


def _build_environment() -> dict[str, str]:
    environment = {
        "PYTHONPATH": str(ROOT),
        "OMP_NUM_THREADS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    for name in _ENVIRONMENT:
        if name in os.environ:
            environment[name] = os.environ[name]
    return environment


def _get_fileno(pipe: IO[bytes] | None) -> int:
    if pipe is not None:
        return pipe.fileno()
    return -1


def _build_step_error(limits: _ConversionLimits) -> UnreadableDocument:
    limit = make_phrase("seconds_without_progress", seconds=limits.step)
    return UnreadableDocument("conversion_timed_out", limit=limit)


def _explain_lack_of_memory(limits: _ConversionLimits) -> UnreadableDocument:
    """Say whether a child that got no memory asked for more than it may have, or the machine had none."""
    left = _read_kilobytes("/proc/meminfo", "MemAvailable") // 1024
    if 0 < left < limits.memory >> 20:
        return _interrupt(make_phrase("memory_is_short", memory=left))
    return _build_memory_error(limits)


def _read_kilobytes(path: str, what: str) -> int:
    """Read one line of a file in /proc, in units of 1024 bytes; 0 where it is not there."""
    with suppress(OSError):
        for line in Path(path).read_text(encoding="utf-8").splitlines():
            if line.startswith(what):
                return int(line.split()[1])
    return 0


def _measure_cpu(pid: int) -> float:
    """Give the CPU seconds that a process has taken with all its threads; 0 where there is no /proc."""
    with suppress(OSError, IndexError):
        status = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
        fields = status.rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def _interrupt(how: Bilingual) -> UnreadableDocument:
    """Make the error of a file that our machine did not come to read."""
    return UnreadableDocument("reading_interrupted", how=how)


def _build_memory_error(limits: _ConversionLimits) -> UnreadableDocument:
    return UnreadableDocument("conversion_out_of_memory", memory=limits.memory >> 20)


def _build_answer_error(error: Exception) -> UnreadableDocument:
    how = make_phrase("senseless_answer", error=str(error))
    return UnreadableDocument("conversion_crashed", how=how)
