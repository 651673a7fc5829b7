"""URLs in one spelling."""

import pytest

from tasks.fetch.urls import make_page_id, normalize_url, parse_host


@pytest.mark.parametrize(
    ("url", "base", "wanted"),
    [
        (
            "HTTP://WWW.Example.GOV.CN:80/a/./b/../c.html#top",
            "",
            "http://www.example.gov.cn/a/c.html",
        ),
        ("https://example.cn:443", "", "https://example.cn/"),
        ("http://127.0.0.1:8480/x?", "", "http://127.0.0.1:8480/x"),
        (
            "http://example.cn/list.jsp?b=2&a=1&slb=true",
            "",
            "http://example.cn/list.jsp?b=2&a=1&slb=true",
        ),
        (
            "./202401/t1.html",
            "http://example.cn/bg/index.html",
            "http://example.cn/bg/202401/t1.html",
        ),
        ("../../x/", "http://example.cn/a/b/c/index.html", "http://example.cn/a/x/"),
        ("../../../x", "http://example.cn/a/", "http://example.cn/x"),
        ("//host.cn/p", "https://example.cn/", "https://host.cn/p"),
        ("?page=2", "http://example.cn/list?page=1", "http://example.cn/list?page=2"),
        (
            " \n/a b/政府.html\t",
            "http://example.cn/",
            "http://example.cn/a%20b/%E6%94%BF%E5%BA%9C.html",
        ),
        ("/a%20b/%e6", "http://example.cn/", "http://example.cn/a%20b/%e6"),
        ("http://user:secret@example.cn/a", "", "http://example.cn/a"),
        ("http://[::1]:8080/a", "", "http://[::1]:8080/a"),
        ("http://政府.cn/", "", "http://xn--mxtq1m.cn/"),
        ("http://example.cn/a.jsp;jsessionid=0A1B2C3D", "", "http://example.cn/a.jsp"),
        (
            "http://example.cn/a?id=1&JSESSIONID=0A1B&b=2",
            "",
            "http://example.cn/a?id=1&b=2",
        ),
        ("http://example.cn/a.php?PHPSESSID=x9", "", "http://example.cn/a.php"),
        (
            "http://example.cn/a?sid=8f14e45fceea167a5a36dedd4bea2543",
            "",
            "http://example.cn/a",
        ),
        (
            "http://example.cn/gkmlpt/api/all/7?page=1&sid=755001",
            "",
            "http://example.cn/gkmlpt/api/all/7?page=1&sid=755001",
        ),
        (
            "http://example.cn/(S(lit3py55t21z5v55vlm25s55))/a.aspx",
            "",
            "http://example.cn/a.aspx",
        ),
        (
            "http://example.cn/a?infoid=8f14e45fceea167a5a36dedd4bea2543",
            "",
            "http://example.cn/a?infoid=8f14e45fceea167a5a36dedd4bea2543",
        ),
        ("javascript:void(0)", "http://example.cn/", ""),
        ("mailto:a@example.cn", "http://example.cn/", ""),
        ("http://example.cn:port/", "", ""),
        ("http://[broken/", "", ""),
        ("http://", "", ""),
    ],
)
def test_canonical_urls(url, base, wanted):
    """One page has one spelling, and what is no page has none."""
    assert normalize_url(url, base) == wanted
    assert normalize_url(wanted) == wanted


PAGE = "http://town.example.cn/zwgk/list/index.html"


@pytest.mark.parametrize(
    ("url", "base", "wanted"),
    [
        ("\\files\\2026\\a.doc", PAGE, "http://town.example.cn/files/2026/a.doc"),
        ("..\\b.doc", PAGE, "http://town.example.cn/zwgk/b.doc"),
        ("http:\\\\town.example.cn\\c.doc", "", "http://town.example.cn/c.doc"),
        ("\\\\other.example.cn\\d", PAGE, "http://other.example.cn/d"),
        ("/\\other.example.cn/d", PAGE, "http://other.example.cn/d"),
        ("///other.example.cn/d", PAGE, "http://other.example.cn/d"),
        ("http:///other.example.cn/d", "", "http://other.example.cn/d"),
        ("http:/other.example.cn/d", "", "http://other.example.cn/d"),
        ("https:other.example.cn/d", PAGE, "https://other.example.cn/d"),
        ("http:/e.html", PAGE, "http://town.example.cn/e.html"),
        ("http:e.html", PAGE, "http://town.example.cn/zwgk/list/e.html"),
        (
            "down.jsp?path=\\a",
            PAGE,
            "http://town.example.cn/zwgk/list/down.jsp?path=%5Ca",
        ),
        (
            "http://town.example.cn\\@evil.example",
            "",
            "http://town.example.cn/@evil.example",
        ),
    ],
)
def test_slashes_are_read_as_browsers_read_them(url, base, wanted):
    """Backslashes, too few and too many; in a query a backslash is itself."""
    assert normalize_url(url, base) == wanted


