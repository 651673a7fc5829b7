"""Parts and their wholes among the numbers of a sentence."""

from decimal import Decimal
from random import Random

from tasks.report.numbers import NumberMatch
from tasks.report.outline import parse_outline
from tasks.report.quantities import extract_quantities
from tasks.report.relations import EarlierNumbers, _find_wholes
from tasks.report.scope import ReportSetting
from tests.rows import check_rows, each_row

# Sentences, with for each number that is a part: its place, and its whole's
PARTS = {
    "收到行政复议申请212件，受理187件。": {1: 0},
    "行政应诉案件86件，其中一审61件、二审20件、再审5件；收到司法建议3份。": {
        1: 0,
        2: 0,
        3: 0,
    },
    "收到行政复议申请455件，其中公安类160件、市场监管类121件。": {1: 0, 2: 0},
    "行政调解案件受理1320件（公安900件、市场监管420件）。": {1: 0, 2: 0},
    "主动公开信息392条，其中网站公开225条（包括工作动态125条），公众号公开167条。": {
        1: 0,
        2: 1,
        3: 0,
    },
    "受理投诉举报142件，已办结135件，尚有7件未办结。": {1: 0, 2: 0},
    "受理矛盾纠纷54件，现场调处32件，转交相关科室21件。": {1: 0, 2: 0},
    "2021年以来累计移送涉嫌犯罪案件36件，其中2024年移送8件。": {1: 0},
    "应出庭64件，负责人实际出庭64件，其中正职出庭17件。": {1: 0, 2: 1},
    "行政复议纠错21件，占审结复议案件240件的8.75%。": {0: 1},
    "全年审结行政复议案件60件。其中维持40件，驳回20件。": {1: 0, 2: 0},
    "审结行政复议案件60件。\n开展培训9期。\n在审结的复议案件中，维持40件。": {2: 0},
    "受理法律援助案件86件。\n法律援助案件中，农民工案件21件。": {1: 0},
    "审结行政复议案件60件。\n二、其他\n在审结的复议案件中，维持40件。": {},
    "收到复议申请158件，涉及公安管理83件、市场监管51件、自然资源24件。": {
        1: 0,
        2: 0,
        3: 0,
    },
    "新登记主体900户，其中企业200户、个体工商户700户；经营主体总数达7.2万户。": {
        0: 3,
        1: 0,
        2: 0,
    },
    "接待群众89批，涉及城乡建设类38批、劳动保障类26批，走访12户。": {1: 0, 2: 0},
    # behind a colon, before a total, of a share, and in what is said of a whole
    "行政处罚共90件，按种类分：罚款60件、警告30件，走访企业12家。": {1: 0, 2: 0},
    "受理投诉80件：农业30件、商贸20件，办结78件。": {1: 0, 2: 0, 3: 0},
    "查办的66件案件里，40件在城区，9件在景区，检查企业80家。": {1: 0, 2: 0},
    "收案50件，其中一审30件，二审20件，走访12次。": {1: 0, 2: 0},
    "行政诉讼一审案件57件，审结51件，其中败诉3件。": {1: 0, 2: 1},
    "刑事援助30件、民事援助40件、行政援助5件，合计75件。": {0: 3, 1: 3, 2: 3},
    "线上收件150件，占全部收件400件的37.5%。": {0: 1},
    "全省受理工单9万件，转派我县8000件。": {1: 0},
    "受理申请90件，其中5件不予受理，2件退回，走访12家。": {1: 0, 2: 0},
    "审查合同、文件、决策分别为200份、10件、5件，共215件。": {0: 3, 1: 3, 2: 3},
    # of a longer time, some of the same kind, and what came of what was taken up
    "一季度立案17件，二季度立案24件，全年立案89件。": {0: 2, 1: 2},
    "近三年累计办理法律援助案件600件，今年办理法律援助案件210件。": {1: 0},
    "述法70人，其中现场述法的12人。": {1: 0},
    "完成述法的单位负责人70人，现场述法的有12人。": {1: 0},
    "劳动人事争议仲裁立案90件，调解结案60件。": {1: 0},
    "上诉案件9件，维持原判8件。": {1: 0},
    # steps that are nearer, what was looked through, grades
    "受理许可申请2160件，办结2140件，其中准予许可2130件、不予许可10件。": {
        1: 0,
        2: 1,
        3: 1,
    },
    "规范性文件合法性审核21件，不予通过2件。": {1: 0},
    "抽取案卷80宗进行评查，评出优秀案卷12宗、不合格案卷2宗。": {1: 0, 2: 0},
    "评查案卷120宗，不合格5宗。": {1: 0},
    "58名党政主要负责人述法，6名现场述法。": {1: 0},
    "总阅读量28万次，点赞量3万次。": {},
    # chains
    "收到司法建议4份，回复4份；检察建议9份，回复8份。": {1: 0, 3: 2},
    "许可事项受理90件，办理行政许可80件。": {1: 0},
    # no parts
    "行政处罚共90件：罚款120件。": {},
    "刑事援助30件、民事援助40件，合计80件。": {},
    "上半年立案17件，下半年立案24件。": {},
    "上半年共立案60件，三季度立案30件。": {},
    "上半年立案17件，去年立案24件。": {},
    "检查20次，占用车辆30次。": {},
    "受理投诉80件，罚款8件。": {},
    "一审的案件50件，二审的20件。": {},
    "受理申请90件，其中涉农12件，走访农户2件。": {1: 0},
    # what was not done stands before what was
    "线索经核查不予立案4件，立案17件。": {},
    "未结案2件，立案17件，结案15件。": {0: 1, 2: 1},
    # none
    "开展培训12期，走访企业30家。": {},
    "立案查处案件88件，同比增长14.3%。": {},
    "全年审结行政复议案件60件。\n其中维持80件。": {},
    "去年受理信访12件，今年办结信访9件。": {},
    "罚没款3万元，作出处罚决定12件。": {},
    "含税收入3万元，其中罚款5万元。": {},
}


