"""A town's site and the nights that crawl it, for the tests of the network half."""

import logging
from contextlib import closing
from datetime import date, datetime, timedelta

from tasks.archive.warc import Archive
from tasks.crawl.host import _HostCrawl
from tasks.fetch.session import PoliteSession, RequestLimits
from tasks.home import Home
from tasks.ledger import Ledger
from tasks.ledger.journal import Journal
from tasks.ledger.row_types import LinkRow, ProblemRow, RevisionRow
from tasks.model.run import BEIJING, Outcome, PageState, Run
from tasks.model.source import Family, Source
from tests.world.server import Site

FIRST_NIGHT = datetime(2026, 3, 2, 2, tzinfo=BEIJING)
LIMITS = RequestLimits(attempts=1, connect=1, read=1, deadline=2)
BODY = (
    "现将我镇2025年法治政府建设情况报告如下：",
    "一、主要举措和成效",
    "全年开展法治宣传活动12场次，发放资料3000余份，受理调解案件86件，办结率为百分之百，群众的满意度有了新的提高。",
    "二、存在的不足和原因",
    "执法队伍的力量还不够强，部分干部运用法治思维解决问题的能力仍有欠缺，需要在今后的工作中加以改进。",
)


class TownSite(Site):
    """A site with a list and reports as a town publishes them."""

    def put_list(self, *entries: tuple[str, str], path: str = "/bg/") -> None:
        """Set a list page."""
        rows = "".join(
            f'<li><a href="{href}">{title}</a><span>2026-01-20</span></li>'
            for href, title in entries
        )
        self.put(path, f"<html><body><ul>{rows}</ul></body></html>")

    def put_report(
        self, path: str, title: str, *more: str, clock: str = "", **headers: str
    ) -> None:
        """Set a report's page, with further paragraphs and something that changes in its chrome."""
        paragraphs = "".join(f"<p>{line}</p>" for line in (*BODY, *more))
        self.put(
            path,
            f"<html><head><title>{title}</title><meta name='ArticleTitle' content='{title}'></head><body>"
            f"<div class='top'>{clock}</div><h1>{title}</h1>"
            f"<div class='TRS_Editor'>{paragraphs}</div></body></html>",
            200,
            **headers,
        )


class Nights:
    """Runs one source night after night in one home."""

    def __init__(self, home: Home, *sources: Source) -> None:
        self.home, self.sources, self.runs = home, sources, 0
        self.authorities: str | None = None

    def run(self, day: int, *, finish: bool = True) -> Outcome:
        """Crawl the first source on the night of a day; without `finish` as if the run had been killed."""
        return self.run_all(day, finish=finish)[0]

    def run_all(
        self, day: int, *, finish: bool = True, limit: int | None = None
    ) -> list[Outcome]:
        """Crawl all sources."""
        self.runs += 1
        start = FIRST_NIGHT + timedelta(days=day - 1)
        run = Run(
            f"{start:%Y%m%dT%H%M%S}-{self.runs:04d}",
            start,
            str(self.home.root),
            self.home.ledger_url,
            limit,
        )
        with (
            Archive(self.home.archive) as archive,
            closing(
                Ledger(
                    run.database_url, Journal(archive, run.run_id, self.sources[0].host)
                )
            ) as ledger,
            PoliteSession(run.now, LIMITS, authorities=self.authorities) as session,
        ):
            ledger.start_run(run)
            crawl = _HostCrawl(
                run,
                self.sources[0].host,
                ledger=ledger,
                archive=archive,
                session=session,
                log=logging.getLogger("test"),
            )
            outcomes = crawl.crawl(self.sources)
            if finish:
                ledger.finish_run(run.run_id, run.now())
        return outcomes

    def states(self) -> dict[str, PageState]:
        """Give the state of each report by its file name."""
        with closing(Ledger(self.home.ledger_url)) as ledger:
            return {
                page.url.rpartition("/")[2]: page.state for page in ledger.load_pages()
            }

    def problems(self) -> list[ProblemRow]:
        """Give the problems that the last run noticed."""
        with closing(Ledger(self.home.ledger_url)) as ledger:
            return ledger.load_problems()

    def codes(self) -> list[str]:
        """Give their codes."""
        return [problem.issue.code for problem in self.problems()]

    def evidence(self, code: str) -> str:
        """Give the evidence of the only problem of a code."""
        (found,) = [
            problem.issue.evidence
            for problem in self.problems()
            if problem.issue.code == code
        ]
        return found

    def revisions(self) -> list[RevisionRow]:
        """Give every revision."""
        with closing(Ledger(self.home.ledger_url)) as ledger:
            return ledger.load_revisions()

    def decisions(self) -> list[tuple[str, bool]]:
        """Give kind and relevance of every link of the last run."""
        return [(link.kind, link.relevant) for link in self._links()]

    def listed(self) -> list[date | None]:
        """Give the listed date of every link of the last run."""
        return [link.listed_on for link in self._links()]

    def _links(self) -> list[LinkRow]:
        with closing(Ledger(self.home.ledger_url)) as ledger:
            return [
                link
                for _source, link in ledger.load_links(ledger.load_runs()[-1].run_id)
            ]


def source(site: TownSite, **values: object) -> Source:
    """Make a source for a site on loopback."""
    known = {
        "id": "demo",
        "name": "演示镇",
        "organ": "演示镇人民政府",
        "family": Family.STATIC,
        "column": f"http://{site.host}/bg/",
        "delay": 0.0,
        "allow_private": True,
    }
    return Source.model_validate(known | values)
