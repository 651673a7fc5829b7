"""A hostile portal: each case is a site on a loopback address of its own.

It answers one kind of request badly.
Sockets are written to by hand, since http.server is too polite. A case is a function that gets the visit and
writes what it likes; what it leaves alone is answered as an honest site would.
"""

import inspect
import itertools
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from tasks.fetch.session import RequestLimits
from tasks.model.run import OutcomeKind
from tasks.model.source import Family, Source

# Times are short, so that a case that waits is a short one; sizes are those of a nightly run.
LIMITS = RequestLimits(
    connect=2.0, read=3.0, deadline=10.0, attempts=2, backoff=0.02, retry_after=0.1
)
# For sites that never come to an end: what bounds them is the clock.
QUICK = RequestLimits(connect=1.0, read=0.6, deadline=0.8, attempts=1)

TITLE = "演示镇2025年法治政府建设年度报告"
OTHER = "演示镇2024年法治政府建设年度报告"
GOOD = "/bg/good.html"
BAD = "/bg/bad.html"
_BODY = (
    "现将我镇法治政府建设情况报告如下：",
    "一、主要举措和成效",
    "全年开展法治宣传活动12场次，发放资料3000余份，受理调解案件86件，群众的满意度有了新的提高。",
    "二、存在的不足和原因",
    "执法队伍的力量还不够强，部分干部运用法治思维解决问题的能力仍有欠缺，需要在今后的工作中加以改进。",
)
_HANG_UP = struct.pack("ii", 1, 0)

Serve = Callable[["Visit"], None]


def html(body: str, title: str = "演示镇人民政府") -> str:
    """Give a page."""
    return f"<html><head><meta charset='utf-8'><title>{title}</title></head><body>{body}</body></html>"


def rows(entries: Iterable[tuple[str, str]]) -> str:
    """Give the rows of a list."""
    return "".join(
        f"<li><a href='{href}'>{title}</a><span>2026-01-20</span></li>"
        for href, title in entries
    )


def listing(more: str = "") -> str:
    """Give the honest list page: two reports."""
    return html(
        f"<ul>{rows([('/bg/bad.html', TITLE), ('/bg/good.html', OTHER)])}</ul>{more}"
    )


def report(title: str = TITLE, more: str = "") -> str:
    """Give a report's page."""
    paragraphs = "".join(f"<p>{line}</p>" for line in _BODY)
    return html(
        f"<h1>{title}</h1><div class='TRS_Editor'>{paragraphs}{more}</div>", title
    )


