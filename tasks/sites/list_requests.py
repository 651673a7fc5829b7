"""What a page's scripts would ask for to fill its list, as descriptions that an answer completes.

Read from the text of the scripts, never run: calls of jQuery, axios and fetch, XMLHttpRequest, tables of
libraries, data attributes, scripts that call back; and the channel of UCAP where nothing says what it is for.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from bs4 import BeautifulSoup, Tag
from pydantic import ValidationError

from tasks.fetch.urls import normalize_url, parse_host
from tasks.model.list_description import PLACES, ListDescription
from tasks.model.page import Page
from tasks.sites.answers import AnswerValue, ScriptValue, Unknown
from tasks.sites.list_rows import parse_page

# ---- Vocabulary: what parameters of a place in a list are called, without dress ----

_PAGES = frozenset(
    "page pageno pageindex pagenum pagenumber currentpage currentpagenum currpage curpage current cpage p pn"
    " nowpage topage pg pageid curr intpage pagecurrent thispage".split()
)
_OFFSETS = frozenset(
    "offset skip startrow startindex start from begin firstresult".split()
)
_SIZES = frozenset(
    "pagesize limit rows size perpage prepage pagerows num count length showcount numperpage rownum"
    " maxresults ps take".split()
)
_CURSORS = frozenset(
    "cursor lastid after nextcursor next scrollid sinceid maxid nexttoken pagetoken lastkey mark".split()
)
# a name that a script gives a cursor: load(last), more(c)
_CURSOR_VARIABLES = frozenset({"last", "lastone", "nextid", "token"})
_STARTS, _ENDS = (
    frozenset({"startrecord", "startrow"}),
    frozenset({"endrecord", "endrow"}),
)
# a name that a script gives a page's number: p, page, pageIndex, n, i, curr
_PAGE_VARIABLE = re.compile(
    r"^(?:page|pageno|pageindex|pagenum|pagenumber|currentpage|currpage|curpage|cur|curr|current|cpage|p|pn|n|i|num|index|nowpage)$"
)
_COUNTER = re.compile(
    r"click|/hits?\b|visit|weather|stat(?:s|istic)|log(?:in|out|\b)|captcha|sso|/user|token|header|footer|comment"
    r"|collect|share|qrcode|tongji|access|ipinfo|counter|browse|banner|hotword|suggest|vote",
    re.IGNORECASE,
)
_LIST_WORD = re.compile(
    r"list|search|query|page|channel|column|article|info|news|data|docs?\b|content|loadData|\.json\b|rss|feed|load",
    re.IGNORECASE,
)
_FILE = re.compile(
    r"\.(?:s?html?|js|css|png|jpe?g|gif|svg|ico|pdf|docx?)(?:$|[?#])", re.IGNORECASE
)

# $.get(, jQuery.getJSON(, axios.post(, this.$http.get(, layui.$.post(, http.post(
_CALL = re.compile(
    r"(?P<who>\$|jQuery|axios|(?<!\w)\w{0,20}[hH]ttp|[rR]equest|ajax|api|service|superagent|\bky)\s*\.\s*(?P<verb>get|post|getJSON|getScript|load)\s*(?:<[^<>()]{0,40}>)?\("
)
# jQuery's ajax and axios with an object of options, jsonp with an address first
_OPTIONS = re.compile(
    r"(?:\.\s*ajax|\baxios(?:\.request)?|\bajax|\b(?:jsonp|request|\$http|http)(?:\.request)?)\s*\(\s*(?=[\{'\"`\w])"
)
_FETCH = re.compile(r"(?<![\w.$])(?:window\.|self\.)?fetch\s*\(")
# the open of an XMLHttpRequest with POST, an address, and true
_OPEN = re.compile(r"\.open\s*\(\s*(?=[\"'`](?:GET|POST|get|post)[\"'`])")
_SEND = re.compile(r"\.send\s*\(")
_SET_HEADER = re.compile(r"\.setRequestHeader\s*\(")
# layui's table.render and bootstrapTable with an object that has an address
_TABLE = re.compile(
    r"\.\s*(?:render|bootstrapTable|datagrid|DataTable|dataTable|jqGrid|pagination|page)\s*\(\s*(?=\{)"
)
# $("#list").load("/list/part?page=1")
_LOAD = re.compile(r"\)\s*\.\s*load\s*\(\s*(?=[\"'`/\w])")
# var pageSize = 8, channel = "0cbe2285"; let page = 0; this.page = 1; {page: 1, size: 10} of a vue
_VARIABLE = re.compile(
    r"(?:\b(?:var|let|const)\s+|[,;{]\s*|\bthis\.|\bself\.|\bthat\.|\n\s*|\bwindow\.)([A-Za-z_$][\w$]*)\s*=(?!=)\s*"
)
_MEMBER = re.compile(r"(?:[{,]\s*)([A-Za-z_$][\w$]*)\s*:\s*(?=['\"\d])")
_FUNCTION = re.compile(
    r"(?:function\s+(?P<name>[\w$]+)|(?<![\w$])(?P<member>[\w$]{1,60})\s*[:=]\s*(?:async\s+)?function(?:\s+[\w$]+)?|(?<![\w$])(?P<arrow>[\w$]{1,60})\s*=\s*(?=\([^()]{0,120}\)\s*=>)"
    r"|(?P<method>(?<=[\s,{;])[\w$]{1,60}))\s*\((?P<parameters>[^()]{0,120})\)\s*(?:=>\s*)?\{"
)
# "/x/content_" + item.id + ".html", `/x/content_${item.id}.html`, href='/x/'+o.id, /x/<?=el.id?>.html
_MADE = re.compile(
    r"(?<![\w./?=&%:-])(?P<head>[\w./?=&%:-]{1,200})"
    r"(?:\\?[\"']?\\?[\"']\s*\+\s*(?:[\w$]+(?:\[\w+\])?\.){1,3}|\\?[\"']?(?:\$\{|\{\{|<[%?]=?|\{%=|\[\[)\s*(?:[\w$]+(?:\[\w+\])?\.){0,3})"
    r"(?P<field>\w+)"
    r"\s*(?:\+\s*[\"'](?P<tail>[\w./?=&%-]{0,40})|(?:\}\}?|[%?]>|%\}|\]\])(?P<tail2>[\w./?=&%-]{0,40})|(?=[\s)+;,]|$))"
)
# x.base + "/" + x.id + ".html", ${x.path}${x.id}, "/w/" + x.col + "/" + x.id: an address of two fields
_FIELD_OF = r"(?<![\w$.])(?:[\w$]+(?:\[\w+\])?\.){1,3}"
_PAIRED = re.compile(
    r"(?:(?<![\w./?=&%:-])(?P<head>[\w./?=&%:-]{1,120})[\"']\s*\+\s*)?"
    rf"{_FIELD_OF}(?P<first>\w+)\s*\+\s*(?:[\"'](?P<between>[\w./?=&%:-]{{1,40}})[\"']\s*\+\s*)?"
    rf"{_FIELD_OF}(?P<second>\w+)(?![\w(.])(?:\s*\+\s*[\"'](?P<tail>[\w./?=&%-]{{0,40}}))?"
)
_OPENED = r"(?:\$\{|\{\{|<[%?]=?|\{%=|\[\[)\s*(?:[\w$]+(?:\[\w+\])?\.){0,3}"
_CLOSED = r"\s*(?:\}\}?|[%?]>|%\}|\]\])"
_PAIRED_PLACES = re.compile(
    rf"(?<![\w./?=&%:-])(?P<head>[\w./?=&%:-]{{0,120}}){_OPENED}(?P<first>\w+){_CLOSED}"
    rf"(?P<between>[\w./?=&%:-]{{0,40}}){_OPENED}(?P<second>\w+){_CLOSED}(?P<tail>[\w./?=&%-]{{0,40}})"
)
# href=/x/view?id=, src='/pic/: the head of an address without quotes holds the attribute's name
_ATTRIBUTE = re.compile(r"^(?P<name>[\w:-]{1,20})=(?=/|\.|https?:)")
_PICTURE_BEFORE = re.compile(r"\b(?:src|background|poster)\s*=\s*\\?[\"']?$")
# :href, v-bind:href, ng-href, @click, v-on:click, :to, data-url: what frameworks bind, beside templates
_BOUND = re.compile(
    r"^(?::|@|v-|ng-|x-|wx:|bind|on|data-|th:|s-)|^(?:href|to)$", re.IGNORECASE
)
_BOUND_VALUE = re.compile(r"[\w$]\.\w|\{\{|\$\{|<[%?]|\[\[|\{%=")
_MOST_BOUND, _LONGEST_BOUND = 200, 400
# {path:'/detail',query:{id:x.id}} of a router
_ROUTED = re.compile(
    r"path[\"']?\s*:\s*[\"'](?P<path>/[\w./-]{1,120})[\"']\s*,\s*[\"']?query[\"']?\s*:\s*\{\s*[\"']?(?P<name>\w{1,40})[\"']?\s*:\s*(?:[\w$]+\.){1,3}(?P<field>\w+)"
)
# go(x.id), view('"+d.nid+"'), open(`${x.id}`, …): a function is handed an entry's field
_HANDED = re.compile(
    r"(?<![\w.$])(?P<name>[A-Za-z_$][\w$]{1,40})\((?P<arguments>[^(){};]{3,160})\)"
)
_HANDED_FIELD = re.compile(r"(?<![\w$])(?:[\w$]+(?:\[\w+\])?\.){1,3}(\w+)")
_OPENS = re.compile(r"location|open\s*\(|href|push\s*\(|navigate")
_LONGEST_BODY, _MOST_HANDED = 600, 60
_PLACE_SHIFT = re.compile(r"\{page([+-]\d+)\}")
_HEX = re.compile(
    r"channelId[\"']?\s*(?:content=|[:=])\s*[\"']([0-9a-f]{32})[\"']|[\"']([0-9a-f]{32})[\"'][^<>]{0,40}channelId",
    re.IGNORECASE,
)
_MOST = 6
# The rank of a system's own interface, which no script of the page asks for.
_PRESET_RANK = 2.0
_LONGEST_SCRIPT = 400_000
# What is longer or more than this is no page's own script, but a library or data.
_LONGEST_VALUE, _LONGEST_CALL = 500, 6000
_MOST_VARIABLES, _MOST_CALLS = 400, 40
_ATTRIBUTES = (
    "data-url",
    "data-api",
    "data-src",
    "data-href",
    "data-source",
    "data-list",
    "data-action",
    "lay-url",
)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request as a script writes it; values may be unknown, places are {page}."""

    url: str
    method: str = "get"
    parameters: Mapping[str, ScriptValue] | None = None
    headers: Mapping[str, ScriptValue] | None = None
    first: int | None = None


