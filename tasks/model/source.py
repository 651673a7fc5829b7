"""Source: one column of one site, as its TOML file in `data/sources/` describes it."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zlib import crc32

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from tasks.model.list_description import ListDescription
from tasks.model.report import OrganKind
from tasks.model.run import BEIJING
from tasks.model.safe_words import STEERING

# www.rongchang.gov.cn, sfj.gz.gov.cn, 127.0.0.1:8480: what an id does not need, and what it cannot hold
_HOST_DRESS = re.compile(r"^www\.|\.gov\.cn(?=$|:)|\.cn(?=$|:)")
_HOST_SIGN = re.compile(r"[^a-z0-9]+")
# `www.example.gov.cn`, `政府.cn:8080`, `[2001:db8::1]`: no user, no empty part of a name, nothing of a path
_AUTHORITY = r"(?:[^\W_][\w-]*(?:\.[\w-]+)*|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?"
_WHOLE_AUTHORITY = re.compile(_AUTHORITY)
_WHOLE_ADDRESS = re.compile(rf"https?://{_AUTHORITY}(?:[/?#][^\\\x00-\x1f]*)?")
# A zero width space turns nothing, but nobody sees it in a name.
_UNSEEN = re.compile(f"[{STEERING}\u200b\u2060\ufeff]")
# In signs, as it is sent (RFC 1035); of its parts each has at most 63.
_LONGEST_HOST = 253
# e.g. `08:00-20:00`, or `22:30-06:00` over midnight
QUIET_HOURS = r"^(?:[01]\d|2[0-3]):[0-5]\d-(?:[01]\d|2[0-3]):[0-5]\d$"
# reports trickle in through the month after the deadline
DENSE_MONTHS = frozenset({1, 2, 3, 4})
DAYS_OF_A_WEEK = 7
_DAYS_A_YEAR = 366
# Keys that a file says though they have their defaults.
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}
_ALWAYS_SAID = ("delay", "verified")


def make_id_stem(host: str) -> str:
    """Spell a host as the beginning of its sources' ids: `rongchang`, `sfj-gz`, `127-0-0-1-8480`."""
    return _HOST_SIGN.sub("-", _HOST_DRESS.sub("", host.lower())).strip("-")


def _is_quiet(hours: str, moment: datetime) -> bool:
    """Say whether an aware moment lies in quiet hours such as `08:00-20:00` (Beijing; the end is outside).

    A span whose end is before its start goes over midnight.
    """
    start, end = map(time.fromisoformat, hours.split("-"))
    now = moment.astimezone(BEIJING).time()
    if start < end:
        return start <= now < end
    return now >= start or now < end


def _is_seasonal_day(key: str, day: date) -> bool:
    """Say whether a seasonal source is due: every day of the dense months, else on one weekday.

    The key settles the weekday, and spreads the sources over the week, so that no night outside the season
    has all of them.
    """
    return (
        day.month in DENSE_MONTHS
        or day.weekday() == crc32(key.encode()) % DAYS_OF_A_WEEK
    )


class Family(StrEnum):
    """The publishing systems that fazhi can walk; `tasks/sites/families/` has each."""

    TRS = "trs"
    UCAP = "ucap"
    JCMS = "jcms"
    JPAAS = "jpaas"
    GKMLPT = "gkmlpt"
    VSB = "vsb"
    IGS = "igs"
    POLICY = "policy"
    SITEMAP = "sitemap"
    IFRAME = "iframe"
    DESCRIBED = "described"
    STATIC = "static"


class Lifecycle(StrEnum):
    """`active` is crawled, `blocked` too but expected to refuse us.

    `retired` and `successor` are not crawled.
    """

    ACTIVE = "active"
    BLOCKED = "blocked"
    RETIRED = "retired"
    SUCCESSOR = "successor"


