"""What a page's scripts would ask for on a click: read from their text, never run.

Only what pagers are made of is understood: addresses put together of texts, numbers and parameters,
functions of the page that assign them to `location`, forms that are filled and submitted, ASP.NET's
`__doPostBack`. What is anything else gives no request.
"""

import codecs
import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from bs4 import BeautifulSoup, Tag

from tasks.fetch.markup import decode_page
from tasks.fetch.urls import normalize_url
from tasks.model.page import Page, Request

Value = str | int
_Bindings = Mapping[str, Value]

# "index_" , 'html', 12, page, o.curr, ( , ) , + , -
_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"|`[^`]*`)|(?P<number>\d+)"
    r"|(?P<name>[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*)|(?P<sign>[-+*(),]))"
)
# n == 1 ? "" : "_" + (n - 1), which spares the first page its number
_CHOICE = re.compile(
    r"(?P<left>[\w$.]+)\s*(?P<sign>[=!]==?|[<>]=?)\s*[\"']?(?P<right>\d+)[\"']?\s*\?(?P<yes>[^?:;]{1,200}):"
    r"(?P<no>(?:[^?:;()]|\([^()]*\)){1,200})"
)
_ESCAPE = re.compile(r"\\(.)")
# parseInt(n), Number(n), String(n), encodeURIComponent(n): what does not change a page's number
_CONVERSIONS = frozenset(
    {"parseInt", "Number", "String", "parseFloat", "encodeURI", "encodeURIComponent"}
)
# What widgets and components call with the number of a page.
CALLBACKS = (
    "jump callback onPageChange onPageClick handleCurrentChange handlePageChange"
    " currentChange pageChange"
).split()
# function goPage(n){…}, goPage = function(n){…}, jump: function(o, first){…}, callback(api){…},
# const goPage = (n) => {…}, goPage = n => {…}
_FUNCTION = re.compile(
    r"(?:function\s+(?P<name>[\w$]+)|(?P<member>[\w$]+)\s*[:=]\s*function(?:\s+[\w$]+)?"
    rf"|(?P<method>{'|'.join(CALLBACKS)}))"
    r"\s*\((?P<parameters>[^()]{0,200})\)\s*\{"
    r"|(?P<arrow>[\w$]+)\s*[:=]\s*\(?(?P<given>[\w$,\s]{0,100}?)\)?\s*=>\s*\{"
)
# `/list_${n}.html`
_TEMPLATE = re.compile(r"`([^`]{0,400})`")
# var pageSize = 8; var channel = "0cbe2285";
_VARIABLE = re.compile(
    r"\b(?:var|let|const)\s+(\w+)\s*=\s*('[^'\n]{0,500}'|\"[^\"\n]{0,500}\"|\d{1,12})\s*[;,\n]"
)
# `url = "list_" + n + ".html"; location.href = url`, and `window.location.replace("?page=" + n)`
_ASSIGNMENT = re.compile(
    r"(?P<target>[A-Za-z_$][\w$.]*)\s*=(?!=|>)\s*(?P<value>`[^`]{0,400}`|[^;{}\n]{1,400})"
)
_NAVIGATION = re.compile(
    r"(?:location\.(?:replace|assign)|(?:window|self|parent|top)?\.?\bopen)\s*\((?P<value>[^;{}\n]{1,400})"
)
# window.location.pathname, self.location.href
_WINDOW = re.compile(r"(?:window|document|self|top|parent)\.(?=location\.)")
_LOCATION = re.compile(r"(?:^|\.)location(?:\.(href|search|pathname))?$")
# a click on 2: goPage(2), queryArticle(this, 'list-2.shtml'), __doPostBack('AspNetPager1','2')
_CALL = re.compile(r"([A-Za-z_$][\w$.]*)\s*\(([^()]{0,400})\)")
_POST_BACK = "__doPostBack"
# document.forms[0].pageNo.value = n, getElementById("pageNo").value = n, $("#pageNo").val(n),
# $("input[name=pageNo]").val(n)
_FIELD = re.compile(
    r"(?:\.(?P<member>[\w$]+)\.value\s*=\s*|(?:getElementById|getElementsByName)\(\s*[\"'](?P<id>[\w$:.-]+)[\"']\s*\)"
    r"(?:\[0\])?\.value\s*=\s*|\$\(\s*[\"'](?:#|[^\"']{0,20}name=[\\\"']*)(?P<query>[\w$:.-]+)[^\"')]{0,4}[\"']\s*\)"
    r"\.val\(\s*)(?P<value>[^;{}\n]{1,200})"
)
# page++; ++page; page += 1
_INCREMENT = re.compile(
    r"(?<![\w$.+])(?:(?P<after>[A-Za-z_$][\w$]*)\s*\+\+|\+\+\s*(?P<before>[A-Za-z_$][\w$]*)|(?P<sum>[A-Za-z_$][\w$]*)\s*\+=\s*1)"
    r"(?=\s*(?:[;}\n]|$))"
)
# $.get("/list.jsp?page="+n, function(h){$("#list").append(h)}), $("#list").load("/list.jsp?page="+n)
_FRAGMENT = re.compile(
    r"(?:\$|jQuery)\.(?:get|post)\(\s*(?P<asked>[^;{}\n]{1,300}?)\s*,\s*(?:function\s*)?\(?\s*(?P<got>\w+)[^(){}]{0,40}\)?\s*(?:=>)?"
    r"\s*\{?[^{}]{0,300}?\.(?:append|html|after|before)\(\s*(?P=got)\s*\)|\.load\(\s*(?P<loaded>[^;{}\n]{1,300}?)\s*\)\s*[;}]"
)
# $(this).data("year"), $(this).attr("data-year"), this.dataset.year
_DATA = re.compile(
    r"\$\(\w+\)\.(?:data\(\s*[\"'](?P<name>\w+)[\"']\s*\)|attr\(\s*[\"']data-(?P<attribute>\w+)[\"']\s*\))|\w+\.dataset\.(?P<member>\w+)"
)
# location.href = "?page=" + $(this).data("page"); location.assign(this.dataset.url);
_DATA_TARGET = re.compile(
    r"\blocation(?:\.(?:href|search))?\s*=(?!=)\s*(?P<set>[^;{}\n]{1,300}?)\s*(?=[;}\n])"
    r"|(?:\blocation\.(?:assign|replace)|\bopen)\(\s*(?P<opened>[^;{}\n]{1,300}?)\s*\)\s*(?=[;}\n])"
)
# var n = $(this).data("page")
_DATA_VARIABLE = re.compile(
    rf"(?<![\w$.])(?P<variable>[\w$]+)\s*=\s*(?={_DATA.pattern})"
)
_NAME = re.compile(r"(?<![\w$.])[A-Za-z_$][\w$]*")
_LITERAL = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"|`[^`]*`")
_SUBMIT = re.compile(r"\bsubmit\s*\(")
# this.options[this.selectedIndex].value, $(this).val(): what a select has chosen, in other words
_CHOSEN = re.compile(
    r"(?P<select>[\w$.]+)\.options\[[\w$.]{1,60}\]\.(?:value|text)|\$\((?P<own>\w+)\)\.val\(\)"
)
# list_2.html, ?page=2, /col/2.shtml, newslist.aspx
_ADDRESS = re.compile(
    r"^(?:https?:)?/?[\w./:%~@-]*(?:\?[\w%=&;.~:/,+-]*|\.(?:s?html?|jspx?|aspx?|php|do|action)(?:\?\S*)?)$|^/[\w./%-]*$"
)
# <meta http-equiv="refresh" content="0; url=/zwgk/fzbg/">: a page that only leads on
_REFRESH = re.compile(
    r"^\s*([\d.]+)\s*[;,]?\s*(?:url\s*=\s*)?[\"']?([^\"'\s]+)", re.IGNORECASE
)
_LONGEST_DELAY = 5.0
_REFRESH_NAME = re.compile(r"^\s*refresh\s*$", re.IGNORECASE)
_REFRESH_MARK = re.compile(r"refresh|location", re.IGNORECASE)
# <script type="text/javascript" src="/js/list.js?v=2"></script>
_SCRIPT_FILE = re.compile(
    r"<script\b[^<>]{0,300}?\bsrc\s*=\s*[\"']?(?P<address>[^\"'<>\s]{1,300})[^<>]{0,200}>\s{0,20}</script\s*>",
    re.IGNORECASE,
)
# /js/jquery.min.js, /layui/layui.js, /plugins/swiper/swiper.js, /js/tongji.js: not of one column
_LIBRARY = re.compile(
    r"/(?:plugins?|libs?|vendor)/|\.min\.|[^/]*(?:jquery|bootstrap|layui|laydate|vue|react|angular|swiper|echarts|polyfill|axios|moment|lodash|require|sea\.js"
    r"|html5|respond|share|qrcode|tongji|analytics|hm\.js|\bstats?\.|click|hits?\b|visit|captcha|login|video|player|weather"
    r"|unitbuild|pdf|print|fontsize|wza|barrier|voice|banner|slide|menu|nav)[^/]*$",
    re.IGNORECASE,
)
_LIST_SCRIPT = re.compile(
    r"page|pagi|list|column|channel|col\b|article|fenye|data", re.IGNORECASE
)
_MOST_FILES = 3
_SHELL_BYTES = 8000
# What a page says beside leading on: 页面正在跳转，请稍候…
_LONGEST_SHELL = 200
_LONGEST_SHELL_SCRIPT = 3000
_LONGEST_BODY = 4000
_MOST_FUNCTIONS = 200
_DEEPEST = 3