def find_list_requests(page: Page) -> list[ListDescription]:
    """Find what a page may ask for to fill its list, the likeliest first, each once."""
    soup = parse_page(page)
    scripts = _join_scripts(soup)
    base = _find_base(soup, page.url)
    found: list[ListDescription] = []
    of_scripts = _RequestReader(scripts).find_all()
    of_attributes = _find_attributes(soup)
    for asked in chain(of_scripts, of_attributes):
        described = _describe(asked, base)
        if described is not None and described not in found:
            found.append(described)
    ranked = [(_rate(one, page.url), one) for one in found]
    for preset in _find_presets(soup, scripts):
        ranked.append((_PRESET_RANK, preset))
    likely = [pair for pair in ranked if pair[0] > 0]
    # sort() is stable: of equals the one that stands first in the page
    likely.sort(key=lambda pair: -pair[0])
    return [described for _rank, described in likely[:_MOST]]


def is_cursor(name: str) -> bool:
    """Tell whether a parameter is called as one is that says behind which entry a page begins."""
    return re.sub(r"[\W_]", "", name).lower() in _CURSORS


def find_templates(page: Page) -> dict[str, str]:
    """Find the addresses that a page makes of an entry's field, or of two, by the fields' names.

    Its scripts put them together, its templates and bound attributes, or a function that is handed the field.
    """
    soup = parse_page(page)
    scripts = _join_scripts(soup)
    text = f"{scripts}\n;\n{_join_bound(soup)}"
    templates: dict[str, str] = {}
    made = (*_iter_paired(text), *_iter_made(text), *_iter_handed(text, scripts))
    for field_name, template in made:
        templates.setdefault(field_name, template)
    return templates


