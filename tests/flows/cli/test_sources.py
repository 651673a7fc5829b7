"""The `fazhi sources` commands, against the demo portal and sites of our own."""

import json
import tomllib
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta

import pytest
from typer.testing import CliRunner

from deploy.demo.portal import Portal, source_toml
from deploy.demo.script import SITES
from flows.cli.main import app, main
from tasks.home import Home
from tasks.ledger import Ledger
from tasks.model.run import BEIJING, Outcome, OutcomeKind, Run
from tasks.model.source import Source
from tests.world.server import Site

runner = CliRunner()
GOOD = (
    'name = "一"\norgan = "一"\nfamily = "static"\ncolumn = "{column}"\n'
    "allow_private = true\ndelay = 0.0\n"
)
ROWS = "".join(
    f"<li><a href='{year}.html'>演示区{year}年法治政府建设年度报告</a><span>{year}-01-02</span></li>"
    for year in range(2019, 2024)
)
REPORT = (
    "<html><head><title>演示区2020年法治政府建设年度报告</title></head>"
    "<body><h1>演示区2020年法治政府建设年度报告</h1>"
    "<p>现将2020年法治政府建设有关情况报告如下。</p><p>一、主要举措和成效</p><p>全年开展法治宣传十二场。</p>"
    + "<p>全年依法办结行政许可事项，按时公开目录。</p>" * 20
    + "</body></html>"
)


@pytest.fixture(scope="module")
def portal() -> Iterator[Portal]:
    """Serve night 1 on a free port."""
    with Portal(night=1, port=0) as serving:
        yield serving


@pytest.fixture
def site() -> Iterator[Site]:
    """Serve a site while a test runs."""
    made = Site()
    yield made
    made.close()


def probed(url: str, *options: str):
    """Probe a URL on loopback; give the exit code and the JSON that was printed."""
    command = [
        "sources",
        "probe",
        url,
        "--json",
        "--allow-private",
        "--delay",
        "0",
        *options,
    ]
    result = runner.invoke(app, command)
    return result.exit_code, json.loads(result.stdout)


@pytest.mark.parametrize(
    "script",
    [script for script in SITES if not script.blocked],
    ids=lambda script: script.id,
)
def test_probing_names_the_family_of_every_imitated_site(portal, script):
    """The family is right, reports are among the links, the file shown is a source like the portal's own."""
    imitated = next(one for one in portal.sites if one.script.id == script.id)
    code, found = probed(imitated.base + imitated.column)
    assert code == 0
    assert found["systems"][0]["family"] == script.family.value
    assert found["family"] == script.family.value
    assert found["taken"]
    saved = Source.model_validate({"id": found["id"], **tomllib.loads(found["toml"])})
    written = Source.model_validate(
        {"id": script.id, **tomllib.loads(source_toml(imitated))}
    )
    assert (saved.family, saved.host) == (written.family, written.host)
    assert not saved.verified
    assert len([one for one in portal.requests if one.path == "/robots.txt"]) >= 1


def test_probing_shows_a_person_what_it_found(portal):
    """System and how sure, pages, links taken and left with the reason, and the file to save."""
    imitated = portal.sites[0]
    result = runner.invoke(
        app,
        [
            "sources",
            "probe",
            imitated.base + imitated.column,
            "--allow-private",
            "--delay",
            "0",
        ],
    )
    assert result.exit_code == 0
    for words in (
        "95% sure",
        "createPageHTML",
        "Pages walked",
        "Taken:",
        "Left:",
        "Save this as",
        'family = "trs"',
    ):
        assert words in result.stdout


def test_probing_an_article_names_its_column(portal):
    """Whoever pastes a report's address is led to its column."""
    imitated = portal.sites[0]
    post = next(post for post in imitated.posts if post.report)
    code, found = probed(imitated.url_of(post))
    assert code == 0
    assert found["article_of"] == imitated.base + imitated.column


