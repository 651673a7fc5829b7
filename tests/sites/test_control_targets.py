"""What the controls of a list page lead to, and how that is related to the list's own address."""

import pytest

from tasks.model.page import Request
from tasks.sites.control_tags import ControlKind, ControlTag
from tasks.sites.control_targets import ControlTargets
from tasks.sites.list_counts import PageNodes
from tasks.sites.page_scripts import PageScripts
from tasks.sites.row_reader import parse_markup
from tests.rows import each_row

HOST = "http://example.cn"
COLUMN = f"{HOST}/zwgk/bg/list.html"


def targets(markup: str = "", column: str = COLUMN, url: str = "") -> ControlTargets:
    """Take a page of some markup for one of a column, else for its first."""
    return read(markup, column, url)[0]


def read(
    markup: str, column: str = COLUMN, url: str = ""
) -> tuple[ControlTargets, list[ControlTag]]:
    """Read a page of some markup; gives its elements, too."""
    soup = parse_markup(f"<html><body>{markup}</body></html>")
    nodes = PageNodes.collect(soup)
    address = url or column
    found = ControlTargets(nodes, PageScripts(soup, address), address, column)
    return found, list(map(ControlTag, nodes.tags))


def clicked(markup: str) -> str:
    """Give the address that a click on the element with `id=c` asks for; empty for none."""
    page, tags = read(markup)
    (control,) = [one for one in tags if one.tag.get("id") == "c"]
    request = page.resolve(control)
    return request.url.removeprefix(HOST) if request else ""


@each_row(
    ("markup", "address"),
    [
        ("<a id=c href='list_2.html'>2</a>", "/zwgk/bg/list_2.html"),
        ("<a id=c href=\"JavaScript:location='2.html'\">2</a>", "/zwgk/bg/2.html"),
        ("<a id=c href='javascript:;' onclick=\"location='2.html'\">2</a>", "/zwgk/bg/2.html"),
        ("<p onclick=\"location='2.html'\"><b id=c>2</b></p>", "/zwgk/bg/2.html"),
        ("<p onclick=f()><b id=c onclick=\"location='2.html'\">2</b></p>", "/zwgk/bg/2.html"),
        ("<b id=c data-href='2.html'>2</b>", "/zwgk/bg/2.html"),
        ("<b id=c data-next='?p=2'>2</b>", "/zwgk/bg/list.html?p=2"),
        ("<b id=c data-next=20>2</b>", ""),
        ("<b id=c data-url=x data-src='/x'>2</b>", "/x"),
        ("<b id=c>2</b>", ""),
        ("<form action=s.html><input id=c name=a value=1></form>", "/zwgk/bg/s.html?a=1"),
        ("<form action=s.html><button id=c name=a value=1>2</button></form>", "/zwgk/bg/s.html?a=1"),
        ("<form action=s.html><input id=c type=submit name=a></form>", "/zwgk/bg/s.html?a="),
        ("<form action=s.html><input id=c type=reset name=a value=1></form>", ""),
        ("<form action=s.html><input id=c value=1></form>", ""),
        ("<form action=s.html><b id=c name=a value=1>2</b></form>", ""),
        ("<form action=s.html></form><input id=c name=a value=1>", ""),
        ("<form action=r.html></form><form action=s.html><input id=c name=a></form>", "/zwgk/bg/s.html?a="),
    ],
)  # fmt: skip
def test_a_click_asks_for_what_an_element_says(markup, address):
    """By its link, its code, that of what is around it, its data, or its form."""
    assert clicked(markup) == address


@each_row(
    ("markup", "address"),
    [
        ("<b data-next=20>", "/zwgk/bg/list.html?next=20"),
        ("<b data-start=20 data-page=2>", "/zwgk/bg/list.html?page=2"),
        ("<b data-start=20>", "/zwgk/bg/list.html?start=20"),
        ("<b data-cursor='a_b=='>", "/zwgk/bg/list.html?cursor=a_b%3D%3D"),
        ("<b data-next=20 data-url='/api/l?x=1'>", "/api/l?next=20"),
        ("<b data-next='a b'>", ""),
        (f"<b data-next={'x' * 64}>", f"/zwgk/bg/list.html?next={'x' * 64}"),
        (f"<b data-next={'x' * 65}>", ""),
        ("<b data-next=20 onclick='f()'>", ""),
        ("<b data-other=20>", ""),
    ],
)
def test_a_place_is_asked_of_the_page_itself(markup, address):
    """Or of the address beside it, without what that asks for."""
    page, tags = read(markup, url=f"{COLUMN}?p=1")
    request = page.ask_place(tags[-1].tag)
    assert (request.url.removeprefix(HOST) if request else "") == address


