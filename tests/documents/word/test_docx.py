"""DOCX: what of a Word file is read, in which order, and which issues name the rest."""

import pytest

from tasks.documents.safe_zip import SafeZip
from tasks.documents.sandbox import add_progress_listener
from tasks.documents.word.docx import read
from tasks.model.document import Cell, Row
from tasks.model.errors import UnreadableDocument
from tests.documents.files import page
from tests.documents.files.make import changed, numbered
from tests.documents.word.docx_files import (
    docx,
    level,
    listed,
    numbering,
    p,
    part,
    run,
    zipped,
)

BOX = (
    '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx><w:txbxContent>{0}'
    "</w:txbxContent></wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>"
    "<w:txbxContent>{0}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)
PICTURE = '<w:r><w:drawing><a:blip r:embed="rId9"/></w:drawing></w:r>'


def field(instruction, result=None):
    """Write a field with its instruction and, where given, its result."""
    shown = (
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(result)}'
        if result is not None
        else ""
    )
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f"<w:r><w:instrText>{instruction}</w:instrText></w:r>{shown}"
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def texts(body, **parts):
    """Read a document's paragraphs."""
    return [paragraph.text for paragraph in read(docx(body, parts=parts)).paragraphs]


INLINE = {
    "runs": (run("依法") + run("行政"), ["依法行政"]),
    "insertion": (
        f'{run("办结")}<w:ins w:id="1">{run("五")}</w:ins>{run("件")}',
        ["办结五件"],
    ),
    "deletion": (
        f'{run("办结")}<w:del w:id="1"><w:r><w:delText>三</w:delText></w:r></w:del>{run("件")}',
        ["办结件"],
    ),
    "moved": (
        f'<w:moveFrom w:id="1">{run("此处")}</w:moveFrom><w:moveTo w:id="2">{run("彼处")}</w:moveTo>',
        ["彼处"],
    ),
    "content control": (
        f"<w:sdt><w:sdtPr/><w:sdtContent>{run('依法')}</w:sdtContent></w:sdt>",
        ["依法"],
    ),
    "hyperlink": (f'<w:hyperlink r:id="rId5">{run("条例")}</w:hyperlink>', ["条例"]),
    "smart tag": (f"<w:smartTag>{run('2024年')}</w:smartTag>", ["2024年"]),
    "simple field": (
        f'<w:fldSimple w:instr="DATE">{run("今天")}</w:fldSimple>',
        ["今天"],
    ),
    "field": (field("PAGEREF x", "7"), ["7"]),
    "field in a field": (
        field("IF ", "外").replace(
            "IF ", f"IF </w:instrText></w:r>{field('X', '内')}<w:r><w:instrText>"
        ),
        ["外"],
    ),
    "ringed number": (field(r"eq \o\ac(○,3)") + run("第三项"), ["③第三项"]),
    "field without end": (
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + run("在"),
        ["在"],
    ),
    "ruby": (
        f"<w:r><w:ruby><w:rt>{run('yin')}</w:rt><w:rubyBase>{run('音')}</w:rubyBase></w:ruby></w:r>",
        ["音"],
    ),
    "hyphens": (
        f"{run('1')}<w:r><w:noBreakHyphen/></w:r>{run('2')}<w:r><w:softHyphen/></w:r>",
        ["1-2"],
    ),
    "tab": (f"{run('甲')}<w:r><w:tab/></w:r>{run('乙')}", ["甲\t乙"]),
    "wingdings": (
        '<w:r><w:sym w:font="Wingdings" w:char="F081"/></w:r>' + run("项"),
        ["①项"],
    ),
    "math": (f"<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>{run('值')}", ["x值"]),
    "soft breaks": (
        f"{run('甲。')}<w:r><w:br/></w:r>{run('乙。')}<w:r><w:cr/></w:r>{run('丙。')}",
        ["甲。", "乙。", "丙。"],
    ),
    "soft break in a heading": (
        f"{run('一、加强领导')}<w:r><w:br/></w:r>{run('压实责任')}",
        ["一、加强领导压实责任"],
    ),
    "soft break before a number": (
        f"{run('一、总体')}<w:r><w:br/></w:r>{run('（一）组织')}",
        ["一、总体", "（一）组织"],
    ),
    "page break": (f'{run("前")}<w:r><w:br w:type="page"/></w:r>{run("后")}', ["前后"]),
}


