"""The columns of the published tables: name, type, whether a value may be missing, and meaning in Chinese and English.

`schema.py` makes Arrow schemas of them. Where a column takes a fixed set of words, its meaning names them.
"""

from typing import NamedTuple

import pyarrow as pa

TEXT = pa.string()
FLAG = pa.bool_()
COUNT = pa.int32()
BIG = pa.int64()
NUMBER = pa.float64()
TIME = pa.timestamp("s", tz="Asia/Shanghai")

REQUIRED = False
OPTIONAL = True


class Column(NamedTuple):
    """One column: name, Arrow type, whether it may be null, and its meaning in Chinese and English."""

    name: str
    type: pa.DataType
    nullable: bool
    zh: str
    en: str


class Table(NamedTuple):
    """One table: what a row is, in Chinese and English, and its columns in order."""

    zh: str
    en: str
    columns: tuple[Column, ...]


# fmt: off
REPORTS = Table("每行是一份年度报告的最新版本。", "A row is the latest revision of one annual report.", (
    Column("report_id", TEXT, REQUIRED, "报告标识：规范化网址的 SHA-256 前 16 位，历次修订不变。",
           "Identity of the report: 16 hex digits of its canonical URL's SHA-256, the same for all revisions."),
    Column("revision", COUNT, REQUIRED, "版本号，从 1 起；正文变动一次加一。",
           "Number of the revision from 1, one more each time the text changes."),
    Column("title", TEXT, OPTIONAL, "报告标题，去掉栏目名和网站名；读不出时为空。",
           "Title of the report without the site's and column's name; null where none could be read."),
    Column("organ", TEXT, OPTIONAL, "作出报告的机关，按报告自身的写法，用简体；报告未写明而有依据时取自来源。",
           "Organ that the report speaks for, as the report words it, in simplified characters; where it names none, "
           "the source's, if the report's words bear that out."),
    Column("organ_kind", TEXT, OPTIONAL,
           "机关类型：ministry、province、prefecture、county、town、subdistrict 或 department。",
           "Kind of organ: ministry, province, prefecture, county, town, subdistrict or department."),
    Column("level", TEXT, OPTIONAL, "机关所在的行政层级：national、province、prefecture、county 或 township。",
           "Administrative level of the organ: national, province, prefecture, county or township."),
    Column("province", TEXT, OPTIONAL, "省、自治区或直辖市的名称。",
           "Name of the province, autonomous region or municipality."),
    Column("prefecture", TEXT, OPTIONAL, "地级市、州或盟的名称；直辖市下为空。",
           "Name of the prefecture-level city; null below a municipality."),
    Column("county", TEXT, OPTIONAL, "县、区或县级市的名称。",
           "Name of the county, district or county-level city."),
    Column("township", TEXT, OPTIONAL, "乡、镇或街道的名称，街道不带“办事处”。",
           "Name of the township, town or subdistrict, the latter without 办事处."),
    Column("division_code", TEXT, OPTIONAL, "12 位区划代码；名称有歧义时为空。",
           "Division code of 12 digits; null where the name is ambiguous."),
    Column("report_year", COUNT, OPTIONAL, "报告所述的年度，不是发布年份。",
           "Year that the report is about, which is not the year it was published in."),
    Column("report_year_evidence", TEXT, OPTIONAL, "年度读自何处，附原文。",
           "Place that the report year was read from, with the words found there."),
    Column("document_number", TEXT, OPTIONAL, "发文字号，按原文。",
           "Document number (发文字号) as printed."),
    Column("published_on", TIME, OPTIONAL, "发布时间（北京时间）；只印日期时为零点。",
           "Time of publication in Beijing time; midnight where only a day is printed."),
    Column("published_source", TEXT, OPTIONAL, "发布时间读自何处。",
           "Place that the time of publication was read from."),
    Column("first_seen_at", TIME, REQUIRED, "首次见到该网页的那次运行的开始时间。",
           "Start of the first run that saw this page."),
    Column("last_seen_at", TIME, REQUIRED, "最近一次见到该网页的那次运行的开始时间。",
           "Start of the latest run that saw this page."),
    Column("days_after_deadline", COUNT, OPTIONAL, "发布日比次年 4 月 1 日晚的天数，提前为负。",
           "Days from 1 April of the following year to the day of publication; negative when early."),
    Column("url", TEXT, REQUIRED, "正文网页的规范化网址。",
           "Canonical URL of the page that holds the report."),
    Column("host", TEXT, REQUIRED, "发布网站的主机名，非标准端口附后。",
           "Host of the site, with the port where it is not the usual one."),
    Column("publisher", TEXT, OPTIONAL, "网页或列表所写的发布机构。",
           "Publisher that the page or its list names."),
    Column("source", TEXT, OPTIONAL, "网页所印的“来源”，按原文。",
           "The 来源 that the page prints, as printed."),
    Column("source_id", TEXT, REQUIRED, "采集来源的标识，即 data/sources 中的文件名。",
           "Source that led to the page: the name of its file in data/sources."),
    Column("media_type", TEXT, REQUIRED, "正文所在文件的媒体类型，如 text/html、application/pdf。",
           "Media type of the file that the text was read from, such as text/html or application/pdf."),
    Column("text_url", TEXT, REQUIRED, "正文所在文件的网址：网页本身，或其附件。",
           "Address of the file that the text was read from: the page itself, or an attachment of it."),
    Column("has_achievements", FLAG, REQUIRED, "是否有“主要举措和成效”部分。",
           "Whether it has a part on measures and achievements."),
    Column("has_shortcomings", FLAG, REQUIRED, "是否有“不足和原因”部分。",
           "Whether it has a part on shortcomings and their causes."),
    Column("has_leadership", FLAG, REQUIRED, "是否有“第一责任人职责”部分。",
           "Whether it has a part on the leaders' duty for the rule of law."),
    Column("has_plans", FLAG, REQUIRED, "是否有“下一年度主要安排”部分。",
           "Whether it has a part on the plans for the next year."),
    Column("has_other", FLAG, REQUIRED, "是否有“其他需要报告的情况”部分。",
           "Whether it has a part on other matters to report."),
    Column("style", TEXT, REQUIRED, "结构：statutory（按法定内容分部分）或 thematic（按主题分部分）。",
           "Structure: statutory (parts follow the rule's content list) or thematic (parts follow themes)."),
    Column("characters", COUNT, REQUIRED, "正文的字符数。",
           "Characters (code points) of the clean text."),
    Column("text", TEXT, REQUIRED, "清理后的全文；各表的 start 和 end 是其中的位置。",
           "Clean full text; start and end of the other tables are offsets into it."),
    Column("quality", TEXT, REQUIRED, "阅读质量：ok，或 warning（issues 表中有须留意的问题）。",
           "Quality of the reading: ok, or warning where the table issues holds something to mind."),
    Column("state", TEXT, REQUIRED, "网页现状：new、unchanged、revised、missing、withdrawn、blocked、unreachable 等。",
           "State of the page: new, unchanged, revised, missing, withdrawn, blocked, unreachable, refused, "
           "not_a_report or unsupported."),
    Column("captured_at", TIME, REQUIRED, "取得本版本原始字节的时间。",
           "Time at which the raw bytes of this revision were fetched."),
    Column("warc_file", TEXT, REQUIRED, "原始字节所在的 WARC 文件，相对于 archive 目录。",
           "WARC file that holds the raw bytes, relative to the archive folder."),
    Column("warc_offset", BIG, REQUIRED, "WARC 记录在文件中的字节位置。",
           "Offset of the WARC record in that file, in bytes."),
    Column("content_sha256", TEXT, REQUIRED, "原始字节（解压后）的 SHA-256。",
           "SHA-256 of the raw body after decompression, in hex."),
    Column("extractor", TEXT, REQUIRED, "读出本行的程序版本。",
           "Version of the reading code that made this row."),
))

