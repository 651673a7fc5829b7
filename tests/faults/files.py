"""Small files of each type, made by hand, and the means to make them badly."""

import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from deploy.demo.docx import docx
from deploy.demo.ofd import write_ofd
from deploy.demo.writer import Written, write

LINES = (
    "演示镇2025年法治政府建设年度报告",
    "现将我镇法治政府建设情况报告如下：",
    "一、主要举措和成效",
    "全年开展法治宣传活动12场次，发放资料3000余份，受理调解案件86件，群众的满意度有了新的提高。",
    "二、存在的不足和原因",
    "执法队伍的力量还不够强，部分干部运用法治思维解决问题的能力仍有欠缺，需要加以改进。",
)


@cache
def _report() -> Written:
    return min(
        (write(seed) for seed in range(12)), key=lambda report: len(report.plain())
    )


def good_docx() -> bytes:
    """Write a DOCX."""
    return docx(_report())


def good_ofd() -> bytes:
    """Write an OFD."""
    return write_ofd(_report().paragraphs)


def good_rtf(lines: Iterable[str] = LINES) -> bytes:
    r"""Write an RTF; each character as \u and a question mark."""
    paragraphs = "".join(
        "".join(f"\\u{_signed(ord(one))}?" for one in line) + "\\par\n"
        for line in lines
    )
    return f"{{\\rtf1\\ansi\\ansicpg936\\deff0{{\\fonttbl{{\\f0 SimSun;}}}}\n{paragraphs}}}".encode(
        "ascii"
    )


def good_png(width: int = 400, height: int = 60, rows: int | None = None) -> bytes:
    """Write a grey PNG with a black bar; `rows` says how many of its rows are really there."""
    row = (
        b"\0"
        + b"\xff" * (width // 4)
        + b"\0" * (width // 4)
        + b"\xff" * (width - width // 4 * 2)
    )
    data = zlib.compress(row * min(height if rows is None else rows, 2000))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", data)
        + _chunk(b"IEND", b"")
    )


def good_pdf(lines: Sequence[str] = LINES) -> bytes:
    """Write a PDF of one page in the song type that every reader knows."""
    shown = "".join(
        f"<{line.encode('utf-16-be').hex()}> Tj 0 -30 Td\n" for line in lines
    )
    return pdf(
        {
            1: b"<</Type/Catalog/Pages 2 0 R>>",
            2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 1400 842]/Contents 4 0 R"
            b"/Resources<</Font<</F1 5 0 R>>>>>>",
            4: stream(f"BT /F1 16 Tf 60 700 Td\n{shown}ET".encode()),
            5: b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H"
            b"/DescendantFonts[6 0 R]>>",
            6: b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)"
            b"/Ordering(GB1)/Supplement 2>>/FontDescriptor 7 0 R/DW 1000>>",
            7: b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[0 -200 1000 900]/ItalicAngle 0"
            b"/Ascent 880/Descent -120/CapHeight 700/StemV 80>>",
        }
    )


def pdf(
    objects: Mapping[int, bytes], trailer: bytes = b"/Root 1 0 R", version: str = "1.5"
) -> bytes:
    """Write a PDF from its objects' bodies, with the table of where they are."""
    out = bytearray(f"%PDF-{version}\n".encode())
    places: dict[int, int] = {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start, size = len(out), max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        out += b"%010d 00000 %c \n" % (
            places.get(number, 0),
            b"n" if number in places else b"f",
        )
    return bytes(out) + b"trailer\n<</Size %d%s>>\nstartxref\n%d\n%%%%EOF\n" % (
        size,
        trailer,
        start,
    )


def stream(content: bytes, more: bytes = b"") -> bytes:
    """Write a PDF stream as it is; `more` goes into its dictionary."""
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), more, content)


def good_doc(lines: Iterable[str] = LINES, flags: int = 0x0200, **header: int) -> bytes:
    """Write a DOC of one piece; `header` sets numbers of its header by `at_<offset>`."""
    text = "\r".join([*lines, ""])
    main = bytearray(4096)
    main[0:4] = struct.pack("<HH", 0xA5EC, 0xC1)
    struct.pack_into("<H", main, 0x0A, flags)
    struct.pack_into("<HHH", main, 0x20, 14, 0, 22)
    struct.pack_into("<H", main, 0x3E, 22)
    struct.pack_into("<I", main, 0x4C, len(text))
    struct.pack_into("<H", main, 0x98, 93)
    piece = struct.pack("<II", 0, len(text)) + struct.pack("<HIH", 0, 2048, 0)
    clx = b"\x02" + struct.pack("<I", len(piece)) + piece
    struct.pack_into("<II", main, 0x01A2, 0, len(clx))
    main[2048 : 2048 + 2 * len(text)] = text.encode("utf-16-le")
    for name, value in header.items():
        struct.pack_into("<I", main, int(name.removeprefix("at_"), 16), value)
    return ole({"WordDocument": bytes(main), "1Table": clx.ljust(4096, b"\0")})


