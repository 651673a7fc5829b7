"""What a heading is about: the statutory kinds by their wordings, thematic for the rest.

The vocabulary comes from the rules' own five points and from headings of real reports (facts on the law). A
merged heading (存在的问题和下一步打算) has the kind that it names first, and carries the others along.

How sure a kind is, is said in three words. certain: a whole wording of the vocabulary names it. likely: only
a noun (短板弱项) or a later year does, or the heading calls for something, as themes do (强化组织领导).
guess: the heading says neither, or there is none and the first words of the text had to do.
"""

import re
from dataclasses import dataclass, replace
from typing import NamedTuple

from tasks.model.report import Confidence, Kind

_WORDINGS: dict[Kind, re.Pattern[str]] = {
    # 党政主要负责人履行推进法治建设第一责任人职责情况; 第一人职责 is a typo that occurs;
    # 党政“一把手”法治职责; 述法情况
    Kind.LEADERSHIP: re.compile(
        r"主要(?:负责人|负责同志|领导)[^，。]{0,12}(?:履行|履职|落实|推进|责任)|第一责任人|第一人职责|"
        r"一把手[”\"]?[^，。]{0,6}职责|述法|履行[^，。]{0,6}法治[^，。]{0,8}职责"
    ),
    # 存在的问题和不足; 存在问题及原因; 面临的困难; 有待改进的方面
    Kind.SHORTCOMINGS: re.compile(
        r"(?:存在|面临)[^，。]{0,10}(?:问题|不足|困难|差距|短板|挑战|薄弱环节)|"
        r"有待(?:改进|加强|提高|提升|完善)的?(?:方面|地方|问题|工作)"
    ),
    # 下一年度推进法治政府建设的主要安排; 下一步打算; 2024年工作计划; 今后努力方向; 整改措施
    Kind.PLANS: re.compile(
        r"下一?步|下一?年度?|下一?阶段|下半年|明年|来年|今后|主要安排|工作安排|工作计划|工作打算|工作思路|工作谋划|"
        r"努力方向|计划安排|(?<!落实)(?:整改|改进)(?:措施|举措|方向)"
    ),
    # 其他需要报告的情况; 其他需要说明的事项; 需要说明的问题
    Kind.OTHER: re.compile(
        r"其[他它][^，。]{0,8}(?:情况|事项|工作)|需要?(?:报告|说明)的[^，。]{0,6}(?:情况|事项|问题)"
    ),
    # 主要举措和成效; 工作开展情况; 推进法治政府建设情况; 主要做法; …的举措和成效
    Kind.ACHIEVEMENTS: re.compile(
        r"(?:主要|重要|重点|具体)(?:举措|措施|做法|成效|成绩)|(?:举措|措施|做法)[和及与、](?:突出|主要|工作)?成效|"
        r"取得的?(?:主要|显著)?(?:成效|成绩|成果)|(?:开展|完成|进展|落实|推进|建设|总体|基本|工作|主要)(?:工作)?的?情况|"
        r"开展工作|主要工作|工作(?:回顾|总结|成果|概况|亮点)|重点工作(?=[^，。]*(?:情况|成效))"
    ),
}
# Nouns that name a part where they end a heading or one half of it: 短板弱项, 特色亮点, 思路和措施,
# 问题与不足.
_NOUN_END = r"(?=$|以及|[和及与、，,；;（(]|的?原因)"
_NOUNS: dict[Kind, re.Pattern[str]] = {
    Kind.SHORTCOMINGS: re.compile(
        rf"(?:问题|不足|困难|短板|弱项|差距|薄弱环节|不足之处)+{_NOUN_END}"
    ),
    Kind.PLANS: re.compile(
        rf"(?:思路|打算|计划|规划|展望|设想|重点任务|重点安排|工作重点|重点工作|工作要点){_NOUN_END}"
    ),
    Kind.ACHIEVEMENTS: re.compile(
        rf"(?:举措|措施|做法|成效|成绩|特色|亮点|进展)+{_NOUN_END}"
    ),
}
# A heading that opens so calls for something, so its nouns are a theme's: 补齐短板, 坚持问题导向,
# 创新工作举措.
CALL_OPENING = re.compile(
    r"(?:[着致]力|聚焦|坚持|坚决|坚定|补齐|创新(?!做法|经验)|强化|加强|健全|完善|深化|深入|深学|夯实|提升|提高|优化|严格|严守|狠抓|压实|织密|"
    r"筑牢|打造|构建|加快|全面|持续|切实|认真|扎实|推动|推进|落实|贯彻|依法|有效|不断|积极|大力|紧盯|紧扣|围绕|统筹|规范|"
    r"发挥|注重|建立|促进|维护|化解|解决|防范|锚定|立足|牢固|树立|树牢|充分|进一步|继续|奋力|勇于|抓[好实牢]|做[好实优强]|"
    r"破解|攻坚|突破|回应|消除|整改|开展)"
)
# Second-level headings name a statutory part only in these whole wordings; a theme that merely speaks of it
# does not.
_WORDINGS_BELOW: dict[Kind, re.Pattern[str]] = {
    # （二）党政主要负责人履行推进法治建设第一责任人职责情况; （二）落实第一责任人职责
    Kind.LEADERSHIP: re.compile(
        r"主要(?:负责人|负责同志|领导)[^。]{0,8}(?:履行|落实)[^。]{0,16}职责|^述法情况|"
        r"^(?:认真|切实|严格|坚决|坚持)?(?:履行|落实|扛起|压实)[^，。]{0,20}第一责任人[^，。]{0,4}(?:职责|责任)(?:情况|制度)?$"
    ),
    # （三）存在的主要问题
    Kind.SHORTCOMINGS: re.compile(
        r"^(?:工作中)?(?:仍)?存在的?(?:主要)?(?:问题|不足|困难)"
    ),
    # （四）下一步工作打算
    Kind.PLANS: re.compile(
        r"^下一?步(?:工作)?(?:打算|安排|计划|思路)|^下一?年度?[^，。]{0,14}安排"
    ),
}
# What one of a year's many tasks is about: 行政复议和应诉工作情况 is a theme, 法治政府建设工作情况 is not.
_SINGLE_TASK = re.compile(
    r"复议|应诉|执法|普法|信访|决策|规范性文件|应急|突发|公开|营商|调解|纠纷|监督|审批|审查|放管服|立法|队伍|保障|"
    r"体系|服务|改革"
)
_OVERALL_WORK = re.compile(r"法治政府|依法行政|法治建设|法制建设|主要|重点|各项")
_YEAR = re.compile(r"(20\d\d)年")
# `下一步，我镇将…`
_CLAUSE_END = re.compile(r"[，。；：,;:\n]")
_LONGEST_CLAUSE = 30
# 存在的问题|和|下一步打算
_CONJUNCTIONS = re.compile(r"以及|[和及与、，]")
_RESULT = re.compile(r"成效|成绩|情况|完成|回顾|总结")


