"""From a row of the release back to its words, its file, its record and its request."""

import json
import shutil
from contextlib import closing
from datetime import datetime
from pathlib import Path

import lxml.html
import pandas as pd
import pytest
from typer.testing import CliRunner

from flows.cli.main import app, main
from flows.cli.trace import Trace, _TracedCell
from tasks.home import Home
from tasks.ledger import Ledger
from tasks.ledger.row_types import PageRow
from tasks.model.errors import ConfigurationError, ReleaseError
from tasks.model.run import BEIJING, PageState
from tests.world.published import CUT, FILE, LATE, LEADS, LONG, MORE, PAGE

runner = CliRunner()


def trace_json(town, identity, *options):
    """Run the command with --json and give what it prints."""
    result = runner.invoke(
        app, ["trace", identity, "--home", str(town.home), "--json", *options]
    )
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def quantity(town, path, words):
    """Give the key of the quantity of some words."""
    rows = pd.read_parquet(town.home / "current" / "quantities.parquet")
    rows = rows[
        (rows["report_id"] == town.report_id(path)) & rows["phrase"].str.contains(words)
    ]
    return f"{rows['report_id'].iloc[0]}@{rows['start_offset'].iloc[0]}"


def test_a_quantity_leads_to_its_element_record_and_request(published):
    """Its words stand in the element that is named, in the bytes that the record holds."""
    followed = trace_json(published, quantity(published, PAGE, "调解案件"))
    assert followed["context"]["words"] == "86件"
    assert followed["quantity"]["value"] == 86
    assert followed["above"] == ["一、主要举措和成效"]
    (place,) = followed["places"]
    _status, _headers, body = published.site.pages[PAGE]
    words = (
        lxml.html.document_fromstring(body.decode())
        .getroottree()
        .xpath(f"string({place['origin']})")
    )
    assert "受理调解案件86件" in str(words)
    assert (followed["file"]["url"], place["url"]) == (
        published.url(PAGE),
        published.url(PAGE),
    )
    fetch = followed["file"]["fetch"]
    assert (fetch["status"], fetch["outcome"], fetch["robots"]) == (
        200,
        "ok",
        "allowed",
    )
    assert fetch["digest"] == followed["report"]["content_sha256"]
    assert datetime.fromisoformat(fetch["at"]).tzinfo is not None
    assert "T" in fetch["at"]
    assert (
        followed["release_id"]
        == json.loads((published.home / "latest.json").read_text())["release_id"]
    )
    assert followed["doubts"] == []


def test_a_number_of_a_table_leads_to_its_cell():
    """Its heads, and the lines above the table, where its unit may stand; a sentence's number has no cell."""
    text = "受理案件3件。\n附表\n单位：件\n部门\t立案\n公安局\t41"
    rows: list[dict[str, object]] = []
    for row, column, words in (
        (1, 1, "部门"),
        (1, 2, "立案"),
        (2, 1, "公安局"),
        (2, 2, "41"),
    ):
        start = text.index(words)
        place = {"table_number": 1, "row_number": row, "column_number": column}
        offsets = {"start_offset": start, "end_offset": start + len(words)}
        heads = {"row_head": None, "column_head": None}
        rows.append({**place, **offsets, **heads})
    rows[-1] |= {"row_head": "公安局", "column_head": "立案"}
    cell = _TracedCell.find(text, text.index("41"), rows)
    assert cell == (1, 2, 2, "公安局", "立案", "附表\n单位：件")
    assert _TracedCell.find(text, text.index("3件"), rows) is None


def test_every_row_is_found_in_its_paragraphs(published):
    """Each section and quantity of the release has places, and they cover its words."""
    for table, mark, column in (
        ("sections", "#", "path"),
        ("quantities", "@", "start_offset"),
    ):
        rows = pd.read_parquet(published.home / "current" / f"{table}.parquet")
        assert len(rows) > 5
        for row in rows.groupby("report_id").head(2).to_dict("records"):
            followed = Trace.find(
                str(published.home), f"{row['report_id']}{mark}{row[column]}"
            )
            spots = followed.origins.spots
            assert not followed.origins.doubts
            assert (
                spots[0].start <= followed.start < followed.end <= spots[-1].end + 1
            ), followed.id
            assert all(spot.origin for spot in spots)


