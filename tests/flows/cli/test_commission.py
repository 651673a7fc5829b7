"""`fazhi sources commission`, against the demo portal and sites of which only the home page is known."""

import json
import tomllib
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from typer.testing import CliRunner

from deploy.demo.portal import Portal
from flows.cli.main import app
from tasks.home import Home
from tasks.ledger import Ledger
from tasks.model.run import BEIJING, Outcome, OutcomeKind, Run
from tasks.model.source import Source
from tasks.registry.source_files import load_sources
from tests.world.server import Site

runner = CliRunner()
HEADER = "organ,organ_kind,level,division_code,home\n"
ORGAN = "霁川县人民政府"
TITLE = f"<title>{ORGAN}门户网站</title>"
COLUMN = f"{TITLE}<a href='/zwgk/fzzfjsbg/'>法治政府建设年度报告</a><a href='/tzgg/'>通知公告</a>"
ROWS = "".join(
    f"<li><a href='{year}.html'>霁川县{year}年法治政府建设年度报告</a><span>{year}-01-02</span></li>"
    for year in range(2019, 2024)
)
REPORT = (
    "<title>霁川县2019年法治政府建设年度报告</title><h1>霁川县2019年法治政府建设年度报告</h1>"
    "<p>现将2019年法治政府建设有关情况报告如下。</p><p>一、主要举措和成效</p>"
    + "<p>全年依法办结行政许可事项，按时公开目录。</p>"
    * 20
)

APP = (
    "<html><body><div id=app></div><script src='/static/js/app.8e1f.js'></script>"
    "</body></html>"
)


@pytest.fixture
def known_site(site: Site) -> Site:
    """Set a home page with a column whose list is whole, and its oldest report."""
    site.put("/", COLUMN)
    site.put("/zwgk/fzzfjsbg/", ROWS)
    site.put("/zwgk/fzzfjsbg/2019.html", REPORT)
    return site


@pytest.fixture
def sites(tmp_path: Path, site: Site) -> Path:
    """Write a table with the one site."""
    return write_table(tmp_path, site.url("/"))


def write_table(folder: Path, *homes: str, organ: str = ORGAN) -> Path:
    """Write a table of sites of one organ."""
    path = folder / "table.csv"
    rows = "".join(f"{organ},county,county,,{home}\n" for home in homes)
    path.write_text(HEADER + rows, encoding="utf-8")
    return path


def commissioned(tmp_path: Path, *options: str) -> tuple[int, list[dict[str, Any]]]:
    """Commission into a home; give the exit code and the results that were printed."""
    command = ["sources", "commission", "--home", str(tmp_path / "home"), "--json"]
    command += ["--sources", str(tmp_path / "sources"), "--allow-private"]
    result = runner.invoke(app, [*command, "--delay", "0", *options])
    return result.exit_code, json.loads(result.stdout)


def read(tmp_path: Path, name: object, file: str) -> str:
    """Read a file of a proposal."""
    path = tmp_path / "home" / "commissioning" / str(name) / file
    return path.read_text(encoding="utf-8")


def test_a_home_page_leads_to_a_proposal_with_its_evidence(known_site, sites, tmp_path):
    """The column is found and walked, the oldest report is the canary, and nothing is accepted by itself."""
    code, (found,) = commissioned(tmp_path, "--sites", str(sites))
    assert (code, found["stop"]) == (0, "whole")
    (name,) = found["proposals"]
    saved = Source.model_validate(
        {"id": name, **tomllib.loads(read(tmp_path, name, "source.toml"))}
    )
    assert saved.column == known_site.url("/zwgk/fzzfjsbg/")
    assert (saved.organ, saved.organ_kind, saved.season) == (
        ORGAN,
        "county",
        "seasonal",
    )
    assert (saved.volume_min, saved.volume_max, saved.verified) == (4, 15, False)
    assert saved.canary == known_site.url("/zwgk/fzzfjsbg/2019.html")
    evidence = read(tmp_path, name, "evidence.md")
    for words in (
        ORGAN,
        "it is called 法治政府建设年度报告",
        "5 titles taken",
        "--accept",
    ):
        assert words in evidence
    assert not (tmp_path / "sources").exists()


