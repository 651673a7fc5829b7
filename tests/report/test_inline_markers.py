"""Paragraphs in a row that open with short phrases of alike build are items; all others stay text."""

import pytest

from tasks.model.report import Node
from tasks.report.outline import parse_outline

REST = "成立工作专班，压实各方责任，形成上下联动的工作格局。"


def items(*openings):
    """Read a report whose first part has a paragraph for each opening, and list its items, with starts."""
    head = "棠川县2023年法治政府建设报告\n一、主要举措\n"
    text = (
        head
        + "".join(f"{opening}{REST}\n" for opening in openings)
        + "二、下一步打算\n继续努力。"
    )
    entries = parse_outline(text)
    assert "".join(text[entry.start : entry.end] for entry in entries) == text
    found = [entry for entry in entries if entry.node is Node.ITEM]
    assert all(text.startswith(entry.heading or "", entry.start) for entry in found)
    return [(entry.path, entry.label, entry.heading) for entry in found]


ROWS = {
    "calls": ("强化组织领导。", "健全制度机制。", "深化普法宣传。"),
    "with a colon": ("强化组织领导：", "健全制度机制：", "深化普法宣传："),
    "subjects": ("组织领导方面：", "执法监督方面：", "普法宣传方面："),
    "four": ("强化组织领导。", "健全制度机制。", "深化普法宣传。", "规范执法行为。"),
}
TEXTS = {
    "two": ("强化组织领导。", "健全制度机制。"),
    "not in a row": ("强化组织领导。", "健全制度机制。", "全年，", "深化普法宣传。"),
    "another mark": ("强化组织领导。", "健全制度机制。", "深化普法宣传："),
    "another build": ("强化组织领导。", "健全制度机制。", "普法宣传工作。"),
    "clauses": ("强化组织领导，", "健全制度机制，", "深化普法宣传，"),
    "sentences": ("我镇高度重视普法。", "全镇加强统筹工作。", "各村扎实开展工作。"),
    "too long": tuple(
        f"{call}组织领导和统筹协调推动各项工作落实。"
        for call in ("强化", "健全", "深化")
    ),
    "too short": ("强化。", "健全。", "深化。"),
    "of unlike length": (
        "强化组织领导和统筹协调各方力量。",
        "健全机制。",
        "深化普法宣传。",
    ),
    "with numbers": ("强化组织领导。一是", "健全制度机制。一是", "深化普法宣传。一是"),
}


@pytest.mark.parametrize("openings", ROWS.values(), ids=ROWS)
def test_rows(openings):
    """Three or more such paragraphs under one heading are its items, each with its phrase as heading."""
    want = [
        (f"1.{place}", None, opening[:-1]) for place, opening in enumerate(openings, 1)
    ]
    assert items(*openings) == want


@pytest.mark.parametrize("openings", TEXTS.values(), ids=TEXTS)
def test_running_text(openings):
    """Fewer, others, or others between them are text."""
    assert not [item for item in items(*openings) if item[1] is None]


def test_nothing_behind_the_phrase():
    """A list of bare phrases has no items: lines without text are no run-ins."""
    text = "一、主要举措\n强化组织领导。\n健全制度机制。\n深化普法宣传。\n二、下一步打算\n继续努力。"
    assert not [entry for entry in parse_outline(text) if entry.node is Node.ITEM]


def test_not_in_the_preamble():
    """Phrases above the first heading, or without any heading, are text."""
    text = "".join(f"{opening}{REST}\n" for opening in ROWS["calls"])
    assert not [entry for entry in parse_outline(text) if entry.node is Node.ITEM]
