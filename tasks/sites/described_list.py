"""Read the entries of a list as its description says where they are; find it out where nothing says it.

Entries are objects or arrays of an interface's answer, of a feed, or of an array in a page's script, or
markup inside any of these. One without a title or an address counts as unread: it is never dropped silently.

A description is compared with its answers, too: a path that finds nothing is told.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from http import HTTPStatus

from tasks.fetch.markup import decode_page
from tasks.fetch.urls import normalize_url
from tasks.model.document import Attachment
from tasks.model.list_description import ListDescription
from tasks.model.page import Link, Page
from tasks.sites.answers import UNKNOWN, AnswerValue, ScriptValue, Unknown, parse_day
from tasks.sites.list_rows import ListRow, parse_markup, parse_page, select_all_links
from tasks.sites.relevance import classify_title
from tasks.sites.row_dates import RowDay
from tasks.sites.row_text import clean_title

# ---- Vocabulary: what interfaces call the parts of an entry, the surest first ----

_TITLES = (
    "title realtitle doctitle articletitle headline infotitle newstitle subject wjbt biaoti bt filename"
    " showtitle maintitle name docname text"
).split()
_ADDRESSES = (
    "url docpuburl urlcommp infourl puburl articleurl detailurl weburl htmlurl linkurl link href pc"
    " chnldocurl sourceurl path address jumpurl visiturl staticurl"
).split()
_DAYS = (
    "publishedtimestr publishedtimeformat pubdate publishdate publishtime publishedtime pubtime docreltime"
    " releasetime releasedate fbrq fbsj infodate issuedate showdate displaydate date time pubdatestr"
    " jsearchdate docpubtime createtime createdate inputtime"
).split()
_DAY_NAME = re.compile(r"date|time|day|rq$|sj$", re.IGNORECASE)
_OTHER_DAY = re.compile(r"upd|mod|edit|cw|sign|expire|end|valid", re.IGNORECASE)
_NUMBERS = "filenum fwzh cwjbh documentnumber docno wenhao filenumber pcode wh".split()
_NOT_TITLE = re.compile(
    r"channel|column|site|type|class|categ|dept|author|source(?!\.)|keyword|summary|content|abstract|memo|html|org",
    re.IGNORECASE,
)
_NOT_ADDRESS = re.compile(
    r"img|pic|thumb|icon|logo|channel|column|site|video|cover|image|file|attach",
    re.IGNORECASE,
)
_ENTRY_COUNTS = (
    "total totalcount totalrecord totalrecords totalelements totalrows totalrow allrow recordstotal totalnum"
    " totalsize totalhits recordcount rowcount allcount itemcount datacount hits count num"
).split()
_PAGE_COUNTS = "totalpage totalpages pagecount pages allpage allpages pagetotal totalpagenum".split()
_NEXTS = (
    "nextcursor cursor next nextid lastid nexttoken nextpagetoken scrollid nextkey nextmark endcursor"
    " sinceid maxid"
).split()
_MORES = "hasmore more hasnext hasnextpage havemore ismore".split()
_ADDRESS = re.compile(
    r"^(?:https?:)?//\S+$|^\.{0,2}/\S+$|^[\w./%-]+\.(?:s?html?|jspx?|aspx?|php|do|pdf|docx?)(?:[?#]\S*)?$",
    re.IGNORECASE,
)
_WITH_HOST = re.compile(r"^(?:https?:)?//", re.IGNORECASE)
_ROOTED = re.compile(r"^(?:(?:https?:)?//?|\.{1,2}/)\w", re.IGNORECASE)
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|svg|ico|css|js|mp4)(?:$|\?)", re.IGNORECASE)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_ROW = re.compile(r"<a\b[^<>]{0,500}?\bhref", re.IGNORECASE)
_TEMPLATE = re.compile(r"\{([\w.]+)\}")
_SHORTEST_TITLE, _LONGEST_TITLE = 4, 200
_DEEPEST = 7
_SAMPLE = 20


@dataclass(frozen=True, slots=True)
class ListAnswer:
    """What one answer of a described list holds.

    `unread` counts entries without a title or an address; `count` and `pages` are the site's own counts,
    `next` the cursor of the next page, `more` whether there is one (null where nothing says it).
    """

    links: tuple[Link, ...] = ()
    unread: int = 0
    count: int | None = None
    pages: int | None = None
    next: str = ""
    more: bool | None = None

    @property
    def entries(self) -> int:
        """Give how many entries the answer has, readable or not."""
        return len(self.links) + self.unread

    @classmethod
    def read(
        cls,
        described: ListDescription,
        page: Page,
        base: str,
    ) -> "ListAnswer":
        """Read one answer; `base` is the address against which the entries' own are resolved."""
        if described.rows.startswith("css:"):
            return _read_elements(described, page)
        answer = ListAnswer.open_answer(described, page)
        if isinstance(answer, Unknown):
            return cls()
        whole = AnswerValue(answer)
        links: list[Link] = []
        unread = 0
        for entry in ListAnswer.list_entries(described, answer):
            found = _read_entry(described, entry, page, base)
            links += found
            unread += not found
        more = whole.get_path(described.more) if described.more else UNKNOWN
        return cls(
            tuple(links),
            unread,
            whole.count_at(described.count) if described.count else None,
            whole.count_at(described.pages) if described.pages else None,
            whole.spell_at(described.next) if described.next else "",
            None if isinstance(more, Unknown) else _is_true(more),
        )

    @staticmethod
    def open_answer(described: ListDescription, page: Page) -> ScriptValue:
        """Open what an answer holds, or the array that a script of it assigns; UNKNOWN for anything else."""
        if not described.rows.startswith("script:"):
            return AnswerValue.parse_page(page)
        name = described.rows.removeprefix("script:").partition(".")[0]
        text = decode_page(page)
        assigned = re.search(
            rf"(?<![\w$.]){re.escape(name)}[\"']?\s*[=:](?!=)\s*", text
        )
        if assigned:
            return AnswerValue.read_value(text, assigned.end())
        return UNKNOWN

    @staticmethod
    def list_entries(
        described: ListDescription, answer: ScriptValue
    ) -> list[ScriptValue]:
        """Give the entries of an answer, where the description says that they are."""
        if described.rows:
            return _list_rows(AnswerValue(answer).get_path(_strip_kind(described.rows)))
        return _list_rows(answer)

    @staticmethod
    def find_entry_values(
        described: ListDescription,
        entry: ScriptValue,
        base: str,
    ) -> Mapping[str, bool]:
        """Tell of each part that a description names whether an entry has it."""
        return {
            "title": _read_text(entry, described.title) is not None,
            "url": bool(_find_address(described.url, entry)),
            "date": _read_day(described, entry) is not None,
            "number": _read_text(entry, described.number) is not None,
            "publisher": _read_text(entry, described.publisher) is not None,
            "attachments": any(_read_attachments(described.attachments, entry, base)),
        }