def test_a_site_that_is_done_is_not_asked_again(known_site, sites, tmp_path):
    """Unless that is wanted; one that failed is asked at the next start."""
    known_site.put("/", "", 503)
    code, (found,) = commissioned(tmp_path, "--sites", str(sites))
    assert (code, found["stop"]) == (1, "unreachable")
    known_site.put("/", COLUMN)
    assert commissioned(tmp_path, "--sites", str(sites))[1][0]["stop"] == "whole"
    asked = len(known_site.paths)
    assert commissioned(tmp_path, "--sites", str(sites))[1][0]["stop"] == "whole"
    assert len(known_site.paths) == asked
    commissioned(tmp_path, "--sites", str(sites), "--again")
    assert len(known_site.paths) > asked


@pytest.mark.parametrize(
    ("pages", "stop", "words"),
    [
        (
            {"/": f"{TITLE}<a href='/tzgg/'>通知公告</a>"},
            "no columns",
            "names no column",
        ),
        ({"/tzgg/": COLUMN}, "no home page", "404"),
        (
            {"/": COLUMN, "/zwgk/fzzfjsbg/": ROWS.replace("法治政府建设", "信息公开")},
            "no reports",
            "fzzfjsbg",
        ),
        ({"/": COLUMN, "/zwgk/fzzfjsbg/": APP}, "list not read", "`[list]`"),
        (
            {
                "/": COLUMN,
                "/zwgk/fzzfjsbg/": f"{ROWS}<div onclick='m()'>加载更多</div>",
            },
            "partial",
            "加载更多",
        ),
        (
            {"/": COLUMN.replace("霁川", "云溪"), "/zwgk/fzzfjsbg/": ROWS},
            "another organ",
            "云溪县人民政府",
        ),
        ({"/robots.txt": "User-agent: *\nDisallow: /\n"}, "refused", "robots.txt"),
    ],
)
def test_every_site_says_what_stopped_it(site, sites, tmp_path, pages, stop, words):
    """In the summary, and in its evidence."""
    for path, text in pages.items():
        site.put(path, text)
    code, (found,) = commissioned(tmp_path, "--sites", str(sites))
    assert (code, found["stop"]) == (0, stop)
    assert words in str(found["why"])
    proposals = found["proposals"]
    name = proposals[0] if proposals else found["id"]
    assert words in read(tmp_path, name, "evidence.md")
    assert bool(proposals) == (stop in ("partial", "another organ"))


def test_a_block_is_named_and_asked_again(site, sites, tmp_path):
    """It may be another answer tomorrow."""
    site.put("/", "", 412)
    code, (found,) = commissioned(tmp_path, "--sites", str(sites))
    assert (code, found["stop"]) == (1, "blocked")


def test_a_person_accepts_a_proposal(known_site, sites, tmp_path):
    """It becomes a source that says who looked and when; only then, and only once."""
    _code, (found,) = commissioned(tmp_path, "--sites", str(sites))
    (name,) = found["proposals"]
    folder = tmp_path / "sources"
    command = ["sources", "commission", "--home", str(tmp_path / "home")]
    command += ["--sources", str(folder), "--accept", name, "--by", "李某"]
    asked = len(known_site.paths)
    assert runner.invoke(app, command).exit_code == 0
    assert len(known_site.paths) == asked
    (source,) = load_sources(folder)
    assert (source.id, source.verified, source.verified_by) == (name, True, "李某")
    assert source.verified_on is not None
    listed = runner.invoke(
        app, ["sources", "list", "--sources", str(folder)], env={"COLUMNS": "300"}
    )
    assert f"yes, by 李某 on {source.verified_on}" in listed.stdout
    assert "no proposal" in str(runner.invoke(app, command).exception)
    commissioned(tmp_path, "--sites", str(sites), "--again")
    result = commissioned(tmp_path, "--sites", str(sites))[1][0]
    assert result["stop"] == "known"


