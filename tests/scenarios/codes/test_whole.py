"""Every code of the catalogue has a case here, or a test elsewhere that is named here."""

import ast

import pytest

from tasks.model.catalogue import catalogue
from tests.paths import ROOT
from tests.scenarios.codes import crawl, report, test_stage, test_text, text

# Cases by code; a code that needs more than a row has a function of `test_text` that is named after it.
TABLES = (
    text.FILES,
    text.ARTICLES,
    text.CHILD,
    report.REPORTS,
    report.HINTED,
    crawl.CASES,
    test_stage.CASES,
    test_stage.CORRECTIONS,
)
# What needs a broken reader, a certificate or half a minute of OCR, where it is raised and what raises it is
# tested.
ELSEWHERE = {
    "reading_interrupted": "tests/test_read.py"
    "::test_what_the_machine_kept_from_being_read_stays_due",
    "part_rotten": "tests/test_read.py::test_a_rotten_part_is_an_issue_of_its_source",
    "reader_failed": "tests/crawl/test_host.py"
    "::test_a_page_that_breaks_the_reader_costs_neither_the_others_nor_silence",
    "legacy_tls": "tests/fetch/test_transport.py::test_old_tls_is_reported_in_rows_and_problems",
    "doubtful_ocr": "tests/documents/paged/test_ocr.py::test_doubtful_lines",
}
CASES = {code for table in TABLES for code in table} | {
    name.removeprefix("test_") for name in vars(test_text)
}


def _function(node: str) -> str:
    """Give a test's source; empty when there is none."""
    path, _, name = node.partition("::")
    source = (ROOT / path).read_text(encoding="utf-8")
    found = [
        one
        for one in ast.walk(ast.parse(source))
        if isinstance(one, ast.FunctionDef) and one.name == name
    ]
    return ast.get_source_segment(source, found[0]) or "" if found else ""


@pytest.mark.parametrize("code", catalogue())
def test_every_code_is_raised_by_a_test(code):
    """A new line of the catalogue needs a case: the smallest page, file, report or night that gives it."""
    assert code in CASES or code in ELSEWHERE, (
        f"add a case for {code} to tests/scenarios/codes"
    )


@pytest.mark.parametrize(("code", "node"), ELSEWHERE.items())
def test_what_stands_elsewhere(code, node):
    """The test that is named is there, and demands the code."""
    assert f'"{code}"' in _function(node)


@pytest.mark.parametrize("table", TABLES, ids=len)
def test_no_case_of_a_code_that_is_gone(table):
    """A case whose code left the catalogue is of no use."""
    assert set(table) <= set(catalogue())
