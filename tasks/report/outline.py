"""Clean text to a tree of nodes: numbered headings, run-in items, preamble, signature, attachments.

Pure mechanism; the styles are in `markers`, numbers inside running text in `inline`, unnumbered headings in
`emphasis`, run-in items in `items`, those without a number in `phrases`, what a heading is about in `kinds`,
what is wrong with the numbers in `numbering`. The nodes cover the text without gaps, in order.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from tasks.model.section import Node
from tasks.report.bold_headings import BoldHeading, find_bold_headings
from tasks.report.inline_markers import (
    find_inline_markers,
    find_items,
    find_phrase_items,
    split_at_markers,
)
from tasks.report.markers import Marker, match_marker
from tasks.report.section_kinds import find_part_name

_SENTENCE_END = re.compile(r"[。！？；!?;]")
_TRAILING = "。：:；;．.，, "
# `附件：1.…`, `附件1`
_ATTACHMENT = re.compile(r"^(?:相关)?附件\s*(?:\d{1,2}|[一二三四五六])?\s*[：:．.、]")
# `2024年1月5日`, `二〇二四年一月五日`, `（2024年1月5日印发）`, `2024年1月`, `2024-01-05`
DATE_LINE = re.compile(
    r"^[（(]?(?:(?:\d{4}|[二〇○零一三四五六七八九]{4})年(?:.{1,8}日|.{1,2}月)(?:印发)?|\d{4}[-./]\d{1,2}[-./]\d{1,2})[）)]?$"
)
# `（此件公开发布）`, `联系人：…`: among the last lines, neither body nor signature
_FOOTER_NOTE = re.compile(r"^[（(]?(?:此件|联系人|联系电话|抄送)")
# `丰水县人民政府`, `云溪街道办事处`: an organ's name alone on a line
ORGAN_LINE = re.compile(
    r"^[一-鿿（）()、·]{2,40}(?:政府|办事处|委员会|管委会|局|厅|部|委|署|办公室|街道|镇|乡|院|会|中心|支队|大队)$"
)
# Signature and attachments stand above all headings; bold headings a little below what they stand under.
_TOP_RANK = 0.01
_BOLD_STEP = 0.25
_SHORTEST_BOLD = 3
# Items that open with a phrase: above numbered ones, which may stand inside them.
_PHRASE_RANK = 7.5
# From this rank down, a numbered paragraph of one long sentence is an entry of a list, not a heading.
_LIST_RANK = 3
# A heading inside running text, up to the first 。, is at most so long (below, at the first level); more is a
# sentence that it runs into.
_LONGEST_INLINE_HEADING = (40, 50)
# A part's name with words behind it is longer only where it runs into a sentence.
_LONGEST_PART_NAME = 25
_SHORTEST_SENTENCE = 8
# `…集体学法2023年，我镇…`, `…问题我街道在…`: where a sentence begins behind a heading without a mark between
# them
_SENTENCE_BEGIN = re.compile(
    r"(?<=.{4})(?:(?:20|二〇)[^，。]{2,4}年度?(?:以来)?[，,]|一年来|今年以来|我[镇乡街市县区局委办省厅部院]道?(?:党|人民|政府|始终|"
    r"坚持|认真|高度|严格|紧紧|切实|把|将|在|以|对)|全[镇乡街市县区局]道?(?:上下|始终|共|累计)|一[是要](?=[^否的]))"
)
# A first-level heading on a line of its own, whatever its style.
_LONGEST_TOP_HEADING = 110
# What may stand right behind a heading in running text.
_FIRST_ITEM_LABELS = ("一是", "一要")
# Organs, date and a list of attachments; what stands further up is body.
_LONGEST_TAIL = 12


@dataclass(slots=True)
class OutlineEntry:
    """One node while the tree is built; `number` is the printed one (0 for none), `rank` the style's."""

    node: Node
    rank: float
    label: str | None
    number: int
    heading: str | None
    start: int
    end: int = 0
    path: str = ""
    children: list["OutlineEntry"] = field(default_factory=list)

    @property
    def level(self) -> int:
        """Count the levels from 1 for the highest; 0 for the preamble."""
        return 0 if self.path == "0" else self.path.count(".") + 1

    @property
    def parent(self) -> str | None:
        """Give the path of the node above; null at the first level."""
        return self.path.rpartition(".")[0] or None


