"""Documents that were read before: recognising a scan costs a minute, and both the crawl and the tables need
its words.

A shelf only spares time: without it, or with an empty one, everything is read from the bytes and comes to the
same.
"""

import gzip
import hashlib
import json
import logging
import os
import threading
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any, Protocol

from tasks.documents import media_types
from tasks.model.document import Attachment, Document, Paragraph, Row
from tasks.model.issue import Issue, Responsibility, Severity

_LOG = logging.getLogger(__name__)


class DiskDocumentCache:
    """The documents that one set of readers made; `readers` names it, since others read otherwise."""

    def __init__(self, folder: Path, readers: str) -> None:
        self._folder = folder / readers

    def find(self, key: str) -> Document | None:
        """Give the document that is kept under a key.

        Null when there is none, or when its file is damaged.
        """
        path = self._locate_file(key)
        try:
            return _parse_document(json.loads(gzip.decompress(path.read_bytes())))
        except FileNotFoundError:
            return None
        except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
            _LOG.warning(
                "%s cannot be read, so its file is read again (%s)", path, error
            )
            return None

    def keep(self, key: str, document: Document) -> None:
        """Keep a document; a full disk costs only the time that it would have spared."""
        path = self._locate_file(key)
        draft = path.with_name(f".{key}.{os.getpid()}.{threading.get_ident()}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(
                gzip.compress(json.dumps(asdict(document)).encode(), 6, mtime=0)
            )
            draft.replace(path)
        except OSError as error:
            _LOG.warning(
                "%s was not kept (%s); its file will be read again", path, error
            )

    def _locate_file(self, key: str) -> Path:
        return self._folder / f"{key}.json.gz"


def _parse_document(kept: Mapping[str, Any]) -> Document:
    """Make a document from the fields of its JSON.

    Raises KeyError, TypeError or ValueError for what is none.
    """
    lists = {
        "paragraphs": tuple(_parse_paragraph(one) for one in kept["paragraphs"]),
        "attachments": tuple(Attachment(**one) for one in kept["attachments"]),
        "issues": tuple(_parse_issue(one) for one in kept["issues"]),
        "attached": tuple(_parse_document(one) for one in kept["attached"]),
    }
    return Document(**{**kept, **lists})


def _parse_paragraph(kept: Mapping[str, Any]) -> Paragraph:
    row = kept["row"]
    return Paragraph(**{**kept, "row": row and Row(row["table"], tuple(row["cells"]))})


def _parse_issue(kept: Mapping[str, Any]) -> Issue:
    words = {
        "severity": Severity(kept["severity"]),
        "responsibility": Responsibility(kept["responsibility"]),
    }
    return Issue(**{**kept, **words})


# What may be a scan; everything else is read within milliseconds.
SLOW_TYPES = frozenset({media_types.PDF, media_types.OFD, *media_types.IMAGES})
_LIBRARIES = ("lxml", "pillow", "pypdfium2", "rapidocr", "onnxruntime")


def is_slow(document: Document) -> bool:
    """Tell whether a document took long to read: of a type that may be a scan, or with words from pasted
    images.
    """
    return document.media_type in SLOW_TYPES or any(
        one.origin.startswith("image ") for one in document.paragraphs[-1:]
    )


class DocumentCache(Protocol):
    """Keeps documents by key."""

    def find(self, key: str) -> Document | None:
        """Give the document that is kept under a key."""

    def keep(self, key: str, document: Document) -> None:
        """Keep a document under a key."""


def compute_key(body: bytes, url: str) -> str:
    """Name a file by its bytes and its address, which stands in what is told of it."""
    return hashlib.sha256(
        hashlib.sha256(body).digest() + url.encode("utf-8", "surrogatepass")
    ).hexdigest()


@cache
def hash_readers() -> str:
    """Name the readers by their source and their libraries: a change of any of them reads every file anew."""
    digest = hashlib.sha256()
    folder = Path(__file__).parent
    for module in sorted(folder.rglob("*.py")):
        digest.update(
            module.relative_to(folder).as_posix().encode() + module.read_bytes()
        )
    digest.update(" ".join(_LIBRARIES + tuple(map(_find_version, _LIBRARIES))).encode())
    return digest.hexdigest()[:16]


def _find_version(library: str) -> str:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return ""  # an extra that is not installed; installing it reads anew
