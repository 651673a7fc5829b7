"""Numbers with units: value, unit, comparator; and what only looks like one."""

from decimal import Decimal

import pytest

from tasks.model.report import Comparator
from tasks.report.numbers import find_numbers, parse_chinese_numeral, parse_number
from tests.rows import check_rows, each_row

CHINESE = {
    "一": 1, "两": 2, "十": 10, "十二": 12, "二十": 20, "三十五": 35, "一百": 100, "两百": 200,
    "一百零五": 105,
    "一百二十": 120, "百": 100, "千": 1000, "一千二百": 1200, "三千零八": 3008, "九千九百九十九": 9999,
    "二〇二三": 2023, "二○二三": 2023, "二零二三": 2023, "零": 0, "万": 10000, "一万八千": 18000,
    "一万八": 18000,
    "一百五": 150, "两千零五十": 2050, "三亿五千万": 350000000, "一百二十万零八百": 1200800,
}  # fmt: skip
PRINTED = {
    ("660", ""): "660", ("4.55", "万"): "45500", ("3,600", ""): "3600", ("1,234,567.5", ""): "1234567.5",
    ("1.2", "亿"): "120000000", ("两", "万"): "20000", ("3", "千"): "3000", ("2", "百万"): "2000000",
    ("99.25", ""): "99.25", ("0", ""): "0", ("十", ""): "10", ("1，024", ""): "1024",
    ("一点二", "万"): "12000",
    ("三点五万", ""): "35000", ("八十五点六", ""): "85.6", ("3", "千万"): "30000000",
}  # fmt: skip


@each_row(("numeral", "value"), CHINESE.items())
def test_chinese(numeral, value):
    """Chinese numerals are read by place, and digit by digit where none is named."""
    assert parse_chinese_numeral(numeral) == value


@each_row("numeral", ["", "多", "三四十", "七八百", "若干", "12", "两会"])
def test_no_numeral(numeral):
    """Words, and two digits at one place, are no number."""
    assert parse_chinese_numeral(numeral) is None


@each_row(
    ("printed", "value"), PRINTED.items(), ids=["".join(printed) for printed in PRINTED]
)
def test_printed(printed, value):
    """Separators go and scales are multiplied out, without a rounding error."""
    assert parse_number(*printed) == Decimal(value)


@each_row("printed", ["", "数", "几", "一点", "一点几"])
def test_no_number(printed):
    """What is no number gives none."""
    assert parse_number(printed) is None


MOST, LEAST, NEARLY, ABOUT = (
    Comparator.AT_MOST,
    Comparator.AT_LEAST,
    Comparator.NEARLY,
    Comparator.ABOUT,
)


def read(text):
    """Give words, value, unit and comparator of every quantity."""
    return [
        (text[found.start : found.end], found.value, found.unit, found.comparator)
        for found in find_numbers(text)
    ]


