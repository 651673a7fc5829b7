"""The files that a page hands out: found in its tree, in the article or beside it, in every form of sites.

What stands in navigation, foot, side bar or a comment belongs to the site, and the scripts and styles of a
viewer to the viewer. An address is taken for a file by its ending, as a download's, or by the words beside
it.
"""

import base64
import binascii
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple, cast
from urllib.parse import unquote, urljoin, urlsplit

import lxml.html
from lxml.etree import ParserError, XPath
from lxml.html import HtmlElement

from tasks.documents.containers import extract_words, is_furniture
from tasks.model.document import Attachment

# ---- Vocabulary: each pattern with an example of what it is for ----

_ENDINGS = r"(?:pdf|docx?|wps|ofd|zip|rar|xlsx?|rtf)"
# `/files/1.pdf`, `P02.DOCX?v=1`, `virtual_attach_file.vsb?afc=x&e=.pdf`
_FILE = re.compile(rf"\.{_ENDINGS}(?=$|[?&#;])", re.IGNORECASE)
# `2025年报告.doc（下载）`: words that hold a file's name
_FILE_NAME = re.compile(rf"\.{_ENDINGS}(?![A-Za-z0-9])", re.IGNORECASE)
# `downfile.jsp?classid=0&filename=…`, `/system/_content/download.jsp?wbfileid=2`, `/attachment/1/16`,
# `/file/download?id=88`
_DOWNLOAD = re.compile(
    r"(?:downfile|download)\.(?:jsp|do|aspx?|php)|[?&](?:wb)?file_?id=|/attachment/\d"
    r"|/(?:down(?:load)?_?(?:file|attach\w{0,5})|(?:file|attach\w{0,5})_?down(?:load)?)(?:\.\w{2,6})?[?/]"
    r"|/(?:files?|attach\w{0,5}|annex|doc)/down(?:load)?(?:\.\w{2,6})?[?/]|virtual_attach_file",
    re.IGNORECASE,
)
# What an address has that is a file's, or a viewer's of one.
_SIGN = re.compile(
    rf"\.{_ENDINGS}|%2e|down|attach|file|(?:src|url|pdf|path|doc|href|link|addr\w*)\w{{0,4}}=",
    re.IGNORECASE,
)
# `/zwgk/202401/t1.html`: another page, whatever its link says
_PAGE = re.compile(r"\.s?html?(?:$|[?#])|/$", re.IGNORECASE)
# `./P0.pdf`, `/files/1.pdf`, `http://…`, `upload\1.doc`: what is no mere name
_PATH_LIKE = re.compile(r"[/\\]|^P0\d{10,}")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
# `PDF阅读器下载`, `/soft/AdbeRdr.zip`: what is offered for reading files with
_READER = re.compile(
    r"阅读器|插件|控件|浏览器|客户端|AdbeRdr|Adobe.?Reader|FoxitReader|flash_?player",
    re.IGNORECASE,
)
# the parameters of viewers: `viewer.html?file=`, `onlinePreview?url=`, `show.jsp?pdfPath=`
_PARAMETER = re.compile(
    r"^\w{0,12}(?:file|src|url|pdf|path|doc|href|link|addr|address|attach|f)\w{0,4}$",
    re.IGNORECASE,
)
# `…/pdfjs/web/viewer.html?file=/file/view?id=3`, `onlinePreview?url=…`: viewers of whatever they are given
_VIEWER = re.compile(
    r"viewer\.html?$|onlinePreview$|pdf\w{0,12}(?:\.\w{2,5})?$", re.IGNORECASE
)
_BASE64 = re.compile(r"^[A-Za-z0-9+/_-]{16,}={0,2}$")
# `data-href`, `data-file`, `data-url`, `data-value`, `data-pdf-src`; `data-title` holds a name
_DATA_ADDRESS = re.compile(
    r"^data-.{0,20}(?:href|file|url|value|src|path|pdf|link|down|doc|attach)"
)
# `pdf-src`, `pdfurl`, `file-path`: attributes of a site's own viewer
_OWN_ADDRESS = re.compile(
    r"^(?:pdf|ofd|file)[-_]?(?:src|url|path|href|addr\w{0,4}|file)$"
)
# what is parsed of an element: `onclick`, `data-…`, `href` …
_EMBEDDING = {
    "iframe": "src",
    "frame": "src",
    "embed": "src",
    "object": "data",
}
_DOCUMENT_TYPE = re.compile(r"application/(?:pdf|msword|ofd|vnd\.)", re.IGNORECASE)
# a JavaScript string: '…', "…", `…`
_LITERAL = re.compile(r"""["'`]([^"'`<>\r\n]{2,800})(?=["'`])""")
_SCRIPT_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|(.))")
# /* … */ and lines that begin with //
_SCRIPT_COMMENT = re.compile(
    r"/\*[^*]{0,5000}(?:\*(?!/)[^*]{0,5000}){0,500}\*/|^[ \t]*//[^\n]*", re.MULTILINE
)
# `showVsbpdfIframe("…")`, `PDFObject.embed("…")`, `pdfurl:"…"`, `var pdfUrl = "…"`, `pdfData="…"`: a viewer's
_VIEWER_NAME = re.compile(
    r"(?:pdf\w{0,20}|PDFObject\.embed|ofd\w{0,20})[\"'\]]?\s*(?:[:=(]|\.\w{1,20}\()\s*$",
    re.IGNORECASE,
)
# `fileUrl = "…"`, `attach_path: "…"`, `previewFile("…")`: a name that speaks of files
_FILE_VARIABLE = re.compile(
    r"(?:file|attach|annex|fujian|docu?|preview|down)\w{0,20}[\"'\]]?\s*[:=(]\s*$",
    re.IGNORECASE,
)
# `var helpFile = "…"`: of the site
_SITE_VARIABLE = re.compile(r"help|guide|manual|menu|nav|tpl|template", re.IGNORECASE)
# `<a href=…>`, `<iframe src=…>` in a script's string
_TAG_IN_SCRIPT = re.compile(
    r"<(a|iframe|frame|embed|object)\b[^<>]{1,1500}>(?:(?!<a\b|</a\b)[\s\S]){0,300}",
    re.IGNORECASE,
)
# `fileList: [{`, `"attachList":[{`, `var resList = [{`, and what stands between its objects
_LIST_OF_FILES = re.compile(
    r"(?:file|attach|annex|accessor|enclosure|fujian|fj|res)\w{0,20}[\"']?\s*[:=]\s*\[(?=\s*\{)",
    re.IGNORECASE,
)
_OBJECT = re.compile(r"[\s,\[]*(\{[^{}]{1,3000}\})")
_PAIR = re.compile(r"""["']?(\w{1,40})["']?\s*:\s*(["'])((?:(?!\2).){0,1000})\2""")
_ADDRESS_KEY = re.compile(
    r"(?:url|path|href|link|src|addr|address|uri|file)$", re.IGNORECASE
)
_NAME_KEY = re.compile(r"(?:name|title|text|label)$", re.IGNORECASE)
# What a page, or a script, must hold to be worth the search.
_HINTS = tuple(b"pdf down attach file object embed onlinepreview".split())
_ENDING_HINT = re.compile(rb"\.(?:doc|wps|ofd|zip|rar|xls|rtf)")