@dataclass(frozen=True, slots=True)
class _PageForm:
    """A form of a page: its method, where it goes, and its fields as they stand."""

    tag: Tag
    method: str
    action: str
    fields: Mapping[str, str]

    def submit(self, changes: Mapping[str, str], referer: str) -> Request:
        """Make the request that submitting comes to, with some fields set."""
        fields = {**self.fields, **changes}
        if self.method == "post":
            return Request(
                self.action,
                form=fields,
                referer=referer,
            )
        parts = urlsplit(self.action)
        query = urlencode({**dict(parse_qsl(parts.query)), **fields})
        return Request(urlunsplit(parts._replace(query=query)), referer=referer)


@dataclass(frozen=True, slots=True)
class _Function:
    parameters: tuple[str, ...]
    body: str


class PageScripts:
    """The scripts and forms of one page."""

    def __init__(self, soup: BeautifulSoup, url: str) -> None:
        self._soup = soup
        self._url = url
        base = soup.find("base", href=True)
        named = normalize_url(str(base["href"]), url) if isinstance(base, Tag) else ""
        self.base = named or url
        texts = [script.get_text() for script in soup.find_all("script")]
        self.text = "\n".join(texts)

    # Worked out when a click is followed: most pages have plain links, and scripts that are long.

    @cached_property
    def _functions(self) -> Mapping[str, _Function]:
        return dict(_find_functions(self.text))

    @cached_property
    def _variables(self) -> Mapping[str, Value]:
        variables: dict[str, Value] = _read_location(self._url)
        for name, value in _VARIABLE.findall(self.text):
            variables[name] = _read_literal(value)
        return variables

    @cached_property
    def forms(self) -> list[_PageForm]:
        """The page's forms, in order."""
        return [_read_form(form, self._url) for form in self._soup.find_all("form")]

    def resolve_click(
        self, code: str, bindings: _Bindings | None = None
    ) -> Request | None:
        """Give the request that a handler or a `javascript:` address comes to; null where it is none."""
        code = _simplify(code.strip().removeprefix("javascript:").strip())
        names = {**self._variables, **(bindings or {})}
        return self._fill_form(code, names) or self._resolve(code, names, _DEEPEST)

    def resolve_data(self, data: Mapping[str, str]) -> Request | None:
        """Give the request that a script makes with the data of an element, by its names."""
        named = {f"data_{name}": data[name] for name in data}
        names = {**self._variables, **named}
        held: set[str] = set()
        for variable, name in self._data_variables:
            if name in named:
                held.add(variable)
                names[variable] = named[name]
        for written in self._data_targets:
            asked = _DATA.sub(_name_data, written)
            code = _LITERAL.sub("", asked)
            used = _NAME.findall(code)
            if asked == written and held.isdisjoint(used):
                continue
            value = _evaluate(asked, names)
            if isinstance(value, str) and _ADDRESS.match(value):
                return self._ask(value)
        return None

    @cached_property
    def _data_targets(self) -> list[str]:
        """The addresses that scripts ask for, or lead to, as they are put together there."""
        targets = []
        for pattern in (_FRAGMENT, _DATA_TARGET):
            for found in pattern.finditer(self.text):
                targets.append(next(filter(None, found.groups())))
        return targets

    @cached_property
    def _data_variables(self) -> list[tuple[str, str]]:
        """The variables that hold an element's data, each with its name."""
        found = _DATA_VARIABLE.finditer(self.text)
        return [(one["variable"], _name_data(one)) for one in found]

    def resolve_callback(self, name: str, number: int) -> Request | None:
        """Give the request that a widget's callback makes for a page's number."""
        function = self._functions.get(name)
        if function is None:
            return None
        return self._run(function, [number] * len(function.parameters), _DEEPEST)

    def _resolve(
        self,
        code: str,
        names: _Bindings,
        depth: int,
    ) -> Request | None:
        found = self._navigate(code, names)
        if found:
            return found
        for call, written in _CALL.findall(code):
            arguments = [_evaluate(one, names) for one in _split_arguments(written)]
            if call.endswith(_POST_BACK):
                return self._post_back(arguments)
            function = self._functions.get(call.rpartition(".")[2])
            found = (
                self._run(function, arguments, depth) if function and depth else None
            )
            if found is not None:
                return found
            for argument in arguments:
                if isinstance(argument, str) and _ADDRESS.match(argument):
                    return self._ask(argument)
        return None

    def _run(
        self,
        function: _Function,
        arguments: Sequence[Value | None],
        depth: int,
    ) -> Request | None:
        names = dict(self._variables)
        for parameter, argument in zip(function.parameters, arguments, strict=False):
            if argument is not None:
                names[parameter] = argument
        found = self._fill_form(function.body, names)
        if found:
            return found
        return self._resolve(function.body, names, depth - 1)

    def _navigate(self, code: str, names: _Bindings) -> Request | None:
        """Follow assignments of addresses, the last one that a parameter is part of before others."""
        bound = dict(names)
        targets: list[str] = []
        for found in _ASSIGNMENT.finditer(code):
            value = _evaluate(found["value"], bound)
            if value is None:
                continue
            where = _LOCATION.search(found["target"])
            if where is None:
                bound[found["target"]] = value
            elif isinstance(value, str):
                targets.append(
                    f"?{value.lstrip('?')}" if where[1] == "search" else value
                )
        for found in _NAVIGATION.finditer(code):
            value = _evaluate(found["value"], bound)
            if isinstance(value, str):
                targets.append(value)
        for found in _FRAGMENT.finditer(code) if not targets else ():
            value = _evaluate(found["asked"] or found["loaded"], bound)
            if isinstance(value, str) and _ADDRESS.match(value):
                targets.append(value)
        if targets:
            return self._ask(max(targets, key=_count_digits))
        return None

    def _fill_form(self, body: str, names: _Bindings) -> Request | None:
        """Follow a function that sets fields of a form and submits it."""
        if not _SUBMIT.search(body):
            return None
        changes: dict[str, str] = {}
        for found in _FIELD.finditer(body):
            value = _evaluate(found["value"].rstrip(") "), names)
            if value is not None:
                changes[found["member"] or found["id"] or found["query"]] = str(value)
        if changes:
            return self._submit_fields(changes)
        return None

    def _submit_fields(self, changes: Mapping[str, str]) -> Request | None:
        """Submit the form that holds some fields, by name or id."""
        for form in self.forms:
            named: dict[str, str] = {}
            for field, value in changes.items():
                tag = form.tag.find(id=field)
                by_id = str(tag.get("name") or "") if isinstance(tag, Tag) else ""
                if field in form.fields or by_id:
                    named[field if field in form.fields else by_id] = value
            if named:
                return form.submit(named, self._url)
        return None

    def _post_back(self, arguments: Sequence[Value | None]) -> Request | None:
        """Submit the page's own form as ASP.NET's script does, with the event's target and argument."""
        values = ["" if one is None else str(one) for one in arguments]
        target, argument = [*values, "", ""][:2]
        for form in self.forms:
            if "__VIEWSTATE" in form.fields or len(self.forms) == 1:
                event = {"__EVENTTARGET": target, "__EVENTARGUMENT": argument}
                return form.submit(event, self._url)
        return None

    def _ask(self, address: str) -> Request | None:
        target = normalize_url(address, self.base)
        if target:
            return Request(target, referer=self._url)
        return None

    @staticmethod
    def find_shell_target(page: Page) -> str:
        """Give the address that a page only leads on to, by a refresh or a script; empty for any other page.

        A script that sets a cookie is a challenge, and none is followed.
        """
        markup = decode_page(page)
        if not (
            _REFRESH_MARK.search(markup[:_SHELL_BYTES]) and len(markup) < _SHELL_BYTES
        ):
            return ""
        soup = BeautifulSoup(markup, "lxml")
        scripts = PageScripts(soup, page.url)
        for hidden in soup.find_all(["script", "style", "title"]):
            hidden.extract()
        if (
            len(soup.get_text(strip=True)) > _LONGEST_SHELL
            or len(soup.find_all("a")) > 2
        ):
            return ""
        target = _find_refresh(soup, scripts.base) or _find_navigation(scripts)
        if target == normalize_url(page.url):
            return ""
        return target

    @staticmethod
    def list_files(page: Page) -> list[str]:
        """List a page's own scripts in files of its site, the likeliest to hold its list first; no libraries.

        No more than a few.
        """
        own = urlsplit(page.url).netloc
        files: list[str] = []
        for found in _SCRIPT_FILE.finditer(decode_page(page)):
            written = html.unescape(found["address"])
            address = normalize_url(written, page.url)
            parts = urlsplit(address)
            if parts.netloc == own and not _LIBRARY.search(parts.path):
                files.append(address)
        # a page's own script comes after the site's; sorted() is stable
        files.reverse()
        files.sort(key=lambda address: _LIST_SCRIPT.search(address) is None)
        distinct = list(dict.fromkeys(files))
        return distinct[:_MOST_FILES]

    @staticmethod
    def write_files(page: Page, files: Mapping[str, str]) -> Page:
        """Give a page with the scripts of some files written into it, by their addresses."""

        def write(found: re.Match[str]) -> str:
            address = normalize_url(html.unescape(found["address"]), page.url)
            script = files.get(address, "").replace("</script", "<\\/script")
            if script:
                return f"<script>{script}</script>"
            return found.group()

        markup = decode_page(page)
        written = _SCRIPT_FILE.sub(write, markup)
        if written == markup:
            return page
        return replace(page, body=codecs.BOM_UTF8 + written.encode())


