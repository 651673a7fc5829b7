"""Readers who load tables while releases are published: no error, no mixed version, no step back.

FAZHI_READS and FAZHI_RELEASES set how much is read from folders, FAZHI_STORE_READS and FAZHI_STORE_RELEASES
from the S3 API; `make bench-readers` reads ten thousand tables of 300 releases. The API's imitation answers
some dozens of requests a second, so that what folders stand in a minute takes it a quarter of an hour.
"""

import json
import logging
import multiprocessing
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from urllib.parse import urlencode, urlsplit

import pytest
from moto.server import ThreadedMotoServer
from pyarrow import fs

from tasks.home import Home
from tasks.model.errors import ConfigurationError, ReleaseError
from tasks.release.store.changes_feed import write_feed
from tasks.release.store.release_list import ReleaseList
from tasks.release.store.visibility import CurrentRelease, ObjectStore
from tests.release.small import FIRST
from tests.release.store.test_kept_changes import Releases
from tests.scenarios.readers.nights import publish_night
from tests.scenarios.readers.reading import Seen, folder_reader, store_reader
from tests.scenarios.recipes import find_blocks

pytestmark = pytest.mark.slow

RELEASES = int(os.environ.get("FAZHI_RELEASES", "90"))
READS = int(os.environ.get("FAZHI_READS", "2500"))
STORE_RELEASES = int(os.environ.get("FAZHI_STORE_RELEASES", "25"))
STORE_READS = int(os.environ.get("FAZHI_STORE_READS", "120"))
# Readers here hold a release for milliseconds, so that retention may take what was replaced some seconds ago.
GRACE = timedelta(seconds=4)
SPAWN = multiprocessing.get_context("spawn")


@contextmanager
def reading(
    *readers: Callable[..., None],
) -> Iterator[tuple[Callable[[], int], list[Seen]]]:
    """Run readers as processes while the block lasts.

    Gives how often they have read, and at the end what they saw.
    """
    stop, ended, counts = (
        SPAWN.Event(),
        SPAWN.SimpleQueue(),
        [SPAWN.Value("q", 0) for _ in readers],
    )
    seen: list[Seen] = []
    processes = [
        SPAWN.Process(target=reader, args=(stop, count, ended.put))
        for reader, count in zip(readers, counts, strict=True)
    ]
    for process in processes:
        process.start()
    try:
        yield (
            (
                lambda: (
                    min(count.value for count in counts) if _alive(processes) else 2**62
                )
            ),
            seen,
        )
    finally:
        stop.set()
        seen += [ended.get() for _ in processes]
        for process in processes:
            process.join()


def _summary(seen):
    return ", ".join(f"{one.reads} reads of {len(one.nights)} nights" for one in seen)


def _alive(processes):
    return all(process.is_alive() for process in processes)


@pytest.fixture
def home(tmp_path):
    """Open an empty home."""
    return Home.open(str(tmp_path))


def test_readers_of_a_folder_see_whole_releases_only(home):
    """One loads every table of `current/`, one pairs through `latest.json`.

    Old releases are removed meanwhile.
    """
    publish_night(home, 0, GRACE)
    readers = [partial(folder_reader, name, home.root) for name in ("current", "pairs")]
    night = 0
    with reading(*readers) as (count, seen):
        while night < RELEASES or count() < READS // len(readers):
            night += 1
            publish_night(home, night, GRACE)
        # A quick machine has published all of them within the grace of the first.
        while _count_left(home) > night and night < 10 * RELEASES:
            night += 1
            publish_night(home, night, GRACE)
    logging.getLogger("readers").info(
        "%d releases, %d left; %s", night, _count_left(home), _summary(seen)
    )
    assert [fault for one in seen for fault in one.faults] == []
    assert sum(one.reads for one in seen) >= READS
    assert all(len(one.nights) > RELEASES / 10 for one in seen), _summary(seen)
    assert _count_left(home) <= night


def _count_left(home):
    return len(ReleaseList(home).list_releases())


