"""A trace as a person reads it, and as a machine does."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import NamedTuple

from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.cli.console import MARKS, SEVERITIES, Folded, set_plain, shorten
from flows.cli.origins import ArchivedFile, OriginSpot
from flows.cli.trace import Trace
from tasks.tables.part_store import get_extractor_version
from tasks.tables.table_rows import Row

COMPARATORS = {
    "at_least": "≥ ",
    "nearly": "just under ",
    "about": "≈ ",
    "at_most": "≤ ",
}
# Characters of a report's text that are shown beside the words traced, and of the words themselves.
_AROUND, _MOST = 120, 600
_MOST_SPOTS = 3
# What a trace tells of a quantity beside its indicator, where it is said.
_SAID_OF_QUANTITY = (
    "period", "period_start", "period_end", "change", "before", "compared_with",
    "rate_of", "role", "scope", "part_of",
)  # fmt: skip

_SAID_OF_STATEMENT = (
    "topics", "repeated_in", "repeated_offset", "repeated_as", "similarity",
)  # fmt: skip
_SAID_OF_PASSAGES = {
    "citation": (
        "cited", "kind", "law_id", "article", "document_number", "is_repealed",
    ),
    "shortcoming": _SAID_OF_STATEMENT,
    "plan": _SAID_OF_STATEMENT,
}  # fmt: skip


class TraceView(NamedTuple):
    """A trace, to be shown."""

    followed: Trace

    def describe(self) -> dict[str, object]:
        """Give a trace as plain data, but for its dates and times."""
        before, after = _cut_context(self.followed)
        shown = {
            "before": before,
            "words": self.followed.words,
            "after": after,
        }
        is_report = self.followed.subject == "report"
        report = dict(self.followed.report)
        report.pop("text")
        return {
            "id": self.followed.id,
            "subject": self.followed.subject,
            "report": report,
            **({} if is_report else {self.followed.subject: self.followed.row}),
            "start": self.followed.start,
            "end": self.followed.end,
            "above": list(self.followed.above),
            "cell": self.followed.cell._asdict() if self.followed.cell else None,
            "context": None if is_report else shown,
            "places": list(map(asdict, self.followed.origins.spots)),
            "file": asdict(self.followed.record) if self.followed.record else None,
            "records": list(map(asdict, self.followed.origins.records)),
            "release_id": self.followed.release_id,
            "extractor": {
                "release": self.followed.report["extractor"],
                "present": get_extractor_version(),
            },
            "issues": list(map(dict, self.followed.issues)),
            "doubts": list(self.followed.origins.doubts),
            "damaged": self.followed.origins.damaged,
        }

    def show(self, console: Console) -> None:
        """Print a trace."""
        console.print(
            Folded(
                Text.assemble(
                    (f"{self.followed.subject} ", "bold"),
                    (self.followed.id, "bold cyan"),
                )
            )
        )
        table = Table.grid(padding=(0, 2))
        table.add_column(style="dim", no_wrap=True)
        table.add_column(overflow="fold")
        for name, words in _list_lines(self.followed):
            table.add_row(name, words)
        console.print(table)
        for doubt in self.followed.origins.doubts:
            console.print(set_plain(f"doubt: {doubt}", "red"))
        if self.followed.record and not self.followed.origins.damaged:
            console.print(
                set_plain(f"the raw file: fazhi trace {self.followed.id} --open", "dim")
            )


def _list_lines(followed: Trace) -> Iterable[tuple[str, Folded]]:
    report = followed.report
    yield (
        "report",
        set_plain(
            f"{report['title'] or '(no title)'} · {report['organ'] or '?'} · {report['report_year'] or '?'}"
        ),
    )
    if followed.subject == "quantity":
        yield "quantity", set_plain(_describe_quantity(followed.row), "bold green")
        yield from (
            (name, set_plain(words))
            for name, words in _list_quantity_facts(followed.row)
        )
    elif followed.subject in _SAID_OF_PASSAGES:
        for name in _SAID_OF_PASSAGES[followed.subject]:
            if followed.row[name] is not None:
                yield name, set_plain(str(followed.row[name]))
    elif followed.subject == "section":
        sure = followed.row.get("kind_confidence") or ""
        kind = f"{followed.row['kind']} {sure}".strip()
        yield (
            "kind",
            set_plain(
                f"{kind} ← {followed.row['kind_evidence']} · {followed.row['node']}"
            ),
        )
    yield from _list_cell_lines(followed)
    if followed.above:
        yield "under", set_plain(" › ".join(followed.above))
    yield "text", Folded(_build_context(followed))
    yield (
        "offsets",
        set_plain(
            f"{followed.start}–{followed.end} of {report['characters']} characters"
        ),
    )
    yield "place", Folded(_list_places(followed.origins.spots))
    yield from _list_file_lines(followed)
    yield "read by", set_plain(_describe_extractor(str(report["extractor"])))
    yield (
        "release",
        set_plain(
            f"{followed.release_id}, revision {report['revision']}, {report['state']}"
        ),
    )
    yield "issues", Folded(_list_issues(followed))


def _list_cell_lines(followed: Trace) -> Iterable[tuple[str, Folded]]:
    """Tell in which cell of a table a number stands, with its heads and the lines above the table."""
    cell = followed.cell
    if cell is None:
        return
    place = f"table {cell.table}, row {cell.row}, column {cell.column}"
    yield "cell", set_plain(place)
    yield "row head", set_plain(cell.row_head or "none")
    yield "column head", set_plain(cell.column_head or "none")
    caption = " › ".join(cell.caption.splitlines())
    yield "above the table", set_plain(shorten(caption, _AROUND))


def _describe_quantity(row: Row) -> str:
    """Say a quantity in a few words: `≥ 3000 份`."""
    value = float(str(row["value"]))
    number = str(int(value)) if value.is_integer() else str(value)
    return f"{COMPARATORS.get(str(row['comparator']), '')}{number} {row['unit']}"


def _list_quantity_facts(row: Row) -> Iterable[tuple[str, str]]:
    yield (
        "indicator",
        f"{row['indicator']} ← {row['indicator_evidence']}"
        if row["indicator"]
        else "none",
    )
    for name in _SAID_OF_QUANTITY:
        if row.get(name) is not None:
            yield name, str(row[name])


def _cut_context(followed: Trace) -> tuple[str, str]:
    """Give the words of the same paragraph on either side, cut where they are many."""
    text = followed.text
    first = text.rfind("\n", 0, followed.start) + 1
    last = text.find("\n", followed.end)
    if last < 0:
        last = len(text)
    before = text[first : followed.start]
    after = text[followed.end : last]
    if len(before) > _AROUND:
        before = f"…{before[-_AROUND:]}"
    if len(after) > _AROUND:
        after = f"{after[:_AROUND]}…"
    return before, after


def _build_context(followed: Trace) -> Text:
    if followed.subject != "quantity":
        return Text(shorten(followed.words, _MOST))
    before, after = _cut_context(followed)
    text = Text.assemble(before, (MARKS.format(followed.words), "bold green"), after)
    sentence = str(followed.row["sentence"]).partition(followed.words)
    opening = sentence[0]
    closing = sentence[2]
    # the rest of the paragraph steps back behind the sentence
    if before.endswith(opening):
        text.stylize("dim", 0, len(before) - len(opening))
    if after.startswith(closing):
        text.stylize("dim", len(text) - len(after) + len(closing))
    return text


def _list_places(spots: Sequence[OriginSpot]) -> Text:
    """Name the paragraphs: each of a few, the first and the last of many."""
    if not spots:
        return Text("unknown", "red")
    lines = []
    for spot in spots:
        origin = spot.origin or "?"
        lines.append(f"{origin}  ({spot.start}–{spot.end})")
    if len(lines) > _MOST_SPOTS:
        more = f"… {len(lines)} paragraphs …"
        lines = [lines[0], more, lines[-1]]
    return Text("\n".join(lines))


def _list_file_lines(followed: Trace) -> Iterable[tuple[str, Folded]]:
    record = followed.record
    report = followed.report
    if record is None:
        yield "file", set_plain(str(report["text_url"]))
        return
    yield (
        "file",
        Folded(Text.assemble((record.url, "cyan"), f"  {report['media_type']}")),
    )
    if record.name is not None or record.url != report["url"]:
        yield (
            "page",
            set_plain(
                f"{report['url']}"
                + (f", which offers it as “{record.name}”" if record.name else "")
            ),
        )
    yield "record", set_plain(f"{record.warc_file} at {record.warc_offset}")
    yield "fetched", set_plain(_describe_fetch(record))
    others = len(followed.origins.records) - 1
    if others:
        yield (
            "",
            set_plain(
                f"{others} more files of the report are archived; --json names them",
                "dim",
            ),
        )


def _describe_fetch(record: ArchivedFile) -> str:
    fetch = record.fetch
    if fetch is None:
        return "the ledger does not know the request; it was rebuilt from the archive"
    return (
        f"{fetch.at:%Y-%m-%d %H:%M:%S%z} · {fetch.status or 'no status'} {fetch.outcome} · robots "
        f"{fetch.robots or '—'} · {fetch.bytes} bytes · sha256 {fetch.digest or '—'} · "
        f"run {fetch.run_id} of {fetch.source_id}"
    )


def _describe_extractor(version: str) -> str:
    later = (
        f"; the present one is {get_extractor_version()}: `fazhi extract` reads anew"
        if version != get_extractor_version()
        else ""
    )
    return f"extractor {version}{later}"


def _list_issues(followed: Trace) -> Text:
    """List the issues.

    Of a section or a quantity those seen in its paragraph, and how many more the report has.
    """
    before, after = _cut_context(followed)
    near = f"{before}{followed.words}{after}"
    is_report = followed.subject == "report"
    shown = [
        row
        for row in followed.issues
        if is_report or _is_seen_in(str(row["evidence"]), near)
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
    if text.plain:
        return text
    return Text("none", "green")


def _is_seen_in(evidence: str, words: str) -> bool:
    return bool(evidence) and (evidence in words or words in evidence)
