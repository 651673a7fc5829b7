"""OFD files: placed letters to paragraphs, in files as producers make them and as strangers break them."""

import re
import zipfile
from functools import cache
from io import BytesIO

import pytest

from deploy.demo.draft import Role
from deploy.demo.ofd import write_ofd
from deploy.demo.writer import write
from tasks.documents.paged import ofd
from tasks.documents.paged.ofd_page import MOST_OBJECTS, ObjectCollector
from tasks.model.document import Row
from tasks.model.errors import UnreadableDocument
from tests.documents.files.page import HARD_PICTURE, PICTURE

NAMESPACE = "http://www.ofdspec.org/2016"
FIRST = "青石镇2024年法治政府建设情况报告"
SECOND = "全镇依法行政水平稳步提高，现将有关情况报告如下。"


def text(words, x=30, y=40, size=5.6, attributes="", code='X="0" Y="5"'):
    """Give a text object whose Boundary begins at x, y in millimetres."""
    return (
        f'<ofd:TextObject ID="9" Boundary="{x} {y} 100 8" Font="2" Size="{size}" {attributes}>'
        f"<ofd:TextCode {code}>{words}</ofd:TextCode></ofd:TextObject>"
    )


def page(*objects, front=""):
    """Give a page's content."""
    layer = f'<ofd:Layer ID="8">{"".join(objects)}</ofd:Layer>'
    return f'<ofd:Page xmlns:ofd="{NAMESPACE}">{front}<ofd:Content>{layer}</ofd:Content></ofd:Page>'


