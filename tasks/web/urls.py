"""URLs in one spelling, so that one page has one name."""

import hashlib
import posixpath
import re
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

_DEFAULT_PORTS = {"http": 80, "https": 443}
_ID_DIGITS = 16
# What RFC 3986 allows in a path or query as it is; `%` too, so that what is escaped already stays so.
_KEPT = "/:@!$&'()*+,;=~%?-._[]"
# "..//art/./a" -> the dot segments that servers and browsers resolve
_DOT_SEGMENT = re.compile(r"/\.{1,2}(?:/|$)")
# "\n  ./t20240123_1.html\t": templates leave white space inside attributes
_SPACE = re.compile(r"[\t\r\n]")


def canonical(url: str, base: str = "") -> str:
    """Give the one spelling of a URL, resolved against `base` when it is relative.

    The fragment and a default port go, scheme and host are lower-case, dot segments are resolved, characters beyond
    ASCII are escaped; the query stays as it is. Gives an empty text for what is no http(s) URL (`javascript:`, a
    broken port).
    """
    url = _SPACE.sub("", url).strip()
    try:
        parts = urlsplit(urljoin(base, url) if base else url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return ""
    if parts.scheme.lower() not in _DEFAULT_PORTS or not host or "\\" in parts.netloc or " " in host:
        return ""
    return urlunsplit(_rebuilt(parts, _ascii(host), port))


def page_id(url: str) -> str:
    """Give the first 16 hex digits of the sha256 of the canonical URL."""
    return hashlib.sha256((canonical(url) or url).encode()).hexdigest()[:_ID_DIGITS]


def host_of(url: str) -> str:
    """Give the authority of a URL: the host, and the port where one is needed; empty for what is no http(s) URL."""
    return urlsplit(canonical(url)).netloc


def _rebuilt(parts: SplitResult, host: str, port: int | None) -> SplitResult:
    scheme = parts.scheme.lower()
    authority = f"[{host}]" if ":" in host else host
    if port is not None and port != _DEFAULT_PORTS[scheme]:
        authority = f"{authority}:{port}"
    path = parts.path or "/"
    if _DOT_SEGMENT.search(path):
        resolved = posixpath.normpath(path)
        path = resolved + "/" if path.endswith(("/", "/.", "/..")) and resolved != "/" else resolved
        path = "/" + path.lstrip("/")
    return SplitResult(scheme, authority, quote(path, safe=_KEPT), quote(parts.query, safe=_KEPT), "")


def _ascii(host: str) -> str:
    try:
        return host.lower() if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return host.lower()
