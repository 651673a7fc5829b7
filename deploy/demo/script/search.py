"""The sites that are asked through a search or a sitemap: IGS, the policy library, and a sitemap."""

from datetime import date

from deploy.demo.script.model import (
    COUNTY,
    DEPARTMENT,
    MINISTRY,
    PREFECTURE,
    SUBDISTRICT,
    TOWN,
    Posting,
    SiteScript,
)
from tasks.model.source import Family, Region

SHUJIANG = SiteScript(
    id="shujiang",
    name="澍江市人民政府",
    family=Family.IGS,
    region=Region(province="湖北省", prefecture="澍江市"),
    per_page=5,
    others=8,
    robots="User-agent: *\nDisallow: /igs/admin/\n",
    postings=(
        Posting(2001, PREFECTURE, 2025, date(2026, 2, 26)),
        Posting(2002, COUNTY, 2025, date(2026, 2, 10)),
        Posting(2003, DEPARTMENT, 2025, date(2026, 1, 19)),
        Posting(2004, PREFECTURE, 2024, date(2025, 3, 5)),
        Posting(2005, COUNTY, 2024, date(2025, 2, 26)),
    ),
)

ZHENGCEKU = SiteScript(
    id="zhengceku",
    name="国家政策文件库",
    family=Family.POLICY,
    region=Region(),
    per_page=5,
    home="library",
    others=12,
    robots="User-agent: *\nAllow: /\n",
    postings=(
        Posting(2101, MINISTRY, 2025, date(2026, 2, 27)),
        Posting(2102, MINISTRY, 2025, date(2026, 2, 20)),
        Posting(2103, MINISTRY, 2024, date(2025, 3, 27)),
        Posting(2104, MINISTRY, 2023, date(2024, 3, 29)),
    ),
)

XINGTANG = SiteScript(
    id="xingtang",
    name="荇塘区人民政府",
    family=Family.SITEMAP,
    region=Region(province="江苏省", prefecture="汀浦市", county="荇塘区"),
    per_page=13,
    home="nowhere",
    others=20,
    dead=("荇塘区桐岙街道2020年法治政府建设年度报告",),
    robots="User-agent: *\nDisallow: /admin/\nSitemap: {base}/sitemap.xml\n",
    postings=(
        Posting(2301, COUNTY, 2025, date(2026, 2, 18)),
        Posting(2302, SUBDISTRICT, 2025, date(2026, 2, 2)),
        Posting(2303, TOWN, 2025, date(2026, 1, 15)),
        Posting(2304, DEPARTMENT, 2024, date(2025, 1, 14)),
    ),
)