def _find_refresh(soup: BeautifulSoup, base: str) -> str:
    for tag in soup.find_all("meta", attrs={"http-equiv": _REFRESH_NAME}):
        found = _REFRESH.match(str(tag.get("content") or ""))
        if found and float(found[1]) <= _LONGEST_DELAY:
            return normalize_url(found[2], base)
    return ""


def _find_navigation(scripts: PageScripts) -> str:
    """Give where a page's script goes by itself, outside of functions and conditions."""
    code = scripts.text
    if "cookie" in code:
        return ""
    if len(code) > _LONGEST_SHELL_SCRIPT:
        return ""
    request = scripts.resolve_click(code)
    if request is not None and request.method == "GET":
        return request.url
    return ""


def _read_form(tag: Tag, url: str) -> _PageForm:
    address = str(tag.get("action") or "")
    action = normalize_url(address, url) or url
    method = str(tag.get("method") or "get").strip().lower()
    fields: dict[str, str] = {}
    for field in tag.find_all(["input", "select", "textarea"]):
        name = str(field.get("name") or "")
        if not name:
            continue
        kind = str(field.get("type") or "").lower()
        if kind in ("submit", "button", "image", "reset", "file"):
            continue
        if kind in ("checkbox", "radio") and not field.has_attr("checked"):
            continue
        fields[name] = _read_field(field)
    return _PageForm(tag, method, action, fields)