def ole(
    streams: Mapping[str, bytes], changes: Mapping[int, int] | None = None
) -> bytes:
    """Write a compound file of large streams; `changes` sets entries of its table of sectors."""
    table, sectors, entries = (
        [0xFFFFFFFD, 0xFFFFFFFE],
        bytearray(),
        [_entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1)],
    )
    for number, (name, content) in enumerate(streams.items(), 1):
        first, padded = len(table), content.ljust(-(-len(content) // 512) * 512, b"\0")
        count = len(padded) // 512
        table += [*range(first + 1, first + count), 0xFFFFFFFE]
        sectors += padded
        right = number + 1 if number < len(streams) else 0xFFFFFFFF
        entries.append(_entry(name, 2, first, len(content), right=right))
    for at, value in (changes or {}).items():
        table[at] = value
    fat = struct.pack("<128I", *(table + [0xFFFFFFFF] * 128)[:128])
    directory = b"".join(entries).ljust(512, b"\0")
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + bytes(6)
    )
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    return head + fat + directory + bytes(sectors)


@dataclass(frozen=True)
class Packed:
    """One member of an archive as it will stand there, true or not.

    `at` is where the table of contents says it is.
    """

    name: bytes
    data: bytes
    size: int
    method: int = 8
    crc: int = 0
    flags: int = 0
    at: int | None = None
    stated: int | None = None


def member(name: str, content: bytes) -> Packed:
    """Pack an honest member."""
    return Packed(name.encode(), content, len(content), 0, zlib.crc32(content), 0x800)


def zeros(name: str, megabytes: int) -> Packed:
    """Pack zeros without making them: one packed megabyte, again and again."""
    squeeze = zlib.compressobj(9, wbits=-15)
    block = squeeze.compress(bytes(1 << 20)) + squeeze.flush(zlib.Z_FULL_FLUSH)
    return Packed(
        name.encode(), block * megabytes + b"\x03\x00", (megabytes << 20) & 0xFFFFFFFF
    )


def archive(members: Iterable[Packed], comment: bytes = b"") -> bytes:
    """Write an archive as its members are described."""
    out, contents, count = bytearray(), bytearray(), 0
    for one in members:
        place = len(out) if one.at is None else one.at
        size = len(one.data) if one.stated is None else one.stated
        numbers = struct.pack(
            "<HHHHIII", one.flags, one.method, 0, 0x21, one.crc, size, one.size
        )
        if one.at is None:
            out += (
                b"PK\x03\x04\x14\x00"
                + numbers
                + struct.pack("<HH", len(one.name), 0)
                + one.name
                + one.data
            )
        contents += (
            b"PK\x01\x02\x14\x00\x14\x00"
            + numbers
            + struct.pack("<HHHHHII", len(one.name), 0, 0, 0, 0, 0, place)
        )
        contents += one.name
        count += 1
    declared = min(count, 0xFFFF)
    end = struct.pack(
        "<HHHHIIH", 0, 0, declared, declared, len(contents), len(out), len(comment)
    )
    return bytes(out + contents) + b"PK\x05\x06" + end + comment


def _chunk(kind: bytes, content: bytes) -> bytes:
    return (
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
    )


def _signed(number: int) -> int:
    return number - 65_536 if number > 32_767 else number


def _entry(
    name: str,
    kind: int,
    start: int,
    size: int,
    child: int = 0xFFFFFFFF,
    right: int = 0xFFFFFFFF,
) -> bytes:
    words = (name + "\0").encode("utf-16-le")
    head = words.ljust(64, b"\0") + struct.pack(
        "<HBBIII", len(words), kind, 1, 0xFFFFFFFF, right, child
    )
    return head + bytes(36) + struct.pack("<IQ", start, size)


GOOD = {
    "docx": good_docx,
    "ofd": good_ofd,
    "pdf": good_pdf,
    "doc": good_doc,
    "rtf": good_rtf,
    "png": good_png,
}