def test_probing_a_home_page_proposes_columns(site):
    """With how sure, and what to do next."""
    site.put(
        "/",
        "<a href='/zwgk/fzzfjsbg/'>法治政府建设年度报告</a><a href='/zwgk/tzgg/'>通知公告</a>",
    )
    code, found = probed(site.url("/"))
    assert code == 0
    assert [one["url"] for one in found["columns"]] == [site.url("/zwgk/fzzfjsbg/")]
    result = runner.invoke(
        app, ["sources", "probe", site.url("/"), "--allow-private", "--delay", "0"]
    )
    assert "fazhi sources probe" in result.stdout


def test_titles_of_a_site_may_have_brackets(site):
    """Links are printed with their whole titles, whatever rich would take their words for."""
    site.put("/bg/", ROWS.replace("演示区", "演示区[/b]"))
    result = runner.invoke(
        app,
        ["sources", "probe", site.url("/bg/"), "--allow-private", "--delay", "0"],
        env={"COLUMNS": "200"},
    )
    assert result.exit_code == 0
    assert "演示区[/b]2023年法治政府建设年度报告" in result.stdout


@pytest.mark.parametrize(
    ("pager", "wanted"), [("共5条", 0), ("共50条 第1/10页", 3), ("加载更多", 3)]
)
def test_the_exit_code_tells_a_whole_list_from_a_partial_one(site, pager, wanted):
    """What the list promises beyond what was walked is said first, in words and as data."""
    site.put("/bg/", f"{ROWS}<div onclick='more()'>{pager}</div>")
    code, found = probed(site.url("/bg/"))
    assert (code, found["whole"], bool(found["not_followed"])) == (
        wanted,
        wanted == 0,
        wanted == 3,
    )
    command = ["sources", "probe", site.url("/bg/"), "--allow-private", "--delay", "0"]
    shown = runner.invoke(app, command).stdout
    assert shown.startswith("This list was not walked whole") == (wanted == 3)


def test_the_proposed_file_is_saved_on_demand(site, tmp_path):
    """Into the sources' folder; what is there is not written over without a word."""
    site.put("/bg/", ROWS)
    options = ["--save", "--sources", str(tmp_path)]
    code, found = probed(site.url("/bg/"), *options)
    path = tmp_path / f"{found['id']}.toml"
    assert code == 0
    assert path.read_text(encoding="utf-8") == found["toml"]
    path.write_text("mine", encoding="utf-8")
    command = ["sources", "probe", site.url("/bg/"), "--allow-private", *options]
    assert "--force" in str(runner.invoke(app, command).exception)
    assert path.read_text(encoding="utf-8") == "mine"
    assert probed(site.url("/bg/"), *options, "--force")[0] == 0
    assert path.read_text(encoding="utf-8") == found["toml"]


def shown(site, *options: str):
    """Probe the column of a site; give what a person sees."""
    command = ["sources", "probe", site.url("/bg/"), "--allow-private", "--delay", "0"]
    result = runner.invoke(app, [*command, *options], env={"COLUMNS": "300"})
    return result.stdout


def test_the_file_is_said_to_go_where_the_sources_are(site, tmp_path):
    """And commands that are printed carry the options in use."""
    site.put("/bg/", ROWS)
    words = shown(site, "--sources", str(tmp_path))
    assert f"Save this as {tmp_path}/" in words
    site.put("/", "<a href='/zwgk/fzzfjsbg/'>法治政府建设年度报告</a>")
    command = ["sources", "probe", site.url("/"), "--allow-private", "--delay", "0"]
    found = runner.invoke(app, [*command, "--sources", str(tmp_path)])
    printed = "".join(found.stdout.split())
    assert f"--sources{tmp_path}--allow-private" in printed