# A part's own name at the start of running text, where nothing sets its heading off:
# 存在的问题和不足|我街道在…
PART_NAME = re.compile(
    r"(?:20\d\d年度?)?(?:推进)?(?:法治政府建设)?(?:工作中?)?(?:"
    r"存在的?(?:主要)?(?:问题|不足)(?:[和及与、](?:主要)?(?:问题|不足|原因))?|"
    r"下一?步(?:工作)?(?:打算|安排|计划|思路|措施|重点)(?:[和及与、](?:打算|安排|计划|思路|措施))?|"
    r"(?:主要|工作)(?:工作|做法|举措|措施)(?:(?:[和及与、](?:取得的?)?|取得的?)(?:主要)?成效)?|取得的?(?:主要)?成效|"
    r"(?:主要)?工作(?:开展|完成)情况|其[他它]需要(?:报告|说明)的(?:情况|事项))"
)


@dataclass(frozen=True, slots=True)
class KindFinding:
    """A kind, the words that show it, how sure it is, and the further kinds that a merged heading names."""

    kind: Kind
    evidence: str
    confidence: Confidence = Confidence.CERTAIN
    also_kinds: tuple[Kind, ...] = ()

    @classmethod
    def from_heading(cls, heading: str, report_year: int | None) -> "KindFinding":
        """Classify a first-level heading; THEMATIC with empty evidence when it names none of the five.

        A heading about a later year than the report's is about plans, unless it speaks of results.
        """
        mentions = _list_kinds(heading)
        later_year = _find_later_year(heading, report_year)
        if later_year:
            mentions = [item for item in mentions if item.kind is not Kind.ACHIEVEMENTS]
            if not mentions:
                mentions = [_KindMention(0, Kind.PLANS, later_year, Confidence.LIKELY)]
        if _SINGLE_TASK.search(heading) and not _OVERALL_WORK.search(heading):
            mentions = [item for item in mentions if not _is_situation(item)]
        if not mentions:
            is_call = CALL_OPENING.match(heading)
            confidence = Confidence.LIKELY if is_call else Confidence.GUESS
            return cls(Kind.THEMATIC, "", confidence)
        # at one place, the order of the vocabulary decides: 第一责任人 before 情况
        first = min(mentions, key=lambda item: item.offset)
        others = (
            kind for kind in _list_merged_kinds(heading) if kind is not first.kind
        )
        return cls(first.kind, first.words, first.confidence, tuple(others))

    @classmethod
    def from_text(cls, text: str, report_year: int | None) -> "KindFinding":
        """Guess the kind of a first-level section without a heading from the first clause of its text."""
        clause = _CLAUSE_END.split(text.strip(), maxsplit=1)[0]
        finding = KindFinding.from_heading(clause[:_LONGEST_CLAUSE], report_year)
        return replace(finding, confidence=Confidence.GUESS)

    @classmethod
    def from_subheading(cls, heading: str) -> "KindFinding | None":
        """Find the statutory kind that a heading below the first level names outright; null for others."""
        for kind, wording in _WORDINGS_BELOW.items():
            match = wording.search(heading)
            if match:
                return cls(kind, match.group())
        return None