def _read_field(field: Tag) -> str:
    if field.name != "select":
        return str(field.get("value") or field.get_text() or "")
    options = field.find_all("option")
    chosen = [option for option in options if option.has_attr("selected")]
    for option in chosen or options:
        return str(option.get("value") or option.get_text())
    return ""


def _find_functions(script: str) -> Iterator[tuple[str, _Function]]:
    """Find the functions of a script by name; of equal names the last one, as in a browser."""
    functions = _FUNCTION.finditer(script)
    for found in islice(functions, _MOST_FUNCTIONS):
        given = found["parameters"] or found["given"] or ""
        stripped = map(str.strip, given.split(","))
        parameters = tuple(filter(None, stripped))
        name = found["name"] or found["member"] or found["method"] or found["arrow"]
        block = _read_block(script, found.end())
        body = _simplify(block)
        yield name, _Function(parameters, body)


def _read_block(script: str, start: int) -> str:
    """Give what stands between a brace that was opened and the one that closes it."""
    depth = 1
    end = min(len(script), start + _LONGEST_BODY)
    for at in range(start, end):
        sign = script[at]
        depth += (sign == "{") - (sign == "}")
        if not depth:
            return script[start:at]
    return script[start:end]


def _simplify(code: str) -> str:
    """Give a script in which what a select has chosen is its value, and counting on is an assignment."""
    if "++" in code or "+=" in code:
        code = _INCREMENT.sub(_write_increment, code)
    if "options[" not in code and ".val()" not in code:
        return code
    return _CHOSEN.sub(lambda found: f"{found['select'] or found['own']}.value", code)


