"""The polite session against a real server, with the faults that clients commonly let through."""

import gzip
import time
import zlib
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from tasks.fetch.markup import decode_page
from tasks.fetch.session import (
    PoliteSession,
    RequestLimits,
    RequestTerms,
)
from tasks.fetch.urls import normalize_url
from tasks.model.errors import Refused, TooLarge, Unreachable
from tasks.model.page import Request
from tasks.sites.list_rows import ListRow, parse_markup

LIMITS = RequestLimits(
    connect=1.0,
    read=2.0,
    deadline=5.0,
    size=100_000,
    attempts=2,
    backoff=0.01,
    retry_after=0.05,
)
TEXT = "法治政府建设".encode() * 500


@pytest.fixture
def session():
    """Open a session with small limits."""
    with PoliteSession(limits=LIMITS) as opened:
        yield opened


def terms(site, **values) -> RequestTerms:
    """Make terms that allow the site on loopback."""
    return RequestTerms(
        **{"hosts": {site.host}, "allow_private": True, "delay": 0.0, **values}
    )


def answer(head: str, body: bytes):
    """Make a fault: these bytes, then the connection closes."""
    return lambda connection: connection.sendall(
        head.replace("\n", "\r\n").encode() + body
    )


def drip(head: str):
    """Make a fault: this head, then one byte at a time for ever."""

    def send(connection):
        connection.sendall(head.replace("\n", "\r\n").encode())
        for _ in range(600):
            connection.sendall(b"x")
            time.sleep(0.05)

    return send


def test_a_page_comes_with_what_tables_need(site, session):
    """Status, lower-case headers, body and attempts are on the page; we say who we are."""
    site.put("/a", "你好", ETag='"1"')
    page = session.fetch(Request(site.url("/a")), terms(site))
    assert (page.status, page.body.decode(), page.headers["etag"], page.attempts) == (
        200,
        "你好",
        '"1"',
        1,
    )
    sent = site.asked[0][1]
    assert sent["user-agent"].startswith("fazhi/")
    assert "+http" in sent["user-agent"]


def test_validators_are_sent_and_a_304_comes_back(site, session):
    """A conditional request costs the site no body."""
    site.put("/a", "你好", ETag='"1"')
    page = session.fetch(Request(site.url("/a")), terms(site), {"If-None-Match": '"1"'})
    assert (page.status, page.body) == (304, b"")


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(TEXT, mtime=0)),
        ("gzip", gzip.compress(TEXT[:9], mtime=0) + gzip.compress(TEXT[9:], mtime=0)),
        ("gzip", gzip.compress(TEXT, mtime=0) + b"\0\0\0"),
        ("gzip", TEXT),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", zlib.compress(TEXT)[2:-4]),
        ("", gzip.compress(TEXT, mtime=0)),
    ],
)
def test_bodies_are_decompressed_whatever_the_server_calls_them(
    site, session, encoding, body
):
    """Members, padding, raw deflate, gzip that nobody named, and plain text that is called gzip."""
    named = {"Content-Encoding": encoding} if encoding else {}
    site.pages["/a"] = (200, {"Content-Type": "text/html", **named}, body)
    assert session.fetch(Request(site.url("/a")), terms(site)).body == TEXT


def test_a_gzip_file_stays_a_file(site, session):
    """Only what is text is unpacked without being asked to."""
    body = gzip.compress(TEXT, mtime=0)
    site.pages["/a.gz"] = (200, {"Content-Type": "application/gzip"}, body)
    assert session.fetch(Request(site.url("/a.gz")), terms(site)).body == body


GZIP_HEAD = "HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Encoding: gzip\n"


@pytest.mark.parametrize(
    "fault",
    [
        answer(f"{GZIP_HEAD}Connection: close\n\n", gzip.compress(TEXT, mtime=0)[:-20]),
        answer(f"{GZIP_HEAD}Connection: close\n\n", b""),
        answer(
            f"{GZIP_HEAD}Connection: close\n\n",
            gzip.compress(TEXT, mtime=0)[:-8] + b"\1" * 8,
        ),
        answer("HTTP/1.1 200 OK\nContent-Length: 100\n\n", b"short"),
        answer("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n", b"5\r\nshort\r\n"),
        answer("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n", b"zz\r\nshort\r\n"),
        answer("HTTP/1.1 200 OK\nContent-Encoding: br\nContent-Length: 2\n\n", b"xx"),
        answer("", b""),
        answer("HTTP/1.1 OK\n\n", b""),
    ],
    ids=[
        "cut-gzip",
        "no-gzip",
        "bad-crc",
        "short",
        "cut-chunks",
        "bad-chunks",
        "brotli",
        "silence",
        "no-status",
    ],
)
def test_a_body_that_is_not_whole_is_no_page(site, session, fault):
    """What other clients accept in silence is unreachable here, after all attempts."""
    site.raw["/a"] = fault
    with pytest.raises(Unreachable, match="2 attempts"):
        session.fetch(Request(site.url("/a")), terms(site))
    assert len(site.asked) == 2


