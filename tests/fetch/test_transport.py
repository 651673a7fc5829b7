"""Old TLS: one more try in a compatible context, and trust as strict as ever."""

import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from tasks.fetch.session import PoliteSession, RequestLimits, RequestTerms
from tasks.fetch.transport import ConnectionGuard, GuardedAdapter, _Watchdog
from tasks.home import Home
from tasks.ledger import Ledger
from tasks.model.errors import Unreachable
from tasks.model.page import Request
from tests.world.server import Site
from tests.world.town import Nights, TownSite, source

LIMITS = RequestLimits(connect=1.0, read=2.0, deadline=5.0, attempts=1)


class _Connected:
    """A connection to an address; `closed` says whether somebody hung up."""

    def __init__(self, address: str) -> None:
        self._address, self.closed = address, False

    def getpeername(self) -> tuple[str, int]:
        return self._address, 80

    def close(self) -> None:
        self.closed = True


@pytest.mark.parametrize(
    ("address", "is_public"),
    [
        ("93.184.216.34", True),
        ("2400:3200::1", True),
        ("::ffff:93.184.216.34", True),
        ("64:ff9b::5db8:d822", True),
        ("2002:5db8:d822::1", True),
        ("10.0.0.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("224.0.0.1", False),
        ("0.0.0.0", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:0:127.0.0.1", False),
        ("::127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::a9fe:a9fe", False),
        ("64:ff9b:1::5db8:d822", False),
        ("2002:7f00:1::", False),
        ("2002:c0a8:101::1", False),
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", False),
        ("2400:3200::5efe:10.0.0.1", False),
        ("2400:3200::200:5efe:192.168.0.1", False),
    ],
)
def test_no_way_leads_to_a_private_address(address, is_public):
    """Not through what a gateway makes of an IPv6 address either."""
    fake = _Connected(address)
    connected = cast("socket.socket", fake)
    if is_public:
        ConnectionGuard().check_connection(connected)
    else:
        with pytest.raises(OSError, match="not a public address"):
            ConnectionGuard().check_connection(connected)
    assert fake.closed is not is_public


def make_certificate(folder: Path, bits: int) -> Path:
    """Write a certificate for 127.0.0.1 that is its own authority, with its key, into one file."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName(
                [x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
            ),
            False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    written = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        plain,
    )
    path = folder / f"{bits}.pem"
    path.write_bytes(written + certificate.public_bytes(serialization.Encoding.PEM))
    return path


Serve = Callable[[ssl.SSLContext], Site]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Give a function that serves a site over TLS."""
    made: list[Site] = []

    def start(context: ssl.SSLContext) -> Site:
        site = Site(context)
        made.append(site)
        site.put("/a", "here")
        return site

    yield start
    for site in made:
        site.close()


def context_of(certificate: Path, ciphers: str = "") -> ssl.SSLContext:
    """Make a server's context; with old ciphers it speaks TLS 1.2 only, as old servers do."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if ciphers:
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers(ciphers)
    context.load_cert_chain(certificate)
    return context


def fetch(site: Site, authorities: Path | None) -> tuple[str, int, int]:
    """Fetch the site's page.

    Gives how TLS was spoken, the attempts, and the requests that a second fetch takes.
    """
    terms = RequestTerms({site.host}, allow_private=True, delay=0.0)
    with PoliteSession(
        limits=LIMITS, authorities=str(authorities) if authorities else None
    ) as session:
        page = session.fetch(Request(f"https://{site.host}/a"), terms)
        sent = session.sent
        session.fetch(Request(f"https://{site.host}/a"), terms)
        return page.tls, page.attempts, session.sent - sent


@pytest.fixture(scope="module")
def good(tmp_path_factory) -> Path:
    """Write a certificate with a key of today's length."""
    return make_certificate(tmp_path_factory.mktemp("tls"), 2048)


def test_a_server_of_today_is_asked_once(serve, good):
    """And nothing is said of TLS."""
    assert fetch(serve(context_of(good)), good) == ("", 1, 1)


@pytest.mark.parametrize(
    ("bits", "ciphers"), [(2048, "AES128-SHA"), (1024, "ALL:@SECLEVEL=0")]
)
def test_an_old_server_is_asked_once_more_in_a_compatible_context(
    serve, tmp_path, bits, ciphers
):
    """An old cipher, or a short key; the context is remembered for the host."""
    certificate = make_certificate(tmp_path, bits)
    assert fetch(serve(context_of(certificate, ciphers)), certificate) == (
        "legacy",
        2,
        1,
    )


@pytest.mark.parametrize("ciphers", ["", "AES128-SHA"])
def test_a_certificate_that_nobody_vouches_for_is_never_taken(serve, good, ciphers):
    """In neither context."""
    site = serve(context_of(good, ciphers))
    with pytest.raises(Unreachable, match="TLS"):
        fetch(site, None)
    assert site.asked == []


def test_a_certificate_for_another_host_is_never_taken(serve, good):
    """The compatible context looks at the name too."""
    site = serve(context_of(good, "AES128-SHA"))
    port = site.host.rpartition(":")[2]
    terms = RequestTerms({f"localhost:{port}"}, allow_private=True, delay=0.0)
    with (
        PoliteSession(limits=LIMITS, authorities=str(good)) as session,
        pytest.raises(Unreachable, match="TLS"),
    ):
        session.fetch(Request(f"https://localhost:{port}/a"), terms)
    assert site.asked == []


def test_old_tls_is_reported_in_rows_and_problems(good, tmp_path):
    """The site is crawled all the same."""
    town = TownSite(context_of(good, "AES128-SHA"))
    town.put_list(("a.html", "演示镇2025年法治政府建设年度报告"))
    town.put_report("/bg/a.html", "演示镇2025年法治政府建设年度报告")
    nights = Nights(
        Home.open(str(tmp_path)), source(town, column=f"https://{town.host}/bg/")
    )
    nights.authorities = str(good)
    try:
        assert nights.run(1).new == 1
    finally:
        town.close()
    assert nights.codes() == ["legacy_tls"]
    with closing(Ledger(nights.home.ledger_url)) as ledger:
        assert {row.tls for row in ledger.iter_fetches()} == {"legacy"}


def test_the_compatible_context_verifies():
    """Whatever its ciphers are."""
    context = GuardedAdapter.make_compatible_context()
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname


def test_what_takes_too_long_is_cut_from_another_thread():
    """The block learns of it while it is still waiting."""
    cut, who = threading.Event(), []

    def note():
        who.append(threading.current_thread().name)
        cut.set()

    with _Watchdog().set_deadline(0.01, note):
        assert cut.wait(20)
    assert who == ["watchdog"]


def test_an_earlier_deadline_is_noticed_while_a_later_one_is_awaited():
    """The watchdog sleeps to the nearest deadline, not to the one it knew first."""
    dog, late, early = _Watchdog(), threading.Event(), threading.Event()
    with dog.set_deadline(3600, late.set), dog.set_deadline(0.01, early.set):
        assert early.wait(20)
    assert not late.is_set()


def test_what_has_ended_is_never_cut():
    """Its connection may serve the next request by then; one thread serves them all."""
    dog, cut, other = _Watchdog(), threading.Event(), threading.Event()
    with dog.set_deadline(0.05, cut.set):
        pass
    with dog.set_deadline(0.06, other.set):
        assert other.wait(20)
    assert not cut.is_set()
    assert sum(thread is dog._thread for thread in threading.enumerate()) == 1
