"""A font of two letters: a box for each Chinese letter of a test's PDF, and half a box for each other.

With it each letter has a size, as it has in the files of real producers.
"""

import struct

_UNITS = 1000
_BOTTOM, _TOP = -60, 820
# Glyph 1 is an em wide, glyph 2 half of it; of each the advance, and where it begins and ends.
_WIDTHS = ((1000, 60, 940), (500, 40, 460))


def make_box_font() -> bytes:
    """Make the TrueType font."""
    glyphs = [_make_glyph(left, right) for _, left, right in _WIDTHS]
    head = struct.pack(
        ">IIIIHHqqhhhhHHhhh",
        0x10000, 0x10000, 0, 0x5F0F3CF5, 0, _UNITS, 0, 0, 40, _BOTTOM, 940, _TOP, 0, 8, 2, 1, 0,
    )  # fmt: skip
    count = len(glyphs) + 1
    vertical = (880, -120, 0)
    hhea = struct.pack(
        ">IhhhHhhh11hH", 0x10000, *vertical, _UNITS, 0, 0, 940, *[0] * 11, count
    )
    maxp = struct.pack(">IH13H", 0x10000, count, 4, 1, *[0] * 2, 1, *[0] * 8)
    hmtx = struct.pack(">Hh", _UNITS, 0)
    for advance, left, _ in _WIDTHS:
        hmtx += struct.pack(">Hh", advance, left)
    places = [0, 0]
    for glyph in glyphs:
        places.append(places[-1] + len(glyph))
    tables = {
        b"glyf": b"".join(glyphs),
        b"head": head,
        b"hhea": hhea,
        b"hmtx": hmtx,
        b"loca": struct.pack(f">{len(places)}I", *places),
        b"maxp": maxp,
    }
    return _pack(tables)


def map_glyphs() -> bytes:
    """Map all codes to the two glyphs, two bytes each: what is ASCII is half as wide."""
    return b"\0\2" * 0x80 + b"\0\1" * (0x10000 - 0x80)


def _make_glyph(left: int, right: int) -> bytes:
    wide, high = right - left, _TOP - _BOTTOM
    glyph = struct.pack(">hhhhhHH", 1, left, _BOTTOM, right, _TOP, 3, 0)
    glyph += struct.pack(">4B", 1, 1, 1, 1)
    glyph += struct.pack(">4h", left, wide, 0, -wide)
    return glyph + struct.pack(">4h", _BOTTOM, 0, high, 0)


def _pack(tables: dict[bytes, bytes]) -> bytes:
    """Put a font's tables behind their directory, each on a multiple of four bytes."""
    directory = struct.pack(">IHHHH", 0x10000, len(tables), 64, 2, 32)
    place = len(directory) + 16 * len(tables)
    body = b""
    for name, content in tables.items():
        directory += struct.pack(">4sIII", name, 0, place + len(body), len(content))
        body += content + b"\0" * (-len(content) % 4)
    return directory + body
