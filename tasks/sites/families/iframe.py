"""Shells: a column's page that shows its list inside an iframe of the same host; in there it is a plain list.

Frames of no size (visitors' counters) are none. The option `frame` is a part of the right frame's address,
for pages that show others of their host beside it.
"""

from collections.abc import Generator

from bs4 import Tag

from tasks.fetch.urls import normalize_url, parse_host
from tasks.model.page import Link, Page, Request
from tasks.model.source import Source
from tasks.sites.families import static
from tasks.sites.list_rows import parse_page

OPEN_ENDED = True

# How often in all a page of the list is asked for that comes without links.
_ATTEMPTS = 3
_NO_SIZE = frozenset({"0", "1", "0px", "1px"})


def walk(source: Source) -> Generator[Request, Page, None]:
    """Yield the shell, then the list pages inside each of its frames."""
    shell = yield Request(source.column)
    for frame in _find_frames(source, shell):
        yield from _walk_frame(source.model_copy(update={"column": frame}))


def read_links(source: Source, page: Page) -> list[Link]:
    """Read the rows of a page inside the frame; those around it are the shell's menu."""
    if _find_frames(source, page):
        return []
    return static.read_links(source, page)


def read_total(page: Page) -> int | None:  # noqa: ARG001
    """Give nothing: these lists do not count themselves."""
    return None


def _walk_frame(source: Source) -> Generator[Request, Page, None]:
    """Walk the list, asking again for a page without links.

    Only the shell may have none, so the list would not be whole.
    """
    walk = static.walk(source)
    request = next(walk)
    while True:
        for _ in range(_ATTEMPTS):
            page = yield request
            if static.read_links(source, page):
                break
        try:
            request = walk.send(page)
        except StopIteration:
            return


def _find_frames(source: Source, page: Page) -> list[str]:
    """Find the frames of a page that show pages of the same host, once each."""
    frames = filter(_is_shown, parse_page(page).select("iframe[src], frame[src]"))
    targets = dict.fromkeys(
        normalize_url(str(frame["src"]), page.url) for frame in frames
    )
    own = normalize_url(page.url)
    named = source.options.get("frame", "")
    return [
        target
        for target in targets
        if parse_host(target) == source.host and target != own and named in target
    ]


def _is_shown(frame: Tag) -> bool:
    width = str(frame.get("width", "")).strip()
    height = str(frame.get("height", "")).strip()
    return width not in _NO_SIZE and height not in _NO_SIZE
