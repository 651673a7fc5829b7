"""Hostile archives, and hostile files that are archives inside: DOCX and OFD."""

import struct
import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO

from tests.faults import files
from tests.faults.documents import hostile
from tests.faults.files import Packed, archive, member, zeros

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'
SECRET = "/etc/passwd"


def changed(
    body: bytes, parts: Mapping[str, bytes | str], *, only: bool = False
) -> bytes:
    """Pack an archive anew with some of its parts changed or added; `only` with nothing else."""
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(body)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        kept = {} if only else {name: old.read(name) for name in old.namelist()}
        for name, content in {**kept, **parts}.items():
            new.writestr(name, content)
    return out.getvalue()


def docx(document: str | bytes, **parts: str) -> bytes:
    """Make a DOCX with a text of its own; further parts by their names under word/."""
    named = {f"word/{name}.xml": content for name, content in parts.items()}
    return changed(files.good_docx(), {"word/document.xml": document, **named})


def body(inner: str) -> str:
    """Make the main part of a DOCX."""
    return (
        f'<?xml version="1.0"?><w:document {_W}><w:body>{inner}</w:body></w:document>'
    )


def words(text: str = "一、主要举措和成效", properties: str = "") -> str:
    """Make a paragraph of a DOCX."""
    return f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>"


# ---- Archives ----


@hostile("zip_bomb")
def docx_of_two_gigabytes() -> bytes:
    """Unpack to 2 GB of zeros."""
    return archive(
        [member("[Content_Types].xml", b"<Types/>"), zeros("word/document.xml", 2000)]
    )


@hostile("no_document_in_archive")
def archive_of_four_gigabytes() -> bytes:
    """Hold an attachment of almost 4 GB of zeros."""
    return archive([zeros("附件1.txt", 4000)])


@hostile("no_document_in_archive")
def archives_in_archives() -> bytes:
    """Nest six archives, each ten times the one inside it."""
    inner = archive([zeros("a.txt", 100)])
    for depth in range(6):
        out = BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
            for number in range(10):
                packed.writestr(f"{depth}-{number}.zip", inner)
        inner = out.getvalue()
    return inner


@hostile("zip_bomb")
def overlapping_members() -> bytes:
    """Point a thousand entries of the table at one member."""
    bomb = zeros("a.txt", 1)
    shared = (
        Packed(b"%d.txt" % number, bomb.data, bomb.size, at=0) for number in range(1000)
    )
    return archive([bomb, *shared])


@hostile("too_many_members")
def a_hundred_thousand_members() -> bytes:
    """List 100 000 empty members."""
    return archive(Packed(b"%d.txt" % number, b"", 0, 0) for number in range(100_000))


@hostile("no_document_in_archive")
def a_member_larger_than_it_says() -> bytes:
    """Say ten bytes of a member that has a hundred megabytes."""
    bomb = zeros("a.txt", 100)
    return archive([Packed(bomb.name, bomb.data, 10)])


@hostile("no_document_in_archive")
def a_wrong_sum() -> bytes:
    """State a check sum that is not the member's."""
    return archive([Packed(b"a.txt", "正文。".encode(), 9, 0, 1)])


@hostile("archive_member_not_read")
def names_that_climb() -> bytes:
    """Call members after files outside."""
    outside = (
        "../../../etc/cron.d/a.txt",
        "/etc/b.rar",
        "C:\\Windows\\c.rar",
        "..\\..\\d.rar",
    )
    return archive(
        [
            member(
                name, b"Rar!\x1a\x07\x00" if name.endswith("rar") else "文。".encode()
            )
            for name in outside
        ]
    )


@hostile("archive_member_not_read")
def names_that_lie() -> bytes:
    """Turn the direction of a name, and put a NUL into another."""
    bad = member("报告\u202excod.exe", b"MZ\x90\x00")
    return archive(
        [
            member("a.txt", "正文。".encode()),
            bad,
            Packed(b"b\0.txt", b"MZ\x90\x00", 4, 0, zlib.crc32(b"MZ\x90\x00")),
        ]
    )


