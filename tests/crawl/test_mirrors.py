"""Several addresses of one report."""

from tasks.crawl.mirrors import fold, in_order, others
from tasks.model.link import Link

HOSTS = {"www.example.cn"}
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
    first, second = fold(
        links("http://www.example.cn/b.html", HTTPS, BARE, HTTP, GATE), HOSTS
    )
    assert [link.url for link in first.links] == ["http://www.example.cn/b.html"]
    assert [link.url for link in second.links] == [HTTPS, HTTP, GATE]
    assert [link.url for link in second.shadows] == [BARE]
    assert second.reason is None


def test_the_known_address_is_tried_first():
    """Then the others as the list has them."""
    (entry,) = fold(links(GATE, HTTPS, HTTP), HOSTS)
    assert [link.url for link in in_order(entry, HTTP)] == [HTTP, GATE, HTTPS]
    assert [link.url for link in in_order(entry, None)] == [GATE, HTTPS, HTTP]
    assert entry.link.url == GATE


def test_the_others_are_explained():
    """By the address that was chosen."""
    (entry,) = fold(links(HTTP, BARE), HOSTS)
    assert others(entry, HTTP) == {
        BARE: f"{HTTP} stands for it: the first address that gave the report"
    }


def test_an_entry_that_may_not_be_followed_says_why():
    """It has no link to try."""
    (entry,) = fold(links(BARE), HOSTS)
    assert (entry.links, entry.link.url) == ((), BARE)
    assert entry.reason == ("off_host", "example.cn is not among the source's hosts")
