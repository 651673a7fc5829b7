"""The columns of the tables on headlines: `indicators`, and `indicators_wide` with a column an indicator."""

from tasks.report.codebook import Indicator, load_indicators
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
_REPORT_COLUMNS = (
    Column("report_id", TEXT, REQUIRED, "所属报告。",
           "Report that states it.",
           "取自所读的网页。",
           "That of the page it was read from."),
    Column("organ_id", TEXT, OPTIONAL, "报告机关的标识；不明时为空。",
           "Identity of the report's organ; null where it is not known.",
           "取自 reports。",
           "That of the table reports."),
    Column("report_year", COUNT, OPTIONAL, "报告所述的年度。",
           "Year that the report is about.",
           "取自 reports。",
           "That of the table reports."),
)

INDICATORS = TableDefinition(
    "每行是一份报告中一个指标的年度数：报告对该指标写有的各数中，可作全年数的一个。",
    "A row is the headline of one indicator in one report: of all numbers that the report gives for it, "
    "the one that its year came to.", (
    *_REPORT_COLUMNS,
    Column("indicator", TEXT, REQUIRED, "指标代码，见 data/lookups/indicators.csv。",
           "Code of the indicator in data/lookups/indicators.csv.",
           "quantities 中有该代码、role 为 actual、scope 为 own 的数。",
           "Of the rows of quantities that have it, with role actual and scope own."),
    Column("value", NUMBER, OPTIONAL, "年度数，以 unit 计；无从判定（ambiguous）时为空。",
           "Value that the year came to, in the unit; null where it is ambiguous.",
           "所指 quantities 行的 value，不作加总。",
           "Value of the row of quantities that it points to; nothing is added up."),
    Column("unit", TEXT, REQUIRED, "指标的单位，一个指标只有一个；件、起、宗之类视同。",
           "Unit of the indicator, one for each: words of counting such as 件, 起 and 宗 are taken as one.",
           "指标表中的 unit。",
           "That of the codebook."),
    Column("comparator", TEXT, OPTIONAL,
           "约数：at_least、nearly、about 或 at_most；确数和无从判定的为空。",
           "How the true value stands to it: at_least, nearly, about or at_most; null where it is exact, and "
           "where it is ambiguous.",
           "所指 quantities 行的 comparator。",
           "Comparator of the row of quantities."),
    Column("rule", TEXT, REQUIRED,
           "判定的依据：only_value（仅此一数）、own_over_other（其余属其他机关）、agreed（各数一致）、"
           "total_over_parts（总数先于分项）、whole_year_over_period（全年先于部分时段）、longer_period"
           "（无全年数，取含其余时段的最长者）、level_over_growth（存量先于新增）、total_by_sum（其余各数之和）、"
           "named_total（写明全年、全县、共计）；contradicted（全年数小于部分时段数）和 undecided（无从判定）"
           "为 ambiguous。",
           "Why this number: only_value, own_over_other (the others are another organ's), agreed (all say "
           "the same), total_over_parts, whole_year_over_period, longer_period (the period that holds the "
           "others, where none is the year), level_over_growth (a stock over what was added), total_by_sum "
           "(what the others add up to), named_total (said to be of the whole year or organ, or a sum); "
           "ambiguous are contradicted (a part of the year has more) and undecided.",
           "依次排除分项、部分时段等，至所余各数一致为止；记最后所用的一条。",
           "Candidates are set aside step by step until those left agree; the last step taken."),
    Column("candidates", COUNT, REQUIRED, "报告对该指标写有的本机关实际数的个数，分项、时段也在内。",
           "Numbers of its own that the report gives for it, parts and periods included.",
           "quantities 中的行数。",
           "Counted in quantities."),
    Column("agreement", TEXT, REQUIRED,
           "这些数是否一致：single（仅一个）、agree（一致，约数与确数相合也算）或 differ（不一致）。",
           "How they stand to each other: single, agree (a rounded number agrees with the exact one) or "
           "differ.",
           "比较各数的值和约数。",
           "Values and comparators compared."),
    Column("ambiguous", FLAG, REQUIRED, "无从判定哪个数是全年数：value 及所指之处为空，各数见 quantities。",
           "Whether nothing says which number is the year's: value and place are null, and the candidates "
           "are in quantities.",
           "各数不一致而依次排除后仍不能定，或全年数小于部分时段数。",
           "Candidates still differ after all steps, or the year's number is below that of a part of it."),
    Column("section_path", TEXT, OPTIONAL, "该数所在节点的位置；无从判定时为空。",
           "Path of the section that the number stands in; null where it is ambiguous.",
           "所指 quantities 行的 section_path。",
           "That of the row of quantities."),
    Column("start_offset", COUNT, OPTIONAL,
           "该数在报告全文中的起点，即所指的 quantities 行；无从判定时为空。",
           "First character of the number in the report's text, which names the row of quantities; null "
           "where it is ambiguous.",
           "所指 quantities 行的起点。",
           "Start of the row of quantities."),
    Column("end_offset", COUNT, OPTIONAL, "该数在报告全文中的终点（不含）；无从判定时为空。",
           "Character after the number in the report's text; null where it is ambiguous.",
           "所指 quantities 行的终点。",
           "End of the row of quantities."),
))
# fmt: on


def _describe_indicator(indicator: Indicator) -> Column:
    """Describe the column of one indicator."""
    return Column(
        indicator.code,
        NUMBER,
        OPTIONAL,
        f"{indicator.name_zh}（{indicator.unit}，{indicator.code}）。",
        f"{indicator.name_en}, in {indicator.unit} ({indicator.code}).",
        "表 indicators 的 value；没有或无从判定时为空。",
        "Value of the table indicators; null where there is none or it is ambiguous.",
    )


INDICATORS_WIDE = TableDefinition(
    "每行是一份报告，每列是一个指标的年度数；没有该数或无从判定时为空，详见 indicators。",
    "A row is one report, with a column for the headline of each indicator: null where there is none or it "
    "is ambiguous, which the table indicators tells apart.",
    (*_REPORT_COLUMNS, *map(_describe_indicator, load_indicators())),
)
