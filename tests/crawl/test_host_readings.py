"""What was read on an earlier night is not read again: reading costs a second, and a scan a minute."""

import shutil
from collections.abc import Sequence
from contextlib import closing
from typing import Any

import pytest

from tasks.documents import convert, sandbox
from tasks.home import Home
from tasks.ledger import Ledger
from tasks.model.catalogue import make_phrase
from tasks.model.errors import UnreadableDocument
from tasks.model.run import OutcomeKind, PageState, Run
from tasks.read import extract_batch
from tasks.tables.part_store import PartStore, get_extractor_version
from tasks.tables.schema import build_part_schemas
from tests.documents.files.page import PICTURE
from tests.faults import files
from tests.world.town import BODY, FIRST_NIGHT, Nights, source

TITLE = "演示镇2025年法治政府建设年度报告"
FILE = "/bg/a.pdf"


@pytest.fixture
def read(monkeypatch) -> list[bytes]:
    """Note the bytes of every file that is read; reading goes on as ever."""
    bodies: list[bytes] = []

    def noting(one):
        def reading(body, **more):
            bodies.append(body)
            return one(body, **more)

        return reading

    # One for pages, one for what a child process reads.
    for name in ("convert_here", "convert_in_sandbox"):
        monkeypatch.setattr(convert, name, noting(getattr(convert, name)))
    return bodies


@pytest.fixture
def nights(town, tmp_path):
    """Publish a report that the list leads to as a file."""
    town.put_list((FILE, TITLE))
    return Nights(Home.open(str(tmp_path)), source(town))


def put(town, body: bytes, **headers: str) -> None:
    """Set the file."""
    town.pages[FILE] = (
        200,
        {"Content-Type": "application/octet-stream", **headers},
        body,
    )


def tables_of(nights: Nights) -> dict[str, list[dict[str, Any]]]:
    """Read all captures into a part of its own, and give its rows."""
    run = Run(
        "20260302T020000-read",
        FIRST_NIGHT,
        str(nights.home.root),
        nights.home.ledger_url,
    )
    with closing(Ledger(run.database_url)) as ledger:
        captures = ledger.load_latest_captures()
    name = extract_batch.fn(run, captures, {one.id: one for one in nights.sources})
    parts = PartStore(nights.home.parts, get_extractor_version(), build_part_schemas())
    return {
        table: [
            row
            for batch in parts.read_batches(name, table)
            for row in batch.to_pylist()
        ]
        for table in build_part_schemas()
    }


def readings(nights: Nights, read: Sequence[bytes], days: Sequence[int]) -> list[int]:
    """Count what each night reads."""
    counts = []
    for day in days:
        before = len(read)
        nights.run(day)
        counts.append(len(read) - before)
    return counts


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(files.good_pdf(), id="pdf"),
        pytest.param(files.good_docx(), id="docx"),
        pytest.param(PICTURE.read_bytes(), id="scan", marks=pytest.mark.slow),
    ],
)
def test_a_file_is_read_once(town, nights, read, body):
    """However often the same bytes come, whole or as a 304."""
    if body == PICTURE.read_bytes():
        pytest.importorskip("rapidocr", reason="pip install fazhi[ocr]")
    put(town, body)
    assert readings(nights, read, (1, 2)) == [1, 0]
    put(town, body, ETag='"v1"')
    assert readings(nights, read, (3, 4)) == [0, 0]
    assert town.asked[-1][1]["if-none-match"] == '"v1"'
    assert nights.states() == {"a.pdf": PageState.UNCHANGED}


def test_other_bytes_are_read_and_compared(town, nights, read):
    """With the revision before, whose words are at hand; a new one is made by the words alone."""
    first, changed = (
        files.good_pdf(),
        files.good_pdf([*files.LINES, "三、下一年度主要安排"]),
    )
    put(town, first)
    nights.run(1)
    put(town, first + b"\n")
    nights.run(2)
    assert read == [first, first + b"\n"]
    assert nights.states() == {"a.pdf": PageState.UNCHANGED}
    put(town, changed)
    nights.run(3)
    assert read[2:] == [changed]
    assert nights.states() == {"a.pdf": PageState.REVISED}