SINGLE = {
    "巡查123次": ("123次", "123", "次", None),
    "投入4.55万元": ("4.55万元", "45500", "元", None),
    "受理3,600件": ("3,600件", "3600", "件", None),
    "涉及金额1.2亿元": ("1.2亿元", "120000000", "元", None),
    "覆盖13.2万人次": ("13.2万人次", "132000", "人次", None),
    "挽回损失2百万元": ("2百万元", "2000000", "元", None),
    "检查660余家次": ("660余家次", "660", "家次", LEAST),
    "检查660多家次": ("660多家次", "660", "家次", LEAST),
    "覆盖9.5万余场": ("9.5万余场", "95000", "场", LEAST),
    "覆盖3余万人": ("3余万人", "30000", "人", LEAST),
    "发放超2000份": ("超2000份", "2000", "份", LEAST),
    "发放超过2000份": ("超过2000份", "2000", "份", LEAST),
    "发放逾2000份": ("逾2000份", "2000", "份", LEAST),
    "突破2000份": ("突破2000份", "2000", "份", LEAST),
    "每人不少于40学时": ("不少于40学时", "40", "学时", LEAST),
    "达标率不低于95%": ("不低于95%", "95", "%", LEAST),
    "至少3次": ("至少3次", "3", "次", LEAST),
    "近100名": ("近100名", "100", "名", NEARLY),
    "接近100名": ("接近100名", "100", "名", NEARLY),
    "约100名": ("约100名", "100", "名", ABOUT),
    "大约100名": ("大约100名", "100", "名", ABOUT),
    "100名左右": ("100名左右", "100", "名", ABOUT),
    "100名以上": ("100名以上", "100", "名", LEAST),
    "3人及以上": ("3人及以上", "3", "人", LEAST),
    "不超过5个工作日": ("不超过5个工作日", "5", "个工作日", MOST),
    "至多5次": ("至多5次", "5", "次", MOST),
    "5个工作日以内": ("5个工作日以内", "5", "个工作日", MOST),
    "办结率99.25%": ("99.25%", "99.25", "%", None),
    "办结率99.25％": ("99.25％", "99.25", "%", None),
    "办结率高达98%": ("98%", "98", "%", None),
    "提高2.5个百分点": ("2.5个百分点", "2.5", "个百分点", None),
    "满意率百分之九十五以上": ("百分之九十五以上", "95", "%", LEAST),
    "满意率超过百分之98.2": ("超过百分之98.2", "98.2", "%", LEAST),
    "满意率百分之百": ("百分之百", "100", "%", None),
    "服务八个社区": ("八个", "8", "个", None),
    "召开会议十二次": ("十二次", "12", "次", None),
    "召开会议十余次": ("十余次", "10", "次", LEAST),
    "召开会议二十多次": ("二十多次", "20", "次", LEAST),
    "发放两万余份": ("两万余份", "20000", "份", LEAST),
    "接待一百零五人次": ("一百零五人次", "105", "人次", None),
    "接待一千二百余人次": ("一千二百余人次", "1200", "人次", LEAST),
    "近百名": ("近百名", "100", "名", NEARLY),
    "上百场": ("上百场", "100", "场", LEAST),
    "百余场": ("百余场", "100", "场", LEAST),
    "万余人": ("万余人", "10000", "人", LEAST),
    "上万人": ("上万人", "10000", "人", LEAST),
    "两次以上": ("两次以上", "2", "次", LEAST),
    "预约30件": ("30件", "30", "件", None),
    "节约3万元": ("3万元", "30000", "元", None),
    "签约5家": ("5家", "5", "家", None),
    "最近3次": ("3次", "3", "次", None),
    "附近5个村": ("5个", "5", "个", None),
    "12345热线工单3200件": ("3200件", "3200", "件", None),
    "丰府规〔2023〕1号等3件": ("3件", "3", "件", None),
    "6月底前完成2次": ("2次", "2", "次", None),
    "四级网格员81人": ("81人", "81", "人", None),
    "A类企业3家": ("3家", "3", "家", None),
    "60件（次）": ("60件", "60", "件", None),
    "落实3个月": ("3个月", "3", "个月", None),
    "“微实事”项目36件": ("36件", "36", "件", None),
    "值班24小时": ("24小时", "24", "小时", None),
    "（3）完善制度5项": ("5项", "5", "项", None),
    "办件量是上年的2.3倍": ("2.3倍", "2.3", "倍", None),
    "发放二百份": ("二百份", "200", "份", None),
    "发案率千分之三": ("千分之三", "3", "‰", None),
    "下降3.2百分点": ("3.2百分点", "3.2", "个百分点", None),
    "出动执法车辆120辆次": ("120辆次", "120", "辆次", None),
    "网格员配比达到1：4": ("1：4", "0.25", "比", None),
    "接听来电8,216通，": ("8,216通", "8216", "通", None),
    "日常巡查320回，": ("320回", "320", "回", None),
    "回访560余通": ("560余通", "560", "通", "at_least"),
    "查扣柴油2.5万升": ("2.5万升", "25000", "升", None),
    "排查36轮次": ("36轮次", "36", "轮次", None),
    "阅读量6.3万，": ("6.3万", "63000", "次", None),
    "播放量超120万+，": ("超120万+", "1200000", "次", "at_least"),
    "点赞3.2万。": ("3.2万", "32000", "次", None),
    "总点击量达8600。": ("8600", "8600", "次", None),
    "点赞3000+，": ("3000+", "3000", "次", "at_least"),
    "粉丝数从3.2万增至5.6万。": ("5.6万", "56000", "人", None),
    "涉案标的额1.2亿，": ("1.2亿", "120000000", "元", None),
    "粉丝突破2万+，": ("突破2万+", "20000", "人", "at_least"),
    "参与人数800，": ("800", "800", "人", None),
    "办件量达3.6万，": ("3.6万", "36000", "件", None),
    "罚没人民币12万。": ("12万", "120000", "元", None),
    "挽回经济损失200余万，": ("200余万", "2000000", "元", "at_least"),
    "走访500+家企业": ("500+家", "500", "家", "at_least"),
    "服务1.2万+人次": ("1.2万+人次", "12000", "人次", "at_least"),
    "提前3个月完成": ("3个月", "3", "个月", None),
    "按1:2.5的比例配备": ("1:2.5", "0.4", "比", None),
    "面积3000平方米": ("3000平方米", "3000", "平方米", None),
    "平均浓度28微克/立方米": ("28微克/立方米", "28", "微克/立方米", None),
    "浓度降至0.5毫克/升以下": ("0.5毫克/升以下", "0.5", "毫克/升", MOST),
    "平均浓度28微克／立方米": ("28微克／立方米", "28", "微克/立方米", None),
    "补贴200元/吨": ("200元/吨", "200", "元/吨", None),
    "发案率12.5件/万人": ("12.5件/万人", "12.5", "件/万人", None),
    "奖励1.2万元/年": ("1.2万元/年", "12000", "元/年", None),
    "出动660余人/次": ("660余人/次", "660", "人次", LEAST),
    "检查309家/次": ("309家/次", "309", "家次", None),
    "走访309家/户": ("309家", "309", "家", None),
    "节约用电30万千瓦时": ("30万千瓦时", "300000", "千瓦时", None),
    "噪声控制在55分贝以内": ("55分贝以内", "55", "分贝", MOST),
}
# Behind digits a noun may stand without a measure word.
NOUNS = {
    "督察9省": ("9省", "9", "省", None),
    "对11个县": ("11个", "11", "个", None),
    "走访23村": ("23村", "23", "村", None),
    "会同6部门": ("6部门", "6", "部门", None),
    "等五部门": ("五部门", "5", "部门", None),
    "八部门联合行动": ("八部门", "8", "部门", None),
    "惠及3.4万居民": ("3.4万居民", "34000", "居民", None),
    "覆盖1.2万余农户": ("1.2万余农户", "12000", "农户", LEAST),
    "考核得95.8分": ("95.8分", "95.8", "分", None),
    "测评为九十六点五分": ("九十六点五分", "96.5", "分", None),
}
# As other writers and other characters print them.
PRINTED_OTHERWISE = {
    "受理2，048件": ("2，048件", "2048", "件", None),
    "罚没1，360.5万元": ("1，360.5万元", "13605000", "元", None),
    "投入1，234，567元": ("1，234，567元", "1234567", "元", None),
    "受理３５件": ("３５件", "35", "件", None),
    "覆蓋3.6萬餘戶": ("3.6萬餘戶", "36000", "户", LEAST),
    "列出事項14類": ("14類", "14", "类", None),
    "出動車輛25輛": ("25輛", "25", "辆", None),
    "受理37[2]件": ("37[2]件", "37", "件", None),
    "受理37③件": ("37③件", "37", "件", None),
    "受理37²件": ("37²件", "37", "件", None),
    "拆除10⁵平方米": ("10⁵平方米", "100000", "平方米", None),
    "拆除2.5×10⁴平方米": ("2.5×10⁴平方米", "25000", "平方米", None),
    "绿化300㎡": ("300㎡", "300", "平方米", None),
    "投入12.5 万元": ("12.5 万元", "125000", "元", None),
    "罚款4万5千元": ("4万5千元", "45000", "元", None),
    "投资2亿3000万元": ("2亿3000万元", "230000000", "元", None),
    "罚款一万六千元": ("一万六千元", "16000", "元", None),
    "惠及一点六万人次": ("一点六万人次", "16000", "人次", None),
    "满意率百分之九十七点六": ("百分之九十七点六", "97.6", "%", None),
    "印发八十六本": ("八十六本", "86", "本", None),
    "下降-4.5%": ("-4.5%", "-4.5", "%", None),
    "同比-4.5%": ("-4.5%", "4.5", "%", None),
    "同比+4.5%": ("+4.5%", "4.5", "%", None),
    "较上年↓4.5%": ("↓4.5%", "4.5", "%", None),
    "绿化3*10^2亩": ("3*10^2亩", "300", "亩", None),
    "绿化3＊10²亩": ("3＊10²亩", "300", "亩", None),
    "绿化3 × 10^2亩": ("3 × 10^2亩", "300", "亩", None),
    "绿化1.5·10⁵平方米": ("1.5·10⁵平方米", "150000", "平方米", None),
    "清淤2乘以10的4次方立方米": ("2乘以10的4次方立方米", "20000", "立方米", None),
    "罚款贰佰万元": ("贰佰万元", "2000000", "元", None),
    "罚没壹拾贰万叁仟伍佰元整": ("壹拾贰万叁仟伍佰元", "123500", "元", None),
    "罚款壹萬貳仟圓": ("壹萬貳仟圓", "12000", "元", None),
    "处罚壹佰贰拾捌件": ("壹佰贰拾捌件", "128", "件", None),
    "调解叁仟余件": ("叁仟余件", "3000", "件", LEAST),
    "办理廿三件": ("廿三件", "23", "件", None),
    "调解一百卅二件": ("一百卅二件", "132", "件", None),
    "办理0.5个工作日": ("0.5个工作日", "0.5", "个工作日", None),
    "罚款15.5万元;推行“智慧+”": ("15.5万元", "155000", "元", None),
    "调解32.6万件;推行“法官+村干部联动”": ("32.6万件", "326000", "件", None),
    "办结率“100%”": ("100%", "100", "%", None),
    "立案(起): 57": ("57", "57", "起", None),
    "征收金额（万元）：3.25": ("3.25", "32500", "元", None),
    "受理（件） 8,021": ("8,021", "8021", "件", None),
    "宣传活动（单位：场）：1，203": ("1，203", "1203", "场", None),
    "参与人数：320": ("320", "320", "人", None),
    "检查[次]：1，320": ("1，320", "1320", "次", None),
    "罚没金额/万元：3.5": ("3.5", "35000", "元", None),
    "满意度全省第3位": ("3位", "3", "位", None),
    "罚款２３．６万元": ("２３．６万元", "236000", "元", None),
    "受理1, 024件": ("1, 024件", "1024", "件", None),
    "受理37[注1]件": ("37[注1]件", "37", "件", None),
    "不到5%": ("不到5%", "5", "%", MOST),
    "就近3个": ("3个", "3", "个", None),
    "座谈12成员单位": ("12成员单位", "12", "成员单位", None),
    "位列全县第4名": ("4名", "4", "名", None),
    "考核排名第二位": ("二位", "2", "位", None),
    "每村至少组织2次": ("2次", "2", "次", LEAST),
    "不得少于编制总数的5%": ("5%", "5", "%", LEAST),
    "不超过核定总额的8%": ("8%", "8", "%", MOST),
    "不足3人": ("不足3人", "3", "人", MOST),
    "占比约为12%": ("约为12%", "12", "%", ABOUT),
    "办理率≥95%": ("≥95%", "95", "%", LEAST),
    "在3个工作日内答复": ("3个工作日内", "3", "个工作日", MOST),
    "300人次有余": ("300人次有余", "300", "人次", LEAST),
    "10来家": ("10来家", "10", "家", LEAST),
}


