"""The drawing of the house is the house."""

from tests.architecture import PAGE, fill_page, locate_room
from tests.paths import ROOT
from tests.test_layering import ALLOWED


def test_the_page_is_drawn_from_the_imports():
    """Drawn anew after the last change: `python -m tests.architecture`."""
    text = PAGE.read_text(encoding="utf-8")
    assert text == fill_page(text)


def test_every_room_says_what_it_is():
    """A room's package or module opens with a docstring."""
    for room in set(ALLOWED) - {"tasks"}:
        assert (
            (ROOT / locate_room(room)).read_text(encoding="utf-8").startswith('"""')
        ), room
