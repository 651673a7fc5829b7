"""The whole reading: one report in, its facts, sections, quantities and issues out."""

from datetime import date, datetime

import pytest

from tasks.documents.clean_text import clean
from tasks.documents.convert import convert
from tasks.model.document import Document
from tasks.model.issue import Issue, Responsibility, Severity
from tasks.model.report import OrganKind
from tasks.model.run import BEIJING
from tasks.model.source import Region
from tasks.report.facts import DocumentHints
from tasks.report.reading import read_report
from tests.rows import each_row

TITLE = "棠川县云溪镇2023年法治政府建设年度报告"
SENTENCE = "全镇持续规范执法行为，不断提升服务水平。" * 4
TEXT = f"""{TITLE}
2023年，云溪镇坚持依法行政，现将有关情况报告如下：
一、主要举措和成效
（一）加强组织领导。{SENTENCE}全年召开法治专题会议4次。
（二）落实第一责任人职责。{SENTENCE}
二、存在的问题和下一步打算
一是力量不足。二是创新不够。{SENTENCE}
三、其他需要报告的情况
无。
棠川县云溪镇人民政府
2024年1月8日"""
SITE = Region(
    province="安徽省",
    prefecture="澹浦市",
    county="棠川县",
    division_code="340999000000",
)


def read(text, hints=None, **of_document):
    """Read a text as a plain document."""
    return read_report(
        Document((), "text/plain", **of_document), text, hints or DocumentHints()
    )


def codes(reading):
    """Give the codes of a reading's issues."""
    return [issue.code for issue in reading.issues]


def test_facts():
    """A clean report tells all its facts and has no issue."""
    reading = read(TEXT, DocumentHints(region=SITE))
    report = reading.report
    assert (report.title, report.organ, report.organ_kind, report.level) == (
        TITLE,
        "棠川县云溪镇",
        OrganKind.TOWN,
        "township",
    )
    assert (report.province, report.prefecture, report.county, report.township) == (
        "安徽省",
        "澹浦市",
        "棠川县",
        "云溪镇",
    )
    assert (report.report_year, report.report_year_evidence) == (2023, "title: 2023年")
    assert report.division_code is None
    assert (report.style, report.quality, report.text, report.characters) == (
        "statutory",
        "ok",
        TEXT,
        len(TEXT),
    )
    assert not reading.issues


def test_sections_and_flags():
    """Sections cover the text, kinds go down the outline, and a merged heading sets both flags."""
    reading = read(TEXT)
    assert "".join(section.text for section in reading.sections) == TEXT
    assert all(
        TEXT[section.start : section.end] == section.text
        for section in reading.sections
    )
    kinds = {section.path: str(section.kind) for section in reading.sections}
    assert kinds == {
        "0": "preamble",
        "1": "achievements",
        "1.1": "achievements",
        "1.2": "leadership",
        "2": "shortcomings",
        "2.1": "shortcomings",
        "2.2": "shortcomings",
        "3": "other",
        "4": "signature",
    }
    report = reading.report
    assert report.has_achievements
    assert report.has_shortcomings
    assert report.has_leadership
    assert report.has_plans
    assert report.has_other


def test_leadership_under_plans_is_a_plan():
    """What is planned for the leaders' duty stays a plan."""
    text = TEXT.replace("一、主要举措和成效", "一、下一步打算")
    kinds = {section.path: str(section.kind) for section in read(text).sections}
    assert kinds["1.2"] == "plans"


def test_thematic_style():
    """A report whose first-level headings are all themes is thematic and has none of the parts."""
    text = f"{TITLE}\n一、坚持问题导向，补齐短板\n{SENTENCE}\n二、创新工作举措，强化保障措施\n{SENTENCE}"
    report = read(text).report
    assert report.style == "thematic"
    assert not any((report.has_achievements, report.has_shortcomings, report.has_plans))


