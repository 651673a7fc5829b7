"""A child of `sandbox` that does what the file's words say: what broken readers do, done for certain."""

import errno
import logging
import os
import re
import socket
import time
import warnings
from pathlib import Path

from tasks.documents.sandbox import report_progress
from tasks.documents.sandbox_worker import main
from tasks.model.document import Document, Paragraph
from tasks.model.errors import UnreadableDocument


def read(body: bytes, *, url: str = "", content_type: str = "") -> Document:  # noqa: PLR0912
    """Do what the body says; else give its words back."""
    words, _, rest = body.decode().partition(" ")
    match words:
        case "hang":
            re.match(
                r"(a+)+$", "a" * 60 + "b"
            )  # holds the interpreter's lock, as a library in C does
        case "sleep":
            time.sleep(60)
        case "work":
            _work(float(rest))
        case "full":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        case "short":
            raise OSError(errno.ENOMEM, os.strerror(errno.ENOMEM))
        case "pages":
            _pages(float(rest))
        case "die":
            os.abort()
        case "leave":
            os._exit(3)
        case "grow":
            return Document((Paragraph(str(len(b"x" * (4 << 30)))),), "text/plain")
        case "fail":
            raise KeyError(rest)
        case "refuse":
            raise UnreadableDocument("no_text", problem=rest)
        case "invent":
            raise _InventedError(rest)
        case "call":
            socket.create_connection(("127.0.0.1", int(rest)), timeout=5)
        case "write":
            Path(rest).write_bytes(b"x")
        case "run":
            os.system("true")
        case "talk":
            _talk()
        case "lie":
            return Document((), "text/plain", metadata={"title": os.path})  # type: ignore[dict-item]
    return Document((Paragraph(f"{words} {url}"),), "text/plain", content_type or None)


class _InventedError(UnreadableDocument):
    """The error of a child that was taken over: a code that the catalogue does not have."""

    def __init__(self, code: str) -> None:
        super().__init__("not_ofd")
        self.code = code


def _pages(seconds: float) -> None:
    for _ in range(5):
        _work(seconds / 5)
        report_progress()


def _work(seconds: float) -> None:
    """Take CPU time."""
    end = time.process_time() + seconds
    while time.process_time() < end:
        sum(range(1000))


def _talk() -> None:
    print("printed by a library")  # noqa: T201
    os.write(1, b"printed by a library in C\n")
    logging.getLogger("library").warning("logged by a library")
    warnings.warn("warned by a library", stacklevel=1)
    for _ in range(2_000):
        logging.getLogger("library").warning("again and again")


if __name__ == "__main__":
    main(lambda: read)
