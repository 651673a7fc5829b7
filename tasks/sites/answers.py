"""Answers of lists: JSON however it is wrapped, its words and moments, and values as scripts write them.

A script's objects, arrays, texts and sums of them are read and never run. JSON is the strict case; names
without quotes, single quotes, commas at the end, comments, and names of variables are read, too. What is
anything else is UNKNOWN, and so is a sum with an unknown part. A name that is known as {page} keeps its
place: `page - 1` is {page-1}, `(page - 1) * size` is {offset}.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from http import HTTPStatus
from itertools import islice
from typing import Final, NamedTuple, TypeAlias, TypeGuard, final
from urllib.parse import quote, urlencode

from lxml import etree

from tasks.fetch.markup import decode_page
from tasks.model.page import Page
from tasks.model.run import BEIJING
from tasks.sites.row_dates import RowDay


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
            return unescape_script(text)
        return self._fill_holes(unescape_script(found[3]))

    def _fill_holes(self, text: str) -> ScriptValue:
        """Fill in `/list/${page}.json`; unknown when one of its parts is."""
        parts: list[str] = []
        end = 0
        for hole in _HOLE.finditer(text):
            value = AnswerValue.read_value(hole[1], 0, self._names)
            if isinstance(value, Unknown | list | dict):
                return UNKNOWN
            parts += [text[end : hole.start()], AnswerValue.spell(value)]
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
        member = name.rpartition(".")[2]
        held = self._names.get(name.removesuffix(f".{member}"))
        if isinstance(held, dict) and member in held:
            # siteInfo.projectName
            return held[member]
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


def _add(
    left: ScriptValue,
    right: ScriptValue,
    sign: str,
) -> ScriptValue:
    if isinstance(left, Unknown):
        return UNKNOWN
    if isinstance(right, Unknown):
        return UNKNOWN
    if isinstance(left, int | float) and isinstance(right, int | float):
        if sign == "+":
            return left + right
        return left - right
    if left == "{page}" and isinstance(right, int):
        return f"{{page{sign}{right}}}"
    if sign == "+":
        return f"{AnswerValue.spell(left)}{AnswerValue.spell(right)}"
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
    if name in _CONVERSIONS:
        return first
    if isinstance(first, Unknown):
        return first
    if name in _ENCODERS:
        return quote(AnswerValue.spell(first), safe="/:?=&,")
    if name == "JSON.stringify":
        return AnswerValue.spell(first)
    if name in (
        "$.param",
        "jQuery.param",
        "Qs.stringify",
        "qs.stringify",
    ) and isinstance(first, dict):
        return urlencode(
            {key: AnswerValue.spell(value) for key, value in first.items()}
        )
    return UNKNOWN


def unescape_script(text: str) -> str:
    """Write a script's string as it is meant: its escapes are characters, and a line may go on."""
    if "\\" in text:
        return _ESCAPE.sub(_read_escape, text)
    return text


