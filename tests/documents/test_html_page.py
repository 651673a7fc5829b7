"""HTML pages of the families: paragraphs, metadata, attachments."""

import json

import pytest

from tasks.documents.html_page import read
from tasks.model.document import Cell, Row
from tasks.model.errors import UnreadableDocument

SENTENCE = (
    "全县坚持依法行政，持续规范执法行为，不断提升治理效能，各项工作取得积极进展。"
)
BODY = f"<p>{SENTENCE}</p>" * 2
URL = "http://www.example.cn/zwgk/fzzfjsndbg/202401/t20240123_1.html"


def page(body, head="", around=""):
    """Write a TRS page with some head, some body and something around it."""
    return (
        f"<!DOCTYPE html><html><head>{head}</head>"
        f'<body>{around}<div class="TRS_Editor">{body}</div></body></html>'
    )


def texts(html):
    """Read a page's paragraphs."""
    return [paragraph.text for paragraph in read(html, url=URL).paragraphs]


INLINE = {
    "font": ("完成投资<font>2883.5</font>亿元", "完成投资2883.5亿元"),
    "nested spans": (
        "<span>开展<span>普<b>法</b></span>活动</span>12<u>场</u>",
        "开展普法活动12场",
    ),
    "digits apart": (
        "办结<span>4</span><span>0</span><span>3</span><span>9</span>件",
        "办结4039件",
    ),
    "link": ("依据<a href='/x.html'>《条例》</a>执法", "依据《条例》执法"),
    "comment": ("依法<!-- 备注 -->行政", "依法行政"),
    "unknown element": ("依法<o:p></o:p>行政<st1:x>工作</st1:x>", "依法行政工作"),
    "power": ("拆除10<sup>4</sup>平方米", "拆除10⁴平方米"),
    "footnote": ("办结41<sup><a href='#1'>12</a></sup>件", "办结41¹²件"),
    "raised words": ("办结41件<sup>[1]</sup>，<sup>注</sup>", "办结41件[1]，注"),
    "raised star": ("办结41<sup>*</sup>件", "办结41∗件"),
    "raised signs": ("办结41<sup>※</sup>件<sup>#</sup>", "办结41※件﹟"),
    "raised letter": ("办结41<sup>b</sup>件", "办结41ᵇ件"),
    "several notes": ("办结41<sup>1,2</sup>件<sup>3-5</sup>", "办结41¹⸴²件³⁻⁵"),
    "raised by points": (
        "办结41<span style='position:relative;top:-4pt;mso-text-raise:4pt'>2</span>件",
        "办结41²件",
    ),
    "raised by a length": (
        "办结41<i style='vertical-align:6px'>2</i>件",
        "办结41²件",
    ),
    "raised with its line": (
        "<span style='mso-text-raise:3pt'>办结</span><span style='mso-text-raise:3pt'>41</span>件",
        "办结41件",
    ),
    "set straight": ("办结<span style='vertical-align:1px'>41</span>件", "办结41件"),
    "lowered": (
        "办结<span style='position:relative;top:4pt;mso-text-raise:-4pt'>41</span>件",
        "办结41件",
    ),
    "field": ("立案<input value='41' readonly>件", "立案41件"),
    "hidden field": ("立案<input type=hidden value='41'>件", "立案件"),
    "search box": ("<input value='请输入'> <input type=submit value='搜'>办结", "办结"),
    "reading": ("<ruby>邕<rp>(</rp><rt>yōng</rt><rp>)</rp></ruby>水县", "邕水县"),
    "raised words that are no mark": ("41<sup>th</sup>届", "41th届"),
    "entity": ("依法&nbsp;行政&ldquo;三项制度&rdquo;", "依法\u00a0行政“三项制度”"),
}


@pytest.mark.parametrize(("markup", "text"), INLINE.values(), ids=INLINE)
def test_inline_elements_join(markup, text):
    """Inline elements neither break a paragraph nor put a space into it."""
    assert texts(page(f"{BODY}<p>{markup}</p>"))[-1] == text


def test_classes_raise():
    """A mark may be raised by the page's own sheet, in text and in cells."""
    sheet = "<style>.fn{vertical-align:super}.low{vertical-align:baseline}</style>"
    markup = (
        "<p>办结41<b class=fn>2</b>件<b class=low>3</b></p><table><tr><td>甲</td>"
        "<td>39<b class=fn>*</b></td></tr><tr><td>乙</td><td>3</td></tr></table>"
    )
    assert texts(page(f"{sheet}{BODY}{markup}"))[-3:] == [
        "办结41²件3",
        "甲\t39∗",
        "乙\t3",
    ]


