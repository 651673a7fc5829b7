"""Boda VSB: static lists whose further pages count down, articles by tree and number.

Clicks are written by a script.
"""

import re
from html import escape

from deploy.demo.posts import Post
from deploy.demo.sites.site import Answer, Asked, Site, template

COLUMN = "/zwgk/fzzfjsbg"
TREE = 1095
LIST = re.compile(rf"{COLUMN}(?:/(\d+))?\.htm$")  # …/fzzfjsbg.htm, …/fzzfjsbg/2.htm


class VsbSite(Site):
    """A VSB site.

    With P pages, page 2 is `{P-1}.htm` in a folder of the column's name, and the last is `1.htm`.
    Each page repeats the last row of the one before: the numbers shift with every new document.
    """

    column = f"{COLUMN}.htm"

    def path_of(self, post: Post) -> str:
        """Give /info/1095/4001101.htm."""
        return f"/info/{TREE}/{post.number}.htm"

    def listing(self, asked: Asked) -> Answer | None:
        """Answer the column's page and its further ones."""
        found = LIST.match(asked.path)
        size = self.script.per_page
        pages = -(-len(self.posts) // size)
        number = (pages - int(found[1]) + 1 if found[1] else 1) if found else 0
        if not 1 <= number <= pages or (found and found[1] and number == 1):
            return None
        up = "../" if number == 1 else "../../"
        shown = self.posts[max((number - 1) * size - 1, 0) : number * size]
        rows = "\n".join(self._row(post, up, index) for index, post in enumerate(shown))
        return self.page(
            template("vsb_list.html").substitute(
                self.chrome(), rows=rows, pager=_pager(number, pages)
            )
        )

    def _row(self, post: Post, up: str, index: int) -> str:
        href = up + self.path_of(post).removeprefix("/")
        anchor = f'<a href="{href}" target="_blank" title="{escape(post.title)}">{escape(post.cut)}</a>'
        return f'<li id="line_u8_{index}">{anchor}<span>{post.published:%Y-%m-%d}</span></li>'

    def article(self, post: Post) -> str:
        """Give the article's page, its first and last paragraph marked by the editor."""
        body = post.body.replace("<p", '<p class="vsbcontent_start"', 1)
        last = body.rindex("<p") + len("<p")
        return template("vsb_article.html").substitute(
            self.details(post),
            body=f'{body[:last]} class="vsbcontent_end"{body[last:]}',
            tree=TREE,
        )


def _pager(number: int, pages: int) -> str:
    """Write the pager of page `number`.

    Links of the first page go into the folder, those of the others stay in it.
    """

    def href(page: int) -> str:
        if page == 1:
            return "../fzzfjsbg.htm"
        return f"{'fzzfjsbg/' if number == 1 else ''}{pages - page + 1}.htm"

    numbers = "".join(
        f'<span class="p_no_d">{page}</span>'
        if page == number
        else f'<span class="p_no"><a href="{href(page)}">{page}</a></span>'
        for page in range(1, pages + 1)
    )
    if number == pages:
        following = '<span class="p_next_d p_fun_d">下页</span>'
        return f'{numbers}{following}<span class="p_last_d p_fun_d">尾页</span>'
    following = (
        f'<span class="p_next p_fun"><a href="{href(number + 1)}">下页</a></span>'
    )
    return f'{numbers}{following}<span class="p_last p_fun"><a href="{href(pages)}">尾页</a></span>'