class Region(BaseModel):
    """Where the site's government is: Chinese names from the province down, the 12-digit division code."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    province: str | None = None
    prefecture: str | None = None
    county: str | None = None
    township: str | None = None
    division_code: Annotated[str | None, Field(pattern=r"^\d{12}$")] = None


class Source(BaseModel):
    """One column of one site.

    `id` is the file's stem; `column` the URL of the column's first list page (for gkmlpt: of the index page);
    `hosts` are further hosts that links and redirects may lead to; `delay` is in seconds, `pages` the most
    list pages walked in a run; `options` are the family's own (gkmlpt: `column`; jcms: `unitid`, `webid`,
    `columnid`, `proxy`; jpaas: `tagId`, `pageId` …, `pageSize`; igs: `title`, `url`, `date`; sitemap:
    `within`; iframe: `frame`), `described` (`[list]` in the file) is the list of a family that only that
    knows. `volume_min` and `volume_max` are the links that the whole list is expected to
    hold; `quiet_hours` (`08:00-20:00`, Beijing) are those in which no request is sent; a `seasonal` source is
    due nightly from January to April and weekly otherwise; `page_budget` counts the requests of a run,
    `time_budget` its seconds; `verified_by` says who saw a night over the live site, `verified_on` when.
    `lifecycle = "successor"` needs the id of the source that took over as
    `successor`.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", validate_by_name=True, validate_by_alias=True
    )

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    name: str
    organ: str
    organ_kind: OrganKind | None = None
    family: Family
    column: str
    region: Region = Region()
    hosts: tuple[str, ...] = ()
    options: dict[str, str] = {}
    described: Annotated[
        ListDescription | None, Field(alias="list", validate_default=True)
    ] = None
    delay: Annotated[float, Field(ge=0.0, le=120.0)] = 1.0
    pages: Annotated[int, Field(ge=1, le=1000)] = 50
    allow_private: bool = False
    volume_min: Annotated[int | None, Field(ge=0)] = None
    volume_max: Annotated[int | None, Field(ge=1)] = None
    quiet_hours: str | None = None
    season: Literal["nightly", "seasonal"] = "nightly"
    page_budget: Annotated[int, Field(ge=1)] = 2000
    time_budget: Annotated[float, Field(gt=0.0)] = 3600.0
    lifecycle: Lifecycle = Lifecycle.ACTIVE
    successor: Annotated[str | None, Field(validate_default=True)] = None
    verified: bool = False
    verified_by: str | None = None
    verified_on: date | None = None
    canary: str | None = None
    notes: str = ""

    @field_validator("name", "organ", "column", "canary", "verified_by")
    @classmethod
    def _check_signs(cls, words: str | None) -> str | None:
        if words is not None and _UNSEEN.search(words):
            raise ValueError(
                "it holds a sign that nobody sees, a control or a mark of direction; type it anew"
            )
        return words

    @field_validator("column")
    @classmethod
    def _check_column(cls, column: str) -> str:
        _require_whole_address(column, "a column is the whole address of its list")
        return column

    @field_validator("canary")
    @classmethod
    def _check_canary(cls, canary: str | None) -> str | None:
        if canary is not None:
            _require_whole_address(canary, "a canary is the whole address of a report")
        return canary

    @field_validator("hosts")
    @classmethod
    def _check_hosts(cls, hosts: tuple[str, ...]) -> tuple[str, ...]:
        for host in hosts:
            if not _WHOLE_AUTHORITY.fullmatch(host):
                raise ValueError(
                    "a host is written without scheme and path: `sfj.example.gov.cn`, "
                    "with its port where it has one"
                )
            _require_askable_host(f"http://{host}/")
        return hosts

    @field_validator("described")
    @classmethod
    def _check_description(
        cls, described: ListDescription | None, info: ValidationInfo
    ) -> ListDescription | None:
        is_described = info.data.get("family") is Family.DESCRIBED
        if is_described and described is None:
            raise ValueError(
                'with `family = "described"` describe the list in a table `[list]`'
            )
        if described is not None and not is_described:
            raise ValueError('a table `[list]` goes with `family = "described"` only')
        address = described.address.partition("?")[0] if described else ""
        if "//" in address:
            whole = f"http:{address}" if address.startswith("//") else address
            _require_whole_address(whole, "an address that names its host is whole")
        return described

    @field_validator("volume_max")
    @classmethod
    def _check_volume_band(cls, most: int | None, info: ValidationInfo) -> int | None:
        least = info.data.get("volume_min")
        if most is not None and least is not None and most < least:
            raise ValueError(f"the volume band is upside down, `volume_min` is {least}")
        return most

    @field_validator("quiet_hours")
    @classmethod
    def _check_quiet_hours(cls, hours: str | None) -> str | None:
        if hours is None or (re.match(QUIET_HOURS, hours) and hours[:5] != hours[6:]):
            return hours
        raise ValueError("quiet hours are written like `08:00-20:00`, Beijing time")

    @field_validator("successor")
    @classmethod
    def _check_successor(
        cls, successor: str | None, info: ValidationInfo
    ) -> str | None:
        replaced = info.data.get("lifecycle") is Lifecycle.SUCCESSOR
        if replaced and not successor:
            raise ValueError(
                'with `lifecycle = "successor"` name the id of the source that took over'
            )
        if successor and not replaced:
            raise ValueError('a successor goes with `lifecycle = "successor"` only')
        if successor and successor == info.data.get("id"):
            raise ValueError("a source cannot succeed itself")
        return successor

    @property
    def host(self) -> str:
        """Give the column's authority: host, and port where one is needed.

        It is what is paced, archived and locked.
        """
        parts = urlsplit(self.column)
        return _drop_default_port(parts.netloc, parts.scheme)

    @property
    def allowed_hosts(self) -> frozenset[str]:
        """Give every authority that a request of this source may go to."""
        scheme = urlsplit(self.column).scheme
        others = (_drop_default_port(host, scheme) for host in self.hosts)
        return frozenset({self.host, *others})

    def is_quiet_at(self, moment: datetime) -> bool:
        """Say whether no request may be sent at this aware moment."""
        return self.quiet_hours is not None and _is_quiet(self.quiet_hours, moment)

    def is_due_on(self, day: date) -> bool:
        """Say whether the night of this Beijing day crawls the source; its lifecycle is another question."""
        return self.season == "nightly" or _is_seasonal_day(self.id, day)

    def explain_not_due(
        self, night: datetime, now: datetime, forced: bool = False
    ) -> str:
        """Say why the source is not crawled by the run of this night; empty when it is due.

        A `forced` run asks out of season too. It keeps the quiet hours: they are the site's, the season is
        only ours.
        """
        if self.is_quiet_at(now):
            return f"not due: quiet hours {self.quiet_hours} (Beijing time)"
        day = night.astimezone(BEIJING).date()
        if forced or self.is_due_on(day):
            return ""
        due = self._find_next_due_day(day)
        if due is None:
            return "not due: out of its season"
        return f"not due: out of its season, next on {due:%Y-%m-%d}"

    def _find_next_due_day(self, day: date) -> date | None:
        for ahead in range(1, _DAYS_A_YEAR):
            later = day + timedelta(days=ahead)
            if self.is_due_on(later):
                return later
        return None

    def render(self) -> str:
        """Write the file of a source: what differs from the defaults, and always its delay and who saw it."""
        table = self.model_dump(
            mode="json", by_alias=True, exclude_defaults=True, exclude_none=True
        )
        del table["id"]
        for key in _ALWAYS_SAID:
            table.setdefault(key, getattr(self, key))
        text = "\n".join(_render_table(table)) + "\n"
        # what is shown for saving has to be a source that loads
        Source.model_validate({"id": self.id, **tomllib.loads(text)})
        return text


