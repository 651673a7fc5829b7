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
from tasks.report.bold_headings import Bold, bold_headings
from tasks.report.inline_markers import inline_markers, items_in, phrases_in, pieces
from tasks.report.markers import Marker, marker_of
from tasks.report.section_kinds import opening_words

_SENTENCE_END = re.compile(r"[。！？；!?;]")
_TRAILING = "。：:；;．.，, "
# `附件：1.…`, `附件1`
_ATTACHMENT = re.compile(r"^(?:相关)?附件\s*(?:\d{1,2}|[一二三四五六])?\s*[：:．.、]")
# `2024年1月5日`, `二〇二四年一月五日`, `（2024年1月5日印发）`, `2024年1月`, `2024-01-05`
DATE_LINE = re.compile(
    r"^[（(]?(?:(?:\d{4}|[二〇○零一三四五六七八九]{4})年(?:.{1,8}日|.{1,2}月)(?:印发)?|\d{4}[-./]\d{1,2}[-./]\d{1,2})[）)]?$"
)
# `（此件公开发布）`, `联系人：…`: among the last lines, neither body nor signature
_NOTE = re.compile(r"^[（(]?(?:此件|联系人|联系电话|抄送)")
# `丰水县人民政府`, `云溪街道办事处`: an organ's name alone on a line
ORGAN_LINE = re.compile(
    r"^[一-鿿（）()、·]{2,40}(?:政府|办事处|委员会|管委会|局|厅|部|委|署|办公室|街道|镇|乡|院|会|中心|支队|大队)$"
)
# Signature and attachments stand above all headings; bold headings a little below what they stand under.
TOP = 0.01
BOLD_STEP = 0.25
SHORTEST_BOLD = 3
# Items that open with a phrase: above numbered ones, which may stand inside them.
PHRASE_RANK = 7.5
# From this rank down, a numbered paragraph of one long sentence is an entry of a list, not a heading.
LIST_RANK = 3
# A heading inside running text, up to the first 。, is at most so long (below, at the first level); more is a
# sentence that it runs into.
LONGEST_INLINE = (40, 50)
# A part's name with words behind it is longer only where it runs into a sentence.
LONGEST_NAME = 25
SHORTEST_SENTENCE = 8
# `…集体学法2023年，我镇…`, `…问题我街道在…`: where a sentence begins behind a heading without a mark between
# them
_BEGINS = re.compile(
    r"(?<=.{4})(?:(?:20|二〇)[^，。]{2,4}年度?(?:以来)?[，,]|一年来|今年以来|我[镇乡街市县区局委办省厅部院]道?(?:党|人民|政府|始终|"
    r"坚持|认真|高度|严格|紧紧|切实|把|将|在|以|对)|全[镇乡街市县区局]道?(?:上下|始终|共|累计)|一[是要](?=[^否的]))"
)
# A first-level heading on a line of its own, whatever its style.
LONGEST_FIRST = 110
# What may stand right behind a heading in running text.
FIRST_ITEM = ("一是", "一要")
# Organs, date and a list of attachments; what stands further up is body.
LONGEST_TAIL = 12


@dataclass(slots=True)
class Entry:
    """One node while the tree is built; `number` is the printed one (0 for none), `rank` the style's."""

    node: Node
    rank: float
    label: str | None
    number: int
    heading: str | None
    start: int
    end: int = 0
    path: str = ""
    children: list["Entry"] = field(default_factory=list)

    @property
    def level(self) -> int:
        """Count the levels from 1 for the highest; 0 for the preamble."""
        return 0 if self.path == "0" else self.path.count(".") + 1

    @property
    def parent(self) -> str | None:
        """Give the path of the node above; null at the first level."""
        return self.path.rpartition(".")[0] or None


def paragraphs_of(text: str) -> Iterator[tuple[int, str]]:
    """Yield each paragraph of a clean text with its offset."""
    start = 0
    for line in text.split("\n"):
        if line:
            yield start, line
        start += len(line) + 1


