"""Articles with attachments: renditions of one text, further parts, pages that only lead to their files."""

import zipfile
from io import BytesIO

import pytest

from tasks.documents.article import read_article
from tasks.documents.clean_text import clean
from tasks.model.document import Body
from tasks.model.errors import UnreadableDocument

PAGE = "http://town.example.cn/1.html"
REPORT = (
    "关于2025年度法治政府建设情况的报告",
    "一、主要做法和成效",
    *(f"第{number}季度开展普法活动{number * 7}场次，受理复议申请{number * 3}件。" for number in range(1, 25)),
    "二、下一步打算",
    "继续规范行政执法行为，完善重大行政决策程序，推动各项任务落到实处，努力提高依法行政的能力和水平。",
)  # fmt: skip
CASES = tuple(
    f"案例{number}：某商户占道经营，经教育后自行改正，罚款{number * 50}元，已经结案归档。"
    for number in range(1, 20)
)


def page(*paragraphs, links=()):
    """Make an article's page that offers files."""
    body = "".join(f"<p>{words}</p>" for words in paragraphs)
    body += "".join(f"<p><a href='{href}'>{name}</a></p>" for href, name in links)
    return Body(
        f"<html><body><div class='TRS_Editor'>{body}</div></body></html>".encode(),
        "text/html",
        PAGE,
    )


def file(name, *paragraphs, content=None):
    """Make an attachment: its type is told by its bytes, whatever it is called."""
    address = f"http://town.example.cn/{name}"
    return Body(
        content or "\n".join(paragraphs).encode(), "", address, attached_as=name
    )


def codes(document):
    """Give the codes of a document's issues."""
    return [issue.code for issue in document.issues]


def text(document):
    """Give the clean text."""
    return clean(document).text


LINKS = (("1.docx", "报告全文.docx"), ("2.docx", "附件2.docx"))


def test_a_page_that_leads_to_its_file_gives_the_title_only():
    """见附件 is no report: its text is the attachment's, and the page says so."""
    document = read_article(
        [page("详见附件。", links=LINKS[:1]), file("1.docx", *REPORT)]
    )
    assert text(document) == "\n".join(REPORT)
    assert codes(document)[-1] == "text_in_attachment"
    assert document.url.endswith("/1.docx")


def test_several_files_of_a_page_stand_in_order_behind_the_report():
    """The file that names the subject is the report wherever it stands.

    The others follow it in their order.
    """
    files = [file("1.docx", *CASES), file("2.docx", *REPORT)]
    document = read_article([page("详见附件。", links=LINKS), *files])
    assert text(document) == "\n".join((*REPORT, *CASES))
    assert clean(document).attached == (len("\n".join(REPORT)) + 1,)


def test_renditions_of_the_body_are_reported_and_not_read_twice():
    """The same text on the page, and in two files: the page is read, the files are recorded."""
    files = [
        file("1.docx", *REPORT),
        file("2.docx", *(line.replace("，", ",") for line in REPORT)),
    ]
    document = read_article([page(*REPORT, links=LINKS), *files])
    assert text(document).startswith("\n".join(REPORT))
    assert not document.attached
    assert codes(document) == ["rendition", "rendition"]


def test_the_longer_rendition_is_read():
    """A page that prints only the beginning of the attached text gives way to it."""
    document = read_article(
        [page(*REPORT[:18], links=LINKS[:1]), file("1.docx", *REPORT)]
    )
    assert text(document) == "\n".join(REPORT)
    assert "rendition" in codes(document)


def test_another_text_is_a_part_of_its_own():
    """A list of cases behind a whole report belongs to it."""
    document = read_article([page(*REPORT, links=LINKS[:1]), file("1.docx", *CASES)])
    assert [part.url for part in document.attached] == ["http://town.example.cn/1.docx"]
    assert text(document).endswith(CASES[-1])


@pytest.mark.parametrize(
    ("attached", "why"),
    [
        ([], "not_at_hand"),
        (
            [file("1.docx", content=b"Rar!\x1a\x07\x00" + bytes(100))],
            "unsupported_type",
        ),
        ([file("1.docx", content=b"  ")], "empty_page"),
    ],
)
@pytest.mark.parametrize(
    ("body", "severity"), [(REPORT, "info"), (("详见附件。",), "warning")]
)
def test_an_attachment_that_cannot_be_read_is_an_issue(attached, why, body, severity):
    """It names the file and why; it weighs more where the report's text may be missing."""
    document = read_article([page(*body, links=LINKS[:1]), *attached])
    (issue,) = [issue for issue in document.issues if "attachment_not" in issue.code]
    is_ours = why == "unsupported_type"
    assert why in issue.message
    assert issue.severity == severity
    assert issue.code.startswith("needed_") is (severity == "warning")
    assert issue.code.endswith("_not_supported") is is_ours
    assert issue.responsibility == ("us" if is_ours else "site")
    assert issue.url == "http://town.example.cn/1.docx"


def test_a_page_that_cannot_be_read_raises():
    """Attachments cannot stand for a page that is broken."""
    with pytest.raises(UnreadableDocument, match="body is empty"):
        read_article([Body(b"", "text/html", PAGE), file("1.docx", *REPORT)])


def archive(**files):
    """Make a ZIP of texts."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, paragraphs in files.items():
            packed.writestr(f"{name}.txt", "\n".join(paragraphs))
    return out.getvalue()


def test_an_archive_behind_a_page_gives_report_and_parts():
    """What it holds beside the report stands behind it."""
    packed = archive(a=CASES, b=REPORT)
    document = read_article(
        [page("详见附件。", links=LINKS[:1]), file("1.docx", content=packed)]
    )
    assert text(document) == "\n".join((*REPORT, *CASES))


def test_an_archive_in_the_place_of_a_page_is_led_by_its_report():
    """Some lists lead to a ZIP directly."""
    document = read_article([Body(archive(a=CASES, b=REPORT), "", PAGE)])
    assert text(document) == "\n".join((*REPORT, *CASES))
    assert document.url == PAGE


@pytest.mark.parametrize("words", [("详见附件。",), REPORT])
def test_what_the_machine_kept_from_being_read_is_no_half_article(monkeypatch, words):
    """Whether the text is in the attachment or beside it: the article waits for it."""

    def interrupted(*_, **_named):
        raise UnreadableDocument("reading_interrupted", how="it was killed")

    monkeypatch.setattr("tasks.documents.convert.convert_in_sandbox", interrupted)
    attached = file("1.docx", content=b"PK\x03\x04")
    with pytest.raises(UnreadableDocument) as caught:
        read_article([page(*words, links=LINKS[:1]), attached])
    assert caught.value.is_transient


def test_only_a_text_that_is_missing_waits_for_ocr(monkeypatch):
    """A page with a text of its own is read without the picture beside it."""

    def without_ocr(*_, **_named):
        raise UnreadableDocument("ocr_missing", what="the page is an image")

    monkeypatch.setattr("tasks.documents.convert.convert_in_sandbox", without_ocr)
    attached = file("1.docx", content=b"PK\x03\x04")
    whole = read_article([page(*REPORT, links=LINKS[:1]), attached])
    assert codes(whole) == ["attachment_not_supported"]
    with pytest.raises(UnreadableDocument) as caught:
        read_article([page("详见附件。", links=LINKS[:1]), attached])
    assert caught.value.code == "ocr_missing"
