"""Validate: whatever keeps the audit from being made counts as failed.

The suites themselves: `expectations/`.
"""

import pytest

from tasks.model.release import Audit, Check, Staged
from tasks.release.audit import audit
from tests.world.harvest import NIGHT

pytestmark = pytest.mark.usefixtures("without_run")


def _staged(tmp_path):
    return Staged("20260302T020007-aaaa", str(tmp_path), NIGHT, {"reports": 3}, {}, {})


def test_a_table_without_a_suite_fails(tmp_path):
    """Forgetting a table must not let it through."""
    result = audit.fn(_staged(tmp_path), {})
    assert not result.passed
    assert [(check.table, check.observed) for check in result.checks] == [
        ("reports", "no suite")
    ]


def test_an_audit_that_breaks_fails(tmp_path, caplog):
    """A file that is not there, or any other error, holds the release back and says what it was."""
    result = audit.fn(
        _staged(tmp_path),
        {"reports": lambda _: pytest.fail("the suite is not reached")},
    )
    assert not result.passed
    assert "FileNotFoundError" in result.checks[0].observed
    assert "the audit of reports broke" in caplog.text


def test_nothing_checked_is_not_passed():
    """An audit of no table has no result, so it is none to publish on."""
    result = Audit("id", ())
    assert (result.passed, result.reason) == (False, "nothing was checked")


def test_the_reason_names_what_failed():
    """The line that an operator reads says table and column of each critical failure, once."""
    bad = Check(
        "reports",
        "column_values_to_be_unique",
        "report_id",
        "critical",
        False,
        "2 of 3 rows",
    )
    mild = Check(
        "reports",
        "column_values_to_not_be_null",
        "title",
        "warning",
        False,
        "2 of 3 rows",
    )
    assert (
        Audit("id", (bad, bad, mild)).reason
        == "2 critical checks failed: reports.report_id"
    )
    assert Audit("id", (mild,)).passed
    assert Audit("id", (mild,)).reason == "1 check, none critical failed, 1 warning"
