"""URLs in one spelling, so that one page has one name."""

import hashlib
import posixpath
import re
import unicodedata
from functools import lru_cache
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit, urlunsplit

_DEFAULT_PORTS = {"http": 80, "https": 443}
_ID_DIGITS = 16
# What RFC 3986 allows in a path or query as it is; `%` too, so that what is escaped already stays so.
_SAFE_CHARACTERS = "/:@!$&'()*+,;=~%?-._[]"
# "..//art/./a" -> the dot segments that servers and browsers resolve
_DOT_SEGMENT = re.compile(r"/\.{1,2}(?:/|$)")
# "/a.jsp;jsessionid=0A1B2C…", "/(S(lit3py55t21z5v55vlm25s55))/a.aspx": identities of a visit, not of a page
_SESSION_PATH = re.compile(
    r";jsessionid=[^/?#;]*|/\(S\([0-9a-z]{20,}\)\)(?=/)", re.IGNORECASE
)
# "jsessionid", "PHPSESSID", "ASPSESSIONIDQAQQBTRC", "CFTOKEN"
_SESSION_NAME = re.compile(
    r"^(?:jsessionid|phpsessid|aspsessionid\w*|cftoken)$", re.IGNORECASE
)
# "sid", "session_id": names that pages use for their own numbers too, so the value decides
_POSSIBLE_SESSION_NAME = re.compile(
    r"^(?:sid|session|session_?id|sessid)$", re.IGNORECASE
)
# "8f14e45fceea167a5a36dedd4bea2543": long, with letters and digits mixed; "755001" is a site's number
_RANDOM_VALUE = re.compile(r"^(?=.*\d.*\d)(?=.*[A-Za-z].*[A-Za-z])[0-9A-Za-z_-]{16,}$")
# "/gate/big5/www.example.gov.cn/a.html": the gateway that shows any page in traditional characters
_BIG5_GATE = re.compile(r"^/gate/big5/([^/]+\.[^/]+)(/.*)?$")
# "\n  ./t20240123_1.html\t": templates leave white space inside attributes
_LINE_BREAKS = re.compile(r"[\t\r\n]")
# " \x00http://…\x1f": control characters and spaces around an address say nothing
_AROUND = "".join(map(chr, range(0x21)))
# "http:/a", "HTTPS:a", "http:////a": browsers need no two slashes behind these schemes, and take more
_QUERY_MARK = re.compile(r"[?#]")
_SPECIAL_SCHEME = re.compile(r"^(https?):(/*)", re.IGNORECASE)
# "///www.example.gov.cn/a": more than two slashes before a host
_LEADING_SLASHES = re.compile(r"^/{2,}")
# "127.1", "0x7f000001", "010.0.0.1": what ends in a number is an IPv4 address or no host at all
_IPV4_PART = re.compile(r"^(?:0x([0-9a-f]*)|(0[0-7]*)|([1-9]\d*))$", re.IGNORECASE)
_ENDS_IN_NUMBER = re.compile(r"(?:^|\.)(?:\d+|0x[0-9a-f]*)$", re.IGNORECASE)
# What no host may hold: "a b", "a%2fb", "a|b"; and an empty label: "a..b"
_FORBIDDEN_IN_HOST = re.compile(r"[\x00-\x20#%/:<>?@\[\\\]^|\x7f]|^\.|\.\.")
# "\ud83d": half of a surrogate pair, out of a script's escapes, which no charset can say
_SURROGATE = re.compile("[\ud800-\udfff]")

# What is longer (`data:image/png;base64,…`) is not kept.
_LONGEST_KEPT = 1000


def normalize_url(
    url: str,
    base: str = "",
    charset: str = "utf-8",
) -> str:
    r"""Give the one spelling of a URL, resolved against `base` when it is relative.

    The fragment, a default port and session ids go, scheme and host are lower-case, dot segments are
    resolved, characters beyond ASCII are escaped as browsers do it: in the path as UTF-8, in the query in the
    `charset` of the page that holds the link; what is escaped already stays so. Slashes and hosts are read as
    the URL standard (WHATWG) has browsers read them: `\` is `/`, `http:/a` and `http:a` name the host `a`,
    `0x7f.1` is 127.0.0.1. Gives an empty text for what is no http(s) URL (`javascript:`, a broken port or
    host).
    """
    if len(url) > _LONGEST_KEPT:
        return _normalize_url(url, base, charset)
    return _normalize_again(url, base, charset)


def _normalize_url(
    url: str,
    base: str,
    charset: str,
) -> str:
    url = _SURROGATE.sub("\ufffd", _LINE_BREAKS.sub("", url).strip(_AROUND))
    try:
        base = _correct_slashes(base.strip(_AROUND), "")
        url = _correct_slashes(url, urlsplit(base).scheme)
        parts = urlsplit(urljoin(base, url) if base else url)
        host = _encode_host(parts.hostname or "")
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme.lower() not in _DEFAULT_PORTS:
        return ""
    if not host:
        return ""
    return urlunsplit(_normalize_parts(parts, host, port, charset))


# The same few addresses are asked about at every step of a page.
_normalize_again = lru_cache(maxsize=4096)(_normalize_url)


