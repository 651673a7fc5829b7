"""Compare a reading with the truth beside a report, in the shape of the gold files of the seeds."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tasks.model.document import Document
from tasks.model.report import Reading
from tasks.model.section import Node
from tasks.report.reading import Hints, read_report
from tasks.text.clean import clean
from tasks.text.convert import convert

Truth = Mapping[str, Any]


@dataclass
class Rate:
    """Counts of one measure; `misses` keeps the first differences for a person to read."""

    right: int = 0
    spurious: int = 0
    missed: int = 0
    misses: list[str] = field(default_factory=list)

    def add(self, right: int, spurious: int, missed: int, note: str = "") -> None:
        """Count one report's part."""
        self.right += right
        self.spurious += spurious
        self.missed += missed
        if note and (spurious or missed):
            self.misses.append(note)

    def equal(self, got: object, want: object, note: str = "") -> None:
        """Count one exact comparison: wrong is both spurious and missed."""
        same = got == want
        self.add(int(same), int(not same), int(not same), f"{note}: got {got!r}, want {want!r}")

    @property
    def f1(self) -> float:
        """Give the harmonic mean of precision and recall; 1 when there was nothing to find."""
        whole = 2 * self.right + self.spurious + self.missed
        return 2 * self.right / whole if whole else 1.0


def read_bytes(body: bytes, hints: Hints = Hints()) -> tuple[Document, Reading]:  # noqa: B008
    """Read one file as `fazhi read` does."""
    document = convert(body, url=hints.url)
    cleaned = clean(document)
    return document, read_report(document, cleaned.text, hints, cleaned.issues)


def sections_of(reading: Reading) -> list[dict[str, Any]]:
    """Give the headings of a reading in the truth's shape."""
    return [
        {"path": s.path, "label": s.label, "heading": s.heading, "kind": s.kind}
        for s in reading.sections
        if s.node is Node.HEADING
    ]


def items_of(reading: Reading) -> dict[str, int]:
    """Count the run-in items directly under each path."""
    return dict(Counter(s.parent or "" for s in reading.sections if s.node is Node.ITEM))


def match_quantities(reading: Reading, truth: Truth) -> tuple[list[tuple[Any, Any]], list[Any], list[Any]]:
    """Pair each true quantity with a read one of the same value, unit and comparator in the same clause."""
    left = list(reading.quantities)
    pairs, missed = [], []
    for want in truth["quantities"]:
        phrase = "".join(want["phrase"].split())
        for got in left:
            same = (float(got.value), got.unit, got.comparator) == (want["value"], want["unit"], want["approximate"])
            if same and (phrase in got.phrase or got.phrase in phrase):
                pairs.append((got, want))
                left.remove(got)
                break
        else:
            missed.append(want)
    return pairs, left, missed


def score(reading: Reading, truth: Truth, rates: dict[str, Rate], name: str) -> None:
    """Add one report's comparison to the rates by measure."""
    report = reading.report
    facts = ("title", "organ", "organ_kind", "report_year", "document_number", "source")
    for fact in facts:
        rates[fact].equal(getattr(report, fact), truth[fact], name)
    published = report.published_on.isoformat() if report.published_on else None
    rates["published"].equal(published, truth["published"], name)
    got = {(s["path"], s["heading"]) for s in sections_of(reading)}
    want = {(s["path"], s["heading"]) for s in truth["sections"]}
    rates["sections"].add(len(got & want), len(got - want), len(want - got), f"{name}: {sorted(got ^ want, key=str)}")
    kinds = {s["path"]: s["kind"] for s in sections_of(reading)}
    for section in truth["sections"]:
        if "kind" in section:
            note = f"{name} {section['path']} {section['heading']}"
            rates["kinds"].equal(kinds.get(section["path"]), section["kind"], note)
    rates["items"].equal(items_of(reading), truth["items"], name)
    for kind, has in truth["statutory"].items():
        rates["statutory"].equal(getattr(report, f"has_{kind}"), has, f"{name} {kind}")
    pairs, spurious, missed = match_quantities(reading, truth)
    note = f"{name}: spurious {[q.phrase for q in spurious]}, missed {[q['phrase'] for q in missed]}"
    rates["quantities"].add(len(pairs), len(spurious), len(missed), note)
    for quantity, wanted in pairs:
        note = f"{name} {wanted['phrase']}"
        rates["indicators"].equal(quantity.indicator, wanted["indicator"], note)
    codes = {issue.code for issue in reading.issues}
    for issue in truth["issues"]:
        rates["issues"].equal(issue["code"] in codes, True, f"{name} {issue['code']}")
    for phrase in truth["joined"]:
        rates["joined"].equal("".join(phrase.split()) in report.text, True, f"{name} {phrase}")
    for phrase in truth["absent"]:
        rates["absent"].equal(phrase in report.text, False, f"{name} {phrase}")