@pytest.mark.parametrize(
    ("page", "status", "words"),
    [
        ("<p>找不到</p>", 404, "HTTP 404"),
        (REPORT, 200, "a page, and no list: 演示区2020年法治政府建设年度报告"),
        ("<div id=app></div><script src=/js/app.js></script>", 200, "`[list]`"),
        ("<p>暂无</p>", 200, "No list was found here"),
    ],
)
def test_probing_what_is_no_list_says_what_it_is(site, page, status, words):
    """With one remedy, and nothing to save."""
    site.put("/bg/", page, status)
    printed = shown(site)
    assert words in printed
    remedies = ("No list was found", "describ", "HTTP 404: look", "a page, and no list")
    assert sum(printed.count(one) > 0 for one in remedies) == 1
    assert "Save this as" not in printed


def test_a_list_of_one_page_has_no_title_of_a_report(site):
    """A column whose title names a year among its reports is one."""
    site.put("/bg/", f"<title>演示区2020年法治政府建设年度报告</title>{ROWS}")
    assert "Save this as" in shown(site)


def test_the_limit_of_a_probe_is_named_as_the_cause(site):
    """And not the site's pager."""
    site.put("/bg/", f"{ROWS}<a href='2.html'>2</a><a href='2.html'>下一页</a>")
    site.put("/bg/2.html", ROWS.replace("20", "19"))
    printed = shown(site, "--pages", "1")
    assert "the limit of 1 page." in printed
    assert "--pages" in printed
    assert "describe" not in printed


@pytest.mark.parametrize(
    ("markup", "organ"),
    [
        ("<title>法治政府建设年度报告-苓浦区人民政府信息公开平台</title>", "苓浦区人民政府"),
        ("<meta name=SiteName content=欢迎访问苓浦区人民政府网站>", "苓浦区人民政府"),
        ("<title>年度报告</title><p>主办：苓浦市司法局法制科</p>", "苓浦市司法局"),
        ("<title>法治政府建设年度报告</title>", ""),
        ("<meta name=SiteName content=www.example.gov.cn>", ""),
    ],
)  # fmt: skip
def test_a_proposed_organ_is_the_sites_own_word_or_none(site, markup, organ):
    """A host is none."""
    site.put("/bg/", f"{markup}{ROWS}")
    _code, found = probed(site.url("/bg/"))
    table = tomllib.loads(found["toml"])
    assert table["organ"] == organ
    assert ("fill in `organ`" in table["notes"]) == (not organ)


def test_probing_obeys_robots(site):
    """What robots.txt forbids is not asked for, and that is said."""
    site.put("/robots.txt", "User-agent: *\nDisallow: /zwgk/\n")
    code, found = probed(site.url("/zwgk/"))
    assert code == 1
    assert found["error"] == "robots.txt disallows it"
    assert site.paths == ["/robots.txt"]


@pytest.mark.parametrize(
    ("status", "words"),
    [(412, "blocked(ruishu)"), (521, "blocked(jiasule)"), (404, None), (200, None)],
)
def test_probing_ends_with_1_where_no_list_is(site, status, words):
    """A block is named; a page without a list is no error, and no success."""
    site.put("/zwgk/", "<p>没有内容</p>", status)
    code, found = probed(site.url("/zwgk/"))
    assert code == 1
    assert found.get("error") == words


def test_a_private_address_is_asked_only_on_demand(site):
    """And the option that permits it is named."""
    result = runner.invoke(app, ["sources", "probe", site.url("/")])
    assert result.exit_code == 1
    assert "--allow-private" in result.stderr
    assert site.asked == []


@pytest.fixture
def folder(tmp_path, site):
    """Write a source whose site is there."""
    site.put("/bg/", ROWS)
    site.put("/bg/2020.html", REPORT)
    text = (
        GOOD.format(column=site.url("/bg/"))
        + f'canary = "{site.url("/bg/2020.html")}"\n'
    )
    (tmp_path / f"127-0-0-1-{site.host.partition(':')[2]}.toml").write_text(
        text, encoding="utf-8"
    )
    return tmp_path