@pytest.mark.parametrize(
    "head", ["", "HTTP/1.1 200 OK\n", "HTTP/1.1 200 OK\nContent-Length: 100\n\n"]
)
def test_a_drip_does_not_outlive_the_deadline(site, head):
    """Neither in the status line, nor in the headers, nor in the body."""
    site.raw["/a"] = drip(head)
    started = time.monotonic()
    limits = RequestLimits(read=0.3, deadline=0.3, attempts=1)
    with (
        PoliteSession(limits=limits) as session,
        pytest.raises(Unreachable, match="deadline"),
    ):
        session.fetch(Request(site.url("/a")), terms(site))
    assert time.monotonic() - started < 20


def test_a_server_that_says_nothing_is_a_time_out(site):
    """Silence ends with the read time-out."""
    site.raw["/a"] = lambda _connection: time.sleep(0.3)
    limits = RequestLimits(read=0.1, attempts=1)
    with (
        PoliteSession(limits=limits) as session,
        pytest.raises(Unreachable, match="time-out"),
    ):
        session.fetch(Request(site.url("/a")), terms(site))


def test_a_port_where_nobody_listens_is_unreachable(site, session):
    """A refused connection is retried, then reported."""
    url = "http://127.0.0.1:9/"
    with pytest.raises(Unreachable, match="2 attempts"):
        session.fetch(Request(url), terms(site, hosts={"127.0.0.1:9"}))


def test_bodies_beyond_the_limit_are_given_up(site, session):
    """On the wire, and after decompression: a bomb costs no memory."""
    site.pages["/wire"] = (200, {}, b"x" * 100_001)
    bomb = gzip.compress(b"\0" * 50_000_000, mtime=0)
    site.pages["/bomb"] = (
        200,
        {"Content-Type": "text/html", "Content-Encoding": "gzip"},
        bomb,
    )
    for path in ("/wire", "/bomb"):
        with pytest.raises(TooLarge):
            session.fetch(Request(site.url(path)), terms(site))
    assert len(site.asked) == 2


def test_an_attachment_and_a_sitemap_have_caps_of_their_own(site):
    """By what the server says it sends; a page of that size is too large."""
    body = b"x" * 2000
    limits = RequestLimits(size=1000, sitemap=2000, attachment=3000, attempts=1)
    with PoliteSession(limits=limits) as session:
        for media, room in (
            ("text/html", False),
            ("text/xml", True),
            ("application/pdf", True),
            ("image/png", True),
        ):
            site.pages["/a"] = (200, {"Content-Type": media}, body)
            if room:
                assert session.fetch(Request(site.url("/a")), terms(site)).body == body
                continue
            with pytest.raises(TooLarge):
                session.fetch(Request(site.url("/a")), terms(site))


def test_errors_of_the_server_are_tried_again_and_then_given_back(site, session):
    """A 503 is a page after the last attempt: what it means is checked after it was archived."""
    site.put("/a", "down", 503)
    page = session.fetch(Request(site.url("/a")), terms(site))
    assert (page.status, page.attempts, len(site.asked)) == (503, 2, 2)


@pytest.mark.parametrize("asked", ["3600", "Wed, 21 Oct 2099 07:28:00 GMT"])
def test_a_host_that_asks_for_a_long_pause_is_not_asked_again(site, session, asked):
    """Its answer is given back at once."""
    site.put("/a", "slow down", 429, Retry_After=asked)
    assert session.fetch(Request(site.url("/a")), terms(site)).status == 429
    assert len(site.asked) == 1


@pytest.mark.parametrize("asked", ["0.05", "0", "soon", "-5"])
def test_nonsense_for_a_pause_is_tried_again(site, session, asked):
    """With our own pause between."""
    site.put("/a", "slow down", 429, Retry_After=asked)
    assert session.fetch(Request(site.url("/a")), terms(site)).attempts == 2


