"""TRS IGS searches."""

import json
from datetime import date
from urllib.parse import parse_qs, urlsplit

from tasks.model.source import Family
from tasks.sites.families.interfaces import IGS
from tests.sites.families.pages import page, source, walked

COLUMN = "http://example.cn/igs/front/search/list.html?index=demo&pageNumber=1&pageSize=2&filter[AVAILABLE]=true&siteId="
NEXT = COLUMN.replace("pageNumber=1", "pageNumber=2")


def answer(entries: list[dict[str, str]], total: object = "3", pages: int = 2) -> str:
    """Write one page of what was found."""
    return json.dumps(
        {
            "page": {
                "content": entries,
                "total": total,
                "pageSize": 2,
                "totalPages": pages,
            }
        }
    )


FIRST = {
    "BT": "演示市2025年<em>法治政府</em>建设报告",
    "DOCPUBURL": "http://example.cn/zwgk/202601/t20260122_1.html",
    "FBRQ": "2026-01-22T00:00:00.000+0800",
    "FWZH": "演政〔2026〕1号",
    "FWJG_name": "演示市人民政府",
}
OTHER = {
    "FileName": "演示市2024年报告",
    "url": "/zwgk/2.html",
    "PUBDATE": "2025-01-20T18:59:36.000Z",
    "fileNum": "",
}


def test_entries_of_several_indexes_are_read():
    """Field names differ, marks go, and a day in UTC may be the next in Beijing."""
    first, other = IGS.read_links(
        source(Family.IGS, COLUMN), page(COLUMN, answer([FIRST, OTHER]))
    )
    assert (first.title, first.url) == (
        "演示市2025年法治政府建设报告",
        FIRST["DOCPUBURL"],
    )
    assert (first.listed_on, first.document_number) == (
        date(2026, 1, 22),
        "演政〔2026〕1号",
    )
    assert (first.publisher, other.publisher) == ("演示市人民政府", None)
    assert (other.title, other.url) == (
        "演示市2024年报告",
        "http://example.cn/zwgk/2.html",
    )
    assert (other.listed_on, other.document_number) == (date(2025, 1, 21), None)


def test_a_source_names_fields_of_its_own():
    """What an index calls its title is anyone's guess."""
    one = source(Family.IGS, COLUMN, options={"title": "wjbt", "date": "fwsj"})
    entry = {
        "wjbt": "演示市2023年报告",
        "url": "/3.html",
        "fwsj": "2024年1月5日",
        "BT": "not this",
    }
    (link,) = IGS.read_links(one, page(COLUMN, answer([entry])))
    assert (link.title, link.listed_on) == ("演示市2023年报告", date(2024, 1, 5))


def test_pages_are_asked_for_up_to_the_last():
    """The number changes, everything else of the query stays."""
    pages = {COLUMN: answer([FIRST]), NEXT: answer([OTHER])}
    asked = walked(IGS, source(Family.IGS, COLUMN), pages)
    assert [parse_qs(urlsplit(url).query, keep_blank_values=True) for url in asked] == [
        {
            "index": ["demo"],
            "pageNumber": [n],
            "pageSize": ["2"],
            "filter[AVAILABLE]": ["true"],
            "siteId": [""],
        }
        for n in ("1", "2")
    ]
    assert walked(IGS, source(Family.IGS, COLUMN), {COLUMN: answer([], pages=9)}) == [
        COLUMN
    ]


def test_totals_are_texts_or_numbers():
    """Both are counts; anything else is none."""
    totals = [
        IGS.read_total(page(COLUMN, answer([FIRST], total)))
        for total in ("38546", 3, None, "many")
    ]
    assert totals == [38546, 3, None, None]


def test_what_is_no_answer_gives_nothing():
    """An error page, a broken text, other shapes, entries without an address."""
    one = source(Family.IGS, COLUMN)
    for body in (
        "<html></html>",
        '{"page":{"content":[',
        '{"page":[]}',
        '{"page":{"content":{"a":1}}}',
        answer([{}]),
    ):
        assert IGS.read_links(one, page(COLUMN, body)) == []
    assert IGS.read_links(one, page(COLUMN, answer([FIRST]), status=500)) == []
