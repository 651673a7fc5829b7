"""The columns of the table `coverage`."""

from tasks.tables.columns.column import (
    COUNT,
    OPTIONAL,
    REQUIRED,
    TEXT,
    TIME,
    Column,
    Table,
)

# fmt: off
COVERAGE = Table(
    "每行是一个机关某一年度应有的一份报告：是否找到、是否迟发、依据何在。",
    "A row is one report that an organ was to publish for one year: whether it was found, when, and how we know.", (
    Column("source_id", TEXT, REQUIRED, "应在其中找到报告的采集来源。",
           "Source in which the report should be found.",
           "取自名册；不在名册的机关取其报告的来源。",
           "From the roster; for an organ that is not on it, the source of its reports."),
    Column("organ", TEXT, REQUIRED, "应发布报告的机关：data/lookups/expected.csv 所列，或曾在该来源发布过报告的。",
           "Organ that is to publish it: one that data/lookups/expected.csv names, or that has published in the source "
           "before.",
           "名册所列的机关，另加已有报告而不在名册的机关。",
           "Organs of the roster, and those whose reports were seen without it."),
    Column("organ_kind", TEXT, OPTIONAL, "机关类型，用词同 reports 表。",
           "Kind of organ, in the words of the table reports.",
           "取自名册；名册未写的据机关名称判定。",
           "From the roster, else told from the organ's name."),
    Column("level", TEXT, OPTIONAL, "机关所在的行政层级。",
           "Administrative level of the organ.",
           "取自名册；名册未写的由 organ_kind 得出。",
           "From the roster, else it follows from organ_kind."),
    Column("division_code", TEXT, OPTIONAL, "机关所在地的 12 位区划代码。",
           "Division code of the organ's place, 12 digits.",
           "取自名册。",
           "From the roster."),
    Column("duty", TEXT, REQUIRED, "obliged（规定要求发布）或 expected（按惯例发布）。",
           "Duty: obliged (the rules demand it) or expected (it is usual).",
           "政府和县级以上部门为 obliged，街道办事处、开发区等为 expected。",
           "Governments and departments from the county up are obliged, subdistrict offices and development zones "
           "expected."),
    Column("report_year", COUNT, REQUIRED, "应报告的年度。",
           "Year that the report is to be about.",
           "自名册所列的起始年（一般为 2019）起每年一行，至最近应报的年度。",
           "A row a year from the roster's first (as a rule 2019) to the last year whose reports may be out."),
    Column("status", TEXT, REQUIRED,
           "found（按时）、late（已发布但过期）、missing（期限后完整查过来源而未见）、unreachable（来源或网页未能读到）、"
           "blocked（来源拒绝访问）、withdrawn（曾发布后撤下）或 awaited（期限未到，或期限后尚未查过）。",
           "Status: found (in time), late (published after the deadline), missing (the list was seen whole after the "
           "deadline and does not have it), unreachable (list or page could not be read), blocked (the site refuses "
           "us), withdrawn (it was there and is gone) or awaited (not yet due, or nobody has looked since).",
           "有报告的据发布时间判定；没有的据各次运行中该来源的结果判定，过期后看全列表而未见才算 missing。",
           "By the time of publication where there is a report, else by what runs came to: missing only where the "
           "whole list was seen after the deadline."),
    Column("report_id", TEXT, OPTIONAL, "找到的报告；没有时为空。",
           "Report that was found; null where none was.",
           "reports 表中机关和年度相合的报告；有多份时取仍在网上的最早一份。",
           "Report of the same organ and year; of several the earliest that still stands."),
    Column("published_on", TIME, OPTIONAL, "发布时间；未知时为空。",
           "Time of publication; null where it is not known.",
           "取自 reports 表。",
           "From the table reports."),
    Column("days_after_deadline", COUNT, OPTIONAL, "比次年 4 月 1 日晚的天数，提前为负；发布时间未知时为空。",
           "Days after 1 April of the following year, negative when early; null where the time is not known.",
           "由 published_on 与 report_year 算出。",
           "Computed from published_on and report_year."),
    Column("trust", TEXT, OPTIONAL, "发布时间的可信程度：high（网页所写）、medium（列表所写，或网页的更新时间）或 low"
           "（只知首次见到的时间，或所写日期与当时的列表不符）；没有报告时为空。",
           "Trust in the time of publication: high (the page says it), medium (its list, or the page's last change) or "
           "low (only our first sight of it is known, or the lists of that time contradict it); null where there is no "
           "report.",
           "网页写明为 high，列表或更新时间为 medium，只知首次见到的时间或与存档列表矛盾为 low。",
           "High where the page says it, medium from its list or last change, low where only our first sight tells or "
           "a list contradicts."),
    Column("checked_at", TIME, OPTIONAL, "最近一次实际访问该来源的那次运行的开始时间；从未访问时为空。",
           "Start of the last run that asked the source; null where none did.",
           "取自采集账本：最近一次询问该来源的运行的开始时间。",
           "From the ledger: start of the last run that asked the source."),
    Column("evidence", TEXT, REQUIRED, "依据：报告的存档记录，或当晚存档的列表页和来源的结果。",
           "What shows it: the report's record in the archive, or that night's archived list pages and the source's "
           "outcome.",
           "由 WARC 记录、各次运行的结果和名册的依据写成。",
           "Written from WARC records, outcomes of runs and the roster's reason."),
))
# fmt: on