def _iter_paired(text: str) -> Iterator[tuple[str, str]]:
    """Yield two fields and the address that is made of both."""
    for pattern in (_PAIRED, _PAIRED_PLACES):
        for found in islice(pattern.finditer(text), _MOST_HANDED):
            first = found["first"]
            second = found["second"]
            head = _cut_attribute(found["head"] or "")
            between = found["between"] or ""
            tail = found["tail"] or ""
            address = f"{head}{{{first}}}{between}{{{second}}}{tail}"
            yield f"{first} {second}", address


def _cut_attribute(head: str) -> str:
    """Cut off the name of the attribute that a made address stands in: `href="`."""
    attribute = _ATTRIBUTE.match(head)
    if attribute is None:
        return head
    return head[attribute.end() :]


def _iter_made(text: str) -> Iterator[tuple[str, str]]:
    """Yield a field and the address that is made of it."""
    for found in _MADE.finditer(text):
        if _is_picture(found):
            continue
        field = found["field"]
        head = _cut_attribute(found["head"])
        tail = found["tail"] or found["tail2"] or ""
        if head.startswith(("/", "http", "./", "../")) or "." in head:
            yield field, f"{head}{{{field}}}{tail}"
    for found in _ROUTED.finditer(text):
        field = found["field"]
        path = found["path"]
        name = found["name"]
        yield field, f"{path}?{name}={{{field}}}"