@pytest.fixture
def home_after_a_run(folder, tmp_path_factory):
    """Note in a home's ledger that the last run saw one link more than there is."""
    (file,) = folder.glob("*.toml")
    home = Home.open(str(tmp_path_factory.mktemp("home")))
    outcome = Outcome(
        file.stem, "127.0.0.1", OutcomeKind.NEW, "", list_pages=1, links=6, relevant=6
    )
    run = Run(
        "20260302T020000-1a2b", datetime.now(BEIJING), str(home.root), home.ledger_url
    )
    with closing(Ledger(home.ledger_url)) as ledger:
        ledger.start_run(run)
        ledger.record_outcome(run.run_id, outcome)
        ledger.finish_run(run.run_id, datetime.now(BEIJING))
    return home.root


def checked(folder, *options: str):
    """Check a folder; give the exit code and the findings as printed."""
    result = runner.invoke(
        app, ["sources", "check", "--sources", str(folder), "--json", *options]
    )
    return result.exit_code, json.loads(result.stdout)


def test_checking_offline_asks_nobody(folder, site):
    """Sound files, no findings, no requests."""
    assert checked(folder) == (0, [])
    assert site.asked == []


def test_checking_tells_every_mistake_at_once(folder, site):
    """A broken file, a duplicate, and only those that are asked for."""
    text = GOOD.format(column=site.url("/bg/"))
    (folder / "a-copy.toml").write_text(text, encoding="utf-8")
    (folder / "b-broken.toml").write_text(
        text + "season = 'summer'\n", encoding="utf-8"
    )
    code, findings = checked(folder)
    assert code == 1
    errors = {
        one["source_id"]: one["message"]
        for one in findings
        if one["severity"] == "error"
    }
    assert "`season`" in errors["b-broken"]
    assert any("same column" in message for message in errors.values())
    code, findings = checked(folder, "a-copy")
    assert {one["source_id"] for one in findings} == {"a-copy"}
    result = runner.invoke(app, ["sources", "check", "--sources", str(folder)])
    assert "b-broken" in result.stdout
    assert "errors" in result.stdout


def test_checking_holds_the_sources_against_the_roster_beside_them(folder):
    """A source without a row and a row without a source are told.

    A roster that cannot be read is an error.
    """
    beside = folder / "data" / "sources"
    beside.mkdir(parents=True)
    for file in folder.glob("*.toml"):
        file.rename(beside / file.name)
    roster = folder / "data" / "lookups" / "expected.csv"
    roster.parent.mkdir()
    header = "source_id,organ,organ_kind,level,division_code,duty,since,evidence\n"
    roster.write_text(
        header + "gone,棠川县人民政府,county,county,,obliged,2019,\n", encoding="utf-8"
    )
    code, findings = checked(beside)
    assert code == 0
    assert {(one["severity"], one["source_id"]) for one in findings} >= {
        ("warning", "gone")
    }
    assert all("expected.csv" in one["message"] for one in findings)
    assert len(findings) == 1 + len(list(beside.glob("*.toml")))
    roster.write_text(header.replace("duty", "must"), encoding="utf-8")
    code, findings = checked(beside)
    assert code == 1
    assert [one["source_id"] for one in findings] == ["expected"]


def test_checking_online_asks_robots_list_and_canary(folder, site):
    """What is right is told, too."""
    code, findings = checked(folder, "--online")
    assert code == 0
    words = " ".join(one["message"] for one in findings)
    assert all(
        word in words
        for word in ("no robots.txt", "5 links", "the canary is read as a report")
    )
    assert site.paths == ["/robots.txt", "/bg/", "/bg/2020.html"]


@pytest.mark.parametrize(
    ("lines", "page", "words"),
    [
        ("", f"{ROWS}<div onclick='more()'>加载更多</div>", "加载更多"),
        ("volume_min = 6\n", ROWS, "at least 6"),
        ("volume_max = 4\n", ROWS, "at most 4"),
        ("volume_min = 5\nvolume_max = 5\n", f"{ROWS}<div>共5条</div>", None),
    ],
)
def test_checking_online_compares_with_promise_and_band(
    folder, site, lines, page, words
):
    """A list that is not whole, or outside its volume band, is an error."""
    site.put("/bg/", page)
    (file,) = folder.glob("*.toml")
    file.write_text(f"{file.read_text(encoding='utf-8')}{lines}", encoding="utf-8")
    code, findings = checked(folder, "--online")
    errors = [one["message"] for one in findings if one["severity"] == "error"]
    assert code == (words is not None)
    assert len(errors) == (words is not None)
    assert all(str(words) in message for message in errors)


