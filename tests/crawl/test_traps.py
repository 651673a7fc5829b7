"""Links that are not followed."""

import pytest

from tasks.crawl.mirrors import left_out

HOSTS = {"example.cn", "127.0.0.1:8480"}


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
    assert left_out(url, HOSTS) is None


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
    found = left_out(url, HOSTS)
    assert found is not None
    assert found[0] == kind
    assert words in found[1]
