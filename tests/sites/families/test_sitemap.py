"""Sitemaps."""

import gzip

from tasks.model.source import Family
from tasks.sites.families.sitemap import SITEMAP
from tests.rows import each_row
from tests.sites.families.pages import page, source, walked

COLUMN = "http://example.cn/sitemap.xml"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def index(*urls: str) -> str:
    """Write an index of sitemaps."""
    entries = "".join(
        f"<sitemap><loc>{url}</loc><lastmod>2026-01-01</lastmod></sitemap>"
        for url in urls
    )
    return f'{HEAD}<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</sitemapindex>'


SET = f"""{HEAD}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>
http://example.cn/zwgk/fzzfjsndbg/202601/t1.html?a=1&amp;b=2
</loc><lastmod>2026-01-22T23:30:00Z</lastmod><changefreq>daily</changefreq></url>
<url><loc><![CDATA[http://example.cn/xxgk/fzbg/2.html]]></loc></url>
<url><loc>http://example.cn/zwgk/fzzfjsndbg/</loc></url>
<url><loc>http://example.cn/zwgk/fzzfjsndbg/3.pdf</loc></url>
<url><loc>http://else.cn/zwgk/fzzfjsndbg/4.html</loc></url>
<url><loc>http://example.cn/zwgk/tzgg/5.html</loc><lastmod>2026-01-22</lastmod></url>
</urlset>"""


def test_pages_in_folders_called_after_the_reports_are_entries():
    """Of this host only, without files and folders, and without title and date.

    The last change is no publication.
    """
    links = SITEMAP.read_links(source(Family.SITEMAP, COLUMN), page(COLUMN, SET))
    assert [(link.url, link.title, link.listed_on) for link in links] == [
        ("http://example.cn/zwgk/fzzfjsndbg/202601/t1.html?a=1&b=2", "", None),
        ("http://example.cn/xxgk/fzbg/2.html", "", None),
    ]


def test_a_source_names_the_part_of_the_path():
    """Where the folder is called otherwise."""
    one = source(Family.SITEMAP, COLUMN, options={"within": "/tzgg/"})
    assert [link.url for link in SITEMAP.read_links(one, page(COLUMN, SET))] == [
        "http://example.cn/zwgk/tzgg/5.html"
    ]


def test_an_index_is_followed_on_its_host():
    """Indexes may name one another, and other hosts' sitemaps."""
    pages = {
        COLUMN: index(
            "/sitemap_1.xml", "http://else.cn/sitemap.xml", COLUMN, "/sitemap_2.xml"
        ),
        "http://example.cn/sitemap_1.xml": SET,
        "http://example.cn/sitemap_2.xml": index("/sitemap_1.xml", "/sitemap_3.xml"),
        "http://example.cn/sitemap_3.xml": SET,
    }
    assert walked(SITEMAP, source(Family.SITEMAP, COLUMN), pages) == list(pages)


def test_a_sitemap_from_before_such_reports_is_left_alone():
    """One that was last changed in 2012 holds none.

    A day of the epoch, nonsense and no day at all say nothing.
    """
    days = {
        1: "2012-05-10T08:00:00+08:00",
        2: "1970-01-01",
        3: "soon",
        4: "2015-01-01",
        5: "",
    }
    entries = "".join(
        f"<sitemap><loc>/sitemap_{number}.xml</loc><lastmod>{day}</lastmod></sitemap>"
        for number, day in days.items()
    )
    pages = {COLUMN: f"{HEAD}<sitemapindex>{entries}</sitemapindex>"}
    asked = walked(SITEMAP, source(Family.SITEMAP, COLUMN), pages)
    assert asked == [
        COLUMN,
        *(f"http://example.cn/sitemap_{number}.xml" for number in (2, 3, 4, 5)),
    ]


def test_a_compressed_set_is_read():
    """Whatever its name and header say; a broken one holds nothing."""
    one, body = source(Family.SITEMAP, COLUMN), gzip.compress(SET.encode())
    assert (
        len(
            SITEMAP.read_links(
                one, page(f"{COLUMN}.gz", body, content_type="application/octet-stream")
            )
        )
        == 2
    )
    assert SITEMAP.read_links(one, page(f"{COLUMN}.gz", b"\x1f\x8bnothing")) == []


def test_a_bomb_is_cut_off():
    """A set may have 50 MB; what comes after that is not unpacked."""
    bomb = gzip.compress(b" " * (60 * 1024 * 1024) + SET.encode(), compresslevel=1)
    assert SITEMAP.read_links(source(Family.SITEMAP, COLUMN), page(COLUMN, bomb)) == []


def test_what_is_no_sitemap_gives_nothing():
    """An error page has no entries and leads nowhere."""
    one = source(Family.SITEMAP, COLUMN)
    assert walked(
        SITEMAP, one, {COLUMN: "<html><a href='/sitemap_1.xml'>1</a></html>"}
    ) == [COLUMN]
    assert SITEMAP.read_links(one, page(COLUMN, "<html></html>")) == []


@each_row(
    ("day", "is_followed"),
    [
        ("1970-01-01", True),
        ("1970-01-02", True),
        ("1970-01-03", False),
        ("1971-01-01", False),
        ("2014-12-31", False),
        ("2015-01-01", True),
        ("2026-01-01", True),
    ],
)
def test_the_first_reports_are_of_2015(day, is_followed):
    """Only the first two days of 1970 are no days at all."""
    further = "http://example.cn/sitemap_1.xml"
    entry = f"<sitemap><loc>{further}</loc><lastmod>{day}</lastmod></sitemap>"
    pages = {COLUMN: f"{HEAD}<sitemapindex>{entry}</sitemapindex>", further: SET}
    asked = walked(SITEMAP, source(Family.SITEMAP, COLUMN), pages)
    assert (further in asked) is is_followed


def entries_of(*paths: str) -> list[str]:
    """Read a set of URLs with these paths; give the paths of what is taken."""
    host = "http://example.cn"
    urls = "".join(f"<url><loc>{host}{path}</loc></url>" for path in paths)
    links = SITEMAP.read_links(
        source(Family.SITEMAP, COLUMN), page(COLUMN, f"{HEAD}<urlset>{urls}</urlset>")
    )
    return [link.url.removeprefix(host) for link in links]


def test_every_spelling_of_the_folder_is_known():
    """The initials of 法治政府建设(年度)报告, 法治年报, 法治报告; another folder is none."""
    names = (
        "fzzfjs fzzfjsndbg abcfzzfjsbg fazzfjsbg fazfjsbg fzzfndbg fzzfgzbg fznb fzbg "
        "ndfzzfbg FZBG"
    ).split()
    paths = [f"/zwgk/{name}/1.html" for name in names]
    assert entries_of(*paths) == paths
    others = "abcdfzzfjs fznbs xfzbg tzgg fzzf".split()
    assert entries_of(*(f"/zwgk/{name}/1.html" for name in others)) == []
    assert entries_of("/zwgk/fzbg.html") == []


def test_files_are_no_pages():
    """Of any kind, in any case; nor are folders."""
    endings = (
        "pdf doc docx xls xlsx zip rar jpg jpeg png gif mp4 css js xml PDF".split()
    )
    assert entries_of(*(f"/fzbg/1.{ending}" for ending in endings)) == []
    assert entries_of("/fzbg/", "/fzbg/a/") == []
    pages = ["/fzbg/1.html", "/fzbg/1.htm", "/fzbg/1", "/fzbg/1.jhtml"]
    assert entries_of(*pages) == pages