def _is_picture(found: re.Match[str]) -> bool:
    """Tell whether a made address is that of a picture, by its attribute or by what stands before it."""
    attribute = _ATTRIBUTE.match(found["head"])
    if attribute and attribute["name"].lower() in ("src", "background"):
        return True
    start = max(found.start() - 20, 0)
    before = found.string[start : found.start()]
    return _PICTURE_BEFORE.search(before) is not None


def _iter_handed(text: str, scripts: str) -> Iterator[tuple[str, str]]:
    """Yield a field and the address that a function makes of it, which is called with the field."""
    functions = _list_functions(scripts)
    for found in islice(_HANDED.finditer(text), _MOST_HANDED):
        function = functions.get(found["name"])
        if function is None:
            continue
        body = scripts[function.end() : function.end() + _LONGEST_BODY]
        if not _OPENS.search(body):
            continue
        arguments = found["arguments"].split(",")
        for parameter, argument in zip(
            function["parameters"].split(","), arguments, strict=False
        ):
            handed = _HANDED_FIELD.search(argument)
            if handed and parameter.strip():
                named = rf"(?<![\w.$]){re.escape(parameter.strip())}(?![\w(])"
                body = re.sub(named, f"entry.{handed[1]}", body)
        yield from _iter_made(body)


def _list_functions(scripts: str) -> dict[str, re.Match[str]]:
    functions: dict[str, re.Match[str]] = {}
    for function in islice(_FUNCTION.finditer(scripts), _MOST_VARIABLES):
        names = map(function.group, ("name", "member", "arrow", "method"))
        functions.setdefault(next(filter(None, names), ""), function)
    return functions


def _join_bound(soup: BeautifulSoup) -> str:
    """Join the attributes of a page's elements that name a field of an entry."""
    bound: list[str] = []
    for tag in soup.find_all(True):
        for name, value in tag.attrs.items():
            if not isinstance(value, str):
                continue
            words = value[:_LONGEST_BOUND]
            if _BOUND.search(name) and _BOUND_VALUE.search(words):
                bound.append(words)
    return "\n;\n".join(bound[:_MOST_BOUND])


def _join_scripts(soup: BeautifulSoup) -> str:
    texts = [script.get_text() for script in soup.find_all("script")]
    return "\n;\n".join(texts)[:_LONGEST_SCRIPT]


def _find_base(soup: BeautifulSoup, url: str) -> str:
    base = soup.find("base", href=True)
    if not isinstance(base, Tag):
        return url
    return normalize_url(str(base["href"]), url) or url