def test_a_joined_sentence_leads_to_both_its_paragraphs(published):
    """The section that holds it names both; the number behind the break the second only."""
    (place,) = trace_json(published, quantity(published, PAGE, "矛盾纠纷217件"))[
        "places"
    ]
    section = trace_json(published, f"{published.report_id(PAGE)}#2")
    assert "".join(CUT) in section["context"]["words"]
    assert section["places"][-1] == place
    assert section["places"][-2]["end"] == place["start"]


def test_the_first_digits_of_an_id_do(published):
    """A prefix that only one report has is completed."""
    assert trace_json(published, published.report_id(PAGE)[:12].upper())[
        "id"
    ] == published.report_id(PAGE)


def test_a_further_page_of_an_article_is_its_own_file(published):
    """What stands on the second page leads to the record of the second page."""
    followed = trace_json(published, quantity(published, LONG, "讲座20场"))
    assert followed["places"][0]["origin"].startswith(published.url(MORE) + ": ")
    assert followed["file"]["url"] == published.url(MORE)
    assert [record["url"] for record in followed["records"]] == [
        published.url(LONG),
        published.url(MORE),
    ]


def test_the_raw_file_of_an_attachment_is_written(published, tmp_path):
    """A report that stands in an attachment leads to it; --to writes its bytes under the id and its name."""
    report_id = published.report_id(LEADS)
    followed = trace_json(published, report_id, "--to", str(tmp_path / "raw"))
    assert (followed["file"]["url"], followed["file"]["name"]) == (
        published.url(FILE),
        "年度报告",
    )
    (written,) = (tmp_path / "raw").iterdir()
    assert written.name == f"{report_id}-c.docx"
    assert written.read_bytes() == published.attached


def test_a_file_that_is_there_is_not_overwritten(published, tmp_path):
    """With the same bytes it is left, with others it is an error that says what to do."""
    followed = Trace.find(str(published.home), published.report_id(PAGE))
    path = followed.save_raw_file(str(published.home), tmp_path)
    assert followed.save_raw_file(str(published.home), tmp_path) == path
    path.write_bytes(b"mine")
    with pytest.raises(ConfigurationError, match="--to"):
        followed.save_raw_file(str(published.home), tmp_path)
    assert path.read_bytes() == b"mine"


def test_a_person_sees_the_words_marked_and_no_colour_in_a_pipe(published):
    """The number is marked in its sentence; what is piped has no escapes."""
    result = runner.invoke(
        app,
        ["trace", quantity(published, PAGE, "调解案件"), "--home", str(published.home)],
    )
    assert result.exit_code == 0
    assert "⟦86件⟧" in result.stdout
    assert "robots allowed" in "".join(result.stdout.split("\n")).replace("  ", "")
    assert "\x1b" not in result.stdout


def test_a_later_revision_does_not_change_what_the_release_says(published):
    """The page was revised since; the trace leads to the bytes that the release was read from."""
    followed = trace_json(published, published.report_id(PAGE))
    with closing(Ledger(Home(published.home).ledger_url)) as ledger:
        latest = ledger.find_latest_capture(published.report_id(PAGE))
    assert latest is not None
    assert (followed["report"]["revision"], latest.revision) == (1, 2)
    assert followed["file"]["warc_file"] != latest.warc_file
    assert followed["doubts"] == []


@pytest.mark.parametrize(
    ("identity", "match"),
    [
        ("nonsense", "is no id"),
        ("0f0f0f0f0f0f0f0f", "reports.parquet"),
        ("abcd", "abcd000000000001, abcd000000000002"),
        ("{page}#77", "its sections: 0, 1, 2"),
        ("{page}@3", "the nearest: @"),
    ],
)
def test_wrong_ids_are_reported_with_what_would_do(published, identity, match):
    """Malformed, unknown, ambiguous, no such section, no such quantity: exit code 2 by its class."""
    _add_pages(published.home, "abcd000000000001", "abcd000000000002")
    with pytest.raises(ConfigurationError, match=match):
        Trace.find(str(published.home), identity.format(page=published.report_id(PAGE)))


def _add_pages(home, *ids):
    at = datetime(2026, 3, 2, 2, tzinfo=BEIJING)
    with closing(Ledger(Home(home).ledger_url)) as ledger:
        for one in ids:
            row = PageRow(
                one,
                "demo",
                f"http://a.cn/{one}",
                "a.cn",
                PageState.NOT_A_REPORT,
                at,
                at,
                kind="news",
            )
            ledger.record_page(row)


