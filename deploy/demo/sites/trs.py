"""TRS WCM: static list pages whose pager a script writes, relative links, bodies in TRS_Editor."""

import re
from html import escape

from deploy.demo.posts import Post
from deploy.demo.sites.site import Answer, Asked, Site, template

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PART = re.compile(r"^(.*/t\d{8}_\d+)_(\d+)\.html$")  # …/t20240123_4001101_1.html
LIST = re.compile(r"(?:index(?:_(\d+))?\.html)?$")  # (empty), index.html, index_2.html


class TrsSite(Site):
    """A TRS site; page k of a list is `index_{k-1}.html`.

    The GB2312 one lists in a table, with links up the tree, and has another script for its pager.
    """

    column = "/zwgk/zfxxgkml/fzzfjsbg/"

    @property
    def _table(self) -> bool:
        return self.script.charset != "utf-8"

    def path_of(self, post: Post) -> str:
        """Give …/202401/t20240123_4001101.html, beside the list or in a folder of its own."""
        folder = "/zwgk/zcwj/" if self._table else self.column
        return f"{folder}{post.published:%Y%m}/t{post.dots}_{post.number}.html"

    def listing(self, asked: Asked) -> Answer | None:
        """Answer index.html and index_1.html …, the further pages of articles, and attachments."""
        if part := PART.match(asked.path):
            post, index = self.articles.get(f"{part[1]}.html"), int(part[2])
            return (
                self.page(self._part(post, index))
                if post and 1 <= index < post.parts
                else None
            )
        if asked.path in map(self._attachment, self.posts):
            return Answer(PDF, 200, "application/pdf")
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
        counts = f"size:{pages}, current:{index}"
        pager = (
            f"Pager({{{counts}, prefix:'index', suffix:'html'}});"
            if self._table
            else f'createPageHTML({pages}, {index}, "index", "html");'
        )
        return self.page(
            template(name).substitute(self.chrome(), rows=rows, pager=pager)
        )

    def _row(self, post: Post) -> str:
        title, day = escape(post.title), f"{post.published:%Y-%m-%d}"
        if self._table:
            href = self.path_of(post).replace("/zwgk/", "../../", 1)
            anchor = f'<a href="{href}" target="_blank" title="{title}">{escape(post.cut)}</a>'
            return f"<tr><td>{post.document_number}</td><td>{anchor}</td><td>{day}</td></tr>"
        href = "./" + self.path_of(post).removeprefix(self.column)
        anchor = (
            f'<a href="{href}" target="_blank" title="{title}">{escape(post.cut)}</a>'
        )
        return f"<li>{anchor}<span>{day}</span></li>"

    def article(self, post: Post) -> str:
        """Give the article's page with its meta block and metadata box."""
        return self._part(post, 0)

    def _part(self, post: Post, index: int) -> str:
        """Give one page of an article, counted from 0.

        A script writes the pager, and on the last page the files.
        """
        lines = post.body.split("\n")
        size = -(-len(lines) // post.parts)
        body = "\n".join(lines[index * size : (index + 1) * size])
        pager = f'createPageHTML({post.parts}, {index}, "t{post.dots}_{post.number}", "html");'
        name, path = "附件：名词解释.pdf", self._attachment(post)
        attached = ""
        if path and index == post.parts - 1:
            anchor = f'<a href="./{path.rpartition("/")[2]}">{name}</a><BR/>'
            attached = f'if("{name}" != ""){{document.write(\'{anchor}\');}}'
        return template("trs_article.html").substitute(
            self.details(post),
            body=body,
            pager=pager if post.parts > 1 else "",
            attached=attached,
        )

    def _attachment(self, post: Post) -> str:
        """Give the path of a post's attachment, beside its page; empty when it has none."""
        if self._table or not post.report or post.number % 4:
            return ""
        return f"{self.path_of(post).rpartition('/')[0]}/P0{post.dots}{post.number * 7919:012d}.pdf"