def test_checking_online_compares_with_the_last_run(folder, home_after_a_run):
    """Fewer links than the last run saw are a warning; a home without a ledger stays as it is."""
    code, findings = checked(folder, "--online", "--home", str(home_after_a_run))
    assert code == 0
    assert any("the last run saw 6 links" in one["message"] for one in findings)
    assert any(one["severity"] == "warning" for one in findings)
    empty = folder / "empty"
    (empty / "state").mkdir(parents=True)
    code, findings = checked(folder, "--online", "--home", str(empty))
    assert (code, list(empty.rglob("*"))) == (0, [empty / "state"])
    assert all("last run" not in one["message"] for one in findings)


@pytest.mark.parametrize(
    ("path", "text", "status", "words"),
    [
        ("/robots.txt", "User-agent: *\nDisallow: /\n", 200, "disallows"),
        ("/bg/", "<p>栏目建设中</p>", 200, "yields no links"),
        ("/bg/", "", 412, "blocked(ruishu)"),
        ("/bg/2020.html", "", 404, "canary is gone"),
        (
            "/bg/2020.html",
            REPORT.replace("法治政府建设年度", "政府信息公开工作年度"),
            200,
            "disclosure_report",
        ),
    ],
)
def test_checking_online_tells_what_is_wrong(folder, site, path, text, status, words):
    """And ends with 1."""
    site.put(path, text, status)
    code, findings = checked(folder, "--online")
    assert code == 1
    assert any(
        words in one["message"] for one in findings if one["severity"] == "error"
    )


def describe_list(folder, site, lines: str) -> None:
    """Let the source's list be described, with some lines of its own."""
    rows = []
    for year in range(2019, 2024):
        title = f"演示区{year}年法治政府建设年度报告"
        rows.append({"bt": title, "dz": "2020.html", "rq": f"{year}-01-02"})
    site.put("/jk", json.dumps({"sj": {"lb": rows, "zs": 5}}))
    (file,) = folder.glob("*.toml")
    text = file.read_text(encoding="utf-8").replace('"static"', '"described"')
    table = f'[list]\naddress = "/jk"\nrows = "sj.lb"\nurl = "dz"\n{lines}'
    file.write_text(f"{text}\n{table}", encoding="utf-8")


@pytest.mark.parametrize(
    ("lines", "severity", "words"),
    [
        ('title = "bt"\ncount = "sj.zongshu"\n', "error", "`count` (sj.zongshu)"),
        ('title = "bt"\ndate = "nix"\n', "warning", "0 of 5 rows have a date at `nix`"),
        ('title = "biaoti"\n', "error", "0 of 5 rows have a title at `biaoti`"),
    ],
)
def test_checking_online_names_a_path_that_finds_nothing(
    folder, site, lines, severity, words
):
    """Once, and with what the answer has."""
    describe_list(folder, site, lines)
    _code, findings = checked(folder, "--online")
    named = [one for one in findings if words in one["message"]]
    assert [one["severity"] for one in named] == [severity]
    assert any(key in named[0]["message"] for key in ("sj.zs", "bt, dz, rq"))


def test_checking_online_names_the_key_that_permits_a_private_address(folder, site):
    """And says how many were checked, one of them as one."""
    (file,) = folder.glob("*.toml")
    text = file.read_text(encoding="utf-8").replace("allow_private = true\n", "")
    file.write_text(text, encoding="utf-8")
    _code, findings = checked(folder, "--online")
    assert any("`allow_private = true`" in one["message"] for one in findings)
    assert site.paths == []
    command = ["sources", "check", "--sources", str(folder)]
    assert "1 source checked" in runner.invoke(app, command).stdout


