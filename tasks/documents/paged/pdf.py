"""PDF to a document: text pages by their letters, scanned ones through OCR, all paragraphs by geometry.

Does a text layer over a picture fit it? The words that every report is made of tell, and odd marks: a layer
that some OCR made badly looks like words, 怯冶玫府 for 法治政府, `l28仵` for 128件.
"""

import io
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pypdfium2 as pdfium
from pypdfium2 import raw

from tasks.documents.paged.layout import build_paragraphs
from tasks.documents.paged.pdf_ink import PageNotes
from tasks.documents.paged.pdf_page import (
    FEWEST_LETTERS,
    MOST_LETTERS,
    PageDrawing,
    PageLetters,
    PageView,
)
from tasks.documents.paged.placed_pages import build_sheets
from tasks.documents.paged.sheet import Sheet
from tasks.documents.paged.watermarks import PlacedPage
from tasks.model.catalogue import make_issue, make_phrase
from tasks.model.document import Document
from tasks.model.errors import UnreadableDocument
from tasks.model.issue import Bilingual, Issue

# Words that reports on law-based government, and tables beside them, are made of.
_WORDS = re.compile(
    "|".join(
        (
            "法治政府 依法行政 法治建设 法治 政府 行政 执法 法律 法规 依法 司法 法院 宪法 普法 立法 法制"
            " 习近平 思想 指导 坚持 推进 推动 深入 全面 进一步 加强 落实 严格 规范 完善 健全 提升 提高 强化"
            " 建设 建立 工作 年度 报告 情况 主要 问题 存在 不足 安排 计划 措施 制度 机制 体系 能力 水平 质量"
            " 决策 重大 审查 合法性 文件 备案 清理 监督 检查 公开 信息 服务 审批 许可 处罚 案件 复议 应诉"
            " 诉讼 矛盾 纠纷 化解 调解 信访 群众 社会 人民 组织 领导 干部 学习 培训 宣传 教育 活动 开展 进行"
            " 完成 责任 部门 单位 机关 乡镇 街道 村居 全县 全市 全区 全镇 全省 本级 有关 相关 各项 以及 通过"
            " 实施 管理 安全 环境 营商 企业 市场 改革 发展 治理 基层 队伍 人员 考核 评估 下一步 目前 同时"
            " 取得 办理 受理 审结 其中 累计 共计 全年 同比 万元 合计 数量 类别 项目 公安 财政 应急 公示"
            " 教育局 委员会 办公室 党委 党组 会议 研究 部署 要求 目标 任务 重点 工程 经济 生态 文化 卫生 农村"
        ).split()
    )
)
_CHINESE = re.compile(r"[㐀-䶿一-鿿]")
# `l28仵`, `2O25`, `9i'2%`, `'|热`: figures and marks that no printed page has
_ODD = re.compile(
    r"[lIOoiS|](?=\d)|(?<=\d)[lIOoSi|]|(?<=[㐀-鿿])[~^|;'`\"_\\エヘ](?=.)|[~^|`\\](?=[㐀-鿿])"
)
# Of a page's Chinese letters, words cover a half; of one of names and addresses a sixth.
_GOOD_SHARE = 0.22
# Odd marks among a page's letters: a good layer has one in hundreds.
_MOST_ODD = 0.012
# Of what OCR read, so much stands in a layer that fits; fewer pieces show nothing.
_SAMPLE_SHARE = 0.6
_FEWEST_PIECES = 20
_LETTER = re.compile(r"[0-9A-Za-z㐀-䶿一-鿿]")
# Fewer Chinese letters show nothing.
_FEWEST_CHINESE = 30


def _measure_words(text: str) -> float:
    """Give the share of a text's Chinese letters that stand in words of the genre."""
    letters = "".join(text.split())
    chinese = len(_CHINESE.findall(letters))
    covered = sum(map(len, _WORDS.findall(letters)))
    return covered / max(chinese, 1)


def _fits_words(text: str) -> bool:
    """Tell whether a page's text layer is made of words as reports are, without odd marks among them."""
    letters = "".join(text.split())
    if len(_CHINESE.findall(letters)) < _FEWEST_CHINESE:
        return len(_ODD.findall(letters)) <= _MOST_ODD * len(letters)
    odd = len(_ODD.findall(letters)) / len(letters)
    return odd <= _MOST_ODD and _measure_words(letters) >= _GOOD_SHARE