def test_a_proposal_never_replaces_another_source(known_site, sites, tmp_path):
    """Only the one that it was made from."""
    _code, (found,) = commissioned(tmp_path, "--sites", str(sites))
    (name,) = found["proposals"]
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / f"{name}.toml").write_text("mine", encoding="utf-8")
    command = ["sources", "commission", "--home", str(tmp_path / "home")]
    command += ["--sources", str(folder), "--accept", str(name)]
    assert "another source" in str(runner.invoke(app, command).exception)
    assert (folder / f"{name}.toml").read_text(encoding="utf-8") == "mine"
    assert known_site.paths


def offline(tmp_path: Path, *options: str):
    """Work on the proposals of a home; asks no site."""
    command = ["sources", "commission", "--home", str(tmp_path / "home")]
    command += ["--sources", str(tmp_path / "sources"), *options]
    return runner.invoke(app, command, env={"COLUMNS": "300"})


def test_a_proposal_of_another_organ_is_accepted_on_demand_only(site, sites, tmp_path):
    """Its doubt stands in the file as well."""
    site.put("/", COLUMN.replace("霁川", "云溪"))
    site.put("/zwgk/fzzfjsbg/", ROWS)
    _code, (found,) = commissioned(tmp_path, "--sites", str(sites))
    (name,) = found["proposals"]
    refused = str(offline(tmp_path, "--accept", name).exception)
    assert "云溪县人民政府" in refused
    assert "--although-another-organ" in refused
    assert not (tmp_path / "sources").exists()
    accepted = offline(tmp_path, "--accept", name, "--although-another-organ")
    assert accepted.exit_code == 0
    (source,) = load_sources(tmp_path / "sources")
    assert "calls itself 云溪县人民政府" in source.notes


def test_proposals_that_wait_are_listed_and_rejected(known_site, sites, tmp_path):
    """What was accepted or rejected waits no more, and is not proposed again."""
    _code, (found,) = commissioned(tmp_path, "--sites", str(sites))
    (name,) = found["proposals"]
    asked = len(known_site.paths)
    assert name in offline(tmp_path, "--list").stdout
    page = read(tmp_path, name, "evidence.md")
    home = tmp_path / "home"
    command = f"commission --home {home} --sources {tmp_path / 'sources'} --accept"
    assert command in page
    assert offline(tmp_path, "--reject", name, "--by", "李某").exit_code == 0
    assert "Rejected by 李某" in read(tmp_path, name, "evidence.md")
    assert "No proposal waits" in offline(tmp_path, "--list").stdout
    summary = offline(tmp_path, "--sites", str(sites), "--allow-private").stdout
    assert "1 site, 0 proposals waiting" in summary
    assert len(known_site.paths) == asked


def test_a_column_that_only_its_source_can_read_is_known(site, sites, tmp_path):
    """A described list: walking its page shows no title."""
    site.put("/", COLUMN)
    site.put("/zwgk/fzzfjsbg/", APP)
    folder = tmp_path / "sources"
    write_source(folder, "town", site.url("/zwgk/fzzfjsbg/"))
    file = folder / "town.toml"
    text = file.read_text(encoding="utf-8").replace('"static"', '"described"')
    table = '[list]\naddress = "/jk"\nrows = "lb"\ntitle = "bt"\nurl = "dz"\n'
    file.write_text(f"{text}\n{table}", encoding="utf-8")
    _code, (found,) = commissioned(tmp_path, "--sites", str(sites))
    assert (found["stop"], found["proposals"]) == ("known", [])
    assert "town" in found["why"]


def test_a_private_address_names_the_option_that_permits_it(site, sites, tmp_path):
    """As probing does; nothing is asked."""
    result = offline(tmp_path, "--sites", str(sites), "--json")
    assert "FAZHI_CONTACT" in str(result.exception)
    env = {"FAZHI_CONTACT": "mailto:crawler@example.org"}
    command = ["sources", "commission", "--home", str(tmp_path / "home"), "--json"]
    result = runner.invoke(app, [*command, "--sites", str(sites)], env=env)
    assert "--allow-private permits that" in json.loads(result.stdout)[0]["why"]
    assert site.paths == []


