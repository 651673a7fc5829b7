"""What an element of a list page says by itself: its words, whether it is live, and what it stands in."""

import pytest

from tasks.sites.control_tags import ControlKind, ControlTag
from tasks.sites.row_reader import parse_markup
from tests.rows import each_row


def control(markup: str) -> ControlTag:
    """Give the element of some markup that is marked with `id=c`, else the first."""
    tags = parse_markup(f"<html><body>{markup}</body></html>").find_all(True)
    return ControlTag(next((one for one in tags if one.get("id") == "c"), tags[2]))


NEXT, LAST, MORE, PART = (
    ControlKind.NEXT,
    ControlKind.LAST,
    ControlKind.MORE,
    ControlKind.PART,
)


@each_row(
    ("words", "kind"),
    [
        ("下一页", NEXT),
        ("下一张", NEXT),
        ("后20篇", NEXT),
        ("后二十篇", NEXT),
        ("下翻一页", NEXT),
        ("翻下一页", NEXT),
        ("次頁", NEXT),
        ("往下翻", NEXT),
        ("更早年报", NEXT),
        ("更久的条目", NEXT),
        ("下一页2/3", NEXT),
        ("trangsau", NEXT),
        ("next10", NEXT),
        ("OlderNews", NEXT),
        (">", NEXT),
        (">>", NEXT),
        ("❯", NEXT),
        (">>>", None),
        ("上一页", None),
        ("更早的新房", None),
        ("下一篇", None),
        ("尾頁", LAST),
        ("最后一页", LAST),
        ("LastPage", LAST),
        ("末尾", None),
        ("滑动加载", MORE),
        ("点我加载剩余", MORE),
        ("阅读更多文件", MORE),
        ("其余3篇报告", MORE),
        ("余下的条目", MORE),
        ("더보기", MORE),
        ("ViewMoreEntries", MORE),
        ("MoreReports", MORE),
        ("更多", PART),
        ("more", PART),
        ("全部", PART),
        ("往年报告", PART),
        ("其他年份", PART),
        ("历年法治政府建设年度报告查询", PART),
        ("Archives", PART),
        ("历年高考", None),
        ("联系我们", None),
    ],
)
def test_words_say_what_a_control_leads_to(words, kind):
    """In the words of every vocabulary, and nothing that only begins like them."""
    assert control("<a href='x'>…</a>").classify(words) is kind


@each_row(
    ("markup", "words", "kind"),
    [
        ("<a rel=next></a>", "", NEXT),
        ("<a rel=NEXT>第二页</a>", "第二页", NEXT),
        ("<a rel=prev></a>", "", None),
        ("<a class=btn-next></a>", "", NEXT),
        ("<a class='x page_next'></a>", "", NEXT),
        ("<a class=next>联系</a>", "联系", None),
        ("<a class=nextstep></a>", "", None),
        ("<img src='/i/next.gif'>", "", NEXT),
        ("<a><img src='/i/xyiye1.svg'></a>", "", NEXT),
        ("<a><b></b><img src=a.gif><img src=btn-next.png></a>", "", NEXT),
        ("<a><img src=a.gif><img src=b.gif><img src=next.gif></a>", "", None),
        ("<a><img src='/i/prev.gif'></a>", "", None),
        ("<a><img src='/i/nextofkin-of-all.gif'></a>", "", None),
    ],
)
def test_a_control_without_words_is_known_by_its_looks(markup, words, kind):
    """By its relation, its class or its picture; a class beside other words says nothing."""
    assert control(markup).classify(words) is kind


@each_row(
    ("markup", "label"),
    [
        ("<a>【 下 一 页 】</a>", "下一页"),
        ("<a>[>]</a>", ">"),
        ("<a>（»）</a>", "»"),
        ("<a>|</a>", ""),
        ("<a title=甲 alt=乙></a>", "甲"),
        ("<a aria-label=甲 value=乙></a>", "甲"),
        ("<a><b>&gt;</b><img alt=甲></a>", ">"),
        ("<input value=跳转>", "跳转"),
        ("<a><img alt=甲 title=乙></a>", "甲"),
        ("<a><i title=乙></i></a>", "乙"),
        ("<a><span aria-label=丙></span></a>", "丙"),
        ("<a><u title=丙></u></a>", ""),
        ("<a><u></u> <img><input alt=丁></a>", "丁"),
        (f"<a title=甲>{'长' * 120}</a>", "长" * 120),
        (f"<a title=甲>{'长' * 121}</a>", "甲"),
    ],
)
def test_a_label_is_the_text_or_what_stands_in_for_it(markup, label):
    """Without dress; an arrow where it is all, and no text that is a whole paragraph."""
    assert control(markup).read_label() == label


@each_row(
    ("markup", "href", "data"),
    [
        ("<a href=' /x '></a>", "/x", {}),
        ("<a href='#2'></a>", "", {}),
        ("<a></a>", "", {}),
        ("<a href='#' data-page=2></a>", "", {"page": "2"}),
        ("<b data-page=2 data-n=1 class=x></b>", "", {"page": "2", "n": "1"}),
        ("<a href='/x' data-page=2></a>", "/x", {}),
        ("<b onclick='f()' data-page=2></b>", "", {}),
    ],
)
def test_data_count_where_nothing_else_says_what_is_asked_for(markup, href, data):
    """A place on the page itself is no address."""
    tag = control(markup)
    assert (tag.read_href(), tag.read_data()) == (href, data)