# `附件：`, `请点击下载`, beside a link that stands outside the article's container
_LABEL = re.compile(r"附件|附表|附录|原文|全文|正文下载|文件下载|点击(?:下载|查看)")
# `<ul class="fjxx">`, `<div id="attachments">`
_LABEL_CLASS = re.compile(
    r"(?:^|[^a-z])(?:xg)?(?:fj|fjxx|fujian|attach\w*|annex\w*|accessor\w*|enclosure\w*|appendix)(?![a-z])"
)
# `2025年法治政府建设年度报告`, beside the title of the page itself
_SUBJECT = re.compile(r"法治政府|依法行政|法治建设")
# `下载中心`, `办事指南`, `相关链接`: headings of what a site has on every page
_SITE_HEADING = re.compile(
    r"下载(?:中心|专区|专栏|排行)|(?:资料|表格|软件|常用|模板|表单)下载|办事|服务指南|公开(?:指南|目录|制度)|便民"
    r"|使用(?:帮助|说明|手册)|网站(?:帮助|地图|声明|导航)|(?:相关|友情|推荐|快速|站内|延伸)(?:链接|阅读|新闻|文章|信息|文档|稿件|解读|专题)"
    r"|热点|热门|排行|最新|猜你喜欢|评论|留言|联系我们|关于我们|快捷"
)
# How many signs of a block its heading is looked for in, and up to which length a block labels a link.
_HEADING_LENGTH = 24
_LABELLED_LENGTH = 160
_NAME_LENGTH = 200

