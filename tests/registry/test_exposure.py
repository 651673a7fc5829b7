"""The page on sites says of the sources what their files say."""

from tests.registry.exposure import PAGE, write_page


def test_the_table_of_sources_is_of_today():
    """`python -m tests.registry.exposure` renews it."""
    assert PAGE.read_text(encoding="utf-8") == write_page()
