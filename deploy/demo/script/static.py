"""The sites of their own making: a plain list, and one inside a frame."""

from datetime import date

from deploy.demo.script.model import (
    COUNTY,
    DEPARTMENT,
    SUBDISTRICT,
    TOWN,
    Posting,
    SiteScript,
    TableShape,
)
from tasks.model.source import Family, Region

YANYUAN = SiteScript(
    id="yanyuan",
    name="砚苑县人民政府",
    family=Family.STATIC,
    region=Region(province="甘肃省", prefecture="皋林市", county="砚苑县"),
    per_page=12,
    home="years",
    others=9,
    soft=("砚苑县漪渡镇2020年法治政府建设工作总结",),
    robots="User-agent: *\nDisallow: /manage/\n",
    conditional=True,
    postings=(
        Posting(1501, COUNTY, 2025, date(2026, 2, 26), table=TableShape.UNITS_IN_HEAD),
        Posting(1502, TOWN, 2025, date(2026, 2, 4), table=TableShape.TWO_YEARS),
        Posting(1503, TOWN, 2025, date(2026, 1, 21)),
        Posting(1504, DEPARTMENT, 2025, date(2026, 1, 14)),
        Posting(1505, TOWN, 2024, date(2025, 1, 21)),
        Posting(1506, DEPARTMENT, 2024, date(2025, 1, 8)),
        Posting(1507, SUBDISTRICT, 2023, date(2024, 3, 4)),
    ),
)

CHANGHE = SiteScript(
    id="changhe",
    name="菖河区人民政府",
    family=Family.IFRAME,
    region=Region(province="安徽省", prefecture="槐浦市", county="菖河区"),
    per_page=7,
    home="map",
    others=9,
    robots="User-agent: *\nDisallow: /tj/\n",
    postings=(
        Posting(2201, COUNTY, 2025, date(2026, 2, 12)),
        Posting(2202, SUBDISTRICT, 2025, date(2026, 1, 27)),
        Posting(2203, TOWN, 2025, date(2026, 1, 13)),
        Posting(2204, SUBDISTRICT, 2024, date(2025, 2, 18)),
        Posting(2205, DEPARTMENT, 2023, date(2024, 1, 30)),
    ),
)
