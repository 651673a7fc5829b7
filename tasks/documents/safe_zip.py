"""Zip files from strangers: members by safe names, read within limits, and their XML without entities.

DOCX, OFD and archives are zips. Nothing is ever written to disk, so a name is a key and not a path; still,
names are listed without `..`, drive letters and control characters, since they go into issues and origins.
"""

import re
import struct
import zipfile
import zlib
from io import BytesIO
from operator import attrgetter
from typing import Self

from lxml import etree

from tasks.model.catalogue import make_phrase
from tasks.model.errors import UnreadableDocument

MOST_MEMBERS = 10_000
LARGEST_MEMBER = 64 << 20
LARGEST_XML = 32 << 20  # parsed, it takes about ten times as much
LARGEST_TOTAL = 256 << 20
# Deflate gives at most 1032:1 and dense markup rarely 100:1; small members may be anything (a white bitmap).
HIGHEST_RATIO = 250
ALWAYS_SMALL = 8 << 20

_ENCRYPTED = 0x1
_UTF8 = 0x800
_UNICODE_PATH = 0x7075
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_HEADER_LENGTH = 30  # of a member's local header, without its name
# `C:` of `C:\报告\1.docx`
_DRIVE = re.compile(r"^[A-Za-z]:")
# control characters, and the marks that turn the direction of text: `年度\u202excod.exe`
_UNPRINTABLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
# What zipfile, zlib and struct raise on broken bytes.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    RuntimeError,
)
_PARSER = etree.XMLParser(
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    huge_tree=False,
    remove_comments=True,
    remove_pis=True,
)


class SafeZip:
    """An open zip: the names of its files in the archive's order, their bytes and their XML.

    A name is found without regard to case where no member has it exactly; of two members of one name the last
    counts, as in other readers. What was read counts toward the archive's total once.
    """

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._members = _map_members(archive.infolist())
        self._names_by_folded: dict[str, str] = {}
        for name in self._members:
            self._names_by_folded.setdefault(name.casefold(), name)
        self._read: set[str] = set()
        self._bytes_left = LARGEST_TOTAL
        self.names = tuple(self._members)

    @classmethod
    def open(cls, body: bytes) -> Self:
        """Open a zip from its bytes.

        Raises UnreadableDocument: damaged_archive, too_many_members, zip_bomb.
        """
        if body.count(b"PK\x01\x02") > MOST_MEMBERS:
            raise UnreadableDocument("too_many_members", most=MOST_MEMBERS)
        try:
            archive = zipfile.ZipFile(BytesIO(body))
        except _DAMAGE as error:
            damage = make_phrase("contents_of_archive_broken")
            raise UnreadableDocument(
                "damaged_archive",
                damage=damage,
                error=str(error),
            ) from error
        _refuse_overlaps(archive)
        return cls(archive)

    def find(self, name: str) -> str | None:
        """Give the name as listed, or null when there is no such member."""
        if name in self._members:
            return name
        return self._names_by_folded.get(name.casefold())

    def get_size(self, name: str) -> int:
        """Give a member's size in bytes as the archive states it; 0 when there is no such member."""
        listed = self.find(name)
        if listed:
            return self._members[listed].file_size
        return 0

    def read(self, name: str, *, limit: int = LARGEST_MEMBER) -> bytes:
        """Read one member of at most `limit` bytes.

        Raises UnreadableDocument: missing_part, encrypted_document, unsupported_compression, zip_bomb,
        damaged_archive.
        """
        listed = self.find(name)
        if listed is None:
            raise UnreadableDocument("missing_part", part=repr(name))
        member = self._members[listed]
        self._check_member(listed, member, limit)
        try:
            return self._archive.read(member)
        except _DAMAGE as error:
            damage = make_phrase("part_not_unpacked", part=repr(listed))
            raise UnreadableDocument(
                "damaged_archive",
                damage=damage,
                error=str(error),
            ) from error

    def read_xml(self, name: str) -> etree._Element:
        """Parse one member and give its root element.

        Raises what `read` raises, and UnreadableDocument: forbidden_doctype, damaged_part.
        """
        return SafeZip.parse_xml(self.read(name, limit=LARGEST_XML), name)

    def _check_member(
        self,
        name: str,
        member: zipfile.ZipInfo,
        limit: int,
    ) -> None:
        """Refuse a member by what the archive says of it; zipfile never unpacks more than that."""
        if member.flag_bits & _ENCRYPTED:
            what = make_phrase("a_part", part=repr(name))
            raise UnreadableDocument("encrypted_document", what=what)
        if member.compress_type not in _METHODS:
            raise UnreadableDocument(
                "unsupported_compression",
                part=repr(name),
                method=member.compress_type,
            )
        size = member.file_size
        most = HIGHEST_RATIO * max(member.compress_size, 1)
        if size > limit or size > max(ALWAYS_SMALL, most):
            what = make_phrase(
                "part_unpacks_to",
                part=repr(name),
                packed=member.compress_size,
                size=size,
            )
            raise UnreadableDocument("zip_bomb", what=what)
        if name not in self._read:
            self._read.add(name)
            self._bytes_left -= size
        if self._bytes_left < 0:
            what = make_phrase("parts_unpack_to", most=LARGEST_TOTAL)
            raise UnreadableDocument("zip_bomb", what=what)

    @staticmethod
    def parse_xml(content: bytes, name: str) -> etree._Element:
        """Parse the bytes of an XML part; raises UnreadableDocument: forbidden_doctype, damaged_part."""
        # Before parsing, since it expands entities in attributes whatever its settings.
        # UTF-16 has NULs between.
        if b"<!DOCTYPE" in content.replace(b"\x00", b""):
            raise UnreadableDocument("forbidden_doctype", part=repr(name))
        try:
            root = etree.fromstring(content, _PARSER)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise UnreadableDocument(
                "damaged_part",
                part=repr(name),
                error=str(error),
            ) from error
        # in an encoding that is no ASCII
        if root.getroottree().docinfo.internalDTD is not None:
            raise UnreadableDocument("forbidden_doctype", part=repr(name))
        return root


