"""An object store in which readers find the releases of a home that stays local.

    <url>/releases/<release_id>/   the same files as at home; it is whole with `checksums.txt`, put last
    <url>/latest.json              put last of all; names the release, and its tables' paths below <url>

A put is atomic, but a reader asks for the parts of one object in several requests: of 286 reads of an object
that was put anew again and again, 171 failed (`current/` is therefore for folders only). What `latest.json`
names never changes. `latest.json` itself is filled up with spaces to one size, since its reader, too, asks
for the size before the content.
"""

import os
from pathlib import Path
from typing import Self
from urllib.parse import urlencode, urlsplit

import pyarrow as pa
from pyarrow import fs

from tasks.home import Home
from tasks.model.errors import ConfigurationError, ReleaseError
from tasks.release.store.visibility import CHECKSUMS_FILE, CurrentRelease

ENDPOINT_VARIABLE = "AWS_ENDPOINT_URL"
LATEST_SIZE = 16_384
_BLOCK = 1 << 22


class ObjectStore:
    """A place on an object store, such as `s3://bucket/prefix`."""

    def __init__(self, files: fs.FileSystem, root: str) -> None:
        self._files = files
        self._root = root.rstrip("/")

    @classmethod
    def open(cls, url: str) -> Self:
        """Open a place by its URL; another endpoint than Amazon's is taken from AWS_ENDPOINT_URL.

        Raises ConfigurationError when the URL is none that Arrow can open.
        """
        endpoint = urlsplit(os.environ.get(ENDPOINT_VARIABLE, ""))
        if url.startswith("s3://") and endpoint.netloc:
            query = {"scheme": endpoint.scheme, "endpoint_override": endpoint.netloc}
            separator = "&" if "?" in url else "?"
            url += separator + urlencode(query)
        try:
            files, root = fs.FileSystem.from_uri(url)
        except (pa.ArrowException, OSError, ValueError) as error:
            raise _build_url_error(url, f"cannot be opened ({error})") from error
        if files.type_name == "local":
            why = (
                "is a folder of this machine, where readers have `current/` of the home"
            )
            raise _build_url_error(url, why)
        return cls(files, root)

    def publish_current(self, home: Home) -> bool:
        """Show there what the home shows: put the release that stands, then name it.

        False when it was so already. Done again after a kill it completes what is missing. Raises
        ReleaseError when the store does not answer or refuses.
        """
        current = CurrentRelease.find(home)
        if current is None:
            return False
        try:
            copied = self._copy_release(current.folder)
            named = self._write_latest(home)
        except (OSError, pa.ArrowException) as error:
            behind = f"{self._root} could not be brought up to it ({error})"
            raise ReleaseError(
                f"{current.release_id} stands in {home.root}, but {behind}; "
                "see that the store can be reached and written to: the next run puts what is missing"
            ) from error
        return copied or named

    def remove_release(self, release_id: str) -> None:
        """Remove a release there, if there is such; without its checksums a folder is not whole.

        Raises ReleaseError when the store does not answer or refuses.
        """
        folder = f"{self._root}/releases/{release_id}"
        try:
            if self._is_file(f"{folder}/{CHECKSUMS_FILE}"):
                self._files.delete_file(f"{folder}/{CHECKSUMS_FILE}")
            if self._files.get_file_info(folder).type == fs.FileType.Directory:
                self._files.delete_dir(folder)
        except (OSError, pa.ArrowException) as error:
            raise ReleaseError(
                f"{folder} could not be removed ({error}); the next run removes it"
            ) from error

    def _copy_release(self, folder: Path) -> bool:
        target = f"{self._root}/releases/{folder.name}"
        if self._is_file(f"{target}/{CHECKSUMS_FILE}"):
            return False
        files = sorted(
            folder.iterdir(), key=lambda file: (file.name == CHECKSUMS_FILE, file.name)
        )
        for file in files:
            self._copy_file(file, f"{target}/{file.name}")
        return True

    def _copy_file(self, file: Path, target: str) -> None:
        with file.open("rb") as source, self._files.open_output_stream(target) as sink:
            while block := source.read(_BLOCK):
                sink.write(block)

    def _write_latest(self, home: Home) -> bool:
        text = home.latest.read_bytes()
        target = f"{self._root}/{home.latest.name}"
        if self._is_file(target):
            with self._files.open_input_stream(target) as there:
                if there.read().rstrip() == text.rstrip():
                    return False
        with self._files.open_output_stream(target) as sink:
            sink.write(text.rstrip().ljust(LATEST_SIZE - 1) + b"\n")
        return True

    def _is_file(self, path: str) -> bool:
        return bool(self._files.get_file_info(path).type == fs.FileType.File)


def _build_url_error(url: str, why: str) -> ConfigurationError:
    return ConfigurationError(
        f"releases {url!r}: {why}; pass --releases or set FAZHI_RELEASES to a URL such as s3://bucket/prefix"
    )
