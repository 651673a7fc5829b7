"""Hanweb JCMS: the column's page embeds its first records, dataproxy.jsp serves the rest.

It cuts long windows. The old form embeds nothing and answers with a script, and its proxy knows pages only.
"""

from html import escape

from deploy.demo.posts import Post
from deploy.demo.sites.site import Answer, Asked, Site, template

COLUMN = "1229561"
UNIT = "6018123"
WEB = "2781"
PROXY = "/module/web/jpage/dataproxy.jsp"
OLD_PROXY = "/module/jslib/jquery/jpage/dataproxy.jsp"
WINDOW = 20  # the most records of one answer, whatever endrecord says


class JcmsSite(Site):
    """A JCMS site with one column; in the manner `store` it is an old one."""

    column = f"/col/col{COLUMN}/index.html"

    @property
    def options(self) -> dict[str, str]:
        """Name the column as the proxy knows it."""
        return {"columnid": COLUMN, "unitid": UNIT, "webid": WEB}

    def path_of(self, post: Post) -> str:
        """Give /art/2023/1/10/art_123_456.html."""
        day = post.published
        return f"/art/{day.year}/{day.month}/{day.day}/art_{COLUMN}_{post.number}.html"

    def listing(self, asked: Asked) -> Answer | None:
        """Answer the column's page and its data proxy."""
        if self.script.manner == "store":
            return self._old(asked)
        if asked.path == self.column:
            store = self._store(1, self.script.per_page, following=True)
            return self.page(
                template("jcms_list.html").substitute(
                    self.chrome(), store=store, size=self.script.per_page
                )
            )
        if asked.path == PROXY:
            return self._window(asked)
        return None

    def _window(self, asked: Asked) -> Answer:
        if (asked.query.get("columnid"), asked.query.get("unitid")) != (COLUMN, UNIT):
            return Answer(
                b"<datastore><totalrecord>0</totalrecord></datastore>",
                200,
                "text/xml; charset=utf-8",
            )
        start = int(asked.query.get("startrecord", "1"))
        end = min(int(asked.query.get("endrecord", "15")), start + WINDOW - 1)
        return Answer(self._store(start, end).encode(), 200, "text/xml; charset=utf-8")

    def _old(self, asked: Asked) -> Answer | None:
        """Answer as the old form does: `page` counts, whatever window is asked for."""
        size = self.script.per_page
        if asked.path == self.column:
            named = {"size": size, "column": COLUMN, "unit": UNIT, "web": WEB}
            return self.page(
                template("jcms_old_list.html").substitute(self.chrome(), **named)
            )
        if asked.path != OLD_PROXY:
            return None
        known = (asked.query.get("columnid"), asked.query.get("unitid")) == (
            COLUMN,
            UNIT,
        )
        number, posts = int(asked.query.get("page", "1")), self.posts if known else []
        rows = ",\n".join(
            f"'{self._row(post)}'"
            for post in posts[(number - 1) * size : number * size]
        )
        counts = f"totalRecord={len(posts)}.0;totalPage = {-(-len(posts) // size)};"
        return Answer(
            f"\n\n\n{counts}dataStore = [{rows}];".encode(),
            200,
            "text/html; charset=utf-8",
        )

    def _store(self, start: int, end: int, *, following: bool = False) -> str:
        """Give records `start` to `end`, counted from 1, both included."""
        records = "".join(
            f"<record><![CDATA[{self._row(post)}]]></record>"
            for post in self.posts[start - 1 : end]
        )
        pages = -(-len(self.posts) // self.script.per_page)
        group = ""
        if following:
            query = f"page=1&appid=1&webid={WEB}&path=/&columnid={COLUMN}&unitid={UNIT}&permissiontype=0"
            group = f'<nextgroup><![CDATA[<a href="{PROXY}?{query}"></a>]]></nextgroup>'
        total = f"<totalrecord>{len(self.posts)}</totalrecord><totalpage>{pages}</totalpage>"
        return f"<datastore>{group}{total}<recordset>{records}</recordset></datastore>"

    def _row(self, post: Post) -> str:
        title, shown = escape(post.title), escape(post.cut)
        link = f'href="{self.path_of(post)}" title="{title}" target="_blank"'
        anchor = f"<a {link}>{shown}</a>"
        return f"<li>{anchor}<span>{post.published:%Y-%m-%d}</span></li>"

    def article(self, post: Post) -> str:
        """Give the article's page, its fields between comments."""
        return template("jcms_article.html").substitute(
            self.details(post), column=COLUMN
        )
