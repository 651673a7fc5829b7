"""The Hanweb JCMS sites: one of the present form, and an old one whose proxy knows pages only."""

from datetime import date

from deploy.demo.script.model import (
    COUNTY,
    DEPARTMENT,
    PREFECTURE,
    TOWN,
    Posting,
    SiteScript,
)
from tasks.model.source import Family, Region

DANQIAO = SiteScript(
    id="danqiao",
    name="澹桥市人民政府",
    family=Family.JCMS,
    region=Region(province="浙江省", prefecture="澹桥市"),
    per_page=10,
    home="tree",
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
)

JINCHUAN = SiteScript(
    id="jinchuan",
    name="槿川县人民政府",
    family=Family.JCMS,
    region=Region(province="山西省", prefecture="楮城市", county="槿川县"),
    manner="store",
    per_page=6,
    others=9,
    robots="User-agent: *\nDisallow: /manager/\n",
    postings=(
        Posting(2401, COUNTY, 2025, date(2026, 2, 13)),
        Posting(2402, TOWN, 2025, date(2026, 1, 20)),
        Posting(2403, TOWN, 2025, date(2026, 1, 16)),
        Posting(2404, DEPARTMENT, 2024, date(2025, 1, 23)),
        Posting(2405, TOWN, 2023, date(2024, 2, 5)),
    ),
)
