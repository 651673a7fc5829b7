"""The files that a page hands out, and those around it that it does not."""

from base64 import b64encode
from urllib.parse import quote

import pytest

from tasks.documents.html_page import read
from tasks.model.errors import UnreadableDocument

SITE = "http://town.example.cn"
URL = f"{SITE}/zwgk/fzbg/202601/t20260108_12.html"
TITLE = "梧桐镇2025年法治政府建设年度报告"
SENTENCE = (
    "全镇坚持依法行政，规范执法行为，健全工作机制，强化监督考核，各项工作取得积极进展。"
)
TEXT = f"<p>{SENTENCE}</p>" * 12
STUB = "<p>报告全文见附件。</p>"
FILE = "/files/2026/bg.pdf"


def find(article="", around="", head="", text=STUB):
    """Name the files of a page: what the article holds, what stands behind it, what its head holds."""
    html = (
        f"<html><head><title>{TITLE}</title>{head}</head><body><h1>{TITLE}</h1>"
        f"<div class='TRS_Editor'>{text}{article}</div>{around}</body></html>"
    )
    return [one.url.removeprefix(SITE) for one in read(html, url=URL).attachments]


def encode(address):
    """Encode an address as previewers take it."""
    return quote(b64encode(f"{SITE}{address}".encode()).decode(), safe="")


FORMS = {
    "an attribute of a viewer's own": f'<div class="v" pdf-src="{FILE}"></div>',
    "such a one without a dash": f'<div class="v" pdfurl="{FILE}"></div>',
    "a link": f'<a href="{FILE}">报告</a>',
    "a link without quotes": f"<a href={FILE} target=_blank>报告</a>",
    "a link with backslashes": r'<a href="\files\2026\bg.pdf">报告</a>',
    "a link with one slash behind its scheme": f'<a href="http:/town.example.cn{FILE}">报告</a>',
    "a link with blanks": f'<a href="\n {FILE} \t">报告</a>',
    "an area of a picture": f'<map><area href="{FILE}" alt="报告"></map>',
    "an iframe": f'<iframe src="{FILE}#toolbar=0&view=FitH"></iframe>',
    "a lazy iframe": f'<iframe data-src="{FILE}"></iframe>',
    "an embed": f'<embed src="{FILE}" type="application/pdf">',
    "an object": f'<object data="{FILE}" type="application/pdf"></object>',
    "a parameter of an object": f'<object><param name="src" value="{FILE}"></object>',
    "pdf.js": f'<iframe src="/js/pdfjs/web/viewer.html?file={quote(FILE, safe="")}#page=1"></iframe>',
    "pdf.js, encoded twice": f'<iframe src="/w/viewer.html?file={quote(quote(FILE, safe=""))}"></iframe>',
    "pdf.js, from its own folder": '<iframe src="/js/web/viewer.html?file=../../files/2026/bg.pdf"></iframe>',
    "pdf.js in a link": f'<a href="/js/web/viewer.html?file={FILE}">在线查看</a>',
    "a viewer of old browsers": f'<embed src="/FlexPaper.swf" flashvars="SwfFile=/a.swf&amp;PdfFile={FILE}">',
    "a viewer of one's own": f'<iframe src="/plug/show.jsp?type=1&pdfPath={FILE}"></iframe>',
    "a viewer behind a fragment": f'<iframe src="/plug/read.html#src={FILE}"></iframe>',
    "a viewer elsewhere": f'<iframe src="https://view.example.com/op?src={quote(SITE + FILE)}"></iframe>',
    "kkFileView": f'<a href="/fileview/onlinePreview?url={encode(FILE)}">预览</a>',
    "kkFileView in a handler": f"""<b onclick="open('/onlinePreview?url={encode(FILE)}')">预览</b>""",
    "a handler": f"""<a href="javascript:void(0)" onclick="downFile('{FILE}','报告.pdf')">报告.pdf</a>""",
    "a handler, name first": f"""<button onclick="getFile('报告.pdf', '{FILE}')">下载</button>""",
    "a handler in href": f"""<a href="javascript:openFile('{FILE}')">报告</a>""",
    "data-href": f'<a href="javascript:;" data-href="{FILE}">报告</a>',
    "data-file": f'<div class="reader" data-file="{FILE}"></div>',
    "data-pdf-url": f'<div data-pdf-url="{FILE}"></div>',
    "data-value": f'<div id="pdfshow" data-value="{FILE}"></div>',
    "a hidden field": f'<input type="hidden" id="annex" value="{FILE}">',
    "a script's link": f"""<script>document.write("<a href=\\"{FILE}\\">报告<\\/a>")</script>""",
    "a script's frame": f"""<script>$('#x').html('<iframe src="{FILE}"></iframe>')</script>""",
    "a script's call": f"""<script>showVsbpdfIframe("{FILE}","100%","500")</script>""",
    "PDFObject": f"""<script>PDFObject.embed('{FILE}', '#box');</script>""",
    "Pdfh5": f"""<script>var box = new Pdfh5("#box", {{pdfurl: "{FILE}"}});</script>""",
    "pdfUrl": f"""<script>var pdfUrl = '{FILE}';</script>""",
    "pdfData": f"""<script>pdfData="{FILE}"</script>""",
    "another name": f"""<script>openIn("{FILE}")</script>""",
    "a list in a script": f"""<script>resList=[{{"fileName":"报告.pdf","filePath":"{FILE}"}}]</script>""",
    "a list without quotes": f"""<script>attachList: [{{id: 3, url: '{FILE}', name: '报告'}}]</script>""",
    "a list in a field": f"""<input type="hidden" value='[{{"name":"报告","path":"{FILE}"}}]'>""",
    "escaped slashes": """<script>var fileUrl = "\\/files\\/2026\\/bg.pdf";</script>""",
}  # fmt: skip


