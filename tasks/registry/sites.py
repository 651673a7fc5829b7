"""Whose site it is: by its address, as `data/lookups/sites.csv` has it, else by its own name."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations
from urllib.parse import urlsplit

from tasks.model.divisions import find_township_code
from tasks.model.known_sites import SITES, KnownSite
from tasks.model.report import OrganKind
from tasks.model.source import Region
from tasks.registry.source_files import Divisions

# 荣昌区|人民政府, 南京市|政府, 阿拉善盟|行政公署: what follows the place where a government is meant
_GOVERNMENT = re.compile(r"(?:人民政府|政府|行政公署)?(?:办公[室厅])?$")
# 荣昌区|观胜镇人民政府, 双流区|怡心街道办事处: a place below the county follows
_TOWNSHIP = re.compile(r"([一-鿿]{1,8}?(?:镇|乡|苏木|街道))(?:人民政府|政府|办事处)?$")
# 重庆市|霁川县人民政府, 广东省|霁川市司法局: a place that the divisions do not have;
# 城市管理局 and 市场监管局 hold none
_UNKNOWN_PLACE = re.compile(
    r"[一-鿿]{1,3}(?:自治[州县旗]|[县旗盟州区]|(?<!城)市)(?![场政容域划])"
)
# 荣昌区|司法局, 荣昌区|观胜镇: after a place's name, an organ that is not its government
_OTHER_ORGAN = re.compile(
    r"(?!人民政府|政府)[一-鿿]{1,14}?(?:局|厅|委员会|委|法院|检察院|镇|乡|街道)"
)
_KINDS = {
    "province": OrganKind.PROVINCE,
    "prefecture": OrganKind.PREFECTURE,
    "county": OrganKind.COUNTY,
}

# 荣昌 in 荣昌区: the shortest name that a site's title may call a place by
_SHORTEST = 2
# 荣昌|区, 木里|藏族自治县: what a title may leave out at the end of a place's name
_PLACE_ENDING = re.compile(
    r"(?:[一-鿿]{1,2}族)*(?:自治[区州县旗])$|(?:新区|林区|地区|[省市区县旗州盟])$"
)


@dataclass(frozen=True, slots=True)
class SiteOrgan:
    """Whose site it is: organ, kind and region, each as far as it is known.

    `evidence` says where from, and `doubt` what could not be settled.
    """

    organ: str
    organ_kind: OrganKind | None = None
    region: Region = field(default_factory=Region)
    evidence: str = ""
    doubt: str = ""

    @classmethod
    def from_name(cls, name: str) -> "SiteOrgan | None":
        """Say which organ a site's name names, by the divisions; null when no place begins it."""
        places = _index_places()
        for end in range(len(name), 1, -1):
            codes = places.get(name[:end])
            if codes is None:
                continue
            rest = name[end:]
            if len(codes) > 1:
                doubt = f"{name[:end]} is the name of {len(codes)} places"
                return cls(_name_organ(name, rest), doubt=doubt)
            if _UNKNOWN_PLACE.match(rest):
                doubt = f"{name[:end]} has no place that {rest} could be in"
                return cls(name, doubt=doubt)
            return _make_organ(name, rest, codes[0])
        return None

    @classmethod
    def identify(cls, url: str, names: Sequence[str]) -> "SiteOrgan | None":
        """Say whose site an address belongs to; null when neither its host nor its names are known.

        `names` are those that the site gives itself, the surest first. A place's name that several provinces
        have settles nothing: the organ is given then, without a region, and with the doubt.
        """
        site = _find_site(url)
        if site:
            region = SiteOrgan.make_region(site.division_code)
            return cls(
                site.organ,
                site.organ_kind,
                region,
                f"{urlsplit(url).netloc} is its host",
            )
        doubtful = None
        for name in names:
            found = SiteOrgan.from_name(name)
            if found and not found.doubt:
                return found
            doubtful = doubtful or found
        return doubtful

    @staticmethod
    def make_region(code: str | None) -> Region:
        """Give the region of a division; empty when the code is unknown."""
        names = Divisions.find_names(code) if code else {}
        if names:
            return Region(**names, division_code=code)
        return Region()

    @staticmethod
    def is_named(names: Iterable[str], organ: str) -> bool:
        """Tell whether a site's names name an organ, in full or its place by its short name.

        荣昌区人民政府 is named by 重庆市荣昌区人民政府, 荣昌区政府网 and 中国·荣昌, and not by 荣昌区司法局.
        """
        words = "".join("".join(names).split())
        if organ in words:
            return True
        place, rest = _split_place(organ)
        is_government = _GOVERNMENT.match(rest) is not None
        if not is_government and rest not in words:
            return False
        if place in words:
            after = words[words.index(place) + len(place) :]
            return not (is_government and _OTHER_ORGAN.match(after))
        short = _PLACE_ENDING.sub("", place)
        return len(short) >= _SHORTEST and short in words


