"""The catalogue of issues: the one place that makes them, from codes and values.

`data/lookups/issues.csv` has a line a code: how bad it is, who can mend it, the sentence for people in
Chinese and English with named values in braces, its meaning and its remedy. `data/lookups/issue_phrases.csv`
has the parts of sentences that differ from case to case. The page that operators read is made from the
catalogue.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from string import Formatter
from typing import TYPE_CHECKING

from tasks.model.issue import Bilingual, Issue, Responsibility, Severity
from tasks.model.project_files import LOOKUPS, Cells, ensure_valid, read_keyed_lookup
from tasks.model.safe_words import hide_secrets, show_steering

if TYPE_CHECKING:
    from tasks.model.errors import UnreadableDocument

CATALOGUE = LOOKUPS / "issues.csv"
PHRASES = LOOKUPS / "issue_phrases.csv"
_COLUMNS = (
    "code",
    "stage",
    "severity",
    "responsibility",
    "message_zh",
    "message_en",
    "meaning_zh",
    "meaning_en",
    "remedy_zh",
    "remedy_en",
)
_PHRASE_COLUMNS = ("phrase", "zh", "en")
_TITLES = (
    "code",
    "stage",
    "severity",
    "who can mend it",
    "message",
    "meaning",
    "remedy",
)


IssueValue = str | int | float | Decimal | Bilingual
"""What a sentence may name: numbers, words as they are printed somewhere, and our own in both languages."""


class CatalogueError(ValueError):
    """Raised when code and catalogue disagree: an unknown code or stage, a missing or an unused value."""


@dataclass(frozen=True, slots=True)
class _IssueEntry:
    """One code: the stages that notice it, how bad it is, who can mend it, what is said of it and what to do.

    Where several stages notice it, the usual one stands first. `message` has the names of values in braces.
    """

    code: str
    stages: tuple[str, ...]
    severity: Severity
    responsibility: Responsibility
    message: Bilingual
    meaning: Bilingual
    remedy: Bilingual


@cache
def catalogue() -> dict[str, _IssueEntry]:
    """Read the catalogue, once, by code in the file's order.

    Raises ConfigurationError naming file, line and column.
    """
    rows = read_keyed_lookup(CATALOGUE, _COLUMNS)
    return {cells["code"]: _parse_entry(line, cells) for line, cells in rows}


@cache
def _load_phrases() -> dict[str, Bilingual]:
    """Read the phrases, once, by name.

    Raises ConfigurationError naming file, line and column.
    """
    phrases: dict[str, Bilingual] = {}
    for line, cells in read_keyed_lookup(PHRASES, _PHRASE_COLUMNS):
        wrong = _find_wrong_template(cells["zh"], cells["en"])
        ensure_valid(PHRASES, line, cells, {"en": (not wrong, wrong)})
        phrases[cells["phrase"]] = Bilingual(cells["zh"], cells["en"])
    return phrases


def list_issue_words() -> list[tuple[str, ...]]:
    """List what rows of issues take from the catalogue and from the phrases, sorted.

    Meanings and remedies reach no row. Raises ConfigurationError.
    """
    rows = [
        (
            entry.code,
            *entry.stages,
            entry.severity,
            entry.responsibility,
            *entry.message,
        )
        for entry in catalogue().values()
    ]
    rows += [(name, *phrase) for name, phrase in _load_phrases().items()]
    return sorted(rows)


def _parse_entry(line: int, cells: Cells) -> _IssueEntry:
    checks = {name: (bool(cells[name]), "must be filled in") for name in _COLUMNS}
    ensure_valid(CATALOGUE, line, cells, checks)
    wrong = _find_wrong_template(cells["message_zh"], cells["message_en"])
    checks = {
        "severity": (
            cells["severity"] in set(Severity),
            f"must be one of {', '.join(Severity)}",
        ),
        "responsibility": (
            cells["responsibility"] in set(Responsibility),
            f"must be one of {', '.join(Responsibility)}",
        ),
        "message_en": (not wrong, wrong),
    }
    ensure_valid(CATALOGUE, line, cells, checks)
    return _IssueEntry(
        code=cells["code"],
        stages=tuple(cells["stage"].split()),
        severity=Severity(cells["severity"]),
        responsibility=Responsibility(cells["responsibility"]),
        message=Bilingual(cells["message_zh"], cells["message_en"]),
        meaning=Bilingual(cells["meaning_zh"], cells["meaning_en"]),
        remedy=Bilingual(cells["remedy_zh"], cells["remedy_en"]),
    )


def _find_wrong_template(chinese: str, english: str) -> str:
    """Say what is wrong with a sentence in two languages; empty when nothing is.

    Braces may hold nothing but the name of a value: {count}, never {}, {count:d} or a brace alone.
    """
    if not chinese or not english:
        return "and the Chinese beside it must be filled in"
    if not (_is_template(chinese) and _is_template(english)):
        return (
            "and the Chinese beside it may have braces only around names, like {count}"
        )
    if list_value_names(chinese) != list_value_names(english):
        return "must have the same names in braces as the Chinese beside it"
    return ""


def _is_template(sentence: str) -> bool:
    try:
        parts = list(Formatter().parse(sentence))
    except ValueError:
        return False
    return all(
        name is None or (name.isidentifier() and not form and not conversion)
        for _, name, form, conversion in parts
    )


def make_issue(
    code: str,
    evidence: str = "",
    /,
    *,
    stage: str | None = None,
    url: str | None = None,
    subject: str | None = None,
    **values: IssueValue,
) -> Issue:
    """Make the issue of a code; the catalogue says everything but evidence, address and values.

    `stage` has to be named where several notice it. Raises CatalogueError.
    """
    issue = _build_issue(
        code,
        fill_message(code, values),
        evidence,
        stage,
        url,
    )
    return replace(issue, subject=subject)


def make_unreadable_issue(
    error: "UnreadableDocument",
    evidence: str,
    stage: str = "text",
    url: str | None = None,
) -> Issue:
    """Make the issue of a file that cannot be read; raises CatalogueError."""
    return _build_issue(
        error.code,
        error.message,
        evidence,
        stage,
        url,
    )


def _build_issue(
    code: str,
    message: Bilingual,
    evidence: str,
    stage: str | None,
    url: str | None,
) -> Issue:
    entry = _find_entry(code)
    # what it quotes was written by strangers, and errors name addresses of ours
    safe = [
        show_steering(hide_secrets(text, named=False), lines=True)
        for text in (*message, evidence)
    ]
    return Issue(
        stage=_choose_stage(entry, stage),
        code=code,
        severity=entry.severity,
        responsibility=entry.responsibility,
        message=safe[1],
        evidence=safe[2],
        url=url,
        message_zh=safe[0],
    )


def fill_message(code: str, values: Mapping[str, IssueValue]) -> Bilingual:
    """Fill the values into a code's sentences; raises CatalogueError."""
    return _fill(f"issue {code!r}", _find_entry(code).message, values)


