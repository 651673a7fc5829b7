"""Make sure that what was written stays written, whatever happens to the machine next."""

import os
from pathlib import Path


def sync(path: Path) -> None:
    """Bring a file's bytes, or a folder's list of names, to the disk; raises OSError when the disk fails."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace_text(path: Path, text: str) -> None:
    """Write a small file whole: readers see the old text or the new one."""
    draft = path.with_name(f".{path.name}.next")
    draft.write_text(text, encoding="utf-8")
    sync(draft)
    draft.replace(path)
    sync(path.parent)
