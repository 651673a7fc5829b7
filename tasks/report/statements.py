"""Statements: what a report says still falls short, and what it plans, one by one.

The outline has numbered headings and items apart already: the deepest of them are one statement each, a
heading with the text below it. Running text is parted at its paragraphs where there are several, else at its
sentences, and at ； between clauses that each say something. What only leads in is no statement
(虽然取得了一定成绩，但仍存在不足, 下一步重点做好以下工作), nor are reasons under a heading of their own.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from tasks.model.report import Kind, Node, ReportStatement, Section
from tasks.report.topics import find_topics

_STATING_KINDS = (Kind.SHORTCOMINGS, Kind.PLANS)
# What stands behind the label of a heading or an item, and around a statement.
_EDGES = " \t\r\n\u3000。；;，,：:、.．*#"
# Under these headings stand reasons, not what falls short.
_REASONS = r"(?:原因|成因|根源)"
_REASONS_HEADING = re.compile(
    rf"^(?:主要|存在|产生|上述|问题)*的?{_REASONS}(?:分析|剖析)?(?:如下)?$"
)
_REASON = re.compile(
    rf"^(?:究其|其|分析|造成|(?:产生|存在)?上述问题的)?(?:主要|根本)?{_REASONS}"
)
_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]?[”’」]?")
_PARAGRAPH = re.compile(r"[^\n]+")
_PART = re.compile(r"[^；;]+[；;]?")
# What says that something falls short: 有待提高, 不够深入, 薄弱, 滞后
_LACK = re.compile(
    r"有待|尚待|亟待|亟需|不足|不够|不强|不高|不到位|不深|不全|不平衡|不均|不规范|不严|不完善|不健全|不充分|不理想|不及时|不明显|"
    r"不畅|不多|不大|不实|不牢|不熟|不清|不一|不佳|不力|不适应|不相适应|不匹配|不彻底|不透彻|不广|不好|不精|不细|不紧|未能|尚未|没有|"
    r"还未|缺乏|缺少|欠缺|短缺|紧缺|薄弱|滞后|偏[低弱少重慢]|较[少弱低差慢轻]|单一|淡薄|参差|差距|短板|困难|难度|问题|误区|"
    r"还?需(?:要)?(?:进一步|继续|加强|提升|提高|完善)|仍需|仍待|弱化|脱节|形式化|流于|重.{1,6}轻"
)
# Words that lead in and say nothing by themselves; what is left of a sentence without them is what it says.
_LEAD_WORDS = re.compile(
    r"20\d\d年(?:度)?|虽然?|尽管|取得了?|一定的?|较好的?|明显的?|积极|成绩|成效|成果|进展|效果|工作|但是?|也|还|仍然?|依然|同时|清醒|"
    r"地|看到|认识到|意识到|我[局街镇乡县市区委厅办们院]道?|本[局街镇乡县市区]|全[局街镇乡县市区省]|街道|办事处|[^，。；：]{0,12}(?:人民政府|委员会)|"
    r"法治政府建设|依法行政|法治建设|推进|深入|过程|方面|方向|中|在|上级|党委|政府|部门|领导|先进|单位|地区|要求|标准|群众|人民|期望|期待|期盼|"
    r"需求|新时代|形势|任务|目标|相比|相较|比较|对照|与|和|离|距|之间|存在|有|一些|不少|少许|部分|许多|较大|诸多|若干|"
    r"差距|不足|之处|问题|短板|弱项|困难|薄弱环节|主要|集中|表现|体现|为|以下|如下|几个|几点|下列|面|是|的|了|着|等|在于|以及|以上|"
    r"各级|客观|总体|来看|整体|总的|上|年|当前|目前|今年|过去|一年|来|对标|对表|高质量|发展|到|我|着力|领导下|正确|带领|坚强|支持|下"
)
_LEAST_SAID = 4
# 下一步，我局将以…为指导，重点做好以下工作：
_PLAN_LEAD = re.compile(
    r"(?:以下|如下|下列|几个?|[一二三四五六七八九十]个)(?:几?[个项点]?)?(?:方面|几点|工作|重点|任务|措施|举措|内容)[^，。；]{0,8}$|[:：]$"
)
# 依法行政
_SHORTEST = 6
# Short lines that are headings of what follows.
_LONGEST_HEADING = 40


class _SectionSpan(NamedTuple):
    """A statement in the text, with what is printed before it."""

    start: int
    end: int
    path: str
    kind: Kind
    label: str | None


def find_statements(
    text: str, sections: Sequence[Section], plans: Iterable[tuple[int, int]]
) -> Iterator[ReportStatement]:
    """Yield the shortcomings and plans of a report in the order of the text.

    `plans` are the spans that tell of plans, also inside of sections of shortcomings.
    """
    spans = list(plans)
    counts = dict.fromkeys(_STATING_KINDS, 0)
    for found in _iter_spans(text, sections, spans):
        counts[found.kind] += 1
        statement = text[found.start : found.end]
        topics = find_topics(statement)
        yield ReportStatement(
            kind=found.kind,
            section_path=found.path,
            number=counts[found.kind],
            label=found.label,
            statement=statement,
            topic=topics[0] if topics else None,
            topics=",".join(topics) or None,
            start_offset=found.start,
            end_offset=found.end,
        )


def _iter_spans(
    text: str, sections: Sequence[Section], plans: Sequence[tuple[int, int]]
) -> Iterator[_SectionSpan]:
    parents = {section.parent for section in sections}
    reasons: set[str] = set()
    for section in sections:
        if section.parent in reasons or _tells_reasons(section):
            reasons.add(section.path)
            continue
        if section.kind not in _STATING_KINDS or section.node is Node.ATTACHMENT:
            continue
        has_children = section.path in parents
        for start, end, label in _split_section(section, has_children):
            kind = _find_kind(section, start, plans)
            if _says_something(text[start:end], kind, has_children):
                yield _SectionSpan(start, end, section.path, kind, label)


def _tells_reasons(section: Section) -> bool:
    return bool(section.heading and _REASONS_HEADING.match(section.heading))


def _find_kind(section: Section, start: int, plans: Sequence[tuple[int, int]]) -> Kind:
    if any(first <= start < last for first, last in plans):
        return Kind.PLANS
    return section.kind


def _split_section(
    section: Section, has_children: bool
) -> Iterator[tuple[int, int, str | None]]:
    """Yield the spans that may be statements of a section's own text, each with its label."""
    label = section.label
    begin = section.start + len(label or "")
    is_whole = section.level > 1 and not has_children
    if is_whole:
        yield (*_trim(section, begin - section.start, len(section.text)), label)
        return
    if section.level == 1 and section.node is Node.HEADING and section.heading:
        begin = _find_body(section)
    elif has_children:
        return
    for start, end in _split_text(section.text, begin - section.start):
        yield (*_trim(section, start, end), None)


