"""Ledgers and journals of earlier versions are read as what they said."""

import sqlite3
from contextlib import closing
from datetime import datetime

import pytest

from tasks.ledger import Ledger
from tasks.ledger.journal import JournalEntry, Operation
from tasks.ledger.operations import ADD_PROBLEM, SET_OUTCOME
from tasks.model.catalogue import make_issue
from tasks.model.run import BEIJING, Outcome, OutcomeKind, Run

# What an outcome's reason said of the walk, and what its columns say of it now.
REASONS = [
    ("list unchanged (2 links on 1 page, 2 reports as before)", True, 0),
    ("2 new; list not seen whole: the limit of 20 pages", False, 0),
    ("3 unchanged; 12 pages left out by --limit", True, 12),
    ("1 new; list not seen whole: page limit; 1 page left out: quiet hours", False, 1),
    ("nothing new: 2 links; 3 links to other hosts or endless paths left out", True, 0),
]


def make_outcome(reason, list_complete=True, left_out=0):
    """Make an outcome of the demo's source."""
    return Outcome(
        "demo",
        "example.cn",
        OutcomeKind.NEW,
        reason,
        list_pages=2,
        list_complete=list_complete,
        left_out=left_out,
    )


@pytest.mark.parametrize(("reason", "list_complete", "left_out"), REASONS)
def test_an_old_entry_of_the_journal_is_filled(
    tmp_path, reason, list_complete, left_out
):
    """It lacks the columns; they are what its reason says in words."""
    old = {
        "run_id": "run1",
        "source_id": "demo",
        "host": "example.cn",
        "kind": "new",
        "reason": reason,
        "list_pages": 2,
        **dict.fromkeys(
            "links relevant new revised unchanged missing withdrawn problems".split(), 0
        ),
    }
    entry = JournalEntry(1, [Operation(SET_OUTCOME, [old])])
    with closing(Ledger(f"sqlite:///{tmp_path}/ledger.sqlite")) as ledger:
        ledger.replay([entry])
        assert ledger.load_outcomes("run1") == [
            make_outcome(reason, list_complete, left_out)
        ]


def test_an_old_ledger_is_filled(tmp_path):
    """Its columns are added when it is opened, and filled row by row; a second time nothing is touched."""
    path = tmp_path / "ledger.sqlite"
    url = f"sqlite:///{path}"
    with closing(Ledger(url)) as ledger:
        for number, (reason, *_) in enumerate(REASONS):
            ledger.record_outcome(f"run{number}", make_outcome(reason))
    with closing(sqlite3.connect(path)) as database:
        for column in ("list_complete", "left_out"):
            database.execute(f"ALTER TABLE outcomes DROP COLUMN {column}")
        database.commit()
    for _ in range(2):
        with closing(Ledger(url)) as ledger:
            outcomes = [
                ledger.load_outcomes(f"run{number}")[0]
                for number in range(len(REASONS))
            ]
            assert outcomes == [make_outcome(*row) for row in REASONS]


# What problems said in English alone, and their sentences now: the code's own, what it means, or the old one.
PROBLEM_MESSAGES = [
    (
        "layout_changed",
        "the list yields no links",
        "列表页里读不出任何链接，或不再列出已知的报告",
    ),
    ("no_text", "no element holds text", "文件或网页没有文字"),
    ("of_an_earlier_version", "something is wrong", "something is wrong"),
]


def make_old_problem(code, message):
    """Make a problem's row as it was before there was a Chinese sentence."""
    return {
        "run_id": "run1",
        "source_id": "demo",
        "page_id": None,
        "stage": "crawl",
        "code": code,
        "severity": "error",
        "responsibility": "us",
        "message": message,
        "evidence": "",
        "url": None,
    }


def load_messages(ledger):
    """Load code and messages of the problems of a run."""
    night = datetime(2026, 3, 2, 2, tzinfo=BEIJING)
    ledger.start_run(Run("run1", night, "", ""))
    ledger.record_outcome("run1", make_outcome("2 new"))
    ledger.finish_run("run1", night)
    issues = [problem.issue for problem in ledger.load_problems()]
    return sorted((one.code, one.message, one.message_zh) for one in issues)


def test_an_old_problem_of_the_journal_has_a_chinese_sentence(tmp_path):
    """Old entries lack it; the catalogue has one for every code."""
    old = [make_old_problem(code, message) for code, message, _ in PROBLEM_MESSAGES]
    entry = JournalEntry(1, [Operation(ADD_PROBLEM, old)])
    with closing(Ledger(f"sqlite:///{tmp_path}/ledger.sqlite")) as ledger:
        ledger.replay([entry])
        assert load_messages(ledger) == sorted(PROBLEM_MESSAGES)


def test_an_old_problem_of_the_ledger_has_a_chinese_sentence(tmp_path):
    """The column is added when the ledger is opened."""
    path = tmp_path / "ledger.sqlite"
    with closing(Ledger(f"sqlite:///{path}")) as ledger:
        ledger.record_problem("run1", "demo", make_issue("layout_changed"))
    with closing(sqlite3.connect(path)) as database:
        database.execute("ALTER TABLE problems DROP COLUMN message_zh")
        database.commit()
    with closing(Ledger(f"sqlite:///{path}")) as ledger:
        ((_, _, chinese),) = load_messages(ledger)
    assert chinese == "列表页里读不出任何链接，或不再列出已知的报告"


def test_a_new_entry_is_taken_as_it_is(tmp_path):
    """What the columns say counts, whatever the words of the reason."""
    outcome = make_outcome("2 new; list not seen whole, they say", True, 0)
    with closing(Ledger(f"sqlite:///{tmp_path}/ledger.sqlite")) as ledger:
        ledger.record_outcome("run1", outcome)
        assert ledger.load_outcomes("run1") == [outcome]