@dataclass
class Visit:
    """One request, and the connection to answer it on; `turn` counts the requests for this path from 1."""

    connection: socket.socket
    host: str
    path: str
    headers: Mapping[str, str]
    turn: int

    @property
    def kind(self) -> str:
        """Name what is asked for: robots, list, detail (the page that a case spoils), good, another page."""
        path = self.path.partition(";")[0]
        other = (
            "other" if path.startswith("/bg/") and path.endswith(".html") else "list"
        )
        return {"/robots.txt": "robots", BAD: "detail", GOOD: "good"}.get(path, other)

    def send(self, data: bytes | str) -> None:
        """Send bytes as they are; text has its line ends made those of HTTP."""
        self.connection.sendall(
            data if isinstance(data, bytes) else data.replace("\n", "\r\n").encode()
        )

    def head(
        self,
        *fields: str,
        status: str = "200 OK",
        media: str = "text/html; charset=utf-8",
    ) -> None:
        """Send a status line and headers, without a length."""
        lines = [
            f"HTTP/1.1 {status}",
            f"Content-Type: {media}",
            "Connection: close",
            *fields,
        ]
        self.send("\n".join(lines) + "\n\n")

    def page(
        self,
        body: bytes | str,
        *fields: str,
        status: str = "200 OK",
        media: str = "text/html; charset=utf-8",
    ) -> None:
        """Send a whole, correct answer."""
        data = body.encode() if isinstance(body, str) else body
        self.head(f"Content-Length: {len(data)}", *fields, status=status, media=media)
        self.send(data)

    def redirect(self, target: str, *fields: str, status: str = "302 Found") -> None:
        """Send a redirect."""
        self.page(b"", f"Location: {target}", *fields, status=status)

    def drip(self, data: bytes, pause: float = 0.03) -> None:
        """Send bytes one by one, then go on with the last for ever."""
        for at in itertools.count():
            self.send(data[min(at, len(data) - 1) :][:1])
            time.sleep(pause)

    def flood(self, piece: bytes) -> None:
        """Send a piece again and again, until the other side hangs up."""
        block = piece * max(1, 65_536 // len(piece))
        while True:
            self.send(block)

    def reset(self) -> None:
        """Hang up with a RST."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _HANG_UP)
        self.connection.close()

    def honest(self) -> None:
        """Answer as an honest site does."""
        pages = {"list": listing(), "detail": report(), "good": report(OTHER)}
        if self.kind in pages:
            self.page(pages[self.kind])
        else:
            self.page("Not Found", status="404 Not Found")


@dataclass(frozen=True)
class Case:
    """One kind of hostility: what it does, how a crawl of it has to end, and within how many seconds."""

    name: str
    what: str
    serve: Serve
    where: tuple[str, ...]
    kind: OutcomeKind
    codes: frozenset[str]
    new: int
    budget: float = 20.0
    limits: RequestLimits = LIMITS
    values: Mapping[str, object] = field(default_factory=dict)

    def source(self, host: str) -> Source:
        """Make the source of the case's site."""
        column = {Family.GKMLPT: "/gkmlpt/index", Family.JCMS: "/col/col1/index.html"}
        family = self.values.get("family", Family.STATIC)
        path = column.get(Family(str(family)), "/bg/")
        return source(self.name, f"http://{host}{path}", **self.values)


def source(name: str, column: str, **values: object) -> Source:
    """Make a source on loopback."""
    known = {
        "id": name.replace("_", "-"),
        "name": "演示镇",
        "organ": "演示镇人民政府",
        "family": Family.STATIC,
    }
    quick = {"column": column, "delay": 0.0, "pages": 8, "allow_private": True}
    return Source.model_validate({**known, **quick, **values})


CASES: dict[str, Case] = {}


def hostile(
    kind: OutcomeKind,
    *codes: str,
    where: str = "list",
    new: int | None = None,
    limits: RequestLimits = LIMITS,
    budget: float = 20.0,
    **values: object,
) -> Callable[[Serve], Serve]:
    """Make a case of a function: it answers what `where` names (`list detail`).

    The docstring says what it does.
    """

    def enter(serve: Serve) -> Serve:
        places = tuple(where.split())
        there = 0 if kind is not OutcomeKind.NEW else 1 if "detail" in places else 2
        wanted = there if new is None else new
        what = inspect.getdoc(serve) or ""
        CASES[serve.__name__] = Case(
            serve.__name__,
            what,
            serve,
            places,
            kind,
            frozenset(codes),
            wanted,
            budget,
            limits,
            values,
        )
        return serve

    return enter


class HostileSite:
    """A case's site, serving while its `with` block runs; `asked` has the paths in order."""

    def __init__(self, case: Case | None, address: str) -> None:
        self._case = case
        self._turns: Counter[str] = Counter()
        self.asked: list[str] = []
        self._listener = socket.create_server((address, 0), backlog=64)
        self.host = f"{address}:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with suppress(OSError):
            self._listener.shutdown(
                socket.SHUT_RDWR
            )  # or the thread waits on in accept
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _address = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        connection.settimeout(30)
        # The reader hanging up is how most cases end.
        with connection, suppress(OSError):
            visit = self._read(connection)
            if visit is None:
                return
            if self._case is not None and visit.kind in self._case.where:
                self._case.serve(visit)
            else:
                visit.honest()
            _drain(connection)

    def _read(self, connection: socket.socket) -> Visit | None:
        head = b""
        while b"\r\n\r\n" not in head:
            piece = connection.recv(65_536)
            if not piece:
                return None
            head += piece
        first, *fields = head.decode("latin-1").partition("\r\n\r\n")[0].split("\r\n")
        path = first.split(" ")[1]
        self.asked.append(path)
        self._turns[path] += 1
        headers = {
            name.strip().lower(): value.strip()
            for name, _, value in (one.partition(":") for one in fields)
        }
        return Visit(connection, self.host, path, headers, self._turns[path])


def _drain(connection: socket.socket) -> None:
    """Wait until the reader hangs up: closing over unread bytes would reset what it still has to read."""
    connection.shutdown(socket.SHUT_WR)
    connection.settimeout(2)
    while connection.recv(65_536):
        pass
