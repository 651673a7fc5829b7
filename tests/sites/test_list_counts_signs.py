"""Which words, calls, variables and attributes count a list's entries and pages, and which do not."""

from tasks.sites.list_counts import ListCounts, PageNodes
from tasks.sites.row_reader import parse_markup
from tests.rows import each_row


def count(markup: str, script: str = "") -> ListCounts:
    """Read the counts of some markup, and of a page's script."""
    soup = parse_markup(f"<html><body>{markup}</body></html>")
    return ListCounts.read(PageNodes.collect(soup), script)


def counted(markup: str, script: str = "") -> tuple[int | None, ...]:
    """Give the entries, the pages, the page and the size that are read of it."""
    found = count(markup, script)
    return found.entries, found.pages, found.page, found.size


@each_row(
    ("words", "entries", "pages", "page"),
    [
        ("合计36条", 36, None, None),
        ("总有约36项", 36, None, None),
        ("共结果36则", 36, None, None),
        ("搜索到相关36篇", 36, None, None),
        ("找到约36条", 36, None, None),
        ("总条数:36份", 36, None, None),
        ("记录总数36件", 36, None, None),
        ("共36个数据", 36, None, None),
        ("共36个", None, None, None),
        ("共36条案", None, None, None),
        ("共36项服务", None, None, None),
        ("共36条线路", None, None, None),
        ("总记录量：36", 36, None, None),
        ("数据条数：36", 36, None, None),
        ("总览 totalRecords:36", 36, None, None),
        ("总览 totalCount:36", 36, None, None),
        ("总览 totalCount 36", None, None, None),
        ("11-20 of 36", 36, None, None),
        ("11至20条/共36", 36, None, None),
        ("1 to 10 of 36", 36, None, None),
        ("2026-10 of 36", None, None, None),
        ("当前显示1-10，总数36", 36, None, None),
        ("第1-10条，共36", 36, None, None),
        ("2020-2025，共36项工作", None, None, None),
        ("1-10，共36人", None, None, None),
        ("Total 36", 36, None, None),
        ("Total: 36 results", 36, None, None),
        ("Total 36 days", None, None, None),
        ("36 entries of all", 36, None, None),
        ("36条记录", 36, None, None),
        ("约36条记录", None, None, None),
        ("共三条", 3, None, None),
        ("共十条", 10, None, None),
        ("共二十一篇", 21, None, None),
        ("共一百二十项", 120, None, None),
        ("共一百零五项", 105, None, None),
        ("共两百篇", 200, None, None),
        ("totalCount:36", 36, None, None),
        ("36 entries", 36, None, None),
        ("共百二十页", None, 120, None),
        ("总页数：4", None, 4, None),
        ("1 of 4 pages", None, 4, None),
        ("Page 1 of 4", None, 4, None),
        ("/4页", None, 4, None),
        ("2026/4页", None, None, None),
        ("/12/4页", None, None, None),
        ("第2页，共4页", None, 4, 2),
        ("当前页：2，4页", None, 4, 2),
        ("页码2/共4", None, 4, 2),
        ("Page: 2/4", None, 4, 2),
        ("2/4页", None, 4, 2),
        ("第5/4页", None, None, None),
        ("第4/4页", None, 4, 4),
        ("第0/4页", None, None, None),
        ("共4页 共36条 共3页", 36, 4, None),
        ("共30条 共36条", 36, None, None),
        ("共0条", 0, None, None),
        ("本站共36条", None, None, None),
        ("今日共36条", None, None, None),
        ("下载共36条", None, None, None),
        ("本站甲乙丙丁戊己庚辛壬癸共36条", None, None, None),
        ("本站子甲乙丙丁戊己庚辛壬癸共36条", 36, None, None),
        ("PDF共4页", None, None, None),
        ("共4页正文", None, None, None),
        ("共4页甲乙丙丁戊己庚辛壬癸子丑寅卯阅读器", None, None, None),
        ("阅读器，共4页", None, None, None),
        ("阅读器一二三四五六七八九十一二，共4页", None, 4, None),
    ],
)
def test_words_count_what_they_say(words, entries, pages, page):
    """In every wording; of several the largest; not what is counted of a site or a document."""
    assert counted(f"<p>{words}</p>")[:3] == (entries, pages, page)


