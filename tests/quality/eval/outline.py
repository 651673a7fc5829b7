"""How well outlines are read, by the style of their headings and items and by kind."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from tasks.model.report import Kind, Node
from tests.quality.eval.rate import Rate

# The name of a style and a label of it, as the printed report has it.
_STYLES = {
    "第一部分": r"第.{1,3}部分[：:]?",
    "（一）": r"[（(〔].{1,3}[）)〕]、?(?<=[一二三四五六七八九十][）)〕])"
    r"|[一二三四五六七八九十]{1,3}[）)]|[㈠-㈩]",
    "一、": r"[一二三四五六七八九十]{1,3}[、．.]",
    "1.": r"\d+[.．﹒]|[⒈-⒛]",
    "1、": r"\d+、",
    "（1）": r"[（(]?\d+[）)]、?|[⑴-⒇]",
    "①": r"[①-⑳]",
}
HEADINGS = (*_STYLES, "bold")
ITEMS = ("一是", "第一，", "首先，", "其一，", "一方面，")
KINDS = tuple(
    kind.value
    for kind in Kind
    if kind not in (Kind.PREAMBLE, Kind.SIGNATURE, Kind.ATTACHMENT)
)


def style_of(label: str | None) -> str:
    """Name the style of a heading's label."""
    return next(
        (name for name, form in _STYLES.items() if re.fullmatch(form, label or "")),
        "bold",
    )


def item_style(label: str) -> str:
    """Name the style of an item's label: 其次， is one of 首先，."""
    if label.startswith(("首先", "其次", "再", "最后")):
        return "首先，"
    if "方面" in label:
        return "一方面，"
    return {"第": "第一，", "其": "其一，"}.get(label[0], "一是")


def _headings(sections: list[dict[str, Any]]) -> dict[str, set[tuple[str, str | None]]]:
    found: dict[str, set[tuple[str, str | None]]] = {}
    for section in sections:
        found.setdefault(style_of(section["label"]), set()).add(
            (section["path"], section["heading"])
        )
    return found


def score_headings(
    got: list[dict[str, Any]],
    want: list[dict[str, Any]],
    rates: Mapping[str, Rate],
    name: str,
) -> None:
    """Add the headings of one report to the rates of their styles; path and words must both be right."""
    read, true = _headings(got), _headings(want)
    for style in read.keys() | true.keys():
        one, other = read.get(style, set()), true.get(style, set())
        note = f"{name}: {sorted(one ^ other, key=str)}"
        rates[f"heading {style}"].add(
            len(one & other), len(one - other), len(other - one), note
        )


def score_items(
    sections: Any, truth: Mapping[str, Any], rates: Mapping[str, Rate], name: str
) -> None:
    """Add the run-in items of one report to the rates of their styles, counted under each path."""
    styles = truth.get("item_styles", {})
    want = Counter(
        {
            (path, styles.get(path, "一是")): count
            for path, count in truth["items"].items()
        }
    )
    got = Counter(
        (s.parent or "", item_style(s.label))
        for s in sections
        if s.node is Node.ITEM and s.label
    )
    for style in {style for _, style in want | got}:
        right = sum(min(want[at], got[at]) for at in want | got if at[1] == style)
        counts = [
            sum(count for (_, one), count in counter.items() if one == style)
            for counter in (got, want)
        ]
        note = f"{name}: {dict((got - want) + (want - got))}"
        rates[f"item {style}"].add(right, counts[0] - right, counts[1] - right, note)


def invented_phrases(sections: Any, truth: Mapping[str, Any]) -> list[str]:
    """List the items without a number that no heading of the truth bears out.

    Nobody writes any into the reports.
    """
    true = {section["heading"] for section in truth["sections"]}
    return [
        s.heading
        for s in sections
        if s.node is Node.ITEM and not s.label and s.heading not in true
    ]


def score_kinds(
    sections: Any, truth: Mapping[str, Any], rates: Mapping[str, Rate], name: str
) -> None:
    """Add the kinds of one report's first-level headings: by kind, merged ones, and by how sure they are."""
    got = {
        section.path: section for section in sections if section.node is Node.HEADING
    }
    for path, want, also, heading in _kinds(truth):
        section = got.get(path)
        kind = section.kind.value if section else None
        note = f"{name} {path} {heading}: {kind}, not {want}"
        rates[f"kind {want}"].add(int(kind == want), 0, int(kind != want), note)
        if kind and kind != want:
            rates[f"kind {kind}"].add(0, 1, 0, note)
        if section:
            rates[f"{section.kind_confidence.value} kinds"].equal(kind, want, note)
            if also is not None and (also or section.also_kinds):
                rates["merged"].equal(
                    [str(kind) for kind in section.also_kinds], also, note
                )


def _kinds(
    truth: Mapping[str, Any],
) -> Iterator[tuple[str, str, list[str] | None, str]]:
    for section in truth["sections"]:
        if "kind" in section:
            yield (
                section["path"],
                section["kind"],
                section.get("also"),
                section["heading"],
            )
