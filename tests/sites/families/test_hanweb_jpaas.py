"""Hanweb JPAAS lists."""

import contextlib
import json
from collections.abc import Iterator
from datetime import date
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from tasks.model.source import Family
from tasks.sites.families.hanweb import JPAAS
from tasks.sites.listing import collect_listing
from tests.rows import each_row
from tests.sites.families.pages import page, source

COLUMN = "http://example.cn/col/col113/index.html"
API = "/api-gateway/jpaas-publish-server/front/page/build/unit"


def unit(tag_id: str) -> str:
    """Write the script that builds a unit in a browser."""
    fixed = "'webId':'3630','pageId':'113','parseType':'bulidstatic'"
    query = f"{{{fixed},'tagId':'{tag_id}','tplSetId':'5HrZ'}}"
    return (
        f'<script src="/script/unitbuild.js" url="{API}" queryData="{query}"></script>'
    )


SHELL = (
    f"<html><body>{unit('导航')}<a href='/art/2020/1/1/art_1_2.html'>要闻</a>"
    f"{unit('分页列表')}</body></html>"
)


def built(numbers: range, pages: range) -> str:
    """Write an answer of the API."""
    rows = "".join(
        f'<li><a href="/art/2024/art_{n:032x}.html" title="第{n}号">第…</a><span>2024-01-23</span></li>'
        for n in numbers
    )
    pager = "".join(f'<a data-page="{number}">{number}</a>' for number in pages)
    return json.dumps(
        {
            "success": True,
            "code": "200",
            "data": {"html": f"<ul>{rows}</ul><div>{pager}</div>"},
        }
    )


def serve(answers: list[str], **options: str):
    """Collect a column whose API answers page n with the n-th answer, and beyond the last with it.

    Give the queries.
    """
    walk, queries = collect_listing(source(Family.JPAAS, COLUMN, options=options)), []
    request = next(walk)
    try:
        while True:
            parts = urlsplit(request.url)
            if parts.path != API:
                request = walk.send(page(request.url, SHELL))
                continue
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            queries.append(query)
            number = min(json.loads(query["paramJson"])["pageNo"], len(answers))
            request = walk.send(
                page(request.url, answers[number - 1], content_type="application/json")
            )
    except StopIteration as end:
        return end.value, queries


def test_the_list_unit_is_built_page_by_page():
    """Its query is the page's own, the number stands in paramJson.

    Without a control there is no further page.
    """
    listing, queries = serve(
        [built(range(3), range(1, 3)), built(range(3, 5), range(1, 3))]
    )
    assert [link.title for link in listing.links] == [
        "要闻",
        *(f"第{n}号" for n in range(5)),
    ]
    assert listing.links[1].url == f"http://example.cn/art/2024/art_{0:032x}.html"
    assert listing.links[1].listed_on == date(2024, 1, 23)
    assert listing.complete
    assert [query.pop("paramJson") for query in queries] == [
        f'{{"pageNo":{n},"pageSize":"15"}}' for n in (1, 2)
    ]
    known = {
        "webId": "3630",
        "pageId": "113",
        "parseType": "bulidstatic",
        "tagId": "分页列表",
        "tplSetId": "5HrZ",
    }
    assert queries == [known, known]


def test_a_server_that_ignores_the_page_ends_the_walk_and_the_list_is_not_whole():
    """Nothing is concluded from what was not seen."""
    listing, queries = serve([built(range(3), range(1, 9))])
    assert len(listing.links) == 4
    assert not listing.complete
    assert len(queries) == 3


def test_an_empty_page_ends_the_walk():
    """However many pages the control promised."""
    listing, queries = serve(
        [built(range(3), range(1, 9)), built(range(0), range(1, 9))]
    )
    assert listing.complete
    assert len(queries) == 2


def test_options_overrule_the_page():
    """For columns whose list has an unusual tag or page size."""
    _listing, queries = serve(
        [built(range(3), range(1, 2))], tagId="导航", pageSize="40"
    )
    assert queries[0]["tagId"] == "导航"
    assert queries[0]["paramJson"] == '{"pageNo":1,"pageSize":"40"}'


def test_what_is_no_list_gives_nothing():
    """Failures are JSON too, and a page without a unit has nothing to build."""
    one = source(Family.JPAAS, COLUMN)
    for body in (
        '{"success":false,"code":"500","data":null}',
        '{"data":{"html":null}}',
        "",
        "[]",
    ):
        assert JPAAS.read_links(one, page(f"http://example.cn{API}", body)) == []
    walk = JPAAS.walk(one)
    next(walk)
    assert next(iter(_rest(walk, page(COLUMN, "<html></html>"))), None) is None


