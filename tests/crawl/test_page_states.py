"""The canary's verdict."""

from tasks.crawl.page_states import sick_canary


def test_the_first_page_that_answered_is_the_canary():
    """One that did not answer says nothing."""
    assert sick_canary(["gone", "old", "newer"], {"old": "worse", "newer": ""}) == (
        "old",
        "worse",
    )
    assert sick_canary(["gone", "old", "newer"], {"old": "", "newer": "worse"}) is None
    assert sick_canary(["gone"], {}) is None
