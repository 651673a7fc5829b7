"""Where a release becomes visible: from a staged folder to what readers see, in all-or-nothing moves.

    staging/<id>/  ->  releases/<id>/           one rename; never changed again, its files are read-only
    releases/<id>/<table>.parquet  ->  current/ a file a table, made under another name and put in place
    latest.json                                 written last: it names a release that is whole

A process killed between two moves leaves every single file whole. `state/placing.json` names a release from
before it is placed until readers see it: the next run publishes one that has its news too, compared with
what readers see, in its place, or shows it where its own is held back.
Whoever moves anything holds the lock of all moves (`ReleaseList.lock_moves`), which the kernel frees when its
process ends, however it ends.

Readers elsewhere find the releases of a home that stays local in an object store:

    <url>/releases/<release_id>/   the same files as at home; it is whole with `checksums.txt`, put last
    <url>/latest.json              put last of all; names the release, and its tables' paths below <url>

A put is atomic, but a reader asks for the parts of one object in several requests: of 286 reads of an object
that was put anew again and again, 171 failed (`current/` is therefore for folders only). What `latest.json`
names never changes. `latest.json` itself is filled up with spaces to one size, since its reader, too, asks
for the size before the content.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Self
from urllib.parse import urlencode, urlsplit

import pyarrow as pa
from pyarrow import fs

from tasks.home import Home, replace_text, sync
from tasks.model.errors import ConfigurationError, Damage, ReleaseError
from tasks.model.release import Audit, Staged
from tasks.release.store.current_files import replace_current_file

AUDIT_FILE = "audit.json"
CHECKSUMS_FILE = "checksums.txt"
# Why a staged release that passed its audit was held back.
HELD_BACK_FILE = "held-back.txt"
_WRITING = 0o222
_RIGHTS = 0o777


class CurrentRelease(NamedTuple):
    """The release that `latest.json` names, and the last fetch it speaks for; counts are rows by table."""

    release_id: str
    folder: Path
    counts: Mapping[str, int]
    as_of: datetime

    @classmethod
    def find(cls, home: Home) -> "CurrentRelease | None":
        """Find the release that readers see, null before the first.

        Raises ReleaseError when `latest.json` is broken.
        """
        return cls._read(home, home.latest)

    @classmethod
    def find_unfinished(cls, home: Home) -> "CurrentRelease | None":
        """Find the release that a killed process was about to show to readers; null when there is none.

        Raises ReleaseError when the file that names it is broken.
        """
        return cls._read(home, home.placing)

    @classmethod
    def _read(cls, home: Home, file: Path) -> "CurrentRelease | None":
        try:
            return cls.parse(home, file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ReleaseError(
                f"{file} is broken ({error!r}); move it away and publish again, which writes it anew"
            ) from error

    @classmethod
    def parse(cls, home: Home, text: str) -> "CurrentRelease":
        """Parse the text of a `latest.json`.

        Raises ValueError, KeyError, TypeError or AttributeError for any other text.
        """
        latest = json.loads(text)
        counts = {str(table): int(rows) for table, rows in latest["counts"].items()}
        release_id = latest["release_id"]
        as_of = datetime.fromisoformat(latest["as_of"])
        return cls(release_id, home.releases / release_id, counts, as_of)

    def is_as_written(self, home: Home) -> bool:
        """Tell whether `latest.json` says of it just what was written there, sign by sign."""
        text = _render_latest(self.describe())
        is_its_time = self.release_id.startswith(f"{self.as_of:%Y%m%dT%H%M%S}")
        return is_its_time and _has_text(home.latest, text)

    def describe(self) -> Staged:
        """Describe it as what was staged."""
        folder = str(self.folder)
        return Staged(
            self.release_id,
            folder,
            self.as_of,
            self.counts,
            {},
            {},
        )

    def explain_overtaking(self, staged: Staged) -> str:
        """Say why a staged release may not take its place; empty when it may.

        Readers only go forward: to a later time, and from what the staged one was compared with.
        """
        if staged.release_id == self.release_id:
            return ""
        seen = f"readers see {self.release_id}"
        earlier, later = f"{staged.as_of:%F %T}", f"{self.as_of:%F %T}"
        if staged.as_of.replace(microsecond=0) < self.as_of.replace(microsecond=0):
            return (
                f"it speaks for {earlier}, and {seen}, which speaks for {later}; "
                "run again, or lead readers back first with `fazhi release rollback` if that one is wrong"
            )
        base = Path(staged.last_folder).name
        if base == self.release_id:
            return ""
        when = f"when they saw {base}" if base else "before they saw any"
        return f"{seen}, and it was staged {when}; run again, which stages anew"


def write_audit(folder: Path, audit: Audit) -> None:
    """Keep an audit's result beside the tables that it checked."""
    result = {
        "release_id": audit.release_id,
        "passed": audit.passed,
        "reason": audit.reason,
        "checks": [asdict(check) for check in audit.checks],
    }
    text = json.dumps(result, ensure_ascii=False, indent=1) + "\n"
    replace_text(folder / AUDIT_FILE, text)


