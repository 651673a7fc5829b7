"""DOCX as Word writes it: a report's paragraphs in a government office's layout.

Numbers are typed, or made by Word's lists.
"""

import io
import zipfile
from collections.abc import Sequence
from html import escape
from itertools import groupby
from random import Random
from string import Template

from deploy.demo.docx_lists import Lists
from deploy.demo.draft import Paragraph, Role
from deploy.demo.look import Look, draw_look, draw_table
from deploy.demo.tables import Row
from deploy.demo.writer import Written

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_PARTS = {
    "styles": "rId1", "settings": "rId2", "numbering": "rId3", "header1": "rId4", "footer1": "rId5",
    "footer2": "rId6",
}  # fmt: skip


def _kind(part: str) -> str:
    return part.rstrip("12")


_TYPES = "".join(
    f'<Override PartName="/word/{part}.xml" ContentType="{_WORD}.{_kind(part)}+xml"/>'
    for part in _PARTS
)
_RELATED = "".join(
    f'<Relationship Id="{number}" Type="{_OFFICE}/{_kind(part)}" Target="{part}.xml"/>'
    for part, number in _PARTS.items()
)
_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"

PARTS = {
    "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>{_TYPES}'
    '<Override PartName="/docProps/core.xml" '
    'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
    "</Types>",
    "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" '
    'Target="docProps/core.xml"/>'
    "</Relationships>",
    "word/_rels/document.xml.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{_RELATED}'
    "</Relationships>",
    "word/document.xml": f'{_HEAD}<w:document $ns xmlns:r="{_OFFICE}"><w:body>$body</w:body></w:document>',
    "word/styles.xml": f"{_HEAD}<w:styles $ns><w:docDefaults><w:rPrDefault><w:rPr>"
    '<w:rFonts w:ascii="Times New Roman" w:eastAsia="$font" w:hAnsi="Times New Roman"/>'
    '<w:sz w:val="$half_points"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/>'
    "</w:rPr></w:rPrDefault></w:docDefaults>"
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/>'
    "<w:qFormat/></w:style></w:styles>",
    "word/settings.xml": f'{_HEAD}<w:settings $ns><w:zoom w:percent="100"/>$even'
    '<w:defaultTabStop w:val="420"/>'
    '<w:characterSpacingControl w:val="compressPunctuation"/></w:settings>',
    "word/numbering.xml": f"{_HEAD}<w:numbering $ns>$numbering</w:numbering>",
    "word/header1.xml": f"{_HEAD}<w:hdr $ns>$header</w:hdr>",
    "word/footer1.xml": f"{_HEAD}<w:ftr $ns>$footer</w:ftr>",
    "word/footer2.xml": f"{_HEAD}<w:ftr $ns>$footer_even</w:ftr>",
    # The title that Word puts there is the first line of the file that the author began with.
    "docProps/core.xml": f'{_HEAD}<cp:coreProperties xmlns:cp="{_CORE}" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<dc:title>$title</dc:title><dc:creator>User</dc:creator></cp:coreProperties>",
}


RIGHT = frozenset({Role.SIGNATURE, Role.DATE})
ENDING = RIGHT | {Role.ATTACHMENT}
# One moment for every member, so that the same report is the same bytes.
MOMENT = (2026, 1, 9, 9, 30, 0)
_NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def printed(written: Written, look: Look | None = None) -> list[str]:
    """Give the paragraphs that the file says, in order; a table's row is its filled cells joined by a tab."""
    look = look or draw_look(written.seed)
    words = [part.words for part in written.paragraphs]
    at, rows = _table_of(written, look)
    lines = ["\t".join(filter(None, row)) for row in rows]
    return [*words[:at], *lines, *words[at:]]


def _table_of(written: Written, look: Look) -> tuple[int, Sequence[Row]]:
    """Find the table's rows, none where there is no table, and before which paragraph it stands."""
    if written.table:
        return written.table.after + 1, written.table.rows
    if look.table:
        return table_place(written), draw_table(written.seed)
    return 0, ()


def table_place(written: Written) -> int:
    """Say before which paragraph the table stands: a chapter's heading, or what ends the report."""
    chapters = [
        index
        for index, part in enumerate(written.paragraphs)
        if part.role is Role.HEADING
        and part.path.isdecimal()
        and written.paragraphs[index - 1].role is Role.BODY
    ]
    last = next(
        (i for i, part in enumerate(written.paragraphs) if part.role in ENDING),
        len(written.paragraphs),
    )
    return Random(f"place-{written.seed}").choice(chapters or [last])


