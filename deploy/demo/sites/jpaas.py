"""Hanweb JPAAS: the column's page names units, and an API builds a unit's HTML for the page asked for."""

import json
from hashlib import sha256
from html import escape

from deploy.demo.posts import Post
from deploy.demo.sites.site import Answer, Asked, Site, template

COLUMN = "113471"
API = "/api-gateway/jpaas-publish-server/front/page/build/unit"
# bulidstatic: so the system spells it
UNIT = {
    "webId": "3630",
    "pageId": COLUMN,
    "parseType": "bulidstatic",
    "pageType": "column",
    "tagId": "当前栏目_list",
    "tplSetId": "5HrZk0aU1xJq9dYw",
}


class JpaasSite(Site):
    """A JPAAS site with one column; beyond its last page the API gives the last page again."""

    column = f"/col/col{COLUMN}/index.html"

    def path_of(self, post: Post) -> str:
        """Give /art/2024/art_<32 hex digits>.html."""
        return f"/art/{post.published.year}/art_{sha256(str(post.number).encode()).hexdigest()[:32]}.html"

    def listing(self, asked: Asked) -> Answer | None:
        """Answer the column's page and the API."""
        if asked.path == self.column:
            units = [{**UNIT, "tagId": "头部"}, UNIT, {**UNIT, "tagId": "底部"}]
            places = ("head", "unit", "foot")
            scripts = dict(zip(places, map(self._script, units), strict=True))
            return self.page(
                template("jpaas_list.html").substitute(self.chrome(), **scripts)
            )
        if asked.path == API:
            return self._built(asked)
        return None

    def _script(self, unit: dict[str, str]) -> str:
        query = json.dumps(unit, ensure_ascii=False, separators=(",", ":")).replace(
            '"', "'"
        )
        return f'<script src="/script/AuthorizedRead/unitbuild.js" url="{API}" queryData="{query}"></script>'

    def _built(self, asked: Asked) -> Answer:
        if any(
            asked.query.get(name) != UNIT[name]
            for name in ("webId", "pageId", "tplSetId", "parseType")
        ):
            return self._json({"success": False, "code": "500", "data": None})
        if asked.query.get("tagId") != UNIT["tagId"]:
            return self._json(
                {
                    "success": True,
                    "code": "200",
                    "data": {"html": '<a href="/">首页</a>'},
                }
            )
        # Only paramJson counts: a bare pageNo gives the first page.
        try:
            number = int(
                json.loads(asked.query.get("paramJson", "{}")).get("pageNo", 1)
            )
        except ValueError:
            number = 1
        size = self.script.per_page
        pages = -(-len(self.posts) // size)
        number = min(max(number, 1), pages)
        rows = "".join(map(self._row, self.posts[(number - 1) * size : number * size]))
        # a browser's script makes the pager of these counts
        counts = (
            f'rows="{size}" count="{len(self.posts)}" pageNo="{number}" unitUrl="{API}"'
        )
        pager = f'<div class="pagination" {counts}></div>'
        return self._json(
            {
                "success": True,
                "code": "200",
                "data": {
                    "html": f'<div class="page-content"><ul>{rows}</ul></div>{pager}'
                },
            }
        )

    def _row(self, post: Post) -> str:
        title, shown = escape(post.title), escape(post.cut)
        link = f'href="{self.path_of(post)}" title="{title}" target="_blank"'
        anchor = f"<a {link}>{shown}</a>"
        return f"<li>{anchor}<span>{post.published:%Y-%m-%d}</span></li>"

    def _json(self, answer: dict[str, object]) -> Answer:
        return Answer(
            json.dumps(answer, ensure_ascii=False).encode(),
            200,
            "application/json;charset=UTF-8",
        )

    def article(self, post: Post) -> str:
        """Give the article's page; this system prints the time of day, and its meta block holds it too."""
        return template("jpaas_article.html").substitute(
            self.details(post), column=COLUMN
        )