def heading_of(
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
        and len(cut := _cut(words.rstrip(_TRAILING), rest))
        < len(words.rstrip(_TRAILING))
    ):
        return cut if len(cut) <= LONGEST_INLINE[marker.style.rank <= 1] else None
    if not alone and end is not None and end.group() in "；;":
        return None
    words = words.rstrip(_TRAILING)
    if (
        alone
        and end is not None
        and marker.style.rank >= LIST_RANK
        and sum(map(words.count, "，,")) > 1
    ):
        return None  # a list of sentences, each with a number
    # A line that ends with 。 is a sentence: judged as a run-in heading is.
    limit = (
        (LONGEST_FIRST if top else marker.style.alone)
        if alone and end is None
        else marker.style.run_in
    )
    if inline and end is not None:
        limit = min(limit, LONGEST_INLINE[marker.style.rank <= 1])
    return words if words and len(words) <= limit else None


def _cut(words: str, rest: str) -> str:
    """Part a heading inside running text from the sentence that follows it without a mark."""
    begins = _BEGINS.search(words)
    if begins:
        return words[: begins.start()].rstrip(_TRAILING)
    named = opening_words(rest)
    if named and len(words) > max(LONGEST_NAME, len(named) + SHORTEST_SENTENCE):
        return named
    return words


def _tail(paragraphs: list[tuple[int, str]]) -> tuple[int | None, int | None]:
    """Find where signature and attachments start, as offsets; both stand after the last sentence."""
    signature = attachment = None
    for offset, line in reversed(paragraphs[-LONGEST_TAIL:]):
        if _ATTACHMENT.match(line):
            attachment = offset
        elif DATE_LINE.match(line) or (ORGAN_LINE.match(line) and not marker_of(line)):
            signature = offset
        # a numbered line may belong to a list of attachments above it
        elif "。" in line or not (marker_of(line) or _NOTE.match(line)):
            break
    return signature, attachment


def parse(
    text: str, attached: Sequence[int] = (), emphasis: Sequence[tuple[int, int]] = ()
) -> list[Entry]:
    """Parse a clean text into its nodes, in order; empty for an empty text.

    The first node is the preamble (path `0`) when anything stands before the first heading. At the offsets
    `attached` the texts of attachments begin: each is one node, whatever stands in it. `emphasis` are spans
    of bold words, each from the start of its paragraph.
    """
    body = [
        (offset, words)
        for offset, words in paragraphs_of(text)
        if not attached or offset < attached[0]
    ]
    if not body:
        return []
    signature, attachment = _tail(body)
    stops = [offset for offset in (signature, attachment) if offset is not None]
    body_end = min(stops, default=len(text))
    body = [(offset, words) for offset, words in body if offset < body_end]
    bold = dict(emphasis)
    found = [(offset, words, inline_markers(words)) for offset, words in body]
    top = min(
        (marker.style.rank for _, _, markers in found for marker in markers), default=0
    )
    entries = [
        entry
        for at, words, markers in found
        for entry in _numbered(at, words, markers, top, bold.get(at, at))
    ]
    _unhead_sentences(entries, text, body_end, top)
    entries = _with_bold(
        entries, bold_headings(body, [span for span in emphasis if span[0] < body_end])
    )
    entries = [Entry(Node.PREAMBLE, 0, None, 0, None, 0, path="0"), *entries]
    entries += list(_items(text, entries, body_end))
    entries += (
        [Entry(Node.SIGNATURE, TOP, None, 0, None, signature)]
        if signature is not None
        else []
    )
    entries += (
        [Entry(Node.ATTACHMENT, TOP, None, 0, None, attachment)]
        if attachment is not None
        else []
    )
    entries += [
        Entry(Node.ATTACHMENT, TOP, None, 0, None, offset) for offset in attached
    ]
    entries.sort(key=lambda entry: entry.start)
    return _nested(entries, len(text))


