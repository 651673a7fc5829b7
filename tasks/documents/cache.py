"""Documents that were read before: recognising a scan costs a minute, and both the crawl and the tables need
its words.

A shelf only spares time: without it, or with an empty one, everything is read from the bytes and comes to the
same.
"""

import hashlib
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Protocol

from tasks.documents import sniff
from tasks.model.document import Document

# What may be a scan; everything else is read within milliseconds.
SLOW = frozenset({sniff.PDF, sniff.OFD, *sniff.IMAGES})
_LIBRARIES = ("lxml", "pillow", "pypdfium2", "rapidocr", "onnxruntime")


def is_slow(document: Document) -> bool:
    """Tell whether a document took long to read: of a type that may be a scan, or with words from pasted
    images.
    """
    return document.media_type in SLOW or any(
        one.origin.startswith("image ") for one in document.paragraphs[-1:]
    )


class Shelf(Protocol):
    """Keeps documents by key."""

    def find(self, key: str) -> Document | None:
        """Give the document that is kept under a key."""

    def keep(self, key: str, document: Document) -> None:
        """Keep a document under a key."""


def key_of(body: bytes, url: str) -> str:
    """Name a file by its bytes and its address, which stands in what is told of it."""
    return hashlib.sha256(
        hashlib.sha256(body).digest() + url.encode("utf-8", "surrogatepass")
    ).hexdigest()


@cache
def readers() -> str:
    """Name the readers by their source and their libraries: a change of any of them reads every file anew."""
    digest = hashlib.sha256()
    folder = Path(__file__).parent
    for module in sorted(folder.rglob("*.py")):
        digest.update(
            module.relative_to(folder).as_posix().encode() + module.read_bytes()
        )
    digest.update(" ".join(_LIBRARIES + tuple(map(_version, _LIBRARIES))).encode())
    return digest.hexdigest()[:16]


def _version(library: str) -> str:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return ""  # an extra that is not installed; installing it reads anew
