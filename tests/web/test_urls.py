"""URLs in one spelling."""

import pytest

from tasks.web.urls import canonical, host_of, page_id


@pytest.mark.parametrize(
    ("url", "base", "wanted"),
    [
        ("HTTP://WWW.Example.GOV.CN:80/a/./b/../c.html#top", "", "http://www.example.gov.cn/a/c.html"),
        ("https://example.cn:443", "", "https://example.cn/"),
        ("http://127.0.0.1:8480/x?", "", "http://127.0.0.1:8480/x"),
        ("http://example.cn/list.jsp?b=2&a=1&slb=true", "", "http://example.cn/list.jsp?b=2&a=1&slb=true"),
        ("./202401/t1.html", "http://example.cn/bg/index.html", "http://example.cn/bg/202401/t1.html"),
        ("../../x/", "http://example.cn/a/b/c/index.html", "http://example.cn/a/x/"),
        ("../../../x", "http://example.cn/a/", "http://example.cn/x"),
        ("//host.cn/p", "https://example.cn/", "https://host.cn/p"),
        ("?page=2", "http://example.cn/list?page=1", "http://example.cn/list?page=2"),
        (" \n/a b/政府.html\t", "http://example.cn/", "http://example.cn/a%20b/%E6%94%BF%E5%BA%9C.html"),
        ("/a%20b/%e6", "http://example.cn/", "http://example.cn/a%20b/%e6"),
        ("http://user:secret@example.cn/a", "", "http://example.cn/a"),
        ("http://[::1]:8080/a", "", "http://[::1]:8080/a"),
        ("http://政府.cn/", "", "http://xn--mxtq1m.cn/"),
        ("javascript:void(0)", "http://example.cn/", ""),
        ("mailto:a@example.cn", "http://example.cn/", ""),
        ("http://example.cn:port/", "", ""),
        ("http://[broken/", "", ""),
        ("http:///nothing", "", ""),
    ],
)
def test_canonical_urls(url, base, wanted):
    """One page has one spelling, and what is no page has none."""
    assert canonical(url, base) == wanted
    assert canonical(wanted) == wanted


def test_a_page_id_is_that_of_the_canonical_url():
    """Spellings of one page share its id of 16 hex digits."""
    assert page_id("http://EXAMPLE.cn:80/a/../b#x") == page_id("http://example.cn/b")
    assert page_id("http://example.cn/b") != page_id("http://example.cn/b?x")
    assert len(page_id("http://example.cn/b")) == 16


def test_the_host_keeps_its_port():
    """The authority is what is paced and allowed."""
    assert host_of("http://127.0.0.2:8480/a") == "127.0.0.2:8480"
    assert host_of("nothing") == ""