def drawing(box, path):
    """Give a path object."""
    return (
        f'<ofd:PathObject ID="7" Boundary="{box}">'
        f"<ofd:AbbreviatedData>{path}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def document(count=1, common="", more=""):
    """Give a Document.xml of some pages."""
    pages = "".join(
        f'<ofd:Page ID="{number + 1}" BaseLoc="Pages/Page_{number}/Content.xml"/>'
        for number in range(count)
    )
    return (
        f'<ofd:Document xmlns:ofd="{NAMESPACE}"><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297'
        f"</ofd:PhysicalBox></ofd:PageArea>{common}</ofd:CommonData><ofd:Pages>{pages}</ofd:Pages>{more}</ofd:Document>"
    )


def entry(roots=("Doc_0/Document.xml",), info="", more=""):
    """Give an OFD.xml."""
    bodies = "".join(
        f"<ofd:DocBody><ofd:DocInfo><ofd:DocID>1</ofd:DocID>{info}</ofd:DocInfo><ofd:DocRoot>{root}</ofd:DocRoot>{more}</ofd:DocBody>"
        for root in roots
    )
    return f'<ofd:OFD xmlns:ofd="{NAMESPACE}" Version="1.0" DocType="OFD">{bodies}</ofd:OFD>'


def packed(parts):
    """Pack parts as a file."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def package(*pages, **parts):
    """Pack a file of one document with some pages; `parts` replace or add others by name."""
    return packed(
        {
            "OFD.xml": entry(),
            "Doc_0/Document.xml": document(len(pages)),
            **{
                f"Doc_0/Pages/Page_{number}/Content.xml": content
                for number, content in enumerate(pages)
            },
            **parts.get("parts", {}),
        }
    )


def words(body):
    """Give the paragraphs' texts."""
    return [paragraph.text for paragraph in ofd.read(body).paragraphs]


def code_of(body):
    """Give the code with which a file is refused."""
    with pytest.raises(UnreadableDocument) as caught:
        ofd.read(body)
    return caught.value.code


def codes(body):
    """Give the codes of a file's issues, without those about page furniture."""
    return [
        issue.code for issue in ofd.read(body).issues if issue.code != "page_furniture"
    ]


@cache
def reports():
    """Write some reports and their files."""
    written = [write(seed) for seed in range(12)]
    return [
        (
            one,
            write_ofd(
                one.paragraphs, letterhead="青石镇人民政府文件" if one.seed % 2 else ""
            ),
        )
        for one in written
    ]


def test_reports_come_back_to_the_letter():
    """Every letter comes back in order, without page numbers, and nearly every paragraph is whole."""
    found = expected = 0
    for report, body in reports():
        read = words(body)
        printed = [part.words for part in report.paragraphs]
        assert "".join(printed) in "".join(read).replace("青石镇人民政府文件", "")
        whole = [
            part.words for part in report.paragraphs if part.role is not Role.TITLE
        ]
        found += sum(one in read for one in whole)
        expected += len(whole)
    assert found / expected > 0.98


def test_metadata_is_what_the_text_says():
    """A title is believed where the text prints it, a foreign one is not.

    A document number has its own name.
    """
    number = "<ofd:CustomData Name='发文字号'>青政发〔2025〕1号</ofd:CustomData>"
    info = f"<ofd:Title>{{}}</ofd:Title><ofd:CustomDatas>{number}</ofd:CustomDatas>"
    content = page(text(FIRST), text("青政发〔2025〕1号", y=60))
    true = ofd.read(package(content, parts={"OFD.xml": entry(info=info.format(FIRST))}))
    assert true.metadata == {"title": FIRST, "document_number": "青政发〔2025〕1号"}
    assert true.metadata_origin["title"] == "DocInfo Title"
    assert (
        "title"
        not in ofd.read(
            package(content, parts={"OFD.xml": entry(info=info.format("模板文件"))})
        ).metadata
    )


def test_origin_and_emphasis():
    """A paragraph says its page and its box in points, and whether it is bold."""
    first, second = ofd.read(
        package(page(text(FIRST, attributes='Weight="700"'), text(SECOND, y=70)))
    ).paragraphs
    assert first.origin.startswith("page 1 (85,")
    assert (first.emphasis, second.emphasis) == (True, False)


@pytest.mark.parametrize(
    ("deltas", "count", "expected"),
    [
        ("g 3 2.5", 3, [2.5, 2.5, 2.5]),
        ("1 g 2 3 4", 4, [1, 3, 3, 4]),
        ("g 999999999 1", 2, [1, 1]),
        ("5.5", 3, [5.5, 5.5, 5.5]),
        ("", 2, [0, 0]),
        ("1e999 2", 2, [0, 2]),
    ],
)
def test_steps(deltas, count, expected):
    """Steps are written out, no more of them than letters, and none is endless."""
    assert ObjectCollector.expand_deltas(deltas, count) == expected


def test_one_code_of_several_lines():
    """A text code that jumps back and down, as forms write it, is several lines."""
    code = 'X="0" Y="5" DeltaX="g 7 5.6 -39.2 g 7 5.6" DeltaY="g 7 0 9 g 7 0"'
    assert words(package(page(text("青石镇人民政府办公室主任办公会", code=code)))) == [
        "青石镇人民政府办公室主任办公会"
    ]


def test_words_far_apart_stay_apart():
    """Two columns on one height are no sentence, and a cell's edge parts what stands near."""
    edge = drawing("60 30 1 40", "M 0 0 L 0 40")
    sheet_words = [
        text("单位", x=30),
        text("数量", x=120),
        text("案件总数", x=36, y=60),
        text("三十七件", x=61, y=60),
    ]
    read = words(package(page(*sheet_words, edge)))
    assert not any("单位数量" in one or "案件总数三十七件" in one for one in read)
    assert "案件总数三十七件" in words(package(page(*sheet_words)))


def test_spaced_titles_are_one_line():
    """A title spaced out letter by letter is one line."""
    assert words(
        package(page(text("年度报告", size=7, code='X="0" Y="6" DeltaX="g 3 21"')))
    ) == ["年度报告"]


def test_printed_twice():
    """Letters printed twice, a hair apart, are there once."""
    assert words(package(page(text(FIRST), text(FIRST, x=30.1)))) == [FIRST]


def test_matrices_and_blocks():
    """A CTM scales and moves letters, page blocks nest, and hidden objects are not seen."""
    block = text(
        SECOND,
        x=20,
        y=80,
        size=1,
        attributes='CTM="5.6 0 0 5.6 10 0"',
        code='X="0" Y="1"',
    )
    hidden = text("看不见的文字在这里", y=100, attributes='Visible="false"')
    body = package(
        page(
            text(FIRST),
            f'<ofd:PageBlock ID="3"><ofd:PageBlock ID="4">{block}</ofd:PageBlock></ofd:PageBlock>',
            hidden,
        )
    )
    read = ofd.read(body).paragraphs
    assert [one.text for one in read] == [FIRST, SECOND]
    assert read[1].origin.startswith("page 1 (85,")


@pytest.mark.parametrize(
    "hidden",
    [
        text(SECOND, y=100, attributes='Visible="false"'),
        text(SECOND, y=100, attributes='Visible="0"'),
        f'<ofd:PageBlock ID="3" Visible="false">{text(SECOND, y=100)}</ofd:PageBlock>',
        f'</ofd:Layer><ofd:Layer ID="10" Visible="false">{text(SECOND, y=100)}',
    ],
    ids=["an object", "as a figure", "a block", "a layer"],
)
def test_what_is_not_visible_is_named(hidden):
    """Objects and layers that are switched off are no text, and an issue quotes them."""
    read = ofd.read(package(page(text(FIRST), hidden)))
    assert [one.text for one in read.paragraphs] == [FIRST]
    assert [(issue.code, issue.evidence) for issue in read.issues] == [
        ("hidden_text", SECOND)
    ]


def test_turned_text_is_reported():
    """A watermark that leans is no text, and an issue quotes it."""
    read = ofd.read(
        package(
            page(text(FIRST), text("内部资料", attributes='CTM="0.7 0.7 -0.7 0.7 0 0"'))
        )
    )
    assert [one.text for one in read.paragraphs] == [FIRST]
    assert [(issue.code, issue.evidence) for issue in read.issues] == [
        ("turned_text", "内部资料")
    ]


_DOWN = 'X="0" Y="5.6" DeltaY="g 60 5.6"'


@pytest.mark.parametrize(
    "attributes", ['ReadDirection="90"', ""], ids=["said", "by steps alone"]
)
def test_columns_are_read_from_right_to_left(attributes):
    """Upright letters below each other are a column; the one at the right comes first."""
    columns = [FIRST, SECOND]
    texts = [
        text(words, x=180 - 20 * number, y=30, attributes=attributes, code=_DOWN)
        for number, words in enumerate(columns)
    ]
    read = ofd.read(package(page(*reversed(texts))))
    assert [one.text for one in read.paragraphs] == columns
    assert not read.issues


def test_a_column_beside_lines_is_reported():
    """On a page of lines, letters below each other are a label at its edge."""
    label = text("内部", x=5, code=_DOWN)
    read = ofd.read(package(page(text(FIRST), label)))
    assert [one.text for one in read.paragraphs] == [FIRST]
    assert [(issue.code, issue.evidence) for issue in read.issues] == [
        ("turned_text", "内部")
    ]


def _colored(words, color, y=80, alpha=""):
    plain = text(words, y=y, attributes=alpha)
    return plain.replace(
        "<ofd:TextCode", f'<ofd:FillColor Value="{color}"/><ofd:TextCode'
    )


@pytest.mark.parametrize(
    ("color", "alpha"),
    [("255 255 255", ""), ("250 252 250", ""), ("0 0 0", 'Alpha="0"')],
    ids=["white", "nearly", "clear"],
)
def test_what_no_reader_sees(color, alpha):
    """Letters of the paper's colour are dropped and named; on a dark box they are seen."""
    secret = _colored("罚没金额777万元", color, alpha=alpha)
    read = ofd.read(package(page(text(FIRST), secret)))
    assert [one.text for one in read.paragraphs] == [FIRST]
    assert [(issue.code, issue.evidence) for issue in read.issues] == [
        ("hidden_text", "罚没金额777万元")
    ]


_BOX = "M 0 0 L 150 0 L 150 30 L 0 30 C"


def _filled(path=_BOX, attributes=""):
    box = drawing("20 70 150 30", f"{path}").replace(
        "<ofd:AbbreviatedData",
        '<ofd:FillColor Value="255 255 255"/><ofd:AbbreviatedData',
    )
    return box.replace("<ofd:PathObject", f'<ofd:PathObject Fill="true" {attributes}')


@pytest.mark.parametrize(
    "objects",
    [
        (text(SECOND, y=80), _filled()),
        (text(SECOND, y=80, attributes='Fill="false"'),),
        (text(SECOND, y=80, attributes='Fill="false" Stroke="false"'),),
    ],
    ids=["behind a box", "not filled", "nor drawn around"],
)
def test_what_is_covered_or_not_filled(objects):
    """Letters behind a filled box, or of which nothing is drawn, go and are named."""
    read = ofd.read(package(page(text(FIRST), *objects)))
    assert [one.text for one in read.paragraphs] == [FIRST]
    assert [(issue.code, issue.evidence) for issue in read.issues] == [
        ("hidden_text", SECOND)
    ]


@pytest.mark.parametrize(
    "objects",
    [
        (_filled(), text(SECOND, y=80)),
        (text(SECOND, y=80), _filled(attributes='Alpha="80"')),
        (text(SECOND, y=80), _filled("M 0 0 L 150 0 L 150 5 L 0 5 C")),
        (text(SECOND, y=80), _filled("M 0 0 L 150 0 L 75 30")),
        (text(SECOND, y=80, attributes='Fill="false" Stroke="true"'),),
    ],
    ids=["before a box", "clear", "beside", "no box", "drawn around"],
)
def test_what_is_seen_beside_boxes(objects):
    """Boxes below letters, clear ones, and outlines of letters hide nothing."""
    read = ofd.read(package(page(text(FIRST), *objects)))
    assert [one.text for one in read.paragraphs] == [FIRST, SECOND]
    assert not read.issues


def test_layers_are_drawn_from_the_back():
    """A box of the background hides nothing, though its layer stands last in the file."""
    body = page(text(FIRST), text(SECOND, y=80))
    back = f'<ofd:Layer ID="6" Type="Background">{_filled()}</ofd:Layer></ofd:Content>'
    read = ofd.read(package(body.replace("</ofd:Content>", back)))
    assert [one.text for one in read.paragraphs] == [FIRST, SECOND]


def test_white_on_a_dark_box():
    """What stands out from the box behind it is text."""
    box = drawing("20 70 150 30", "M 0 0 L 150 0 L 150 30 L 0 30 C")
    box = box.replace("<ofd:PathObject", '<ofd:PathObject Fill="true"')
    shown = _colored(SECOND, "255 255 255")
    assert words(package(page(text(FIRST), box, shown))) == [FIRST, SECOND]


def test_specks_are_hidden():
    """Letters too small to be seen are left out, and told."""
    read = ofd.read(package(page(text(FIRST), text(SECOND, y=80, size=0.2))))
    assert [one.text for one in read.paragraphs] == [FIRST]
    assert [issue.code for issue in read.issues] == ["hidden_text"]


def test_a_watermark_of_a_template():
    """Large words of a template inside the page, and pale ones across it, are watermarks."""
    common = '<ofd:TemplatePage ID="5" BaseLoc="Tpls/T.xml"/>'
    use = '<ofd:Template TemplateID="5" ZOrder="Background"/>'
    parts = {
        "Doc_0/Document.xml": document(1, common),
        "Doc_0/Tpls/T.xml": page(text("青石镇网站", y=150, size=14)),
    }
    read = ofd.read(package(page(text(FIRST), front=use), parts=parts))
    assert [one.text for one in read.paragraphs] == [FIRST]
    assert [(issue.code, issue.evidence) for issue in read.issues] == [
        ("watermark_text", "青石镇网站")
    ]


def test_two_documents_that_begin_alike():
    """A title that two documents of a file share is no running head."""
    title = text("青石镇2024年法治政府建设年度报告", y=20)
    body = page(title, text(FIRST, y=60))
    parts = {
        "OFD.xml": entry(("Doc_0/Document.xml", "Doc_1/Document.xml")),
        "Doc_1/Document.xml": document(),
        "Doc_1/Pages/Page_0/Content.xml": body,
    }
    assert (
        words(package(body, parts=parts))[::2]
        == ["青石镇2024年法治政府建设年度报告"] * 2
    )


def test_text_outside_of_the_page():
    """What stands beside the page is not printed; an issue says that there is some."""
    assert codes(package(page(text(FIRST), text("页外文字", x=400)))) == [
        "text_off_page"
    ]


def test_templates():
    """A template's text stands on each page that uses it; one that is lost is an issue."""
    common = '<ofd:TemplatePage ID="5" BaseLoc="Tpls/T.xml"/>'
    use = '<ofd:Template TemplateID="5" ZOrder="Background"/>'
    parts = {
        "Doc_0/Document.xml": document(1, common),
        "Doc_0/Tpls/T.xml": page(text("青石镇党政办公室印发说明", y=200)),
    }
    assert (
        "".join(words(package(page(text(FIRST), front=use), parts=parts)))
        == FIRST + "青石镇党政办公室印发说明"
    )
    del parts["Doc_0/Tpls/T.xml"]
    assert codes(package(page(text(FIRST), front=use), parts=parts)) == ["lost_part"]


def test_composite_units():
    """Text in a composite unit is read.

    Units that hold themselves end, and those that multiply are refused.
    """
    common = "<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>"
    use = '<ofd:CompositeObject ID="6" ResourceID="{}" Boundary="0 0 210 297"/>'

    def units(first, second):
        both = "".join(
            f'<ofd:CompositeGraphicUnit ID="{number}"><ofd:Content>{shown}</ofd:Content>'
            "</ofd:CompositeGraphicUnit>"
            for number, shown in ((1, first), (2, second))
        )
        return (
            f'<ofd:Res xmlns:ofd="{NAMESPACE}" BaseLoc="Res">'
            f"<ofd:CompositeGraphicUnits>{both}</ofd:CompositeGraphicUnits></ofd:Res>"
        )

    def with_units(first, second):
        parts = {
            "Doc_0/Document.xml": document(1, common),
            "Doc_0/PublicRes.xml": units(first, second),
        }
        return package(page(use.format(1)), parts=parts)

    assert words(with_units(use.format(2), text(FIRST))) == [FIRST]
    assert words(with_units(use.format(1) + text(FIRST), "")) == [FIRST]
    assert (
        code_of(with_units(use.format(2) * 100, use.format(1) * 100))
        == "too_many_objects"
    )
    assert MOST_OBJECTS > 100_000


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (NAMESPACE, "http://www.ofdspec.org"),
        ("ofd:", "o:"),
        ("Pages/Page_0", "/Doc_0/Pages/Page_0"),
        ("Pages/Page_0", "Doc_0/Pages/Page_0"),
        ("Pages/Page_0", "./pages/../Pages/page_0"),
        ("Pages/Page_0", "Pages\\\\Page_0"),
        ("<ofd:PhysicalBox>[^<]*<", "<ofd:PhysicalBox>0 0 0 0<"),
    ],
)
def test_producers_slips(old, new):
    """Other namespaces, prefixes, absolute paths, backslashes, case slips and senseless sizes do no harm."""
    change = "xmlns:o" if new == "o:" else new
    parts = {
        "OFD.xml": re.sub("xmlns:ofd", change, entry()) if new == "o:" else entry(),
        "Doc_0/Document.xml": document(),
        "Doc_0/Pages/Page_0/Content.xml": page(text(FIRST)),
    }
    if new == "o:":
        parts = {
            name: one.replace("xmlns:ofd", "xmlns:o").replace("ofd:", "o:")
            for name, one in parts.items()
        }
    else:
        parts = {name: re.sub(old, new, one) for name, one in parts.items()}
    assert words(packed(parts)) == [FIRST]


