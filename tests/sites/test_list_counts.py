"""The counts that a list page gives."""

import pytest

from tasks.sites.list_counts import ListCounts, PageNodes
from tasks.sites.pager_signs import PagerSigns
from tasks.sites.row_reader import parse_markup
from tests.rows import each_row
from tests.sites.families.pages import page

COLUMN = "http://example.cn/zwgk/bg/list.html"


def signs(markup: str) -> PagerSigns:
    """Read the signs of a page with some markup."""
    return PagerSigns.read(page(COLUMN, f"<html><body>{markup}</body></html>"), COLUMN)


@each_row(
    ("markup", "entries", "pages"),
    [
        ("<div>共36条</div>", 36, None),
        ("<p>共 <b>36</b> 条记录</p>", 36, None),
        ("<p>共有３６条信息</p>", 36, None),
        ("<span>共三十六条</span>", 36, None),
        ("<em>总记录数：36</em>", 36, None),
        ("<div>1-15 of 36</div>", 36, None),
        ("<div>共4页</div>", None, 4),
        ("<td>第1/4页</td>", None, 4),
        ("<td>页次：1/4</td>", None, 4),
        ("<td>当前第 1 页/共 4 页</td>", None, 4),
        ("<div>共36条 第1页/共4页</div>", 36, 4),
        ("<script>lay.laypage.render({count: 36, limit: 10, curr: 1})</script>", 36, None),
        ("<script>$('#p').pagination({totalData:36,showData:10})</script>", 36, None),
        ("<script>$('#p').pagination({pageCount:4,current:1})</script>", None, 4),
        ("<script>var totalPage = 4;</script>", None, 4),
        ("<script>var recordCount='36';</script>", 36, None),
        ('<script>createPage(4, 0, "list", "html")</script>', None, 4),
        ("<script>createPageHTML('box', 4, 1, 'list', 'shtml', 36)</script>", 36, 4),
        ("<script>doFenye(36, 10, 1)</script>", 36, None),
        ("<script>fy('36','10','1');</script>", 36, None),
        ("<script>turnPageInit(36, 10, 1)</script>", 36, None),
        ("<script>document.write(pageHtml(4, 1))</script>", None, 4),
        ("<script>makeList(4, 0, 'list', 'html')</script>", None, 4),
        ("<div class=fenye></div><script>drawNav(4, 1)</script>", None, 4),
        ("<div id=pager><script>nav.put(36, 10, 1)</script></div>", 36, None),
        ("<td>当前页：1/4</td>", None, 4),
        ("<el-pagination :total='36' :page-size='10'></el-pagination>", 36, None),
        ("<script>$('#p').jqPaginator({totalPages:4,currentPage:1})</script>", None, 4),
        ("<div class=pages data-total=36 data-page=1></div>", 36, None),
        ("<div class='pagination' rows='15' count='36' pageNo='1'></div>", 36, None),
        ("""<div id=x_pagination queryData="{'rows':'15','count':'36'}"></div>""", 36, None),
        ("<div class=pager><i>1</i> <b>1/4</b></div>", None, 4),
        ("<el-pagination :total='36'></el-pagination>", 36, None),
        ("<script>new Vue({data:{total:36,pageSize:10,currentPage:1}})</script>", 36, None),
        ("<script>var i={'pageCount':4,'fileName':'list','fileExt':'html'};put(i)</script>", None, 4),
        ("<script>new Paging().init({target:'#p',pagesize:10,count:36})</script>", 36, None),
        ('<script>var n=4,i=0;createPageHTML(n,i,"list","html")</script>', None, 4),
        ("<script>makePager({total:4,now:0,name:'list',ext:'htm'})</script>", None, 4),
        ("<script>pager({totalCount:36,pageSize:10,prefix:'list',suffix:'htm'})</script>", 36, None),
        ("<p>共有 36 个文件</p>", 36, None),
        ("<p>本栏目共收录信息36条</p>", 36, None),
        ("<p>共检索到 36 条结果</p>", 36, None),
        ("<p>查询到相关记录：共计36份</p>", 36, None),
        ("<p>信息总量：36</p>", 36, None),
        ("<p>总数量：36</p>", 36, None),
        ("<div class=page>记录：1-10/36</div>", 36, None),
        ("<p>Showing 1 to 10 of 36 entries</p>", 36, None),
        ("<div>Total: 36 items</div>", 36, None),
        ("<p>页数：1/4</p>", None, 4),
        ("<p>页面 1/4</p>", None, 4),
        ("<p>Page 1/4</p>", None, 4),
        ("<p>跳转到<input value=1>/4 页</p>", None, 4),
        ("<div class=pages><a>&lt;</a><b>1</b> / <b>4</b><a>&gt;</a></div>", None, 4),
        ("<script>var total=36,pageSize=10,currentPage=1;</script>", 36, None),
        ("<script>var total = 36; var pageSize = 10; var currentPage = 1;</script>", 36, None),
        ("<input type=hidden id=totalCount value=36>页", 36, None),
        ("<span id=total_page>4</span>页", None, 4),
        ("<script>initPager(36,10,1);</script>", 36, None),
        ("<script>createPagination('box', 36, 10)</script>", 36, None),
        ("<script>pageList(4,1,'index');</script>", None, 4),
        ("<script>getPageHtml('page_div','4','1','index','html');</script>", None, 4),
        ("<script>showPages('list_',4,1,'.html');</script>", None, 4),
    ],
)  # fmt: skip
def test_counts_are_read_wherever_they_stand(markup, entries, pages):
    """In words, in scripts, in attributes; in elements of their own and in full-width digits."""
    found = signs(markup)
    assert (found.entries, found.pages) == (entries, pages)