ALL_SINGLE = {**SINGLE, **NOUNS, **PRINTED_OTHERWISE}


@each_row(("text", "expected"), ALL_SINGLE.items(), ids=ALL_SINGLE)
def test_single(text, expected):
    """One number is read once, whole, with what is said of it."""
    words, value, unit, comparator = expected
    assert read(f"全年{text}。") == [(words, Decimal(value), unit, comparator)]


RANGES = {
    "走访30—50家": ("30—50家", "30", "50", "家"),
    "开展2-3次": ("2-3次", "2", "3", "次"),
    "开展2至3次": ("2至3次", "2", "3", "次"),
    "提高5到10个百分点": ("5到10个百分点", "5", "10", "个百分点"),
    "处罚3万至5万元": ("3万至5万元", "30000", "50000", "元"),
    "处罚3—5万元": ("3—5万元", "30000", "50000", "元"),
    "提高5%-10%": ("5%-10%", "5", "10", "%"),
    "选派三至五名": ("三至五名", "3", "5", "名"),
    "罚款5000元—2万元": ("5000元—2万元", "5000", "20000", "元"),
    "涉案8000元～3万元": ("8000元～3万元", "8000", "30000", "元"),
    "整治300—2万平方米": ("300—2万平方米", "300", "20000", "平方米"),
    "补助8百元-2千元": ("8百元-2千元", "800", "2000", "元"),
    "投资5百万—2千万元": ("5百万—2千万元", "5000000", "20000000", "元"),
    "培训3至8千人": ("3至8千人", "3000", "8000", "人"),
    "补助三至五万元": ("三至五万元", "30000", "50000", "元"),
    "培训三千至五千人": ("三千至五千人", "3000", "5000", "人"),
    "培训五六十人": ("五六十人", "50", "60", "人"),
    "提出建议十二三件": ("十二三件", "12", "13", "件"),
    "走访两三万户": ("两三万户", "20000", "30000", "户"),
    "压减3—5成": ("3—5成", "30", "50", "%"),
    "压减三到五成": ("三到五成", "30", "50", "%"),
}


