"""The document cache: documents that were read before.

Recognising a scan costs a minute, and both the crawl and the tables need its words. A cache spares time:
without it, or with an empty one, everything is read from the bytes and comes to the same. Only what OCR read
is more than that: another processor may read it otherwise, so it is kept beside the archive's files, and a
rebuild elsewhere takes it from there.
"""

import gzip
import hashlib
import json
import logging
import os
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol

from tasks.documents import media_types
from tasks.model.catalogue import list_issue_words
from tasks.model.code_fingerprint import compute_once, fingerprint_code
from tasks.model.document import Attachment, Cell, Document, Paragraph, Row
from tasks.model.issue import Issue, Responsibility, Severity

_LOG = logging.getLogger(__name__)
# What a file raises that is cut, altered or of another version.
_UNREADABLE = (OSError, EOFError, ValueError, KeyError, TypeError, zlib.error)


@compute_once
def _hash_readers() -> str:
    """Name the readers by their code, their libraries and the words of their issues.

    A change of any of them reads every file anew.
    """
    return fingerprint_code(("tasks.documents",), list_issue_words())[:16]


class DocumentCache(Protocol):
    """Keeps documents by key."""

    def find(self, key: str) -> Document | None:
        """Give the document that is kept under a key."""

    def keep(
        self,
        key: str,
        document: Document,
    ) -> None:
        """Keep a document under a key."""


class DiskDocumentCache:
    """Folders of documents that one set of readers made, and are named after, since others read otherwise.

    What OCR read stands in `recognised`, everything else in `folder`, which may be emptied at any time. The
    name is worked out when the first file is looked for: most nights of most hosts have no slow file.
    """

    def __init__(
        self,
        folder: Path,
        name_readers: Callable[[], str] = _hash_readers,
        *,
        recognised: Path | None = None,
    ) -> None:
        self._folder = folder
        self._name_readers = name_readers
        self._recognised = recognised or folder

    def find(self, key: str) -> Document | None:
        """Give the document that is kept under a key.

        Null when there is none, or when its file is damaged.
        """
        for folder in dict.fromkeys((self._recognised, self._folder)):
            document = self._load(self._locate_file(folder, key))
            if document is not None:
                return document
        return None

    def _load(self, path: Path) -> Document | None:
        try:
            return self._read(path)
        except FileNotFoundError:
            return None
        except _UNREADABLE as error:
            _LOG.warning(
                "%s cannot be read, so its file is read again (%s)", path, error
            )
            return None

    def keep(self, key: str, document: Document) -> None:
        """Keep a document; a full disk costs only the time that it would have spared."""
        folder = self._recognised if _is_recognised(document) else self._folder
        path = self._locate_file(folder, key)
        draft = path.with_name(f".{key}.{os.getpid()}.{threading.get_ident()}")
        try:
            content = json.dumps(asdict(document)).encode()
            path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(
                gzip.compress(
                    content,
                    6,
                    mtime=0,
                )
            )
            draft.replace(path)
        except OSError as error:
            _LOG.warning(
                "%s was not kept (%s); its file will be read again", path, error
            )

    def count_documents(self) -> int:
        """Count the documents of these readers."""
        return len(self._list_files())

    def find_damaged(self) -> Iterator[tuple[Path, str]]:
        """Find the documents of these readers that cannot be read: file and reason."""
        for path in self._list_files():
            try:
                self._read(path)
            except _UNREADABLE as error:
                yield path, str(error)

    def _list_files(self) -> list[Path]:
        readers = self._name_readers()
        files: list[Path] = []
        for folder in dict.fromkeys((self._recognised, self._folder)):
            files += sorted((folder / readers).glob("*.json.gz"))
        return files

    @staticmethod
    def _read(path: Path) -> Document:
        """Read a document; raises one of `_UNREADABLE`, for a checksum stands behind its bytes."""
        content = gzip.decompress(path.read_bytes())
        return _parse_document(json.loads(content))

    def _locate_file(self, folder: Path, key: str) -> Path:
        return folder / self._name_readers() / f"{key}.json.gz"


def _parse_document(fields: Mapping[str, Any]) -> Document:
    """Make a document from the fields of its JSON.

    Raises KeyError, TypeError or ValueError for what is none.
    """
    lists = {
        "paragraphs": tuple(map(_parse_paragraph, fields["paragraphs"])),
        "attachments": tuple(map(_parse_attachment, fields["attachments"])),
        "issues": tuple(map(_parse_issue, fields["issues"])),
        "attached": tuple(map(_parse_document, fields["attached"])),
    }
    return Document(**{**fields, **lists})


def _parse_paragraph(fields: Mapping[str, Any]) -> Paragraph:
    row = fields["row"]
    if row:
        cells = tuple(Cell(**cell) for cell in row["cells"])
        row = Row(**{**row, "cells": cells})
    return Paragraph(**{**fields, "row": row})


def _parse_attachment(fields: Mapping[str, Any]) -> Attachment:
    return Attachment(**fields)


def _parse_issue(fields: Mapping[str, Any]) -> Issue:
    enums = {
        "severity": Severity(fields["severity"]),
        "responsibility": Responsibility(fields["responsibility"]),
    }
    return Issue(**{**fields, **enums})


# What may be a scan; everything else is read within milliseconds.
SLOW_TYPES = frozenset({media_types.PDF, media_types.OFD, *media_types.IMAGES})


def read_cached(
    cache: DocumentCache,
    body: bytes,
    url: str,
    read: Callable[[], Document],
) -> Document:
    """Take a file's document from a cache; one that is not there is read, and kept where that took long."""
    key = _compute_key(body, url)
    document = cache.find(key)
    if document is None:
        document = read()
        if _is_slow(document):
            cache.keep(key, document)
    return document


def _is_slow(document: Document) -> bool:
    """Tell whether a document took long to read: it may be a scan, or holds words from images."""
    return document.media_type in SLOW_TYPES or _is_recognised(document)


def _is_recognised(document: Document) -> bool:
    """Tell whether OCR read words of a document, of its pages or of images pasted into its text."""
    last = document.paragraphs[-1:]
    pasted = bool(last) and last[0].origin.startswith("image ")
    return document.recognised or pasted or any(map(_is_recognised, document.attached))


def _compute_key(body: bytes, url: str) -> str:
    """Compute a file's key from its bytes and its address, which stands in its issues."""
    address = url.encode("utf-8", "surrogatepass")
    return hashlib.sha256(hashlib.sha256(body).digest() + address).hexdigest()