def _is_better(read: str, layer: str) -> bool:
    """Tell whether what OCR read of a page is made of words more than its layer is."""
    if _count_letters(read) < _count_letters(layer) / 2:
        return False
    share = _measure_words(layer)
    read_share = _measure_words(read)
    if len(read) > 2 * len(layer):
        return read_share >= _GOOD_SHARE / 2
    if not _fits_words(layer):
        return read_share >= share or _measure_odd(read) < _measure_odd(layer)
    if _fits_sample(layer, read):
        return False
    return read_share >= share


def _count_letters(text: str) -> int:
    return len("".join(text.split()))


def _measure_odd(text: str) -> float:
    """Give the share of odd characters."""
    return len(_ODD.findall(text)) / max(len(text), 1)


def _fits_sample(text: str, sample: str) -> bool:
    """Tell whether what OCR read of a part of the page stands in its layer, three letters at a time."""
    pieces = _cut_into_threes(sample)
    if len(pieces) < _FEWEST_PIECES:
        return True
    known = frozenset(_cut_into_threes(text))
    found = sum(piece in known for piece in pieces)
    return found >= _SAMPLE_SHARE * len(pieces)


def _cut_into_threes(text: str) -> list[str]:
    """List the letters of a text three at a time, from each on."""
    letters = "".join(_LETTER.findall(text))
    return [letters[place : place + 3] for place in range(len(letters) - 2)]


# The longest report of a province has some 60 pages, a bound yearbook some 400.
MOST_PAGES = 400
# A scanned page costs one or two seconds of a processor.
MOST_SCANNED = 60
# The resolution that OCR reads best, and the largest picture made for it: an A3 page at that resolution is 8
# million.
_SCAN_DPI = 200
MOST_PIXELS = 12_000_000
# Letters are a layer over a scan where so many of them lie on pictures that cover so much of the page.
_LAYER_SHARE = 0.8
_SCAN_SHARE = 0.4
_LONGEST_EVIDENCE = 400
# Where the catalogue names layers, and the beginning of a stream of packed objects, up to its bytes.
_LAYERS = b"/OCProperties"
# signs without width, to which a font without words may map all its letters
_UNSEEN = re.compile("[\\s\u00ad\u200b-\u200f\u2060\ufeff]+")
_PACKED = re.compile(rb"/ObjStm\b[^>]{0,400}(?:>>)\s*stream\r?\n")
_MOST_UNPACKED = 4_000_000


@dataclass(slots=True)
class _PdfReading:
    """What is known while the pages of one file are read."""

    pages: list[PlacedPage] = field(default_factory=list)
    scans: list[Sheet] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    layers_fit: bool = False
    recognised: bool = False
    scanned: int = 0
    leaning: int = 0
    unread: list[int] = field(default_factory=list)
    missing: UnreadableDocument | None = None
    layered: bool = False
    left_out: list[int] = field(default_factory=list)

    def list_issues(self, count: int) -> list[Issue]:
        """List what is wrong with the file; `count` are its pages."""
        issues = list(self.issues)
        if count > MOST_PAGES:
            issues.append(_report_page_limit(count))
        if self.unread:
            issues.append(_report_unread(self.unread))
        if self.left_out:
            issues.append(_report_left_out(self.left_out))
        if self.leaning:
            issues.append(_report_leaning(self.leaning))
        if self.hidden:
            words = "\n".join(self.hidden)[:_LONGEST_EVIDENCE]
            issues.append(make_issue("hidden_text", words, count=len(self.hidden)))
        if self.notes:
            words = "\n".join(self.notes)[:_LONGEST_EVIDENCE]
            contents = make_phrase("stamps_and_notes")
            issues.append(make_issue("left_aside", words, contents=contents))
        return issues

    def build_sheets(self) -> list[Sheet]:
        """Make the sheets of all pages in order, without watermarks, which become an issue."""
        sheets, marks = build_sheets(self.pages)
        self.issues += marks
        return sorted([*sheets, *self.scans], key=lambda sheet: sheet.number)


def read(body: bytes, *, url: str = "") -> Document:
    """Read a PDF's paragraphs.

    Pages without a usable text layer go through OCR; one that cannot be read is an issue that names it.
    Raises UnreadableDocument with the code `encrypted_document`, `damaged_document` (PDFium counts a file
    without pages among them), `no_text_layer` when no page can be read, or `ocr_missing` when that is why.
    """
    reading = _PdfReading(layered=_has_layers(body))
    with _open_document(body) as document:
        count = len(document)
        for number in range(1, min(count, MOST_PAGES) + 1):
            _read_page(document, number, reading)
    sheets = reading.build_sheets()
    if not any(map(_holds_words, sheets)):
        if reading.missing:
            raise reading.missing
        raise UnreadableDocument("no_text_layer", reason=_explain_no_text(reading))
    paragraphs, furniture = build_paragraphs(sheets)
    return Document(
        paragraphs,
        "application/pdf",
        issues=(*reading.list_issues(count), *furniture),
        url=url,
        whole=True,
        recognised=reading.recognised,
    )


