"""Values as scripts write them: objects, arrays, texts and sums of them, read and never run.

JSON is the strict case; names without quotes, single quotes, commas at the end, comments, and names of
variables are read, too. What is anything else is UNKNOWN, and so is a sum with an unknown part. A name that
is known as {page} keeps its place: `page - 1` is {page-1}, `(page - 1) * size` is {offset}.
"""

import json
import re
from collections.abc import Mapping
from typing import Final, TypeAlias, final
from urllib.parse import quote, urlencode


@final
class Unknown:
    """What a script's text does not say, such as what a function gives back."""

    def __repr__(self) -> str:
        """Name it as it is written elsewhere."""
        return "UNKNOWN"


UNKNOWN: Final = Unknown()
ScriptValue: TypeAlias = (
    "str | int | float | Unknown | list[ScriptValue] | dict[str, ScriptValue] | None"
)

_SPACE = re.compile(r"(?:\s+|//[^\n]*|/\*.{0,2000}?\*/)*", re.DOTALL)
_TEXT = re.compile(
    r"'((?:[^'\\\n]|\\.)*+)'|\"((?:[^\"\\]|\\.)*+)\"|`((?:[^`\\]|\\.)*+)`", re.DOTALL
)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_NAME = re.compile(r"[A-Za-z_$][\w$]*(?:\s?\.\s?[A-Za-z_$][\w$]*)*")
_KEY = re.compile(r"[A-Za-z_$][\w$-]*|\d+")
_HOLE = re.compile(r"\$\{([^{}]{1,200})\}")
# \u4e91, \x3c, \n, \/
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_PLAIN_ESCAPES = {
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "\n": "",
}
_WORDS: Mapping[str, ScriptValue] = {
    "true": True,
    "false": False,
    "null": None,
    "undefined": "",
}
# What gives back what it is given, as far as a list's address goes.
_CONVERSIONS = frozenset(
    "parseInt Number String parseFloat decodeURIComponent JSON.parse Object.freeze $.trim".split()
)
_ENCODERS = frozenset({"encodeURI", "encodeURIComponent", "escape"})
_DEEPEST = 40


def read_value(
    script: str, at: int = 0, names: Mapping[str, ScriptValue] | None = None
) -> ScriptValue:
    """Read the value that stands at a place of a script; `names` are the variables that are known."""
    return _ValueReader(script, at, names or {}).read()


def read_arguments(
    script: str, at: int, names: Mapping[str, ScriptValue]
) -> list[ScriptValue]:
    """Read the arguments of a call whose bracket was opened just before a place of a script."""
    reader = _ValueReader(script, at, names)
    return reader.read_items(")")