def make_page_id(url: str) -> str:
    """Make the identity of a report, the same for its mirrors.

    It is the first 16 hex digits of the sha256 of its key.
    """
    digest = hashlib.sha256(_build_report_key(url).encode())
    return digest.hexdigest()[:_ID_DIGITS]


def _build_report_key(url: str) -> str:
    """Give what all mirrors of a page share: authority without `www.`, path and query.

    http and https, `www.` and the bare host, the big5 gateway, `?slb=true` and fragments fold into one. It is
    a name, not an address. What is no http(s) URL is its own key.
    """
    parts = urlsplit(normalize_url(url))
    if not parts.netloc:
        return url
    host = parts.netloc
    path = parts.path
    while gate := _BIG5_GATE.match(path):
        host = gate.group(1).lower()
        path = gate.group(2) or "/"
    pairs = [pair for pair in parts.query.split("&") if pair.lower() != "slb=true"]
    query = "&".join(pairs)
    return f"{host.removeprefix('www.')}{path}{'?' if query else ''}{query}"


def parse_host(url: str) -> str:
    """Give the authority of a URL: the host, and the port where one is needed.

    Empty for what is no http(s) URL.
    """
    return urlsplit(normalize_url(url)).netloc


def _normalize_parts(
    parts: SplitResult,
    host: str,
    port: int | None,
    charset: str,
) -> SplitResult:
    scheme = parts.scheme.lower()
    authority = f"[{host}]" if ":" in host else host
    if port is not None and port != _DEFAULT_PORTS[scheme]:
        authority = f"{authority}:{port}"
    path = quote(_normalize_path(parts.path or "/"), _SAFE_CHARACTERS)
    query = _remove_session_ids(parts.query)
    query = quote(query, _SAFE_CHARACTERS, charset, "replace")
    return SplitResult(
        scheme,
        authority,
        path,
        query,
        "",
    )


def _normalize_path(path: str) -> str:
    if _DOT_SEGMENT.search(path):
        resolved = posixpath.normpath(path)
        if path.endswith(("/", "/.", "/..")) and resolved != "/":
            resolved += "/"
        path = "/" + resolved.lstrip("/")
    return _SESSION_PATH.sub("", path)


def _remove_session_ids(query: str) -> str:
    if "=" not in query:
        return query
    pairs = [pair for pair in query.split("&") if not _is_session_id(pair)]
    return "&".join(pairs)


def _is_session_id(pair: str) -> bool:
    name, value = pair.partition("=")[::2]
    if _SESSION_NAME.match(name):
        return True
    may_be_one = _POSSIBLE_SESSION_NAME.match(name) is not None
    return may_be_one and _RANDOM_VALUE.match(value) is not None


def _correct_slashes(url: str, base_scheme: str) -> str:
    """Write a URL's slashes as browsers read them, up to its query.

    One that repeats its page's scheme without two slashes (`http:a.html`) is relative to that page.
    """
    written = _QUERY_MARK.split(url, maxsplit=1)[0]
    rest = url[len(written) :]
    head = written.replace("\\", "/")
    special = _SPECIAL_SCHEME.match(head)
    if special is None:
        return _LEADING_SLASHES.sub("//", head) + rest
    scheme = special[1].lower()
    slashes = special[2]
    path = head[special.end() :]
    if scheme == base_scheme and len(slashes) < 2:
        return f"{slashes}{path}{rest}"
    return f"{scheme}://{path}{rest}"


@lru_cache(maxsize=1024)
def _encode_host(written: str) -> str:
    """Give a host in the one spelling that is sent; raises ValueError for what is none.

    Full-width characters, escapes and the many spellings of an IPv4 address are what a browser takes them
    for.
    """
    if ":" in written:
        return _format_ipv6(IPv6Address(written.partition("%")[0]))
    host = unicodedata.normalize("NFKC", unquote(written)).replace("。", ".")
    host = host.lower() if host.isascii() else host.encode("idna").decode("ascii")
    host = host.rstrip(".")
    if _FORBIDDEN_IN_HOST.search(host):
        raise ValueError(f"{written} is no host")
    if _ENDS_IN_NUMBER.search(host):
        return str(_read_ipv4(host))
    return host


def _read_ipv4(host: str) -> IPv4Address:
    """Read an IPv4 address of one to four numbers: 127.0.0.1, 127.1, 0x7f000001, 0177.1, 2130706433."""
    numbers = [_read_number(part) for part in host.split(".")]
    *leading, last = numbers
    if len(numbers) > 4 or any(number > 255 for number in leading):
        raise AddressValueError(host)
    bits = 8 * (5 - len(numbers))
    if last >= 1 << bits:
        raise AddressValueError(host)
    value = last
    for place, number in enumerate(leading):
        value += number << (24 - 8 * place)
    return IPv4Address(value)


def _read_number(part: str) -> int:
    match = _IPV4_PART.match(part)
    if match is None:
        raise AddressValueError(part)
    if match[1] is not None:
        return int(match[1] or "0", 16)
    return int(part, 8 if match[2] else 10)


def _format_ipv6(address: IPv6Address) -> str:
    """Write an IPv6 address as browsers do: compressed, without dots."""
    mapped = address.ipv4_mapped
    if mapped is None:
        return address.compressed
    high, low = divmod(int(mapped), 1 << 16)
    return f"::ffff:{high:x}:{low:x}"
