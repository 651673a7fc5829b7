"""What a site and a source do in a night or two, by the code of the problem that the last night tells."""

import gzip
from collections.abc import Callable

from tests.world.town import BODY, LIMITS, Nights, TownSite

TITLE, OLDER = "演示镇2025年法治政府建设年度报告", "演示镇2024年法治政府建设年度报告"
_LONG = (
    "全镇各村各单位按照年初的部署，把各项任务分解到月，逐项落实到人，按季度检查进度，年底一并考核。"
    * 8
)
Case = Callable[[TownSite, Nights], None]
CASES: dict[str, Case] = {}


def case(act: Case) -> Case:
    """Enter a case under its name, which is the code."""
    CASES[act.__name__] = act
    return act


def _again(nights: Nights, **values: object) -> None:
    """Run the source with other values."""
    nights.sources = (nights.sources[0].model_copy(update=values),)
    nights.run(1)


@case
def crawl_failed(_town: TownSite, nights: Nights) -> None:
    """Name a family that our code does not know."""
    _again(nights, family="none")


@case
def layout_changed(town: TownSite, nights: Nights) -> None:
    """Answer with a page without links."""
    town.put("/bg/", "<html><body><p>欢迎访问</p></body></html>")
    nights.run(1)


@case
def list_not_whole(town: TownSite, nights: Nights) -> None:
    """Lose the list's second page."""
    town.put(
        "/bg/",
        f"<ul><li><a href='a.html'>{TITLE}</a>2026-01-20</li></ul><a href='2.html'>下一页</a>",
    )
    nights.run(1)


@case
def fewer_links(town: TownSite, nights: Nights) -> None:
    """Shorten the list."""
    nights.run(1)
    town.put_list(("a.html", TITLE))
    nights.run(2)


@case
def redesign(town: TownSite, nights: Nights) -> None:
    """Cut the only report to its first sentence."""
    town.put_report("/bg/a.html", TITLE, _LONG)
    nights.run(1)
    town.put(
        "/bg/a.html",
        f"<html><title>{TITLE}</title><h1>{TITLE}</h1><div>{BODY[0]}</div></html>"
        + " " * 600,
    )
    nights.run(2)


@case
def volume_below(_town: TownSite, nights: Nights) -> None:
    """Expect more links than there are."""
    _again(nights, volume_min=9, verified=True)


@case
def volume_below_unverified(_town: TownSite, nights: Nights) -> None:
    """Expect more links than there are of a source that nobody verified."""
    _again(nights, volume_min=9, verified=False)


@case
def volume_above(_town: TownSite, nights: Nights) -> None:
    """Expect fewer links than there are."""
    _again(nights, volume_max=1)


@case
def off_host(town: TownSite, nights: Nights) -> None:
    """List a report on another host."""
    town.put_list(("a.html", TITLE), ("http://elsewhere.example/r.html", OLDER))
    nights.run(1)


@case
def trap(town: TownSite, nights: Nights) -> None:
    """List a report under a path that repeats itself."""
    town.put_list(("a.html", TITLE), ("/bg" + "/a/b" * 4 + "/x.html", OLDER))
    nights.run(1)


@case
def mirror(town: TownSite, nights: Nights) -> None:
    """List a report under two addresses."""
    town.put_list(("a.html?slb=true", TITLE), ("a.html", TITLE))
    nights.run(1)


@case
def moved(town: TownSite, nights: Nights) -> None:
    """List a report under another of its addresses."""
    nights.run(1)
    town.put_list(("a.html?slb=true", TITLE))
    town.put_report("/bg/a.html?slb=true", TITLE)
    nights.run(2)


@case
def attachment_lost(town: TownSite, nights: Nights) -> None:
    """Name a file that is not there."""
    town.put(
        "/bg/a.html",
        f"<html><h1>{TITLE}</h1><div class='TRS_Editor'><a href='1.pdf'>附件</a></div></html>",
    )
    nights.run(1)


@case
def returned(town: TownSite, nights: Nights) -> None:
    """Take a report away for a night."""
    nights.run(1)
    report = town.pages.pop("/bg/a.html")
    nights.run(2)
    town.pages["/bg/a.html"] = report
    nights.run(3)


@case
def postponed(_town: TownSite, nights: Nights) -> None:
    """Spend the budget on robots.txt and list."""
    _again(nights, page_budget=2)


@case
def dead_link(town: TownSite, nights: Nights) -> None:
    """List a page that is not there."""
    town.put_list(("gone.html", TITLE))
    nights.run(1)


@case
def unlisted(town: TownSite, nights: Nights) -> None:
    """Let a list drop the older of two reports, whose page stays."""
    town.put_report("/bg/b.html", OLDER)
    town.put_list(("a.html", TITLE), ("b.html", OLDER))
    nights.run(1)
    town.put_list(("a.html", TITLE))
    nights.run(2)


@case
def missing(town: TownSite, nights: Nights) -> None:
    """Take a report away."""
    nights.run(1)
    del town.pages["/bg/a.html"]
    nights.run(2)


@case
def withdrawn(town: TownSite, nights: Nights) -> None:
    """Take a report away for three nights."""
    nights.run(1)
    del town.pages["/bg/a.html"]
    for day in (2, 3, 4):
        nights.run(day)


@case
def no_longer_a_report(town: TownSite, nights: Nights) -> None:
    """Put another document at a report's address."""
    nights.run(1)
    town.put_report("/bg/a.html", "演示镇2025年政府信息公开工作年度报告")
    nights.run(2)


@case
def refused(town: TownSite, nights: Nights) -> None:
    """Forbid the report, and not its list."""
    town.pages["/robots.txt"] = (
        200,
        {"Content-Type": "text/plain"},
        b"User-agent: *\nDisallow: /bg/a.html\n",
    )
    nights.run(1)


@case
def blocked(town: TownSite, nights: Nights) -> None:
    """Answer with a challenge."""
    town.put("/bg/a.html", "<script>$_ts={}</script>", 412)
    nights.run(1)


@case
def too_large(town: TownSite, nights: Nights) -> None:
    """Answer with a body that unpacks beyond the limit."""
    body = gzip.compress(bytes(LIMITS.size + 1))
    town.pages["/bg/a.html"] = (
        200,
        {"Content-Type": "text/html", "Content-Encoding": "gzip"},
        body,
    )
    nights.run(1)


@case
def unreachable(town: TownSite, nights: Nights) -> None:
    """Answer with a fault of the server."""
    town.put("/bg/a.html", "down", 503)
    nights.run(1)


@case
def unsupported_type(town: TownSite, nights: Nights) -> None:
    """Put an archive that nobody reads in the place of the report."""
    town.pages["/bg/a.html"] = (200, {"Content-Type": "text/html"}, b"Rar!\x1a\x07\x00")
    nights.run(1)
