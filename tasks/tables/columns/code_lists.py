"""The columns of the lookups that go with a release: its sources, codes and divisions."""

from tasks.tables.columns import (
    DAY,
    FLAG,
    OPTIONAL,
    REQUIRED,
    TEXT,
    Column,
    TableDefinition,
)
from tasks.tables.columns.organs import ORGAN_ID

# fmt: off
_OF_FILE_ZH = "取自 data/sources 中该来源的文件。"
_OF_FILE_EN = "From the source's file in data/sources."

SOURCES = TableDefinition(
    "每行是一个采集来源，即某网站的一个栏目。",
    "A row is one source: a column of a web site.", (
    Column("source_id", TEXT, REQUIRED, "来源标识。",
           "Id of the source.",
           "来源文件的文件名。",
           "Name of its file."),
    Column("name", TEXT, OPTIONAL, "来源名称；来源文件已不在时，本行除标识外均为空。",
           "Name of the source; where its file is gone, all but the id is null.",
           _OF_FILE_ZH, _OF_FILE_EN),
    Column("organ", TEXT, OPTIONAL, "栏目所属的机关。",
           "Organ that the column is of.",
           _OF_FILE_ZH, _OF_FILE_EN),
    ORGAN_ID,
    Column("organ_kind", TEXT, OPTIONAL, "机关类型，用词同 reports 表。",
           "Kind of organ, in the words of the table reports.",
           "取自来源文件；未写的据机关名称判定。",
           "From the source's file, else told from the organ's name."),
    Column("province", TEXT, OPTIONAL, "省级区域名称。", "Province.", _OF_FILE_ZH, _OF_FILE_EN),
    Column("prefecture", TEXT, OPTIONAL, "地级区域名称。", "Prefecture.", _OF_FILE_ZH, _OF_FILE_EN),
    Column("county", TEXT, OPTIONAL, "县级区域名称。", "County.", _OF_FILE_ZH, _OF_FILE_EN),
    Column("division_code", TEXT, OPTIONAL, "12 位区划代码。",
           "Division code, 12 digits.",
           _OF_FILE_ZH, _OF_FILE_EN),
    Column("url", TEXT, OPTIONAL, "栏目首个列表页的网址。",
           "URL of the column's first list page.",
           _OF_FILE_ZH, _OF_FILE_EN),
    Column("family", TEXT, OPTIONAL, "网站所用的发布系统。",
           "Publishing system of the site.",
           _OF_FILE_ZH, _OF_FILE_EN),
    Column("lifecycle", TEXT, OPTIONAL,
           "active（采集）、blocked（照常询问，预期被拒）、retired（停采）或 successor（已由另一来源接替）。",
           "Lifecycle: active (collected), blocked (asked, and expected to refuse us), retired (given up) or "
           "successor (another source took over).",
           _OF_FILE_ZH, _OF_FILE_EN),
    Column("successor_id", TEXT, OPTIONAL, "接替它的来源。",
           "Source that took over.",
           _OF_FILE_ZH, _OF_FILE_EN),
    Column("is_verified", FLAG, OPTIONAL, "是否有人核对过它在真实网站上的采集结果。",
           "Whether a person has seen a night of it over the live site.",
           _OF_FILE_ZH, _OF_FILE_EN),
    Column("verified_on", DAY, OPTIONAL, "核对日期。",
           "Day on which it was seen.",
           _OF_FILE_ZH, _OF_FILE_EN),
))

_OF_CODEBOOK_ZH = "取自 data/lookups/indicators.csv。"
_OF_CODEBOOK_EN = "From data/lookups/indicators.csv."

INDICATOR_CODES = TableDefinition(
    "每行是一个指标：指标表，即 quantities.indicator 各代码的含义。",
    "A row is one indicator of the codebook: what the codes in quantities.indicator mean.", (
    Column("code", TEXT, REQUIRED, "指标代码。",
           "Code of the indicator.",
           _OF_CODEBOOK_ZH, _OF_CODEBOOK_EN),
    Column("name_zh", TEXT, REQUIRED, "中文名称。", "Name in Chinese.", _OF_CODEBOOK_ZH, _OF_CODEBOOK_EN),
    Column("name_en", TEXT, REQUIRED, "英文名称。", "Name in English.", _OF_CODEBOOK_ZH, _OF_CODEBOOK_EN),
    Column("field", TEXT, REQUIRED, "所属领域，如 enforcement、reconsideration。",
           "Field that it belongs to, such as enforcement or reconsideration.",
           "该文件的 group 列。",
           "Column group of that file."),
    Column("usual_unit", TEXT, REQUIRED, "常用单位。", "Unit that it is usually counted in.",
           _OF_CODEBOOK_ZH, _OF_CODEBOOK_EN),
    Column("measure", TEXT, REQUIRED,
           "count（次数、件数）、people（人数）、amount（金额）、rate（比率）或 stock（时点存量）。",
           "Measure: count, people, amount, rate, or stock (what there is at one time).",
           _OF_CODEBOOK_ZH, _OF_CODEBOOK_EN),
    Column("is_additive", FLAG, REQUIRED, "各机关、各时期的数可否相加。",
           "Whether values of several organs or periods may be summed.",
           _OF_CODEBOOK_ZH, _OF_CODEBOOK_EN),
    Column("parent", TEXT, OPTIONAL, "包含它的上级指标；没有时为空。",
           "Indicator that it is a part of; null where there is none.",
           _OF_CODEBOOK_ZH, _OF_CODEBOOK_EN),
    Column("definition_zh", TEXT, REQUIRED, "中文定义。", "Definition in Chinese.",
           _OF_CODEBOOK_ZH, _OF_CODEBOOK_EN),
    Column("definition_en", TEXT, REQUIRED, "英文定义。", "Definition in English.",
           _OF_CODEBOOK_ZH, _OF_CODEBOOK_EN),
    Column("includes", TEXT, REQUIRED, "计入的说法，以分号分隔。",
           "What counts, parted by semicolons.",
           _OF_CODEBOOK_ZH, _OF_CODEBOOK_EN),
    Column("excludes", TEXT, REQUIRED, "不计入的，以分号分隔。",
           "What does not count, parted by semicolons.",
           _OF_CODEBOOK_ZH, _OF_CODEBOOK_EN),
    Column("basis", TEXT, OPTIONAL, "要求公布该数的法律或文件；没有时为空。",
           "Law or paper that asks for the number; null where none is known.",
           "该文件的 source 列。",
           "Column source of that file."),
    Column("formerly", TEXT, OPTIONAL, "该指标从前的代码；没有改过时为空。",
           "Code that it had before; null where it had no other.",
           _OF_CODEBOOK_ZH, _OF_CODEBOOK_EN),
))

