"""The transport under a session: connections that check whom they reach, and bodies read within limits.

Clients commonly let through a gzip body that is cut, a body that inflates to gigabytes, a drip of one byte a
second, and a name that resolves to a private address. Each is an error here.
"""

import ipaddress
import math
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from itertools import chain

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse
from urllib3.util.ssl_ import create_urllib3_context

from tasks.model.errors import FetchError, PrivateAddress, Unreachable
from tasks.model.stopping import REQUEST_GRACE, Stop

# OpenSSL's SSL_OP_LEGACY_SERVER_CONNECT; Python names it only from 3.12 on.
_LEGACY_SERVER_CONNECT = 0x4
_CIPHERS = "DEFAULT:@SECLEVEL=1"
# OpenSSL's X509_V_ERR_EE_KEY_TOO_SMALL, CA_KEY_TOO_SMALL, CA_MD_TOO_WEAK: the chain is good, its keys are
# old.
_WEAK_KEY_ERRORS = frozenset({66, 67, 68})
_CHUNK_BYTES = 1 << 16
# Inflated in steps: a bomb's whole allowance in one piece would be held twice.
_STEP_BYTES = 1 << 20
_GZIP_SIGNATURE = b"\x1f\x8b"
_DETECT_FORMAT = zlib.MAX_WBITS | 32  # gzip or zlib, as the first bytes say
# Some servers compress although nobody asked, and do not say so; a .gz file, though, is a file.
_TEXT_TYPES = ("text/", "application/json", "application/xml", "application/javascript")
# IPv6 networks whose addresses hold an IPv4 address, and how many bits stand behind it.
_CARRIERS = (
    (ipaddress.IPv6Network("64:ff9b::/96"), 0),  # NAT64: 64:ff9b::7f00:1
    (ipaddress.IPv6Network("2002::/16"), 80),  # 6to4: 2002:7f00:1::
    (ipaddress.IPv6Network("::/96"), 0),  # compatible: ::127.0.0.1
    (ipaddress.IPv6Network("::ffff:0:0:0/96"), 0),  # translated: ::ffff:0:127.0.0.1
)
# Local by their definition, whatever Python's release calls them: NAT64 of one's own, site-local, multicast.
_LOCAL_NETWORKS = tuple(
    map(ipaddress.IPv6Network, ("64:ff9b:1::/48", "fec0::/10", "ff00::/8"))
)
_IPV4_BITS = 0xFFFFFFFF
# ISATAP: an interface in any network that is named after an IPv4 address, fe80::5efe:127.0.0.1, ::200:5efe:…
_ISATAP, _ISATAP_BITS = 0x5EFE, 0xFDFFFFFF


def _is_distrust(error: ssl.SSLError) -> bool:
    if not isinstance(error, ssl.SSLCertVerificationError):
        return False
    return error.verify_code not in _WEAK_KEY_ERRORS


class _Watchdog:
    """Deadlines of any number of threads; its own thread starts with the first of them."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._deadlines: dict[object, tuple[float, Callable[[], None]]] = {}
        self._wakes_at = math.inf
        self._thread: threading.Thread | None = None

    @contextmanager
    def set_deadline(self, seconds: float, cut: Callable[[], None]) -> Iterator[None]:
        """Call `cut`, from another thread, when the block takes longer; never after its end.

        It must be quick.
        """
        mark = object()
        due = time.monotonic() + seconds
        with self._changed:
            self._deadlines[mark] = due, cut
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(
                    target=self._run, name="watchdog", daemon=True
                )
                self._thread.start()
            elif due < self._wakes_at:
                self._changed.notify()
        try:
            yield
        finally:
            with self._changed:
                self._deadlines.pop(mark, None)

    def shorten(self) -> None:
        """Leave all that is under way a few seconds, since the process is to end."""
        latest = time.monotonic() + REQUEST_GRACE
        with self._changed:
            for mark, (due, cut) in self._deadlines.items():
                self._deadlines[mark] = min(due, latest), cut
            self._changed.notify()

    def _run(self) -> None:
        with self._changed:
            while True:
                now = time.monotonic()
                self._wakes_at = math.inf
                for mark, (due, cut) in list(self._deadlines.items()):
                    if due <= now:
                        self._deadlines.pop(mark)
                        cut()
                    else:
                        self._wakes_at = min(self._wakes_at, due)
                sleeps = not math.isinf(self._wakes_at)
                self._changed.wait(self._wakes_at - now if sleeps else None)


_WATCHDOG = _Watchdog()
Stop.call_then(_WATCHDOG.shorten)


class _PrivateAddressError(OSError):
    """Raised when a host's name leads to a private, loopback or otherwise unroutable address."""


class BodyTooLargeError(Exception):
    """Raised when a body passes the size limit."""