def test_quantities_know_their_place():
    """A quantity has its clause, sentence, section and offsets."""
    (quantity,) = read(TEXT).quantities
    assert (quantity.phrase, quantity.cut_sentence(TEXT)) == (
        "全年召开法治专题会议4次",
        "全年召开法治专题会议4次。",
    )
    assert (quantity.section_path, quantity.indicator) == (
        "1.1",
        "rule_of_law_meetings",
    )
    assert TEXT[quantity.start : quantity.end] == "4次"


def test_numbers_in_the_title_are_no_quantities():
    """Document number and title are left out."""
    text = f"云府发〔2024〕3号\n{TITLE.replace('2023年', '2023年1次')}\n一、主要举措\n开展巡查5次。"
    assert [quantity.phrase for quantity in read(text).quantities] == ["开展巡查5次"]


@pytest.mark.parametrize(
    ("metadata", "listed", "published", "source"),
    [
        (
            {"published": "2024-01-23 11:19"},
            date(2024, 2, 1),
            (2024, 1, 23, 11, 19),
            "label: 2024-01-23 11:19",
        ),
        (
            {"published": "1970-01-01"},
            date(2024, 2, 1),
            (2024, 2, 1),
            "list page: 2024-02-01",
        ),
        ({}, date(2024, 2, 1), (2024, 2, 1), "list page: 2024-02-01"),
        ({}, None, None, None),
    ],
    ids=["page", "epoch", "list", "nowhere"],
)
def test_publication(metadata, listed, published, source):
    """The page's own time comes first, then the list's day."""
    origin = dict.fromkeys(metadata, "label")
    report = read(
        TEXT, DocumentHints(listed_on=listed), metadata=metadata, metadata_origin=origin
    ).report
    assert report.published_on == (
        datetime(*published).replace(tzinfo=BEIJING) if published else None
    )
    assert report.published_source == source
    assert report.days_after_deadline == (
        (report.published_on.date() - date(2024, 4, 1)).days if published else None
    )


def test_page_and_list_fill_in():
    """What the text lacks is taken from the page, then from the list."""
    text = TEXT.removeprefix(TITLE + "\n")
    metadata = {
        "title": f"{TITLE}_年度报告",
        "source": "云溪镇",
        "publisher": "党政办",
        "document_number": "云府发〔2024〕3号",
    }
    report = read(
        text, DocumentHints(listed_title="别的报告"), metadata=metadata
    ).report
    assert (report.title, report.organ, report.document_number) == (
        TITLE,
        "棠川县云溪镇",
        "云府发〔2024〕3号",
    )
    assert (report.source, report.publisher) == ("云溪镇", "党政办")
    listed = read(
        text, DocumentHints(listed_title=TITLE, listed_publisher="镇政府")
    ).report
    assert (listed.title, listed.publisher) == (TITLE, "镇政府")


@pytest.mark.parametrize(
    ("text", "organ"),
    [
        (TEXT.replace("棠川县云溪镇2023年", "2023年"), "棠川县云溪镇人民政府"),
        (
            TEXT.replace(
                TITLE, "2023年法治政府建设年度报告\n棠川县云溪镇"
            ).removesuffix("棠川县云溪镇人民政府\n2024年1月8日"),
            "棠川县云溪镇",
        ),
        (
            TEXT.replace(TITLE, "棠川县云溪镇人民政府\n2023年法治政府建设年度报告"),
            "棠川县云溪镇人民政府",
        ),
    ],
    ids=["signature", "below the title", "above the title"],
)
def test_organ_outside_the_title(text, organ):
    """An organ that signs, or stands alone above or below the title, is the report's."""
    assert read(text).report.organ == organ


def test_organ_in_the_preamble():
    """An organ that only the preamble names is the report's, with the places above it from the source."""
    reading = read(UNNAMED, DocumentHints(region=SITE))
    assert (reading.report.organ, reading.report.organ_kind) == (
        "云溪镇",
        OrganKind.TOWN,
    )
    assert (reading.report.county, reading.report.township) == ("棠川县", "云溪镇")
    assert "missing_organ" not in codes(reading)


