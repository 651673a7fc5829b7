"""What is said of a number: that it is planned, required, earlier, of several years, negated or reversed.

Only an actual number counts for its indicator.
"""

import re
from collections.abc import Sequence
from functools import cache

from tasks.model.report import Change, Comparator, Role
from tasks.report.changes import AMOUNTS_OF_CHANGE, NumberChange
from tasks.report.codebook import load_indicators
from tasks.report.periods import NumberPeriod
from tasks.report.sentences import NumberedSentence

_DO = (
    "开展|组织|制定|修订|修改|废止|出台|举办|召开|建设|建立|建成|新建|再建|培训|培养|培育|聘请|聘任|选聘|新聘|招录|招聘|新增|增加|增设|再增|推出|推进|"
    "安排|申报|完成|创建|打造|投入|提请|实施|设立|打通|发放|印发|制发|编制|清理|取消|下放|保留|承接|调解|化解|排查|检查|抽查|评查|审查|审核|作出|处罚|办理|受理|办结|审结|收到|"
    "配备|新配|轮训|巡查|走访|达到|突破|实现|提高|提升|降低|压缩|减少|扩大|再推|推动|用"
)
# What is to come: `计划开展`, `拟制定`, `力争`, `下一步`, `明年`, `将于`; 检查计划 is a thing
_PLAN = re.compile(
    rf"(?P<word>明年|来年|新的一年|打算|准备(?={_DO})|下一?步|下一?阶段|今后|下一?年度?(?=将|计划|拟|预计|力争)|未来[一二两三四五]年|力争|(?:(?<![年度检查抽工案动作任普按照据])计划|预计)(?={_DO}|于|在|从|将|到|再|明|\d|对|年内|全年|共)"
    rf"|(?<![按照据行成定入])年度计划(?={_DO})|年计划(?={_DO}|于|在|再|对|共)"
    rf"|(?<![模虚草])拟(?={_DO}|于|在|再|新|将|罚|处以|对|\d)"
    r"|争取(?=在|到|于|实现|达到|使|将|年底|明年|20)|有望"
    r"|将(?:于|继续|进一步|陆续|力争|计划|再(?=[建开增举组办推新培]))"
    r"|(?:^|[，；：。]|[我本][局镇县区市街办委院所厅省乡]|街道|政府|还|也|均)将(?:新增|新建|新设|举办|召开|组织开展|开展|推出|建成|确保))"
)
# 对拟出台的12件文件进行审查: what is done to plans is done
_PLAN_AS_OBJECT = re.compile(
    r"(?:对|就|针对|审核|审查|论证|评估|公示|报送|征求|讨论|抽取|选取|核查|走访|约谈)[^，。；]{0,6}$"
)
# The report's own time ends a plan: 明年计划开展20次，目前已完成3次
_DONE = re.compile(
    r"目前|截至|截止|现有|现已|实际|今年(?!底前|起)|本年度|已(?:经)?(?:[完建开办组培出成废修宣取印整]|调解|检查)|基础上|(?<!拟)(?:继续|现行)有效"
)
_FUTURE_YEAR = re.compile(
    r"(?<!期至)(?<!截至)(?<!截止)(?<!结转)(?<!延至)(?<!转入)(?P<year>20\d{2})年(?!\d{1,2}月|[—\-至到~～]|初)"
)
# `2件拟于明年完成`, `4个项目计划2025年实施`
_PLAN_BEHIND = re.compile(
    r"^[^，。；：\d]{0,10}?(?:拟|计划|预计|将)(?:于|在)?(?:明年|来年|下一?年|20\d{2}年|下一?步|近期|年底|[上下]半年|\d{1,2}月)"
)

# `2件列入2025年立法计划`
_LEFT_FOR_LATER = re.compile(
    r"^[^，。；：\d]{0,8}?(?:列入|纳入|留待|推迟到|推迟至)(?P<year>明年|来年|下一?年度?|20\d{2}年)"
)

