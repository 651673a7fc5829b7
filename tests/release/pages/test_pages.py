"""The pages of a release: what they tell, in which order, and that nothing in them breaks out."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from tasks.model.release import Account, Audit
from tasks.release.pages import (
    EXPECTATION_WORDS,
    build_audit_page,
    build_coverage_page,
    describe_check,
    render_audit_pages,
)
from tests.paths import ROOT
from tests.release.pages.samples import ACCOUNT, AUDIT, CRITICAL, PASSED, RELEASE_ID

EMPTY = Account({}, {})


def _cells(page):
    return [
        line.strip("| ").split(" | ")
        for line in page.splitlines()
        if line.startswith("| ")
    ]


class _Reader(HTMLParser):
    """Collects the texts of a page and every address that it names.

    Raises when tags do not close as they opened.
    """

    def __init__(self):
        super().__init__()
        self.open, self.texts, self.addresses = [], [], []

    def handle_starttag(self, tag, attrs):
        self.addresses += [
            value for name, value in attrs if name in {"src", "href", "action"}
        ]
        if tag not in {"meta", "link"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


def _read(page):
    reader = _Reader()
    reader.feed(page)
    assert reader.open == []
    return reader


def test_failed_checks_stand_first():
    """The result, then what blocks, then warnings; what held comes last, by table."""
    page = build_audit_page(AUDIT, ACCOUNT).render_markdown()
    assert page.startswith("# ✗ Audit failed: the release is held back")
    marks = [row[0] for row in _cells(page) if row[0] in {"✗", "⚠", "✓"}]
    assert marks == ["✗", "⚠"]
    assert (
        page.index("What failed")
        < page.index("Rows by table")
        < page.index("Held: reports (1)")
    )
    assert build_audit_page(PASSED, ACCOUNT).title == "Audit passed"
    assert [
        build_audit_page(audit, ACCOUNT).mark
        for audit in (AUDIT, Audit("x", AUDIT.checks[:2]), PASSED)
    ] == list("✗⚠✓")


def test_the_page_tells_the_release_in_numbers():
    """Rows beside those before, what was kept out and why, changes by kind, coverage by level."""
    rows = _cells(build_audit_page(AUDIT, ACCOUNT).render_markdown())
    for row in (
        ["reports", "1,260", "1,250", "+10"],
        ["sections", "9", "9", "0"],
        ["reuse", "4", "–", "–"],
        ["sections", "31", "report not in the release"],
        ["new", "5"],
        ["county", "120", "0", "30"],
        ["level not known", "2", "1", "0"],
    ):
        assert row in rows


def test_an_expectation_is_said_in_plain_words():
    """Names of expectations are for machines; one that nobody worded yet still reads as words."""
    assert describe_check(CRITICAL) == "every value is one of those allowed"
    assert (
        describe_check(replace(CRITICAL, column="rebuilt")) == "it is true of every row"
    )
    assert (
        describe_check(replace(CRITICAL, expectation="column_sum_to_be_odd"))
        == "column sum to be odd"
    )
    assert not any("_" in words for words in EXPECTATION_WORDS.values())


def test_every_expectation_of_the_suites_has_plain_words():
    """An expectation that a suite uses is worded before it reaches a reader."""
    used: set[str] = set()
    for path in (ROOT / "expectations").glob("*.py"):
        used |= set(re.findall(r'expect\(\s*"(\w+)"', path.read_text(encoding="utf-8")))
    names = {re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower() for name in used}
    staged = (ROOT / "tasks" / "release" / "staging" / "staged_files.py").read_text(
        encoding="utf-8"
    )
    names |= set(re.findall(r'"(file_has_\w+)"', staged))
    assert len(names) > 8
    assert names <= set(EXPECTATION_WORDS)


@pytest.mark.parametrize("audit", [AUDIT, PASSED, Audit(RELEASE_ID, ())])
@pytest.mark.parametrize("account", [ACCOUNT, EMPTY])
def test_markdown_and_html_tell_the_same(audit, account):
    """Both files are made of one page: every word of the one is in the other."""
    pages = render_audit_pages(audit, account)
    assert pages == render_audit_pages(audit, account)
    texts = " ".join(" ".join(_read(pages["audit.html"]).texts).split())
    for line in pages["audit.md"].splitlines():
        if line.startswith("| ") and "\\" not in line:
            assert all(
                text.replace("&lt;", "<") in texts
                for text in line.strip("| ").split(" | ")
            )


def test_the_html_page_asks_nobody_for_anything():
    """No script, no picture, no style or font from anywhere: the only address is an empty icon."""
    page = render_audit_pages(AUDIT, ACCOUNT)["audit.html"]
    assert _read(page).addresses == ["data:,"]
    assert "<script" not in page
    assert "url(" not in page
    assert "@import" not in page


def test_what_stands_in_a_cell_stays_in_it():
    """Tags, quotes and pipes of a report's text are shown, never obeyed."""
    wild = replace(
        CRITICAL, observed="<img src=x onerror=1>|\"'", explanation="</td><script>"
    )
    pages = render_audit_pages(Audit(RELEASE_ID, (wild,)), ACCOUNT)
    assert "<img src=x onerror=1>|\"'" in _read(pages["audit.html"]).texts
    (row,) = [row for row in pages["audit.md"].splitlines() if row.startswith("| ✗")]
    assert row.count(" | ") == 5
    assert "<" not in row


def test_a_damaged_table_is_said_to_be_unreadable():
    """A release that is held back for a torn file has its page, which does not claim that nothing changed."""
    account = replace(EMPTY, unread=("coverage", "changes", "quarantine of sections"))
    page = build_audit_page(AUDIT, account).render_markdown()
    assert page.count("cannot be read.") == 3
    assert "Nothing changed." not in page


def test_the_coverage_page_counts_and_names():
    """Numbers by level and status, and who is missing, with what shows it."""
    page = build_coverage_page(RELEASE_ID, ACCOUNT).render_markdown()
    assert page.startswith("# ⚠ Coverage")
    assert "123 of 153 reports are there." in page
    assert [
        "2025",
        "云溪县人民政府",
        "missing",
        "town.example.cn/x.warc.gz at 0",
    ] in _cells(page)
    assert "The first 1 of 31; the table coverage has them all." in page
    assert "None." in build_coverage_page(RELEASE_ID, EMPTY).render_markdown()
    assert _read(build_coverage_page(RELEASE_ID, ACCOUNT).render_html()).addresses == [
        "data:,"
    ]
