"""Where the entries of an answer are, and which of their fields is what, when nothing says it."""

import json

import pytest

from tasks.sites.described_list import find_fields
from tests.rows import each_row
from tests.sites.families.pages import page

URL = "http://www.example.gov.cn/jk"
TITLES = [f"演示县第{number}镇2025年法治政府建设年度报告" for number in "一二三"]


def find(answer: object, **templates: str) -> dict[str, str]:
    """Find the fields of an answer in JSON, or of a text."""
    body = answer if isinstance(answer, str) else json.dumps(answer)
    return find_fields(page(URL, body), templates)


def rows(**fields: object) -> list[dict[str, object]]:
    """Make three entries: with a title and an address, and with some fields more, `{}` filled in."""
    made = []
    for number, title in enumerate(TITLES, 1):
        entry: dict[str, object] = {"title": title, "url": f"/x/{number}.html"}
        for name, value in fields.items():
            entry[name] = (
                value.format(number, title) if isinstance(value, str) else value
            )
        made.append({name: value for name, value in entry.items() if value is not None})
    return made


ROWS = rows()
OTHERS = [{"title": f"召开第{one}次会议", "url": f"/h/{one}"} for one in range(9)]


@each_row(
    ("answer", "path"),
    [
        (ROWS, ""),
        ({"a": ROWS}, "a"),
        ({"a": {"b": {"c": ROWS}}}, "a.b.c"),
        ({"a": [{"b": ROWS[:1]}, {"b": ROWS[1:]}]}, "a.b"),
        ({"a": {"2025": ROWS[:1], "2024": ROWS[1:]}}, "a"),
        ({"a": {"2025": ROWS}}, "a.2025"),
        ({"a": json.dumps({"b": ROWS})}, "a.b"),
        ({"a": " " + json.dumps(ROWS)}, "a"),
        (ROWS[0], None),
        ({"a": ROWS[0]}, "a"),
        ({"a": ROWS[0], "b": ROWS[1:]}, "b"),
        ({"a": ROWS[:2], "b": ROWS}, "b"),
        ({"b": ROWS, "a": ROWS[:2]}, "b"),
        ({"a": OTHERS[:1], "b": OTHERS[:2]}, "b"),
        ({"b": ROWS, "a": ROWS}, "b"),
        ({"a": [ROWS[:1], ROWS[1:]]}, "a"),
        ({"a": "<ul><li><a href='1.html'>x</a></li></ul>"}, "a"),
        ({"a": ["<a href='1.html'>x</a>", "<a href='2.html'>x</a>", "x"]}, "a"),
        ({"a": ["<a href='1.html'>x</a>", "x"]}, None),
        ({"a": "<p>x</p>"}, None),
        ({"a": [1, 2]}, None),
        ({"a.b": ROWS}, None),
        ({"a": []}, None),
    ],
)
def test_the_list_of_an_answer_is_its_most_of_entries(answer, path):
    """Wherever they stand: in groups, in texts of data, as markup; the first of two alike."""
    assert find(answer).get("rows") == path


@pytest.mark.parametrize(("depth", "is_found"), [(6, True), (7, False)])
def test_a_list_is_no_deeper_than_six_names(depth, is_found):
    """What is deeper is something else."""
    answer: object = ROWS
    for _ in range(depth):
        answer = {"a": answer}
    assert bool(find(answer)) is is_found


@each_row(
    ("body", "found"),
    [
        ("<li><a href='1.html'>x</a></li>", {"rows": "css:body"}),
        ("<li><a name=x>x</a></li>", {}),
        ("<body><a href='1.html'>x</a></body>", {}),
        ("<form><a href='1.html'>x</a></form>", {}),
        ("<HTML><a href='1.html'>x</a>", {}),
    ],
)
def test_an_answer_may_be_nothing_but_rows(body, found):
    """A page is none, nor is any other status."""
    assert find(body) == found
    assert find_fields(page(URL, body, 404)) == {}