@pytest.fixture(scope="module")
def store():
    """Serve an S3 API with an empty bucket on a free port of loopback; gives the URL of a place in it."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    names = {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    with pytest.MonkeyPatch.context() as patched:
        for name, value in {
            **names,
            "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        }.items():
            patched.setenv(name, value)
        fs.FileSystem.from_uri(
            reader_url("s3://bucket") + "&allow_bucket_creation=true"
        )[0].create_dir("bucket")
        yield "s3://bucket/fazhi"
    server.stop()


def reader_url(url: str) -> str:
    """Give the URL by which pyarrow reads from the endpoint of the environment."""
    endpoint = urlsplit(os.environ["AWS_ENDPOINT_URL"])
    return f"{url}?{urlencode({'scheme': endpoint.scheme, 'endpoint_override': endpoint.netloc})}"


def test_readers_of_an_object_store_see_whole_releases_only(home, store):
    """They go by `latest.json`, which names a release that is wholly there and never changes."""
    outlet, night = ObjectStore.open(store), 0
    publish_night(home, 0, 2 * GRACE, outlet)
    with reading(partial(store_reader, reader_url(store))) as (count, seen):
        while night < STORE_RELEASES or count() < STORE_READS:
            night += 1
            publish_night(home, night, 2 * GRACE, outlet)
    logging.getLogger("readers").info("%d releases; %s", night, _summary(seen))
    assert [fault for one in seen for fault in one.faults] == []
    files, root = fs.FileSystem.from_uri(reader_url(store))
    there = files.get_file_info(fs.FileSelector(f"{root}/releases"))
    assert {one.base_name for one in there} == {
        one.release_id for one in ReleaseList(home).list_releases()
    }


def test_the_recipe_for_an_object_store_runs(store, tmp_path, capsys):
    """It opens what `latest.json` names there; the feed of changes stands beside it."""
    releases = Releases(Home.open(str(tmp_path)))
    releases.add(1, (FIRST, "new"))
    url = f"{store}-recipe"
    outlet = ObjectStore.open(url)
    outlet.publish_current(releases.home)
    assert write_feed(releases.home, outlet)
    (block,) = find_blocks("python s3")
    exec(block.replace("s3://bucket/prefix", url), {})
    assert "2024" in capsys.readouterr().out
    assert list(outlet.find_damages(releases.home)) == []


def test_a_put_that_was_killed_is_completed(home, store):
    """A folder without its checksums is not whole: all of it is put again, and only then is it named."""
    for night in (0, 1):
        publish_night(home, night, GRACE)
    url = f"{store}-killed"
    files, root = fs.FileSystem.from_uri(reader_url(url))
    seen = ReleaseList(home).list_releases()[-1].release_id
    with files.open_output_stream(f"{root}/releases/{seen}/reports.parquet") as torn:
        torn.write(b"PAR1")
    outlet = ObjectStore.open(url)
    assert [outlet.publish_current(home) for _ in range(2)] == [True, False]
    with files.open_input_stream(f"{root}/releases/{seen}/reports.parquet") as file:
        assert file.read() == (home.releases / seen / "reports.parquet").read_bytes()
    with files.open_input_stream(f"{root}/latest.json") as file:
        assert json.loads(file.read()) == json.loads(
            home.latest.read_text(encoding="utf-8")
        )


def test_a_rollback_is_shown_there_too(home, store):
    """`latest.json` names the older release again; both keep one size, so that no reader cuts one off."""
    url = f"{store}-rollback"
    files, root = fs.FileSystem.from_uri(reader_url(url))
    outlet, named, sizes = ObjectStore.open(url), [], set()
    for night in (0, 1):
        publish_night(home, night, GRACE, outlet)
    first, bad = ReleaseList(home).list_releases()
    for target in (first, bad):
        ReleaseList(home).roll_back(target, bad.placed_at, "wrong years")
        outlet.publish_current(home)
        sizes.add(files.get_file_info(f"{root}/latest.json").size)
        with files.open_input_stream(f"{root}/latest.json") as file:
            named.append(json.loads(file.read())["release_id"])
    assert (named, len(sizes)) == ([first.release_id, bad.release_id], 1)


def test_readers_of_a_store_are_not_led_back(tmp_path, home, store):
    """A home that is behind what the store names leaves it alone, and says so; the release stands at home."""
    outlet = ObjectStore.open(f"{store}-behind")
    behind = Home.open(str(tmp_path / "behind"))
    publish_night(home, 1, GRACE, outlet)
    publish_night(behind, 0, GRACE)
    assert "leads readers to" in outlet.explain_overtaking(behind)
    with pytest.raises(ReleaseError, match="speaks for the later"):
        outlet.publish_current(behind)
    assert outlet.publish_current(home) is False
    publish_night(behind, 2, GRACE)
    assert outlet.explain_overtaking(behind) == ""
    assert outlet.publish_current(behind)


def test_a_store_that_does_not_answer_is_reported(home, store, monkeypatch):
    """With what stands and what to do; the release at home is whole."""
    publish_night(home, 0, GRACE)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        monkeypatch.setenv(
            "AWS_ENDPOINT_URL", f"http://127.0.0.1:{free.getsockname()[1]}"
        )
        with pytest.raises(ReleaseError, match="the next run puts what is missing"):
            ObjectStore.open(store).publish_current(home)
    shown = CurrentRelease.find(home)
    assert shown
    assert shown.release_id == ReleaseList(home).list_releases()[-1].release_id


@pytest.mark.parametrize("url", ["s4://bucket", "bucket", "file:///srv/releases", ""])
def test_what_is_no_store_is_wrong_usage(url):
    """A folder, an unknown scheme, no URL at all: the remedy is told."""
    with pytest.raises(ConfigurationError, match="s3://bucket/prefix"):
        ObjectStore.open(url)
