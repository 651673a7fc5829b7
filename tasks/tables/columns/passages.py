"""The columns of the tables on what reports say in words: `citations`, `shortcomings` and `plans`."""

from tasks.tables.columns import (
    COUNT,
    FLAG,
    NUMBER,
    OPTIONAL,
    REQUIRED,
    TEXT,
    Column,
    TableDefinition,
)

# fmt: off
CITATIONS = TableDefinition(
    "每行是报告中一处提到的法律、法规、规章、党内法规、规划、文件或文号。",
    "A row is one place where a report names a law, a regulation, a rule, a plan, a paper or its number.", (
    Column("report_id", TEXT, REQUIRED, "所属报告。",
           "Report that names it.",
           "取自所读的网页。",
           "That of the page it was read from."),
    Column("section_path", TEXT, REQUIRED, "所在节点的位置。",
           "Path of the section that it stands in.",
           "所在的 sections 节点。",
           "Node of the table sections that holds it."),
    Column("cited", TEXT, REQUIRED, "规范全称；词表没有的按原文，仅有文号的为文号。",
           "Its whole name; as printed where the lookup does not know it; the number where only that is "
           "named.",
           "按 data/lookups/laws.csv 归并全称、简称和“新修订的”等写法；报告自定的简称从其所指。",
           "Full and short names are one by data/lookups/laws.csv; short names that the report gives are "
           "followed."),
    Column("kind", TEXT, REQUIRED,
           "种类：law、administrative_regulation、judicial_interpretation、party_rule、local_regulation、"
           "local_rule、rule（规章或发布机关不明的办法、规定）、plan、policy（意见、通知等）或 "
           "document（仅有文号）。",
           "What it is: law, administrative_regulation, judicial_interpretation, party_rule, "
           "local_regulation, local_rule, rule (of a department, or of unknown issuer), plan, policy (an "
           "organ's paper) or document (a number alone).",
           "据词表；没有的据名称末尾的词和开头的地名。书报、表单、证书和报告不计。",
           "From the lookup, else by the last word and a place at the start. Newspapers, books, forms, "
           "certificates and reports are left out."),
    Column("law_id", TEXT, OPTIONAL, "词表中的代号；词表没有时为空。",
           "Its id in data/lookups/laws.csv; null for what the lookup does not know.",
           "按名称查找，同名的取报告年度末有效的一个。",
           "Looked up by name; of several of the name, the one in force at the end of the report's year."),
    Column("wording", TEXT, REQUIRED, "原文。",
           "Words as printed.",
           "全文中 start_offset 至 end_offset 的文字。",
           "Report text from start_offset to end_offset."),
    Column("article", TEXT, OPTIONAL, "其后所写的条、款、项；没有时为空。",
           "Article, paragraph and item named behind it, as printed; null where none is.",
           "读自名称之后。",
           "Read behind the name."),
    Column("document_number", TEXT, OPTIONAL, "文号，括号统一为〔〕；没有时为空。",
           "Number of the document, its brackets as 〔〕; null where none is given.",
           "读自名称后的括号或正文；报告自身的文号不计。",
           "Read in brackets behind the name, or from the text; the report's own is left out."),
    Column("start_offset", COUNT, REQUIRED, "原文在报告全文中的起点（含）。",
           "First character of its words in the report's text.",
           "整理全文时记下。",
           "Noted when the text is read."),
    Column("end_offset", COUNT, REQUIRED, "原文在报告全文中的终点（不含）。",
           "Character after its last one in the report's text.",
           "整理全文时记下。",
           "Noted when the text is read."),
    Column("is_repealed", FLAG, OPTIONAL, "至报告年度 12 月 31 日是否已废止或期满；不明时为空。",
           "Whether it was repealed, or its period over, by 31 December of the report's year; null where law "
           "or year are not known.",
           "据词表的废止日期和读出的报告年度。",
           "From the lookup's days and the report year as it was read."),
))

