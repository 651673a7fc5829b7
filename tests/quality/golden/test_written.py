"""Whole readings of written reports, line by line: a change of the reader shows here first.

The tables show it only later.
"""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from deploy.demo.writer import write
from tests.quality.eval.score import read_bytes

FOLDER = Path(__file__).parent / "written"
SEEDS = (3, 8, 21, 34, 55, 89)


def _said(quantity):
    """Give what is said of a quantity's time and change, where anything is."""
    before = (
        None if quantity.before is None else f"from {quantity.before.normalize():f}"
    )
    said = [
        quantity.period,
        quantity.change,
        before,
        quantity.change and quantity.compared_with,
    ]
    return f" [{', '.join(str(word) for word in said if word)}]" if any(said) else ""


def show_reading(seed):
    """Give the reading of one written report as text that shows a difference well."""
    _, reading = read_bytes(write(seed).plain().encode())
    lines = [
        f"{name}: {value}"
        for name, value in asdict(reading.report).items()
        if name != "text"
    ]
    lines += [""] + [
        f"{s.path} [{s.node} {s.kind}] {s.label or ''}{s.heading or ''}"
        for s in reading.sections
    ]
    lines += [""] + [
        f"{q.section_path} {q.value.normalize():f} {q.unit} {q.comparator or '='} {q.indicator or '-'}: "
        f"{q.phrase}{_said(q)}"
        for q in reading.quantities
    ]
    lines += [""] + [
        f"{i.severity} {i.code}: {i.message} [{json.dumps(i.evidence, ensure_ascii=False)}]"
        for i in reading.issues
    ]
    return "\n".join([*lines, "", reading.report.text, ""])


@pytest.mark.parametrize("seed", SEEDS)
def test_reading_is_as_reviewed(seed, request):
    """The reading equals the golden.

    --update-golden writes it anew and fails, so that a person looks at it.
    """
    path = FOLDER / f"{seed:03}.txt"
    got = show_reading(seed)
    if request.config.getoption("--update-golden") and (
        not path.exists() or path.read_text(encoding="utf-8") != got
    ):
        FOLDER.mkdir(exist_ok=True)
        path.write_text(got, encoding="utf-8")
        pytest.fail(
            f"{path.name} was written anew: review it with git diff, then run the tests without the option"
        )
    assert got == path.read_text(encoding="utf-8")
