"""Where each family of sites puts the text of an article: XPath by family, then density for the rest.

Vocabulary, and the paths of what was found; `tasks/documents/html_page.py` is the mechanism. Facts: the
families' own markup as seen on their pages.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple, cast

from lxml.etree import XPath
from lxml.html import HtmlElement


class ElementPaths:
    """The paths of a page's elements, as `getpath` of lxml gives them, which walks all siblings each time."""

    def __init__(self) -> None:
        self._paths: dict[HtmlElement, str] = {}

    def find(self, element: HtmlElement) -> str:
        """Give the path of an element: `/html/body/div[2]/p`."""
        unknown: list[HtmlElement] = []
        reached: HtmlElement | None = element
        while reached is not None and reached not in self._paths:
            unknown.append(reached)
            reached = reached.getparent()
        for one in reversed(unknown):
            if one not in self._paths:
                self._name_siblings(one)
        return self._paths[element]

    def _name_siblings(self, element: HtmlElement) -> None:
        parent = element.getparent()
        if parent is None:
            self._paths[element] = element.getroottree().getpath(element)
            return
        children = [child for child in parent if isinstance(child.tag, str)]
        counts = Counter(child.tag for child in children)
        seen = Counter[str]()
        above = self._paths[parent]
        for child in children:
            seen[child.tag] += 1
            index = ""
            if counts[child.tag] > 1:
                index = f"[{seen[child.tag]}]"
            self._paths[child] = f"{above}/{child.tag}{index}"


def _build_class_xpath(name: str) -> str:
    # The first condition alone says no to nearly all classes, cheaply.
    return f"//@class[contains(., '{name}')][contains(concat(' ', normalize-space(.), ' '), ' {name} ')]/.."


CONTAINERS: tuple[str, ...] = (
    "//ucapcontent",  # UCAP: <UCAPCONTENT>, lower-cased by the parser
    "//*[@id='UCAP-CONTENT']",  # gov.cn itself
    _build_class_xpath("TRS_Editor"),
    _build_class_xpath("trs_editor_view"),
    _build_class_xpath("TRS_UEDITOR"),
    _build_class_xpath("Custom_UnionStyle"),
    "//*[starts-with(@id, 'vsb_content')]",  # VSB: #vsb_content, #vsb_content_2, …
    _build_class_xpath("v_news_content"),
    "//*[@id='zoomcon']",
    "//*[@id='zoom' or @id='Zoom']",  # TRS, Hanweb
    "//*[@id='ivs_content']",  # Hanweb
    _build_class_xpath("bt-content"),
    _build_class_xpath("main-txt"),
    _build_class_xpath("news_cont_d_wrap"),  # NFCMS
    _build_class_xpath("tyxxy_main"),
    _build_class_xpath("article-content"),  # gkmlpt, UCAP
    _build_class_xpath("article_content"),
    _build_class_xpath("wenz"),
)

# The classes and ids of a page, and the one that a container is known by: [@id='zoom' or @id='Zoom']
_CLASSES_AND_IDS = XPath("//@class | //@id", smart_strings=False)
_QUOTED_NAME = re.compile(r"'([^']+)'")


def _compile_search(xpath: str) -> tuple[str, XPath]:
    """Compile a search, with the name that a page must hold for it, empty where it needs none."""
    name = _QUOTED_NAME.search(xpath)
    return name[1].casefold() if name else "", XPath(xpath)


_SEARCHES = tuple(map(_compile_search, CONTAINERS))

