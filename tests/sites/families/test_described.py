"""Lists that their source files describe, and lists that the scripts of a page ask for."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import ValidationError

from tasks.model.list_description import LIST_PRESETS
from tasks.model.page import Page, Request
from tasks.model.source import Family, Source
from tasks.sites.families.described import DESCRIBED
from tasks.sites.listing import Listing
from tests.rows import each_row
from tests.sites.families.pages import collect, page, source

HOST = "http://www.example.gov.cn"
COLUMN = f"{HOST}/zfxx/fzjs/list.html"
TITLE = "演示县第{}镇2025年法治政府建设年度报告"
COUNT = 7


def described_source(**values: object) -> Source:
    """Make a source with a described list."""
    return source(Family.DESCRIBED, COLUMN, list=values)


def values_of(request: Request) -> dict[str, str]:
    """Give the parameters of a request, however it sends them."""
    query = parse_qs(urlsplit(request.url).query, keep_blank_values=True)
    values = {name: one[-1] for name, one in query.items()}
    left = [json.loads(request.json)] if request.json else []
    while left:
        for name, value in left.pop().items():
            if isinstance(value, dict):
                left.append(value)
            else:
                values[name] = str(value)
    return {**values, **(request.form or {})}


def entry(number: int) -> dict[str, object]:
    """Make an entry of a list."""
    return {
        "wzbt": TITLE.format(number),
        "lj": f"/zfxx/fzjs/{number}.html",
        "fbsj": f"2026-01-{number:02} 09:30:00",
    }


def part(first: int, size: int = 3) -> list[dict[str, object]]:
    """Give the entries from a place on."""
    return [entry(number) for number in range(first, min(first + size, COUNT + 1))]


FIELDS = {"title": "wzbt", "url": "lj", "date": "fbsj"}


def walk(
    one: Source, answer: Callable[[dict[str, str]], object], **limits: int
) -> tuple[Listing, list[Request]]:
    """Collect a described list whose interface answers by the request's parameters."""

    def respond(request: Request) -> str:
        found = answer(values_of(request))
        return (
            found if isinstance(found, str) else json.dumps(found, ensure_ascii=False)
        )

    return collect(one, respond, **limits)


def titles_of(listing: Listing) -> list[str]:
    """List the titles that came."""
    return [link.title for link in listing.links]


ALL = [TITLE.format(number) for number in range(1, COUNT + 1)]


@pytest.mark.parametrize("method", ["get", "post", "json"])
def test_pages_are_asked_for_by_number_in_every_method(method):
    """With fixed parameters, headers and a count."""
    one = described_source(
        address="/jk/cx",
        method=method,
        parameters={"lm": "77", "tj": {"zt": 1}} if method == "json" else {"lm": "77"},
        headers={"X-Requested-With": "XMLHttpRequest"},
        page="tj.dqy" if method == "json" else "dqy",
        size="my",
        per_page=3,
        rows="nr.lb",
        count="nr.zs",
        **FIELDS,
    )

    def answer(values: dict[str, str]) -> object:
        assert (values["lm"], values["my"]) == ("77", "3")
        return {"nr": {"zs": str(COUNT), "lb": part(3 * int(values["dqy"]) - 2)}}

    listing, asked = walk(one, answer)
    assert titles_of(listing) == ALL
    assert (listing.complete, len(asked)) == (True, 3)
    assert listing.links[1].listed_on == date(2026, 1, 2)
    assert {request.method for request in asked} == {
        "GET" if method == "get" else "POST"
    }
    assert asked[0].referer == COLUMN
    assert asked[0].headers == {"X-Requested-With": "XMLHttpRequest"}


@pytest.mark.parametrize("first", [0, 1, None])
def test_a_list_may_count_its_pages_from_zero(first):
    """Where nothing says it, page 0 is asked for when fewer came than are counted."""
    begins = 1 if first == 1 else 0
    one = (
        described_source(
            address="/jk?ym={page}", first=first, rows="lb", count="zs", **FIELDS
        )
        if first is not None
        else described_source(address="/jk?ym={page}", rows="lb", count="zs", **FIELDS)
    )

    def answer(values: dict[str, str]) -> object:
        place = int(values["ym"]) - begins
        return {"zs": COUNT, "lb": part(1 + 3 * place) if place >= 0 else []}

    listing, _asked = walk(one, answer)
    assert sorted(titles_of(listing)) == ALL
    assert listing.complete


