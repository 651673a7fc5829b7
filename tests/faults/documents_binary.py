"""Hostile PDF, DOC, RTF, image and text files."""

import struct
import zlib

from tests.faults import files
from tests.faults.documents import hostile
from tests.faults.files import archive, member, pdf, stream
from tests.paths import TESTS

# LibreOffice made the files there.
PASTED = TESTS / "documents" / "files"
_PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>%s>>>>"
_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
_SHOW = b"BT /F1 12 Tf 72 700 Td (Annual report of the town) Tj ET"


def _pdf(
    content: bytes, *, resources: bytes = b"", font: bytes = _FONT, **more: bytes
) -> bytes:
    """Make a PDF of one page around a content stream; further objects by `o<number>`."""
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: _PAGE % resources,
        4: content,
        5: font,
    }
    return pdf({**objects, **{int(name[1:]): value for name, value in more.items()}})


def _deflated(megabytes: int, rounds: int = 1) -> bytes:
    """Make a stream that unpacks to spaces, packed several times over."""
    squeeze = zlib.compressobj(9, wbits=-15)
    block = squeeze.compress(b" " * (1 << 20)) + squeeze.flush(zlib.Z_FULL_FLUSH)
    packed = b"\x78\xda" + block * megabytes + b"\x03\x00" + bytes(4)
    for _ in range(rounds - 1):
        packed = zlib.compress(packed, 9)
    return stream(packed, b"/Filter[" + b"/FlateDecode" * rounds + b"]")


# ---- PDF ----


