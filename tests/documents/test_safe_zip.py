"""Zip files from strangers: names, limits, and XML without entities."""

import struct
import zipfile
import zlib
from io import BytesIO

import lxml.etree
import pytest

from tasks.documents import safe_zip
from tasks.documents.safe_zip import SafeZip
from tasks.model.errors import UnreadableDocument


def packed(members, method=zipfile.ZIP_DEFLATED):
    """Pack pairs of name and content; a name given as bytes is written as it is, without the UTF-8 flag."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members:
            archive.writestr(_info(name, method), content)
    return out.getvalue()


class _Raw(zipfile.ZipInfo):
    """A member whose name is bytes that are neither flagged nor CP437."""

    raw = b""

    def _encodeFilenameFlags(self):  # noqa: N802
        return self.raw, self.flag_bits


def _info(name, method):
    info = zipfile.ZipInfo(name) if isinstance(name, str) else _Raw("raw")
    if isinstance(info, _Raw):
        info.raw = name
    info.compress_type = method
    return info


def code_of(call, *arguments):
    """Give the code with which a call says that the file cannot be read."""
    with pytest.raises(UnreadableDocument) as caught:
        call(*arguments)
    return caught.value.code


def patched(body, signature, offset, form, value):
    """Write a number at an offset of the first header with a signature."""
    at = body.index(signature) + offset
    return body[:at] + struct.pack(form, value) + body[at + struct.calcsize(form) :]


def test_members_in_the_archives_order():
    """Files are listed in the archive's order, folders are not, and their bytes come back."""
    archive = SafeZip.open(
        packed([("b/2.xml", b"two"), ("b/", b""), ("a.xml", b"one")])
    )
    assert archive.names == ("b/2.xml", "a.xml")
    assert archive.read("a.xml") == b"one"
    assert archive.get_size("b/2.xml") == 3


@pytest.mark.parametrize(
    ("raw", "listed"),
    [
        ("附件1：年度报告.docx".encode("gbk"), "附件1：年度报告.docx"),
        ("附件1：年度报告.docx".encode(), "附件1：年度报告.docx"),
        ("附件1：年度报告.docx", "附件1：年度报告.docx"),
        # The last byte of many characters of GBK is a backslash.
        ("誠\\報告.docx".encode("gbk"), "誠/報告.docx"),
    ],
    ids=["GBK", "UTF-8 without the flag", "UTF-8 with the flag", "GBK with backslash"],
)
def test_chinese_names(raw, listed):
    """Chinese names are read in the encodings that Chinese zip programs write."""
    archive = SafeZip.open(packed([(raw, b"text")]))
    assert archive.names == (listed,)
    assert archive.read(listed) == b"text"


def test_a_name_of_no_encoding():
    """A name that is neither UTF-8 nor GBK is listed as CP437, the standard's own."""
    assert SafeZip.open(packed([(b"caf\x82.\xff", b"")])).names == ("café.\xa0",)


def test_unicode_path_field():
    """Info-ZIP's Unicode path field is believed where it belongs to the header's name, and only there."""
    raw = b"\x82.\xff"
    for checksum, expected in ((zlib.crc32(raw), "报告.txt"), (1, raw.decode("cp437"))):
        name = "报告.txt".encode()
        field = struct.pack("<HHBI", 0x7075, 5 + len(name), 1, checksum) + name
        info = _info(raw, zipfile.ZIP_STORED)
        info.extra = field
        out = BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr(info, b"")
        assert SafeZip.open(out.getvalue()).names == (expected,)


@pytest.mark.parametrize(
    ("name", "listed"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\报告\\1.docx", "报告/1.docx"),
        ("a/./b/../c.xml", "a/b/c.xml"),
        ("报告\u202excod.exe", "报告xcod.exe"),
        ("a\nb.xml", "ab.xml"),
    ],
)
def test_names_are_listed_safely(name, listed):
    """No name climbs, stands at a root or turns its own direction, and each can be read as listed."""
    archive = SafeZip.open(packed([(name, b"x")]))
    assert archive.names == (listed,)
    assert archive.read(listed) == b"x"


def test_names_of_nothing_are_left_out():
    """A member named by dots alone has no name to list."""
    assert SafeZip.open(packed([("..", b"x"), ("a", b"y")])).names == ("a",)


@pytest.mark.parametrize(
    "members", [("word/a.xml", "../word/a.xml"), ("../word/a.xml", "word/a.xml")]
)
def test_a_changed_name_takes_no_ones_place(members):
    """`../word/a.xml` does not stand in for `word/a.xml`, whichever comes first."""
    archive = SafeZip.open(packed([(name, name.encode()) for name in members]))
    assert archive.names == ("word/a.xml",)
    assert archive.read("word/a.xml") == b"word/a.xml"


def test_case_slips():
    """A name is found without regard to case, the exact one first."""
    archive = SafeZip.open(
        packed([("Doc_0/Document.xml", b"1"), ("a", b"2"), ("A", b"3")])
    )
    assert archive.find("doc_0/document.xml") == "Doc_0/Document.xml"
    assert (archive.read("a"), archive.read("A")) == (b"2", b"3")
    assert archive.find("nothing") is None


def test_a_missing_part():
    """A part that is not there has a code of its own."""
    assert code_of(SafeZip.open(packed([("a", b"")])).read, "b") == "missing_part"


