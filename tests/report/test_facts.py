"""What a report says of itself: titles weighed against each other, days of publication, levels."""

from datetime import date

import pytest

from tasks.model.document import Document
from tasks.model.report import DateEvidence
from tasks.model.source import Region
from tasks.report.facts import DocumentHints
from tasks.report.reading import read_report
from tests.rows import each_row

TITLE = "棠川县云溪镇2023年法治政府建设年度报告"
BODY = "2023年，云溪镇坚持依法行政，现将有关情况报告如下：\n一、主要举措\n全年开展学法6次。"


def read(text, hints=None, **metadata):
    """Read a text, with what its page says of itself."""
    document = Document((), "text/html", None, metadata)
    return read_report(document, text, hints or DocumentHints())


def list_codes(reading):
    """List the codes of a reading's issues."""
    return {issue.code for issue in reading.issues}


def test_titles_of_two_reports_are_an_issue():
    """The text's title is taken, and the list's told."""
    listed = TITLE.replace("2023", "2022")
    reading = read(f"{TITLE}\n{BODY}", DocumentHints(listed_title=listed))
    assert reading.report.title == TITLE
    issue = next(one for one in reading.issues if one.code == "title_conflict")
    assert listed in issue.message
    assert issue.evidence == TITLE


@each_row(
    "listed",
    [
        TITLE,
        "云溪镇2023年法治政府建设年度报告",
        "云溪镇人民政府2023年度法治政府建设情况报告",
        "法治政府建设年度报告",
        "云溪镇政府网",
        None,
    ],
)
def test_titles_of_one_report_are_none(listed):
    """However much each of them says."""
    reading = read(f"{TITLE}\n{BODY}", DocumentHints(listed_title=listed))
    assert reading.report.title == TITLE
    assert "title_conflict" not in list_codes(reading)


@pytest.mark.parametrize("name", ["棠川县政府网", "法治政府建设", "首页 > 政务公开"])
def test_a_name_of_site_or_column_is_never_published(name):
    """Then the report has no title, and an issue says so."""
    reading = read(BODY, title=name)
    assert reading.report.title is None
    assert "missing_title" in list_codes(reading)


@each_row(
    ("metadata", "day", "evidence"),
    [
        ({"published": "2024-01-07"}, date(2024, 1, 7), DateEvidence.PAGE),
        ({"published": "二〇二四年一月七日"}, date(2024, 1, 7), DateEvidence.PAGE),
        ({"generated": "2024-01-07"}, date(2024, 1, 8), DateEvidence.LIST),
        (
            {"generated": "2024-01-05", "published": "2024-01-07"},
            date(2024, 1, 7),
            DateEvidence.PAGE,
        ),
        ({"updated": "2024-01-09"}, date(2024, 1, 8), DateEvidence.LIST),
        ({"written": "2024-01-05"}, date(2024, 1, 8), DateEvidence.LIST),
    ],
)
def test_day_of_publication(metadata, day, evidence):
    """What the page prints as such, in either kind of numerals; then the list."""
    hints = DocumentHints(listed_on=date(2024, 1, 8))
    report = read(f"{TITLE}\n{BODY}", hints, **metadata).report
    assert report.published_on is not None
    assert (report.published_on.date(), report.published_evidence) == (day, evidence)


def test_day_of_a_page_that_no_list_shows():
    """The day on which its document was made is its day, before that of its last change."""
    report = read(
        f"{TITLE}\n{BODY}", generated="2024-01-07", updated="2024-01-09"
    ).report
    assert report.published_on is not None
    assert report.published_on.date() == date(2024, 1, 7)
    assert report.published_evidence is DateEvidence.PAGE


def test_a_city_that_only_its_source_calls_a_county():
    """Its bureau stands at the level of counties, too."""
    region = Region(province="浙江省", prefecture="霁川市", county="蘅陵市")
    title = "蘅陵市水利局2023年法治政府建设年度报告"
    report = read(f"{title}\n一、工作", DocumentHints(region=region)).report
    assert (report.level, report.prefecture, report.county) == (
        "county",
        "霁川市",
        "蘅陵市",
    )
    report = read(f"{title}\n一、工作").report
    assert (report.level, report.prefecture) == ("prefecture", "蘅陵市")
