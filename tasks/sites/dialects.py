"""The dialects of article addresses: what system an address tells of, and which column it must belong to."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from tasks.fetch.urls import canonical
from tasks.model.source import Family


@dataclass(frozen=True, slots=True)
class Dialect:
    """One way of addressing articles: the pattern of their paths, the family it tells of, and where the
    column is.

    `column` is a template of the pattern's groups; null where the article's address does not tell its column.
    """

    family: Family
    article: re.Pattern[str]
    column: str | None


_DIALECTS = (
    # /zwgk/fzzfjsbg/202401/t20240123_6517034.html, /jdz/202401/t12345.shtml
    Dialect(
        Family.TRS,
        re.compile(r"^(.*/)\d{6}/t(?:\d{8})?_?\d+(?:_\d+)?\.s?html?$"),
        r"\1",
    ),
    # /art/2024/1/19/art_1229296239_4234092.html
    Dialect(
        Family.JCMS,
        re.compile(r"^(.*?)/art/\d{4}/\d{1,2}/\d{1,2}/art_(\d+)_\d+\.html?$"),
        r"\1/col/col\2/index.html",
    ),
    # /col/col1229/art/2024/art_0123456789abcdef0123456789abcdef.html
    Dialect(
        Family.JPAAS,
        re.compile(r"^(.*?/col/col\w+)/art/\d{4}/art_[0-9a-f]{32}\.html?$"),
        r"\1/index.html",
    ),
    # /art/2024/art_0123456789abcdef0123456789abcdef.html
    Dialect(Family.JPAAS, re.compile(r"^.*/art/\d{4}/art_[0-9a-f]{32}\.html?$"), None),
    # /futian/gkmlpt/content/3/3255/post_3255421.html
    Dialect(
        Family.GKMLPT,
        re.compile(r"^(.*?)/gkmlpt/content/\d+/\d+/post_\d+\.html$"),
        r"\1/gkmlpt/index",
    ),
    # /sft/c103808/202203/c00_30777887.shtml, /gzssfj/tzgg/202502/0123456789abcdef0123456789abcdef.shtml
    Dialect(
        Family.UCAP,
        re.compile(r"^(.*/)\d{6}/(?:[0-9a-f]{32}|c\d+_\w+)\.s?html?$"),
        r"\1",
    ),
    # /info/4078/201534.htm
    Dialect(
        Family.VSB,
        re.compile(r"^(.*?)/info/(\d+)/\d+\.html?$"),
        r"\1/list.jsp?urltype=tree.TreeTempUrl&wbtreeid=\2",
    ),
    # /zwgk/fzbg/content/post_2128305.html (NFCMS)
    Dialect(Family.STATIC, re.compile(r"^(.*/)content/m?post_\d+\.html$"), r"\1"),
    # /lsxrmzf/fzzfjsndbg/pc/content/content_1899369524711993344.html
    Dialect(
        Family.STATIC,
        re.compile(r"^(.*/pc/)content/content_\d+\.html$"),
        r"\1list.html",
    ),
    # /gongkai/site_zdqfzzrmzf/channel_6087676b1f15eb720e11166b/doc_678a0a2cfc8399d1e9717070.html
    Dialect(
        Family.STATIC, re.compile(r"^(.*/channel_\w+/)doc_[0-9a-f]{24}\.html$"), r"\1"
    ),
    # /nw12344/20240307/720aa919d8274a70b2088045fac5c5f0.html
    Dialect(Family.STATIC, re.compile(r"^(.*/)\d{8}/[0-9a-f]{32}\.html$"), r"\1"),
    # /affair/chyfzzfjsndqkbg/4028805a956f010a0195a36a30082797.html, /24424/24437/content_2054841.html
    Dialect(
        Family.STATIC,
        re.compile(r"^(.*/)(?:[0-9a-f]{32}|content_\d+)\.s?html?$"),
        r"\1",
    ),
)


def dialect_of(url: str) -> Dialect | None:
    """Give the dialect of an article's address; null when it is none that is known, as columns' are."""
    path = urlsplit(canonical(url)).path
    return next((dialect for dialect in _DIALECTS if dialect.article.match(path)), None)


def column_of(url: str) -> str | None:
    """Give the address of the column that an article's address tells of; null when it tells none."""
    dialect = dialect_of(url)
    if dialect is None or dialect.column is None:
        return None
    parts = urlsplit(canonical(url))
    return f"{parts.scheme}://{parts.netloc}{dialect.article.sub(dialect.column, parts.path)}"