def test_packed_in_one_more_folder():
    """A file that somebody unpacked and packed anew, folder and all, is read."""
    parts = {"报告/OFD.xml": entry(), "报告/Doc_0/Document.xml": document()}
    assert words(
        packed({**parts, "报告/Doc_0/Pages/Page_0/Content.xml": page(text(FIRST))})
    ) == [FIRST]


def test_several_documents():
    """All documents of a file are read in order and their pages counted on; a lost one is an issue."""
    parts = {
        "OFD.xml": entry(
            ("Doc_0/Document.xml", "Doc_1/Document.xml", "Doc_2/Document.xml")
        ),
        "Doc_1/Document.xml": document(),
        "Doc_1/Pages/Page_0/Content.xml": page(text(SECOND)),
    }
    read = ofd.read(package(page(text(FIRST)), parts=parts))
    assert [one.text for one in read.paragraphs] == [FIRST, SECOND]
    assert read.paragraphs[1].origin.startswith("page 2 (")
    assert [issue.code for issue in read.issues] == ["lost_part"]


def test_what_is_not_read_is_reported():
    """Stamps, signatures and attached files are noted."""
    parts = {
        "OFD.xml": entry(
            more="<ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures>"
        ),
        "Doc_0/Document.xml": document(
            more="<ofd:Annotations>Annots/Annotations.xml</ofd:Annotations>"
        ),
    }
    issue = ofd.read(package(page(text(FIRST)), parts=parts)).issues[0]
    assert issue.code == "left_aside"
    assert "stamps and notes, electronic signatures" in issue.message