def test_a_short_pause_is_waited_for(site):
    """And the request is sent again."""
    site.put("/a", "slow down", 503, Retry_After="1")
    with PoliteSession(limits=RequestLimits(attempts=2, backoff=0.01)) as session:
        session.fetch(Request(site.url("/a")), terms(site))
    assert site.times[1] - site.times[0] >= 1


def test_redirects_are_followed_under_the_same_terms(site, session):
    """To allowed hosts; a relative location is resolved, and the page knows where it came from."""
    site.put("/a", "", 302, Location="b/../c")
    site.put("/c", "here")
    page = session.fetch(Request(site.url("/a")), terms(site))
    assert (page.url, page.request.url, page.body) == (
        site.url("/c"),
        site.url("/a"),
        b"here",
    )


@pytest.mark.parametrize(
    ("location", "asked"),
    [
        (
            "/公开/报告.html?词=法治".encode(),
            "/%E5%85%AC%E5%BC%80/%E6%8A%A5%E5%91%8A.html?%E8%AF%8D=%E6%B3%95%E6%B2%BB",
        ),
        (
            "/报告.html?词=法治".encode("gb18030"),
            "/%B1%A8%B8%E6.html?%B4%CA=%B7%A8%D6%CE",
        ),
        (b"/%e6%8a%a5.html", "/%E6%8A%A5.html"),
    ],
)
def test_raw_bytes_in_a_location_go_back_as_they_came(site, session, location, asked):
    """Whether the server meant UTF-8 or GBK, it gets what it wrote; what is escaped already stays so."""
    site.put("/a", "", 302, Location=location.decode("latin-1"))
    site.put(asked, "here")
    page = session.fetch(Request(site.url("/a")), terms(site))
    assert (page.status, page.body, site.paths) == (200, b"here", ["/a", asked])
    assert page.url.isascii()
    assert normalize_url(page.url) == page.url


def test_chinese_addresses_are_escaped_as_browsers_do_it(site, session):
    """The path and the query as UTF-8, and the Referer is a valid header with the page in one spelling."""
    asked = "/%E5%85%AC%E5%BC%80/a%20b.html?%E8%AF%8D=1&x=%C4%EA"
    site.put(asked, "here")
    request = Request(
        site.url("/公开/a b.html?词=1&x=%C4%EA"), referer=site.url("/栏目/?页=2#top")
    )
    assert session.fetch(request, terms(site)).status == 200
    ((path, headers),) = site.asked
    assert (path, headers["referer"]) == (
        asked,
        site.url("/%E6%A0%8F%E7%9B%AE/?%E9%A1%B5=2"),
    )


def test_a_list_in_gbk_has_its_queries_in_gbk(site, session):
    """A link's query is escaped in the charset of its page, its path as UTF-8, as browsers send them."""
    markup = (
        "<html><meta charset='gb2312'><li><a href='/报告.jsp?年=二〇二五'>"
        "某镇2025年法治政府建设年度报告</a></li>"
    )
    site.pages["/"] = (200, {"Content-Type": "text/html"}, markup.encode("gb18030"))
    listed = session.fetch(Request(site.url("/")), terms(site))
    (row,) = ListRow.iter_all(parse_markup(decode_page(listed)), listed.url)
    site.put("/%E6%8A%A5%E5%91%8A.jsp?%C4%EA=%B6%FE%A9%96%B6%FE%CE%E5", "here")
    assert session.fetch(Request(row.link.url), terms(site)).body == b"here"


@pytest.mark.parametrize(
    "target",
    ["http://elsewhere.example/x", "http://127.0.0.1:1/x", "http://169.254.169.254/"],
)
def test_a_redirect_to_another_host_is_refused(site, session, target):
    """Nothing is sent to a host that the source does not name."""
    site.put("/a", "", 302, Location=target)
    with pytest.raises(Refused, match="not among"):
        session.fetch(Request(site.url("/a")), terms(site))


def test_a_redirect_that_robots_disallow_is_refused(site, session):
    """Each hop is asked for."""
    site.put("/a", "", 302, Location="/private")
    with pytest.raises(Refused, match=r"robots\.txt"):
        session.fetch(
            Request(site.url("/a")),
            terms(site, is_permitted=lambda url: not url.endswith("private")),
        )
    assert site.paths == ["/a"]


