"""OpenDocument texts: read like the Word files that they stand for."""

import pytest

from tasks.documents.convert import convert, convert_here
from tasks.model.errors import UnreadableDocument
from tests.documents.word.office_files import (
    LEVELS,
    flat_odt,
    list_item,
    odt,
    style,
    words,
)

STRUCK = words("S", 'style:text-line-through-style="solid"')
HIDDEN = words("H", 'text:display="none"')
WHITE = words("W", 'fo:color="#ffffff"')
SPECK = words("K", 'fo:font-size="1pt"')
SHADED = words("D", 'fo:color="#ffffff" fo:background-color="#003366"')


def read_words(body, **parts):
    """Read a text; give the words of its paragraphs and the codes of its issues."""
    document = convert_here(odt(body, **parts))
    issues = [(issue.code, issue.evidence) for issue in document.issues]
    return [one.text for one in document.paragraphs], issues


@pytest.mark.parametrize("style_of_words", [STRUCK, HIDDEN, WHITE, SPECK])
def test_what_no_reader_takes_for_current_is_left_out_and_named(style_of_words):
    """Struck out, hidden, white on white, or too small to be seen."""
    name = style_of_words.partition('style:name="')[2][0]
    body = (
        f'<text:p>办结<text:span text:style-name="{name}">35</text:span>41件。</text:p>'
    )
    found, issues = read_words(body, styles=style_of_words)
    assert found == ["办结41件。"]
    code = "struck_text" if name == "S" else "hidden_text"
    assert issues == [(code, "35")]