BLOCKS = {
    "paragraphs": ("<p>甲段</p><p>乙段</p>", ["甲段", "乙段"]),
    "line breaks": ("甲段<br>乙段<br/>丙段", ["甲段", "乙段", "丙段"]),
    "bare text beside blocks": (
        "<div>甲段<p>乙段</p>丙段</div>",
        ["甲段", "乙段", "丙段"],
    ),
    "table": ("<table><tr><td>甲段</td><td>乙段</td></tr></table>", ["甲段", "乙段"]),
    "list": ("<ul><li>甲段</li><li>乙段</li></ul>", ["甲段", "乙段"]),
    "empty ones": ("<p>&nbsp;</p><p>甲段</p><p></p>", ["甲段"]),
    "style and script": (
        "<style>.TRS_Editor P{margin:0}</style><p>甲段</p><script>var a=1;</script>",
        ["甲段"],
    ),
    "page break in a paragraph of its own": (
        "<p>甲段</p><p>#PAGE_BREAK#</p><p>乙段</p>",
        ["甲段", "乙段"],
    ),
    "page break in a sentence": ("<p>甲段前半#PAGE_BREAK#后半</p>", ["甲段前半后半"]),
    "page break elements": (
        "<p>甲段</p><pagebreak></pagebreak><PAGEBREAK/><p>乙段</p>",
        ["甲段", "乙段"],
    ),
    "typed lines": ("<pre>立案3件。\r\n结案2件。\n</pre>", ["立案3件。", "结案2件。"]),
    "typed lines by style": (
        "<div style='WHITE-SPACE: pre-wrap'>立案<b>3</b>件。\n结案2件。</div>结案\n3件。",
        ["立案3件。", "结案2件。", "结案 3件。"],
    ),
    "typed and not": (
        "<pre><span style='white-space:normal'>立案\n3件。</span>\n结案2件。</pre>",
        ["立案 3件。", "结案2件。"],
    ),
}


@pytest.mark.parametrize(("markup", "paragraphs"), BLOCKS.values(), ids=BLOCKS)
def test_block_elements_break(markup, paragraphs):
    """Block elements and line breaks part paragraphs; what no reader sees is left out."""
    assert texts(page(BODY + markup))[2:] == paragraphs


def test_emphasis_and_origin():
    """A paragraph that is bold as a whole says so, and each knows its place."""
    bold, partly = read(
        page(f"<p><strong>一、</strong><b>举措</b></p><p><b>一是</b>{SENTENCE * 2}</p>")
    ).paragraphs
    assert bold.emphasis
    assert (bold.lead, partly.emphasis, partly.lead) == (0, False, 2)
    assert bold.origin.endswith("/p[1]")


@pytest.mark.parametrize(
    "opening",
    [
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN">',
        "<!-- 静态页 -->",
        "\ufeff",
    ],
    ids=["xml declaration", "comment", "byte order mark"],
)
def test_openings(opening):
    """What stands above the first element does not keep a page from being read."""
    assert texts(opening + page(BODY).removeprefix("<!DOCTYPE html>")) == [SENTENCE] * 2


META = (
    '<meta name="ArticleTitle" content="棠川县2023年法治政府建设年度报告">'
    '<meta name="PubDate" content="2024-01-23 11:19"><meta name="ContentSource" content="棠川县司法局">'
    '<meta name="ColumnName" content="null">'
)


def test_standard_meta_block():
    """The standard block is read first; null is no value."""
    document = read(page(BODY, META, "<p>来源：别处 发布时间：2020-01-01</p>"), url=URL)
    assert document.metadata == {
        "title": "棠川县2023年法治政府建设年度报告",
        "published": "2024-01-23 11:19",
        "source": "棠川县司法局",
    }
    assert document.metadata_origin["published"] == "meta PubDate"