def test_a_lost_page_is_an_issue():
    """A page that is missing or broken is named, and the others are read.

    When all are lost, the file is unreadable.
    """
    parts = {"Doc_0/Document.xml": document(3)}
    read = ofd.read(
        package(page(text(FIRST)), "<broken", parts=parts),
        url="https://example.gov.cn/1.ofd",
    )
    assert [one.text for one in read.paragraphs] == [FIRST]
    assert [(issue.code, issue.evidence) for issue in read.issues] == [
        ("lost_page", "damaged_part"),
        ("lost_page", "missing_part"),
    ]
    assert read.issues[0].url == "https://example.gov.cn/1.ofd"
    assert code_of(package("<broken")) == "damaged_part"
    assert code_of(package(parts=parts)) == "missing_part"


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"a.txt": "x"}, "not_ofd"),
        ({"Encryptions.xml": "<a/>", "1.dat": "x"}, "encrypted_document"),
        ({"OFD.xml": "<a>"}, "damaged_part"),
        ({"OFD.xml": "<!DOCTYPE a><a/>"}, "forbidden_doctype"),
        ({"OFD.xml": entry()}, "missing_part"),
        ({"OFD.xml": f'<ofd:OFD xmlns:ofd="{NAMESPACE}"/>'}, "no_text"),
        ({"OFD.xml": entry(), "Doc_0/Document.xml": document(0)}, "no_text"),
        ({"OFD.xml": entry(), "Doc_0/Document.xml": document(5000)}, "too_many_pages"),
    ],
)
def test_files_that_cannot_be_read(parts, code):
    """Each kind of useless file has a code of its own."""
    assert code_of(packed(parts)) == code