def _holds_words(sheet: Sheet) -> bool:
    """Tell whether some line of a sheet has letters that are more than signs without width."""
    return any(_UNSEEN.sub("", line.text) for line in sheet.lines)


@contextmanager
def _open_document(body: bytes) -> Iterator[pdfium.PdfDocument]:
    try:
        document = pdfium.PdfDocument(body)
    except pdfium.PdfiumError as error:
        raise _explain_unopened(error, body) from error
    try:
        yield document
    finally:
        document.close()


def _has_layers(body: bytes) -> bool:
    """Tell whether a file has layers, by its catalogue, which may be packed among other objects."""
    if _LAYERS in body:
        return True
    if b"/ObjStm" not in body:
        return False
    if b"/Encrypt" in body:
        return True
    for match in _PACKED.finditer(body):
        unpacker = zlib.decompressobj()
        packed = body[match.end() : body.find(b"endstream", match.end())]
        try:
            if _LAYERS in unpacker.decompress(packed, _MOST_UNPACKED):
                return True
        except zlib.error:
            return True
    return False


def _explain_unopened(error: pdfium.PdfiumError, body: bytes) -> UnreadableDocument:
    # PDFium keeps the code of an earlier file where it sets none for this one.
    has_password = getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD
    if has_password and b"/Encrypt" in body:
        return UnreadableDocument("encrypted_document", what=make_phrase("the_pdf"))
    damage = make_phrase("pdf_not_opened", error=str(error))
    return UnreadableDocument("damaged_document", damage=damage)


def _read_page(document: pdfium.PdfDocument, number: int, reading: _PdfReading) -> None:
    """Read one page, by its letters or by OCR; a page that cannot be loaded is noted."""
    try:
        page = document[number - 1]
        notes = PageNotes.read(page.raw)
        if notes.drawn:
            page.close()
            page = document[number - 1]
    except pdfium.PdfiumError:
        reading.unread.append(number)
        return
    reading.notes += notes.left_out
    try:
        with _open_text_page(page) as text_page:
            view = PageView(page.raw, text_page)
            drawing = view.read_drawing(notes.strikes, layered=reading.layered)
            letters = view.read_letters(number, drawing, notes.fields)
        _choose_reading(_LoadedPage(page, number, drawing, letters), reading)
    finally:
        page.close()


@dataclass(frozen=True, slots=True)
class _LoadedPage:
    """One page with its letters and what is drawn beside them."""

    page: pdfium.PdfPage
    number: int
    drawing: PageDrawing
    letters: PageLetters

    @property
    def lies_on_scan(self) -> bool:
        """Tell whether the page's letters are a layer over a picture of it."""
        letters = len(self.letters.text)
        is_layer = letters and self.letters.layer >= _LAYER_SHARE * letters
        return bool(is_layer and self.drawing.image_share >= _SCAN_SHARE)

    @property
    def is_outlined(self) -> bool:
        """Tell whether most of its words are drawn as outlines."""
        letters = len(self.letters.text)
        return self.drawing.has_outlined_words(letters)


def _choose_reading(page: _LoadedPage, reading: _PdfReading) -> None:
    """Take a page's letters, or what OCR reads of its picture where these do not hold its words."""
    letters = page.letters
    text = letters.text
    garbled = PageView.is_garbled(text)
    if garbled or page.drawing.holds_words(text):
        instead = None
        if text and not garbled:
            instead = letters
        _read_scan(
            page,
            reading,
            garbled=garbled,
            instead=instead,
        )
    elif page.lies_on_scan and not _fits_picture(page, reading):
        _read_scan(page, reading, garbled=False, instead=letters)
    else:
        _take_letters(letters, reading)


def _take_letters(letters: PageLetters, reading: _PdfReading) -> None:
    reading.pages.append(letters.page)
    reading.leaning += letters.leaning
    reading.hidden += letters.hidden


def _fits_picture(page: _LoadedPage, reading: _PdfReading) -> bool:
    """Tell whether a text layer fits its picture: by its words, and the first also by a sample of OCR."""
    text = page.letters.text
    if not _fits_words(text):
        return False
    if reading.layers_fit:
        return True
    from tasks.documents.paged import ocr

    try:
        picture, _dpi = _render_picture(page.page)
        sample = ocr.read_sample(picture)
    except UnreadableDocument:
        return True
    reading.recognised = True
    reading.layers_fit = _fits_sample(text, sample)
    return reading.layers_fit


