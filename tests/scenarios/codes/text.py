"""The smallest files that cannot be read well: bytes, by the code of the issue that reading them gives."""

import zipfile
from collections.abc import Sequence

from tasks.documents import safe_zip
from tasks.model.document import Body
from tests.documents import test_article as articles
from tests.documents.paged import test_ofd as ofd
from tests.documents.paged.pdf_files import Page, Words, pdf
from tests.documents.paged.test_pdf import words
from tests.documents.test_charsets import lines_of, page_of
from tests.documents.test_safe_zip import packed, patched
from tests.documents.word.docx_files import docx, level, listed, numbering, p, part
from tests.documents.word.office_files import ROWS, cell, workbook
from tests.documents.word.test_docx import LEFT_OUT
from tests.faults import files

_LINE = "全镇依法行政水平稳步提高，群众的满意度有了新的提高。"
_LOCKED = patched(packed([("word/document.xml", b"1")]), b"PK\x01\x02", 8, "<H", 1)
_HEBREW = numbering({0: level(0, "hebrew1", "%1.")}, {1: (0, "")})
_TOC = part(
    "styles",
    '<w:style w:type="paragraph" w:styleId="T"><w:name w:val="toc 1"/></w:style>',
)
_PRIVATE = "化解\ue123矛盾12件。"
_OFD_PAGE = ofd.page(ofd.text(ofd.FIRST))
_STROKES = ofd.page(ofd.drawing("1 1 9 9", "M 0 0 L 9 9"))
_OFF, _LEANING = (
    ofd.text("页外文字", x=400),
    ofd.text("内部资料", attributes='CTM="0.7 0.7 -0.7 0.7 0 0"'),
)
_NOTED = ofd.document(more="<ofd:Annotations>Annots/Annotations.xml</ofd:Annotations>")
_HEAD = [Words("棠川县人民政府公报", 74, 60, 9), Words("— 1 —", 280, 800, 9)]


def _html(*lines: str, tag: str = "div class='TRS_Editor'") -> bytes:
    body = "".join(f"<p>{line}</p>" for line in lines)
    return f"<html><body><{tag}>{body}</div></body></html>".encode()


def _pasted() -> bytes:
    line = "版权所有：棠川县人民政府办公室"
    return (
        page_of((*lines_of("gbk"), "*"), "").encode().replace(b"*", line.encode("gbk"))
    )


def _broken_byte() -> bytes:
    return page_of((*lines_of("utf-8"), "*"), "utf-8").encode().replace(b"*", b"\xff")