def _map_members(members: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """Key the files by safe names; a name that had to be changed never takes the place of a true one."""
    by_name: dict[str, zipfile.ZipInfo] = {}
    unchanged: set[str] = set()
    for member in members:
        printed = _decode_name(member)
        safe = _clean_name(printed)
        if not safe or printed.endswith(("/", "\\")):
            continue
        if safe == printed:
            unchanged.add(safe)
        if safe == printed or safe not in unchanged:
            by_name[safe] = member
    return by_name


def _decode_name(member: zipfile.ZipInfo) -> str:
    """Decode a member's name: UTF-8 flag, Unicode path field, UTF-8, GBK, then the standard's CP437."""
    if member.flag_bits & _UTF8 or member.orig_filename.isascii():
        return member.orig_filename
    raw = member.orig_filename.encode("cp437")
    stated = _find_unicode_path(member.extra, raw)
    for encoding in ("utf-8", "gb18030"):
        try:
            return stated or raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.orig_filename


def _find_unicode_path(extra: bytes, raw: bytes) -> str:
    """Give the name in Info-ZIP's Unicode path field; empty unless it belongs to the name in the header."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        field = extra[at + 4 : at + 4 + length]
        if kind == _UNICODE_PATH and len(field) > 5:
            (checksum,) = struct.unpack_from("<I", field, 1)
            if checksum == zlib.crc32(raw):
                return field[5:].decode("utf-8", "replace")
        at += 4 + length
    return ""


def _clean_name(name: str) -> str:
    printable = _UNPRINTABLE.sub("", name)
    parts = _DRIVE.sub("", printable).replace("\\", "/").split("/")
    return "/".join(part for part in parts if part.strip() not in {"", ".", ".."})


def _refuse_overlaps(archive: zipfile.ZipFile) -> None:
    """Refuse members that share bytes: honest writers never make them; bombs of the quine kind need them."""
    end = 0
    for member in sorted(archive.infolist(), key=attrgetter("header_offset")):
        if member.header_offset < end:
            name = _clean_name(_decode_name(member))
            what = make_phrase("member_inside_another", part=repr(name))
            raise UnreadableDocument("zip_bomb", what=what)
        end = member.header_offset + _HEADER_LENGTH + member.compress_size