def _read_escape(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    if code:
        return chr(int(code, 16))
    return _PLAIN_ESCAPES.get(found[3], found[3])


# result({"data": …}); with a byte order mark and blank lines before it
_JSONP = re.compile(r"^[\w.$]+\s*\((.*)\)\s*;?\s*$", re.DOTALL)
# 关于<em>法治政府</em>建设: search engines mark what was found
_TAG = re.compile(r"</?[a-z][^<>]{0,60}>", re.IGNORECASE)
# NUL and halves of surrogate pairs, which no table can hold
_BROKEN = re.compile("[\x00\ud800-\udfff]")
# 1767225600, 1767225600000
_EPOCH = re.compile(r"^(\d{9,10})(?:\d{3})?$")
_LONGEST_COUNT = 15
# result(, /**/cb(, typeof cb === "function" && cb(
_CALL = re.compile(
    r"^(?:/\*.{0,80}?\*/\s*)?(?:[^({\[\n]{0,80}&&\s*)?(?:return\s+)?[\w.$]+\s*\(",
    re.DOTALL,
)
# var list = [, totalRecord=714; dataStore = [
_ASSIGNED = re.compile(
    r"(?:^|[;\n}])\s*(?:(?:var|let|const)\s+)?([A-Za-z_$][\w.$]*)\s*=(?!=)"
)
# <?xml version="1.0"?><rss>, <datastore>, and no page of HTML
_XML = re.compile(
    r"^(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,500}?-->\s*)*<(?!html\b|!doctype|head\b|body\b|div\b|ul\b|ol\b|li\b|table\b|a\b|script\b|p\b|meta\b|tr\b|span\b|section\b)[A-Za-z]",
    re.IGNORECASE | re.DOTALL,
)
_MOST_ASSIGNMENTS = 50


class JsonObject(dict[str, object]):
    """A JSON object of an answer, whose values may be missing or of any type."""

    def get_object(self, key: str) -> "JsonObject":
        """Give an object inside; empty when there is none."""
        value = self.get(key)
        if isinstance(value, dict):
            return JsonObject(value)
        return JsonObject()

    def list_objects(self, key: str) -> list["JsonObject"]:
        """Give the objects of a list inside; none when there is no such list."""
        values = self.get(key)
        if not isinstance(values, list):
            return []
        return [JsonObject(value) for value in values if isinstance(value, dict)]

    def get_text(self, *keys: str) -> str:
        """Give the first filled value as words on one line, without marks; empty when no key has one."""
        for key in keys:
            value = self.get(key)
            if not isinstance(value, str | int | float):
                continue
            words = _strip_marks(str(value))
            if words:
                return words
        return ""

    def read_count(self, key: str) -> int | None:
        """Read a count, written as a number or as a text of digits; null for what is none, or absurd."""
        digits = self.get_text(key)
        is_count = digits.isdecimal() and len(digits) <= _LONGEST_COUNT
        if is_count:
            return int(digits)
        return None

    @classmethod
    def parse(cls, page: Page) -> "JsonObject":
        """Parse an answer's JSON object, also inside a JSONP call; empty for what is none, or no 200."""
        text = decode_page(page).strip("\ufeff \t\r\n")
        wrapped = _JSONP.match(text)
        if page.status != HTTPStatus.OK:
            return cls()
        if not (wrapped or text.startswith("{")):
            return cls()
        try:
            answer = json.loads(wrapped[1] if wrapped else text)
        except (ValueError, RecursionError):
            # a list page without links is noticed and reported by the walk
            return cls()
        if isinstance(answer, dict):
            return cls(answer)
        return cls()


class AnswerValue(NamedTuple):
    """A value inside an answer: an object, an array, a text, a number or nothing."""

    value: ScriptValue

    @staticmethod
    def read_value(
        script: str,
        at: int = 0,
        names: Mapping[str, ScriptValue] | None = None,
    ) -> ScriptValue:
        """Read the value that stands at a place of a script; `names` are the variables that are known."""
        return _ValueReader(script, at, names or {}).read()

    @staticmethod
    def read_arguments(
        script: str,
        at: int,
        names: Mapping[str, ScriptValue],
    ) -> list[ScriptValue]:
        """Read the arguments of a call whose bracket was opened just before a place of a script."""
        reader = _ValueReader(script, at, names)
        return reader.read_items(")")

    @staticmethod
    def spell(value: ScriptValue) -> str:
        """Write a value as an address or a form has it."""
        if isinstance(value, bool):
            if value:
                return "true"
            return "false"
        if isinstance(value, dict | list):
            return json.dumps(
                value,
                separators=(",", ":"),
                default=_spell_unknown,
            )
        if value is None:
            return ""
        if isinstance(value, Unknown):
            return ""
        return str(value)

    def get_path(self, paths: str) -> ScriptValue:
        """Give what stands at a path such as `data.list`; of several, parted by |, the first that is there.

        Texts that hold data are opened on the way; names count in any case, numbers are places in an array,
        and a name in an array of objects stands for all the arrays that they hold under it.
        """
        for path in paths.split("|"):
            found = self.value
            for name in filter(None, path.split(".")):
                found = _step(found, name)
            if not isinstance(found, Unknown) and found is not None and found != "":
                return found
        return UNKNOWN

    def spell_at(self, paths: str) -> str:
        """Give what stands at a path as words."""
        return AnswerValue(self.get_path(paths)).spell_words()

    def count_at(self, paths: str) -> int | None:
        """Read the count that stands at a path."""
        return AnswerValue(self.get_path(paths)).parse_count()

    def spell_words(self) -> str:
        """Give a value as words on one line, without marks; empty for what is no text or number."""
        is_words = isinstance(self.value, str | int | float) and not isinstance(
            self.value, bool
        )
        if is_words:
            return _strip_marks(str(self.value))
        return ""

    def parse_count(self) -> int | None:
        """Read a count, written as a number or as a text of digits; null for what is none, or absurd."""
        digits = self.spell_words().removesuffix(".0")
        is_count = digits.isdecimal() and len(digits) <= _LONGEST_COUNT
        if is_count:
            return int(digits)
        return None

    @staticmethod
    def parse_page(page: Page) -> ScriptValue:
        """Parse what an interface answers, whatever it is wrapped in; UNKNOWN for a page, for what is no 200.

        JSON, a call or assignments of a script, XML; each as objects, arrays and texts. Of several
        assignments the answer is an object of what they assign.
        """
        if "answer" not in page.memo:
            is_answer = page.status == HTTPStatus.OK
            page.memo["answer"] = (
                AnswerValue.parse_text(decode_page(page)) if is_answer else UNKNOWN
            )
        answer: ScriptValue = page.memo["answer"]  # type: ignore[assignment]
        return answer

    @staticmethod
    def parse_text(text: str) -> ScriptValue:
        """Parse a text that holds data; UNKNOWN for any other."""
        text = text.strip("\ufeff \t\r\n")
        if text.startswith("<"):
            if _XML.match(text):
                return _parse_xml(text)
            return UNKNOWN
        try:
            value: ScriptValue = json.loads(text)
        except (ValueError, RecursionError):
            value = _parse_script(text)
        if _is_data(value):
            return AnswerValue.parse_text(value)
        return value


def _spell_unknown(_value: object) -> str:
    """Write nothing for what a script does not say."""
    return ""


def _is_data(value: object) -> TypeGuard[str]:
    """Tell whether a text holds data itself: JSON inside a JSON text."""
    return isinstance(value, str) and value.lstrip()[:1] in ("{", "[")


def _parse_script(text: str) -> ScriptValue:
    if text[:1] in ("{", "["):
        return AnswerValue.read_value(text)
    call = _CALL.match(text)
    if call:
        return AnswerValue.read_value(text, call.end())
    values: dict[str, ScriptValue] = {}
    for found in islice(_ASSIGNED.finditer(text), _MOST_ASSIGNMENTS):
        value = AnswerValue.read_value(text, found.end())
        if not isinstance(value, Unknown):
            values.setdefault(found[1], value)
    return values or UNKNOWN


def _parse_xml(text: str) -> ScriptValue:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        recover=True,
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        return UNKNOWN
    if not isinstance(root.tag, str):
        return UNKNOWN
    return {_name_element(root): _read_element(root)}


def _name_element(element: etree._Element) -> str:
    return etree.QName(element).localname


def _read_element(element: etree._Element) -> ScriptValue:
    """Read an element: its text, or an object of its children and attributes; children alike are a list."""
    values: dict[str, ScriptValue] = {}
    for child in element:
        if not isinstance(child.tag, str):
            continue
        name = _name_element(child)
        value = _read_element(child)
        known = values.get(name)
        if name not in values:
            values[name] = value
        elif isinstance(known, list):
            known.append(value)
        else:
            values[name] = [known, value]
    text = (element.text or "").strip()
    if not values and (text or not element.attrib):
        return text
    for name in map(str, element.attrib):
        values.setdefault(name, str(element.get(name)))
    return values


def _step(value: ScriptValue, name: str) -> ScriptValue:
    if isinstance(value, str):
        value = AnswerValue.parse_text(value)
    if isinstance(value, list) and name.isdecimal():
        if int(name) < len(value):
            return value[int(name)]
        return UNKNOWN
    if isinstance(value, list):
        return _join_parts(value, name)
    if not isinstance(value, dict):
        return UNKNOWN
    if name in value:
        return value[name]
    lower = {key.lower(): one for key, one in value.items()}
    return lower.get(name.lower(), UNKNOWN)


def _join_parts(values: Sequence[ScriptValue], name: str) -> ScriptValue:
    """Join the arrays that the objects of an array hold under a name: [{"year": 2025, "list": […]}, …]."""
    joined: list[ScriptValue] = []
    for value in values:
        part = _step(value, name) if isinstance(value, dict) else UNKNOWN
        if isinstance(part, list):
            joined += part
    return joined or UNKNOWN


def parse_day(printed: str) -> date | None:
    """Read the Beijing day of a moment.

    It is written in ISO 8601 of any zone, in Unix seconds or milliseconds, or printed as a date.
    """
    try:
        epoch = _EPOCH.match(printed)
        if epoch:
            return datetime.fromtimestamp(int(epoch[1]), BEIJING).date()
        moment = datetime.fromisoformat(printed)
    except (ValueError, OverflowError, OSError):
        return RowDay.find_date(printed)
    if moment.tzinfo:
        return moment.astimezone(BEIJING).date()
    return moment.date()


def _strip_marks(text: str) -> str:
    return " ".join(_BROKEN.sub("", _TAG.sub("", text)).split())