_CANDIDATES = XPath(
    ".//a|.//area|.//iframe|.//frame|.//embed|.//object|.//param|.//script[not(@src)]"
    "|.//input[@type='hidden']|.//*[@onclick]|.//@*[starts-with(name(),'data-')"
    " or starts-with(name(),'pdf') or starts-with(name(),'file') or starts-with(name(),'ofd')]/.."
)


class _Offer(NamedTuple):
    """An address that may be a file's, as an element writes it, with the words beside it.

    `shown` says that the page shows the file itself, not a link to it; `certain` that it is a file whatever
    its address says.
    """

    address: str
    words: str = ""
    shown: bool = False
    certain: bool = False


class PageFile(NamedTuple):
    """A file that an element of a page offers; `shown` where the page shows what is in it."""

    element: HtmlElement
    attachment: Attachment
    shown: bool

    @staticmethod
    def find_all(
        root: HtmlElement,
        containers: Iterable[HtmlElement],
        url: str,
        markup: str,
    ) -> tuple[Attachment, ...]:
        """Find the files that an article offers, in the page's order, each once.

        `containers` are the elements that surely hold the article, none where the page has no such;
        `markup` is the page's source.
        """
        if not _hints_at_files(markup):
            return ()
        trusted = list(containers)
        scope = _Scope(root, trusted, url)
        # An article out of a script's data is a tree of its own.
        outside = [
            one for one in trusted if one is not root and one.getparent() is None
        ]
        found: list[PageFile] = []
        for tree in (root, *outside):
            found += _find_in(tree, _resolve(url, _get_base(root)) or url)
        admitted = scope.choose([one for one in found if one.attachment.url != url])
        return tuple({one.url: one for one in reversed(admitted)}.values())[::-1]

    @staticmethod
    def is_in(container: HtmlElement, url: str) -> bool:
        """Tell whether an element offers a file."""
        return next(_find_in(container, url), None) is not None

    @staticmethod
    def is_in_own_folder(address: str, page: str) -> bool:
        """Tell whether a file lies in the page's own folder, as systems put an article's files."""
        folder = page.rpartition("/")[0]
        return urlsplit(folder).path.count("/") > 1 and address.startswith(f"{folder}/")


def _hints_at_files(code: str) -> bool:
    # in bytes: Chinese is put in lower case a sign at a time
    lowered = code.encode("utf-8", "replace").lower()
    if any(hint in lowered for hint in _HINTS):
        return True
    return _ENDING_HINT.search(lowered) is not None


