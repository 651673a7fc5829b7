"""The gkmlpt site: more than a hundred documents."""

from datetime import date

from deploy.demo.script.model import (
    COUNTY,
    DEPARTMENT,
    OF_ANOTHER_TOWN,
    SUBDISTRICT,
    TOWN,
    Posting,
    SiteScript,
)
from tasks.model.source import Family, Region

MEIYUAN = SiteScript(
    id="meiyuan",
    name="湄原区人民政府",
    family=Family.GKMLPT,
    region=Region(province="广东省", prefecture="绮湾市", county="湄原区"),
    per_page=100,
    home="platform",
    others=103,
    dead=("湄原区芷畔街道2018年法治政府建设年度报告",),
    robots="User-agent: *\nDisallow:\n",
    postings=(
        Posting(1401, COUNTY, 2025, date(2026, 2, 27)),
        Posting(1402, DEPARTMENT, 2025, date(2026, 1, 28)),
        Posting(1403, TOWN, 2025, date(2026, 1, 12), taken_over=OF_ANOTHER_TOWN),
        Posting(1404, TOWN, 2025, date(2025, 12, 29)),
        Posting(1405, SUBDISTRICT, 2025, date(2025, 12, 26)),
        Posting(1406, DEPARTMENT, 2024, date(2025, 1, 10)),
        Posting(1407, COUNTY, 2024, date(2025, 3, 20)),
        Posting(1408, TOWN, 2023, date(2024, 1, 5)),
        Posting(1409, SUBDISTRICT, 2025, date(2026, 3, 2), night=2),
    ),
)
