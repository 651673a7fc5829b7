"""The sites whose reports are files.

Attachments of every kind, scans, lists that lead to a PDF, files told in JSON.
"""

from datetime import date

from deploy.demo.script.model import (
    COUNTY,
    DEPARTMENT,
    SUBDISTRICT,
    TOWN,
    Form,
    Posting,
    SiteScript,
    TableShape,
)
from tasks.model.source import Family, Region

TINGHENG = SiteScript(
    id="tingheng",
    name="汀蘅县人民政府",
    family=Family.STATIC,
    region=Region(province="湖南省", prefecture="苕岸市", county="汀蘅县"),
    per_page=12,
    others=8,
    robots="User-agent: *\nDisallow:\n",
    postings=(
        Posting(2601, COUNTY, 2025, date(2026, 2, 26), form=Form.RENDITIONS),
        Posting(
            2602,
            TOWN,
            2025,
            date(2026, 2, 10),
            form=Form.PDF,
            table=TableShape.TWO_YEARS,
        ),
        Posting(
            2603,
            TOWN,
            2025,
            date(2026, 2, 3),
            form=Form.DOCX,
            table=TableShape.UNITS_IN_ROWS,
        ),
        Posting(2604, DEPARTMENT, 2025, date(2026, 1, 30), form=Form.DOC),
        Posting(2605, SUBDISTRICT, 2025, date(2026, 1, 27), form=Form.OFD),
        Posting(2606, TOWN, 2025, date(2026, 1, 22), form=Form.PARTS),
        Posting(2607, DEPARTMENT, 2025, date(2026, 1, 15), form=Form.ZIP),
        Posting(2901, TOWN, 2024, date(2025, 2, 6), form=Form.SCAN),
        Posting(2639, TOWN, 2024, date(2025, 1, 21), form=Form.PICTURES),
        Posting(2610, SUBDISTRICT, 2024, date(2025, 1, 16), form=Form.DIRECT),
        Posting(2611, DEPARTMENT, 2024, date(2025, 1, 9), form=Form.SCRIPT),
    ),
)

LINGPU = SiteScript(
    id="lingpu",
    name="苓浦区人民政府",
    family=Family.GKMLPT,
    region=Region(province="广东省", prefecture="绮湾市", county="苓浦区"),
    per_page=100,
    home="platform",
    others=8,
    robots="User-agent: *\nDisallow:\n",
    postings=(
        Posting(2701, COUNTY, 2025, date(2026, 2, 25)),
        Posting(2702, TOWN, 2025, date(2026, 1, 20), form=Form.JSON),
        Posting(2703, SUBDISTRICT, 2025, date(2026, 1, 13), form=Form.JSON),
    ),
)