@pytest.mark.parametrize("article", FORMS.values(), ids=FORMS)
def test_a_file_is_found_in_every_form(article):
    """In the article of a page that only leads to it, and in that of a page with a text."""
    assert find(article) == [FILE]
    assert find(article, text=TEXT) == [FILE]


WITHOUT_ENDING = {
    "/module/download/down.jsp?i_ID=31&colID=7": "报告.doc",
    "/file/download?id=88": "2025年报告.docx（下载）",
    "/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1&wbfileid=2": "报告",
    "/module/download/downfile.jsp?classid=0&filename=0a1b&showname=x": "报告",
    "/attachment/0/16": "报告",
    "/servlet/get?no=7": "报告.pdf",
    "/virtual_attach_file.vsb?afc=0a1b&e=.pdf": "报告",
    "/upload/BG.PDF": "报告",
}


@pytest.mark.parametrize("address", WITHOUT_ENDING)
def test_an_address_without_an_ending_is_a_file_by_its_words(address):
    """Or because it is a download's."""
    assert find(f'<a href="{address}">{WITHOUT_ENDING[address]}</a>') == [address]


def test_a_type_or_a_viewer_s_name_says_what_an_address_does_not():
    """What is embedded as a PDF, or given to a viewer, is one."""
    assert find('<embed src="/f/3" type="application/pdf">') == ["/f/3"]
    assert find('<script>var pdfUrl="/f/3"</script>') == ["/f/3"]
    assert find('<iframe src="/js/web/viewer.html?file=%2Ff%2F3"></iframe>') == ["/f/3"]


def test_relative_addresses_begin_at_the_base():
    """Where the page names one."""
    assert find('<a href="a.doc">表</a>') == ["/zwgk/fzbg/202601/a.doc"]
    assert find('<a href="a.doc">表</a>', head='<base href="/other/">') == [
        "/other/a.doc"
    ]


NO_FILES = {
    "another page": '<a href="./t20260108_13.html">解读.pdf</a>',
    "a folder": '<a href="/xz/download/">报告.doc</a>',
    "a column of downloads": '<a href="/download/index.html">下载</a>',
    "a frame of the site": '<iframe src="/weather.html"></iframe><iframe src="/tj.jsp?url=/zwgk/"></iframe>',
    "a viewer without a file": '<iframe src="/js/web/viewer.html"></iframe>',
    "a viewer's parts": '<script src="/js/pdf.js"></script><link href="/v.css"><script>p={}</script>',
    "a comment": '<!-- <a href="/old.doc">旧附件.doc</a> -->',
    "a script's comment": '<script>/* <a href="/old.doc">旧.doc</a> */\n // fileUrl="/old.doc"\n</script>',
    "a reader": '<a href="/soft/reader.zip">PDF阅读器下载</a><a href="/soft/AdbeRdr11.zip">Adobe</a>',
    "a put-together address": """<script>u='/f/'+id+'.pdf';v=b+'/x.pdf';write('<a href="'+u+'">')</script>""",
    "a name alone": """<a href="javascript:;" onclick="show(88,'报告.doc')">报告</a>""",
    "a name in an attribute": '<div data-title="报告.doc"></div>',
    "a help of the site": """<script>var helpFile='/help/a.doc';</script>""",
    "mail": '<a href="mailto:a.pdf@town.example.cn">信箱</a>',
    "a user's comments": '<div class="comments"><a href="/up/1.doc">网友文件.doc</a></div>',
}  # fmt: skip