@pytest.mark.parametrize(
    ("pages", "stem", "from_one", "names"),
    [
        (3, "list", False, "list_1 list_2 list_2 list_3"),
        (3, "list", True, "list_2 list_3 list_1 list_2"),
        (2, "list-", True, "list-2 list-1"),
        (1, "list", True, ""),
    ],
)
def test_pages_that_a_script_names_are_asked_for_under_both_numbers(
    pages, stem, from_one, names
):
    """First under those of the system that the call tells of."""
    found = list(targets().number_pages(pages, stem, "html", from_one))
    urls = [f"{HOST}/zwgk/bg/{name}.html" for name in names.split()]
    assert [one.request.url for one in found if one.request] == urls
    assert [one.number for one in found] == 2 * list(range(2, pages + 1))


@each_row(
    ("url", "name", "extension", "written"),
    [
        (COLUMN, "list.jsp?id=3&page=", "", "list.jsp?id=3&page=2"),
        (COLUMN, "list", "", "list_2.html"),
        (f"{HOST}/zwgk/bg/list.shtml", "list", "", "list_2.shtml"),
        (f"{HOST}/zwgk/bg/", "list", "", "list_2.html"),
        (COLUMN, "list_", "jsp", "list_2.jsp"),
    ],
)
def test_a_named_page_has_the_ending_of_the_list(url, name, extension, written):
    """Where nothing else is said; a parameter's value has none."""
    (first, _) = targets(column=url).number_pages(2, name, extension, True)
    assert first.request is not None
    assert first.request.url == f"{HOST}/zwgk/bg/{written}"


@each_row(
    ("address", "is_other"),
    [
        ("/zwgk/bg/list_2.html", True),
        ("/zwgk/bg/list-12.html", True),
        ("/zwgk/bg/list/2.html", True),
        ("/zwgk/bg/list_12345.html", False),
        ("/zwgk/bg/list_2.shtml", False),
        ("/zwgk/bg/list2.html", False),
        ("/zwgk/bg/other_2.html", False),
        ("/zwgk/bg/list_2.html?a=1", False),
        ("/zwgk/bg/list.html?a=1", True),
        ("/zwgk/bg/?a=1&b=1", True),
        ("/zwgk/bg/list.html?a=1&b=1&c=1", False),
        ("/zwgk/bg/list.html?PageSize=5", False),
        ("/zwgk/bg/list.html?a=1&wza=1", False),
        ("/zwgk/bg/list.html", False),
        ("http://other.cn/zwgk/bg/list.html?a=1", False),
    ],
)
def test_an_address_may_be_another_page_of_the_column(address, is_other):
    """With a number after its name, or one or two parameters more that choose its entries."""
    url = address if "//" in address else HOST + address
    assert targets().is_other(url) is is_other


@each_row(
    ("query", "is_other"),
    [
        ("id=3&page=2", True),
        ("id=4&page=1", False),
        ("page=2", False),
        ("id=3&x=1", True),
        ("id=3", False),
        ("id=3&page=1", False),
    ],
)
def test_of_a_column_s_own_parameters_only_the_page_s_may_go(query, is_other):
    """What else is gone makes it another list."""
    page = targets(column=f"{HOST}/l?id=3&page=1")
    assert page.is_other(f"{HOST}/l?{query}") is is_other


@each_row(
    ("own", "other", "is_numbered"),
    [
        ("/a/31.html", "/a/31/2.html", True),
        ("/a/list_1.html", "/a/list_2.html", True),
        ("/a/list-0.html", "/a/list-2.html", True),
        ("/a/list_2.html", "/a/list_3.html", False),
        ("/a/list_2.html", "/a/list_2_2.html", True),
        ("/a/", "/a/index_2.html", True),
        ("/a/", "/a/list_2.html", False),
        ("/a/list", "/a/list_2", True),
        ("/a/list", "/a/list_2.jsp", True),
        ("/index.html", "/index_2.html", True),
        ("/a.b/list.html", "/axb/list_2.html", False),
    ],
)
def test_a_number_stands_after_the_column_s_own_name(own, other, is_numbered):
    """Of a page that has the first number itself, the number changes."""
    assert targets(column=HOST + own).is_other(HOST + other) is is_numbered


