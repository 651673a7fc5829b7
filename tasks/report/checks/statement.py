"""Statement: the quantities of one sentence with the words between them, as the checks compare them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tasks.model.issue import Issue, Responsibility, Severity
from tasks.model.quantity import Change, Quantity
from tasks.model.section import Node
from tasks.report.outline import Entry

_YEAR = re.compile(
    r"(?:关于)?(20\d\d)年度?(?!以来|起|至)"
)  # 2024年主要工作; not 2021年以来的成效
_DONE = re.compile(
    r"主要工作|工作(?:开展)?情况|主要(?:举措|做法|成效)|工作(?:成效|总结)|建设情况"
)  # 2024年度工作开展情况
# Another year is rightly named in these: 2026年主要工作安排, 2024年工作情况回顾,
# 2023年督察反馈问题整改工作情况
_RIGHTLY = re.compile(
    r"计划|安排|打算|思路|谋划|下一步|下步|重点|目标|任务|展望|整改|反馈|回顾|对照|比较|审议"
)


def heading_issues(entries: Sequence[Entry], year: int | None) -> Iterator[Issue]:
    """Yield an issue for each heading of the first level that begins with another year, and tells what was
    done.
    """
    for entry in entries:
        heading = entry.heading or ""
        if year is None or entry.node is not Node.HEADING or entry.level != 1:
            continue
        said = _YEAR.match(heading)
        if (
            said
            and int(said[1]) != year
            and _DONE.search(heading)
            and not _RIGHTLY.search(heading)
        ):
            yield Issue(
                "report",
                "heading_year",
                Severity.WARNING,
                Responsibility.PUBLISHER,
                f"section {entry.path} of the report of {year} tells what was done in {said[1]}",
                heading,
            )


# 1.2万件 may stand for 12345: it is no exact number
_ROUNDED = re.compile(r"[万亿千]")
_NO_COUNT = frozenset({Change.UP_BY, Change.DOWN_BY, Change.FROM})


@dataclass(frozen=True, slots=True)
class Statement:
    """The quantities of one sentence, in order; `text` is the whole report, whose offsets they have."""

    text: str
    quantities: tuple[Quantity, ...]

    @property
    def sentence(self) -> str:
        """Give the sentence, which is the evidence of its issues."""
        return self.quantities[0].sentence

    def exact(self, quantity: Quantity) -> bool:
        """Tell whether a number is printed to the last digit, and is a count of its own rather than a change."""
        rounded = _ROUNDED.search(self.text, quantity.start, quantity.end)
        return (
            quantity.comparator is None
            and not rounded
            and quantity.change not in _NO_COUNT
        )

    def between(self, left: Quantity, right: Quantity) -> str:
        """Give the words between two quantities."""
        return self.text[left.end : right.start]

    def before(self, quantity: Quantity, width: int = 16) -> str:
        """Give up to `width` characters before a quantity, of its sentence's paragraph."""
        return self.text[max(quantity.start - width, 0) : quantity.start].rpartition(
            "\n"
        )[2]

    def after(self, quantity: Quantity, width: int = 16) -> str:
        """Give up to `width` characters behind a quantity."""
        return self.text[quantity.end : quantity.end + width].partition("\n")[0]

    def issue(self, code: str, message: str) -> Issue:
        """Make a warning for the publisher, with the sentence as evidence."""
        return Issue(
            "report",
            code,
            Severity.WARNING,
            Responsibility.PUBLISHER,
            message,
            self.sentence,
        )
