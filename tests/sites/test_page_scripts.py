"""What a click on a page comes to."""

import pytest
from bs4 import BeautifulSoup

from tasks.fetch.markup import decode_page
from tasks.model.page import Request
from tasks.sites.page_scripts import PageScripts
from tests.rows import each_row
from tests.sites.families.pages import page as make_page

PAGE = "http://example.cn/zwgk/bg/list.html"
FORM = (
    "<form method=post action='search.do'><input type=hidden name=colId value=77>"
    "<input type=hidden name=pageNo id=pn value=1><input type=hidden name=_csrf value=a1b2>"
    "<input type=submit name=go value=查询></form>"
)
VIEW = (
    "<form method=post action='List.aspx?cid=5'><input type=hidden name=__VIEWSTATE value=/wEP>"
    "<input type=hidden name=__EVENTTARGET value=''></form>"
)


def click(code: str, script: str = "", markup: str = "") -> Request | None:
    """Give what a click on a page with a script comes to."""
    soup = BeautifulSoup(f"{markup}<script>{script}</script>", "lxml")
    return PageScripts(soup, PAGE).resolve_click(code)


@each_row(
    ("code", "script", "target"),
    [
        ("location.href='list_2.html'", "", "list_2.html"),
        ("window.open('/a/2.shtml')", "", "/a/2.shtml"),
        ("window.location.replace('?p=2')", "", "list.html?p=2"),
        (
            "javascript:turn(3)",
            "function turn(n){location.href='list_'+(n-1)+'.html'}",
            "list_2.html",
        ),
        ("turn('3');", "turn = function(n){location.search='p='+n}", "list.html?p=3"),
        (
            "jumpTo(2)",
            "var stem='list_';function jumpTo(n){var u = stem + n + '.html'; top.location = u;}",
            "list_2.html",
        ),
        (
            "go(4)",
            "function go(n){if(n==1){location='list.html'}else{location='list_'+parseInt(n)+'.html'}}",
            "list_4.html",
        ),
        (
            "go(3)",
            "function go(n){location.href='list'+(n==1?'':'_'+(n-1))+'.html'}",
            "list_2.html",
        ),
        (
            "go(1)",
            "function go(n){location.href='list'+(n<=1?'':'_'+(n-1))+'.html'}",
            "list.html",
        ),
        (
            "go(3)",
            "var rows=15;function go(n){location.href='?start='+(n-1)*rows}",
            "list.html?start=30",
        ),
        (
            "return box.turn(2)",
            "var box={turn:function(n){location='?p='+n}}",
            "list.html?p=2",
        ),
        (
            "show(8)",
            "const show = (id) => { location.href = `/x/${id}.html` }",
            "/x/8.html",
        ),
        (
            "show(3)",
            "show = n => { location.href = `list_${n - 1}.html`; }",
            "list_2.html",
        ),
        ("query(this,'/bg/list-2.shtml')", "", "/bg/list-2.shtml"),
    ],
)
def test_a_click_leads_to_an_address(code, script, target):
    """Written out, or put together by a function of the page."""
    request = click(code, script)
    base = (
        "http://example.cn" if target.startswith("/") else "http://example.cn/zwgk/bg/"
    )
    assert request == Request(f"{base}{target}", referer=PAGE)


@each_row(
    "code",
    [
        "void(0)",
        "share('qq')",
        "setFont(16)",
        "window.close()",
        "unknown(2)",
        "a.b.c = 1",
        "if(",
        "location.href='list_'+(n%2)+'.html'",
    ],
)
def test_a_click_that_asks_for_nothing_is_no_request(code):
    """Nor one whose function the page does not have."""
    assert click(code, "function setFont(n){document.body.style.fontSize=n}") is None


@pytest.mark.parametrize(
    "body",
    [
        "document.getElementById('pn').value=n;document.forms[0].submit();",
        "$('#pn').val(n);$('form').submit();",
        "document.forms[0].pageNo.value = n; document.forms[0].submit()",
    ],
)
def test_a_form_is_submitted_with_its_fields(body):
    """Its token, too, and none of its buttons."""
    request = click("go(2)", f"function go(n){{{body}}}", FORM)
    assert request is not None
    assert (request.url, request.method) == (
        "http://example.cn/zwgk/bg/search.do",
        "POST",
    )
    assert request.form == {"colId": "77", "pageNo": "2", "_csrf": "a1b2"}


