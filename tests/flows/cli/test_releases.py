"""The `fazhi release` commands over releases that were really read and published."""

import json
import shutil
from datetime import timedelta

import pytest
from typer.testing import CliRunner

from expectations import ROWS
from flows.cli.main import app, main
from tasks.model.release import Audit, Check, Publication
from tasks.release.publish import publish
from tasks.release.stage import stage
from tasks.tables.part_store import get_extractor_version
from tests.world.harvest import NIGHT, harvest, reading

runner = CliRunner()
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("without_run")]


def _night(made, success=True):
    """Stage and publish what was read."""
    staged = stage.fn(made.run, ROWS, ())
    checks = (
        Check(
            "reports", "table_row_count", "", "critical", success, "3 rows", (), "why"
        ),
        Check(
            "sections",
            "not_null",
            "label",
            "warning",
            False,
            "half are empty",
            (),
            "look",
        ),
    )
    return publish.fn(made.run, staged, Audit(staged.release_id, checks))


@pytest.fixture(scope="module")
def town(tmp_path_factory, request):
    """Publish two nights: the second has a further report, and reads one otherwise; a third was held back."""
    request.getfixturevalue("without_run")
    made = harvest(tmp_path_factory.mktemp("home") / "home")
    made.extract(
        [(made.capture(name), reading()) for name in "ab"], get_extractor_version()
    )
    ids = [_night(made).release_id]
    later = NIGHT + timedelta(days=1)
    made.extract([(made.capture("c", at=later), reading())], get_extractor_version())
    made.extract(
        [(made.capture("a", revision=2, at=later), reading(organ="东岭镇人民政府"))],
        get_extractor_version(),
    )
    ids.append(_night(made).release_id)
    made.extract(
        [(made.capture("d", at=NIGHT + timedelta(days=2)), reading())],
        get_extractor_version(),
    )
    assert _night(made, success=False).blocked
    return made, ids


def run_json(made, *arguments):
    """Run a command with --json; give what it prints."""
    result = runner.invoke(
        app, ["release", *arguments, "--home", str(made.home.root), "--json"]
    )
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def shown(made, *arguments):
    """Run a command for a person; give what it prints."""
    result = runner.invoke(
        app,
        ["release", *arguments, "--home", str(made.home.root)],
        env={"COLUMNS": "160"},
    )
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_list_names_what_readers_see_and_what_was_held_back(town):
    """With rows and sizes, and the reason of the audit."""
    made, ids = town
    found = run_json(made, "list")
    assert [one["release_id"] for one in found["releases"]] == ids
    assert [one["current"] for one in found["releases"]] == [False, True]
    assert [one["rows"]["reports"] for one in found["releases"]] == [2, 3]
    assert [one["reason"] for one in found["held_back"]] == [
        "1 critical check failed: reports.table_row_count"
    ]
    words = shown(made, "list")
    assert all(release_id in words for release_id in ids)
    assert "see it" in words


def test_one_release_is_shown_with_audit_changes_and_files(town):
    """By the first characters of its id, or as latest."""
    made, ids = town
    found = run_json(made, "show", "latest")
    assert found["release_id"] == ids[1]
    assert [
        (check["table"], check["severity"]) for check in found["audit"]["failed"]
    ] == [("sections", "warning")]
    assert found["files"]["reports.parquet"] > 0
    words = shown(made, "show", ids[0][:10])
    assert ids[0] in words
    assert "sections.label not null: half are empty. look" in words


def test_two_releases_are_compared(town):
    """Rows by table, reports by kind of change, and no difference of a release from itself."""
    made, ids = town
    found = run_json(made, "diff", ids[0], ids[1])
    assert found["tables"]["reports"] == {"added": 1, "removed": 0, "changed": 1}
    assert found["tables"]["sections"] == {"added": 1, "removed": 0, "changed": 0}
    assert found["changes"] == {"new": 1, "revised": 1}
    assert (found["schemas"], found["tables_added"]) == ({}, [])
    assert "1 revised, 1 new" in shown(made, "diff", ids[0], "latest")
    same = run_json(made, "diff", "latest", "latest")
    assert all(not any(rows.values()) for rows in same["tables"].values())


def test_near_ones_are_near(town, monkeypatch, capsys):
    """A slip of the hand has some; to anything else the newest are told as such."""
    made, ids = town
    home = ["--home", str(made.home.root)]
    for name, words in ((f"{ids[0][:-1]}x", "near ones: "), ("nope", "the newest: ")):
        for command in (["release", "show", name], ["verify", name]):
            monkeypatch.setattr("sys.argv", ["fazhi", *command, *home])
            with pytest.raises(SystemExit):
                main()
            assert words in " ".join(capsys.readouterr().err.split())


def test_an_id_is_taken_with_the_ellipsis_that_it_was_copied_with(town):
    """One sign, or three."""
    made, ids = town
    for ellipsis in ("…", "..."):
        found = run_json(made, "show", ids[1][:-3] + ellipsis)
        assert found["release_id"] == ids[1]


def test_a_rollback_to_what_readers_see_says_so(town, tmp_path):
    """Nothing is recalled, and nothing is said to be shown again."""
    made, ids = town
    shutil.copytree(made.home.root, tmp_path / "home")
    other = harvest(tmp_path / "home")
    assert f"{ids[1]} already; nothing changed" in shown(other, "rollback", "latest")
    assert run_json(other, "rollback", ids[0])["changed"]
    assert "already; nothing changed" in shown(other, "rollback", "latest")
    assert "again" in shown(other, "rollback", ids[1])


@pytest.mark.parametrize("name", ["2027", "", "20"])
def test_an_unknown_or_ambiguous_id_is_wrong_usage(town, name, monkeypatch, capsys):
    """Exit code 2, with the ids that are near."""
    made, ids = town
    monkeypatch.setattr(
        "sys.argv", ["fazhi", "release", "show", name, "--home", str(made.home.root)]
    )
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 2
    assert ids[1] in capsys.readouterr().err.replace("\n", "")


def test_a_recalled_release_does_not_come_back_by_itself(town, tmp_path):
    """The next run says the same and is held back.

    What is mended is published; the recalled one can be let through.
    """
    made, ids = town
    shutil.copytree(made.home.root, tmp_path / "home")
    other = harvest(tmp_path / "home")
    assert run_json(
        other, "rollback", ids[0], "--reason", "wrong organ, see [/x] [red]"
    )["recalled"] == [ids[1]]
    again = _night(other)
    assert (again.publication, again.release_id) == (Publication.RECALLED, ids[0])
    assert "wrong organ" in again.reason
    assert again.blocked
    for command in (["list"], ["show", ids[1]]):
        words = shown(other, *command)
        assert "recalled" in words
        assert "wrong organ, see [/x] [red]" in words
    later = NIGHT + timedelta(days=3)
    for page, organ in (("a", "云溪镇人民政府"), ("c", "某镇人民政府")):
        other.extract(
            [(other.capture(page, revision=3, at=later), reading(organ=organ))],
            get_extractor_version(),
        )
    assert _night(other).publication is Publication.PUBLISHED
    assert "Readers see" in shown(other, "rollback", ids[1])
