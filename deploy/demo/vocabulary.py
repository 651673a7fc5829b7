"""Vocabulary: the topics of `phrases.txt`, loaded once."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tasks.model.report import OrganKind

GROUPS = {
    OrganKind.TOWN: "local",
    OrganKind.SUBDISTRICT: "local",
    OrganKind.COUNTY: "region",
    OrganKind.PREFECTURE: "region",
    OrganKind.PROVINCE: "region",
    OrganKind.DEPARTMENT: "bureau",
    OrganKind.MINISTRY: "bureau",
}


@dataclass
class Topic:
    """What can be said of one topic: templates by their use, and the groups of organs that it suits."""

    name: str
    groups: frozenset[str]
    headings: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    counted: list[str] = field(default_factory=list)


@cache
def topics() -> dict[str, Topic]:
    """Load every topic by its name, in the file's order."""
    found: dict[str, Topic] = {}
    topic = Topic("", frozenset())
    for line in (
        Path(__file__).with_name("phrases.txt").read_text(encoding="utf-8").splitlines()
    ):
        mark, rest = line[:1], line[2:]
        if mark == "#":
            name, *groups = rest.split()
            topic = found.setdefault(name, Topic(name, frozenset(groups)))
        elif mark in "=*-+" and rest:
            {
                "=": topic.headings,
                "*": topic.items,
                "-": topic.sentences,
                "+": topic.counted,
            }[mark].append(rest)
    return found


# Topics that fill a section of their own kind and never one about the year's work.
RESERVED = frozenset({"leadership", "shortcomings", "plans", "other", "preamble"})


def work_topics(kind: OrganKind) -> list[Topic]:
    """Give the topics of the year's work that suit a kind of organ."""
    return [
        topic
        for topic in topics().values()
        if topic.name not in RESERVED and topic.groups & {"all", GROUPS[kind]}
    ]


def general_sentences() -> list[str]:
    """Give the plain sentences that suit any heading: what a section says when its own topic is used up."""
    return [
        sentence
        for name in ("duty", "openness", "supervision", "capacity")
        for sentence in topics()[name].sentences
    ]