@each_row(("text", "expected"), RANGES.items(), ids=RANGES)
def test_ranges(text, expected):
    """A range is two quantities over the same words: at least its low end, at most its high end."""
    words, low, high, unit = expected
    assert read(f"全年{text}。") == [
        (words, Decimal(low), unit, LEAST),
        (words, Decimal(high), unit, MOST),
    ]


def test_several_in_a_sentence():
    """Each number of a sentence is read, in order."""
    found = read("接待群众89批155人次，其中县级3批12人次，办结率100%。")
    assert [words for words, *_ in found] == [
        "89批",
        "155人次",
        "3批",
        "12人次",
        "100%",
    ]
    assert [words for words, *_ in read("由平均15分钟、最长20分钟压缩")] == [
        "15分钟",
        "20分钟",
    ]


NONE = (
    "2023年，2023年度，二〇二三年|3月15日|2021—2025年|自2017年以来|10:30|会议于10：30召开|比分2：1|3·15消费者权益日|“12·4”国家宪法日|4.15国家安全教育日|"
    "中办发〔2019〕28号|2023年4号文件|第三次会议|第12期|第一责任人|十四届三中全会|党的二十大|“八五”普法|七五普法|"
    "1+3+N模式|“1＋8＋N”体系|“1个中心+5个站点”|三项制度|四个意识|“四个意识”|四个自信|两个维护|五位一体|三位一体|“十一个坚持”|"
    "三大攻坚战|八项规定|四张清单一张网|一村一法律顾问|1村1法律顾问|一站式|三书一函|一名干部|一批典型|一次会议|千家万户|五个方面|"
    "两个层面|“五个一”工程|《十项措施》|《3项清单》|24小时值班|24小时自助服务|15分钟法律服务圈|城区15分钟、农村20分钟公共法律服务圈|8小时以外|70周年|三分之二|七八家|"
    "三四个|数十次|几十场|2个多月|12345热线|GB/T 2023|1.5|5G基站|一季度|每周一次|"
    "市委十三届五次全会|县委九届四次、五次全会|区人大六届二次会议|市委八次全会精神|14届6次全会|"
    '“3个1”机制|“查1次、帮1家”|‘5项’要求|“14条”举措|"14条"举措|4个1|三个一|'
    "5省道|4市场|2024县|1村1警|1县多点|12345市民热线|12.4国家宪法日|4分类|三部门|10分之一|十分重要|"
    "县十六届人大三次会议|第九届人民代表大会常务委员会四次会议|政协十一届二次会议|区人大五次会议期间|镇党代会二次会议以来|"
    "24小时政务服务驿站|24小时法律服务自助机|24小时警务站|24小时无人值守大厅|24 小时便民超市|"
    "今年前10个月|前三个月|头三个月|十二条工作举措|五项机制|四个亲自|五个一律|三个不变|8小时外|365天不打烊|7天无理由退货|十项措施|二十条措施|八项举措|12345+网格|110+网格|"
    "12345通过|浏览量：317|损失12万斤粮食|由5升至8|"
    "第一位的是|2期工程|二期工程|两轮一审|浏览次数：317|第三名被告|8时30分|024件|二元结构|三条红线|7/12件|两三家|7*24小时|2*10次|10^999999999平方米|伍家岗区|陆家镇伍家村|张叁件件落实|收拾件件|廿三里街道|2的3次方"
).split("|")