def docx(
    written: Written, look: Look | None = None, *, numbered: bool = False
) -> bytes:
    """Give the report as a DOCX file; `numbered` leaves its labels to Word's automatic numbering."""
    look = look or draw_look(written.seed)
    lists = Lists(look, enabled=numbered)
    body = _body(written, look, lists)
    places = {
        "ns": _NS,
        "body": body,
        "numbering": lists.xml(),
        "title": "Microsoft Word 文档",
        "header": _header(written, look),
        "footer": _footer(look, "right" if look.alternating else "center"),
        "footer_even": _footer(look, "left"),
        "even": "<w:evenAndOddHeaders/>" if look.alternating else "",
        "font": look.fonts[3],
        "half_points": str(round(look.size * 2)),
    }
    return packed(
        {name: Template(text).substitute(places) for name, text in PARTS.items()}
    )


def packed(parts: dict[str, str]) -> bytes:
    """Zip members of text in order, with one moment for all."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(
                zipfile.ZipInfo(name, MOMENT), text.encode(), zipfile.ZIP_DEFLATED
            )
    return file.getvalue()


def _body(written: Written, look: Look, lists: Lists) -> str:
    rng = Random(f"docx-{written.seed}")
    at, rows = _table_of(written, look)
    parts: list[str] = []
    before: Role | None = None
    for index, part in enumerate(written.paragraphs):
        if rows and index == at:
            parts.append(_table(rows, look))
        if (before is Role.TITLE and part.role is not Role.TITLE) or (
            part.role in RIGHT and before not in RIGHT
        ):
            parts.append("<w:p/>")
        parts.append(_paragraph(rng, part, look, lists))
        before = part.role
    return "".join(parts) + _section(look)


# By number of columns, their widths in twentieths of a point.
_WIDTHS = {
    3: (3000, 2800, 2800),
    4: (3000, 1300, 1300, 3000),
    5: (1000, 2600, 1300, 1700, 2000),
}
_SIDES = ("top", "right", "bottom", "left")


def _section(look: Look) -> str:
    # 2.5 cm is 1418 twentieths of a point
    sides = dict(
        zip(_SIDES, (round(side * 56.7) for side in look.margins), strict=True)
    )
    even = '<w:footerReference w:type="even" r:id="rId6"/>' if look.alternating else ""
    header = '<w:headerReference w:type="default" r:id="rId4"/>' if look.header else ""
    footer = (
        '<w:footerReference w:type="default" r:id="rId5"/>' if look.page_number else ""
    )
    grid = '<w:docGrid w:type="lines" w:linePitch="312"/>'
    margins = " ".join(f'w:{side}="{width}"' for side, width in sides.items())
    margins += ' w:header="851" w:footer="992"'
    pages = f'<w:pgSz w:w="11906" w:h="16838"/><w:pgMar {margins} w:gutter="0"/>'
    return f"<w:sectPr>{header}{even}{footer}{pages}{grid}</w:sectPr>"


def _paragraph(rng: Random, part: Paragraph, look: Look, lists: Lists) -> str:
    words, label = part.words, 0
    numbering = ""
    if part.role is Role.HEADING or (part.role is Role.BODY and part.lead):
        label, numbering = lists.take(part)
    indent, spaces = "", ""
    if (
        part.role not in (Role.TITLE, Role.NUMBER, Role.SALUTATION)
        and part.role not in RIGHT
    ):
        # 　　 typed before a number that Word prints would stand after it.
        typed = look.indent == "typed" and not numbering
        spaces = "　　" if typed else ""
        if look.indent == "first_line" or (look.indent == "typed" and numbering):
            indent = (
                f'<w:ind w:firstLineChars="200" w:firstLine="{round(look.size * 40)}"/>'
            )
        elif numbering:
            indent = '<w:ind w:left="0" w:firstLine="0"/>'
    elif part.role in RIGHT:
        indent = f'<w:ind w:rightChars="200" w:right="{round(look.size * 40)}"/>'
    if look.pitch and part.role is not Role.TITLE:
        line = f'w:line="{round(look.pitch * 20)}" w:lineRule="exact"'
    else:
        line = 'w:line="360" w:lineRule="auto"'
    after = ' w:after="160"' if look.indent == "block" else ""
    spacing = f"<w:spacing{after} {line}/>"
    jc = f'<w:jc w:val="{_alignment(part, look)}"/>'
    runs = _runs(rng, part, look, label, spaces)
    mark = (
        '<w:bookmarkStart w:id="0" w:name="_GoBack"/><w:bookmarkEnd w:id="0"/>'
        if part.role is Role.DATE
        else ""
    )
    return (
        f"<w:p><w:pPr>{numbering}{spacing}{indent}{jc}</w:pPr>{runs}{mark}</w:p>"
        if words
        else "<w:p/>"
    )


def _alignment(part: Paragraph, look: Look) -> str:
    if part.role in (Role.TITLE, Role.NUMBER):
        return "center"
    if part.role in RIGHT:
        return "right"
    return "both" if look.justified else "left"


def _runs(rng: Random, part: Paragraph, look: Look, label: int, spaces: str) -> str:
    """Cut a paragraph into runs as Word does: by font, by script, and now and then by an editor's session."""
    fonts = [_font(part, look, offset) for offset in range(len(part.words))]
    bold = [part.is_bold(offset) for offset in range(len(part.words))]
    keys = [
        (fonts[i], bold[i], part.words[i].isascii(), i // rng.randint(30, 90))
        for i in range(label, len(fonts))
    ]
    runs = [_run(spaces, look, look.fonts[3], bold=False)] if spaces else []
    offset = label
    for key, group in groupby(keys):
        length = len(list(group))
        words = part.words[offset : offset + length]
        runs.append(
            _run(
                words,
                look,
                key[0],
                bold=key[1],
                size=look.title_size if part.role is Role.TITLE else 0,
            )
        )
        offset += length
        if rng.random() < 0.04:
            runs.append('<w:proofErr w:type="spellStart"/>')
    return "".join(runs)


def _font(part: Paragraph, look: Look, offset: int) -> str:
    if part.role is Role.TITLE:
        return look.fonts[0]
    if part.lead and offset < part.lead:
        return look.fonts[1] if part.path.isdecimal() else look.fonts[2]
    return look.fonts[3]


def _run(words: str, look: Look, font: str, *, bold: bool, size: float = 0) -> str:
    half = round((size or look.size) * 2)
    latin = "Times New Roman" if font not in ("Noto Sans CJK SC",) else font
    fonts = f'<w:rFonts w:ascii="{latin}" w:eastAsia="{font}" w:hAnsi="{latin}" w:hint="eastAsia"/>'
    weight = "<w:b/>" if bold else ""
    text = f'<w:t xml:space="preserve">{escape(words, quote=False)}</w:t>'
    return f'<w:r><w:rPr>{fonts}{weight}<w:sz w:val="{half}"/><w:szCs w:val="{half}"/></w:rPr>{text}</w:r>'


def _table(printed: Sequence[Row], look: Look) -> str:
    widths = _WIDTHS[len(printed[0])]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for side in sides
    )
    rows = "".join(_row(cells, widths, look) for cells in printed)
    properties = (
        '<w:tblW w:w="0" w:type="auto"/><w:jc w:val="center"/>'
        f"<w:tblBorders>{borders}</w:tblBorders>"
    )
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"