def make_phrase(name: str, /, **values: IssueValue) -> Bilingual:
    """Make a part of a sentence; raises CatalogueError."""
    phrase = _load_phrases().get(name)
    if phrase is None:
        raise CatalogueError(f"{PHRASES.name} has no phrase {name!r}")
    return _fill(f"phrase {name!r}", phrase, values)


def _find_entry(code: str) -> _IssueEntry:
    entry = catalogue().get(code)
    if entry is None:
        raise CatalogueError(f"{CATALOGUE.name} has no code {code!r}")
    return entry


def _choose_stage(entry: _IssueEntry, stage: str | None) -> str:
    if stage is None and len(entry.stages) == 1:
        return entry.stages[0]
    if stage not in entry.stages:
        raise CatalogueError(
            f"issue {entry.code!r} is noticed by {', '.join(entry.stages)}, not by {stage!r}"
        )
    return stage


def _fill(
    what: str, template: Bilingual, values: Mapping[str, IssueValue]
) -> Bilingual:
    names = list_value_names(template.en)
    if names != values.keys():
        raise CatalogueError(
            f"{what} names the values {sorted(names)}, and was given {sorted(values)}"
        )
    chinese: dict[str, str] = {}
    english: dict[str, str] = {}
    for name, value in values.items():
        words = _print_value(value)
        chinese[name] = words.zh
        english[name] = words.en
    return Bilingual(template.zh.format_map(chinese), template.en.format_map(english))


@cache
def list_value_names(template: str) -> frozenset[str]:
    """List the names that stand in braces in a template."""
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name)


def _print_value(value: IssueValue) -> Bilingual:
    if isinstance(value, Bilingual):
        return value
    if isinstance(value, Decimal):
        words = f"{value:f}"
    elif isinstance(value, float):
        words = f"{value:.15g}"  # all digits that a float has for certain
    else:
        words = str(value)
    return Bilingual(words, words)


def _render_issue_page(entries: Iterable[_IssueEntry]) -> str:
    """Render entries as a page in Markdown, one table a stage, in the order of the data's way."""
    by_stage: dict[str, list[_IssueEntry]] = {}
    for entry in entries:
        by_stage.setdefault(entry.stages[0], []).append(entry)
    lines = [
        "# Issues",
        "",
        "Made from `data/lookups/issues.csv` by `python -m tasks.model.catalogue`; do not edit.",
        "What stands in braces is filled in from case to case.",
    ]
    rule = ["---"] * len(_TITLES)
    for stage, listed in by_stage.items():
        lines += ["", f"## {stage}", "", _format_row(_TITLES), _format_row(rule)]
        for entry in listed:
            lines.append(_format_row(_format_cells(entry)))
    return "\n".join([*lines, ""])


def _format_cells(entry: _IssueEntry) -> tuple[str, ...]:
    return (
        f"`{entry.code}`",
        ", ".join(entry.stages),
        entry.severity,
        entry.responsibility,
        "<br>".join(entry.message),
        "<br>".join(entry.meaning),
        "<br>".join(entry.remedy),
    )


def _format_row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    import argparse

    from tasks.model.errors import ConfigurationError

    parser = argparse.ArgumentParser(description=__doc__)
    parser.parse_args()
    try:
        page = _render_issue_page(catalogue().values())
    except ConfigurationError as error:
        parser.error(str(error))
    CATALOGUE.with_suffix(".md").write_text(page, encoding="utf-8")