@pytest.mark.parametrize(("inner", "expected"), INLINE.values(), ids=INLINE)
def test_inline(inner, expected):
    """Runs and what wraps them give their printed text, and nothing else."""
    assert texts(p(raw=inner)) == expected


def test_a_broken_field_swallows_one_paragraph_at_most():
    """A field that never comes to its result does not hide the paragraphs that follow."""
    assert texts(
        [p("前", raw='<w:r><w:fldChar w:fldCharType="begin"/></w:r>'), p("后")]
    ) == ["前", "后"]


def test_a_deleted_paragraph_mark_joins():
    """Where the mark between two paragraphs was deleted, they are one, with the number of the second."""
    lists = numbering({0: level(0, "decimal", "%1.")}, {1: (0, "")})
    body = [p("前半", '<w:rPr><w:del w:id="1"/></w:rPr>'), p("后半", listed(1))]
    assert texts(body, numbering=lists) == ["1. 前半后半"]


def test_a_deleted_mark_at_the_end_loses_nothing():
    """Where the last mark of a cell or of the text was deleted, its words stay where they are."""
    deleted = '<w:rPr><w:del w:id="1"/></w:rPr>'
    body = table(cell(p("甲", deleted)) + cell(p("乙"))) + p("末句。", deleted)
    assert texts(body) == [
        "甲\t乙",
        "末句。",
    ]


def test_a_text_box_is_read_once_where_it_hangs():
    """A box with its twin for old readers is read once: before its paragraph's words, or behind them."""
    body = [p(raw=BOX.format(p("框题"))), p("段落。", raw=BOX.format(p("框注")))]
    assert texts(body) == ["框题", "段落。", "框注"]


def test_wordart_is_text():
    """The words of old WordArt stand in an attribute."""
    assert texts(
        p(
            raw='<w:r><w:pict><v:shape><v:textpath string="年度报告"/></v:shape></w:pict></w:r>'
        )
    ) == ["年度报告"]


_ART = (
    '<w:r><w:pict><v:shape {}><v:textpath string="严禁外传"/></v:shape></w:pict></w:r>'
)
_BEHIND = (
    '<w:r><w:drawing><wp:anchor {} xmlns:wp="wp"><wp:docPr id="1" name="{}"/>'
    '<a:xfrm xmlns:a="a" rot="{}"/><w:txbxContent>{}</w:txbxContent></wp:anchor></w:drawing></w:r>'
)
_INSIDE = p("严禁外传")


@pytest.mark.parametrize(
    ("raw", "is_mark"),
    [
        (_ART.format('id="PowerPlusWaterMarkObject1"'), True),
        (_ART.format('id="a" style="position:absolute;rotation:315"'), True),
        (_ART.format('id="a" style="position: absolute; rotation: -45"'), True),
        (_ART.format('id="a" style="position:absolute;rotation:-2949120f"'), True),
        (_BEHIND.format('behindDoc="1"', "a", -2700000, _INSIDE), True),
        (_BEHIND.format('behindDoc="0"', "文字水印 3", 0, _INSIDE), True),
        (_ART.format('id="_x0000_s1026"'), False),
        (_ART.format('id="a" style="position:absolute;rotation:90"'), False),
        (_ART.format('id="a" style="rotation:0"'), False),
        (_BEHIND.format('behindDoc="0"', "a", -2700000, _INSIDE), False),
        (_BEHIND.format('behindDoc="1"', "a", 0, _INSIDE), False),
        (_BEHIND.format('behindDoc="1"', "a", 5400000, _INSIDE), False),
    ],
)
def test_words_behind_the_page_are_a_watermark(raw, is_mark):
    """WordArt and boxes that are named so, or lean behind the text, go and are told; others are text."""
    document = read(docx(p("段落。", raw=raw)))
    words = [one.text for one in document.paragraphs]
    assert words == (["段落。"] if is_mark else ["段落。", "严禁外传"])
    found = [(one.code, one.evidence) for one in document.issues]
    assert found == ([("watermark_text", "严禁外传")] if is_mark else [])


