"""Extract: captures become a part; a bad page costs itself only, and never goes unseen."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from expectations import ROWS
from tasks.documents.article import read_article
from tasks.ledger import Ledger
from tasks.model.errors import ReleaseError, UnreadableDocument
from tasks.model.run import Outcome, OutcomeKind
from tasks.model.source import Source
from tasks.read import discard_rotten_parts, extract_batch
from tasks.release.stage import stage
from tasks.report.reading import read_report
from tasks.tables.part_store import get_extractor_version
from tasks.tables.table_rows import build_reading_rows
from tests.world.harvest import harvest

pytestmark = pytest.mark.usefixtures("without_run")

PAGE = """<html><head><meta charset="utf-8"><title>{title}</title></head><body><div class="TRS_Editor">
<h1>{title}</h1>
<p>2025年，云溪镇坚持依法办事，现将全年情况报告如下。</p>
<p>一、主要举措和成效</p><p>全年办理案件12件，开展普法活动30余场次。</p>
<p>二、存在的不足和原因</p><p>少数干部学法不够主动。</p>
<p>三、下一年度主要安排</p><p>继续完善学法制度。</p>
</div></body></html>"""
TITLE = "云溪镇2025年法治政府建设年度报告"
SOURCE = Source.model_validate(
    {
        "id": "yunxi",
        "name": "云溪镇",
        "organ": "云溪镇人民政府",
        "family": "static",
        "column": "http://127.0.0.1:8480/",
        "region": {"province": "示例省", "township": "云溪镇"},
    }
)


@pytest.fixture
def made(tmp_path):
    """Start a harvest."""
    return harvest(tmp_path)


def _rows(made, name, table):
    return [
        row
        for batch in made.parts(get_extractor_version()).read_batches(name, table)
        for row in batch.to_pylist()
    ]


def _extract(made, captures):
    return extract_batch.fn(made.run, captures, {"yunxi": SOURCE})


def _to_read(made):
    with closing(Ledger(made.run.database_url)) as ledger:
        return [
            capture.page_id
            for capture in ledger.find_unread_captures(get_extractor_version())
        ]


def test_a_batch_becomes_a_part_that_the_ledger_knows(made):
    """Report, sections and quantities are in the part, and the captures are not asked for again."""
    captures = [
        made.capture(name, body=PAGE.format(title=TITLE).encode()) for name in "ab"
    ]
    assert _to_read(made) == ["a", "b"]
    name = _extract(made, captures)
    assert _to_read(made) == []
    assert [row["report_id"] for row in _rows(made, name, "reports")] == ["a", "b"]
    report = _rows(made, name, "reports")[0]
    assert (report["title"], report["report_year"], report["extractor"]) == (
        TITLE,
        2025,
        get_extractor_version(),
    )
    kinds = [
        row["kind"]
        for row in _rows(made, name, "sections")
        if row["report_id"] == "a" and row["level"] == 1
    ]
    assert [kind for kind in kinds if kind != "preamble"] == [
        "achievements",
        "shortcomings",
        "plans",
    ]
    values = {(row["value"], row["unit"]) for row in _rows(made, name, "quantities")}
    assert {(12.0, "件"), (30.0, "场次")} <= values


def test_extracting_again_gives_the_same_part(made):
    """A retry of the task, or a run after a kill, changes nothing."""
    captures = [made.capture("a", body=PAGE.format(title=TITLE).encode())]
    assert _extract(made, captures) == _extract(made, captures)


def test_what_list_and_source_say_is_used(made):
    """A page without title and region takes them from its list entry and its source."""
    capture = replace(
        made.capture("a", body=PAGE.format(title="").encode()), listed_title=TITLE
    )
    row = _rows(made, _extract(made, [capture]), "reports")[0]
    assert (row["title"], row["province"]) == (TITLE, "示例省")


def test_a_type_that_nobody_reads_is_an_issue(made):
    """An archive of an unread kind gives no report row but a row that says why.

    The pages beside it are read.
    """
    captures = [
        made.capture("a", body=b"Rar!\x1a\x07\x01\x00"),
        made.capture("b", body=PAGE.format(title=TITLE).encode()),
    ]
    name = _extract(made, captures)
    assert [row["report_id"] for row in _rows(made, name, "reports")] == ["b"]
    (issue,) = [row for row in _rows(made, name, "issues") if row["report_id"] == "a"]
    assert (issue["code"], issue["severity"], issue["url"]) == (
        "unsupported_type",
        "error",
        captures[0].url,
    )
    assert _to_read(made) == []


def test_a_reader_that_fails_costs_its_page_only(made, monkeypatch):
    """An error in our own code is an issue with our name on it."""
    broken, good = [
        made.capture(name, body=PAGE.format(title=TITLE).encode()) for name in "ab"
    ]

    def stumbling(document, text, hints, *rest):
        if hints.url == broken.url:
            raise ZeroDivisionError("a corner that nobody saw")
        return read_report(document, text, hints, *rest)

    monkeypatch.setattr("tasks.read.read_report", stumbling)
    name = _extract(made, [broken, good])
    assert [row["report_id"] for row in _rows(made, name, "reports")] == ["b"]
    (issue,) = [row for row in _rows(made, name, "issues") if row["report_id"] == "a"]
    assert (issue["code"], issue["responsibility"]) == ("reader_failed", "us")
    assert "a corner that nobody saw" in issue["evidence"]


@pytest.mark.parametrize("value", [10**400, "half a character \ud800", object()])
def test_a_value_that_no_table_takes_costs_its_page_only(made, monkeypatch, value):
    """The batch is not lost over it."""
    broken, good = [
        made.capture(name, body=PAGE.format(title=TITLE).encode()) for name in "ab"
    ]

    def spoil(reading, capture, extractor):
        rows = build_reading_rows(reading, capture, extractor)
        if capture == broken:
            column = "title" if isinstance(value, str) else "characters"
            rows["reports"][0][column] = value
        return rows

    monkeypatch.setattr("tasks.read.build_reading_rows", spoil)
    name = _extract(made, [broken, good])
    assert [row["report_id"] for row in _rows(made, name, "reports")] == ["b"]
    (issue,) = [row for row in _rows(made, name, "issues") if row["report_id"] == "a"]
    assert (issue["code"], issue["responsibility"]) == ("reader_failed", "us")


def test_rows_that_cannot_be_made_cost_their_page_only(made, monkeypatch):
    """An error between reading and tables is one of the reader's."""
    captures = [
        made.capture(name, body=PAGE.format(title=TITLE).encode()) for name in "ab"
    ]

    def stumble(reading, capture, extractor):
        if capture == captures[0]:
            raise OverflowError("no row holds it")
        return build_reading_rows(reading, capture, extractor)

    monkeypatch.setattr("tasks.read.build_reading_rows", stumble)
    name = _extract(made, captures)
    assert [row["report_id"] for row in _rows(made, name, "reports")] == ["b"]
    (issue,) = [row for row in _rows(made, name, "issues") if row["report_id"] == "a"]
    assert issue["code"] == "reader_failed"


