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
        r"(?:党政)?主要(?:负责人|负责同志|领导)[^，。]{0,12}(?:履行|履职|落实|责任)|第一责任人|第一人职责|一把手”?[^，。]{0,6}职责|述法|履行[^，。]{0,12}职责情况"
    ),
    # 存在的问题和不足; 存在问题及原因; 短板弱项; 困难和挑战
    Kind.SHORTCOMINGS: re.compile(
        r"存在[^，。]{0,10}(?:问题|不足|困难|差距|短板)|(?:主要)?(?:问题|不足|困难|短板|差距|薄弱环节)"
    ),
    # 下一年度推进法治政府建设的主要安排; 下一步打算; 2024年工作计划; 今后努力方向
    Kind.PLANS: re.compile(
        r"下一?步|下一?年度?|下一?阶段|下半年|明年|来年|今后|主要安排|工作安排|工作计划|工作打算|工作思路|工作谋划|"
        r"努力方向|计划安排|思路(?:和|及|与)|(?:工作)?(?:打算|计划|规划|展望|设想)$|重点(?:工作)?(?:任务|安排)|工作重点$|重点工作$"
    ),
    # 其他需要报告的情况; 其他需要说明的事项
    Kind.OTHER: re.compile(r"其[他它](?:需要?|应当?|有关)?[^，。]{0,4}(?:情况|事项|工作)"),
    # 主要举措和成效; 工作开展情况; 推进法治政府建设情况; 主要做法; 特色亮点
    Kind.ACHIEVEMENTS: re.compile(
        r"举措|成效|做法|取得的?成绩|特色|亮点|措施|(?:开展|完成|进展|落实|推进|建设|总体|基本|工作|主要)(?:工作)?的?情况|"
        r"开展工作|主要工作|工作(?:回顾|总结|成果|概况)|重点工作(?=[^，。]*(?:情况|成效))"
    ),
}
# Second-level headings name a statutory part only in these whole wordings; a theme that merely speaks of it does not.
WORDINGS_BELOW: dict[Kind, re.Pattern[str]] = {
    # （二）党政主要负责人履行推进法治建设第一责任人职责情况; （二）落实第一责任人职责
    Kind.LEADERSHIP: re.compile(
        r"主要(?:负责人|负责同志|领导)[^。]{0,8}(?:履行|落实)[^。]{0,16}职责|^(?:认真|切实|严格)?(?:履行|落实)[^，。]{0,12}第一责任人[^，。]{0,4}(?:职责|责任)(?:情况)?$|^述法情况"
    ),
    # （三）存在的主要问题
    Kind.SHORTCOMINGS: re.compile(r"^(?:工作中)?(?:仍)?存在的?(?:主要)?(?:问题|不足|困难)"),
    # （四）下一步工作打算
    Kind.PLANS: re.compile(r"^下一?步(?:工作)?(?:打算|安排|计划|思路)|^下一?年度?[^，。]{0,14}安排"),
}
_YEAR = re.compile(r"(20\d\d)年")
_RESULT = re.compile(r"成效|成绩|情况|完成|回顾|总结")


@dataclass(frozen=True, slots=True)
class Finding:
    """A kind and the words that show it."""

    kind: Kind
    evidence: str


def kind_of(heading: str, report_year: int | None) -> Finding:
    """Decide the kind of a first-level heading; THEMATIC with empty evidence when it names none of the five.

    A heading about a later year than the report's is about plans, unless it speaks of results.
    """
    found = [
        (match.start(), kind, match.group()) for kind, wording in WORDINGS.items() if (match := wording.search(heading))
    ]
    year = _YEAR.search(heading)
    if year and report_year and int(year.group(1)) > report_year and not _RESULT.search(heading):
        names_plans = [entry for entry in found if entry[1] is Kind.PLANS]
        if names_plans or all(kind is Kind.ACHIEVEMENTS for _, kind, _ in found):
            return Finding(Kind.PLANS, names_plans[0][2] if names_plans else year.group())
    if not found:
        return Finding(Kind.THEMATIC, "")
    # at one place, the order of the vocabulary decides: 第一责任人 before 情况
    _, kind, words = min(found, key=lambda entry: entry[0])
    return Finding(kind, words)


def kind_below(heading: str) -> Finding | None:
    """Find the statutory kind that a heading below the first level names outright; null for all others."""
    for kind, wording in WORDINGS_BELOW.items():
        match = wording.search(heading)
        if match:
            return Finding(kind, match.group())
    return None
