"""Each of a hundred and more damages to a staged release is held back by the very check made for it."""

import pytest

from expectations import SUITES
from tasks.release.audit import audit
from tests.faults.damage.damages import DAMAGES
from tests.faults.damage.scene import Scene, sound

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("without_run")]


@pytest.fixture(scope="module")
def staged(tmp_path_factory, without_run):  # noqa: ARG001  (a module's fixture takes another by name)
    """Stage a release without a fault, once."""
    return sound(tmp_path_factory.mktemp("home"))


def test_there_are_enough_damages():
    """A hundred at least, each told apart by its name."""
    assert len({damage.name for damage in DAMAGES}) == len(DAMAGES) >= 100


def test_what_is_undamaged_passes(staged):
    """All tables are checked, and the comparison with the last release.

    Nothing fails, not even as a warning.
    """
    audited = audit.fn(staged, SUITES)
    assert [check for check in audited.checks if not check.success] == []
    assert {check.table for check in audited.checks} == set(SUITES)


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.name)
def test_the_damage_is_held_back(damage, staged, tmp_path):
    """The check fails critically, and says what it saw and why it matters."""
    scene = Scene.of(staged, tmp_path)
    damage.act(scene)
    audited = audit.fn(scene.only(damage.table), scene.suites)
    failed = {
        (check.table, check.expectation, check.column): check
        for check in audited.checks
        if check.blocks
    }
    assert (damage.table, damage.check, damage.column) in failed
    assert not audited.passed
    assert failed[damage.table, damage.check, damage.column].observed
