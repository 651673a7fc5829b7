"""The files in `current/`: each is replaced whole, and a reader in the middle of it does not notice.

Measured: `pd.read_parquet(path)` opens the path twice (pandas 3.1, pyarrow 26), first for the footer, then
for the data that it names. A file that was replaced in between gave an error or, worse, another release's
values. So the new file holds the data of the one before where its footer says, and its own data in another
place: whichever of the two footers a reader has, it finds what belongs to it. Bytes that no footer names are
legal in Parquet, and no reader looks at them.

    PAR1 | data of the release before | data of this release | this release's footer | PAR1

The places are taken in turn, so that a file grows no further. The first release's file is a hard link.
"""

import time
from pathlib import Path
from typing import BinaryIO, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from tasks.home import sync
from tasks.release.store.parquet_footer import (
    MAGIC,
    TAIL_LENGTH,
    find_data_range,
    read_footer,
    shift_footer,
)

# Seconds in which a busy reader may still stand between opening a file twice: whatever was replaced since is
# kept, too.
_BUSY_SECONDS = 60.0
# Places for releases that follow each other so fast
_PLACES = 4
_READ_ONLY = 0o444
_BLOCK = 1 << 22


class _DataRange(NamedTuple):
    """Where the data of a file lies that its footer names, and the release that it is of.

    In bytes, `end` excluded.
    """

    release_id: bytes
    start: int
    end: int


def replace_current_file(file: Path, folder: Path) -> bool:
    """Show the file of a release in `current/`; false when it is shown already."""
    target, draft = folder / file.name, folder / f".{file.name}.next"
    before = _find_range_if_readable(target)
    if has_same_data(target, file):
        return False
    draft.unlink(missing_ok=True)
    if before:
        _write_with_previous(file, target, before, draft)
    else:
        draft.hardlink_to(file)
    draft.replace(target)
    return True


def has_same_data(shown: Path, file: Path) -> bool:
    """Tell whether a file of `current/` holds a release's file byte for byte, wherever its data lies."""
    there, own = _find_range_if_readable(shown), _find_range_if_readable(file)
    if there is None or own is None or there.release_id != own.release_id:
        return False
    expected = shift_footer(read_footer(file), there.start - own.start)
    if read_footer(shown) != expected[:-TAIL_LENGTH]:
        return False
    with shown.open("rb") as left, file.open("rb") as right:
        left.seek(there.start)
        right.seek(own.start)
        for position in range(own.start, own.end, _BLOCK):
            rest = own.end - position
            if _read_block(left, rest) != _read_block(right, rest):
                return False
    return True


def _read_block(file: BinaryIO, most: int) -> bytes:
    return file.read(min(most, _BLOCK))


def _find_range_if_readable(path: Path) -> _DataRange | None:
    try:
        return _find_range(path)
    except (OSError, ValueError, pa.ArrowException):
        return None  # missing, or broken from outside: no reader has a footer of it


def _find_range(path: Path) -> _DataRange:
    metadata = pq.read_metadata(path).metadata or {}
    start, end = find_data_range(read_footer(path))
    return _DataRange(metadata.get(b"release_id", b""), start, end)


def _write_with_previous(
    file: Path, target: Path, before: _DataRange, draft: Path
) -> None:
    """Write a file that serves both its own footer and the one that readers may have of the file before."""
    footer = read_footer(file)
    length = file.stat().st_size - len(shift_footer(footer, 0))
    most = _PLACES * length
    busy = time.time() - target.stat().st_mtime < _BUSY_SECONDS
    fits = length <= before.start and not (busy and before.end + length <= most)
    shift = 0 if fits else before.end
    kept_start, kept_end = before.start, before.end
    if busy:
        kept_start = len(MAGIC)
        kept_end = max(before.end, min(target.stat().st_size, most))
    with file.open("rb") as new, target.open("rb") as old, draft.open("wb") as sink:
        sink.write(MAGIC)
        _copy_bytes(old, sink, kept_start, kept_end - kept_start, kept_start)
        _copy_bytes(new, sink, len(MAGIC), length - len(MAGIC), shift + len(MAGIC))
        sink.seek(max(shift + length, kept_end))
        sink.write(shift_footer(footer, shift))
    draft.chmod(_READ_ONLY)
    sync(draft)


def _copy_bytes(
    source: BinaryIO, sink: BinaryIO, start: int, count: int, to: int
) -> None:
    source.seek(start)
    sink.seek(to)
    while count > 0 and (block := source.read(min(count, _BLOCK))):
        sink.write(block)
        count -= len(block)