@each_row(
    ("fields", "title"),
    [
        ({"title": None, "bt": "{1}"}, "bt"),
        ({"title": None, "text": "{1}"}, "text"),
        ({"title": None, "a": "{1}"}, "a"),
        ({"title": None, "channelA": "{1}"}, None),
        ({"title": None, "my_org": "{1}"}, None),
        ({"title": None, "source": "{1}"}, None),
        ({"title": None, "source.x": "{1}"}, None),
        ({"realTitle": "{1}", "doc_title": "{1}"}, "title"),
        ({"title": None, "subject": "{1}", "real_title": "{1}"}, "real_title"),
        ({"title": None, "b": "{1}", "a": "{1}"}, "b"),
        ({"title": None, "o": {"t": TITLES[0], "title": TITLES[1]}}, None),
        ({"title": "法治年报{0}"}, "title"),
        ({"title": "法治报{0}"}, None),
        ({"title": "/法治年报{0}"}, None),
        ({"title": "云川镇法治年报"}, None),
        ({"title": "{0}云川镇法治年报" + "x" * 192}, "title"),
        ({"title": "{0}云川镇法治年报" + "x" * 193}, None),
    ],
)
def test_a_title_is_named_so_or_reads_like_one(fields, title):
    """The surest name goes first; what every entry has alike is no title of one."""
    assert find(rows(**fields)).get("title") == title


@each_row(
    ("fields", "address"),
    [
        ({}, "url"),
        ({"url": None, "a": "/x/{}"}, "a"),
        ({"url": None, "a": "x/{}.pdf"}, "a"),
        ({"url": None, "a": "//b.cn/{}"}, "a"),
        ({"url": None, "a": "x{}"}, None),
        ({"url": None, "a": "/x/{}.png"}, None),
        ({"url": None, "imgUrl": "/x/{}"}, None),
        ({"url": None, "attachment": "/x/{}"}, None),
        ({"url": None, "jump_url": "/x/{}", "static_url": "/y/{}"}, "jump_url"),
        ({"url": None, "staticUrl": "/x/{}"}, "staticUrl"),
        ({"url": "/same"}, None),
        ({"url": None, "channelUrl": "/x/{}", "link": "/y/{}"}, "link"),
    ],
)
def test_an_address_is_one_and_differs(fields, address):
    """No picture's, no column's."""
    assert find(rows(**fields)).get("url") == address


@each_row(
    ("fields", "name", "path"),
    [
        ({"pubDate": "2026-01-0{}"}, "date", "pubDate"),
        ({"createTime": "2026-01-0{}", "time": "2026-01-0{}"}, "date", "time"),
        ({"xDate": "2026-01-0{}"}, "date", "xDate"),
        ({"xrq": "20260101"}, "date", "xrq"),
        ({"xsj": "2026-01-0{}"}, "date", "xsj"),
        ({"sjx": "2026-01-0{}"}, "date", None),
        ({"memo": "2026-01-0{}"}, "date", None),
        ({"updTime": "2026-01-0{}"}, "date", None),
        ({"validDay": "2026-01-0{}"}, "date", None),
        ({"input_time": "2026-01-0{}"}, "date", "input_time"),
        ({"dateUrl": "/2026-01-0{}"}, "date", None),
        ({"date": "2026-01-0{} " + "x" * 29}, "date", "date"),
        ({"date": "2026-01-0{} " + "x" * 30}, "date", None),
        ({"date": "soon"}, "date", None),
        ({"date": ""}, "date", None),
        ({"wh": "演政〔2026〕{}号"}, "number", "wh"),
        ({"fileNum": "演政〔2026〕{}号", "wh": "x"}, "number", "fileNum"),
        ({"nr": "演政〔2026〕{}号"}, "number", None),
    ],
)
def test_days_and_numbers_are_known_by_their_names(fields, name, path):
    """A day of changes is none, unless an interface calls it so."""
    assert find(rows(**fields)).get(name) == path


def test_entries_without_names_have_places():
    """Arrays in an array, with a day among them."""
    answer = [
        ["7", title, f"/x/{number}.html", f"2026-01-0{number}"]
        for number, title in enumerate(TITLES, 1)
    ]
    found = {"rows": "", "title": "1", "url": "2", "date": "3"}
    assert find(answer) == found