_BEFORE_PLACE = (
    Column("report_id", TEXT, REQUIRED, "所属报告。",
           "Report that states it.",
           "取自所读的网页。",
           "That of the page it was read from."),
    Column("report_year", COUNT, OPTIONAL, "报告年度，不明时为空。",
           "Year that the report is about; null where it is not known.",
           "取自 reports，更正之后。",
           "From reports, corrections included."),
)
_BEHIND_PLACE = (
    Column("number", COUNT, REQUIRED, "报告中的第几条，自 1 起。",
           "Which one of the report it is, from 1.",
           "按在全文中的先后计数。",
           "Counted in the order of the text."),
    Column("label", TEXT, OPTIONAL, "所印序号，如“一是”“（二）”；没有时为空。",
           "Number as printed, such as 一是; null where there is none.",
           "取自提纲。",
           "From the outline."),
    Column("statement", TEXT, REQUIRED, "原文，序号和末尾标点除外；标题连同其下文字。",
           "Words as printed, without the number and the last stop; a heading with the text below it.",
           "取提纲中最低一级的节点；无下级时按段落、句子和分号划分，引导语和原因不计。",
           "The lowest nodes of the outline; running text is parted at paragraphs, sentences and ；. What "
           "only leads in, and reasons, are left out."),
    Column("topic", TEXT, OPTIONAL, "首要主题的代码，见 data/lookups/topics.csv；无主题词时为空。",
           "Code of what it is mainly about, see data/lookups/topics.csv; null where no topic is named.",
           "首个分句中最先出现的主题词。",
           "The topic that its first clause names first."),
    Column("topics", TEXT, OPTIONAL, "全部主题的代码，以逗号相连，首要的在前。",
           "Codes of all topics that it names, the main one first, joined by commas.",
           "按主题词查找。",
           "Looked up by their words."),
    Column("start_offset", COUNT, REQUIRED, "原文在报告全文中的起点（含）。",
           "First character of the statement in the report's text.",
           "整理全文时记下。",
           "Noted when the text is read."),
    Column("end_offset", COUNT, REQUIRED, "原文在报告全文中的终点（不含）。",
           "Character after its last one in the report's text.",
           "整理全文时记下。",
           "Noted when the text is read."),
    Column("repeated_in", TEXT, OPTIONAL, "再次提到它的下一年度报告；没有时为空。",
           "Report of the same organ for the next year that says it again; null where none does, or none is "
           "at hand.",
           "与同一机关下一年度报告的全部不足和计划逐条比较，取最相似的一条。",
           "Compared with every shortcoming and plan of the organ's next year; the most alike counts."),
    Column("repeated_offset", COUNT, OPTIONAL, "再次提到之处在该报告全文中的起点。",
           "start_offset of the statement there.",
           "同 repeated_in。",
           "As repeated_in."),
    Column("similarity", NUMBER, OPTIONAL, "两条所述相同的把握，0.5 至 1。",
           "How sure it is that the two say the same, 0.5 to 1.",
           "据所述事项、所缺方面和用字计算，权重由成对例句拟合。",
           "From what they are about, what is lacking of it and their letters; the weights are fitted to "
           "written pairs."),
    Column("repeated_as", TEXT, OPTIONAL,
           "再次提到时是不足（shortcoming）还是计划（plan）。",
           "What it is there: shortcoming or plan. A plan that returns as a shortcoming was not fulfilled; a "
           "shortcoming that returns as a plan alone was taken up.",
           "同 repeated_in；同样相似时以同类者为先。",
           "As repeated_in; of two that are as alike, the one of the same kind."),
)


def _define_statements(
    zh: str, en: str, section_zh: str, section_en: str
) -> TableDefinition:
    """Define a table of statements by what a row is, and by the sections that they stand in."""
    place = Column(
        "section_path", TEXT, REQUIRED, "所在节点的位置。", "Path of the section that it stands in.",
        section_zh, section_en,
    )
    return TableDefinition(zh, en, (*_BEFORE_PLACE, place, *_BEHIND_PLACE))


SHORTCOMINGS = _define_statements(
    "每行是一份报告所述的一条不足。",
    "A row is one shortcoming that a report states.",
    "不足一节及其下级节点。",
    "Sections of shortcomings and the nodes below them.",
)
PLANS = _define_statements(
    "每行是一份报告所述的一条下一年度计划。",
    "A row is one plan for the next year that a report states.",
    "计划一节及其下级节点。",
    "Sections of plans and the nodes below them.",
)
# fmt: on