class _RequestReader:
    """The requests in the text of a page's scripts."""

    def __init__(self, script: str) -> None:
        self._script = script
        self._names: dict[str, ScriptValue] = {}
        self._firsts: dict[str, int] = {}
        for pattern in (_MEMBER, _VARIABLE):
            for found in islice(pattern.finditer(script), _MOST_VARIABLES):
                self._note_variable(found[1], found.end())
        for name in ("page", "p", "n", "i", "num", "pageNo", "pageIndex", "curr"):
            self._names.setdefault(name, "{page}")
        self._functions = list(islice(_FUNCTION.finditer(script), _MOST_VARIABLES))

    def _note_variable(self, name: str, at: int) -> None:
        """Note a variable's first value; a page's number stays a place, with where it begins."""
        value = AnswerValue.read_value(
            self._script[at : at + _LONGEST_VALUE], 0, self._names
        )
        if _PAGE_VARIABLE.match(name.replace("_", "").lower()):
            self._names[name] = "{page}"
            if isinstance(value, int) and value in (0, 1):
                self._firsts.setdefault(name, value)
        elif not isinstance(value, Unknown) and name not in self._names:
            self._names[name] = value

    def find_all(self) -> Iterator[_Asked]:
        """Yield every request that has an address, in the order of its manner."""
        manners = (
            (_CALL, self._read_call),
            (_OPTIONS, self._read_options),
            (_FETCH, self._read_fetch),
            (_OPEN, self._read_open),
            (_TABLE, self._read_table),
            (_LOAD, self._read_load),
        )
        for pattern, read in manners:
            for found in islice(pattern.finditer(self._script), _MOST_CALLS):
                yield from read(found)

    def _read_load(self, found: re.Match[str]) -> Iterator[_Asked]:
        """Read the address that jQuery loads a part of the page from, before the part's selector."""
        url = self._read_value(found)
        if isinstance(url, str):
            address = url.partition(" ")[0]
            yield self._make(address, "get", None, None, found.start())

    def _read_arguments(self, found: re.Match[str]) -> list[ScriptValue]:
        part = self._script[found.end() : found.end() + _LONGEST_CALL]
        return AnswerValue.read_arguments(part, 0, self._bind(found.start()))

    def _read_value(self, found: re.Match[str]) -> ScriptValue:
        part = self._script[found.end() : found.end() + _LONGEST_CALL]
        return AnswerValue.read_value(part, 0, self._bind(found.start()))

    def _bind(self, at: int) -> dict[str, ScriptValue]:
        """Give the names that are known at a place: its function's parameters, too."""
        names = dict(self._names)
        for function in self._functions:
            if function.start() < at <= function.end() + 3000:
                for one in function["parameters"].split(","):
                    parameter = one.partition("=")[0].strip()
                    plain = parameter.replace("_", "").lower()
                    if _PAGE_VARIABLE.match(plain):
                        names[parameter] = "{page}"
                    elif plain in _CURSORS or plain in _CURSOR_VARIABLES:
                        names[parameter] = "{cursor}"
        return names

    def _find_first(self, at: int) -> int | None:
        """Find the number of the first page: a variable's first value, or what a function is called with."""
        for function in reversed(self._functions):
            name = (
                function["name"]
                or function["member"]
                or function["arrow"]
                or function["method"]
            )
            if function.start() < at <= function.end() + 3000 and name:
                calls = re.findall(
                    rf"(?<![\w.$]){re.escape(name)}\s*\(\s*([01])\s*[,)]", self._script
                )
                if calls:
                    return int(min(calls))
        if self._firsts:
            return min(self._firsts.values())
        return None

    def _make(
        self,
        url: ScriptValue,
        method: ScriptValue,
        parameters: ScriptValue,
        headers: ScriptValue,
        at: int,
    ) -> _Asked:
        if isinstance(parameters, str):
            opened = (
                AnswerValue.read_value(parameters) if parameters[:1] == "{" else None
            )
            pairs = dict(parse_qsl(parameters, keep_blank_values=True))
            parameters = opened if isinstance(opened, dict) else dict(pairs)
        return _Asked(
            url if isinstance(url, str) else "",
            str(method).lower() if isinstance(method, str) else "get",
            parameters if isinstance(parameters, dict) else None,
            headers if isinstance(headers, dict) else None,
            self._find_first(at),
        )

    def _read_call(self, found: re.Match[str]) -> Iterator[_Asked]:
        arguments = self._read_arguments(found)
        url, data = [*arguments, None, None][:2]
        method = "get"
        headers: ScriptValue = None
        if found["verb"] == "post":
            # axios posts an object as JSON, jQuery as a form
            is_json = found["who"] not in ("$", "jQuery") and isinstance(data, dict)
            method = "json" if is_json else "post"
            options = arguments[2] if len(arguments) > 2 else None
            headers = options.get("headers") if isinstance(options, dict) else None
        elif isinstance(data, dict) and isinstance(data.get("params"), dict):
            headers = data.get("headers")
            data = data["params"]
        yield self._make(
            url,
            method,
            data,
            headers,
            found.start(),
        )

    def _read_options(self, found: re.Match[str]) -> Iterator[_Asked]:
        arguments = self._read_arguments(found)
        url, options = [*arguments, None, None][:2]
        if isinstance(url, dict):
            url, options = url.get("url", ""), url
        if isinstance(options, dict):
            yield self._read_object(url, options, found)

    def _read_object(
        self,
        url: ScriptValue,
        options: dict[str, ScriptValue],
        found: re.Match[str],
    ) -> _Asked:
        method = AnswerValue.spell(
            options.get("type") or options.get("method") or "get"
        ).lower()
        data = options.get("data", options.get("params", options.get("body")))
        query = options.get("params") if "data" in options else None
        kind = AnswerValue.spell(options.get("contentType")) + AnswerValue.spell(
            options.get("headers")
        )
        is_axios = "axios" in found.group() or "http" in found.group()
        if method == "post" and (
            "json" in kind.lower() or (is_axios and isinstance(data, dict))
        ):
            method = "json"
        if isinstance(query, dict) and isinstance(url, str):
            url = "?".join(
                [
                    url,
                    "&".join(
                        f"{key}={AnswerValue.spell(one)}" for key, one in query.items()
                    ),
                ]
            )
        return self._make(
            url,
            method,
            data,
            options.get("headers"),
            found.start(),
        )

    def _read_fetch(self, found: re.Match[str]) -> Iterator[_Asked]:
        arguments = self._read_arguments(found)
        url, options = [*arguments, None, None][:2]
        if isinstance(options, dict):
            yield self._read_object(url, options, found)
        else:
            yield self._make(
                url,
                "get",
                None,
                None,
                found.start(),
            )

    def _read_open(self, found: re.Match[str]) -> Iterator[_Asked]:
        names = self._bind(found.start())
        arguments = self._read_arguments(found)
        method, url = [*arguments, None, None][:2]
        after = self._script[found.end() : found.end() + 2000]
        sent = _SEND.search(after)
        body = AnswerValue.read_value(after, sent.end(), names) if sent else None
        headers: dict[str, ScriptValue] = {}
        for header in _SET_HEADER.finditer(after):
            name, value = [
                *AnswerValue.read_arguments(after, header.end(), names),
                None,
                None,
            ][:2]
            headers[AnswerValue.spell(name)] = value
        if "json" in AnswerValue.spell(headers.get("Content-Type")).lower():
            method = "json"
        yield self._make(
            url,
            method,
            body,
            headers,
            found.start(),
        )

    def _read_table(self, found: re.Match[str]) -> Iterator[_Asked]:
        """Read the options of a library's table, which adds page and limit by itself."""
        options = self._read_value(found)
        if not isinstance(options, dict):
            return
        if "ajax" in options:
            yield from self._read_server_side(options, found)
            return
        url = options.get("url")
        if not isinstance(url, str):
            return
        named = _take_object(options.get("request"))
        page = AnswerValue.spell(named.get("pageName")) or "page"
        limit = AnswerValue.spell(named.get("limitName")) or "limit"
        where = options.get("where", options.get("queryParams"))
        data = dict(_take_object(where))
        data.setdefault(page, "{page}")
        data.setdefault(limit, options.get("limit", options.get("pageSize", 10)))
        method = options.get("method", options.get("type", "get"))
        headers = options.get("headers")
        yield self._make(
            url,
            method,
            data,
            headers,
            found.start(),
        )

    def _read_server_side(
        self, options: Mapping[str, ScriptValue], found: re.Match[str]
    ) -> Iterator[_Asked]:
        """Read the options of DataTables, which adds start and length by itself."""
        asked = options["ajax"]
        ajax = {"url": asked} if isinstance(asked, str) else asked
        if not isinstance(ajax, dict):
            return
        data = dict(_take_object(ajax.get("data")))
        if options.get("serverSide"):
            length = options.get("pageLength", options.get("iDisplayLength", 10))
            data |= {
                "draw": 1,
                "start": "{offset}",
                "length": length,
            }
        method = ajax.get("type", ajax.get("method", "get"))
        headers = ajax.get("headers")
        yield self._make(
            ajax.get("url"),
            method,
            data,
            headers,
            found.start(),
        )


