"""A list as its source file describes it: where its data come from, and what its rows hold.

A preset names an interface that many sites have; a description only says what differs.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

JsonValue = str | int | bool | None | list[Any] | dict[str, Any]

# What stands for the place in a list, in an address or a parameter: ?p={page}, {"pageNo":{page}}
PLACES = ("{page}", "{offset}", "{start}", "{end}", "{cursor}", "{size}")
_PLACE = re.compile(r"\{[a-z]+\}")
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}")
# What a session sends by itself, or has to decide by itself.
_OWN_HEADERS = frozenset(
    "host cookie user-agent content-length content-type connection authorization"
    " accept-encoding transfer-encoding".split()
)

# ---- The interfaces that many sites have; the sites' own ids are left for `parameters` ----

LIST_PRESETS: Mapping[str, Mapping[str, Any]] = {
    # the channel search of UCAP; the id of the channel ends the address
    "ucap_search": {
        "address": "/common/search/{channel}",
        "parameters": {
            "_isAgg": "true",
            "_isJson": "true",
            "_template": "index",
            "_rangeTimeGte": "",
            "_channelName": "",
        },
        "page": "page",
        "size": "_pageSize",
        "per_page": 20,
        "rows": "data.results",
        "title": "title",
        "url": "url",
        "date": "publishedTimeStr",
        "count": "data.total",
    },
    # the same by POST, with conditions as pairs
    "ucap_search_post": {
        "address": "/search/common/search/{channel}",
        "method": "post",
        "parameters": {
            "_isAgg": "true",
            "datas[0][key]": "status",
            "datas[0][value]": "4",
        },
        "page": "page",
        "size": "_pageSize",
        "per_page": 20,
        "rows": "data.results",
        "title": "title",
        "url": "url",
        "date": "publishedTimeStr",
        "count": "data.total",
    },
    "ucap_load": {
        "method": "post",
        "page": "pageIndex",
        "size": "pageSize",
        "per_page": 15,
        "rows": "data.list",
        "title": "TITLE",
        "url": "URL|URL_COMMP",
        "date": "PUBLISHED_TIME_FORMAT",
        "number": "C_WJBH",
        "count": "data.allRow",
        "pages": "data.totalPage",
    },
    "query_list": {
        "address": "/queryList",
        "method": "post",
        "parameters": {"sort": "sortNum", "order": "desc"},
        "page": "current",
        "size": "pageSize",
        "per_page": 20,
        "rows": "data.results",
        "title": "source.title",
        "url": "source.urls.pc",
        "date": "source.pubDate",
        "count": "data.total",
    },
    "file_list_by_code": {
        "address": "/getFileListByCodeId",
        "method": "post",
        "page": "page",
        "size": "size",
        "per_page": 20,
        "rows": "results.data.results",
        "title": "title",
        "url": "url",
        "date": "publishedTimeStr",
        "count": "results.data.total",
    },
    "class_search": {
        "address": "/fjdzapp/search",
        "method": "post",
        "parameters": {
            "sortfield": "-docorder,-docreltime",
            "classcol": "publishyear",
        },
        "page": "page",
        "size": "prepage",
        "per_page": 15,
        "rows": "data",
        "title": "doctitle",
        "url": "docpuburl|chnldocurl",
        "date": "docreltime",
        "count": "count",
    },
    # the whole column in one file beside the page; `address` names the file
    "json_file": {
        "rows": "data|",
        "title": "FILENAME|TITLE",
        "url": "URL",
        "date": "PUBDATE|DOCRELPUBTIME",
        "number": "FILENUM",
        "publisher": "PUBLISHER",
    },
    "nfra": {
        "address": "/cbircweb/DocInfo/SelectDocByItemIdAndChild",
        "page": "pageIndex",
        "size": "pageSize",
        "per_page": 18,
        "rows": "data.rows",
        "title": "docTitle|docSubtitle",
        "url": "/cn/view/pages/ItemDetail.html?docId={docId}",
        "date": "publishDate",
        "count": "data.total",
    },
    "epoint": {
        "address": "/rest/lightfrontaction/getgovinfolist",
        "method": "json",
        "page": "pageIndex",
        "size": "pageSize",
        "per_page": 20,
        "first": 0,
        "rows": "custom.data",
        "title": "realtitle|title",
        "url": "infourl",
        "date": "infodate",
        "count": "custom.total",
    },
    "miit_search": {
        "address": "/search-front-server/api/search/info",
        "page": "p",
        "size": "pg",
        "per_page": 10,
        "rows": "data.searchResult.dataResults",
        "title": "data.title",
        "url": "data.url",
        "date": "data.jsearch_date",
        "count": "data.searchResult.total",
    },
    "mohurd_search": {
        "address": "/dynamic/document/search",
        "method": "post",
        "page": "currentPageNum",
        "size": "pageSize",
        "per_page": 20,
        "rows": "data.list",
        "title": "title",
        "url": "url",
        "date": "publishTime",
        "count": "data.total",
    },
    # its answer holds a datastore; the widget asks for windows and needs a Referer
    "truecms": {
        "address": "/truecms/messageController/getMessage.do",
        "parameters": {"startrecord": "{start}", "endrecord": "{end}"},
        "size": "perpage",
        "per_page": 10,
        "rows": "result.datastore.recordset.record",
        "count": "result.datastore.totalrecord",
    },
}


class ListDescription(BaseModel):
    """A list that no family knows.

    `address` is where its data come from, against the column (empty: the column itself); like the values of
    `parameters` it may hold {page}, {offset}, {start} and {end} (entries from 1), {cursor} and {size}.
    `method` sends the parameters in the query, as a form, or as a JSON body. `page`, `offset`, `cursor` and
    `size` name the parameters of the place and of the page's size, which is `per_page`; `first` is the first
    page's number, 1 where it is not said. `rows` is the path to the entries (`data.list`; names joined by |
    are tried in turn), `script:NAME` an array in a script of the page, `css:SELECTOR` elements of its markup.
    `title`, `url`, `date`, `number`, `publisher` and `attachments` are paths inside an entry, numbers for
    entries that are arrays; `url` may be a template, `/x/content_{id}.html`. `date_form` says what the date's
    digits are. `count` and `pages` are paths to the site's own counts, `next` to the next cursor, `more` to
    what says whether there is more.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    preset: str = ""
    address: str = ""
    channel: str = ""
    method: Literal["get", "post", "json"] = "get"
    parameters: dict[str, JsonValue] = {}
    headers: dict[str, str] = {}
    page: str = ""
    offset: str = ""
    cursor: str = ""
    size: str = ""
    first: Annotated[int | None, Field(ge=0, le=100)] = None
    per_page: Annotated[int | None, Field(ge=1, le=1000)] = None
    rows: str = ""
    title: str = ""
    url: str = ""
    date: str = ""
    date_form: Literal["", "text", "ms", "s"] = ""
    number: str = ""
    publisher: str = ""
    attachments: str = ""
    count: str = ""
    pages: str = ""
    next: str = ""
    more: str = ""

    @model_validator(mode="before")
    @classmethod
    def _take_preset(cls, values: object) -> object:
        """Fill in what the preset says, where the description does not say otherwise."""
        if not isinstance(values, dict) or not values.get("preset"):
            return values
        preset = LIST_PRESETS.get(str(values["preset"]))
        if preset is None:
            names = ", ".join(LIST_PRESETS)
            raise ValueError(f"there is no such preset; those that exist are {names}")
        merged = {**preset, **values}
        for key in ("parameters", "headers"):
            own = values.get(key, {})
            if isinstance(own, dict):
                merged[key] = {**preset.get(key, {}), **own}
        return merged

    @field_validator("headers")
    @classmethod
    def _check_headers(cls, headers: dict[str, str]) -> dict[str, str]:
        for name, value in headers.items():
            if not _HEADER.fullmatch(name) or not value.isprintable():
                raise ValueError(f"{name!r} is no header with a value on one line")
            if name.lower() in _OWN_HEADERS:
                raise ValueError(
                    f"the header {name} is fazhi's own affair; only such as Referer, Accept"
                    " or X-Requested-With are a list's"
                )
        return headers

    @model_validator(mode="after")
    def _check_places(self) -> Self:
        """Refuse what would ask for the same page for ever, or for a place that nobody knows."""
        written = " ".join([self.address, *map(str, self.parameters.values())])
        for place in _PLACE.findall(written):
            if place not in (*PLACES, "{channel}"):
                raise ValueError(
                    f"{place} is no place in a list; {', '.join(PLACES)} are"
                )
        if "{channel}" in self.address and not self.channel:
            raise ValueError("the address has {channel}: say which as `channel`")
        by_cursor = bool(self.cursor or "{cursor}" in written)
        if by_cursor and not self.next:
            raise ValueError("with a cursor say as `next` where the answer names it")
        by_place = bool(self.offset) or any(
            place in written for place in ("{offset}", "{start}", "{end}")
        )
        if by_place and self.per_page is None:
            raise ValueError(
                "with an offset or a window say as `per_page` how many entries a page has"
            )
        return self

    @property
    def has_pages(self) -> bool:
        """Tell whether it says how further pages are asked for."""
        written = " ".join([self.address, *map(str, self.parameters.values())])
        named = bool(self.page or self.offset or self.cursor)
        return named or any(place in written for place in PLACES if place != "{size}")