@pytest.mark.parametrize("markup", NO_FILES.values(), ids=NO_FILES)
def test_what_is_no_file_is_left(markup):
    """Inside the article and behind it."""
    assert find(markup, text=TEXT) == []
    assert find(around=markup, text=TEXT) == []


OF_THE_SITE = {
    "foot": '<div class="footer"><a href="/help/1.pdf">网站使用帮助</a></div>',
    "foot by tag": '<footer><p>附件</p><a href="/help/1.pdf">帮助</a></footer>',
    "camel case": '<div id="pageFooter"><a href="/help/1.pdf">帮助</a></div>',
    "side bar": '<div class="side-bar"><ul><li><a href="/zn/1.doc">申请表</a></li></ul></div>',
    "heading": '<div class="box"><h3>下载中心</h3><p><a href="/zn/1.doc">附件1 申请表</a></p></div>',
    "guide": '<div class="c2"><div>办事指南</div><a href="/zn/1.doc">流程图</a></div>',
    "navigation": '<ul class="topNav"><li><a href="/zn/1.pdf">公开指南</a></li></ul>',
    "no sign at all": '<div class="c3"><a href="/zn/1.pdf">某某手册</a></div>',
    "a menu in a script": '<script>var menus=[{"name":"指南","url":"/zn/1.pdf"}]</script>',
}  # fmt: skip


@pytest.mark.parametrize("markup", OF_THE_SITE.values(), ids=OF_THE_SITE)
def test_files_of_the_site_are_not_the_article_s(markup):
    """Whether the article has a text or only a file."""
    assert find(around=markup, text=TEXT) == []
    assert find(FORMS["a link"], around=markup) == [FILE]


BESIDE = {
    "label": f'<div class="xx"><p>附件：</p><p><a href="{FILE}">名单</a></p></div>',
    "brackets": f'<ul><li>附件【<a href="{FILE}">名单</a>】已下载12次</li></ul>',
    "class": f'<ul class="fjxx"><li><p><a href="{FILE}">名单</a></p></li></ul>',
    "subject": f'<div><a href="{FILE}">梧桐镇法治政府建设报告</a></div>',
    "viewer": f'<div class="c4"><iframe src="{FILE}"></iframe></div>',
    "variable": f'<script>var pdfUrl="{FILE}"</script>',
    "list": f'<script>var attachList=[{{"name":"名单","url":"{FILE}"}}]</script>',
}  # fmt: skip


@pytest.mark.parametrize("markup", BESIDE.values(), ids=BESIDE)
def test_files_beside_the_article_are_its_own(markup):
    """Many systems put them behind the container of the text."""
    assert find(around=markup, text=TEXT) == [FILE]


def test_files_in_the_page_s_folder_are_its_own():
    """Written there by the system."""
    around = '<div><a href="./P0202601080123456.pdf">名单</a></div>'
    assert find(around=around, text=TEXT) == ["/zwgk/fzbg/202601/P0202601080123456.pdf"]


@pytest.mark.parametrize("shown", FORMS.values(), ids=FORMS)
def test_a_page_of_no_known_system_hands_out_what_stands_under_its_heading(shown):
    """Its container is not known, and it has no text that tells."""
    html = (
        f"<html><head><title>{TITLE}</title></head><body><div class='hd'><a href='/'>首页</a></div>"
        f"<div class='main'><div class='l'><h1>{TITLE}</h1><div class='con'>{shown}</div></div>"
        "<div class='r'><h3>资料下载</h3><a href='/zn/1.doc'>申请表.doc</a></div>"
        "<div class='r2'><a href='/zn/2.doc'>手册.doc</a></div></div>"
        "<div class='foot'>本站由某某公司承建，请使用新版软件浏览。<a href='/zn/3.doc'>声明</a></div>"
        "</body></html>"
    )
    found = [one.url.removeprefix(SITE) for one in read(html, url=URL).attachments]
    assert found == [FILE]


