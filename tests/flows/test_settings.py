"""What a command needs to know before Prefect is imported."""

import pytest

from flows.settings import require_contact
from tasks.model.errors import ConfigurationError
from tasks.model.source import Family
from tests.sites.families.pages import source

PUBLIC = source(Family.STATIC, "http://www.example.gov.cn/bg/")
LOOPBACK = source(Family.STATIC, "http://127.0.0.1:8480/bg/", allow_private=True)


@pytest.mark.parametrize("contact", [None, ""])
def test_public_sites_are_not_asked_without_a_contact(monkeypatch, contact):
    """The error names variable, host and remedy; an empty contact is none."""
    monkeypatch.delenv("FAZHI_CONTACT", raising=False)
    if contact is not None:
        monkeypatch.setenv("FAZHI_CONTACT", contact)
    with pytest.raises(
        ConfigurationError,
        match=r"FAZHI_CONTACT is not set, and www\.example\.gov\.cn .* set it to",
    ):
        require_contact([LOOPBACK, PUBLIC])


def test_the_demo_and_a_run_with_a_contact_are_let_through(monkeypatch):
    """Loopback sites have nobody to write to us."""
    monkeypatch.delenv("FAZHI_CONTACT", raising=False)
    require_contact([LOOPBACK])
    monkeypatch.setenv("FAZHI_CONTACT", "mailto:crawler@example.org")
    require_contact([LOOPBACK, PUBLIC])
