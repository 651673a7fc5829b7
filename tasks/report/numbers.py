"""Numbers with units in running text: value, unit, comparator, offsets.

Not quantities: years, dates, document numbers, ordinals (第三次), sessions (十届六次全会), slogans and names
that hold a number (1+3+N, 3·15, “三项制度”, “4个1”), and 一 alone before a measure word, which is an article
(一名, 一批). What becomes of every other digit is told by `digits`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import chain
from math import prod
from operator import attrgetter

from tasks.model.report import Change, Comparator
from tasks.model.traditional import simplify_prose
from tasks.report.listed_numbers import find_listed_numbers

_DIGITS = {
    "〇": 0,
    "○": 0,
    "零": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
PLACES = {
    "十": 10,
    "百": 100,
    "千": 1000,
}
_SCALES = {
    "十": 10,
    "百": 100,
    "千": 1000,
    "万": 10_000,
    "亿": 100_000_000,
}
# `1,234`, `1，234`
_PARTING = re.compile("[,， ]")
# From the larger to the smaller: 一亿二千万 is parted at 亿 first.
_MYRIADS = ("亿", "万")
# A longer run of digits or numerals is no number; Python would not read one of thousands.
_LONGEST_PRINTED = 40
# 廿三件, 卅二件: two signs in one
_TENS_IN_ONE = str.maketrans({"廿": "二十", "卅": "三十", "卌": "四十"})


def parse_chinese_numeral(numeral: str) -> int | None:
    """Read a Chinese numeral: 十二 is 12, 两百 200, 一万八千 18000, 二〇二三 2023; null when it is none.

    Two digits at one place are no number: 三四十 is between thirty and forty. 一百五 is said for 150.
    """
    if len(numeral) > _LONGEST_PRINTED:
        return None
    numeral = numeral.translate(_TENS_IN_ONE)
    for myriad in _MYRIADS:
        if myriad in numeral:
            high, low = numeral.rsplit(myriad, 1)
            return _join_myriads(high or "一", myriad, low or "零")
    signs = set(numeral)
    if not signs or not signs <= _DIGITS.keys() | PLACES.keys():
        return None
    if len(numeral) > 1 and signs <= _DIGITS.keys():
        return int("".join(str(_DIGITS[sign]) for sign in numeral))
    return _parse_places(numeral)


def _join_myriads(high: str, myriad: str, low: str) -> int | None:
    """Join what stands before and behind 万 or 亿; 一万八 is said for 18000."""
    head = parse_chinese_numeral(high)
    rest = parse_chinese_numeral(low)
    if head is None or rest is None:
        return None
    if len(low) == 1 and low in _DIGITS:
        rest *= _SCALES[myriad] // 10
    return head * _SCALES[myriad] + rest


def _parse_places(numeral: str) -> int | None:
    """Read a numeral by its places; null when two digits stand at one."""
    total = 0
    place = 10
    digit: int | None = None
    for sign in numeral:
        if sign in PLACES:
            place = PLACES[sign]
            total += (1 if digit is None else digit) * place
            digit = None
        elif digit:
            return None
        else:
            place = place if _DIGITS[sign] else 10
            digit = _DIGITS[sign]
    return total + (digit or 0) * place // 10


def parse_number(printed: str, scale: str = "") -> Decimal | None:
    """Read a printed number and its scale: `4.55`, `万` is 45500, `一点二` 1.2; null when it is no number."""
    if len(printed) > _LONGEST_PRINTED:
        return None
    plain = _PARTING.sub("", printed).replace("．", ".")
    is_arabic = plain[:1].isascii() and bool(plain)
    value = Decimal(plain) if is_arabic else _parse_chinese_decimal(plain)
    if value is None:
        return None
    for sign in scale:
        value *= _SCALES[sign]
    return value


def _parse_chinese_decimal(numeral: str) -> Decimal | None:
    """Read 一点二, 三点五万 and every numeral without a point."""
    has_point = "点" in numeral
    whole, fraction = numeral.split("点", 1) if has_point else (numeral, "")
    scale = fraction[-1:] if fraction[-1:] in _MYRIADS else ""
    digits = fraction.removesuffix(scale)
    value = parse_chinese_numeral(whole)
    if value is None or (has_point and not digits) or not set(digits) <= _DIGITS.keys():
        return None
    decimals = "".join(str(_DIGITS[sign]) for sign in digits)
    return Decimal(f"{value}.{decimals}" if has_point else value) * _SCALES.get(
        scale, 1
    )


# Units as printed, the longer before the shorter; a unit stands for itself.
_UNITS = (
    "人次 家次 户次 批次 轮次 通次 船次 期次 所次 校次 篇次 "
    "批件 场次 件次 车次 艘次 台次 班次 条次 辆次 组次 点次 架次 站次 案次 宗次 份次 "
    "处次 项次 例次 人日 课时 学时 学分 小时 分钟 个工作日 工作日 个月 个百分点 百分点 台套 个次 "
    "平方公里 平方千米 平方米 立方米 公里 千米 公顷 公斤 千克 厘米 毫米 美元 元 吨 米 亩 ㎡ m² km² ％ % ‰ "
    "人 名 位 件 起 宗 份 册 本 张 幅 条 项 个 家 户 次 场 期 批 处 所 座 支 台 辆 部 套 间 栋 幢 例 类 "
    "种 轮 篇 则 封 组 对 天 堂 门 块 面 只 枚 卷 集 段 箱 艘 架 道 桩 笔 单 站 盏 棵 株 节 倍 案 句 题 "
    "毫克 微克 千瓦时 分贝 遍 趟 字 股 头 羽 尾 口 根 颗 粒 瓶 盒 袋 桶 副 层 秒 毫升 双"
).split()
# Counted without a measure word, behind digits: 8省, 3部门, 17万村民
_NOUNS = (
    "部门 单位 机关 街道 社区 乡镇 镇街 街镇 镇乡 镇村 村居 村社 区县 县区 县市 市县 市州 地市 委办局 "
    "行政村 自然村 成员单位 职能部门 执法部门 执法单位 市直部门 市直单位 县直部门 县直单位 区直部门 "
    "区直单位 园区 开发区 院校 高校 中小学 市场主体 经营主体 个体户 公司 商家 门店 执法人员 务工人员 "
    "劳动者 工人 教师 民警 干警 专家 代表 委员 青少年 未成年人 老年人 残疾人 退役军人 游客 网民 网友 "
    "观众 听众 党员干部 干部群众 人民群众 贫困户 脱贫户 司法所 派出所 企业 学校 医院 国家 行业 领域 "
    "网格 窗口 岗位 村民 居民 市民 群众 农民工 农民 农户 牧民 职工 员工 学生 师生 党员 干部 律师 用户 "
    "商户 人员 网格员 调解员 志愿者 家庭 儿童 老人 省份 城市 村 乡 "
).split()
# The same where the noun may begin another word: 3省 but no 5省道, 4县 but no 1县级, 92.6分 but no 4分类
_SHORT_NOUNS = (
    "省(?![道委级直厅内外份局])|市(?![场民域委直级政局值长])|县(?![道级委直城域局])|区(?![域间级委直块位局])|"
    # 来电8,216通 but no 12345通过; 汽油3000升 but no 5升至8
    "通(?![过知报告道用信行车达常讯邮融商勤关航水电气风话办联])|升(?![级至到为学值降旗温高空迁任入格])|"
    "回(?![复访应收升落流报答信归头购填款迁执顾到合])|旗(?![下舰])|镇(?![级区委])|国(?![家道内外务])|分(?![之类级局公批别布中支会步阶片行析流解发送配享管院])"
)
# Behind a stroke, what a rate is per: 28微克/立方米, 200元/吨, 12件/万人; 家/户 is no rate, and 人/次 is 人次
_RATE_UNITS = (
    "立方米 平方米 平方公里 公里 千米 公顷 公斤 千克 千瓦时 小时 分钟 人 吨 升 米 亩 天 日 月 季度 年 "
    "次"
).split()
_SAME_UNIT = {
    "％": "%",
    "百分点": "个百分点",
    "㎡": "平方米",
    "m²": "平方米",
    "km²": "平方公里",
    "平方千米": "平方公里",
    **{f"{one}/次": f"{one}次" for one in "人家户批件场车班份处"},
}
_RATIO_UNIT = "比"
# An exact Chinese numeral counts only before these; before the others it is nearly always part of a name
# (三门, 四面).
_UNITS_AFTER_CHINESE = frozenset(
    "人次 家次 户次 批次 批件 场次 件次 小时 个工作日 工作日 个月 个百分点 人 名 位 件 起 宗 份 册 条 项 个 "
    "家 户 次 场 期 批 处 所 座 支 台 辆 部 套 例 类 种 轮 篇 堂 元 天 倍".split()
)
# A numeral of two places or more counts before all but these: 六十五张, but 二十四节气, 九十九道弯
_NAMES_OF_LONG_NUMERALS = frozenset(
    "节 面 门 站 集 段 道 头 口 层 字 句 题 股 秒".split()
)
_LONG_NUMERAL = 2
# 经等四部门会签, 七部门联合印发: nouns behind a Chinese numeral
_NOUN_COUNTED = re.compile(r"联合|共同|会同|会商")
_TIME_UNITS = frozenset("小时 分钟 天 个工作日 工作日 个月 日".split())

# 最近3次, 预约30件, 节约3万元, 村规民约30件, 合约3份 are no approximations; 居民约300人, 整合约30项 are.
_NO_ABOUT = "(?<![预节签违履邀特条契毁爽续])(?<!规民)(?<!(?<!办)公)(?<!(?<![整联结配组综融符混])合)"
_COMPARATORS_BEFORE = {
    Comparator.AT_LEAST: (
        "不(?:得|能|应)?(?:少|低|小)于|不下于?|不止|至少|最少|起码|超过了?|已?超出?|突破|逾|(?<!不)(?<!不[得能应])(?:大|高|多)于|[≥＞>]|"
        "[上过破](?=[百千万])"
    ),
    Comparator.AT_MOST: (
        "不(?:得|能|应)?(?:超过|多于|高于|大于)|至多|最多|不足|不到|(?<!不)(?<!不[得能应])(?:少|低|小)于|[≤＜<]"
    ),
    Comparator.NEARLY: "接近|将近|(?<![最附邻临就靠亲新])近",
    Comparator.ABOUT: f"大约|大概|{_NO_ABOUT}约(?:为|有|占|达|合)?",
}
# The same with other words before the number: 至少配备3名, 不少于执法人员总数5%
_COMPARATORS_AHEAD = {
    Comparator.AT_LEAST: "不(?:得|能|应)?(?:少|低)于|至少|最少",
    Comparator.AT_MOST: "不(?:得|能|应)?(?:超过|多于|高于)",
}
_COMPARATORS_AFTER = {
    Comparator.AT_LEAST: "(?:[（(]含[)）]|及)?以上|有余|开外",
    Comparator.AT_MOST: "以内|以下|之内",
    Comparator.ABOUT: "左右|上下",
}


def _join_comparators(words: dict[Comparator, str]) -> str:
    """Write one group a comparator, named by it."""
    return "|".join(f"(?P<{one}>{said})" for one, said in words.items())


# Read back from the number's first sign.
_BEFORE = re.compile(rf"(?:{_join_comparators(_COMPARATORS_BEFORE)})[ ]?$")
_LONGEST_BEFORE = 6
# The last sign of each, and a blank: looked at before the words, since most numbers have none.
_LAST_SIGNS = frozenset("于下止少码过了超出破逾≥＞>上多足到≤＜<近约概为有占达合 ")
_AHEAD = re.compile(
    rf"(?:{_join_comparators(_COMPARATORS_AHEAD)})[^，。；、：,;:\d一二两三四五六七八九十百]{{1,10}}$"
)
_LONGEST_AHEAD = 15
# One of these stands in each.
_AHEAD_SIGN = re.compile("[不少]")
_AFTER = re.compile(_join_comparators(_COMPARATORS_AFTER))
_FIRST_SIGNS = frozenset("（(及以有开之左上")

# What may stand inside a number and before its unit: a blank, a note's mark (41[1]件, 5①次, 3（注②）件)
NOTE_MARK = (
    r"(?:[\[［【〔]注?\d{1,2}(?:[,，、-]\d{1,2})?[\]］】〕]|[（(\[［【〔]注[\d①-⑳]{0,2}[）)\]］】〕]|"
    r"[①-⑳⁰¹²³⁴-⁹⁻⸴∗※†‡§﹟\u1d43-\u1dbfʰʲˡʳˢʷˣʸⁱⁿ]{1,5}|注(?=[一-鿿]))"
)
_MARK = rf"(?: ?{NOTE_MARK}| )?"
_SCALE = "万亿|[十百千]?[万亿]|百(?!分)|千"
_UNIT = "|".join(map(re.escape, _UNITS))
_RATE = f"[/／][百千万]?(?:{'|'.join(_RATE_UNITS)})"


def _group_by_sign(alternatives: Iterable[str]) -> str:
    """Write alternatives that begin with one sign as one, each group in its order; they are found faster."""
    groups: dict[str, list[str]] = {}
    for words in alternatives:
        groups.setdefault(words[0], []).append(words[1:])
    return "|".join(f"{sign}(?:{'|'.join(rest)})" for sign, rest in groups.items())


_UNIT_WORDS = (
    f"(?:{_group_by_sign(_NOUNS)}|(?:{_group_by_sign(map(re.escape, _UNITS))})(?:{_RATE})?|"
    f"{_group_by_sign(_SHORT_NOUNS.split('|'))})"
)
# 1,234.5 and 1，234.5; whether the second is one number, its clause tells
_DECIMALS = r"(?:[.．]\d+)?"
_GROUPED = (
    rf"\d{{1,3}}(?:,\d{{3}}){{1,5}}(?!\d){_DECIMALS}|"
    rf"[1-9]\d{{0,2}}(?:(?:，|, )\d{{3}}){{1,5}}(?!\d){_DECIMALS}"
)
_PRINTED = rf"{_GROUPED}|(?!0\d)\d+{_DECIMALS}"
# Behind these digits no number, range or ratio goes on: 2024年, 12月, 3号
_NUMBER_RUN = re.compile("[0-9]++(?![年月日号、。；）])")
# A unit that stands right behind is told by no noun before.
_RUN_WITHOUT_UNIT = re.compile(
    f"[0-9]++(?![年月日{''.join(unit for unit in _UNITS if len(unit) == 1)}])"
)
# `500+家企业`, `1.2万+人次`: more than that; 1+3+N and 12345+网格 are names
_PLUS = r"(?:(?<=[万亿])|(?<=\d\d))(?<!12[0-9]{3})(?<!11[09])(?<!12[02])[+＋](?![一-龥]{1,8}[+＋])"
# `1.2×10⁴`, `3*10^2`, `1.5·10⁵`, `2乘以10的4次方`
_TIMES = " ?(?:[×✕╳xX*＊∗·•∙⋅]|乘以?) ?"
_POWER = r"[\^＾]\d{1,2}|[⁰¹²³⁴-⁹]{1,2}|的(?:\d{1,2}|[二三四五六七八九])次[方幂]"
# `660余人次`, `4.55万元`, `3,600份`, `9.5万余场`, `3万8千元`, `1.2×10⁴平方米`
_ARABIC = re.compile(
    rf"(?:(?P<high>\d{{1,12}})(?P<high_scale>[亿万]))?(?P<number>{_PRINTED})"
    rf"(?:(?P<times>{_TIMES}10)?(?P<power>{_POWER}))?{_MARK}(?P<more1>[余多来])?"
    rf"(?P<scale>{_SCALE})?(?P<more>[余多]|{_PLUS})?{_MARK}(?P<unit>{_UNIT_WORDS})"
)
_NUMERAL_SIGNS = "〇零一二两三四五六七八九十廿卅百千万亿"
# What stands behind a numeral that counts: the first sign of a unit, or the second of 百分点
_BEHIND_NUMERAL = {unit[0] for unit in (*_UNITS, *_NOUNS, *_SHORT_NOUNS.split("|"))}
_BEHIND_NUMERAL |= {unit[1] for unit in _UNITS if unit[0] in _NUMERAL_SIGNS}
_NUMERAL_RUN = re.compile(
    rf"(?<![{_NUMERAL_SIGNS}])[{_NUMERAL_SIGNS}]++"
    rf"(?=[{''.join(sorted(_BEHIND_NUMERAL))}点余多来至到 \[［【〔①-⑳⁰¹²³⁴-⁹])"
)
# `八个社区`, `十余次`, `两万余份`, `二百三十六件`, `万余人`, `一万八千元`, `一点二万人`
_CHINESE = re.compile(
    rf"(?P<number>[{_NUMERAL_SIGNS}]{{1,24}}(?:点[零〇一二三四五六七八九]{{1,3}}[万亿]?)?)(?P<more1>[余多来])?"
    rf"(?P<scale>亿|万)?(?P<more>[余多])?{_MARK}(?P<unit>{_UNIT_WORDS})"
)
# `百分之九十五以上`, `百分之98.2`, `千分之三`
_FRACTION = re.compile(
    r"(?P<of>[百千])分之(?P<number>[一二三四五六七八九十百零]+(?:点[零〇一二三四五六七八九]+)?|\d+(?:\.\d+)?)"
)
# `同比减少四成`, `七成以上`, `下降3成`, `一成半`, `八成五`, `3—5成`; behind 分 and among other numerals it is
# another word
_TENTHS = re.compile(
    r"(?<![一二两三四五六七八九十百几\d.分])(?:(?P<low>[一二两三四五六七八九]|[1-9])成?[-—–~～至到])?"
    r"(?P<number>[一二两三四五六七八九]|[1-9](?:\.\d)?)成"
    r"(?P<half>半|[一二三四五六七八九](?=[以左的，。；、）)\s]|$))?"
    "(?![员立效果功为长本都熟交年人型套绩就品份分像色不])"
)
_TENTHS_SIGN = re.compile(r"成(?<=[一二两三四五六七八九\d]成)")
_TENTHS_BEFORE = re.compile(
    "(?:[增减升降压缩]|[增减]少|增[加长]|提[升高]|[压缩]减|[缩]短|下[降滑]|[占达超过近约逾有到至])了?(?:[近约超逾]|超过)?$"
)
_TENTHS_BEHIND = re.compile(r"以[上下内]|左右|多|(?=[的，。；、）)”\s]|$)")
# `30—50件`, `2-3次`, `3万至5万元`, `5%-10%`, `5000元—2万元`: two quantities over the same words, at least the
# one and at most the other
_RANGE = re.compile(
    rf"(?P<low>\d+(?:\.\d+)?)(?P<low_scale>{_SCALE})?(?:(?P<low_unit>{_UNIT})?[-—–~～]+|[至到]+)"
    rf"(?P<high>\d+(?:\.\d+)?)(?P<scale>{_SCALE})?(?P<unit>{_UNIT_WORDS})"
)
# `三至五名`, `两到三次`, `三至五万元`
_CHINESE_RANGE = re.compile(
    r"(?P<low>[一二两三四五六七八九十百千万]+)[至到](?P<high>[一二两三四五六七八九十百千万]+?)(?P<scale>[百千]?万)?"
    rf"(?P<unit>{_UNIT_WORDS})"
)
# `五六十人`, `十二三件`, `七八百户`, `两三万元`: between the two; 七八家 is vague
_BETWEEN_TWO = re.compile(
    r"(?P<tens>[一二三四五六七八九]?十)?(?P<low>[一二两三四五六七八])(?P<high>[二三四五六七八九])"
    rf"(?P<place>[十百千]?万?)余?(?P<unit>{_UNIT_WORDS})"
)
# `按1：3的比例配备`, `配比达到1:2.5`; a time of day is none
_RATIO = re.compile(
    r"(?P<one>\d{1,12}(?:\.\d{1,12})?)[:：∶](?P<other>\d{1,12}(?:\.\d{1,12})?)(?![\d.:：])"
)
# One of these stands behind the first number of a range or a ratio, and at most its scale and unit between.
_PAIR_AHEAD = re.compile(
    rf"[\d.]++[^\d.]{{0,{2 + max(map(len, _UNITS))}}}?[:：∶\-—–~～至到]"
)
_RATIO_BEHIND = re.compile(r"的?(?:比例|配比)")
_RATIO_BEFORE = re.compile(r"(?:比例|配比|之比|比率|占比)(?:达到|达|为|是|约|不低于)?$")
# `位列全市第3名`, `综合排名第二位`: a rank, not 第一位的是
_RANK = re.compile(
    r"第(?P<number>\d{1,3}|[一二三四五六七八九十]{1,3})(?P<unit>[名位])(?![被的是])"
)
_RANK_BEFORE = re.compile(
    r"(?:排|[位名]?列|位?居|获|得|升|跃|进入|名次|位次|考核|评估|测评|成绩|评为)[^，。；：、]{0,10}$|全[国省市区县州盟旗](?:的|范围)?$"
)
# `行政检查(次): 8,412`, `罚没金额（万元）：205.77`: the unit stands in the head of the line
_NO_UNIT_BEHIND = rf"(?!\d|\.\d|[,，]\d{{3}}(?!\d)|[年月日/\-:：]|{_MARK}(?:{_SCALE})?余?{_UNIT_WORDS})"
_UNIT_AHEAD = re.compile(
    rf"(?:(?<!\d)[（(\[［【](?:单位[:：])?(?P<scale>{_SCALE})?(?P<unit>{_UNIT})[)）\]］】]"
    r"(?P<link>[ ]?(?:[:：|=│]|—{1,2}|为|是|达|共)?[ ]?)"
    # `罚没金额/万元：205.77`, `参与人数：320`, `处罚件数为366`
    rf"|[/／](?P<scale2>{_SCALE})?(?P<unit2>{_UNIT})[:：] ?"
    r"|(?<!浏览)(?<!点击)(?<!阅读)(?<!访问)(?<!下载)(?P<unit3>人次|[件次户人家场份起宗期])数"
    r"(?:[:：] ?|为|达))"
    rf"(?P<number>{_PRINTED})(?P<own>[万亿])?(?P<more>余)?{_NO_UNIT_BEHIND}"
)
# One of these begins such a head.
_HEAD_SIGN = re.compile(
    r"[（(\[［【/／人件次户家场份起宗期](?:(?<=[（(\[［【/／])|(?=次?数))"
)
# `60件（次）2024年`: another unit of the number before the brackets, no head
_COUNTED_BEFORE = re.compile(rf"\d[余多万亿]*(?:{_UNIT})$")
# What a number counts by the noun before it alone: `阅读量6.3万`, `粉丝突破2万+`, `办件量达1,200`
_COUNTING_NOUNS = {
    "次": (
        "(?:阅读|播放|浏览|点击|访问|观看|点赞|转发|下载|收听|收看|曝光|传播|展播|触达|评论|互动|分享|话题)(?:总?[量数]|次数)?|流量"
    ),
    "人": "粉丝(?:总?[量数])?|(?:用户|关注)(?:总?[量数])?|人数|受众",
    "件": "(?:办件|收案|受案|办案|案件|受理|办结)总?量",
}
_LINK = (
    # 粉丝数从3.2万增至5.6万
    r"(?:[从由][^，。；：\d]{0,6}\d[\d.]{0,8}[万亿]?)?(?:"
    "较上年|较去年|同比|比上年|合计|累计|已|总|共|净|新增|[增加上]+升?长?[至到了]?|高?达到?了?|超过?了?|突破|接近|大约|"
    "[近约逾破过有为至]){0,4}"
)
# Read back from the number's first sign: what it counts, and what leads to it
_COUNTED_BY = re.compile(
    "(?:"
    + "|".join(f"(?P<{unit}>{nouns})" for unit, nouns in _COUNTING_NOUNS.items())
    + f")(?P<link>{_LINK})$"
)
_LONGEST_COUNTED_BY = 24
# `人民币12万`, `挽回损失30余万，`: the unit of money is left out
_MONEY = re.compile(
    "(?:(?P<currency>人民币|[¥￥])|没款|罚款|罚没|金额|的额|总额|标的|案值|货值|价值|资金|经费|损失|赔偿|补偿|税款|工资|欠薪)"
    "(?:[共计为约近达超逾]|累计|合计|突破|达到|超过){0,2}$"
)
_LONGEST_MONEY = 10
_WITHOUT_UNIT = re.compile(
    rf"(?<![\d.,，])(?P<number>{_PRINTED})(?P<more1>余|多)?(?P<scale>[百千]?万|亿)?"
    rf"(?P<more>余|多|[+＋](?![一-龥\dA-Za-z]))?{_NO_UNIT_BEHIND}(?![+＋个~至到%％、.．·\-—])"
)
_END_OF_MONEY = re.compile(r"[，。；、：,;）)\s”]|以上|左右|$")
# `分别为12、15和20件`: the last one tells the unit of all
_SHARED_UNIT = re.compile(
    rf"(?:分别|依次)[^，。；：\d]{{0,12}}(?P<numbers>(?:(?:{_PRINTED})[万亿]?(?:[、和及与]|以及)){{1,9}})$"
)
_SHARED_NUMBER = re.compile(rf"(?P<number>{_PRINTED})(?P<scale>[万亿])?")
_LONGEST_LIST = 90
# What no number begins behind: `1.5.3`, `〔2024`, `1+3`, `3·15`, `第3`, `10/12`, `A4`
_NO_NUMBER_BEHIND = frozenset(".．〔[+＋×^＾·第/-－−~")
# `下降-3.2%`, `同比-5.1%`: a sign, where nothing stands before it that it joins
_MINUS = frozenset("-－−")
# `同比+12.5%`, `同比-26.1%`, `17件（+2.1%）`, `↑8.2%`: the sign says which way it went
SIGNS_OF_CHANGE = {
    **dict.fromkeys("+＋↑▲⬆", Change.UP_BY),
    **dict.fromkeys("-－−↓▼⬇", Change.DOWN_BY),
}
_SIGN_BEHIND = re.compile(
    r"(?:(?:同比|环比|(?:较|相?比|与)(?:上|去|前|往|20\d\d)年(?:度|同期|全年)?(?:相比)?)"
    r"(?:增[长加减幅速]|升降|变[化动]|[增升涨降减]幅)?|[增减升降涨]幅|增[长减速](?:率|情况)?|变[化动](?:率|幅度)?)"
    r"(?:分别|各)?[为达]?[:： ]?[（(]?$|[\d万件人次宗起份个家户元%％][（(]$"
    r"|[+＋−－↑↓-]\d{1,6}(?:\.\d+)?[%％][、，和及/]$"
)
_LONGEST_SIGNED = 16
# 12345市民: the hotlines that a noun may follow
_HOTLINE = re.compile(r"1(?:10|19|20|22|2345|23[0-9]{2})(?=市|群|居)")
# Signs of numbers that a plain year looks like before a noun: 2024县
_YEAR_BEFORE_NOUN = re.compile(r"(?:19|20)\d\d(?=[省市县区旗镇乡村])")
# What follows a number and its unit when both are part of a name: 四个意识, 三项制度, 五位一体, 二次供水
_NAMES_AFTER = re.compile(
    r"意识|自信|维护|确立|全面|服从|革命|务必|必须|统一|结合|不动摇|"
    # 四个亲自, 三个一律, 五个不准; 十项措施, 八条举措
    r"(?<=[个项])(?:亲自|一律|严禁|不[准得能让变减要是出搞]|率先|更[加好]?|最|始终|优先|并重|并举|贯通|绝不|决不|带头|严格|到底|同步|百分百|第一时间)|(?<=[项条])(?:硬|工作|具体|惠企|便民|重点|主要|务实)?(?:措施|举措|原则|承诺)|(?<=项)机制(?!\d)|"
    r"清单(?!\d)|责任(?!书|状)|制度(?!\d)|规定(?!动作)|方面|环节|阶段|层面|维度|"
    r"关键|到位|坚持|融合|转变|百年|一[体批起律致样审课网站长]|之(?!多|久|内)|不(?:放过|留)|供水|分配|产业|创业|污染|代|民|大代|力|头|工作法|"
    r"好|强化|联动|级联|先进|文明|清|台账?一|抓手|着力|聚焦|导向|循环|面向|一(?=[，。；、”]|$)|(?<=期)(?:工程|项目|建设|叠加)|结构|红线|底线|防线|班子"
)
# An Arabic number is part of a name before these only: 24小时值班, 15分钟服务圈
# (城区15分钟、农村20分钟服务圈, too), 1个中心+5个站点, 4个1; 2个多月 counts no 个
_NAMES_AFTER_ARABIC = re.compile(
    r"(?<=小时)(?:不|值|在|服务|热线|监|自助|受理|响应|以外|之外|内?外)|(?<=365天)|(?<=365 天)|"
    r"(?<=[天日])(?:不打烊|无休|全天候|无理由)|"
    r"(?:(?<=24小时)|(?<=24 小时))[^，。；：、！？\d内以]{0,10}?"
    r"(?:驿站|服务[站区点]|警务站|专区|大厅|超市|窗口|平台|小屋|书[房屋]|图书馆|[热专]线|自助|终端|备勤|值[守班勤]|在线|"
    r"开放|无休|不打烊|不间断|全天候)|(?<=分钟)(?:、[^，。；、\d]{0,6}\d+分钟)?[^，。；、]{0,8}圈|"
    r"[^，。；：、！？,;:!?“”\"\d\n]{0,8}(?<![（(比年期])[+＋]|(?<=次)[方幂](?![案面针法式向])|(?<=个)多[月小]|(?<=个)(?:1|100%)(?![\d.])|(?<=对)\d|(?<=期)(?:工程|项目建设)"
)
# 1村1顾问, 1县多点: one noun behind which another number begins
_NAMES_OF_NOUNS = re.compile(r"1[^\d].{0,3}?[\d一多N]")
# 8时30分, 9点5分: a time of day
_CLOCK_BEFORE = re.compile(r"\d[时点]$")
# 一名 is an article; 千家万户, 百家争鸣 are sayings
_ALONE = frozenset("一百千万亿")
_TWO_DIGITS = re.compile("[一二两三四五六七八九]{2}")
# `十届六次、七次全会`, `十七届人大四次会议`, `市委八次全会精神`, `政协三次会议期间`: meetings by number
_ASSEMBLY = "(?:人大|人民代表大会|政协|[市县区省州旗]委|党代会|委员会)(?:常委会|常务委员会|委员会|全委会)?"
_SESSIONS = re.compile(
    r"届(?:[一二三四五六七八九十\d]{1,3}次[、和及]?){1,4}|"
    rf"届[^，。；：\d]{{0,4}}{_ASSEMBLY}(?:[一二三四五六七八九十\d]{{1,3}}次[、和及]?){{1,4}}(?=(?:全体)?会议|全会)|"
    r"(?<!召开)(?<!举行)[一二三四五六七八九十\d]{1,3}次(?=全会)|"
    rf"{_ASSEMBLY}[一二三四五六七八九十\d]{{1,3}}次(?=(?:全体)?会议(?:上|期间|精神|以来|闭|交办|确定|审议|代表|提出|关于))"
)
# One of these stands in each, at most so far behind its first sign.
_SESSION_SIGN = re.compile("届|次(?:全体)?会议|次全会")
_LONGEST_SESSION = 14
# `来源：县司法局 浏览次数：1234次`, `（点击数：567）`: a line of nothing but what a page says of itself
_COUNTER = (
    r"(?:(?:本[文页]|文章|页面|累计|总|已)?(?:阅读|浏览|点击|访问|下载|查看|转载|点赞)(?:总?[量数]|次数|人[次数])?|人气|热度)"
    r"\s?[:：]?\s?\d[\d,]{0,9}\s?(?:人次|次|人)?"
)
_COUNTER_SIGN = re.compile(
    r"(?:阅读|浏览|点击|访问|下载|查看)(?:[量数]|次数|人[次数])?\s?[:：]?\s?\d"
)
_PAGE_WORDS = (
    r"(?:(?:发布|更新|发表|公开|上传|录入|成文)?(?:时间|日期)|来源|信息来源|文章来源|作者|责任编辑|编辑|审核|发布机构|发布单位)"
    r"[:：]\s?[^\s：:]{1,30}(?:\s\d{1,2}:\d{2}(?::\d{2})?)?|\d{4}[-年/.]\d{1,2}[-月/.]\d{1,2}日?(?:\s\d{1,2}:\d{2}(?::\d{2})?)?"
    r"|字[体号][:：]?(?:\s?[大中小]){0,3}|[大中小]|打印(?:本页)?|分享到?[:：]?|收藏|关闭(?:窗口)?"
)
_APART = r"[\s|丨/·，,;；【】\[\]（）()]"
_COUNTER_LINE = re.compile(
    rf"{_APART}*+(?:(?:{_COUNTER}|{_PAGE_WORDS})(?:{_APART}++|$|(?=\n)))++"
)
_LONGEST_COUNTER_LINE = 160
_QUOTED = re.compile(
    r"“[^”]{0,40}”|‘[^’]{0,40}’|「[^」]{0,40}」|《[^》]{0,200}》|〈[^〉]{0,200}〉"
)
# Straight marks open and close in turn.
_STRAIGHT_QUOTED = re.compile(r'"[^"\n]{0,300}"')
_LONGEST_QUOTED = 42
# A quotation that is no slogan: a number alone (办结率“100%”), a rate (“满意度达98%”), a whole sentence
_QUOTED_STATEMENT = re.compile(
    r"[^《〈](?:\d+(?:\.\d+)?(?:[%％]|[万亿]?元).$|.*(?:[。！；]|[率度比][达到为]{0,2}\d+(?:\.\d+)?[%％]))"
)
_STATEMENT_SIGN = re.compile(r"[\d。！；]")
# 上百场, 过万人, 破千件: before a round numeral only, and no 通过百
_SAID_OF_ROUND_NUMBERS = re.compile(r"(?:上|破|(?<![通经超])过)(?=[百千万亿])")
# A line's label: `1．30件提案`
_LABEL_BEFORE = re.compile(r"(?:^|\n)\d{1,2}．$")
# 分别为3，456件 and 受理5、3，456件: the comma may part two numbers, so nothing is joined
_LIST_BEFORE = re.compile(r"(?:分别|各)[^。；\n]*$|\d(?:[、，]|, )$")
_JOINING_SIGNS = frozenset("、和及与")
_MARKS_BEHIND = frozenset("，。；、,;）)\n\t “”") | {""}
_WIDE_DIGIT = re.compile("[０-９]")
_WIDE_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_NOUN_UNITS = frozenset((*_NOUNS, *"省市县区旗镇国分"))
# More than anything that is counted: a run of digits that is none, 10^99
_TOO_LARGE = Decimal(10) ** 18
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class NumberMatch:
    """One number with a unit: its value, the scale multiplied out, and the offsets of number and unit."""

    value: Decimal
    unit: str
    comparator: Comparator | None
    start: int
    end: int


def _normalize_unit(unit: str) -> str:
    """Give a unit as all spellings of it stand in the tables: ％ is %, 人／次 is 人次."""
    unit = unit.replace("／", "/")
    return _SAME_UNIT.get(unit, unit)


def _find_comparator_before(text: str, start: int) -> re.Match[str] | None:
    """Find the comparator right before an offset."""
    if text[start - 1 : start] not in _LAST_SIGNS:
        return None
    return _BEFORE.search(text, max(start - _LONGEST_BEFORE, 0), start)


def _find_comparator_behind(text: str, end: int) -> re.Match[str] | None:
    """Find the comparator right behind an offset."""
    if text[end : end + 1] not in _FIRST_SIGNS:
        return None
    return _AFTER.match(text, end)


def _build_number(
    text: str,
    match: re.Match[str],
    value: Decimal,
    unit: str,
    more: str | None = None,
) -> NumberMatch:
    """Build a number with the comparators around it, which its span takes in.

    `more`, 余 or 多 inside the number, tells most, then the words right before it, those behind it, and a
    comparator further before.
    """
    start, end = match.span()
    before = _find_comparator_before(text, start)
    behind = _find_comparator_behind(text, end)
    comparator = None
    if more:
        comparator = Comparator.AT_LEAST
    elif before and before.lastgroup:
        comparator = Comparator(before.lastgroup)
    elif _SAID_OF_ROUND_NUMBERS.match(text, max(start - 1, 0)):
        comparator = Comparator.AT_LEAST
        start = start - 1
    elif behind and behind.lastgroup:
        comparator = Comparator(behind.lastgroup)
    elif unit in _TIME_UNITS and text.startswith("内", end):
        comparator = Comparator.AT_MOST
        end = end + 1
    start = before.start() if before else start
    end = behind.end() if behind else end
    return NumberMatch(value, _normalize_unit(unit), comparator, start, end)


def _add_comparator_ahead(text: str, number: NumberMatch) -> NumberMatch:
    """Add the comparator that stands a few words before: 至少配备3名."""
    if number.comparator is not None:
        return number
    first = max(number.start - _LONGEST_AHEAD, 0)
    if not _AHEAD_SIGN.search(text, first, number.start):
        return number
    ahead = _AHEAD.search(text, first, number.start)
    if ahead is None or ahead.lastgroup is None:
        return number
    return replace(number, comparator=Comparator(ahead.lastgroup))


def _find_arabic(text: str) -> Iterator[NumberMatch]:
    """Find ranges, ratios and numbers that begin with a digit, each where the one before has ended."""
    last = 0
    for run in _NUMBER_RUN.finditer(text):
        if run.start() < last:
            continue
        for number in _read_arabic(text, run.start()):
            yield number
            last = max(last, number.end)


def _read_arabic(text: str, start: int) -> Sequence[NumberMatch]:
    """Read what begins with the digit at an offset: a range, a ratio, a number; nothing when it is none."""
    if not _may_begin(text, start):
        return ()
    pair = _read_pair(text, start) if _PAIR_AHEAD.match(text, start) else None
    if pair is not None:
        return pair
    match = _ARABIC.match(text, start)
    if match is None or _is_name(text, match):
        return ()
    value = _compute_value(match)
    if value is None:
        return ()
    more = match["more"] or match["more1"]
    number = _build_number(text, match, value, match["unit"], more)
    if start and _is_sign_of_change(text, start - 1, number.unit):
        return (replace(number, start=start - 1),)
    if text[start - 1 : start] in _MINUS and start:
        return _read_negative(number)
    return (*_read_list(text, match), _add_comparator_ahead(text, number))


def _read_pair(text: str, start: int) -> Sequence[NumberMatch] | None:
    """Read a range or a ratio that begins at an offset; null when there is none."""
    match = _RANGE.match(text, start)
    if match:
        return _read_range(match)
    match = _RATIO.match(text, start)
    if match is None or not _is_ratio(text, match):
        return None
    ratio = round(Decimal(match["one"]) / Decimal(match["other"]), 6).normalize()
    return (NumberMatch(ratio, _RATIO_UNIT, None, *match.span()),)


def _may_begin(text: str, start: int) -> bool:
    """Tell whether a number can begin at an offset, by what stands before it."""
    before = text[start - 1 : start]
    if not before:
        return True
    if before in "+＋":
        return _is_sign_of_change(text, start - 1)
    if before in "*＊×":
        return not text[start - 2 : start - 1].isdecimal()  # 7*24小时
    if before in _MINUS:
        return start < 2 or not (
            text[start - 2].isascii() and text[start - 2].isalnum()
        )
    if before == "/" and start > 1:
        return not text[start - 2].isascii()  # 58件/131人次
    if before in ":：":
        return not (start > 1 and text[start - 2].isdigit())
    if before == "．" and _LABEL_BEFORE.search(text, max(start - 4, 0), start):
        return True
    return before not in _NO_NUMBER_BEHIND and not (
        before.isascii() and before.isalpha()
    )


def _is_sign_of_change(text: str, sign: int, unit: str | None = None) -> bool:
    """Tell whether a sign before a number says that something has risen or fallen: 同比+12.5%, ↑8.2%.

    In brackets behind another number it does before a rate; an arrow always, in `1+3+N` nothing does.
    """
    printed = text[sign]
    if printed not in SIGNS_OF_CHANGE:
        return False
    is_rate = unit is None or unit in ("%", "个百分点")
    if printed not in "+＋" and printed not in _MINUS:
        return printed in "↑↓" or is_rate
    behind = _SIGN_BEHIND.search(text, max(sign - _LONGEST_SIGNED, 0), sign)
    return behind is not None and (is_rate or behind.group()[-1] not in "（(、，/和及")


def _read_range(match: re.Match[str]) -> Sequence[NumberMatch]:
    """Read two quantities over the same words; the low end has its own unit, or that of the other."""
    scale = match["scale"] or ""
    low = parse_number(match["low"], match["low_scale"] or "")
    high = parse_number(match["high"], scale)
    if low is None or high is None:
        return ()
    is_whole = match["low_scale"] or match["low_unit"]
    return _build_range(match, low, high, "" if is_whole else scale)


def _build_range(
    match: re.Match[str], low: Decimal, high: Decimal, shared: str
) -> Sequence[NumberMatch]:
    """Build the two ends of a range; the low one takes the scale of the other if it stays below it.

    3—5万元 begins at 30000, 300—2万平方米 at 300.
    """
    factor = prod(_SCALES[sign] for sign in shared)
    if low * factor <= high:
        low *= factor
    named = match.groupdict()
    low_unit = _normalize_unit(named.get("low_unit") or match["unit"])
    unit = _normalize_unit(match["unit"])
    return (
        NumberMatch(low, low_unit, Comparator.AT_LEAST, *match.span()),
        NumberMatch(high, unit, Comparator.AT_MOST, *match.span()),
    )


def _is_ratio(text: str, match: re.Match[str]) -> bool:
    """Tell a ratio by the words around it; nothing is divided by zero."""
    before = max(match.start() - 8, 0)
    named = _RATIO_BEHIND.match(text, match.end()) or _RATIO_BEFORE.search(
        text, before, match.start()
    )
    return bool(named) and bool(Decimal(match["other"]))


def _is_name(text: str, match: re.Match[str]) -> bool:
    """Tell whether a number with a unit is a part of a name, or no number but a list of two."""
    start, end = match.span()
    if _is_of_first_months(text, match):
        return True
    behind = _find_comparator_behind(text, end)
    if _NAMES_AFTER_ARABIC.match(text, behind.end() if behind else end):
        return True
    if match["unit"] in _NOUN_UNITS and _is_name_of_noun(text, match):
        return True
    if "．" in match["number"]:
        return not start or text[start - 1] == "\n"  # a label: 1．30件提案
    is_doubtful = "，" in match["number"] or ", " in match["number"]
    return is_doubtful and bool(_LIST_BEFORE.search(text, max(start - 20, 0), start))


def _is_of_first_months(text: str, match: re.Match[str]) -> bool:
    """Tell a period from a count of months: 今年前10个月, 头三个月, but 提前3个月."""
    if match["unit"] != "个月":
        return False
    before = text[max(match.start() - 2, 0) : match.start()]
    return before[-1:] in ("前", "头") and before != "提前"


def _is_name_of_noun(text: str, match: re.Match[str]) -> bool:
    """Tell a year, a hotline, a day (4.15国家安全教育日) and 1村1顾问 from a number before a noun."""
    start, end = match.span()
    if "." in match["number"] and match["unit"] != "分" and not match["scale"]:
        return True
    if _YEAR_BEFORE_NOUN.match(text, start) or _HOTLINE.match(text, start):
        return True
    if match["unit"] == "分" and _CLOCK_BEFORE.search(text, max(start - 2, 0), start):
        return True
    return _NAMES_OF_NOUNS.fullmatch(text, start, end + 1) is not None


def _compute_value(match: re.Match[str]) -> Decimal | None:
    """Multiply a number out: 3万8千 is 38000, 1.2×10⁴ 12000; null when its parts do not fit together."""
    value = parse_number(match["number"], match["scale"] or "")
    if value is None:
        return None
    power = _parse_power(match["power"] or "")
    if power and match["times"]:
        value *= Decimal(10) ** power
    elif power and match["number"] == "10":
        value *= Decimal(10) ** (power - 1)
    if match["high"] is None:
        return value
    scale = _SCALES[match["high_scale"]]
    if value < scale:
        return Decimal(match["high"]) * scale + value
    return None


def _parse_power(printed: str) -> int:
    """Read a power of ten: ^4, ⁴, 的4次方; 0 for none."""
    power = printed.translate(_SUPERSCRIPTS).strip("^＾的次方幂")
    if power.isdecimal():
        return int(power)
    return parse_chinese_numeral(power) or 0


def _read_negative(number: NumberMatch) -> Sequence[NumberMatch]:
    """Read -3.2%; before other units a stroke is no sign."""
    if number.unit not in ("%", "个百分点"):
        return ()
    return (replace(number, value=-number.value, start=number.start - 1),)


def _read_list(text: str, match: re.Match[str]) -> Iterator[NumberMatch]:
    """Read the numbers before one that share its unit: 分别为12、15和20件."""
    start = match.start()
    if text[start - 1 : start] not in _JOINING_SIGNS:
        return
    shared = _SHARED_UNIT.search(text, max(start - _LONGEST_LIST, 0), start)
    if shared is None:
        return
    for one in _SHARED_NUMBER.finditer(text, shared.start("numbers"), start):
        value = parse_number(one["number"], one["scale"] or match["scale"] or "")
        if value is not None:
            unit = _normalize_unit(match["unit"])
            yield NumberMatch(value, unit, None, *one.span())


def _find_chinese(text: str) -> Iterator[NumberMatch]:
    """Find numbers and ranges in Chinese numerals."""
    last = 0
    for run in _NUMERAL_RUN.finditer(text):
        if run.start() < last or not _may_begin_chinese(text, run.start()):
            continue
        for number in _read_chinese(text, run.start()):
            yield number
            last = number.end


def _may_begin_chinese(text: str, start: int) -> bool:
    """Tell whether a numeral can begin at an offset: not in 第三, 几百, 数十, 3万, 很多一."""
    before = text[max(start - 2, 0) : start]
    if before[-1:] == "多":
        return before in ("至多", "最多")
    return not before or (before[-1] not in "第几数+＋每" and not before[-1].isdigit())


def _read_chinese(text: str, start: int) -> Sequence[NumberMatch]:
    match = _CHINESE_RANGE.match(text, start) or _BETWEEN_TWO.match(text, start)
    if match and match["unit"] in _UNITS_AFTER_CHINESE:
        return _read_chinese_range(match)
    match = _CHINESE.match(text, start)
    if match is None or _TWO_DIGITS.search(match["number"].partition("点")[0]):
        return ()  # 七八家: no definite number
    value = parse_number(match["number"], match["scale"] or "")
    if value is None:
        return ()
    more = match["more"] or match["more1"]
    unit = match["unit"]
    number = _build_number(text, match, value, unit, more)
    is_counted = _is_scaled(match) and unit not in _NOUN_UNITS
    is_exact = number.comparator is None and not is_counted
    if is_exact and _is_part_of_name(text, match):
        return ()
    compared = _add_comparator_ahead(text, number)
    return (compared,)


def _is_scaled(match: re.Match[str]) -> bool:
    """Tell whether a numeral counts by 万 or 亿, which no name does: 两万份, but not 万户."""
    numeral = match["number"]
    return bool(match["scale"]) or (numeral[-1] in _MYRIADS and len(numeral) > 1)


def _read_chinese_range(match: re.Match[str]) -> Sequence[NumberMatch]:
    """Read the two ends of 三至五名, 三至五万元 and 五六十人; of 七八家 none."""
    if match.re is _BETWEEN_TWO:
        return _read_between_two(match)
    low = parse_number(match["low"])
    high = parse_number(match["high"], match["scale"] or "")
    if low is None or high is None:
        return ()
    scale = match["scale"] or ""
    is_whole = match["low"][-1] in "百千万"
    if is_whole:
        scale = ""
    return _build_range(match, low, high, scale)


def _read_between_two(match: re.Match[str]) -> Sequence[NumberMatch]:
    """Read 五六十人 as 50 to 60 and 十二三件 as 12 to 13: a place is named, and one follows the other."""
    low = _DIGITS[match["low"]]
    high = _DIGITS[match["high"]]
    before = match["tens"]
    places = match["place"]
    is_placed = bool(before) != bool(places)
    if not is_placed or high != low + 1:
        return ()
    tens = parse_number(before or "零") or Decimal(0)
    factor = prod(_SCALES[sign] for sign in places)
    lowest = (tens + low) * factor
    highest = (tens + high) * factor
    return _build_range(match, lowest, highest, "")


def _is_part_of_name(text: str, match: re.Match[str]) -> bool:
    """Tell whether an exact Chinese number is no count, but part of a name or an article."""
    numeral = match["number"]
    unit = match["unit"]
    if numeral in _ALONE or _is_of_first_months(text, match):
        return True
    if unit in _NOUN_UNITS and "点" not in numeral:
        start = match.start()
        sign_before = text[start - 1 : start]
        if sign_before == "等":
            return False
        return _NOUN_COUNTED.match(text, match.end()) is None
    is_long = len(numeral) >= _LONG_NUMERAL and unit not in _NAMES_OF_LONG_NUMERALS
    if unit not in _UNITS_AFTER_CHINESE and not is_long:
        return True
    names = (_NAMES_AFTER, _NAMES_AFTER_ARABIC)
    return any(name.match(text, match.end()) for name in names)


def _find_fractions(text: str) -> Iterator[NumberMatch]:
    """Find 百分之九十五 and 千分之三."""
    for match in _FRACTION.finditer(text):
        value = parse_number(match["number"])
        unit = "%" if match["of"] == "百" else "‰"
        if value is not None:
            number = _build_number(text, match, value, unit)
            yield _add_comparator_ahead(text, number)


def _find_tenths(text: str) -> Iterator[NumberMatch]:
    """Find 四成 as 40 %, where the words around it tell that it is a share."""
    if not _TENTHS_SIGN.search(text):
        return
    for match in _TENTHS.finditer(text):
        start, end = match.span()
        before = _TENTHS_BEFORE.search(text, max(start - 6, 0), start)
        value = parse_number(match["number"])
        if value is None or not (before or _TENTHS_BEHIND.match(text, end)):
            continue
        percent = value * 10 + _read_half(match["half"])
        low = parse_number(match["low"] or "")
        if low is None:
            yield _build_number(text, match, percent, "%")
        else:
            span = match.span()
            yield NumberMatch(low * 10, "%", Comparator.AT_LEAST, *span)
            yield NumberMatch(percent, "%", Comparator.AT_MOST, *span)


def _read_half(sign: str | None) -> int:
    """Read what stands behind 成, in per cent: 半 is 5."""
    if not sign:
        return 0
    if sign == "半":
        return 5
    return _DIGITS[sign]


def _find_ranks(text: str) -> Iterator[NumberMatch]:
    """Find 全市第3名 behind words of an assessment."""
    for match in _RANK.finditer(text):
        start = match.start("number")
        value = parse_number(match["number"])
        before = max(match.start() - 16, 0)
        if value is not None and _RANK_BEFORE.search(text, before, match.start()):
            yield NumberMatch(value, match["unit"], None, start, match.end())


def _find_headed(text: str) -> Iterator[NumberMatch]:
    """Find 罚没金额（万元）：205.77: the span is the number's, the unit its head's."""
    for match in _iter_heads(text):
        start = match.start("number")
        end = match.end()
        head = match.start()
        if _COUNTED_BEFORE.search(text, max(head - 8, 0), head):
            continue
        sign_behind = text[end : end + 1]
        if match["link"] == "" and sign_behind not in _MARKS_BEHIND:
            continue
        scale = match["own"] or match["scale"] or match["scale2"] or ""
        value = parse_number(match["number"], scale)
        if value is None:
            continue
        comparator = None
        if match["more"]:
            comparator = Comparator.AT_LEAST
        stated = match["unit"] or match["unit2"] or match["unit3"]
        unit = _normalize_unit(stated)
        yield NumberMatch(value, unit, comparator, start, end)


def _iter_heads(text: str) -> Iterator[re.Match[str]]:
    """Yield the heads with their numbers, each behind the one before."""
    last = 0
    for sign in _HEAD_SIGN.finditer(text):
        start = sign.start()
        if start < last:
            continue
        match = _UNIT_AHEAD.match(text, start)
        if match:
            last = match.end()
            yield match


def _find_counted_by_nouns(text: str) -> Iterator[NumberMatch]:
    """Find 阅读量6.3万 and 人民币12万, whose unit no word tells but the noun before."""
    for run in _RUN_WITHOUT_UNIT.finditer(text):
        match = _WITHOUT_UNIT.match(text, run.start())
        unit = _find_unit_before(text, match) if match else None
        if match and unit:
            yield from _build_without_unit(text, match, unit)


def _find_unit_before(text: str, number: re.Match[str]) -> str | None:
    """Find the unit of what the words before a number count: 点击 alone, or at a line's head, only in 万."""
    start = number.start()
    begin = max(start - _LONGEST_COUNTED_BY, 0)
    counted = _COUNTED_BY.search(text, begin, start)
    if counted:
        is_much = number["scale"] or number["more"] or number["more1"]
        if not is_much and not _names_amount(text, counted):
            return None
        named = (unit for unit in _COUNTING_NOUNS if counted[unit])
        return next(named)
    begin = max(start - _LONGEST_MONEY, 0)
    money = _MONEY.search(text, begin, start)
    if money is None or not _END_OF_MONEY.match(text, number.end()):
        return None
    if number["scale"] or money["currency"]:
        return "元"
    return None