def _take_object(value: ScriptValue) -> Mapping[str, ScriptValue]:
    """Give an object as it is; an empty one for any other value."""
    if isinstance(value, dict):
        return value
    return {}


def _find_attributes(soup: BeautifulSoup) -> Iterator[_Asked]:
    """Find interfaces that elements name for a script, and scripts that call back with data."""
    for name in _ATTRIBUTES:
        for tag in soup.select(f"[{name}]"):
            if tag.name in ("a", "img", "iframe"):
                continue
            address = str(tag[name]).strip()
            if not address or _FILE.search(address):
                continue
            method = str(tag.get("data-method") or "get")
            yield _Asked(address, method.lower())
    calls_back = re.compile(r"[?&](?:callback|jsonp\w*|cb)=", re.IGNORECASE)
    for tag in soup.find_all("script", src=calls_back):
        yield _Asked(str(tag["src"]))


def _find_presets(soup: BeautifulSoup, scripts: str) -> Iterator[ListDescription]:
    """Find the marks of an interface that no script of the page asks for: the channel of UCAP."""
    tag = soup.find("meta", attrs={"name": re.compile(r"^channel_?id$", re.IGNORECASE)})
    channel = str(tag.get("content") or "") if isinstance(tag, Tag) else ""
    found = _HEX.search(scripts)
    if not re.fullmatch(r"[0-9a-f]{32}", channel):
        channel = (found[1] or found[2]) if found else ""
    if channel:
        for folder in ("/common/search/", "/searchList/"):
            yield ListDescription.model_validate(
                {
                    "preset": "ucap_search",
                    "channel": channel,
                    "address": f"{folder}{{channel}}",
                }
            )


