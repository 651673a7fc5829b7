"""The words in which the script is written: postings and sites."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tasks.model.report import OrganKind
from tasks.model.source import Family, Region

TOWN, SUBDISTRICT = OrganKind.TOWN, OrganKind.SUBDISTRICT
COUNTY, PREFECTURE = OrganKind.COUNTY, OrganKind.PREFECTURE
DEPARTMENT, MINISTRY = OrganKind.DEPARTMENT, OrganKind.MINISTRY


class Form(StrEnum):
    """How a report stands on its site: as the page's text, or in files that the page leads to.

    `renditions` is the text, a PDF and a DOCX of it; `parts` a DOCX of the text and two of its annexes;
    `pictures` page images in the body; `direct` a PDF that the list leads to; in `script` a script writes the
    link, in `json` only the list's API tells of the file.
    """

    TEXT = "text"
    PDF = "pdf"
    DOCX = "docx"
    DOC = "doc"
    OFD = "ofd"
    ZIP = "zip"
    SCAN = "scan"
    RENDITIONS = "renditions"
    PARTS = "parts"
    PICTURES = "pictures"
    DIRECT = "direct"
    SCRIPT = "script"
    JSON = "json"


class TableShape(StrEnum):
    """Where a table of numbers says units and years."""

    UNITS_IN_HEAD = "units in head"
    UNITS_IN_ROWS = "units in rows"
    TWO_YEARS = "two years"


@dataclass(frozen=True)
class Posting:
    """One report on a site: written from `seed` for `year`, dated `on`, there from `night` until `gone`.

    `trade` is what a department does, any unless it is given. `parts` is the number of pages that the site
    cuts its article into; `taken_over` is a paragraph that another report of the script holds too, as a clerk
    left it; `shortcoming` is said at the end of what falls short; `table` is the shape of the table of
    numbers that it holds.
    """

    seed: int
    kind: OrganKind
    year: int
    on: date
    night: int = 1
    revised: int | None = None
    gone: int | None = None
    parts: int = 1
    form: Form = Form.TEXT
    trade: str = ""
    taken_over: str = ""
    shortcoming: str = ""
    table: TableShape | None = None


# A town's words, its name included, that a town of another province copies
OF_ANOTHER_TOWN = (
    "芷浦镇把依法治理同乡风文明建设结合起来，由驻村干部、网格员和老党员组成宣讲小队，利用赶集日和农闲时节走村入户，"
    "用乡音土话讲解婚姻家庭、土地流转和防范诈骗的法律知识，引导村民遇事找法、解决问题靠法。"
)
# A county's words on one year, the year included, that it says again on the next
OF_LAST_YEAR = (
    "2024年，全县把法治建设成效纳入综合考核，对工作滞后的单位逐一约谈提醒，督促补齐制度短板、限期整改到位，"
    "并将整改情况作为评先评优和干部任用的重要参考，以严格的责任传导推动各项部署落到实处。"
)
# What a district falls short of in one year and again in the next, in the same words and in others
UNTRAINED = (
    "行政执法队伍专业力量不足，持证执法人员偏少，基层执法骨干流动频繁。",
    "行政执法队伍专业力量依然不足，持证执法人员偏少的状况没有根本改变。",
    "基层行政执法人员专业能力不强，持证上岗的执法力量仍然不足。",
)
# Names laws of which one was repealed in 2021
ON_CONTRACTS = (
    "依据《中华人民共和国合同法》《中华人民共和国政府采购法》，对政府合同的订立和履行开展合法性审查，"
    "未经审查的一律不得签订。"
)


@dataclass(frozen=True)
class SiteScript:
    """One site: its family and place, its reports, how many other documents, and links that lead nowhere.

    `robots` is the text of robots.txt, null when the site has none; `per_page` the length of a list page;
    `manner` names the dialect of its family, where the imitation knows more than one; `home` the way in which
    its home page leads to the column. A `blocked` site answers every request for a page with its firewall's
    notice.
    """

    id: str
    name: str
    family: Family
    region: Region
    postings: tuple[Posting, ...]
    others: int
    per_page: int
    manner: str = ""
    home: str = "menu"
    charset: str = "utf-8"
    dead: tuple[str, ...] = ()
    soft: tuple[str, ...] = ()
    robots: str | None = None
    conditional: bool = False
    blocked: bool = False
