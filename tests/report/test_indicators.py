"""Each wording of the genre gives its indicator, and its neighbours do not."""

import csv
import re

import pytest

from tasks.model.document import Document
from tasks.model.errors import ConfigurationError
from tasks.model.project_files import LOOKUPS
from tasks.report import codebook
from tasks.report.codebook import NO_CODE, load_indicators, load_rules
from tasks.report.facts import DocumentHints
from tasks.report.reading import read_report
from tests.rows import check_rows, each_row

# Wordings seen in real reports, by code.
SENTENCES = {
    "enforcement_personnel_deployed": [
        "全年出动执法人员660余人次",
        "专项行动共出动5400余人次",
    ],
    "patrols": ["城管中队共巡查2100余次"],
    "enterprises_inspected": ["全年检查企业309次", "检查企业单位数量1467家次"],
    "double_random_inspections": ["开展双随机42批次"],
    "double_random_subjects": ["双随机抽查2497户次"],
    "enforcement_documents_issued": ["开具执法文书338份"],
    "hazards_found": ["查处一般隐患200余项", "发现隐患数量138项"],
    "hazards_rectified": ["共发现隐患138处，完成整改数量138项"],
    "enterprises_penalized": ["立案处罚企业5家"],
    "penalty_decisions": ["下达行政处罚决定83起"],
    "fines_amount": ["罚款4.55万元", "罚款金额共计32200元"],
    "penalties_published": ["公示28起行政处罚案件"],
    "cases_handled": ["办理各类案件1135件"],
    "complaints_received": ["受理投诉举报450余件", "接到来访投诉4起"],
    "losses_recovered": ["挽回损失近100万元", "为群众挽回经济损失100万元"],
    "enforcement_trainings": ["组织行政执法培训6期", "执法大队自行组织了法制培训12次"],
    "case_files_reviewed": ["开展案卷评查37宗"],
    "licensed_officers": ["全镇持证37人"],
    "legality_reviews": ["完成合法性审核60件", "合法性审查70次"],
    "contracts_reviewed": ["审核合同协议210份"],
    "legal_opinions": ["提供法律意见、参与合同审查等工作60次", "提供法律意见335件次"],
    "normative_documents_filed": ["规范性文件备案19件"],
    "documents_cleaned_up": ["清理规范性文件68份", "清理68份"],
    "documents_repealed": ["废止18份", "清理文件68份，废止18份"],
    "public_consultations": ["公开征求意见21件"],
    "major_decisions_made": ["出台重大决策文件162件"],
    "village_legal_advisers": ["社区与12名律师签订了法律顾问合同"],
    "legal_advisers": ["选聘1名律师担任法律顾问"],
    "reconsideration_applications": ["收到复议申请1113件"],
    "reconsideration_accepted": ["收到复议申请1113件，受理1033件"],
    "reconsideration_correction_rate": ["行政复议纠错率24.2%"],
    "administrative_lawsuits": ["办理行政应诉2件"],
    "head_court_appearance_rate": [
        "行政机关负责人出庭应诉率98.22%",
        "行政首长出庭应诉率达99.66%",
        "负责人出庭应诉率100%",
    ],
    "lawsuit_loss_rate": ["败诉率3.5%"],
    "disputes_resolved_substantively": ["化解行政争议9件"],
    "disputes_received": ["受理矛盾纠纷54件"],
    "disputes_screened": ["排查各类矛盾纠纷55件"],
    "disputes_mediated": ["调处矛盾纠纷213件"],
    "dispute_resolution_rate": ["调处化解率100%"],
    "mediation_committees": ["辖区现有调委会16个"],
    "mediators": ["调解员180余名"],
    "mediator_trainings": ["组织人民调解员集中培训2次"],
    "joint_mediation_meetings": ["召开联调联处会议14次"],
    "petitions_received": ["受理信访案件326件"],
    "visits_received": ["接待来访群众89批155人次", "接待来访85批次154人次"],
    "visitors_received": [
        "接待来访群众89批155人次",
        "接待来访85批次154人次",
        "接待上访群众80人",
    ],
    "petition_backlog_resolved": ["化解信访积案1件"],
    "hotline_tickets": ["办理12345工单370件"],
    "resident_requests_settled": ["诉求165条满意办结"],
    "grid_events_reported": ["上报网格事件4039件"],
    "grid_events_resolved": ["上报网格事件4039件，已办结4009件"],
    "grid_event_resolution_rate": ["事件办结率99.25%"],
    "grid_workers": ["四级网格员81人"],
    "household_visits": ["入户走访131791户次"],
    "publicity_events": ["开展宣传活动24场", "开展普法宣传32场次"],
    "publicity_materials": ["发放宣传资料6000余份", "发放宣传手册2000余册"],
    "people_reached": ["惠及3600余人", "受众2800余人次", "受益群众392万人"],
    "consultation_events": ["开展法律咨询服务22场"],
    "legal_lectures": ["举办法治讲座4次"],
    "legal_literates": ["确定40人加入“法律明白人”队伍"],
    "legal_service_stations": ["建成公共法律服务站9个"],
    "theory_group_law_studies": ["党委中心组学法4次"],
    "law_study_sessions": ["组织专题学法活动9次"],
    "executive_meeting_studies": ["常务会学法18次"],
    "leader_instructions": ["作出批示21次"],
    "law_reports_given": ["开展述法473名", "现场述法1096人次"],
    "rule_of_law_meetings": ["召开法治专题会议4次"],
    "exam_participants": ["58名公务员参加全市学法用法考试"],
    "court_observations": ["组织旁听庭审1次"],
    "officials_interviewed": ["主动约谈23人"],
    "items_processed": ["政务服务办件57.95万件"],
    "online_rate": ["网办率100%"],
    "items_cancelled": ["取消政务服务事项18项", "取消了县公安局等5个单位6项行政权力"],
    "service_items": ["政务服务事项515项"],
    "power_list_items": ["公布权责清单4402项"],
    "information_items_published": ["公开信息22432条", "新增3条公开内容"],
    "proposals_handled": ["办理建议提案498件"],
    "enterprises_visited": ["走访企业3907家次", "走访超市、药店等9家辖区企业"],
    "legal_aid_cases": ["办理法律援助案件30件", "受理法律援助申请12件"],
    "disclosure_requests": ["办理依申请公开18件", "收到政府信息公开申请9件"],
    "mediation_agreements": ["制作调解协议书20份"],
    "penalties_waived": [
        "对轻微违法行为不予行政处罚16件",
        "作出首违不罚案件8件",
        "对12起轻微违法行为免予处罚",
    ],
    "licences_handled": ["办理行政许可320件"],
    "licences_granted": ["作出行政许可决定45件"],
    "joint_enforcements": ["开展联合执法12次", "开展联合执法检查6次"],
    "cases_transferred": ["向公安机关移送案件3件", "移送司法机关5件"],
    "judicial_suggestions": ["收到司法建议5份"],
    "procuratorial_suggestions": ["办理检察建议12件"],
    "reconsideration_concluded": ["审结行政复议案件40件", "受理复议申请50件，审结40件"],
    "lawsuits_lost": ["败诉案件2件"],
    "legal_reviewers": ["配备法制审核人员6名"],
    "public_lawyers": ["现有公职律师9名", "配备8名公职律师"],
    "local_regulations": ["制定地方性法规3件"],
    "government_rules": ["出台2部政府规章"],
    "demonstration_villages": ["创建省级民主法治示范村4个", "建成3个民主法治示范社区"],
    "documents_issued": ["制定行政规范性文件7件", "印发3件规范性文件"],
    "emergency_plans": ["制定极端天气等4项应急预案"],
    "communities": [
        "辖13个社区",
        "推行顾问制度，9个城市社区与律师签约",
        "由区司法局为我街道6个社区选配律师",
    ],
}
NEIGHBOURS = (
    "整改问题30个|召开座谈会12次|线上培训4次|为特困群体减免公证费30件|重点人走访2165户次|入户率达到95%|"
    "走访率达到100%|覆盖率82.63%|注册人数16504人|开展272次特色活动|处理问题线索7件|参加培训300人|"
    "开展安全培训5场|组织应急演练6次|农业农村类10批22人次|发布预警信息40条|公开行政许可信息98条|"
    "审议重要事项24个|完成改革任务30项|建立制度5项|新增党员40名|检查食品样品30份|修订制度6项|罚没物品20件|"
    "案件合格率98%|满意率99%|群众满意度98.5%|学习笔记20份|印发文件12份|召开常务会议18次|"
    "接听电话200个|参与活动3000人|组织干部100人参加|建设文化广场3个|选派干部20名|走访慰问老人60人|"
    "开展志愿服务30场|法律援助窗口3个|清理垃圾20吨|排查出租屋300间|减免费用20万元|拆除违建12处|"
    "化解债务3000万元|上报信息200条|受理申请30件|批评教育3人|开展检查40次|办理身份证2000件|"
    "学习强国积分3000个|投入资金500万元|收取罚款200元/吨|收到复议申请1.2件/万人|服务13个社区|"
    "召开专题会议4次|人均办案5.4件|协调解决难题12件|安装摄像头30个|举办消防安全培训9期"
).split("|")
TITLE = "棠川镇2023年法治政府建设年度报告"