def _names_amount(text: str, counted: re.Match[str]) -> bool:
    """Tell whether words name an amount, as 阅读量 does; at a line's head only where a link follows."""
    start = counted.start()
    before = text[max(start - 1, 0) : start]
    opens_line = before in ("", "\n")
    if opens_line and not counted["link"]:
        return False
    noun = text[start : counted.start("link")]
    return noun[-1] in "量数丝"


def _build_without_unit(
    text: str, match: re.Match[str], unit: str
) -> Iterator[NumberMatch]:
    """Build a number whose span begins behind the words that lead to it."""
    value = parse_number(match["number"], match["scale"] or "")
    if value is None:
        return
    start = match.start("number")
    before = _find_comparator_before(text, start)
    comparator = None
    if match["more"] or match["more1"]:
        comparator = Comparator.AT_LEAST
    elif before and before.lastgroup:
        comparator = Comparator(before.lastgroup)
    start = before.start() if before else start
    yield NumberMatch(value, unit, comparator, start, match.end())


def _find_in_lists(text: str) -> Iterator[NumberMatch]:
    """Find the numbers of lines by the unit at their head, one behind two heads once."""
    for number in dict.fromkeys(find_listed_numbers(text)):
        yield NumberMatch(number.value, number.unit, None, number.start, number.end)


