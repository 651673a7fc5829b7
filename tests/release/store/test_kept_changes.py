"""Changes over the kept releases: as readers saw them, and without holes where some are gone."""

import json
import shutil
from datetime import datetime, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tasks.home import Home
from tasks.model.run import BEIJING
from tasks.release.store.kept_changes import compare_releases, iter_changes
from tasks.release.store.release_list import ReleaseList
from tasks.tables.schema import SCHEMAS
from tests.release.small import FIRST, SECOND, small_release

START = datetime(2026, 1, 31, 2, tzinfo=BEIJING)


class Releases:
    """A home with releases of some nights, which are copies of one but for what they say has changed."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.ids: list[str] = []
        self._small = home.root / "small"
        self._small.mkdir()
        small_release(self._small)

    def add(self, night: int, *changes: tuple[str, str], before: str | None = None):
        """Publish a release of a night that names its changes, as report and kind."""
        at = START + timedelta(days=night)
        release_id = f"{at:%Y%m%dT%H%M%S}-{night:08x}"
        folder = self.home.releases / release_id
        shutil.copytree(self._small, folder)
        required = [one.name for one in SCHEMAS["changes"] if not one.nullable]
        rows = [
            {
                **dict.fromkeys(required, ""),
                "report_id": report_id,
                "change": kind,
                "release_before": before,
                "reason": f"<{kind}>",
            }
            for report_id, kind in changes
        ]
        table = pa.Table.from_pylist(rows, SCHEMAS["changes"])
        pq.write_table(table, folder / "changes.parquet")
        latest = {
            "release_id": release_id,
            "as_of": at.isoformat(),
            "counts": {},
            "tables": {
                name: f"releases/{release_id}/{name}.parquet" for name in SCHEMAS
            },
        }
        self.home.latest.write_text(json.dumps(latest), encoding="utf-8")
        self.ids.append(release_id)
        return release_id

    def recall(self, release_id: str, instead: str) -> None:
        """Take a release back."""
        recall = {"at": "now", "reason": "wrong", "instead": instead}
        text = json.dumps({release_id: recall})
        self.home.recalled.write_text(text, encoding="utf-8")


@pytest.fixture
def releases(tmp_path) -> Releases:
    """Open a home without releases."""
    return Releases(Home.open(str(tmp_path)))


def _list(home, since=None):
    return [
        (one.release.release_id, [row["change"] for row in one.rows.to_pylist()])
        for one in iter_changes(home, since)
    ]


def test_each_release_tells_its_changes(releases):
    """From a time on, oldest first; a recalled one is passed over."""
    assert _list(releases.home) == []
    first = releases.add(1, (FIRST, "new"))
    second = releases.add(2, (SECOND, "new"), before=first)
    third = releases.add(3, (SECOND, "revised"), before=first)
    releases.recall(second, first)
    assert _list(releases.home) == [(first, ["new"]), (third, ["revised"])]
    since = START + timedelta(days=2)
    assert _list(releases.home, since) == [(third, ["revised"])]


def test_what_readers_do_not_see_yet_is_not_said(releases):
    """A release that was placed behind the one that `latest.json` names."""
    first = releases.add(1, (FIRST, "new"))
    latest = releases.home.latest.read_text(encoding="utf-8")
    releases.add(2, (SECOND, "new"), before=first)
    releases.home.latest.write_text(latest, encoding="utf-8")
    assert _list(releases.home) == [(first, ["new"])]


def test_a_release_of_an_older_version_tells_less(releases):
    """Its table lacks columns that came later."""
    first = releases.add(1, (FIRST, "new"))
    path = releases.home.releases / first / "changes.parquet"
    rows = pq.read_table(path)
    pq.write_table(rows.drop_columns([rows.schema.names[-2]]), path)
    assert _list(releases.home) == [(first, ["new"])]


def test_where_releases_are_gone_the_kept_ones_are_compared(releases):
    """So that what came between them is told with the later one."""
    first = releases.add(0, (FIRST, "new"))
    reports = releases.home.releases / first / "reports.parquet"
    rows = pq.read_table(reports)
    pq.write_table(rows.slice(0, 1), reports)
    second = releases.add(28, (FIRST, "reread"), before="one that is gone")
    last = releases.add(60, (FIRST, "revised"), before="gone, too")
    compared = _list(releases.home)
    assert compared == [(first, ["new"]), (second, ["new"]), (last, [])]
    counts = [one.rows.num_rows for one in iter_changes(releases.home, anew=False)]
    assert counts == [1, 1, 1]
    kept = ReleaseList(releases.home).list_releases()
    (row,) = compare_releases(kept[0], kept[1]).to_pylist()
    assert (row["report_id"], row["release_before"]) == (SECOND, first)