def test_what_the_archive_does_not_give_back_is_asked_for_again(made, caplog):
    """A missing or altered record is logged and stays to be read; the others are recorded."""
    missing, altered, good = [
        made.capture(name, body=PAGE.format(title=TITLE).encode()) for name in "abc"
    ]
    altered = replace(altered, content_sha256="0" * 64)
    (made.home.archive / missing.warc_file).unlink()
    name = _extract(made, [missing, altered, good])
    assert [row["report_id"] for row in _rows(made, name, "reports")] == ["c"]
    assert _to_read(made) == ["a", "b"]
    for capture in (missing, altered):
        assert any(capture.url in record.message for record in caplog.records)


def test_a_source_that_is_gone_does_not_stop_reading(made):
    """Captures outlive the file of their source."""
    capture = made.capture("a", body=PAGE.format(title=TITLE).encode())
    name = extract_batch.fn(made.run, [capture], {})
    assert _rows(made, name, "reports")[0]["title"] == TITLE


class _Machine:
    """A machine that keeps the page at an address from being read."""

    def __init__(self) -> None:
        self.kept = ""

    def read(self, bodies, documents=None):
        if bodies[0].url == self.kept:
            raise UnreadableDocument("reading_interrupted", how="it was killed")
        return read_article(bodies, documents)