@each_row(
    "markup",
    [
        "<p>本站共访问23451次，今日302次</p>",
        "<p>您是第3位访客</p>",
        "<a href='/bg/1.html'>全区共36条河流落实河长制</a>",
        "<p>现行有效规范性文件共计十二件</p>",
        "<p>2026-04-01</p><p>建议使用 1280/720 分辨率</p>",
        "<script>var count = 36; var total = 5; swiper({count:3})</script>",
        "<script>var totalTime = 36;</script>",
        "<div class='box' count='36'></div>",
        "<p>全县共12个部门，共35项服务</p>",
        "<div>本站累计发布信息共23451条</div>",
        "<script>var chart = {total: 36, size: 10, series: 2};</script>",
        "<p>共收到12条建议 共12条建议</p>",
        "<p>温馨提示：浏览PDF（共3页）请安装阅读器</p>",
        "<p>每页 20 条记录</p>",
        "<p>2026-01/05页</p>",
        "<p>共12件好评</p>",
        "<script>loadPage(1, 15, 31); goPage(2); showPage(1, 15)</script>",
        "<script>var total = 36; var size = 2; drawChart(total)</script>",
        "<span class=clock id=date>36</span>页",
        "<div class=page><select><option>1/4</option></select></div>",
        "<p>1/4</p>",
        "<script>createPage(n, i, 'list', 'html')</script>",
    ],
)
def test_other_numbers_are_no_counts(markup):
    """Visits, titles, resolutions, and what scripts count of other things."""
    found = signs(markup)
    assert (found.entries, found.pages) == (None, None)


@each_row(
    ("script", "entries", "pages"),
    [
        ("new jpage({totalRecord:40, perPage:15})", 40, None),
        ("$('#p').pagination({'pageCount': 3})", None, 3),
        ("layui.page().render({count: 30, limit: 10})", 30, None),
        ("page.pager()({pageCount: 3})", None, 3),
        ("var totalPage=3;", None, 3),
        ('{"totalRecord" : "40"}', 40, None),
        ("total_count = parseInt('40')", 40, None),
        ("createPageHTML(3, 0, 'index', 'html')", None, 3),
        ("var n = 3; createPageHTML(n, 0, 'index', 'html')", None, 3),
        ("createPageHTML('box', 3, 1, 'xlist', 'shtml', 40)", 40, 3),
        ("if (totalPage == 3) {}", None, None),
        ("x.replace(':', 3); menu = 3; count = 3", None, None),
        ("createPageHTML(n, 0, 'index', 'html')", None, None),
    ],
)
def test_counts_of_scripts_are_read_in_every_spelling(script, entries, pages):
    """Calls of widgets, assignments, and the static pagers of two systems; what compares counts nothing."""
    counts = ListCounts.read(PageNodes.collect(parse_markup("<p>")), script)
    assert (counts.entries, counts.pages) == (entries, pages)


def test_attributes_count_on_a_pager_alone():
    """The same attribute elsewhere is the site's own."""
    pager = PageNodes.collect(
        parse_markup('<div class="pager" id="p" data-total-page="3"></div>')
    )
    other = PageNodes.collect(
        parse_markup('<div class="map" id="m" data-total-page="3"></div>')
    )
    assert ListCounts.read(pager, "").pages == 3
    assert ListCounts.read(other, "").pages is None


@pytest.mark.parametrize(
    ("words", "entries", "pages"),
    [
        ("共36条 第1/4页 首页 上一页 下一页 尾页", 36, 4),
        ("共 <b>36</b> 条记录 每页10条", 36, None),
        ("共<font color=red>36</font>条记录&nbsp;页次:1/4页&nbsp;首页 下一页", 36, 4),
        ("<span>共</span><em>4</em><span>页</span>", None, 4),
        ("<br>共36条<br>", 36, None),
    ],
)
@pytest.mark.parametrize("holder", ["body", "form", "td"])
def test_counts_stand_bare_beside_the_list(holder, words, entries, pages):
    """In the element that holds the whole list, its rows are none of the line's words."""
    rows = "".join(
        f"<tr><td><a href='{n}.html'>临江镇法治政府建设年度报告第{n}篇</a></td></tr>"
        for n in range(20)
    )
    inner = f"<table>{rows}</table>{words}"
    markup = {
        "body": inner,
        "form": f"<form>{inner}</form>",
        "td": f"<table><tr><td>{inner}</td></tr></table>",
    }[holder]
    found = signs(markup)
    assert (found.entries, found.pages) == (entries, pages)
