"""What is said of numbers: sentences of each role, and as many that only look like one."""

import re

import pytest

from tasks.model.report import Role
from tasks.report.outline import parse_outline
from tasks.report.quantities import extract_quantities
from tasks.report.scope import ReportSetting


def read_marked(words):
    """Take the marks out of words, and give the spans of what was marked."""
    text, spans = "", []
    for place, part in enumerate(re.split("[⟦⟧]", words)):
        if place % 2:
            spans.append((len(text), len(text) + len(part)))
        text += part
    return text, spans


def list_roles(words, role, plans=()):
    """Give the spans of numbers of a role in a report about 2024, and the spans that are marked.

    A number that is printed with 不少于 or 以上 has the span of the mark in it.
    """
    text, marks = read_marked(words)
    found = []
    quantities = extract_quantities(
        text, parse_outline(text), 0, ReportSetting(year=2024), plans
    )
    for one in quantities:
        inside = [mark for mark in marks if mark[0] < one.end and one.start < mark[1]]
        if one.role is role:
            found.append((inside or [(one.start, one.end)])[0])
    return found, marks


PLANNED = """
明年计划开展联合执法⟦24次⟧，培训执法人员⟦200人次⟧。
2025年将新建法治公园⟦2处⟧，发放资料⟦1万份⟧。
新的一年，准备开展普法活动⟦60场⟧。
打算明年举办培训⟦4期⟧，今年已举办3期。
到2025年底，法律明白人达到⟦800名⟧。
全年制定规章3件，另有⟦2件⟧拟于明年完成。
全年制定规章3件，另有⟦2件⟧列入2025年立法计划。
旁听庭审计划从今年的4场增加到明年的⟦6场⟧。
拟废止⟦6件⟧、拟修改⟦4件⟧，待常务会议审议。
力争将合格率提高到⟦98%⟧以上。
下一步将再建调解室⟦3个⟧。目前共有调解室12个。
原计划开展培训⟦10期⟧，实际开展12期。
年度计划检查企业⟦100家⟧，实际检查112家。
争取到年底建成站点⟦3个⟧。
另有⟦4个⟧工作室将于明年挂牌。
明年将评查案卷⟦100宗⟧，其中处罚案卷⟦60宗⟧。
2025年，我局拟开展监督检查⟦4次⟧，力争合格率不低于⟦95%⟧。
立法项目⟦3件⟧计划明年提请审议。
""".split()
NOT_PLANNED = """
按年度计划检查企业100家。
制定抽查计划46个，完成抽查任务44个。
制定年度检查计划，按计划完成检查120次。
对拟出台的12件规范性文件进行合法性审核。
组织26名拟任领导干部参加任前考试。
将62项执法事项下放至乡镇。
争取上级资金120万元。
召开计划执行情况会议3次，计划生育类信访2件。
截至2025年1月，完成整改42项。
2025年1月召开会议1次，总结2024年工作。
到2024年底，建成站点16个。
今后将继续加强培训。全年培训12期。
将普法经费50万元列入预算。
抽取拟发放贷款企业12家核验。
模拟法庭12场，草拟合同3份，虚拟岗位2个。
""".split()
REQUIRED = """
目标任务为抽查案卷⟦40件⟧，实际抽查52件。
年度任务是开展培训⟦6场⟧，已开展8场。
今年的目标是立案⟦100件⟧，实际立案120件。
要求执法人员每年参加培训不少于⟦60学时⟧，全年实际举办培训11期。
每个村（社区）至少配备⟦3名⟧人民调解员。
每半年至少开展⟦1次⟧专项检查。
每年专题学法不少于⟦4次⟧，每人每年完成⟦40学时⟧网上学习。
办结率99.6%，高于⟦95%⟧的考核目标。
法制审核人员须达到执法人员的⟦5%⟧。
上级要求开展活动不少于⟦20场⟧，我镇实际开展31场。
处罚信息在⟦7个工作日⟧内公示的要求得到落实。
严格落实⟦20个工作日⟧的法定答复时限。
市里下达的普法任务为⟦30场⟧，完成35场。
按考核要求，出庭应诉率应达到⟦95%⟧以上。
工作人员不得少于⟦2人⟧承办同一案件。
人均年调解纠纷不少于⟦10件⟧。
省定标准为⟦90%⟧，我县网办率达96%。
考核要求满意率达到⟦95%⟧，实际为97.1%。
应在⟦5个工作日⟧内答复。
达到上级规定的⟦95%⟧标准，公开率为98%。
按照每⟦300户⟧配备一名网格员的标准，配备网格员58名。
每个社区应有调解员⟦2名以上⟧、网格员⟦5名以上⟧。
按编制每所学校应配法治副校长⟦1名⟧，实配31名。
依法应处⟦5000元以上⟧⟦3万元以下⟧罚款，实际罚款2万元。
法律规定可处⟦2000元以下⟧的罚款。
处违法所得⟦一倍以上⟧⟦三倍以下⟧的罚款。
最高可处⟦50万元⟧罚款，实际罚款2万元。
每季度至少开展培训⟦1次⟧，实际开展6次。
""".split()
NOT_REQUIRED = """
全年开展培训不少于12期。
按照要求完成行政检查120次。
平均办理时长不超过3天。
责令12家企业限期整改，要求8家企业停业整顿。
收到应诉通知书13份，组织应急演练6场，应出庭26件。
制定标准12项，发布地方标准3项。
完成省、市下达的立法任务3件。
重点任务32项全部完成。
每周开展巡查2次，每名网格员平均联系居民320户。
要求整改隐患23处。
应有关单位邀请，开展宣讲8场。
培训执法人员20人以上、调解员30人以上。
共处罚款5万元以上，作出处罚决定3件。
学法考试应考340人，实考338人。
作出单笔最高罚款50万元，可见处罚力度。
对企业处5万元罚款，并处罚金2万元。
""".split()
PREVIOUS = """
去年同期行政应诉案件⟦33件⟧，今年为28件。
较上年的⟦254件⟧减少23件。
审核合同180份，多于上年的⟦151份⟧。
纠错率8.1%，低于去年的⟦9.6%⟧。
与上年的⟦230件⟧相比，立案数下降12%。
立案230件（上年为⟦251件⟧），结案220件。
满意率为91.5%，而去年是⟦88.0%⟧。
投诉量由⟦1204件⟧降至987件。
2022年⟦97件⟧，2023年⟦88件⟧，2024年79件。
2023年、2024年分别立案⟦176件⟧和203件，罚款分别为⟦58万元⟧和73万元。
去年受理的⟦12件⟧跨村纠纷已化解11件，今年受理9件。
上年结转⟦3件⟧，新收62件，审结60件。
“十三五”期间年均立案⟦100件⟧。
立案60件，较前一年的⟦48件⟧增加12件。
与前一年度的⟦30件⟧相比，结案减少2件。
""".split()
NOT_PREVIOUS = """
受理的案件数量是去年的1.6倍。
与上年相比，审核合同增加47份，达到306份。
今年以来受理12件，2024年共办结11件。
上年度未结转案件，本年度新收53件。
2021年以来，累计移送36件，其中2024年移送8件。
获评2024年度先进集体2个。
""".split()
CUMULATIVE = """
2021年以来，累计移送案件⟦36件⟧，其中2024年移送8件。
“十四五”以来，累计建成阵地⟦52处⟧。
近三年累计办理案件⟦1500件⟧，今年办理486件。
2022年至2024年共查处案件⟦320件⟧。
2020年复议体制改革以来，共受理案件⟦890件⟧。
自2022年启动以来，共设立站点⟦16个⟧。
新增示范村3个，累计达到⟦17个⟧。
《条例》实施以来累计处罚⟦56起⟧。
“八五”普法以来，培养法律明白人⟦700名⟧。
截至2024年末，“八五”普法期间累计开展活动⟦1260场⟧。
历年累计建成调解室⟦46个⟧。
2020年至2024年，共办理案件⟦2356件⟧。
新聘调解员20名，累计达到⟦180名⟧。
""".split()
NOT_CUMULATIVE = """
今年以来累计发放资料2万份，2024年以来走访50户。
全年累计受众达3.5万人次。
截至目前，累计检查企业120家。
近五年来，信访总量由1200件降至305件。
2023年3月至2024年2月，办结案件66件。
""".split()
NEGATED = """
受理依申请公开42件，答复40件，结转⟦2件⟧。
规范性文件合法性审核21件，不予通过⟦2件⟧。
办结52件，还有⟦3件⟧正在攻坚、未办结。
已回复9件，尚有⟦1件⟧未到回复期。
收到投诉142件，已办结135件，尚有⟦7件⟧未办结。
收到意见50条，采纳36条，不予采纳⟦14条⟧。
另有⟦6处⟧隐患尚未完成整改。
未达成调解协议的⟦8件⟧纠纷引导至法院诉讼。
⟦1项⟧因条件不成熟未作出决策。
⟦1项⟧正在整改、尚未完成。
办结57件，其余⟦3件⟧正在办理。
答复44件，结转下年度办理⟦1件⟧。
答复43件，⟦2件⟧结转下年度。
合法性审核不通过⟦8件⟧。
全年未发生⟦1起⟧民转刑案件。
负责人未出庭的⟦2件⟧均已说明理由。
⟦3名⟧干部因病未参加。
未成功调解的纠纷⟦6件⟧均引导诉讼。
对未办结的⟦12件⟧信访事项逐件督办。
未受理投诉举报⟦12件⟧。
⟦2家⟧单位未按要求报送材料。
对调解未成功的⟦9件⟧纠纷，引导走诉讼途径。
申请60件，准予55件，因材料不全未予受理⟦5件⟧。
提出的意见未被采纳⟦6条⟧。
收到起诉5件，法院不予立案⟦1件⟧。
受理信访事项90件，尚有⟦6件⟧仍在核查。
受理投诉70件，还有⟦3件⟧还在依法处理。
未按规定备案的⟦2件⟧已补报。
受理、不予受理分别为80件、⟦3件⟧。
""".split()
NOT_NEGATED = """
对逾期未改正的4家企业给予行政处罚。
对未按规定佩戴头盔行为作出简易程序处罚904起。
检查企业56家未发现违法行为，立案3件，未移送司法机关。
对未成年人开展法治教育12场，办理不动产登记1200件。
查处不正当竞争案件5件、未经许可施工案件8起。
不合格产品23批次已下架，不规范问题58个已通报。
不予行政处罚31件，不予许可25件。
上年度未结转案件，本年度新收53件。
办理案件14件，无一超期。
清退不具备执法资格人员8人。
培训不少于12期，不断加强，走访不低于30户。
对6家未按要求整改的企业立案处罚。
未取得执法证的6人不得上岗。
答复公开申请40件，其中予以公开30件、不予公开8件、无法提供2件。
现在办理复议案件20件，12项制度均在施行。
""".split()
REVERSED = """
向镇街赋权县级行政执法事项96项，收回⟦12项⟧。
下放权限50项，撤回⟦3项⟧。
向乡镇下放执法权67项，回收⟦20项⟧。
承接市级下放事项30项，退回⟦2项⟧。
因事实认定错误，撤销行政处罚决定⟦2件⟧，退还罚款⟦3.2万元⟧。
减免公证费用⟦3.2万元⟧，上门办证45件。
受理矛盾纠纷54件，现场调处32件，转交相关科室⟦21件⟧。
收回下放事项⟦6项⟧。
已下放的⟦5项⟧事项被收回。
撤销原处罚决定⟦1件⟧，重新作出处罚决定1件。
撤销立案⟦3件⟧，返还罚没款⟦2万元⟧。
收到举报60件，移送其他部门处理⟦12件⟧，办结48件。
被收回的承接事项⟦2项⟧已退回。
受理申请40件，转交外地⟦3件⟧。
为困难群众减收公证费⟦2万元⟧，少收鉴定费⟦1万元⟧。
承接省级事项30项，因条件不足被收回⟦2项⟧。
""".split()
NOT_REVERSED = """
向公安机关移送案件3件，移交线索12条。
全年撤销许可3件，注销许可证212张，废止规范性文件37件。
减免罚款36.8万元，减税降费2.35亿元。
帮助农民工追回并返还工资120万元。
退还企业保证金36万元，撤销内设机构2个。
审结复议案件60件，撤销9件、变更2件。
原告撤诉5件，法院判决撤销行政行为2件。
对撤销的2件案件进行复盘。
因当事人撤回而终止的复议案件9件。
罚款、减免罚款依次为40万元、9万元。
减少收费项目3项，增减收支2万元。
""".split()


