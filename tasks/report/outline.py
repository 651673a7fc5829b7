"""Clean text to a tree of nodes: numbered headings, run-in items, preamble, signature, attachments.

Pure mechanism; the styles are in `markers`, what a heading is about in `kinds`, what is wrong with it in `numbering`.
The nodes cover the text without gaps, in order.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tasks.model.section import Node
from tasks.report.markers import ITEM, ITEM_RANK, Marker, marker_of, number_of

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
# From this rank down, a numbered paragraph of one long sentence is an entry of a list, not a heading.
LIST_RANK = 3
# Organs, date and a list of attachments; what stands further up is body.
LONGEST_TAIL = 12


@dataclass(slots=True)
class Entry:
    """One node while the tree is built; `number` is the printed one, `rank` the style's."""

    node: Node
    rank: int
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


def heading_of(marker: Marker, paragraph: str) -> str | None:
    """Give the words after a marker that are its heading; null when running text starts there."""
    rest = paragraph[len(marker.label) :].strip()
    end = _SENTENCE_END.search(rest)
    alone = end is None or end.end() >= len(rest)
    words = rest if alone or end is None else rest[: end.start()]
    if not alone and end is not None and end.group() in "；;":
        return None
    words = words.rstrip(_TRAILING)
    if alone and end is not None and marker.style.rank >= LIST_RANK and sum(map(words.count, "，,")) > 1:
        return None  # a list of sentences, each with a number
    # A line that ends with 。 is a sentence: judged as a run-in heading is.
    limit = marker.style.alone if alone and end is None else marker.style.run_in
    return words if words and len(words) <= limit else None


def _items(paragraph: str, offset: int, after: int) -> Iterator[Entry]:
    """Yield the run-in items of one paragraph; `after` is the number of the last item before it."""
    last = after
    found = [(match, number_of(match.group(1))) for match in ITEM.finditer(paragraph)]
    for match, number in found:
        # 一 opens a list, any later number goes on with one; a lone 二是 inside a sentence opens none
        if number == 1 or (last and last < number <= last + 2):
            yield Entry(Node.ITEM, ITEM_RANK, match.group(), number, None, offset + match.start())
            last = number


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


def parse(text: str) -> list[Entry]:
    """Parse a clean text into its nodes, in order; empty for an empty text.

    The first node is the preamble (path `0`) when anything stands before the first heading.
    """
    paragraphs = list(paragraphs_of(text))
    if not paragraphs:
        return []
    signature, attachment = _tail(paragraphs)
    stops = [offset for offset in (signature, attachment) if offset is not None]
    body_end = min(stops, default=len(text))
    entries = [Entry(Node.PREAMBLE, 0, None, 0, None, 0, path="0")]
    last_item = 0
    for offset, paragraph in paragraphs:
        if offset >= body_end:
            break
        marker = marker_of(paragraph)
        if marker:
            heading = heading_of(marker, paragraph)
            entries.append(Entry(Node.HEADING, marker.style.rank, marker.label, marker.number, heading, offset))
            last_item = 0
        for item in _items(paragraph, offset, last_item):
            entries.append(item)
            last_item = item.number
    entries += [Entry(Node.SIGNATURE, 1, None, 0, None, signature)] if signature is not None else []
    entries += [Entry(Node.ATTACHMENT, 1, None, 0, None, attachment)] if attachment is not None else []
    entries.sort(key=lambda entry: entry.start)
    return _nested(entries, len(text))


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
        while stack and (stack[-1].rank >= entry.rank or (not stack[-1].rank and entry.rank != ITEM_RANK)):
            stack.pop()
        siblings = stack[-1].children if stack else root
        siblings.append(entry)
        entry.path = f"{stack[-1].path}.{len(siblings)}" if stack else str(len(siblings))
        stack.append(entry)
    return entries