def _row(cells: Sequence[str], widths: Sequence[int], look: Look) -> str:
    made = []
    for words, width in zip(cells, widths, strict=True):
        run = _run(words, look, look.fonts[3], bold=False, size=10.5) if words else ""
        inner = f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{run}</w:p>'
        made.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{inner}</w:tc>'
        )
    return f"<w:tr>{''.join(made)}</w:tr>"


def _header(written: Written, look: Look) -> str:
    words = look.header.format(organ=written.organ.name, title=written.truth["title"])
    border = '<w:pBdr><w:bottom w:val="single" w:sz="6" w:space="1" w:color="auto"/></w:pBdr>'
    run = _run(words, look, look.fonts[3], bold=False, size=9) if words else ""
    return f'<w:p><w:pPr>{border}<w:jc w:val="center"/></w:pPr>{run}</w:p>'


def _footer(look: Look, alignment: str) -> str:
    """Print the page's number by a field, as a simple one or as Word's run of characters."""
    inner = ""
    for part in look.page_number.replace("{", "|{").replace("}", "}|").split("|"):
        if part in ("{page}", "{pages}"):
            name = "PAGE" if part == "{page}" else "NUMPAGES"
            inner += _field(name, complex_field=look.alternating or look.multilevel)
        elif part:
            inner += _run(part, look, look.fonts[3], bold=False, size=14)
    return f'<w:p><w:pPr><w:jc w:val="{alignment}"/></w:pPr>{inner}</w:p>'


def _field(name: str, *, complex_field: bool) -> str:
    if not complex_field:
        return f'<w:fldSimple w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    marks = [
        f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'
        for kind in ("begin", "separate", "end")
    ]
    instruction = f'<w:r><w:instrText xml:space="preserve"> {name} \\* MERGEFORMAT </w:instrText></w:r>'
    return f"{marks[0]}{instruction}{marks[1]}<w:r><w:t>1</w:t></w:r>{marks[2]}"