@pytest.mark.parametrize(
    ("around", "metadata"),
    [
        ("<div><span>来源：棠川县司法局</span><span>发布时间：2024-01-23</span></div>",
         {"source": "棠川县司法局"}),
        ("<table><tr><td>索 引 号：</td><td>A/1</td><td>文　号：</td>"
         "<td>棠府发〔2024〕3号</td></tr></table>",
         {"document_number": "棠府发〔2024〕3号"}),
        ("<ul><li><b>发布机构</b>：棠川县司法局</li></ul>", {"publisher": "棠川县司法局"}),
        ("<p>来源：本网</p><p>信息来源：棠川县司法局</p>", {"source": "棠川县司法局"}),
        ("<h1>棠川县2023年法治政府建设年度报告</h1>", {"title": "棠川县2023年法治政府建设年度报告"}),
        ("<p>字号：[ 大 中 小 ]</p><p>文号：棠府发〔2024〕3号</p>", {"document_number": "棠府发〔2024〕3号"}),
    ],
    ids=["spans", "table", "list", "empty word first", "heading", "font widget"],
)  # fmt: skip
def test_printed_labels(around, metadata):
    """What is printed around the article is read when no meta block is there."""
    found = read(page(BODY, around=around)).metadata
    assert {name: found[name] for name in metadata} == metadata


def test_a_meta_block_without_a_day_leaves_it_to_the_labels():
    """Some templates fill it with words."""
    html = page(BODY, "<meta name=PubDate content=未知>", "<p>发布时间：2024-01-23</p>")
    assert read(html, url=URL).metadata["published"] == "2024-01-23"


def test_a_page_that_only_names_its_site_has_no_title():
    """The list's is as good."""
    html = page(BODY, "<title>棠川县人民政府门户网站</title>")
    assert "title" not in read(html, url=URL).metadata


def test_labels_inside_the_article_are_text():
    """A label inside the article is not taken for the page's."""
    assert "source" not in read(page(f"<p>来源：群众来信</p>{BODY}")).metadata


ATTACHMENTS = {
    "beside the article": (
        '<a href="./P020240123001.pdf">任务清单</a>',
        "202401/P020240123001.pdf",
        "任务清单",
    ),
    "nested name": (
        '<a href="../a.docx"><span>台账</span>.docx</a>',
        "a.docx",
        "台账.docx",
    ),
    "name in an attribute": (
        '<a alt="名单.pdf" href="/f/1.pdf"><img src="i.png"></a>',
        "/f/1.pdf",
        "名单.pdf",
    ),
    "no name": ('<a href="/f/2.zip"></a>', "/f/2.zip", "2.zip"),
    "written by a script": (
        """<script>if("清单.pdf" != ""){document.write('<a href="./P02.pdf">清单.pdf</a><BR/>')}</script>""",
        "202401/P02.pdf",
        "清单.pdf",
    ),
    "script with escaped quotes": (
        '<script>var att="<a href=\\"./P03.wps\\">台账<\\/a>";</script>',
        "202401/P03.wps",
        "台账",
    ),
    "script without an end": (
        """<script>var att='<a href="./P04.pdf">'</script>""",
        "202401/P04.pdf",
        "P04.pdf",
    ),
    "Hanweb download": (
        "<a href='/module/download/downfile.jsp?classid=0&amp;filename=0a.pdf&amp;showname=b'>报告</a>",
        "/module/download/downfile.jsp?classid=0&filename=0a.pdf&showname=b",
        "报告",
    ),
    "VSB download": (
        '<a href="/system/_content/download.jsp?owner=1&wbfileid=2">附表</a>',
        "/system/_content/download.jsp?owner=1&wbfileid=2",
        "附表",
    ),
    "gkmlpt": (
        '<a class="nfw-cms-attachment" href="/attachment/1/16/1.docx" alt="a">表.docx</a>',
        "/attachment/1/16/1.docx",
        "表.docx",
    ),
}


@pytest.mark.parametrize(
    ("markup", "path", "name"), ATTACHMENTS.values(), ids=ATTACHMENTS
)
def test_attachments(markup, path, name):
    """Files are found in links and in scripts, absolute, with the name shown."""
    (attachment,) = read(page(BODY + markup), url=URL).attachments
    base = (
        "http://www.example.cn"
        if path.startswith("/")
        else "http://www.example.cn/zwgk/fzzfjsndbg/"
    )
    assert (attachment.url, attachment.name) == (base + path, name)


def test_links_to_pages_are_no_attachments():
    """A link to another page is none, and a file linked twice is one."""
    links = '<a href="./t1.html">解读</a><a href="/a.pdf">甲</a><a href="/a.pdf">乙</a>'
    assert [
        attachment.name for attachment in read(page(BODY + links), url=URL).attachments
    ] == ["甲"]


