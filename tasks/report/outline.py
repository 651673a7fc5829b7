"""Clean text to a tree of nodes: numbered headings, run-in items, preamble, signature, attachments.

Pure mechanism; the styles, and numbers and items inside running text, are in `markers`, the words of a
numbered heading in `numbered_headings`, what a heading is about in `section_kinds`, what is wrong with the
numbers in `checks`. The nodes cover the text without gaps, in order.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise, zip_longest

from tasks.model.report import Node
from tasks.report.markers import ItemMarker, Marker, find_phrase_items
from tasks.report.numbered_headings import (
    FIRST_ITEM_LABELS,
    find_numbered_headings,
)

# Longer bold words are emphasis, not a heading; shorter ones a label.
_LONGEST_BOLD = 60
_SHORTEST_BOLD = 4
# Where more than this share of the text is bold, bold says nothing.
_LARGEST_BOLD_SHARE = 0.4
_SENTENCE_END = re.compile(r"[。！？；!?;]")
_RUN_IN_END = "。：:"
# Before the first sentence, part of a title: `…情况报告`, `某政发〔2024〕1号`, `关于…`, `某县人民政府`
_TITLE_LIKE = re.compile(
    r"(?:报告|总结|汇报|通知|情况|政府|办事处|局|委员会)[）)]?$|〔\d{4}〕|^关于|^\d{4}年"
)
_TRAILING = "。：:；;．.，, "


@dataclass(frozen=True, slots=True)
class _BoldHeading:
    """An unnumbered heading: its span with the line break behind it, its words, and whether text follows."""

    start: int
    end: int
    heading: str
    run_in: bool


def _find_bold_headings(
    paragraphs: Sequence[tuple[int, str]], spans: Sequence[tuple[int, int]]
) -> list[_BoldHeading]:
    """Find the unnumbered headings among the emphasised spans, each of which starts with its paragraph.

    One alone is no style of headings, and where much of the text is bold none is found.
    """
    ends = dict(spans)
    length = sum(len(words) for _, words in paragraphs)
    if (
        not ends
        or sum(end - start for start, end in spans) > _LARGEST_BOLD_SHARE * length
    ):
        return []
    found = list(_iter_bold_headings(paragraphs, ends))
    if len(found) > 1:
        return found
    return []


def _iter_bold_headings(
    paragraphs: Sequence[tuple[int, str]], ends: dict[int, int]
) -> Iterator[_BoldHeading]:
    after_sentence = False
    for index, (start, words) in enumerate(paragraphs):
        end = ends.get(start, start)
        bold = words[: end - start]
        rest = words[end - start :]
        is_title_line = not after_sentence and _TITLE_LIKE.search(bold)
        after_sentence = after_sentence or "。" in words
        if is_title_line or not _is_heading(bold):
            continue
        heading = bold.strip(_TRAILING)
        if not rest:
            following = paragraphs[index + 1 : index + 2]
            if following and not _is_bold_line(following[0], ends):
                yield _BoldHeading(start, end + 1, heading, run_in=False)
        elif bold[-1] in _RUN_IN_END or rest[0] in _RUN_IN_END:
            yield _BoldHeading(start, end, heading, run_in=True)


def _is_heading(bold: str) -> bool:
    words = bold.rstrip(_TRAILING)
    if not _SHORTEST_BOLD <= len(words) <= _LONGEST_BOLD:
        return False
    if _SENTENCE_END.search(words) or "\t" in words:
        return False
    return not Marker.match(bold) and not ItemMarker.find_all(bold)


def _is_bold_line(paragraph: tuple[int, str], ends: dict[int, int]) -> bool:
    """Tell whether a paragraph is an unnumbered bold line too: then the two are a title's lines."""
    start, words = paragraph
    return ends.get(start) == start + len(words) and not Marker.match(words)