def read_codes(words):
    """Read a report of one sentence and give its quantities' indicators, with where each number begins."""
    text = f"{TITLE}\n一、主要举措\n{words}。"
    offset = text.index(words)
    reading = read_report(Document((), "text/plain"), text, DocumentHints())
    return {
        quantity.start - offset: quantity.indicator for quantity in reading.quantities
    }


def test_wordings():
    """A wording of the genre gives its indicator."""

    def check(row):
        code, words = row
        assert code in read_codes(f"全年{words}").values()

    check_rows(
        check,
        [(code, words) for code, several in SENTENCES.items() for words in several],
    )


def test_neighbours():
    """A quantity that no indicator counts gets none, however near its words are to one."""

    def check(words):
        assert set(read_codes(f"全年{words}").values()) == {None}

    check_rows(check, NEIGHBOURS)


def check_example(row):
    """Check that the marked number of an example has the rule's code."""
    code, example = row
    before, number, behind = re.split(r"⟦(.*?)⟧", example)
    codes = read_codes(before + number + behind)
    span = range(len(before) - 2, len(before) + len(number))
    expected = None if code == NO_CODE else code
    assert {found for start, found in codes.items() if start in span} == {expected}


def test_the_example_of_each_rule_gives_its_code():
    """What a rule says that it finds is found in a report, and by no other code's rule."""
    check_rows(check_example, ((rule.code, rule.example) for rule in load_rules()))


