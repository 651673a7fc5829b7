"""Pictures inside DOC and RTF files: found byte for byte, and read where they stand in place of text."""

import pytest

from tasks.documents.word import doc, rtf
from tasks.documents.word.doc_anchors import DocAnchors, PictureAnchor
from tasks.documents.word.doc_file import WordFile
from tasks.documents.word.doc_properties import FileProperties
from tasks.documents.word.rtf_tokens import Token
from tasks.model.errors import UnreadableDocument
from tests.documents.files import page
from tests.documents.files.make import SCANS
from tests.documents.word.test_rtf import gbk
from tests.documents.word.test_rtf import rtf as written
from tests.paths import TESTS

FILES = TESTS / "documents" / "files"
PNG, JPEG = SCANS.values()
READERS = {"doc": doc.read, "rtf": rtf.read}
SPELLED = {
    "digits": (rb"{\pict\pngblip " + PNG.hex().encode() + b"}", [PNG]),
    "digits in lines": (
        rb"{\pict\jpegblip\picw120"
        + b"\r\n"
        + JPEG.hex("\n", 64).upper().encode()
        + b"}",
        [JPEG],
    ),
    "binary": (rb"{\pict\picscalex55\jpegblip\bin%d %s}" % (len(JPEG), JPEG), [JPEG]),
    "an id within": (
        rb"{\pict{\*\blipuid 4928776e}{\*\picprop{\sp{\sn a}{\sv 00}}}\pngblip 8950}",
        [b"\x89\x50"],
    ),
    "with a copy": (
        rb"{\*\shppict{\pict\pngblip 8950}}{\nonshppict{\pict\wmetafile8 0100}}{\pict\jpegblip ffd8}",
        [b"\x89\x50", b"\xff\xd8"],
    ),
    "floating": (
        rb"{\shp{\*\shpinst{\sp{\sn pib}{\sv {\pict\pngblip 8950}}}}}",
        [b"\x89\x50"],
    ),
    "on every page": (
        rb"{\header{\pict\pngblip 8950}\par}{\pict\pngblip ffd8}",
        [b"\xff\xd8"],
    ),
    "half a byte": (rb"{\pict\pngblip 89501}", [b"\x89\x50"]),
    "cut off": (rb"{\pict\pngblip 8950", [b"\x89\x50"]),
    "nothing": (rb"{\pict}", [b""]),
}


@pytest.mark.parametrize(("inner", "found"), SPELLED.values(), ids=SPELLED)
def test_pictures_of_an_rtf(inner, found):
    """Each of the ways in which writers spell a picture."""
    assert list(Token.read_pictures(rb"{\rtf1\ansi " + inner + b"}")) == found


def _places(file):
    """Give every character of a file that stands for a picture."""
    properties = {
        at: characters
        for at, _, characters in FileProperties(file).iter_character_runs(
            *file.find_part("text")
        )
    }
    return [
        PictureAnchor(at, properties[at].picture if sign == "\x01" else None)
        for at, sign in enumerate(file.text)
        if sign in "\x01\x08"
    ]


@pytest.mark.parametrize("name", ["pasted", "floating"])
def test_pictures_of_a_doc(name):
    """What LibreOffice made of two pictures in lines, and of two that float; each comes once."""
    file = WordFile((FILES / f"{name}.doc").read_bytes())
    places = _places(file)
    assert [place.offset is None for place in places] == [name == "floating"] * 2
    assert list(DocAnchors(file).read_pictures([*places, *places])) == [PNG, JPEG]


def test_the_floating_rtf():
    """The file that LibreOffice made holds both pictures in their order."""
    assert list(Token.read_pictures((FILES / "floating.rtf").read_bytes())) == [
        PNG,
        JPEG,
    ]


def _broken(name, old, new):
    body = (FILES / f"{name}.doc").read_bytes()
    assert body.count(old) >= 1
    return WordFile(body.replace(old, new))


# The heads of a PNG's record and of an entry of the store, and the mark and length of the PNG in its line.
_PNG_RECORD, _ENTRY = b"\x00\x6e\x1e\xf0", b"\x62\x00\x07\xf0"
BROKEN = {
    "no picture": ("pasted", _PNG_RECORD, b"\x00\x6e\x1b\xf0"),
    "no such record": ("pasted", _ENTRY, b"\x62\x00\x99\xf0"),
    "no store": ("floating", b"\x01\xf0", b"\x99\xf0"),
    "another number": ("floating", b"\x04\x41\x02\x00", b"\x04\x41\xff\xff"),
    "no drawing": ("floating", b"\x02\xf0", b"\x98\xf0"),
}


@pytest.mark.parametrize(("name", "old", "new"), BROKEN.values(), ids=BROKEN)
def test_a_picture_that_cannot_be_found_gives_no_bytes(name, old, new):
    """It is not left out in silence: the reader tells that an image could not be read."""
    file = _broken(name, old, new)
    assert b"" in list(DocAnchors(file).read_pictures(_places(file)))


def test_endless_records_end(monkeypatch):
    """Records that claim nothing and go on for ever are read up to a limit, without recursion."""
    file = WordFile((FILES / "floating.doc").read_bytes())
    places = _places(file)
    assert set(DocAnchors(file).locate_shapes().values()) == {
        place.character for place in places
    }
    group = (0x000F).to_bytes(2, "little") + b"\x03\xf0" + b"\xff\xff\xff\x7f"
    monkeypatch.setattr(file, "read_structure", lambda _number: group * 100_000)
    assert list(DocAnchors(file).read_pictures(places)) == [b""]


def test_pictures_beside_text_stay_ornaments():
    """A report with a seal in it is its text; nothing is recognised, and nothing an issue."""
    long = gbk("全年开展法治宣传活动，受理调解案件，群众满意度有了提高。" * 3)
    document = rtf.read(written(long + r"\par{\pict\pngblip " + PNG.hex() + "}"))
    assert len(document.paragraphs) == 1
    assert document.issues == ()


def test_a_file_of_another_picture_is_an_issue():
    """A metafile in place of text is an issue with a remedy, and no text is made up."""
    document = rtf.read(
        rb"{\rtf1\ansi {\pict\wmetafile8 0100090000}}",
        url="http://town.example.cn/1.rtf",
    )
    assert document.paragraphs == ()
    ((code, evidence, url),) = [
        (issue.code, issue.evidence, issue.url) for issue in document.issues
    ]
    assert (code, url) == ("images_not_read", "http://town.example.cn/1.rtf")
    assert evidence.startswith("image 1: no PNG")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["pasted.doc", "floating.doc", "floating.rtf"])
def test_a_pasted_scan_is_read(name):
    """The words of the pictures stand behind the file's own, and say from which picture they are."""
    pytest.importorskip("rapidocr", reason="pip install fazhi[ocr]")
    document = READERS[name[-3:]]((FILES / name).read_bytes())
    words = "".join(words for _, _, words in page.LINES)
    assert (
        "".join(paragraph.text for paragraph in document.paragraphs) == f"扫描件{words}"
    )
    assert document.paragraphs[1].origin.startswith("image 1 (")


@pytest.mark.slow
def test_pictures_without_words():
    """A file of nothing but a picture without words is refused, and says that it was looked at."""
    pytest.importorskip("rapidocr", reason="pip install fazhi[ocr]")
    with pytest.raises(UnreadableDocument, match="not in its images") as caught:
        rtf.read(rb"{\rtf1\ansi {\pict\jpegblip " + JPEG.hex().encode() + b"}}")
    assert caught.value.code == "no_text"