BENEATH, BESIDE, ELSEWHERE = "/zwgk/bg/jd/", "/zwgk/xw/", "http://other.cn/zwgk/bg/x/"


@each_row(
    ("address", "beneath", "same_host", "part", "chosen", "chosen_by_script"),
    [
        (BENEATH, True, True, True, True, True),
        (BESIDE, False, True, False, False, True),
        (ELSEWHERE, True, False, False, False, False),
        ("/zwgk/bg/", True, True, False, True, True),
        ("/zwgk/bg/list.html", True, True, False, False, False),
    ],
)
def test_what_lies_beneath_the_column_is_a_part_of_it(
    address, beneath, same_host, part, chosen, chosen_by_script
):
    """Neither its folder itself, nor the page, nor anything of another host."""
    page = targets()
    request = Request(address if "//" in address else HOST + address)
    assert page.is_beneath(request) is beneath
    assert page.is_same_host(request) is same_host
    assert page.is_part_of_column(request) is part
    assert page.may_be_chosen(request, "") is chosen
    assert page.may_be_chosen(request, "go()") is chosen_by_script


def test_nothing_is_a_part_of_a_column_at_the_root():
    """There, everything would be; and what asks for nothing is a part of none."""
    assert not targets(column=f"{HOST}/bg.html").is_part_of_column(Request(f"{HOST}/x"))
    assert not targets().is_part_of_column(None)


@each_row(
    ("markup", "address", "may"),
    [
        ("<a href='/zwgk/xw/'>", "/zwgk/xw/", False),
        ("<a href='/zwgk/xw/' data-next=20>", "/zwgk/xw/", True),
        ("<a href='/zwgk/bg/2'>", "/zwgk/bg/2", True),
        ("<b onclick='f()'>", "/zwgk/xw/", True),
        ("<a href='/zwgk/xw/'>", "", True),
    ],
)
def test_an_anchor_to_another_folder_loads_no_more(markup, address, may):
    """What is no anchor does, or what says a place, or what nobody knows where it leads."""
    page, tags = read(markup)
    request = Request(HOST + address) if address else None
    assert page.may_be_more(tags[-1], request) is may


def test_the_page_and_those_before_it_are_known():
    """A form to the same address is something else."""
    page = targets("<a href='list_1.html'>上一页</a><a href='list_3.html'>下一页</a>")
    assert page.back == {f"{HOST}/zwgk/bg/list_1.html"}
    sent = "<form method=post action=l.html><button name=p value=1>首页</button></form>"
    assert targets(sent).back == set()
    known = [COLUMN, f"{HOST}/zwgk/bg/list_1.html", f"{HOST}/zwgk/bg/list_3.html"]
    assert [page.is_known(Request(url)) for url in known] == [True, True, False]
    assert [page.is_own(Request(url)) for url in known] == [True, False, False]
    assert not page.is_own(Request(COLUMN, form={"p": "2"}))
    assert page.is_column(f"{COLUMN}?p=2")
    assert not page.is_column(f"{HOST}/zwgk/bg/")


OTHER, FOLDER = ControlKind.OTHER, ControlKind.FOLDER


