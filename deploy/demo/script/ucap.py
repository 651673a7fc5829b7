"""The UCAP sites: one that counts its pages from 1, and one that counts them from 0."""

from datetime import date

from deploy.demo.script.model import (
    COUNTY,
    DEPARTMENT,
    SUBDISTRICT,
    TOWN,
    Posting,
    SiteScript,
)
from tasks.model.source import Family, Region

LIANTING = SiteScript(
    id="lianting",
    name="涟汀区人民政府",
    family=Family.UCAP,
    region=Region(province="湖南省", prefecture="岚浦市", county="涟汀区"),
    per_page=6,
    home="site map",
    others=9,
    dead=("涟汀区杞湾街道2019年法治政府建设情况报告",),
    robots="User-agent: *\nAllow: /\n",
    postings=(
        Posting(1601, COUNTY, 2025, date(2026, 2, 25)),
        Posting(1602, SUBDISTRICT, 2025, date(2026, 2, 6)),
        Posting(1603, SUBDISTRICT, 2025, date(2026, 1, 29)),
        Posting(1604, DEPARTMENT, 2025, date(2026, 1, 16)),
        Posting(1605, TOWN, 2024, date(2025, 1, 22)),
        Posting(1606, DEPARTMENT, 2024, date(2025, 2, 14)),
    ),
)

XIWAN = SiteScript(
    id="xiwan",
    name="樨湾县人民政府",
    family=Family.UCAP,
    region=Region(province="黑龙江省", prefecture="朔岚市", county="樨湾县"),
    manner="from zero",
    per_page=6,
    home="cut words",
    others=8,
    postings=(
        Posting(1701, COUNTY, 2025, date(2026, 2, 11)),
        Posting(1702, TOWN, 2025, date(2026, 1, 23)),
        Posting(1703, TOWN, 2024, date(2025, 1, 17)),
        Posting(1704, DEPARTMENT, 2023, date(2024, 2, 21)),
    ),
)