def cell(inner, properties=""):
    """Write a table's cell."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def table(*rows):
    """Write a table from its rows' cells."""
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def test_tables_are_rows():
    """A row is a paragraph with its cells.

    Covered columns stay empty; a table inside a cell follows its row.
    """
    inner = table(cell(p("内一")) + cell(p("内二")))
    body = table(
        cell(p("合并"), '<w:gridSpan w:val="2"/>')
        + cell(p("丙"), '<w:vMerge w:val="restart"/>'),
        cell(p("甲") + p("续"))
        + cell(p("乙") + inner + p())
        + cell(p(), "<w:vMerge/>"),
    )
    rows = [paragraph.row for paragraph in read(docx(body)).paragraphs]
    assert rows == [
        Row(1, 1, (Cell(0, "合并", columns=2), Cell(2, "丙", rows=2))),
        Row.build(1, 2, ("甲 续", "乙")),
        Row.build(2, 1, ("内一", "内二")),
    ]


def test_a_frame_is_no_table():
    """A table with one filled cell a row, or with sentences in paragraphs, only frames what it holds."""
    framed = table(cell(p("一、总体情况") + p("全镇依法行政。")))
    prose = table(cell(p("成效")) + cell(p("一、开展普法。") + p("二、规范执法。")))
    read_rows = read(docx(framed + p() + prose)).paragraphs
    assert [paragraph.text for paragraph in read_rows] == [
        "一、总体情况",
        "全镇依法行政。",
        "成效",
        "一、开展普法。",
        "二、规范执法。",
    ]
    assert not any(paragraph.row for paragraph in read_rows)


def test_emphasis():
    """A paragraph is emphasised when all of it is bold by run or style, or its style is a heading's."""
    styles = part(
        "styles",
        '<w:style w:type="paragraph" w:styleId="B"><w:name w:val="x"/><w:rPr><w:b/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="H"><w:name w:val="heading 1"/>'
        '<w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>',
    )
    body = [
        p(raw=run("甲", "<w:b/>") + run("乙", "<w:b/>")),
        p(raw=run("甲", "<w:b/>") + run("乙")),
        p("甲", '<w:pStyle w:val="B"/>'),
        p(raw=run("甲", '<w:b w:val="0"/>'), properties='<w:pStyle w:val="B"/>'),
        p("甲", '<w:pStyle w:val="H"/>'),
    ]
    paragraphs = read(docx(body, parts={"styles": styles})).paragraphs
    assert [paragraph.emphasis for paragraph in paragraphs] == [
        True,
        False,
        True,
        False,
        True,
    ]
    assert [paragraph.lead for paragraph in paragraphs] == [0, 1, 0, 0, 0]