def test_no_quantity():
    """Years, dates, numbers of documents, ordinals, names, articles and vague numbers are no quantities."""

    def check(text):
        assert read(f"认真落实{text}。") == []

    check_rows(check, NONE)


def test_a_full_width_comma_may_part_two_numbers():
    """Behind 分别, in a list, and beside groups that are not of three digits nothing is joined."""
    for words, number in {
        "分别为5，678件": "678件",
        "各办理5，678件": "678件",
        "受理5，67件": "67件",
        "2023，145件": "145件",
        "检查企业1，调解纠纷234件": "234件",
    }.items():
        assert [one[0] for one in read(f"全年{words}。")] == [number]


def test_numbers_of_a_list_share_the_last_unit():
    """Behind 分别 only."""
    found = read("收到、受理、办结分别为12、11和1,010件。")
    assert [(value, unit) for _, value, unit, _ in found] == [
        (Decimal(12), "件"),
        (Decimal(11), "件"),
        (Decimal(1010), "件"),
    ]
    assert [one[0] for one in read("第2、3、5件。")] == ["5件"]


@pytest.mark.parametrize(
    "words", ["60件（次）2024年", "立案（件）：2024年", "（三）件", "案件（起）8,412件"]
)
def test_a_unit_in_brackets_is_not_always_a_head(words):
    """What stands behind it may be a year, or have a unit of its own."""
    assert [one[0] for one in read(words)] in ([], ["60件"], ["8,412件"])


def test_a_label_before_a_number_is_none_of_it():
    """At the head of a line, and nowhere else."""
    assert [one[0] for one in read("2．30件提案已办结")] == ["30件"]
    assert [one[1] for one in read("占2．30%")] == [Decimal("2.30")]


def test_a_number_at_the_end_of_a_sentence_with_a_point():
    """The point is none of the number's."""
    assert [one[1] for one in read("罚款(万元): 12.5.")] == [Decimal(125000)]


def test_hostile_numbers_take_no_long():
    """Long runs of digits, groups, numerals and open brackets are looked at once.

    At this length only a cost that doubles with each sign shows; `make bench-growth` measures how it grows.
    """
    for sign in ("1", "123,", "一", "零", "《", "“", "（件）", "万", "1、"):
        assert len(read(sign * 1000)) < 1001


def test_offsets_point_into_the_text():
    """Offsets hold number and unit, the comparator's words included."""
    text = "一、举措\n全年开展宣传12场，\n发放资料近3500份。"
    assert [text[found.start : found.end] for found in find_numbers(text)] == [
        "12场",
        "近3500份",
    ]


