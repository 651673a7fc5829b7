"""A portal in a process of its own: many hosts on loopback, each with one list and its reports.

`python -m tests.bench.busy_portal LATENCY COUNT ...` serves until its input ends: COUNT pages (a list among
them) on each host, answers after LATENCY seconds. It prints its port; a line on its input makes it print, and
forget, what each host was asked: requests, and the shortest pause between two of them in seconds.
"""

import asyncio
import json
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from tests.arguments import read_arguments

SENTENCE = "全年开展行政执法检查126次，办理行政复议案件34件，组织法治宣传活动58场次，受理群众咨询2030人次。"
# The size of a government page with its scripts and menus.
_CHROME = (
    "<script>"
    + "var menu = [];" * 2000
    + "</script><div class='menu'>"
    + "".join(
        f"<li><a href='/other/{number}.html' target='_blank' class='menu-item'>政务公开栏目{number}</a></li>"
        for number in range(250)
    )
    + "</div>"
)


def address(number: int) -> str:
    """Give the address of a host, numbered from 0."""
    return f"127.0.1.{number + 1}"


def list_page(count: int) -> bytes:
    """Give a host's list: all its reports on one page."""
    rows = "".join(
        f"<li><a href='/bg/{number}.html'>演示镇{number}村2025年法治政府建设年度报告</a>"
        "<span>2026-01-20</span></li>"
        for number in range(count - 1)
    )
    return f"<html><head><meta charset='utf-8'></head><body><ul>{rows}</ul></body></html>".encode()


def report_page(number: int) -> bytes:
    """Give a report's page of about 60 KB."""
    title = f"演示镇{number}村2025年法治政府建设年度报告"
    body = "".join(
        f"<p>{heading}</p><p>{number}号。{SENTENCE * 6}</p>"
        for heading in ("一、主要举措", "二、存在不足")
    )
    head = f"<head><meta charset='utf-8'><title>{title}</title></head>"
    article = f"<h1>{title}</h1><div class='TRS_Editor'>{body}</div>"
    return f"<html>{head}<body>{_CHROME}{article}</body></html>".encode()


class BusyPortal:
    """The hosts and what they were asked."""

    def __init__(self, latency: float, counts: Sequence[int]) -> None:
        self._latency, self._counts = latency, counts
        self._asked: dict[str, list[float]] = defaultdict(list)
        self._pages = {
            f"/bg/{number}.html": report_page(number) for number in range(max(counts))
        }
        self._lists = {
            address(host): list_page(count) for host, count in enumerate(counts)
        }

    async def serve(self) -> None:
        """Serve until the input ends."""
        port = 0
        for number in range(len(self._counts)):
            server = await asyncio.start_server(
                self._talk, address(number), port, backlog=256
            )
            port = server.sockets[0].getsockname()[1]
        sys.stdout.write(f"{port}\n")
        sys.stdout.flush()
        while await asyncio.to_thread(sys.stdin.readline):
            sys.stdout.write(json.dumps(self._report_requests()) + "\n")
            sys.stdout.flush()

    def _report_requests(self) -> dict[str, tuple[int, float]]:
        requests = {}
        for host, times in self._asked.items():
            pauses = [later - earlier for earlier, later in pairwise(times)]
            requests[host] = (len(times), min(pauses, default=0.0))
        self._asked.clear()
        return requests

    async def _talk(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        host = writer.get_extra_info("sockname")[0]
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                self._asked[host].append(time.monotonic())
                if self._latency:
                    await asyncio.sleep(self._latency)
                path = head.split(b" ", 2)[1].decode()
                body = self._lists[host] if path == "/bg/" else self._pages.get(path)
                status = "404 Not Found" if body is None else "200 OK"
                body = body or b"none"
                fields = f"Content-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
                writer.write(f"HTTP/1.1 {status}\r\n{fields}".encode() + body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()  # the reader has what it wanted


if __name__ == "__main__":
    seconds, *pages = read_arguments(__doc__)
    asyncio.run(BusyPortal(float(seconds), list(map(int, pages))).serve())
