"""Reading: full pages through our converter and reader, next to libraries that take text out of HTML."""

from collections import Counter
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec

import lxml.html
from bs4 import BeautifulSoup
from resiliparse.extract.html2text import extract_plain_text

from tasks.documents.article import read_article
from tasks.documents.clean_text import clean
from tasks.documents.convert import convert
from tasks.model.document import Body
from tasks.report.facts import DocumentHints
from tasks.report.reading import read_report
from tests.bench.chrome import Page

OURS, FROM_TEXT = (
    "fazhi, everything: text, outline, facts, quantities, checks",
    "fazhi, from clean text",
)
THEIRS = "trafilatura, extraction alone"
# How many characters are compared at a time: enough that words out of order or of the chrome do not pass.
_PIECE = 3


def read(body: bytes) -> object:
    """Read a page as the nightly run does."""
    document = read_article([Body(body)])
    cleaned = clean(document)
    return read_report(
        document,
        cleaned.text,
        DocumentHints(),
        cleaned.issues,
        cleaned.attached,
        cleaned.emphasis,
        tables=cleaned.tables,
    )


def extractors() -> dict[str, Callable[[bytes], str]]:
    """Give the ways to a page's body text; trafilatura's are missing where it is not installed.

    The libraries are given decoded text: finding the charset is at our cost only.
    """
    ways: dict[str, Callable[[bytes], str]] = {
        "fazhi convert and clean": lambda body: clean(convert(body)).text,
        "resiliparse, main text": lambda body: str(
            extract_plain_text(body.decode(), main_content=True)
        ),
    }
    if find_spec("trafilatura"):
        extract = import_module("trafilatura").extract
        ways[THEIRS] = lambda body: extract(body.decode()) or ""
        ways["trafilatura, precision"] = lambda body: (
            extract(body.decode(), favor_precision=True) or ""
        )
        ways["trafilatura, fast"] = lambda body: extract(body.decode(), fast=True) or ""
    return ways


def ways(pages: Sequence[Page]) -> dict[str, Callable[[], object]]:
    """Give what is timed: text by libraries, then ours step by step."""
    bodies = [page.body for page in pages]
    texts = [body.decode() for body in bodies]
    cleaned = [(document, clean(document)) for document in map(convert, bodies)]

    def each(way: Callable[[bytes], object]) -> Callable[[], object]:
        return lambda: [way(body) for body in bodies]

    return {
        "BeautifulSoup (lxml), text of the whole page": lambda: [
            BeautifulSoup(t, "lxml").get_text() for t in texts
        ],
        "lxml, text of the whole page": lambda: [
            str(lxml.html.document_fromstring(t).xpath("string()")) for t in texts
        ],
        **{name: each(way) for name, way in extractors().items()},
        "fazhi convert: paragraphs and metadata": each(convert),
        FROM_TEXT: lambda: [
            read_report(
                document,
                text.text,
                DocumentHints(),
                text.issues,
                text.attached,
                text.emphasis,
            )
            for document, text in cleaned
        ],
        OURS: each(read),
    }


def f1(got: str, page: Page) -> float:
    """Compare a text with the truth by their runs of three letters.

    Whether the title counts is the text's choice.
    """
    return max(
        _overlap(_runs(got), _runs(words))
        for words in (page.words, page.title + page.words)
    )


def _runs(text: str) -> "Counter[str]":
    letters = "".join(filter(str.isalnum, text))
    return Counter(letters[at : at + _PIECE] for at in range(len(letters) - _PIECE + 1))


def _overlap(got: "Counter[str]", want: "Counter[str]") -> float:
    whole = got.total() + want.total()
    return 2 * (got & want).total() / whole if whole else 1.0


def accuracy(pages: Sequence[Page]) -> dict[str, list[float]]:
    """Give the F1 of each extractor's text on each page."""
    return {
        name: [f1(way(page.body), page) for page in pages]
        for name, way in extractors().items()
    }
