"""Conditions on rows: one expression over a release's tables, which reaches nothing else."""

import pytest

from tasks.model.errors import ConfigurationError
from tasks.release.reader import open_release
from tasks.release.row_condition import RowCondition
from tests.release.small import FIRST, SECOND, small_release


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    """Write the small release."""
    folder = tmp_path_factory.mktemp("release")
    small_release(folder)
    return open_release(folder)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", [FIRST, SECOND]),
        ("report_year = 2024", [FIRST]),
        ("title LIKE '%法治%' AND report_year IS NULL", [SECOND]),
        ("report_id IN (SELECT report_id FROM changes WHERE change = 'new')", [FIRST]),
        # a day begins in Beijing
        (
            "published_on >= '2026-01-20' AND published_on < '2026-01-21'",
            [FIRST, SECOND],
        ),
        ("published_on < '2026-01-20'", []),
    ],
)
def test_rows_fulfil_a_condition(release, words, found, monkeypatch):
    """In their order and with their schema, wherever the machine stands."""
    monkeypatch.setenv("TZ", "America/New_York")
    with RowCondition(release, words).select("reports") as rows:
        ids = [one for batch in rows.batches for one in batch["report_id"].to_pylist()]
    assert ids == found
    assert rows.schema == release.dataset("reports").schema


@pytest.mark.parametrize(
    "words",
    [
        "foo = 1",
        "title",
        "true; DROP TABLE reports",
        "true) --",
        "true UNION SELECT 1",
        "true ORDER BY title",
        "EXISTS (SELECT * FROM read_csv('/etc/passwd'))",
        "EXISTS (SELECT * FROM '/etc/passwd')",
        "EXISTS (SELECT * FROM glob('/*'))",
        "EXISTS (SELECT * FROM read_text('http://127.0.0.1:1/'))",
        "EXISTS (SELECT * FROM release)",
        "getenv('HOME') <> ''",
        "CAST(title AS INTEGER) = 1",
    ],
)
def test_nothing_else_is_reached(release, words):
    """No file, address, variable or second statement, and no column that the table lacks."""
    with (
        pytest.raises(ConfigurationError, match="does not fit the table reports"),
        RowCondition(release, words).select("reports"),
    ):
        pass