def test_checking_online_says_of_a_site_that_is_down_to_ask_again(folder, site):
    """Once, and nothing of its file is to be mended."""
    site.close()
    command = ["sources", "check", "--sources", str(folder), "--online"]
    result = runner.invoke(app, command)
    printed = f"{result.stdout}{result.stderr}"
    assert "ask again" in printed
    assert "`column`" not in printed
    assert printed.count("ask again") == 1


def test_checking_online_leaves_sources_alone_that_are_not_to_be_asked(folder, site):
    """Retired ones, and those in their quiet hours."""
    (file,) = folder.glob("*.toml")
    text = file.read_text(encoding="utf-8")
    now = datetime.now(BEIJING)
    hours = f"{now - timedelta(hours=1):%H:%M}-{now + timedelta(hours=2):%H:%M}"
    for line in ('lifecycle = "retired"', f'quiet_hours = "{hours}"'):
        file.write_text(f"{text}{line}\n", encoding="utf-8")
        code, findings = checked(folder, "--online")
        assert (code, len(findings)) == (0, 1)
        assert "not asked" in findings[0]["message"]
    assert site.asked == []


def test_a_blocked_source_may_be_blocked_and_is_reported_when_it_is_not(folder, site):
    """Its lifecycle says what to expect."""
    (file,) = folder.glob("*.toml")
    file.write_text(
        f'{file.read_text(encoding="utf-8")}lifecycle = "blocked"\n', encoding="utf-8"
    )
    code, findings = checked(folder, "--online")
    assert code == 0
    assert any("answers again" in one["message"] for one in findings)
    site.put("/bg/", "", 412)
    code, findings = checked(folder, "--online")
    assert code == 0
    assert any("as its lifecycle says" in one["message"] for one in findings)


@pytest.mark.parametrize("command", [["sources"], ["sources", "list"]])
def test_sources_are_listed(folder, command):
    """With and without the sub-command."""
    result = runner.invoke(app, [*command, "--sources", str(folder)])
    assert result.exit_code == 0
    assert "127-0-0-1" in result.stdout


def test_a_pipe_gets_a_line_a_source(tmp_path):
    """Of facts that tabs part: nothing is drawn, cut or broken, whatever a fact holds."""
    long = "http://www.example.gov.cn/" + "zwgk/" * 40
    for name in ("eins", "zwei"):
        (tmp_path / f"{name}.toml").write_text(
            'name = "一"\norgan = "东岭区\\t人民\\n政府"\nfamily = "trs"\n'
            f'column = "{long}"\nverified = true\nverified_by = "李某"\n',
            encoding="utf-8",
        )
    arguments = ["sources", "list", "--sources", str(tmp_path)]
    result = runner.invoke(app, arguments, env={"COLUMNS": "40"})
    organ = "东岭区 人民 政府"
    facts = ("trs", long, "active", "yes, by 李某")
    assert result.stdout.splitlines() == [
        "\t".join((name, organ, *facts)) for name in ("eins", "zwei")
    ]


@pytest.mark.parametrize(("command", "code"), [("check", 1), ("list", 2)])
def test_a_key_that_no_source_has_is_named(command, code, folder, monkeypatch, capfd):
    """It is what checking looks for, and stops the others; the help says so."""
    (source,) = folder.glob("*.toml")
    with source.open("a", encoding="utf-8") as file:
        file.write("colour = 1\n")
    arguments = ["fazhi", "sources", command, "--sources", str(folder)]
    monkeypatch.setattr("sys.argv", arguments)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == code
    assert "key `colour`" in " ".join("".join(capfd.readouterr()).split())
    shown = runner.invoke(app, ["sources", command, "--help"]).stdout
    assert f" {code}: " in " ".join(shown.split())