def test_a_city_that_is_a_county():
    """A city that the source's region calls a county is one."""
    text = TEXT.replace("棠川县云溪镇", "蘅陵市")
    site = Region(province="江苏省", prefecture="霁川市", county="蘅陵市")
    assert read(text, DocumentHints(region=site)).report.organ_kind is OrganKind.COUNTY
    assert read(text).report.organ_kind is OrganKind.PREFECTURE


UNNAMED = TEXT.replace("棠川县云溪镇2023年", "2023年").replace(
    "棠川县云溪镇人民政府\n", ""
)
FLAWS = {
    "no organ": (UNNAMED.replace("云溪镇坚持", "坚持"), "missing_organ"),
    "two organs": (
        UNNAMED.replace("云溪镇坚持", "云溪镇坚持为民，石桥镇坚持"),
        "organ_conflict",
    ),
    "no title": (TEXT.removeprefix(TITLE + "\n"), "missing_title"),
    "no year": (
        TEXT.replace("2023年", "").replace("2024年1月8日", ""),
        "missing_report_year",
    ),
    "two possible years": (
        TEXT.replace("2023年", "").replace("2024年1月", "2024年8月"),
        "report_year_conflict",
    ),
    "years disagree": (
        TEXT.replace("2023年，云溪镇", "2022年，云溪镇"),
        "report_year_conflict",
    ),
    "short": (f"{TITLE}\n见附件。", "short_text"),
    "gap": (TEXT.replace("二、存在", "四、存在"), "numbering_gap"),
    "empty": (TEXT.replace("无。\n", ""), "empty_section"),
    "another trade": (TEXT.replace("无。", "提升医保系统法治水平。"), "foreign_agency"),
    "stray word": (TEXT.replace("无。", "改革and服务。"), "stray_latin_word"),
}


@each_row(("text", "code"), FLAWS.values(), ids=FLAWS)
def test_flaws_are_reported(text, code):
    """Each flaw is an issue."""
    assert code in codes(read(text))


def test_an_inferred_year_is_reported():
    """A year that only the publication date tells is marked as inferred."""
    reading = read(
        TEXT.replace("2023年", ""), DocumentHints(listed_on=date(2024, 2, 1))
    )
    assert reading.report.report_year == 2023
    assert "inferred_report_year" in codes(reading)


def test_issues_of_the_text_are_kept():
    """Issues of cleaning come along."""
    noted = Issue(
        "text", "repeated_page_edge", Severity.INFO, Responsibility.PUBLISHER, "氛围。"
    )
    reading = read_report(Document((), "text/html"), TEXT, DocumentHints(), (noted,))
    assert codes(reading) == ["repeated_page_edge"]
    assert reading.report.quality == "ok"


@each_row(
    "text",
    ["", "。", "一、", TITLE, "一、主要举措"],
    ids=["empty", "stop", "marker", "title", "heading"],
)
def test_next_to_nothing(text):
    """A text of next to nothing is read without an error, and told to be short."""
    reading = read(text)
    assert "short_text" in codes(reading)
    assert "".join(section.text for section in reading.sections) == text


def test_pure():
    """The same text and hints give the same reading."""
    assert read(TEXT, DocumentHints(region=SITE)) == read(
        TEXT, DocumentHints(region=SITE)
    )


def test_last_change_stands_in_for_the_publication():
    """Where a page prints only its last change, that is the time known; a list's date is better."""
    text = "\n".join(
        [
            "棠川县2023年法治政府建设年度报告",
            "更新时间：2024-03-01 10:20",
            "2023年，全县坚持依法行政。",
        ]
    )
    document = convert(text.encode())
    reading = read_report(document, clean(document).text, DocumentHints())
    assert reading.report.published_on == datetime(2024, 3, 1, 10, 20, tzinfo=BEIJING)
    assert "更新时间" in (reading.report.published_source or "")
    listed = read_report(
        document, clean(document).text, DocumentHints(listed_on=date(2024, 1, 9))
    )
    assert listed.report.published_on == datetime(2024, 1, 9, tzinfo=BEIJING)