def test_a_drawing_is_reported():
    """A page of drawings without letters is an issue, a white page is none."""
    strokes = drawing("1 1 9 9", "M 0 0 L 9 9")
    assert codes(package(page(text(FIRST)), page(), page(strokes))) == [
        "page_without_text"
    ]


def scan(image, *, front=()):
    """Pack a file whose second page is an image."""
    common = "<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>"
    shown = '<ofd:ImageObject ID="5" Boundary="20 30 170 95" CTM="170 0 0 95 0 0" ResourceID="4"/>'
    resources = (
        f'<ofd:Res xmlns:ofd="{NAMESPACE}" BaseLoc="Res"><ofd:MultiMedias>'
        '<ofd:MultiMedia ID="4" Type="Image">'
        "<ofd:MediaFile>scan.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias></ofd:Res>"
    )
    pages = (*front, page(shown))
    parts = {
        "Doc_0/Document.xml": document(len(pages), common),
        "Doc_0/DocumentRes.xml": resources,
    }
    return package(
        *pages, parts={**parts, **({"Doc_0/Res/scan.png": image} if image else {})}
    )


@pytest.mark.slow
def test_scanned_pages():
    """A page that is an image is read by OCR, with its lines where the image stands."""
    pytest.importorskip("rapidocr", reason="pip install fazhi[ocr]")
    read = ofd.read(scan(PICTURE.read_bytes())).paragraphs
    assert read[0].text == "青石镇法治政府建设年度报告"
    left = float(read[0].origin.split("(")[1].split(",")[0])
    assert left == pytest.approx((20 + 170 * 0.254) * 72 / 25.4, abs=8)


