"""Compare a reading with the truth beside a report, in the shape of the gold files of the seeds."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tasks.documents.article import read_article
from tasks.documents.clean_text import clean
from tasks.model.document import Body, Document
from tasks.model.report import Node, Reading
from tasks.report.codebook import load_indicators
from tasks.report.facts import DocumentHints
from tasks.report.reading import read_report
from tests.quality.eval.outline import (
    invented_phrases,
    item_style,
    score_headings,
    score_items,
    score_kinds,
)
from tests.quality.eval.rate import Rate

Truth = Mapping[str, Any]
# What the checks may find; such an issue that was not planted is a false alarm.
CHECKS = frozenset(
    "sum_mismatch part_exceeds_whole rate_mismatch share_above_100 change_contradicted masked_number "
    "placeholder".split()
)


def read_bytes(
    body: bytes,
    hints: DocumentHints = DocumentHints(),  # noqa: B008
) -> tuple[Document, Reading]:
    """Read one file as `fazhi read` does."""
    document = read_article([Body(body, url=hints.url)])
    cleaned = clean(document)
    return document, read_report(
        document,
        cleaned.text,
        hints,
        cleaned.issues,
        cleaned.attached,
        cleaned.emphasis,
        cleaned.tables,
    )


def sections_of(reading: Reading) -> list[dict[str, Any]]:
    """Give the headings of a reading in the truth's shape."""
    return [
        {"path": s.path, "label": s.label, "heading": s.heading, "kind": s.kind}
        for s in reading.sections
        if s.node is Node.HEADING
    ]


def items_of(reading: Reading) -> dict[str, int]:
    """Count the 一是 items directly under each path, which are those that the gold of the seeds counts."""
    items = [section for section in reading.sections if section.node is Node.ITEM]
    return dict(
        Counter(
            item.parent or ""
            for item in items
            if item.label and item_style(item.label) == "一是"
        )
    )


def match_quantities(
    reading: Reading, truth: Truth
) -> tuple[list[tuple[Any, Any]], list[Any], list[Any]]:
    """Pair each true quantity with a read one of the same value, unit and comparator in the same clause."""
    left = list(reading.quantities)
    pairs, missed = [], []
    for want in truth["quantities"]:
        phrase = "".join(want["phrase"].split())
        for got in left:
            same = (float(got.value), got.unit, got.comparator) == (
                want["value"],
                want["unit"],
                want["approximate"],
            )
            if same and (phrase in got.phrase or got.phrase in phrase):
                pairs.append((got, want))
                left.remove(got)
                break
        else:
            missed.append(want)
    return pairs, left, missed


def _score_words(
    pairs: Sequence[tuple[Any, Any]], rates: dict[str, Rate], name: str
) -> None:
    """Add what is said of the quantities found: a period or a change is found, invented or missed."""
    for quantity, wanted in pairs:
        if "period" not in wanted:
            continue  # the gold of the seeds tells of neither
        before = None if quantity.before is None else float(quantity.before)
        change = (
            quantity.change,
            before,
            quantity.compared_with if quantity.change else None,
        )
        for measure, got, want in (
            ("periods", quantity.period, wanted.get("period")),
            (
                "changes",
                change,
                tuple(wanted.get(key) for key in ("change", "before", "compared_with")),
            ),
        ):
            none = (None, (None, None, None))
            right = got == want
            note = f"{name} {wanted['phrase']}: got {got}, want {want}"
            if not (right and got in none):
                rates[measure].add(
                    int(right),
                    int(not right and got not in none),
                    int(not right and want not in none),
                    note,
                )


def _score_indicators(
    read: Iterable[tuple[Any, Any, str]], rates: dict[str, Rate], name: str
) -> None:
    """Add the indicator of each quantity, as read and as it is: to all, and to that of each code.

    The gold of the seeds has some codes by their former names.
    """
    today = {entry.formerly: entry.code for entry in load_indicators()}
    for got, named, phrase in read:
        want = today.get(named, named)
        note = f"{name} {phrase}: got {got}, want {want}"
        if got == want:
            for measure in ("indicators", f"indicator {want}") if want else ():
                rates[measure].add(1, 0, 0)
            continue
        rates["indicators"].add(0, int(bool(got)), int(bool(want)), note)
        for code, spurious, missed in ((got, 1, 0), (want, 0, 1)):
            if code:
                rates[f"indicator {code}"].add(0, spurious, missed, note)


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
    rates["sections"].add(
        len(got & want),
        len(got - want),
        len(want - got),
        f"{name}: {sorted(got ^ want, key=str)}",
    )
    score_headings(sections_of(reading), truth["sections"], rates, name)
    kinds = {s["path"]: s["kind"] for s in sections_of(reading)}
    for section in truth["sections"]:
        if "kind" in section:
            note = f"{name} {section['path']} {section['heading']}"
            rates["kinds"].equal(kinds.get(section["path"]), section["kind"], note)
    score_kinds(reading.sections, truth, rates, name)
    if "item_styles" in truth:
        score_items(reading.sections, truth, rates, name)
    else:
        rates["items"].equal(items_of(reading), truth["items"], name)
    phrases = invented_phrases(reading.sections, truth)
    rates["items"].add(0, len(phrases), 0, f"{name}: {phrases}")
    for kind, has in truth["statutory"].items():
        rates["statutory"].equal(getattr(report, f"has_{kind}"), has, f"{name} {kind}")
    pairs, spurious, missed = match_quantities(reading, truth)
    _score_words(pairs, rates, name)
    note = f"{name}: spurious {[q.phrase for q in spurious]}, missed {[q['phrase'] for q in missed]}"
    rates["quantities"].add(len(pairs), len(spurious), len(missed), note)
    read = [
        (quantity.indicator, wanted["indicator"], wanted["phrase"])
        for quantity, wanted in pairs
    ]
    read += [(quantity.indicator, None, quantity.phrase) for quantity in spurious]
    read += [(None, wanted["indicator"], wanted["phrase"]) for wanted in missed]
    _score_indicators(read, rates, name)
    codes = {issue.code for issue in reading.issues}
    planted = {issue["code"] for issue in truth["issues"]} & CHECKS
    alarms = [
        f"{i.code}: {i.message} [{i.evidence}]"
        for i in reading.issues
        if i.code in CHECKS - planted
    ]
    note = f"{name}: missed {sorted(planted - codes)}, alarms {alarms}"
    rates["checks"].add(len(planted & codes), len(alarms), len(planted - codes), note)
    for issue in truth["issues"]:
        rates["issues"].equal(issue["code"] in codes, True, f"{name} {issue['code']}")
    for phrase in truth["joined"]:
        rates["joined"].equal(
            "".join(phrase.split()) in report.text, True, f"{name} {phrase}"
        )
    for phrase in truth["absent"]:
        rates["absent"].equal(phrase in report.text, False, f"{name} {phrase}")
