"""ZIP attachments."""

import zipfile
from collections.abc import Mapping
from io import BytesIO

import pytest

from tasks.documents.convert import convert
from tasks.model.document import Document
from tasks.model.errors import UnreadableDocument


def zipped(**members: bytes | str) -> bytes:
    """Make an archive; `__` in a name is a dot."""
    return packed(
        {name.replace("__", "."): content for name, content in members.items()}
    )


def packed(members: Mapping[str, bytes | str]) -> bytes:
    """Make an archive."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def read(body: bytes) -> tuple[list[str], list[tuple[str, str]]]:
    """Give the texts, and which files are told not to be read with how loud."""
    document = convert(body, url="http://www.example.cn/1.zip")
    unread = [
        (issue.evidence, issue.severity.value)
        for issue in document.issues
        if issue.code.startswith("archive_member_")
    ]
    return texts(document), unread


def texts(document: Document) -> list[str]:
    """Give the paragraphs of all documents of an archive."""
    return [
        paragraph.text
        for one in (document, *document.attached)
        for paragraph in one.paragraphs
    ]


def test_documents_come_in_the_order_of_their_names():
    """The second before the tenth."""
    body = packed({f"附件{number}.txt": f"第{number}份附件。" for number in (10, 2, 1)})
    document = convert(body)
    assert texts(document) == ["第1份附件。", "第2份附件。", "第10份附件。"]
    assert document.paragraphs[0].origin == "附件1.txt: line 1"
    assert document.media_type == "text/plain"
    assert not document.issues


def test_what_is_not_read_is_reported_by_name():
    """A sheet, a picture beside documents, a locked archive."""
    body = zipped(
        a__txt="正文。", b__rar=b"Rar!\x1a\x07\x00", c__png=b"\x89PNG\r\n\x1a\n"
    )
    assert read(body) == (["正文。"], [("c.png", "info"), ("b.rar", "warning")])


def test_system_files_make_no_noise():
    """Macs and Windows leave them behind."""
    junk = {
        "__MACOSX/._a.txt": "x",
        "a/.DS_Store": "x",
        "Thumbs.db": "x",
        "~$a.docx": "x",
        "a/a.txt": "正文。",
    }
    assert read(packed(junk)) == (["正文。"], [])


def test_one_archive_inside_another_is_opened():
    """A third is told."""
    third = packed({"c.txt": "三。"})
    second = packed({"b.txt": "二。", "third.zip": third})
    body = packed({"a.txt": "一。", "m.zip": second, "z.txt": "四。"})
    assert read(body) == (["一。", "二。", "四。"], [("m.zip/third.zip", "warning")])


def test_of_renditions_one_is_read():
    """Text that stands there twice would be a wrong text; a broken rendition gives way to the next."""
    page = "<html><body><p>正文在此，全年办理案件。</p></body></html>"
    assert read(packed({"a.txt": "正文。", "a.html": page})) == (
        ["正文在此，全年办理案件。"],
        [("a.txt", "info")],
    )
    broken: dict[str, bytes | str] = {"a.docx": b"PK\x03\x04broken", "a.txt": "正文。"}
    assert read(packed(broken)) == (["正文。"], [("a.docx", "warning")])


@pytest.mark.parametrize(
    "members", [{}, {"a.rar": b"Rar!\x1a\x07\x00"}, {"__MACOSX/._a.txt": "x"}]
)
def test_an_archive_without_documents_is_an_error(members):
    """It is no blank."""
    with pytest.raises(UnreadableDocument) as caught:
        convert(packed(members))
    assert caught.value.code == "no_document_in_archive"


def test_numbers_sort_as_numbers():
    """Also within a name."""
    names = ["附件10.txt", "附件2.txt", "附件1（10）.txt", "附件1（9）.txt"]
    texts, _ = read(packed({name: f"见{name}。" for name in names}))
    assert texts == [
        "见附件1（9）.txt。",
        "见附件1（10）.txt。",
        "见附件2.txt。",
        "见附件10.txt。",
    ]