def _name_data(found: re.Match[str]) -> str:
    return f"data_{found['name'] or found['attribute'] or found['member']}"


def _write_increment(found: re.Match[str]) -> str:
    name = found["after"] or found["before"] or found["sum"]
    return f"{name}={name}+1"


def _split_arguments(written: str) -> list[str]:
    """Split a call's arguments at the commas outside texts."""
    parts = re.findall(r"(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|[^,'\"])+", written)
    return [part.strip() for part in parts]


def _read_location(url: str) -> dict[str, Value]:
    """Give what a script reads of the page's own address."""
    parts = urlsplit(url)
    return {
        "location.pathname": parts.path,
        "location.href": url,
        "location.search": f"?{parts.query}" if parts.query else "",
        "location.origin": f"{parts.scheme}://{parts.netloc}",
        "location.host": parts.netloc,
    }


def _read_literal(written: str) -> Value:
    if written[0] in "'\"`":
        return _ESCAPE.sub(r"\1", written[1:-1])
    return int(written)


class _Expression:
    """A sum of texts, numbers and names, read token by token."""

    def __init__(self, written: str, names: _Bindings) -> None:
        self._names = names
        self._tokens = list(_TOKEN.finditer(written))
        self._at = 0

    def evaluate(self) -> Value | None:
        """Give the sum; null when a part of it is not known."""
        total = self._read_product()
        while total is not None and (sign := self._peek()) in ("+", "-"):
            self._at += 1
            total = _combine(total, sign, self._read_product())
        return total

    def _read_product(self) -> Value | None:
        product = self._read_term()
        while product is not None and self._peek() == "*":
            self._at += 1
            product = _combine(product, "*", self._read_term())
        return product

    def _peek(self) -> str:
        if self._at >= len(self._tokens):
            return ""
        return self._tokens[self._at]["sign"] or ""

    def _read_term(self) -> Value | None:
        if self._at >= len(self._tokens):
            return None
        token = self._tokens[self._at]
        self._at += 1
        if token["text"] or token["number"]:
            return _read_literal(token["text"] or token["number"])
        if token["name"]:
            return self._read_name(token["name"])
        if token["sign"] == "(":
            return self._read_brackets()
        return None

    def _read_brackets(self) -> Value | None:
        """Read the first of what stands between brackets."""
        inner = self.evaluate()
        while self._at < len(self._tokens) and self._peek() != ")":
            self._at += 1
        self._at += 1
        return inner

    def _read_name(self, name: str) -> Value | None:
        called = self._peek() == "("
        if called:
            self._at += 1
            inner = self._read_brackets()
            if name in _CONVERSIONS:
                return inner
        found = _WINDOW.match(name)
        if found:
            name = name[found.end() :]
        # o.curr, api.getCurrent(): a widget's object is known by its page's number alone
        return self._names.get(name, self._names.get(name.partition(".")[0]))


