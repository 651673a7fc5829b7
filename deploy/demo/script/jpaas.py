"""The Hanweb JPAAS site: a list that an API builds."""

from datetime import date

from deploy.demo.script.model import COUNTY, DEPARTMENT, PREFECTURE, Posting, SiteScript
from tasks.model.source import Family, Region

YIZHU = SiteScript(
    id="yizhu",
    name="漪渚市人民政府",
    family=Family.JPAAS,
    region=Region(province="山东省", prefecture="漪渚市"),
    per_page=6,
    home="picture",
    others=10,
    soft=("漪渚市2018年法治政府建设年度报告",),
    robots="User-agent: *\nDisallow: /jsearch/\n",
    postings=(
        Posting(1801, PREFECTURE, 2025, date(2026, 2, 27)),
        Posting(1802, COUNTY, 2025, date(2026, 2, 19)),
        Posting(1803, DEPARTMENT, 2025, date(2026, 1, 30)),
        Posting(1804, DEPARTMENT, 2025, date(2026, 1, 21)),
        Posting(1805, PREFECTURE, 2024, date(2025, 3, 10)),
        Posting(1806, COUNTY, 2023, date(2024, 2, 28)),
    ),
)
