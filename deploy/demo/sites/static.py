"""A site of its own making: plain lists with a next link.

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
        following = (
            f'<a href="{self._name(number + 1).rpartition("/")[2]}">下一页</a>'
            if number < pages
            else "下一页"
        )
        pager = f"共{pages}页 第{number}页 {following}"
        rows = "\n".join(map(self._row, shown))
        return self.page(
            template("static_list.html").substitute(
                self.chrome(), rows=rows, pager=pager
            )
        )

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
