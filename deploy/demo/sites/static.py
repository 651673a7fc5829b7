"""A site of its own making: plain lists whose pager a script draws, pages all called by the site's name.

It has one day without a time, and nothing in meta but the title.
"""

from datetime import datetime
from html import escape

from deploy.demo.posts import Post
from deploy.demo.sites.site import Answer, Asked, Site, template


class StaticSite(Site):
    """A hand-made site; page k of its list is `list_k.html`."""

    column = "/fzjs/list.html"

    def path_of(self, post: Post) -> str:
        """Give /fzjs/2024/01-23/4001101.html, or the file beside it that stands for the page."""
        name = post.files[0].name if post.direct else f"{post.number}.html"
        return f"/fzjs/{post.published:%Y/%m-%d}/{name}"

    def printed(self, post: Post) -> datetime:
        """Give the day only: this site prints no time."""
        return post.published.replace(hour=0, minute=0)

    def listing(self, asked: Asked) -> Answer | None:
        """Answer list.html, list_2.html …."""
        size = self.script.per_page
        pages = -(-len(self.posts) // size)
        names = {self._name(number): number for number in range(1, pages + 1)}
        number = names.get(asked.path)
        if number is None:
            return None
        shown = self.posts[(number - 1) * size : number * size]
        pager = self._pager(number, pages)
        rows = "\n".join(map(self._row, shown))
        return self.page(
            template("static_list.html").substitute(
                self.chrome(), rows=rows, pager=pager
            )
        )

    def _pager(self, number: int, pages: int) -> str:
        """Give the counts and the script of which a browser makes the pager; no link leads to a next page."""
        counts = f"count:{len(self.posts)},limit:{self.script.per_page},curr:{number}"
        address = '"list"+(o.curr==1?"":"_"+o.curr)+".html"'
        jump = f"jump:function(o,first){{if(!first)location.href={address}}}"
        widget = f'layui.laypage.render({{elem:"pages",{counts},{jump}}})'
        words = f"共{len(self.posts)}条 第{number}/{pages}页"
        return f'{words}<div id="pages"></div><script>{widget}</script>'

    def _name(self, number: int) -> str:
        return self.column if number == 1 else f"/fzjs/list_{number}.html"

    def _row(self, post: Post) -> str:
        href = self.path_of(post).removeprefix("/fzjs/")
        anchor = f'<a href="{href}" title="{escape(post.title)}">{escape(post.cut)}</a>'
        return (
            f'<li><span class="date">[{post.published:%Y-%m-%d}]</span> {anchor}</li>'
        )

    def article(self, post: Post) -> str:
        """Give the article's page."""
        return template("static_article.html").substitute(self.details(post))
