"""Lists inside a frame."""

from tasks.model.source import Family
from tasks.sites.families.plain_lists import IFRAME
from tasks.sites.listing import collect_listing
from tests.sites.families.pages import page, source, walked

COLUMN = "http://example.cn/zwgk/fzjs/index.html"
LIST = "http://example.cn/frame/list.html"
SHELL = (
    "<html><ul><li><a href='/zwgk/'>政府信息公开</a> 2026-01-01</li></ul>"
    "<iframe src='//weather.cn/x.html'></iframe><iframe src='/count.html' width='0' height='0'></iframe>"
    "<iframe src='/frame/list.html' width='100%'></iframe>"
)


def listed(number: int, following: str = "") -> str:
    """Write a page of the list."""
    anchor = f"<a href='/zwgk/{number}.html'>演示区{number}年报告</a>"
    rows = f"<tr><td>{anchor}</td><td>2024/01/23</td></tr>"
    return f"<table>{rows}</table><div><a href='{following}'>下一页</a></div>"


def serve(answers: dict[str, str]):
    """Collect the column from these answers."""
    walk = collect_listing(source(Family.IFRAME, COLUMN))
    request = next(walk)
    try:
        while True:
            found = answers.get(request.url)
            request = walk.send(
                page(request.url, found or "", 404 if found is None else 200)
            )
    except StopIteration as end:
        return end.value


def test_the_list_inside_the_frame_is_walked():
    """Frames of other hosts and of no size are none, and the shell's menu is no list."""
    pages = {
        COLUMN: SHELL,
        LIST: listed(2024, "list_2.html"),
        "http://example.cn/frame/list_2.html": listed(2023),
    }
    listing = serve(pages)
    assert [link.title for link in listing.links] == [
        "演示区2024年报告",
        "演示区2023年报告",
    ]
    assert listing.complete
    assert [seen.url for seen in listing.trace] == list(pages)


def test_a_list_page_that_fails_makes_the_list_not_whole():
    """What the pager promised did not come."""
    listing = serve({COLUMN: SHELL, LIST: listed(2024, "list_2.html")})
    assert [seen.links for seen in listing.trace][:3] == [0, 1, 0]
    assert not listing.complete


def test_a_source_names_its_frame():
    """Where the page shows others of its host."""
    html = "<html><iframe src='/weather.html'></iframe><iframe src='/frame/list.html'></iframe></html>"
    one = source(Family.IFRAME, COLUMN, options={"frame": "/frame/"})
    assert walked(IFRAME, one, {COLUMN: html, LIST: listed(2024)}) == [COLUMN, LIST]


def test_a_page_without_a_frame_is_no_shell():
    """Then its own rows are read, and nothing is followed."""
    one = source(Family.IFRAME, COLUMN)
    assert walked(IFRAME, one, {COLUMN: f"<html>{listed(2024)}</html>"}) == [COLUMN]
    assert len(IFRAME.read_links(one, page(COLUMN, listed(2024)))) == 1