def gkmlpt(content, inner=""):
    """Write a gkmlpt page: the article stands in a script, as JSON with every angle bracket escaped."""
    literal = (
        json.dumps(content)
        .replace("<", "\\u003C")
        .replace(">", "\\u003E")
        .replace("/", "\\/")
    )
    config = (
        'window._CONFIG = { SID:\'755001\', DETAIL: {"id":1,"content":""}, '
        f'MORE: {{"content":{literal}}} }}'
    )
    box = (
        "<table><tr><td>发布机构：</td><td>棠川县司法局</td>"
        "<td>发布日期：</td><td>2024-01-23</td></tr></table>"
    )
    return (
        f'<html><body>{box}<div class="article-content">{inner}</div>'
        f"<script>{config}</script></body></html>"
    )


def test_gkmlpt_content():
    """The article of a gkmlpt page is read out of its script, with metadata and attachments."""
    link = (
        '<p><a class="nfw-cms-attachment" href="https://x.example.cn/attachment/1/2.pdf" '
        'alt="表.pdf"></a></p>'
    )
    document = read(gkmlpt(BODY + link), url=URL)
    assert [paragraph.text for paragraph in document.paragraphs] == [SENTENCE] * 2
    assert document.metadata == {"publisher": "棠川县司法局", "published": "2024-01-23"}
    assert [(item.url, item.name) for item in document.attachments] == [
        ("https://x.example.cn/attachment/1/2.pdf", "表.pdf")
    ]
    assert not document.issues


def test_gkmlpt_escapes():
    """Escapes that JavaScript allows and JSON does not are read."""
    html = gkmlpt(BODY).replace("\\u003Cp\\u003E", "\\u003Cp class=\\'x\\'\\u003E", 1)
    assert texts(html) == [SENTENCE] * 2


def test_gkmlpt_container_before_script():
    """Where the page holds the text itself, the script is not needed."""
    assert texts(gkmlpt("<p>旧稿</p>", BODY)) == [SENTENCE] * 2


def test_a_page_that_only_points_to_its_attachment():
    """A known container with one line is the article, not the foot of the page."""
    around = (
        "<div><p>主办单位：棠川县人民政府办公室 技术支持：棠川县大数据中心</p></div>"
    )
    document = read(
        page('<p>详见附件。</p><a href="./a.pdf">报告.pdf</a>', around=around), url=URL
    )
    assert [paragraph.text for paragraph in document.paragraphs] == [
        "详见附件。",
        "报告.pdf",
    ]
    assert len(document.attachments) == 1


def test_a_guess_is_reported():
    """A page of an unknown site is read by density, and an issue asks for its container."""
    document = read(
        f"<html><body><div><div class='cont9'>{BODY}{BODY}</div></div></body></html>",
        url=URL,
    )
    assert [paragraph.text for paragraph in document.paragraphs] == [SENTENCE] * 4
    assert [issue.code for issue in document.issues] == ["container_guessed"]


@pytest.mark.parametrize(
    "html",
    [
        "<html><body></body></html>",
        "<html><body><img src='a.png'></body></html>",
        "<!-- -->",
    ],
)
def test_pages_without_text(html):
    """A page without any text is unreadable, and says which way."""
    with pytest.raises(UnreadableDocument) as caught:
        read(html)
    assert caught.value.code in {"no_text", "empty_page"}


SCANS = {
    "two pages": (
        "<p><img src='./W01.jpg' alt='第一页'></p><p><img orisrc='W02.png' src='thumb.png'></p>",
        2,
    ),
    "an icon": ("<p><img src='/images/icon_pdf.png'></p>", 0),
    "a narrow picture": ("<p><img width='32' src='W01.jpg'></p>", 0),
    "the sign of a file": ("<p><a href='W01.pdf'><img src='W01.jpg'></a></p>", 1),
}


@pytest.mark.parametrize(("markup", "count"), SCANS.values(), ids=SCANS)
def test_pictures_of_a_page_without_words_are_files(markup, count):
    """A report may be published as pictures of its pages; beside a text, pictures are photographs."""
    stub = (
        f"<div class='TRS_Editor'><p>演示镇2025年法治政府建设年度报告</p>{markup}</div>"
    )
    assert len(read(page(stub), url=URL).attachments) == count
    whole = page(BODY + "<p>" + "依法行政。" * 99 + "</p>" + markup)
    assert not any(".jpg" in file.url for file in read(whole).attachments)


TABLE = "<table><tr><th>项目</th><th>数量</th></tr><tr><td>行政 处罚</td><td>12<br>件</td></tr></table>"


