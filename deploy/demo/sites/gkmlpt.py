"""Guangdong's gkmlpt: an index page with a configuration object, JSON lists of 100, articles by number."""

import json
import re
from datetime import timedelta

from deploy.demo.offers import File
from deploy.demo.posts import Post
from deploy.demo.sites.site import Answer, Asked, Site, template

COLUMN = "20765"
SID = "755001"
API = re.compile(rf"/gkmlpt/api/all/{COLUMN}$")
PER_PAGE = 100
ESCAPES = (("&", "\\u0026"), ("<", "\\u003C"), (">", "\\u003E"), ("/", "\\/"))


class GkmlptSite(Site):
    """A disclosure platform with one column of documents."""

    column = "/gkmlpt/index"

    @property
    def options(self) -> dict[str, str]:
        """Name the column, which the index page's address tells only to a browser."""
        return {"column": COLUMN}

    def path_of(self, post: Post) -> str:
        """Give /gkmlpt/content/4/4001/post_4001101.html."""
        return f"/gkmlpt/content/{post.number // 1_000_000}/{post.number // 1000}/post_{post.number}.html"

    def listing(self, asked: Asked) -> Answer | None:
        """Answer the index page and the list's API, where pages 0 and 1 are the same."""
        if asked.path == self.column:
            branch = {
                "id": int(COLUMN),
                "name": "法治政府建设年度报告",
                "parent": 0,
                "post_count": len(self.posts) + 2,
            }
            tree = json.dumps(
                [{**branch, "jump_url": "", "children": []}], ensure_ascii=False
            )
            return self.page(
                template("gkmlpt_index.html").substitute(
                    self.chrome(), sid=SID, tree=tree
                )
            )
        if API.match(asked.path):
            return self._list(asked)
        return None

    def _list(self, asked: Asked) -> Answer:
        page = max(1, int(asked.query.get("page", "1")))
        shown = self.posts[(page - 1) * PER_PAGE : page * PER_PAGE]
        if asked.query.get("sid") != SID or not shown:
            return Answer(b"{}", 404, "application/json")
        branch = {
            "id": int(COLUMN),
            "name": "法治政府建设年度报告",
            "parent": 0,
            "post_count": len(self.posts) + 2,
        }
        answer = {
            "classify": {**branch, "theme_count": 0, "jump_url": ""},
            "total": len(self.posts),
            "offset": (page - 1) * PER_PAGE,
            "articles": [self._entry(post) for post in shown],
        }
        return Answer(json.dumps(answer).encode(), 200, "application/json")

    def _entry(self, post: Post) -> dict[str, object]:
        """Describe one article; only `create_time` is the time of publication."""
        created = int(post.published.timestamp())
        written = int((post.published - timedelta(days=9)).timestamp())
        url = "//" + self.url_of(post).partition("//")[2]
        return {
            "id": post.number, "title": post.title, "type": "normal", "url": url,
            "post_url": self.url_of(post), "date": written, "create_time": created,
            "first_publish_time": created, "display_publish_time": created,
            "created_at": f"{post.published + timedelta(days=3):%Y-%m-%d %H:%M:%S}", "publisher": post.source,
            "identifier": f"{self.script.id}/{post.published.year}-{post.number % 100_000:05d}",
            "document_number": post.document_number, "keywords": "", "abstract": "",
            "classify_main": int(COLUMN), "classify_main_name": "法治政府建设年度报告",
            "classify_genre_name": "其他", "classify_theme_name": "其他",
            "attachment": [self._attached(post, file) for file in post.files], "relation": [],
            "is_expired": 0, "is_abolished": 0,
        }  # fmt: skip

    def path_of_file(self, post: Post, file: File) -> str:
        """Give /attachment/0/4001/4001101/2602.docx."""
        return f"/attachment/0/{post.number // 1000}/{post.number}/{file.name}"

    def _attached(self, post: Post, file: File) -> dict[str, object]:
        return {
            "id": post.number * 3, "name": file.shown, "type": "file", "mime": file.content_type,
            "size": str(len(file.content)), "url": self.base + self.path_of_file(post, file),
        }  # fmt: skip

    def article(self, post: Post) -> str:
        """Give the article's page: a metadata table, the body, and the body once more inside a script."""
        content = json.dumps(post.body, ensure_ascii=False)
        for sign, escaped in ESCAPES:
            content = content.replace(sign, escaped)
        return template("gkmlpt_article.html").substitute(
            self.details(post), content=content
        )