def test_contents_are_dropped():
    """A table of contents is dropped by its style's name and by its field, with an issue.

    The headings stay.
    """
    styles = part(
        "styles",
        '<w:style w:type="paragraph" w:styleId="T"><w:name w:val="toc 1"/></w:style>',
    )
    opened = field('TOC \\o "1-3"', "一、总体\t1").removesuffix(
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    body = [
        p("二、不足\t3", '<w:pStyle w:val="T"/>'),
        p(raw=opened),
        p("一、总体"),
        p("全镇2024"),
    ]
    document = read(docx(body, parts={"styles": styles}))
    assert [paragraph.text for paragraph in document.paragraphs] == [
        "一、总体",
        "全镇2024",
    ]
    assert [issue.code for issue in document.issues] == ["contents_dropped"]


LEFT_OUT = {
    "tracked_changes": f'<w:p><w:del w:id="1"><w:r><w:delText>三</w:delText></w:r></w:del>{run("文")}</w:p>',
    "hidden_text": p("文", raw=run("隐", "<w:vanish/>")),
    "comments_dropped": p("文", raw='<w:r><w:commentReference w:id="1"/></w:r>'),
    "symbol_not_read": p(
        "文", raw='<w:r><w:sym w:font="Wingdings" w:char="F04A"/></w:r>'
    ),
    "drawing_not_read": p(
        "文", raw='<w:r><w:drawing><c:chart r:id="rId4"/></w:drawing></w:r>'
    ),
    "embedded_object_not_read": p(
        "文",
        raw='<w:r><w:object><o:OLEObject ProgID="Excel.Sheet.12"/></w:object></w:r>',
    ),
    "embedded_document_not_read": p("文") + '<w:altChunk r:id="rId4"/>',
    "images_not_read": p("文", raw=PICTURE),
}


@pytest.mark.parametrize(("code", "body"), LEFT_OUT.items(), ids=LEFT_OUT)
def test_what_is_left_out_is_an_issue(code, body):
    """Everything that is not read is an issue with a remedy; the text around it stays."""
    document = read(docx(body), url="http://example.cn/1.docx")
    assert [paragraph.text for paragraph in document.paragraphs] == ["文"]
    assert [(issue.code, issue.url) for issue in document.issues] == [
        (code, "http://example.cn/1.docx")
    ]
    assert ";" in document.issues[0].message or ":" in document.issues[0].message


def test_headers_are_issues_and_page_numbers_are_not():
    """Headers and footers are dropped, with their words as evidence unless they only number pages."""
    document = read(
        docx(
            p("文"),
            parts={
                "header": part("hdr", p("内部资料")),
                "footer": part("ftr", p("— 3 —")),
            },
        )
    )
    assert [(issue.code, issue.evidence) for issue in document.issues] == [
        ("furniture_dropped", "内部资料")
    ]


def test_notes_follow_their_paragraph():
    """A note stands after the paragraph that refers to it, and names itself in its origin."""
    notes = part("footnotes", f'<w:footnote w:id="2">{p("注文。")}</w:footnote>')
    document = read(
        docx(
            [
                p("正文。", raw='<w:r><w:footnoteReference w:id="2"/></w:r>'),
                p("下段。"),
            ],
            parts={"footnotes": notes},
        )
    )
    assert [paragraph.text for paragraph in document.paragraphs] == [
        "正文。",
        "注文。",
        "下段。",
    ]
    assert document.paragraphs[1].origin == "document.xml footnote 2 paragraph 1"


@pytest.mark.slow
def test_a_pasted_scan_is_read():
    """Images in place of text are read in order, each once; the words beside them stay before them."""
    pytest.importorskip("rapidocr", reason="pip install fazhi[ocr]")
    body = (
        p("扫描件")
        + p(raw=PICTURE)
        + p(raw=PICTURE)
        + p(raw=PICTURE.replace("rId9", "rId8"))
    )
    relations = [("rId9", "image", "media/1.png"), ("rId8", "image", "media/2.png")]
    parts = {"word/media/1.png": page.PICTURE.read_bytes(), "word/media/2.png": b"png"}
    pages: list[int] = []
    add_progress_listener(lambda: pages.append(1))
    document = read(docx(body, parts=parts, relations=relations))
    words = "".join(words for _, _, words in page.LINES)
    assert (
        "".join(paragraph.text for paragraph in document.paragraphs) == f"扫描件{words}"
    )
    assert document.paragraphs[1].origin.startswith("image 1 (")
    assert [(issue.code, issue.evidence[:8]) for issue in document.issues] == [
        ("images_not_read", "image 2:")
    ]
    assert len(pages) == 1


def test_images_that_cannot_be_read():
    """An image that is none is a finding, and a file of nothing else is not read silently."""
    pytest.importorskip("rapidocr", reason="pip install fazhi[ocr]")
    content = docx(
        p(raw=PICTURE),
        parts={"word/media/1.png": b"png"},
        relations=[("rId9", "image", "media/1.png")],
    )
    document = read(content)
    assert [issue.code for issue in document.issues] == ["images_not_read"]
    assert document.paragraphs == ()


@pytest.mark.parametrize("body", [numbered(), changed()], ids=["numbered", "changed"])
def test_strict_files_read_the_same(body):
    """A strict file is read like its transitional twin."""
    assert read(strict(body)).paragraphs == read(body).paragraphs


def strict(body):
    """Rewrite a file's names to those of ISO/IEC 29500 strict."""
    archive = SafeZip.open(body)
    parts = {name: archive.read(name).decode() for name in archive.names}
    for old, new in (
        (
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            "http://purl.oclc.org/ooxml/wordprocessingml/main",
        ),
        (
            "http://schemas.openxmlformats.org/officeDocument/2006",
            "http://purl.oclc.org/ooxml/officeDocument",
        ),
    ):
        parts = {name: content.replace(old, new) for name, content in parts.items()}
    return zipped(parts)


def test_a_broken_optional_part_is_an_issue():
    """A styles part that is no XML costs its styles, not the text."""
    document = read(docx(p("文"), parts={"styles": "<w:styles"}))
    assert [paragraph.text for paragraph in document.paragraphs] == ["文"]
    assert [issue.code for issue in document.issues] == ["damaged_part_left_out"]


REFUSED = {
    "empty": (docx(p()), "no_text"),
    "no zip": (b"PK\x03\x04nothing", "damaged_archive"),
    "no main part": (zipped({"word/x.xml": "<a/>"}), "missing_part"),
    "other root": (zipped({"word/document.xml": "<workbook/>"}), "unsupported_type"),
    "doctype": (
        zipped({"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
        "forbidden_doctype",
    ),
    "too deep": (
        docx("<w:sdt><w:sdtContent>" * 300 + "</w:sdtContent></w:sdt>" * 300),
        "damaged_part",
    ),
}


@pytest.mark.parametrize(("body", "code"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_says_why(body, code):
    """A file that cannot be read as a whole names its fault."""
    with pytest.raises(UnreadableDocument) as caught:
        read(body)
    assert caught.value.code == code


def test_deep_tables_are_read():
    """Tables nested as deep as the parser allows are read without a fault."""
    body = p("底")
    for _ in range(60):
        body = table(cell(body))
    assert texts(body) == ["底"]


def test_every_truncation_ends_well():
    """A file cut anywhere is refused with a reason."""
    body = numbered()
    for end in range(1, len(body) - 1, 97):
        with pytest.raises(UnreadableDocument):
            read(body[:end])


LOOK_STYLES = part(
    "styles",
    '<w:style w:type="character" w:styleId="S"><w:name w:val="s"/><w:rPr><w:strike/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="T"><w:name w:val="t"/><w:basedOn w:val="S"/></w:style>'
    '<w:style w:type="character" w:styleId="O"><w:name w:val="o"/><w:basedOn w:val="S"/>'
    '<w:rPr><w:strike w:val="0"/></w:rPr></w:style>'
    '<w:style w:type="table" w:styleId="G"><w:name w:val="g"/><w:tblStylePr w:type="firstRow"><w:tcPr>'
    '<w:shd w:val="clear" w:color="auto" w:fill="4472C4"/></w:tcPr></w:tblStylePr></w:style>',
)
WHITE = '<w:color w:val="FFFFFF"/>'
LOOKS = {
    "struck": ("<w:strike/>", "struck_text"),
    "struck twice": ("<w:dstrike w:val='1'/>", "struck_text"),
    "by a style": ('<w:rStyle w:val="T"/>', "struck_text"),
    "style that takes it back": ('<w:rStyle w:val="O"/>', ""),
    "taken back itself": ('<w:rStyle w:val="T"/><w:strike w:val="false"/>', ""),
    "white": (WHITE, "hidden_text"),
    "nearly white": ('<w:color w:val="FEFEFE"/>', "hidden_text"),
    "white by the theme": (
        '<w:color w:val="FFFFFF" w:themeColor="background1"/>',
        "hidden_text",
    ),
    "grey by the theme": (
        '<w:color w:val="A6A6A6" w:themeColor="background1" w:themeShade="A6"/>',
        "",
    ),
    "white on red": (f'{WHITE}<w:shd w:val="clear" w:fill="C00000"/>', ""),
    "white on white": (f'{WHITE}<w:shd w:val="clear" w:fill="FFFFFF"/>', "hidden_text"),
    "marked": (f'{WHITE}<w:highlight w:val="red"/>', ""),
    "automatic": ('<w:color w:val="auto"/>', ""),
    "specks": ('<w:sz w:val="2"/>', "hidden_text"),
    "only in the view for the web": ("<w:webHidden/>", ""),
}


@pytest.mark.parametrize(("look", "code"), LOOKS.values(), ids=LOOKS)
def test_words_are_read_as_they_look(look, code):
    """What is struck out or not seen goes with an issue."""
    document = read(
        docx(
            p("办结", raw=run("35", look) + run("41件")), parts={"styles": LOOK_STYLES}
        )
    )
    assert [one.text for one in document.paragraphs] == [
        "办结41件" if code else "办结3541件"
    ]
    assert [issue.code for issue in document.issues] == [code] * bool(code)


@pytest.mark.parametrize("look", ["strike", "vanish"])
def test_two_styles_take_each_other_back(look):
    """What the styles of a paragraph and of its characters both turn on, Word shows as it is."""
    styles = "".join(
        f'<w:style w:type="{kind}" w:styleId="{key}"><w:rPr><w:{look}/></w:rPr></w:style>'
        for kind, key in (("paragraph", "P"), ("character", "C"))
    )
    words = run("35") + run("41件", '<w:rStyle w:val="C"/>')
    body = f'<w:p><w:pPr><w:pStyle w:val="P"/></w:pPr>{words}</w:p>'
    document = read(docx(p("办结") + body, parts={"styles": part("styles", styles)}))
    assert [one.text for one in document.paragraphs] == ["办结", "41件"]


def test_white_words_in_shaded_cells_stay():
    """A cell's ground is its own, its table's style's, or that of the page."""
    words = p(raw=run("单位", WHITE)), p(raw=run("案件", WHITE))

    def read_row(style, shade):
        cells = "".join(f"<w:tc><w:tcPr>{shade}</w:tcPr>{one}</w:tc>" for one in words)
        table = f"<w:tbl><w:tblPr>{style}</w:tblPr><w:tr>{cells}</w:tr></w:tbl>"
        document = read(docx([p("文"), table], parts={"styles": LOOK_STYLES}))
        return [one.text for one in document.paragraphs[1:]]

    assert read_row('<w:tblStyle w:val="G"/>', "") == ["单位\t案件"]
    assert read_row("", '<w:shd w:val="clear" w:fill="1F4E79"/>') == ["单位\t案件"]
    assert read_row("", "") == []


M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
FORMULAS = {
    "fraction": (
        "<m:f><m:num><m:r><m:t>35+4</m:t></m:r></m:num><m:den><m:r><m:t>41</m:t></m:r></m:den></m:f>",
        "(35+4)/41",
    ),
    "power": (
        "<m:sSup><m:e><m:r><m:t>10</m:t></m:r></m:e><m:sup><m:r><m:t>4</m:t></m:r></m:sup></m:sSup>",
        "10⁴",
    ),
    "index": (
        "<m:sSub><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sub><m:r><m:t>1</m:t></m:r></m:sub></m:sSub>",
        "x₁",
    ),
    "root": (
        "<m:rad><m:deg/><m:e><m:r><m:t>a+b</m:t></m:r></m:e></m:rad>",
        "√(a+b)",
    ),
    "sum": (
        '<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub><m:r><m:t>1</m:t></m:r></m:sub>'
        "<m:sup><m:r><m:t>n</m:t></m:r></m:sup><m:e><m:r><m:t>x</m:t></m:r></m:e></m:nary>",
        "∑₁ⁿx",
    ),
    "brackets": ("<m:d><m:e><m:r><m:t>a</m:t></m:r></m:e></m:d>", "(a)"),
}


@pytest.mark.parametrize(("inner", "text"), FORMULAS.values(), ids=FORMULAS)
def test_formulas_are_read_in_a_line(inner, text):
    """A formula is words of its sentence."""
    formula = f"<m:oMathPara {M}><m:oMath>{inner}</m:oMath></m:oMathPara>"
    document = read(docx(p("办结率=", raw=formula + run("，居前列。"))))
    assert document.paragraphs[0].text == f"办结率={text}，居前列。"


def test_contents_leave_what_stands_beside_them():
    """The title stays where the contents begin in its paragraph, and so do words behind their end."""

    def mark(kind):
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    begin = f"{mark('begin')}<w:r><w:instrText>TOC \\o</w:instrText></w:r>{mark('separate')}"
    body = [
        p("青原县报告", raw=f"{begin}{run('一、总体')}<w:r><w:tab/></w:r>{run('1')}"),
        p("二、不足", raw=f"<w:r><w:tab/></w:r>{run('4')}{mark('end')}{run('正文。')}"),
    ]
    document = read(docx(body))
    assert [one.text for one in document.paragraphs] == ["青原县报告", "正文。"]


def test_a_drop_cap_joins_its_paragraph():
    """The large first letter is a frame of its own."""
    cap = p("2", '<w:framePr w:dropCap="margin" w:lines="3"/>')
    document = read(docx([cap, p("024年。")]))
    assert [one.text for one in document.paragraphs] == ["2024年。"]


def rise(text, by):
    """Write a run that is raised by so many half points."""
    return run(text, f'<w:position w:val="{by}"/>')


RAISED = {
    "by points": (run("41") + rise("2", 12) + run("件"), "41²件"),
    "a star": (run("41", "") + run("*", '<w:vertAlign w:val="superscript"/>'), "41∗"),
    "a little": (run("4") + rise("1", 2) + run("件"), "41件"),
    "with its line": (rise("办结", 12) + rise("41", 12) + rise("件", 12), "办结41件"),
    "lowered": (run("4") + rise("1", -12), "41"),
}


@pytest.mark.parametrize(("inner", "text"), RAISED.values(), ids=RAISED)
def test_marks_are_raised_as_they_look(inner, text):
    """A mark that is raised by itself is no digit of the number before it."""
    document = read(docx(p(raw=inner)))
    assert [one.text for one in document.paragraphs] == [text]
