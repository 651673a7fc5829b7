"""Answers of list APIs: JSON however it is wrapped, its words and moments, and the query that asks for it."""

import json
import re
from collections.abc import Sequence
from datetime import date, datetime
from http import HTTPStatus
from itertools import islice
from typing import NamedTuple, TypeGuard
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from lxml import etree

from tasks.fetch.markup import decode_page
from tasks.model.page import Page
from tasks.model.run import BEIJING
from tasks.sites.row_dates import RowDay
from tasks.sites.script_values import UNKNOWN, ScriptValue, Unknown, read_value

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
# What stays as it is in a query: filter[AVAILABLE]=true, title:content:summary
_KEPT = "[]:/,"


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
        if page.status != HTTPStatus.OK or not (wrapped or text.startswith("{")):
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


def _is_data(value: object) -> TypeGuard[str]:
    """Tell whether a text holds data itself: JSON inside a JSON text."""
    return isinstance(value, str) and value.lstrip()[:1] in ("{", "[")


def _parse_script(text: str) -> ScriptValue:
    if text[:1] in ("{", "["):
        return read_value(text)
    call = _CALL.match(text)
    if call:
        return read_value(text, call.end())
    values: dict[str, ScriptValue] = {}
    for found in islice(_ASSIGNED.finditer(text), _MOST_ASSIGNMENTS):
        value = read_value(text, found.end())
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
    if root is None or not isinstance(root.tag, str):
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


def set_query_values(url: str, **values: str) -> str:
    """Give a URL with some of its query's parameters set, the others as they stand."""
    parts = urlsplit(url)
    query: Sequence[tuple[str, str]] = parse_qsl(parts.query, keep_blank_values=True)
    pairs = [(name, values.get(name, value)) for name, value in query]
    present = dict(query)
    for name, value in values.items():
        if name not in present:
            pairs.append((name, value))
    return urlunsplit(parts._replace(query=urlencode(pairs, safe=_KEPT)))


def _strip_marks(text: str) -> str:
    return " ".join(_BROKEN.sub("", _TAG.sub("", text)).split())
