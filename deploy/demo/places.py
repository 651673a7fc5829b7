"""Places and organs that do not exist, in provinces that do."""

from dataclasses import dataclass
from random import Random

from tasks.model.report import OrganKind
from tasks.model.source import Region

PROVINCES = (
    "河北省", "山西省", "辽宁省", "江苏省", "浙江省", "安徽省", "福建省", "江西省", "山东省", "河南省",
    "湖北省", "湖南省", "广东省", "四川省", "贵州省", "云南省", "陕西省", "甘肃省", "重庆市", "天津市",
)  # fmt: skip
# Two rare characters make a name that no gazetteer knows.
FIRST = "霁砚棠蘅澹筠翎湄芷珞岫漪璞皋茗隽笙苒汀绮"
SECOND = "川浦陵岭湾桥渡坪岩泽峰溪畔林浔苑"
TRADES = (
    "司法", "市场监督管理", "卫生健康", "教育", "城市管理", "农业农村", "应急管理", "交通运输", "文化和旅游",
    "医疗保障", "住房和城乡建设", "自然资源", "水利", "人力资源和社会保障", "民政",
)  # fmt: skip
MINISTRIES = (
    "国家碳汇计量局",
    "国家冰川保护局",
    "国家古籍保护总局",
    "国家湖泊管理局",
    "远洋渔业部",
    "国家灯塔管理局",
)


@dataclass(frozen=True)
class Organ:
    """One organ that publishes reports.

    `name` is the formal name that signs; `titles` are the forms that stand in titles; `number` the letters of
    its document numbers; the other words are how it speaks: of itself (`me`: 我镇, `whole`: 全镇, `short`:
    棠川镇), of those above and below it, of its party committee.
    """

    kind: OrganKind
    region: Region
    name: str
    short: str
    titles: tuple[str, ...]
    party_name: str | None
    number: str
    me: str
    whole: str
    above: str
    below: str
    party: str
    trade: str = ""

    def slots(self) -> dict[str, str]:
        """Give the organ's words under the names that templates use."""
        return {
            "我": self.me,
            "全": self.whole,
            "上级": self.above,
            "基层": self.below,
            "党委": self.party,
        }


def draw_organ(
    rng: Random, kind: OrganKind, within: Region | None = None, trade: str = ""
) -> Organ:
    """Invent an organ of a kind, inside `within` where its province, prefecture and county are given.

    A department has the given trade, else any.
    """
    region = _fill(rng, kind, within or Region())
    if kind is OrganKind.MINISTRY:
        return _ministry(rng)
    if kind is OrganKind.DEPARTMENT:
        return _department(region, trade or rng.choice(TRADES))
    if kind in (OrganKind.TOWN, OrganKind.SUBDISTRICT):
        return _township(kind, region)
    return _government(kind, region)


def _name(rng: Random) -> str:
    return rng.choice(FIRST) + rng.choice(SECOND)


def _fill(rng: Random, kind: OrganKind, given: Region) -> Region:
    """Name the levels down to the organ's own.

    A department stands at the level that `given` ends at, or any.
    """
    province = given.province or rng.choice(
        PROVINCES[:-2] if kind is OrganKind.PREFECTURE else PROVINCES
    )
    prefecture = given.prefecture or (
        None if province.endswith("市") else _name(rng) + "市"
    )
    suffix = "区" if province.endswith("市") or rng.random() < 0.4 else "县"
    county = given.county or _name(rng) + suffix
    township = _name(rng) + ("镇" if kind is OrganKind.TOWN else "街道")
    depth = {OrganKind.PROVINCE: 1, OrganKind.PREFECTURE: 2, OrganKind.COUNTY: 3}.get(
        kind, 4
    )
    if kind is OrganKind.DEPARTMENT:
        depth = (
            3
            if given.county or prefecture is None
            else rng.choice((3, 3, 2) if given.prefecture else (3, 3, 3, 2, 1))
        )
    return Region(
        province=province,
        prefecture=prefecture if depth > 1 else None,
        county=county if depth > 2 else None,
        township=township if depth > 3 else None,
    )


def _above(region: Region) -> str:
    """Name the committee and government that a region's organs answer to: 县委、县政府."""
    place = region.county or region.prefecture or region.province or ""
    return f"{place[-1]}委、{place[-1]}政府"


def _ministry(rng: Random) -> Organ:
    name = rng.choice(MINISTRIES)
    me = "我局" if name.endswith("局") else "我部"
    party = "局党组" if me == "我局" else "部党组"
    return Organ(
        kind=OrganKind.MINISTRY, region=Region(), name=name, short=name, titles=(name,), party_name=None,
        number=name.removeprefix("国家")[0] + "法发", me=me, whole="全系统", above="党中央、国务院",
        below="各司局", party=party,
    )  # fmt: skip


def _department(region: Region, trade: str) -> Organ:
    place = region.county or region.prefecture or region.province or ""
    name = f"{place}{trade}{'厅' if region.prefecture is None and region.county is None else '局'}"
    parent = region.prefecture if region.county else None
    return Organ(
        kind=OrganKind.DEPARTMENT, region=region, name=name, short=name,
        titles=(name, name, parent + name) if parent else (name,), party_name=None,
        number=f"{place[0]}{trade[0]}发", me="我" + name[-1], whole="全系统", above=_above(region),
        below="各科室", party=name[-1] + "党组", trade=trade,
    )  # fmt: skip


def _township(kind: OrganKind, region: Region) -> Organ:
    county, town = region.county or "", region.township or ""
    above = _above(region)
    if kind is OrganKind.TOWN:
        return Organ(
            kind=kind, region=region, name=f"{county}{town}人民政府", short=town,
            titles=(town, county + town, f"{county}{town}人民政府", f"{town}人民政府"),
            party_name=f"中共{county}{town}委员会", number=f"{town[0]}政发",
            me="我镇", whole="全镇", above=above, below="各村（社区）", party="镇党委",
        )  # fmt: skip
    office = f"{county}人民政府{town}办事处"
    return Organ(
        kind=kind, region=region, name=office, short=town,
        titles=(town, county + town, office, f"{town}办事处"),
        party_name=f"中共{county}{town}工作委员会", number=f"{town[0]}办发", me="我街道", whole="全街道",
        above=above, below="各社区", party="街道党工委",
    )  # fmt: skip


def _government(kind: OrganKind, region: Region) -> Organ:
    place = region.county or region.prefecture or region.province or ""
    last = place[-1]
    name = f"{place}人民政府"
    parent = region.prefecture if region.county else None
    above = {
        OrganKind.PROVINCE: "党中央、国务院",
        OrganKind.PREFECTURE: "省委、省政府",
        OrganKind.COUNTY: "市委、市政府",
    }[kind]
    below = {
        OrganKind.PROVINCE: "各地各部门",
        OrganKind.PREFECTURE: "各县（市、区）",
        OrganKind.COUNTY: "各镇街",
    }[kind]
    return Organ(
        kind=kind, region=region, name=name, short=place,
        titles=(place, name, parent + name) if parent else (place, name), party_name=f"中共{place}委员会",
        number=f"{place[0]}政发", me="我" + last, whole="全" + last, above=above, below=below,
        party=last + "委",
    )  # fmt: skip
