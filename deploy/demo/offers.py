"""Offers: a report that stands in files, and the words and links by which its page leads to them.

Files that our own code writes are written anew each time; what LibreOffice and the scanner made is kept in
`files/` by `python -m deploy.demo.make_documents`.
"""

import io
import zipfile
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from random import Random

from deploy.demo.docx import MOMENT, docx
from deploy.demo.draft import Paragraph, Role
from deploy.demo.look import Look, draw_look
from deploy.demo.ofd import write_ofd
from deploy.demo.script.model import Form
from deploy.demo.writer import Written

FOLDER = Path(__file__).parent / "files"
# What the program makes of each form's source: the endings of the kept files.
KEPT: dict[Form, tuple[str, ...]] = {
    Form.RENDITIONS: (".pdf",),
    Form.PDF: (".pdf",),
    Form.DOC: (".doc",),
    Form.SCAN: (".pdf",),
    Form.PICTURES: ("-1.png", "-2.png"),
    Form.DIRECT: (".pdf",),
}
SCANNED = frozenset({Form.SCAN, Form.PICTURES})
# A server knows the old types; what it does not know is a stream of bytes to it.
TYPES = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "png": "image/png",
    "zip": "application/zip",
}
UNKNOWN = "application/octet-stream"
NOTICES = (
    "关于印发《{place}行政执法公示办法》的通知",
    "关于加强{place}合同管理的意见",
    "关于调整{place}行政复议窗口的通告",
)


@dataclass(frozen=True)
class File:
    """One file beside a page: the last part of its address, the name that the page shows, and its bytes."""

    name: str
    shown: str
    content: bytes

    @property
    def content_type(self) -> str:
        """Give the type that the server's header says."""
        return TYPES.get(self.name.rpartition(".")[2], UNKNOWN)


@dataclass(frozen=True)
class Offer:
    """The inner HTML of a page's body, the files beside it.

    `direct` says that the list leads to the file itself.
    """

    body: str
    files: tuple[File, ...]
    direct: bool = False


# Pages that only show their file, each by a viewer of another make.
_VIEWERS = {
    Form.PDF: '<div id="pdfshow" data-value="{name}"></div>',
    Form.SCAN: '<embed src="{name}#toolbar=0" type="application/pdf" width="100%" height="900">',
}


def offer(written: Written, form: Form, number: int) -> Offer:
    """Put a report into files as a form says; `number` is the post's, which the files are called after."""
    if form is Form.TEXT:
        return Offer(written.html(with_title=written.seed % 2 == 0), ())
    title = written.truth["title"]
    files = _files(written, form, number)
    if form is Form.PICTURES:
        pages = "\n".join(
            f'<p style="text-align: center;"><img src="{file.name}" alt=""></p>'
            for file in files
        )
        return Offer(pages, files)
    links = [f'<a href="{file.name}">{escape(file.shown)}</a>' for file in files]
    if form is Form.RENDITIONS:
        listed = "\n".join(f"<p>附件：{link}</p>" for link in links)
        return Offer(f"{written.html(with_title=False)}\n{listed}", files)
    if form in _VIEWERS:
        return Offer(_VIEWERS[form].format(name=files[0].name), files)
    lead = f"<p>　　现将《{escape(title)}》予以公布，详见附件。</p>"
    if form is Form.JSON:
        return Offer(lead, files)
    if form is Form.SCRIPT:
        inner = "<br/>".join(links)
        return Offer(
            f"{lead}\n<script>var fj = '{inner}'; if (fj != '') document.write('附件：' + fj);</script>",
            files,
        )
    return Offer(
        "\n".join([lead, *(f"<p>{link}</p>" for link in links)]),
        files,
        form is Form.DIRECT,
    )


def source(written: Written, form: Form) -> bytes:
    """Give the DOCX file from which a form's kept files are made; scans are short, so that they are small."""
    return docx(written, _look(written, form), numbered=written.seed % 2 == 1)


def kept(seed: int, form: Form) -> list[Path]:
    """Name the kept files of a report."""
    return [FOLDER / f"{seed}{ending}" for ending in KEPT.get(form, ())]


def _look(written: Written, form: Form) -> Look:
    look = replace(draw_look(written.seed), table=False)
    # 五号 and 16 points a line: a whole short report on two pages.
    return (
        replace(look, size=10.5, title_size=18.0, pitch=16.0, margins=(20, 20, 20, 20))
        if form in SCANNED
        else look
    )


def _files(written: Written, form: Form, number: int) -> tuple[File, ...]:
    title = written.truth["title"]
    made = [path.read_bytes() for path in kept(written.seed, form)]
    match form:
        case Form.PDF | Form.DOC | Form.SCAN | Form.DIRECT:
            [ending] = KEPT[form]
            return (File(f"{number}{ending}", f"{title}{ending}", made[0]),)
        case Form.PICTURES:
            return tuple(
                File(f"{number}_{page}.png", "", image)
                for page, image in enumerate(made, start=1)
            )
        case Form.OFD:
            return (
                File(f"{number}.ofd", f"{title}.ofd", write_ofd(written.paragraphs)),
            )
        case Form.RENDITIONS:
            return (
                File(f"{number}.pdf", f"{title}.pdf", made[0]),
                File(f"{number}.docx", f"{title}.docx", source(written, form)),
            )
        case Form.PARTS:
            annexes = [
                (name, docx(annex, _annex_look(annex)))
                for name, annex in _annexes(written)
            ]
            parts = [(f"正文：{title}", source(written, form)), *annexes]
            return tuple(
                File(f"{number}_{n}.docx", f"{name}.docx", body)
                for n, (name, body) in enumerate(parts)
            )
        case Form.ZIP:
            parts = [
                (f"附件{n}", docx(annex, _annex_look(annex)))
                for n, (_, annex) in enumerate(_annexes(written), 1)
            ]
            return (
                File(
                    f"{number}.zip",
                    f"{title}.zip",
                    _zipped([(title, source(written, form)), *parts]),
                ),
            )
        case _:
            return (File(f"{number}.docx", f"{title}.docx", source(written, form)),)


def _annexes(written: Written) -> list[tuple[str, Written]]:
    """Write two annexes: a table of counts, and a list of notices."""
    rng, place = Random(f"annex-{written.seed}"), written.organ.short
    table = f"{place}{written.year}年法治政府建设有关数据"
    notices = f"{place}{written.year}年行政规范性文件目录"
    items = [
        f"{n}.{words.format(place=place)}"
        for n, words in enumerate(rng.sample(NOTICES, len(NOTICES)), start=1)
    ]
    papers = [
        (f"附件1：{table}", "附件1", table, []),
        (f"附件2：{notices}", "附件2", notices, items),
    ]
    return [
        (name, _paper(written, mark, heading, lines))
        for name, mark, heading, lines in papers
    ]


def _paper(written: Written, mark: str, heading: str, lines: list[str]) -> Written:
    """Give a paper that is no report: a mark in the corner, a heading, and lines."""
    opening = (Paragraph(Role.SALUTATION, mark), Paragraph(Role.TITLE, heading))
    return replace(
        written, paragraphs=(*opening, *(Paragraph(Role.BODY, line) for line in lines))
    )


def _annex_look(annex: Written) -> Look:
    return replace(draw_look(annex.seed), table=len(annex.paragraphs) == 2)


def _zipped(files: list[tuple[str, bytes]]) -> bytes:
    """Pack DOCX files under their names, with one moment for all."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, body in files:
            archive.writestr(zipfile.ZipInfo(f"{name}.docx", MOMENT), body)
    return packed.getvalue()
