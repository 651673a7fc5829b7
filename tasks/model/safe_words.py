"""Words that leave: without secrets, and without characters that steer a terminal.

What is printed, logged, told to Prefect or kept in tables goes through here. The values themselves keep
working inside the process: only words about them are made safe.

Secret is what stands before the `@` of an address, what goes with a telling name (`?signature=…`,
`password=…`, `Authorization: …`), and the values of settings that hold secrets, wherever they stand.
"""

import base64
import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import parse_qsl, quote, unquote, urlsplit

_HIDDEN = "***"
STEERING = "\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
"""Characters for a class of a pattern: controls but tab and line end, and marks that change directions."""

_STEERING_LINES = re.compile(f"[{STEERING}]")
_STEERING = re.compile(f"[\t\n{STEERING}]")
# U+241B is the picture of U+001B
_PICTURES = 0x2400
_PICTURE_OF_DELETE = "\u2421"

# `https://user:word@host`, with an `@` or a `:` in the word, too; `//user:word@host`, and both escaped
_BEFORE_HOST = re.compile(
    r"""(?:(?<=://)|(?<![\w:/]//)(?<=//))[^\s/?#"'<>]+(?:@|%40)"""
)
# `postgresql://user:wo/rd?@host`; `http://host:80/a@b` has none
_WITH_SLASHES = re.compile(
    r"""(?<=://)[^\s/:@\[\]"'<>]{0,200}:(?!\d{1,5}(?:[/?#]|$))[^\s@"'<>]{0,200}@"""
)
_SECRET_NAME = (
    r"(?:[\w.-]*(?:passwords?|passwd|passphrase|secrets?|tokens?|signature|credentials?|auth_?string"
    r"|(?:api|access|secret|private|account)[_-]?key(?:[_-]?id)?)|(?:[\w.-]*[_.-])?(?:pwd|sig))"
)
_VALUE = r"""(?:"[^"\n]*"|'[^'\n]*'|[^\s&;,"'<>)\]}]+)"""
# `?X-Amz-Signature=…`, `password='…'`, `{'password': '…'}`; a bare `key` in an address only
_NAMED = re.compile(
    rf"""((?<![\w.-]){_SECRET_NAME}(?:\s*=\s*|["']\s*:\s*)|[?&;]key=){_VALUE}""",
    re.IGNORECASE,
)
_HEADER = re.compile(
    r"""(\b(?:(?:proxy-)?authorization|(?:set-)?cookie|x-[\w-]*(?:key|token))["']?\s*[:=]\s*["']?)[^\r\n"']+""",
    re.IGNORECASE,
)

_SECRET_SETTING = re.compile(
    r"(?:PASSWORD|PASSWD|SECRET|TOKEN|CREDENTIALS?|AUTH_STRING|API_?KEY|ACCESS_KEY|SECRET_KEY|FAZHI_AUTH"
    r"|_PASS$|_PAT$)"
    r"(?!.*_(?:FILE|PATH|SOCK|DIR)$)",
    re.IGNORECASE,
)
_ADDRESS_SETTING = re.compile(r"(?:_URL|_URI|_DSN|_RELEASES)$", re.IGNORECASE)
# `user:word@host:3128` is an address, too, where a proxy is set
_PROXY_SETTING = re.compile("_PROXY$", re.IGNORECASE)
_WHOLE_SECRET_NAME = re.compile(f"{_SECRET_NAME}|key", re.IGNORECASE)
# What is shorter, or a plain word, stands in many texts by chance; where it is a password of an address, the
# patterns above know it.
_SHORTEST_KNOWN = 6
_LONGEST_PLAIN_WORD = 9


class _KnownSecrets:
    """The values of settings that are secret, in every spelling that they may be printed in."""

    def __init__(self) -> None:
        self._values: frozenset[str] = frozenset()
        self.pattern: re.Pattern[str] | None = None

    def learn(self, settings: Mapping[str, str]) -> None:
        """Learn the secrets among settings by name, such as those of the environment."""
        for name, value in settings.items():
            self._add(_find_named(value))
            if "://" in value:
                self._add(_find_in_address(value))
            elif _PROXY_SETTING.search(name):
                self._add(_find_in_address(f"//{value}"))
            elif _SECRET_SETTING.search(name):
                self._add((value, value.partition(":")[2]))
            elif _ADDRESS_SETTING.search(name):
                # an address with a slip of the pen: `postgresql:/user:word@host`
                before_host = value.rpartition("@")[0].rpartition("/")[2]
                self._add((before_host, before_host.partition(":")[2]))

    def _add(self, values: Iterable[str]) -> None:
        spelled = {spelling for value in values for spelling in _spell(value)}
        values = self._values | spelled
        if values == self._values:
            return
        self._values = values
        longest_first = sorted(values, key=len, reverse=True)
        self.pattern = re.compile("|".join(map(re.escape, longest_first)))


KNOWN_SECRETS = _KnownSecrets()


def hide_secrets(words: str, *, named: bool = True) -> str:
    """Hide the secrets in words; `named` says that also what goes with a telling name is one.

    Data are no messages: `?token=…` in the address of a page that everybody may read is a part of its name.
    """
    if "//" in words and ("@" in words or "%40" in words):
        words = _BEFORE_HOST.sub(f"{_HIDDEN}@", words)
        words = _WITH_SLASHES.sub(f"{_HIDDEN}@", words)
    if named:
        words = _HEADER.sub(rf"\1{_HIDDEN}", words)
        words = _NAMED.sub(rf"\1{_HIDDEN}", words)
    if KNOWN_SECRETS.pattern is not None:
        words = KNOWN_SECRETS.pattern.sub(_HIDDEN, words)
    return words


def show_steering(words: object, *, lines: bool = False) -> str:
    """Show controls and marks of direction as symbols: ␛ for the escape, ⟨U+202E⟩ for an override.

    Ends of lines and tabs, too, but where the words may have `lines`.
    """
    pattern = _STEERING_LINES if lines else _STEERING
    return pattern.sub(_draw, str(words))


def _draw(character: re.Match[str]) -> str:
    code = ord(character[0])
    if code < 0x20:
        return chr(_PICTURES + code)
    if code == 0x7F:
        return _PICTURE_OF_DELETE
    return f"⟨U+{code:04X}⟩"


def _find_in_address(address: str) -> Iterator[str]:
    try:
        parts = urlsplit(address)
    except ValueError:
        return
    with_slashes = _WITH_SLASHES.search(address)
    before_host = parts.netloc.rpartition("@")[0]
    if with_slashes is not None:
        before_host = with_slashes[0].removesuffix("@")
    yield before_host
    yield before_host.partition(":")[2]
    for name, value in parse_qsl(parts.query):
        if _WHOLE_SECRET_NAME.fullmatch(name):
            yield value


def _find_named(value: str) -> Iterator[str]:
    """Give what goes with a telling name in a setting: a connection string, headers in JSON."""
    for pattern in (_NAMED, _HEADER):
        for found in pattern.finditer(value):
            said = found[0].removeprefix(found[1])
            secret = said.strip("\"'")
            yield secret
            yield secret.removeprefix("Bearer ")


def _spell(secret: str) -> Iterator[str]:
    is_word = secret.isalpha() and len(secret) <= _LONGEST_PLAIN_WORD
    if len(secret) < _SHORTEST_KNOWN or is_word:
        return
    plain = unquote(secret)
    yield from (secret, plain, quote(plain, safe=""), quote(plain))
    yield base64.b64encode(plain.encode()).decode()