def test_windows_offsets_and_capped_sizes():
    """The next window starts after what came, also where the server gives fewer than were asked for."""
    one = described_source(
        address="/jk",
        parameters={"ks": "{start}", "js": "{end}"},
        per_page=5,
        rows="",
        count="",
        **FIELDS,
    )

    def answer(values: dict[str, str]) -> object:
        first, last = int(values["ks"]), int(values["js"])
        return part(first, min(2, last - first + 1))

    listing, asked = walk(one, answer)
    assert (titles_of(listing), listing.complete) == (ALL, True)
    assert values_of(asked[1])["ks"] == "3"
    by_offset = described_source(
        address="/jk", offset="tg", per_page=4, rows="sj", **FIELDS
    )
    listing, asked = walk(
        by_offset, lambda values: {"sj": part(1 + int(values["tg"]), 4)}
    )
    assert (titles_of(listing), values_of(asked[1])["tg"]) == (ALL, "4")


def test_cursors_and_flags_are_followed():
    """The answer names the next cursor, and says when there is no more."""
    one = described_source(
        address="/jk", cursor="yb", rows="lb", next="xyb", more="hy", **FIELDS
    )

    def answer(values: dict[str, str]) -> object:
        first = int(values.get("yb", "c1")[1:])
        return {"lb": part(first), "xyb": f"c{first + 3}", "hy": first + 3 <= COUNT}

    listing, asked = walk(one, answer)
    assert (titles_of(listing), listing.complete) == (ALL, True)
    assert ["yb" in values_of(request) for request in asked] == [False, True, True]


def test_a_next_address_is_followed_as_it_is():
    """Some answers name the next page's whole address."""
    one = described_source(address="/jk?c=4", rows="lb", next="xy", **FIELDS)

    def answer(values: dict[str, str]) -> object:
        first = int(values.get("from", "1"))
        following = f"/jk?c=4&from={first + 3}" if first + 3 <= COUNT else None
        return {"lb": part(first), "xy": following}

    listing, _asked = walk(one, answer)
    assert (titles_of(listing), listing.complete) == (ALL, True)


def test_a_page_that_repeats_is_no_end_while_the_count_promises_more():
    """The interface of a site that answers page 1 always: told as not whole."""
    one = described_source(address="/jk", page="p", rows="lb", count="zs", **FIELDS)
    listing, asked = walk(one, lambda _values: {"zs": 40, "lb": part(1)})
    assert not listing.complete
    assert len(asked) <= 4
    # one page over again among others hides none
    seen = {"1": 1, "2": 1, "3": 4, "4": 7}
    listing, _asked = walk(
        one, lambda values: {"zs": COUNT, "lb": part(seen.get(values["p"], 99))}
    )
    assert (titles_of(listing), listing.complete) == (ALL, True)


PAGED = {"address": "/jk", "page": "dqy", "rows": "lb", **FIELDS}


@each_row(
    "values",
    [
        {"size": "my", "per_page": 3},
        {"per_page": 3, "method": "post"},
        {},
        {"page": "", "offset": "qs", "per_page": 3},
        {"page": "", "parameters": {"kuai": "{page}"}, "per_page": 3, "method": "json"},
    ],
)
def test_a_full_page_over_again_is_no_end(values):
    """The interface does not know the parameter that asks for the next page, and counts nothing."""
    listing, asked = walk(
        described_source(**PAGED | values), lambda _values: {"lb": part(1)}
    )
    assert (listing.complete, listing.end_reason) == (
        False,
        "the pager repeats itself",
    )
    assert len(asked) <= 4


@pytest.mark.parametrize("per_page", [3, 20, None])
def test_a_short_page_over_again_is_the_end(per_page):
    """A site that answers its last page for those behind it, whatever the size that it was asked for."""
    values = {"size": "my", "per_page": per_page} if per_page else {}

    def answer(values: dict[str, str]) -> object:
        return {"lb": part(1 + 3 * (min(int(values["dqy"]), 3) - 1))}

    listing, _asked = walk(described_source(**PAGED | values), answer)
    assert (titles_of(listing), listing.complete) == (ALL, True)


def test_an_only_page_over_again_is_the_end():
    """It has fewer entries than were asked for."""
    one = described_source(**PAGED | {"per_page": 4})
    listing, asked = walk(one, lambda _values: {"lb": part(1)})
    assert (len(listing.links), listing.complete, len(asked)) == (3, True, 2)


def test_an_entry_without_an_address_is_counted():
    """It is never dropped silently."""
    one = described_source(address="/jk", rows="lb", count="zs", **FIELDS)
    entries = [*part(1), {"wzbt": TITLE.format(9), "lj": ""}]
    listing, _asked = walk(one, lambda _values: {"zs": 4, "lb": entries})
    assert len(listing.links) == 3
    assert (listing.complete, listing.end_reason) == (
        False,
        "1 entries without a title or an address",
    )