def _strip_kind(rows: str) -> str:
    """Give the path of `script:NAME.path` inside that array."""
    if rows.startswith("script:"):
        return rows.partition(".")[2]
    return rows


def _is_true(value: ScriptValue) -> bool:
    return value is True or str(value).lower() in ("true", "1", "yes", "y")


def _read_elements(described: ListDescription, page: Page) -> ListAnswer:
    chosen = parse_page(page).select(described.rows.removeprefix("css:"))
    markup = "".join(str(tag) for tag in chosen)
    return ListAnswer(tuple(_read_markup(markup, page.url)))


def _read_markup(markup: str, base: str) -> list[Link]:
    return select_all_links(ListRow.iter_all(parse_markup(f"<ul>{markup}</ul>"), base))


def _list_rows(rows: ScriptValue) -> list[ScriptValue]:
    if isinstance(rows, str):
        opened = AnswerValue.parse_text(rows)
        if isinstance(opened, Unknown):
            if rows:
                return [rows]
            return []
        rows = opened
    if isinstance(rows, dict):
        nested = [one for one in rows.values() if isinstance(one, dict)]
        if nested and len(nested) == len(rows):
            return list(nested)
        return _join_groups(list(rows.values())) or [rows]
    if isinstance(rows, list):
        return _join_groups(rows) or rows
    return []


def _join_groups(values: Sequence[ScriptValue]) -> list[ScriptValue]:
    """Join arrays of objects, as those of years: {"2025": […], "2024": […]}; none for anything else."""
    joined: list[ScriptValue] = []
    for value in values:
        if not isinstance(value, list):
            return []
        if not all(isinstance(one, dict) for one in value):
            return []
        joined += value
    return joined


def _read_entry(
    described: ListDescription,
    entry: ScriptValue,
    page: Page,
    base: str,
) -> list[Link]:
    """Read one entry; markup may hold several rows."""
    if isinstance(entry, str):
        if _ROW.search(entry):
            return _read_markup(entry, base)
        return []
    title = clean_title(AnswerValue(entry).spell_at(described.title))
    address = _find_address(described.url, entry)
    url = normalize_url(address, base) if address else ""
    if not title or not url or not described.title:
        return []
    return [
        Link(
            url=url,
            title=title,
            listed_on=_read_day(described, entry),
            listed_at=page.url,
            document_number=_read_text(entry, described.number),
            publisher=_read_text(entry, described.publisher),
            attachments=tuple(_read_attachments(described.attachments, entry, base)),
        )
    ]