def find_numbers(text: str) -> list[NumberMatch]:
    """Find every number with a unit in a clean text, in order.

    Traditional characters are read as simplified ones. Numbers in 《…》 and in short quotations are names.
    """
    text = simplify_prose(text)
    if _WIDE_DIGIT.search(text):
        text = text.translate(_WIDE_DIGITS)
    taken = bytearray(len(text) + 1)
    for start, end in chain(find_names(text), _iter_counters(text)):
        taken[start:end] = b"\1" * (end - start)
    found: list[NumberMatch] = []
    finders = (
        _find_arabic,
        _find_headed,
        _find_in_lists,
        _find_counted_by_nouns,
        _find_fractions,
        _find_tenths,
        _find_ranks,
        _find_chinese,
    )
    for find in finders:
        numbers = [
            number
            for number in find(text)
            if not taken[number.start] and abs(number.value) < _TOO_LARGE
        ]
        found += numbers
        for number in numbers:
            taken[number.start : number.end] = b"\1" * (number.end - number.start)
    found.sort(key=attrgetter("start", "end", "value"))
    return found


def find_name_end(text: str, start: int) -> int | None:
    """Find the end of a name that begins with a number and a unit at an offset: 四个意识, 15分钟服务圈.

    Null when nothing there says that it is one. The text is in simplified characters.
    """
    pattern = _ARABIC if text[start].isdecimal() else _CHINESE
    match = pattern.match(text, start)
    if match:
        return _find_end_of_name(text, match)
    return None


