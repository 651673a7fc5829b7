"""A home that was really crawled, read and published, and has moved on since."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.demo.docx import docx
from deploy.demo.writer import write
from expectations import ROWS
from tasks.fetch.urls import make_page_id
from tasks.home import Home
from tasks.ledger import Ledger
from tasks.model.release import Audit, Check
from tasks.model.run import Run
from tasks.model.source import Family
from tasks.read import extract_batch
from tasks.release.publish import publish
from tasks.release.stage import stage
from tasks.tables.part_store import get_extractor_version
from tests.world.town import FIRST_NIGHT, Nights, TownSite, source

PAGE, LONG, MORE, LEADS, FILE, LATE = (
    "/bg/a.html",
    "/bg/202601/t20260120_1.html",
    "/bg/202601/t20260120_1_1.html",
    "/bg/c.html",
    "/bg/c.docx",
    "/bg/d.html",
)
TITLES = {
    PAGE: "演示镇2025年法治政府建设年度报告",
    LONG: "演示镇2024年法治政府建设年度报告",
    LEADS: "演示镇2023年法治政府建设年度报告",
    LATE: "演示镇2022年法治政府建设年度报告",
}
# A sentence that the page breaks in two, with a number behind the break.
CUT = (
    "全镇各村不断健全矛盾纠纷多元预防调处化解综合机制，积极组织人民调解员走访入户，",
    "全年共化解各类矛盾纠纷217件。",
)
LAST = (
    "三、下一步打算：继续开展法治宣传活动，全年计划举办讲座20场，"
    "不断提升群众的法治意识和依法办事的能力水平。"
)


@dataclass(frozen=True)
class Town:
    """The home, the folder of its source, and the site as it stands now."""

    home: Path
    sources: Path
    site: TownSite
    attached: bytes

    def url(self, path: str) -> str:
        """Give the address of a page."""
        return self.site.url(path)

    def report_id(self, path: str) -> str:
        """Give the id of a page's report."""
        return make_page_id(self.url(path))


@contextmanager
def published_town(folder: Path) -> Iterator[Town]:
    """Publish three reports: one page, an article of two, and a page that leads to its file.

    Tasks are plain functions.

    On the night after, the first is revised and one more is captured, and neither is read.
    """
    site = TownSite()
    attached = docx(write(8))
    _put_night(site, attached)
    nights = Nights(Home.open(str(folder / "home")), source(site, family=Family.TRS))
    nights.run(1)
    _publish(nights)
    site.put_list(*TITLES.items())
    site.put_report(PAGE, TITLES[PAGE], "新增一段，说明全年办理行政复议案件5件。")
    site.put_report(LATE, TITLES[LATE])
    nights.run(2)
    sources = folder / "sources"
    sources.mkdir()
    (sources / "demo.toml").write_text(
        f'name = "演示镇"\norgan = "演示镇人民政府"\nfamily = "trs"\ncolumn = "http://{site.host}/bg/"\n'
        'allow_private = true\n[region]\nprovince = "示例省"\n',
        encoding="utf-8",
    )
    yield Town(folder / "home", sources, site, attached)
    site.close()


def _put_night(site: TownSite, attached: bytes) -> None:
    site.put_list(*((path, TITLES[path]) for path in (PAGE, LONG, LEADS)))
    site.put_report(PAGE, TITLES[PAGE], *CUT)
    site.put_report(
        LONG,
        TITLES[LONG],
        clock='<script>createPageHTML(2, 0, "t20260120_1", "html");</script>',
    )
    menu = "<li><a href='/'>政务公开</a></li>" * 30
    site.put(
        MORE,
        f"<html><body><ul>{menu}</ul><div class='TRS_Editor'><p>{LAST}</p></div></body></html>",
    )
    site.put(
        LEADS,
        f"<html><head><meta name='ArticleTitle' content='{TITLES[LEADS]}'></head><body>{menu}"
        f"<div class='TRS_Editor'><p>详见附件。</p><p><a href='{FILE}'>年度报告</a></p></div></body></html>",
    )
    site.pages[FILE] = (200, {"Content-Type": "application/octet-stream"}, attached)


def _publish(nights: Nights) -> None:
    """Read what was captured and publish it, with an audit that passes."""
    run = Run(
        "20260302T020000-read",
        FIRST_NIGHT,
        str(nights.home.root),
        nights.home.ledger_url,
    )
    with closing(Ledger(run.database_url)) as ledger:
        captures = ledger.find_unread_captures(get_extractor_version())
    extract_batch.fn(run, captures, {one.id: one for one in nights.sources})
    staged = stage.fn(run, ROWS, ())
    check = Check(
        "reports",
        "row_count",
        "",
        "critical",
        True,
        "as many as were captured",
        (),
        "why",
    )
    publish.fn(run, staged, Audit(staged.release_id, (check,)))