def _numbered(
    offset: int, paragraph: str, markers: Sequence[Marker], top: float, bold_end: int
) -> Iterator[Entry]:
    """Yield the numbered headings of one paragraph; its words up to `bold_end` are set off from the rest."""
    inline = len(markers) > 1
    found: list[tuple[Marker, str, str | None]] = []
    for marker, piece in pieces(paragraph, markers):
        words = (
            _bold_words(marker, piece, bold_end - offset) if marker.at == 0 else None
        )
        found.append(
            (
                marker,
                piece,
                words
                or heading_of(
                    marker, piece, inline=inline, top=marker.style.rank == top
                ),
            )
        )
    loose = {
        marker.style.rank
        for marker, piece, heading in found
        if inline and _is_loose(marker, piece, heading)
    }
    for marker, piece, words in found:
        doubtful = (
            marker.style.rank in loose
            and _mark_after(marker, piece, words or "") == "。"
        )
        heading = None if doubtful and opening_words(words or "") != words else words
        yield Entry(
            Node.HEADING,
            marker.style.rank,
            marker.label,
            marker.number,
            heading,
            offset + marker.at,
        )


def _unhead_sentences(
    entries: Sequence[Entry], text: str, end: int, top: float
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


def _is_loose(marker: Marker, piece: str, heading: str | None) -> bool:
    """Tell whether a heading runs into its text without a mark: then the 。 behind another one may end a
    sentence.
    """
    if heading is None:
        return marker.style.rank <= 1
    after = _mark_after(marker, piece, heading)
    return (
        bool(after)
        and after not in _TRAILING
        and not piece.startswith(FIRST_ITEM, len(marker.label) + len(heading))
    )


def _mark_after(marker: Marker, piece: str, heading: str) -> str:
    """Give the character behind a heading; empty at the end of the piece."""
    end = len(marker.label) + len(heading)
    return piece[end : end + 1]


def _bold_words(marker: Marker, paragraph: str, bold: int) -> str | None:
    """Give the heading that bold type parts from its text: the bold words up to the first sentence or beyond
    the 。.
    """
    words = paragraph[len(marker.label) : bold].rstrip(_TRAILING)
    if bold >= len(paragraph) or "。" not in paragraph or len(words) < SHORTEST_BOLD:
        return None
    if _SENTENCE_END.search(words):
        return None
    closed = paragraph[bold - 1] in _TRAILING or paragraph[bold] not in "，,、；;"
    return (
        words
        if closed
        and paragraph[bold - 1] not in "，,、；;"
        and len(words) <= marker.style.alone
        else None
    )


def _with_bold(entries: list[Entry], found: Sequence[Bold]) -> list[Entry]:
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
                key=_start,
                default=None,
            )
            below = not ranks or (last is not None and last.end == bold.start)
            ranks[bold.run_in] = (
                BOLD_STEP + (last.rank if last else 0) if below else min(ranks.values())
            )
        merged.append(
            Entry(
                Node.HEADING,
                ranks[bold.run_in],
                None,
                0,
                bold.heading,
                bold.start,
                bold.end,
            )
        )
    return sorted(merged, key=_start)


def _start(entry: Entry) -> int:
    return entry.start


def _items(text: str, headings: Sequence[Entry], end: int) -> Iterator[Entry]:
    """Yield the run-in items under each heading; a list does not go on below the next one."""
    for heading, following in zip_longest(headings, headings[1:]):
        block = text[heading.start : following.start if following else end]
        # 政务公开一是…: in a report of one paragraph the first item may stand right behind the heading
        end_of_heading = len(heading.label or "") + len(heading.heading or "")
        cut = (
            end_of_heading
            if heading.heading and block.startswith(FIRST_ITEM, end_of_heading)
            else 0
        )
        parts = [
            *paragraphs_of(block[:cut]),
            *((cut + at, words) for at, words in paragraphs_of(block[cut:])),
        ]
        for item in items_in(
            [(heading.start + offset, words) for offset, words in parts]
        ):
            yield Entry(
                Node.ITEM, item.style.rank, item.label, item.number, None, item.at
            )
        for at, phrase in phrases_in(parts) if heading.node is Node.HEADING else ():
            yield Entry(Node.ITEM, PHRASE_RANK, None, 0, phrase, heading.start + at)


def _nested(entries: list[Entry], length: int) -> list[Entry]:
    """Give each node its path and its end; a preamble without text is dropped."""
    if len(entries) > 1 and entries[1].start == 0:
        entries = entries[1:]
    for entry, following in zip(entries, [*entries[1:], None], strict=True):
        entry.end = following.start if following else length
    root: list[Entry] = []
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