def _combine(
    left: Value,
    sign: str,
    right: Value | None,
) -> Value | None:
    if right is None:
        return None
    both_numbers = str(left).isdecimal() and str(right).isdecimal()
    if sign in ("-", "*"):
        if not both_numbers:
            return None
        if sign == "-":
            return int(left) - int(right)
        return int(left) * int(right)
    if isinstance(left, int) and isinstance(right, int):
        return left + right
    return f"{left}{right}"


def _evaluate(written: str, names: _Bindings) -> Value | None:
    """Give what an expression comes to; null where it holds anything that is not understood."""
    summed = _TEMPLATE.sub(_write_sum, written)
    plain = _CHOICE.sub(lambda found: _choose(found, names), summed)
    if _TOKEN.sub("", plain).strip():
        return None
    return _Expression(plain, names).evaluate()


def _write_sum(template: re.Match[str]) -> str:
    """Write a template of a text as the sum that it stands for."""
    parts = re.split(r"\$\{([^{}]*)\}", template[1])
    summands = [f"({part})" if at % 2 else f'"{part}"' for at, part in enumerate(parts)]
    return "+".join(summands)


def _choose(found: re.Match[str], names: _Bindings) -> str:
    """Give the branch of a choice that its condition takes; the text as it stands when that is not known."""
    left = _evaluate(found["left"], names)
    if left is None or not str(left).isdecimal():
        return found.group()
    number = int(left)
    bound = int(found["right"])
    holds = {
        "=": number == bound,
        "!": number != bound,
        "<": number < bound or (found["sign"] == "<=" and number == bound),
        ">": number > bound or (found["sign"] == ">=" and number == bound),
    }[found["sign"][0]]
    if holds:
        return found["yes"]
    return found["no"]


def _count_digits(address: str) -> int:
    return sum(map(str.isdecimal, address))
