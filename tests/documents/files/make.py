"""Make the DOC and RTF files of this folder: `python -m tests.documents.files.make`.

LibreOffice Writer has to be installed.
"""

import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.arguments import read_arguments
from tests.documents.files import page
from tests.documents.word.docx_files import docx, level, listed, numbering, p, part, run

HERE = Path(__file__).parent
_FILTERS = {"doc": "doc:MS Word 97", "rtf": "rtf:Rich Text Format"}
_LEVELS = (
    level(0, "chineseCounting", "%1、", '<w:suff w:val="nothing"/>')
    + level(1, "chineseCountingThousand", "（%2）", '<w:suff w:val="nothing"/>')
    + level(2, "decimal", "%3.")
    + level(3, "decimalEnclosedCircleChinese", "%4", '<w:suff w:val="nothing"/>')
)
_LATE = level(0, "chineseCounting", "%1、", '<w:suff w:val="nothing"/>', start=7)
_BULLET = level(0, "bullet", "●")
_PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"
SCANS = {"1.png": page.PICTURE.read_bytes(), "2.jpeg": page.SEAL.read_bytes()}


def _cell(inner: str, width: int = 2500) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{inner}</w:tc>'


def _table(*rows: tuple[str, ...]) -> str:
    grid = "".join('<w:gridCol w:w="2500"/>' for _ in rows[0])
    inner = "".join(f"<w:tr>{''.join(map(_cell, row))}</w:tr>" for row in rows)
    properties = '<w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr>'
    return f"<w:tbl>{properties}<w:tblGrid>{grid}</w:tblGrid>{inner}</w:tbl>"


def numbered() -> bytes:
    """Write a report whose numbers are all automatic, with a table, a note and a header."""
    note = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    body = [
        p(raw=run("柳溪镇2024年法治政府建设年度报告", "<w:b/>")),
        p("现将有关情况报告如下："),
        p("总体情况", listed(1)),
        p("组织领导", listed(1, 1)),
        p("召开会议3次。", listed(1, 2)),
        p("印发要点1份。", listed(1, 2)),
        p("普法宣传", listed(1, 1)),
        p("开展活动5场。", listed(1, 2), raw=note),
        p("不足", listed(1)),
        p("人手偏紧", listed(1, 3)),
        p("经费偏少", listed(1, 3)),
        p("另起的编号", listed(2)),
        p("项目符号", listed(3)),
        _table(
            (p("项目"), p("数量")),
            (p("行政处罚") + p("案件"), p("12件")),
            (p("行政复议"), p("3件")),
        ),
        p("柳溪镇人民政府"),
        p("2025年1月6日", raw='<w:r><w:rPr/><w:br w:type="page"/></w:r>'),
        '<w:sectPr><w:headerReference w:type="default" r:id="rId3"/></w:sectPr>',
    ]
    separators = "".join(
        f'<w:footnote w:type="{kind}" w:id="{key}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
        for key, kind in enumerate(("separator", "continuationSeparator"))
    )
    noted = f'<w:footnote w:id="2">{p("含线上活动2场。", raw="")}</w:footnote>'
    return docx(
        body,
        parts={
            "numbering": numbering(
                {0: _LEVELS, 1: _LATE, 2: _BULLET}, {1: (0, ""), 2: (1, ""), 3: (2, "")}
            ),
            "footnotes": part("footnotes", separators + noted),
            "header": part("hdr", p("内部资料")),
        },
    )


def changed() -> bytes:
    """Write a text with tracked changes, hidden words, soft breaks and a field.

    It also has a text box, and a table in a table.
    """
    when = 'w:author="a" w:date="2025-01-06T09:00:00Z"'
    box = (
        '<w:r><w:pict><v:shape id="s1" style="position:absolute;width:200pt;height:40pt"><v:textbox>'
        f"<w:txbxContent>{p('框中文字')}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    )
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>HYPERLINK "http://example.cn"</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("见条例")}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    deleted = f'<w:del w:id="2" {when}><w:r><w:delText>三</w:delText></w:r></w:del>'
    body = [
        p(
            "办结案件",
            raw=f'{deleted}<w:ins w:id="1" {when}>{run("五")}</w:ins>{run("件。")}',
        ),
        p("公开部分", raw=run("隐藏部分", "<w:vanish/>") + run("到此为止。")),
        p("第一行", raw=f"<w:r><w:br/></w:r>{run('第二行')}"),
        p("依据：", raw=field),
        p("有框的段落。", raw=box),
        p("生僻字𠮷和𣲗。"),
        _table(
            (p("外一"), p("外二") + _table((p("内一"), p("内二"))) + p()),
            (p("外三"), p("外四")),
        ),
        p("末段。"),
    ]
    return docx(body)


def struck() -> bytes:
    """Write words that are struck out, white or raised, a drop cap, and a table with merged cells."""
    styles = part(
        "styles",
        '<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:name w:val="Normal"/></w:style>'
        '<w:style w:type="character" w:styleId="B"><w:name w:val="Old"/><w:rPr><w:strike/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="X"><w:name w:val="Older"/><w:basedOn w:val="B"/></w:style>',
    )
    white = '<w:color w:val="FFFFFF"/>'
    dark = f'{white}<w:shd w:val="clear" w:color="auto" w:fill="C00000"/>'
    body = [
        p("办结35", raw=run("21", "<w:strike/>") + run("件，")),
        p("罚款", raw=run("99", "<w:dstrike/>") + run("34.5万元。")),
        p("检查", raw=run("21", '<w:rStyle w:val="X"/>') + run("340家次。")),
        p("调解15起。", raw=run("罚款888万元。", white)),
        p("公开", raw=run("12项", dark) + run("。")),
        p(
            "拆除10",
            raw=run("4", '<w:vertAlign w:val="superscript"/>') + run("平方米。"),
        ),
        p(
            "2",
            '<w:framePr w:dropCap="drop" w:lines="2" w:wrap="around" w:vAnchor="text" w:hAnchor="text"/>',
        ),
        p("024年还开展督察5次。"),
        _merged_table(),
        p("末段。"),
    ]
    return docx(body, parts={"styles": styles})