def _find_end_of_name(text: str, match: re.Match[str]) -> int | None:
    """Find the end of what a number and its unit begin: the words that make it a name included."""
    end = match.end()
    names = [_NAMES_AFTER_ARABIC]
    if match.re is _CHINESE:
        names.append(_NAMES_AFTER)
    for name in names:
        behind = name.match(text, end)
        if behind:
            return max(behind.end(), end)
    if match.re is _CHINESE:
        if match["number"] in _ALONE:
            return end
        return None
    is_noun = match["unit"] in _NOUN_UNITS and _is_name_of_noun(text, match)
    if is_noun:
        return end + 1
    return None


@lru_cache(maxsize=4)
def find_names(text: str) -> Sequence[Span]:
    """Find the spans in which no number counts: titles, short quotations, sessions (十届六次全会)."""
    return tuple(chain(_iter_quoted(text), _iter_sessions(text)))


def _iter_quoted(text: str) -> Iterator[Span]:
    for match in _QUOTED.finditer(text):
        if not _is_statement(match.group()):
            yield match.span()
    for match in _STRAIGHT_QUOTED.finditer(text):
        is_short = len(match.group()) <= _LONGEST_QUOTED
        if is_short and not _is_statement(match.group()):
            yield match.span()


def _is_statement(quoted: str) -> bool:
    """Tell whether a quotation says something of which numbers count."""
    has_sign = _STATEMENT_SIGN.search(quoted) is not None
    return has_sign and _QUOTED_STATEMENT.match(quoted) is not None


def _iter_counters(text: str) -> Iterator[Span]:
    """Yield the lines, or cells, in which a page counts its readers: 来源：县司法局 浏览次数：12次."""
    for sign in _COUNTER_SIGN.finditer(text):
        start = text.rfind("\n", 0, sign.start()) + 1
        end = text.find("\n", sign.start())
        end = len(text) if end < 0 else end
        if end - start > _LONGEST_COUNTER_LINE:
            continue
        if _COUNTER_LINE.fullmatch(text, start, end):
            yield start, end


def _iter_sessions(text: str) -> Iterator[Span]:
    """Yield the spans of sessions, each looked for before its sign alone and behind the one before."""
    last = 0
    for sign in _SESSION_SIGN.finditer(text):
        starts = range(max(last, sign.start() - _LONGEST_SESSION), sign.start() + 1)
        found = filter(None, (_SESSIONS.match(text, start) for start in starts))
        session = next(found, None)
        last = session.end() if session else max(last, starts.stop)
        if session:
            yield session.span()