# `不得少于2人`, `至少3名`, `不低于95%`: a bound
_BOUND = re.compile(r"不[得能]?(?:少|低|超|高|多|大|长)(?:于|过)|至少|最少|最低|不得")
# `每年学法不少于4次`, `每个村至少3名`, `人均不少于10件`
_EACH = re.compile(
    r"每(?:半?年|季度?|月|周|天|人|个|名|村|家|镇|所|件|位|户|次|一|社区|单位)|人均|年均"
)
# `要求…不少于`, `应达到`, `必须`, `按规定配备`
_NORM = re.compile(
    r"(?<![按照合据上其])要求|规定|标准|原则上|务必|必须|明确|应当|(?<![响相反供适回对])应(?=达|不|为|在|控制|保持|配备|$)|确保|保证|上级[^，。；]{0,8}要求"
)
_MUST = re.compile(
    r"(?:不得(?:少|低|超|高|多)?(?:于|过)?|(?:应当?|必须|须)(?:(?:达到?|不[少低超高多]?(?:于|过)?|为|配备?|有(?!关)|设|建|控制在|保持在)[^，。；\d]{0,10}|[^，。；\d]{0,4}))$"
)
_NO_MUST = re.compile(r"应[诉急出参考届到检收付对用知整]|[响相反供适回对]应|无须|不必")
# `在7个工作日内公示的要求`, `不少于5%的标准`, `高于上级98%的要求`, `完成30件的任务`
_NORM_BEHIND = re.compile(
    r"^(?:以?内|以上)?[^，。；、\d]{0,8}的(?:法定|考核|年度|国家|省定|市定|上级|规定|工作|最低|预期|既定|刚性|量化|答复|办理|办结|整改|公示|比例|责任){0,3}"
    r"(?:标准|要求|规定(?!动作)|目标|指标|任务|时限|期限|红线|底线)"
)
# What the law sets: `处5万元以上20万元以下罚款`, `处违法所得一倍以上三倍以下的罚款`, `最高可处50万元罚款`
_PENALTY_BEFORE = re.compile(
    r"处以?(?:违法所得|货值(?:金额)?)?(?:[\d.,一二两三五十]+[万千百]*[元倍]以上)?$"
)
_PENALTY_BEHIND = re.compile(
    r"(?:[\d.,一二两三五十]+[万千百]*[元倍]以下)?的?(?:罚款|罚金)"
)
_MAY_BE_FINED = re.compile(r"(?:可以?|最高)并?处以?$")
# `罚款5万元以上的案件一律审核`, `没收10万元以上的，应当听证`, `处罚3次以上的企业列入黑名单`: what something
# is done about, and by no means how much was done
_MUST_BE_DONE = (
    r"(?:一律|一概|均?应当?(?![诉急出参对])|均?必须|[均须需](?=[经报由提组履])|不[得予]|[均方]?可(?=[当以直免不适由申]|$)|方可|"
    r"列入|纳入|要(?=[经报由])|实行|予以|给予|依法(?=[从组听])|提交|报请|报送|上报|集体)"
)
_THRESHOLD = re.compile(
    rf"[^，。；：、\d]{{0,8}}(?:的[^，。；\d]{{0,16}}?[，,]?|时[，,]?){_MUST_BE_DONE}"
    r"|[^，。；：、\d]{0,10}?(?:一律|必须|应当)"
)
# 凡罚款5万元以上，一律报批: what begins the clause makes it a condition
_CONDITION = re.compile(r"^(?:凡是?|如果?|若|但?凡|只要)")
_DONE_BEHIND = re.compile(rf"[^，。；\d]{{0,8}}[，,]{_MUST_BE_DONE}")
# 罚款5万元以上的案件12件: so much money is no case; 5万元以上的罚款 is
_OF_CASES = re.compile(
    r"(?:罚款|罚没款?|没收)?的(?:\d+[件起宗]|(?:[^，。；：、\d]{0,8}?)(?:案件|案卷|处罚|决定|企业|单位|项目|合同|行为|当事人))"
)
# `每季度至少开展培训1次`
_EACH_AT_LEAST = re.compile(r"每[^，。；\d]{1,8}(?:至少|最少)[^，。；\d]{1,10}$")
# `每个网格配备1名专职网格员、2名兼职网格员`: what each is to have is no count of all
_EACH_HAS = re.compile(
    r"每(?:个|名|所|家|一)?(?:[^，。；：\d]{0,4}(?:村|社区|村居|网格|镇|乡|街道|单位|部门|所|学校|小区|企业|楼栋)(?:[（(][^（）()]{1,6}[）)])?)(?:都|均|至少)?"
    r"(?:配[备齐置强有足]|设[立置有]?|明确|安排|落实|培养|培育|建[立有成]|选[派聘配]|聘请|确定|有)[^，。；：共现累达]{0,24}$"
)
# `示范村3个以上、示范户2户以上`: one more bound of the same norm
_ROW_OF_BOUNDS = re.compile(r"[、和及][^，。；：\d]{0,10}")
# `达到上级规定的95%标准`
_GIVEN = re.compile(r"(?:规定|要求|省定|市定|国家|法定|上级|考核)的?$")
_STANDARD = re.compile(r"(?:以上)?的?(?:标准|要求|目标|指标|红线|底线)")
# `下达行政处罚任务77件`, `年度目标任务为12件`
_TASK = re.compile(
    r"(?:(?:下达|分解|安排|确定|核定|明确)[^，。；\d]{0,14}(?:任务|指标|目标|计划)|目标任务|任务指标|目标值|任务数|考核指标|指标任务)(?:数|量|值)?(?:为|是|共)?$"
    r"|(?:标准|目标|要求|底线|红线)值?(?:为|是)$|(?<![按照合据上其])要求[^，。；\d]{0,12}(?:达到?|完成)$"
)
_FULFILLED = re.compile(r"完成|承担|承接|落实|超额")
# `目标任务为抽查案卷40件`, `年度任务是开展培训6场`: what is to be done stands between
_TASK_IS = re.compile(
    r"(?:目标任务|任务指标|任务目标|年度任务|年度目标|工作目标|工作任务|任务数|计划数|目标值?|任务)(?:数|量|值)?(?:为|是)(?:全年|每年)?[^，。；：\d]{0,14}$"
    # `上级要求年内完成案卷评查200宗`
    r"|^[^，。；：\d按照据]{0,6}要求(?:年内|全年|年底前|每年|本年度?)[^，。；：\d]{0,14}$"
)
# `法定期限15个工作日内`, `承诺3个工作日内`
_TIME_LIMIT = re.compile(r"(?:法定|规定|承诺|要求|限期?)[^，。；\d]{0,8}$")
_DURATIONS = frozenset("个工作日 工作日 天 小时 分钟 个月".split())