def _make_organ(name: str, rest: str, code: str) -> SiteOrgan:
    evidence = f"its name is {name}"
    if _GOVERNMENT.match(rest):
        kind = _KINDS[_find_level(code)]
        return SiteOrgan(
            _name_organ(name, rest), kind, SiteOrgan.make_region(code), evidence
        )
    township = _TOWNSHIP.match(rest)
    if township:
        office = "街道" in township[1]
        kind = OrganKind.SUBDISTRICT if office else OrganKind.TOWN
        region = _make_township_region(code, township[1])
        return SiteOrgan(name, kind, region, evidence)
    return SiteOrgan(name, OrganKind.DEPARTMENT, SiteOrgan.make_region(code), evidence)


def _name_organ(name: str, rest: str) -> str:
    """Write a government's name in full: 荣昌区, 荣昌区政府 and 荣昌区人民政府办公室 are 荣昌区人民政府."""
    if not _GOVERNMENT.match(rest):
        return name
    ending = "行政公署" if rest.startswith("行政公署") else "人民政府"
    return f"{name.removesuffix(rest) if rest else name}{ending}"


def _make_township_region(county: str, township: str) -> Region:
    """Give the region of a township: with its own code where the lookup has it, else without any."""
    code = find_township_code(county, township)
    if code:
        return SiteOrgan.make_region(code)
    return Region(**Divisions.find_names(county), township=township)


def _find_level(code: str) -> str:
    if code[2:6] == "0000":
        return "province"
    if code[4:6] == "00":
        return "prefecture"
    return "county"


@cache
def _index_places() -> Mapping[str, Sequence[str]]:
    """Give the codes that a name may mean: each division's, alone and after those that it belongs to."""
    index: dict[str, list[str]] = {}
    for code in Divisions.load():
        names = list(Divisions.find_names(code).values())
        is_township = code[6:9] != "000"
        if is_township or not names or names[-1] != Divisions.load()[code]:
            continue
        for spelled in _spell_chains(names[:-1], names[-1]):
            index.setdefault(spelled, []).append(code)
    return index


def _spell_chains(above: Sequence[str], name: str) -> Iterable[str]:
    """Spell a place alone and after each choice of the places above it: 张店区, 淄博市张店区, 山东省…."""
    chains = {name}
    for length in range(1, len(above) + 1):
        for chosen in combinations(above, length):
            chains.add("".join(chosen) + name)
    return chains


def _find_site(url: str) -> KnownSite | None:
    """Find the site on whose host, and in whose folder, an address lies; the deepest folder wins."""
    parts = urlsplit(url)
    sites = _index_sites().get(_strip_www(parts.netloc), ())
    for home, site in sites:
        if parts.path.startswith(home):
            return site
    return None


@cache
def _index_sites() -> Mapping[str, Sequence[tuple[str, KnownSite]]]:
    index: dict[str, list[tuple[str, KnownSite]]] = {}
    for site in KnownSite.load_all(SITES):
        parts = urlsplit(site.home)
        known = index.setdefault(_strip_www(parts.netloc), [])
        known.append((parts.path or "/", site))
    for known in index.values():
        known.sort(key=lambda pair: -len(pair[0]))
    return index


def _strip_www(host: str) -> str:
    return host.lower().removeprefix("www.")


def _split_place(organ: str) -> tuple[str, str]:
    """Split an organ's name into its last place's name and what follows: 重庆市荣昌区|司法局 gives 荣昌区."""
    places = _index_places()
    for end in range(len(organ), 1, -1):
        codes = places.get(organ[:end])
        if codes:
            return Divisions.load()[codes[0]], organ[end:]
    government = _LAST_GOVERNMENT.search(organ)
    if government:
        return (organ[: government.start()], government[0])
    return (organ, "")


_LAST_GOVERNMENT = re.compile(r"(?:人民政府|政府|行政公署)$")