_SCAN = Page(picture=1.0)
_GARBAGE = "".join(chr(0x7D00 + 7 * number) for number in range(120))
# A layer of look-alikes over a scan.
BAD_LAYER = pdf(
    [
        Page(
            [
                Words("扎实开展衍玫热怯~，l28仵|案仵", 74, 100 + 30 * n, mode=3)
                for n in range(5)
            ],
            picture=1.0,
        )
    ]
)
# Files of two pages, of which the second needs OCR: a picture, and letters without a mapping to Unicode.
SCANNED, GARBLED = (
    pdf([Page(words()), _SCAN]),
    pdf([Page(words()), Page(words(_GARBAGE))]),
)
# Read as the nightly run reads them, in a child process where the bytes are no text.
FILES: dict[str, bytes] = {
    "unsupported_type": b"Rar!\x1a\x07\x00",
    "damaged_archive": b"PK\x03\x04nothing",
    "damaged_document": b"%PDF-1.7 cut short",
    "damaged_part": packed([("word/document.xml", b"<w:document")]),
    "damaged_part_left_out": docx(p(_LINE), parts={"styles": "<w:styles"}),
    "damaged_text": files.good_rtf()[:-9],
    "damaged_image": files.good_png()[:60],
    "empty_page": b" \r\n",
    "encrypted_document": pdf([Page(words())], encrypted=True),
    "forbidden_doctype": packed(
        [("word/document.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')]
    ),
    "archive_member_not_read": packed(
        [("a.txt", _LINE.encode()), ("b.rar", b"Rar!\x1a\x07\x00")]
    ),
    "archive_member_left_out": packed(
        [("a.txt", _LINE.encode()), ("b.png", files.good_png())]
    ),
    "missing_part": packed([("word/x.xml", b"<a/>")]),
    "no_document_in_archive": packed([("a.rar", b"Rar!\x1a\x07\x00")]),
    "no_text": docx(p()),
    "not_a_report": b"all: test\n\tmake check, and then some",
    "no_text_layer": pdf([Page(), Page()]),
    "too_many_members": b"PK\x03\x04" + b"PK\x01\x02" * (safe_zip.MOST_MEMBERS + 1),
    "too_many_pages": ofd.packed(
        {"OFD.xml": ofd.entry(), "Doc_0/Document.xml": ofd.document(5000)}
    ),
    "too_many_pixels": files.good_png(12_000, 10_000, 1),
    "too_many_tags": b"<html><body>" + b"<p>a" * 400_001,
    "unsupported_compression": packed(
        [("word/document.xml", b"<a/>")], zipfile.ZIP_LZMA
    ),
    "zip_bomb": packed([("word/document.xml", bytes(safe_zip.ALWAYS_SMALL + 1))]),
    "ambiguous_charset": "囍".encode("gb18030"),
    "mixed_charsets": _pasted(),
    "replacement_characters": _broken_byte(),
    "container_guessed": _html(*[_LINE] * 9, tag="div class='cont9'"),
    "only_chrome": _html("无障碍浏览", "打印本页"),
    "page_furniture": pdf([Page([*words(), *_HEAD]), Page([*words(), *_HEAD])]),
    "repeated_page_edge": _html(
        "依托村级阵地开展宣传，营造浓厚氛围。", "围。持续办好法治课堂。"
    ),
    "private_use_glyphs": _html(_PRIVATE),
    "cells_not_read": workbook(f'{ROWS}<row r="9">{cell("ZZ9", 12)}</row>'),
    "struck_text": _html(_LINE, "办理<s>35</s>41件。"),
    "control_characters": _html(_LINE, "办理&#27;[1m41件。"),
    "watermark_text": pdf(
        [Page([Words("青川县门户网", 100, 140, 48, grey=0.85), *words()])]
    ),
    "leaning_text": pdf(
        [Page([*words(), Words("内部资料", 200, 500, 40, (0.7, 0.7))])]
    ),
    "unreadable_pages": pdf([Page(words())], count=3),
    "lost_page": ofd.package(
        _OFD_PAGE, "<broken", parts={"Doc_0/Document.xml": ofd.document(2)}
    ),
    "lost_part": ofd.package(
        _OFD_PAGE,
        parts={"OFD.xml": ofd.entry(("Doc_0/Document.xml", "Doc_1/Document.xml"))},
    ),
    "left_aside": ofd.package(_OFD_PAGE, parts={"Doc_0/Document.xml": _NOTED}),
    "turned_text": ofd.package(ofd.page(ofd.text(ofd.FIRST), _LEANING)),
    "text_off_page": ofd.package(ofd.page(ofd.text(ofd.FIRST), _OFF)),
    "page_without_text": ofd.package(_OFD_PAGE, _STROKES),
    "furniture_dropped": docx(p(_LINE), parts={"header": part("hdr", p("内部资料"))}),
    "contents_dropped": docx(
        [p("二、不足\t3", '<w:pStyle w:val="T"/>'), p(_LINE)], parts={"styles": _TOC}
    ),
    "number_format_unknown": docx([p("甲", listed(1))], parts={"numbering": _HEBREW}),
    **{code: docx(inner) for code, inner in LEFT_OUT.items()},
}
# Several files of one article.
_LINKED = articles.page("详见附件。", links=articles.LINKS[:1])
_WHOLE = articles.page(*articles.REPORT, links=articles.LINKS[:1])
_UNSUPPORTED = articles.file("1.docx", content=b"Rar!\x1a\x07\x00" + bytes(100))
ARTICLES: dict[str, Sequence[Body]] = {
    "needed_attachment_not_read": [_LINKED],
    "needed_attachment_not_supported": [_LINKED, _UNSUPPORTED],
    "attachment_not_read": [_WHOLE],
    "attachment_not_supported": [_WHOLE, _UNSUPPORTED],
    "rendition": [_WHOLE, articles.file("1.docx", *articles.REPORT)],
    "text_in_attachment": [_LINKED, articles.file("1.docx", *articles.REPORT)],
}
# What tells the child of `tests.documents.misbehaving` to go wrong.
CHILD = {
    "conversion_timed_out": b"hang",
    "conversion_out_of_memory": b"grow",
    "conversion_crashed": b"fail",
}