# `新增示范村3个，累计达到17个`: all that there are
_ALL_SO_FAR = re.compile(r"累计(?:已|共)?(?:达到?|有|建成|创建|拥有|增至)?(?:了)?$")
# `建设法治阵地6处，全县累计建成41处`
_ALL_BUILT = re.compile(
    r"^(?!.*(?:全年|今年|本年|年内)).*累计(?:已|共)?(?:建成|创建|拥有|建有)(?:了)?$"
)
# `法律明白人累计达到1240名`: what is kept, not done, is all that there are, unless a year's own
_ALL_KEPT = re.compile(
    r"^(?!.*(?:全年|今年|本年|年内)).*累计(?:已|共)?(?:达到|建成|创建|拥有|建有|培育|培养)(?:了)?$"
)
# `审结874件，其中上年结转96件`: what was carried over was done in the report's year
_CARRIED_IN = re.compile(r"结转的?(?:案件|复议案件|申请)?$")
_NEW = re.compile(
    r"新(?:增|创|建|获|聘|招|设|选|培育|培养|命名|注册|登记|配|吸纳)|净增"
)

# What a number may have come through, so that without it the number does not count
_STEP = (
    "受理|立案|办结|办理|审结|结案|采纳|采用|出庭|完成整改|完成|整改|化解|调解|通过|参加|参考|参训|到会|批准|许可|准予|同意|回复|答复|解决|销号|纠正|"
    "取消|下放|移送|执行|履行|公示|备案|作出决策|作出|制定|到位|落实|反馈|见面|公开|实施|开展|处理|处置|签订|达成|入库|报备|启动|建成|开工|发放|报送|提交|上报|成功"
)
_NOT = r"(?:未能?|没(?=调)|尚未|还未|没有|没能|暂未|不予|不|拒不|无法|暂不|并未|仍未)"
# `未办结的7件`, `不予受理行政复议申请23件`, `审核不通过8件`
_NOT_BEFORE = re.compile(
    rf"(?<!均)(?<!首违){_NOT}(?:能|予|按要求|按规定|在规定(?:时间|期限)内|如实|按时|按期|如期|及时|依法|全部|成功|被|获|获得|在期限内|正常)?(?:{_STEP}|调成|调处成)(?P<object>的?[^，。；：、\d]{{0,12}})$"
)
# `约谈履职不到位的负责人5人`, `通报未按期整改的单位3家`: these were dealt with
_DEALT_WITH = re.compile(
    r"(?:约谈|问责|追责|通报|提醒|曝光|查处|处罚|清退|处分|警示|批评|查出|发现)[^，。；：\d]{0,8}$"
)
_ACT_BETWEEN = re.compile(r"作出|给予|处以|查处|处罚|责令|立案|开展|约谈")
# `未发生1起案件`, `没有1件被撤销`
_NONE_BEFORE = re.compile(
    r"(?:未(?:发生|出现|收到|产生|引发|接到|有)|没有(?:发生|出现|收到)?|无|杜绝)(?:过|一|任何)?$"
)
# What is done about what was not done is done: 对逾期未改正的4家企业给予行政处罚
_ABOUT = re.compile(r"(?:对|就|将|针对|督促|责令|因)[^，。；\d]{0,16}$")
_ACT = re.compile(
    r"作出|给予|予以|处以|处罚|责令|立案|下达|下发|查处|约谈|问责|通报|处理|移送|清退|清理|注销|曝光|警示|依法|组织|开展|进行"
)
# `已办结7份，正在办理1份`
_STILL_BEFORE = re.compile(
    r"(?:正在|仍在|尚在|还在)[^，。；、\d]{0,4}?(?:办理|整改|审理|调解|化解|处理|推进|核查)(?:的|中)?(?:案件|问题|事项)?(?:有|共)?$"
)
# `7件未办结`, `1项因条件不成熟未作出决策`, `6处隐患尚未完成整改`, `1项正在整改`, `4件仍在核查`
_NOT_BEHIND = re.compile(
    rf"^(?P<words>[^，。；：\d、]{{0,14}}?)(?:(?:尚|还|仍|暂)?(?:未能?|没有|没能)(?:能|予|按时|按期|如期|及时|全部|最终|被|按要求|按规定)?(?:{_STEP})|不予(?:受理|采纳|立案|通过|许可)|正按(?:计划|时序|方案|要求)[^，。；：\d]{{0,4}}(?:推进|整改|办理)|在办(?:理中)?|(?:办理|审理|整改|核查)中|(?:正|仍|尚|还)在(?:推进|进一步|继续|依法|抓紧)?(?:整改|办理|审理|调解|化解|处理|推进|攻坚|受理|核实|核查|调查|处置|侦办)|(?:尚|还)?未到[^，。；：、\d]{{0,4}}期|待(?:整改|办结|销号|解决)|持续(?:推进|整改))"
)
_NOT_FOUND = re.compile(r"发现|检查|均|全部|无一|出现|发生|收到")
# `结转下年度办理1件`, `转入明年3件`
_CARRIED_OVER = re.compile(
    r"(?:结转|转入|转至|顺延至|延至)(?:至|到)?(?:下一?年度?|明年|次年|20\d{2}年度?|下期)[^，。；：、\d]{0,10}$"
)
_CARRIED_OVER_BEHIND = re.compile(
    r"^[^，。；：、\d]{0,6}(?:结转|转入|转至|顺延至|延至)(?:至|到)?(?:下一?年|明年|次年)"
)
# An answer, too: 答复45件，其中予以公开30件、不予公开9件
_ANSWER_OF_REFUSAL = re.compile(r"(?:不予|无法|不)(?:公开|提供|处理)")
# Codes that say themselves that something was refused, left or waived
_CODES_OF_REFUSAL = re.compile(
    r"not_accepted|refused|pending|waived|rejected|removed|_due$|found$|terminated|withdrawn"
)