def _require_whole_address(address: str, what: str) -> None:
    """Raise ValueError for what no request can be made of."""
    if not _WHOLE_ADDRESS.fullmatch(address):
        raise ValueError(
            f"{what}, `http://www.example.gov.cn/bg/`: http or https, a host without a user, "
            "and a path with `/`"
        )
    _require_askable_host(address)


def _require_askable_host(address: str) -> None:
    """Raise ValueError where the host or port of an address is none that a request can go to."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    if parts.port == 0:
        raise ValueError("no server listens on port 0")
    if ":" in host:
        IPv6Address(host)
    elif host.rpartition(".")[2].isdecimal():
        IPv4Address(host)
    elif not _is_short_enough(host):
        raise ValueError(
            f"no host has a name of more than {_LONGEST_HOST} signs, or a part of it of more than 63"
        )


def _is_short_enough(host: str) -> bool:
    try:
        return len(host.encode("idna")) <= _LONGEST_HOST
    except UnicodeError:
        return False


def _drop_default_port(authority: str, scheme: str) -> str:
    """Spell an authority as requests have it: lower-case, without the port that its scheme has anyway."""
    return authority.lower().removesuffix(_DEFAULT_PORTS.get(scheme.lower(), ""))


def _render_table(table: Mapping[str, Any], name: str = "") -> Iterator[str]:
    """Give the lines of a table: its values first, then the tables in it."""
    inner = {key: value for key, value in table.items() if isinstance(value, dict)}
    for key, value in table.items():
        if key in inner:
            continue
        written = _format_value(value)
        yield f"{_format_key(key)} = {written}"
    for key, value in inner.items():
        path = f"{name}{_format_key(key)}"
        yield ""
        yield f"[{path}]"
        yield from _render_table(value, f"{path}.")


def _format_key(key: str) -> str:
    plain = key.replace("-", "").replace("_", "")
    if plain.isascii() and plain.isalnum():
        return key
    return _format_value(key)


def _format_value(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, list):
        return f"[{', '.join(map(_format_value, value))}]"
    if isinstance(value, dict):
        members = (f"{_format_key(key)} = {_format_value(value[key])}" for key in value)
        return f"{{ {', '.join(members)} }}"
    # JSON's strings, numbers and booleans are TOML's, but for this one sign
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