UNITS = (
    "人次|家次|户次|批次|批件|场次|件次|车次|艘次|台次|班次|条次|辆次|组次|点次|架次|站次|案次|"
    "宗次|份次|处次|人日|课时|学时|小时|分钟|"
    "个工作日|工作日|个月|个百分点|平方公里|平方米|立方米|公里|公顷|公斤|千克|美元|元|吨|米|"
    "亩|%|‰|"
    "人|名|位|件|起|宗|份|册|本|张|幅|条|项|个|家|户|次|场|期|批|处|所|座|支|台|辆|部|套|间|栋|"
    "幢|例|类|种|轮|篇|则|封|组|对|天|堂|门|块|"
    "面|只|枚|卷|集|段|箱|艘|架|道|桩|笔|单|站|盏|棵|株|节|倍|案|句|题|毫克|微克|千瓦时|分贝"
).split("|")
RATES = (
    "立方米|平方米|平方公里|公里|千米|公顷|公斤|千克|千瓦时|小时|分钟|人|吨|升|米|亩|天|日|月|"
    "季度|年"
).split("|")
# Before these a Chinese numeral is a count; before the other units it is part of a name: 三门, 四面.
UNITS_OF_WORDS = (
    "人次|家次|户次|批次|批件|场次|件次|小时|个工作日|工作日|个月|个百分点|人|名|位|件|起|宗|份|"
    "册|条|项|个|家|户|次|场|期|批|处|所|座|支|台|"
    "辆|部|套|例|类|种|轮|篇|堂|元|天|倍"
).split("|")


def check_unit(unit):
    """Check that a unit is read behind digits, and behind a numeral when it may be."""
    assert read(f"共计12{unit}。") == [(f"12{unit}", Decimal(12), unit, None)]
    words = f"八{unit}"
    counted = [(words, Decimal(8), unit, None)] if unit in UNITS_OF_WORDS else []
    assert read(f"共计{words}。") == counted


def test_every_unit_is_read():
    """Behind digits each of them counts, behind a Chinese numeral those that no name is made with."""
    check_rows(check_unit, UNITS)


def test_every_rate_is_read():
    """What a rate is per belongs to its unit, with a scale of its own or without."""

    def check(per):
        for stroke in "/／":
            for scale in ("", "百", "千", "万"):
                words = f"12元{stroke}{scale}{per}"
                (found,) = read(f"平均{words}。")
                assert found == (words, Decimal(12), f"12元/{scale}{per}"[2:], None)

    check_rows(check, RATES)


@each_row("unit", "人|家|户|批|件|场|份|处".split("|"))
def test_a_stroke_before_times_is_no_rate(unit):
    """人/次 is 人次, and so are the others."""
    for stroke in "/／":
        words = f"12{unit}{stroke}次"
        assert read(f"共计{words}。") == [(words, Decimal(12), f"{unit}次", None)]


def test_a_thousand_before_a_unit_is_a_scale():
    """12千米 are as many metres; 千克 and 千瓦时 are units of their own."""
    found = read("共计12千米、12千克、12千瓦时。")
    assert [(value, unit) for _, value, unit, _ in found] == [
        (Decimal(12000), "米"),
        (Decimal(12), "千克"),
        (Decimal(12), "千瓦时"),
    ]


COMPARATORS = {
    LEAST: "不少于|不低于|至少|超过|超过了|超出|超|突破|逾",
    MOST: "不超过|不多于|不高于|至多|最多",
    NEARLY: "接近|将近|近",
    ABOUT: "大约|约",
}
COMPARATORS_BEHIND = {
    LEAST: "以上|及以上",
    MOST: "以内|以下|之内",
    ABOUT: "左右|上下",
}


@each_row(
    ("comparator", "word"),
    [(one, word) for one, words in COMPARATORS.items() for word in words.split("|")],
)
def test_every_comparator_before_a_number(comparator, word):
    """Before digits, numerals and shares alike."""
    for number, value, unit in (("12件", 12, "件"), ("八件", 8, "件")):
        words = f"{word}{number}"
        assert read(f"共计{words}。") == [(words, Decimal(value), unit, comparator)]
    words = f"{word}百分之八"
    assert read(f"共计{words}。") == [(words, Decimal(8), "%", comparator)]


@each_row(
    ("comparator", "word"),
    [
        (one, word)
        for one, words in COMPARATORS_BEHIND.items()
        for word in words.split("|")
    ],
)
def test_every_comparator_behind_a_number(comparator, word):
    """Before digits, numerals and shares alike."""
    for number, value, unit in (
        ("12件", 12, "件"),
        ("八件", 8, "件"),
        ("百分之八", 8, "%"),
    ):
        words = f"{number}{word}"
        assert read(f"共计{words}。") == [(words, Decimal(value), unit, comparator)]