def test_a_table_of_data_is_read_by_rows():
    """Each row is a paragraph with its cells."""
    rows = [
        (one.text, one.row) for one in read(page(BODY + TABLE)).paragraphs if one.row
    ]
    assert rows == [
        ("项目\t数量", Row.build(1, 1, ("项目", "数量"))),
        ("行政 处罚\t12件", Row.build(1, 2, ("行政 处罚", "12件"))),
    ]


def test_cells_stand_in_the_columns_that_spans_leave_them():
    """A cell that reaches down keeps its column; empty cells keep their places, as a reader sees them."""
    table = (
        "<table><tr><th rowspan=2>单位</th><th colspan='2'>案件</th></tr><tr><th>收案</th><th>结案</th></tr>"
        "<tr><td>司法局</td><td></td><td>8</td></tr></table>"
    )
    rows = [one.row for one in read(page(BODY + table)).paragraphs if one.row]
    assert [row.text for row in rows] == [
        "单位\t案件",
        "\t收案\t结案",
        "司法局\t\t8",
    ]
    assert rows[0].cells == (Cell(0, "单位", rows=2), Cell(1, "案件", columns=2))
    assert [cell.column for cell in rows[1].cells] == [1, 2]


def test_a_table_that_lays_out_text_is_no_table():
    """An article inside a table's cells is read as paragraphs."""
    cell = "<td><p>" + "依法行政，" * 80 + "</p></td>"
    table = f"<table><tr>{cell}{cell}</tr><tr>{cell}{cell}</tr></table>"
    assert not any(paragraph.row for paragraph in read(page(BODY + table)).paragraphs)


REPORT_TITLE = "云川镇2025年法治政府建设年度报告"


def read_day(beneath: str, before: str = "") -> str | None:
    """Read the day of publication of a page with something beneath its heading."""
    paragraphs = "<p>全镇各村按照部署落实各项任务，办理案件三十件。</p>" * 20
    html = f"{before}<h1>{REPORT_TITLE}</h1>{beneath}<div class=TRS_Editor>{paragraphs}</div>"
    return read(f"<html><body>{html}</body></html>").metadata.get("published")


@pytest.mark.parametrize(
    "beneath",
    [
        "<span>2026-03-01</span>",
        "<p>[ 2026-03-01 09:00 ]</p>",
        "<div>来源：云川镇 | 2026-03-01</div>",
        "<p>发布于 2026-03-01</p>",
        "<dl><dt>成文日期</dt><dd>2026-01-20</dd><dt>发布日期</dt><dd>2026-03-01</dd></dl>",
        "<ul><li><b>索引号</b>yc/1</li><li><b>发布日期</b>2026-03-01</li></ul>",
        "<div><i>云川镇</i><em>2026-03-01</em><a href=#>打印</a></div>",
    ],
)
def test_a_day_without_a_label_is_read_beneath_the_title(beneath):
    """By itself, or beside a source."""
    assert read_day(beneath) == "2026-03-01"


@pytest.mark.parametrize("day", ["二〇二六年三月一日", "二零二五年十二月三十一日"])
def test_a_day_in_chinese_numerals_is_read_beneath_the_title(day):
    """As it is printed; in a sentence it is none."""
    assert read_day(f"<p>{day}</p>") == day
    assert read_day(f"<p>{day}，全镇召开会议</p>") is None


@pytest.mark.parametrize(
    ("beneath", "before"),
    [
        ("", "<p>2026-03-01</p>"),
        ("<p>今天是：2026-03-01 星期日</p>", ""),
        ("<p>截至2025年12月31日，共办理案件三十件</p>", ""),
        ("<p>成文日期 2026-03-01</p>", ""),
        ("<a href=1.html>石埠乡2024年法治政府建设年度报告 2026-03-01</a>", ""),
        ("", f"<a href=1.html>{REPORT_TITLE}</a><span>2026-03-01</span>"),
        (f"<p>{'全镇各村按照部署落实各项任务。' * 9}</p><p>2026-03-01</p>", ""),
    ],
)
def test_other_days_are_no_day_of_publication(beneath, before):
    """Clocks, days of the text, those of other rows, and what stands beneath the text."""
    assert read_day(beneath, before) is None