def _read_text(entry: ScriptValue, path: str) -> str | None:
    if path:
        return AnswerValue(entry).spell_at(path) or None
    return None


def _find_address(written: str, entry: ScriptValue) -> str:
    """Give the address of an entry: at a path, or from a template that every field of is there."""
    if not written:
        return ""
    if "{" not in written:
        return _undress_address(AnswerValue(entry).get_path(written))
    values = {
        name: AnswerValue(entry).spell_at(name) for name in _TEMPLATE.findall(written)
    }
    if not all(values.values()):
        return ""
    return _fill_template(written, values)


def _fill_template(written: str, values: Mapping[str, str]) -> str:
    return _TEMPLATE.sub(lambda found: values[found[1]], written)


def _undress_address(value: ScriptValue) -> str:
    """Give an address, also one inside an object: {"pc": "/…"}, {"href": "/…"}."""
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, str) and value.lstrip().startswith("{"):
        value = AnswerValue.parse_text(value)
    if isinstance(value, dict):
        value = AnswerValue(value).get_path("pc|url|href|www")
    return AnswerValue(value).spell_words()


def _read_day(described: ListDescription, entry: ScriptValue) -> date | None:
    if not described.date:
        return None
    written = AnswerValue(entry).spell_at(described.date)
    if described.date_form in ("ms", "s") and written.isdecimal():
        seconds = int(written) // (1000 if described.date_form == "ms" else 1)
        written = str(seconds)
    return parse_day(written) or RowDay.parse_stamp(written)


def _read_attachments(
    path: str,
    entry: ScriptValue,
    base: str,
) -> Iterator[Attachment]:
    if not path:
        return
    value = AnswerValue(entry).get_path(path)
    if isinstance(value, str):
        opened = AnswerValue.parse_text(value)
        value = [value] if isinstance(opened, Unknown) else opened
    for one in value if isinstance(value, list) else [value]:
        address = _undress_address(one) or AnswerValue(one).spell_at("filePath|path")
        url = normalize_url(address, base) if address else ""
        if url:
            name = AnswerValue(one).spell_at("fileName|name|title")
            yield Attachment(url, name or url.rpartition("/")[2])


# ---- Finding out where the entries of an answer are ----


@dataclass(slots=True)
class _Found:
    """An array of an answer that may be the list: its path, its entries, and what it stands in."""

    path: str
    entries: list[ScriptValue]
    parents: Sequence[tuple[str, dict[str, ScriptValue]]]
    fields: dict[str, str] = field(default_factory=dict)
    score: float = 0.0


