"""Small pages with their right values, asked of the crawl: lists, rows, walls, files, home pages, titles.

They were written by others than the crawl's authors.
"""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest

from tests.paths import TESTS
from tests.world import adapter

SUITES = TESTS / "world" / "suites"
HOST = adapter.HOST
PLACE = "云川镇"
TITLE = f"{PLACE}2025年法治政府建设年度报告"
COLUMN = "/zwgk/fz/index.html"
# What nobody can get: the answer of the list's interface is empty, and its page has the first rows alone.
_UNREACHABLE = {"JCMS: plain rows in the page, the proxy is empty, totalRecord 40"}


def load_cases(*suites: str) -> list[Any]:
    """Load the cases of some suites, each under its name."""
    cases = []
    for suite in suites:
        for case in json.loads((SUITES / f"{suite}.json").read_text(encoding="utf-8")):
            cases.append(pytest.param(case, id=f"{suite}: {case['name']}"))
    return cases


def fill_rows(body: str) -> str:
    """Write the rows that `{rows 0-9 trs}` stands for in a page."""
    return re.sub(
        r"\{rows (\d+)-(\d+) (\w+)\}",
        lambda found: "".join(
            _write_row(number, found[3])
            for number in range(int(found[1]), int(found[2]) + 1)
        ),
        body,
    )


def _write_row(number: int, style: str) -> str:
    day = f"2026-{1 + number % 9:02}-{1 + number % 27:02}"
    path = {
        "trs": f"/zwgk/fz/{day[:7].replace('-', '')}/t{day.replace('-', '')}_{1000 + number}.html",
        "art": f"/art/2026/1/{1 + number % 27}/art_88_{1000 + number}.html",
        "jpaas": f"/col/col88/art/2026/art_{number:032x}.html",
    }.get(style, f"/zwgk/fz/content_{1000 + number}.html")
    title = f"{PLACE}{2000 + number % 25}年法治政府建设年度报告"
    return f'<li><a href="{path}" title="{title}">{title}</a><span>{day}</span></li>'


def serve(pages: list[dict[str, Any]]) -> adapter.Answer:
    """Answer with a case's pages: by exact address, or by path and the parameters of query and form."""

    def answer(url: str, form: Mapping[str, str] | None) -> tuple[int, str, bytes]:
        for one in pages:
            if _is_asked_for(one, url, form):
                return _write_answer(one)
        return 404, "text/html", "<html><body>页面不存在</body></html>".encode()

    return answer


def _is_asked_for(
    one: dict[str, Any], url: str, form: Mapping[str, str] | None
) -> bool:
    if "when" not in one:
        return not form and _spell(url) == _spell(urljoin(HOST, one["url"]))
    given = {**dict(parse_qsl(urlsplit(url).query)), **(form or {})}
    same_path = urlsplit(url).path == urlsplit(one["url"]).path
    return same_path and all(
        _find_value(given, name) == value for name, value in one["when"].items()
    )


def _spell(url: str) -> tuple[str, str, list[tuple[str, str]]]:
    parts = urlsplit(url)
    return parts.netloc, parts.path, sorted(parse_qsl(parts.query))


def _find_value(given: Mapping[str, str], name: str) -> str | None:
    """Find a parameter, or with a dot a member of one that is JSON."""
    outer, _, inner = name.partition(".")
    if not inner:
        return given.get(outer)
    return str(json.loads(given.get(outer) or "{}").get(inner))


def _write_answer(one: dict[str, Any]) -> tuple[int, str, bytes]:
    body = fill_rows(one["body"])
    kind = "text/html; charset=utf-8"
    if one.get("json"):
        kind = "application/json"
        body = json.dumps({"success": True, "code": "200", "data": {"html": body}})
    return one.get("status", 200), one.get("kind", kind), body.encode()


@pytest.mark.parametrize("case", load_cases("pagers", "hanweb"))
def test_a_list_is_walked_whole_or_said_not_to_be(case):
    """Every entry comes; a list that is whole is not called anything else."""
    walked = adapter.walk(case["column"], serve(case["pages"]))
    assert walked is not None
    links, whole, ended, _system = walked
    expected = set[str]()
    for one in case["pages"]:
        rows = re.findall(r'<li><a href="([^"]+)" title=', fill_rows(one["body"]))
        expected.update(urljoin(HOST, path) for path in rows)
    came = len({url for _title, url, _day in links} & expected)
    if case["name"] in _UNREACHABLE:
        assert (came > 0, whole) == (True, False)
    else:
        assert came == case["entries"], ended
        assert whole or case["want"] != "whole", ended


@pytest.mark.parametrize("dated", [False, True])
@pytest.mark.parametrize("case", load_cases("rows"))
def test_a_row_is_read_alone_and_beside_others(case, dated):
    """Its title, its address and its day."""
    others = "".join(
        f'<li><a href="/zwgk/fz/content_20{n}.html">石埠乡{2010 + n}年法治政府建设情况报告</a>'
        f"<span>2026-01-0{n + 1}</span></li>"
        for n in range(3)
    )
    beside = f'<ul class="x">{others}</ul>' if dated else ""
    head = f"<head><title>法治政府建设_{PLACE}人民政府</title></head>"
    body = f"<html>{head}<body>{case['html']}{beside}</body></html>"
    walked = adapter.walk(COLUMN, serve([{"url": COLUMN, "body": body}]))
    assert walked is not None
    want = case["want"]
    row = (want["title"], urljoin(HOST, want["url"]), want["day"])
    assert row in walked[0]


@pytest.mark.parametrize("case", load_cases("walls"))
def test_an_answer_means_what_it_is(case):
    """A wall is no page, a page that speaks of walls is none, and what is gone says so."""
    kind = case.get("kind", "text/html; charset=utf-8")
    meaning = adapter.meaning(
        case["status"], case.get("headers", {}), case["body"], kind
    )
    assert meaning in case["want"]


@pytest.mark.parametrize("case", load_cases("attach"))
def test_a_page_hands_out_its_files_and_no_others(case):
    """Whatever shows or opens them."""
    head = f'<meta charset="utf-8"><meta name="ArticleTitle" content="{TITLE}">'
    article = f'<div class="TRS_Editor"><p>详见附件。</p>{case.get("html")}</div>'
    made = f"<html><head>{head}<title>x</title></head><body><h1>{TITLE}</h1>{article}"
    body = case.get("page") or f"{made}{case.get('after', '')}</body></html>"
    base = f"{HOST}/zwgk/fz/202603/"
    files = adapter.files(body.encode(), f"{base}t20260301_1.html", TITLE)
    wanted = [urljoin(base, url) for url in case["want"]]
    assert sorted(map(_spell, files)) == sorted(map(_spell, wanted))


@pytest.mark.parametrize("case", load_cases("home"))
def test_a_home_page_offers_its_columns_and_no_others(case):
    """In every way that leads to them."""
    menu = f"<li><a href='/zwgk/'>政务公开</a></li>{case['html']}<li><a href='/xwzx/'>新闻中心</a></li>"
    body = f"<html><title>云川县人民政府</title><body><ul>{menu}</ul></body></html>"
    assert sorted(set(adapter.columns(body))) == [
        urljoin(HOST, url) for url in case["want"]
    ]


@pytest.mark.parametrize("case", load_cases("titles"))
def test_a_page_has_its_title_and_its_day(case):
    """The title is what reads as one, never the site's name."""
    url = case.get("url", f"{HOST}/zwgk/fz/content_1001.html")
    title, day = adapter.title(case["html"].encode(), url)
    assert title == case["want"]["title"]
    assert day == case["want"].get("day", day)
