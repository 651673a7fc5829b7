"""Reading: the demo portal's pages through our converter and reader, next to libraries that take text out of HTML."""

from collections.abc import Callable

import lxml.html
import requests
from bs4 import BeautifulSoup
from resiliparse.extract.html2text import extract_plain_text

from deploy.demo.portal import Portal
from tasks.report.reading import Hints, read_report
from tasks.text.clean import clean
from tasks.text.convert import convert


def pages() -> list[bytes]:
    """Fetch every report page of the portal once."""
    with Portal(night=4, port=0) as portal, requests.Session() as session:
        session.trust_env = False
        return [session.get(published.url, timeout=10).content for published in portal.truth()]


def read(body: bytes) -> object:
    """Read a page as the nightly run does."""
    document = convert(body)
    cleaned = clean(document)
    return read_report(document, cleaned.text, Hints(), cleaned.issues)


def ways(bodies: list[bytes]) -> dict[str, Callable[[], object]]:
    """Give what is compared: whole-page text by libraries, then ours step by step."""
    texts = [body.decode("utf-8", "replace") for body in bodies]
    cleaned = [(document, clean(document)) for document in map(convert, bodies)]
    return {
        "BeautifulSoup (lxml), text of the whole page": lambda: [BeautifulSoup(t, "lxml").get_text() for t in texts],
        "lxml, text of the whole page": lambda: [
            str(lxml.html.document_fromstring(t).xpath("string()")) for t in texts
        ],
        "resiliparse, main text": lambda: [extract_plain_text(t, main_content=True) for t in texts],
        "fazhi convert: paragraphs and metadata": lambda: [convert(body) for body in bodies],
        "fazhi convert and clean": lambda: [clean(convert(body)) for body in bodies],
        "fazhi read_report, from clean text": lambda: [
            read_report(document, text.text, Hints(), text.issues) for document, text in cleaned
        ],
        "fazhi, everything": lambda: [read(body) for body in bodies],
    }
