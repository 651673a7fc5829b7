"""Office files, written by hand: OpenDocument, workbooks of both kinds, Word's flat files."""

import struct
import zipfile
from base64 import b64encode
from io import BytesIO
from xml.sax.saxutils import quoteattr

from tests.documents.files.make import numbered
from tests.documents.word.docx_files import zipped
from tests.faults.files import ole

NAMES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "manifest": "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0",
}
DECLARED = " ".join(f'xmlns:{name}="{uri}"' for name, uri in NAMES.items())


def style(name, family, inside="", more=""):
    """Write one style."""
    return f'<style:style style:name="{name}" style:family="{family}" {more}>{inside}</style:style>'


def words(name, properties):
    """Write a style of words by its properties."""
    return style(name, "text", f"<style:text-properties {properties}/>")


def odt(body, *, styles="", shared="", kind="text", members=(), manifest=""):
    """Write an OpenDocument file; `shared` stands in styles.xml."""
    content = (
        f"<office:document-content {DECLARED}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
    )
    doctype = '<!DOCTYPE manifest:manifest PUBLIC "-//OpenOffice.org//DTD Manifest 1.0//EN" "Manifest.dtd">'
    listed = f"{doctype}<manifest:manifest {DECLARED}>{manifest}</manifest:manifest>"
    return zipped(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": content,
            "styles.xml": f"<office:document-styles {DECLARED}>{shared}</office:document-styles>",
            "META-INF/manifest.xml": listed,
            **dict(members),
        }
    )