@each_row(
    ("markup", "entries", "pages"),
    [
        ("<p>共<b>36</b>条</p>", 36, None),
        ("<p>共<i><b>36</b></i>条</p>", 36, None),
        ("<div><div>共</div><div>36条</div></div>", 36, None),
        ("<div><p><i>共</i></p><p><i>36条</i></p></div>", None, None),
        ("<a>共36条</a>", None, None),
        ("<script>共36条</script>", None, None),
        ("<p>" + "字" * 115 + "，共36条</p>", 36, None),
        ("<p>" + "字" * 200 + "<br>共36条</p>", 36, None),
        ("<p>" + "字" * 200 + "<div>共<b>36</b>条</div></p>", 36, None),
        ("<td>" + "字" * 200 + "<br>共<b>36</b>条</td>", 36, None),
        ("<div><p>" + "字" * 200 + "</p>共 <b>36</b> 条</div>", 36, None),
        ("<div><p>" + "字" * 200 + "</p>共<a>1234567</a>条</div>", 1234567, None),
        ("<div><p>" + "字" * 200 + "</p>共<a>36</a>条<a>" + "字" * 8 + "</a>共4页</div>", 36, 4),
        ("<div><p>" + "字" * 200 + "</p>共<a>收集发布公开信息</a>36条</div>", 36, None),
        ("<div><p>" + "字" * 200 + "</p>共<a>收集发布公开检索到</a>36条</div>", None, None),
        ("<div><p>" + "字" * 200 + "</p>/<select><option>12</option></select>4页</div>", None, 4),
        ("<div><p>" + "字" * 200 + "</p>共<s></s>36条</div>", None, None),
        ("<div><p>" + "字" * 200 + "</p>共<tt></tt>36条</div>", 36, None),
        ("<div><p>" + "字" * 200 + "</p><b>共<i>36</i></b>条</div>", 36, None),
        ("<div class=page>1/4</div>", None, 4),
        ("<div class=fenye><b><i>1/4</i></b></div>", None, 4),
        ("<div class=fenye><b><i><u>1/4</u></i></b></div>", None, None),
        ("<div id=jumpTo>1／4</div>", None, 4),
        ("<div class=page>2026/1/4</div>", None, None),
        ("<div class=page>1/4-5</div>", None, None),
        ("<div class=page>5/4</div>", None, None),
        ("<div class=page>" + "字" * 37 + "1/4</div>", None, 4),
        ("<div class=page>" + "字" * 38 + "1/4</div>", None, None),
        ("<div class=page><i>1</i><u>/</u><i>4</i></div>", None, 4),
        ("<a class=page>1/4</a>", None, None),
        ("<i id=totalCount>36</i>", 36, None),
        ("<i name=total-page>4</i>", None, 4),
        ("<i id=count>36</i>", None, None),
        ("<i id=recordCount>1234567</i>", 1234567, None),
        ("<i id=recordCount>12345678</i>", None, None),
        ("<i class=totalCount>36</i>", None, None),
        ("<a>1</a><i>2</i><i id=totalCount>36</i>", 36, None),
        ("<input id=totalCount value=36>", 36, None),
        ("<input id=totalCount value=x>", None, None),
        ("<b id=totalCount value=36>x</b>", None, None),
        ("<input value=36>", None, None),
    ],
)  # fmt: skip
def test_counts_are_read_of_one_line_or_one_pager(markup, entries, pages):
    """With what stands inside the line; a paragraph's other words are none of it."""
    assert counted(markup)[:2] == (entries, pages)