@hostile(reads=True)
def one_name_twice() -> bytes:
    """List two members of one name."""
    return archive([member("a.txt", "甲。".encode()), member("a.txt", "乙。".encode())])


@hostile("no_document_in_archive")
def a_locked_member() -> bytes:
    """Encrypt the only member."""
    return archive([Packed(b"a.txt", bytes(24), 12, 8, 1, 1)])


@hostile("encrypted_document")
def a_locked_part() -> bytes:
    """Encrypt the main part of a DOCX."""
    return archive(
        [
            member("[Content_Types].xml", b"<Types/>"),
            Packed(b"word/document.xml", bytes(24), 12, 8, 1, 1),
        ]
    )


@hostile("no_document_in_archive")
def an_unknown_packing() -> bytes:
    """Pack by a method that nobody knows."""
    return archive([Packed(b"a.txt", bytes(24), 12, 99, 1)])


@hostile("no_document_in_archive", "damaged_archive")
def a_member_beyond_the_end() -> bytes:
    """Point behind the end of the file."""
    return archive(
        [
            member("b.rar", b"Rar!\x1a\x07\x00"),
            Packed(b"a.txt", b"", 9, 0, 1, at=0x7FFFFFF0),
        ]
    )


@hostile("damaged_archive", "no_document_in_archive")
def a_table_that_is_not_there() -> bytes:
    """Claim 65 535 members and list none."""
    return (
        b"PK\x03\x04"
        + bytes(40)
        + b"PK\x05\x06"
        + struct.pack("<HHHHIIH", 0, 0, 65535, 65535, 1 << 30, 0, 0)
    )


@hostile("damaged_archive", "no_document_in_archive")
def a_table_of_ten_exabytes() -> bytes:
    """Claim in the 64-bit form what no disk holds."""
    record = b"PK\x06\x06" + struct.pack(
        "<QHHIIQQQQ", 44, 45, 45, 0, 0, 1 << 60, 1 << 60, 1 << 62, 0
    )
    locator = b"PK\x06\x07" + struct.pack("<IQI", 0, 44, 1)
    end = b"PK\x05\x06" + struct.pack(
        "<HHHHIIH", 0, 0, 65535, 65535, 0xFFFFFFFF, 0xFFFFFFFF, 0
    )
    return b"PK\x03\x04" + bytes(40) + record + locator + end


@hostile("no_document_in_archive")
def an_archive_of_nothing() -> bytes:
    """Hold no member at all."""
    return archive([])


@hostile("no_document_in_archive", reads=True)
def a_comment_with_another_archive() -> bytes:
    """Put a second end record into the comment."""
    return archive([member("a.txt", "正文。".encode())], comment=archive([]))


# ---- DOCX ----

_LAUGHS = "<!DOCTYPE lolz [<!ENTITY a0 'lol'>{}]>".format(
    "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 11))
)


def _with_dtd(dtd: str, reference: str) -> str:
    return f'<?xml version="1.0"?>{dtd}' + body(words(reference)).removeprefix(
        '<?xml version="1.0"?>'
    )


@hostile("forbidden_doctype")
def docx_billion_laughs() -> bytes:
    """Define entities of entities."""
    return docx(_with_dtd(_LAUGHS, "&a10;"))


@hostile("forbidden_doctype")
def docx_quadratic_blowup() -> bytes:
    """Name one long entity a hundred thousand times."""
    return docx(
        _with_dtd(f"<!DOCTYPE x [<!ENTITY a '{'长' * 100_000}'>]>", "&a;" * 100_000)
    )


@hostile("forbidden_doctype")
def docx_external_entity() -> bytes:
    """Ask for a file of this machine."""
    return docx(
        _with_dtd(f"<!DOCTYPE x [<!ENTITY a SYSTEM 'file://{SECRET}'>]>", "&a;")
    )