def test_a_damaged_lookup_is_wrong(folder, site, monkeypatch):
    """Whichever source is asked about; the rest is checked, but no site is asked."""
    (source,) = folder.glob("*.toml")
    damaged = folder / "corrections.csv"
    damaged.write_text("report_id,value\n", encoding="utf-8")
    monkeypatch.setattr("tasks.upkeep.verify.CORRECTIONS", damaged)
    code, findings = checked(folder, source.stem, "--online")
    assert code == 1
    (error,) = [one for one in findings if one["severity"] == "error"]
    assert error["source_id"] == "corrections"
    assert f"{damaged}: line 1" in error["message"]
    assert site.paths == []


def test_the_registry_of_the_repository_is_in_order():
    """`fazhi sources check` has nothing to say of `data/sources`."""
    result = runner.invoke(app, ["sources", "check"])
    assert result.exit_code == 0
    assert "none is wrong" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["sources", "check", "nobody"], "nobody"),
        (["sources", "check", "--sources", "/nowhere"], "no source"),
        (["sources", "list", "--sources", "/nowhere"], "no source"),
        (["sources", "probe", "ftp://example.gov.cn/"], "http(s)"),
        (["sources", "probe", "http://a.gov.cn/", "--delay", "-1"], "--delay"),
        (["sources", "probe", f"http://{'a' * 260}.cn/"], "no request can go"),
        (["sources", "mend"], "mend"),
        (["sources", "probe", "foo"], "foo: no address"),
    ],
)
def test_wrong_usage_ends_with_2(arguments, words, monkeypatch, capfd):
    """As in all commands."""
    monkeypatch.setattr("sys.argv", ["fazhi", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert words in "".join(capfd.readouterr().err.split("\n")).replace(
        "│", ""
    ).replace("  ", "")


def test_checking_online_says_that_no_title_is_a_report(folder, site, home_after_a_run):
    """An error when the last run saw some, else a warning; the count of links may be right."""
    site.put("/bg/", ROWS.replace("法治政府建设年度报告", "工作动态"))
    (folder / "none" / "state").mkdir(parents=True)
    for options, severity in (
        (["--home", str(home_after_a_run)], "error"),
        (["--home", str(folder / "none")], "warning"),
    ):
        code, findings = checked(folder, "--online", *options)
        said = [one for one in findings if "none of its 5 titles" in one["message"]]
        assert [one["severity"] for one in said] == [severity]
        assert code == (severity == "error")


@pytest.mark.parametrize(
    ("status", "body", "severity", "words"),
    [
        (200, REPORT, "info", "the oldest report is read as a report"),
        (404, "", "warning", "the oldest report is gone"),
        (412, "", "error", "blocked(ruishu)"),
    ],
)
def test_checking_online_asks_for_a_report_where_no_canary_is_named(
    folder, site, status, body, severity, words
):
    """A wall before the reports shows, and what was seen of the list stays said."""
    (file,) = folder.glob("*.toml")
    file.write_text(GOOD.format(column=site.url("/bg/")), encoding="utf-8")
    site.put("/bg/2019.html", body, status)
    _code, findings = checked(folder, "--online")
    assert any(
        words in one["message"] for one in findings if one["severity"] == severity
    )
    assert any("5 links (5 read like reports)" in one["message"] for one in findings)
    assert site.paths == ["/robots.txt", "/bg/", "/bg/2019.html"]


def test_probing_says_what_it_looked_through(site):
    """Behind a home page that names no column; with --save, that nothing was saved."""
    site.put("/", "<a href='/gk/'>政府信息公开</a><a href='/dt/'>网站地图</a>")
    site.put("/gk/", "<a href='/tzgg/'>通知公告</a>")
    site.put("/dt/", "", 412)
    command = ["sources", "probe", site.url("/"), "--allow-private", "--delay", "0"]
    result = runner.invoke(app, [*command, "--save"])
    assert result.exit_code == 1
    assert f"Looked through {site.url('/gk/')}" in result.stdout
    assert "blocked(ruishu)" in result.stdout
    assert "Nothing was saved" in result.stderr