SHELL = "<html><head><title>{title}</title></head><body>{body}</body></html>"
FOOT = "<div class='foot'><p>主办单位：梧桐镇人民政府 本网站建议使用新版浏览器访问。</p></div>"
HOLLOW = {
    "a shell": "<div id='app'></div><script src='/js/app.js'></script>",
    "a shell that says so": "<div id='root'>正在加载，请稍候。</div>",
    "a shell without scripts": "<div id='app'><strong>请启用JavaScript后访问本页。</strong></div>",
    "nothing but chrome": "<ul><li><a href='/'>首页</a></li><li>政务公开</li></ul>" + FOOT,
    "a heading alone": f"<div class='m'><h1>{TITLE}</h1><div class='con'></div></div>" + FOOT,
    "an empty container": f"<h1>{TITLE}</h1><div class='TRS_Editor'></div>" + FOOT,
}  # fmt: skip


@pytest.mark.parametrize("body", HOLLOW.values(), ids=HOLLOW)
def test_a_page_of_the_site_s_own_words_is_no_report(body):
    """It cannot be read, and the reason is said."""
    with pytest.raises(UnreadableDocument) as caught:
        read(SHELL.format(title=TITLE, body=body), url=URL)
    assert caught.value.code == "no_text"


@pytest.mark.parametrize(
    "body", [HOLLOW["a heading alone"], HOLLOW["an empty container"]]
)
def test_its_text_may_be_in_its_file(body):
    """Then it is a page without a text, and says so."""
    shown = body.replace("'></div>", f"'><iframe src='{FILE}'></iframe></div>", 1)
    document = read(SHELL.format(title=TITLE, body=shown), url=URL)
    assert [one.url for one in document.attachments] == [SITE + FILE]
    assert [issue.code for issue in document.issues] == ["only_chrome"]


@pytest.mark.parametrize(
    "script",
    [
        'window.__NUXT__={data:[{title:"x",contentHtml:"%s"}]}',
        'window.__INITIAL_STATE__ = {"article":{"id":3,"content":"%s"}};',
        '{"props":{"pageProps":{"detail":{"title":"x","body":"%s"}}}}',
    ],
)
def test_its_text_may_be_in_the_data_of_its_script(script):
    """As pages that a script draws bring it with them."""
    literal = TEXT.replace("<", "\\u003C").replace("/", "\\u002F")
    body = f"<div id='app'></div><script>{script % literal}</script>"
    document = read(SHELL.format(title=TITLE, body=body), url=URL)
    assert [one.text for one in document.paragraphs] == [SENTENCE] * 12
    assert not document.issues


SHORT_REPORTS = {
    "one sentence": f"<div class='x'><p>{SENTENCE}</p></div>",
    "it speaks of a site": f"<div class='x'><p>{SENTENCE}</p><p>在本网站公开信息12条。</p></div>",
    "bare text": SENTENCE,
    "a known container": "<div class='TRS_Editor'>详见县司法局公告</div>",
}


@pytest.mark.parametrize("body", SHORT_REPORTS.values(), ids=SHORT_REPORTS)
def test_a_short_text_is_a_text(body):
    """However little it says."""
    document = read(SHELL.format(title=TITLE, body=body + FOOT), url=URL)
    assert document.paragraphs
    assert "only_chrome" not in [issue.code for issue in document.issues]


@pytest.mark.parametrize(
    ("markup", "address"),
    [
        # 报告.pdf in GBK, as old sites escape it: decoded it would be another address
        (
            "<iframe src='/pdfjs/web/viewer.html?file=/files/%B1%A8%B8%E6.pdf'></iframe>",
            "/files/%B1%A8%B8%E6.pdf",
        ),
        ("<a href='/fs/get/8a7b' download='报告.pdf'>点击下载</a>", "/fs/get/8a7b"),
    ],
)
def test_an_address_is_taken_as_a_browser_would_send_it(markup, address):
    """Escapes of another charset stay; a name that is given for saving says that it is a file."""
    assert find(markup) == [address]


@pytest.mark.parametrize(
    "markup",
    [
        "<a href='/fs/get/8a7b' download>点击</a>",
        "<embed src='/flash/clock.swf' flashvars='time=1&skin=/s.swf'>",
    ],
)
def test_what_names_no_file_is_none(markup):
    """A download without a name, a clock."""
    assert find(markup, text=TEXT) == []