def test_every_code_has_a_rule():
    """No code of the codebook is one that no words can give."""
    ruled = {rule.code for rule in load_rules()} - {NO_CODE}
    assert ruled == {entry.code for entry in load_indicators()}


def test_the_number_decides():
    """In one sentence each number gets its own indicator."""
    words = "检查企业416家次，出动执法人员720余人次，罚款3.2万元，立案处罚企业7家，另有志愿者20名"
    assert list(read_codes(words).values()) == [
        "enterprises_inspected",
        "enforcement_personnel_deployed",
        "fines_amount",
        "enterprises_penalized",
        None,
    ]


@each_row(
    ("words", "codes"),
    [
        # what is spoken of holds until the next: the accepted are applications, not complaints
        (
            "收到行政复议申请45件，受理41件，审结38件；行政诉讼案件12件，审结9件",
            "reconsideration_applications reconsideration_accepted reconsideration_concluded "
            "administrative_lawsuits lawsuits_concluded",
        ),
        # each number behind 分别 has its member of the list
        (
            "取消、承接、下放事项分别为6项、18项、33项",
            "items_cancelled items_taken_over items_delegated",
        ),
        (
            "人大代表建议、政协提案分别由23件、31件变为20件、36件",
            "deputy_suggestions cppcc_proposals deputy_suggestions cppcc_proposals",
        ),
        # a part by kind is counted as its whole
        (
            "查办案件132起，其中食品类70起、药品类22起",
            "cases_handled cases_handled cases_handled",
        ),
        # a row's last words hold for each of its numbers
        (
            "为64名老年人、37名残疾人提供法律援助",
            "legal_aid_recipients legal_aid_recipients",
        ),
        # a number without words of its own takes those before it
        ("上年网办率为80.1%，今年达88.7%", "online_rate online_rate"),
        # brackets without a number part no clause
        ("选派村（社区）法律顾问67名", "village_legal_advisers"),
    ],
)
def test_the_words_of_a_number_are_found(words, codes):
    """A number that says little itself takes the words that hold for it from where they stand."""
    assert list(read_codes(words).values()) == codes.split()


