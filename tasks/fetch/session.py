"""A polite session: one request at a time to one host and those that its sources name.

It gives a Page for every HTTP answer, whatever its status (what the answer means is decided after it was
archived), and raises only when there is none: Refused, Unreachable, TooLarge.
"""

import ctypes
import random
import re
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from http.cookiejar import DefaultCookiePolicy
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import requests

from tasks.fetch.pacing import MAX_RETRY_WAIT, get_pacer, parse_retry_after
from tasks.fetch.responses import (
    MAX_ATTACHMENT_BYTES,
    MAX_PAGE_BYTES,
    MAX_SITEMAP_BYTES,
    PageCheck,
)
from tasks.fetch.transport import (
    TRANSPORT_ERRORS,
    BodyTooLargeError,
    ConnectionGuard,
    GuardedAdapter,
)
from tasks.fetch.urls import normalize_url, parse_host
from tasks.model.errors import FetchError, Postponed, Refused, TooLarge, Unreachable
from tasks.model.page import Page, Request
from tasks.model.stopping import Stop

AGENT = "fazhi"
CONTACT = "https://example.org/fazhi"
_VERSION = "0.1"
_REDIRECT_STATUSES = frozenset({301, 302, 303, 307, 308})
# Worth another try: too many requests, and a server that is out of order for the moment.
_RETRY_STATUSES = frozenset({429, 500, 502, 503, 504})
# text/html, application/xhtml+xml, text/plain, application/json
_MARKUP = re.compile(
    r"^(?:text/|application/(?:xhtml|json|javascript|x-javascript))", re.IGNORECASE
)
# application/xml, text/xml, application/rss+xml; not xhtml, nor the zipped formats of office documents
_XML = re.compile(r"^(?:text|application)/(?:(?:rss|atom)\+)?xml\b", re.IGNORECASE)
# /sitemap_1.xml, /sitemap.xml.gz: whatever the server calls them
_XML_FILE = re.compile(r"\.xml(?:\.gz)?$", re.IGNORECASE)


class _BodyKind(StrEnum):
    """What an answer is, as far as its header and address tell."""

    PAGE = "page"
    SITEMAP = "sitemap"
    ATTACHMENT = "attachment"


def _classify_body(content_type: str, url: str) -> _BodyKind:
    """Name what an answer is before its body is read; without a type it is a page."""
    kind = content_type.strip()
    if _XML.match(kind) or _XML_FILE.search(urlsplit(url).path):
        return _BodyKind.SITEMAP
    if not kind or _MARKUP.match(kind):
        return _BodyKind.PAGE
    return _BodyKind.ATTACHMENT


@dataclass(frozen=True, slots=True)
class RequestLimits:
    """The bounds of one request: times in seconds, sizes in bytes.

    `deadline` bounds one sending and reading whatever the server does; `size` is the limit of a page, what is
    none has its own (`tasks.fetch.responses`); a server that asks for a longer pause than `retry_after` is
    not asked again.
    """

    connect: float = 10.0
    read: float = 30.0
    deadline: float = 90.0
    size: int = MAX_PAGE_BYTES
    sitemap: int = MAX_SITEMAP_BYTES
    attachment: int = MAX_ATTACHMENT_BYTES
    attempts: int = 3
    backoff: float = 1.0
    retry_after: float = MAX_RETRY_WAIT
    redirects: int = 5

    def get_max_bytes(self, content_type: str, url: str) -> int:
        """Give how large the body of an answer may be."""
        sizes = {_BodyKind.SITEMAP: self.sitemap, _BodyKind.ATTACHMENT: self.attachment}
        return sizes.get(_classify_body(content_type, url), self.size)


@dataclass(frozen=True, slots=True)
class RequestTerms:
    """What a request is sent under: authorities, private addresses or not, delay in seconds, robots.txt."""

    hosts: Collection[str]
    allow_private: bool = False
    delay: float = 1.0
    is_permitted: Callable[[str], bool] = lambda _url: True


