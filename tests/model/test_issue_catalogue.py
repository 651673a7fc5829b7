"""The catalogue of issues: whole, used, and true to the page made from it.

`tests/scenarios/codes` raises every code.
"""

import pytest

from tasks.crawl.crawl_issues import build_crawl_issue
from tasks.model.issue_catalogue import (
    CATALOGUE,
    load_issue_catalogue,
    render_issue_page,
)
from tests.model.codes import used_codes

USED = used_codes()


def test_the_finder_finds():
    """Codes are found where they are passed on, in tables, and behind conditions."""
    assert {
        "fewer_links",
        "images_not_read",
        "garbage_text_layer",
        "sum_mismatch",
        "ambiguous_charset",
    } <= set(USED)


@pytest.mark.parametrize("code", sorted(USED))
def test_every_code_has_an_entry(code):
    """A code that the source uses has a line with its meaning and a remedy."""
    assert code in load_issue_catalogue(), (
        f"add {code} (used in {USED[code]}) to data/lookups/issues.csv"
    )


@pytest.mark.parametrize("code", load_issue_catalogue())
def test_every_entry_is_used(code):
    """A code of the catalogue is one that the source uses."""
    assert code in USED


@pytest.mark.parametrize(
    "entry", load_issue_catalogue().values(), ids=lambda entry: entry.code
)
def test_entries_are_whole(entry):
    """An entry has words in both languages, each a sentence."""
    assert entry.stages
    assert entry.severities
    assert entry.responsibilities
    assert all(words.endswith("。") for words in (entry.meaning_zh, entry.remedy_zh))
    assert all(words.endswith(".") for words in (entry.meaning_en, entry.remedy_en))
    assert (
        "|"
        not in entry.meaning_zh + entry.meaning_en + entry.remedy_zh + entry.remedy_en
    )


@pytest.mark.parametrize(
    "entry", load_issue_catalogue().values(), ids=lambda entry: entry.code
)
def test_crawl_problems_agree(entry):
    """What the crawl says of a code is what the catalogue says of it."""
    if "crawl" in entry.stages:
        issue = build_crawl_issue(entry.code, "", "")
        assert issue.severity in entry.severities
        assert issue.responsibility in entry.responsibilities


def test_no_code_stands_twice():
    """Each code has one line."""
    assert (
        len(CATALOGUE.read_text(encoding="utf-8").splitlines())
        == len(load_issue_catalogue()) + 1
    )


def test_the_page_is_made_from_the_catalogue():
    """The page was made anew after the last change: `python -m tasks.model.issue_catalogue`."""
    assert CATALOGUE.with_suffix(".md").read_text(
        encoding="utf-8"
    ) == render_issue_page(load_issue_catalogue().values())