@pytest.fixture
def machine(monkeypatch):
    """Read on a busy machine."""
    made = _Machine()
    monkeypatch.setattr("tasks.read.read_article", made.read)
    return made


def _stage(made):
    staged = stage.fn(made.run, ROWS, ())
    files = {path.name: path.read_bytes() for path in Path(staged.folder).iterdir()}
    issues = pq.read_table(Path(staged.folder) / "issues.parquet").to_pylist()
    return files, {row["code"]: row for row in issues if row["report_id"] == "a"}


def test_what_the_machine_kept_from_being_read_stays_due(made, machine):
    """It is no row and no verdict but an issue of ours, and once it is read, nothing tells of it."""
    captures = [
        made.capture(name, body=PAGE.format(title=TITLE).encode()) for name in "ab"
    ]
    machine.kept = captures[0].url
    name = _extract(made, captures)
    assert [row["report_id"] for row in _rows(made, name, "reports")] == ["b"]
    assert not [row for row in _rows(made, name, "issues") if row["report_id"] == "a"]
    assert _to_read(made) == ["a"]
    _files, issues = _stage(made)
    assert "capture_unread" not in issues
    issue = issues["reading_interrupted"]
    assert (issue["severity"], issue["responsibility"]) == ("error", "us")
    assert "our machine" in issue["message"]
    assert "it was killed" in issue["message"]
    machine.kept = ""
    _extract(made, captures[:1])
    assert _to_read(made) == []
    after, issues = _stage(made)
    assert "reading_interrupted" not in issues
    _extract(made, captures)
    assert _stage(made)[0] == after


def test_a_rotten_part_is_made_anew(made):
    """One flipped bit: it is discarded, told as an issue of its source, and read again to the same bytes."""
    capture = made.capture("a", body=PAGE.format(title=TITLE).encode())
    name = _extract(made, [capture])
    assert discard_rotten_parts(made.run) == []
    path = made.home.parts / get_extractor_version() / name / "quantities.parquet"
    sound = path.read_bytes()
    path.write_bytes(sound[:50] + bytes([sound[50] ^ 1]) + sound[51:])
    with pytest.raises(ReleaseError, match="run `fazhi extract`"):
        stage.fn(made.run, ROWS, ())
    assert discard_rotten_parts(made.run) == [name]
    with closing(Ledger(made.run.database_url)) as ledger:
        assert ledger.find_unread_captures(get_extractor_version()) == [capture]
    assert not path.exists()
    assert _extract(made, [capture]) == name
    assert path.read_bytes() == sound
    stage.fn(made.run, ROWS, ())


def test_a_rotten_part_is_an_issue_of_its_source(made):
    """The last run that asked the source tells of it, with the part's name."""
    name = _extract(made, [made.capture("a", body=PAGE.format(title=TITLE).encode())])
    next(made.home.parts.rglob("cells.parquet")).unlink()
    with Ledger.open_journaled(made.run) as ledger:
        ledger.start_run(made.run)
        outcome = Outcome("yunxi", "h", OutcomeKind.NEW, "", list_pages=1)
        ledger.record_outcome(made.run.run_id, outcome)
    discard_rotten_parts(made.run)
    with closing(Ledger(made.run.database_url)) as ledger:
        ((source, issue),) = [
            (row.source_id, row.issue) for row in ledger.load_problems()
        ]
    assert (source, issue.code, issue.evidence) == ("yunxi", "part_rotten", name)