REVISIONS = Table("每行是一份报告的一个版本。", "A row is one revision of one report.", (
    Column("report_id", TEXT, REQUIRED, "所属报告。",
           "Report that this is a revision of."),
    Column("revision", COUNT, REQUIRED, "版本号，从 1 起。",
           "Number of the revision, from 1."),
    Column("captured_at", TIME, REQUIRED, "取得该版本原始字节的时间。",
           "Time at which its raw bytes were fetched."),
    Column("content_sha256", TEXT, REQUIRED, "原始字节（解压后）的 SHA-256。",
           "SHA-256 of the raw body after decompression, in hex."),
    Column("text_sha256", TEXT, REQUIRED, "正文用字的 SHA-256，不计空白和标点。",
           "SHA-256 of the words of its clean text, without spaces and punctuation, in hex."),
    Column("change", TEXT, REQUIRED, "与上一版本之别：new（首个）、cosmetic（标点或空白）或 substantive（文字有变）。",
           "What sets it apart from the one before: new (the first), cosmetic (punctuation, spaces or breaks only) or "
           "substantive (other words)."),
    Column("added", COUNT, REQUIRED, "比上一版本增加的字符数。",
           "Characters of the clean text that were added."),
    Column("removed", COUNT, REQUIRED, "比上一版本删去的字符数。",
           "Characters of the clean text that were removed."),
    Column("summary", TEXT, REQUIRED, "改动的简要说明，引出首处改动。",
           "Change in a few words, with the first of it quoted."),
    Column("warc_file", TEXT, REQUIRED, "原始字节所在的 WARC 文件，相对于 archive 目录。",
           "WARC file that holds its raw bytes, relative to the archive folder."),
    Column("warc_offset", BIG, REQUIRED, "WARC 记录在文件中的字节位置。",
           "Offset of the WARC record in that file, in bytes."),
))

