"""`python -m tests.registry.exposure`: which sources each kind of list may concern, into docs/sites.md.

What their files say is all that is known of most of them: nobody has seen them over the live site yet.
"""

import argparse
import re
from collections import Counter
from collections.abc import Callable, Sequence

from tasks.model.source import Family, Source
from tasks.registry.source_files import load_sources
from tests.paths import ROOT

PAGE = ROOT / "docs" / "sites.md"
_BEGIN, _END = (
    "<!-- table: made by python -m tests.registry.exposure -->",
    "<!-- end -->",
)
# More names than these are counted, and not written out.
_MOST_NAMES = 12
# /art/2024/art_<32 hex>.html: an article of JPAAS, whose columns have the addresses of JCMS
_JPAAS_ARTICLE = re.compile(r"/art/\d{4}/art_[0-9a-f]{32}\.html$")
# /zwgk/tzgg/, /gzdt/sfyw/, /xwdt/rdgz/: columns of notices and news
_NEWS = re.compile(r"/(?:tzgg|sfyw|rdgz|gzdt|xwdt|ghjh)/")

Test = Callable[[Source], bool]


def is_of(*families: Family) -> Test:
    """Tell by a source's family."""
    return lambda one: one.family in families


def has_notes(*words: str) -> Test:
    """Tell by what the notes say."""
    return lambda one: any(word in one.notes for word in words)


def lacks_ids(one: Source) -> bool:
    """Tell whether a file names none of the ids that a page may not say."""
    return one.family in (Family.JCMS, Family.GKMLPT) and not one.options


# Kind of list or event, what in a file tells that it may concern a source, the test.
KINDS: Sequence[tuple[str, str, Test]] = (
    (
        "a pager that a script writes: `createPageHTML`, `createPage`, `Pager`, `countPage`",
        "family `trs` or `ucap`",
        is_of(Family.TRS, Family.UCAP),
    ),
    (
        "an empty page whose list a script asks for: channel search, department lists by POST",
        "family `ucap`",
        is_of(Family.UCAP),
    ),
    (
        "rows from a data proxy, counted by `totalRecord`; a proxy that is empty",
        "family `jcms`",
        is_of(Family.JCMS),
    ),
    (
        "ids that only the page can say (unit, site, column), and may not",
        "family `jcms` or `gkmlpt` without `[options]`",
        lacks_ids,
    ),
    (
        "a column that has become JPAAS: units, counts without links",
        "the canary is an article of JPAAS",
        lambda one: bool(one.canary and _JPAAS_ARTICLE.search(one.canary)),
    ),
    (
        "pages that count down; reports in `showVsbpdfIframe`",
        "family `vsb`",
        is_of(Family.VSB),
    ),
    (
        "any pager and any row: counts in words, laypage, POST forms, 加载更多, split dates, handlers",
        "family `static`",
        is_of(Family.STATIC),
    ),
    (
        "years as columns or folders of their own",
        "the notes speak of years",
        has_notes("folders of years", "of one year"),
    ),
    (
        "a home page or the top of a section, and no column",
        "the notes say so",
        has_notes("home page", "not a column"),
    ),
    (
        "notices and news between the reports, which push them to later pages",
        "the column's folder is one of news",
        lambda one: bool(_NEWS.search(one.column)),
    ),
    (
        "a redesign that leaves other rows, told without a canary",
        "no `canary`: the oldest reports known stand for it",
        lambda one: not one.canary,
    ),
    (
        "a count outside the volume band",
        "`verified = false`: its breach is a warning until a person has looked",
        lambda one: not one.verified,
    ),
)


def render() -> str:
    """Write the table: the kinds, what tells them, how many sources, and which where they are few."""
    sources = load_sources(ROOT / "data" / "sources")
    lines = ["| Kind | What tells it | Sources | Which |", "|---|---|---|---|"]
    for kind, sign, test in KINDS:
        names = [one.id for one in sources if test(one)]
        shown = ", ".join(f"`{name}`" for name in names)
        few = shown if len(names) <= _MOST_NAMES else ""
        lines.append(f"| {kind} | {sign} | {len(names)} | {few} |")
    hosts = Counter(one.host.removeprefix("www.") for one in sources)
    shared = [one for one in sources if hosts[one.host.removeprefix("www.")] > 1]
    lines.append(
        "| a wall before a host, which takes all its columns in one night | several sources of one host "
        f"| {len(shared)} | {sum(count > 1 for count in hosts.values())} hosts |"
    )
    return "\n".join(lines)


def write_page() -> str:
    """Give the page with the table as it is now."""
    text = PAGE.read_text(encoding="utf-8")
    head, _, rest = text.partition(_BEGIN)
    tail = rest.partition(_END)[2]
    return f"{head}{_BEGIN}\n{render()}\n{_END}{tail}"


def main() -> None:
    """Write the table of docs/sites.md anew."""
    argparse.ArgumentParser(description=main.__doc__).parse_args()
    PAGE.write_text(write_page(), encoding="utf-8")


if __name__ == "__main__":
    main()
