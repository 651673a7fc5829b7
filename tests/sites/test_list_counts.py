"""The counts that a list page gives."""

import pytest

from tasks.sites.list_counts import ListCounts, PageNodes
from tasks.sites.pager_signs import PagerSigns
from tasks.sites.row_reader import parse_markup
from tests.sites.families.pages import page

COLUMN = "http://example.cn/zwgk/bg/list.html"


def signs(markup: str) -> PagerSigns:
    """Read the signs of a page with some markup."""
    return PagerSigns.read(page(COLUMN, f"<html><body>{markup}</body></html>"), COLUMN)


@pytest.mark.parametrize(
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
    ],
)  # fmt: skip
def test_counts_are_read_wherever_they_stand(markup, entries, pages):
    """In words, in scripts, in attributes; in elements of their own and in full-width digits."""
    found = signs(markup)
    assert (found.entries, found.pages) == (entries, pages)


@pytest.mark.parametrize(
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
        "<div class=page><select><option>1/4</option></select></div>",
        "<p>1/4</p>",
        "<script>createPage(n, i, 'list', 'html')</script>",
    ],
)
def test_other_numbers_are_no_counts(markup):
    """Visits, titles, resolutions, and what scripts count of other things."""
    found = signs(markup)
    assert (found.entries, found.pages) == (None, None)


@pytest.mark.parametrize(
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