FILES = {
    "_INDICATORS_CSV": "indicators.csv",
    "_RULES_CSV": "indicator_rules.csv",
    "_WORDS_CSV": "indicator_words.csv",
}


@pytest.fixture
def load_damaged(monkeypatch, tmp_path):
    """Give a function that loads the rules from copies of the files, with one line of one of them changed."""

    def load(name, old, new):
        for constant, file in FILES.items():
            text = (LOOKUPS / file).read_text(encoding="utf-8")
            if file == name:
                assert old in text
                text = text.replace(old, new, 1)
            (tmp_path / file).write_text(text, encoding="utf-8-sig")
            monkeypatch.setattr(codebook, constant, tmp_path / file)
        for function in (load_indicators, load_rules, codebook._load_vocabularies):
            function.cache_clear()
        return load_rules()

    yield load
    for function in (load_indicators, load_rules, codebook._load_vocabularies):
        function.cache_clear()


def test_files_from_excel_are_read(load_damaged):
    """A byte-order mark is no part of the first column's name."""
    assert len(load_damaged("indicators.csv", "code,", "code,")) > len(
        load_indicators()
    )


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        (
            "indicators.csv",
            "patrols,巡查,patrols",
            "patrols,,patrols",
            "column name_zh: '' must be filled in",
        ),
        (
            "indicators.csv",
            "patrols,巡查",
            "inspections,巡查",
            "column code: 'inspections' stands in line",
        ),
        (
            "indicators.csv",
            ",yes,legality_reviews,",
            ",yes,legality_review,",
            "column parent: .legality_review. must be",
        ),
        (
            "indicator_rules.csv",
            "\npatrols,",
            "\npatrol,",
            "column code: 'patrol' must be a code",
        ),
        (
            "indicator_rules.csv",
            ",licence,",
            ",licences,",
            "column subject: .* must be a subject",
        ),
        (
            "indicator_rules.csv",
            "巡查|巡逻",
            "(巡查|巡逻",
            "column (action|object): .* is no regular expression",
        ),
        (
            "indicator_rules.csv",
            "日常巡查⟦2150次⟧",
            "日常巡查2150次",
            "column example: .* must hold the number",
        ),
        (
            "indicator_words.csv",
            "u:case,件",
            "u:cases,件",
            "column unit: .* must name units",
        ),
        (
            "indicator_words.csv",
            "开展|组织",
            "{hold_on}|组织",
            "column words: .* names a vocabulary",
        ),
    ],
)
def test_a_damaged_file_is_named(load_damaged, name, old, new, words):
    """A codebook that is read wrongly would find no indicator in any report, without a word."""
    with pytest.raises(ConfigurationError, match=words):
        load_damaged(name, old, new)


def test_the_codebook_names_each_former_code_once():
    """Releases before had other names; each stands beside one code of today."""
    with (LOOKUPS / "indicators.csv").open(encoding="utf-8", newline="") as file:
        former = [row["formerly"] for row in csv.DictReader(file) if row["formerly"]]
    assert len(former) == len(set(former))
