"""Rows of a list that are not in its page's markup: scripts write them, or hold them as data or templates."""

import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from bs4 import Tag
from bs4.element import Comment, PageElement

from tasks.sites.answers import unescape_script
from tasks.sites.row_dates import RowDay
from tasks.sites.row_text import clean_title

# ---- Vocabulary: each pattern with an example of what it is for ----

# '<li><a href="/zwgk/1.html">…</a></li>', "…", `…`
_LITERAL = re.compile(
    r"'((?:[^'\\\n]|\\.)*+)'|\"((?:[^\"\\\n]|\\.)*+)\"|`((?:[^`\\]|\\.)*+)`", re.DOTALL
)
# \u4e91, \x3c, \/, \"
_ANCHOR = re.compile(
    r"<a\b[^<>]{0,500}?\bhref|<(?:li|tr)\b[^<>]{0,500}?\bonclick", re.IGNORECASE
)
# {{title}}, <%= row.url %>, ${url}, {$title}, [[url]], #title#: what a template leaves open
_OPEN = re.compile(r"\{\{|\}\}|<%|%>|\$\{|\{\$|\[\[|#\w{1,20}#|\{\w{1,30}\}")
# where a variable stood between two literals
_GAP = "{{}}"
# type="text/html", "text/template", "text/x-handlebars": markup that a script uses
_TEMPLATE_TYPE = re.compile(r"html|template|tmpl|handlebars|mustache", re.IGNORECASE)
# <!--[if IE]> … <![endif]-->
_CONDITION = re.compile(r"^\[if[^\]]{0,60}\]>(.*?)(?:<!\[endif\])?$", re.DOTALL)
# {title:'…', url:"…", date:'2026-01-26'}, without another object inside
_OBJECT = re.compile(r"\{([^{}]{10,4000})\}")
_MEMBER = re.compile(
    r"[\"']?([A-Za-z_]\w{0,40})[\"']?\s*:\s*(?:'((?:[^'\\\n]|\\.)*+)'|\"((?:[^\"\\\n]|\\.)*+)\"|(\d{8,13})\b)"
)
# {text:'…', attributes:{url:'/zwgk/1/'}}: what a tree's node keeps in an object of its own
_ATTRIBUTES = re.compile(
    r"[\"']?(?:\w_)?attr(?:s|ibutes)?[\"']?\s*:\s*\{([^{}]{0,600})\}"
)
# ["…", "/zwgk/1.html", "2026-01-26"], without another array inside
_ARRAY = re.compile(r"\[([^\[\]{}]{10,2000})\]")
# Names of members, as interfaces and pages call them.
_TITLE_NAME = re.compile(
    r"title|headline|subject|biaoti|^bt$|^name$|filename|^text$|^t$", re.IGNORECASE
)
_ADDRESS_NAME = re.compile(
    r"url|link|href|address|^path$|^u$|^(?:dz|lj|ljdz|wz)$|lianjie|dizhi|wangzhi",
    re.IGNORECASE,
)
_DAY_NAME = re.compile(
    r"date|time|day|^rq$|^sj$|riqi|shijian|fbrq|fbsj|^d$", re.IGNORECASE
)
_PUBLISHED_NAME = re.compile(r"pub|release|rel|show|fb|issue", re.IGNORECASE)
_OTHER_DAY_NAME = re.compile(
    r"upd|mod|edit|creat|cw|writ|sign|expire|end|valid", re.IGNORECASE
)
# /zwgk/1.html, http://…, ../1.shtml, show.asp?id=1
_ADDRESS = re.compile(
    r"^(?:https?:)?//\S+$|^\.{0,2}/\S+$|^[\w./-]+\.(?:s?html?|jspx?|aspx?|php|do)(?:[?#]\S*)?$",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|svg|ico|css|js|mp4)(?:$|\?)", re.IGNORECASE)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_SHORTEST_TITLE = 4
# Lists as data are far shorter; what comes after so many characters is not looked at.
_LONGEST_SCRIPT = 2_000_000


class _ScriptEntry(NamedTuple):
    """An entry of a list as a script holds it; its address as it is written there."""

    title: str
    address: str
    day: date | None