COUNTED = {"zs": COUNT, "nr": {"lb": part(1, COUNT)}, "xx": {"yema": 1}}
LISTED_DEEP = {"address": "/jk", "rows": "nr.lb", "count": "zs", **FIELDS}


@each_row(
    ("values", "words"),
    [
        ({"count": "nr.zs"}, "path `count` (nr.zs) is in no answer; the answer has: zs"),
        ({"count": "xx"}, "path `count` (xx) is in no answer"),
        ({"rows": "nr.list"}, "path `rows` (nr.list) is in no answer; the answer has: zs"),
        ({"title": "bt"}, "0 of 7 rows have a title at `bt`; a row has: wzbt, lj, fbsj"),
        ({"url": "/x/{bh}.html"}, "0 of 7 rows have an address at `/x/{bh}.html`"),
        ({"count": "", "cursor": "c", "next": "xx.hou", "per_page": 7}, "path `next` (xx.hou)"),
    ],
)  # fmt: skip
def test_a_path_that_finds_nothing_is_why_a_list_is_not_whole(values, words):
    """With what the answers have instead."""
    listing, _asked = walk(described_source(**LISTED_DEEP | values), lambda _v: COUNTED)
    assert not listing.complete
    assert words in listing.end_reason
    assert any(words in one for one in listing.mistakes)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"date": "nix"}, "0 of 7 rows have a date at `nix`"),
        ({"publisher": "nix"}, "0 of 7 rows have a publisher at `nix`"),
        ({"pages": "nix"}, "path `pages` (nix) is in no answer"),
    ],
)
def test_a_path_that_is_no_proof_takes_no_list_its_end(values, words):
    """It is told beside."""
    listing, _asked = walk(described_source(**LISTED_DEEP | values), lambda _v: COUNTED)
    assert listing.complete
    assert any(words in one for one in listing.mistakes)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"code": 500, "msg": "参数错误"}, "the answer has: code, msg = 参数错误"),
        ({"zs": 7, "nr": {"lb": []}}, "the answer has no rows"),
        ("  ", "the answer is empty"),
        ("<html><body>系统维护</body></html>", "is no JSON, feed or script"),
    ],
)
def test_an_answer_without_rows_says_what_it_has(answer, words):
    """An error inside an answer that came, a wrong parameter, a page."""
    listing, _asked = walk(described_source(**LISTED_DEEP), lambda _values: answer)
    assert words in listing.end_reason


@each_row(
    ("values", "answer"),
    [
        ({}, COUNTED),
        ({"more": "xx.geng"}, COUNTED | {"xx": {"geng": None}}),
        ({"cursor": "c", "next": "xx.hou"}, COUNTED | {"xx": {"hou": None}}),
        ({"cursor": "c", "next": "xx.hou", "per_page": 20}, COUNTED),
        ({"count": "ZS|total"}, COUNTED),
        ({"rows": "nr.lb|nr.list", "title": "bt|wzbt"}, COUNTED),
        ({}, {"zs": 0, "nr": {"lb": None}}),
    ],
)
def test_a_path_without_a_value_today_is_no_mistake(values, answer):
    """A last page names no next one, an empty list no rows."""
    listing, _asked = walk(described_source(**LISTED_DEEP | values), lambda _v: answer)
    assert [one for one in listing.mistakes if "no rows" not in one] == []
    assert listing.complete


ROWS = json.dumps(part(1, 7), ensure_ascii=False)
XML = "".join(
    f"<item><wzbt><![CDATA[{TITLE.format(n)}]]></wzbt><lj>/zfxx/fzjs/{n}.html</lj><fbsj>"
    f"2026-01-0{n}</fbsj></item>"
    for n in range(1, COUNT + 1)
)
RECORDS = "".join(
    f"<jl><![CDATA[<li><a href='/zfxx/fzjs/{n}.html'>{TITLE.format(n)}</a><span>"
    f"2026-01-0{n}</span></li>]]></jl>"
    for n in range(1, COUNT + 1)
)
ARRAYS = json.dumps(
    [
        [str(n), TITLE.format(n), f"/zfxx/fzjs/{n}.html", f"2026-01-0{n}"]
        for n in range(1, 8)
    ]
)
BY_PLACE = {"title": "1", "url": "2", "date": "3"}
SCRIPT = (
    "<html><script>var qita=[1];\nvar lbsj = ["
    + ",".join(
        f"{{wzbt:'{TITLE.format(n)}',lj:'/zfxx/fzjs/{n}.html',fbsj:'2026-01-0{n}',}}"
        for n in range(1, 8)
    )
    + "];</script></html>"
)


