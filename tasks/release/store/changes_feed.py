"""The feed of changes: `changes.atom` beside `latest.json`, for whoever follows what is published (RFC 4287).

It tells of the releases of the last thirty days, which are all kept, newest first: an entry a release, which
counts its changes, then an entry a change, what happened to reports before what only our reading changed. Of
very many changes the newest stand in entries of their own; the counts are of all, and the table `changes` of
a release has each.

A change is known by release, report and kind, of which its id is made, so that it keeps it for ever and in
every copy of the feed. The feed is a function of the releases: written again it is the same, byte for byte.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import quote
from uuid import UUID, uuid5
from xml.etree import ElementTree

import pyarrow.compute as pc

from tasks.home import Home, replace_text
from tasks.model.errors import Damage, ReleaseError
from tasks.model.safe_words import show_steering
from tasks.model.table_rules import CHANGES
from tasks.release.release_tables import ReleaseTables
from tasks.release.store.kept_changes import ReleaseChanges, iter_changes
from tasks.release.store.release_list import (
    KEPT_WHOLE,
    ReleaseList,
    StoredRelease,
)
from tasks.release.store.visibility import CurrentRelease, ObjectStore
from tasks.tables.table_rows import Row

# Entries of changes; a feed reader asks for all of them again and again.
MOST_ENTRIES = 500
_ATOM = "http://www.w3.org/2005/Atom"
# What the ids of feeds and entries are made in.
_NAMESPACE = UUID("6f0c2e4b-7d3a-5b19-9c58-2a1e4f7b9d06")
_TITLE = "法治政府建设年度报告：变化 Annual reports on law-based government: changes"
_AUTHOR = "fazhi"
_WORDS = {
    "new": "新收录 new",
    "revised": "原文修订 revised",
    "withdrawn": "网页撤下 withdrawn",
    "returned": "恢复 returned",
    "corrected": "数值更正 corrected",
    "reread": "重新读取 reread",
    "removed": "移出 removed",
}
_NAMED_COLUMNS = ["report_id", "title", "organ", "report_year", "url"]
# What no XML may hold, written in any way
_NO_CHARACTER = re.compile("[\ud800-\udfff\ufffe\uffff]")
_ADDRESS = re.compile(r"https?://[^\s]+")
# What an address may hold as it stands; all else is escaped
_ADDRESS_SIGNS = ":/?#[]@!$&'()*+,;=%-._~"
_ANEW = "run `fazhi extract`, which writes it anew"

ElementTree.register_namespace("", _ATOM)


def render_feed(home: Home) -> str:
    """Make the text of the feed of a home; empty before its first release.

    Raises ReleaseError when a release or a file that names them cannot be read.
    """
    releases = ReleaseList(home).list_releases()
    if not releases:
        return ""
    # what is kept is measured from the newest release, a recalled one too
    steps = list(iter_changes(home, releases[-1].as_of - KEPT_WHOLE, anew=False))
    if not steps:
        return ""
    feed = ElementTree.Element(f"{{{_ATOM}}}feed")
    newest = steps[-1].release
    _add(feed, "id", _make_id(f"feed {home.read_identity()}"))
    _add(feed, "title", _TITLE)
    _add(feed, "updated", newest.as_of.isoformat())
    _add(feed, "link", rel="self", href=home.changes_feed.name)
    _add(_add(feed, "author"), "name", _AUTHOR)
    left = MOST_ENTRIES
    reports = _NamedReports(newest)
    for one in reversed(steps):
        rows = sorted(one.rows.to_pylist(), key=_rank)
        _add_release(feed, one, rows, left)
        shown = rows[:left]
        left -= len(shown)
        for row, named in zip(shown, reports.find(one, shown), strict=True):
            _add_change(feed, one.release, row, named)
    ElementTree.indent(feed, " ")
    body = ElementTree.tostring(feed, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{body}\n'


def write_feed(home: Home, store: ObjectStore | None = None) -> bool:
    """Bring the feed of a home up to its releases, and that of an object store up to the home's.

    False when it was so already. In a store it is put only where the home's release is shown. Raises
    ReleaseError when a release cannot be read, or the store does not answer.
    """
    text = render_feed(home)
    if not text:
        return False
    changed = _read(home) != text
    if changed:
        replace_text(home.changes_feed, text)
    if store and store.shows_release_of(home):
        changed |= store.put_text(home.changes_feed.name, text)
    return changed


def check_feed(home: Home) -> Iterator[Damage]:
    """Check the feed of a home against its releases; what a killed run left undone harms nobody."""
    name = home.changes_feed.name
    try:
        expected = render_feed(home)
    except ReleaseError as error:
        words = f"it cannot be held against the releases ({error})"
        yield Damage(name, words, f"mend those first, then {_ANEW}")
        return
    found = _read(home)
    current = CurrentRelease.find(home)
    if found == expected or current is None:
        return
    if _make_id(current.release_id) not in found:
        words = f"it does not tell of {current.release_id} yet"
        yield Damage(name, words, _ANEW, harmless=True)
    else:
        words = "it does not say what the releases say"
        yield Damage(name, words, f"move it away, and {_ANEW}")


def _read(home: Home) -> str:
    """Read the feed as it stands; empty where there is none."""
    try:
        return home.changes_feed.read_bytes().decode("utf-8", "replace")
    except FileNotFoundError:
        return ""


class _NamedReports:
    """What reports are called: by the newest release, else by the one that had them last."""

    def __init__(self, newest: StoredRelease) -> None:
        self._newest = newest

    def find(self, one: ReleaseChanges, rows: Sequence[Row]) -> list[Row]:
        """Find title, organ, year and address of the report of each change; empty where no table has it."""
        wanted = {str(row["report_id"]) for row in rows}
        found: dict[str, Row] = {}
        for release in (self._newest, one.release, one.before):
            missing = wanted - found.keys()
            if release is not None and missing:
                found |= _read_named(release, missing)
        return [found.get(str(row["report_id"]), {}) for row in rows]


def _read_named(release: StoredRelease, report_ids: Iterable[str]) -> Mapping[str, Row]:
    wanted = pc.field("report_id").isin(sorted(report_ids))
    tables = ReleaseTables(release.folder)
    rows = tables.read_rows("reports", wanted, _NAMED_COLUMNS)
    return {str(row["report_id"]): row for row in rows}


def _add_release(
    feed: ElementTree.Element, one: ReleaseChanges, rows: Sequence[Row], left: int
) -> None:
    release = one.release
    counts = Counter(str(row["change"]) for row in rows)
    words = [
        f"{_name_change(kind)}: {counts[kind]:,}" for kind in sorted(counts, key=_order)
    ]
    if len(rows) > left:
        words.append(f"另有 {len(rows) - left:,} 项不单列 not told one by one")
    entry = _add_entry(feed, release, release.release_id)
    _add(entry, "title", f"发布 release {release.release_id}")
    _add(entry, "content", "；".join(words) or "无变化 no changes", type="text")
    _add(
        entry,
        "link",
        rel="related",
        href=f"releases/{release.release_id}/changes.parquet",
    )


def _add_change(
    feed: ElementTree.Element, release: StoredRelease, row: Row, named: Row
) -> None:
    report_id, kind = str(row["report_id"]), str(row["change"])
    entry = _add_entry(feed, release, f"{release.release_id} {report_id} {kind}")
    title = named.get("title") or f"报告 report {report_id}"
    _add(entry, "title", f"{_name_change(kind)}: {title}")
    facts = (named.get("organ"), named.get("report_year"), report_id, row["reason"])
    words = " · ".join(str(one) for one in facts if one is not None)
    _add(entry, "content", words, type="text")
    _add(entry, "category", term=kind)
    url = str(named.get("url") or "")
    if _ADDRESS.fullmatch(url):
        _add(entry, "link", rel="alternate", href=quote(url, safe=_ADDRESS_SIGNS))


def _add_entry(
    feed: ElementTree.Element, release: StoredRelease, name: str
) -> ElementTree.Element:
    entry = _add(feed, "entry")
    _add(entry, "id", _make_id(name))
    _add(entry, "updated", release.as_of.isoformat())
    return entry


def _add(
    parent: ElementTree.Element, name: str, words: str = "", **attributes: str
) -> ElementTree.Element:
    """Add an element; its words and attributes are escaped, and hold nothing that steers a terminal."""
    safe = {key: _make_safe(value) for key, value in attributes.items()}
    element = ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}", safe)
    if words:
        element.text = _make_safe(words)
    return element


def _make_safe(words: str) -> str:
    return _NO_CHARACTER.sub("�", show_steering(words))


def _make_id(name: str) -> str:
    return uuid5(_NAMESPACE, name).urn


def _name_change(kind: str) -> str:
    return _WORDS.get(kind, kind)


def _order(kind: str) -> int:
    return CHANGES.index(kind) if kind in CHANGES else len(CHANGES)


def _rank(row: Row) -> tuple[int, str]:
    return _order(str(row["change"])), str(row["report_id"])
