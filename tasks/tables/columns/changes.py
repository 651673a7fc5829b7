"""The columns of the table `changes`."""

from tasks.tables.columns.column import COUNT, OPTIONAL, REQUIRED, TEXT, Column, Table

# fmt: off
CHANGES = Table(
    "每行是一份报告自上一发布版以来的一种变化。",
    "A row is one way in which a report differs from the release before.", (
    Column("report_id", TEXT, REQUIRED, "所涉报告。",
           "Report concerned.",
           "比较两版中每份报告的指纹。",
           "Found by comparing the fingerprints of each report in two releases."),
    Column("change", TEXT, REQUIRED,
           "变化：new（首次收录）、revised（机关改了正文）、withdrawn（网页撤下）、returned（撤下后恢复）、"
           "corrected（我们更正了数值）、reread（同一版本由新程序读出不同的值）或 removed（不再在表中）。",
           "Change: new (for the first time), revised (its publisher changed the text), withdrawn (the page is gone), "
           "returned (it is back), corrected (we corrected a value), reread (a newer reader gives other values for the "
           "same revision) or removed (it is no longer in the tables).",
           "据版本号、网页状态和各列的指纹判定。",
           "Told from revision, state and the fingerprints of all columns."),
    Column("release_before", TEXT, OPTIONAL, "所比的上一发布版；首个发布版为空。",
           "Release it is compared with; null in the first one.",
           "as_of 早于本版的最近一个发布版。",
           "Newest release whose time is before this one's."),
    Column("revision_before", COUNT, OPTIONAL, "上一发布版中的版本号；没有时为空。",
           "Revision in the release before; null where it had none.",
           "取自上一发布版的 reports 表。",
           "From the table reports of the release before."),
    Column("revision", COUNT, OPTIONAL, "本发布版中的版本号；不再收录时为空。",
           "Revision in this release; null where it is no longer held.",
           "取自本发布版的 reports 表。",
           "From the table reports of this release."),
    Column("columns", TEXT, REQUIRED, "值有变的列，以逗号分隔；章节和数量的列写作 sections.text 之类；没有时为空串。",
           "Columns whose values differ, parted by commas; those of sections and quantities are written like "
           "sections.text; empty where none.",
           "指纹不同的列；由我们更正的列只记在 corrected 一行。",
           "Columns whose fingerprints differ; those that we corrected stand in the row corrected only."),
    Column("reason", TEXT, REQUIRED, "变化的依据，一句话。",
           "What shows the change, in one line.",
           "与 change 同时写成。",
           "Written when change is decided."),
))
# fmt: on
