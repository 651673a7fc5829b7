"""An audit with failures and the account of its release, as pages tell them."""

from tasks.model.release import Account, Audit, Check, OpenReport

RELEASE_ID = "20260302T020007-0123abcd"
HELD = Check(
    "reports",
    "column_values_to_be_unique",
    "report_id",
    "critical",
    True,
    "0 of 3 rows do not hold",
)
WARNING = Check(
    "reports",
    "column_values_to_not_be_null",
    "organ",
    "warning",
    False,
    "2 of 3 rows",
    ("report_id=a",),
    "look there",
)
CRITICAL = Check(
    "sections",
    "column_values_to_be_in_set",
    "kind",
    "critical",
    False,
    "1 of 9 rows",
    (),
    "why|<not>",
)
AUDIT = Audit(RELEASE_ID, (HELD, WARNING, CRITICAL))
PASSED = Audit(RELEASE_ID, (HELD,))
ACCOUNT = Account(
    counts={"reports": 1260, "sections": 9, "reuse": 4},
    last_counts={"reports": 1250, "sections": 9},
    refused={
        "sections": {"report not in the release": 31, "text is not the report's": 2}
    },
    changes={"new": 5, "revised": 1},
    coverage={"county": {"found": 120, "missing": 30}, "": {"found": 2, "late": 1}},
    open=(
        OpenReport("云溪县人民政府", 2025, "missing", "town.example.cn/x.warc.gz at 0"),
    ),
)
