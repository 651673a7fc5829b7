"""Tell an annual report on law-based government from what looks like one.

By its title, and where that is not enough, by the opening of its page; neither column nor host decides.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from tasks.model.page import Relevance

__all__ = ["Relevance", "classify_page", "classify_title"]

# ---- Vocabulary: each pattern with an example of what it is for ----

# 三張鎮2022年法治政府建設: machine-made traditional characters, as far as they occur in the words below
_SIMPLIFIED = str.maketrans(
    "設報總結況匯關於進務質評導張鎮區縣開會議記讀實發佈審錄彙編覽單報驗證證稅經",
    "设报总结况汇关于进务质评导张镇区县开会议记读实发布审录汇编览单报验证证税经",
)
# what titles are dressed in: spaces inside and <em> around found words
_DRESS = re.compile(r"<[^>]{1,20}>|\s+")

# 2023年法治政府建设…, 法治政府部门建设, 建设法治政府; 法治税务建设, 法治海关建设: bureaus that call it after
# their trade; older: 依法行政工作报告
_SUBJECT = re.compile(
    r"法治政府|依法行政|法治(?:机关|部门|单位|交通|教育|卫生|公安|税务)?(?:部门|机关)建设|"
    r"法治(?:税务|海关|公安|交通运输|交通|水利|水务|气象|烟草|统计|审计|民政|财政|司法行政|卫生健康|卫健|卫生|农业农村|农业|林业|林草|"
    r"自然资源|生态环境|环保|住建|城管|市场监管|市监|工商|质监|药监|医保|人社|应急管理|应急|邮政|粮食|文旅|体育|商务|外汇|金融|央行|证监)建设"
)
# 2021年法治建设工作总结, 法治工作报告, 法治平川建设: mostly the same under another name, so that the page
# decides; but 法治社会, 法治文化 and the like are something else
_NEAR_SUBJECT = re.compile(
    r"法治(?:建设|工作)|"
    r"法治(?!政府|社会|乡村|文化|队伍|人才|校园|宣传|营商|环境|化|医院|企业|国企|央企|网络|思想|思维|意识|阵地|公园|广场|副校长|示范)[一-鿿]{2,5}建设|"
    r"依法治(?:理|国|省|市|区|县|镇|乡|街|校|教|税)|法制(?:建设|工作)"
)
# 年度报告, 情况报告, 情况的报告, 工作报告, 工作总结, 总结报告, 工作汇报, 年报, 工作情况, 推进情况
_GENRE = re.compile(
    r"报告|总结|汇报|年报|(?:工作|建设|年度|推进|开展|完成|进展|落实|执行|有关|主要)情况|法治政府情况"
)
_YEAR = re.compile(r"(?:19|20)\d{2}|二[〇○Ο零]")
# 法治政府建设年度报告: nothing but the name of the genre, as columns are called too
_BARE = re.compile(
    r"^(?:推进)?法治政府(?:部门)?建设(?:工作)?(?:年度)?(?:工作)?(?:情况)?(?:的)?(?:报告|年报|总结)?$"
)
# 雷州市东里镇 雷东府〔2025〕26号: a document number for a title says nothing
_NUMBER_ONLY = re.compile(r"^\D{0,30}[〔\[（(【]20\d{2}[〕\]）)】]第?\d+号$")
# 关于印发《某区2023年法治政府建设工作报告》的通知: the report may follow
_WRAPPED = re.compile(r"印发|转发|公布|公开|发布")

# Look-alikes, in the order in which they are tried; the first that matches names the kind.
_LOOKALIKES: tuple[tuple[str, re.Pattern[str]], ...] = (
    # 某县2025年度法治政府建设情况报告, *区, XX局, 范文, 3篇; a real organ is a 乡 or a 镇, never a 乡镇
    (
        "template",
        re.compile(
            r"某某?(?:省|市|区|县|旗|镇|乡|街道|局|委|单位|部门|机关)|[*＊×]+(?:省|市|区|县|镇|乡|街道|局|委|单位)?"
            r"|[XxＸｘ]{2,}(?:省|市|区|县|镇|乡|街道|局|委|单位|年)|范文|模板|通用\d*篇|[（(]\D{0,4}[\d一二三四五六七八九十]+篇"
            r"|(?:^|年|年度)乡镇(?=法治|依法|推进|20\d\d)|年(?:区|县|市)[一二三四五六七八九十]年|^(?:局|区|县|镇|乡)20\d\d年"
        ),
    ),
    # 武昌区司法局2022年度政府信息公开工作年度报告, 2022年信息公开年报
    ("disclosure_report", re.compile(r"(?:政府|政务)?信息公开|政务公开")),
    # 【政策解读】关于《…报告》的政策解读, 图解：…, 一图读懂…
    ("interpretation", re.compile(r"解读|图解|一图|读懂|答记者问|起草说明|编制说明")),
    # 南宁市2024年法治政府建设情况新闻发布会
    ("press_conference", re.compile(r"发布会|通气会|吹风会")),
    # 朝阳区法治政府建设白皮书（2021版）
    ("white_paper", re.compile(r"[白蓝绿]皮书")),
    # 法治政府建设年度报告事项指引（试行）, 报告撰写提纲
    ("guideline", re.compile(r"指引|指南|提纲|大纲|编写|撰写|格式")),
    # 法治政府建设年度报告制度实证研究, 论…, 浅析…, …的思考, …的功能定位与制度完善
    (
        "study",
        re.compile(
            r"研究(?!院|所|中心|室|会|处理)|实证|对策|探析|探究|初探|浅[析谈议论]|刍议|综述|述评|评析|启示|的思考|思考与|(?:路径|文本|比较|实证|案例|问题|现状)分析|报告[：:].{0,12}(?:现状|问题|挑战|展望|反思|路径)|报告的[一-鿿]{0,8}(?:完善|定位|规范化|价值|意义|困境|实践|构建|优化|路径)|"
            r"(?:年度)?报告制度|^论|心得|体会"
        ),
    ),
    # 关于对云溪区2023年法治政府建设年度报告的审议意见, 征求意见, 专题询问, 听证会意见
    (
        "opinion",
        re.compile(
            r"审议(?!稿)|评议|听证|审查(?:意见|结果|报告)|专题询问|意见建议|征求.{0,16}意见|(?:报告|总结|汇报)》?的?意见|答复|回复|留言|咨询"
        ),
    ),
    # 2023年度法治政府建设情况报告目录, 年度报告汇编, 报告一览表, 各部门2023年法治政府建设年度报告
    (
        "list",
        re.compile(
            r"(?:报告|年报|总结|情况)(?:公开|公布|发布|报送)?(?:目录|汇编|一览|清单|汇总|名单|索引|合集|集锦|专栏|专题|大全|链接|统计|[（(](?:列表|目录|汇总|合集)[）)])|"
            r"各(?:级|部门|单位|区县|县区|县市|县（市|市县|镇|乡镇|镇街|街道|地|委办局)(?!.{0,6}协调)"
        ),
    ),
    # 关于2023年度法治政府建设年度报告公开情况的通报, 年度报告编制情况
    (
        "about_reports",
        re.compile(
            r"(?:报告|年报|总结)的?(?:公开|公布|发布|报送|上报|提交|编制|撰写|备案|落实|执行)(?:(?:工作)?的?(?:情况|进展|问题)|率|工作$)"
        ),
    ),
    # 嘉定区法治政府建设评估报告
    ("evaluation", re.compile(r"评估")),
    # 乡镇镇长2023年述法报告, 述职述廉
    ("debriefing", re.compile(r"述法|述职")),
    # 通州区2023年行政复议和行政应诉情况报告, 行政执法统计年报
    ("reconsideration_report", re.compile(r"行政复议|行政应诉|应诉工作")),
    # 顺利完成2022年度法治政府建设考核, 督察反馈意见整改, 示范创建
    (
        "assessment",
        re.compile(
            r"考核(?!办|委)|考评|督察(?!局|办)|督查(?!室|办)|示范(?:创建|项目|单位|[市县区](?:创建|申报|评|命名))|验收|测评|满意度"
        ),
    ),
    # 法治政府建设实施方案（2022-2025年）, 实施纲要
    ("implementation_plan", re.compile(r"实施(?:方案|意见|纲要|细则)")),
    # 应急管理部发布2023年法治政府建设年度报告, 我市2024年法治政府建设年度报告发布, …年度报告出炉: what was
    # published is another page
    (
        "news",
        re.compile(
            r"[省市县区旗州盟镇乡道府厅局委部署办院会](?:正式|公开|首次|对外|率先|今日|日前|近日|集中|统一|按时|及时|依法|主动|已)?(?:向社会|对外)?(?:发布|公布|公开|晒出?|推出|出台)"
            r"(?=.{0,24}(?:报告|总结|年报|成绩单|情况)[》”]?$)|"
            r"(?:报告|总结|年报|情况)[》”]?(?:已|正式|对外|向社会|全文|新鲜|全部|今日|近日|如期|按时)?(?:公开)?"
            r"(?:发布|公布|出炉|亮相|来了|来啦|出台|上线|获?通过|公开完毕)[！!]?$|成绩单|报告[》”]?(?:获|受|引发|得到|已经?.{0,4}公开)"
        ),
    ),
    # 县政府常务会听取2025年上半年法治政府建设汇报, 召开…推进会, 新闻：…
    (
        "news",
        re.compile(
            r"听取|召开|举行|举办|常务会|推进会|座谈会|动员会|现场会|(?:报告|汇报|总结|部署)会|培训班|调研|莅临|慰问|顺利|圆满|荣获|获评|传达"
            r"|接受.{0,14}采访|新闻(?!出版|办|中心)|如何[?？]|发布.{0,4}报告$|[省市县区旗府厅局委]发布(?=20\d\d)|[！!]$"
        ),
    ),
    # 2024年政府工作报告, but not 2024年法治政府工作报告
    ("government_work_report", re.compile(r"(?<!法治)政府工作(?:的)?报告")),
    # 2025年上半年法治政府建设工作总结, 第三季度: no annual report
    ("other", re.compile(r"上半年|下半年|半年|季度|[一三]季|\d月份")),
)
# 2020年度法治政府建设工作安排, 工作要点; but 工作总结及2024年工作计划 is a report, and 规划和自然资源局 an
# organ
_PLAN = re.compile(
    r"(?:工作|主要|重点)?(?:安排|要点|计划|打算|思路)|任务(?:清单|分解|分工)|规划(?!和|与|局|委|分局|自然|建设|国土|管理|资源)|工作方案|方案"
)
# 关于报送2023年法治政府建设年度报告的通知, 公告, 通报
_NOTICE = re.compile(r"通知|公告|通告|通报|公示|的函|的批复")
# 某县2025年法治政府建设年度报告公示, 关于…情况的公示, …报告（公告）: often the report itself
_SHOWN = re.compile(r"(?:公示|公告|通告|公布)(?:表|稿|件|版)?[）)]?$")
# 关于报送…的公告, 关于做好…的通告: asks others for their reports
_ASKED = re.compile(r"报送|上报|提交|填报|征集|做好")
# 重大行政决策目录, 责任清单, 条例, 办法: papers of other genres
_OTHER_GENRE = re.compile(
    r"清单|目录|条例|办法|规定|意见|决定|名单|统计表|一览表|知识(?!产权)|问答|案例|论文|征文|活动|讲座|宣传(?!部)"
)
# 我局加强法治政府建设, 全面推进…: a headline with a verb and no genre
_HEADLINE = re.compile(
    r"^(?:我|全|加强|强化|推动|提升|打造|深化|着力|扎实)|助力|赋能|见成效|再上|迈上|[:：,，]"
)

# 汶坪县市场监督管理局2025年..., 云川镇2025年法治…, 云川县司法局关于 ...>>: lists cut what is longer
_CUT = re.compile(r"(?:…|⋯|[.．。·]{2,})[\s>＞»]*$")
# What stands between a report's organ and year and its subject, and the words of organs' names: a cut title
# that ends in nothing else can still become a report's.
_FILLING = (
    "关于 贯彻 落实 推进 推动 全面 深入 扎实 持续 开展 加强 履行 实施 进一步 上一 本 度 年度 工作"
    " 建设 情况 有关 相关 完成 的 《 “ 〈 （ ( 、 和 与 及 暨 印发 公布 发布 公开 报送 呈报 上报 法治"
    " 法治政府 依法 依法行政 依法治 法治建设 法制 法治机关 法治部门 党政 主要 负责人 第一责任人 职责"
    " 年终 总结 报告 市场 监督 管理 教育 体育 住房 城乡 人力 资源 社会 保障 自然资源 规划 生态 环境"
    " 保护 交通 运输 水利 水务 农业 农村 农牧 畜牧 兽医 渔业 文化 旅游 广电 广播 电视 新闻 出版 卫生"
    " 健康 退役 军人 事务 应急 审计 国有 资产 统计 医疗 医保 林业 林草 草原 园林 绿化 乡村 振兴 司法"
    " 公安 民政 财政 发展 改革 科学 技术 科技 工业 信息化 商务 投资 促进 城市 综合 行政 执法 审批"
    " 政务 服务 大数据 数据 金融 地方 信访 机关 粮食 物资 储备 民族 宗教 侨务 外事 气象 地震 税务"
    " 烟草 专卖 海关 消防 救援 经济 高新 产业 开发 园区 人民 政府 办公室 委员会 街道 办事处 分局 中心"
    " 大队 支队 全县 全市 全区 全镇 中共 党委 党组 党工委 省 市 县 区 镇 乡 局 委 办 厅 院 署 会"
).split()
_ORGAN = r"(?:[省市县区旗州盟镇乡局委办厅院署]|街道|政府|办公室|委员会|办事处|中心|管委会|[大支]队|关于)"


def _join_prefixes(words: Sequence[str]) -> str:
    """Join what a cut leaves of words, the longest first: 法治政, 法治, 法."""
    prefixes: set[str] = set()
    for word in words:
        prefixes.update(word[:length] for length in range(1, len(word)))
    return "|".join(
        map(
            re.escape,
            sorted(
                prefixes,
                key=len,
                reverse=True,
            ),
        )
    )


# …局2025年度推进法, 2025年汶坪县市场监, …局关于, …局20
_UNFINISHED = re.compile(
    rf"(?:(?:19|20)\d\d年?度?|二[〇○Ο零O][〇○Ο零O一二三四五六七八九]{{2}}年?度?|{_ORGAN})"
    rf"(?:{'|'.join(map(re.escape, sorted(_FILLING, key=len, reverse=True)))})*"
    rf"(?:{_join_prefixes(_FILLING)}|[12]\d{{0,3}}|二[〇○Ο零O]?)?$"
)
# 关于云川县2025年预算…, 2025年公开招聘…: what else organs and years stand before
_OTHER_MATTER = re.compile(
    r"预算|决算|招聘|招考|招录|录用|采购|招标|中标|表彰|任免|任职|拍卖|出让|征收|征地|拆迁|招生|中考"
    r"|处罚|抽检|统计公报|国民经济|人大|政协|[一二三四五六七八九十]届|补贴|救助|慰问|演练|防汛|停水"
    r"|停电|天气|预警|揭牌|签约|致辞|倡议|通行|提案|建议"
)

# 现将2023年法治政府建设情况报告如下, 现将有关情况汇报如下, 特此报告
_REPORTING = re.compile(
    r"现(?:将|就).{0,80}?(?:报告|汇报|总结|公布|公开|通报|说明|如下)|(?:报告|汇报|总结)如下|(?:工作|情况)如下[:：]|特此报告"
)
# 一、主要举措和成效, 二、存在的不足和原因, 履行推进法治建设第一责任人职责
_HEADINGS = re.compile(
    r"(?:举措|措施|做法)(?:和|及|与)(?:成效|成绩)|存在的?(?:主要)?(?:不足|问题)|第一责任人|下一(?:年度|步).{0,16}(?:安排|打算|计划)"
)
# 本报讯, 记者张某, 通讯员: a newspaper's opening
_PRESS = re.compile(
    r"本报讯|本网讯|(?:本报|本网|见习)?记者[\s:：（(]|通讯员|[日刊网社]讯[（(\s]"
)
# 根据《中华人民共和国政府信息公开条例》…编制本年度报告
_DISCLOSURE = re.compile(
    r"(?:根据|按照|依据).{0,30}政府信息公开条例.{0,120}(?:编制|年度报告|公布)",
    re.DOTALL,
)
# **区, 某某街道, XX局: masked names in running text
_MASK = re.compile(
    r"[*＊×]{1,3}(?:省|市|区|县|镇|乡|街道|局|委)|某某?(?:省|市|区|县|镇|乡|街道|局)|[XＸ]{2,}(?:市|区|县|镇|乡|局)"
)
# Openings of what looks like a report, in the order in which they are tried.
_OPENINGS = (("template", _MASK), ("disclosure_report", _DISCLOSURE), ("news", _PRESS))

# How far into a page the declarations above stand, in characters; further down the same words are content.
_OPENING = 1200
_DECLARED = 400
# A line that goes on a cut title of fewer characters may be any; one of more is no title, but a paragraph.
_SHORTEST_CUT = 8
_LONGEST_TITLE = 120


@lru_cache(maxsize=4096)
def classify_title(title: str) -> Relevance:
    """Classify a link or page by its title alone.

    One that a list (a sitemap) gives no title has to be fetched.
    """
    plain = _simplify_text(title)
    if not plain:
        return Relevance(True, "report", "no title", doubtful=True)
    subject = _SUBJECT.search(plain)
    near = subject or _NEAR_SUBJECT.search(plain)
    if near is None:
        return _classify_without_subject(plain)
    for kind, pattern in _LOOKALIKES:
        found = pattern.search(plain)
        if found:
            return Relevance(False, kind, found.group())
    found_genre = _GENRE.search(plain)
    genre = found_genre.group() if found_genre else ""
    return _classify_by_genre(plain, near.group(), genre, certain=subject is not None)


def classify_page(title: str, opening: str) -> Relevance:
    """Classify a page by its own title and its opening: the first paragraphs and headings of its text."""
    opening = opening[:_OPENING].translate(_SIMPLIFIED)
    title = _complete_title(title, opening)
    named = title.strip() != ""
    by_title = classify_title(title) if named else _classify_first_lines(opening)
    if not by_title.relevant:
        return by_title
    for kind, pattern in _OPENINGS:
        found = pattern.search(opening[:_DECLARED])
        if found:
            return Relevance(False, kind, found.group()[:80])
    if not by_title.doubtful:
        return by_title
    plain = _simplify_text(opening)
    subject = _SUBJECT.search(plain)
    reporting = _REPORTING.search(plain) or _HEADINGS.search(plain)
    if subject and reporting:
        return Relevance(True, "report", f"{subject.group()}; {reporting.group()[:80]}")
    return Relevance(
        False,
        "other",
        f"neither title nor opening tells of a report on law-based government: {title}",
    )


def _complete_title(title: str, opening: str) -> str:
    """Give the line of a page that a cut title begins; the title where it is not cut, or no line goes on."""
    plain = _simplify_text(title)
    cut = _CUT.search(plain)
    if cut and cut.start() >= _SHORTEST_CUT:
        for line in opening.splitlines():
            whole = _simplify_text(line)
            is_longer = cut.start() < len(whole) <= _LONGEST_TITLE
            if is_longer and whole.startswith(plain[: cut.start()]):
                return whole
    return title


def _simplify_text(text: str) -> str:
    return _DRESS.sub("", text).translate(_SIMPLIFIED)


def _classify_without_subject(plain: str) -> Relevance:
    found = _NUMBER_ONLY.match(plain)
    if found:
        return Relevance(True, "report", found.group(), doubtful=True)
    for kind, pattern in _LOOKALIKES:
        if kind != "other" and (found := pattern.search(plain)):
            return Relevance(False, kind, found.group())
    if _may_become_report(plain):
        return Relevance(True, "report", "a cut title", doubtful=True)
    return Relevance(False, "other", "no word of law-based government")


def _may_become_report(plain: str) -> bool:
    """Tell whether a title is cut before its subject, and nothing in it speaks against a report's."""
    cut = _CUT.search(plain)
    if cut is None:
        return False
    begun = plain[: cut.start()]
    for pattern in (_PLAN, _NOTICE, _OTHER_GENRE, _HEADLINE, _OTHER_MATTER):
        if pattern.search(begun):
            return False
    return _UNFINISHED.search(begun) is not None


