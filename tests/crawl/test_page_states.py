"""Whether the canary still reads as before."""

from tasks.crawl.page_states import PageStates


def test_the_first_page_that_answered_is_the_canary():
    """One that did not answer says nothing."""
    assert PageStates.find_degraded_canary(
        ["gone", "old", "newer"], {"old": "worse", "newer": ""}
    ) == (
        "old",
        "worse",
    )
    assert (
        PageStates.find_degraded_canary(
            ["gone", "old", "newer"], {"old": "", "newer": "worse"}
        )
        is None
    )
    assert PageStates.find_degraded_canary(["gone"], {}) is None