class _IncompleteBodyError(Exception):
    """Raised when a body ends before it is whole."""


TRANSPORT_ERRORS = (
    requests.RequestException,
    HTTPError,
    OSError,
    _IncompleteBodyError,
    ValueError,
)


class ConnectionGuard:
    """What all connections of a session obey: no private addresses unless allowed, and a deadline.

    `on_sending` is called when a request really goes out, which may be a while after somebody decided to send
    it.
    """

    def __init__(self) -> None:
        self.allow_private = False
        self.expired = False
        self.on_sending: Callable[[], None] = lambda: None
        self._socket: socket.socket | None = None

    def check_connection(self, connected: socket.socket) -> socket.socket:
        """Check and remember a connection that was just made, before anything is sent over it."""
        address = str(connected.getpeername()[0]).partition("%")[0]
        if not self.allow_private and not _is_public(ipaddress.ip_address(address)):
            connected.close()
            raise _PrivateAddressError(f"{address} is not a public address")
        self.set_connection(connected)
        return connected

    def set_connection(self, connected: socket.socket | None) -> None:
        """Remember the connection that the present request goes over, now."""
        self._socket = connected
        self.on_sending()

    @contextmanager
    def set_deadline(self, seconds: float) -> Iterator[None]:
        """Cut the connection when the time is over, wherever the reading stands."""
        self.expired = False
        with _WATCHDOG.set_deadline(seconds, self._close_connection):
            yield

    def classify_error(self, url: str, error: BaseException) -> FetchError:
        """Name what a failed request came to; one that its deadline cut off is known by that."""
        causes = _collect_causes(error)
        for cause in causes:
            if isinstance(cause, _PrivateAddressError):
                return PrivateAddress(url, f"private address: {cause}")
        if self.expired:
            return Unreachable(url, "no whole answer within the deadline")
        timed_out = any(isinstance(cause, TimeoutError) for cause in causes)
        if timed_out or isinstance(error, requests.Timeout):
            return Unreachable(url, "time-out")
        if isinstance(error, requests.exceptions.SSLError):
            return Unreachable(url, f"TLS: {_describe_last_cause(causes)}")
        return Unreachable(url, f"no whole answer ({_describe_last_cause(causes)})")

    def _close_connection(self) -> None:
        self.expired = True
        if self._socket is not None:
            try:
                self._socket.shutdown(socket.SHUT_RDWR)
            except OSError:
                # It was closed already, so nothing waits for it.
                self._socket = None

    @staticmethod
    def is_handshake_failure(error: BaseException) -> bool:
        """Tell whether a failure was one of TLS that an older dialect may mend, and not one of trust."""
        causes = _collect_causes(error)
        errors = [cause for cause in causes if isinstance(cause, ssl.SSLError)]
        return bool(errors) and not any(map(_is_distrust, errors))


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Tell whether an address is a public one, and so is each IPv4 address that a gateway makes of it."""
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_global and not address.is_multicast
    if address.ipv4_mapped is not None:
        return _is_public(address.ipv4_mapped)
    is_local = any(address in network for network in _LOCAL_NETWORKS)
    if is_local:
        return False
    if not address.is_global:
        return False
    return all(map(_is_public, _list_carried(address)))


def _list_carried(address: ipaddress.IPv6Address) -> Iterator[ipaddress.IPv4Address]:
    """Yield the IPv4 addresses inside an IPv6 address, by the ways in which one leads to the other."""
    number = int(address)
    for network, bits in _CARRIERS:
        if address in network:
            yield ipaddress.IPv4Address(number >> bits & _IPV4_BITS)
    if number >> 32 & _ISATAP_BITS == _ISATAP:
        yield ipaddress.IPv4Address(number & _IPV4_BITS)


class GuardedAdapter(HTTPAdapter):
    """A transport whose connections obey a guard; `context` is a TLS context other than the usual one."""

    def __init__(
        self, guard: ConnectionGuard, context: ssl.SSLContext | None = None
    ) -> None:
        self._guard = guard
        self._context = context
        super().__init__(
            pool_connections=4,
            pool_maxsize=1,
            max_retries=0,
        )

    def init_poolmanager(self, *args: object, **kwargs: object) -> None:
        """Make the pools, with connections of our own."""
        if self._context is not None:
            kwargs["ssl_context"] = self._context
        super().init_poolmanager(*args, **kwargs)  # type: ignore[arg-type]
        self.poolmanager.pool_classes_by_scheme = _build_pools(self._guard)

    @staticmethod
    def make_compatible_context() -> ssl.SSLContext:
        """Make a context that takes old ciphers, short keys and unsafe renegotiation.

        Certificates are verified.
        """
        context = create_urllib3_context(ciphers=_CIPHERS)
        context.options |= _LEGACY_SERVER_CONNECT
        context.verify_mode = ssl.CERT_REQUIRED
        context.check_hostname = True
        return context

    @staticmethod
    def read_body(response: requests.Response, limit: int) -> bytes:
        """Read and decompress a streamed body of at most `limit` bytes, on the wire and after.

        Raises BodyTooLargeError beyond the limit, _IncompleteBodyError when the compressed stream is cut or
        of a kind not asked for.
        """
        raw: BaseHTTPResponse = response.raw
        encoding = _read_header(response, "content-encoding").strip()
        if encoding not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise _IncompleteBodyError(f"content encoding {encoding} was not asked for")
        wire = _read_pieces(raw, limit)
        first = next(wire, b"")
        if encoding and not first and response.status_code == HTTPStatus.OK:
            raise _IncompleteBodyError(f"{encoding} body is empty")
        kind = _read_header(response, "content-type")
        is_plain_text = not encoding and kind.startswith(_TEXT_TYPES)
        if is_plain_text or encoding in ("gzip", "x-gzip"):
            # Servers that say gzip and send plain text exist too: the first bytes decide.
            encoding = "gzip" if first.startswith(_GZIP_SIGNATURE) else ""
        if encoding not in ("gzip", "deflate"):
            return b"".join((first, *wire))
        return _decompress(first, wire, limit, encoding)


def _read_header(response: requests.Response, name: str) -> str:
    """Read a header in small letters; empty where there is none."""
    return response.headers.get(name, "").lower()


def _build_pools(guard: ConnectionGuard) -> dict[str, type[HTTPConnectionPool]]:
    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return guard.check_connection(super()._new_conn())

        def putrequest(
            self,
            method: str,
            url: str,
            skip_host: bool = False,
            skip_accept_encoding: bool = False,
        ) -> None:
            # It may be one that was kept open.
            guard.set_connection(self.sock)
            super().putrequest(method, url, skip_host, skip_accept_encoding)

    class Secure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return guard.check_connection(super()._new_conn())

        def putrequest(
            self,
            method: str,
            url: str,
            skip_host: bool = False,
            skip_accept_encoding: bool = False,
        ) -> None:
            # By now it is the TLS socket, which took over from the plain one.
            guard.set_connection(self.sock)
            super().putrequest(method, url, skip_host, skip_accept_encoding)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}


def _read_pieces(raw: BaseHTTPResponse, limit: int) -> Iterator[bytes]:
    size = 0
    # read1 gives what has come instead of waiting for a full chunk, so that a cut is noticed at once.
    while piece := raw.read1(_CHUNK_BYTES, decode_content=False):
        size += len(piece)
        if size > limit:
            raise BodyTooLargeError(f"more than {limit} bytes on the wire")
        yield piece


def _decompress(
    first: bytes,
    rest: Iterator[bytes],
    limit: int,
    encoding: str,
) -> bytes:
    raw_deflate = encoding == "deflate" and not _is_zlib(first)
    inflate = zlib.decompressobj(-zlib.MAX_WBITS if raw_deflate else _DETECT_FORMAT)
    body = bytearray()
    try:
        for piece in chain([first], rest):
            data = piece
            full = False
            while data or full:
                if inflate.eof:
                    if not data.startswith(_GZIP_SIGNATURE):
                        return bytes(body)  # padding after the stream
                    inflate = zlib.decompressobj(_DETECT_FORMAT)
                part = inflate.decompress(data, min(_STEP_BYTES, limit + 1 - len(body)))
                body += part
                if len(body) > limit:
                    words = f"more than {limit} bytes after decompression"
                    raise BodyTooLargeError(words)
                data = inflate.unused_data if inflate.eof else inflate.unconsumed_tail
                # What was read may hold more than it gave.
                full = len(part) == _STEP_BYTES and not inflate.eof
    except zlib.error as error:
        raise _IncompleteBodyError(f"broken {encoding} body ({error})") from error
    if not inflate.eof:
        raise _IncompleteBodyError(f"{encoding} body is cut")
    return bytes(body)


def _is_zlib(first: bytes) -> bool:
    if len(first) < 2:
        return False
    return first[0] & 0x0F == 8 and int.from_bytes(first[:2]) % 31 == 0


def _collect_causes(error: BaseException | None) -> list[BaseException]:
    """Give an error with all that it was raised from or wraps, as urllib3 and requests nest them."""
    found: list[BaseException] = []
    queue: list[object] = [error]
    while queue:
        one = queue.pop(0)
        if isinstance(one, BaseException) and one not in found:
            found.append(one)
            queue += [
                one.__cause__,
                one.__context__,
                getattr(one, "reason", None),
                *one.args,
            ]
    return found


def _describe_last_cause(causes: list[BaseException]) -> str:
    error = causes[-1]
    words = " ".join(str(error).split()) or type(error).__name__
    return words[:160]
