"""Documents on the disk: what the slow readers made of a file, so that it is read once for crawl and tables.

`state/documents/<readers>/<key>.json.gz`, one file a document. Nothing depends on it: a damaged or missing
file is read from the archive again, and the folder may be removed at any time.
"""

import gzip
import json
import logging
import os
import threading
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tasks.model.document import Attachment, Document, Paragraph, Row
from tasks.model.issue import Issue, Responsibility, Severity

_LOG = logging.getLogger(__name__)


class Documents:
    """The documents that one set of readers made; `readers` names it, since others read otherwise."""

    def __init__(self, folder: Path, readers: str) -> None:
        self._folder = folder / readers

    def find(self, key: str) -> Document | None:
        """Give the document that is kept under a key.

        Null when there is none, or when its file is damaged.
        """
        path = self._path(key)
        try:
            return _document(json.loads(gzip.decompress(path.read_bytes())))
        except FileNotFoundError:
            return None
        except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
            _LOG.warning(
                "%s cannot be read, so its file is read again (%s)", path, error
            )
            return None

    def keep(self, key: str, document: Document) -> None:
        """Keep a document; a full disk costs only the time that it would have spared."""
        path = self._path(key)
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

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.json.gz"


def _document(kept: Mapping[str, Any]) -> Document:
    """Make a document from the fields of its JSON.

    Raises KeyError, TypeError or ValueError for what is none.
    """
    lists = {
        "paragraphs": tuple(_paragraph(one) for one in kept["paragraphs"]),
        "attachments": tuple(Attachment(**one) for one in kept["attachments"]),
        "issues": tuple(_issue(one) for one in kept["issues"]),
        "attached": tuple(_document(one) for one in kept["attached"]),
    }
    return Document(**{**kept, **lists})


def _paragraph(kept: Mapping[str, Any]) -> Paragraph:
    row = kept["row"]
    return Paragraph(**{**kept, "row": row and Row(row["table"], tuple(row["cells"]))})


def _issue(kept: Mapping[str, Any]) -> Issue:
    words = {
        "severity": Severity(kept["severity"]),
        "responsibility": Responsibility(kept["responsibility"]),
    }
    return Issue(**{**kept, **words})