@each_row(
    ("beside", "found"),
    [
        ({"total": 3}, {"count": "total"}),
        ({"total": 2}, {}),
        ({"num": "30"}, {"count": "num"}),
        ({"total": "many"}, {}),
        ({"totalCount": 30, "total": 30}, {"count": "total"}),
        ({"total": 30, "to_tal": 31}, {"count": "total"}),
        ({"total_count": 30}, {"count": "total_count"}),
        ({"pageCount": 4}, {"pages": "pageCount"}),
        ({"total_page_num": 4}, {"pages": "total_page_num"}),
        ({"pages": 0}, {}),
        ({"nextCursor": "abc"}, {"next": "nextCursor"}),
        ({"max_id": 7}, {"next": "max_id"}),
        ({"next": ""}, {}),
        ({"more": False}, {"more": "more"}),
        ({"hasMore": 1, "more": {"a": 1}}, {"more": "hasMore"}),
        ({"more": [1]}, {}),
        ({"is_more": True, "more": True}, {"more": "more"}),
        ({"cursor": "a", "nextCursor": "b"}, {"next": "nextCursor"}),
        ({"pages": 4, "totalPage": 4}, {"pages": "totalPage"}),
    ],
)
def test_what_stands_beside_the_rows_is_named(beside, found):
    """The surest of several names; a count is no less than the entries that came."""
    answer = {"rows": ROWS, **beside}
    whole = find(answer)
    assert {name: whole[name] for name in whole.keys() - find({"rows": ROWS})} == found


def test_the_nearest_count_is_the_list_s():
    """One of a farther object is taken where there is no nearer one."""
    answer = {"num": 99, "pages": 9, "data": {"total": 30, "rows": ROWS}}
    found = find(answer)
    assert (found["count"], found["pages"]) == ("data.total", "pages")


@each_row(
    ("fields", "template", "address"),
    [
        ({"url": None, "id": "{}"}, "/d/{id}.html", "/d/{id}.html"),
        ({"url": "/x/{}", "id": "{}"}, "/d/{id}.html", "url"),
        ({"url": None, "id": ""}, "/d/{id}.html", None),
        ({"url": None}, "/d/{id}.html", None),
        ({"url": None, "a": "x", "id": "{}"}, "/d/{a}/{id}", "/d/{a}/{id}"),
        ({"url": None, "a": "x", "id": "{}"}, "{a}{id}", None),
        ({"a": "x", "id": "{}"}, "/d/{a}/{id}", "url"),
        ({"a": "/y"}, "{a}{url}", "{a}{url}"),
        ({"a": "y"}, "{a}{url}", "url"),
        ({"a": "/y"}, "{url}{a}", "url"),
    ],
)
def test_a_template_makes_an_address_of_what_every_entry_has(fields, template, address):
    """Where an entry has none of its own, or only the second part of one."""
    assert find(rows(**fields), t=template).get("url") == address


def test_reports_go_before_other_entries():
    """Fewer of them are more like the list than many others."""
    assert find({"a": OTHERS, "b": ROWS})["rows"] == "b"
    assert find({"a": OTHERS, "b": ROWS[:1]})["rows"] == "b"
    assert find({"a": OTHERS + ROWS[:1], "b": ROWS[:1]})["rows"] == "a"


@pytest.mark.parametrize(
    ("names", "path"), [("a b t", "a.b.t"), ("a b c t", None), ("t", "t")]
)
def test_a_field_is_no_deeper_in_its_entry_than_three_names(names, path):
    """What is deeper is something else."""
    entries = []
    for number, title in enumerate(TITLES):
        *around, last = names.split()
        entry: dict[str, object] = {last: title}
        for name in reversed(around):
            entry = {name: entry}
        entries.append({"url": f"/x/{number}", **entry})
    assert find(entries).get("title") == path


@pytest.mark.parametrize("count", [2, 4])
@pytest.mark.parametrize("name", ["title", "url", "date"])
def test_a_field_is_what_more_than_half_of_the_entries_have_there(name, count):
    """Half of them are not enough."""
    for good, is_field in ((count // 2, False), (count // 2 + 1, True)):
        entries = [
            {"title": f"云川镇{one}法治年报", "url": f"/x/{one}", "date": "2026-01-01"}
            for one in range(count)
        ]
        for entry in entries[good:]:
            entry[name] = "-"
        assert (name in find(entries)) is is_field


@each_row(
    ("name", "values", "is_field"),
    [
        ("title", "一 一 二 三", True),
        ("title", "一 一 二 二", False),
        ("title", "一 一", True),
        ("url", "一 一 二 三", True),
        ("url", "一 一 二 二", False),
        ("url", "一 一", False),
        ("url", "一", True),
    ],
)
def test_a_field_that_most_entries_have_alike_is_none_of_theirs(name, values, is_field):
    """It is their column's."""
    entries = []
    for number, value in enumerate(values.split()):
        entry = {"title": f"云川镇{number}法治年报", "url": f"/x/{number}"}
        entry[name] = f"云川镇法治年报{value}" if name == "title" else f"/y/{value}"
        entries.append(entry)
    assert (name in find(entries)) is is_field