@pytest.mark.slow
def test_a_scanned_table():
    """The grid of a table in an image gives its rows, where the image stands on the page."""
    pytest.importorskip("rapidocr", reason="pip install fazhi[ocr]")
    rows = [
        paragraph.row
        for paragraph in ofd.read(scan(HARD_PICTURE.read_bytes())).paragraphs
        if paragraph.row
    ]
    assert rows == [
        Row.build(1, 1, ("工作内容", "完成件数")),
        Row.build(1, 2, ("人民调解", "1440")),
    ]


def test_a_scan_whose_image_is_lost():
    """An image that is missing or broken costs its page, and an issue says so."""
    assert codes(scan(None, front=[page(text(FIRST))])) == ["lost_page"]
    assert codes(scan(b"no image", front=[page(text(FIRST))])) == ["lost_page"]


def test_truncated_anywhere():
    """A file cut at any tenth of its length is damaged, never something else."""
    body = reports()[0][1]
    for tenth in range(10):
        assert code_of(body[: len(body) * tenth // 10]) == "damaged_archive"


def test_hostile_numbers():
    """Numbers that are endless, huge or none at all do no harm."""
    for value in ("1e999", "-1e300", "nan", "", "x", "9" * 400):
        objects = [
            text(
                "坏数字",
                x=value,
                size=value,
                attributes=f'CTM="{value} 0 0 {value} 0 0"',
                code=f'X="{value}" DeltaX="g {value} {value}"',
            ),
            text(
                "坏数字",
                code=f'X="0" Y="5" DeltaX="g 99999999999 {value}" DeltaY="{value}"',
            ),
        ]
        assert FIRST in "".join(words(package(page(text(FIRST, y=20), *objects))))
