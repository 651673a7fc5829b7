"""A real HTTP server on loopback whose pages and faults a test sets."""

import socket
import ssl
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Headers = dict[str, str]
Raw = Callable[[socket.socket], None]


class Site:
    """A site on a free port: `pages` are its answers, `raw` its faults, `asked` the requests in order.

    With a TLS context it speaks https.
    """

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.pages: dict[str, tuple[int, Headers, bytes]] = {}
        self.raw: dict[str, Raw] = {}
        self.asked: list[tuple[str, Headers]] = []
        self.times: list[float] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = (
                True  # or each answer waits for a delayed acknowledgement
            )

            def do_GET(self):
                site.asked.append(
                    (
                        self.path,
                        {name.lower(): value for name, value in self.headers.items()},
                    )
                )
                site.times.append(time.monotonic())
                if self.path in site.raw:
                    self.close_connection = True
                    site.raw[self.path](self.connection)
                    return
                status, headers, body = site.pages.get(
                    self.path, (404, {}, b"no such page")
                )
                if (
                    "ETag" in headers
                    and self.headers.get("If-None-Match") == headers["ETag"]
                ):
                    status, body = 304, b""
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                if status != 304:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_arguments):
                """Say nothing."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_arguments):
                """Say nothing of clients that hung up."""

        self._server = Server(("127.0.0.1", 0), Handler)
        if context is not None:
            # The handshake is made by the thread of its connection, or one client that fails would stop the
            # server.
            self._server.socket = context.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self.host = f"127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.01,), daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def url(self, path: str) -> str:
        """Give the URL of a path."""
        return f"http://{self.host}{path}"

    @property
    def paths(self) -> list[str]:
        """Give the paths that were asked for, in order."""
        return [path for path, _headers in self.asked]

    def put(self, path: str, text: str, status: int = 200, **headers: str) -> None:
        """Set an HTML page; underscores in header names stand for hyphens."""
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = (
            status,
            {"Content-Type": "text/html; charset=utf-8", **fields},
            text.encode(),
        )