def write_source(folder: Path, name: str, column: str) -> None:
    """Write a source that nobody has verified."""
    folder.mkdir(exist_ok=True)
    text = (
        f'name = "一"\norgan = "{ORGAN}"\nfamily = "static"\ncolumn = "{column}"\n'
        "allow_private = true\ndelay = 0.0\nnotes = 'found in a list'\n"
    )
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize("column", ["/", "/zwgk/fzzfjsbg/", "/moved/"])
def test_a_source_that_nobody_verified_is_commissioned(known_site, tmp_path, column):
    """From its home page alone, from its own column, and from the home page where the column has moved."""
    folder = tmp_path / "sources"
    write_source(folder, "town", known_site.url(column))
    code, (found,) = commissioned(tmp_path, "town")
    assert (code, found["stop"], found["proposals"]) == (0, "whole", ["town"])
    table = tomllib.loads(read(tmp_path, "town", "source.toml"))
    assert (table["column"], table["name"]) == (known_site.url("/zwgk/fzzfjsbg/"), "一")
    assert "found in a list" in table["notes"]
    command = ["sources", "commission", "--home", str(tmp_path / "home")]
    command += ["--sources", str(folder), "--accept", "town", "--by", "李某"]
    assert "--force" in str(runner.invoke(app, command).exception)
    assert not load_sources(folder)[0].verified
    assert runner.invoke(app, [*command, "--force"]).exit_code == 0
    assert load_sources(folder)[0].verified
    assert commissioned(tmp_path)[1] == []


def test_shards_share_the_hosts_among_them(tmp_path):
    """Each site is in one shard, all sites of a host in the same."""
    from flows.cli.commission import Commissioner

    homes = [f"http://a{number // 2}.gov.cn/{number}/" for number in range(40)]
    targets = Commissioner.list_targets((), write_table(tmp_path, *homes), tmp_path)
    assert (targets[0].id, targets[39].id) == ("a0-0", "a19-39")
    shards = [Commissioner.choose_shard(targets, f"{number}/3") for number in (1, 2, 3)]
    assert sorted(one.home for shard in shards for one in shard) == sorted(homes)
    hosts = [{urlsplit(one.home).netloc for one in shard} for shard in shards]
    assert sum(map(len, hosts)) == 20


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--shard", "9/8"], "--shard"),
        (["nobody"], "nobody"),
        (["--accept", "nobody"], "no proposal"),
    ],
)
def test_wrong_usage_says_what_is_right(tmp_path, options, words):
    """Before any site is asked."""
    table = write_table(tmp_path, "http://127.0.0.1:9/")
    command = ["sources", "commission", "--home", str(tmp_path), "--sites", str(table)]
    assert words in str(runner.invoke(app, [*command, *options]).exception)


def test_public_sites_are_not_asked_without_a_contact(tmp_path, monkeypatch):
    """As in a run."""
    monkeypatch.delenv("FAZHI_CONTACT", raising=False)
    command = ["sources", "commission", "--home", str(tmp_path), "--sites", "sites.csv"]
    assert "FAZHI_CONTACT" in str(runner.invoke(app, command).exception)


@pytest.fixture(scope="module")
def portal() -> Iterator[Portal]:
    """Serve the demo's first night on a free port."""
    with Portal(night=1, port=0) as serving:
        yield serving


@pytest.mark.parametrize(
    ("links", "proposed"),
    [
        ([10, 11, 12], [(8, 18)]),
        ([10, 11], []),
        ([1, 30, 30], []),
    ],
)
def test_nights_propose_a_tighter_band(tmp_path, links, proposed):
    """From whole lists of three nights on; a list that swings leaves the band as it is."""
    folder = tmp_path / "sources"
    write_source(folder, "town", "http://127.0.0.1:9/bg/")
    file = folder / "town.toml"
    text = f"{file.read_text(encoding='utf-8')}volume_min = 5\nvolume_max = 40\n"
    file.write_text(text, encoding="utf-8")
    home = Home.open(str(tmp_path / "home"))
    with closing(Ledger(home.ledger_url)) as ledger:
        for night, count in enumerate(links):
            now = datetime(2026, 3, night + 1, tzinfo=BEIJING)
            run = Run(f"2026030{night + 1}T020000-1a2b", now, "", home.ledger_url)
            ledger.start_run(run)
            for seen, whole in ((count, True), (1, False)):
                name = "town" if whole else "other"
                kind = OutcomeKind.NEW
                outcome = Outcome(
                    name, "", kind, "", links=seen, list_pages=1, list_complete=whole
                )
                ledger.record_outcome(run.run_id, outcome)
    code, found = commissioned(tmp_path, "--bands")
    assert code == 0
    assert [(one["proposed_min"], one["proposed_max"]) for one in found] == proposed


