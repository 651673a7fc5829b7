"""The pages and years of a list that selects lead to."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bs4 import Tag

from tasks.model.page import Request
from tasks.sites.control_tags import Control, ControlKind, ControlTag
from tasks.sites.control_targets import ControlTargets
from tasks.sites.list_counts import PageNodes

# month, day: selects of a date; as many options as those have
_DATE_FIELD = re.compile(r"month|day|hour|minute|score|yue|ri$", re.IGNORECASE)
_DATE_COUNTS = frozenset({12, 24, 28, 29, 30, 31, 60})
_JUMP_FIELD = re.compile(r"page|jump|goto|turn|ye", re.IGNORECASE)
_ADDRESS_SIGN = re.compile(r"[./?]")


@dataclass(frozen=True, slots=True)
class _Option:
    """An option of a select that names a page or a year; the other of both is 0."""

    words: str
    value: str
    number: int
    year: int
    chosen: bool


class SelectControls:
    """One select of a list page, with what its options lead to."""

    def __init__(self, select: Tag, targets: ControlTargets) -> None:
        self._select = select
        self._targets = targets
        self._options = _read_options(select)
        self._change = str(select.get("onchange") or "")
        self._name = str(select.get("name") or "")

    def find_all(self) -> Iterator[Control]:
        """Give the pages and years that it leads to, and those of which nothing says where they are."""
        if len(self._options) < 2:
            return
        unresolved = list[Control]()
        resolved = 0
        for option in self._options:
            if option.chosen:
                continue
            request = self._resolve(option.value)
            kind = ControlKind.YEAR if option.year else ControlKind.NUMBER
            number = option.year or option.number
            control = Control(kind, option.words, request, number)
            if request is None:
                unresolved.append(control)
                continue
            resolved += 1
            if self._targets.may_be_chosen(request, self._change):
                yield control
        if unresolved and not resolved and self._is_jump():
            yield from self._submit(unresolved)

    def _resolve(self, value: str) -> Request | None:
        if _ADDRESS_SIGN.search(value):
            return self._targets.ask(value)
        if not self._change:
            return None
        chosen = {
            "this.value": value,
            "this.options": value,
            "value": value,
            "this": value,
        }
        scripts = self._targets.scripts
        request = scripts.resolve_click(self._change, chosen)
        if request:
            return request
        if "submit" not in self._change:
            return None
        for form in scripts.forms:
            if self._name in form.fields:
                return form.submit({self._name: value}, self._targets.url)
        return None

    def _is_jump(self) -> bool:
        """Tell whether a select that leads nobody knows where is one of the list's pages or years."""
        years = {one.year for one in self._options if one.year}
        if years:
            tab = ControlTag(self._select)
            return len(years) > 1 and not self._targets.has_shown([tab], years)
        names = f"{self._name} {self._select.get('id') or ''}"
        numbers = [one.number for one in self._options]
        in_a_row = numbers == list(range(1, len(numbers) + 1))
        if not in_a_row:
            return False
        if _DATE_FIELD.search(names):
            return False
        if self._change:
            return True
        if _JUMP_FIELD.search(names):
            return True
        around = PageNodes.squeeze_words(_get_near_words(self._select))
        if re.search("[页頁]", around):
            return True
        if PageNodes.is_in_pager(self._select):
            return True
        return len(numbers) not in _DATE_COUNTS

    def _submit(self, controls: list[Control]) -> Iterator[Control]:
        """Give the options of a form that is sent by hand; one that searches elsewhere promises nothing."""
        for form in self._targets.scripts.forms:
            if form.tag not in self._select.parents:
                continue
            is_here = self._targets.is_column(form.action)
            is_page = PageNodes.is_page_field(self._name)
            if not is_here:
                return
            if _is_search(form.tag) and not is_page:
                return
            if not self._name:
                continue
            values = {one.words: one.value for one in self._options}
            for one in controls:
                changes = {self._name: values[one.words]}
                request = form.submit(changes, self._targets.url)
                yield Control(one.kind, one.words, request, one.number)
            return
        yield from controls


def _is_search(form: Tag) -> bool:
    """Tell whether a form has a field for words."""
    for field in form.find_all("input"):
        kind = str(field.get("type") or "text").lower()
        if kind in ("text", "search"):
            return True
    return False


def _read_options(select: Tag) -> list[_Option]:
    """Read the options that name pages or years."""
    options = select.find_all("option")
    found = list[_Option]()
    for option in options:
        words = ControlTag(option).read_label()
        number = ControlTag.read_number(words.partition("/")[0])
        year = ControlTag.read_year(words)
        if year is None and number is None:
            continue
        value = str(option.get("value") or option.get_text()).strip()
        named = 0 if year else number or 0
        chosen = option.has_attr("selected")
        found.append(_Option(words, value, named, year or 0, chosen))
    if found and not any(one.chosen for one in found):
        # a browser chooses the first by itself, when that is no heading: 选择年份
        first = ControlTag(options[0]).read_label()
        if found[0].words == first and found[0].number == 1:
            found[0] = replace(found[0], chosen=True)
    return found


def _get_near_words(tag: Tag) -> str:
    """Give the words right before and after an element."""
    beside = (tag.previous_sibling, tag.next_sibling)
    return "".join(one.get_text()[:20] for one in beside if one is not None)