@each_row(
    ("markup", "clickable", "handled", "bare"),
    [
        ("<a href='/x'>2</a>", True, True, False),
        ("<a href='#'>2</a>", True, False, False),
        ("<a>2</a>", True, False, True),
        ("<a href='/x' disabled>2</a>", True, False, False),
        ("<area href='/x'>", True, True, True),
        ("<div class=page><a href='#p2'>2</a></div>", False, False, True),
        ("<div class=page><a id=c href='#p2'>2</a></div>", True, True, False),
        ("<div class=page><a id=c href='#top'>2</a></div>", True, False, False),
        ("<div class=page><a id=c href='#/l?a=1&amp;page=2&amp;b=1'>2</a></div>", True, True, False),
        ("<div class=text><a id=c href='#p2'>2</a></div>", True, False, False),
        ("<button>2</button>", True, True, False),
        ("<input value=2>", True, False, False),
        ("<link rel='x next'>", True, False, True),
        ("<link rel=prev>", False, False, True),
        ("<span>2</span>", False, False, True),
        ("<span onclick='f()'>2</span>", True, True, False),
        ("<span data-start=20>2</span>", True, True, False),
        ("<span data-x=20>2</span>", False, True, True),
        ("<p onclick='f()'><b><i id=c>2</i></b></p>", False, False, False),
        ("<p onclick='f()'><b><i><u id=c>2</u></i></b></p>", False, False, True),
        ("<button><b id=c>2</b></button>", False, False, False),
        ("<a href='/x'><b id=c>2</b></a>", False, False, False),
        ("<a><b id=c>2</b></a>", False, False, True),
        ("<a href='/x'><i><u><b id=c>2</b></u></i></a>", False, False, True),
    ],
)  # fmt: skip
def test_what_is_there_to_be_clicked_on_says_so(markup, clickable, handled, bare):
    """By its name, an attribute, or what it stands in; a bare number has nothing of it."""
    tag = control(markup)
    found = tag.is_clickable(), tag.has_handler(), tag.is_bare()
    assert found == (clickable, handled, bare)


@each_row(
    ("markup", "dead"),
    [
        ("<a>2</a>", False),
        ("<a disabled>2</a>", True),
        ("<li disabled><a id=c>2</a></li>", True),
        ("<ul disabled><li><a id=c>2</a></li></ul>", False),
        ("<a aria-disabled=true>2</a>", True),
        ("<a aria-disabled=false>2</a>", False),
        ("<a class='x btn-disable'>2</a>", True),
        ("<a class=grey>2</a>", True),
        ("<a class=dis>2</a>", True),
        ("<a class=distance>2</a>", False),
        ("<li class=layui-disabled><a id=c>2</a></li>", True),
        ("<a style='color:red; display: none'>2</a>", True),
        ("<a style='display:block'>2</a>", False),
    ],
)
def test_what_is_there_for_the_eye_only_is_dead(markup, dead):
    """By an attribute, a class or a style, of its own or of what is right around it."""
    assert control(markup).is_dead() is dead


@each_row(
    ("markup", "current"),
    [
        ("<a class=cur>2</a>", True),
        ("<a class='x item-thispage'>2</a>", True),
        ("<a class=current_user>2</a>", False),
        ("<li class=on><a id=c>2</a></li>", True),
        ("<td class=on><a id=c>2</a></td>", False),
        ("<ul class=on><li><a id=c>2</a></li></ul>", False),
    ],
)
def test_the_page_itself_is_marked_in_its_list(markup, current):
    """By its own class or that of its list item."""
    assert control(markup).is_current() is current


@each_row(
    ("markup", "carousel"),
    [
        ("<a class=swiper-next>&gt;</a>", True),
        ("<a id=c class=next>&gt;</a>", False),
        ("<div id=lunbo><p><b><a class=c>&gt;</a></b></p></div>", True),
        ("<div class=banner><p><b><a id=c>&gt;</a></b></p></div>", True),
        ("<div class=banner><p><b><i><a id=c>&gt;</a></i></b></p></div>", False),
        ("<div class=scrollbox><a id=c>&gt;</a></div>", True),
        ("<div class=scroll><a id=c>&gt;</a></div>", False),
    ],
)
def test_pictures_that_change_have_controls_of_their_own(markup, carousel):
    """Which call themselves so, or one of the three elements around them does."""
    assert control(markup).is_carousel() is carousel


@each_row(
    ("markup", "group"),
    [
        ("<ul><li><a id=c>2</a></li></ul>", "ul"),
        ("<div><li><span><a id=c>2</a></span></li></div>", "div"),
        ("<p><a id=c>2</a></p>", "p"),
        ("<dl><dd><a id=c>2</a></dd></dl>", "dl"),
        ("<table><tr><td><b><em><a id=c>2</a></em></b></td></tr></table>", "tr"),
    ],
)
def test_a_number_s_neighbours_stand_around_its_item(markup, group):
    """However many elements hold one number alone."""
    assert control(markup).find_group().name == group