def split_paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """Yield each paragraph of a clean text with its offset."""
    start = 0
    for line in text.split("\n"):
        if line:
            yield start, line
        start += len(line) + 1


def find_heading(
    marker: Marker, paragraph: str, *, inline: bool = False, top: bool = False
) -> str | None:
    """Give the words after a marker that are its heading; null when running text starts there.

    `top` says that no style of the report is higher: its headings may be as long as first-level ones.
    `inline` says that the paragraph is one of several in one line, where nothing but a 。 parts heading and
    text.
    """
    rest = paragraph[len(marker.label) :].strip()
    end = _SENTENCE_END.search(rest)
    alone = end is None or end.end() >= len(rest)
    words = rest if alone or end is None else rest[: end.start()]
    if (
        inline
        and end is not None
        and len(cut := _cut_heading(words.rstrip(_TRAILING), rest))
        < len(words.rstrip(_TRAILING))
    ):
        return (
            cut if len(cut) <= _LONGEST_INLINE_HEADING[marker.style.rank <= 1] else None
        )
    if not alone and end is not None and end.group() in "；;":
        return None
    words = words.rstrip(_TRAILING)
    if (
        alone
        and end is not None
        and marker.style.rank >= _LIST_RANK
        and sum(map(words.count, "，,")) > 1
    ):
        return None  # a list of sentences, each with a number
    # A line that ends with 。 is a sentence: judged as a run-in heading is.
    limit = (
        (_LONGEST_TOP_HEADING if top else marker.style.longest_alone)
        if alone and end is None
        else marker.style.longest_run_in
    )
    if inline and end is not None:
        limit = min(limit, _LONGEST_INLINE_HEADING[marker.style.rank <= 1])
    return words if words and len(words) <= limit else None


def _cut_heading(words: str, rest: str) -> str:
    """Part a heading inside running text from the sentence that follows it without a mark."""
    begins = _SENTENCE_BEGIN.search(words)
    if begins:
        return words[: begins.start()].rstrip(_TRAILING)
    named = find_part_name(rest)
    if named and len(words) > max(_LONGEST_PART_NAME, len(named) + _SHORTEST_SENTENCE):
        return named
    return words


def _find_tail(paragraphs: list[tuple[int, str]]) -> tuple[int | None, int | None]:
    """Find where signature and attachments start, as offsets; both stand after the last sentence."""
    signature = attachment = None
    for offset, line in reversed(paragraphs[-_LONGEST_TAIL:]):
        if _ATTACHMENT.match(line):
            attachment = offset
        elif DATE_LINE.match(line) or (
            ORGAN_LINE.match(line) and not match_marker(line)
        ):
            signature = offset
        # a numbered line may belong to a list of attachments above it
        elif "。" in line or not (match_marker(line) or _FOOTER_NOTE.match(line)):
            break
    return signature, attachment