# What was undone: `撤销行政处罚决定2件`, `退还罚款3.2万元`, `转交相关科室21件`
_UNDONE = re.compile(
    r"(?:撤销(?!诉)|自行纠正|撤回|退还|返还|退回|减免|免除|免收|免缴|免征|减收|减征|(?<!减)少收|豁免|核减|扣减|缓缴|冲销|作废|收回(?=[^，。；：、\d]{0,6}(?:下放|委托|授权|赋权|承接|事项|权限|许可|决定))|移送(?=其他(?:部门|单位|地区))|(?:转交|转送|转办|转至|移交)(?=[^，。；：、\d]{0,10}(?:科室|部门|单位|机构|法院|街道|社区|其他|外[地省市县])))"
    r"(?P<object>[^，。；：、\d]{0,16})$"
)
# Where a number has no code, these undo only what they name: 撤销机构2个 and 退还保证金 undo no act
_ACTS = re.compile(r"处罚|许可|决定|立案|案件")
_CHARGES = re.compile(r"罚|没收|费|税")
_NEEDED = (
    ("撤", _ACTS),
    ("自行纠正", _ACTS),
    ("退", _CHARGES),
    ("返还", _CHARGES),
    ("核减", _ACTS),
    ("减收", _CHARGES),
    ("少收", _CHARGES),
    ("收回", _ACTS),
)
# `赋权96项，收回12项`: of what was handed on or taken over before
_BARE_RETURN = re.compile(
    r"(?:^|[^一-龥])(?:[^，。；：\d]{0,6}?)(?:收回|回收|撤回|退回|交回|上收|取消(?:委托|下放|赋权|授权))(?:相关|部分|其中)?(?:事项|权限|职权|执法权|行政执法权|的|了)?$"
)
_CODES_OF_HANDING_ON = frozenset("items_delegated items_taken_over".split())
# `收到申请42件，答复40件，结转2件`
_LEFT_OVER = re.compile(
    r"^(?:[其剩]?余|另|尚|另有|尚有|还有)?(?:的)?结转(?:办理|下期|继续办理)?(?:的)?$"
)
# `因承接不力被收回3项`
_TAKEN_BACK_BEFORE = re.compile(r"被(?:(?P<any>收回|撤回|退回)|撤销|取消)(?:的|的有)?$")
_TAKEN_BACK = re.compile(r"被(?:收回|撤销|退回|取消|终止|否决)")
# 对撤销的12件案件开展复查: a new act stands between
_NEW_ACT = re.compile(
    r"申请|作出|终止|开展|受理|收到|查处|办理|排查|约谈|检查|后|工资|欠薪|欠款|被骗|损失|赃|预付|押金|保证金|资金"
)
# Of these codes the undoing is what is counted; to send cases on is no undoing of what sends them
_CODES_OF_UNDOING = re.compile(
    r"reduced|waived|tax_reductions|repealed|refused|cancelled|abolished|removed|revoked|transferred|certificates|mitigated"
    r"|lawsuits|altered|confirmed_illegal|mediat|withdrawn|terminated|litigated|compensation|suggestions|corrected|losses|legal_aid_amount"
)
_SENT_ON = re.compile(r"移送|转交|转送|转办|转至|移交")
_RECEIVED = re.compile(r"受理|收到|接收|接到|接待|登记|承接")