@pytest.mark.parametrize(
    ("host", "wanted"),
    [
        ("2130706433", "127.0.0.1"),
        ("0x7f000001", "127.0.0.1"),
        ("0x7F.1", "127.0.0.1"),
        ("0177.0.0.01", "127.0.0.1"),
        ("127.1.", "127.0.0.1"),
        ("１２７。０．０。１", "127.0.0.1"),
        ("%31%32%37.0.0.1", "127.0.0.1"),
        ("0", "0.0.0.0"),
        ("[::FFFF:127.0.0.1]", "[::ffff:7f00:1]"),
        ("[64:FF9B:0:0::7f00:1]", "[64:ff9b::7f00:1]"),
        ("８ｘ.example.cn", "8x.example.cn"),
        ("4294967296", ""),
        ("127.0.0.256", ""),
        ("256.0.0.1", ""),
        ("1.2.3.4.5", ""),
        ("08.1.1.1", ""),
        ("town.0x7g.1x1.9", ""),
        ("..", ""),
        ("a..b", ""),
        ("a%2fb.cn", ""),
        ("a%00b.cn", ""),
        ("a b.cn", ""),
        ("[::12345]", ""),
    ],
)
def test_a_host_has_one_spelling(host, wanted):
    """An address of numbers is what a browser takes it for, and what is no host names nothing."""
    assert normalize_url(f"http://{host}/") == (f"http://{wanted}/" if wanted else "")


def test_a_query_is_escaped_in_the_charset_of_its_page():
    """The path is not.

    What the charset cannot say is a question mark, and what is no character is marked as lost.
    """
    assert (
        normalize_url("/报?年=1", "http://example.cn/", "gb18030")
        == "http://example.cn/%E6%8A%A5?%C4%EA=1"
    )
    assert (
        normalize_url("/?年=\U0001f600", "http://example.cn/", "big5")
        == "http://example.cn/?%A6~=?"
    )
    assert (
        normalize_url("http://example.cn/\ud800?\udfff")
        == "http://example.cn/%EF%BF%BD?%EF%BF%BD"
    )


def test_a_page_id_is_that_of_the_canonical_url():
    """Spellings of one page share its id of 16 hex digits."""
    assert make_page_id("http://EXAMPLE.cn:80/a/../b#x") == make_page_id(
        "http://example.cn/b"
    )
    assert make_page_id("http://example.cn/b") != make_page_id("http://example.cn/b?x")
    assert len(make_page_id("http://example.cn/b")) == 16


def test_the_host_keeps_its_port():
    """The authority is what is paced and allowed."""
    assert parse_host("http://127.0.0.2:8480/a") == "127.0.0.2:8480"
    assert parse_host("nothing") == ""


@pytest.mark.parametrize(
    "mirror",
    [
        "http://www.example.gov.cn/bg/a.html",
        "https://www.example.gov.cn/bg/a.html",
        "https://example.gov.cn/bg/a.html#top",
        "http://www.example.gov.cn:80/bg/a.html?slb=true",
        "http://big5.example.gov.cn/gate/big5/www.example.gov.cn/bg/a.html",
        "http://www.example.gov.cn/gate/big5/www.example.gov.cn/bg/a.html",
        "http://WWW.Example.gov.cn/bg/a.html;jsessionid=0A1B",
    ],
)
def test_mirrors_share_one_key(mirror):
    """Scheme, www., the big5 gateway, slb and fragments do not make another report."""
    assert make_page_id(mirror) == make_page_id("example.gov.cn/bg/a.html")


@pytest.mark.parametrize(
    "other",
    [
        "http://www.example.gov.cn/bg/b.html",
        "http://www.example.gov.cn:8080/bg/a.html",
        "http://sub.example.gov.cn/bg/a.html",
        "http://www.example.gov.cn/bg/a.html?id=1",
        "http://www.example.gov.cn/gate/big5/a.html",
    ],
)
def test_other_pages_have_other_keys(other):
    """Port, sub-domain, path and query tell pages apart."""
    assert make_page_id(other) != make_page_id("example.gov.cn/bg/a.html")


def test_a_query_keeps_what_is_not_the_balancer_s():
    """Only `slb=true` goes."""
    assert make_page_id("http://www.example.cn/a?id=1&slb=true&p=2") == make_page_id(
        "example.cn/a?id=1&p=2"
    )
