"""Where an organ is: what its name says, completed by what the source says of its site."""

import re

from tasks.model.source import Region
from tasks.report.organ import split_places

_LEVELS = ("province", "prefecture", "county", "township")
_PROVINCE = re.compile(
    r"省$|^(?:内蒙古|广西壮族|西藏|宁夏回族|新疆维吾尔)?自治区$|^(?:北京|天津|上海|重庆)市$|(?:壮族|回族|维吾尔)自治区$"
)
_TOWNSHIP = re.compile(r"(?:街道|镇|乡|苏木)$")
_COUNTY = re.compile(r"(?:区|县|旗)$")
_PREFECTURE = re.compile(r"(?:市|州|盟)$")


def find_region(organ: str | None, site: Region) -> Region:
    """Give the organ's region: names in the organ's own name first, the site's for the levels above them.

    The site's division code holds for the organ only when the organ stands at the site's own level.
    """
    told: dict[str, str] = {}
    for place in split_places(organ or ""):
        if _PROVINCE.search(place):
            told.setdefault("province", place)
        elif _TOWNSHIP.search(place):
            told["township"] = place
        elif _COUNTY.search(place):
            told.setdefault("county", place)
        elif _PREFECTURE.search(place):
            told.setdefault("county" if place == site.county else "prefecture", place)
    known = {level: getattr(site, level) for level in _LEVELS}
    if any(
        known[level] and known[level] != name for level, name in told.items()
    ) or not (told or organ):
        return Region(**told)
    # an organ without a place's name is the site's own; below its own level, the site says nothing of it
    lowest = max((_LEVELS.index(level) for level in told), default=len(_LEVELS) - 1)
    merged = {level: told.get(level) or known[level] for level in _LEVELS[: lowest + 1]}
    same = all(merged.get(level) == name for level, name in known.items())
    return Region(**merged, division_code=site.division_code if same else None)