def move_to_releases(home: Home, staged: Staged) -> bool:
    """Move a staged release among the releases.

    False when it is there already, and the staged copy is dropped.

    Raises ReleaseError when there is neither.
    """
    folder = Path(staged.folder)
    target = home.releases / staged.release_id
    if target.is_dir():
        shutil.rmtree(folder, ignore_errors=True)
        _date_again(home, staged.release_id)
        return False
    if not folder.is_dir():
        raise ReleaseError(f"{folder} is gone; stage the release again")
    checksums = _compute_checksums(folder)
    altered = _find_altered(folder, checksums)
    if altered:
        raise ReleaseError(
            f"{folder}: {', '.join(altered)} changed since it was staged; "
            "remove the folder, and run `fazhi extract`, which stages it again"
        )
    replace_text(folder / CHECKSUMS_FILE, checksums)
    for file in folder.iterdir():
        file.chmod(file.stat().st_mode & ~_WRITING)
    sync(folder)
    replace_text(home.placing, _render_latest(staged))
    os.rename(folder, target)  # noqa: PTH104
    sync(home.releases)
    return True


def _date_again(home: Home, release_id: str) -> None:
    """Let a release that readers are led to once more count as the newest of its last fetch."""
    current = CurrentRelease.find(home)
    if current and current.release_id != release_id:
        os.utime(home.releases / release_id / CHECKSUMS_FILE)


def _find_altered(staged: Path, checksums: str) -> list[str]:
    """Find the tables that are not what the stage wrote; `checksums` are those of what is there."""
    try:
        written = (staged / CHECKSUMS_FILE).read_text(encoding="utf-8")
    except FileNotFoundError:
        return []  # staged by an earlier version
    lines = set(written.splitlines()) - set(checksums.splitlines())
    return sorted(line.partition("  ")[2] for line in lines)


def show_to_readers(home: Home, staged: Staged) -> bool:
    """Show a placed release to readers: `current/` by table, then `latest.json`.

    False when they see it already.

    A table that this release does not have is taken out of `current/`. Raises ReleaseError when the release
    is not what was placed.
    """
    folder = home.releases / staged.release_id
    broken = find_damage(folder)
    if broken:
        raise ReleaseError(
            f"{folder} is not what was published ({broken}), so readers are not led to it; "
            "bring it back from a copy, or move it away, then run `fazhi extract`"
        )
    _open_to_readers(home)
    changed = False
    for table in staged.counts:
        changed |= replace_current_file(folder / f"{table}.parquet", home.current)
    for file in home.current.glob("*.parquet"):
        if file.stem not in staged.counts:
            file.unlink()
            changed = True
    text = _render_latest(staged)
    changed |= not _has_text(home.latest, text)
    if changed:
        sync(home.current)
        replace_text(home.latest, text)
    home.placing.unlink(missing_ok=True)
    return changed


def _open_to_readers(home: Home) -> None:
    """Give every release's folder the rights of the folder that holds them.

    Earlier versions left releases in folders that only their maker could enter.
    """
    rights = home.releases.stat().st_mode & _RIGHTS
    for folder in home.releases.iterdir():
        if folder.is_dir() and folder.stat().st_mode & _RIGHTS != rights:
            folder.chmod(rights)


def find_damage(folder: Path) -> str:
    """Say which files of a release are missing or differ from its checksums; empty when it is whole."""
    try:
        published = (folder / CHECKSUMS_FILE).read_text(encoding="utf-8")
    except OSError as error:
        return f"{CHECKSUMS_FILE} cannot be read ({error.strerror})"
    present = _compute_checksums(folder)
    differing = set(published.splitlines()) ^ set(present.splitlines())
    names = {line.partition("  ")[2] for line in differing}
    return ", ".join(sorted(names))


def _render_latest(staged: Staged) -> str:
    """Make the text of `latest.json`: the release, its counts, and where its tables lie."""
    folder = f"releases/{staged.release_id}"
    latest = {
        "release_id": staged.release_id,
        "as_of": staged.as_of.isoformat(),
        "counts": dict(staged.counts),
        "tables": {table: f"{folder}/{table}.parquet" for table in staged.counts},
    }
    return json.dumps(latest, ensure_ascii=False, indent=1) + "\n"