def parse_outline(
    text: str, attached: Sequence[int] = (), emphasis: Sequence[tuple[int, int]] = ()
) -> list[OutlineEntry]:
    """Parse a clean text into its nodes, in order; empty for an empty text.

    The first node is the preamble (path `0`) when anything stands before the first heading. At the offsets
    `attached` the texts of attachments begin: each is one node, whatever stands in it. `emphasis` are spans
    of bold words, each from the start of its paragraph.
    """
    body = [
        (offset, words)
        for offset, words in split_paragraphs(text)
        if not attached or offset < attached[0]
    ]
    if not body:
        return []
    signature, attachment = _find_tail(body)
    stops = [offset for offset in (signature, attachment) if offset is not None]
    body_end = min(stops, default=len(text))
    body = [(offset, words) for offset, words in body if offset < body_end]
    bold = dict(emphasis)
    found = [(offset, words, find_inline_markers(words)) for offset, words in body]
    top = min(
        (marker.style.rank for _, _, markers in found for marker in markers), default=0
    )
    entries = [
        entry
        for at, words, markers in found
        for entry in _iter_numbered_headings(at, words, markers, top, bold.get(at, at))
    ]
    _drop_sentence_headings(entries, text, body_end, top)
    entries = _merge_bold_headings(
        entries,
        find_bold_headings(body, [span for span in emphasis if span[0] < body_end]),
    )
    entries = [OutlineEntry(Node.PREAMBLE, 0, None, 0, None, 0, path="0"), *entries]
    entries += list(_iter_items(text, entries, body_end))
    entries += (
        [OutlineEntry(Node.SIGNATURE, _TOP_RANK, None, 0, None, signature)]
        if signature is not None
        else []
    )
    entries += (
        [OutlineEntry(Node.ATTACHMENT, _TOP_RANK, None, 0, None, attachment)]
        if attachment is not None
        else []
    )
    entries += [
        OutlineEntry(Node.ATTACHMENT, _TOP_RANK, None, 0, None, offset)
        for offset in attached
    ]
    entries.sort(key=lambda entry: entry.start)
    return _build_tree(entries, len(text))


def _iter_numbered_headings(
    offset: int, paragraph: str, markers: Sequence[Marker], top: float, bold_end: int
) -> Iterator[OutlineEntry]:
    """Yield the numbered headings of one paragraph; its words up to `bold_end` are set off from the rest."""
    inline = len(markers) > 1
    found: list[tuple[Marker, str, str | None]] = []
    for marker, piece in split_at_markers(paragraph, markers):
        words = (
            _find_bold_heading(marker, piece, bold_end - offset)
            if marker.offset == 0
            else None
        )
        found.append(
            (
                marker,
                piece,
                words
                or find_heading(
                    marker, piece, inline=inline, top=marker.style.rank == top
                ),
            )
        )
    loose = {
        marker.style.rank
        for marker, piece, heading in found
        if inline and _is_unterminated(marker, piece, heading)
    }
    for marker, piece, words in found:
        doubtful = (
            marker.style.rank in loose
            and _get_mark_after(marker, piece, words or "") == "。"
        )
        heading = None if doubtful and find_part_name(words or "") != words else words
        yield OutlineEntry(
            Node.HEADING,
            marker.style.rank,
            marker.label,
            marker.number,
            heading,
            offset + marker.offset,
        )


def _drop_sentence_headings(
    entries: Sequence[OutlineEntry], text: str, end: int, top: float
) -> None:
    """Take the heading of numbers whose whole text is one sentence of several clauses: members of a list."""
    for entry, following in zip_longest(entries, entries[1:]):
        own = text[entry.start : following.start if following else end].rstrip()
        clauses = sum(map((entry.heading or "").count, "，,"))
        below = following is not None and following.rank > entry.rank
        if (
            entry.rank > min(top, 1)
            and clauses > 1
            and not below
            and own == f"{entry.label}{entry.heading}。"
        ):
            entry.heading = None


def _is_unterminated(marker: Marker, piece: str, heading: str | None) -> bool:
    """Tell whether a heading runs into its text without a mark: then the 。 behind another one may end a
    sentence.
    """
    if heading is None:
        return marker.style.rank <= 1
    after = _get_mark_after(marker, piece, heading)
    return (
        bool(after)
        and after not in _TRAILING
        and not piece.startswith(_FIRST_ITEM_LABELS, len(marker.label) + len(heading))
    )


def _get_mark_after(marker: Marker, piece: str, heading: str) -> str:
    """Give the character behind a heading; empty at the end of the piece."""
    end = len(marker.label) + len(heading)
    return piece[end : end + 1]


