"""Which pages of a list are visited."""

from collections.abc import Iterable
from datetime import datetime

import pytest

from tasks.crawl.selection import ListedPage, select_pages
from tasks.model.page import Link
from tasks.model.run import BEIJING
from tasks.model.source import Family, Source
from tests.sites.families.pages import source

NIGHT = datetime(2026, 7, 1, 2, tzinfo=BEIJING)
COLUMN = "http://example.cn/bg/"


@pytest.mark.parametrize(
    ("title", "known", "wanted"),
    [
        ("演示镇2025年法治政府建设年度报告", False, True),
        ("演示镇2025年政府信息公开工作年度报告", False, False),
        ("演示镇2025年政府信息公开工作年度报告", True, True),
    ],
)
def test_reports_by_title_and_known_reports_are_visited(title, known, wanted):
    """A known report is looked at whatever the list calls it now."""
    (decision,) = select_pages(
        source(Family.STATIC, COLUMN),
        [Link(f"{COLUMN}a.html", title)],
        lambda _identity: known,
    )
    assert (decision.wanted, decision.obstacle) == (wanted, "")


def test_a_report_that_may_not_be_followed_is_lost_by_name():
    """Another document is not."""
    links = [
        Link("http://other.cn/a.html", "演示镇2025年法治政府建设年度报告"),
        Link("http://other.cn/b.html", "演示镇工作动态"),
    ]
    decisions = select_pages(
        source(Family.STATIC, COLUMN), links, lambda _identity: True
    )
    assert [(one.wanted, one.obstacle, one.relevance.kind) for one in decisions] == [
        (False, "off_host", "off_host"),
        (False, "", "off_host"),
    ]


@pytest.mark.parametrize("title", ["演示镇2025年法治政府建设年度报告", "点击查看"])
def test_the_canary_is_visited_once(title):
    """Whatever the list calls it, or when it does not name it."""
    place = source(Family.STATIC, COLUMN, canary=f"{COLUMN}a.html")
    for links in ([Link(f"{COLUMN}a.html", title)], []):
        assert [
            one.page.link.url
            for one in select_pages(place, links, lambda _identity: False)
            if one.wanted
        ] == [f"{COLUMN}a.html"]


TRAPS = source(Family.STATIC, COLUMN, hosts=("127.0.0.1:8480",))


def listed(place: Source, entries: Iterable[Link]) -> list[ListedPage]:
    """Give the pages that a list names."""
    decisions = select_pages(place, entries, lambda _identity: False)
    return [decision.page for decision in decisions]


@pytest.mark.parametrize(
    "url",
    [
        "http://example.cn/zwgk/fzzfjsbg/202401/t20240123_6517034.html",
        "https://example.cn/art/2024/1/1/art_1_1.html",
        "http://127.0.0.1:8480/1/1/1/1/1/1.html",
        "http://example.cn/list.jsp?urltype=tree.TreeTempUrl&wbtreeid=1460",
    ],
)
def test_addresses_of_pages_are_followed(url):
    """Numbers may repeat, paths may be long."""
    (entry,) = listed(TRAPS, links(url))
    assert entry.reason is None


@pytest.mark.parametrize(
    ("url", "kind", "words"),
    [
        ("http://www.example.cn/a.html", "off_host", "www.example.cn is not among"),
        ("http://example.cn:8080/a.html", "off_host", "example.cn:8080"),
        ("javascript:void(0)", "off_host", "javascript"),
        ("http://example.cn" + "/bg/list" * 4 + "/a.html", "trap", "repeats 'bg'"),
        ("http://example.cn/" + "/".join(map(str, range(21))), "trap", "21 segments"),
        ("http://example.cn/a?" + "x" * 1500, "trap", "characters"),
    ],
)
def test_what_is_left_out_says_why(url, kind, words):
    """A kind for tables, and a phrase for people."""
    (entry,) = listed(TRAPS, links(url))
    found = entry.reason
    assert found is not None
    assert found[0] == kind
    assert words in found[1]


MIRRORED = source(Family.STATIC, "http://www.example.cn/bg/")
HTTP, HTTPS = "http://www.example.cn/a.html", "https://www.example.cn/a.html"
BARE, GATE = (
    "http://example.cn/a.html",
    "http://www.example.cn/gate/big5/www.example.cn/a.html",
)


def links(*urls: str) -> list[Link]:
    """Make links."""
    return [Link(url, f"第{at}条") for at, url in enumerate(urls)]


def test_mirrors_fold_into_one_entry_in_the_list_s_order():
    """What may not be followed is a shadow."""
    first, second = listed(
        MIRRORED, links("http://www.example.cn/b.html", HTTPS, BARE, HTTP, GATE)
    )
    assert [link.url for link in first.links] == ["http://www.example.cn/b.html"]
    assert [link.url for link in second.links] == [HTTPS, HTTP, GATE]
    assert [link.url for link in second.unfollowed] == [BARE]
    assert second.reason is None


def test_the_known_address_is_tried_first():
    """Then the others as the list has them."""
    (entry,) = listed(MIRRORED, links(GATE, HTTPS, HTTP))
    assert [link.url for link in entry.sort_links(HTTP)] == [HTTP, GATE, HTTPS]
    assert [link.url for link in entry.sort_links(None)] == [GATE, HTTPS, HTTP]
    assert entry.link.url == GATE


def test_the_others_are_explained():
    """By the address that was chosen."""
    (entry,) = listed(MIRRORED, links(HTTP, BARE))
    assert entry.explain_mirrors(HTTP) == {
        BARE: f"{HTTP} stands for it: the first address that gave the report"
    }


def test_an_entry_that_may_not_be_followed_says_why():
    """It has no link to try."""
    (entry,) = listed(MIRRORED, links(BARE))
    assert (entry.links, entry.link.url) == ((), BARE)
    assert entry.reason == ("off_host", "example.cn is not among the source's hosts")