SECTIONS = Table("每行是一份报告提纲中的一个节点。", "A row is one node of the outline of one report.", (
    Column("report_id", TEXT, REQUIRED, "所属报告。",
           "Report that the section belongs to."),
    Column("path", TEXT, REQUIRED, "节点位置，如 2.3；按先后计数，与所印序号无关。",
           "Position in the outline, such as 2.3; counts positions, whatever numbers are printed."),
    Column("parent", TEXT, OPTIONAL, "上级节点的位置，一级为空。",
           "Path of the node above; null at the first level."),
    Column("level", COUNT, REQUIRED, "提纲层级，一级为 1。",
           "Depth in the outline, 1 for the first level."),
    Column("label", TEXT, OPTIONAL, "所印序号，如“三、”。",
           "Number as printed, such as 三、."),
    Column("heading", TEXT, OPTIONAL, "序号之后的标题；序号直接引出正文时为空。",
           "Words of the heading after the number; null where the number starts running text."),
    Column("kind", TEXT, REQUIRED,
           "类别：achievements、shortcomings、leadership、plans、other、preamble、thematic、signature 或 attachment。",
           "What it is about: achievements, shortcomings, leadership, plans, other, preamble, thematic, signature or "
           "attachment."),
    Column("kind_evidence", TEXT, REQUIRED, "判定类别所依据的词句。",
           "Words or rule that decided the kind."),
    Column("kind_confidence", TEXT, REQUIRED,
           "类别的把握：certain（标题整句写明）、likely（仅凭个别名词、下一年份或主题式标题）"
           "或 guess（标题未说明，或无标题而据正文首句）；下级节点从上级。",
           "How sure the kind is: certain (a whole wording names it), likely (only a noun, a later year or a heading "
           "worded as a theme) or guess (no such words, or no heading); a node below takes its parent's."),
    Column("also_kinds", TEXT, OPTIONAL,
           "合并标题（如“存在的问题及下一步打算”）所含的其他类别，多个以逗号分隔；没有时为空。",
           "Further kinds that a merged first-level heading names, parted by commas; null where none."),
    Column("node", TEXT, REQUIRED, "节点形式：preamble、heading、item、signature 或 attachment。",
           "What the node is made of: preamble, heading, item, signature or attachment."),
    Column("text", TEXT, REQUIRED, "节点自身的文字，不含下级节点。",
           "The node's own text, without that of the nodes below it."),
    Column("start", COUNT, REQUIRED, "在报告全文中的起点（含），按字符计。",
           "First character in the report's text, from 0."),
    Column("end", COUNT, REQUIRED, "在报告全文中的终点（不含），按字符计。",
           "Character after the last one in the report's text."),
))