@pytest.mark.parametrize(
    ("body", "rows", "fields"),
    [
        (f'{{"a":{{"b":{ROWS}}}}}', "a.b", FIELDS),
        (ROWS, "", FIELDS),
        (f"\ufeff\r\n\r\n {ROWS}", "", FIELDS),
        (f'/**/ typeof cb1 === "function" && cb1({{"b":{ROWS}}});', "b", FIELDS),
        (f'jQuery12_3({{"b":{ROWS}}})', "b", FIELDS),
        (json.dumps({"b": ROWS}), "b", FIELDS),
        (json.dumps(f'{{"b":{ROWS}}}'), "b", FIELDS),
        (f"var zs=7;\nvar lb = {ROWS};", "lb", FIELDS),
        (f"{{lb:{ROWS},}}", "lb", FIELDS),
        (
            f'<?xml version="1.0"?><rss><channel>{XML}</channel></rss>',
            "rss.channel.item",
            FIELDS,
        ),
        (f"<ck><js>{RECORDS}</js></ck>", "ck.js.jl", {}),
        (json.dumps({"jg": f"<ck><js>{RECORDS}</js></ck>"}), "jg.ck.js.jl", {}),
        (ARRAYS, "", BY_PLACE),
        (SCRIPT, "script:lbsj", FIELDS),
        (
            f"<html><div class=a><a href=/x>别的</a></div><div id=q><ul>"
            f"{RECORDS.replace('<jl><![CDATA[', '').replace(']]></jl>', '')}</ul></div></html>",
            "css:#q li",
            {},
        ),
    ],
)
@pytest.mark.parametrize("charset", ["utf-8", "gbk"])
def test_entries_are_read_in_every_dress(body, rows, fields, charset):
    """JSON as it is wrapped, XML, arrays of arrays, arrays of a page's script; in GBK without saying so."""
    one = described_source(address="/jk", rows=rows, **fields)
    raw = body.encode(charset, "ignore")
    links = DESCRIBED.read_links(
        one, page(f"{HOST}/jk", raw, content_type="text/plain")
    )
    assert [link.title for link in links] == ALL
    assert [link.url for link in links] == [
        f"{HOST}/zfxx/fzjs/{n}.html" for n in range(1, 8)
    ]
    assert links[6].listed_on == date(2026, 1, 7)


@pytest.mark.parametrize(
    ("written", "form"),
    [
        (1767225600000, "ms"),
        (1767225600, "s"),
        ("2026-01-01 08:00", ""),
        ("1767225600000", ""),
    ],
)
def test_dates_are_texts_milliseconds_or_seconds(written, form):
    """The description may say which."""
    one = described_source(
        rows="", title="t", url="/x/nr_{id}.html", date="d", date_form=form
    )
    answer = [{"t": "某县报告", "id": 15, "d": written}, {"t": "没有编号"}]
    body = page(f"{HOST}/jk", json.dumps(answer))
    (link,) = DESCRIBED.read_links(one, body)
    assert (link.url, link.listed_on) == (f"{HOST}/x/nr_15.html", date(2026, 1, 1))
    assert DESCRIBED.count_unread(one, body) == 1


def test_attachments_and_nested_addresses():
    """Of a list of files, and of an object in a text."""
    one = described_source(rows="r", title="s.t", url="s.u.pc", attachments="s.f")
    inner = {
        "t": "某县报告",
        "u": '{"pc":"/a.html"}',
        "f": [{"filePath": "/f/1.pdf", "fileName": "报告.pdf"}],
    }
    (link,) = DESCRIBED.read_links(
        one, page(f"{HOST}/jk", json.dumps({"r": [{"s": inner}]}))
    )
    assert link.url == f"{HOST}/a.html"
    assert [(one.url, one.name) for one in link.attachments] == [
        (f"{HOST}/f/1.pdf", "报告.pdf")
    ]


@each_row(
    ("values", "words"),
    [
        ({"preset": "nobody"}, "no such preset"),
        ({"preset": "ucap_search"}, "`channel`"),
        ({"headers": {"Cookie": "a=b"}}, "own affair"),
        ({"headers": {"Referer": "a\r\nb"}}, "no header"),
        ({"cursor": "c"}, "`next`"),
        ({"offset": "o"}, "`per_page`"),
        ({"address": "/x/{number}"}, "no place"),
        ({"adress": "/x"}, "Extra inputs"),
    ],
)
def test_a_mistake_in_a_description_is_named(values, words):
    """With what to do about it."""
    with pytest.raises(ValidationError, match=words):
        described_source(**values)