def _has_text(file: Path, text: str) -> bool:
    return file.exists() and file.read_text(encoding="utf-8") == text


def _compute_checksums(folder: Path) -> str:
    lines = []
    for file in sorted(folder.iterdir()):
        if not file.name.startswith(".") and file.name != CHECKSUMS_FILE:
            with file.open("rb") as content:
                digest = hashlib.file_digest(content, "sha256").hexdigest()
            lines.append(f"{digest}  {file.name}\n")
    return "".join(lines)


ENDPOINT_VARIABLE = "AWS_ENDPOINT_URL"
LATEST_SIZE = 16_384
_BLOCK = 1 << 22


_PUT_AGAIN = (
    "run `fazhi extract` with FAZHI_RELEASES set, which brings the store up to the home"
)
_REMOVE_THERE = (
    "delete the release's checksums.txt there, then run `fazhi extract` with FAZHI_RELEASES set, which puts "
    "the release that readers see again"
)


def open_files(url: str) -> tuple[fs.FileSystem, str]:
    """Open the file system of a URL, and give the path in it; the endpoint is that of AWS_ENDPOINT_URL.

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
    return files, root


class ObjectStore:
    """A place on an object store, such as `s3://bucket/prefix`."""

    def __init__(self, files: fs.FileSystem, root: str) -> None:
        self._files = files
        self._root = root.rstrip("/")

    @classmethod
    def open(cls, url: str) -> Self:
        """Open a place by its URL; another endpoint than Amazon's is taken from AWS_ENDPOINT_URL.

        Raises ConfigurationError when the URL is none that Arrow can open, or a folder's.
        """
        files, root = open_files(url)
        if files.type_name == "local":
            why = (
                "is a folder of this machine, where readers have `current/` of the home"
            )
            raise _build_url_error(url, why)
        return cls(files, root)

    def publish_current(self, home: Home) -> bool:
        """Show there what the home shows: put the release that stands, then name it.

        False when it was so already. Done again after a kill it completes what is missing. Readers there are
        led back only from what was recalled. Arrow puts unconditionally, so what is named there is looked at
        just before and just after. Raises ReleaseError when the store does not answer or refuses, or when
        somebody else leads its readers.
        """
        current = CurrentRelease.find(home)
        if current is None:
            return False
        try:
            copied = self._copy_release(current.folder)
            overtaken = self.explain_overtaking(home)
            if overtaken:
                raise ReleaseError(overtaken)
            named = self._write_latest(home)
        except (OSError, pa.ArrowException) as error:
            raise self._build_error(current, home, error) from error
        return copied or named

    def explain_overtaking(self, home: Home) -> str:
        """Say why the home may not lead the readers there; empty when it may.

        They see a release of a later time, which is none of those that were recalled. Raises ReleaseError
        when the store does not answer.
        """
        current = CurrentRelease.find(home)
        if current is None:
            return ""
        try:
            there = self._find_current(home)
        except (OSError, pa.ArrowException) as error:
            raise self._build_error(current, home, error) from error
        if there is None or _is_recalled(home, there.release_id):
            return ""
        if there.as_of.replace(microsecond=0) <= current.as_of:
            return ""
        later = f"{there.as_of:%F %T}"
        return (
            f"{self._root} leads readers to {there.release_id}, which speaks for the later {later}; "
            f"it was left so, while {current.release_id} stands in {home.root}: "
            "see which other home publishes there, or move latest.json there away"
        )

    def _build_error(
        self, current: CurrentRelease, home: Home, error: Exception
    ) -> ReleaseError:
        behind = f"{self._root} could not be brought up to it ({error})"
        return ReleaseError(
            f"{current.release_id} stands in {home.root}, but {behind}; "
            "see that the store can be reached and written to: the next run puts what is missing"
        )

    def _find_current(self, home: Home) -> CurrentRelease | None:
        """Find the release that readers there are led to; null where nothing names one."""
        try:
            return CurrentRelease.parse(home, self._read_latest(home).decode("utf-8"))
        except (ValueError, KeyError, TypeError, AttributeError):
            return None

    def shows_release_of(self, home: Home) -> bool:
        """Tell whether readers there are led to the release that the home shows.

        Raises ReleaseError when the store does not answer.
        """
        try:
            there = self._read_latest(home)
        except (OSError, pa.ArrowException) as error:
            raise self._build_silence(error) from error
        return there.rstrip() == home.latest.read_bytes().rstrip()

    def put_text(self, name: str, text: str) -> bool:
        """Put a small file beside what names the release; false when it was there already.

        Raises ReleaseError when the store does not answer or refuses.
        """
        target = f"{self._root}/{name}"
        content = text.encode()
        try:
            if self._is_file(target) and self._read(target) == content:
                return False
            with self._files.open_output_stream(target) as sink:
                sink.write(content)
        except (OSError, pa.ArrowException) as error:
            raise self._build_silence(error) from error
        return True

    def _build_silence(self, error: Exception) -> ReleaseError:
        return ReleaseError(
            f"{self._root} cannot be read or written ({error}); see that the store can be reached: the next "
            "run puts what is missing"
        )

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

    def find_damages(self, home: Home) -> Iterator[Damage]:
        """Find what readers there do not get as the home published it; reads every file of every release.

        Raises ReleaseError when the store does not answer.
        """
        try:
            yield from self._check_latest(home)
            yield from self._check_feed(home)
            for folder in self._list_releases():
                yield from self._check_release(folder)
        except (OSError, pa.ArrowException) as error:
            raise ReleaseError(
                f"{self._root} cannot be read ({error}); see that the store can be reached"
            ) from error

    def _check_latest(self, home: Home) -> Iterator[Damage]:
        target = f"{self._root}/{home.latest.name}"
        shown = self._read_latest(home)
        own = home.latest.read_bytes() if home.latest.exists() else b""
        if shown.rstrip() != own.rstrip():
            words = "it does not say what the home's says"
            yield Damage(target, words, _PUT_AGAIN)
        current = CurrentRelease.find(home)
        if current and current.folder.name not in map(_get_name, self._list_releases()):
            words = "the release that the home shows is not there"
            yield Damage(
                f"{self._root}/releases/{current.release_id}", words, _PUT_AGAIN
            )

    def _check_feed(self, home: Home) -> Iterator[Damage]:
        target = f"{self._root}/{home.changes_feed.name}"
        if not home.changes_feed.exists() or not self.shows_release_of(home):
            return
        if (
            not self._is_file(target)
            or self._read(target) != home.changes_feed.read_bytes()
        ):
            words = "it does not say what the home's says"
            yield Damage(target, words, _PUT_AGAIN)

    def _check_release(self, folder: str) -> Iterator[Damage]:
        """Hold the files of a release there against its checksums; without those it is not whole."""
        checksums = f"{folder}/{CHECKSUMS_FILE}"
        if not self._is_file(checksums):
            return
        for line in self._read(checksums).decode("utf-8", "replace").splitlines():
            digest, name = line.partition("  ")[::2]
            target = f"{folder}/{name}"
            if not self._is_file(target):
                yield Damage(target, "it is missing", _REMOVE_THERE)
            elif self._compute_digest(target) != digest:
                words = "its bytes are not those that were published"
                yield Damage(target, words, _REMOVE_THERE)

    def _list_releases(self) -> list[str]:
        selector = fs.FileSelector(f"{self._root}/releases", allow_not_found=True)
        return sorted(info.path for info in self._files.get_file_info(selector))

    def _read(self, target: str) -> bytes:
        with self._files.open_input_stream(target) as there:
            content: bytes = there.read()
        return content

    def _compute_digest(self, target: str) -> str:
        digest = hashlib.sha256()
        with self._files.open_input_stream(target) as there:
            while block := there.read(_BLOCK):
                digest.update(block)
        return digest.hexdigest()

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
        text = home.latest.read_bytes().rstrip()
        if self._read_latest(home).rstrip() == text:
            return False
        target = f"{self._root}/{home.latest.name}"
        with self._files.open_output_stream(target) as sink:
            sink.write(text.ljust(LATEST_SIZE - 1) + b"\n")
        if self._read_latest(home).rstrip() != text:
            raise ReleaseError(
                f"{target} was written by somebody else at the same moment; "
                "see which other home publishes there, then run again"
            )
        return True

    def _read_latest(self, home: Home) -> bytes:
        """Read what names the release there; empty where nothing does."""
        target = f"{self._root}/{home.latest.name}"
        return self._read(target) if self._is_file(target) else b""

    def _is_file(self, path: str) -> bool:
        return bool(self._files.get_file_info(path).type == fs.FileType.File)


def _get_name(path: str) -> str:
    return path.rpartition("/")[2]


def _is_recalled(home: Home, release_id: str) -> bool:
    """Tell whether a release was taken back; what cannot be read is told by whoever stages."""
    try:
        return release_id in json.loads(home.recalled.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError, TypeError):
        return False


def _build_url_error(url: str, why: str) -> ConfigurationError:
    return ConfigurationError(
        f"releases {url!r}: {why}; pass --releases or set FAZHI_RELEASES to a URL such as s3://bucket/prefix"
    )
