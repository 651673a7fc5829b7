"""TRS IGS: a search API in place of a list.

Its totals are texts, its dates carry zones that change between entries.
"""

import json
from datetime import UTC

from deploy.demo.posts import Post
from deploy.demo.sites.site import Answer, Asked, Site, template

API = "/igs/front/search/list.html"
INDEX = "sjzf-search-v20240101"
LIST = "/zwgk/fzzfjsbg/list.html"


class IgsSite(Site):
    """A site whose disclosure column asks the search; what is found are TRS pages."""

    column = (
        f"{API}?index={INDEX}&type=governmentdocuments&pageNumber=1&pageSize=5&filter[AVAILABLE]=true"
        "&filter[CHNLDESC]=fzzfjsbg&siteId=43&orderProperty=FBRQ&orderDirection=desc"
    )

    @property
    def entrance(self) -> str:
        """Give the list's page, which a script fills."""
        return LIST

    def path_of(self, post: Post) -> str:
        """Give /zwgk/zcwj/202401/t20240123_4001101.html."""
        return f"/zwgk/zcwj/{post.published:%Y%m}/t{post.dots}_{post.number}.html"

    def listing(self, asked: Asked) -> Answer | None:
        """Answer the search, and the page that asks it."""
        if asked.path == LIST:
            script = template("igs_list.html")
            return self.page(script.substitute(self.chrome(), api=API, index=INDEX))
        if asked.path != API:
            return None
        size = min(max(int(asked.query.get("pageSize", "10")), 1), self.script.per_page)
        number = max(int(asked.query.get("pageNumber", "1")), 1)
        found = self.posts if asked.query.get("index") == INDEX else []
        page = {
            "content": [
                self._entry(post) for post in found[(number - 1) * size : number * size]
            ],
            "total": str(len(found)),
            "pageSize": size,
            "pageNumber": number,
            "totalPages": -(-len(found) // size),
        }
        return Answer(
            json.dumps({"page": page}, ensure_ascii=False).encode(),
            200,
            "application/json;charset=UTF-8",
        )

    def _entry(self, post: Post) -> dict[str, object]:
        """Describe one document under this index's names; one half of the dates is in UTC."""
        at = post.published.astimezone(UTC) if post.number % 2 else post.published
        zone = "Z" if post.number % 2 else "+0800"
        return {
            "BT": post.title.replace("法治政府", "<em>法治政府</em>", 1),
            "DOCPUBURL": self.url_of(post),
            "FBRQ": f"{at:%Y-%m-%dT%H:%M:%S}.000{zone}",
            "FWZH": post.document_number,
            "IDXID": f"{self.script.id}/{post.published.year}-{post.number % 100_000:05d}",
            "FWJG_name": post.source,
            "ZW": post.title,
        }

    def article(self, post: Post) -> str:
        """Give the article's page, of TRS's later editor."""
        return template("igs_article.html").substitute(self.details(post))