@hostile("forbidden_doctype")
def docx_parameter_entity() -> bytes:
    """Ask for a DTD of another machine."""
    return docx(
        _with_dtd(
            "<!DOCTYPE x [<!ENTITY % a SYSTEM 'http://127.0.0.1:9/a.dtd'> %a;]>", "词"
        )
    )


@hostile("forbidden_doctype")
def docx_doctype_in_utf16() -> bytes:
    """Hide a document type from those who look for ASCII."""
    text = _with_dtd(f"<!DOCTYPE x [<!ENTITY a SYSTEM 'file://{SECRET}'>]>", "&a;")
    return docx(
        text.replace('version="1.0"', 'version="1.0" encoding="UTF-16"', 1).encode(
            "utf-16"
        )
    )


@hostile()
def docx_laughs_in_styles() -> bytes:
    """Define entities of entities in a part beside the text."""
    return docx(body(words()), styles=f"{_LAUGHS}<w:styles {_W}>&a10;</w:styles>")


@hostile()
def docx_deep_tables() -> bytes:
    """Nest 20 000 tables."""
    return docx(
        body(
            "<w:tbl><w:tr><w:tc>" * 20_000 + words() + "</w:tc></w:tr></w:tbl>" * 20_000
        )
    )


@hostile(reads=True)
def docx_tables_of_sixty_levels() -> bytes:
    """Nest as many tables as the XML reader lets through."""
    return docx(
        body("<w:tbl><w:tr><w:tc>" * 60 + words() + "</w:tc></w:tr></w:tbl>" * 60)
    )


@hostile()
def docx_deep_controls() -> bytes:
    """Nest 50 000 content controls."""
    return docx(
        body(
            "<w:sdt><w:sdtContent>" * 50_000
            + words()
            + "</w:sdtContent></w:sdt>" * 50_000
        )
    )


@hostile("zip_bomb", reads=True)
def docx_long_attribute() -> bytes:
    """Give one attribute twenty megabytes."""
    return docx(
        body(words(properties=f'<w:pPr><w:pStyle w:val="{"x" * 20_000_000}"/></w:pPr>'))
    )


@hostile("no_text")
def docx_many_empty_paragraphs() -> bytes:
    """Hold 300 000 paragraphs and no word."""
    return docx(body("<w:p/>" * 300_000))


@hostile(reads=True)
def docx_styles_in_a_ring() -> bytes:
    """Let two styles be based upon each other."""
    style = (
        '<w:style w:type="paragraph" w:styleId="{}"><w:basedOn w:val="{}"/></w:style>'
    )
    ring = style.format("a", "b") + style.format("b", "a")
    styled = words(properties='<w:pPr><w:pStyle w:val="a"/></w:pPr>')
    return docx(body(styled), styles=f"<w:styles {_W}>{ring}</w:styles>")