@contextmanager
def _open_text_page(page: pdfium.PdfPage) -> Iterator[object]:
    text_page = raw.FPDFText_LoadPage(page.raw)
    try:
        yield text_page
    finally:
        raw.FPDFText_ClosePage(text_page)


def _read_scan(
    page: _LoadedPage,
    reading: _PdfReading,
    *,
    garbled: bool,
    instead: PageLetters | None,
) -> None:
    """Read a page from its picture; where that fails, the page is an issue.

    `instead` are the letters that are taken where the picture says no more than they do, or is not read.
    """
    number = page.number
    if reading.scanned >= MOST_SCANNED:
        reading.left_out.append(number)
        if instead and len(instead.text) >= FEWEST_LETTERS:
            _take_letters(instead, reading)
        return
    reading.scanned += 1
    from tasks.documents.paged import ocr

    try:
        picture, dpi = _render_picture(page.page)
        sheet, doubts = ocr.read_page_image(
            picture,
            number,
            dpi=dpi,
        )
    except UnreadableDocument as error:
        if error.code == "ocr_missing":
            reading.missing = error
        reading.issues.append(
            _report_unread_scan(
                page,
                error,
                garbled=garbled,
            )
        )
        if instead:
            _take_letters(instead, reading)
        return
    reading.recognised = True
    read = "".join(line.text for line in sheet.lines)
    if instead and not _is_better(read, instead.text):
        _take_letters(instead, reading)
        return
    reading.scans.append(sheet)
    reading.issues += doubts
    if (instead and len(instead.text) >= FEWEST_LETTERS) or page.is_outlined:
        reading.issues.append(_report_replaced(page))


def _report_replaced(page: _LoadedPage) -> Issue:
    reason = "text_is_outlines" if page.is_outlined else "layer_does_not_fit"
    return make_issue(
        "text_layer_replaced",
        page.letters.text[:_LONGEST_EVIDENCE],
        page=page.number,
        reason=make_phrase(reason),
    )


def _report_unread_scan(
    page: _LoadedPage, error: UnreadableDocument, *, garbled: bool
) -> Issue:
    number = page.number
    if page.lies_on_scan and not garbled:
        words = page.letters.text[:_LONGEST_EVIDENCE]
        return make_issue(
            "doubtful_text_layer",
            words,
            page=number,
            error=error.message,
        )
    code = "garbage_text_layer" if garbled else "scanned_page_not_read"
    return make_issue(
        code,
        f"page {number}",
        page=number,
        error=error.message,
    )


def _render_picture(page: pdfium.PdfPage) -> tuple[bytes, float]:
    """Render a page as PNG, in colours so that seals can go, and give its resolution.

    A huge page is rendered coarser.
    """
    width, height = page.get_size()
    scale = min(_SCAN_DPI / 72, (MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
    file = io.BytesIO()
    page.render(scale=scale).to_pil().save(
        file,
        "PNG",
        compress_level=1,
    )
    return file.getvalue(), scale * 72


def _explain_no_text(reading: _PdfReading) -> Bilingual:
    if reading.issues:
        return reading.issues[0].sentence
    return make_phrase("pages_not_loaded" if reading.unread else "pages_blank")


def _report_page_limit(count: int) -> Issue:
    evidence = f"{count} pages"
    return make_issue(
        "later_pages_not_read",
        evidence,
        count=count,
        most=MOST_PAGES,
    )


def _report_unread(pages: list[int]) -> Issue:
    listed = _list_pages(pages)
    return make_issue(
        "unreadable_pages",
        listed.en,
        count=len(pages),
        pages=listed,
    )


def _report_leaning(letters: int) -> Issue:
    evidence = f"{letters} letters"
    return make_issue(
        "leaning_text",
        evidence,
        letters=letters,
        most=MOST_LETTERS,
    )


def _report_left_out(pages: list[int]) -> Issue:
    listed = _list_pages(pages)
    return make_issue(
        "too_many_scanned_pages",
        listed.en,
        count=len(pages),
        most=MOST_SCANNED,
        pages=listed,
    )


def _list_pages(pages: list[int]) -> Bilingual:
    """Name up to twenty pages: `pages 3, 4`."""
    if len(pages) == 1:
        return make_phrase("one_page", page=pages[0])
    shown = ", ".join(map(str, pages[:20]))
    more = ""
    if len(pages) > 20:
        more = ", …"
    return make_phrase("several_pages", pages=f"{shown}{more}")
