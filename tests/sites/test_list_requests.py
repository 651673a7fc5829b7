"""The requests that the scripts of a page would send for its list, found without running them."""

import pytest

from tasks.model.page import Page
from tasks.sites.list_requests import find_list_requests, find_templates
from tests.rows import each_row
from tests.sites.families.pages import page

COLUMN = "http://www.example.gov.cn/zfxx/list.html"


def shown(script: str, markup: str = "") -> Page:
    """Make a page without rows, whose script fills it."""
    return page(COLUMN, f"<div id='lb'></div>{markup}<script>{script}</script>")


@pytest.mark.parametrize(
    ("script", "method"),
    [
        ("$.get('/api/article/list', {channelId: 7, page: page}, show);", "get"),
        ("$.post('/api/article/list', {channelId: 7, page: page}, show);", "post"),
        (
            "axios.get('/api/article/list', {params: {channelId: 7, page: page}});",
            "get",
        ),
        (
            "$.ajax({url: '/api/article/list', type: 'POST', data: {channelId: 7, page: page}});",
            "post",
        ),
    ],
)
def test_a_request_is_described(script, method):
    """Its address, its method, its fixed parameters, and which of them counts the pages."""
    (described,) = find_list_requests(shown(f"var page = 1; {script}"))
    assert described.address.endswith("/api/article/list")
    assert described.method == method
    assert described.page == "page"
    assert str(described.parameters["channelId"]) == "7"


@pytest.mark.parametrize(
    "script",
    [
        "",
        "$.get('/api/weather', {city: 'x'});",
    ],
)
def test_a_page_that_asks_for_no_list_has_none(script):
    """Nothing is guessed."""
    assert find_list_requests(shown(script)) == []


def test_a_request_stands_once():
    """Written twice, it is one."""
    script = "$.get('/api/article/list', {channelId: 7, page: 1});"
    assert len(find_list_requests(shown(script * 2))) == 1


def test_addresses_of_entries_are_templates():
    """By the field that they are made of; a picture's is none."""
    script = (
        "html += '<a href=\"/art/' + item.artId + '.html\">';"
        "html += '<img src=\"/pic/' + item.pic + '.png\">';"
    )
    assert find_templates(shown(script)) == {"artId": "/art/{artId}.html"}


@each_row(
    ("script", "template"),
    [
        ("h += '<a href=\"' + x.base + x.id + '.html\">'", "{base}{id}.html"),
        ("h += '<a href=\"' + x.base + '/' + x.id + '.html\">'", "{base}/{id}.html"),
        ("h += `<a href='${x.path}${x.id}.html'>`", "{path}{id}.html"),
        ("var u = '/w/' + row.col + '/' + row.id", "/w/{col}/{id}"),
        ("open('/view.jsp?c=' + x.col + '&id=' + x.id)", "/view.jsp?c={col}&id={id}"),
        ("</script><a :href='`${x.host}${x.url}`'></a><script>", "{host}{url}"),
    ],
)
def test_an_address_may_be_made_of_two_fields(script, template):
    """As scripts and templates put them together."""
    assert template in find_templates(shown(script)).values()


@each_row(
    ("markup", "address"),
    [
        ("<div data-url='/api/list?page=1'></div>", "/api/list"),
        ("<div lay-url='/api/list?page=1'></div>", "/api/list"),
        ("<div data-api=' /api/list?page=1 '></div>", "/api/list"),
        ("<a data-url='/api/list?page=1'>x</a>", None),
        ("<iframe data-src='/api/list?page=1'></iframe>", None),
        ("<div data-url='/list.html'></div>", None),
        ("<div data-url=''></div>", None),
        ("<div data-other='/api/list?page=1'></div>", None),
        ("<script src='/api/list?callback=show&page=1'></script>", "/api/list"),
        ("<script src='/api/list?back=show&page=1'></script>", None),
    ],
)
def test_elements_name_interfaces(markup, address):
    """In attributes that scripts read, or as scripts that call back; a link or a file is none."""
    found = find_list_requests(shown("", markup))
    ends = [one.address.partition("?")[0].endswith(address or "-") for one in found]
    assert ends == ([True] if address else [])


HEX = "0123456789abcdef" * 2


@each_row(
    ("markup", "script", "is_known"),
    [
        (f"<meta name=channelId content={HEX}>", "", True),
        (f"<meta name=Channel_ID content={HEX}>", "", True),
        (f"<meta name=channel content={HEX}>", "", False),
        ("<meta name=channelId content=7>", "", False),
        ("", f"var channelId = '{HEX}'", True),
        ("<meta name=channelId content=7>", f"load('{HEX}', channelId)", True),
        ("", f"var channel = '{HEX}'", False),
    ],
)
def test_a_channel_tells_of_an_interface_that_nothing_asks(markup, script, is_known):
    """By the mark of 32 digits that it has, in the page's head or its scripts."""
    found = find_list_requests(shown(script, markup))
    assert [one.preset for one in found] == ["ucap_search"] * 2 * is_known