QUANTITIES = Table("每行是正文中的一个带单位的数。", "A row is one number with a unit in running text.", (
    Column("report_id", TEXT, REQUIRED, "所属报告。",
           "Report that the number stands in."),
    Column("section_path", TEXT, REQUIRED, "所在节点的位置。",
           "Path of the section that it stands in."),
    Column("phrase", TEXT, REQUIRED, "数所在的短语，按原文。",
           "Clause that the number stands in, as printed."),
    Column("value", NUMBER, REQUIRED, "以 unit 计的数值，万和亿已乘出；2^53 以内的整数和 15 位以内的小数不失真。",
           "Value in the unit, without 万 and 亿; exact for whole numbers to 2^53 and decimals of 15 digits."),
    Column("unit", TEXT, REQUIRED,
           "单位，按原文，不含万和亿；％作 %，百分点作个百分点，比例 1：3 作“比”（值为前项除以后项）。",
           "Unit as printed, without 万 and 亿; ％ is %, 百分点 is 个百分点, and a ratio such as 1：3 is 比, with the "
           "first number divided by the second as its value."),
    Column("comparator", TEXT, OPTIONAL,
           "约数：at_least（余、超）、nearly（近）、about（约）或 at_most（不超过）；确数为空。",
           "How the true value stands to it: at_least, nearly, about or at_most; null where it is printed as exact."),
    Column("indicator", TEXT, OPTIONAL,
           "指标代码，见 data/lookups/indicators.csv；无对应指标、或数为变化幅度和变化前的值时为空。",
           "Code of the indicator in data/lookups/indicators.csv; null where none fits, and for what is no level: by "
           "how much something changed, and what it was before."),
    Column("sentence", TEXT, REQUIRED, "数所在的整句。",
           "Whole sentence that the number stands in."),
    Column("start", COUNT, REQUIRED, "数和单位在报告全文中的起点（含）。",
           "First character of number and unit in the report's text."),
    Column("end", COUNT, REQUIRED, "数和单位在报告全文中的终点（不含）。",
           "Character after number and unit in the report's text."),
    Column("indicator_evidence", TEXT, OPTIONAL, "据以判定指标的词句，按原文；无指标时为空。",
           "Words that gave the indicator, as printed; null where there is none."),
    Column("period", TEXT, OPTIONAL, "所指时期，按原文，如“截至10月底”“全年”；未说明时为空，即指报告年度。",
           "Period that it speaks of, as printed, such as 截至10月底; null where none is said: the report year."),
    Column("change", TEXT, OPTIONAL,
           "所说的变化：up_by、down_by（增减幅度），up_to、down_to（变化后的值）或 from（变化前的值）；"
           "不言变化时为空。",
           "What it tells of a change: up_by or down_by (by how much), up_to or down_to (the value after) or from (the "
           "value before); null where it tells of none."),
    Column("before", NUMBER, OPTIONAL, "变化前的值，单位同 unit；change 为 up_to 或 down_to 且原文说明时有值。",
           "Value that a change to this one started from, in the same unit; null where none is said."),
    Column("compared_with", TEXT, OPTIONAL, "变化所比的对象，按原文，如“同比”“较上年”。",
           "What the change is measured against, as printed, such as 同比 or 较上年; null where none is said."),
))

ISSUES = Table("每行是来源、网页或报告的一处问题。", "A row is one thing wrong with a source, a page or a report.", (
    Column("report_id", TEXT, OPTIONAL, "所涉报告或网页；读不出报告的网页在 reports 表中没有行。",
           "Report or page concerned; a page that could not be read has no row in reports; null for a whole source."),
    Column("source_id", TEXT, OPTIONAL, "所涉来源。",
           "Source concerned; null where none is."),
    Column("url", TEXT, OPTIONAL, "所涉网址。",
           "URL concerned; null where none is."),
    Column("stage", TEXT, REQUIRED, "发现问题的环节：crawl、text、report、extract 或 audit。",
           "Step that noticed it: crawl, text, report, extract or audit."),
    Column("code", TEXT, REQUIRED, "问题代码，固定的英文词。",
           "Stable word for the kind of issue, in snake_case."),
    Column("severity", TEXT, REQUIRED, "严重程度：info、warning 或 error（损失一份报告或一个网页）。",
           "Severity: info, warning, or error where it costs a report or a page."),
    Column("responsibility", TEXT, REQUIRED, "应由谁改正：site（网站）、publisher（机关）或 us（本项目）。",
           "Who can mend it: site (the web site), publisher (the organ) or us (this project)."),
    Column("message", TEXT, REQUIRED, "问题的说明。",
           "What is wrong, in one sentence."),
    Column("evidence", TEXT, REQUIRED, "原文中的词句或数；没有时为空串。",
           "Words or numbers it was seen in, as they stand; empty where none."),
))

