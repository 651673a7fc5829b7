"""Sites of which only the home page is known: it leads to a list in one of many ways."""

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from deploy.demo.sites.homes import list_links

ORGAN = "云川县人民政府"
# Ways that fit any column.
WAYS = (
    "menu",
    "cut words",
    "picture",
    "choice",
    "map",
    "click",
    "tree",
    "years",
    "disclosure",
    "site map",
)
# What is asked, as (path with query, form); status, media type and body of the answer.
Answering = Callable[[str, dict[str, str]], tuple[int, str, bytes]]


def write_home(way: str, column: str, path: str, organ: str = ORGAN) -> str | None:
    """Write the home page, or a page behind it, of a site whose list is at a column; null for other paths."""
    links = list_links(way, column).get(path)
    if links is None:
        return None
    menu = '<ul class="nav"><a href="/">首页</a><a href="/xwzx/">新闻中心</a></ul>'
    foot = f'<div class="foot">主办单位：{organ}</div>'
    head = f"<head><title>{organ}门户网站</title></head>"
    return f"<html>{head}<body>{menu}{links}{foot}</body></html>"


class HomeSite:
    """A site on a free port of its own: a home page, and a list that answers GET and POST."""

    def __init__(self, way: str, column: str, answering: Answering) -> None:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self):
                self._send({})

            def do_POST(self):
                length = int(self.headers.get("Content-Length") or 0)
                form = self.rfile.read(length).decode()
                self._send(dict(parse_qsl(form, keep_blank_values=True)))

            def _send(self, form):
                home = write_home(way, column, urlsplit(self.path).path)
                status, kind, body = answering(self.path, form)
                if home:
                    status, kind, body = 200, "text/html; charset=utf-8", home.encode()
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_arguments):
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        ).start()

    @property
    def url(self) -> str:
        """Give the address of the home page."""
        return f"http://127.0.0.1:{self._server.server_port}/"

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()
