"""What became of every number that a text prints: a quantity, another thing that is recognised, or nothing.

Numbers are runs of digits, and Chinese numerals that may count: of two signs or more (十二, 三五), or one
before a measure word (八个). 一 alone, and a numeral inside a word (统一, 四川), is none.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, groupby
from operator import itemgetter

from tasks.model.catalogue import make_issue
from tasks.model.cpu_limit import check_cpu
from tasks.model.issue import Issue
from tasks.model.report import Quantity
from tasks.model.traditional import simplify_prose
from tasks.report.cells import CellWords
from tasks.report.numbers import find_name_end, find_names
from tasks.report.table_relations import HeadedTable


class DigitKind(StrEnum):
    """What a run of digits was read as; `unread` where nothing is recognised.

    `cell` is what a table's cell holds that counts nothing: the number of a row, a rank, the year of a head.
    """

    QUANTITY = "quantity"
    DATE = "date"
    SPAN = "span"
    DOCUMENT = "document"
    ORDINAL = "ordinal"
    LABEL = "label"
    SESSION = "session"
    PLAN = "plan"
    NAME = "name"
    QUOTED = "quoted"
    CODE = "code"
    TELEPHONE = "telephone"
    PAGE = "page"
    FOOTNOTE = "footnote"
    SHARE = "share"
    VAGUE = "vague"
    BEFORE = "before"
    CELL = "cell"
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class _DigitRun:
    """One run of digits or numerals in a clean text, and what it was read as."""

    start: int
    end: int
    kind: DigitKind

    def describe_place(self, text: str) -> str:
        """Give the digits with a few words of their line around them."""
        first = max(self.start - _BEFORE_PLACE, 0)
        before = text[first : self.start]
        before = before.rpartition("\n")[2]
        last = self.end + _BEHIND_PLACE
        behind = text[self.end : last]
        behind = behind.partition("\n")[0]
        printed = text[self.start : self.end]
        printed = printed[:_LONGEST_PRINTED]
        place = f"{before}{printed}{behind}"
        return place.replace("\t", " ")


@dataclass(frozen=True, slots=True)
class _Rule:
    """How things of some kinds look: what stands right before the first digit, and they from there on.

    Each kind has its group of `itself`.
    """

    kinds: Sequence[DigitKind]
    before: re.Pattern[str] | None
    itself: re.Pattern[str]

    def match(self, text: str, start: int) -> re.Match[str] | None:
        """Match the thing whose first digit stands at an offset."""
        if self.before is not None:
            first = max(start - _LONGEST_BEFORE, 0)
            if not self.before.search(text, first, start):
                return None
        return self.itself.match(text, start)


_LONGEST_BEFORE = 24
_CHINESE = "[〇○零一二两三四五六七八九十廿卅百千万亿]"
_N = rf"(?:\d+|{_CHINESE}{{1,12}})"
_YEAR = r"(?:19|20)\d\d"
_CHINESE_YEAR = "[一二][九〇○零][〇○零一二三四五六七八九]{2}"
_TO = "[-—–~～－至到]+"
_CLOCK = r"\d{1,2}(?:[:：]\d{2}(?:[:：]\d{2})?|[时点](?:\d{1,2}分?|半|整)?)(?!\d)"
# What is no part of a longer number
_END = r"(?![\d.]\d|\d)"
# Each kind with how it looks before its first digit and from there on, an example beside it. The first that
# fits holds; digits up to its end are its own.
_LOOKS: tuple[tuple[DigitKind, str, str], ...] = (
    # 41[1]件, 【2】, [1,2], 41（注1）件
    (DigitKind.FOOTNOTE, r"[\[［【]$", r"\d{1,2}(?:[,，、-]\d{1,2})?[\]］】]"),
    (DigitKind.FOOTNOTE, r"[\[［【（(]注$", r"\d{1,2}[\]］】）)]"),
    # 第3页, 共10页
    (DigitKind.PAGE, r"[第共]$", r"\d+页"),
    # 双建办〔2024〕17号, （2024）平行初字第31号, [2024]第5号, 2023年第4号
    (
        DigitKind.DOCUMENT,
        "",
        rf"{_YEAR}(?:[〕\]］）)】]|年)[^\s，。；、〔]{{0,12}}?\d+(?:[-—]\d+)?号",
    ),
    # 国务院令第713号, 17号文件, 第701号令
    (DigitKind.DOCUMENT, "", rf"{_N}(?:(?:、|{_TO}){_N}){{0,5}}号(?!楼|院)"),
    # 从120压减至30项, 由5增加到8件
    (
        DigitKind.BEFORE,
        r"[从由][^，。；：\d]{0,20}$",
        r"\d+(?:\.\d+)?[万亿]?(?:[增减降升提压扩缩上下调变精][^，。；：\d]{0,8}?)?[至到为](?=[^，。；：]{0,12}\d)",
    ),
    # 2024-03-26 14:51, 2024年3月26日, 2024.3
    (
        DigitKind.DATE,
        "",
        rf"{_YEAR}[-—–./／年]\d{{1,2}}(?!\d)(?:[-—–./／月]\d{{1,2}}(?!\d)日?)?月?[\s-]?(?:{_CLOCK})?(?!\d)",
    ),
    # 2021—2025年, 2024年, （2021-2025）, 2024法治, 2024 年度
    (
        DigitKind.DATE,
        "",
        rf"{_YEAR}(?:年(?:度|初|末|底)?)?{_TO}(?:{_YEAR}|\d\d(?=年))(?!\d)年?",
    ),
    (DigitKind.DATE, "", rf"{_YEAR}(?:[、和及与]{_YEAR}){{0,6}} ?年"),
    (
        DigitKind.DATE,
        "",
        rf"{_YEAR}(?=度|法治|依法|工作|报告|[)）\]］〕】》”\"\s，。、；：,;]|$)",
    ),
    # 二〇二四年一月五日, 十二月, 三月五日
    (
        DigitKind.DATE,
        "",
        rf"{_CHINESE_YEAR}年(?:度|{_CHINESE}{{1,2}}月(?:{_CHINESE}{{1,3}}日)?)?",
    ),
    # 1—10月, 3月15日, 11、12月份, 9月1—30日, 十一月三十日
    (
        DigitKind.DATE,
        "",
        rf"{_N}(?:月份?)?(?:{_TO}{_N}|(?:、{_N}){{1,5}})月份?(?:{_N}日)?",
    ),
    (
        DigitKind.DATE,
        "",
        rf"{_N}月(?:份|{_N}(?:{_TO}{_N}|(?:、{_N}){{1,5}})?[日号])?(?:[-—]{_N}月{_N}日)?",
    ),
    # 14:51, 9时30分
    (DigitKind.DATE, "", _CLOCK),
    (
        DigitKind.DATE,
        "",
        r"[一二三四五六七八九十]{1,3}[时点](?:半|整|[一二三四五]?十?[一二三四五六七八九]?分)",
    ),
    # A4, V2.0, GB/T 28001-2011, ISO9001, H7N9
    (DigitKind.CODE, r"[A-Za-z][-_./ ]?$", r"\d[\dA-Za-z.\-/]*"),
    # 三年行动, 近5年, 30日内, 70周年, 二十世纪, 90年代, 一季度, 18周岁, 3—5年, 1年以上, 3个多月, 两周
    (
        DigitKind.SPAN,
        "",
        rf"{_N}(?:\.\d+)?(?:余|多)?(?:{_TO}{_N}|、{_N})?个?(?:多|余)?(?:周?年|日|天|周岁?|岁|季度|世纪|年代|小时|分钟|秒|月)",
    ),
    # “八五”普法, 十四五规划
    (
        DigitKind.PLAN,
        "",
        "(?:[一二三四五六七八九]|十[一二三四五六])五(?!个|次|件|名|家|项|条|人)",
    ),
    # 十届六次全会, 二十届三中全会, 十九届四中、五中全会, 党的二十大, 14届
    (
        DigitKind.SESSION,
        "",
        rf"{_N}届(?:{_N}[次中](?:[、和及]{_N}[次中]){{0,5}})?|{_N}中(?:[、和及]{_N}中){{0,5}}全会|{_N}次全会|"
        r"(?:二十|十[六七八九])大",
    ),
    (DigitKind.SESSION, "届[^，。；]{0,12}$", rf"{_N}[中次]"),
    # 第33条, 第三、四款, 第三方, 第2名, 第1—3项
    (
        DigitKind.ORDINAL,
        "第$",
        rf"{_N}(?:(?:[、和及至到或]|{_TO})第?{_N}(?=[条款项章节编批期位名])){{0,9}}",
    ),
    # 第三百条之一, 其二, 之三, 前三, 排名前10, 列第2
    (DigitKind.ORDINAL, "(?:其|之|前|初)$", _N),
    # 第20条第二款、三项
    (DigitKind.ORDINAL, rf"第{_N}[条款项章]、$", rf"{_N}[条款项章]"),
    # 1+3+N, 1个中心+5个站点, “3+X”, 1+
    (DigitKind.NAME, "", rf"{_N}[^，。；：\d]{{0,8}}[+＋]"),
    (DigitKind.NAME, r"[+＋][^，。；：\d]{0,8}$", rf"{_N}"),
    # 3·15, 4.15国家安全教育日
    (DigitKind.NAME, "", r"\d{1,2}[·•‧・∙]\d{1,2}(?!\d)"),
    (
        DigitKind.NAME,
        "",
        r"\d{1,2}[.．]\d{1,2}(?=[”\"’]|国家|全国|国际|世界|消费者|宪法|安全|禁毒|宣传|主题|妇女|普法|法治|日)",
    ),
    # 五四宪法日, 三八妇女节, 七一建党节, 九一八
    (
        DigitKind.NAME,
        "",
        "九一八|十一(?=假|期间|黄金周)|(?:三八|五一|五四|六一|七一|八一|十一)(?=[^一-龥]?[一-龥]{0,4}(?:节|日))",
    ),
    # 4个1, 三个一, 3个100%
    (DigitKind.NAME, "", rf"{_N}个(?:1|100%|一)(?!\d)"),
    # 1村1顾问, 1企1策, 1对1
    (DigitKind.NAME, "", r"1[^\d，。；、\s]{1,6}[1一多N](?!\d)|\d对\d(?!\d)"),
    # 7×24小时, 5×8
    (DigitKind.NAME, "", r"\d[×xX*]\d+(?:小时)?"),
    # 2.0版, 3.0时代, 5星级, 3级, 360度
    (
        DigitKind.NAME,
        "",
        rf"\d{{1,2}}\.\d(?=版|时代)|\d{{1,2}}(?:星|级|型|代(?!表)|类)|360度|{_N}(?:室|楼|栋|单元|号楼|号院)",
    ),
    # http://www.example.gov.cn/art/2024/1/5/art_1.html
    (
        DigitKind.CODE,
        r"[A-Za-z][A-Za-z0-9_./@:?=&%-]{0,22}[./@:?=&_-]$",
        r"\d[\w./?=&%-]*",
    ),
    # 5G, 4S店, 3D
    (DigitKind.CODE, "", r"\d[\d.]{0,64}+[A-Za-z][A-Za-z0-9]*"),
    # (020)83123456
    (DigitKind.TELEPHONE, "[（(]$", r"0\d{2,3}[)）] ?\d{7,8}"),
    # 0571-88888888, 400-800-1234, 13800000000, 电话：88888888转8001
    (
        DigitKind.TELEPHONE,
        "",
        r"0\d{2,3} ?[-—－] ?\d{6,8}(?!\d)(?:转\d+)?|400[-—]?\d{3}[-—]?\d{4}|1[3-9]\d{9}(?!\d)",
    ),
    (
        DigitKind.TELEPHONE,
        r"(?:电话|热线|传真|手机|拨打|联系方式|联系人)[^，。；\n\d]{0,8}$",
        r"\d{5,12}(?:[-—转]\d+)?",
    ),
    # 12345热线, 12348、12315, 110报警, 96110专线
    (DigitKind.TELEPHONE, "", r"123\d\d(?![\d.万亿余多])"),
    (
        DigitKind.TELEPHONE,
        "",
        r"(?:110|119|120|122|9[56]\d{3,4})(?=、|[^，。；、\d]{0,4}(?:报警|急救|热线|专线|平台|电话|服务|接处警|警情|联动))",
    ),
    # 信用代码, 索引号：11330000/2024-0012, 浏览次数：123, 邮编：100000
    (
        DigitKind.CODE,
        r"(?:索引号|信用代码|编号|邮编|邮政编码|账号|备案|文号|序号|案号|标识码)[^，。；\n]{0,14}$|(?:浏览|点击|阅读|访问|下载)(?:次数|数|量)?[:：]$",
        r"\d[\w./-]*",
    ),
    (DigitKind.CODE, "", r"\d{9,40}(?!\d)"),
    # 一、 （二） 1. 1、 (1) 1） at the head of a line or of a clause; （1） anywhere
    (
        DigitKind.LABEL,
        r"(?:^|[\n。；：;:！？”])[（(〔]?$",
        rf"{_N}(?:[)）〕]|[、.．﹒](?!\d))",
    ),
    (
        DigitKind.LABEL,
        r"(?:^|\n)$",
        r"\d{1,2}[.．](?=\d{1,2}[.．]|\d)|\d{1,2}(?:[.．]\d{1,2}){1,3}[.．]?(?=[一-龥])",
    ),
    (DigitKind.LABEL, "[（(〔]$", rf"{_N}[)）〕]"),
    # 着力解决1.底数不清；2.措施不实
    (DigitKind.LABEL, "", r"\d{1,2}[.．](?=[一-龥])"),
    (
        DigitKind.LABEL,
        r"(?:^|[\n。；：，;:,！？”])$",
        "[一二三四五六七八九十]{1,3}[是要](?=[^否])",
    ),
    # — 3 —, 3/12 on a line of their own
    (
        DigitKind.PAGE,
        r"(?:^|\n)[-—–·\s]*$",
        r"\d{1,3}(?: ?[-—–·]+| ?/ ?\d{1,3}) ?(?=\n|$)",
    ),
    (DigitKind.PAGE, r"(?:^|\n)\d{1,3} ?/ ?$", r"\d{1,3}(?=\n|$)"),
    # 三分之二, 1/3, 八成以上, 翻两番, 1:3, 六四开
    (
        DigitKind.SHARE,
        "",
        rf"{_N}分之{_N}|[1-9]/\d{{1,2}}(?![\d/件人家])|[一二两三四五六七八九\d]成(?![员立效果功为长本都])",
    ),
    (DigitKind.SHARE, "翻了?$", rf"{_N}番"),
    (DigitKind.SHARE, "分之$", rf"{_N}"),
    (DigitKind.SHARE, "", r"\d+(?:\.\d+)?[:：∶]\d+(?:\.\d+)?" + _END),
    # 数十次, 几百, 七八家, 三四十人, 成千上万, 百十个
    (DigitKind.VAGUE, "[数几上成好]$", "[十百千万亿]{1,3}"),
    (
        DigitKind.VAGUE,
        "",
        "[十百千万]{1,2}[几数]|[一二两三四五六七八九]{2}[十百千万]{0,2}(?=[个名家次件人年天户项场位条万部])",
    ),
    # 千万, 万一, 三三两两, 千千万万, 百万大军, 三令五申
    (
        DigitKind.NAME,
        "",
        "千千万万|三三两两|[百千]万(?=[市群居职农学]|工程|行动|雄|大)|千万(?!元)|万[一千]|一一|百千万|十十|万万|三五成群|一二",
    ),
    # 三道沟镇, 二七区, 五里桥街道, 八里村
    (
        DigitKind.NAME,
        "",
        rf"{_CHINESE}{{1,3}}[一-龥]{{0,3}}(?:镇|乡|村|街道|社区|路|街|区|县|河|湾|沟|桥|山|庄|屯|店|峡|渠|岭|口)(?![级个])",
    ),
)


def _compile_rules() -> Iterator[_Rule]:
    """Compile the looks that follow each other and have the same before them as one."""
    for before, group in groupby(_LOOKS, key=itemgetter(1)):
        looks = list(group)
        kinds = [look[0] for look in looks]
        itself = re.compile("|".join(f"({look[2]})" for look in looks))
        yield _Rule(kinds, re.compile(before) if before else None, itself)


_RULES = tuple(_compile_rules())
_NUMERAL_SIGNS = "〇零一二两三四五六七八九十廿卅百千万亿"
_RUN = re.compile(
    rf"[0-9{_NUMERAL_SIGNS}](?:(?<=[0-9])[0-9]*(?:,[0-9]{{3}})*(?:\.[0-9]+)?|(?<![0-9])[{_NUMERAL_SIGNS}]*)"
)
_MEASURE_WORDS = (
    "个|人次|家次|户次|批次|件|名|位|起|宗|份|册|条|项|家|户|次|场|期|批|处|所|座|支|台|辆|部|套|例|类|种|轮|篇|堂|元|天|"
    "倍|人|小时|门|面|站|节|道|段|集|块|只|组|对|张|封|幅|本"
)
# A numeral that may count: of several signs, or before a measure word; 一 and 万 alone are words.
_MAY_COUNT = re.compile(rf"{_CHINESE}{{2}}|[二两三四五六七八九十](?:{_MEASURE_WORDS})")
_OPENING_MARKS = frozenset('“‘「《〈"')
# Places named in the issue at most, and the signs around each.
_MOST_PLACES = 8
_BEFORE_PLACE, _BEHIND_PLACE = 6, 8
_LONGEST_PRINTED = 40


def account_for_digits(
    text: str, quantities: Iterable[Quantity], tables: Iterable[HeadedTable] = ()
) -> list[_DigitRun]:
    """Say of every run of digits and numerals in a clean text what it was read as, in order."""
    plain = simplify_prose(text)
    kinds = _mark_cells(tables) | _mark_known(plain, quantities)
    runs: list[_DigitRun] = []
    reached = 0
    last = DigitKind.UNREAD
    for run in _RUN.finditer(plain):
        check_cpu()
        start, end = run.span()
        if not plain[start].isdecimal() and not _MAY_COUNT.match(plain, start):
            continue
        kind = kinds.get(start)
        if kind is None and start < reached:
            kind = last
        elif kind is None:
            kind, reached = _recognize(plain, start)
            last = kind
        runs.append(_DigitRun(start, end, kind))
    return runs


def _mark_cells(tables: Iterable[HeadedTable]) -> dict[int, DigitKind]:
    """Map the offsets inside cells that are a number, and count nothing, to their kind."""
    kinds: dict[int, DigitKind] = {}
    for table in tables:
        for headed in table.cells:
            if not headed.counts and CellWords.is_numeric(headed.cell.text):
                span = range(headed.cell.start, headed.cell.end)
                kinds.update(dict.fromkeys(span, DigitKind.CELL))
    return kinds


def _mark_known(text: str, quantities: Iterable[Quantity]) -> dict[int, DigitKind]:
    """Map the offsets inside quantities and quotations to their kind; quantities come first."""
    kinds: dict[int, DigitKind] = {}
    for start, end in find_names(text):
        is_quoted = text[start] in _OPENING_MARKS
        kind = DigitKind.QUOTED if is_quoted else DigitKind.SESSION
        kinds.update(dict.fromkeys(range(start, end), kind))
    for quantity in quantities:
        span = range(quantity.start, quantity.end)
        kinds.update(dict.fromkeys(span, DigitKind.QUANTITY))
    return kinds


def _recognize(text: str, start: int) -> tuple[DigitKind, int]:
    """Recognize what begins with the digit at an offset, and where it ends."""
    name_end = find_name_end(text, start)
    if name_end is not None:
        return DigitKind.NAME, name_end
    for rule in _RULES:
        match = rule.match(text, start)
        if match:
            return rule.kinds[(match.lastindex or 1) - 1], match.end()
    return DigitKind.UNREAD, start


def check_digits(
    text: str, quantities: Iterable[Quantity], tables: Sequence[HeadedTable] = ()
) -> Iterator[Issue]:
    """Yield one issue for all digits of a report that were read as nothing, with the words around them.

    Those of a table of which no number was read are told with it.
    """
    runs = account_for_digits(text, quantities, tables)
    spans = (range(table.start, table.end) for table in tables if table.is_unread)
    in_unread_tables = set(chain.from_iterable(spans))
    unread = [
        run
        for run in runs
        if run.kind is DigitKind.UNREAD and run.start not in in_unread_tables
    ]
    if not unread:
        return
    places = [run.describe_place(text) for run in unread]
    yield make_issue(
        "digits_unread",
        " … ".join(places[:_MOST_PLACES]),
        count=len(unread),
        words=places[0],
    )