# A container with less than this is a stub beside the real one (an empty #zoom above a table).
SHORTEST_BODY = 60
# A page with fewer words than this only leads to its files (见附件); the shortest reports have some 600.
LONGEST_STUB = 300
# A paragraph with less says nothing of where the text stands.
_SHORTEST_PARAGRAPH = 15
_INLINE_TAGS = frozenset({"span", "font", "b", "strong", "em", "u"})
# Elements whose text no reader sees.
HIDDEN_TAGS = frozenset(
    "script style noscript template iframe select button textarea svg rt rtc".split()
)
# Elements of a site around its pages, by tag, class or id: `<div class="pageFooter">`, `<ul id="left-nav">`
_FURNITURE_TAGS = frozenset({"nav", "footer", "aside", "header"})
_FURNITURE = re.compile(
    r"(?:^|[^a-z])(?:(?:left|right|page|site|sub|top|main|web|g|m)?"
    r"(?:nav|navbar|navi|menus?|foot|footer|header|side|sidebar|aside|crumbs?|breadcrumb)"
    r"|bottom|topbar|rightbar|leftbar|copyright|friend\w*|flinks?|relate[sd]?|recommend\w*|hot"
    r"|comments?|pinglun|banner|toolbar|share|login|search)(?![a-z])"
)
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


def is_furniture(element: HtmlElement) -> bool:
    """Tell whether an element calls itself a part of the site: navigation, foot, side bar, comments."""
    if element.tag in _FURNITURE_TAGS:
        return True
    return _names_furniture(f"{element.get('class') or ''} {element.get('id') or ''}")


@lru_cache(maxsize=4096)
def _names_furniture(called: str) -> bool:
    return _FURNITURE.search(_HUMP.sub("-", called).lower()) is not None


def iter_text(element: HtmlElement) -> Iterator[str]:
    """Yield the pieces of text inside an element that a reader sees, as tags part them."""
    for node in element.iter():
        if isinstance(node.tag, str) and node.tag not in HIDDEN_TAGS and node.text:
            yield node.text
        if node is not element and node.tail:
            yield node.tail


def extract_words(element: HtmlElement) -> str:
    """Give the text of an element that a reader sees, without spaces."""
    return "".join("".join(iter_text(element)).split())


class KnownContainers(NamedTuple):
    """The elements of a page that are known to hold articles, with the characters of their texts."""

    lengths: Mapping[HtmlElement, int]

    @classmethod
    def find(cls, root: HtmlElement) -> "KnownContainers":
        """Find the elements that are known to hold articles, with the characters of their texts.

        The surest kind comes first; of several of one kind there is the one that holds most.
        """
        # Eighteen searches of a whole page cost more than all else that is done with it; most names are on no
        # page.
        printed = " ".join(cast("list[str]", _CLASSES_AND_IDS(root))).casefold()
        known: dict[HtmlElement, int] = {}
        for name, search in _SEARCHES:
            if name not in printed:
                continue
            found = cast("list[HtmlElement]", search(root))
            lengths = {one: len(extract_words(one)) for one in found}
            if lengths:
                fullest = max(lengths, key=lambda one: lengths[one])
                known.setdefault(fullest, lengths[fullest])
        return cls(known)

    def choose(self, shortest: int = SHORTEST_BODY) -> HtmlElement | None:
        """Choose the first of a page's known containers that holds a text; null where none does."""
        long = (
            element for element, length in self.lengths.items() if length >= shortest
        )
        return next(long, None)

    @staticmethod
    def find_densest(root: HtmlElement) -> HtmlElement | None:
        """Find the element whose own paragraphs hold most text outside links.

        Each paragraph-like element counts for its parent, and half for its grandparent, so that a wrapper
        around single paragraphs wins over any of them and over the page.
        """
        scores: dict[HtmlElement, float] = {}
        for element in root.iter("p", "td", "div", "span", "section"):
            size = _count_own_characters(element)
            parent = element.getparent()
            if size < _SHORTEST_PARAGRAPH or parent is None:
                continue
            scores[parent] = scores.get(parent, 0.0) + size
            grandparent = parent.getparent()
            if grandparent is not None:
                scores[grandparent] = scores.get(grandparent, 0.0) + size / 2
        return max(scores, key=lambda element: scores[element], default=None)


def _count_own_characters(element: HtmlElement) -> int:
    """Count the characters of an element's own text, that of its inline children with it."""
    texts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str):
            if child.tag in _INLINE_TAGS:
                texts.append(str(child.text_content()))
            texts.append(child.tail or "")
    return len("".join("".join(texts).split()))
