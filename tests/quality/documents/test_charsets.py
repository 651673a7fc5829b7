"""Bodies that name no charset are decoded to their last letter."""

from tests.quality.documents import charsets


def test_every_kind_of_body_is_decoded():
    """Whole, short, cut in the middle of a letter, and with a piece in another charset."""
    bodies = list(charsets.list_bodies(range(3)))
    right = charsets.count_right(charsets.list_decoders()["fazhi"], bodies)
    assert len(right) == 9
    assert set(right.values()) == {3}