# `附件：1.…`, `附件1`
_ATTACHMENT = re.compile(r"^(?:相关)?附件\s*(?:\d{1,2}|[一二三四五六])?\s*[：:．.、]")
# `2024年1月5日`, `二〇二四年一月五日`, `（2024年1月5日印发）`, `2024年1月`, `2024-01-05`
DATE_LINE = re.compile(
    r"^[（(]?(?:(?:\d{4}|[二〇○零一三四五六七八九]{4})年(?:.{1,8}日|.{1,2}月)(?:印发)?|\d{4}[-./]\d{1,2}[-./]\d{1,2})[）)]?$"
)
# `（此件公开发布）`, `联系人：…`: among the last lines, neither body nor signature
_FOOTER_NOTE = re.compile(r"^[（(]?(?:此件|联系人|联系电话|抄送)")
# `丰水河河道管理处`, `北渠排灌站`, `云溪司法所`: what a bureau keeps for one thing or in one place
STATIONS = (
    r"(?:管理|事务|监督|监察|监管|保护|养护|检验|检测|监测|防治|推广|指导|排灌|灌溉|提灌|水文|水利|水务|供水|泵|水库|"
    r"司法|派出|执法|稽查|财政|林业|农机|农技|植保|种子|水产|兽医|规划|服务|工作)(?:总站|[处所站])"
)
# `丰水县人民政府`, `云溪街道办事处`: an organ's name alone on a line
ORGAN_LINE = re.compile(
    rf"^[一-鿿（）()、·]{{2,40}}(?:政府|办事处|委员会|管委会|局|厅|部|委|署|办公室|街道|镇|乡|院|会|中心|支队|大队|{STATIONS})$"
)
# Signature and attachments stand above all headings; bold headings a little below what they stand under.
_TOP_RANK = 0.01
_BOLD_STEP = 0.25
# Items that open with a phrase: above numbered ones, which may stand inside them.
_PHRASE_RANK = 7.5
# Organs, date and a list of attachments; what stands further up is body.
_LONGEST_TAIL = 12


@dataclass(slots=True)
class OutlineEntry:
    """One node while the tree is built; `number` is the printed one (0 for none), `rank` the style's."""

    node: Node
    rank: float
    label: str | None = None
    number: int = 0
    heading: str | None = None
    start: int = 0
    end: int = 0
    path: str = ""
    children: list["OutlineEntry"] = field(default_factory=list)

    @property
    def level(self) -> int:
        """Count the levels from 1 for the highest; 0 for the preamble."""
        if self.path == "0":
            return 0
        return self.path.count(".") + 1

    @property
    def parent(self) -> str | None:
        """Give the path of the node above; null at the first level."""
        return self.path.rpartition(".")[0] or None


def _split_paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """Yield each paragraph of a clean text with its offset."""
    start = 0
    for line in text.split("\n"):
        if line:
            yield start, line
        start += len(line) + 1


def parse_outline(
    text: str, attached: Sequence[int] = (), emphasis: Sequence[tuple[int, int]] = ()
) -> list[OutlineEntry]:
    """Parse a clean text into its nodes, in order; empty for an empty text.

    The first node is the preamble (path `0`) when anything stands before the first heading. At the offsets
    `attached` the texts of attachments begin: each is one node, whatever stands in it. `emphasis` are spans
    of bold words, each from the start of its paragraph.
    """
    report_end = attached[0] if attached else len(text)
    paragraphs = _select_before(_split_paragraphs(text), report_end)
    if not paragraphs:
        return []
    tail = list(_iter_tail_entries(paragraphs))
    body_end = min(map(_get_start, tail), default=len(text))
    body = _select_before(paragraphs, body_end)
    bold = [span for span in emphasis if span[0] < body_end]
    headings = _find_headings(text, body, body_end, bold)
    entries = [OutlineEntry(Node.PREAMBLE, 0, path="0"), *headings]
    entries += list(_iter_items(text, entries, body_end))
    entries += tail
    for start in attached:
        entries.append(OutlineEntry(Node.ATTACHMENT, _TOP_RANK, start=start))
    entries.sort(key=_get_start)
    return _build_tree(entries, len(text))


def _select_before(
    paragraphs: Iterable[tuple[int, str]], end: int
) -> list[tuple[int, str]]:
    """Select the paragraphs that start before an offset."""
    return [(start, words) for start, words in paragraphs if start < end]


def _get_start(entry: OutlineEntry) -> int:
    return entry.start


def _iter_tail_entries(
    paragraphs: Sequence[tuple[int, str]],
) -> Iterator[OutlineEntry]:
    """Yield the signature and the list of attachments; both stand after the last sentence."""
    signature = attachment = None
    for start, line in reversed(paragraphs[-_LONGEST_TAIL:]):
        is_organ = ORGAN_LINE.match(line) and not Marker.match(line)
        if _ATTACHMENT.match(line):
            attachment = start
        elif DATE_LINE.match(line) or is_organ:
            signature = start
        # a numbered line may belong to a list of attachments above it
        elif "。" in line or not (Marker.match(line) or _FOOTER_NOTE.match(line)):
            break
    if signature is not None:
        yield OutlineEntry(Node.SIGNATURE, _TOP_RANK, start=signature)
    if attachment is not None:
        yield OutlineEntry(Node.ATTACHMENT, _TOP_RANK, start=attachment)


