"""The databases behind the ledger: hosts that write at the same time, and addresses that lead nowhere."""

import threading
from contextlib import closing

import pytest

from tasks.ledger import Ledger
from tasks.model.errors import ConfigurationError
from tests.ledger.rows import capture, fetch, page, run


def test_hosts_write_at_the_same_time(url):
    """Each with a ledger of its own, opened at once on a new home."""
    errors: list[Exception] = []

    def crawl(name: str) -> None:
        try:
            with closing(Ledger(url)) as ledger:
                ledger.start_run(run(1))
                for number in range(10):
                    ledger.record_page(
                        page(f"{name}{number}"),
                        fetch(),
                        capture(f"{name}{number}"),
                        "run1",
                    )
        except Exception as error:  # noqa: BLE001  (told by the assertion below)
            errors.append(error)

    threads = [threading.Thread(target=crawl, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    with closing(Ledger(url)) as ledger:
        assert len(ledger.load_pages()) == len(list(ledger.iter_fetches())) == 40


@pytest.mark.parametrize(
    "wrong",
    ["nonsense", "sqlite:////nowhere/at/all/x.sqlite", "oracle://x", "mysql+nope://x"],
)
def test_a_wrong_url_is_a_wrong_setting(wrong):
    """The message names the variable."""
    with pytest.raises(ConfigurationError, match="FAZHI_DATABASE_URL"):
        Ledger(wrong)