def test_a_description_and_its_family_go_together():
    """Neither stands without the other."""
    with pytest.raises(ValidationError, match=r"\[list\]"):
        source(Family.DESCRIBED, COLUMN)
    with pytest.raises(ValidationError, match="described"):
        source(Family.STATIC, COLUMN, list={"rows": "a"})


def test_a_preset_says_what_a_source_does_not():
    """What the source says counts."""
    one = described_source(
        preset="ucap_search", channel="ab12", per_page=5, parameters={"_isJson": "1"}
    )
    request = next(DESCRIBED.walk(one))
    assert request.url.startswith(f"{HOST}/common/search/ab12?")
    values = values_of(request)
    assert (
        values["_isJson"],
        values["_isAgg"],
        values["_pageSize"],
        values["page"],
    ) == ("1", "true", "5", "1")


# ---- What the scripts of a page ask for ----

Interface = Callable[[Request, dict[str, str]], object]


def walk_page(
    script: str,
    interface: Interface,
    markup: str = "<ul id=lb></ul>",
    family: Family = Family.STATIC,
) -> tuple[Listing, list[Request]]:
    """Collect a column whose page has a script; every other address is its interface."""

    def respond(request: Request) -> str:
        if request.url == COLUMN:
            return f"<html><body>{markup}<script>{script}</script></body></html>"
        answer = interface(request, values_of(request))
        return (
            answer
            if isinstance(answer, str)
            else json.dumps(answer, ensure_ascii=False)
        )

    return collect(source(family, COLUMN), respond)


def by_number(name: str, begins: int = 1) -> Interface:
    """Answer pages by number, in capital names, with a count."""

    def answer(request: Request, values: dict[str, str]) -> object:
        if "cx" not in request.url:
            return ""
        place = int(values.get(name, str(begins))) - begins
        rows = [
            {
                "BIAOTI": one["wzbt"],
                "LINK_PC": one["lj"],
                "FB_TIME": one["fbsj"],
                "LMMC": "法治政府建设年度报告栏目",
            }
            for one in part(1 + 3 * place)
        ]
        return {"code": 200, "result": {"recordsTotal": str(COUNT), "items": rows}}

    return answer


@each_row(
    ("script", "name", "begins"),
    [
        ('$.get("/cx",{lm:7,pageNo:1,limit:3},function(d){})', "pageNo", 1),
        (
            'var dq=0,ps=3;$.post("/jk/cx.do",{lm:7,pageIndex:0,pageSize:ps},f)',
            "pageIndex",
            0,
        ),
        (
            'function get(n){$.ajax({type:"POST",url:"/cx",data:{"lm":"7","curPage":n,"rows":3},'
            "success:function(r){}})} get(1)",
            "curPage",
            1,
        ),
        (
            'function get(n){$.ajax({method:"post",url:"/cx",contentType:"application/json;'
            'charset=utf-8",data:JSON.stringify({q:{page:n-1,size:3}}),success:f})} get(1)',
            "page",
            0,
        ),
        (
            "let page = 0; const load = () => fetch(`/cx?lm=7&page=${page}&size=3`).then(r => r.json());"
            " load()",
            "page",
            0,
        ),
        ('axios.get("/cx",{params:{lm:7,current:1,size:3}}).then(r=>{})', "current", 1),
        ('axios({url:"/cx",method:"post",data:{lm:7,current:1,size:3}})', "current", 1),
        (
            'var x=new XMLHttpRequest();x.open("POST","/cx",true);x.send("lm=7&p="+p+"&num=3");',
            "p",
            1,
        ),
        (
            'layui.use("table",function(t){t.render({elem:"#lb",url:"/cx",where:{lm:7},limit:3})})',
            "page",
            1,
        ),
        (
            '$.get("/click/count?id=3");$.getJSON("/cx?lm=7&page="+page+"&callback=?",f)',
            "page",
            1,
        ),
    ],
)
def test_what_a_script_asks_for_is_the_list(script, name, begins):
    """In whatever way it asks; the fields, the count and the first page are found out."""
    listing, asked = walk_page(script, by_number(name, begins))
    assert (titles_of(listing), listing.complete) == (ALL, True)
    assert listing.described is not None
    assert (listing.described.rows, listing.described.count) == (
        "result.items",
        "result.recordsTotal",
    )
    assert not any("click" in request.url for request in asked)


def test_addresses_are_made_as_the_script_makes_them():
    """From an entry's id, where the answer has no address."""
    script = (
        '$.getJSON("/jk/cx.json",function(d){for(var i=0;i<d.length;i++){h+="<li>'
        '<a href=\'/nr/content_"+d[i].bh+".html\'>"'
        "+d[i].mc}})"
    )
    listing, _asked = walk_page(
        script,
        lambda _request, _values: [
            {"bh": n + 100, "mc": TITLE.format(n)} for n in range(1, 8)
        ],
    )
    assert [link.url for link in listing.links] == [
        f"{HOST}/nr/content_{n}.html" for n in range(101, 108)
    ]