@each_row(
    ("markup", "found"),
    [
        ("<i class=pager data-total=36 data-size=10 data-page=2>x</i>", (36, None, 2, 10)),
        ("<i class=pager v-bind:total=36>x</i>", (36, None, None, None)),
        ("<i class=pager int-page-count=4>x</i>", (None, 4, None, None)),
        ("<i class=pager data-opt='{total:36,limit:10,curr:2}'>x</i>", (36, None, 2, 10)),
        ("<i class=pager data-opt='[total:36]'>x</i>", (None, None, None, None)),
        ("<i class=text data-total=36>x</i>", (None, None, None, None)),
        ("<i data-total=1>x</i><i class=pager data-total=36>x</i>", (36, None, None, None)),
        ("<el-pagination total=36>x</el-pagination>", (36, None, None, None)),
        ("<i class=pager data-size=0 data-curr=0>x</i>", (None, None, None, None)),
        ("<i class=pager data-limit=10 data-onepage=15>x</i>", (None, None, None, 15)),
        ("<i class=pager data-curr=3 data-startpage=1>x</i>", (None, None, 3, None)),
        ("<i class=pager data-allnum=36 data-pageall=4>x</i>", (36, 4, None, None)),
    ],
)  # fmt: skip
def test_attributes_of_a_pager_count(markup, found):
    """Each by its name; a page or a size of 0 says nothing."""
    assert counted(markup) == found


@each_row(
    ("script", "found"),
    [
        ("x.page({count:30,limit:10,curr:2})", (30, None, 2, 10)),
        ("laypage({elem:'a',cont:'b',count:30})", (30, None, None, None)),
        ("x.pagi('#p', {count:30})", (30, None, None, None)),
        ("x.chart({count:30})", (None, None, None, None)),
        ("page({pages:3.5})", (None, None, None, None)),
        ("page({pages:3}); page({pages:5})", (None, 5, None, None)),
        ("pager(page({pages:3}))", (None, 3, None, None)),
        ("totalPage = 3", (None, 3, None, None)),
        ("'total_page' : '3'", (None, 3, None, None)),
        ("totalPage: 3.0,", (None, 3, None, None)),
        ("totalPage   =  3", (None, 3, None, None)),
        ("totalPage = n", (None, None, None, None)),
        ("totalPage == 3", (None, None, None, None)),
        ("xtotalPage = 3", (None, None, None, None)),
        ("total = 30", (None, None, None, None)),
        ("{total:30,pageSize:10,pageNo:2}", (30, None, 2, 10)),
        ("{total:30,size:10,pageNo:2}", (None, None, 2, None)),
        ("{total:30,pageSize:10,page:2}", (None, None, None, 10)),
        ("{total:30,pageSize:10}", (None, None, None, 10)),
        ("total=30,pageSize=10,curPage=2", (30, None, 2, 10)),
        ("pageSize=10,curPage=2,total=30", (30, None, 2, 10)),
        ("total=30}{pageSize=10,curPage=2", (None, None, 2, 10)),
        ("total=30;" + "x" * 80 + ";pageSize=10,curPage=2", (30, None, 2, 10)),
        ("total=30;" + "x" * 120 + ";pageSize=10,curPage=2", (None, None, 2, 10)),
        ("{total:30,a:'" + "x" * 250 + "',pageSize:10,curPage:2}", (30, None, 2, 10)),
        ("{total:30,a:'" + "x" * 300 + "',pageSize:10,curPage:2}", (None, None, 2, 10)),
        ("createPageHTML(3, 0, 'index', 'html')", (None, 3, None, None)),
        ("showPage('box', 3, 1, 'index', '.shtml', 30)", (30, 3, None, None)),
        ("createPageHTML(3, 0, 'index', 'html', 0)", (0, 3, None, None)),
        ("showPage(n, 0, 'index', 'html'); n = '3'", (None, 3, None, None)),
        ("showPage(n, m, 'index', 'html'); n = 3", (None, None, None, None)),
        ("showPage('box', n, 1, 'index', 'html', 30); n=3", (30, 3, None, None)),
        ("o.n = 3; showPage(n, 0, 'index', 'html')", (None, None, None, None)),
        ("setPage(n, 0); createPageHTML(3, 0, 'index', 'html')", (None, 3, None, None)),
    ],
)
def test_scripts_count_in_calls_and_variables(script, found):
    """A plain name counts beside a page's size and number alone."""
    assert counted("", script) == found