class _ValueReader:
    def __init__(
        self,
        script: str,
        at: int,
        names: Mapping[str, ScriptValue],
    ) -> None:
        self._script = script
        self._at = at
        self._names = names
        self._depth = 0

    def read(self) -> ScriptValue:
        """Read a value, or a sum of values."""
        if self._depth > _DEEPEST:
            return UNKNOWN
        self._depth += 1
        total = self._read_product()
        while (sign := self._peek()) in ("+", "-") and not self._is_doubled(sign):
            self._at += 1
            total = _add(total, self._read_product(), sign)
        if self._peek() in ("|", "?") and self._script[self._at : self._at + 2] in (
            "||",
            "??",
        ):
            # page || 1: what is taken where nobody says anything else
            self._at += 2
            other = self.read()
            total = other if total is UNKNOWN or total in ("", None, 0) else total
        self._depth -= 1
        return total

    def _is_doubled(self, sign: str) -> bool:
        return self._script[self._at : self._at + 2] == sign * 2

    def _read_product(self) -> ScriptValue:
        total = self._read_term()
        while self._peek() == "*":
            self._at += 1
            total = _multiply(total, self._read_term())
        return total

    def read_items(self, end: str) -> list[ScriptValue]:
        """Read values up to a bracket that closes, past what is not understood."""
        items: list[ScriptValue] = []
        while (sign := self._peek()) and sign != end:
            if sign == ",":
                self._at += 1
                continue
            start = self._at
            value = self.read()
            if self._peek() not in (",", end):
                value = UNKNOWN
                self._skip(",", end)
            items.append(value)
            if self._at == start:
                break
        self._at += 1
        return items

    def _peek(self) -> str:
        found = _SPACE.match(self._script, self._at)
        self._at = found.end() if found else self._at
        return self._script[self._at : self._at + 1]

    def _read_term(self) -> ScriptValue:
        sign = self._peek()
        if sign in ("'", '"', "`"):
            return self._read_text()
        if sign == "{":
            self._at += 1
            return self._read_object()
        if sign == "[":
            self._at += 1
            return self.read_items("]")
        if sign == "(":
            self._at += 1
            items = self.read_items(")")
            if items:
                return items[-1]
            return UNKNOWN
        found = _NUMBER.match(self._script, self._at)
        if found:
            self._at = found.end()
            written = found.group()
            if written.lstrip("-").isdecimal():
                return int(written)
            return float(written)
        return self._read_name()

    def _read_text(self) -> ScriptValue:
        found = _TEXT.match(self._script, self._at)
        if found is None:
            return UNKNOWN
        self._at = found.end()
        text = found[1] if found[1] is not None else found[2]
        if text is not None:
            return _unescape(text)
        return self._fill_holes(_unescape(found[3]))

    def _fill_holes(self, text: str) -> ScriptValue:
        """Fill in `/list/${page}.json`; unknown when one of its parts is."""
        parts: list[str] = []
        end = 0
        for hole in _HOLE.finditer(text):
            value = read_value(hole[1], 0, self._names)
            if isinstance(value, Unknown | list | dict):
                return UNKNOWN
            parts += [text[end : hole.start()], spell(value)]
            end = hole.end()
        return "".join([*parts, text[end:]])

    def _read_object(self) -> dict[str, ScriptValue]:
        values: dict[str, ScriptValue] = {}
        while (sign := self._peek()) and sign != "}":
            start = self._at
            if sign == ",":
                self._at += 1
                continue
            key = self._read_key()
            if self._peek() == ":":
                self._at += 1
                values[key] = self.read()
            elif key:
                # {page} for {page: page}
                values[key] = self._names.get(key, UNKNOWN)
            if self._peek() not in (",", "}"):
                values[key] = UNKNOWN
                self._skip(",", "}")
            if self._at == start:
                break
        self._at += 1
        return values

    def _read_key(self) -> str:
        if self._peek() in ("'", '"'):
            return str(self._read_text())
        found = _KEY.match(self._script, self._at)
        self._at = found.end() if found else self._at
        if found:
            return found.group()
        return ""

    def _read_name(self) -> ScriptValue:
        found = _NAME.match(self._script, self._at)
        if found is None:
            return UNKNOWN
        self._at = found.end()
        name = re.sub(r"\s", "", found.group())
        if self._peek() == "(":
            self._at += 1
            return _call(name, self.read_items(")"))
        if self._peek() == "[":
            self._at += 1
            self.read_items("]")
            return UNKNOWN
        if name in _WORDS:
            return _WORDS[name]
        return self._names.get(name, self._names.get(name.rpartition(".")[2], UNKNOWN))

    def _skip(self, *ends: str) -> None:
        """Go on to a sign outside all brackets and texts."""
        depth = 0
        while self._at < len(self._script):
            sign = self._script[self._at]
            if not depth and sign in ends:
                return
            if sign in "'\"`" and (text := _TEXT.match(self._script, self._at)):
                self._at = text.end()
                continue
            depth += (sign in "([{") - (sign in ")]}")
            if depth < 0:
                return
            self._at += 1


def spell(value: ScriptValue) -> str:
    """Write a value as an address or a form has it."""
    if isinstance(value, bool):
        if value:
            return "true"
        return "false"
    if isinstance(value, dict | list):
        return json.dumps(value, separators=(",", ":"), default=str)
    if value is None or isinstance(value, Unknown):
        return ""
    return str(value)


def _add(left: ScriptValue, right: ScriptValue, sign: str) -> ScriptValue:
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return UNKNOWN
    if isinstance(left, int | float) and isinstance(right, int | float):
        if sign == "+":
            return left + right
        return left - right
    if left == "{page}" and isinstance(right, int):
        return f"{{page{sign}{right}}}"
    if sign == "+":
        return f"{spell(left)}{spell(right)}"
    return UNKNOWN


def _multiply(left: ScriptValue, right: ScriptValue) -> ScriptValue:
    if isinstance(left, int | float) and isinstance(right, int | float):
        return left * right
    # where an entry stands: (page - 1) * size
    is_place = any(str(one).startswith("{page") for one in (left, right))
    if is_place:
        return "{offset}"
    return UNKNOWN


def _call(name: str, arguments: list[ScriptValue]) -> ScriptValue:
    first = arguments[0] if arguments else UNKNOWN
    if name in _CONVERSIONS or isinstance(first, Unknown):
        return first
    if name in _ENCODERS:
        return quote(spell(first), safe="/:?=&,")
    if name == "JSON.stringify":
        return spell(first)
    if name in (
        "$.param",
        "jQuery.param",
        "Qs.stringify",
        "qs.stringify",
    ) and isinstance(first, dict):
        return urlencode({key: spell(value) for key, value in first.items()})
    return UNKNOWN


def _unescape(text: str) -> str:
    if "\\" in text:
        return _ESCAPE.sub(_read_escape, text)
    return text


def _read_escape(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    if code:
        return chr(int(code, 16))
    return _PLAIN_ESCAPES.get(found[3], found[3])