def find_fields(
    page: Page, templates: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Find the paths of rows, fields and counts in an answer; empty when it holds no list.

    `templates` are the addresses that a page makes of an entry's field, by the field's name.
    """
    answer = AnswerValue.parse_page(page)
    if isinstance(answer, Unknown):
        return _find_fragment(page)
    best: _Found | None = None
    for found in _iter_arrays(answer, "", (), _DEEPEST):
        _rate_array(found, templates or {})
        if found.score and (best is None or found.score > best.score):
            best = found
    if best is None:
        return {}
    return {**best.fields, **_find_counts(best)}


def _find_fragment(page: Page) -> dict[str, str]:
    """Take an answer that is markup of rows alone, and no page."""
    text = decode_page(page)
    is_page = re.search(r"<(?:html|body|head|form)\b", text, re.IGNORECASE)
    has_rows = page.status == HTTPStatus.OK and not is_page and _ROW.search(text)
    if has_rows:
        return {"rows": "css:body"}
    return {}


def _iter_arrays(
    value: ScriptValue,
    path: str,
    parents: tuple[tuple[str, dict[str, ScriptValue]], ...],
    depth: int,
) -> Iterator[_Found]:
    """Yield every array beneath a value, also in texts that hold data, and texts that hold rows."""
    if isinstance(value, str):
        opened = (
            AnswerValue.parse_text(value)
            if value.lstrip()[:1] in ("{", "[", "<")
            else UNKNOWN
        )
        if isinstance(opened, Unknown):
            if _ROW.search(value):
                yield _Found(path, [value], parents)
            return
        value = opened
    if not depth:
        return
    if isinstance(value, list):
        yield _Found(path, _join_groups(value) or value, parents)
        for name in _list_group_names(value):
            joined = _list_rows(AnswerValue(value).get_path(name))
            below = f"{path}.{name}".lstrip(".")
            yield _Found(below, joined, parents)
    if isinstance(value, dict):
        if path and len(_flatten(value)) > 1:
            yield _Found(path, [value], parents)
        if path and len(value) > 1 and (joined := _join_groups(list(value.values()))):
            yield _Found(path, joined, parents)
        for name, inner in value.items():
            if "." not in name:
                below = f"{path}.{name}".lstrip(".")
                here = (*parents, (path, value))
                yield from _iter_arrays(inner, below, here, depth - 1)


def _list_group_names(values: Sequence[ScriptValue]) -> list[str]:
    """List under which names the objects of an array hold arrays of objects themselves."""
    names: dict[str, None] = {}
    for value in values:
        for name, inner in value.items() if isinstance(value, dict) else ():
            is_group = isinstance(inner, list) and inner and isinstance(inner[0], dict)
            if is_group and "." not in name:
                names[name] = None
    return list(names)


def _rate_array(found: _Found, templates: Mapping[str, str]) -> None:
    """Find the fields of an array's entries, and say how much like a list it is."""
    count = len(found.entries)
    sample = found.entries[:_SAMPLE]
    if sample and all(isinstance(one, str) for one in sample):
        rows = [one for one in sample if _ROW.search(str(one))]
        if len(rows) * 2 > len(sample):
            found.fields = {"rows": found.path}
            found.score = float(count) + 0.5
        return
    columns = _list_columns(sample)
    title = _choose(columns, _TITLES, _is_title_column)
    address = _choose(columns, _ADDRESSES, _is_address_column)
    for template in templates.values():
        address = _choose_template(columns, address, template)
    if not title or not address:
        return
    found.fields = {
        "rows": found.path,
        "title": title,
        "url": address,
    }
    day = _choose(columns, _DAYS, _is_day_column)
    if day:
        found.fields["date"] = day
    number = _choose(columns, _NUMBERS, _is_number_column)
    if number:
        found.fields["number"] = number
    relevant = sum(classify_title(one).relevant for one in columns[title])
    weight = 1.0
    if isinstance(found.entries, list) and count == 1:
        # {"data":{…}} as an array of one is a list only where nothing else is
        weight = 0.5
    found.score = count * weight + 10.0 * relevant


def _choose_template(
    columns: Mapping[str, Sequence[str]],
    address: str,
    template: str,
) -> str:
    """Give a template instead of no address; one of two fields also instead of the second, a part of it."""
    names = _TEMPLATE.findall(template)
    if not all(name in columns and all(columns[name]) for name in names):
        return address
    if len(names) < 2:
        return address or template
    if address and address != names[-1]:
        return address
    rows = zip(*(columns[name] for name in names), strict=True)
    samples = [
        _fill_template(template, dict(zip(names, row, strict=True))) for row in rows
    ]
    is_relative = template.startswith("{") and not all(map(_ROOTED.match, samples))
    if is_relative or not all(map(_ADDRESS.match, samples)):
        return address
    # the second by itself says where it is; the first only stands before it in a text
    is_whole = any(map(_WITH_HOST.match, columns[names[-1]]))
    return address if address and is_whole else template


def _list_columns(entries: Sequence[ScriptValue]) -> dict[str, list[str]]:
    """Give the values of entries by their fields' paths, empty where one lacks it."""
    flat = [_flatten(entry) for entry in entries]
    names: dict[str, None] = {}
    for entry in flat:
        names.update(dict.fromkeys(entry))
    columns: dict[str, list[str]] = {}
    for name in names:
        columns[name] = [entry.get(name, "") for entry in flat]
    return columns


def _flatten(
    value: ScriptValue,
    path: str = "",
    depth: int = 3,
) -> dict[str, str]:
    if isinstance(value, str) and value.lstrip()[:1] == "{":
        value = AnswerValue.parse_text(value)
    items: list[tuple[str, ScriptValue]] = []
    if isinstance(value, dict) and depth:
        items = list(value.items())
    elif isinstance(value, list) and not path:
        items = [(str(place), one) for place, one in enumerate(value)]
    elif path and (words := AnswerValue(value).spell_words()):
        return {path: words}
    found: dict[str, str] = {}
    for name, inner in items:
        if "." not in name:
            found |= _flatten(inner, f"{path}.{name}".lstrip("."), depth - 1)
    return found


def _undress(name: str) -> str:
    return re.sub(r"[\W_]", "", name.rpartition(".")[2]).lower()


def _rank(name: str, words: Sequence[str]) -> int:
    plain = _undress(name)
    if plain in words:
        return words.index(plain)
    return len(words)


def _choose(
    columns: Mapping[str, Sequence[str]],
    words: Sequence[str],
    fits: Callable[[str, Sequence[str]], bool],
) -> str:
    """Choose the field that fits and whose name is the surest; of nameless ones the first that fits."""
    fitting = [name for name, values in columns.items() if fits(name, values)]
    return min(
        fitting,
        key=lambda name: _rank(name, words),
        default="",
    )


def _is_title_column(name: str, values: Sequence[str]) -> bool:
    known = _rank(name, _TITLES) < len(_TITLES)
    if not known and _NOT_TITLE.search(name):
        return False
    long = [
        one
        for one in values
        if len(_CHINESE.findall(one[:_LONGEST_TITLE])) >= _SHORTEST_TITLE
    ]
    short = [
        one for one in values if len(one) <= _LONGEST_TITLE and not _ADDRESS.match(one)
    ]
    # what every entry has alike is its column's name
    differs = len(values) < 3 or len(set(values)) * 2 > len(values)
    return len(long) * 2 > len(values) and len(short) * 2 > len(values) and differs


def _is_number_column(name: str, _values: Sequence[str]) -> bool:
    return _rank(name, _NUMBERS) < len(_NUMBERS)


def _is_address_column(name: str, values: Sequence[str]) -> bool:
    is_named = _rank(name, _ADDRESSES) < len(_ADDRESSES)
    if not is_named and _NOT_ADDRESS.search(name):
        return False
    count = len(values)
    good = [one for one in values if _ADDRESS.match(one) and not _PICTURE.search(one)]
    if len(good) * 2 <= count:
        return False
    return count == 1 or len(set(values)) * 2 > count


def _is_day_column(name: str, values: Sequence[str]) -> bool:
    if _ADDRESS.match(values[0]):
        return False
    if len(values[0]) > 40:
        return False
    known = (
        _rank(name, _DAYS) < len(_DAYS) or _DAY_NAME.search(name) or name.isdecimal()
    )
    if not known:
        return False
    if _OTHER_DAY.search(name) and _rank(name, _DAYS) == len(_DAYS):
        return False
    days = [one for one in values if parse_day(one) or RowDay.parse_stamp(one)]
    return len(days) * 2 > len(values)


def _find_counts(found: _Found) -> dict[str, str]:
    """Find the counts and cursors beside an array, the nearest first."""
    counts: dict[str, str] = {}
    for path, parent in reversed(found.parents):
        for name, value in parent.items():
            counts.update(
                {
                    key: f"{path}.{name}".lstrip(".")
                    for key in _name_roles(name, value, len(found.entries))
                    if key not in counts or _is_better(key, name, counts[key])
                }
            )
    return counts


def _name_roles(
    name: str,
    value: ScriptValue,
    came: int,
) -> Iterator[str]:
    number = AnswerValue(value).parse_count()
    if (
        number is not None
        and number >= came
        and _rank(name, _ENTRY_COUNTS) < len(_ENTRY_COUNTS)
    ):
        yield "count"
    if number and _rank(name, _PAGE_COUNTS) < len(_PAGE_COUNTS):
        yield "pages"
    if _rank(name, _NEXTS) < len(_NEXTS) and AnswerValue(value).spell_words():
        yield "next"
    if _rank(name, _MORES) < len(_MORES) and not isinstance(value, dict | list):
        yield "more"


def _is_better(
    key: str,
    name: str,
    path: str,
) -> bool:
    """Tell whether a name is a surer one than that of a path found before, in the same or a nearer object."""
    words = {
        "count": _ENTRY_COUNTS,
        "pages": _PAGE_COUNTS,
        "next": _NEXTS,
    }.get(key, _MORES)
    return _rank(name, words) < _rank(path, words)


# How many keys of an answer or of a row are named, and how much of a value.
_MOST_KEYS = 12
_MOST_LETTERS = 40
_DEEPEST_KEY = 4
# What stands beside the rows in an answer, and inside a row.
_BESIDE = ("count", "pages", "next", "more")
_INSIDE = ("title", "url", "date", "number", "publisher", "attachments")
_CALLED = {"url": "an address", "attachments": "attachments"}
# What a list cannot be proved whole without.
_PROOFS = ("count", "next")


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
            if not written:
                continue
            if self._found[name]:
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
            if self._found[name]:
                continue
            if not (written or name in ("title", "url")):
                continue
            called = _CALLED.get(name, f"a {name}")
            place = f"(`{name}` says no path)"
            if written:
                place = f"at `{written}`"
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
    value: ScriptValue,
    path: str = "",
    depth: int = _DEEPEST_KEY,
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