@pytest.mark.parametrize(
    ("role", "words"),
    [
        (role, words)
        for role, several in {
            Role.PLANNED: PLANNED,
            Role.REQUIRED: REQUIRED,
            Role.PREVIOUS: PREVIOUS,
            Role.CUMULATIVE: CUMULATIVE,
            Role.NEGATED: NEGATED,
            Role.REVERSED: REVERSED,
        }.items()
        for words in several
    ],
)
def test_each_role(role, words):
    """The marked numbers have the role, and no other number of the sentence has it."""
    found, marked = list_roles(words, role)
    assert found == marked


@pytest.mark.parametrize(
    ("role", "words"),
    [
        (role, words)
        for role, several in {
            Role.PLANNED: NOT_PLANNED,
            Role.REQUIRED: NOT_REQUIRED,
            Role.PREVIOUS: NOT_PREVIOUS,
            Role.CUMULATIVE: NOT_CUMULATIVE,
            Role.NEGATED: NOT_NEGATED,
            Role.REVERSED: NOT_REVERSED,
        }.items()
        for words in several
    ],
)
def test_what_only_looks_like_a_role(role, words):
    """Names, acts on what was not done, and undoing that is itself what a code counts."""
    assert list_roles(words, role) == ([], [])


def test_numbers_in_a_section_of_plans_are_planned():
    """But for what was done until now, and for earlier values."""
    words = "三、下步打算\n开展宣传⟦20场⟧。今年已开展12场，新建站点3个。去年培训6期。"
    found, marked = list_roles(words, Role.PLANNED, [(0, len(words))])
    assert found == marked
    assert list_roles("开展宣传20场。", Role.PLANNED) == ([], [])


def test_an_amount_of_change_is_neither_earlier_nor_undone():
    """去年 before it is what it is compared with; a plan may be of one."""
    assert list_roles("较去年减少退还罚款12万元。", Role.REVERSED) == ([], [])
    found, marked = list_roles("明年力争增长⟦5%⟧。", Role.PLANNED)
    assert found == marked
