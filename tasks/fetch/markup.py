"""The text of list pages and of short answers: decoded, with or without its tags."""

import html
import re

from tasks.model.charset import DecodedText
from tasks.model.page import Page

# Content-Type: text/html; charset="GBK"
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
# <meta charset="gb2312"> or <meta http-equiv="Content-Type" content="text/html; charset=gb2312">
_META_CHARSET = re.compile(
    rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE
)
_HEAD_BYTES = 4096
# <script>…</script>, <style>…</style> and comments: never shown. What is not closed goes to the end, as in a
# browser; without that, a page of nothing but openings would be searched to its end once for each of them.
_HIDDEN = re.compile(
    r"<(script|style|noscript|title)\b(?:[^<]++|<(?!/\1\s*>))*+(?:</\1\s*>)?|<!--(?:[^-]++|-(?!->))*+(?:-->)?",
    re.IGNORECASE,
)
# <p class="x">, </li><li><a href="x">, <p at the very end
_TAGS = re.compile(r"(?:<[^<>]*+>?)++")
_SPACE = re.compile(r"\s+")


def decode_page(page: Page) -> str:
    """Decode an answer's body, once; header and meta charsets are only hints."""
    return str(
        page.memo.get("text") or page.memo.setdefault("text", _decode_body(page))
    )


def _decode_body(page: Page) -> str:
    header = _HEADER_CHARSET.search(page.headers.get("content-type", ""))
    meta = _META_CHARSET.search(page.body[:_HEAD_BYTES])
    declared = header.group(1) if header else ""
    if meta:
        declared = meta.group(1).decode("ascii", "replace")
    return DecodedText.decode(page.body, declared).text


def strip_markup(markup: str) -> str:
    """Give what a reader would see of some HTML, on one line.

    Good for short answers, not for reading reports.
    """
    shown = _TAGS.sub(" ", _HIDDEN.sub(" ", markup))
    return _SPACE.sub(" ", html.unescape(shown)).strip()