@each_row(
    "word",
    "最近|附近|邻近|临近|预约|节约|签约|违约|履约|邀约|特约|公约|条约|乡规民约|文明公约|劳动合约|契约|续约|毁约".split(
        "|"
    ),
)
def test_words_that_end_like_a_comparator_are_none(word):
    """An appointment is no approximation."""
    assert read(f"{word}12件。") == [("12件", Decimal(12), "件", None)]


@pytest.mark.parametrize("word", ["惠及村民", "联合", "整合", "由镇办公"])
def test_words_before_about_hide_it_not(word):
    """Villagers are no covenant: 村民约40户."""
    assert read(f"{word}约40户。") == [("约40户", Decimal(40), "户", ABOUT)]


TENTHS = {
    "平均时限减少四成": ("四成", "40", None),
    "跑动次数下降了近七成": ("近七成", "70", NEARLY),
    "申请材料压减2成": ("2成", "20", None),
    "占比超过八成": ("超过八成", "80", LEAST),
    "九成以上的事项": ("九成以上", "90", LEAST),
    "费用降低约两成": ("约两成", "20", ABOUT),
    "较上年增长一成半": ("一成半", "15", None),
    "化解率达八成五": ("八成五", "85", None),
    "化解率超过九成二以上": ("超过九成二以上", "92", LEAST),
}


@each_row(("text", "expected"), TENTHS.items(), ids=TENTHS)
def test_tenths_are_percent(text, expected):
    """四成 is 40 %."""
    words, value, comparator = expected
    assert read(f"全年{text}。") == [(words, Decimal(value), "%", comparator)]


@each_row(
    "text",
    "一成不变|七八成群众|由三成员组成|二成立|减少五成本|几成|分成两成果|十成|增加三成员单位".split(
        "|"
    ),
)
def test_no_tenths(text):
    """What becomes, members and results are none, nor is a share that nobody knows exactly."""
    assert read(f"{text}。") == []


def test_a_stroke_parts_two_numbers_with_units():
    """In a day or a share it parts none."""
    assert [words for words, *_ in read("收案58件/131人次，7/12件。")] == [
        "58件",
        "131人次",
    ]


def test_what_stands_inside_the_number_counts_before_what_stands_around_it():
    """余 and 多 say least, whatever is said before and behind."""
    assert read("不超过12余件。") == [("不超过12余件", Decimal(12), "件", LEAST)]
    assert read("近12多万件左右。") == [
        ("近12多万件左右", Decimal(120000), "件", LEAST)
    ]
    assert read("近12件以上。") == [("近12件以上", Decimal(12), "件", NEARLY)]


NAMES = (
    "意识|自信|维护|确立|全面|服从|革命|务必|必须|统一|结合|不动摇|清单|责任|制度|规定|方面|环节|"
    "阶段|层面|维度|关键|到位|坚持|融合|转变|百年|"
    "一体|一批|一起|一律|一致|一样|之地|不放过|不留|供水|分配|产业|创业|污染|代|民|大代|力|头|"
    "工作法|好|强化|联动|级联|先进|文明|清|台账一|"
    "抓手|着力|聚焦|导向|循环|面向"
).split("|")


def check_name(name):
    """Check that a name is no count, and is one behind digits."""
    assert read(f"坚持三个{name}。") == []
    assert read(f"坚持3个{name}。") == [("3个", Decimal(3), "个", None)]


def test_every_name_that_begins_with_a_number():
    """It counts nothing; digits before the same word do."""
    check_rows(check_name, NAMES)


@each_row("words", "责任书|责任状|制度5项|规定动作|之多|之久|之内".split("|"))
def test_words_that_only_begin_like_a_name(words):
    """Before them a numeral is a count."""
    found = read(f"签订三个{words}。")
    assert (found[0][1], found[0][2]) == (Decimal(3), "个")


NAMES_BEHIND_DIGITS = (
    "24小时不打烊|24小时值守|24小时在线|24小时服务|24小时热线|24小时监控|24小时自助|24小时受理|"
    "24小时响应|24小时以外|24小时之外|"
    "15分钟生活圈|15分钟便民法律服务圈|1个中心+5个站点|1个中心＋1批队伍|2个多月|2个多小时"
).split("|")


@each_row("words", NAMES_BEHIND_DIGITS)
def test_names_that_begin_with_digits(words):
    """The first number of each counts nothing."""
    first = words[:4]
    assert not [one for one in read(f"打造{words}。") if first.startswith(one[0])]


@each_row(
    "skipped",
    "三项制度|四面红旗|七八家|“十一个坚持”|《八项措施》|一名|24小时值班|比分2:1|《3项清单》".split(
        "|"
    ),
)
def test_what_is_no_count_hides_none_behind_it(skipped):
    """The next number is read, of whatever kind."""
    for number, value, unit in (
        ("八个", 8, "个"),
        ("12件", 12, "件"),
        ("百分之八", 8, "%"),
    ):
        found = read(f"落实{skipped}，完成{number}。")
        assert found[-1] == (number, Decimal(value), unit, None), skipped
    found = read(f"落实{skipped}，按1:4的比例，开展2-3次。")
    assert [one[1] for one in found][-3:] == [Decimal("0.25"), Decimal(2), Decimal(3)]