def _describe(asked: _Asked, base: str) -> ListDescription | None:
    """Make the description of a request; null for one without an address, or to another kind of thing."""
    url = asked.url.strip()
    if (
        not url
        or url.startswith(("data:", "javascript:", "#", "{"))
        or re.search(r"[<>\s\"]", url)
    ):
        return None
    method = asked.method if asked.method in ("get", "post", "json") else "get"
    shift = _PLACE_SHIFT.search(f"{url} {asked.parameters}")
    first = asked.first
    if shift:
        first = max(0, (1 if first is None else first) + int(shift[1]))
    parts = urlsplit(_PLACE_SHIFT.sub("{page}", url))
    target = normalize_url(urlunsplit(parts._replace(query="")), base)
    if not parse_host(target):
        return None
    query: dict[str, ScriptValue] = dict(parse_qsl(parts.query, keep_blank_values=True))
    own = dict(asked.parameters or {})
    keep_query = method != "get" and bool(query)
    roles = _Roles(first, query if method == "get" else {}, own)
    address = _unquote_places(target)
    if keep_query:
        address += "?" + "&".join(
            f"{key}={AnswerValue.spell(value)}" for key, value in query.items()
        )
    headers = {
        key: AnswerValue.spell(value)
        for key, value in (asked.headers or {}).items()
        if isinstance(value, str)
    }
    kept = {
        key: value
        for key, value in headers.items()
        if key.lower() not in ("content-type", "cookie")
    }
    kept.setdefault("X-Requested-With", "XMLHttpRequest")
    try:
        return ListDescription.model_validate(
            {
                "address": address,
                "method": method,
                "headers": kept,
                **roles.read(),
            }
        )
    except ValidationError:
        return None