_GET = '$.getJSON("/jk/cx.json",function(d){vm.list=d})'


@each_row(
    ("script", "markup"),
    [
        (_GET + ";h+='<a href=/nr/show?bh='+d[i].bh+' target=_blank>'", "<ul></ul>"),
        (
            _GET + ';h+="<a href=/nr/show?bh="+d.bh+"><img src=\'/tp/"+d.bh+".jpg\'>"',
            "<ul></ul>",
        ),
        (_GET, "<li v-for='x in list'><a :href=\"'/nr/show?bh='+x.bh\">t</a></li>"),
        (_GET, '<li><a v-bind:href="`/nr/show?bh=${x.bh}`">t</a></li>'),
        (_GET, '<li ng-repeat="x in l"><a ng-href="/nr/show?bh={{x.bh}}">t</a></li>'),
        (_GET, '<li><a href="/nr/show?bh=<?=el.bh?>">t</a></li>'),
        (_GET, '<li><a href="/nr/show?bh={{bh}}">{{mc}}</a></li>'),
        (
            _GET,
            "<li><router-link :to=\"{path:'/nr/show',query:{bh:x.bh}}\">t</router-link>",
        ),
        (
            _GET + ";methods={go(id){window.open('/nr/show?bh='+id)}}",
            '<li v-for="x in list" @click="go(x.bh)">t</li>',
        ),
        (
            _GET + ";function ck(lx,id){location.href=`/nr/show?bh=${id}`}"
            "h+='<li onclick=\"ck(1,\\''+d[i].bh+'\\')\">'",
            "<ul></ul>",
        ),
    ],
)
def test_addresses_are_made_as_a_page_binds_them(script, markup):
    """Without quotes, in attributes and templates of every framework, by functions that are handed the id."""
    listing, _asked = walk_page(
        script,
        lambda _request, _values: [
            {"bh": n + 100, "mc": TITLE.format(n)} for n in range(1, 8)
        ],
        markup,
    )
    assert [link.url for link in listing.links] == [
        f"{HOST}/nr/show?bh={n}" for n in range(101, 108)
    ]


def test_an_address_of_a_picture_is_no_entrys():
    """Nor is one that a function makes of something else."""
    script = _GET + ";h+='<img src=/tp/'+d[i].bh+'.jpg>';function ck(id){hide(id)}"
    listing, _asked = walk_page(
        script, lambda _request, _values: [{"bh": 1, "mc": TITLE.format(1)}]
    )
    assert not listing.links


@pytest.mark.parametrize(
    "grouped",
    [
        {"data": [{"nd": 2025, "lb": part(1)}, {"nd": 2024, "lb": part(4, 4)}]},
        [{"nd": 2025, "lb": part(1)}, {"nd": 2024, "lb": part(4, 4)}],
        {"data": {"2025": part(1), "2024": part(4, 4)}},
        {"data": [part(1), part(4, 4)]},
    ],
)
def test_rows_that_an_answer_groups_by_year_are_one_list(grouped):
    """As objects with a list each, by names, or as arrays of arrays."""
    listing, _asked = walk_page(_GET, lambda _request, _values: grouped)
    assert titles_of(listing) == ALL


def test_a_cursor_is_found_in_the_answer():
    """The parameter is the script's, the next value the answer's."""

    def answer(_request: Request, values: dict[str, str]) -> object:
        first = int(values.get("after") or "1")
        return {
            "data": {
                "docs": [
                    entry(n) | {"title": TITLE.format(n), "url": f"/{n}.html"}
                    for n in range(first, min(first + 3, 8))
                ],
                "nextId": str(first + 3),
                "hasMore": first + 3 <= COUNT,
            }
        }

    script = 'var last="";$.get("/jk/list",{after:last,size:3},function(d){last=d.data.nextId})'
    listing, _asked = walk_page(script, answer)
    assert (titles_of(listing), listing.complete) == (ALL, True)


def test_a_cursor_may_be_a_functions_parameter():
    """Nothing but its name says what it is for."""
    script = 'function more(last){fetch("/cx?lm=7&lastId="+last).then(show)}more("")'

    def answer(_request: Request, values: dict[str, str]) -> object:
        first = int(values.get("lastId", "0")) + 1
        rows = [{"title": one["wzbt"], "url": one["lj"]} for one in part(first)]
        return {"items": rows, "lastId": first + 2, "hasNext": first + 3 <= COUNT}

    listing, asked = walk_page(script, answer)
    assert (titles_of(listing), listing.complete, len(asked)) == (ALL, True, 4)


