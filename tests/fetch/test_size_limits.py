"""How much of an answer is read, by what it is."""

import pytest

from tasks.fetch.size_limits import (
    MAX_HTML_LIST_BYTES,
    MAX_JSON_LIST_BYTES,
    MAX_SITEMAP_BYTES,
    MAX_TAGS,
    BodyKind,
    classify_body,
    describe_oversized_list,
)
from tasks.model.source import Family
from tests.sites.families.pages import page

URL = "http://example.cn/bg/"


@pytest.mark.parametrize(
    ("content_type", "path", "kind"),
    [
        ("text/html; charset=gbk", "/a.html", BodyKind.PAGE),
        ("application/xhtml+xml", "/a.html", BodyKind.PAGE),
        ("application/json", "/api", BodyKind.PAGE),
        ("", "/a.html", BodyKind.PAGE),
        ("Text/XML", "/map", BodyKind.SITEMAP),
        ("application/xml", "/sitemap", BodyKind.SITEMAP),
        ("text/html", "/sitemap_1.xml", BodyKind.SITEMAP),
        ("application/gzip", "/sitemap_2.xml.gz", BodyKind.SITEMAP),
        ("application/pdf", "/P020240101.pdf", BodyKind.ATTACHMENT),
        (
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "/a",
            BodyKind.ATTACHMENT,
        ),
        ("application/zip", "/a.zip", BodyKind.ATTACHMENT),
        ("application/octet-stream", "/a.ofd", BodyKind.ATTACHMENT),
    ],
)
def test_what_an_answer_is(content_type, path, kind):
    """Its header says it, or its address."""
    assert classify_body(content_type, f"http://example.cn{path}") is kind


@pytest.mark.parametrize(
    ("family", "start", "cap"),
    [
        (Family.TRS, b"<html>", MAX_HTML_LIST_BYTES),
        (Family.IGS, b'\xef\xbb\xbf\n{"page": ', MAX_JSON_LIST_BYTES),
        (Family.SITEMAP, b"<?xml ", MAX_SITEMAP_BYTES),
    ],
)
def test_a_list_has_the_cap_of_its_kind(family, start, cap):
    """At the cap it is read, one byte beyond it is not."""
    whole = start.ljust(cap, b"x")
    assert describe_oversized_list(family, page(URL, whole)) == ""
    assert f"at most {cap >> 20} MB" in describe_oversized_list(
        family, page(URL, whole + b"x")
    )


def test_tags_are_counted_where_they_are_parsed():
    """A sitemap of 50 000 URLs has more, and is scanned only."""
    many = b"<a>" * (MAX_TAGS + 1)
    assert "tags" in describe_oversized_list(Family.STATIC, page(URL, many))
    assert "tags" in describe_oversized_list(
        Family.JPAAS, page(URL, b'{"html": "' + many)
    )
    assert describe_oversized_list(Family.SITEMAP, page(URL, many)) == ""


def test_the_largest_legal_sitemap_is_a_list():
    """Fifty thousand URLs with their days are some 12 MB and 400 000 tags."""
    entry = b"<url><loc>http://example.cn/zwgk/fzbg/%d.html</loc><lastmod>2026-01-22</lastmod></url>"
    body = (
        b"<urlset>"
        + b"".join(entry % number for number in range(50_000))
        + b"</urlset>"
    )
    assert body.count(b"<") > MAX_TAGS
    assert (
        describe_oversized_list(
            Family.SITEMAP, page(URL, body, content_type="application/xml")
        )
        == ""
    )
