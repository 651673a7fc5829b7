"""Answers of list APIs: JSON however it is wrapped, its words and moments, and the query that asks for it."""

import json
import re
from collections.abc import Sequence
from datetime import date, datetime
from http import HTTPStatus
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from tasks.fetch.markup import decode_page
from tasks.model.page import Page
from tasks.model.run import BEIJING
from tasks.sites.row_dates import find_date

# result({"data": …}); with a byte order mark and blank lines before it
_JSONP = re.compile(r"^[\w.$]+\s*\((.*)\)\s*;?\s*$", re.DOTALL)
# 关于<em>法治政府</em>建设: search engines mark what was found
_TAG = re.compile(r"</?[a-z][^<>]{0,60}>", re.IGNORECASE)
# NUL and halves of surrogate pairs, which no table can hold
_BROKEN = re.compile("[\x00\ud800-\udfff]")
# 1767225600, 1767225600000
_EPOCH = re.compile(r"^(\d{9,10})(?:\d{3})?$")
_LONGEST_COUNT = 15
# What stays as it is in a query: filter[AVAILABLE]=true, title:content:summary
_KEPT = "[]:/,"


class JsonObject(dict[str, object]):
    """A JSON object of an answer, whose values may be missing or of any type."""

    def get_object(self, key: str) -> "JsonObject":
        """Give an object inside; empty when there is none."""
        value = self.get(key)
        return JsonObject(value) if isinstance(value, dict) else JsonObject()

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
            if words := _strip_marks(str(value)):
                return words
        return ""

    def read_count(self, key: str) -> int | None:
        """Read a count, written as a number or as a text of digits; null for what is none, or absurd."""
        digits = self.get_text(key)
        is_count = digits.isdecimal() and len(digits) <= _LONGEST_COUNT
        return int(digits) if is_count else None

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
        return cls(answer) if isinstance(answer, dict) else cls()


def parse_day(printed: str) -> date | None:
    """Read the Beijing day of a moment.

    It is written in ISO 8601 of any zone, in Unix seconds or milliseconds, or printed as a date.
    """
    try:
        if epoch := _EPOCH.match(printed):
            return datetime.fromtimestamp(int(epoch[1]), BEIJING).date()
        moment = datetime.fromisoformat(printed)
    except (ValueError, OverflowError, OSError):
        return find_date(printed)
    return moment.astimezone(BEIJING).date() if moment.tzinfo else moment.date()


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
