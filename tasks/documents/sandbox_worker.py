"""The child of `sandbox`: reads files that it gets over a pipe, one after the other.

`python -m tasks.documents.sandbox_worker STEP MEMORY OWNER`: CPU seconds for one step, bytes of memory, and
the owner's process id. It sends back what the files hold.
"""

import argparse
import ctypes
import errno
import logging
import os
import pickle
import resource
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from tasks.documents.sandbox import (
    BEGUN,
    DOCUMENT,
    HEADER,
    PROGRESS,
    UNREADABLE,
    SandboxProcess,
    add_progress_listener,
)
from tasks.model.catalogue import make_phrase
from tasks.model.document import Document
from tasks.model.errors import UnreadableDocument

_LOG = logging.getLogger(__name__)
_PR_SET_PDEATHSIG = 1
_NEW_NETWORK, _NEW_USER = 0x40000000, 0x10000000  # CLONE_NEWNET, CLONE_NEWUSER
# The owner's watchdog comes first; this is for a child whose owner is gone.
_GRACE = 5.0
_LONGEST_REASON = 400
# What the machine has run out of, whatever the file is: disk, open files, processes; or its disk is broken.
_MACHINE_ERRORS = frozenset(
    {
        errno.ENOSPC,
        errno.EDQUOT,
        errno.EMFILE,
        errno.ENFILE,
        errno.EAGAIN,
        errno.EIO,
    }
)
# What no converter has to do.
_FORBIDDEN = frozenset(
    "socket.connect socket.bind socket.getaddrinfo socket.gethostbyname subprocess.Popen "
    "os.system os.exec os.fork os.forkpty os.posix_spawn os.remove os.rename os.rmdir "
    "os.kill shutil.rmtree".split()
)

Reader = Callable[..., Document]
"""Reads bytes, like `convert_here`."""


def main(load_reader: Callable[[], Reader]) -> None:
    """Run a child; the reader is loaded behind the limits, since it brings the parsers."""
    limits = _parse_arguments()
    _drop_privileges(limits.memory, limits.owner)
    _serve(load_reader(), limits.step)


def _serve(read: Reader, step: float) -> None:
    """Answer requests until the pipe ends.

    `step` is the CPU seconds without progress after which this process ends.
    """
    requests = sys.stdin.buffer
    # What a library prints must not get between the answers.
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    logging.basicConfig(
        level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s"
    )
    logging.captureWarnings(True)
    add_progress_listener(lambda: _send_progress(answers, step))
    while header := requests.read(HEADER.size):
        _, length = HEADER.unpack(header)
        request = pickle.loads(requests.read(length))
        _forget_peak()
        _send(answers, BEGUN, b"")
        _start_clock(step)
        kind, content = _handle_request(read, *request)
        signal.setitimer(signal.ITIMER_PROF, 0)
        _send(
            answers,
            kind,
            pickle.dumps((SandboxProcess.measure_memory(os.getpid()), content)),
        )


def _handle_request(
    read: Reader,
    body: bytes,
    url: str,
    content_type: str,
) -> tuple[bytes, object]:
    """Give a document, or what is wrong: its code, its values, and whether this process may go on."""
    try:
        return DOCUMENT, read(body, url=url, content_type=content_type)
    except UnreadableDocument as error:
        return UNREADABLE, (error.code, error.values, True)
    except MemoryError:
        # How much it may take, the owner knows.
        return UNREADABLE, ("conversion_out_of_memory", {}, False)
    except OSError as error:
        return UNREADABLE, _explain_system_error(error, url)
    except Exception as error:  # noqa: BLE001  (the reader's own fault, of whatever kind, is reported)
        return UNREADABLE, _explain_crash(error, url)


def _explain_system_error(error: OSError, url: str) -> tuple[str, object, bool]:
    """Say what the system refused: memory, or what the machine has run out of, else it is our fault."""
    if error.errno == errno.ENOMEM:
        return "conversion_out_of_memory", {}, False
    if error.errno in _MACHINE_ERRORS:
        how = make_phrase("machine_out_of", error=str(error)[:_LONGEST_REASON])
        return "reading_interrupted", {"how": how}, False
    return _explain_crash(error, url)


def _explain_crash(error: Exception, url: str) -> tuple[str, object, bool]:
    _LOG.error("the reader failed on %s", url or "a file", exc_info=error)
    how = f"{type(error).__name__}: {error}"[:_LONGEST_REASON]
    return "conversion_crashed", {"how": how}, False


def _drop_privileges(memory: int, owner: int) -> None:
    """Give up what reading a file does not need; what a system does not offer is left out."""
    # An eighth is for what is no data: the program and its libraries.
    data = memory - memory // 8
    resource.setrlimit(resource.RLIMIT_DATA, (data, data))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the owner decides what Ctrl+C means
    os.nice(5)
    if sys.platform == "linux":
        system = ctypes.CDLL(None)
        system.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != owner:
            sys.exit()  # it was gone before we asked
        if system.unshare(_NEW_NETWORK):
            system.unshare(_NEW_NETWORK | _NEW_USER)
    sys.addaudithook(_refuse)


def _refuse(event: str, _arguments: tuple[object, ...]) -> None:
    if event in _FORBIDDEN:
        raise PermissionError(
            f"{event} is not for a process that reads strangers' files"
        )


def _forget_peak() -> None:
    """Let the peak of memory begin anew."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _start_clock(step: float) -> None:
    """Start the clock of CPU time: when it runs out, the system ends this process, whatever it does."""
    signal.setitimer(signal.ITIMER_PROF, step + _GRACE)


def _send_progress(answers: BinaryIO, step: float) -> None:
    _send(answers, PROGRESS, b"")
    _start_clock(step)


def _send(answers: BinaryIO, kind: bytes, content: bytes) -> None:
    unsent = memoryview(HEADER.pack(kind, len(content)) + content)
    while unsent:
        unsent = unsent[answers.write(unsent) :]


def _parse_arguments() -> argparse.Namespace:
    """Parse the command line of a child."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("step", type=float, help="CPU seconds for one step")
    parser.add_argument("memory", type=int, help="bytes of memory")
    parser.add_argument("owner", type=int, help="the process that owns this one")
    return parser.parse_args()


def _load_reader() -> Reader:
    from tasks.documents.convert import convert_here

    return convert_here


if __name__ == "__main__":
    main(_load_reader)
