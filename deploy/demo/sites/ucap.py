"""UCAP: static list pages counted from 1 by a script.

Bodies stand in an element of its own, with page breaks inside.
"""

import re
from hashlib import sha256
from html import escape

from deploy.demo.posts import Post
from deploy.demo.sites.site import Answer, Asked, Site, template

FOLDER = "/zwgk/fzzfjsbg/"
LIST = re.compile(r"xlist(?:_(\d+))?\.shtml$")  # xlist.shtml, xlist_2.shtml
PARAGRAPHS = 6  # to a page that a reader's script shows at a time
# The editor's page breaks: a line of its own, and the element of its newer version.
BREAKS = ('<p style="text-align: center;">#PAGE_BREAK#</p>', "<pagebreak></pagebreak>")


class UcapSite(Site):
    """A UCAP site; page N of its list is `xlist_N.shtml`, and `_1` is the first page once more.

    In the manner `from zero` the second page is `_1`. Each page repeats the last row of the one before, as
    lists do whose cache is older than their entries.
    """

    column = f"{FOLDER}xlist.shtml"

    @property
    def _from_zero(self) -> bool:
        return self.script.manner == "from zero"

    def path_of(self, post: Post) -> str:
        """Give …/202401/<32 hex digits>.shtml."""
        return f"{FOLDER}{post.published:%Y%m}/{sha256(str(post.number).encode()).hexdigest()[:32]}.shtml"

    def listing(self, asked: Asked) -> Answer | None:
        """Answer xlist.shtml and its further pages."""
        found = (
            LIST.match(asked.path.removeprefix(FOLDER))
            if asked.path.startswith(FOLDER)
            else None
        )
        size, count = self.script.per_page, len(self.posts)
        pages = -(-count // size)
        number = (
            int(found[1] or 1) + (self._from_zero and found[1] is not None)
            if found
            else 0
        )
        if not 1 <= number <= pages:
            return None
        shown = self.posts[max((number - 1) * size - 1, 0) : number * size]
        rows = "\n".join(map(self._row, shown))
        pager = (
            f"createPageHTML('page_div', {pages}, {number}, 'xlist', 'shtml', {count});"
        )
        return self.page(
            template("ucap_list.html").substitute(self.chrome(), rows=rows, pager=pager)
        )

    def _row(self, post: Post) -> str:
        href = self.path_of(post).removeprefix(FOLDER)
        anchor = f'<a href="{href}" title="{escape(post.title)}" target="_blank">{escape(post.cut)}</a>'
        return f'<li>{anchor}<span class="time">{post.published:%Y-%m-%d}</span></li>'

    def article(self, post: Post) -> str:
        """Give the article's page, its body with the page breaks that a script turns into buttons."""
        lines = post.body.split("\n")
        parts = [
            "\n".join(lines[at : at + PARAGRAPHS])
            for at in range(0, len(lines), PARAGRAPHS)
        ]
        body = f"\n{BREAKS[post.number % len(BREAKS)]}\n".join(parts)
        return template("ucap_article.html").substitute(self.details(post), body=body)