def test_white_words_on_a_dark_ground_stay():
    """A colour counts against its ground, and bold is read from the style for Chinese."""
    bold = style(
        "B", "paragraph", '<style:text-properties style:font-weight-asian="bold"/>'
    )
    body = (
        '<text:p text:style-name="B">标题</text:p>'
        '<text:p><text:span text:style-name="D">深底</text:span></text:p>'
    )
    document = convert_here(odt(body, styles=SHADED + bold))
    assert [(one.text, one.emphasis) for one in document.paragraphs] == [
        ("标题", True), ("深底", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "shape",
    [
        '<draw:custom-shape draw:name="PowerPlusWaterMarkObject1"><text:p>内部</text:p></draw:custom-shape>',
        '<draw:frame draw:name="水印"><draw:text-box><text:p>内部</text:p></draw:text-box></draw:frame>',
    ],
)
def test_a_shape_called_a_watermark_is_left_out_and_named(shape):
    """As in Word files; other shapes are read."""
    found, issues = read_words(f"<text:p>{shape}办结41件。</text:p>")
    assert (found, issues) == (["办结41件。"], [("watermark_text", "内部")])
    named = shape.replace("PowerPlusWaterMarkObject1", "文本框").replace("水印", "框")
    found, issues = read_words(f"<text:p>{named}办结41件。</text:p>")
    assert (found, issues) == (["内部", "办结41件。"], [])


def test_lists_have_their_numbers():
    """Levels, lists that go on or begin anew, bullets, and an item's second paragraph."""
    inner = f"<text:list>{list_item('甲')}{list_item('乙')}</text:list>"
    seventh = list_item("七", start='text:start-value="7"')
    again = 'text:continue-numbering="true"'
    body = (
        f'<text:list text:style-name="L">{list_item("总体", inner)}'
        f"{list_item('问题', '<text:p>接着</text:p>')}"
        "</text:list>"
        "<text:p>中间</text:p>"
        f'<text:list text:style-name="L" {again}>{list_item("打算")}</text:list>'
        f'<text:list text:style-name="L">{list_item("另起")}</text:list>'
        f'<text:list text:style-name="P">{list_item("点")}</text:list>'
        f'<text:list text:style-name="L">{seventh}</text:list>'
    )
    found, issues = read_words(body, styles=LEVELS)
    assert found == [
        "一、总体", "（1）甲", "（2）乙", "二、问题", "接着", "中间", "三、打算", "一、另起", "点", "七、七",
    ]  # fmt: skip
    assert issues == []


def test_headings_are_numbered_by_the_outline():
    """Headings count by the outline of the text; a contents table is no text."""
    outline = (
        '<office:styles><text:outline-style style:name="Outline"><text:outline-level-style text:level="1" '
        'style:num-format="一, 二, 三, ..." style:num-list-format="第%1%章"/></text:outline-style>'
        "</office:styles>"
    )
    body = (
        "<text:table-of-content><text:index-body><text:index-title><text:p>目录</text:p></text:index-title>"
        "<text:p>第一章 总体<text:tab/>1</text:p></text:index-body></text:table-of-content>"
        '<text:h text:outline-level="1">总体</text:h><text:p>正文。</text:p>'
        '<text:h text:outline-level="1">问题</text:h>'
    )
    found, issues = read_words(body, shared=outline)
    assert found == ["第一章 总体", "正文。", "第二章 问题"]
    assert [code for code, _ in issues] == ["contents_dropped"]


def test_tables_keep_their_cells():
    """Merged and empty cells keep their places; repeated ones are as many as they say."""
    body = (
        "<table:table><table:table-header-rows><table:table-row>"
        '<table:table-cell table:number-rows-spanned="2"><text:p>单位</text:p></table:table-cell>'
        '<table:table-cell table:number-columns-spanned="2"><text:p>2024年</text:p></table:table-cell>'
        "<table:covered-table-cell/></table:table-row></table:table-header-rows>"
        "<table:table-row><table:covered-table-cell/><table:table-cell><text:p>收案</text:p></table:table-cell>"
        "<table:table-cell><text:p>审结</text:p></table:table-cell></table:table-row>"
        "<table:table-row><table:table-cell><text:p>司法局</text:p></table:table-cell>"
        "<table:table-cell/><table:table-cell><text:p>8</text:p></table:table-cell></table:table-row>"
        '<table:table-row><table:table-cell table:number-columns-repeated="3"><text:p>0</text:p>'
        "</table:table-cell></table:table-row></table:table>"
    )
    document = convert_here(odt(body))
    rows = [one.row for one in document.paragraphs if one.row]
    assert [row.text for row in rows] == [
        "单位\t2024年",
        "\t收案\t审结",
        "司法局\t\t8",
        "0\t0\t0",
    ]
    assert (rows[0].cells[0].rows, rows[0].cells[1].columns) == (2, 2)


def test_deletions_notes_boxes_and_headers():
    """A deleted passage, a note, a text box, a hidden section, the head of all pages."""
    pages = (
        "<office:master-styles><style:master-page><style:header><text:p>青原县司法局</text:p></style:header>"
        "</style:master-page></office:master-styles>"
    )
    body = (
        '<text:tracked-changes><text:changed-region text:id="c1"><text:deletion><text:p>35</text:p>'
        "</text:deletion></text:changed-region></text:tracked-changes>"
        '<text:p>办结<text:change text:change-id="c1"/>41<text:s text:c="2"/>件'
        "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>截至年底。</text:p>"
        "</text:note-body></text:note>。</text:p>"
        "<text:p><draw:frame><draw:text-box><text:p>框内</text:p></draw:text-box></draw:frame>框外</text:p>"
        '<text:section text:display="none"><text:p>隐藏段</text:p></text:section>'
    )
    found, issues = read_words(body, shared=pages)
    assert found == ["办结41  件。", "截至年底。", "框内", "框外"]
    assert dict(issues) == {
        "tracked_changes": "35",
        "hidden_text": "隐藏段",
        "furniture_dropped": "青原县司法局",
    }


def test_formulas_and_other_objects():
    """A fraction is read; an object that is no formula is named."""
    math = (
        '<math xmlns="http://www.w3.org/1998/Math/MathML"><semantics><mrow><mi>办结率</mi><mo>=</mo>'
        '<mfrac><mn>39</mn><mn>41</mn></mfrac></mrow><annotation encoding="StarMath 5.0">x</annotation>'
        "</semantics></math>"
    )
    frames = "".join(
        f'<draw:frame><draw:object xlink:href="./Object {number}"/><draw:image xlink:href="r"/></draw:frame>'
        for number in (1, 2)
    )
    found, issues = read_words(
        f"<text:p>{frames}。</text:p>",
        members={"Object 1/content.xml": math, "Object 2/content.xml": "<chart/>"},
    )
    assert found == ["办结率=39/41。"]
    assert [code for code, _ in issues] == ["embedded_object_not_read"]


def test_a_flat_text_is_read_in_the_confined_child():
    """The same as one piece of XML."""
    document = convert(flat_odt("<text:h>一、总体</text:h><text:p>办结41件。</text:p>"))
    assert [(one.text, one.emphasis) for one in document.paragraphs] == [
        ("一、总体", True), ("办结41件。", False),
    ]  # fmt: skip


LOCKED = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (odt("<text:p/>"), "no_text"),
        (odt("<text:p>字</text:p>", kind="presentation"), "unsupported_type"),
        (odt("<text:p>字</text:p>", manifest=LOCKED), "encrypted_document"),
        (flat_odt("<text:p>字</text:p>")[:-20], "damaged_part"),
    ],
)
def test_what_cannot_be_read_says_why(body, code):
    """Nothing is silent."""
    with pytest.raises(UnreadableDocument) as caught:
        convert_here(body)
    assert caught.value.code == code


def test_what_is_nested_deep_is_read():
    """What XML may nest is read; deeper files are damaged ones."""
    cell = "table:table", "table:table-row", "table:table-cell"
    for depth, names in (
        (75, cell),
        (240, ["text:span"]),
        (115, ("text:list", "text:list-item")),
    ):
        opened = "".join(f"<{name}>" for name in names) * depth
        closed = "".join(f"</{name}>" for name in reversed(names)) * depth
        body = f"<text:p>前{opened}内{closed}</text:p>"
        if len(names) > 1:
            body = f"<text:p>前</text:p>{opened}<text:p>内</text:p>{closed}"
        found, _ = read_words(body)
        assert "".join(found) == "前内"
