"""The HTML page in headless Chromium: how it is laid out, and whom it asks."""

import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

import pytest

from tasks.release.pages import render_audit_pages
from tests.release.pages.samples import ACCOUNT, AUDIT, CRITICAL

CHROMIUM = (
    shutil.which("chromium")
    or shutil.which("chromium-browser")
    or shutil.which("google-chrome")
)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]

PAGE, FRAME = "http://releases.example/audit.html", "http://releases.example/frame.html"
# A headless window is never as narrow as a phone, but a frame is.
_FRAME = """<!doctype html>\
<iframe src="audit.html" width="{width}" height="900" style="border:0"></iframe><script>
document.querySelector("iframe").onload = event => {{
  const inside = event.target.contentDocument;
  inside.querySelectorAll("details").forEach(one => one.open = true);
  const shown = inside.defaultView.getComputedStyle(inside.body).backgroundColor;
  const asked = inside.defaultView.performance.getEntriesByType("resource").length;
  document.title = [inside.documentElement.scrollWidth, inside.body.innerText.length, asked, shown].join(" ");
}};</script>"""


@dataclass
class _Proxy:
    """Answers for every host: neither a page nor the browser's own calls reach beyond this machine."""

    port: int = 0
    pages: dict[str, str] = field(default_factory=dict)


@pytest.fixture
def proxy() -> Iterator[_Proxy]:
    """Serve as the browser's only way out."""
    made = _Proxy()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = made.pages.get(self.path, "").encode()
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_CONNECT(self) -> None:
            self.send_error(403)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made.port = server.server_port
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield made
        server.shutdown()
        thread.join()


class _Look(NamedTuple):
    """What a page came out as: its width, its characters, what it asked for, and its ground's colour."""

    width: int
    shown: int
    asked: int
    ground: str


def _look(proxy: _Proxy, folder: Path, width: int, scheme: int) -> _Look:
    """Open the page in a frame of some width, in the dark (0) or by day (1), with all folds opened."""
    proxy.pages[FRAME] = _FRAME.format(width=width)
    command = [
        str(CHROMIUM),
        *(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--no-first-run",
        ),
        *(
            "--dump-dom",
            f"--user-data-dir={folder}",
            f"--window-size={width + 50},1000",
            "--virtual-time-budget=5000",
        ),
        *(
            f"--proxy-server=http://127.0.0.1:{proxy.port}",
            "--proxy-bypass-list=<-loopback>",
        ),
        f"--blink-settings=preferredColorScheme={scheme}",
        FRAME,
    ]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=120, check=True
    )
    found = re.search(r"<title>(\d+) (\d+) (\d+) ([^<]+)</title>", done.stdout)
    assert found, done.stdout[-500:] + done.stderr[-500:]
    return _Look(int(found[1]), int(found[2]), int(found[3]), found[4])


def _page() -> str:
    """Make a page whose words are as long as they get."""
    long = replace(CRITICAL, observed="x" * 300, unexpected=("report_id=" + "0" * 200,))
    return render_audit_pages(replace(AUDIT, checks=(*AUDIT.checks, long)), ACCOUNT)[
        "audit.html"
    ]


@pytest.mark.parametrize(
    ("width", "scheme"), [(390, 0), (1280, 1)], ids=["phone in the dark", "desk by day"]
)
def test_the_page_fits_and_asks_nobody(proxy, tmp_path, width, scheme):
    """Nothing sticks out on a phone or a wide screen, the ground follows the scheme, no request leaves."""
    proxy.pages[PAGE] = _page()
    look = _look(proxy, tmp_path, width, scheme)
    assert look.width <= width
    assert look.shown > 500
    assert look.asked == 0
    dark = max(map(int, re.findall(r"\d+", look.ground))) < 64
    assert dark is (scheme == 0)


def test_a_page_that_asks_or_sticks_out_is_noticed(proxy, tmp_path):
    """The look can fail: a picture from another host is counted, and so is a line wider than the phone."""
    extra = '<img src="http://tracker.example/pixel.png" alt=""><div style="width:600px">x</div>'
    proxy.pages[PAGE] = _page().replace("<main>", f"<main>{extra}")
    look = _look(proxy, tmp_path, 390, 1)
    assert look.asked == 1
    assert look.width > 390