class _Scope:
    """What of a page belongs to its article."""

    def __init__(
        self,
        root: HtmlElement,
        trusted: list[HtmlElement],
        url: str,
    ) -> None:
        self._root = root
        self._url = url
        self._trusted = set(trusted)
        self._around: set[HtmlElement] = set()
        # What was found out of an element, for all that stands in it.
        self._sites: dict[HtmlElement, bool] = {}
        self._labels: dict[HtmlElement, bool | None] = {}
        for one in trusted:
            self._around.update(one.iterancestors())

    def choose(self, found: list[PageFile]) -> list[Attachment]:
        """Choose the files of the article."""
        if self._trusted:
            return [one.attachment for one in found if self._is_article_s(one)]
        free = [one for one in found if not self._is_site_s(one.element)]
        column = _find_column(self._root, free)
        return [
            one.attachment
            for one in free
            if column is None
            or one.element is column
            or column in one.element.iterancestors()
        ]

    def _is_article_s(self, found: PageFile) -> bool:
        between: list[HtmlElement] = []
        for element in chain([found.element], found.element.iterancestors()):
            if element in self._trusted:
                return not any(map(is_furniture, between))
            between.append(element)
        if self._is_site_s(found.element):
            return False
        return found.shown or self._is_beside(found)

    def _is_site_s(self, element: HtmlElement) -> bool:
        """Tell whether an element stands in what the site has on every page."""
        passed: list[HtmlElement] = []
        answer = False
        for block in chain([element], element.iterancestors()):
            if block in self._around or block.tag in ("body", "html"):
                break
            passed.append(block)
            answer = self._sites.get(block, False) or _calls_itself_site_s(block)
            if answer or block in self._sites:
                break
        self._sites.update(dict.fromkeys(passed, answer))
        return answer

    def _is_beside(self, found: PageFile) -> bool:
        """Tell whether a file outside the container is the article's: by its words, label or folder."""
        name = found.attachment.name
        address = found.attachment.url
        if _SUBJECT.search(name) or _LABEL.search(name):
            return True
        if PageFile.is_in_own_folder(address, self._url):
            return True
        for block in chain([found.element], found.element.iterancestors()):
            if block in self._around:
                return False
            is_labelled = self._find_label(block)
            if is_labelled is not None:
                return is_labelled
        return False

    def _find_label(self, block: HtmlElement) -> bool | None:
        """Tell whether a block labels its links as an article's files; null while it is too small to tell."""
        if block not in self._labels:
            classes = f"{block.get('class') or ''} {block.get('id') or ''}".lower()
            words = extract_words(block)
            is_long = len(words) > _LABELLED_LENGTH
            is_labelled = _LABEL_CLASS.search(classes) or (
                not is_long and _LABEL.search(words)
            )
            self._labels[block] = True if is_labelled else False if is_long else None
        return self._labels[block]


def _calls_itself_site_s(block: HtmlElement) -> bool:
    if is_furniture(block):
        return True
    return _SITE_HEADING.search(_read_heading(block)) is not None


def _find_column(root: HtmlElement, found: list[PageFile]) -> HtmlElement | None:
    """Find the least element that holds both a heading of the page and a file.

    Null where no heading tells.
    """
    holders: set[HtmlElement] = set()
    for one in found:
        holders.update((one.element, *one.element.iterancestors()))
    for heading in root.iter("h1", "h2", "h3"):
        if _SUBJECT.search(extract_words(heading)) and not _is_in_furniture(heading):
            common = (one for one in heading.iterancestors() if one in holders)
            return next(common, None)
    return None


def _is_in_furniture(element: HtmlElement) -> bool:
    return any(map(is_furniture, element.iterancestors()))


def _read_heading(block: HtmlElement) -> str:
    """Read the first words of a block, where its heading stands; a link's own words are none."""
    if block.tag in ("a", "area", "script"):
        return ""
    pieces = map(str.strip, block.itertext())
    return next(filter(None, pieces), "")[:_HEADING_LENGTH]


def _get_base(root: HtmlElement) -> str:
    base = next(root.iter("base"), None)
    if base is None:
        return ""
    return base.get("href") or ""


def _find_in(tree: HtmlElement, base: str) -> Iterator[PageFile]:
    """Yield every file that a tree offers, the article's or not."""
    for element in cast("list[HtmlElement]", _CANDIDATES(tree)):
        for offer in _read_element(element):
            address = _take_address(offer, base)
            if not address or _READER.search(f"{offer.words} {address}"):
                continue
            name = offer.words
            if not name:
                path = unquote(urlsplit(address).path)
                name = path.rpartition("/")[2]
            attachment = Attachment(address, name or address)
            yield PageFile(element, attachment, offer.shown)


def _take_address(offer: _Offer, base: str) -> str:
    """Give the whole address of the file that is offered; empty where it is none."""
    named = _FILE_NAME.search(offer.words) is not None
    if not (offer.certain or named or _SIGN.search(offer.address)):
        return ""
    address = _resolve(base, offer.address)
    if not address:
        return ""
    if not _FILE.search(urlsplit(address).path) and not _DOWNLOAD.search(address):
        inner = _find_in_query(address)
        if inner:
            return inner
    if offer.certain or _FILE.search(address) or _DOWNLOAD.search(address):
        return address
    if named and not _PAGE.search(address):
        return address
    return ""