def test_the_demo_is_commissioned_from_its_home_pages(portal, tmp_path):
    """Every column is found, whatever leads there, and walked whole; nothing is accepted."""
    open_sites = [site for site in portal.sites if not site.script.blocked]
    homes = [f"{site.base}/" for site in open_sites]
    table = write_table(tmp_path, *homes, organ="人民政府")
    code, found = commissioned(tmp_path, "--sites", str(table))
    assert code == 0
    assert [result["stop"] for result in found] == ["whole"] * len(homes)
    columns = set()
    for result in found:
        for name in result["proposals"]:
            address = tomllib.loads(read(tmp_path, name, "source.toml"))["column"]
            columns.add(address.partition("#")[0].partition("?")[0])
    entrances = {site.base + site.entrance.partition("?")[0] for site in open_sites}
    assert columns == entrances
    assert not (tmp_path / "sources").exists()


def test_a_home_page_that_leads_nowhere_says_where_columns_were_sought(
    site, sites, tmp_path
):
    """Which pages were looked through, and which of those that it names did not answer."""
    site.put("/", f"{TITLE}<a href='/gk/'>政府信息公开</a><a href='/dt/'>网站地图</a>")
    site.put("/gk/", f"{TITLE}<a href='/tzgg/'>通知公告</a>")
    site.put("/dt/", "", 412)
    code, (found,) = commissioned(tmp_path, "--sites", str(sites))
    assert (code, found["stop"]) == (1, "blocked")
    site.put("/dt/", f"{TITLE}<a href='/tzgg/'>通知公告</a>")
    code, (found,) = commissioned(tmp_path, "--sites", str(sites))
    assert (code, found["stop"]) == (0, "no columns")
    assert site.url("/gk/") in str(found["why"])
    evidence = read(tmp_path, found["id"], "evidence.md")
    assert f"looked through: {site.url('/dt/')}" in evidence


def test_the_column_behind_a_column_is_proposed(site, sites, tmp_path):
    """What shows the newest report alone leads to the list of all."""
    near = f"{TITLE}<a href='/fz/'>法治政府建设</a>"
    newest = "<li><a href='/fzbg/2023.html'>霁川县2023年法治政府建设年度报告</a><span>2024-01-02</span></li>"
    site.put("/", near)
    site.put("/fz/", f"{newest}<a href='/fzbg/'>法治政府建设年度报告</a>")
    site.put("/fzbg/", ROWS)
    _code, (found,) = commissioned(tmp_path, "--sites", str(sites))
    assert (found["stop"], len(found["proposals"])) == ("whole", 1)
    (name,) = found["proposals"]
    column = tomllib.loads(read(tmp_path, name, "source.toml"))["column"]
    assert column == site.url("/fzbg/")


def test_columns_of_one_platform_are_different():
    """They share an address, and a number after # or an option tells them."""
    from flows.cli.commission import _spell_column

    base = {"id": "a", "name": "一", "organ": "一", "family": "gkmlpt"}
    column = "http://www.example.gov.cn/gkmlpt/index"
    by_option = Source.model_validate(
        {**base, "column": column, "options": {"column": "7"}}
    )
    by_number = Source.model_validate({**base, "column": f"{column}#7"})
    other = Source.model_validate({**base, "column": f"{column}#8"})
    assert _spell_column(by_option) == _spell_column(by_number)
    assert _spell_column(by_number) != _spell_column(other)