@each_row(
    ("code", "number", "asked"),
    [
        ("href='javascript:go(2)'", 2, 2),
        ("onclick=\"return p.toPage(this, 'x', 2)\"", 2, 2),
        ("onclick='fenye(20)'", 20, 20),
        ("onclick='size(2)'", 2, None),
        ("href='list_2.html'", None, None),
        ("href='?p=2'", 2, None),
        ("href='?p=12345'", None, None),
        ("href='?p=2&amp;n=3'", None, None),
    ],
)
def test_the_number_that_a_control_asks_for_is_the_only_one(code, number, asked):
    """Of a call by its name; else no other number stands in the code."""
    tag = control(f"<div class=page><a id=c {code}>x</a></div>")
    assert tag.find_number() == number
    assert [one for one in (1, 2, 3, 20) if tag.asks_for_page(one)] == (
        [asked] if asked else []
    )
    outside = control(f"<div class=text><a id=c {code}>x</a></div>")
    assert not any(map(outside.asks_for_page, (1, 2, 3, 20)))


@each_row(
    ("markup", "words"),
    [
        ("<p id=c>加载更多</p>", "加载更多"),
        ("<p>点击<b id=c>加载更多</b></p>", "加载更多"),
        ("<p>加载<b id=c>更多</b></p>", "加载更多"),
        ("<p>请<b id=c>更多</b></p>", ""),
        ("<p id=c>查看全部</p>", ""),
        ("<a href='/x'><b id=c>加载更多</b></a>", ""),
        ("<a href='/x'><u><i><b id=c>加载更多</b></i></u></a>", ""),
        ("<a href='/x'><u><i><s><b id=c>加载更多</b></s></i></u></a>", "加载更多"),
        ("<div style='display:none'><b id=c>加载更多</b></div>", ""),
        ("<noscript><b id=c>加载更多</b></noscript>", ""),
        ("<textarea id=c>加载更多</textarea>", ""),
    ],
)
def test_words_that_load_more_are_found_where_only_a_script_listens(markup, words):
    """In an element or the one around it; nobody sees, or clicks on, what is around that."""
    assert control(markup).find_more() == words


@each_row(
    ("words", "number", "year"),
    [
        ("3", 3, None),
        ("第3页", 3, None),
        ("12345", None, None),
        ("3条", None, None),
        ("2025", 2025, 2025),
        ("1999年", None, 1999),
        ("2025年度", None, 2025),
        ("24年", None, 2024),
        ("09年度", None, 2009),
        ("24", 24, None),
        ("39年", None, None),
        ("2025年报", None, None),
    ],
)
def test_numbers_and_years_are_read_of_the_whole_label(words, number, year):
    """A year of two digits says that it is one."""
    assert ControlTag.read_number(words) == number
    assert ControlTag.read_year(words) == year


@each_row(
    ("words", "may"),
    [
        ("", False),
        ("往后看看", True),
        ("余", True),
        ("字" * 16, True),
        ("字" * 17, False),
        ("首页", False),
        ("上翻页", False),
        ("FirstPage", False),
        ("PrevPage", False),
        ("3", False),
    ],
)
def test_words_of_no_vocabulary_may_be_those_of_the_next_page(words, may):
    """A few of them, and neither a way back nor a number."""
    assert ControlTag.may_be_next(words) is may


@each_row(
    ("markup", "back"),
    [
        ("<a>首页</a>", True),
        ("<a>&lt; Prev</a>", True),
        ("<a>First</a>", True),
        ("<a>往前</a>", True),
        ("<a>上翻</a>", True),
        ("<a title=首页>&lt;</a>", False),
        ("<a>首页信息</a>", False),
        ("<a>下一页</a>", False),
    ],
)
def test_the_way_back_is_known_by_its_words(markup, back):
    """To the first page, or the one before."""
    assert control(markup).is_back() is back


@each_row(
    ("markup", "past"),
    [
        ("<a>往年报告</a>", True),
        ("<a>Archive</a>", True),
        ("<a>旧版</a>", True),
        ("<a>今年</a>", False),
        ("<a>往年<b>报告</b></a>", False),
    ],
)
def test_past_years_are_known_by_a_mark(markup, past):
    """In the words of an element that has nothing else in it."""
    assert control(markup).is_past() is past


@pytest.mark.parametrize(
    ("words", "arrow", "archive", "plain"),
    [
        ("", True, False, ""),
        ("→", True, False, "→"),
        ("往年", False, True, "往年"),
        ("[ 存档 ]", False, False, "存档"),
    ],
)
def test_bare_words_are_arrows_archives_or_others(words, arrow, archive, plain):
    """What is left of them has no dress."""
    assert ControlTag.is_arrow(words) is arrow
    assert ControlTag.is_archive(words) is archive
    assert ControlTag.strip_dress(words) in (plain, "")
    assert control(f"<p onclick='f()'><b id=c>{words}</b></p>").read_parent_code() == (
        "f()"
    )
