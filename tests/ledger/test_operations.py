"""Operations of the ledger: what a journal's entries say is done again, and numbered."""

import pytest
from sqlalchemy.exc import IntegrityError

from tasks.ledger.journal import JournalEntry, Operation
from tasks.ledger.operations import FINISH_RUN, START_RUN, STATEMENTS
from tasks.ledger.row_types import FetchRow
from tests.ledger.rows import NIGHT

BEGUN = Operation(START_RUN, [{"run_id": "run1", "started_at": NIGHT.isoformat()}])
ENDED = Operation(FINISH_RUN, [{"run_id": "run1", "finished_at": NIGHT.isoformat()}])


def test_entries_are_done_again(ledger):
    """With the times as the journal writes them, and any number of operations an entry."""
    ledger.replay([JournalEntry(1, [BEGUN]), JournalEntry(2, [BEGUN, ENDED])])
    (run,) = ledger.load_runs()
    assert (run.run_id, run.started_at, run.finished_at) == ("run1", NIGHT, NIGHT)


def test_the_last_entry_that_was_done_is_known(ledger):
    """0 in a ledger that was never journaled; the numbers need not follow each other."""
    assert ledger.find_last_entry() == 0
    ledger.replay([JournalEntry(7, [BEGUN])])
    assert ledger.find_last_entry() == 7
    ledger.replay([JournalEntry(9, [ENDED])])
    assert ledger.find_last_entry() == 9


def test_what_fails_in_an_entry_undoes_all_entries(ledger):
    """They are one transaction: a ledger is never half of what its journal says."""
    broken = Operation(START_RUN, [{"run_id": None, "started_at": NIGHT.isoformat()}])
    with pytest.raises(IntegrityError):
        ledger.replay([JournalEntry(1, [BEGUN]), JournalEntry(2, [broken])])
    assert ledger.load_runs() == []
    assert ledger.find_last_entry() == 0


def test_statements_take_the_columns_of_their_table():
    """A row that is recorded has them all."""
    columns = STATEMENTS["add_fetch"].table.c.keys()
    assert set(FetchRow.__dataclass_fields__) <= set(columns)
