"""Ledgers and journals of earlier versions are read as what they said."""

import sqlite3
from contextlib import closing

import pytest

from tasks.ledger import Ledger
from tasks.ledger.journal import JournalEntry, Operation
from tasks.ledger.operations import SET_OUTCOME
from tasks.model.run import Outcome, OutcomeKind

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


def test_a_new_entry_is_taken_as_it_is(tmp_path):
    """What the columns say counts, whatever the words of the reason."""
    outcome = make_outcome("2 new; list not seen whole, they say", True, 0)
    with closing(Ledger(f"sqlite:///{tmp_path}/ledger.sqlite")) as ledger:
        ledger.record_outcome("run1", outcome)
        assert ledger.load_outcomes("run1") == [outcome]
