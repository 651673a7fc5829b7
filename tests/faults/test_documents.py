"""Hostile files cost an issue each: within the time and memory of one file, and never a crash."""

from collections.abc import Iterator

import pytest

from tasks.documents.sandbox import LIMITS, SandboxProcess
from tasks.model.document import Document
from tasks.model.errors import UnreadableDocument
from tests.faults import documents_binary, documents_zipped
from tests.faults.documents import CASES
from tests.faults.files import GOOD

pytestmark = [pytest.mark.faults, pytest.mark.slow]

CUTS = 100
# Words of a file of this machine that a case asks for.
SECRET_WORDS = "root:"
MODULES = (documents_binary, documents_zipped)


class Reader:
    """Reads files one after the other, each in a child that is fit; `crash` is what no file may cause."""

    def __init__(self) -> None:
        self.child = SandboxProcess()

    def read(self, body: bytes) -> Document | UnreadableDocument:
        """Give the document, or the error that tells why there is none."""
        if not self.child.usable:
            self.child = SandboxProcess()
        try:
            return self.child.convert(body)
        except UnreadableDocument as error:
            return error


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """Keep one reader for all cases."""
    made = Reader()
    yield made
    made.child.close()


def codes_of(outcome: Document | UnreadableDocument) -> set[str]:
    """Give the codes of what is reported."""
    if isinstance(outcome, UnreadableDocument):
        assert str(outcome)
        return {outcome.code}
    return {issue.code for issue in outcome.issues}


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_file_is_reported(reader, name):
    """It has an issue, or its text all the same; the memory stays below the limit, and the time too."""
    case = CASES[name]
    outcome = reader.read(case.make())
    codes = codes_of(outcome)
    assert "conversion_crashed" not in codes, outcome
    assert reader.child.peak_memory <= LIMITS.memory
    if case.codes and not case.reads:
        assert codes & case.codes, outcome
    if isinstance(outcome, Document):
        assert outcome.paragraphs or codes
        assert case.reads or codes
        assert not any(
            SECRET_WORDS in paragraph.text for paragraph in outcome.paragraphs
        )
    else:
        assert not case.reads or codes & case.codes, outcome


@pytest.mark.parametrize("kind", GOOD)
def test_a_file_cut_anywhere_is_reported(reader, kind):
    """No text is lost in silence, wherever the bytes end."""
    whole = GOOD[kind]()
    complete = reader.read(whole)
    for number in range(CUTS):
        end = len(whole) * number // CUTS
        outcome = reader.read(whole[:end])
        assert "conversion_crashed" not in codes_of(outcome), f"cut at {end}: {outcome}"
        if isinstance(outcome, Document) and isinstance(complete, Document):
            same = outcome.paragraphs == complete.paragraphs
            assert same or codes_of(outcome) - codes_of(complete), (
                f"cut at {end}: a loss is not reported"
            )


def test_a_good_file_after_all_that_is_read(reader):
    """Nothing of the bad ones is left behind."""
    for kind in set(GOOD) - {"png"}:
        assert isinstance(reader.read(GOOD[kind]()), Document)


def test_there_are_enough_cases():
    """Each has a line that says what is wrong with it."""
    assert len(CASES) >= 80
    assert all(case.what for case in CASES.values())