@each_row(("words", "parts"), PARTS.items(), ids=PARTS)
def test_parts(words, parts):
    """A part names the `start` of its whole."""
    setting = ReportSetting(year=2024)
    found = list(extract_quantities(words, parse_outline(words), 0, setting))
    places = {one.start: place for place, one in enumerate(found)}
    wholes = {
        place: places[one.part_of]
        for place, one in enumerate(found)
        if one.part_of is not None
    }
    assert wholes == parts


# Each with a place for a number: any order of them must be read
_CLAUSES = (
    "收到行政复议申请{}件", "不予受理{}件", "其余{}件均已立案", "未立案{}件", "立案{}件", "{}件尚未办结",
    "其中农业类{}件", "占全部申请的{}%", "同比增长{}%", "由{}件增至{}件", "比上年的{}件减少{}件", "合计{}件",
    "（含上年结转{}件）", "分别为{}件、{}件", "是去年的{}倍", "移送公安机关{}件", "撤销{}件",
    "近三年累计办结{}件", "应当不少于{}次", "减免罚款{}万元", "合格率{}%", "提高{}个百分点",
)  # fmt: skip


def _draw_sentence(seed):
    random = Random(seed)
    clauses = random.choices(_CLAUSES, k=random.randint(1, 9))
    signs = random.choices(("，", "、", "；", "。", "：", "（"), k=len(clauses))
    words = "".join(clause + sign for clause, sign in zip(clauses, signs, strict=True))
    values = (random.choice((0, 1, 7, 29, 300, "1,200")) for _ in range(40))
    return words.format(*values)


def check_wholes(words):
    """Check that no number of a text is a part of itself, or of its own part."""
    found = list(extract_quantities(words, parse_outline(words), 0))
    wholes = {one.start: one.part_of for one in found}
    for part, whole in wholes.items():
        assert whole is None or wholes[whole] != part
        assert whole != part


def test_any_order_of_clauses_is_read():
    """A whole is another number of the text, and no part of its own part."""
    check_rows(check_wholes, map(_draw_sentence, range(300)))


def test_wholes_of_a_code():
    """The nearest step first: what a chain says, the codebook's parent, then what these are parts of."""
    assert _find_wholes("licences_granted") == (
        ("licences_handled",),
        ("licences_accepted",),
        ("licence_applications",),
    )
    assert _find_wholes("cases_closed")[0] == ("cases_filed",)
    assert _find_wholes("disputes_settled")[0] == ("disputes_mediated",)
    assert _find_wholes("suggestions_answered") == (
        ("judicial_suggestions", "procuratorial_suggestions"),
    )
    assert _find_wholes("inspections") == ()


# Sentences with what their amounts of change are of
RATES = {
    "来访41批次133人次，同比批次下降12.8%、人次下降20.1%。": [
        "visits_received",
        "visitors_received",
    ],
    "来访58批131人次，批次增长3%，人次下降5%。": [
        "visits_received",
        "visitors_received",
    ],
    "来访89批320人次，来访批次、人次同比分别下降12.8%、20.1%。": [
        "visits_received",
        "visitors_received",
    ],
    "作出处罚决定120件、罚款56万元，件数增长5%，金额下降8%。": [
        "penalty_decisions",
        "fines_amount",
    ],
    "办结案件120件，罚款56万元，同比分别增长5%、8%。": ["cases_closed", "fines_amount"],
    "人民调解员较上年增加16名。": ["mediators"],
    "推送普法信息236期，粉丝增加3600人。": [None],
    "收到行政复议申请90件，同比增长5%。": ["reconsideration_applications"],
}


@each_row(("words", "codes"), RATES.items(), ids=RATES)
def test_what_changes_are_of(words, codes):
    """The unit in the words of a change names its number; persons are no change of what was posted."""
    found = extract_quantities(words, parse_outline(words), 0)
    assert [one.rate_of for one in found if one.change] == codes


def test_the_last_of_the_earlier_numbers_that_may_be_a_whole():
    """It is found as by looking through all that came before, from the last one on."""
    rng = Random(7)
    kept = EarlierNumbers()
    said: list[tuple[str | None, Decimal, int]] = []
    assert not kept
    for start in range(200):
        code = rng.choice(["a", "b", "c", None])
        value = Decimal(rng.randrange(30))
        number = NumberMatch(value, "件", None, start, start + 1)
        kept.extend([(number, code)])
        said.append((code, value, start))
        codes, least = rng.sample("abcd", 2), Decimal(rng.randrange(30))
        fit = [at for name, most, at in said if name in codes and most >= least]
        assert kept.find_last(codes, least) == (fit[-1] if fit else None)
    assert kept