@hostile(reads=True)
def docx_numbers_in_a_ring() -> bytes:
    """Let a list's style point at a list of that style."""
    lists = f'<w:numbering {_W}><w:abstractNum w:abstractNumId="0">'
    lists += '<w:numStyleLink w:val="a"/></w:abstractNum>'
    lists += '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    numbered = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    ring = f'<w:style w:type="numbering" w:styleId="a">{numbered}</w:style>'
    listed = words(
        properties='<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    )
    return docx(
        body(listed * 3), styles=f"<w:styles {_W}>{ring}</w:styles>", numbering=lists
    )


@hostile(reads=True)
def docx_huge_numbers() -> bytes:
    """Start lists at numbers of twenty digits, on level two thousand million."""
    kinds = (
        "decimal",
        "chineseCounting",
        "upperRoman",
        "upperLetter",
        "ideographDigital",
    )
    lists = "".join(
        f'<w:abstractNum w:abstractNumId="{n}"><w:lvl w:ilvl="0"><w:start w:val="99999999999999999999"/>'
        f'<w:numFmt w:val="{kind}"/><w:lvlText w:val="%1%2147483647"/></w:lvl></w:abstractNum>'
        for n, kind in enumerate(kinds)
    )
    lists += "".join(
        f'<w:num w:numId="{n + 1}"><w:abstractNumId w:val="{n}"/></w:num>'
        for n in range(len(kinds))
    )
    listed = "".join(
        words(
            properties=f'<w:pPr><w:numPr><w:ilvl w:val="{depth}"/>'
            f'<w:numId w:val="{n + 1}"/></w:numPr></w:pPr>'
        )
        for n in range(len(kinds))
        for depth in (0, 8, 2_147_483_647, -1)
    )
    return docx(body(listed), numbering=f"<w:numbering {_W}>{lists}</w:numbering>")


@hostile(reads=True)
def docx_wide_cells() -> bytes:
    """Let one cell span two thousand million columns."""
    cell = f'<w:tc><w:tcPr><w:gridSpan w:val="2147483647"/></w:tcPr>{words()}</w:tc>'
    return docx(body(f"<w:tbl><w:tr>{cell * 3}</w:tr></w:tbl>"))


@hostile("damaged_part")
def docx_that_is_no_xml() -> bytes:
    """Put noise where the text should be."""
    return docx(bytes(range(256)) * 40)


@hostile("missing_part")
def docx_without_its_text() -> bytes:
    """Leave the main part out."""
    return changed(
        files.good_docx(),
        {"word/other.xml": "<a/>", "[Content_Types].xml": "<Types/>"},
        only=True,
    )


@hostile("encrypted_document")
def docx_with_a_password() -> bytes:
    """Lock the whole package, as Word does."""
    return files.ole({"EncryptionInfo": bytes(4096), "EncryptedPackage": bytes(8192)})


# ---- OFD ----


def ofd(parts: Mapping[str, bytes | str]) -> bytes:
    """Make an OFD with some parts changed."""
    return changed(files.good_ofd(), parts)


def _ofd_pages(pages: str, **parts: str) -> bytes:
    document = (
        f"<ofd:Document {_OFD}><ofd:CommonData><ofd:MaxUnitID>9</ofd:MaxUnitID>"
        f"<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
        f"{parts.pop('common', '')}</ofd:CommonData>"
        f"<ofd:Pages>{pages}</ofd:Pages></ofd:Document>"
    )
    entry = (
        f'<ofd:OFD {_OFD} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo/>'
        "<ofd:DocRoot>D/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    )
    named = {f"D/{name}.xml": content for name, content in parts.items()}
    return changed(
        files.good_ofd(),
        {"OFD.xml": entry, "D/Document.xml": document, **named},
        only=True,
    )


def _ofd_page(inner: str) -> str:
    return f"<ofd:Page {_OFD}><ofd:Content><ofd:Layer ID='1'>{inner}</ofd:Layer></ofd:Content></ofd:Page>"


def _ofd_text(text: str = "正文", more: str = "", box: str = "10 10 100 10") -> str:
    code = f'<ofd:TextCode X="0" Y="5"{more}>{text}</ofd:TextCode>'
    return f'<ofd:TextObject ID="2" Boundary="{box}" Font="3" Size="5">{code}</ofd:TextObject>'


_ONE = '<ofd:Page ID="1" BaseLoc="P.xml"/>'


@hostile("too_many_pages")
def ofd_two_hundred_thousand_pages() -> bytes:
    """Name one page 200 000 times."""
    return _ofd_pages(_ONE * 200_000, P=_ofd_page(_ofd_text()))


@hostile("forbidden_doctype")
def ofd_external_entity() -> bytes:
    """Ask for a file of this machine."""
    return ofd(
        {
            "OFD.xml": f"<!DOCTYPE x [<!ENTITY a SYSTEM 'file://{SECRET}'>]><ofd:OFD {_OFD}>&a;</ofd:OFD>"
        }
    )


@hostile()
def ofd_without_pages() -> bytes:
    """Have no page."""
    return _ofd_pages("")


@hostile()
def ofd_document_in_a_ring() -> bytes:
    """Give the document itself as its only page and template."""
    return _ofd_pages(
        '<ofd:Page ID="1" BaseLoc="Document.xml"/>',
        common='<ofd:TemplatePage ID="1" BaseLoc="Document.xml"/>',
    )


@hostile(reads=True)
def ofd_templates_in_a_ring() -> bytes:
    """Let a template use itself."""
    use = '<ofd:Template TemplateID="7"/>'
    page = _ofd_page(_ofd_text()).replace("<ofd:Content>", f"{use}<ofd:Content>")
    return _ofd_pages(_ONE, P=page, common='<ofd:TemplatePage ID="7" BaseLoc="P.xml"/>')


@hostile()
def ofd_composites_in_a_ring() -> bytes:
    """Let two composite drawings show each other, twice each."""
    show = "".join(
        '<ofd:CompositeObject ID="5" Boundary="0 0 9 9" ResourceID="{0}"/>'
        for _ in range(2)
    )
    units = "".join(
        f'<ofd:CompositeGraphicUnit ID="{a}" Width="9" Height="9"><ofd:Content>{show.format(b)}</ofd:Content>'
        "</ofd:CompositeGraphicUnit>"
        for a, b in ((8, 9), (9, 8))
    )
    listed = f"<ofd:CompositeGraphicUnits>{units}</ofd:CompositeGraphicUnits>"
    resources = f"<ofd:Res {_OFD} BaseLoc='.'>{listed}</ofd:Res>"
    return _ofd_pages(
        _ONE,
        P=_ofd_page(show.format(8)),
        R=resources,
        common="<ofd:DocumentRes>R.xml</ofd:DocumentRes>",
    )


@hostile()
def ofd_deep_blocks() -> bytes:
    """Nest 50 000 page blocks."""
    return _ofd_pages(
        _ONE,
        P=_ofd_page(
            "<ofd:PageBlock ID='4'>" * 50_000
            + _ofd_text()
            + "</ofd:PageBlock>" * 50_000
        ),
    )


@hostile(reads=True)
def ofd_a_thousand_million_steps() -> bytes:
    """State the advance of a thousand million letters in short form."""
    return _ofd_pages(
        _ONE, P=_ofd_page(_ofd_text(more=' DeltaX="g 1000000000 5 g 999999999 3"'))
    )


@hostile()
def ofd_numbers_that_are_none() -> bytes:
    """Place letters at infinity and at no number."""
    page = _ofd_page(
        _ofd_text(box="nan inf 1e308 -1e308")
        + _ofd_text(more=' DeltaX="nan inf 1e999"', box="1e308 0 1 1")
    )
    return _ofd_pages(_ONE, P=page)


@hostile("encrypted_document")
def ofd_with_a_password() -> bytes:
    """Lock the whole package, as the standard has it."""
    return archive([member("Encryptions.xml", b"<a/>"), member("1.dat", bytes(99))])


@hostile()
def ofd_of_a_huge_image() -> bytes:
    """Show one image of 100 000 by 100 000 pixels."""
    media = '<ofd:MultiMedia ID="6" Type="Image"><ofd:MediaFile>i.png</ofd:MediaFile></ofd:MultiMedia>'
    resources = f"<ofd:Res {_OFD} BaseLoc='.'><ofd:MultiMedias>{media}</ofd:MultiMedias></ofd:Res>"
    page = _ofd_page(
        '<ofd:ImageObject ID="5" Boundary="0 0 210 297" ResourceID="6" CTM="210 0 0 297 0 0"/>'
    )
    made = _ofd_pages(
        _ONE, P=page, R=resources, common="<ofd:DocumentRes>R.xml</ofd:DocumentRes>"
    )
    return changed(made, {"D/i.png": files.good_png(100_000, 100_000)})