def _find_body(section: Section) -> int:
    """Find where the text below a first-level heading begins."""
    heading = section.heading or ""
    place = section.text.find(heading)
    return section.start + max(place, 0) + len(heading)


def _trim(section: Section, start: int, end: int) -> tuple[int, int]:
    words = section.text[start:end]
    left = len(words) - len(words.lstrip(_EDGES))
    right = len(words.rstrip(_EDGES))
    return section.start + start + left, section.start + start + max(left, right)


def _split_text(text: str, begin: int) -> Iterator[tuple[int, int]]:
    """Part running text: paragraphs where there are several, else sentences and their parts at ；."""
    paragraphs = [match.span() for match in _PARAGRAPH.finditer(text, begin)]
    filled = [span for span in paragraphs if text[slice(*span)].strip(_EDGES)]
    if len(filled) > 1:
        yield from _join_headings(text, filled)
        return
    for start, end in filled:
        yield from _split_sentences(text, start, end)


def _join_headings(
    text: str, paragraphs: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Give each paragraph, a short line without a stop together with what follows it."""
    start: int | None = None
    for (first, last), following in pairwise([*paragraphs, (0, 0)]):
        words = text[first:last].strip()
        is_heading = len(words) <= _LONGEST_HEADING and words[-1] not in "。；：;:"
        begin = first if start is None else start
        if is_heading and start is None and following[1]:
            start = first
            continue
        start = None
        yield begin, last


def _split_sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for sentence in _SENTENCE.finditer(text, start, end):
        parts = [part.span() for part in _PART.finditer(text, *sentence.span())]
        if all(_LACK.search(text[slice(*part)]) for part in parts):
            yield from parts
        else:
            yield sentence.span()


def _says_something(words: str, kind: Kind, leads: bool) -> bool:
    """Tell whether words say what falls short or is planned; `leads` if other nodes follow below."""
    if len(words) < _SHORTEST or _REASON.match(words):
        return False
    if kind is Kind.PLANS:
        return not leads and not _PLAN_LEAD.search(words)
    left = re.sub(r"[，。；：、\s“”]", "", _LEAD_WORDS.sub("", words))
    is_lead = leads and not _LACK.search(left)
    return len(left) >= _LEAST_SAID and not is_lead and _LACK.search(words) is not None
