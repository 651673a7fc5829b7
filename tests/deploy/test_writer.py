"""The report writer: what it writes is distinct, repeatable, and as its truth says."""

import json
import re
from functools import cache

import pytest

from deploy.demo.draft import Role
from deploy.demo.vocabulary import topics
from deploy.demo.writer import DEFECTS, Style, Written, write
from tasks.model.report import Kind, OrganKind

# A number that no truth speaks of: digits, or Chinese numerals before a measure word.
COUNTED = re.compile(
    r"\d[\d.,]*|[两二三四五六七八九十百千万]+(?=[余多]?[个次名件家份起条场项户人处支篇期台批册])"
)
# What is left of years in headings and titles, and of numbers that count paragraphs.
LABEL = re.compile(r"^(?:附件：)?(?:\d+[.、．]|[（(]\d+[）)])", re.MULTILINE)
YEAR = re.compile(r"20\d\d年")
# What stands between quotation marks is never counted: “三项制度”.
QUOTED = re.compile(r"“[^”]*”")


@cache
def reports() -> tuple[Written, ...]:
    """Write the reports that most tests look at."""
    return tuple(write(seed) for seed in range(300))


def words(report: Written) -> str:
    """Give the undamaged text, a paragraph a line."""
    return "\n".join(paragraph.words for paragraph in report.paragraphs)


def test_same_seed_same_report():
    """The same arguments give the same report, its copies included."""
    first, second = write(7), write(7)
    assert first == second
    assert first.plain() == second.plain()
    assert first.html() == second.html()


def test_reports_are_distinct():
    """No two reports share a text, and hardly any two sections of many reports share a paragraph."""
    assert len({words(report) for report in reports()}) == 300
    long = [
        part.words
        for report in reports()
        for part in report.paragraphs
        if len(part.words) > 120
    ]
    assert len(set(long)) > 0.99 * len(long)


def test_lengths_are_those_of_the_genre():
    """Reports are as long as real ones of towns and counties."""
    lengths = sorted(len(words(report)) for report in reports())
    assert lengths[0] > 1000
    assert 1500 < lengths[150] < 6000


def test_truth_occurs_in_the_text():
    """Every heading, phrase, item and joined phrase of the truth stands in the undamaged text."""
    for report in reports():
        text = words(report)
        for section in report.truth["sections"]:
            assert section["label"] + (section["heading"] or "") in text
        for quantity in report.truth["quantities"]:
            assert quantity["phrase"] in text
        for phrase in report.truth["joined"]:
            assert phrase in text
        for decoy in report.truth["not_quantities"][:-1]:
            assert decoy in text


def test_truth_is_complete():
    """No number with a measure word is left that the truth neither counts nor names as a decoy."""
    for report in reports():
        text = words(report)
        phrases = [
            quantity["phrase"] for quantity in report.truth["quantities"]
        ] + report.truth["not_quantities"]
        for phrase in sorted(phrases, key=len, reverse=True):
            text = text.replace(phrase, "□")
        assert not COUNTED.findall(YEAR.sub("", QUOTED.sub("", LABEL.sub("", text)))), (
            report.seed
        )


def test_paths_count_positions():
    """Paths count the children of a node from 1 without gaps, whatever numbers are printed."""
    for report in reports():
        children: dict[str, int] = {}
        for section in report.truth["sections"]:
            parent, _, last = section["path"].rpartition(".")
            children[parent] = children.get(parent, 0) + 1
            assert int(last) == children[parent]
            assert ("kind" in section) == (parent == "")


@pytest.mark.parametrize("code", sorted(DEFECTS))
def test_every_defect_is_planted(code):
    """Each defect that the writer knows turns up within 300 seeds, seldom in more than a fifth of them."""
    found = sum(
        any(issue["code"] == code for issue in report.truth["issues"])
        for report in reports()
    )
    assert 3 <= found <= 60


def test_a_defect_can_be_asked_for():
    """A style plants its defects wherever the report gives room, and none that it does not name."""
    asked = frozenset({"numbering_gap", "stray_latin_word"})
    written = [write(seed, style=Style(defects=asked)) for seed in range(30)]
    planted = [
        {issue["code"] for issue in report.truth["issues"]} for report in written
    ]
    assert all(codes <= asked for codes in planted)
    assert sum("stray_latin_word" in codes for codes in planted) > 20


def test_every_kind_of_organ_writes():
    """All kinds of organ publish, and each names itself in the truth unless that is the defect."""
    assert {report.organ.kind for report in reports()} == set(OrganKind)
    for report in reports():
        unnamed = any(
            issue["code"] == "missing_organ" for issue in report.truth["issues"]
        )
        assert (
            unnamed
            or report.truth["organ"]
            or not any(part.role is Role.SIGNATURE for part in report.paragraphs)
        )


def test_every_topic_is_counted_in_three_ways():
    """Every topic of the year's work has headings, sentences and counted sentences enough to vary."""
    for topic in topics().values():
        assert len(topic.sentences) >= 3
        if topic.counted:
            assert len(topic.headings) >= 3
            assert len(topic.counted) >= 4
    assert (
        sum(len(topic.sentences) + len(topic.counted) for topic in topics().values())
        > 150
    )


def test_styles_are_mixed():
    """About a third of the reports is thematic; orders, merged headings and missing kinds occur."""
    kinds = [
        [section["kind"] for section in report.truth["sections"] if "kind" in section]
        for report in reports()
    ]
    assert 60 < sum(Kind.THEMATIC in kind for kind in kinds) < 140
    assert any(kind[0] == Kind.LEADERSHIP for kind in kinds)
    assert any(kind[-1] == Kind.ACHIEVEMENTS for kind in kinds)
    assert any(kind.count(Kind.PLANS) == 2 for kind in kinds)
    assert any(Kind.SHORTCOMINGS not in kind for kind in kinds)


def test_plain_copy_is_damaged_as_asked():
    """Page breaks, Markdown marks, stray spaces and chrome stand in the plain copy.

    And only where the style says.
    """
    marked = write(3, style=Style(markdown=True)).plain()
    assert "## " in marked
    spaced = write(3, year=2024, style=Style(spaced=True)).plain()
    assert "2024 年" in spaced
    broken = write(3, style=Style(pages=4))
    assert broken.truth["joined"]
    assert not any(phrase in broken.plain() for phrase in broken.truth["joined"])
    chrome = write(3, style=Style(chrome=True))
    assert chrome.truth["source"] == chrome.organ.name
    assert all(line in chrome.plain() for line in chrome.truth["absent"])
    clean = write(3, style=Style())
    assert clean.plain().replace("\n", "") == words(clean).replace("\n", "")


def test_html_holds_the_same_words():
    """The HTML body holds the undamaged words, split by tags only."""
    report = write(4)
    bare = re.sub(r"<[^>]+>|　|&[a-z]+;|\s", "", report.html())
    assert bare == re.sub(r"\s|　", "", words(report))
    assert re.search(r"<(font|span)[^>]*>\d", report.html())


def test_truth_has_the_shape_of_the_gold_files():
    """The truth is plain JSON with the keys of the hand-made files."""
    truth = json.loads(json.dumps(write(5).truth, ensure_ascii=False))
    assert set(truth) == {
        "file", "title", "organ", "organ_kind", "report_year", "region", "document_number", "published",
        "source", "sections", "statutory", "issues", "joined", "absent", "items", "quantities",
        "not_quantities",
    }  # fmt: skip