@pytest.mark.parametrize("kind", ["object", "text"])
def test_a_table_that_a_server_fills_is_asked_for_by_offset(kind):
    """DataTables adds start and length by itself."""
    ajax = '{url:"/cx",type:"GET",data:{lm:7}}' if kind == "object" else '"/cx?lm=7"'
    script = f'$("#t").DataTable({{serverSide:true,ajax:{ajax},pageLength:3}})'

    def answer(_request: Request, values: dict[str, str]) -> object:
        rows = [
            {"title": one["wzbt"], "url": one["lj"]}
            for one in part(1 + int(values["start"]), int(values["length"]))
        ]
        return {"recordsTotal": COUNT, "recordsFiltered": COUNT, "data": rows}

    listing, _asked = walk_page(script, answer)
    assert (titles_of(listing), listing.complete) == (ALL, True)


@pytest.mark.parametrize(
    "markup",
    ["", "<ul><li><a href='/xw/1.html'>本县召开春季农业生产会议</a><b>2026-01-02</b></li></ul>"],
)  # fmt: skip
def test_a_request_that_is_not_answered_is_no_empty_list(markup):
    """Other rows of the page hide nothing: the list failed, and the walk says so."""
    listing, _asked = walk_page('$.get("/cx?page=1",f)', lambda *_: "", markup)
    assert not listing.complete
    assert listing.failure is not None
    assert "HTTP 404" in listing.end_reason


def test_what_a_list_promises_is_known_where_its_interface_does_not_answer():
    """The reports that came stand, and the list is not whole."""
    row = f"<li><a href='/zfxx/1.html'>{TITLE.format(1)}</a><b>2026-01-02</b></li>"
    listing, _asked = walk_page(
        '$.get("/cx?page=1",f)', lambda *_: "", f"<ul>{row}</ul>共30条"
    )
    assert (len(listing.links), listing.complete) == (1, False)
    assert listing.failure is None
    assert "1 of 30" in listing.end_reason


def test_a_request_for_something_else_is_no_list():
    """It has no pages, and whether it is answered says nothing."""
    news = "<ul><li><a href='/xw/1.html'>本县召开春季农业生产会议</a><b>2026-01-02</b></li></ul>"
    listing, _asked = walk_page('$.get("/search/words",f)', lambda *_: "", news)
    assert listing.complete


def test_an_answer_without_entries_is_none_that_failed():
    """An empty column has rows of other news, and its interface says that it has nothing."""
    news = "<ul><li><a href='/xw/1.html'>本县召开春季农业生产会议</a><b>2026-01-02</b></li></ul>"
    listing, _asked = walk_page(
        '$.get("/cx?page=1",f)', lambda *_: {"total": 0, "list": []}, news
    )
    assert listing.complete


def test_a_channel_is_mark_enough():
    """UCAP's page names the channel in its head; what asks for it stands in a file."""
    channel = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"

    def answer(request: Request, values: dict[str, str]) -> object:
        if f"/common/search/{channel}" not in request.url:
            return ""
        rows = [{"title": TITLE.format(n), "url": f"/{n}.shtml"} for n in range(1, 8)]
        page_of = rows[(int(values["page"]) - 1) * 5 :][:5]
        return {"data": {"total": COUNT, "results": page_of}}

    listing, _asked = walk_page(
        "", answer, f'<meta name="channelId" content="{channel}"><ul></ul>', Family.UCAP
    )
    assert (titles_of(listing), listing.complete) == (ALL, True)


def test_only_the_sources_hosts_are_asked():
    """A script may ask anybody; fazhi does not."""
    listing, asked = walk_page(
        '$.get("http://api.example.com/cx?page=1",f)', by_number("page")
    )
    assert ([request.url for request in asked], listing.links) == ([COLUMN], ())


def test_a_list_with_reports_asks_nobody_else():
    """Its scripts count visits, show the weather, and fill other boxes."""
    rows = "".join(
        f"<li><a href='/bg/{n}.html'>{TITLE.format(n)}</a><span>2026-01-0{n}</span></li>"
        for n in range(1, 4)
    )
    listing, asked = walk_page(
        '$.get("/cx?page=1&size=3",f)', by_number("page"), f"<ul>{rows}</ul>"
    )
    assert (len(listing.links), listing.complete, len(asked)) == (3, True, 1)