NUMBERS = "<tr><td>{}</td><td>12</td><td>34.5</td></tr>"
LONG = "说明" * 200
TABLES = {
    "caption": (
        f"<table><caption>表1 情况</caption>{NUMBERS.format('甲')}{NUMBERS.format('乙')}</table>",
        ["表1 情况", "甲\t12\t34.5", "乙\t12\t34.5"],
    ),
    "one long cell among numbers": (
        f"<table>{NUMBERS.format('甲')}{NUMBERS.format(LONG)}</table>",
        ["甲\t12\t34.5", f"{LONG}\t12\t34.5"],
    ),
    "a long text across": (
        f"<table>{NUMBERS.format('甲') * 3}<tr><td colspan=3><p>{LONG}</p><p>又。</p></td></tr></table>",
        ["甲\t12\t34.5"] * 3 + [LONG, "又。"],
    ),
    "a text laid out": (
        f"<table><tr><td>一、</td><td>{LONG}</td></tr><tr><td>二、</td><td>短</td></tr></table>",
        ["一、", LONG, "二、", "短"],
    ),
    "numbers inside a text that is laid out": (
        f"<table><tr><td><p>{LONG}</p><table>{NUMBERS.format('甲') * 2}</table></td></tr></table>",
        [LONG, "甲\t12\t34.5", "甲\t12\t34.5"],
    ),
    "foot before body": (
        f"<table><tfoot>{NUMBERS.format('计')}</tfoot><tbody>{NUMBERS.format('甲')}</tbody></table>",
        ["甲\t12\t34.5", "计\t12\t34.5"],
    ),
    "one row": ("<table><tr><td>处罚</td><td>430件</td></tr></table>", ["处罚\t430件"]),
    "powers": (
        "<table><tr><td>甲</td><td>10<sup>4</sup></td></tr><tr><td>乙</td><td>3</td></tr></table>",
        ["甲\t10⁴", "乙\t3"],
    ),
}


@pytest.mark.parametrize(("markup", "expected"), TABLES.values(), ids=TABLES)
def test_tables_of_data_are_rows(markup, expected):
    """Numbers in cells make a table of data, even beside a long cell; a text laid out makes none."""
    assert texts(page(BODY + markup))[2:] == expected


def test_formulas_are_read_in_a_line():
    """MathML is words of its sentence."""
    formula = "<math><mfrac><mn>39</mn><mn>41</mn></mfrac></math>"
    assert (
        texts(page(f"{BODY}<p>办结率={formula}，居前。</p>"))[-1]
        == "办结率=39/41，居前。"
    )


DATED = '<script type="application/ld+json">{"datePublished":"@D"}</script>'


@pytest.mark.parametrize(
    ("head", "beneath", "found"),
    [
        (DATED.replace("@D", "2026-03-01T08:00:00+08:00"), "", "2026-03-01T08:00:00+08:00"),
        (DATED, "", None),
        (DATED.replace("@D", "2026-03-01"), "<p>发布日期：2026-03-02</p>", "2026-03-02"),
        (DATED.replace("application/ld+json", "text/javascript").replace("@D", "2026-03-01"), "", None),
        ('<meta property="article:published_time" content="2026-03-01">', "", "2026-03-01"),
        ('<meta itemprop="datePublished" content="2026-03-01">', "", "2026-03-01"),
        ('<meta property="article:modified_time" content="2026-03-01">', "", None),
        ("", "<time datetime='2026-03-01'>3月1日</time>", "2026-03-01"),
        ("", "<time datetime='2026-03-01'>2026-03-02</time>", "2026-03-02"),
        ("", "<time>3月1日</time>", None),
    ],
)  # fmt: skip
def test_a_day_is_one_that_the_page_tells_machines(head, beneath, found):
    """What is printed under a label goes before; a day without its year needs the attribute."""
    title = "棠川县2025年法治政府建设年度报告"
    html = page(BODY, f"<title>{title}</title>{head}", f"<h1>{title}</h1>{beneath}")
    assert read(html, url=URL).metadata.get("published") == found


@pytest.mark.parametrize(
    ("source", "is_scan"),
    [
        ("/images/qr.png", False),
        ("/x/wx_ewm.jpg", False),
        ("qrcode1.png", False),
        ("W020260301.jpg", True),
        ("/qr/1.png", True),
        ("qrrr-report-12345.png", True),
    ],
)
def test_a_code_for_telephones_is_no_page_of_a_report(source, is_scan):
    """By the name of its picture."""
    found = read(page(f"<p>见下。</p><img src='{source}'>"), url=URL).attachments
    assert bool(found) is is_scan
