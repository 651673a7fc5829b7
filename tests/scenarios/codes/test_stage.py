"""Every code that only the stage can tell, with all reports at hand, comes out of one staged release."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from expectations import ROWS
from tasks.model.issue import Issue, Responsibility, Severity
from tasks.release.stage import stage
from tasks.tables.corrections import Corrections, _Correction
from tasks.tables.part_store import get_extractor_version
from tests.scenarios.codes.case import demand_issue
from tests.world.harvest import TEXT, harvest, reading

TAKEN = (
    "东岭镇坚持把矛盾纠纷排查摆在突出位置，健全法律顾问制度，"
    "对重大行政决策逐件开展合法性审查，做到应审尽审。"
)
LEFT = "2024年，全镇组织执法人员轮训，逐案评查行政处罚案卷，把评查结果纳入年度考核，执法水平有了明显提升。"
CASES = (
    "capture_unread",
    "reports_quarantined",
    "rows_quarantined",
    "last_year_mismatch",
    "foreign_place",
    "stale_year",
    "organ_not_identified",
)
CORRECTIONS = {"corrected": "云溪镇人民政府", "correction_refused": "东岭镇人民政府"}


def _written(words, cases=12, year=2025, town="云溪镇", period=None):
    """Make a reading of some words behind a number of cases."""
    first = TEXT.replace("12件", f"{cases}件")
    whole = f"{first}\n{words}"
    made = reading(
        year, text=whole, characters=len(whole), township=town, organ=f"{town}人民政府"
    )
    said = {
        "phrase": f"办理案件{cases}件",
        "sentence_end": len(first),
        "indicator": "cases_handled",
        "period": period,
    }
    handled = replace(made.quantities[0], value=Decimal(cases), **said)
    section = replace(made.sections[0], text=whole, end=len(whole))
    return replace(made, sections=(section,), quantities=(handled,))


@pytest.fixture(scope="module")
def folder(tmp_path_factory, without_run):  # noqa: ARG001  (the fixture calls a task)
    """Stage a home in which each goes wrong once."""
    made = harvest(tmp_path_factory.mktemp("home"))
    readings = {
        "now": _written(f"{TAKEN}\n{LEFT}", 15, period="上年"),
        "last": _written(LEFT, year=2024),
        "other": _written(TAKEN, town="东岭镇"),
        "impossible": reading(1912),
        # of which province it is, nothing says
        "somewhere": reading(province=None, prefecture=None, county=None),
    }
    made.extract(
        [(made.capture(name), one) for name, one in readings.items()],
        get_extractor_version(),
    )
    made.capture("unread")
    return Path(stage.fn(made.run, ROWS, ()).folder)


@pytest.mark.parametrize("code", CASES)
def test_stage(code, folder):
    """A release tells what was not read, kept out, contradicted and taken over."""
    demand_issue(
        code,
        [
            Issue(
                row["stage"],
                row["code"],
                Severity(row["severity"]),
                Responsibility(row["responsibility"]),
                row["message"],
                message_zh=row["message_zh"],
            )
            for row in pq.read_table(folder / "issues.parquet").to_pylist()
        ],
    )


@pytest.mark.parametrize(("code", "old"), CORRECTIONS.items(), ids=CORRECTIONS)
def test_correction(code, old, folder):
    """A correction of the report's organ is told, and so is one whose old value is another."""
    one = _Correction(
        2,
        "now",
        None,
        "reports",
        "organ",
        "",
        old,
        "云溪街道办事处",
        "it was renamed",
        "its web site",
    )
    done = Corrections([one]).apply(
        {"reports": pq.read_table(folder / "reports.parquet")}
    )
    demand_issue(code, [issue for _report, issue in done.issues])
