"""Commissioning sites that nobody imitated, from their home pages alone."""

import importlib
import json
import sys
import threading
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from typer.testing import CliRunner

from flows.cli.main import app
from tests.paths import SHARED
from tests.world import adapter
from tests.world.homes import ORGAN, WAYS, HomeSite, write_home
from tests.world.test_suites import load_cases, serve

WORLD = SHARED / "world"
# Lists of which nobody can get the whole.
_LEAST_FOUND = 0.9


def commission(folder: Path, homes: Sequence[str], organs: Sequence[str]) -> Any:
    """Commission sites; give what each came to, by its home page."""
    rows = ["organ,organ_kind,level,division_code,home"]
    rows += [
        f"{organ},county,county,,{home}"
        for organ, home in zip(organs, homes, strict=True)
    ]
    table = folder / "table.csv"
    table.write_text("\n".join(rows) + "\n", encoding="utf-8")
    command = ["sources", "commission", "--json", "--allow-private", "--delay", "0"]
    command += ["--home", str(folder), "--sources", str(folder / "sources")]
    result = CliRunner().invoke(app, [*command, "--sites", str(table)])
    assert result.exit_code == 0, result.output
    return {one["home"]: one for one in json.loads(result.stdout)}


def list_proposed(folder: Path, found: dict[str, Any]) -> list[str]:
    """List the columns of a site's proposals; of a described list, the page that people see."""
    columns = []
    for name in found["proposals"]:
        path = folder / "commissioning" / name / "source.toml"
        columns.append(tomllib.loads(path.read_text(encoding="utf-8"))["column"])
    return columns


def answer(case: Any) -> Callable[[str, dict[str, str]], tuple[int, str, bytes]]:
    """Serve a case's pages by path and form."""
    serving = serve(case["pages"])
    return lambda path, form: serving(urljoin(adapter.HOST, path), form or None)


def test_lists_of_every_kind_are_found_from_home_pages(tmp_path):
    """At least nine columns of ten are proposed, and each whole list is walked whole; each other says why."""
    cases = [one.values[0] for one in load_cases("pagers", "hanweb")]
    with ExitStack() as stack:
        sites = []
        for number, case in enumerate(cases):
            way = WAYS[number % len(WAYS)]
            site = HomeSite(way, case["column"], answer(case))
            stack.callback(site.close)
            sites.append(site)
        homes = [site.url for site in sites]
        found = commission(tmp_path, homes, [ORGAN] * len(homes))
    proposed, whole = 0, 0
    for case, home in zip(cases, homes, strict=True):
        result = found[home]
        wanted = urljoin(home, case["column"])
        is_proposed = wanted in list_proposed(tmp_path, result)
        proposed += is_proposed
        whole += is_proposed and result["stop"] == "whole"
        assert result["why"], case["name"]
    assert proposed >= _LEAST_FOUND * len(cases)
    assert whole >= _LEAST_FOUND * len(cases)
    assert not (tmp_path / "sources").exists()


@pytest.fixture
def world() -> Iterator[list[Any]]:
    """Serve the sites that lie beside the repository, each behind a home page; give them."""
    sys.path.insert(0, str(WORLD))
    try:
        machine = importlib.import_module("machine")
        kinds = importlib.import_module("sites").SITES
    finally:
        sys.path.remove(str(WORLD))
    servers, sites = [], []
    for offset, kind in enumerate(kinds, 1):
        server: Any = ThreadingHTTPServer(("127.0.0.1", 0), machine.Handler)
        server.daemon_threads = True
        site = _put_home_before(kind, WAYS[offset % len(WAYS)])(
            server.server_port - offset, offset
        )
        server.site = site
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        servers.append(server)
        sites.append(site)
    yield sites
    for server in servers:
        server.shutdown()
        server.server_close()
    for name in ("machine", "sites"):
        del sys.modules[name]


def _put_home_before(kind: Any, way: str) -> Any:
    """Put a home page before the list of a kind of sites."""

    class Homed(kind):  # type: ignore[misc]
        def handle(self, path, query, form, request):
            home = write_home(way, self.column, path, self.organ)
            if home is None:
                return super().handle(path, query, form, request)
            charset = '<meta charset="gb2312">' if "gb" in self.encoding else ""
            return home.replace("<head>", f"<head>{charset}")

    return Homed


@pytest.mark.slow
@pytest.mark.skipif(not WORLD.exists(), reason="the sites lie beside the repository")
def test_the_sites_that_others_wrote_are_found_from_home_pages(tmp_path, world):
    """At least nine columns of ten are proposed and walked whole."""
    homes = [f"http://{site.host}/" for site in world]
    found = commission(tmp_path, homes, [site.organ for site in world])
    whole = 0
    for site, home in zip(world, homes, strict=True):
        result = found[home]
        wanted = f"http://{site.host}{site.column}"
        whole += result["stop"] == "whole" and wanted in list_proposed(tmp_path, result)
        assert result["why"]
    assert whole >= _LEAST_FOUND * len(world)