def _classify_by_genre(
    plain: str,
    subject: str,
    genre: str,
    *,
    certain: bool,
) -> Relevance:
    """Classify a title that speaks of the subject and is none of the named look-alikes."""
    plan = _PLAN.search(plain)
    if plan and (not genre or plan.start() < plain.find(genre)):
        return Relevance(False, "plan", plan.group())
    notice = _NOTICE.search(plain)
    if notice:
        is_shown = _SHOWN.search(plain) and not _ASKED.search(plain)
        if genre and (is_shown or _WRAPPED.search(plain)):
            return Relevance(True, "report", notice.group(), doubtful=True)
        return Relevance(False, "notice", notice.group())
    if genre:
        doubtful = not certain or _BARE.match(plain) is not None
        return Relevance(True, "report", f"{subject}; {genre}", doubtful=doubtful)
    for kind, pattern in (("other", _OTHER_GENRE), ("news", _HEADLINE)):
        found = pattern.search(plain)
        if found:
            return Relevance(False, kind, found.group())
    is_cut = _CUT.search(plain) is not None
    if is_cut or (certain and _YEAR.search(plain)):
        return Relevance(True, "report", subject, doubtful=True)
    return Relevance(False, "other", f"{subject}, but neither genre nor year")


def _classify_first_lines(opening: str) -> Relevance:
    """Classify a page without a title by its first lines, over which titles are often broken."""
    lines = [line for line in opening.splitlines() if line.strip()][:3]
    for count in range(1, len(lines) + 1):
        relevance = classify_title("".join(lines[:count])[:120])
        if relevance.relevant:
            return relevance
        if relevance.kind != "other":
            return relevance
    return Relevance(True, "report", "no title", doubtful=True)