def test_endless_redirects_end(site, session):
    """A loop is unreachable, a redirect to itself is given back as it is: a cookie challenge."""
    site.put("/a", "", 302, Location="/b")
    site.put("/b", "", 302, Location="/a")
    with pytest.raises(Unreachable, match="redirects"):
        session.fetch(Request(site.url("/a")), terms(site))
    site.put("/d", "", 302, Location="/e", Set_Cookie="CT6T=1")
    site.put("/e", "", 302, Location="/d")
    page = session.fetch(Request(site.url("/d")), terms(site))
    assert (page.status, "set-cookie" in page.headers, page.attempts) == (302, True, 2)
    site.put("/c", "", 302, Location="/c", Set_Cookie="CT6T=1")
    assert session.fetch(Request(site.url("/c")), terms(site)).status == 302


def test_cookies_are_not_kept(site, session):
    """A challenge that wants its cookie back does not get it."""
    site.put("/a", "", 200, Set_Cookie="CT6T=1; Path=/")
    for _ in range(2):
        session.fetch(Request(site.url("/a")), terms(site))
    assert "cookie" not in site.asked[1][1]


def test_private_addresses_are_refused_by_the_connection_itself(site, session):
    """Not by the name: a public name may lead to a private address."""
    with pytest.raises(Refused, match="private address"):
        session.fetch(Request(site.url("/a")), terms(site, allow_private=False))
    port = site.host.partition(":")[2]
    with pytest.raises(Refused, match="private address"):
        session.fetch(
            Request(f"http://localhost:{port}/"),
            RequestTerms({f"localhost:{port}"}, delay=0.0),
        )
    assert site.asked == []


def test_the_delay_is_kept_from_sending_to_sending(site, session):
    """Each page says which pause was kept before it."""
    site.put("/a", "x")
    pages = [
        session.fetch(Request(site.url("/a")), terms(site, delay=0.08))
        for _ in range(3)
    ]
    # the first may wait for what another test asked of a site that had the same port
    assert [page.delay for page in pages[1:]] == [0.08, 0.08]
    assert (
        pages[2].at - pages[0].at
    ).total_seconds() > 0.14  # the clock is read a moment after the sending


def test_the_environment_does_not_meddle(site, session, monkeypatch):
    """Neither proxies nor netrc files of the machine are used."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    site.put("/a", "x")
    assert session.fetch(Request(site.url("/a")), terms(site)).status == 200


@pytest.mark.parametrize(
    ("content_type", "path", "size"),
    [
        ("text/html; charset=gbk", "/a.html", 1),
        ("application/xhtml+xml", "/a.html", 1),
        ("application/json", "/api", 1),
        ("", "/a.html", 1),
        ("Text/XML", "/map", 2),
        ("application/xml", "/sitemap", 2),
        ("text/html", "/sitemap_1.xml", 2),
        ("application/gzip", "/sitemap_2.xml.gz", 2),
        ("application/pdf", "/P020240101.pdf", 3),
        (
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "/a",
            3,
        ),
        ("application/zip", "/a.zip", 3),
        ("application/octet-stream", "/a.ofd", 3),
    ],
)
def test_how_much_is_read_goes_by_what_an_answer_is(content_type, path, size):
    """Its header says it, or its address."""
    limits = RequestLimits(size=1, sitemap=2, attachment=3)
    assert limits.get_max_bytes(content_type, f"http://example.cn{path}") == size


def test_a_body_and_its_headers_are_sent_as_the_request_says(session):
    """A form, a JSON body, and headers that an interface insists on."""
    seen: list[tuple[str, str | None, str | None, bytes]] = []

    class Interface(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kind, asked_by = (
                self.headers["Content-Type"],
                self.headers["X-Requested-With"],
            )
            seen.append((self.command, kind, asked_by, body))
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_arguments):
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Interface)
    Thread(target=server.serve_forever, daemon=True).start()
    host = f"127.0.0.1:{server.server_port}"
    allowed = RequestTerms(hosts={host}, allow_private=True, delay=0.0)
    by = {"X-Requested-With": "XMLHttpRequest"}
    try:
        for request in (
            Request(f"http://{host}/", form={"页": "2"}),
            Request(f"http://{host}/", json='{"p":2}', headers=by),
        ):
            assert session.fetch(request, allowed).body == b"{}"
    finally:
        server.shutdown()
        server.server_close()
    assert seen == [
        ("POST", "application/x-www-form-urlencoded", None, b"%E9%A1%B5=2"),
        ("POST", "application/json;charset=UTF-8", "XMLHttpRequest", b'{"p":2}'),
    ]