class _KindMention(NamedTuple):
    """A wording that names a kind, and where it stands in a heading."""

    offset: int
    kind: Kind
    words: str
    confidence: Confidence


def _list_kinds(words: str) -> list[_KindMention]:
    """List the kinds that some words name, with place and wording; a call names none by its nouns alone."""
    vocabularies = [(_WORDINGS, Confidence.CERTAIN)]
    if not CALL_OPENING.match(words):
        vocabularies.append((_NOUNS, Confidence.LIKELY))
    mentions = []
    for vocabulary, confidence in vocabularies:
        for kind, wording in vocabulary.items():
            match = wording.search(words)
            if match:
                mentions.append(
                    _KindMention(match.start(), kind, match.group(), confidence)
                )
    return mentions


def _find_later_year(heading: str, report_year: int | None) -> str | None:
    """Find the year after the report's that a heading names; null where it speaks of results."""
    year = _YEAR.search(heading)
    if year is None or not report_year or int(year.group(1)) <= report_year:
        return None
    if _RESULT.search(heading):
        return None
    return year.group()


def _is_situation(mention: _KindMention) -> bool:
    """Tell whether a wording is 工作情况 and the like, which a theme may have as well."""
    return mention.kind is Kind.ACHIEVEMENTS and mention.words.endswith("情况")


def _list_merged_kinds(heading: str) -> tuple[Kind, ...]:
    """List the further statutory kinds that a merged heading names after 和, 及, 与 or 、, in its order."""
    kinds: dict[Kind, None] = {}
    for part in _CONJUNCTIONS.split(heading)[1:]:
        for mention in sorted(_list_kinds(part)):
            if mention.kind in _WORDINGS_BELOW:
                kinds[mention.kind] = None
    return tuple(kinds)