@pytest.mark.parametrize(
    ("body", "address"),
    [
        ("location.href=location.pathname+'?p='+n", "/zwgk/bg/list.html?p=2"),
        ("var u=window.location.pathname;self.location=u+'?p='+n", "/zwgk/bg/list.html?p=2"),
        ("location.assign(location.origin+'/p/'+n+'.html')", "/p/2.html"),
    ],
)  # fmt: skip
def test_the_pages_own_address_is_known(body, address):
    """As a script reads it."""
    request = click("go(2)", f"function go(n){{{body}}}")
    assert request is not None
    assert request.url == f"http://example.cn{address}"


def test_a_form_by_get_is_a_query():
    """As a browser asks for it."""
    form = FORM.replace("method=post", "method=get")
    body = "document.forms[0].pageNo.value = n; document.forms[0].submit()"
    request = click("go(2)", f"function go(n){{{body}}}", form)
    assert request is not None
    assert request.url.endswith("search.do?colId=77&pageNo=2&_csrf=a1b2")


def test_a_post_back_carries_the_view_state():
    """Without it the server shows the first page again."""
    request = click("javascript:__doPostBack('Pager1','2')", "", VIEW)
    assert request is not None
    assert request.url == "http://example.cn/zwgk/bg/List.aspx?cid=5"
    assert request.form == {
        "__VIEWSTATE": "/wEP",
        "__EVENTTARGET": "Pager1",
        "__EVENTARGUMENT": "2",
    }


@pytest.mark.parametrize(
    ("name", "script"),
    [
        ("jump", "lay.render({jump:function(o,f){if(!f)location.href='?p='+o.curr}})"),
        (
            "callback",
            "$('.m').paging({callback:function(api){location.href='?p='+api.getCurrent()}})",
        ),
        ("onPageClick", "$('.m').pg({onPageClick(e, n){location.href = '?p=' + n}})"),
        (
            "handleCurrentChange",
            "new Vue({methods:{handleCurrentChange(val){location.href='?p='+val}}})",
        ),
    ],
)
def test_a_widgets_callback_is_asked_for_a_page(name, script):
    """The widget hands it the number of the page, alone or in an object."""
    soup = BeautifulSoup(f"<script>{script}</script>", "lxml")
    request = PageScripts(soup, PAGE).resolve_callback(name, 2)
    assert request == Request("http://example.cn/zwgk/bg/list.html?p=2", referer=PAGE)
    assert PageScripts(soup, PAGE).resolve_callback("elsewhere", 2) is None


def test_a_pages_own_scripts_are_files_of_its_site():
    """The likeliest first; no library, no other host's, and no more than a few."""
    names = "jquery.min.js site.js a/list.js tongji.js //else.cn/page.js b.js page.js?v=2".split()
    markup = "".join(f"<script src='{name}'></script>" for name in names)
    found = PageScripts.list_files(make_page(PAGE, f"<html>{markup}</html>"))
    folder = PAGE.rpartition("/")[0]
    assert found == [f"{folder}/page.js?v=2", f"{folder}/a/list.js", f"{folder}/b.js"]


def test_scripts_are_written_into_their_page():
    """In any charset; what did not come stays as it is, and so does a page without any."""
    markup = "<meta charset=gbk><script src='go.js'></script><script src='x.js'></script>法治政府建设"
    before = make_page(PAGE, markup.encode("gbk"), content_type="text/html")
    address = PAGE.replace("list.html", "go.js")
    after = PageScripts.write_files(
        before, {address: "function go(n){location='?p='+n}"}
    )
    text = decode_page(after)
    assert "<script>function go" in text
    assert "src='x.js'" in text
    assert text.endswith("法治政府建设")
    assert PageScripts.write_files(before, {}) is before
