"""Whose a number is: wider areas and other organs, and what only looks like one."""

from tasks.model.report import Scope
from tasks.model.source import Region
from tasks.report.outline import parse_outline
from tasks.report.quantities import extract_quantities
from tasks.report.scope import ReportSetting
from tests.report.test_roles import read_marked
from tests.rows import each_row

COUNTY = ReportSetting(2024, "county", Region(prefecture="丰水市", county="平川县"))
CITY_COUNTY = ReportSetting(2024, "county", Region(county="云溪市"))
CITY = ReportSetting(2024, "prefecture", Region(prefecture="丰水市"))
TOWN = ReportSetting(2024, "township", Region(county="平川县", township="柳河镇"))
MINISTRY = ReportSetting(2024, "national")


def list_others(words, setting):
    """Give the spans of the numbers that are another's, and the spans that are marked."""
    text, marks = read_marked(words)
    found = extract_quantities(text, parse_outline(text), 0, setting)
    others = [one for one in found if one.scope is Scope.OTHER]
    spans = [
        next((m for m in marks if m[0] < one.end and one.start < m[1]), one.start)
        for one in others
    ]
    return spans, marks


OTHERS = """
上级复议机关维持我局决定⟦3件⟧。
省政府决定维持我市行政行为⟦8件⟧，撤销⟦1件⟧。
全省各级机关共办理行政处罚⟦45.6万件⟧，我县作出处罚决定1312件。
全国行政复议办案量同比增长⟦94.7%⟧。
据市局通报，全市评查案卷⟦620宗⟧；我县自行评查案卷30宗。
全市办结案件⟦5620件⟧，同比增长⟦8%⟧，其中我县280件。
全市平均办结率⟦96%⟧，我县为98%。
全省共有执业律师⟦3.1万名⟧。
市政府召开新闻发布会⟦41场⟧，我县召开3场。
市本级问责⟦27人⟧，其中涉及我县3人。
市中级人民法院审结⟦230件⟧，涉我县12件。
市局全年评查案卷⟦300宗⟧，我局评查28宗。
国务院办公厅印发配套文件⟦3件⟧，我县出台1件。
全国人大常委会全年通过法律⟦14件⟧；我县承接2项。
省生态环境督察组来我县检查⟦2次⟧；我县自行开展检查460次。
上级部门来我县督导⟦4次⟧，反馈问题6个，整改6个。
人民法院对⟦5件⟧移送案件作出刑事判决，判处罚金⟦48万元⟧。
邻县同类案件⟦47件⟧，我县31件。
全市共评选法治示范单位⟦20个⟧，我县1个入选。
市司法局抽查我县案卷⟦40宗⟧，我县自评120宗。
中央依法治国办来我县督察⟦1次⟧。
省级层面办理⟦120件⟧，我县办理36件。
与全省⟦9.8%⟧的平均败诉率相比，我县仅为6.1%，高于全省平均水平2个百分点。
我县败诉率6.1%，全省平均为⟦9.8%⟧。
全县法院受理各类案件⟦6820件⟧，审结⟦6511件⟧；全县行政机关败诉3件。
县检察院批准逮捕⟦86人⟧，提起公诉⟦142人⟧。
县纪委监委立案审查调查⟦86件⟧，处分⟦74人⟧；我局约谈3人。
县人大常委会开展执法检查⟦3次⟧，听取报告⟦5项⟧。
""".split()
OWN = """
全县各行政机关作出处罚决定1312件，全县现有律师9名。
在全市法治政府建设考核中得分96.8分，居全市前列，低于全市平均水平2.1个百分点。
全市法治政府建设考核得分97分。
获评全国民主法治示范村2个、全省先进集体1个。
全国民主法治示范村2个通过复核。
全省法治工作会议召开后，组织学习4次。
按照全市统一部署开展检查120次。
市级交办信访件9件，省级下放事项14项，接受上级督察1次。
市人大代表建议12件、市政协提案8件全部办结。
省委法治督察组反馈的21项问题，已整改20项。
县人民法院受理行政案件134件，法院审结以本级政府为被告的案件73件。
在全省率先推出事项12项，全年向市政府报备12件。
县政府常务会议学法12次，县委书记批示6次。
国家宪法日期间发放资料3000份。
法院判决撤销行政行为2件。
上级检察机关向我局发出检察建议2份，配合市局查处案件6起。
县检察院向我局制发检察建议3份，县公安局办理案件612件。
全国人大常委会、省人大来函征求意见12件，均已回复。
全国政协提案办结3件。
全市法院新收以我县行政机关为被告的一审案件43件，市法院审结涉及我县的案件40件。
县法院受理一审行政案件134件，县法院判决败诉2件，法院委派诉前调解674件。
向纪委监委移送线索2条，配合人大常委会开展执法检查3次。
""".split()


@each_row("words", OTHERS)
def test_numbers_of_others_in_a_countys_report(words):
    """The marked numbers are another's, and all others the county's own."""
    spans, marks = list_others(words, COUNTY)
    assert spans == marks


@each_row("words", OWN)
def test_own_numbers_of_a_county(words):
    """Awards, assessments, what comes from above, and its own organs."""
    assert list_others(words, COUNTY) == ([], [])


@each_row(
    ("setting", "words"),
    [
        (CITY, "全市办结案件562件，我市提请审议2件。"),
        (CITY, "全省办结案件⟦562件⟧，全市办结12件。"),
        (CITY, "省司法厅来我市调研⟦1次⟧，市政府召开会议3次。"),
        (CITY_COUNTY, "全市办结案件562件，市政府召开会议3次，我市问责2人。"),
        (TOWN, "全县网格员⟦1900名⟧，我镇60名。"),
        (TOWN, "全镇网格员60名，镇党委开会12次。"),
        (TOWN, "市委督查组对我镇督导⟦2次⟧，反馈问题6个。"),
        (MINISTRY, "全国办结案件29万件。"),
        (MINISTRY, "全国办结案件⟦29万件⟧，其中本部办结4644件。"),
        (ReportSetting(), "全国办结案件⟦29万件⟧。"),
        (ReportSetting(), "全省办结案件⟦29万件⟧，我县办结12件。"),
        (ReportSetting(), "全省办结案件29万件。"),
        (
            ReportSetting(
                2024,
                "prefecture",
                Region(province="广西壮族自治区", prefecture="丰水市"),
            ),
            "全区办结案件⟦29万件⟧，我市办结12件。",
        ),
    ],
)
def test_what_is_wider_depends_on_the_report(setting, words):
    """Its level and its own area; where neither is known, what the sentence calls its own."""
    spans, marks = list_others(words, setting)
    assert spans == marks
