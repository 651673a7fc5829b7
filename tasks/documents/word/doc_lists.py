"""The lists of a DOC: [MS-DOC] 2.9.131 (PlfLfo), 2.9.147 (LSTF), 2.9.150 (LVLF)."""

from tasks.documents.word.doc_file import WordFile, i32, u16, u32
from tasks.documents.word.lists import CODES, LEVELS, Level, WordList

_LISTS, _OVERRIDES = 73, 74
_LIST_LENGTH, _LEVEL_LENGTH, _OVERRIDE_LENGTH = 28, 28, 16
_SIMPLE, _LEGAL, _NO_RESTART = 0x01, 0x04, 0x08
_HAS_START, _HAS_LEVEL = 0x10, 0x20
_SUFFIXES = {0: " ", 1: " "}
# Word allows fewer; a count beyond it is broken.
_MOST_LISTS = 4096


def read_lists(file: WordFile) -> tuple[dict[int, WordList], frozenset[int]]:
    """Read all lists by the number that paragraphs name, from 1, and the codes of formats that are not known."""
    headers = file.entry(_LISTS)
    at = file.entry_end(_LISTS)
    abstracts: dict[int, dict[int, Level]] = {}
    unknown: set[int] = set()
    for number in range(
        min(u16(headers, 0), (len(headers) - 2) // _LIST_LENGTH, _MOST_LISTS)
        if headers
        else 0
    ):
        header = headers[2 + number * _LIST_LENGTH :]
        levels: dict[int, Level] = {}
        for depth in range(1 if header[26] & _SIMPLE else LEVELS):
            levels[depth], at = _level(file.table, at, unknown)
        abstracts[i32(header, 0)] = levels
    return _overridden(file.entry(_OVERRIDES), abstracts, unknown), frozenset(unknown)


def _overridden(
    data: bytes, abstracts: dict[int, dict[int, Level]], unknown: set[int]
) -> dict[int, WordList]:
    """Read the overrides: each names a list, and may change levels or where they start."""
    count = min(u32(data, 0), max(len(data) - 4, 0) // _OVERRIDE_LENGTH, _MOST_LISTS)
    lists: dict[int, WordList] = {}
    at = 4 + count * _OVERRIDE_LENGTH
    for number in range(count):
        header = 4 + number * _OVERRIDE_LENGTH
        key = i32(data, header)
        levels, starts = dict(abstracts.get(key, {})), dict[int, int]()
        at += 4  # unused
        for _ in range(min(data[header + 12], LEVELS)):
            start, flags = i32(data, at), u32(data, at + 4)
            depth = min(flags & 0xF, LEVELS - 1)
            at += 8
            if flags & _HAS_LEVEL:
                levels[depth], at = _level(data, at, unknown)
            if flags & _HAS_START:
                starts[depth] = (
                    levels[depth].start if flags & _HAS_LEVEL else max(start, 0)
                )
        if key in abstracts:
            lists[number + 1] = WordList(str(key), levels, starts)
    return lists


def _level(data: bytes, at: int, unknown: set[int]) -> tuple[Level, int]:
    """Read one level, and where the next one begins."""
    header = data[at : at + _LEVEL_LENGTH].ljust(_LEVEL_LENGTH, b"\x00")
    code, flags = header[4], header[5]
    at += _LEVEL_LENGTH + header[24] + header[25]
    letters = u16(data, at)
    text = data[at + 2 : at + 2 + 2 * letters].decode("utf-16-le", "replace")
    if code not in CODES:
        unknown.add(code)
    level = Level(
        number_format=CODES.get(code, "decimal"),
        text="".join(
            f"%{ord(sign) + 1}" if ord(sign) < LEVELS else sign for sign in text
        ),
        start=max(i32(header, 0), 0),
        restart=header[26] if flags & _NO_RESTART else None,
        suffix=_SUFFIXES.get(header[15], ""),
        legal=bool(flags & _LEGAL),
    )
    return level, at + 2 + 2 * letters