def flat_odt(body, *, styles=""):
    """Write an OpenDocument text as one piece of XML."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {DECLARED}><office:automatic-styles>'
        f"{styles}</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
        "</office:document>"
    ).encode()


LEVELS = (
    '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format='
    '"一, 二, 三, ..." style:num-suffix="、"><style:list-level-properties><style:list-level-label-alignment'
    ' text:label-followed-by="nothing"/></style:list-level-properties></text:list-level-style-number>'
    '<text:list-level-style-number text:level="2" style:num-format="1" style:num-prefix="（" '
    'style:num-suffix="）"><style:list-level-properties><style:list-level-label-alignment'
    ' text:label-followed-by="nothing"/></style:list-level-properties></text:list-level-style-number>'
    '</text:list-style><text:list-style style:name="P"><text:list-level-style-bullet text:level="1" '
    'text:bullet-char="•"/></text:list-style>'
)


def list_item(text, more="", start=""):
    """Write an item of a list."""
    return f"<text:list-item {start}><text:p>{text}</text:p>{more}</text:list-item>"


MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
FORMATS = (
    '<numFmts><numFmt numFmtId="165" formatCode="#,##0.0&quot;万&quot;"/></numFmts>'
    "<fonts><font/><font><strike/></font></fonts><cellXfs>"
    '<xf numFmtId="0" fontId="0"/><xf numFmtId="10"/><xf numFmtId="165"/><xf numFmtId="14"/><xf fontId="1"/>'
    "</cellXfs>"
)


def workbook(rows, *, before="", after="", states=("visible",)):
    """Write a workbook whose sheets all hold the same rows."""
    numbers = range(1, len(states) + 1)
    sheets = "".join(
        f'<sheet name="表{number}" sheetId="{number}" state="{state}" r:id="rId{number}"/>'
        for number, state in zip(numbers, states, strict=True)
    )
    related = "".join(
        f'<Relationship Id="rId{number}" Type="{REL}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in numbers
    )
    sheet = (
        f"<worksheet {MAIN}>{before}<sheetData>{rows}</sheetData>{after}</worksheet>"
    )
    strings = "<si><t>单位</t></si><si><r><t>处</t></r><r><t>罚</t></r><rPh><t>x</t></rPh></si>"
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{REL}"><sheets>{sheets}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f"<Relationships>{related}</Relationships>",
            "xl/sharedStrings.xml": f"<sst {MAIN}>{strings}</sst>",
            "xl/styles.xml": f"<styleSheet {MAIN}>{FORMATS}</styleSheet>",
            **{f"xl/worksheets/sheet{number}.xml": sheet for number in numbers},
        }
    )


def cell(place, value, kind="n", style=0):
    """Write one cell."""
    return f'<c r="{place}" t="{kind}" s="{style}"><v>{value}</v></c>'


HEAD = f'<row r="2">{cell("A2", 0, "s")}{cell("B2", 1, "s")}{cell("C2", "比例", "str")}</row>'
ROWS = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>青原县情况表</t></is></c></row>'
    f'{HEAD}<row r="3">{cell("A3", "甲", "str")}{cell("C3", "0.982", style=1)}</row>'
    f'<row r="4">{cell("A4", "乙", "str")}{cell("B4", "1234.56", style=2)}'
    f"{cell('C4', '45657', style=3)}</row>"
)


def record(kind, content=b""):
    """Write one record of an XLS."""
    return struct.pack("<HH", kind, len(content)) + content


def unicode_text(text, width="H"):
    """Write a string with its length and its flag."""
    return struct.pack(f"<{width}B", len(text), 1) + text.encode("utf-16-le")


def old_font(*, struck=False):
    """Write a font."""
    flags = 8 if struck else 0
    return record(
        0x31,
        struct.pack("<HHHHHBBBx", 220, flags, 8, 400, 0, 0, 0, 134)
        + unicode_text("宋体", "B"),
    )


def old_cell(row, column, value, look=0):
    """Write a cell of words or of a number."""
    place = struct.pack("<HHH", row, column, look)
    if isinstance(value, str):
        return record(0x204, place + unicode_text(value))
    return record(0x203, place + struct.pack("<d", value))


def old_workbook(cells, *, more=b"", hidden=b""):
    """Write an XLS of one sheet that is shown, and of one that is hidden where it has cells."""
    head = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0)) + record(
        0x42, b"\xb0\x04"
    )
    fonts = old_font() * 5 + old_font(struck=True)
    looks = b"".join(
        record(0xE0, struct.pack("<HHHBBBBIIH", font, number, 0, 0, 0, 0, 0, 0, 0, 0))
        for font, number in ((0, 0), (0, 10), (0, 14), (6, 0))
    )
    sheets = [cells, hidden][: 2 if hidden else 1]
    begin = record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    bodies = [
        begin + content + (more if content is cells else b"") + record(0x0A)
        for content in sheets
    ]
    names = [unicode_text(name, "B") for name in ("表", "隐")[: len(sheets)]]
    length = sum(len(name) + 10 for name in names)
    at = len(head + fonts + looks) + length + 4
    listed = b""
    for number, (name, body) in enumerate(zip(names, bodies, strict=True)):
        listed += record(0x85, struct.pack("<IBB", at, number, 0) + name)
        at += len(body)
    stream = head + fonts + looks + listed + record(0x0A) + b"".join(bodies)
    return ole({"Workbook": stream.ljust(4608, b"\0")})


PACKAGE = "http://schemas.microsoft.com/office/2006/xmlPackage"


def flat(body):
    """Write a package as one piece of XML, as Word does."""
    parts = []
    with zipfile.ZipFile(BytesIO(body)) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            if name.endswith((".xml", ".rels")):
                xml = content.decode().rpartition("?>")[2]
                inner = f"<pkg:xmlData>{xml}</pkg:xmlData>"
            else:
                inner = (
                    f"<pkg:binaryData>{b64encode(content).decode()}</pkg:binaryData>"
                )
            called = quoteattr(f"/{name}")
            parts.append(f"<pkg:part pkg:name={called}>{inner}</pkg:part>")
    head = '<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
    package = f'<pkg:package xmlns:pkg="{PACKAGE}">{"".join(parts)}</pkg:package>'
    return f"{head}{package}".encode()


WORD_2003 = (
    '<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
    '<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"'
    ' xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint"><w:styles>'
    '<w:style w:type="character" w:styleId="S"><w:name w:val="s"/><w:rPr><w:strike/></w:rPr></w:style>'
    "</w:styles><w:body><wx:sect><w:p><w:r><w:t>青原县报告</w:t></w:r></w:p><wx:sub-section>"
    '<w:p><w:pPr><w:listPr><w:ilvl w:val="0"/><w:ilfo w:val="1"/><wx:t wx:val="一、"/></w:listPr></w:pPr>'
    "<w:r><w:t>总体</w:t></w:r></w:p>"
    '<w:p><w:r><w:t>办结</w:t></w:r><w:r><w:rPr><w:rStyle w:val="S"/></w:rPr><w:t>35</w:t></w:r>'
    "<w:r><w:t>41件。</w:t></w:r></w:p>"
    "<w:tbl><w:tr><w:tc>"
    "<w:tcPr><w:vmerge w:val='restart'/></w:tcPr><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc>"
    "<w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:tc><w:tcPr><w:vmerge/></w:tcPr>"
    "<w:p/></w:tc><w:tc><w:p><w:r><w:t>2</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    "</wx:sub-section></wx:sect></w:body></w:wordDocument>"
)


def rich_odt():
    """Write a text with a list, a table, a note, a box, a deletion, hidden words and a picture."""
    styles = (
        LEVELS + words("H", 'text:display="none"') + words("W", 'fo:color="#ffffff"')
    )
    table = "".join(
        "<table:table-row>"
        '<table:table-cell table:number-columns-spanned="2"><text:p>单位</text:p></table:table-cell>'
        '<table:covered-table-cell/><table:table-cell table:number-columns-repeated="3"><text:p>8</text:p>'
        "</table:table-cell></table:table-row>"
        for _ in range(3)
    )
    return odt(
        _RICH.format(table=table), styles=styles, members={"Pictures/1.png": "x"}
    )


_RICH = (
    '<text:tracked-changes><text:changed-region text:id="c"><text:deletion><text:p>35</text:p>'
    "</text:deletion></text:changed-region></text:tracked-changes>"
    '<text:h text:outline-level="1">总体</text:h>'
    '<text:list text:style-name="L"><text:list-item text:start-value="2"><text:p>甲<text:span '
    'text:style-name="H">隐</text:span></text:p><text:list><text:list-item><text:p>乙</text:p></text:list-item>'
    "</text:list></text:list-item></text:list><table:table>{table}</table:table>"
    '<text:p>办结<text:change text:change-id="c"/>41<text:s text:c="3"/>件<text:note><text:note-body>'
    "<text:p>注</text:p></text:note-body></text:note><draw:frame><draw:text-box><text:p>框</text:p></draw:text-box>"
    '</draw:frame><draw:frame><draw:image xlink:href="Pictures/1.png"/></draw:frame></text:p>'
)


def rich_flat_odt():
    """Write such a text as one piece of XML."""
    return flat_odt(_RICH.format(table=""), styles=LEVELS)


def rich_ods():
    """Write a workbook of OpenDocument with repeated, merged and hidden cells."""
    row = (
        '<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-rows-spanned="2" '
        'table:number-columns-repeated="2"><text:p>甲</text:p></table:table-cell><table:table-cell>'
        "<text:p>98.2%</text:p></table:table-cell></table:table-row>"
    )
    column = '<table:table-column table:number-columns-repeated="3" table:visibility="collapse"/>'
    body = f'<table:table table:name="一">{column}{row * 4}</table:table>'
    return odt(body, kind="spreadsheet")


def rich_workbook():
    """Write a workbook with formats, merged cells and a hidden sheet."""
    merged = '<mergeCells><mergeCell ref="B2:B3"/></mergeCells>'
    hidden = '<cols><col min="5" max="6" hidden="1"/></cols>'
    return workbook(ROWS, before=hidden, after=merged, states=("visible", "hidden"))


def rich_old_workbook():
    """Write an XLS with formats, merged cells, a hidden column and a hidden sheet."""
    cells = b"".join(
        old_cell(row, column, "处罚" if row == 0 else 128.5 + row, column % 4)
        for row in range(6)
        for column in range(5)
    )
    more = record(0xE5, struct.pack("<HHHHH", 1, 1, 2, 0, 0))
    more += record(0x7D, struct.pack("<HHHHHH", 3, 3, 2000, 0, 1, 0))
    return old_workbook(cells, more=more, hidden=old_cell(0, 0, "密"))


def rich_word_2003():
    """Write a file of Word 2003."""
    return WORD_2003.encode()


def rich_flat_opc():
    """Write a flat package with lists, a table and a note."""
    return flat(numbered())