@dataclass(slots=True)
class HiddenSources:
    """What of a page may hold rows: its scripts, text areas, hidden fields, and comments with conditions."""

    tags: list[Tag] = field(default_factory=list)
    attributes: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)

    def note(self, node: PageElement) -> None:
        """Note a node of a page when it is one of them."""
        if isinstance(node, Tag):
            is_hidden_field = node.name == "input" and node.get("type") == "hidden"
            if node.name in ("script", "textarea") or is_hidden_field:
                self.tags.append(node)
            for value in node.attrs.values():
                # data-list='[{"title": …}]'
                if value[:2] == "[{" and isinstance(value, str):
                    self.attributes.append(value[:_LONGEST_SCRIPT])
        elif isinstance(node, Comment) and node.lstrip().startswith("[if"):
            self.comments.append(node.strip())

    def iter_markup(self) -> Iterator[str]:
        """Yield the markup of rows that scripts write, and that templates and comments hold."""
        for tag in self.tags:
            text = _read_source(tag)
            is_template = _TEMPLATE_TYPE.search(str(tag.get("type") or ""))
            if is_template or tag.name == "textarea":
                yield from _keep_rows(text)
            elif tag.name == "script" and ("href" in text or "onclick" in text):
                yield from _keep_rows(_join_literals(text))
        for comment in self.comments:
            condition = _CONDITION.match(comment)
            if condition:
                yield from _keep_rows(condition[1])

    def iter_entries(self) -> Iterator[_ScriptEntry]:
        """Yield the entries that they hold as objects or arrays."""
        for text in (*map(_read_source, self.tags), *self.attributes):
            yield from _read_data(text)

    @staticmethod
    def is_open(text: str) -> bool:
        """Tell whether a text is a template's, in which something is left to be filled in."""
        return _OPEN.search(text) is not None


def _read_source(tag: Tag) -> str:
    if tag.name == "input":
        return str(tag.get("value") or "")
    return tag.get_text()[:_LONGEST_SCRIPT]


def _keep_rows(markup: str) -> Iterator[str]:
    """Yield markup when it holds rows."""
    if "&lt;" in markup:
        markup = html.unescape(markup)
    if _ANCHOR.search(markup):
        yield markup


def _join_literals(script: str) -> str:
    """Join the literals of a script that are markup, with a mark for what stands between them."""
    parts: list[str] = []
    end = 0
    for found in _LITERAL.finditer(script):
        text = unescape_script(found[1] or found[2] or found[3] or "")
        between = script[end : found.start()].strip()
        end = found.end()
        is_joined = between == "+" or not parts
        if not is_joined and parts[-1] != _GAP:
            parts.append(_GAP if between.startswith("+") else "")
        parts.append(text)
    return "".join(parts)


def _read_data(text: str) -> Iterator[_ScriptEntry]:
    if not ("{" in text or "[" in text):
        return
    if not _may_hold_title(text):
        return
    if '\\"' in text:
        # JSON inside a text: JSON.parse("[{\"title\":…}]")
        text = text.replace('\\"', '"')
    if "attr" in text:
        text = _ATTRIBUTES.sub(r"\1", text)
    for read, form in ((_read_object, _OBJECT), (_read_array, _ARRAY)):
        for found in form.finditer(text):
            if _may_hold_title(found[1]) and (entry := read(found[1])):
                yield entry


def _may_hold_title(text: str) -> bool:
    r"""Tell quickly whether a text has Chinese signs, or escapes of them (`\u4e91`); few scripts do."""
    return "\\u" in text or _CHINESE.search(text) is not None


def _read_object(body: str) -> _ScriptEntry | None:
    members: dict[str, str] = {}
    for found in _MEMBER.finditer(body):
        value = found[2] or found[3] or found[4] or ""
        members.setdefault(found[1], unescape_script(value))
    title = _find_member(members, _TITLE_NAME, _is_title)
    address = _find_member(members, _ADDRESS_NAME, _is_address)
    if not title or not address:
        return None
    return _ScriptEntry(clean_title(title), address, _find_day(members))


def _find_member(
    members: Mapping[str, str],
    names: re.Pattern[str],
    fits: Callable[[str], bool],
) -> str:
    for name, value in members.items():
        if names.search(name) and fits(value):
            return value
    return ""


def _find_day(members: Mapping[str, str]) -> date | None:
    """Find the day of publication among an object's members, by their names."""
    days: dict[int, date] = {}
    for name, value in members.items():
        if _DAY_NAME.search(name) and (day := RowDay.parse_stamp(value)):
            days.setdefault(_rank_name(name), day)
    if days:
        return days[min(days)]
    return None


def _rank_name(name: str) -> int:
    if _PUBLISHED_NAME.search(name):
        return 0
    if _OTHER_DAY_NAME.search(name):
        return 2
    return 1


def _read_array(body: str) -> _ScriptEntry | None:
    values = [
        unescape_script(found[1] or found[2] or "") for found in _LITERAL.finditer(body)
    ]
    address = next(filter(_is_address, values), "")
    titles = [value for value in values if _is_title(value)]
    if not address or not titles:
        return None
    days = filter(None, map(RowDay.parse_stamp, filter(_is_stamp, values)))
    return _ScriptEntry(clean_title(max(titles, key=len)), address, next(days, None))


def _is_stamp(value: str) -> bool:
    return len(value) <= 30 and not _is_address(value)


def _is_title(value: str) -> bool:
    return len(
        _CHINESE.findall(value)
    ) >= _SHORTEST_TITLE and not HiddenSources.is_open(value)


def _is_address(value: str) -> bool:
    value = value.strip()
    is_one = _ADDRESS.match(value) is not None and not _PICTURE.search(value)
    return is_one and not HiddenSources.is_open(value)