def _find_headings(
    text: str,
    body: Sequence[tuple[int, str]],
    end: int,
    bold: Sequence[tuple[int, int]],
) -> list[OutlineEntry]:
    """Find the headings of the body, which ends at an offset: the numbered ones and those in bold."""
    markers_at = {start: Marker.find_inline(words) for start, words in body}
    markers = chain.from_iterable(markers_at.values())
    top = min((marker.style.rank for marker in markers), default=0)
    bold_ends = dict(bold)
    entries: list[OutlineEntry] = []
    for start, words in body:
        bold_length = bold_ends.get(start, start) - start
        for marker, heading in find_numbered_headings(
            words, markers_at[start], top, bold_length
        ):
            entries.append(
                OutlineEntry(
                    Node.HEADING,
                    marker.style.rank,
                    marker.label,
                    marker.number,
                    heading,
                    start + marker.offset,
                )
            )
    _drop_sentence_headings(entries, text, end, top)
    return _merge_bold_headings(entries, _find_bold_headings(body, bold))


def _drop_sentence_headings(
    entries: Sequence[OutlineEntry],
    text: str,
    end: int,
    top: float,
) -> None:
    """Take the heading of numbers whose whole text is one sentence of several clauses: members of a list."""
    for entry, following in zip_longest(entries, entries[1:]):
        if entry.rank <= min(top, 1):
            continue
        stop = end
        if following is not None:
            if following.rank > entry.rank:
                continue
            stop = following.start
        heading = entry.heading or ""
        own_text = text[entry.start : stop].rstrip()
        is_sentence = own_text == f"{entry.label}{entry.heading}。"
        commas = heading.count("，") + heading.count(",")
        if is_sentence and commas > 1:
            entry.heading = None


def _merge_bold_headings(
    entries: list[OutlineEntry], found: Sequence[_BoldHeading]
) -> list[OutlineEntry]:
    """Add the unnumbered headings, each form of them right below what stands above the first one.

    Both forms are of one rank unless the first run-in heading follows a bold line that has no text of its
    own.
    """
    merged = list(entries)
    ranks: dict[bool, float] = {}
    for bold in found:
        if bold.run_in not in ranks:
            earlier = [entry for entry in merged if entry.start < bold.start]
            last = max(earlier, key=_get_start, default=None)
            follows_line = last is not None and last.end == bold.start
            if ranks and not follows_line:
                ranks[bold.run_in] = min(ranks.values())
            else:
                ranks[bold.run_in] = _BOLD_STEP + (last.rank if last else 0)
        merged.append(
            OutlineEntry(
                Node.HEADING,
                ranks[bold.run_in],
                heading=bold.heading,
                start=bold.start,
                end=bold.end,
            )
        )
    return sorted(merged, key=_get_start)


def _iter_items(
    text: str, headings: Sequence[OutlineEntry], end: int
) -> Iterator[OutlineEntry]:
    """Yield the run-in items under each heading; a list does not go on below the next one."""
    for heading, following in zip_longest(headings, headings[1:]):
        block = text[heading.start : following.start if following else end]
        paragraphs = list(_split_block(heading, block))
        for item in ItemMarker.find_items(paragraphs):
            yield OutlineEntry(
                Node.ITEM, item.style.rank, item.label, item.number, None, item.offset
            )
        if heading.node is Node.HEADING:
            for start, phrase in find_phrase_items(paragraphs):
                yield OutlineEntry(Node.ITEM, _PHRASE_RANK, heading=phrase, start=start)


def _split_block(heading: OutlineEntry, block: str) -> Iterator[tuple[int, str]]:
    """Yield the paragraphs of a heading's block, each with its offset in the text.

    政务公开一是…: in a report of one paragraph the first item may stand right behind the heading.
    """
    label = heading.label or ""
    words = heading.heading or ""
    cut = len(label) + len(words)
    if not words or not block.startswith(FIRST_ITEM_LABELS, cut):
        cut = 0
    parts = ((0, block[:cut]), (cut, block[cut:]))
    for offset, part in parts:
        for start, paragraph in _split_paragraphs(part):
            yield heading.start + offset + start, paragraph


def _build_tree(entries: list[OutlineEntry], length: int) -> list[OutlineEntry]:
    """Give each node its path and its end; a preamble without text is dropped."""
    if len(entries) > 1 and entries[1].start == 0:
        entries = entries[1:]
    for entry, following in pairwise(entries):
        entry.end = following.start
    if entries:
        entries[-1].end = length
    root: list[OutlineEntry] = []
    stack: list[OutlineEntry] = []
    for entry in entries:
        if entry is entries[0] and entry.node is Node.PREAMBLE:
            stack.append(entry)
            continue
        while stack and not _may_hold(stack[-1], entry):
            stack.pop()
        siblings = stack[-1].children if stack else root
        siblings.append(entry)
        entry.path = str(len(siblings))
        if stack:
            entry.path = f"{stack[-1].path}.{entry.path}"
        stack.append(entry)
    return entries


def _may_hold(above: OutlineEntry, entry: OutlineEntry) -> bool:
    """Tell whether a node may stand under another: of a higher rank; only items under the preamble."""
    if above.node is Node.PREAMBLE:
        return entry.node is Node.ITEM
    return above.rank < entry.rank