@each_row(
    ("script", "entries", "pages", "size"),
    [
        ("initPager(36, 10)", 36, None, 10),
        ("initPager(36, 5)", 36, None, 5),
        ("initPager(36, 4)", None, 36, None),
        ("initPager(4, 1)", None, 4, None),
        ("initPager(1, 1)", None, None, None),
        ("initPager(3, 4)", None, None, None),
        ("initPager(10, 10)", 10, None, 10),
        ("initPager(4, 4)", None, 4, None),
        ("initPager(999, 1)", None, 999, None),
        ("initPager(1000, 1)", None, None, None),
        ("initPager(36, 10, 1)", 36, None, 10),
        ("initPager(36, 10, 4)", 36, None, 10),
        ("initPager(36, 10, 5)", None, None, None),
        ("initPager(10, 10, 1)", 10, None, 10),
        ("initPager(9, 10, 1)", None, None, None),
        ("initPager(4, 1, 36)", None, 4, None),
        ("initPager(4, 4, 36)", None, 4, None),
        ("initPager(4, 1, 3)", None, None, None),
        ("initPager(4, 1, 4)", None, 4, None),
        ("initPager(1000, 1, 9999)", None, None, None),
        ("initPager(0, 1, 36)", None, 0, None),
        ("initPager(0, 2, 36)", None, None, None),
        ("loadPage(36, 10)", None, None, None),
        ("goPage(4, 1, 'index')", None, 4, None),
        ("goPage(1, 4, 'list-')", None, 4, None),
        ("goPage(2, 1, 'index')", None, 2, None),
        ("goPage(4, 1, 'index', 36)", None, 4, None),
        ("goPage(4, 'index')", None, None, None),
        ("goPage(1, 1, 'index')", None, None, None),
        ("goPage(999, 1, 'index')", None, 999, None),
        ("goPage(1000, 1, 'index')", None, None, None),
        ("goPage(4, 1, 'box')", None, None, None),
        ("goPage(4, 1, 'a.jsp?id=3&page=')", None, 4, None),
        ("initPager(4, 1, n)", None, None, None),
        ("toPageInit(36, 10)", 36, None, 10),
        ("myFenyeBar(36, 10)", 36, None, 10),
        ("fy(36, 10)", 36, None, 10),
        ("getPageHtml(36, 10)", 36, None, 10),
        ("newPaging(36, 10)", 36, None, 10),
        ("dataPaging(36, 10)", 36, None, 10),
        ("dataPager(36, 10)", 36, None, 10),
        ("setPageSize(36, 10)", None, None, None),
        ("initPageSlide(36, 10)", None, None, None),
        ("f(3, 0, 'index', 'html')", None, 3, None),
        ("f(3, 0, 'col12', '.jsp')", None, 3, None),
        ("f(3, 0, 'about', 'html')", None, None, None),
        ("f(3, 0, 'index', 'exe')", None, None, None),
    ],
)
def test_numbers_of_a_call_are_known_by_their_order_and_size(
    script, entries, pages, size
):
    """Entries, size and page; pages, page and entries; pages and a name for their files."""
    found = counted("", script)
    assert (found[0], found[1], found[3]) == (entries, pages, size)


@each_row(
    ("script", "addresses"),
    [
        ("createPageHTML(3, 0, 'index', 'html')", ("index", "html", False)),
        ("createPageHTML('box', 3, 1, 'list', '.shtml')", ("list", "shtml", True)),
        ('createPageHTML("box", 3, 1, "list", "html")', ("list", "html", True)),
        ("goPage(3, 1, 'list')", ("list", "", True)),
        ("goPage(3, 0, 'list')", ("list", "", False)),
        ("goPage('list_', 3, 1, '.htm')", ("list_", "htm", True)),
        ("goPage('list_', 3, 1, 'php')", ("list_", "php", True)),
        ("goPage(1, 1, 'list')", None),
        ("x={pageCount:3,fileName:'list',ext:'htm'}", ("list", "htm", False)),
        ("x={pageCount:3,stem:'list',postfix:'.jsp'}", ("list", "jsp", False)),
        ("x={pageCount:3,base:'list',file_ext:'html'}", ("list", "html", False)),
        ("x={pageCount:3,prefix:'list'}", None),
        ("x={pageCount:3,ext:'htm'}", None),
        ("x={pageNo:3,fileName:'list',ext:'htm'}", None),
        ("x={pageCount:3,fileName:'a',ext:'htm'};y={pages:3,fileName:'b',ext:'htm'}", ("a", "htm", False)),
        ("pager({size:3,prefix:'list',suffix:'htm'})", ("list", "htm", False)),
        ("pager({limit:3,prefix:'list',suffix:'htm'})", ("list", "htm", False)),
        ("showPage(36,10,1,'list_{0}.html')", ("list_", "html", True)),
        ("initPager(4,1,'/bg/[page].shtml')", ("/bg/", "shtml", True)),
        ("initPager(36,10,1,'list.jsp?p=%d')", ("list.jsp?p=", "", True)),
    ],
)  # fmt: skip
def test_the_names_of_further_pages_are_read(script, addresses):
    """Their stem and ending, and whether their numbers are those of the pages."""
    assert count("", script).addresses == addresses