def shaded() -> bytes:
    """Write white words in cells with a dark ground, a white one, and none."""
    white = '<w:color w:val="FFFFFF"/>'
    head = [_shade(_cell(p(raw=run(text, white))), "1F4E79") for text in ("单位", "件")]
    bare = _cell(p(raw=run("9", white) + run("14")))
    paper = _shade(_cell(p(raw=run("7", white) + run("5"))), "FFFFFF")
    last = _shade(_cell(p(raw=run("深底", white))), "C00000")
    rows = [
        head,
        [_cell(p("财政局")), bare],
        [paper, last],
    ]
    table = "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in rows)
    grid = "<w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid>"
    return docx(
        [p("各单位情况："), f"<w:tbl><w:tblPr/>{grid}{table}</w:tbl>", p("末段。")]
    )


def _shade(cell: str, color: str) -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{color}"/>'
    return cell.replace("</w:tcPr>", f"{shade}</w:tcPr>")


def _merged_table() -> str:
    """Write a table whose head spans two columns, and whose first column spans two rows."""
    begun, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    rows = (
        (_merged("单位", 1, begun), _merged("案件", 2)),
        (_merged("", 1, goes_on), _merged("收案", 1), _merged("审结", 1)),
        (_merged("司法局", 1), _merged("", 1), _merged("8", 1)),
    )
    inner = "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in rows)
    grid = '<w:gridCol w:w="2500"/>' * 3
    properties = '<w:tblPr><w:tblW w:w="7500" w:type="dxa"/></w:tblPr>'
    return f"<w:tbl>{properties}<w:tblGrid>{grid}</w:tblGrid>{inner}</w:tbl>"


def _merged(text: str, columns: int, merge: str = "") -> str:
    width = f'<w:tcW w:w="{2500 * columns}" w:type="dxa"/>'
    span = f'<w:gridSpan w:val="{columns}"/>'
    return f"<w:tc><w:tcPr>{width}{span}{merge}</w:tcPr>{p(text)}</w:tc>"


def scanned(*, floating: bool) -> bytes:
    """Write a title and two pictures below it, in lines of their own or floating."""
    pictures = (
        p(raw=_picture(f"rId{number}", floating=floating))
        for number in range(8, 8 + len(SCANS))
    )
    return docx(
        [p("扫描件"), *pictures],
        parts={f"word/media/{name}": content for name, content in SCANS.items()},
        relations=[
            (f"rId{number}", "image", f"media/{name}")
            for number, name in enumerate(SCANS, 8)
        ],
    )


def _picture(relation: str, *, floating: bool) -> str:
    size, number = (
        '<wp:extent cx="5270500" cy="2951480"/>',
        relation.removeprefix("rId"),
    )
    drawn = (
        f'<wp:docPr id="{number}" name="{relation}"/>'
        f'<a:graphic><a:graphicData uri="{_PIC}"><pic:pic xmlns:pic="{_PIC}">'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name="{relation}"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        '<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="5270500" cy="2951480"/></a:xfrm>'
        '<a:prstGeom prst="rect"/></pic:spPr></pic:pic>'
        "</a:graphicData></a:graphic>"
    )
    place = "".join(
        f'<wp:position{axis} relativeFrom="{of}"><wp:posOffset>0</wp:posOffset></wp:position{axis}>'
        for axis, of in (("H", "column"), ("V", "paragraph"))
    )
    free = (
        '<wp:anchor simplePos="0" relativeHeight="2" behindDoc="0" locked="0"'
        ' layoutInCell="1" allowOverlap="1">'
        f'<wp:simplePos x="0" y="0"/>{place}{size}<wp:wrapTopAndBottom/>{drawn}</wp:anchor>'
    )
    placed = free if floating else f"<wp:inline>{size}{drawn}</wp:inline>"
    return f"<w:r><w:drawing>{placed}</w:drawing></w:r>"


def main() -> int:
    """Convert each text to DOC and RTF; ends with 1 when LibreOffice made none."""
    with tempfile.TemporaryDirectory() as folder:
        for name, (body, kinds) in FILES.items():
            source = Path(folder, f"{name}.docx")
            source.write_bytes(body())
            for kind in map(_FILTERS.__getitem__, kinds):
                command = [
                    "soffice",
                    f"-env:UserInstallation=file://{folder}/home",
                    "--headless",
                    "--convert-to",
                    kind,
                ]
                subprocess.run(
                    [*command, "--outdir", str(HERE), str(source)], check=True
                )
    return (
        0
        if all(
            HERE.joinpath(f"{name}.{kind}").exists()
            for name, (_, kinds) in FILES.items()
            for kind in kinds
        )
        else 1
    )


FILES: dict[str, tuple[Callable[[], bytes], tuple[str, ...]]] = {
    "numbered": (numbered, ("doc", "rtf")),
    "changed": (changed, ("doc", "rtf")),
    "struck": (struck, ("doc", "rtf")),
    "shaded": (shaded, ("doc", "rtf")),
    # in an RTF, LibreOffice adds a metafile of megabytes to each picture in a line
    "pasted": (partial(scanned, floating=False), ("doc",)),
    "floating": (partial(scanned, floating=True), ("doc", "rtf")),
}


if __name__ == "__main__":
    read_arguments(__doc__)
    sys.exit(main())