def _find_bold_heading(marker: Marker, paragraph: str, bold: int) -> str | None:
    """Give the heading that bold type parts from its text: the bold words up to the first sentence or beyond
    the 。.
    """
    words = paragraph[len(marker.label) : bold].rstrip(_TRAILING)
    if bold >= len(paragraph) or "。" not in paragraph or len(words) < _SHORTEST_BOLD:
        return None
    if _SENTENCE_END.search(words):
        return None
    closed = paragraph[bold - 1] in _TRAILING or paragraph[bold] not in "，,、；;"
    return (
        words
        if closed
        and paragraph[bold - 1] not in "，,、；;"
        and len(words) <= marker.style.longest_alone
        else None
    )


def _merge_bold_headings(
    entries: list[OutlineEntry], found: Sequence[BoldHeading]
) -> list[OutlineEntry]:
    """Add the unnumbered headings, each form of them right below what stands above the first one.

    Both forms are of one rank unless the first run-in heading follows a bold line that has no text of its
    own.
    """
    merged = list(entries)
    ranks: dict[bool, float] = {}
    for bold in found:
        if bold.run_in not in ranks:
            last = max(
                (entry for entry in merged if entry.start < bold.start),
                key=_get_start,
                default=None,
            )
            below = not ranks or (last is not None and last.end == bold.start)
            ranks[bold.run_in] = (
                _BOLD_STEP + (last.rank if last else 0)
                if below
                else min(ranks.values())
            )
        merged.append(
            OutlineEntry(
                Node.HEADING,
                ranks[bold.run_in],
                None,
                0,
                bold.heading,
                bold.start,
                bold.end,
            )
        )
    return sorted(merged, key=_get_start)


def _get_start(entry: OutlineEntry) -> int:
    return entry.start


def _iter_items(
    text: str, headings: Sequence[OutlineEntry], end: int
) -> Iterator[OutlineEntry]:
    """Yield the run-in items under each heading; a list does not go on below the next one."""
    for heading, following in zip_longest(headings, headings[1:]):
        block = text[heading.start : following.start if following else end]
        # 政务公开一是…: in a report of one paragraph the first item may stand right behind the heading
        end_of_heading = len(heading.label or "") + len(heading.heading or "")
        cut = (
            end_of_heading
            if heading.heading and block.startswith(_FIRST_ITEM_LABELS, end_of_heading)
            else 0
        )
        parts = [
            *split_paragraphs(block[:cut]),
            *((cut + at, words) for at, words in split_paragraphs(block[cut:])),
        ]
        for item in find_items(
            [(heading.start + offset, words) for offset, words in parts]
        ):
            yield OutlineEntry(
                Node.ITEM, item.style.rank, item.label, item.number, None, item.offset
            )
        for at, phrase in (
            find_phrase_items(parts) if heading.node is Node.HEADING else ()
        ):
            yield OutlineEntry(
                Node.ITEM, _PHRASE_RANK, None, 0, phrase, heading.start + at
            )


def _build_tree(entries: list[OutlineEntry], length: int) -> list[OutlineEntry]:
    """Give each node its path and its end; a preamble without text is dropped."""
    if len(entries) > 1 and entries[1].start == 0:
        entries = entries[1:]
    for entry, following in zip(entries, [*entries[1:], None], strict=True):
        entry.end = following.start if following else length
    root: list[OutlineEntry] = []
    stack = [entry for entry in entries[:1] if entry.node is Node.PREAMBLE]
    for entry in entries[len(stack) :]:
        # the preamble has the lowest rank of all, yet only items can stand under it
        while stack and (
            stack[-1].rank >= entry.rank
            or (not stack[-1].rank and entry.node is not Node.ITEM)
        ):
            stack.pop()
        siblings = stack[-1].children if stack else root
        siblings.append(entry)
        entry.path = (
            f"{stack[-1].path}.{len(siblings)}" if stack else str(len(siblings))
        )
        stack.append(entry)
    return entries