def test_what_is_in_no_release_says_why(published):
    """A page that was captured and not read, and one that is no report."""
    with pytest.raises(ReleaseError, match=f"fazhi explain {published.url(LATE)}"):
        Trace.find(str(published.home), published.report_id(LATE))
    _add_pages(published.home, "abcd000000000001")
    with pytest.raises(ReleaseError, match="news, not_a_report"):
        Trace.find(str(published.home), "abcd000000000001")


def test_a_damaged_archive_is_reported_and_costs_the_place_only(published, tmp_path):
    """What the release says is shown, with the damage, its remedy, and exit code 1."""
    home = tmp_path / "home"
    shutil.copytree(published.home, home)
    whole = Trace.find(str(home), published.report_id(PAGE))
    assert whole.record is not None
    file = home / "archive" / whole.record.warc_file
    content = bytearray(file.read_bytes())
    content[whole.record.warc_offset + 40] ^= 0xFF
    file.write_bytes(content)
    result = runner.invoke(
        app,
        ["trace", quantity(published, PAGE, "调解案件"), "--home", str(home), "--json"],
    )
    assert result.exit_code == 1
    followed = json.loads(result.stdout)
    assert (followed["damaged"], followed["places"], followed["context"]["words"]) == (
        True,
        [],
        "86件",
    )
    assert "copy of the archive" in followed["doubts"][0]
    assert followed["file"]["url"] == published.url(PAGE)


def test_a_changed_reader_is_reported(published, tmp_path):
    """Words that the present reader does not find in the file have no place, and the remedy is named."""
    home = tmp_path / "home"
    shutil.copytree(published.home, home)
    reports = pd.read_parquet(home / "current" / "reports.parquet")
    reports["text"] = reports["text"].str.replace("调解案件", "调停事件")
    release = (
        home
        / "releases"
        / json.loads((home / "latest.json").read_text())["release_id"]
        / "reports.parquet"
    )
    release.chmod(0o644)
    reports.to_parquet(release)
    followed = Trace.find(str(home), quantity(published, PAGE, "调解案件"))
    assert followed.words == "86件"
    assert [
        spot.start for spot in followed.origins.spots
    ] or "fazhi extract" in followed.origins.doubts[0]
    section = Trace.find(str(home), f"{published.report_id(PAGE)}#1")
    assert not section.origins.spots
    assert "fazhi extract" in section.origins.doubts[0]


def test_before_the_first_release_it_is_the_home_that_lacks_it(tmp_path):
    """Not the id."""
    Home.open(str(tmp_path))
    with pytest.raises(ReleaseError, match=r"nothing has been published yet in .*run"):
        Trace.find(str(tmp_path), "abcd")


@pytest.mark.parametrize("written", ["{id}…", "{id}...", "{id}…#1", "{id}#1…"])
def test_an_id_is_taken_with_its_ellipsis(published, written):
    """As a page, a table or this project's README shortens it."""
    short = published.report_id(PAGE)[:10]
    followed = Trace.find(str(published.home), written.format(id=short))
    assert followed.report["report_id"] == published.report_id(PAGE)
    assert followed.subject == ("section" if "#" in written else "report")


def test_a_home_that_is_not_there_is_not_made(tmp_path):
    """A wrong --home is told, and leaves no folder behind."""
    with pytest.raises(ConfigurationError, match="--home"):
        Trace.find(str(tmp_path / "nowhere"), "abcd")
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize(("identity", "code"), [("nonsense", 2), (LATE, 1)])
def test_exit_codes(published, monkeypatch, capsys, identity, code):
    """2 for an id that is none, 1 for a report that no release holds; one line, no traceback."""
    wanted = published.report_id(LATE) if identity == LATE else identity
    monkeypatch.setattr(
        "sys.argv", ["fazhi", "trace", wanted, "--home", str(published.home)]
    )
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == code
    assert capsys.readouterr().err.startswith("fazhi: ")


def test_open_writes_beside_the_working_folder(published, tmp_path, monkeypatch):
    """--open says where the file was written."""
    monkeypatch.chdir(tmp_path)
    result = runner.invoke(
        app,
        ["trace", published.report_id(PAGE), "--home", str(published.home), "--open"],
    )
    (written,) = Path().iterdir()
    assert written.name == f"{published.report_id(PAGE)}-a.html"
    assert f"written to {written}" in result.stdout
