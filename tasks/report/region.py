"""Where an organ is: what its name says, completed by what the source says of its site."""

from tasks.model.source import Region
from tasks.report.divisions import is_inside
from tasks.report.organ import list_places

_LEVELS = ("province", "prefecture", "county", "township")


def find_region(organ: str | None, site: Region) -> Region:
    """Find the organ's region: names in the organ's own name first, the site's for the levels above them.

    The site's division code holds for the organ only when the organ stands at the site's own level.
    """
    own = _classify_places(organ or "", site)
    of_site = {level: getattr(site, level) for level in _LEVELS}
    if _is_elsewhere(own, of_site) or not (own or organ):
        return Region(**own)
    # an organ without a place's name is the site's own; below its own level, the site says nothing of it
    lowest = max(map(_LEVELS.index, own), default=len(_LEVELS) - 1)
    merged = {
        level: own.get(level) or of_site[level] for level in _LEVELS[: lowest + 1]
    }
    is_site = all(merged.get(level) == name for level, name in of_site.items())
    return Region(**merged, division_code=site.division_code if is_site else None)


def _is_elsewhere(own: dict[str, str], of_site: dict[str, str | None]) -> bool:
    """Tell whether an organ's own places, or the divisions that they belong to, are none of the site's."""
    for level, name in own.items():
        if of_site[level] and of_site[level] != name:
            return True
    lowest = own.get("county") or own.get("prefecture")
    for level in ("province", "prefecture"):
        above = of_site[level]
        if lowest and above and is_inside(lowest, level, above) is False:
            return True
    return False


def _classify_places(organ: str, site: Region) -> dict[str, str]:
    """Give each place of an organ's name its level; a city that the site calls a county is one: 县级市."""
    places: dict[str, str] = {}
    for place in list_places(organ):
        is_county = place.name == site.county
        level = "county" if is_county else place.level
        if level == "township":
            places[level] = place.name
        else:
            places.setdefault(level, place.name)
    return places