def test_bombs_are_not_unpacked():
    """A member over the limit or over the ratio is refused by what the archive says of it."""
    archive = SafeZip.open(
        packed(
            [
                ("huge", bytes(safe_zip.LARGEST_MEMBER + 1)),
                ("dense", bytes(safe_zip.ALWAYS_SMALL + 1)),
            ]
        )
    )
    assert code_of(archive.read, "huge") == "zip_bomb"
    assert code_of(archive.read, "dense") == "zip_bomb"
    assert archive.get_size("dense") > safe_zip.ALWAYS_SMALL


def test_the_total_is_bounded():
    """Many members under the limit are refused together; reading one again costs nothing."""
    size = safe_zip.ALWAYS_SMALL
    count = safe_zip.LARGEST_TOTAL // size
    archive = SafeZip.open(
        packed([(str(number), bytes(size)) for number in range(count + 1)])
    )
    for number in [0, *range(count)]:
        assert len(archive.read(str(number))) == size
    assert code_of(archive.read, str(count)) == "zip_bomb"


def test_a_lying_size():
    """A member that holds more than it claims is damaged, not unpacked further."""
    body = patched(packed([("a", bytes(100_000))]), b"PK\x01\x02", 24, "<I", 10)
    assert code_of(SafeZip.open(body).read, "a") == "damaged_archive"


def test_overlapping_members():
    """Two directory entries for the same bytes are a bomb's work."""
    body = packed([("a", b"x" * 50), ("b", b"y" * 50)])
    second = body.rindex(b"PK\x01\x02")
    overlapping = body[:second] + patched(body[second:], b"PK\x01\x02", 42, "<I", 0)
    assert code_of(SafeZip.open, overlapping) == "zip_bomb"


def test_too_many_members():
    """An archive of more members than any report's is refused before its directory is read."""
    assert (
        code_of(SafeZip.open, b"PK\x01\x02" * (safe_zip.MOST_MEMBERS + 1))
        == "too_many_members"
    )


def test_many_members():
    """Some thousand members are fine."""
    assert (
        len(SafeZip.open(packed([(str(number), b"") for number in range(3000)])).names)
        == 3000
    )


def test_encrypted_members():
    """An encrypted member is named so; the others are read."""
    body = patched(packed([("a", b"1"), ("b", b"2")]), b"PK\x01\x02", 8, "<H", 1)
    archive = SafeZip.open(body)
    assert code_of(archive.read, "a") == "encrypted_document"
    assert archive.read("b") == b"2"


def test_foreign_compression():
    """Methods that no office file uses are refused; LZMA may claim gigabytes for its dictionary."""
    assert (
        code_of(SafeZip.open(packed([("a", b"1")], zipfile.ZIP_LZMA)).read, "a")
        == "unsupported_compression"
    )


def test_truncation_at_every_place():
    """An archive cut anywhere is damaged, never something else."""
    body = packed([("a.xml", b"<a>text</a>" * 9), ("b.xml", b"<b/>")])
    for length in range(len(body)):
        assert code_of(SafeZip.open, body[:length]) == "damaged_archive"


def test_flipped_bytes():
    """An archive with any one byte changed is read as it was or raises our error, and nothing else."""
    body = packed([("a.xml", b"<a>text</a>" * 9)])
    codes = set()
    for at in range(len(body)):
        broken = body[:at] + bytes([body[at] ^ 0x55]) + body[at + 1 :]
        try:
            archive = SafeZip.open(broken)
            contents = [archive.read(name) for name in archive.names]
            assert contents in ([b"<a>text</a>" * 9], [])
        except UnreadableDocument as error:
            codes.add(error.code)
    assert "damaged_archive" in codes


def test_xml():
    """A part is parsed, without its comments and processing instructions."""
    root = SafeZip.open(
        packed([("a.xml", "<?x?><a><!-- no -->年度<b/>报告</a>".encode())])
    ).read_xml("A.XML")
    assert root.tag == "a"
    assert lxml.etree.tostring(root, method="text", encoding="unicode") == "年度报告"


DOCTYPE = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>'
LAUGHS = (
    '<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;">]><a x="&c;">&c;</a>'
)


@pytest.mark.parametrize("text", [DOCTYPE, LAUGHS, "<!DOCTYPE a><a/>"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "utf-7"])
def test_doctypes_are_refused(text, encoding):
    """Entities, outer and inner, are refused with their DOCTYPE, in whatever encoding it hides."""
    hidden = text.replace("<!", "+ADwAIQ-") if encoding == "utf-7" else text
    declared = f'<?xml version="1.0" encoding="{encoding}"?>{hidden}'
    content = declared.encode("ascii" if encoding == "utf-7" else encoding)
    assert (
        code_of(SafeZip.open(packed([("a.xml", content)])).read_xml, "a.xml")
        == "forbidden_doctype"
    )


@pytest.mark.parametrize(
    "content", [b"", b"<a>", b"<a>\x00</a>", b"text", b"<a>" * 1000 + b"</a>" * 1000]
)
def test_broken_xml(content):
    """A part that is no XML, or is nested beyond reason, is damaged."""
    assert (
        code_of(SafeZip.open(packed([("a.xml", content)])).read_xml, "a.xml")
        == "damaged_part"
    )