def _resolve(base: str, written: str) -> str:
    """Give an address whole, without its fragment; empty for what is no http(s) address."""
    text = re.sub(r"[\t\r\n]", "", written).strip()
    head = re.split(r"[?#]", text, maxsplit=1)[0]
    rest = text[len(head) :]
    text = head.replace("\\", "/") + rest
    text = re.sub(r"^(https?):/+", r"\1://", text, flags=re.IGNORECASE)
    text = _take_fragment(text)
    if not text:
        return ""
    try:
        address = urljoin(base, text).partition("#")[0]
        scheme = urlsplit(address).scheme
    except ValueError:
        return ""
    if scheme in ("http", "https"):
        return address
    return ""


def _take_fragment(text: str) -> str:
    """Make parameters of a fragment that holds some, as viewers name a file: `viewer.html#file=/a.pdf`."""
    place = text.find("#")
    if place < 0:
        return text
    before = text[:place]
    fragment = text[place + 1 :]
    if "=" not in fragment or _FILE.search(before):
        return text
    joint = "&" if "?" in text else "?"
    return f"{before}{joint}{fragment}"


def _find_in_query(viewer: str) -> str:
    """Give the file that a viewer's address names, as it is, encoded or in base64; empty without one."""
    parts = urlsplit(viewer)
    takes_all = _VIEWER.search(parts.path) is not None
    for pair in parts.query.split("&"):
        name, value = pair.partition("=")[::2]
        if not _PARAMETER.match(name):
            continue
        for text in _decode_value(value):
            is_file = _FILE.search(text) or _DOWNLOAD.search(text)
            is_path = _PATH_LIKE.search(text) is not None
            if (is_file and is_path) or (takes_all and (is_file or is_path)):
                return _resolve(viewer, text)
    return ""


def _unquote(text: str) -> str:
    """Decode a text's escapes; those of another charset than UTF-8 stay, as browsers send them."""
    try:
        return unquote(text, errors="strict")
    except UnicodeDecodeError:
        return text


def _decode_value(value: str) -> Iterator[str]:
    decoded = _unquote(_unquote(value.replace("+", " ")))
    yield decoded
    plain = decoded.replace(" ", "+")
    if _BASE64.match(plain):
        try:
            padded = plain.replace("-", "+").replace("_", "/").rstrip("=")
            text = base64.b64decode(padded + "=" * (-len(padded) % 4)).decode()
        except (binascii.Error, UnicodeDecodeError):
            return
        yield unquote(text)


def _read_element(element: HtmlElement) -> Iterator[_Offer]:
    """Yield what an element offers, by its attributes and by the code in it."""
    if element.tag == "script":
        code = _SCRIPT_COMMENT.sub("", element.text or "")
        unescaped = _unescape(code)
        yield from _read_script(unescaped)
        return
    attribute = _EMBEDDING.get(element.tag)
    if attribute:
        address = element.get(attribute) or ""
        yield from _read_embedding(element, address)
    elif element.tag == "param" and _PARAMETER.match(element.get("name") or ""):
        yield _Offer(element.get("value") or "", shown=True)
    elif element.tag == "input":
        yield from _read_value(element.get("value") or "", "")
    yield from _read_attributes(element, _read_words(element))


def _read_attributes(element: HtmlElement, words: str) -> Iterator[_Offer]:
    for name, value in element.items():
        if name == "href":
            if value.lower().lstrip().startswith("javascript:"):
                yield from _read_handler(unquote(value), words)
            elif element.tag in ("a", "area"):
                yield _Offer(value, words)
        elif name.startswith("on"):
            yield from _read_handler(value, words)
        elif _DATA_ADDRESS.match(name) or _OWN_ADDRESS.match(name):
            is_link = element.tag in ("a", "button", "li", "span")
            yield from _read_value(
                value,
                words if is_link else "",
                bare=True,
            )


def _read_words(element: HtmlElement) -> str:
    """Give the words of a link: what it shows, or what it is called."""
    shown = ""
    if element.tag not in ("iframe", "object"):
        shown = " ".join("".join(element.itertext()).split())
    download = element.get("download") or ""
    if _FILE_NAME.search(download):
        return download.strip()[:_NAME_LENGTH]
    called = download or element.get("title") or element.get("alt") or ""
    if shown and len(shown) <= _NAME_LENGTH:
        return shown
    picture = element.find(".//img")
    if not called and picture is not None:
        called = picture.get("alt") or ""
    return called.strip()[:_NAME_LENGTH]


