"""Draft: a report while it is being written, with the truth of it kept beside the words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from random import Random

from deploy.demo.places import Organ
from deploy.demo.template import Stated, Text, fill
from deploy.demo.truth import IssueTruth, SectionTruth
from tasks.model.report import OrganKind

SCALES = {
    OrganKind.TOWN: 1, OrganKind.SUBDISTRICT: 1, OrganKind.DEPARTMENT: 2, OrganKind.COUNTY: 6,
    OrganKind.PREFECTURE: 30, OrganKind.PROVINCE: 180, OrganKind.MINISTRY: 120,
}  # fmt: skip
NUMERALS = "一二三四五六七八九十"


class Role(StrEnum):
    """What a printed paragraph is."""

    TITLE = "title"
    NUMBER = "number"
    SALUTATION = "salutation"
    PREAMBLE = "preamble"
    HEADING = "heading"
    BODY = "body"
    SIGNATURE = "signature"
    DATE = "date"
    ATTACHMENT = "attachment"


@dataclass(frozen=True)
class Paragraph:
    """One printed paragraph.

    `path` is the section it belongs to; the first `lead` characters are label and run-in heading; `bold` are
    spans of characters that the web copy prints bold.
    """

    role: Role
    words: str
    path: str = ""
    lead: int = 0
    bold: tuple[tuple[int, int], ...] = ()

    def is_bold(self, at: int) -> bool:
        """Tell whether the web copy prints a character bold."""
        return any(start <= at < end for start, end in self.bold)


def numeral(number: int) -> str:
    """Write 1 to 19 in Chinese numerals."""
    return NUMERALS[number - 1] if number <= 10 else "十" + NUMERALS[number - 11]


@dataclass
class Draft:
    """A report while it is being written.

    `defects` are the codes still to be planted; whoever plants one takes it out and notes the issue.
    """

    rng: Random
    organ: Organ
    year: int
    defects: set[str]
    half_width: bool = False
    own_line: bool = True
    bold: bool = False
    paragraphs: list[Paragraph] = field(default_factory=list)
    sections: list[SectionTruth] = field(default_factory=list)
    items: dict[str, int] = field(default_factory=dict)
    stated: list[Stated] = field(default_factory=list)
    decoys: list[str] = field(default_factory=list)
    issues: list[IssueTruth] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    def say(self, template: str, **slots: str) -> Text:
        """Fill a template with the organ's words."""
        words = {
            **self.organ.slots(),
            "年": str(self.year),
            "次年": str(self.year + 1),
            **slots,
        }
        return fill(self.rng, template, words, SCALES[self.organ.kind])

    def take(self, pool: Sequence[str], count: int) -> list[str]:
        """Draw templates that this report has not used yet; fewer when the pool runs out."""
        fresh = [template for template in pool if template not in self.used]
        chosen = self.rng.sample(fresh, min(count, len(fresh)))
        self.used.update(chosen)
        return chosen

    def add(
        self,
        role: Role,
        texts: Iterable[Text],
        path: str = "",
        lead: str = "",
        *,
        bold_lead: bool = False,
    ) -> None:
        """Print one paragraph of several texts, after a lead of label and run-in heading."""
        words = lead
        spans = [(0, len(lead))] if lead and bold_lead else []
        for text in texts:
            if (
                text.words.startswith(tuple(f"{digit}是" for digit in NUMERALS))
                and self.bold
            ):
                end = text.words.find("。") + 1
                spans.append((len(words), len(words) + (end if 0 < end < 24 else 2)))
            words += text.words
            self.stated.extend(text.stated)
            self.decoys.extend(text.decoys)
        self.paragraphs.append(Paragraph(role, words, path, len(lead), tuple(spans)))

    def node(
        self, path: str, label: str, heading: str | None, kind: str | None = None
    ) -> None:
        """Note one numbered node."""
        section = SectionTruth(path=path, label=label, heading=heading)
        if kind:
            section["kind"] = kind
        self.sections.append(section)

    def flaw(self, code: str, detail: str) -> None:
        """Note that a defect is planted."""
        self.defects.discard(code)
        self.issues.append(IssueTruth(code=code, detail=detail))

    def append(self, index: int, text: Text) -> None:
        """Say one more sentence at the end of a printed paragraph."""
        paragraph = self.paragraphs[index]
        self.paragraphs[index] = replace(paragraph, words=paragraph.words + text.words)
        self.stated.extend(text.stated)
        self.decoys.extend(text.decoys)

    def labels(self, count: int, parent: str, form: str = "（{}）") -> list[str]:
        """Give the labels of a node's children as printed.

        They have a gap or a repetition where one is to be planted.

        `form` holds `{}` for a Chinese numeral or `#` for a western one: （{}）, #.
        """
        numbers = list(range(1, count + 1))
        level = parent.count(".") + 2 if parent else 1
        # Two labels out of order need a third to show the order.
        if (
            count > 2
            and form.startswith(("{", "（"))
            and self.rng.random() < (0.7 if level == 1 else 0.5)
        ):
            at = self.rng.randrange(1, count)
            if "numbering_gap" in self.defects:
                numbers = [
                    number + (index >= at) for index, number in enumerate(numbers)
                ]
                self.flaw(
                    "numbering_gap",
                    _order(
                        parent, level, f"goes from {numeral(at)} to {numeral(at + 2)}"
                    ),
                )
            elif "numbering_repeat" in self.defects:
                numbers = [
                    number - (index >= at) for index, number in enumerate(numbers)
                ]
                self.flaw(
                    "numbering_repeat",
                    _order(parent, level, f"prints {numeral(at)} twice"),
                )
        return [self._label(number, form) for number in numbers]

    def _label(self, number: int, form: str) -> str:
        label = (
            form.replace("#", str(number))
            if "#" in form
            else form.format(numeral(number))
        )
        # A copy that went through an input method mixes widths: (四) among （三）.
        if "（" in label and (self.half_width or self.rng.random() < 0.03):
            label = label.replace("（", "(").replace("）", ")")
        return label


def _order(parent: str, level: int, what: str) -> str:
    return f"level {level}{f' of {parent}' if parent else ''} {what}"
