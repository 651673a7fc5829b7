"""A shell: the column's page frames its list, a visitors' counter and the weather of another host."""

from datetime import datetime
from html import escape

from deploy.demo.posts import Post
from deploy.demo.sites.site import Answer, Asked, Site, template

FOLDER = "/frame/fzjs/"
COUNTER = "/frame/count.html"


class IframeSite(Site):
    """A shell around a plain list whose pages lie in a folder of their own.

    Rows are a table's, open by script, and print the day before the month.
    """

    column = "/zwgk/fzjs/index.html"

    def path_of(self, post: Post) -> str:
        """Give /zwgk/fzjs/content/4001101/index.html."""
        return f"/zwgk/fzjs/content/{post.number}/index.html"

    def printed(self, post: Post) -> datetime:
        """Give the day only: this site prints no time."""
        return post.published.replace(hour=0, minute=0)

    def listing(self, asked: Asked) -> Answer | None:
        """Answer the shell, what it frames, and the list's further pages."""
        if asked.path == self.column:
            frame = self._name(1)
            return self.page(
                template("iframe_shell.html").substitute(
                    self.chrome(), frame=frame, counter=COUNTER
                )
            )
        if asked.path == COUNTER:
            return self.page(template("iframe_counter.html").substitute(self.chrome()))
        size = self.script.per_page
        pages = -(-len(self.posts) // size)
        number = {self._name(number): number for number in range(1, pages + 1)}.get(
            asked.path
        )
        if number is None:
            return None
        rows = "\n".join(
            map(self._row, self.posts[(number - 1) * size : number * size])
        )
        following = (
            f'<span class="next" onclick="turn({number + 1})">下一页</span>'
            if number < pages
            else ""
        )
        return self.page(
            template("iframe_list.html").substitute(
                self.chrome(), rows=rows, following=following
            )
        )

    def _name(self, number: int) -> str:
        return f"{FOLDER}list.html" if number == 1 else f"{FOLDER}list_{number}.html"

    def _row(self, post: Post) -> str:
        title, shown = escape(post.title), escape(post.cut)
        link = f'href="javascript:void(0)" title="{title}"'
        anchor = f"<a {link}>{shown}</a>"
        day = f"<b>{post.published:%d}</b><i>{post.published:%Y-%m}</i>"
        opens = f"openArticle('{self.path_of(post)}')"
        return (
            f'<tr onclick="{opens}"><td class="date">{day}</td><td>{anchor}</td></tr>'
        )

    def article(self, post: Post) -> str:
        """Give the article's page."""
        return template("iframe_article.html").substitute(self.details(post))