@each_row(
    ("column", "link", "kind"),
    [
        ("/bg/list.html", "<a href='?p=2'>x</a>", OTHER),
        ("/bg/list.html", f"<a href='?p=2'>{'长' * 16}</a>", OTHER),
        ("/bg/list.html", f"<a href='?p=2'>{'长' * 17}</a>", None),
        ("/bg/list.html", "<a href='?p=2' class=disabled>x</a>", None),
        ("/bg/list.html", "<b data-url='?p=2'>x</b>", None),
        ("/bg/list.html", "<area href='?p=2'>", OTHER),
        ("/bg/list.html", "<a href='#?p=2'>x</a>", None),
        ("/bg/list.html", "<a href=''>x</a>", None),
        ("/bg/list.html", "<a href='jd/'>x</a>", FOLDER),
        ("/bg/list.html", "<a href='x/'>x</a>", FOLDER),
        ("/bg/list.html", "<a href='/bg/jd/index_2.html'>x</a>", FOLDER),
        ("/bg/list.html", "<a href='/bg/jd/a.html'>x</a>", None),
        ("/bg/list.html", "<a href='/bg/jd/x/'>x</a>", None),
        ("/bg/list.html", "<a href='/bg/jd/?p=1'>x</a>", None),
        ("/bg/fz.html", "<a href='/bg/fz/szf/'>x</a>", FOLDER),
        ("/bg/fz.html", "<a href='/bg/szf/'>x</a>", None),
        ("/bg/fz.html", "<a href='/bg/szf/'>乡镇街道</a>", FOLDER),
        ("/bg/fz.html", "<a href='/bg/szf/'>市政府</a>", FOLDER),
        ("/bg/fz.html", "<a href='/bg/szf/'>年度报告</a>", FOLDER),
        ("/bg/2025/index.html", "<a href='/bg/2024/index.html'>x</a>", FOLDER),
        ("/bg/2025/index.html", "<a href='/xw/2024/index.html'>x</a>", None),
        ("/fz/list.html", "<a href='/lnbg/x.html'>往年报告</a>", None),
        ("/fz/list.html", "<a href='/lnbg/?p=1'>往年报告</a>", FOLDER),
        ("/fz/list.html", "<a href='/lnbg/?p=1'>往事如烟</a>", OTHER),
        ("/index.html", "<a href='/jd/'>x</a>", None),
        ("/bg/list.html", "<a href='http://other.cn/bg/jd/'>x</a>", None),
    ],
)  # fmt: skip
def test_links_like_the_column_s_own_promise_nothing(column, link, kind):
    """Pages of it, folders beneath it, other years' folders, archives; nothing else."""
    found = list(targets(link, HOST + column).find_others(set()))
    assert [one.kind for one in found] == ([kind] if kind else [])


def test_another_page_is_named_once_and_not_where_it_is_known():
    """Folders come behind pages, and no site's whole menu of them."""
    dead = "<a href='?p=4' class=disabled>x</a>"
    links = (
        f"<a href='jd/'>x</a><a href='?p=3'>x</a>{dead}" + "<a href='?p=2'>x</a>" * 2
    )
    known = {f"{COLUMN}?p=3"}
    found = list(targets(links).find_others(known))
    assert [one.kind for one in found] == [OTHER, FOLDER]
    assert len(known) == 4
    link = "<a href='fz.html?'>x</a>"
    back = targets(link, f"{HOST}/bg/fz.html", f"{HOST}/bg/fz_2.html")
    assert list(back.find_others(set())) == []
    for count, most in ((40, 41), (41, 1)):
        menu = "".join(f"<a href='f{number}/'>x</a>" for number in range(count))
        page = targets(f"{menu}<a href='?p=2'>x</a>")
        assert len(list(page.find_others(set()))) == most


ROW = "<li><a href='1.html'>甲</a></li>"
LONE = "<p><a href='1.html'>甲</a></p>"
SECOND = "<li><a href='2.html'>甲</a></li>"


@each_row(
    ("markup", "repeated"),
    [
        (ROW + ROW, "1"),
        (ROW, ""),
        (ROW + SECOND, ""),
        (ROW + "<li><a href='1.html'>乙</a></li>" + SECOND * 2, "2"),
        (ROW + LONE + SECOND * 2, "2"),
        (LONE + ROW + SECOND * 2, "2"),
        ("<li><a href='1.html'>甲</a><a href='1.html'>甲</a></li>" + SECOND * 2, "2"),
        (ROW + LONE + ROW, "1"),
        (ROW + "<li><a href='1.html'>乙</a></li>" + ROW, "1"),
        (ROW + SECOND + SECOND + ROW, "2 1"),
        ("<li><a>甲</a></li><li><a>甲</a></li>", ""),
    ],
)
def test_a_row_that_stands_a_second_time_is_named(markup, repeated):
    """In a row of its own, under the same words."""
    urls = [f"{HOST}/zwgk/bg/{name}.html" for name in repeated.split()]
    assert list(targets(markup).find_repeated()) == urls


@each_row(
    ("rows", "shown"),
    [
        ("<a>2025年报告</a><a>2024年报告</a>", True),
        ("<a>2025年报告</a>", False),
        ("<i>2025-01-02</i><i>2024年1月2日</i>", True),
        ("<i>2025-01-02</i>", False),
        ("<i>2025</i><i>2024</i>", False),
    ],
)
def test_tabs_only_show_years_whose_entries_are_there(rows, shown):
    """By their titles, or by their days."""
    page, tags = read(f"<b>2025年</b><b data-url='/x'>2024年</b>{rows}")
    bare, asking = (one for one in tags if one.tag.name == "b")
    assert page.has_shown([bare], {2025, 2024}) is shown
    assert not page.has_shown([bare, asking], {2025, 2024})