# `受理、不予受理分别为80件、3件`: each number has a member of the row before it
_SHARED_OUT = re.compile(r"分别|依次")
_MEMBER_JOINT = re.compile(r"[、和及与]|以及")

# One of these stands in each sentence with a number of the role. Each begins with a plain sign, which is
# found fastest.
_PLAN_SIGN = re.compile(
    r"来年|明年|新的一年|打算|准备|下一|下步|阶段|今后|未来|力争|计划|预计|拟|争取|有望|将|20\d\d年"
)
_NORM_SIGN = re.compile(
    r"处.{1,20}[元倍]以|可.{0,3}处|以[上下内].{0,6}[的时，]|[超不].{1,12}的|一律|凡|最高|应|必须|须|不[得能少低超高多]|至少|最[少多低]|每|均|要求|标准|规定|目标|指标|任务|时限|期限|红线|底线|承诺|确保|保证|明确"
)
_NOT_SIGN = re.compile(
    r"未|没|不(?!断|仅|动|同(?!意)|[少低超多高]于?过?)|无|杜绝|正在|正按|仍在|尚在|还在|在办|理中|改中|查中|持续|待|结转|转入|转至|延至|顺至"
)
_UNDONE_SIGN = re.compile(
    r"撤|自行纠正|上收|交回|回收|取消|退|返还|免|减收|少收|减征|核减|扣减|缓缴|冲销|作废|收回|转|移|被"
)


@cache
def _list_stocks() -> frozenset[str]:
    """List the codes of what is kept at the year's end: 法律明白人, 网格."""
    indicators = load_indicators()
    return frozenset(one.code for one in indicators if one.measure == "stock")


