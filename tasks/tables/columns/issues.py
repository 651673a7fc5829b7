"""The columns of the table `issues`."""

from tasks.tables.columns.column import OPTIONAL, REQUIRED, TEXT, Column, Table

# fmt: off
ISSUES = Table("每行是来源、网页或报告的一处问题。", "A row is one thing wrong with a source, a page or a report.", (
    Column("report_id", TEXT, OPTIONAL, "所涉报告或网页；读不出报告的网页在 reports 表中没有行。",
           "Report or page concerned; a page that could not be read has no row in reports; null for a whole source.",
           "所涉网页的标识。",
           "Id of the page concerned."),
    Column("source_id", TEXT, OPTIONAL, "所涉来源。",
           "Source concerned; null where none is.",
           "采集或阅读时所依的来源；跨报告比对的问题不带来源。",
           "Source under way when it was noticed; empty for what shows only between reports."),
    Column("url", TEXT, OPTIONAL, "所涉网址。",
           "URL concerned; null where none is.",
           "问题自带的网址，否则为网页的网址。",
           "URL that the issue names, else that of the page."),
    Column("stage", TEXT, REQUIRED, "发现问题的环节：crawl、text、report、extract 或 audit。",
           "Step that noticed it: crawl, text, report, extract or audit.",
           "由发现问题的程序写明。",
           "Written by the code that noticed it."),
    Column("code", TEXT, REQUIRED, "问题代码，固定的英文词。",
           "Stable word for the kind of issue, in snake_case.",
           "由发现问题的程序写明，含义见 data/lookups/issues.md。",
           "Written by the code that noticed it; meanings stand in data/lookups/issues.md."),
    Column("severity", TEXT, REQUIRED, "严重程度：info、warning 或 error（损失一份报告或一个网页）。",
           "Severity: info, warning, or error where it costs a report or a page.",
           "由发现问题的程序写明。",
           "Written by the code that noticed it."),
    Column("responsibility", TEXT, REQUIRED, "应由谁改正：site（网站）、publisher（机关）或 us（本项目）。",
           "Who can mend it: site (the web site), publisher (the organ) or us (this project).",
           "由发现问题的程序写明。",
           "Written by the code that noticed it."),
    Column("message", TEXT, REQUIRED, "问题的说明。",
           "What is wrong, in one sentence.",
           "由发现问题的程序写明。",
           "Written by the code that noticed it."),
    Column("evidence", TEXT, REQUIRED, "原文中的词句或数；没有时为空串。",
           "Words or numbers it was seen in, as they stand; empty where none.",
           "照录原文或存档位置。",
           "Quoted from the source, or the place in the archive."),
))
# fmt: on
