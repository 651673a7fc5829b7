"""The script of the demo: which sites there are, what they hold on the first night, and what changes on the next ones.

Night 1 is 2026-03-02. Night 2 brings new reports, one of them back-dated into the middle of a list, one report
revised in substance, one taken down for good. Nights 3 and 4 bring one new report each.
"""

from dataclasses import dataclass
from datetime import date

from tasks.model.report import OrganKind
from tasks.model.source import Family, Region

TOWN, SUBDISTRICT, DEPARTMENT = OrganKind.TOWN, OrganKind.SUBDISTRICT, OrganKind.DEPARTMENT
COUNTY, PREFECTURE = OrganKind.COUNTY, OrganKind.PREFECTURE


@dataclass(frozen=True)
class Posting:
    """One report on a site: written from `seed` for `year`, dated `on`, there from `night` until `gone`."""

    seed: int
    kind: OrganKind
    year: int
    on: date
    night: int = 1
    revised: int | None = None
    gone: int | None = None


@dataclass(frozen=True)
class SiteScript:
    """One site: its family and place, its reports, how many other documents, and links that lead nowhere.

    `robots` is the text of robots.txt, null when the site has none; `per_page` the length of a list page.
    """

    id: str
    name: str
    family: Family
    region: Region
    postings: tuple[Posting, ...]
    others: int
    per_page: int
    charset: str = "utf-8"
    dead: tuple[str, ...] = ()
    soft: tuple[str, ...] = ()
    robots: str | None = None
    conditional: bool = False


SITES = (
    SiteScript(
        id="jichuan",
        name="霁川县人民政府",
        family=Family.TRS,
        region=Region(province="江西省", prefecture="珞陵市", county="霁川县"),
        per_page=8,
        others=9,
        dead=("霁川县皋泽镇2019年法治政府建设年度报告",),
        postings=(
            Posting(1101, COUNTY, 2025, date(2026, 2, 26)),
            Posting(1102, TOWN, 2025, date(2026, 1, 30)),
            Posting(1103, TOWN, 2025, date(2026, 1, 28)),
            Posting(1104, DEPARTMENT, 2025, date(2026, 1, 22), revised=2),
            Posting(1105, SUBDISTRICT, 2025, date(2025, 12, 30)),
            Posting(1106, TOWN, 2024, date(2025, 2, 11)),
            Posting(1107, COUNTY, 2024, date(2025, 3, 28)),
            Posting(1108, DEPARTMENT, 2024, date(2025, 1, 17)),
            Posting(1109, TOWN, 2023, date(2024, 1, 23)),
            # Back-dated: it turns up on night 2 between reports that were there before.
            Posting(1110, TOWN, 2024, date(2025, 2, 6), night=2),
            Posting(1111, DEPARTMENT, 2025, date(2026, 3, 4), night=3),
        ),
    ),
    SiteScript(
        id="hengling",
        name="蘅岭区人民政府",
        family=Family.TRS,
        region=Region(province="河北省", prefecture="翎浦市", county="蘅岭区"),
        per_page=7,
        others=8,
        charset="gb2312",
        robots="User-agent: *\nDisallow: /wza/\nDisallow: /plus/search\nCrawl-delay: 0.1\n",
        postings=(
            Posting(1201, COUNTY, 2025, date(2026, 2, 27)),
            Posting(1202, SUBDISTRICT, 2025, date(2026, 2, 9)),
            Posting(1203, SUBDISTRICT, 2025, date(2026, 1, 26)),
            Posting(1204, TOWN, 2025, date(2026, 1, 19)),
            Posting(1205, SUBDISTRICT, 2024, date(2025, 1, 24), gone=2),
            Posting(1206, DEPARTMENT, 2024, date(2025, 2, 20)),
            Posting(1207, SUBDISTRICT, 2023, date(2024, 2, 2)),
            Posting(1208, DEPARTMENT, 2025, date(2026, 3, 5), night=4),
        ),
    ),
    SiteScript(
        id="danqiao",
        name="澹桥市人民政府",
        family=Family.JCMS,
        region=Region(province="浙江省", prefecture="澹桥市"),
        per_page=10,
        others=30,
        soft=("澹桥市2017年法治政府建设情况报告",),
        robots="User-agent: *\nAllow: /\nSitemap: {base}/sitemap.xml\n",
        postings=(
            Posting(1301, PREFECTURE, 2025, date(2026, 2, 28)),
            Posting(1302, COUNTY, 2025, date(2026, 2, 25)),
            Posting(1303, COUNTY, 2025, date(2026, 2, 24)),
            Posting(1304, DEPARTMENT, 2025, date(2026, 1, 29)),
            Posting(1305, DEPARTMENT, 2025, date(2026, 1, 15)),
            Posting(1306, PREFECTURE, 2024, date(2025, 3, 14)),
            Posting(1307, COUNTY, 2024, date(2025, 3, 3)),
            Posting(1308, DEPARTMENT, 2023, date(2024, 1, 19)),
            Posting(1309, COUNTY, 2025, date(2026, 3, 2), night=2),
        ),
    ),
    SiteScript(
        id="meiyuan",
        name="湄原区人民政府",
        family=Family.GKMLPT,
        region=Region(province="广东省", prefecture="绮湾市", county="湄原区"),
        per_page=100,
        others=103,
        dead=("湄原区芷畔街道2018年法治政府建设年度报告",),
        robots="User-agent: *\nDisallow:\n",
        postings=(
            Posting(1401, COUNTY, 2025, date(2026, 2, 27)),
            Posting(1402, DEPARTMENT, 2025, date(2026, 1, 28)),
            Posting(1403, TOWN, 2025, date(2026, 1, 12)),
            Posting(1404, TOWN, 2025, date(2025, 12, 29)),
            Posting(1405, SUBDISTRICT, 2025, date(2025, 12, 26)),
            Posting(1406, DEPARTMENT, 2024, date(2025, 1, 10)),
            Posting(1407, COUNTY, 2024, date(2025, 3, 20)),
            Posting(1408, TOWN, 2023, date(2024, 1, 5)),
            Posting(1409, SUBDISTRICT, 2025, date(2026, 3, 2), night=2),
        ),
    ),
    SiteScript(
        id="yanyuan",
        name="砚苑县人民政府",
        family=Family.STATIC,
        region=Region(province="甘肃省", prefecture="皋林市", county="砚苑县"),
        per_page=12,
        others=9,
        soft=("砚苑县漪渡镇2020年法治政府建设工作总结",),
        robots="User-agent: *\nDisallow: /manage/\n",
        conditional=True,
        postings=(
            Posting(1501, COUNTY, 2025, date(2026, 2, 26)),
            Posting(1502, TOWN, 2025, date(2026, 2, 4)),
            Posting(1503, TOWN, 2025, date(2026, 1, 21)),
            Posting(1504, DEPARTMENT, 2025, date(2026, 1, 14)),
            Posting(1505, TOWN, 2024, date(2025, 1, 21)),
            Posting(1506, DEPARTMENT, 2024, date(2025, 1, 8)),
            Posting(1507, SUBDISTRICT, 2023, date(2024, 3, 4)),
        ),
    ),
)
