"""Follow whatever pager a list page shows, and say what it promised and did not give.

This works beside the walk of a family, which is knowledge that makes it faster and surer: what a family has
walked is taken as walked. A page counts only when it brings new entries of the same kind.
"""

import re
from collections.abc import Collection, Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from pathlib import PurePosixPath
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit, urlunsplit

from tasks.fetch.urls import normalize_url, parse_host
from tasks.model.page import Page, Request
from tasks.sites.control_tags import Control, ControlKind
from tasks.sites.pager_signs import PagerSigns

_GUESSES = 3
# The fields of a form that only carry its state, and differ from page to page.
_STATE_FIELDS = ("__VIEWSTATE", "__EVENTVALIDATION", "__VIEWSTATEGENERATOR", "token")
# ?page=2 of a program, index_2.html of a file
_PROGRAMS = (".jsp", ".do", ".action", ".aspx", ".asp", ".php", ".jspx")
_PAGE_PARAMETERS = ("page", "pageNo", "pageIndex", "p")
_ORDER = (
    ControlKind.NEXT,
    ControlKind.NUMBER,
    ControlKind.MORE,
    ControlKind.FORM,
    ControlKind.LAST,
)
# …&page=2: the page's number in an address that loads more
_PAGE_IN_QUERY = re.compile(
    r"[?&](?:\w*page\w*|pn|p|cur\w*)=(?P<number>\d{1,4})(?=&|$)", re.IGNORECASE
)
# …&start=10: the place in the list from which an address loads more
_PLACE_IN_QUERY = re.compile(
    r"[?&](?:start|offset|first|from|skip|begin|pos(?:ition)?|row)(?:index|num|row|record|at)?=(?P<number>\d{1,6})(?=&|$)",
    re.IGNORECASE,
)
# What loads more answers with so few bytes when there is no more.
_NOTHING_BYTES = 64
# How many links that promise nothing are followed in vain.
_MOST_VAIN = 8
# On how many pages an entry stands that is pinned to the top of each; on fewer, only the very first rows are.
_LEAST_PINNED = 3
# Controls that name a page's address: where there are some, others are not guessed.
_NAMED = frozenset({ControlKind.NEXT, ControlKind.NUMBER})


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What a list promised and did not give: the words of its promise, how many came, and of how many."""

    words: str
    came: int | None = None
    promised: int | None = None

    @property
    def counts_entries(self) -> bool:
        """Tell whether it is a count of entries, and none of pages or a control."""
        return self.promised is not None and self.words.startswith("entries: ")

    def __str__(self) -> str:
        """Say it in one line."""
        if self.promised is None:
            return f"“{self.words}” was not followed"
        return f"{self.came} of {self.promised} ({self.words})"


@dataclass(slots=True)
class _ListPart:
    """One part of a list that has its own pager: the whole list, or a year or a sub-column of it.

    `entries` are the addresses that came, `pages` how many of its pages were accepted, `current` the number
    of the last one, `full` how many entries the first one has.
    """

    name: str = ""
    entries: set[str] = field(default_factory=set)
    pages: int = 0
    full: int = 0
    current: int = 0
    signs: PagerSigns = field(default_factory=PagerSigns)
    numbers: set[int] = field(default_factory=set)
    last_urls: frozenset[str] = frozenset()
    pinned: set[str] = field(default_factory=set)
    top: tuple[str, ...] = ()
    repeated: int = 0
    guesses: int = 0

    def add_page(
        self,
        signs: PagerSigns,
        urls: Sequence[str],
        number: int | None,
    ) -> None:
        """Take in a page that belongs to the part; `urls` are its entries in order."""
        shown = set(urls)
        self.pinned = self.pinned & shown if self.entries else shown
        self.top = _share_top(self.top, urls) if self.entries else tuple(urls)
        if shown <= self.entries:
            # the page before over again: nothing is on top of anything
            self.pinned = set()
            self.top = ()
        else:
            self.repeated += sum(url in shown for url in signs.repeated)
        self.entries.update(shown)
        self.full = self.full or len(self.entries)
        self.pages += 1
        self.current = number or signs.page or self.pages
        self.numbers.add(self.current)
        self.signs = _merge_signs(self.signs, signs, len(shown))

    def find_shortfall(self) -> Shortfall | None:
        """Say what the part's counts promise beyond what came; null when all came."""
        signs = self.signs
        came = self.count_shown()
        if signs.pages and signs.pages > self.pages and not self._came(signs):
            return Shortfall(f"pages: {signs.words}", self.pages, signs.pages)
        if signs.entries and signs.entries > came:
            return Shortfall(f"entries: {signs.words}", came, signs.entries)
        return None

    def _came(self, signs: PagerSigns) -> bool:
        return signs.entries is not None and self.count_shown() >= signs.entries

    def count_shown(self) -> int:
        """Count the rows as a site does: those that a page repeats, and those on top of every page."""
        came = len(self.entries) + self.repeated
        signs = self.signs
        counted = -(-(signs.entries or 0) // (self.full or 1))
        has_all = 0 < (signs.pages or counted) <= self.pages
        if not has_all:
            return came
        pinned = self.pinned if self.pages >= _LEAST_PINNED else self.top
        return came + len(pinned) * (self.pages - 1)


class PagerFollower:
    """Chooses what to ask for next, and remembers what was asked."""

    def __init__(self, column: str, hosts: Collection[str]) -> None:
        self._column = column
        self._hosts = hosts
        self._asked: set[str] = set()
        self._whole = _ListPart()
        self._part = self._whole
        self._parts: list[Control] = []
        self._refused: list[tuple[Control, _ListPart]] = []
        self._others: dict[str, Control] = {}
        self._vain = 0
        self._repeated_years = 0
        self._ended_empty = False

    def note_family_page(
        self,
        request: Request,
        page: Page,
        signs: PagerSigns,
        urls: Sequence[str],
    ) -> None:
        """Take in a page that the family walked; one without entries is where its walk ends."""
        self._remember(request, page)
        self._ended_empty = not urls and self._whole.pages > 0
        if urls:
            self._whole.add_page(signs, urls, self._find_number(request))
            self._whole.last_urls = frozenset(urls)
        self._note_parts(signs)

    def _find_number(self, request: Request) -> int | None:
        """Find the number under which the list's controls named a request."""
        for control in self._whole.signs.controls:
            same = control.request is not None and _spell(control.request) == _spell(
                request
            )
            if same and control.kind is ControlKind.NUMBER:
                return control.number
        return None

    def follow(self) -> Generator[Control, "Answer", None]:
        """Yield the controls to follow, being sent what each came to, until nothing more is promised."""
        yield from self._follow_part()
        while control := self._choose_part():
            self._part = _ListPart(control.words)
            answer = yield control
            self._take(control, answer)
            if answer.accepted:
                yield from self._follow_part()

    def _choose_part(self) -> Control | None:
        """Choose the next part of the list: those that it names before the folders beneath it."""
        while self._parts:
            control = self._parts.pop(0)
            if self._can_ask(control.request) and not self._is_asked(control.request):
                return control
        return self._choose_other(ControlKind.FOLDER)

    def _choose_other(self, kind: ControlKind) -> Control | None:
        """Choose a link that promises nothing; none after a few were followed in vain."""
        for control in self._others.values():
            is_open = self._can_ask(control.request) and not self._is_asked(
                control.request
            )
            if control.kind is kind and is_open and self._vain < _MOST_VAIN:
                return control
        return None

    def count_entries(self) -> int | None:
        """Give how many entries the list says that it has, where it says so and shows any."""
        return self._whole.signs.entries

    def list_shortfalls(self) -> Iterator[Shortfall]:
        """Give what was promised and did not come."""
        short = self._whole.find_shortfall()
        if short:
            yield short
        for control, part in self._refused:
            number = _number_control(control, part)
            if number is None or number not in part.numbers:
                yield Shortfall(control.words)

    def _follow_part(self) -> Generator[Control, "Answer", None]:
        part = self._part
        while control := self._choose(part):
            answer = yield control
            self._take(control, answer)
        if not _is_fulfilled(part):
            for control in part.signs.controls:
                if self._is_unresolved(control, part):
                    self._refused.append((control, part))
        if part is not self._whole and (short := part.find_shortfall()):
            words = f"{part.name}: {short}"
            self._refused.append((Control(ControlKind.PART, words, None), part))

    def _choose(self, part: _ListPart) -> Control | None:
        short = part.find_shortfall()
        is_over = _is_fulfilled(part)
        for kind in _ORDER:
            if kind is ControlKind.FORM and short is None:
                continue
            for control in part.signs.controls:
                if control.kind is kind and self._is_open(control, part, is_over):
                    return control
        named = any(
            self._can_ask(one.request)
            for one in part.signs.controls
            if one.kind in _NAMED
        )
        if is_over:
            return None
        other = self._choose_other(ControlKind.OTHER)
        if other:
            return other
        if named:
            return None
        unresolved = any(self._is_unresolved(one, part) for one in part.signs.controls)
        if short or unresolved:
            return self._guess(part)
        return None

    def _is_unresolved(self, control: Control, part: _ListPart) -> bool:
        """Tell whether a control promises a page that did not come, and nothing says where it is."""
        if control.kind not in _ORDER:
            return False
        if self._can_ask(control.request):
            return False
        if part is self._whole and self._ended_empty:
            return False
        number = _number_control(control, part)
        return number is None or number not in part.numbers

    def _can_ask(self, request: Request | None) -> bool:
        return request is not None and parse_host(request.url) in self._hosts

    def _is_open(
        self,
        control: Control,
        part: _ListPart,
        is_over: bool,
    ) -> bool:
        """Tell whether a control leads to what was not asked for."""
        request = control.request
        # the next page of a form that knows by its state where it is
        has_state = control.kind is ControlKind.NEXT
        if not self._can_ask(request):
            return False
        if self._is_asked(request, has_state=has_state):
            return False
        number = _number_control(control, part)
        if number is not None and (number in part.numbers or number <= 1):
            return False
        last = part.signs.pages
        beyond = bool(last and number and number > last)
        return not beyond and not (is_over and control.kind is not ControlKind.NUMBER)

    def _guess(self, part: _ListPart) -> Control | None:
        """Guess where the next page is, where nothing on the page says it."""
        number = part.current + 1
        addresses = list(_guess_addresses(self._column, number))
        while part.guesses < min(_GUESSES, len(addresses)):
            request = Request(addresses[part.guesses], referer=self._column)
            part.guesses += 1
            if not self._is_asked(request):
                return Control(ControlKind.NUMBER, "", request, number)
        return None

    def _take(self, control: Control, answer: "Answer") -> None:
        """Take in what a control came to."""
        request = control.request
        assert request is not None
        if answer.page is not None:
            self._remember(request, answer.page)
        else:
            self._asked.add(_spell(request))
        part = self._part
        if answer.accepted:
            number = _number_control(control, part)
            part.add_page(answer.signs, answer.urls, number)
            part.guesses = max(0, part.guesses - 1)
            self._note_parts(answer.signs)
            part.last_urls = frozenset(answer.urls)
        elif control.kind in (ControlKind.OTHER, ControlKind.FOLDER):
            self._vain += 1
        elif control.words and not self._is_end(control, answer):
            self._refused.append((control, part))

    def _is_end(self, control: Control, answer: "Answer") -> bool:
        """Tell whether an answer without anything new is how a list ends, and no promise broken."""
        kind = control.kind
        if kind is ControlKind.YEAR and answer.repeats:
            # the year that the column itself shows; a site that ignores the year shows it again and again
            self._repeated_years += 1
            return self._repeated_years == 1
        if kind is ControlKind.MORE and self._part.pages > 1 and answer.is_nothing:
            return True
        if kind in (ControlKind.PART, ControlKind.LAST, ControlKind.FORM):
            return answer.repeats or kind is not ControlKind.PART
        if answer.repeats:
            # the last page over again; the first one again says that the site did not understand, as a full
            # one may
            part = self._part
            is_short = len(answer.urls) < part.full
            return (
                part.current > 1
                and is_short
                and frozenset(answer.urls) == part.last_urls
            )
        return answer.is_empty

    def _note_parts(self, signs: PagerSigns) -> None:
        for other in signs.others:
            if other.request is not None:
                self._others.setdefault(_spell(other.request), other)
        for control in signs.controls:
            is_part = control.kind in (ControlKind.YEAR, ControlKind.PART)
            known = any(control == one for one, _part in self._refused)
            if is_part and not self._can_ask(control.request) and not known:
                self._refused.append((control, self._part))
            elif is_part and control not in self._parts:
                self._parts.append(control)

    def _remember(self, request: Request, page: Page) -> None:
        self._asked.add(_spell(request))
        self._asked.add(_spell(request, with_state=True))
        if request.method == "GET":
            self._asked.add(_spell(Request(page.url)))

    def _is_asked(self, request: Request | None, *, has_state: bool = False) -> bool:
        if request is None:
            return False
        return _spell(request, with_state=has_state) in self._asked


@dataclass(frozen=True, slots=True)
class Answer:
    """What following a control came to.

    `accepted`: the page brought new entries of the same kind; `repeats`: all its entries are known;
    `is_empty`: it is a page of the list's site without entries. `urls` are its entries' addresses in order,
    each once; `page` is null when nothing came.
    """

    page: Page | None
    accepted: bool
    repeats: bool
    is_empty: bool
    signs: PagerSigns
    urls: tuple[str, ...]

    @property
    def is_nothing(self) -> bool:
        """Tell whether the answer is good and holds nothing at all."""
        page = self.page
        if page is None:
            return False
        if page.status != HTTPStatus.OK:
            return False
        return len(page.body.strip()) <= _NOTHING_BYTES


def _share_top(before: tuple[str, ...], urls: Sequence[str]) -> tuple[str, ...]:
    """Give the entries that two pages begin with, in one order."""
    for at, (one, other) in enumerate(zip(before, urls, strict=False)):
        if one != other:
            return before[:at]
    return before[: len(urls)]


def _merge_signs(
    before: PagerSigns,
    after: PagerSigns,
    rows: int,
) -> PagerSigns:
    """Give the signs of a part after one more page, of some rows: its latest counts, all pages' controls."""
    known = {(one.kind, one.words, one.number) for one in after.controls}
    kept = []
    for one in before.controls:
        is_number = one.kind in (ControlKind.NUMBER, ControlKind.LAST)
        if is_number and (one.kind, one.words, one.number) not in known:
            kept.append(one)
    kept.extend(_count_on(before, rows) if not after.controls else ())
    return PagerSigns(
        entries=after.entries or before.entries,
        pages=after.pages or before.pages,
        page=after.page,
        size=after.size or before.size,
        words=after.words or before.words,
        controls=(*after.controls, *kept),
        others=after.others,
    )


def _count_on(before: PagerSigns, rows: int) -> Iterator[Control]:
    """Give what loads more once more, for what comes next: what it brought is rows without any control.

    `rows` are so many, by which a place in the list moves on.
    """
    for one in before.controls:
        request = one.request
        if one.kind is not ControlKind.MORE:
            continue
        if request is None:
            continue
        page = _PAGE_IN_QUERY.search(request.url)
        found = page or _PLACE_IN_QUERY.search(request.url)
        if found:
            number = int(found["number"]) + (1 if page else rows)
            url = f"{request.url[: found.start('number')]}{number}{request.url[found.end() :]}"
            yield replace(
                one,
                request=replace(request, url=url),
                number=None,
            )


def _number_control(control: Control, part: _ListPart) -> int | None:
    """Give the number of the page that a control leads to, as far as it can be known."""
    if control.kind is ControlKind.NUMBER:
        return control.number
    if control.kind in (ControlKind.NEXT, ControlKind.FORM, ControlKind.MORE):
        return part.current + 1
    return None


def _is_fulfilled(part: _ListPart) -> bool:
    """Tell whether a part counts its pages or entries, and all of them came."""
    counted = bool(part.signs.entries or part.signs.pages)
    return counted and part.find_shortfall() is None


def _guess_addresses(column: str, number: int) -> Iterator[str]:
    """Give the addresses under which systems of any make keep a list's further pages."""
    parts = urlsplit(normalize_url(column))
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    is_program = bool(pairs) or parts.path.endswith(_PROGRAMS)
    first, second = [
        _add_number(parts, pairs, name, number) for name in _PAGE_PARAMETERS[:2]
    ]
    if is_program:
        yield first
        yield second
        return
    yield _number_file(parts, number)
    yield first
    # of a system that counts from 0, once its page after the second was taken for that
    yield _number_file(parts, 1)


def _number_file(parts: SplitResult, number: int) -> str:
    """Give the address of a list's static page by its number: index_2.html."""
    path = parts.path
    if path.endswith("/"):
        path = f"{path}index.html"
    file = PurePosixPath(path)
    suffix = file.suffix or ".html"
    numbered = file.with_name(f"{file.stem}_{number}{suffix}")
    return urlunsplit(parts._replace(path=str(numbered)))


def _add_number(
    parts: SplitResult, pairs: Sequence[tuple[str, str]], name: str, number: int
) -> str:
    """Give the address with a page's number behind the other parameters."""
    query = urlencode([*pairs, (name, str(number))])
    return urlunsplit(parts._replace(query=query))


def _spell(request: Request, *, with_state: bool = False) -> str:
    form = request.form
    if form is None:
        return f"{normalize_url(request.url)} {request.sent}".rstrip()
    stable = {
        name: value for name, value in form.items() if with_state or not _is_state(name)
    }
    return f"{normalize_url(request.url)} {sorted(stable.items())}"


def _is_state(name: str) -> bool:
    return name.startswith(_STATE_FIELDS) or "csrf" in name.lower()
