"""Damage: what printing, scanning and copying do to a report's text.

With it comes what must be true once it is mended.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from deploy.demo.draft import Draft, Paragraph, Role
from deploy.demo.wordings import FAULTS, STRAY_WORDS
from tasks.model.report import Kind

HAN = r"[一-鿿]"
WINDOW = re.compile(
    rf"{HAN}{{12}}"
)  # twelve characters of plain running text: the place for a page break
SENTENCE_END = re.compile(rf"(?<={HAN}{{3}})。(?!$)")  # 氛围。 with more to come
ITEM = re.compile(r"[一二三四五六七八九十]+[是、]|[（(\d]")  # 二是… (二)… 3.…
AND = re.compile(rf"(?<={HAN})和(?={HAN})")  # 任务和要求


@dataclass(frozen=True)
class Break:
    """A page break inside paragraph `index` at `offset`; `edge` is what the next page prints once more."""

    index: int
    offset: int
    edge: str = ""


def draw_breaks(
    rng: Random, paragraphs: Sequence[Paragraph], count: int
) -> tuple[list[Break], list[str]]:
    """Break some body paragraphs in mid-sentence; give the breaks and the phrases across them."""
    breaks: list[Break] = []
    joined: list[str] = []
    long = [
        index for index, paragraph in enumerate(paragraphs) if _breakable(paragraph)
    ]
    for index in sorted(rng.sample(long, min(count, len(long)))):
        paragraph = paragraphs[index]
        windows = list(
            WINDOW.finditer(
                paragraph.words, max(paragraph.lead, 30), len(paragraph.words) - 8
            )
        )
        if windows:
            start = rng.choice(windows).start()
            offset = start + 6
            if not ITEM.match(paragraph.words, offset):
                breaks.append(Break(index, offset))
                joined.append(paragraph.words[start : start + 12])
    return breaks, joined


def _breakable(paragraph: Paragraph) -> bool:
    return paragraph.role is Role.BODY and len(paragraph.words) > 90


def plant_edge(draft: Draft, taken: set[int]) -> tuple[list[Break], list[str]]:
    """Print the last characters of a page again at the head of the next.

    Give the break and what must be absent.
    """
    for index, paragraph in enumerate(draft.paragraphs):
        if index in taken or not _breakable(paragraph):
            continue
        for found in SENTENCE_END.finditer(paragraph.words, max(paragraph.lead, 30)):
            offset = found.end()
            if (
                not ITEM.match(paragraph.words, offset)
                and len(paragraph.words) - offset > 20
            ):
                edge = paragraph.words[offset - draft.rng.choice((2, 2, 3)) : offset]
                ending = paragraph.words[offset - 3 : offset]
                draft.flaw(
                    "repeated_page_edge",
                    f"{edge} printed again after {ending} at a page break",
                )
                return [Break(index, offset, edge)], [
                    f"{ending}{edge}",
                    f"{ending}\n{edge}",
                ]
    return [], []


def plant_stray_word(draft: Draft) -> None:
    """Put a Latin word where 和 stood, outside phrases, quotation marks and titles."""
    for index in draft.rng.sample(range(len(draft.paragraphs)), len(draft.paragraphs)):
        paragraph = draft.paragraphs[index]
        places: list[int] = []
        if paragraph.role is Role.BODY:
            found = AND.finditer(paragraph.words, paragraph.lead)
            starts = (one.start() for one in found)
            places += (at for at in starts if _free(draft, paragraph.words, at))
        if places and paragraph.path:
            at = draft.rng.choice(places)
            word = draft.rng.choice(STRAY_WORDS)
            grown = len(word) + 1
            bold = tuple(
                (a + grown * (a > at), b + grown * (b > at)) for a, b in paragraph.bold
            )
            words = f"{paragraph.words[:at]} {word} {paragraph.words[at + 1 :]}"
            draft.paragraphs[index] = replace(paragraph, words=words, bold=bold)
            draft.flaw(
                "stray_latin_word",
                f'"{word}" inside a Chinese sentence of {paragraph.path}',
            )
            return


def plant_faults(draft: Draft) -> None:
    """Say a sentence that contradicts itself, or was never filled in.

    It ends a paragraph on the year's work.
    """
    work = {
        f"{node['path']}."
        for node in draft.sections
        if node.get("kind") in (Kind.ACHIEVEMENTS, Kind.THEMATIC)
    }
    options = [index for index, paragraph in enumerate(draft.paragraphs)
               if paragraph.role is Role.BODY and paragraph.words.endswith("。")
               and f"{paragraph.path}."[: paragraph.path.find(".") + 1 or None] in work]  # fmt: skip
    for code in [code for code in FAULTS if code in draft.defects and options]:
        said = draft.say(draft.rng.choice(FAULTS[code]))
        index = draft.rng.choice(options)
        draft.append(index, said)
        draft.flaw(code, f"{draft.paragraphs[index].path}: {said.words}")


def _free(draft: Draft, words: str, at: int) -> bool:
    """Tell whether nothing that the truth quotes stands at `at`."""
    before = words[:at]
    if before.count("“") > before.count("”") or before.count("《") > before.count("》"):
        return False
    quoted = [stated.phrase for stated in draft.stated] + draft.decoys
    return not any(
        found.start() <= at < found.end()
        for phrase in quoted
        for found in re.finditer(re.escape(phrase), words)
    )