def _unquote_places(address: str) -> str:
    for place in PLACES:
        quoted = place.replace("{", "%7B").replace("}", "%7D")
        address = address.replace(quoted, place).replace(quoted.lower(), place)
    return address


class _Roles:
    """The parameters of a request, told apart by their names: page, offset, cursor, size, and the others."""

    def __init__(
        self,
        first: int | None,
        *parameters: Mapping[str, ScriptValue],
    ) -> None:
        self._first = first
        self._values: dict[str, ScriptValue] = {}
        for one in parameters:
            self._values.update(one)
        self._roles: dict[str, object] = {}

    def read(self) -> dict[str, object]:
        """Give the keys of a description."""
        others: dict[str, object] = {}
        self._read_level(self._values, "", others)
        if (
            self._first is not None
            and "first" not in self._roles
            and not self._roles.get("offset")
        ):
            self._roles["first"] = self._first
        if "offset" in self._roles and "page" in self._roles:
            self._roles.pop("offset")
        if "offset" in self._roles:
            self._roles.setdefault("per_page", 10)
            self._roles.pop("first", None)
        if self._roles.get("cursor"):
            # where the answer names the cursor is found out from the answer
            self._roles["next"] = "next"
        return {"parameters": others, **self._roles}

    def _read_level(
        self,
        values: Mapping[str, ScriptValue],
        path: str,
        others: dict[str, object],
    ) -> None:
        for name, value in values.items():
            key = f"{path}{name}"
            plain = re.sub(r"[\W_]", "", name).lower()
            if isinstance(value, dict):
                inner: dict[str, object] = {}
                others[name] = inner
                self._read_level(value, f"{key}.", inner)
            elif not self._take_role(key, plain, value):
                others[name] = _plain(value)

    def _take_role(
        self,
        key: str,
        plain: str,
        value: ScriptValue,
    ) -> bool:
        number = _read_number(value)
        is_place = isinstance(value, str) and value.startswith("{page")
        if (
            plain in _STARTS
            and "offset" not in self._roles
            and plain.endswith("record")
        ):
            return False
        if "page" not in self._roles and (plain in _PAGES or is_place):
            if number is not None and number > 1:
                # p=20 with pg=… is a size; a page to begin with is 0 or 1
                return self._take("size", key, number)
            if plain in _PAGES or is_place:
                if number is not None:
                    self._roles["first"] = number
                return self._take("page", key, None)
        if plain in _SIZES and "size" not in self._roles:
            return self._take("size", key, number)
        if value == "{offset}" or (
            plain in _OFFSETS and (number == 0 or number is None)
        ):
            return self._take("offset", key, None)
        is_open = isinstance(value, Unknown) or value in ("", None, "{cursor}")
        if plain in _CURSORS and "cursor" not in self._roles and is_open:
            return self._take("cursor", key, None)
        return False

    def _take(
        self,
        role: str,
        key: str,
        number: int | None,
    ) -> bool:
        if role in self._roles:
            return False
        self._roles[role] = key
        if role == "size" and number:
            self._roles["per_page"] = number
        elif role == "size":
            # unknown: what most lists have
            self._roles["per_page"] = 20
        return True


def _read_number(value: ScriptValue) -> int | None:
    text = AnswerValue.spell(value)
    if text.isdecimal() and len(text) < 6:
        return int(text)
    return None


def _plain(value: ScriptValue) -> object:
    """Give a parameter without what the script does not say."""
    if isinstance(value, Unknown):
        return ""
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, float):
        return str(value)
    if isinstance(value, dict):
        return json.loads(json.dumps(value))
    return value


def _rate(described: ListDescription, url: str) -> float:
    """Rate how much like a list's a request is; 0 for one that is none."""
    path = urlsplit(described.address).path
    if _COUNTER.search(path):
        return 0.0
    if re.search(r"\.(?:js|css|png|jpe?g|gif|svg)$", path):
        return 0.0
    rate = 1.0 if _LIST_WORD.search(path) else 0.5
    if described.has_pages:
        rate += 2.0
    if described.size:
        rate += 1.0
    if parse_host(described.address) == parse_host(url):
        rate += 0.5
    return rate
