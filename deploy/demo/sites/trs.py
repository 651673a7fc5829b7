"""TRS WCM: static list pages whose pager a script writes, relative links, bodies in TRS_Editor."""

import re
from html import escape

from deploy.demo.posts import Post
from deploy.demo.sites.site import Answer, Asked, Site, template

LIST = re.compile(r"(?:index(?:_(\d+))?\.html)?$")  # (empty), index.html, index_2.html


class TrsSite(Site):
    """A TRS site; page k of a list is `index_{k-1}.html`. The GB2312 one lists in a table, with links up the tree."""

    column = "/zwgk/zfxxgkml/fzzfjsbg/"

    @property
    def _table(self) -> bool:
        return self.script.charset != "utf-8"

    def path_of(self, post: Post) -> str:
        """Give …/202401/t20240123_4001101.html, beside the list or in a folder of its own."""
        folder = "/zwgk/zcwj/" if self._table else self.column
        return f"{folder}{post.published:%Y%m}/t{post.dots}_{post.number}.html"

    def listing(self, asked: Asked) -> Answer | None:
        """Answer index.html and index_1.html …; beyond the last page there is none."""
        if not asked.path.startswith(self.column):
            return None
        found = LIST.match(asked.path.removeprefix(self.column))
        if found is None:
            return None
        index, size = int(found[1] or 0), self.script.per_page
        pages = -(-len(self.posts) // size)
        shown = self.posts[index * size : (index + 1) * size]
        if not shown or found[1] == "0":
            return None
        name = "trs_table.html" if self._table else "trs_list.html"
        rows = "\n".join(map(self._row, shown))
        pager = f'createPageHTML({pages}, {index}, "index", "html");'
        return self.page(template(name).substitute(self.chrome(), rows=rows, pager=pager))

    def _row(self, post: Post) -> str:
        title, day = escape(post.title), f"{post.published:%Y-%m-%d}"
        if self._table:
            href = self.path_of(post).replace("/zwgk/", "../../", 1)
            anchor = f'<a href="{href}" target="_blank" title="{title}">{escape(post.cut)}</a>'
            return f"<tr><td>{post.document_number}</td><td>{anchor}</td><td>{day}</td></tr>"
        href = "./" + self.path_of(post).removeprefix(self.column)
        return f'<li><a href="{href}" target="_blank" title="{title}">{escape(post.cut)}</a><span>{day}</span></li>'

    def article(self, post: Post) -> str:
        """Give the article's page with its meta block and metadata box."""
        return template("trs_article.html").substitute(self.details(post))
