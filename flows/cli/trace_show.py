"""A trace as a person reads it, and as a machine does."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict

from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.cli.origins import Record, Spot
from flows.cli.trace import Trace
from flows.cli.typeset import MARKS, SEVERITIES, Folded, plain, shortened
from tasks.release.store.release_tables import Row
from tasks.report.reading import EXTRACTOR

COMPARATORS = {
    "at_least": "≥ ",
    "nearly": "just under ",
    "about": "≈ ",
    "at_most": "≤ ",
}
# Characters of a report's text that are shown beside the words traced, and of the words themselves.
_AROUND, _MOST = 120, 600
_MOST_SPOTS = 3


def as_json(followed: Trace) -> dict[str, object]:
    """Give a trace as plain data, but for its dates and times."""
    before, after = _around(followed)
    shown = {"before": before, "words": followed.words, "after": after}
    whole = followed.subject == "report"
    return {
        "id": followed.id,
        "subject": followed.subject,
        "report": {
            name: value for name, value in followed.report.items() if name != "text"
        },
        **({} if whole else {followed.subject: followed.row}),
        "start": followed.start,
        "end": followed.end,
        "above": list(followed.above),
        "context": None if whole else shown,
        "places": [asdict(spot) for spot in followed.origins.spots],
        "file": asdict(followed.record) if followed.record else None,
        "records": [asdict(record) for record in followed.origins.records],
        "release_id": followed.release_id,
        "extractor": {"release": followed.report["extractor"], "present": EXTRACTOR},
        "issues": [dict(row) for row in followed.issues],
        "doubts": list(followed.origins.doubts),
        "damaged": followed.origins.damaged,
    }


def show_trace(followed: Trace, console: Console) -> None:
    """Print a trace."""
    console.print(
        Folded(
            Text.assemble((f"{followed.subject} ", "bold"), (followed.id, "bold cyan"))
        )
    )
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, words in _lines(followed):
        table.add_row(name, words)
    console.print(table)
    for doubt in followed.origins.doubts:
        console.print(plain(f"doubt: {doubt}", "red"))
    if followed.record and not followed.origins.damaged:
        console.print(plain(f"the raw file: fazhi trace {followed.id} --open", "dim"))


def _lines(followed: Trace) -> Iterable[tuple[str, Folded]]:
    report = followed.report
    yield (
        "report",
        plain(
            f"{report['title'] or '(no title)'} · {report['organ'] or '?'} · {report['report_year'] or '?'}"
        ),
    )
    if followed.subject == "quantity":
        yield "quantity", plain(quantity_words(followed.row), "bold green")
        yield from (
            (name, plain(words)) for name, words in _quantity_facts(followed.row)
        )
    elif followed.subject == "section":
        sure = followed.row.get("kind_confidence") or ""
        kind = f"{followed.row['kind']} {sure}".strip()
        yield (
            "kind",
            plain(f"{kind} ← {followed.row['kind_evidence']} · {followed.row['node']}"),
        )
    if followed.above:
        yield "under", plain(" › ".join(followed.above))
    yield "text", Folded(_context(followed))
    yield (
        "offsets",
        plain(f"{followed.start}–{followed.end} of {report['characters']} characters"),
    )
    yield "place", Folded(_places(followed.origins.spots))
    yield from _file(followed)
    yield "read by", plain(_extractor(str(report["extractor"])))
    yield (
        "release",
        plain(
            f"{followed.release_id}, revision {report['revision']}, {report['state']}"
        ),
    )
    yield "issues", Folded(_issues(followed))


def quantity_words(row: Row) -> str:
    """Say a quantity in a few words: `≥ 3000 份`."""
    value = float(str(row["value"]))
    number = str(int(value)) if value.is_integer() else str(value)
    return f"{COMPARATORS.get(str(row['comparator']), '')}{number} {row['unit']}"


def _quantity_facts(row: Row) -> Iterable[tuple[str, str]]:
    yield (
        "indicator",
        f"{row['indicator']} ← {row['indicator_evidence']}"
        if row["indicator"]
        else "none",
    )
    for name in ("period", "change", "before", "compared_with"):
        if row.get(name) is not None:
            yield name, str(row[name])


def _around(followed: Trace) -> tuple[str, str]:
    """Give the words of the same paragraph on either side, cut where they are many."""
    text = followed.text
    first = text.rfind("\n", 0, followed.start) + 1
    last = text.find("\n", followed.end)
    before, after = (
        text[first : followed.start],
        text[followed.end : len(text) if last < 0 else last],
    )
    return (
        before if len(before) <= _AROUND else f"…{before[-_AROUND:]}",
        after if len(after) <= _AROUND else f"{after[:_AROUND]}…",
    )


def _context(followed: Trace) -> Text:
    if followed.subject != "quantity":
        return Text(shortened(followed.words, _MOST))
    before, after = _around(followed)
    text = Text.assemble(before, (MARKS.format(followed.words), "bold green"), after)
    opening, _, closing = str(followed.row["sentence"]).partition(followed.words)
    text.stylize(
        "dim", 0, len(before) - len(opening) if before.endswith(opening) else 0
    )
    text.stylize(
        "dim",
        len(text)
        - len(after)
        + (len(closing) if after.startswith(closing) else len(after)),
    )
    return text


def _places(spots: Sequence[Spot]) -> Text:
    """Name the paragraphs: each of a few, the first and the last of many."""
    if not spots:
        return Text("unknown", "red")
    shown = list(spots) if len(spots) <= _MOST_SPOTS else [spots[0], spots[-1]]
    lines = [f"{spot.origin or '?'}  ({spot.start}–{spot.end})" for spot in shown]
    if len(spots) > len(shown):
        lines.insert(1, f"… {len(spots)} paragraphs …")
    return Text("\n".join(lines))


def _file(followed: Trace) -> Iterable[tuple[str, Folded]]:
    record, report = followed.record, followed.report
    if record is None:
        yield "file", plain(str(report["text_url"]))
        return
    yield (
        "file",
        Folded(Text.assemble((record.url, "cyan"), f"  {report['media_type']}")),
    )
    if record.name is not None or record.url != report["url"]:
        yield (
            "page",
            plain(
                f"{report['url']}"
                + (f", which offers it as “{record.name}”" if record.name else "")
            ),
        )
    yield "record", plain(f"{record.warc_file} at {record.warc_offset}")
    yield "fetched", plain(_fetched(record))
    others = len(followed.origins.records) - 1
    if others:
        yield (
            "",
            plain(
                f"{others} more files of the report are archived; --json names them",
                "dim",
            ),
        )


def _fetched(record: Record) -> str:
    fetch = record.fetch
    if fetch is None:
        return "the ledger does not know the request; it was rebuilt from the archive"
    return (
        f"{fetch.at:%Y-%m-%d %H:%M:%S%z} · {fetch.status or 'no status'} {fetch.outcome} · robots "
        f"{fetch.robots or '—'} · {fetch.bytes} bytes · sha256 {fetch.digest or '—'} · "
        f"run {fetch.run_id} of {fetch.source_id}"
    )


def _extractor(version: str) -> str:
    later = (
        f"; the present one is {EXTRACTOR}: `fazhi extract` reads anew"
        if version != EXTRACTOR
        else ""
    )
    return f"extractor {version}{later}"


def _issues(followed: Trace) -> Text:
    """List the issues: of a section or a quantity those seen in its paragraph, and how many more the report
    has.
    """
    before, after = _around(followed)
    near = f"{before}{followed.words}{after}"
    whole = followed.subject == "report"
    shown = [
        row for row in followed.issues if whole or _seen_in(str(row["evidence"]), near)
    ]
    lines = [
        (
            f"{row['severity']} {row['code']}",
            f": {row['message']}",
            str(row["severity"]),
        )
        for row in shown
    ]
    text = Text("\n").join(
        Text.assemble((head, SEVERITIES.get(style, "")), tail)
        for head, tail, style in lines
    )
    if len(followed.issues) > len(shown):
        text.append(
            f"{chr(10) if lines else ''}{len(followed.issues) - len(shown)} of the report: ",
            "dim",
        )
        text.append(f"fazhi trace {followed.report['report_id']}", "dim")
    return text if text.plain else Text("none", "green")


def _seen_in(evidence: str, words: str) -> bool:
    return bool(evidence) and (evidence in words or words in evidence)
