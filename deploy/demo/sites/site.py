"""Site: what every family has in common.

robots.txt, home, articles by path, error pages, noise that never rests.
"""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache
from itertools import count
from pathlib import Path
from string import Template

from deploy.demo.offers import File
from deploy.demo.posts import Post
from deploy.demo.script import SiteScript
from deploy.demo.sites.homes import list_links
from tasks.model.run import BEIJING

WEATHER = ("晴 2~14℃", "多云 4~12℃", "小雨 6~9℃", "阴 3~10℃", "晴转多云 1~15℃")
WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class Asked:
    """One request: its path without the query, the first values of query and form, its headers.

    The headers' names are in lower case.
    """

    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """One response."""

    body: bytes
    status: int = 200
    content_type: str = "text/html"
    headers: Mapping[str, str] = field(default_factory=dict)


@cache
def template(name: str) -> Template:
    """Load a page's HTML with its $places."""
    return Template(
        (Path(__file__).parent / "templates" / name).read_text(encoding="utf-8")
    )


class Site(ABC):
    """One site on one night; `base` is its address without a path."""

    column: str

    def __init__(self, script: SiteScript, posts: list[Post], base: str) -> None:
        self.script = script
        self.base = base
        self.posts = posts
        self.articles = {self.path_of(post): post for post in posts}
        self.files = {
            self.path_of_file(post, file): file for post in posts for file in post.files
        }
        self._visits = count(28_461)

    @abstractmethod
    def path_of(self, post: Post) -> str:
        """Give the path of a post's page."""

    @abstractmethod
    def listing(self, asked: Asked) -> Answer | None:
        """Answer a request for a list; null when the path is none."""

    @abstractmethod
    def article(self, post: Post) -> str:
        """Give a post's page."""

    @property
    def entrance(self) -> str:
        """Give the page that people open to see the list; the home page leads there."""
        return self.column

    @property
    def options(self) -> Mapping[str, str]:
        """Give the family's own options of a source."""
        return {}

    def path_of_file(self, post: Post, file: File) -> str:
        """Give the path of a file, which stands beside its page."""
        return f"{self.path_of(post).rpartition('/')[0]}/{file.name}"

    def url_of(self, post: Post) -> str:
        """Give the absolute address of a post's page."""
        return self.base + self.path_of(post)

    def printed(self, post: Post) -> datetime:
        """Give the time of publication as exactly as the page prints it."""
        return post.published

    def answer(self, asked: Asked) -> Answer:
        """Answer one request."""
        if asked.path == "/robots.txt":
            return self._robots()
        if self.script.blocked:
            return self.page(
                template("firewall.html").substitute(site=self.script.name), status=403
            )
        if (listed := self.listing(asked)) is not None:
            return listed
        if links := list_links(self.script.home, self.entrance).get(asked.path):
            home = template("home.html").substitute(self.chrome(), links=links)
            return self.page(home)
        if file := self.files.get(asked.path):
            return Answer(file.content, 200, file.content_type)
        post = self.articles.get(asked.path)
        if post is None or post.fate == "dead":
            return self.page(
                template("missing.html").substitute(site=self.script.name), status=404
            )
        if post.fate == "soft":
            return self.page(template("missing.html").substitute(site=self.script.name))
        return (
            self._conditional(post, asked)
            if self.script.conditional
            else self.page(self.article(post))
        )

    def page(
        self, html: str, status: int = 200, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send HTML in the site's charset; old sites say it in the page only, as they did in their time."""
        if self.script.charset == "utf-8":
            return Answer(
                html.encode(), status, "text/html; charset=utf-8", headers or {}
            )
        # gb2312 on the label is gb18030 in the bytes.
        return Answer(html.encode("gb18030"), status, "text/html", headers or {})

    def chrome(self) -> dict[str, str]:
        """Give what stands around every page, with the noise: clock, weather, visits differ each time."""
        visits = next(self._visits)
        now = datetime.now(BEIJING)
        clock = f"{now.year}年{now.month}月{now.day}日 {now:%H:%M:%S} 星期{WEEKDAYS[now.weekday()]}"
        return {
            "site": self.script.name,
            "charset": self.script.charset,
            "clock": clock,
            "weather": WEATHER[visits % len(WEATHER)],
            "visits": str(visits),
            "base": self.base,
            "domain": self.base.partition("//")[2],
        }

    def details(self, post: Post) -> dict[str, str]:
        """Give what an article's page says of its post."""
        printed = self.printed(post)
        index = f"{self.script.id}/{post.published.year}-{post.number % 100_000:05d}"
        return {
            **self.chrome(), "title": post.title, "body": post.body, "source": post.source, "index": index,
            "published": f"{printed:%Y-%m-%d %H:%M}", "day": f"{printed:%Y-%m-%d}",
            "number": post.document_number, "written": f"{post.published:%Y年%m月%d日}",
            "id": str(post.number), "url": self.url_of(post),
        }  # fmt: skip

    def _robots(self) -> Answer:
        if self.script.robots is None:
            return Answer(b"Not Found", 404, "text/plain")
        return Answer(
            self.script.robots.format(base=self.base).encode(), 200, "text/plain"
        )

    def _conditional(self, post: Post, asked: Asked) -> Answer:
        """Answer 304 when the reader has this edition.

        The tag ignores the noise, as a cache before a site does.
        """
        tag = (
            f'W/"{hashlib.sha256((post.title + post.body).encode()).hexdigest()[:16]}"'
        )
        headers = {
            "ETag": tag,
            "Last-Modified": format_datetime(
                post.published.astimezone(UTC), usegmt=True
            ),
        }
        if asked.headers.get("if-none-match") == tag:
            return Answer(b"", 304, headers=headers)
        return self.page(self.article(post), headers=headers)