class RoleFinder:
    """Finds the roles of one sentence's numbers.

    `is_plan` says that it stands in a section of plans.
    """

    def __init__(
        self,
        sentence: NumberedSentence,
        changes: Sequence[NumberChange],
        periods: Sequence[NumberPeriod],
        codes: Sequence[str | None],
        year: int | None,
        is_plan: bool = False,
    ) -> None:
        self._sentence = sentence
        self._changes = changes
        self._periods = periods
        self._codes = codes
        self._year = year
        self._is_plan = is_plan
        words = sentence.words
        self._may_be_negated = _NOT_SIGN.search(words) is not None
        self._may_be_reversed = _UNDONE_SIGN.search(words) is not None
        self._may_be_planned = is_plan or _PLAN_SIGN.search(words) is not None
        self._may_be_required = _NORM_SIGN.search(words) is not None
        is_shared_out = _SHARED_OUT.search(words) is not None
        self._rows = sentence.list_rows() if is_shared_out else []
        self._plans = self._list_plans()
        self._done = self._list_done()

    def find_all(self) -> list[Role]:
        """Find the role of each number, in order."""
        return list(map(self._find, range(len(self._sentence.numbers))))

    def _find(self, place: int) -> Role:
        is_amount = self._changes[place].change in AMOUNTS_OF_CHANGE
        if self._changes[place].change is Change.FROM:
            return self._find_role_of_old_value(place)
        if self._may_be_negated and not is_amount and self._is_negated(place):
            return Role.NEGATED
        if self._may_be_negated and self._is_part_of_negated(place):
            return Role.NEGATED
        if self._may_be_reversed and not is_amount and self._is_reversed(place):
            return Role.REVERSED
        if self._may_be_planned and self._is_planned(place):
            return Role.PLANNED
        if self._may_be_required and self._is_required(place):
            return Role.REQUIRED
        if is_amount:
            return Role.ACTUAL
        return self._find_role_of_period(place)

    def _find_role_of_old_value(self, place: int) -> Role:
        """Find what an old value is: of today in a plan (从今年的4场增加到明年的6场), else an earlier one."""
        words = self._sentence.get_words_before(place)
        is_of_today = re.search(r"[从由](?:今年|本年|目前|现在|现有)", words)
        if is_of_today:
            return Role.ACTUAL
        return Role.PREVIOUS

    def _find_role_of_period(self, place: int) -> Role:
        period = self._periods[place]
        if period.is_past and not self._is_carried_in(place):
            return Role.PREVIOUS
        is_reached = self._changes[place].change in (Change.UP_TO, Change.DOWN_TO)
        if (period.is_long and not is_reached) or self._is_all_so_far(place):
            return Role.CUMULATIVE
        return Role.ACTUAL

    def _is_carried_in(self, place: int) -> bool:
        """Tell whether a number is of cases that came over from an earlier year: 其中上年结转96件."""
        code = self._codes[place] or ""
        if not code.endswith(("_concluded", "_closed")):
            return False
        before = self._sentence.get_own_words_before(place)
        return _CARRIED_IN.search(before) is not None

    def _is_all_so_far(self, place: int) -> bool:
        before = self._sentence.get_own_words_before(place)
        if not _ALL_SO_FAR.search(before):
            return False
        code = self._codes[place]
        if code in self._codes[:place] and code and _ALL_BUILT.search(before):
            return True
        if code in _list_stocks() and _ALL_KEPT.search(before):
            return True
        said = self._sentence.text[
            self._sentence.first : self._sentence.numbers[place].start
        ]
        return bool(_NEW.search(said))

    # plans

    def _list_plans(self) -> list[int]:
        """List where something to come begins."""
        text = self._sentence.text
        first = self._sentence.first
        last = self._sentence.last
        if not self._may_be_planned:
            return []
        found = [
            match.start("word")
            for match in _PLAN.finditer(text, first, last)
            if not self._is_object(match)
        ]
        years = _FUTURE_YEAR.finditer(text, first, last)
        own = self._year or 9999
        found.extend(match.start() for match in years if int(match["year"]) > own)
        return sorted(found)

    def _list_done(self) -> list[int]:
        """List where something that is done begins, in a sentence that may plan."""
        if not self._may_be_planned:
            return []
        sentence = self._sentence
        done = _DONE.finditer(sentence.text, sentence.first, sentence.last)
        return [match.start() for match in done]

    def _is_object(self, match: re.Match[str]) -> bool:
        """Tell whether a plan is what something is done to: 对拟出台的12件文件开展审核."""
        start = match.start("word")
        clause = self._sentence.find_clause_start(start)
        words = self._sentence.text[clause:start]
        return match["word"] == "拟" and bool(_PLAN_AS_OBJECT.search(words))

    def _is_planned(self, place: int) -> bool:
        start = self._sentence.numbers[place].start
        plan = max((at for at in self._plans if at < start), default=-1)
        done = max((at for at in self._done if at < start), default=-1)
        if plan >= 0 and done < plan:
            return True
        if self._is_planned_behind(self._sentence.get_words_behind(place)):
            return True
        if not self._is_plan:
            return False
        return not self._periods[place].is_past and not self._is_known_done(done, start)

    def _is_known_done(self, done: int, start: int) -> bool:
        """Tell whether words such as 已 hold for a number: in their clause, or behind one with a number."""
        if done < 0:
            return False
        end = self._sentence.find_clause_end(done)
        return start < end or bool(self._sentence.list_places(done, end))

    def _is_planned_behind(self, behind: str) -> bool:
        """Tell whether the words behind a number put it off: 2件拟于明年完成, 3件列入2025年立法计划."""
        if _PLAN_BEHIND.match(behind):
            return True
        later = _LEFT_FOR_LATER.match(behind)
        if later is None or not later["year"].startswith("20"):
            return later is not None
        return int(later["year"][:4]) > (self._year or 9999)

    # norms

    def _is_required(self, place: int) -> bool:
        before = self._sentence.get_words_before(place) + self._get_bound(place)
        behind = self._sentence.get_words_behind(place)
        if _NORM_BEHIND.match(behind):
            return True
        if _GIVEN.search(before) and _STANDARD.match(behind):
            return True
        if _TASK_IS.search(before):
            return True
        if _TASK.search(before):
            return _FULFILLED.search(before) is None
        number = self._sentence.numbers[place]
        if self._is_set_by_law(place) or _EACH_AT_LEAST.search(before):
            return True
        if "每" in before and _EACH_HAS.search(before):
            return True
        if self._has_limit(place) and self._is_threshold(place, before):
            return True
        if number.unit in _DURATIONS and _TIME_LIMIT.search(before):
            return bool(re.match(r"以?内|之内", behind)) or self._has_limit(place)
        nearest = before[-14:]
        if _MUST.search(nearest) and not _NO_MUST.search(nearest):
            return self._changes[place].change is None
        return self._is_bound_by_norm(place, before)

    def _get_bound(self, place: int) -> str:
        """Get the words that belong to a printed number: 不少于, 至少."""
        number = self._sentence.numbers[place]
        printed = self._sentence.text[number.start : number.end]
        bound = re.match(r"[^\d]{0,6}(?=\d)", printed)
        if bound:
            return bound.group()
        return ""

    def _is_set_by_law(self, place: int) -> bool:
        """Tell whether an amount is one that the law sets: 处5万元以上20万元以下罚款."""
        number = self._sentence.numbers[place]
        text = self._sentence.text
        first = max(number.start - 24, self._sentence.first)
        before = _PENALTY_BEFORE.search(text, first, number.start)
        if before is None or not _PENALTY_BEHIND.match(text, number.end):
            return False
        is_open = _MAY_BE_FINED.search(text, first, number.start)
        return is_open is not None or self._has_limit(place)

    def _is_threshold(self, place: int, before: str) -> bool:
        """Tell whether a number says from where on something is done: 罚款5万元以上的一律审核."""
        number = self._sentence.numbers[place]
        text = self._sentence.text
        last = self._sentence.last
        if _THRESHOLD.match(text, number.end, last):
            return True
        if _CONDITION.match(before) and _DONE_BEHIND.match(text, number.end, last):
            return True
        return number.unit == "元" and bool(_OF_CASES.match(text, number.end, last))

    def _has_limit(self, place: int) -> bool:
        comparator = self._sentence.numbers[place].comparator
        return comparator in (Comparator.AT_LEAST, Comparator.AT_MOST)

    def _is_bound_by_norm(self, place: int, before: str) -> bool:
        """Tell whether a number is a bound that each is held to, or that is asked for."""
        number = self._sentence.numbers[place]
        printed = self._sentence.text[max(number.start - 6, 0) : number.end]
        said = self._sentence.text[self._sentence.first : number.start]
        if _DONE.search(before) or "平均" in before:
            return False
        if _BOUND.search(printed):
            return bool(_EACH.search(before) or _NORM.search(said))
        if self._has_limit(place) and _NORM.search(before):
            return not re.search(r"确保|保证|标准|规定", before) or bool(
                _EACH.search(before)
            )
        return self._is_each_again(place, before)

    def _is_each_again(self, place: int, before: str) -> bool:
        """Tell whether a further norm follows one: 每年学法不少于4次，每人每年完成40学时."""
        if not place:
            return False
        between = self._sentence.get_words_between(place - 1, place)
        is_row = self._has_limit(place) and _ROW_OF_BOUNDS.fullmatch(between)
        if not before.startswith("每") and not is_row:
            return False
        return self._is_required(place - 1)

    # what has not come about, and what was undone

    def _is_negated(self, place: int) -> bool:
        code = self._codes[place] or ""
        if _CODES_OF_REFUSAL.search(code):
            return False
        before = self._get_words_of_member(place)
        behind = self._sentence.get_words_behind(place)
        if code == "disclosure_requests_answered" and _ANSWER_OF_REFUSAL.search(before):
            return False
        if _NONE_BEFORE.search(before) or _CARRIED_OVER.search(before):
            return True
        if _CARRIED_OVER_BEHIND.match(behind):
            return True
        if place and (_LEFT_OVER.match(before) or _STILL_BEFORE.search(before)):
            return True
        return self._is_not_done_yet(before, behind)

    def _is_part_of_negated(self, place: int) -> bool:
        """Tell whether a number is a part of one that is negated: 未受理11件，其中不属于职责范围7件."""
        if not place or self._codes[place] != self._codes[place - 1]:
            return False
        between = self._sentence.get_words_between(place - 1, place)
        return "其中" in between and self._is_negated(place - 1)

    def _get_words_of_member(self, place: int) -> str:
        """Get a number's own words; of 受理、退回分别为9件、2件 those of its member of the row."""
        for row in self._rows:
            words = self._sentence.get_own_words_before(row[0])
            members = _MEMBER_JOINT.split(words)
            is_shared_out = place in row and _SHARED_OUT.search(words)
            if is_shared_out and len(members) == len(row) > 1:
                return members[row.index(place)]
        return self._sentence.get_own_words_before(place)

    def _is_not_done_yet(self, before: str, behind: str) -> bool:
        negation = _NOT_BEFORE.search(before)
        if negation:
            if _DEALT_WITH.search(before, 0, negation.start()):
                return False
            is_about = _ABOUT.search(before, 0, negation.start())
            has_act = _ACT.search(behind) if is_about else None
            return not has_act and not _ACT_BETWEEN.search(negation["object"])
        match = _NOT_BEHIND.match(behind)
        if match is None or _NOT_FOUND.search(match["words"]):
            return False
        return not _ABOUT.search(before)

    def _is_reversed(self, place: int) -> bool:
        code = self._codes[place] or ""
        if _CODES_OF_UNDOING.search(code):
            return False
        before = self._get_words_of_member(place)
        behind = self._sentence.get_words_behind(place)
        taken_back = _TAKEN_BACK_BEFORE.search(before)
        if taken_back and (code or taken_back["any"]):
            return True
        if re.match(rf"^[^，。；：、\d]{{0,8}}{_TAKEN_BACK.pattern}", behind):
            return True
        if _BARE_RETURN.search(before) and self._follows_handing_on(place):
            return True
        match = _UNDONE.search(before)
        if match is None or _NEW_ACT.search(match["object"]):
            return False
        needed = next(
            (one for word, one in _NEEDED if match.group().startswith(word)), None
        )
        if needed and not code and not needed.search(match["object"]):
            return False
        if _ABOUT.search(before, 0, match.start()) and match["object"].endswith("的"):
            return False
        if _SENT_ON.match(match.group()):
            return self._is_of_received(place)
        return True

    def _follows_handing_on(self, place: int) -> bool:
        """Tell whether a number before is of items that were handed on or taken over."""
        return not _CODES_OF_HANDING_ON.isdisjoint(self._codes[:place])

    def _is_of_received(self, place: int) -> bool:
        """Tell whether something was received before of which a part is sent on."""
        start = self._sentence.numbers[place].start
        said = self._sentence.text[self._sentence.first : start]
        return place > 0 and bool(_RECEIVED.search(said))
