"""The Boda VSB site: pages that count down."""

from datetime import date

from deploy.demo.script.model import COUNTY, DEPARTMENT, TOWN, Posting, SiteScript
from tasks.model.source import Family, Region

YUNWU = SiteScript(
    id="yunwu",
    name="筠坞县人民政府",
    family=Family.VSB,
    region=Region(province="陕西省", prefecture="楸城市", county="筠坞县"),
    per_page=5,
    home="click",
    others=9,
    robots="User-agent: *\nDisallow: /system/\n",
    postings=(
        Posting(1901, COUNTY, 2025, date(2026, 2, 24)),
        Posting(1902, TOWN, 2025, date(2026, 2, 3)),
        Posting(1903, TOWN, 2025, date(2026, 1, 22)),
        Posting(1904, DEPARTMENT, 2025, date(2026, 1, 8)),
        Posting(1905, TOWN, 2024, date(2025, 2, 7)),
        Posting(1906, COUNTY, 2023, date(2024, 3, 1)),
    ),
)
