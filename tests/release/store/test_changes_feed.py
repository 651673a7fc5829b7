"""The feed of changes: valid Atom, the same each time, and safe whatever sites wrote."""

import re
from datetime import datetime
from uuid import UUID
from xml.etree import ElementTree

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow import fs

from tasks.home import Home
from tasks.release.store import changes_feed
from tasks.release.store.changes_feed import check_feed, render_feed, write_feed
from tasks.release.store.visibility import ObjectStore
from tests.release.small import FIRST, SECOND
from tests.release.store.test_kept_changes import Releases

ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def releases(tmp_path) -> Releases:
    """Publish two nights, the second of which says the first report revised."""
    made = Releases(Home.open(str(tmp_path)))
    first = made.add(1, (FIRST, "new"), (SECOND, "new"))
    made.add(2, (FIRST, "revised"), ("0" * 16, "removed"), before=first)
    return made


def _rename(releases, title, url):
    """Let the reports of all releases have a title and an address."""
    for release_id in releases.ids:
        path = releases.home.releases / release_id / "reports.parquet"
        rows = pq.read_table(path)
        for name, value in (("title", title), ("url", url)):
            index = rows.schema.get_field_index(name)
            words = pa.array([value] * len(rows))
            rows = rows.set_column(index, rows.schema.field(index), words)
        pq.write_table(rows, path)


def _entries(text):
    return ElementTree.fromstring(text).findall("a:entry", ATOM)


def _words(entry, name):
    return entry.findtext(f"a:{name}", namespaces=ATOM)


def _check_required(element, names):
    """Check what RFC 4287 demands: each once, the id an IRI, the time one of RFC 3339."""
    for name in names:
        assert len(element.findall(f"a:{name}", ATOM)) == 1, name
    assert UUID(_words(element, "id").removeprefix("urn:uuid:"))
    assert _words(element, "id").startswith("urn:uuid:")
    at = _words(element, "updated")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00", at)
    assert datetime.fromisoformat(at)


def test_the_feed_is_valid_and_tells_all(releases):
    """Newest first; a release, then its changes, what happened to reports first."""
    text = render_feed(releases.home)
    feed = ElementTree.fromstring(text)
    _check_required(feed, ("id", "title", "updated", "author"))
    assert [link.get("href") for link in feed.findall("a:link", ATOM)] == [
        "changes.atom"
    ]
    entries = _entries(text)
    for entry in entries:
        _check_required(entry, ("id", "title", "updated", "content"))
    assert len({_words(entry, "id") for entry in entries}) == len(entries) == 6
    assert [_words(entry, "title").partition(" ")[0] for entry in entries] == [
        "发布", "原文修订", "移出", "发布", "新收录", "新收录",
    ]  # fmt: skip
    assert _words(entries[0], "content") == "原文修订 revised: 1；移出 removed: 1"
    assert "<revised>" in _words(entries[1], "content")
    link = entries[1].find("a:link[@rel='alternate']", ATOM)
    assert link.get("href") == f"http://town.example.cn/{FIRST}.html"
    assert _words(entries[2], "title").endswith("0" * 16)


def test_ids_stay_when_more_is_published(releases):
    """And an entry of the release before is what it was."""
    before = {
        _words(one, "id"): _words(one, "title")
        for one in _entries(render_feed(releases.home))
    }
    releases.add(3, (SECOND, "revised"), before=releases.ids[-1])
    after = {
        _words(one, "id"): _words(one, "title")
        for one in _entries(render_feed(releases.home))
    }
    assert before.items() < after.items()
    assert render_feed(releases.home) == render_feed(releases.home)


@pytest.mark.parametrize(
    ("title", "url", "shown", "href"),
    [
        ("]]><b>&amp;\x1b[2J\x00￾", 'http://a.cn/"><x>?a=1&b=报', "]]><b>&amp;␛[2J␀�", "http://a.cn/%22%3E%3Cx%3E?a=1&b=%E6%8A%A5"),
        ("题", "javascript:alert(1)", "题", None),
    ],
)  # fmt: skip
def test_what_sites_wrote_stays_words(releases, title, url, shown, href):
    """Markup, controls and addresses that no page has."""
    _rename(releases, title, url)
    entry = _entries(render_feed(releases.home))[1]
    assert _words(entry, "title") == f"原文修订 revised: {shown}"
    link = entry.find("a:link[@rel='alternate']", ATOM)
    assert (None if link is None else link.get("href")) == href


def test_very_many_changes_are_counted(releases, monkeypatch):
    """The newest have entries of their own, and the counts are of all."""
    monkeypatch.setattr(changes_feed, "MOST_ENTRIES", 3)
    entries = _entries(render_feed(releases.home))
    assert len(entries) == 5
    assert (
        _words(entries[3], "content")
        == "新收录 new: 2；另有 1 项不单列 not told one by one"
    )


def _said(home):
    return [(one.words, one.harmless) for one in check_feed(home)]


def test_the_feed_is_held_against_the_releases(releases):
    """One that a killed run did not write yet harms nobody; one that says something else does."""
    home = releases.home
    assert _said(home) == [(f"it does not tell of {releases.ids[-1]} yet", True)]
    assert (write_feed(home), write_feed(home)) == (True, False)
    assert _said(home) == []
    text = home.changes_feed.read_text(encoding="utf-8")
    home.changes_feed.write_text(text.replace("法治", "治法"), encoding="utf-8")
    assert _said(home) == [("it does not say what the releases say", False)]
    assert write_feed(home)
    (home.releases / releases.ids[0] / "changes.parquet").write_bytes(b"")
    ((words, harmless),) = _said(home)
    assert (words.startswith("it cannot be held"), harmless) == (True, False)


def test_before_the_first_release_there_is_no_feed(tmp_path):
    """And none is missing."""
    home = Home.open(str(tmp_path))
    assert (render_feed(home), write_feed(home), _said(home)) == ("", False, [])


def test_a_store_has_the_feed_of_the_release_that_it_shows(releases, tmp_path):
    """Not that of one which its readers do not see."""
    home = releases.home
    there = tmp_path / "there"
    there.mkdir()
    store = ObjectStore(fs.LocalFileSystem(), str(there))
    write_feed(home, store)
    assert not (there / "changes.atom").exists()
    (there / "latest.json").write_bytes(home.latest.read_bytes() + b"   \n")
    assert (write_feed(home, store), write_feed(home, store)) == (True, False)
    assert (there / "changes.atom").read_bytes() == home.changes_feed.read_bytes()
    (there / "changes.atom").write_bytes(b"other")
    places = [one.place for one in store.find_damages(home)]
    assert f"{there}/changes.atom" in places