REUSE = Table(
    "每行是一份报告中与另一份报告雷同的一个段落，每种雷同一行。",
    "A row is one paragraph of one report that stands in another report too, once for each kind of reuse.", (
    Column("report_id", TEXT, REQUIRED, "所属报告。",
           "Report that the paragraph belongs to."),
    Column("section_path", TEXT, REQUIRED, "段落所在节点的位置。",
           "Path of the section that it stands in."),
    Column("other_report_id", TEXT, REQUIRED, "段落最可能出自的另一份报告：年度不晚于本报告、雷同段落最多的一份。",
           "Report that it most likely comes from: not of a later year, and the one that shares most paragraphs."),
    Column("similarity", NUMBER, REQUIRED, "相似度，0.8 至 1：两段依次相同的字所占之比，不计标点和序号，数字一律视同。",
           "Share of the characters that both have, in order, from 0.8 to 1; without punctuation and labels, and all "
           "numbers alike."),
    Column("kind", TEXT, REQUIRED,
           "雷同类型：boilerplate（两省以上、六个以上机关共有的套话）、template（一省之内六个以上机关共有）、"
           "mirror（同一机关同一年度的另一份）、last_year 和 earlier_year（本机关上一年度、更早年度的原文）、"
           "copied（另一机关的原文）或 unplaced（机关或年度不明）。",
           "Kind of reuse: boilerplate (of six organs or more, in several provinces), template (of six or more within "
           "one), mirror (the same organ's and year's), last_year and earlier_year (the organ's own of the year "
           "before, or earlier), copied (another organ's) or unplaced (organ or year is not known)."),
    Column("start", COUNT, REQUIRED, "段落在全文中的起点。",
           "Offset of the paragraph's first character in the clean text."),
    Column("end", COUNT, REQUIRED, "段落在全文中的终点（不含）。",
           "Offset after its last character."),
    Column("other_section_path", TEXT, REQUIRED, "另一报告中相应段落所在的节点。",
           "Path of the section of the other report that holds the like paragraph."),
    Column("other_start", COUNT, REQUIRED, "相应段落在另一报告全文中的起点。",
           "Offset of the like paragraph in the other report's clean text."),
    Column("other_end", COUNT, REQUIRED, "相应段落在另一报告全文中的终点（不含）。",
           "Offset after the like paragraph's last character."),
    Column("characters", COUNT, REQUIRED, "段落中参与比较的字数。",
           "Characters of the paragraph that were compared."),
    Column("characters_shared", COUNT, REQUIRED, "其中与另一段依次相同的字数。",
           "Characters of those that the other paragraph has too, in the same order."),
    Column("paragraphs_shared", COUNT, REQUIRED, "本报告与另一报告以同样类型雷同的段落数。",
           "Paragraphs that the two reports share in this way, this one included."),
    Column("reports", COUNT, REQUIRED, "有这段文字的报告总数。",
           "Reports in which the text stands, this one included."),
    Column("organs", COUNT, REQUIRED, "有这段文字的机关数。",
           "Organs whose reports hold it; a report of unknown organ counts as one."),
    Column("provinces", COUNT, REQUIRED, "这些机关分属的省份数；不明的不计。",
           "Provinces of those organs, as far as they are known."),
    Column("sample", TEXT, REQUIRED, "段落开头的六十个字。",
           "First 60 characters of the paragraph."),
))

FETCHES = Table("每行是一次网络请求。", "A row is one request.", (
    Column("run_id", TEXT, REQUIRED, "发出请求的运行；标识按时间排序。",
           "Run that sent it; ids sort by time."),
    Column("source_id", TEXT, REQUIRED, "为哪个来源而请求。",
           "Source that it was sent for."),
    Column("kind", TEXT, REQUIRED, "所求之物：robots、list 或 detail。",
           "What was asked for: robots, list or detail."),
    Column("url", TEXT, REQUIRED, "所请求的网址。",
           "URL that was asked for."),
    Column("at", TIME, REQUIRED, "请求时间（北京时间）。",
           "Time of the request, in Beijing time."),
    Column("status", COUNT, OPTIONAL, "HTTP 状态码；没有应答时为空。",
           "HTTP status; null where no answer came."),
    Column("outcome", TEXT, REQUIRED, "结果，如 ok、not modified、missing 或 blocked(…)。",
           "What came of it, such as ok, not modified, missing or blocked(…)."),
    Column("robots", TEXT, REQUIRED, "robots.txt 的判定。",
           "What robots.txt said of it."),
    Column("delay", NUMBER, REQUIRED, "请求前的等待，秒。",
           "Pause that was kept before it, in seconds."),
    Column("attempts", COUNT, REQUIRED, "连同重试一共发出的次数。",
           "Times it was sent, with all retries."),
    Column("milliseconds", COUNT, REQUIRED, "应答用时，毫秒。",
           "Time until the whole answer had come, in milliseconds."),
    Column("bytes", BIG, REQUIRED, "解压后的字节数。",
           "Size of the body after decompression, in bytes."),
    Column("digest", TEXT, OPTIONAL, "解压后内容的 SHA-256；没有内容时为空。",
           "SHA-256 of the body after decompression, in hex; null where none came."),
    Column("tls", TEXT, REQUIRED, "legacy 表示网站只能以兼容方式建立 TLS 连接（证书仍经验证），否则为空串。",
           "Word legacy where only a compatible TLS context reached the server, its certificate verified; else empty."),
    Column("warc_file", TEXT, OPTIONAL, "存档的 WARC 文件，相对于 archive 目录；未存档时为空。",
           "WARC file that holds the answer, relative to the archive folder; null where it was not kept."),
    Column("warc_offset", BIG, OPTIONAL, "WARC 记录在文件中的字节位置；未存档时为空。",
           "Offset of the WARC record in that file, in bytes; null where it was not kept."),
))
# fmt: on
