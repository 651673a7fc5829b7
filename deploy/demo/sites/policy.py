"""The State Council's policy library: a search API that answers by category, and articles in UCAP-CONTENT."""

import json
from collections.abc import Sequence

from deploy.demo.posts import Post
from deploy.demo.sites.site import Answer, Asked, Site, template

API = "/search-gov/data"
CATEGORIES = ("gongwen", "bumenfile", "gongbao", "otherfile", "zhongyangfile")


class PolicySite(Site):
    """A policy library; the reports stand under `bumenfile`, everything else is spread over the others."""

    column = (
        f"{API}?t=zhengcelibrary&q=法治政府建设&timetype=timeqb&sort=pubtime&sortType=1&searchfield=title"
        "&pcodeJiguan=&puborg=&filetype=&p=1&n=5&inpro=&bmfl=&dup=&orpro=&type=gwyzcwjk"
    )

    def path_of(self, post: Post) -> str:
        """Give /zhengce/zhengceku/202403/content_4001101.htm."""
        return f"/zhengce/zhengceku/{post.published:%Y%m}/content_{post.number}.htm"

    def listing(self, asked: Asked) -> Answer | None:
        """Answer the search: each category with its count and the page asked for, if it has one."""
        if asked.path != API:
            return None
        number, size = int(asked.query.get("p", "1")), int(asked.query.get("n", "5"))
        by_category: dict[str, list[Post]] = {name: [] for name in CATEGORIES}
        for post in self.posts:
            by_category[_category(post)].append(post)
        found = {
            name: self._page(posts, number, size)
            for name, posts in by_category.items()
            if posts
        }
        answer = {
            "code": 200,
            "msg": "操作成功",
            "searchVO": {"catMap": found, "listVO": None, "currentPage": number},
        }
        return Answer(
            json.dumps(answer, ensure_ascii=False).encode(),
            200,
            "application/json;charset=UTF-8",
        )

    def _page(self, posts: Sequence[Post], number: int, size: int) -> dict[str, object]:
        shown = posts[(number - 1) * size : number * size]
        return {
            "totalCount": len(posts),
            "listVO": [self._entry(post) for post in shown],
        }

    def _entry(self, post: Post) -> dict[str, object]:
        return {
            "title": post.title.replace("法治政府", "<em>法治</em><em>政府</em>", 1),
            "url": self.url_of(post),
            "puborg": post.source,
            "pcode": post.document_number,
            "pubtimeStr": f"{post.published:%Y.%m.%d}",
            "summary": post.title,
        }

    def article(self, post: Post) -> str:
        """Give the article's page.

        The time stands in a meta tag of this site only, with a hyphen before the hour.
        """
        first = f"{post.published:%Y-%m-%d-%H:%M:%S}"
        return template("policy_article.html").substitute(
            self.details(post), first=first
        )


def _category(post: Post) -> str:
    return "bumenfile" if post.report else CATEGORIES[post.number % len(CATEGORIES)]
