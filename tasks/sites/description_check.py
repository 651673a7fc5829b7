"""Compare the paths of a list's description with its answers: a path that finds nothing is told."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from http import HTTPStatus

from tasks.model.list_description import ListDescription
from tasks.model.page import Page
from tasks.sites.answers import AnswerValue
from tasks.sites.described_list import ListAnswer
from tasks.sites.script_values import ScriptValue, Unknown

# How many keys of an answer or of a row are named, and how much of a value.
_MOST_KEYS = 12
_MOST_LETTERS = 40
_DEEPEST = 4
# What stands beside the rows in an answer, and inside a row.
_BESIDE = ("count", "pages", "next", "more")
_INSIDE = ("title", "url", "date", "number", "publisher", "attachments")
_CALLED = {"url": "an address", "attachments": "attachments"}
# What a list cannot be proved whole without.
_PROOFS = ("count", "next")
_TEMPLATE = re.compile(r"\{[\w.]+\}")


class DescriptionCheck:
    """Takes in the answers of a described list, and says which paths of its description found nothing."""

    def __init__(self, described: ListDescription, base: str) -> None:
        self._described = described
        self._base = base
        self._answers = 0
        self._rows = 0
        self._longest = 0
        self._found: Counter[str] = Counter()
        self._keys: dict[str, None] = {}
        self._row_keys: dict[str, None] = {}
        self._unread = ""

    def add_answer(self, page: Page) -> None:
        """Take in one answer."""
        if self._described.rows.startswith("css:"):
            return
        answer = ListAnswer.open_answer(self._described, page)
        if isinstance(answer, Unknown):
            self._unread = self._unread or _explain_unread(self._described, page)
            return
        self._answers += 1
        paths = _list_values(answer)
        keys = {path: _name_key(path, value) for path, value in paths.items()}
        self._keys.update(dict.fromkeys(keys.values()))
        known = {path.lower() for path in paths}
        for name in ("rows", *_BESIDE):
            self._found[name] += self._is_there(name, known, answer)
        rows = ListAnswer.list_entries(self._described, answer)
        self._longest = max(self._longest, len(rows))
        for row in rows:
            if not isinstance(row, str):
                self._add_row(row)

    def _is_there(
        self,
        name: str,
        known: set[str],
        answer: ScriptValue,
    ) -> bool:
        """Tell whether an answer has a path, be it without a value; a count has to be a number."""
        written = str(getattr(self._described, name)).removeprefix("script:")
        value = AnswerValue(answer)
        if name in ("count", "pages") and value.count_at(written) is not None:
            return True
        if name == "count":
            return False
        there = any(path.lower() in known for path in written.split("|"))
        return there or not isinstance(value.get_path(written), Unknown)

    def _add_row(self, row: ScriptValue) -> None:
        self._rows += 1
        values = ListAnswer.find_entry_values(self._described, row, self._base)
        self._found.update(name for name, there in values.items() if there)
        if len(self._row_keys) < _MOST_KEYS:
            keys = list(_list_values(row))
            if isinstance(row, list):
                keys = list(map(str, range(len(row))))
            self._row_keys.update(dict.fromkeys(keys))

    def list_mistakes(self) -> list[str]:
        """Say what each path that found nothing is, and what the answers have instead."""
        return [*self._list_unread(), *self._list_lost(_BESIDE), *self._list_fields()]

    def list_lost_proofs(self) -> list[str]:
        """Say which paths found nothing that a list cannot be proved whole without."""
        return list(self._list_lost(_PROOFS))

    def _list_unread(self) -> Iterator[str]:
        described = self._described
        if not self._answers:
            if self._unread:
                yield self._unread
        elif described.rows and not self._found["rows"] and not self._rows:
            yield f"path `rows` ({described.rows}) is in no answer; {self._name_keys()}"
        elif not self._longest:
            yield "the answer has no rows"

    def _list_lost(self, names: tuple[str, ...]) -> Iterator[str]:
        # an answer without rows says nothing of what stands beside them
        for name in names if self._answers and self._rows else ():
            written = getattr(self._described, name)
            if not written or self._found[name]:
                continue
            if name == "next" and self._is_only_page():
                continue
            yield f"path `{name}` ({written}) is in no answer; {self._name_keys()}"

    def _is_only_page(self) -> bool:
        """Tell whether one short page is all, which names no next one."""
        size = self._described.per_page
        return self._answers == 1 and (size is None or self._longest < size)

    def _list_fields(self) -> Iterator[str]:
        for name in _INSIDE if self._rows else ():
            written = getattr(self._described, name)
            if self._found[name] or not (written or name in ("title", "url")):
                continue
            called = _CALLED.get(name, f"a {name}")
            place = f"at `{written}`" if written else f"(`{name}` says no path)"
            keys = ", ".join([*self._row_keys][:_MOST_KEYS])
            yield f"0 of {self._rows} rows have {called} {place}; a row has: {keys}"

    def _name_keys(self) -> str:
        shown = [*self._keys][:_MOST_KEYS]
        return f"the answer has: {', '.join(shown) or 'nothing'}"


def _explain_unread(described: ListDescription, page: Page) -> str:
    """Say why an answer could not be read as data."""
    if page.status != HTTPStatus.OK:
        return f"the interface answers with HTTP {page.status}"
    if not page.body.strip():
        return "the answer is empty"
    if described.rows.startswith("script:"):
        name = described.rows.removeprefix("script:").partition(".")[0]
        return f"no script of the answer assigns `rows` ({name})"
    kind = page.media_type or "no named type"
    return f"the answer ({kind}, {len(page.body)} bytes) is no JSON, feed or script"


def _list_values(
    value: ScriptValue, path: str = "", depth: int = _DEEPEST
) -> Mapping[str, ScriptValue]:
    """Give what stands at the paths of an answer: data.list, data.total; what is in an array has none."""
    if isinstance(value, str) and value.lstrip()[:1] == "{":
        opened = AnswerValue.parse_text(value)
        value = value if isinstance(opened, Unknown) else opened
    if not isinstance(value, dict) or not depth:
        if path:
            return {path: value}
        return {}
    found: dict[str, ScriptValue] = {path: value} if path else {}
    for name, inner in value.items():
        found |= _list_values(inner, f"{path}.{name}".lstrip("."), depth - 1)
    return found


def _name_key(path: str, value: ScriptValue) -> str:
    """Name a path of an answer; a short value, which may say what went wrong, is told as well."""
    words = AnswerValue(value).spell_words()
    if words and len(words) <= _MOST_LETTERS and not words.isdecimal():
        return f"{path} = {words}"
    return path