@hostile("encrypted_document")
def pdf_with_a_password() -> bytes:
    """Lock the file by a password that is not empty."""
    words = b"<" + b"41" * 32 + b">"
    lock = b"<</Filter/Standard/V 2/R 3/Length 128/P -44/O %s/U %s>>" % (words, words)
    return pdf({1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Kids[]/Count 0>>", 3: lock},
               b"/Root 1 0 R/Encrypt 3 0 R/ID[<41><41>]")  # fmt: skip


@hostile("damaged_document", "no_text_layer")
def pdf_pages_in_a_ring() -> bytes:
    """Let the tree of pages be its own branch."""
    return pdf(
        {
            1: b"<</Type/Catalog/Pages 2 0 R>>",
            2: b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 1000000/Parent 2 0 R>>",
        }
    )


@hostile()
def pdf_two_rings_of_pages() -> bytes:
    """Let two branches hold each other, with a page among them."""
    ring = b"<</Type/Pages/Kids[%d 0 R 4 0 R %d 0 R]/Count 99>>"
    return pdf(
        {
            1: b"<</Type/Catalog/Pages 2 0 R>>",
            2: ring % (3, 3),
            3: ring % (2, 2),
            4: b"<</Type/Page>>",
        }
    )


@hostile("damaged_document")
def pdf_without_pages() -> bytes:
    """Have no page."""
    return pdf(
        {1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Kids[]/Count 0>>"}
    )


@hostile()
def pdf_claims_a_million_pages() -> bytes:
    """Claim a million pages and have one."""
    return pdf(
        {
            1: b"<</Type/Catalog/Pages 2 0 R>>",
            2: b"<</Type/Pages/Kids[3 0 R]/Count 1000000>>",
            3: _PAGE % b"",
            4: stream(_SHOW),
            5: _FONT,
        }
    )


@hostile()
def pdf_one_page_a_million_times() -> bytes:
    """Name one page a million times."""
    kids = b"3 0 R " * 1_000_000
    return pdf({1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Kids[%s]/Count 1000000>>" % kids,
                3: _PAGE % b"", 4: stream(_SHOW), 5: _FONT})  # fmt: skip


@hostile("damaged_document", reads=True)
def pdf_huge_table() -> bytes:
    """Claim two thousand million objects."""
    return (
        files.good_pdf()
        .replace(b"/Size 8", b"/Size 2147483647")
        .replace(b"xref\n0 8", b"xref\n0 2147483647")
    )


@hostile("damaged_document", reads=True)
def pdf_tables_in_a_ring() -> bytes:
    """Let the table of objects follow itself."""
    good = files.good_pdf()
    return good.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev %d" % good.index(b"xref"))


@hostile("damaged_document")
def pdf_objects_in_a_ring() -> bytes:
    """Let an object stream lie in itself."""
    inner = stream(
        b"1 0 2 9 <</A 1 >> <</Type/Pages>>", b"/Type/ObjStm/N 2/First 8/Extends 6 0 R"
    )
    entries = b"".join(struct.pack(">BIB", 2, 6, index) for index in range(8))
    table = stream(entries, b"/Type/XRef/Size 8/W[1 4 1]/Root 1 0 R")
    head = b"%PDF-1.5\n6 0 obj\n" + inner + b"\nendobj\n"
    return (
        head + b"7 0 obj\n" + table + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(head)
    )


@hostile("conversion_out_of_memory", "no_text_layer", reads=True)
def pdf_of_a_gigabyte() -> bytes:
    """Unpack the content of a page to a gigabyte."""
    return _pdf(_deflated(1000))


@hostile("conversion_out_of_memory", "no_text_layer", reads=True)
def pdf_packed_thrice() -> bytes:
    """Pack two gigabytes three times over."""
    return _pdf(_deflated(2000, 3))


@hostile("damaged_document", "no_text_layer")
def pdf_deep_lists() -> bytes:
    """Nest 500 000 lists."""
    return pdf(
        {
            1: b"<</Type/Catalog/Pages 2 0 R/A %s>>" % (b"[" * 500_000),
            2: b"<</Type/Pages/Kids[]/Count 0>>",
        }
    )


@hostile("no_text_layer", reads=True)
def pdf_deep_content() -> bytes:
    """Nest lists, dictionaries and saved states in a page's content."""
    return _pdf(stream(b"[" * 200_000 + b"<<" * 200_000 + b"q " * 200_000 + _SHOW))


@hostile("conversion_out_of_memory", "conversion_timed_out", "no_text_layer")
def pdf_forms_in_a_ring() -> bytes:
    """Let a drawing show itself, twice each time."""
    form = stream(
        b"/X Do /X Do",
        b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>",
    )
    return _pdf(stream(b"/X Do"), resources=b"/XObject<</X 6 0 R>>", o6=form)


@hostile("conversion_out_of_memory", "conversion_timed_out", "no_text_layer")
def pdf_drawings_of_drawings() -> bytes:
    """Show a drawing that shows ten, each of which shows ten, nine deep."""
    more = {
        f"o{6 + depth}": stream(
            b"/X Do " * 10 if depth < 8 else _SHOW,
            b"/Type/XObject/Subtype/Form/BBox[0 0 999 999]"
            b"/Resources<</Font<</F1 5 0 R>>/XObject<</X %d 0 R>>>>" % (7 + depth),
        )
        for depth in range(9)
    }
    return _pdf(stream(b"/X Do"), resources=b"/XObject<</X 6 0 R>>", **more)


@hostile()
def pdf_of_a_huge_image() -> bytes:
    """Show one image of 100 000 by 100 000 pixels."""
    size = b"/Type/XObject/Subtype/Image/Width 100000/Height 100000/BitsPerComponent 8/ColorSpace/DeviceGray"
    image = stream(zlib.compress(bytes(1 << 20)), size + b"/Filter/FlateDecode")
    return _pdf(
        stream(b"595 0 0 842 0 0 cm /I Do"), resources=b"/XObject<</I 6 0 R>>", o6=image
    )


@hostile(reads=True)
def pdf_huge_page() -> bytes:
    """Make a page of two thousand million points."""
    return _pdf(stream(_SHOW)).replace(b"[0 0 595 842]", b"[0 0 2e9 2e9]")


@hostile()
def pdf_page_without_size() -> bytes:
    """Make a page of negative and of no size."""
    return _pdf(stream(b"0 0 0 0 0 0 cm " + _SHOW)).replace(
        b"[0 0 595 842]", b"[9 9 -9 9]"
    )


@hostile("conversion_out_of_memory", reads=True)
def pdf_ten_million_letters() -> bytes:
    """Show ten million letters on a page."""
    return _pdf(
        stream(b"BT /F1 12 Tf " + (b"(" + b"a" * 1000 + b") Tj ") * 10_000 + b"ET")
    )


@hostile()
def pdf_many_strokes() -> bytes:
    """Draw 300 000 lines."""
    return _pdf(stream(b"0 0 m 9 9 l S\n" * 300_000))


@hostile(reads=True)
def pdf_endless_map() -> bytes:
    """Map all of four thousand million codes to characters."""
    codes = b"<00000000> <ffffffff>"
    cmap = b"begincmap 1 begincodespacerange %s endcodespacerange 1 beginbfrange %s <0041> endbfrange endcmap"
    font = _FONT.replace(b">>", b"/ToUnicode 6 0 R>>")
    return _pdf(stream(_SHOW), font=font, o6=stream(cmap % (codes, codes)))


@hostile(reads=True)
def pdf_after_junk() -> bytes:
    """Begin with the lines of a mail."""
    return b"Content-Type: application/pdf\r\n\r\n" + files.good_pdf()


@hostile("damaged_document")
def pdf_of_a_header() -> bytes:
    """End after the first line."""
    return b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


@hostile("no_text_layer", "damaged_document", reads=True)
def pdf_stream_of_no_length() -> bytes:
    """State lengths below zero and beyond all files."""
    return (
        files.good_pdf()
        .replace(b"/Length ", b"/Length -", 1)
        .replace(b"/Count 1", b"/Count -1")
    )


# ---- DOC ----


@hostile("damaged_document", "no_text")
def doc_sectors_in_a_ring() -> bytes:
    """Let the chain of the text's sectors come back to its beginning."""
    body = bytearray(files.good_doc())
    struct.pack_into("<I", body, 512 + 4 * 5, 2)
    return bytes(body)


@hostile("damaged_document")
def doc_directory_in_a_ring() -> bytes:
    """Let the directory's sector follow itself, and its entries hold each other."""
    body = bytearray(files.good_doc())
    struct.pack_into("<I", body, 512 + 4, 1)
    struct.pack_into("<III", body, 1024 + 128 + 68, 1, 1, 1)
    return bytes(body)


@hostile("damaged_document")
def doc_tables_in_a_ring() -> bytes:
    """Let the table of tables follow itself, and claim millions of them."""
    body = bytearray(files.good_doc())
    struct.pack_into("<I", body, 44, 0x7FFFFFFF)
    struct.pack_into("<II", body, 68, 0, 0x7FFFFFFF)
    return bytes(body)


@hostile("damaged_document")
def doc_of_huge_sectors() -> bytes:
    """Claim sectors of a gigabyte."""
    body = bytearray(files.good_doc())
    struct.pack_into("<H", body, 30, 30)
    return bytes(body)


@hostile("damaged_document", "damaged_text", "no_text", reads=True)
def doc_of_endless_pieces() -> bytes:
    """Claim four thousand million letters."""
    return files.good_doc(at_4c=0xFFFFFFF0)


@hostile("damaged_document")
def doc_pieces_elsewhere() -> bytes:
    """Say that the list of pieces lies behind the file, and is huge."""
    return files.good_doc(at_1a2=0x7FFFFFF0, at_1a6=0x7FFFFFF0)


@hostile("encrypted_document")
def doc_with_a_password() -> bytes:
    """Say that the text is encrypted."""
    return files.good_doc(flags=0x0300)


@hostile("damaged_text", "damaged_document")
def doc_of_one_text_many_times() -> bytes:
    """Name one piece of four thousand letters in 120 000 pieces."""
    count, each = 120_000, 4000
    places = struct.pack(f"<{count + 1}I", *range(0, (count + 1) * each, each))
    pieces = places + struct.pack("<HIH", 0, 0x40000000 | (2048 * 2), 0) * count
    clx = b"\x02" + struct.pack("<I", len(pieces)) + pieces
    main = bytearray(8192)
    main[0:4] = struct.pack("<HH", 0xA5EC, 0xC1)
    struct.pack_into("<H", main, 0x0A, 0x0200)
    struct.pack_into("<I", main, 0x4C, count * each)
    struct.pack_into("<II", main, 0x01A2, 0, len(clx))
    main[2048:6048] = (b"a" * 99 + b"\r") * 40
    return _large_ole({"WordDocument": bytes(main), "1Table": clx})


@hostile("damaged_document")
def a_sheet_called_doc() -> bytes:
    """Be a spreadsheet, and hold none."""
    return files.ole({"Workbook": bytes(4096)})


@hostile("unsupported_type")
def slides_called_doc() -> bytes:
    """Be a presentation."""
    return files.ole({"PowerPoint Document": bytes(4096)})


def _large_ole(streams: dict[str, bytes]) -> bytes:
    """Write a compound file with as many tables of sectors as it needs."""
    total = sum(-(-len(content) // 512) for content in streams.values()) + 1
    tables = -(-(total + 1) // 127) + 1
    chain = [0xFFFFFFFD] * tables + [0xFFFFFFFE]
    sectors = bytearray()
    made = files.ole({name: bytes(512) for name in streams})
    directory = bytearray(made[1024:1536])
    for number, content in enumerate(streams.values(), 1):
        first, padded = len(chain), content.ljust(-(-len(content) // 512) * 512, b"\0")
        chain += [*range(first + 1, first + len(padded) // 512), 0xFFFFFFFE]
        sectors += padded
        struct.pack_into("<IQ", directory, 128 * number + 116, first, len(content))
    chain += [0xFFFFFFFF] * (tables * 128 - len(chain))
    head = bytearray(made[:512])
    struct.pack_into("<II", head, 44, tables, tables)
    struct.pack_into("<109I", head, 76, *range(tables), *[0xFFFFFFFF] * (109 - tables))
    return (
        bytes(head)
        + struct.pack(f"<{len(chain)}I", *chain)
        + bytes(directory)
        + bytes(sectors)
    )


# ---- RTF ----


@hostile()
def rtf_a_million_groups() -> bytes:
    """Nest a million groups."""
    return b"{\\rtf1\\ansi " + b"{\\b " * 1_000_000 + b"text" + b"}" * 1_000_001


@hostile()
def rtf_that_never_ends() -> bytes:
    """Close no group."""
    return b"{\\rtf1\\ansi " + b"{" * 100_000


@hostile()
def rtf_of_huge_binary() -> bytes:
    """Announce two thousand million bytes of binary data."""
    return b"{\\rtf1\\ansi text{\\pict\\bin2147483647 " + bytes(100) + b"}}"


@hostile(reads=True)
def rtf_of_strange_numbers() -> bytes:
    """Write characters by numbers that no character has."""
    numbers = b"\\u-99999999999?\\u99999999999999999999?\\u55357?\\uc999999999 "
    marks = b"\\'zz\\'f\\fs-99999999999999999999 "
    return b"{\\rtf1\\ansi\\ansicpg99999 " + numbers + marks + b"text\\par}"


@hostile("no_text", "images_not_read")
def rtf_of_twenty_megabytes_of_picture() -> bytes:
    """Hold a picture of twenty megabytes of digits."""
    return b"{\\rtf1\\ansi {\\pict\\pngblip " + b"89504e47" * 2_500_000 + b"}}"


@hostile(reads=True)
def rtf_of_two_hundred_thousand_rows() -> bytes:
    """Hold 200 000 rows of nothing and one word."""
    return (
        b"{\\rtf1\\ansi "
        + b"\\trowd\\cellx99\\intbl\\cell\\row" * 200_000
        + b"\\pard text\\par}"
    )


@hostile("images_not_read")
def rtf_of_a_thousand_pictures() -> bytes:
    """Hold a thousand pictures and no word."""
    picture = b"{\\pict\\pngblip " + files.good_png(8, 8).hex().encode() + b"}"
    return b"{\\rtf1\\ansi " + picture * 1000 + b"}"


@hostile("images_not_read")
def rtf_of_a_picture_of_huge_size() -> bytes:
    """Hold a picture of 100 000 by 100 000 pixels."""
    picture = files.good_png(100_000, 100_000, rows=10)
    return b"{\\rtf1\\ansi{\\pict\\pngblip\\bin%d %s}}" % (len(picture), picture)


@hostile("no_text")
def rtf_of_many_empty_pictures() -> bytes:
    """Open and close 50 000 pictures for old readers."""
    return b"{\\rtf1\\ansi " + b"{\\nonshppict{\\pict}}" * 50_000 + b"}"


def _pasted(name: str, old: bytes, new: bytes) -> bytes:
    """Break a DOC of two pictures and three signs."""
    body = (PASTED / name).read_bytes()
    assert old in body
    return body.replace(old, new)


@hostile("images_not_read")
def doc_with_its_pictures_beyond_the_end() -> bytes:
    """Have the pictures begin behind the last byte."""
    return _pasted(
        "pasted.doc", b"\x03\x6a\x00\x00\x00\x00", b"\x03\x6a\xff\xff\xff\xff"
    )


@hostile("images_not_read")
def doc_with_endless_pictures() -> bytes:
    """Claim four thousand million bytes for a picture, and for a head before it."""
    return _pasted("pasted.doc", b"\x44\x00\x64\x00", b"\xff\xff\x66\x00")


@hostile("images_not_read")
def doc_without_its_drawings() -> bytes:
    """Have no drawing where the shapes' drawings should be."""
    return _pasted("floating.doc", b"\x0f\x00\x02\xf0", b"\xff\xff\x98\xf0")


# ---- Images ----


@hostile("too_many_pixels")
def png_huge() -> bytes:
    """Claim 100 000 by 100 000 pixels."""
    return files.good_png(100_000, 100_000, rows=10)


@hostile()
def png_long() -> bytes:
    """Claim one by two thousand million pixels."""
    return files.good_png(1, 2_000_000_000, rows=10)


@hostile()
def png_of_no_size() -> bytes:
    """Claim no pixel."""
    return files.good_png(0, 0)


@hostile()
def png_with_a_bomb_in_its_words() -> bytes:
    """Pack a gigabyte into a comment."""
    squeeze = zlib.compressobj(9)
    bomb = (
        b"".join(squeeze.compress(bytes(1 << 20)) for _ in range(1000))
        + squeeze.flush()
    )
    words = b"tEXt\0\0" + bomb
    chunk = (
        struct.pack(">I", len(words))
        + b"zTXt"
        + words
        + struct.pack(">I", zlib.crc32(b"zTXt" + words))
    )
    good = files.good_png()
    return good[:33] + chunk + good[33:]


@hostile()
def gif_of_a_million_frames() -> bytes:
    """Hold a million frames of 60 000 by 60 000."""
    frame = b"\x2c\0\0\0\0\x60\xea\x60\xea\0\x02\x02\x4c\x01\0"
    return b"GIF89a\x60\xea\x60\xea\x80\0\0" + bytes(6) + frame * 1_000_000 + b"\x3b"


@hostile()
def tiff_pages_in_a_ring() -> bytes:
    """Let the second page be the first."""
    tags = (
        (256, 4, 1, 10),
        (257, 4, 1, 10),
        (258, 3, 1, 8),
        (259, 3, 1, 1),
        (262, 3, 1, 1),
        (273, 4, 1, 200),
        (279, 4, 1, 100),
    )
    page = struct.pack("<H", len(tags)) + b"".join(
        struct.pack("<HHII", *tag) for tag in tags
    )
    return b"II*\0" + struct.pack("<I", 8) + page + struct.pack("<I", 8) + bytes(400)


@hostile()
def tiff_of_endless_strips() -> bytes:
    """Claim two thousand million strips."""
    tags = (
        (256, 4, 1, 100_000),
        (257, 4, 1, 100_000),
        (273, 4, 0x7FFFFFFF, 8),
        (279, 4, 0x7FFFFFFF, 8),
    )
    page = struct.pack("<H", len(tags)) + b"".join(
        struct.pack("<HHII", *tag) for tag in tags
    )
    return b"II*\0" + struct.pack("<I", 8) + page + bytes(400)


@hostile()
def bmp_upside_down() -> bytes:
    """State sizes below zero."""
    return (
        b"BM"
        + struct.pack("<IHHI", 99, 0, 0, 54)
        + struct.pack("<IiiHHIIiiII", 40, -100_000, -(1 << 31), 1, 24, 0, 0, 0, 0, 0, 0)
    )


@hostile()
def jpeg_of_a_header() -> bytes:
    """Claim 65 535 by 65 535 pixels and have none."""
    frame = b"\xff\xc0\0\x11\x08\xff\xff\xff\xff\x03\x01\x22\0\x02\x11\x01\x03\x11\x01"
    return (
        b"\xff\xd8"
        + frame
        + b"\xff\xda\0\x0c\x03\x01\0\x02\x11\x03\x11\0\x3f\0\xff\xd9"
    )


# ---- Texts, and files that are called something else ----


@hostile("too_many_tags")
def html_of_many_tags() -> bytes:
    """Be a page of two million tags."""
    return b"<html><body>" + b"<p>a" * 2_000_000


@hostile()
def html_of_deep_tags() -> bytes:
    """Nest a hundred thousand tags."""
    return (
        b"<html><body>" + b"<div>" * 100_000 + "正文。".encode() + b"</div>" * 100_000
    )


@hostile(reads=True)
def text_in_one_line() -> bytes:
    """Have twenty megabytes without an end of line."""
    return "法治政府建设".encode() * 1_100_000


@hostile("no_text")
def mail_of_deep_parts() -> bytes:
    """Nest ten thousand parts of a mail."""
    parts = b"".join(
        b'Content-Type: multipart/related; boundary="b%d"\n\n--b%d\n' % (number, number)
        for number in range(10_000)
    )
    return b"MIME-Version: 1.0\n" + parts


@hostile("unsupported_type")
def noise() -> bytes:
    """Be no file at all."""
    return b"\x00\x01" + b"".join(
        struct.pack("<I", (number * 2_654_435_761) & 0xFFFFFFFF)
        for number in range(100_000)
    )


@hostile("unsupported_type")
def a_program() -> bytes:
    """Be a program."""
    return b"MZ\x90\x00" + bytes(4000)


@hostile("unsupported_type")
def rar_archive() -> bytes:
    """Be an archive of a kind that is not read."""
    return b"Rar!\x1a\x07\x01\x00" + bytes(100)


@hostile("unsupported_type")
def gzip_bomb() -> bytes:
    """Be a packed gigabyte."""
    squeeze = zlib.compressobj(9, wbits=31)
    return (
        b"".join(squeeze.compress(bytes(1 << 20)) for _ in range(200)) + squeeze.flush()
    )


@hostile("archive_member_not_read")
def an_archive_of_bad_files() -> bytes:
    """Hold a good document among broken ones of each type."""
    bad = [
        member(f"{name}.bin", make()[: len(make()) // 3])
        for name, make in files.GOOD.items()
    ]
    return archive([member("a.txt", "正文。".encode()), *bad])