@each_row(
    ("script", "pages"),
    [
        ("pager({size:3,prefix:'list',suffix:'htm'})", 3),
        ("pager({total:3,size:9,prefix:'list',suffix:'htm'})", 3),
        ("pager({size:9,pages:3,prefix:'list',suffix:'htm'})", 3),
        ("pager({limit:3,prefix:'list',suffix:'htm'})", 0),
        ("pager({totalCount:36,size:3,prefix:'list',suffix:'htm'})", None),
        ("pager({size:3,prefix:'list'})", None),
    ],
)
def test_a_widget_that_names_files_counts_pages(script, pages):
    """By the surest of its numbers, unless it counts entries by name."""
    assert count("", script).pages == pages


CALL = "<script>f(36, 10, 1)</script>"


@each_row(
    ("markup", "entries"),
    [
        (f"<div class=pager>{CALL}</div>", 36),
        (f"<div class=pager></div>{CALL}", 36),
        (f"<div class=pager></div><p></p>{CALL}", None),
        (f"<div class=text>{CALL}</div>", None),
        (f"<div class=pager><p>{CALL}</p></div>", None),
        (f"<div class=pager>{'字' * 100}{CALL}</div>", 36),
        (f"<div class=pager>{'字' * 200}{CALL}</div>", None),
        (f"<script>f(2)</script><div class=pager>{CALL}</div>", 36),
        (f"<script>{'x' * 301}</script><div class=pager>{CALL}</div>", 36),
        (f"<div class=pager><script>f(36, 10, 1);{'/' * 287}</script></div>", 36),
        (f"<div class=pager><script>f(36, 10, 1);{'/' * 288}</script></div>", None),
        ("<div class=pager><script>setSize(36, 10, 1)</script></div>", None),
        ("<div class=pager><script>setSize(9, 9); f(36, 10, 1)</script></div>", 36),
        ("<div class=pager><script>f(36, 10, n)</script></div>", None),
        (f"共4页<div class=pager>{CALL}</div>", None),
        (f"共4条<div class=pager>{CALL}</div>", 4),
    ],
)
def test_any_call_in_a_pager_draws_it(markup, entries):
    """Short ones, in it or right behind it, where nothing else counts."""
    assert count(markup).entries == entries


def test_the_words_of_counts_are_kept():
    """Each that raised one, on one line."""
    found = count("<p>共4页</p><p>共3页</p><p>共36条</p>", "totalPage =\n 5")
    assert found.words == ["共4页", "共36条", "totalPage = 5"]


@each_row(
    ("name", "plain", "is_field"),
    [
        ("data-total_page", "totalpage", False),
        ("v-bind:pageNo", "pageno", True),
        (":page-size", "pagesize", False),
        ("intPage", "intpage", True),
        ("n_page", "page", True),
        ("PN", "pn", True),
        ("p", "p", True),
        ("q", "q", False),
    ],
)
def test_names_are_compared_without_their_dress(name, plain, is_field):
    """Prefixes of data, strokes, and the case of letters."""
    assert PageNodes.undress_name(name) == plain
    assert PageNodes.is_page_field(name) is is_field