RATIOS = {
    "按1:4的比例": "0.25",
    "按1：4比例": "0.25",
    "按1∶4的配比": "0.25",
    "比例为1:3": "0.333333",
    "比例达到3:1": "3",
    "配比达1:4": "0.25",
    "之比是1:4": "0.25",
    "比率约1:4": "0.25",
    "占比1:4": "0.25",
    "配比不低于1:4": "0.25",
}


@each_row(("text", "value"), RATIOS.items())
def test_ratios(text, value):
    """A ratio is told by the words around it, and has six decimals."""
    found = read(f"人员{text}。")
    assert [one[1:] for one in found] == [(Decimal(value), "比", None)]


@pytest.mark.parametrize(
    "text", ["比例为1:0", "时间1:4", "比例为1:2:3", "比例在全县各乡镇为大约1:4"]
)
def test_no_ratios(text):
    """Nothing is divided by zero, and two numbers alone are no ratio."""
    assert read(f"人员{text}。") == []


@each_row("mark", ["-", "—", "–", "~", "～", "至", "到", "——"])
def test_every_mark_of_a_range(mark):
    """Of any length, and with a scale of either end."""
    words = f"2{mark}3次"
    assert read(f"开展{words}。") == [
        (words, Decimal(2), "次", LEAST),
        (words, Decimal(3), "次", MOST),
    ]
    words = f"5千{mark}1万元"
    assert [one[1] for one in read(f"投入{words}。")] == [Decimal(5000), Decimal(10000)]


def test_a_quotation_may_be_a_statement():
    """A whole sentence and a rate are read; a slogan and a title are not."""
    for words in ("“满意度达98%”", "“办件12件。”", "“98%”", "“3.5万元”", '"98%"'):
        assert len(read(f"做到{words}。")) == 1, words
    for words in ("“查1次、办3件”", "《满意度98%》", "“3项”", '"查1次"'):
        assert read(f"做到{words}。") == [], words


def test_names_of_papers_hold_no_quantities():
    """Of any kind; what stands behind the closing mark is read."""
    for words in ("12件", "八件", "百分之八", "2-3次", "按1:4的比例"):
        assert read(f"落实《{words}》。") == []
        assert len(read(f"落实《措施》{words}。")) >= 1
    assert read("落实〈八件〉“八件”。") == []


@each_row(
    "mark",
    [
        "[1]",
        "〔注2〕",
        "[1,2]",
        "（注②）",
        "(注)",
        "①",
        "¹⸴²",
        "∗",
        " ∗∗",
        "※",
        "†",
        "ᵃ",
        "注",
    ],
)
def test_marks_of_notes_stand_before_units(mark):
    """A note's mark between a number and its unit is no part of either."""
    (found,) = find_numbers(f"受理申请41{mark}件，")
    assert (found.value, found.unit) == (Decimal(41), "件")


@each_row(
    ("line", "count"),
    [
        ("阅读量：1234次", 0),
        ("（点击数：567次）　下载次数：89次", 0),
        ("2025-01-20 10:30 来源：县司法局 浏览次数：1234次 【打印】", 0),
        ("【字体：大 中 小】 阅读：88次", 0),
        ("政务微信阅读量1234次", 1),
        ("普法短视频浏览次数1234次，点赞88次。", 2),
        ("阅读量：12万次", 1),
        ("新媒体发布：阅读量：1234次", 1),
    ],
)
def test_the_readers_of_a_page_are_no_count_of_the_organ(line, count):
    """A line of nothing but what a page says of itself counts nothing; in words the same number does."""
    assert len(read(f"全年立案。\n{line}\n二、问题")) == count


@each_row("signs", ["1", "1.", "1,111,", "一", "一万", "9:1"])
def test_endless_digits_are_no_number(signs):
    """No run of thousands of digits or numerals is read, nor does one stop the reading."""
    run = signs * 5000
    for words in (
        f"{run}件",
        f"按1:{run}的比例",
        f"{run}至{run}件",
        f"百分之{run}",
        f"3×10^{run}亩",
    ):
        assert all(abs(one[1]) < 10**18 for one in read(f"全年{words}。"))
    assert parse_chinese_numeral(run) is None


@pytest.mark.parametrize(("length", "is_read"), [(40, True), (41, False)])
def test_the_longest_number_has_forty_signs(length, is_read):
    """Of more signs none is a number, in digits or numerals: Python itself would not read thousands."""
    value = int("1" * length) if is_read else None
    assert parse_number("1" * length) == value
    assert parse_chinese_numeral("一" * length) == value