def test_more_rows_behind_a_button_are_those_of_its_interface():
    """The page has the first rows and says how many there are; the script asks for the rest."""
    rows = "".join(
        f"<li><a href='/zfxx/fzjs/{n}.html'>{TITLE.format(n)}</a><span>2026-01-0{n}</span></li>"
        for n in range(1, 4)
    )
    markup = (
        f"<ul>{rows}</ul><div>共7条</div><a class=gd href='javascript:;'>加载更多</a>"
    )
    script = 'var page=1;$(".gd").click(function(){page++;$.post("/cx",{lm:7,page:page,size:3},f)})'
    listing, _asked = walk_page(script, by_number("page"), markup)
    assert (sorted(titles_of(listing)), listing.complete) == (ALL, True)


def test_an_interface_of_another_list_takes_nothing_away():
    """Its entries are no reports, and of another kind: the column stays as its page has it, and not whole."""
    rows = "".join(
        f"<li><a href='/zfxx/fzjs/{n}.html'>{TITLE.format(n)}</a><span>2026-01-0{n}</span></li>"
        for n in range(1, 4)
    )
    news = [
        {"title": f"县领导调研第{n}季度工作", "url": f"/news/a{n}/x.html"}
        for n in range(1, 5)
    ]
    listing, _asked = walk_page(
        '$.get("/jk/list?page=1",f)',
        lambda _request, _values: {"data": news},
        f"<ul>{rows}</ul><p>共7条</p>",
    )
    assert (len(listing.links), listing.complete) == (3, False)


@pytest.mark.parametrize(
    "shell",
    [
        "<html><head><meta http-equiv=Refresh content='0;URL=../fzjs2/index.html'></head></html>",
        "<html><script>window.location.href='/zfxx/fzjs2/index.html'</script>正在跳转</html>",
        "<script>var u='/zfxx/fzjs2/';location.replace(u+'index.html')</script>",
    ],
)
def test_a_page_that_only_leads_on_is_followed(shell):
    """Within the source's hosts; a challenge that sets a cookie is not."""
    rows = "".join(
        f"<li><a href='/bg/{n}.html'>{TITLE.format(n)}</a><span>2026-01-0{n}</span></li>"
        for n in range(1, 4)
    )
    answers: Mapping[str, str] = {
        COLUMN: shell,
        f"{HOST}/zfxx/fzjs2/index.html": f"<html><ul>{rows}</ul></html>",
    }
    listing, _asked = collect(
        source(Family.STATIC, COLUMN), lambda request: answers.get(request.url, "")
    )
    assert (len(listing.links), listing.complete) == (3, True)
    challenge = (
        "<script>document.cookie='k=1';location.href='/zfxx/fzjs2/index.html'</script>"
    )
    listing, asked = collect(
        source(Family.STATIC, COLUMN),
        lambda request: {**answers, COLUMN: challenge}.get(request.url, ""),
    )
    assert (listing.links, len(asked)) == ((), 1)


def test_an_answer_that_is_none_has_no_entries():
    """An error page, a broken text, other shapes."""
    one = described_source(rows="data.list", **FIELDS)
    for body in (
        "<html></html>",
        '{"data":{"list":[',
        '{"data":[]}',
        '{"data":{"list":7}}',
        "",
        "x",
    ):
        answer: Page = page(COLUMN, body)
        assert DESCRIBED.read_links(one, answer) == []
        assert DESCRIBED.read_total(answer) is None


@each_row("name", list(LIST_PRESETS))
def test_every_preset_walks_its_interface(name):
    """Each asks for pages as it says, and reads the answer that its own paths describe."""
    preset = LIST_PRESETS[name]
    channel = {"channel": "ab"} if "{channel}" in preset.get("address", "") else {}
    one = described_source(preset=name, **channel)
    fields = one.described
    assert fields is not None
    entries = []
    for number in range(1, 4):
        made: dict[str, object] = {}
        put(made, fields.title or "t", TITLE.format(number))
        if "{" in fields.url:
            made["docId"] = str(number)
        elif fields.url:
            put(made, fields.url, f"/{number}.html")
        anchor = f"<li><a href='/{number}.html'>{TITLE.format(number)}</a></li>"
        entries.append(made if fields.title else anchor)
    answer: dict[str, object] = {}
    put(answer, fields.rows, entries)
    if fields.count:
        put(answer, fields.count, "3")
    body = entries if not fields.rows.strip("|") else answer
    listing, asked = walk(one, lambda _values: body)
    assert (titles_of(listing), listing.complete) == (ALL[:3], True)
    assert len(asked) == 1


def put(made: dict[str, object], paths: str, value: object) -> None:
    """Put a value at the first of some paths."""
    *outer, last = paths.partition("|")[0].split(".")
    for name in outer:
        inner = made.setdefault(name, {})
        assert isinstance(inner, dict)
        made = inner
    made[last] = value