def _rest(walk, answer):
    try:
        yield walk.send(answer)
    except StopIteration:
        return


@pytest.mark.parametrize(
    ("repetitions", "asked"), [(1, 3), (2, 4), (3, 4), (9, 4)], ids=str
)
def test_a_page_that_comes_again_is_asked_for_three_times_at_most(repetitions, asked):
    """Whatever the pager promises; one that is new in between begins the count anew."""
    same, last = built(range(3), range(1, 99)), built(range(3, 5), range(1, 1))
    answers = [same] * (1 + repetitions) + [last]
    assert len(list(_ask(answers))) == asked
    pause = [same, same, same, built(range(3, 5), range(1, 99)), same, same, same]
    assert len(list(_ask([*pause, same, same]))) == len([*pause, same])


def _ask(answers: list[str]) -> Iterator[str]:
    """Walk a column whose API gives these answers, the last one on and on; give what the API is asked for."""
    walk = JPAAS.walk(source(Family.JPAAS, COLUMN))
    request = next(walk)
    waiting = [SHELL, *answers]
    with contextlib.suppress(StopIteration):
        while True:
            answer = waiting.pop(0) if len(waiting) > 1 else waiting[0]
            request = walk.send(page(request.url, answer))
            yield request.url


@each_row(
    ("tags", "chosen"),
    [
        (("导航", "分页列表", "zw"), "分页列表"),
        (("导航", "当前栏目list", "list"), "当前栏目list"),
        (("导航", "list", "zw"), "list"),
        (("导航", "zw", "内容区域"), "zw"),
        (("导航", "内容区域", "右侧内容"), "内容区域"),
        (("导航", "右侧内容", "页脚"), "右侧内容"),
        (("导航", "页脚"), "页脚"),
    ],
)
def test_the_unit_of_the_surest_tag_builds_the_list(tags, chosen):
    """Without a known one it is the last unit of the page."""
    walk = JPAAS.walk(source(Family.JPAAS, COLUMN))
    next(walk)
    request = walk.send(page(COLUMN, "".join(map(unit, tags))))
    assert parse_qs(urlsplit(request.url).query)["tagId"] == [chosen]


def test_a_source_that_names_page_and_tag_needs_no_unit():
    """Nor does the unit's script have to name the API; one of the two is not enough."""
    walk = JPAAS.walk(
        source(Family.JPAAS, COLUMN, options={"pageId": "9", "tagId": "x"})
    )
    next(walk)
    request = walk.send(page(COLUMN, "<html></html>"))
    parts = urlsplit(request.url)
    assert parts.path == API
    query = parse_qs(parts.query)
    assert (query["pageId"], query["tagId"]) == (["9"], ["x"])
    for options in ({"pageId": "9"}, {"tagId": "x"}):
        walk = JPAAS.walk(source(Family.JPAAS, COLUMN, options=options))
        next(walk)
        assert list(_rest(walk, page(COLUMN, "<html></html>"))) == []
    walk = JPAAS.walk(source(Family.JPAAS, COLUMN))
    next(walk)
    bare = unit("分页列表").replace(f'url="{API}" ', "")
    assert urlsplit(walk.send(page(COLUMN, bare)).url).path == API


@pytest.mark.parametrize(
    ("tags", "number", "counts"),
    [
        (["x", "y", "z", "rows"], "paramJson", 'rows="2" count="4"'),
        (["rows"], "paramJson", "ROWS='2' Count='4'"),
        (["rows"], "pageNo", 'rows="2" count="4"'),
    ],
)
def test_units_have_any_name_and_pagers_their_own_manners(tags, number, counts):
    """Three units without rows come first; counts are written in any case; a page is asked for by itself."""
    shell = f"<html>{''.join(map(unit, tags))}</html>"
    walk = collect_listing(source(Family.JPAAS, COLUMN))
    request = next(walk)
    try:
        while True:
            query = dict(parse_qsl(urlsplit(request.url).query))
            if not query:
                request = walk.send(page(request.url, shell))
                continue
            written = query.get("pageNo", "1")
            if number == "paramJson":
                written = str(json.loads(query["paramJson"])["pageNo"])
            first = 2 * int(written) - 2
            answer = json.loads(built(range(first, first + 2), range(0)))
            answer["data"]["html"] += f"<div class=p {counts}></div>"
            if query["tagId"] != "rows":
                answer["data"]["html"] = "<a href='/'>首页</a>"
            request = walk.send(page(request.url, json.dumps(answer)))
    except StopIteration as end:
        listing = end.value
    assert len(listing.links) == 4
    assert listing.complete
