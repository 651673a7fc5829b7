"""The TRS sites: one with lists and long pages, one old one in GB2312 that lists in a table."""

from datetime import date

from deploy.demo.script.model import (
    COUNTY,
    DEPARTMENT,
    OF_ANOTHER_TOWN,
    OF_LAST_YEAR,
    SUBDISTRICT,
    TOWN,
    Posting,
    SiteScript,
)
from tasks.model.source import Family, Region

JICHUAN = SiteScript(
    id="jichuan",
    name="霁川县人民政府",
    family=Family.TRS,
    region=Region(province="江西省", prefecture="珞陵市", county="霁川县"),
    per_page=8,
    home="disclosure",
    others=9,
    dead=("霁川县皋泽镇2019年法治政府建设年度报告",),
    postings=(
        Posting(1101, COUNTY, 2025, date(2026, 2, 26), taken_over=OF_LAST_YEAR),
        Posting(1102, TOWN, 2025, date(2026, 1, 30), parts=3),
        Posting(1103, TOWN, 2025, date(2026, 1, 28), taken_over=OF_ANOTHER_TOWN),
        Posting(1104, DEPARTMENT, 2025, date(2026, 1, 22), revised=2),
        Posting(1105, SUBDISTRICT, 2025, date(2025, 12, 30)),
        Posting(1106, TOWN, 2024, date(2025, 2, 11)),
        Posting(1107, COUNTY, 2024, date(2025, 3, 28), taken_over=OF_LAST_YEAR),
        Posting(1108, DEPARTMENT, 2024, date(2025, 1, 17)),
        Posting(1109, TOWN, 2023, date(2024, 1, 23)),
        # Back-dated: it turns up on night 2 between reports that were there before.
        Posting(1110, TOWN, 2024, date(2025, 2, 6), night=2),
        Posting(1111, DEPARTMENT, 2025, date(2026, 3, 4), night=3),
    ),
)

HENGLING = SiteScript(
    id="hengling",
    name="蘅岭区人民政府",
    family=Family.TRS,
    region=Region(province="河北省", prefecture="翎浦市", county="蘅岭区"),
    per_page=7,
    home="choice",
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
)
