"""Organ identity: whose organ a name means, so that 观胜镇, 荣昌区观胜镇 and 荣昌区观胜镇人民政府 are one.

An organ is its place and what it does there: a government does nothing in particular, a bureau has its trade.
"""

import re
from dataclasses import dataclass

from tasks.model.source import Region
from tasks.report.central_organs import find_central_organ
from tasks.report.organ import split_places
from tasks.report.traditional import simplify_characters

# A government's own words, after its place: 观胜镇|人民政府, 广顺街道|办事处, 万盛经济技术开发区|管委会
_GOVERNMENT = re.compile(
    r"^(?:政府|人民委员会|办事处|街道办|管理委员会|管委会|行政公署|行署)$"
)
# 黄石街 is 黄石街道
_STREET = re.compile(r"街$")
# How bodies are called for short; without their last sign, since some are 局 here and 委 there: 卫健局,
# 卫健委
_SHORT = {
    "教委": "教育委员会",
    "农委": "农业农村委员会",
    "农业农村委": "农业农村委员会",
    "经信委": "经济和信息化委员会",
    "住建委": "住房和城乡建设委员会",
    "住建局": "住房和城乡建设局",
    "卫健委": "卫生健康委员会",
    "卫生健康委": "卫生健康委员会",
    "卫健局": "卫生健康局",
    "发改委": "发展和改革委员会",
    "发改局": "发展和改革局",
    "人社局": "人力资源和社会保障局",
    "文旅局": "文化和旅游局",
    "文旅委": "文化和旅游发展委员会",
    "市场监管局": "市场监督管理局",
    "医保局": "医疗保障局",
    "城管局": "城市管理局",
    "科技局": "科学技术局",
}


@dataclass(frozen=True, slots=True)
class OrganIdentity:
    """An organ's identity: the names of its place from the province down, and what it does there.

    `place` is the last of its own place names, empty for an organ of the State Council; `function` is empty
    for the government itself.
    """

    place: str
    function: str
    places: tuple[str | None, ...]

    @classmethod
    def parse(cls, organ: str, region: Region) -> "OrganIdentity":
        """Parse whose organ a name means, in a region as `find_region` gives it."""
        township = region.township and _STREET.sub("街道", region.township)
        levels = (region.province, region.prefecture, region.county, township)
        name = simplify_characters(organ.rpartition(" ")[2]).replace("人民政府", "政府")
        rest = _cut_places(find_central_organ(name) or name)
        function = "" if _GOVERNMENT.match(rest) else _SHORT.get(rest, rest)
        own = next(filter(None, reversed(levels)), "")
        return cls(own, function, levels)

    @property
    def key(self) -> tuple[str, str]:
        """Give what two names of the same organ always share."""
        return self.place, self.function

    def is_compatible_with(self, other: "OrganIdentity") -> bool:
        """Tell whether two names can mean the same organ: nothing that both say of their place differs."""
        pairs = zip(self.places, other.places, strict=True)
        return self.key == other.key and all(
            one == two or one is None or two is None for one, two in pairs
        )

    def is_same_as(self, other: "OrganIdentity") -> bool:
        """Tell whether two names mean the same organ wherever met: both say the province, or need none."""
        same_province = self.places[0] is not None and self.places[0] == other.places[0]
        return self.is_compatible_with(other) and (same_province or not self.place)


def _cut_places(name: str) -> str:
    """Cut the places out of an organ's name, and what stands before the first.

    What stands between two of them stays: 平川市|公安局|云溪区|分局.
    """
    kept = ""
    for number, place in enumerate(split_places(name)):
        at = name.find(place)
        if at >= 0:
            before = name[:at]
            name = name[at + len(place) :]
            kept += before if number and before != "政府" else ""
    return kept + name
