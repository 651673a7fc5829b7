"""The demo portal: real HTTP servers on loopback, one address a site, playing the nights of the script.

Everything that a night shows comes from fixed seeds; only clock, weather and visit counters differ between
requests.
"""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Self, cast
from urllib.parse import parse_qsl, urlsplit

from deploy.demo.posts import Post, posts_of
from deploy.demo.script import SITES, SiteScript
from deploy.demo.sites.gkmlpt import GkmlptSite
from deploy.demo.sites.iframe import IframeSite
from deploy.demo.sites.igs import IgsSite
from deploy.demo.sites.jcms import JcmsSite
from deploy.demo.sites.jpaas import JpaasSite
from deploy.demo.sites.policy import PolicySite
from deploy.demo.sites.site import Asked, Site
from deploy.demo.sites.sitemap import SitemapSite
from deploy.demo.sites.static import StaticSite
from deploy.demo.sites.trs import TrsSite
from deploy.demo.sites.ucap import UcapSite
from deploy.demo.sites.vsb import VsbSite
from deploy.demo.truth import Truth
from tasks.model.source import Family

PORT = 8480
FAMILIES: dict[Family, type[Site]] = {
    Family.TRS: TrsSite,
    Family.UCAP: UcapSite,
    Family.JCMS: JcmsSite,
    Family.JPAAS: JpaasSite,
    Family.GKMLPT: GkmlptSite,
    Family.VSB: VsbSite,
    Family.IGS: IgsSite,
    Family.POLICY: PolicySite,
    Family.SITEMAP: SitemapSite,
    Family.IFRAME: IframeSite,
    Family.STATIC: StaticSite,
}
# What the pages print around a text and no clean text may hold.
CHROME = (
    "浏览次数",
    "今天是",
    "扫一扫在手机打开当前页",
    "主办单位",
    "网站标识码",
    "【打印】",
    "点击次数",
    "访问量",
)


@dataclass(frozen=True)
class Logged:
    """One answered request: `at` is the monotonic time of its arrival in seconds."""

    at: float
    host: str
    path: str
    status: int


@dataclass(frozen=True)
class Published:
    """One report that stands on a site: what a reader has to find."""

    url: str
    title: str
    organ: str | None
    report_year: int
    published: str
    source_id: str
    truth: Truth


class _Server(ThreadingHTTPServer):
    """One site's server; it knows its site and where to log."""

    daemon_threads = True
    site: Site
    log: list[Logged]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Headers and body go out as two packets: without this each answer waits for the reader's delayed
    # acknowledgement.
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer a GET."""
        self._answer({})

    def do_POST(self) -> None:
        """Answer a POST: the form's values stand beside the query's."""
        length = int(self.headers.get("Content-Length") or 0)
        self._answer(
            dict(parse_qsl(self.rfile.read(length).decode(), keep_blank_values=True))
        )

    def _answer(self, form: dict[str, str]) -> None:
        server, arrived = cast("_Server", self.server), time.monotonic()
        parts = urlsplit(self.path)
        query = {**dict(parse_qsl(parts.query, keep_blank_values=True)), **form}
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = server.site.answer(Asked(parts.path, query, headers))
        server.log.append(
            Logged(arrived, self.headers.get("Host", ""), self.path, answer.status)
        )
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != 304:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet: `Portal.requests` is the log."""


class Portal:
    """The portal on one night, serving while its `with` block runs; port 0 takes a free one.

    `scripts` are the sites played, those of the demo unless others are given.
    Entering raises OSError when an address or the port is taken.
    """

    def __init__(
        self, night: int = 1, port: int = PORT, scripts: Sequence[SiteScript] = SITES
    ) -> None:
        self.night = night
        self.scripts = scripts
        self.requests: list[Logged] = []
        self._port = port
        self._servers: list[_Server] = []

    def __enter__(self) -> Self:
        try:
            self._start()
        except OSError:
            self._stop()
            raise
        return self

    def _start(self) -> None:
        for number, script in enumerate(self.scripts, start=1):
            server = _Server((f"127.0.0.{number}", self._port), _Handler)
            # The first server draws the port, the others take the same.
            self._port = server.server_port
            base = f"http://127.0.0.{number}:{self._port}"
            server.site = FAMILIES[script.family](
                script, posts_of(script, self.night), base
            )
            server.log = self.requests
            self._servers.append(server)
            threading.Thread(
                target=server.serve_forever, args=(0.05,), daemon=True
            ).start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()

    def _stop(self) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()
        self._servers.clear()

    @property
    def sites(self) -> Sequence[Site]:
        """Give the sites in the script's order, each with its `base` address and `script`."""
        return [server.site for server in self._servers]

    def truth(self) -> list[Published]:
        """Give the reports that stand on the sites this night, with the truth of each."""
        return [
            _published(site, post)
            for site in self.sites
            for post in site.posts
            if post.report
        ]

    def write_sources(self, folder: Path) -> None:
        """Write a source file for each site."""
        folder.mkdir(parents=True, exist_ok=True)
        for site in self.sites:
            (folder / f"{site.script.id}.toml").write_text(
                source_toml(site), encoding="utf-8"
            )


def source_toml(site: Site) -> str:
    """Give the text of a site's source file."""
    script: SiteScript = site.script
    lines = [
        f"# {script.name}: a site of the demo portal",
        f'name = "{script.name}法治政府建设年度报告"',
        f'organ = "{script.name}"',
        f'family = "{script.family.value}"',
        f'column = "{site.base}{site.column}"',
        "delay = 0.05",
        "allow_private = true",
        "verified = true",
        *(['lifecycle = "blocked"'] if script.blocked else []),
        "",
        "[region]",
        *(
            f'{level} = "{name}"'
            for level, name in script.region.model_dump().items()
            if name
        ),
    ]
    if site.options:
        lines += [
            "",
            "[options]",
            *(f'{name} = "{value}"' for name, value in site.options.items()),
        ]
    return "\n".join(lines) + "\n"


def _published(site: Site, post: Post) -> Published:
    if post.report is None:
        raise ValueError(f"{post.title} is no report")
    truth = post.report.truth
    published = site.printed(post).isoformat()
    return Published(
        url=site.url_of(post),
        title=truth["title"],
        organ=truth.get("organ"),
        report_year=truth["report_year"],
        published=published,
        source_id=site.script.id,
        truth={
            **truth,
            "published": published,
            "source": post.source,
            "absent": list(CHROME),
        },
    )
