"""Marks: a finished draft printed with other numbers, headings and items than usual.

Its truth is kept true.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from deploy.demo import wordings
from deploy.demo.draft import NUMERALS, Draft, Paragraph, Role, numeral
from deploy.demo.plan import Planned
from deploy.demo.template import Text
from deploy.demo.truth import SectionTruth

# What the numbers of the four levels look like: {c} 三, {n} 3, {o} ③, {p} ⑶, {d} ⒊, {k} ㈢; nothing is a bold
# heading.
SCHEMES: dict[str, tuple[str, str, str, str]] = {
    "usual": ("{c}、", "（{c}）", "{n}.", "（{n}）"),
    "digits": ("{n}.", "（{n}）", "{o}", ""),
    "digits with commas": ("{n}、", "（{n}）", "{o}", ""),
    "parts": ("第{c}部分：", "{c}、", "（{c}）", "{n}."),
    "no first level": ("（{c}）", "{n}.", "（{n}）", "{o}"),
    "signs": ("{c}、", "{k}", "{d}", "{p}"),
    "lost brackets": ("{c}、", "{c}）", "{n}）", "{o}"),
    "dots": ("{c}．", "({c})", "{n}﹒", "({n})"),
    "runs on": ("{c}、", "（{c}）", "{n}、", "（{n}）"),
    "long": ("{c}、", "（{c}）", "{n}.", "（{n}）"),
    "bold": ("", "（{c}）", "{n}.", "（{n}）"),
    "bold below": ("{c}、", "", "{n}.", "（{n}）"),
    "one paragraph": ("{c}、", "（{c}）", "{n}.", "（{n}）"),
    "lost breaks": ("{c}、", "（{c}）", "{n}.", "（{n}）"),
}
# Schemes in which a gap or a lone number could not be told from running text, or is none.
ORDERLY = frozenset({"bold", "bold below", "one paragraph", "lost breaks", "runs on"})
NUMBERING = frozenset(
    {"numbering_gap", "numbering_repeat", "missing_first_of_many", "empty_section"}
)
ITEMS = ("一是", "第一，", "首先，", "其一，", "一方面，")
_ORDINALS = {
    2: ("首先，", "其次，"),
    3: ("首先，", "其次，", "最后，"),
    4: ("首先，", "其次，", "再次，", "最后，"),
}
_ITEM = re.compile(
    rf"(?:^|(?<=[。；：]))([{NUMERALS}])是"
)  # 全镇稳步推进。一是强化学习。
_NUMBER = re.compile(rf"[{NUMERALS}]+|\d+")


@dataclass(frozen=True)
class Marks:
    """What numbers and items look like: names of SCHEMES and ITEMS."""

    scheme: str = "usual"
    items: str = "一是"


def draw_marks(rng: Random) -> Marks:
    """Draw a scheme of numbers and a style of items."""
    return Marks(rng.choice(list(SCHEMES)), rng.choice(ITEMS))


def remark(
    draft: Draft, planned: Sequence[Planned], marks: Marks, rng: Random
) -> dict[str, str]:
    """Print a finished draft with other marks; give the style of the items under each path."""
    for paragraph_index, paragraph in enumerate(draft.paragraphs):
        draft.paragraphs[paragraph_index] = replace(paragraph, bold=())
    _reword(draft, planned, rng)
    _distract(draft, rng)
    deep = any(section["path"].count(".") == 3 for section in draft.sections)
    scheme = "usual" if deep and "" in SCHEMES[marks.scheme][3:] else marks.scheme
    for section, number in zip(
        draft.sections, _numbers(draft.sections, scheme), strict=True
    ):
        level = section["path"].count(".")
        tail = ""
        if (
            scheme == "long"
            and level == 1
            and section["heading"]
            and rng.random() < 0.5
        ):
            tail = "，" + "，".join(rng.sample(wordings.HEADING_TAILS, 2))
        # what has neither number nor heading would be no node
        form = (
            SCHEMES[scheme][level]
            if section["heading"]
            else SCHEMES[scheme][level] or "{n}."
        )
        _print(draft, section, _label(form, number), tail)
    styles = {
        path: _restyle(draft, path, count, marks.items)
        for path, count in draft.items.items()
    }
    if scheme == "one paragraph":
        _join_all(draft)
    elif scheme == "lost breaks":
        _join_some(draft, rng)
    return styles


def _reword(draft: Draft, planned: Sequence[Planned], rng: Random) -> None:
    """Give half of the first-level headings rarer wordings of the same kinds."""
    top = [section for section in draft.sections if "kind" in section]
    for section, plan in zip(top, planned, strict=True):
        merged = len(plan.names) > 1
        pool = wordings.RARE_MERGED if merged else wordings.RARE_HEADINGS[plan.kind]
        at = _first(draft, section)
        if rng.random() < 0.5 and draft.paragraphs[at].role is Role.HEADING:
            words = draft.say(rng.choice(pool)).words
            draft.paragraphs[at] = replace(
                draft.paragraphs[at], words=section["label"] + words
            )
            section["heading"] = words
        section["also"] = [kind.value for kind in plan.names[1:]]


def _distract(draft: Draft, rng: Random) -> None:
    """Say some sentences with numbers inside that open nothing."""
    headed = {section["path"] for section in draft.sections if section["heading"]}
    places = [index for index, paragraph in enumerate(draft.paragraphs)
              if paragraph.role is Role.BODY and paragraph.path in headed and paragraph.words.endswith("。")
              and len(paragraph.words) > 60]  # fmt: skip
    for index in rng.sample(places, min(2, len(places))):
        draft.append(index, Text(rng.choice(wordings.LISTS_IN_SENTENCES)))


def _numbers(sections: Sequence[SectionTruth], scheme: str) -> Iterator[int]:
    """Read the printed numbers; those of the second level go on over the whole report where they run on."""
    second = 0
    for section in sections:
        found = _NUMBER.search(section["label"])
        sign = found[0] if found else "1"
        number = (
            int(sign)
            if sign.isdecimal()
            else next(n for n in range(1, 20) if numeral(n) == sign)
        )
        if section["path"].count(".") == 1:
            second += 1
            number = second if scheme == "runs on" else number
        yield number


def _label(form: str, number: int) -> str:
    signs = {"c": numeral(min(number, 19)), "n": str(number)}
    rows = {"o": "①", "p": "⑴", "d": "⒈", "k": "㈠"}
    return form.format(
        **signs, **{name: chr(ord(first) + number - 1) for name, first in rows.items()}
    )


def _first(draft: Draft, section: SectionTruth) -> int:
    """Find the paragraph that a section begins with."""
    return next(
        index
        for index, paragraph in enumerate(draft.paragraphs)
        if paragraph.path == section["path"]
        and paragraph.words.startswith(section["label"])
    )


def _print(draft: Draft, section: SectionTruth, label: str, tail: str) -> None:
    """Print a section with another label and a longer heading; without a label its heading is bold."""
    at = _first(draft, section)
    paragraph, old = draft.paragraphs[at], section["label"]
    heading = section["heading"] or ""
    end = len(old) + len(heading)
    words = f"{label}{heading}{tail}{paragraph.words[end:]}"
    lead = paragraph.lead and paragraph.lead + len(label) + len(tail) - len(old)
    bold = () if label else ((0, lead or len(words)),)
    draft.paragraphs[at] = replace(paragraph, words=words, lead=lead, bold=bold)
    section["label"] = label
    section["heading"] = heading + tail if section["heading"] else None


def _restyle(draft: Draft, path: str, count: int, style: str) -> str:
    """Write the items under a path in another style where it suits their number; give the style they have."""
    places = [(index, match) for index, paragraph in enumerate(draft.paragraphs)
              if paragraph.path == path for match in _ITEM.finditer(paragraph.words)]  # fmt: skip
    fits = {"首先，": count in _ORDINALS, "一方面，": count == 2}.get(
        style, style != "一是"
    )
    if len(places) != count or not fits:
        return "一是"
    signs = {
        "首先，": _ORDINALS.get(count, ()),
        "一方面，": ("一方面，", "另一方面，"),
    }.get(style) or tuple(
        style.replace("一", numeral(number)) for number in range(1, count + 1)
    )
    for (index, match), sign in reversed(list(zip(places, signs, strict=True))):
        paragraph = draft.paragraphs[index]
        words = paragraph.words[: match.start()] + sign + paragraph.words[match.end() :]
        draft.paragraphs[index] = replace(paragraph, words=words)
    return style


def _closed(words: str) -> str:
    return words if words[-1] in "。：；！？" else f"{words}。"


def _join_all(draft: Draft) -> None:
    """Print everything from the preamble to the last section as one paragraph."""
    inner = [
        part
        for part in draft.paragraphs
        if part.role in (Role.PREAMBLE, Role.HEADING, Role.BODY)
    ]
    first = draft.paragraphs.index(inner[0])
    words = ""
    for part, following in zip(inner, [*inner[1:], None], strict=True):
        # 一、主要做法（一）加强领导。: nothing parts a heading from the number below it
        bare = (
            part.role is Role.HEADING
            and following is not None
            and following.path.startswith(f"{part.path}.")
        )
        words += part.words if bare else _closed(part.words)
    rest = [part for part in draft.paragraphs[first:] if part not in inner]
    draft.paragraphs[first:] = [Paragraph(Role.PREAMBLE, words), *rest]


def _join_some(draft: Draft, rng: Random) -> None:
    """Lose some of the breaks between second-level sections of running text."""
    kept: list[Paragraph] = []
    for part in draft.paragraphs:
        before = kept[-1] if kept else None
        follows = (
            before
            and part.path.count(".") == 1
            and part.lead
            and _is_sibling(before.path, part.path)
        )
        if (
            before
            and follows
            and before.lead
            and before.words.endswith("。")
            and rng.random() < 0.5
        ):
            kept[-1] = replace(before, words=before.words + part.words, path=part.path)
        else:
            kept.append(part)
    draft.paragraphs[:] = kept


def _is_sibling(path: str, following: str) -> bool:
    return (
        path.count(".") == 1 and path.partition(".")[0] == following.partition(".")[0]
    )
