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
    """Find the organ's region: names in the organ's own name first, the site's for the levels above them.

    The site's division code holds for the organ only when the organ stands at the site's own level.
    """
    own = _classify_places(organ or "", site)
    of_site = {level: getattr(site, level) for level in _LEVELS}
    elsewhere = any(
        of_site[level] and of_site[level] != name for level, name in own.items()
    )
    if elsewhere or not (own or organ):
        return Region(**own)
    # an organ without a place's name is the site's own; below its own level, the site says nothing of it
    lowest = max(map(_LEVELS.index, own), default=len(_LEVELS) - 1)
    merged = {
        level: own.get(level) or of_site[level] for level in _LEVELS[: lowest + 1]
    }
    is_site = all(merged.get(level) == name for level, name in of_site.items())
    return Region(**merged, division_code=site.division_code if is_site else None)


def _classify_places(organ: str, site: Region) -> dict[str, str]:
    """Give each place of an organ's name its level; a city that the site calls a county is one: 县级市."""
    places: dict[str, str] = {}
    for place in split_places(organ):
        if _PROVINCE.search(place):
            places.setdefault("province", place)
        elif _TOWNSHIP.search(place):
            places["township"] = place
        elif _COUNTY.search(place) or place == site.county:
            places.setdefault("county", place)
        elif _PREFECTURE.search(place):
            places.setdefault("prefecture", place)
    return places
