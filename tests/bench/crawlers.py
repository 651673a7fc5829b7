"""The crawlers that are compared, each run in a process of its own.

`python -m tests.bench.crawlers WAY PORT DELAY N` prints JSON: wall and CPU seconds from the first request to
the last page kept, and the pages that came.
"""

import json
import logging
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import datetime

from tests.arguments import read_arguments
from tests.bench.busy_portal import address

_NIGHT = datetime.fromisoformat("2026-03-02T02:00:00+08:00")


def fazhi(port: int, delay: float, hosts: int) -> int:
    """Crawl as a night does, without Prefect's server.

    A host has a thread; archive and ledger lie in a temporary home.
    """
    from prefect.context import FlowRunContext
    from prefect.settings import PREFECT_LOGGING_TO_API_ENABLED, temporary_settings

    from tasks.crawl.host import crawl_host
    from tasks.home import Home
    from tasks.model.run import Run

    logging.disable(logging.CRITICAL)

    def one(run: Run, number: int) -> int:
        source = _source(number, port, delay)
        (outcome,) = crawl_host.fn(run, source.host, [source])
        return outcome.new + outcome.list_pages

    with (
        tempfile.TemporaryDirectory(prefix="fazhi-bench-") as folder,
        ThreadPoolExecutor(hosts) as pool,
        temporary_settings({PREFECT_LOGGING_TO_API_ENABLED: False}),
        FlowRunContext.model_construct(flow=None, flow_run=None),  # type: ignore[call-arg]
    ):
        home = Home.open(folder)
        run = Run("20260302T020000-be9c", _NIGHT, folder, home.ledger_url)
        # Entering Prefect's contexts takes longer than a page: once, before the clock, and handed on to the
        # threads.
        contexts = [copy_context() for _ in range(hosts)]
        return _timed(
            lambda: sum(
                pool.map(
                    lambda number: contexts[number].run(one, run, number), range(hosts)
                )
            )
        )


def _source(number: int, port: int, delay: float):
    from tasks.model.source import Source

    known = {
        "id": f"host-{number}",
        "name": "演示镇",
        "organ": "演示镇人民政府",
        "family": "static",
    }
    column = f"http://{address(number)}:{port}/bg/"
    return Source.model_validate(
        {**known, "column": column, "delay": delay, "allow_private": True}
    )


def session(port: int, delay: float, hosts: int) -> int:
    """Fetch the same pages through the session alone: nothing is archived, hashed or classified."""
    from tasks.fetch.session import PoliteSession, RequestTerms
    from tasks.model.page import Request
    from tasks.sites.listing import collect_listing

    def one(number: int) -> int:
        source = _source(number, port, delay)
        terms = RequestTerms({source.host}, allow_private=True, delay=delay)
        with PoliteSession() as polite:
            polite.fetch(Request(f"http://{source.host}/robots.txt"), terms)
            walk = collect_listing(source)
            first = polite.fetch(next(walk), terms)
            try:
                walk.send(first)
            except StopIteration as end:
                links = end.value.links
            return 1 + sum(
                polite.fetch(Request(link.url), terms).status == 200 for link in links
            )

    with ThreadPoolExecutor(hosts) as pool:
        return _timed(lambda: sum(pool.map(one, range(hosts))))


def scrapy(port: int, delay: float, hosts: int) -> int:
    """Crawl with Scrapy: the same delay, one connection a host, robots.txt obeyed.

    A title is parsed, nothing kept.
    """
    from scrapy import Request, Spider
    from scrapy.crawler import CrawlerProcess
    from scrapy.http import Response

    class Reports(Spider):
        name = "reports"
        custom_settings = {  # noqa: RUF012
            "ROBOTSTXT_OBEY": True,
            "DOWNLOAD_DELAY": delay,
            "RANDOMIZE_DOWNLOAD_DELAY": False,
            "CONCURRENT_REQUESTS": 4 * hosts,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
            "AUTOTHROTTLE_ENABLED": False,
            "HTTPCACHE_ENABLED": False,
            "TELNETCONSOLE_ENABLED": False,
            "LOG_ENABLED": False,
        }
        pages = 0

        async def start(self):
            for number in range(hosts):
                yield Request(f"http://{address(number)}:{port}/bg/")

        def parse(self, response: Response) -> Iterator[Request]:
            Reports.pages += 1
            for anchor in response.css("li a::attr(href)"):
                yield response.follow(anchor.get(), self.report)

        def report(self, response: Response) -> Iterator[dict[str, str | None]]:
            Reports.pages += 1
            yield {"url": response.url, "title": response.css("title::text").get()}

    process = CrawlerProcess()
    process.crawl(Reports)

    def run() -> int:
        process.start()
        return Reports.pages

    return _timed(run)


WAYS: dict[str, Callable[[int, float, int], int]] = {
    "fazhi": fazhi,
    "session": session,
    "scrapy": scrapy,
}


def _timed(work: Callable[[], int]) -> int:
    wall, cpu = time.monotonic(), time.process_time()
    pages = work()
    measured = {
        "wall": time.monotonic() - wall,
        "cpu": time.process_time() - cpu,
        "pages": pages,
    }
    sys.stdout.write(json.dumps(measured) + "\n")
    return pages


if __name__ == "__main__":
    way, port, delay, count = read_arguments(__doc__)
    WAYS[way](int(port), float(delay), int(count))