_OF_CATALOGUE_ZH = "取自 data/lookups/issues.csv。"
_OF_CATALOGUE_EN = "From data/lookups/issues.csv."

ISSUE_CODES = TableDefinition(
    "每行是一类问题：issues.code 各代码的含义。",
    "A row is one kind of issue: what the codes in issues.code mean.", (
    Column("code", TEXT, REQUIRED, "问题代码。", "Code of the issue.", _OF_CATALOGUE_ZH, _OF_CATALOGUE_EN),
    Column("stages", TEXT, REQUIRED, "会发现它的环节，以空格分隔。",
           "Steps that notice it, parted by spaces.",
           _OF_CATALOGUE_ZH, _OF_CATALOGUE_EN),
    Column("severity", TEXT, REQUIRED, "严重程度，用词同 issues 表。",
           "Severity, in the words of the table issues.",
           _OF_CATALOGUE_ZH, _OF_CATALOGUE_EN),
    Column("responsibility", TEXT, REQUIRED, "应由谁改正，用词同 issues 表。",
           "Who can mend it, in the words of the table issues.",
           _OF_CATALOGUE_ZH, _OF_CATALOGUE_EN),
    Column("meaning_zh", TEXT, REQUIRED, "中文含义。", "Meaning in Chinese.",
           _OF_CATALOGUE_ZH, _OF_CATALOGUE_EN),
    Column("meaning_en", TEXT, REQUIRED, "英文含义。", "Meaning in English.",
           _OF_CATALOGUE_ZH, _OF_CATALOGUE_EN),
    Column("remedy_zh", TEXT, REQUIRED, "改正办法（中文）。", "What to do, in Chinese.",
           _OF_CATALOGUE_ZH, _OF_CATALOGUE_EN),
    Column("remedy_en", TEXT, REQUIRED, "改正办法（英文）。", "What to do, in English.",
           _OF_CATALOGUE_ZH, _OF_CATALOGUE_EN),
))

_OF_DIVISIONS_ZH = "取自 data/lookups/divisions.csv 和 townships.csv.xz。"
_OF_DIVISIONS_EN = "From data/lookups/divisions.csv and townships.csv.xz."

DIVISIONS = TableDefinition(
    "每行是一个行政区划：全部省、地、县级，以及本版其他表提到的乡级。",
    "A row is one administrative division: all provinces, prefectures and counties, and the townships that "
    "other tables of the release name.", (
    Column("division_code", TEXT, REQUIRED, "12 位区划代码。", "Code, 12 digits.",
           _OF_DIVISIONS_ZH, _OF_DIVISIONS_EN),
    Column("short_code", TEXT, REQUIRED, "前 6 位；乡级的为其县的代码。",
           "First 6 digits, which of a township are its county's.",
           "division_code 的前 6 位。",
           "First 6 digits of division_code."),
    Column("name", TEXT, OPTIONAL, "名称；区划表没有该代码时为空。",
           "Name; null where the lookup does not know the code.",
           _OF_DIVISIONS_ZH, _OF_DIVISIONS_EN),
    Column("level", TEXT, OPTIONAL, "province、prefecture、county 或 township。",
           "Level: province, prefecture, county or township.",
           _OF_DIVISIONS_ZH, _OF_DIVISIONS_EN),
    Column("province", TEXT, OPTIONAL, "所在省级区域；省级的为其自身。",
           "Province that it lies in, of a province itself.",
           _OF_DIVISIONS_ZH, _OF_DIVISIONS_EN),
    Column("prefecture", TEXT, OPTIONAL, "所在地级区域；直辖市的区县和省直辖县没有。",
           "Prefecture that it lies in; districts of municipalities and counties of a province have none.",
           _OF_DIVISIONS_ZH, _OF_DIVISIONS_EN),
    Column("county", TEXT, OPTIONAL, "所在县级区域。", "County that it lies in.",
           _OF_DIVISIONS_ZH, _OF_DIVISIONS_EN),
    Column("parent_code", TEXT, OPTIONAL, "上一级的代码；省级的为空。",
           "Code of the division above; null for provinces.",
           "由代码本身得出。",
           "From the code itself."),
))
# fmt: on