@pytest.mark.usefixtures("without_run")
def test_the_tables_need_no_second_reading(town, nights, read):
    """The crawl's words serve the tables too, also after the extractor changed.

    Without them the rows are the same.
    """
    put(town, files.good_pdf())
    nights.run(1)
    kept = tables_of(nights)
    assert read == [files.good_pdf()]
    shutil.rmtree(nights.home.documents)
    assert tables_of(nights) == kept
    assert read == [files.good_pdf()] * 2
    assert kept["reports"][0]["organ"] == "演示镇"


@pytest.mark.slow
@pytest.mark.usefixtures("without_run")
def test_words_of_ocr_belong_to_the_archive(town, nights, read, monkeypatch):
    """Tables are made again from the archive alone, also where OCR reads otherwise or not at all."""
    pytest.importorskip("rapidocr", reason="pip install fazhi[ocr]")
    put(town, PICTURE.read_bytes())
    nights.run(1)
    kept = tables_of(nights)
    assert any(nights.home.recognised.rglob("*.json.gz"))
    assert not nights.home.documents.exists()
    shutil.rmtree(nights.home.parts)

    def misread(*_arguments, **_more):
        raise UnreadableDocument("ocr_missing", what=make_phrase("words_in_image"))

    monkeypatch.setattr(convert, "convert_in_sandbox", misread)
    assert tables_of(nights) == kept
    assert read == [PICTURE.read_bytes()]


def test_a_page_is_read_once(town, nights, read):
    """Like a file, and its clock makes it another one."""
    town.put_list(("a.html", TITLE))
    town.put_report("/bg/a.html", TITLE)
    assert readings(nights, read, (1, 2)) == [1, 0]
    town.put_report("/bg/a.html", TITLE, clock="您是第8851位访客")
    assert readings(nights, read, (3,)) == [2]


def test_the_file_of_a_page_is_read_once(town, nights, read):
    """The page is looked at every night, since only its words say which files are its own."""
    town.put_list(("a.html", TITLE))
    town.put(
        "/bg/a.html",
        f"<html><h1>{TITLE}</h1><div class='TRS_Editor'><a href='a.pdf'>附件</a></div></html>",
    )
    put(town, files.good_pdf())
    assert nights.run(1).kind is OutcomeKind.NEW
    assert files.good_pdf() in read
    read.clear()
    assert nights.run(2).unchanged == 1
    assert files.good_pdf() not in read


def test_a_file_that_comes_later_is_read(town, nights, read):
    """The bytes of the page are as before, what belongs to it is not."""
    town.put_list(("a.html", TITLE))
    town.put(
        "/bg/a.html",
        f"<html><h1>{TITLE}</h1><div class='TRS_Editor'>{BODY[0]}<a href='a.pdf'>附件</a></div>",
    )
    nights.run(1)
    assert nights.codes() == ["attachment_lost"]
    put(town, files.good_pdf())
    nights.run(2)
    assert files.good_pdf() in read
    assert nights.states() == {"a.html": PageState.REVISED}


def test_what_the_machine_causes_is_no_state_of_a_page(town, nights, monkeypatch):
    """A page stays as it was, known or new, the outcome says why, and the next night reads it."""
    reading = sandbox.convert_in_sandbox

    def interrupted(_body, **_more):
        raise UnreadableDocument("reading_interrupted", how="it was killed")

    put(town, files.good_pdf())
    monkeypatch.setattr(convert, "convert_in_sandbox", interrupted)
    outcome = nights.run(1)
    assert outcome.kind is OutcomeKind.FAILED
    assert "our machine did not come to read 1 page" in outcome.reason
    assert nights.codes() == ["reading_interrupted"]
    assert nights.states() == {}
    monkeypatch.setattr(convert, "convert_in_sandbox", reading)
    assert nights.run(2).new == 1
    put(town, files.good_pdf([*files.LINES, "三、下一年度主要安排"]))
    monkeypatch.setattr(convert, "convert_in_sandbox", interrupted)
    assert nights.run(3).revised == 0
    assert nights.states() == {"a.pdf": PageState.NEW}
    monkeypatch.setattr(convert, "convert_in_sandbox", reading)
    assert nights.run(4).revised == 1
    assert nights.codes() == []