def _give_back_memory() -> None:
    """Give the system what the bodies of a host have taken; where the C library has no way, it keeps it."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


class PoliteSession:
    """A session that keeps to its terms; use it as a context manager. Not for sharing between threads.

    `authorities` is a file of certificate authorities to trust instead of the usual ones; certificates are
    always verified. `claim` is called with the authority of every hop before it is asked, and says why it
    cannot be now, empty when it can. `sent` counts the requests that went out.
    """

    def __init__(
        self,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        limits: RequestLimits | None = None,
        contact: str = CONTACT,
        authorities: str | None = None,
        claim: Callable[[str], str] = lambda _host: "",
    ) -> None:
        self.sent = 0
        self._claim = claim
        self._legacy_hosts: set[str] = set()
        self._now = now
        self._limits = limits or RequestLimits()
        self._guard = ConnectionGuard()
        self._session = _open_session(contact, authorities)
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, GuardedAdapter(self._guard))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._session.close()
        _give_back_memory()

    def fetch(
        self,
        request: Request,
        terms: RequestTerms,
        validators: Mapping[str, str] | None = None,
    ) -> Page:
        """Send a request and follow its redirects, each hop under the same terms, none to a wall.

        `validators` are conditional headers (If-None-Match, If-Modified-Since). Raises Refused when the terms
        forbid a hop, Postponed when its host cannot be claimed, Unreachable when no whole answer came after
        all attempts, TooLarge beyond the size limit.
        """
        hop = request
        attempts = 0
        passed: dict[str, Page] = {}
        for _ in range(self._limits.redirects + 1):
            _check_terms(hop.url, terms)
            why = self._claim(parse_host(hop.url))
            if why:
                raise Postponed(hop.url, why)
            page = self._fetch_with_retries(hop, terms, validators or {})
            attempts += page.attempts
            target = _find_redirect_target(page)
            if target is None or PageCheck(page).find_redirect_wall():
                return replace(page, request=request, attempts=attempts)
            passed[normalize_url(hop.url)] = page
            if target in passed:
                challenge = _find_cookie_challenge(passed.values())
                if challenge is None:
                    raise Unreachable(request.url, "the redirects go in a circle")
                return replace(challenge, request=request, attempts=attempts)
            keeps_body = page.status in (307, 308)
            hop = replace(
                hop,
                url=target,
                form=hop.form if keeps_body else None,
                json=hop.json if keeps_body else None,
            )
        raise Unreachable(request.url, f"more than {self._limits.redirects} redirects")

    def _fetch_with_retries(
        self, request: Request, terms: RequestTerms, validators: Mapping[str, str]
    ) -> Page:
        """Send one hop until it is answered for good, pausing longer each time."""
        failure: FetchError | None = None
        most = self._limits.attempts
        for attempt in range(1, most + 1):
            wait = 0.0
            try:
                page = self._send_with_tls_fallback(request, terms, validators, attempt)
            except Unreachable as error:
                failure = error
            else:
                if page.status not in _RETRY_STATUSES or attempt == most:
                    return page
                wait = parse_retry_after(page)
                if wait > self._limits.retry_after:
                    return page
            if attempt < most:
                backoff = self._limits.backoff * 2 ** (attempt - 1)
                Stop.pause(max(wait, backoff * random.uniform(0.5, 1.5)))
        assert failure is not None
        reason = f"{failure.reason}, {most} attempts"
        raise Unreachable(failure.url, reason) from failure

    def _send_with_tls_fallback(
        self,
        request: Request,
        terms: RequestTerms,
        validators: Mapping[str, str],
        attempt: int,
    ) -> Page:
        """Send one hop in its turn.

        A server that cannot speak today's TLS is asked once more in a compatible one.
        """
        try:
            return self._send_once(request, terms, validators, attempt)
        except Unreachable as error:
            host = parse_host(request.url)
            is_new = host not in self._legacy_hosts
            if not is_new or not ConnectionGuard.is_handshake_failure(error):
                raise
            self._legacy_hosts.add(host)
            context = GuardedAdapter.make_compatible_context()
            adapter = GuardedAdapter(self._guard, context)
            self._session.mount(f"https://{host}/", adapter)
        return self._send_once(request, terms, validators, attempt + 1)

    def _send_once(
        self,
        request: Request,
        terms: RequestTerms,
        validators: Mapping[str, str],
        attempt: int,
    ) -> Page:
        self._guard.allow_private = terms.allow_private
        pacer = get_pacer(parse_host(request.url))
        self._guard.on_sending = pacer.note_sending
        with pacer.wait_turn(terms.delay) as pause:
            self.sent += 1
            at = self._now()
            started = time.monotonic()
            try:
                response, body = self._send_and_read(request, validators)
            except BodyTooLargeError as error:
                raise TooLarge(request.url, str(error)) from error
            except TRANSPORT_ERRORS as error:
                pacer.record_result(False)
                raise self._guard.classify_error(request.url, error) from error
            took = round((time.monotonic() - started) * 1000)
            pacer.record_result(response.status_code not in _RETRY_STATUSES)
        headers = response.headers.items()
        return Page(
            request=request,
            url=request.url,
            status=response.status_code,
            headers={name.lower(): value for name, value in headers},
            body=body,
            at=at,
            milliseconds=took,
            attempts=attempt,
            delay=pause,
            tls=self._describe_tls(request.url),
            http_headers=tuple(response.raw.headers.items()),
        )

    def _describe_tls(self, url: str) -> str:
        legacy = url.startswith("https:") and parse_host(url) in self._legacy_hosts
        if legacy:
            return "legacy"
        return ""

    def _send_and_read(
        self, request: Request, validators: Mapping[str, str]
    ) -> tuple[requests.Response, bytes]:
        with self._guard.set_deadline(self._limits.deadline):
            # By the adapter alone: what a session does around it is for cookies, proxies and redirects, takes
            # as long as all the rest, and reads the body of a redirect whole, however large it is.
            response = self._session.get_adapter(request.url).send(
                self._prepare_request(request, validators),
                stream=True,
                timeout=(self._limits.connect, self._limits.read),
                verify=self._session.verify or True,
            )
            content_type = response.headers.get("content-type", "")
            limit = self._limits.get_max_bytes(content_type, request.url)
            with response:
                body = GuardedAdapter.read_body(response, limit)
        # A cut among the headers looks like their end.
        if self._guard.expired:
            raise TimeoutError
        return response, body

    def _prepare_request(
        self, request: Request, validators: Mapping[str, str]
    ) -> requests.PreparedRequest:
        # One spelling for all: a column that its file names in Chinese would be no valid header.
        referer = {"Referer": normalize_url(request.referer)} if request.referer else {}
        prepared = requests.PreparedRequest()
        prepared.prepare_method(request.method)
        prepared.prepare_url(request.url, None)
        named = {
            **self._session.headers,
            **validators,
            **request.headers,
            **referer,
        }
        if request.json is not None:
            named["Content-Type"] = "application/json;charset=UTF-8"
        prepared.prepare_headers(named)
        body = request.form if request.json is None else request.json.encode()
        prepared.prepare_body(body, None)
        return prepared


def _open_session(contact: str, authorities: str | None) -> requests.Session:
    session = requests.Session()
    # No proxies, netrc or certificate bundles from the environment.
    session.trust_env = False
    session.verify = authorities or True
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.headers.update(
        {
            "User-Agent": f"{AGENT}/{_VERSION} (+{contact})",
            "Accept": "text/html,application/xhtml+xml,application/json;q=0.9,*/*;q=0.8",
            "Accept-Language": "zh-CN,zh;q=0.9",
            "Accept-Encoding": "gzip, deflate",
        }
    )
    return session


def _check_terms(url: str, terms: RequestTerms) -> None:
    host = parse_host(url)
    if not host or host not in terms.hosts:
        raise Refused(url, f"host {host or '?'} is not among the source's hosts")
    if not terms.is_permitted(url):
        raise Refused(url, "robots.txt disallows it")


def _find_cookie_challenge(pages: Iterable[Page]) -> Page | None:
    """Find the answer of a circle that set a cookie: it wants to see it again, which is a challenge."""
    for page in pages:
        if "set-cookie" in page.headers:
            return page
    return None


def _find_redirect_target(page: Page) -> str | None:
    """Give where a redirect leads.

    Null for any other answer, and for a redirect to itself, which is a challenge.
    """
    location = page.headers.get("location", "")
    if page.status not in _REDIRECT_STATUSES:
        return None
    if not location:
        return None
    # Header bytes arrive as Latin-1. Raw Chinese in them goes back byte by byte, as browsers do it: whether
    # the server meant UTF-8 or GBK, it gets what it wrote.
    escaped = "".join(
        character if character.isascii() else f"%{ord(character):02X}"
        for character in location
    )
    target = normalize_url(escaped, page.url)
    if not target:
        return None
    if target == normalize_url(page.url):
        return None
    return target
