"""A site whose lists are drawn by a script, and whose sitemap names every page.

The sitemap is an index, and one of its sets is compressed.
"""

import gzip

from deploy.demo.posts import Post
from deploy.demo.sites.site import Answer, Asked, Site, template

INDEX = "/sitemap.xml"
FOLDER = "/zwgk/fzzfjsndbg/"
KIN = ("法治", "报告")  # titles with these words are filed among the reports


class SitemapSite(Site):
    """A site with an index of sitemaps; it names a set and pages of another host too, and folders."""

    column = INDEX

    def path_of(self, post: Post) -> str:
        """Give /zwgk/fzzfjsndbg/20240123/4001101.html, or a path in the folder of the announcements."""
        akin = post.report or any(word in post.title for word in KIN)
        return f"{FOLDER if akin else '/zwgk/tzgg/'}{post.dots}/{post.number}.html"

    def listing(self, asked: Asked) -> Answer | None:
        """Answer the index and its sets, the second of them as a gzip file."""
        size = self.script.per_page
        parts = [self.posts[at : at + size] for at in range(0, len(self.posts), size)]
        names = [
            f"/sitemap_{number}.xml{'.gz' if number == 2 else ''}"
            for number in range(1, len(parts) + 1)
        ]
        if asked.path == INDEX:
            return _xml(
                "sitemapindex",
                "sitemap",
                [*(self.base + name for name in names), _ELSEWHERE + INDEX],
            )
        if asked.path not in names:
            return None
        number = names.index(asked.path)
        entries = (
            [f"{self.base}{FOLDER}", f"{_ELSEWHERE}{FOLDER}1.html"]
            if number == 0
            else []
        )
        days = dict.fromkeys(entries, "")
        for post in parts[number]:
            # Sites write the whole moment, or the day alone.
            days[self.url_of(post)] = (
                f"{post.published:%Y-%m-%dT%H:%M:%S+08:00}"
                if post.number % 2
                else f"{post.published:%Y-%m-%d}"
            )
        answer = _xml("urlset", "url", list(days), days)
        return (
            Answer(gzip.compress(answer.body, mtime=0), 200, "application/gzip")
            if number == 1
            else answer
        )

    def article(self, post: Post) -> str:
        """Give the article's page, which prints what the sitemap does not tell."""
        return template("sitemap_article.html").substitute(self.details(post))


_ELSEWHERE = "http://mirror.example"


def _xml(
    root: str, entry: str, urls: list[str], days: dict[str, str] | None = None
) -> Answer:
    """Write a sitemap."""
    changed = {
        url: f"<lastmod>{day}</lastmod>" for url, day in (days or {}).items() if day
    }
    entries = "\n".join(
        f"<{entry}><loc>{url}</loc>{changed.get(url, '')}</{entry}>" for url in urls
    )
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return Answer(f"{text}{entries}\n</{root}>\n".encode(), 200, "application/xml")
