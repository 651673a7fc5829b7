"""Source: one column of one site, as its TOML file in `data/sources/` describes it."""

from enum import StrEnum
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field


class Family(StrEnum):
    """The publishing systems that fazhi can walk; each is a module of `tasks/web/families/`."""

    TRS = "trs"
    JCMS = "jcms"
    GKMLPT = "gkmlpt"
    STATIC = "static"


class Lifecycle(StrEnum):
    """`active` is crawled, `blocked` too but expected to refuse us; `retired` and `successor` are not crawled."""

    ACTIVE = "active"
    BLOCKED = "blocked"
    RETIRED = "retired"
    SUCCESSOR = "successor"


class Region(BaseModel):
    """Where the site's government is: Chinese names from the province down, and the 12-digit division code."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    province: str | None = None
    prefecture: str | None = None
    county: str | None = None
    township: str | None = None
    division_code: Annotated[str | None, Field(pattern=r"^\d{12}$")] = None


class Source(BaseModel):
    """One column of one site.

    `id` is the file's stem; `column` the URL of the column's first list page (for gkmlpt: of the index page);
    `hosts` are further hosts that links and redirects may lead to; `delay` is in seconds, `pages` the most list pages
    walked in a run; `options` are the family's own (gkmlpt: `column`; jcms: `unitid`, `webid`, `columnid`).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    name: str
    organ: str
    family: Family
    column: Annotated[str, Field(pattern=r"^https?://")]
    region: Region = Region()
    hosts: tuple[str, ...] = ()
    options: dict[str, str] = {}
    delay: Annotated[float, Field(ge=0.0, le=120.0)] = 1.0
    pages: Annotated[int, Field(ge=1, le=1000)] = 50
    allow_private: bool = False
    lifecycle: Lifecycle = Lifecycle.ACTIVE
    successor: str | None = None
    verified: bool = False
    canary: str | None = None
    notes: str = ""

    @property
    def host(self) -> str:
        """Give the column's authority (host, and port where one is written): what is paced, archived and locked."""
        return urlsplit(self.column).netloc.lower()

    @property
    def allowed_hosts(self) -> frozenset[str]:
        """Give every authority that a request of this source may go to."""
        return frozenset({self.host, *(host.lower() for host in self.hosts)})
