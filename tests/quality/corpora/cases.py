"""Small files with the values that must come out of them, as `expected.json` states them."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from flows.cli.read import _read_file
from tasks.sites.relevance import classify_title

FOLDER = Path(__file__).parent / "cases"
FOLDERS = ("reading", "documents")
Answer = Mapping[str, Any]

# Columns of the table `reports`. A list names several values that are right; a name that ends in * is a
# beginning.
COLUMNS = tuple(
    "title organ organ_kind level province prefecture county township report_year published_on"
    " document_number".split()
)


def load_cases() -> Iterator[tuple[Path, Answer]]:
    """Yield every file with what is right."""
    for folder in FOLDERS:
        expected = json.loads(
            (FOLDER / folder / "expected.json").read_text(encoding="utf-8")
        )
        for name, right in expected.items():
            yield FOLDER / folder / name, right


def check_case(path: Path, right: Answer) -> dict[str, bool]:
    """Read a file and say of each value that is stated whether it came out."""
    if "relevance" in right:
        return dict(_check_titles(path, set(right["relevance"])))
    answer = _read_file(path)
    checks = (
        _check_columns,
        _check_quantities,
        _check_sections,
        _check_issues,
        _check_text,
    )
    return {what: bool(good) for check in checks for what, good in check(answer, right)}


def _check_titles(path: Path, reports: set[str]) -> Iterator[tuple[str, bool]]:
    for title in path.read_text(encoding="utf-8").splitlines():
        if title.strip():
            yield f"title {title}", classify_title(title).relevant == (title in reports)


def _check_columns(answer: Answer, right: Answer) -> Iterator[tuple[str, bool]]:
    report = answer["report"] or {}
    if "readable" in right:
        yield "readable", bool(answer["report"]) == right["readable"]
    for column in COLUMNS:
        if column in right:
            value = report.get(column)
            if column == "published_on" and value:
                value = str(value)[:10]
            yield column, _is_one_of(value, right[column])


def _check_quantities(answer: Answer, right: Answer) -> Iterator[tuple[str, bool]]:
    rows = answer["quantities"]
    for wanted in right.get("quantities", ()):
        yield f"quantity {_show(wanted)}", any(_matches(row, wanted) for row in rows)
    for number in right.get("not_counted", ()):
        same = [row for row in rows if _matches(row, {"value": number["value"]})]
        counted = [row for row in same if _counts(row, number)]
        yield f"not counted {_show(number)}", bool(same) and not counted
    for unwanted in right.get("no_quantities", ()):
        yield (
            f"no quantity {_show(unwanted)}",
            not any(_matches(row, unwanted) for row in rows),
        )


def _check_sections(answer: Answer, right: Answer) -> Iterator[tuple[str, bool]]:
    headings = {
        _squeeze((section.get("label") or "") + (section.get("heading") or ""))
        for section in answer["sections"]
    }
    for heading in right.get("sections", ()):
        yield f"section {heading}", _squeeze(heading) in headings
    for heading in right.get("no_sections", ()):
        yield f"no section {heading}", _squeeze(heading) not in headings


def _check_issues(answer: Answer, right: Answer) -> Iterator[tuple[str, bool]]:
    codes = {issue["code"] for issue in answer["issues"]}
    for code in right.get("issues", ()):
        several = code if isinstance(code, list) else [code]
        yield f"issue {'|'.join(several)}", bool(codes & set(several))
    for code in right.get("no_issues", ()):
        yield f"no issue {code}", code not in codes


def _check_text(answer: Answer, right: Answer) -> Iterator[tuple[str, bool]]:
    for words in right.get("text", ()):
        yield f"text {words}", words in answer["text"]
    for words in right.get("no_text", ()):
        yield f"no text {words}", words not in answer["text"]


def _matches(row: Answer, wanted: Answer) -> bool:
    """Tell whether a quantity has all values that are stated; numbers are alike to a millionth."""
    for key, value in wanted.items():
        if key == "value":
            if abs(float(row["value"]) - float(value)) > 1e-6 * max(
                1.0, abs(float(value))
            ):
                return False
        elif not _is_one_of(row.get(key), value):
            return False
    return True


def _counts(row: Answer, number: Answer) -> bool:
    """Tell whether a quantity counts for the named indicator or for any: this year's own, actual value."""
    if (
        row.get("change") in ("up_by", "down_by", "from")
        or row.get("indicator") is None
    ):
        return False
    if "indicator" in number and not _is_one_of(row["indicator"], number["indicator"]):
        return False
    return row.get("role") in (None, "actual") and row.get("scope") in (None, "own")


def _is_one_of(value: object, right: object) -> bool:
    several = right if isinstance(right, list) else [right]
    return any(
        value == one
        or (str(one).endswith("*") and str(value).startswith(str(one)[:-1]))
        for one in several
    )


def _show(wanted: Answer) -> str:
    return " ".join(f"{key}={value}" for key, value in wanted.items())


def _squeeze(words: str) -> str:
    return "".join(words.split())