def _read_embedding(element: HtmlElement, address: str) -> Iterator[_Offer]:
    title = (element.get("title") or "").strip()
    # The type says what the address does not.
    certain = _DOCUMENT_TYPE.match(element.get("type") or "") is not None
    for one in filter(None, (address, element.get("data-src"))):
        yield _Offer(
            one,
            title,
            shown=True,
            certain=certain,
        )
    variables = element.get("flashvars")
    if variables:
        # SwfFile=/a.swf&PdfFile=/a.pdf: a viewer's parameters, without its address
        yield _Offer(
            f"?{variables}",
            title,
            shown=True,
        )


def _read_value(
    value: str,
    words: str,
    *,
    bare: bool = False,
) -> Iterator[_Offer]:
    """Yield what an attribute's value names: an address, or a list of files as JSON."""
    text = value.strip()
    if text.startswith(("[{", "{")):
        yield from _read_objects(text, 0)
    elif _PATH_LIKE.search(text) or (
        bare and _FILE.search(text) and not _CHINESE.search(text)
    ):
        yield _Offer(
            text,
            words,
            shown=not words,
        )


def _read_handler(code: str, words: str) -> Iterator[_Offer]:
    """Yield the addresses in an event handler: `downFile('/a.docx', '报告.docx')` holds one and a name."""
    texts = [match[1] for match in _LITERAL.finditer(_unescape(code))]
    paths = [text for text in texts if _PATH_LIKE.search(text)]
    if not paths:
        paths = [
            text for text in texts if _FILE.search(text) and not _CHINESE.search(text)
        ]
    for text in paths:
        yield _Offer(text, words)


def _read_script(code: str) -> Iterator[_Offer]:
    """Yield what a script writes into the page, gives to a viewer, or holds in a list of files."""
    if not _hints_at_files(code):
        return
    for tag in _TAG_IN_SCRIPT.finditer(code):
        yield from _read_written(tag.group(), tag[1])
    for start in _LIST_OF_FILES.finditer(code):
        yield from _read_objects(code, start.end() - 1)
    for literal in _LITERAL.finditer(code):
        start_of_text = literal.start()
        first = max(start_of_text - 60, 0)
        before = code[first:start_of_text]
        text = literal[1]
        if _PATH_LIKE.search(text) and not _SITE_VARIABLE.search(before):
            yield from _read_literal(before.rstrip(), text)


def _read_literal(before: str, text: str) -> Iterator[_Offer]:
    """Yield the file that a script's string names, by what stands before it."""
    if _VIEWER_NAME.search(before):
        # What a viewer is given is a file, whatever its address ends in.
        yield _Offer(
            text,
            shown=True,
            certain=True,
        )
    elif _FILE.search(text) and not before.endswith("+"):
        yield _Offer(text, shown=_FILE_VARIABLE.search(before) is not None)


def _read_written(markup: str, tag: str) -> Iterator[_Offer]:
    """Yield what an element that a script writes offers."""
    try:
        element = lxml.html.fragment_fromstring(
            f"{markup}</{tag}>", create_parent="div"
        )
    except (ParserError, ValueError):
        return
    for one in element.iter(tag.lower()):
        for offer in _read_element(one):
            yield offer._replace(words=offer.words.strip("'\"; "))


def _read_objects(code: str, at: int) -> Iterator[_Offer]:
    """Yield the files of a list of objects: `[{"fileName": "报告.docx", "filePath": "/a/1"}]`."""
    while found := _OBJECT.match(code, at):
        at = found.end()
        address = name = ""
        for key, _, value in _PAIR.findall(found[1]):
            if _NAME_KEY.search(key):
                name = name or value
            elif _ADDRESS_KEY.search(key) and _PATH_LIKE.search(value):
                address = address or value
        if address:
            yield _Offer(
                address,
                name,
                shown=True,
            )


def _unescape(code: str) -> str:
    if "\\" in code:
        return _SCRIPT_ESCAPE.sub(_decode_escape, code)
    return code


def _decode_escape(match: re.Match[str]) -> str:
    sign = match[1] or match[2]
    if sign:
        return chr(int(sign, 16))
    # `\/` and `\"` are what they escape; a path of a careless template keeps its backslash.
    if match[3] in "/\"'<>":
        return match[3]
    return match.group()
