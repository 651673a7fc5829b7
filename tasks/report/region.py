"""Where an organ is: what its name says, completed by what the source says of its site."""

import re

from tasks.model.source import Region
from tasks.report.organ import places_in

_PROVINCE = re.compile(
    r"省$|^(?:内蒙古|广西壮族|西藏|宁夏回族|新疆维吾尔)?自治区$|^(?:北京|天津|上海|重庆)市$|(?:壮族|回族|维吾尔)自治区$"
)
_TOWNSHIP = re.compile(r"(?:街道|镇|乡|苏木)$")
_COUNTY = re.compile(r"(?:区|县|旗)$")
_PREFECTURE = re.compile(r"(?:市|州|盟)$")


def region_of(organ: str | None, site: Region) -> Region:
    """Give the organ's region: names in the organ's own name first, the site's for the levels above them.

    The site's division code holds for the organ only when the organ stands at the site's own level.
    """
    told: dict[str, str] = {}
    for place in places_in(organ or ""):
        if _PROVINCE.search(place):
            told.setdefault("province", place)
        elif _TOWNSHIP.search(place):
            told["township"] = place
        elif _COUNTY.search(place):
            told.setdefault("county", place)
        elif _PREFECTURE.search(place):
            told.setdefault("county" if place == site.county else "prefecture", place)
    contradicted = any(getattr(site, level) and getattr(site, level) != name for level, name in told.items())
    if contradicted or not (told or organ):
        return Region(**told)
    known = {level: getattr(site, level) for level in ("province", "prefecture", "county", "township")}
    merged = {level: told.get(level, name) for level, name in known.items()}
    return Region(**merged, division_code=site.division_code if merged == known else None)
