"""What a heading is about: the statutory kinds by their wordings, thematic for the rest.

The vocabulary comes from the rules' own five points and from headings of real reports (facts on the law). A merged
heading (存在的问题和下一步打算) has the kind that it names first.
"""

import re
from dataclasses import dataclass

from tasks.model.section import Kind

WORDINGS: dict[Kind, re.Pattern[str]] = {
    # 党政主要负责人履行推进法治建设第一责任人职责情况; 第一人职责 is a typo that occurs; 党政“一把手”法治职责; 述法情况
    Kind.LEADERSHIP: re.compile(
        r"主要(?:负责人|负责同志|领导)[^，。]{0,12}(?:履行|履职|落实|推进|责任)|第一责任人|第一人职责|"
        r"一把手[”\"]?[^，。]{0,6}职责|述法|履行[^，。]{0,6}法治[^，。]{0,8}职责"
    ),
    # 存在的问题和不足; 存在问题及原因; 面临的困难
    Kind.SHORTCOMINGS: re.compile(r"(?:存在|面临)[^，。]{0,10}(?:问题|不足|困难|差距|短板|挑战|薄弱环节)"),
    # 下一年度推进法治政府建设的主要安排; 下一步打算; 2024年工作计划; 今后努力方向; 整改措施
    Kind.PLANS: re.compile(
        r"下一?步|下一?年度?|下一?阶段|下半年|明年|来年|今后|主要安排|工作安排|工作计划|工作打算|工作思路|工作谋划|"
        r"努力方向|计划安排|(?:整改|改进)(?:措施|举措|方向)"
    ),
    # 其他需要报告的情况; 其他需要说明的事项
    Kind.OTHER: re.compile(r"其[他它][^，。]{0,8}(?:情况|事项|工作)"),
    # 主要举措和成效; 工作开展情况; 推进法治政府建设情况; 主要做法; …的举措和成效
    Kind.ACHIEVEMENTS: re.compile(
        r"(?:主要|重要|重点|具体)(?:举措|措施|做法|成效|成绩)|(?:举措|措施|做法)[和及与、](?:突出|主要|工作)?成效|"
        r"取得的?(?:主要|显著)?(?:成效|成绩|成果)|(?:开展|完成|进展|落实|推进|建设|总体|基本|工作|主要)(?:工作)?的?情况|"
        r"开展工作|主要工作|工作(?:回顾|总结|成果|概况|亮点)|重点工作(?=[^，。]*(?:情况|成效))"
    ),
}
# Nouns that name a part where they end a heading or one half of it: 短板弱项, 特色亮点, 思路和措施, 问题与不足.
_ENDS = r"(?=$|以及|[和及与、，,；;（(]|的?原因)"
NOUNS: dict[Kind, re.Pattern[str]] = {
    Kind.SHORTCOMINGS: re.compile(rf"(?:问题|不足|困难|短板|弱项|差距|薄弱环节)+{_ENDS}"),
    Kind.PLANS: re.compile(rf"(?:思路|打算|计划|规划|展望|设想|重点任务|重点安排|工作重点|重点工作|工作要点){_ENDS}"),
    Kind.ACHIEVEMENTS: re.compile(rf"(?:举措|措施|做法|成效|成绩|特色|亮点)+{_ENDS}"),
}
# A heading that opens so calls for something, so its nouns are a theme's: 补齐短板, 坚持问题导向, 创新工作举措.
_CALLS = re.compile(
    r"(?:[着致]力|聚焦|坚持|坚决|坚定|补齐|创新|强化|加强|健全|完善|深化|深入|深学|夯实|提升|提高|优化|严格|严守|狠抓|压实|织密|"
    r"筑牢|打造|构建|加快|全面|持续|切实|认真|扎实|推动|推进|落实|贯彻|依法|有效|不断|积极|大力|紧盯|紧扣|围绕|统筹|规范|"
    r"发挥|注重|建立|促进|维护|化解|解决|防范|锚定|立足|牢固|树立|树牢|充分|进一步|继续|奋力|勇于|抓[好实牢]|做[好实优强]|"
    r"破解|攻坚|突破|回应|消除|整改|开展)"
)
# Second-level headings name a statutory part only in these whole wordings; a theme that merely speaks of it does not.
WORDINGS_BELOW: dict[Kind, re.Pattern[str]] = {
    # （二）党政主要负责人履行推进法治建设第一责任人职责情况; （二）落实第一责任人职责
    Kind.LEADERSHIP: re.compile(
        r"主要(?:负责人|负责同志|领导)[^。]{0,8}(?:履行|落实)[^。]{0,16}职责|^述法情况|"
        r"^(?:认真|切实|严格|坚决)?(?:履行|落实|扛起)[^，。]{0,12}第一责任人[^，。]{0,4}(?:职责|责任)(?:情况)?$"
    ),
    # （三）存在的主要问题
    Kind.SHORTCOMINGS: re.compile(r"^(?:工作中)?(?:仍)?存在的?(?:主要)?(?:问题|不足|困难)"),
    # （四）下一步工作打算
    Kind.PLANS: re.compile(r"^下一?步(?:工作)?(?:打算|安排|计划|思路)|^下一?年度?[^，。]{0,14}安排"),
}
_YEAR = re.compile(r"(20\d\d)年")
# 存在的问题|和|下一步打算
_JOINTS = re.compile(r"以及|[和及与、，]")
_RESULT = re.compile(r"成效|成绩|情况|完成|回顾|总结")


@dataclass(frozen=True, slots=True)
class Finding:
    """A kind and the words that show it."""

    kind: Kind
    evidence: str


def _named(words: str) -> list[tuple[int, Kind, str]]:
    """List the kinds that some words name, with place and wording; a call names none by its nouns alone."""
    vocabularies = (WORDINGS,) if _CALLS.match(words) else (WORDINGS, NOUNS)
    return [
        (match.start(), kind, match.group())
        for vocabulary in vocabularies
        for kind, wording in vocabulary.items()
        if (match := wording.search(words))
    ]


def kind_of(heading: str, report_year: int | None) -> Finding:
    """Decide the kind of a first-level heading; THEMATIC with empty evidence when it names none of the five.

    A heading about a later year than the report's is about plans, unless it speaks of results.
    """
    found = _named(heading)
    year = _YEAR.search(heading)
    if year and report_year and int(year.group(1)) > report_year and not _RESULT.search(heading):
        found = [entry for entry in found if entry[1] is not Kind.ACHIEVEMENTS] or [(0, Kind.PLANS, year.group())]
    if not found:
        return Finding(Kind.THEMATIC, "")
    # at one place, the order of the vocabulary decides: 第一责任人 before 情况
    _, kind, words = min(found, key=lambda entry: entry[0])
    return Finding(kind, words)


def kinds_merged(heading: str) -> frozenset[Kind]:
    """Find the further statutory kinds that a merged heading names after 和, 及, 与 or 、."""
    parts = _JOINTS.split(heading)[1:]
    return frozenset(kind for part in parts for _, kind, _ in _named(part) if kind in WORDINGS_BELOW)


def kind_below(heading: str) -> Finding | None:
    """Find the statutory kind that a heading below the first level names outright; null for all others."""
    for kind, wording in WORDINGS_BELOW.items():
        match = wording.search(heading)
        if match:
            return Finding(kind, match.group())
    return None
