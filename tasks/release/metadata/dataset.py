"""What all documents of a release say of the dataset as a whole."""

from typing import NamedTuple

import pyarrow as pa

from tasks.tables.columns import BIG, COUNT, DAY, FLAG, NUMBER, TEXT, TIME


class _TypeNames(NamedTuple):
    """One type: its name for readers in Chinese and English, in Table Schema, and in Croissant."""

    zh: str
    en: str
    table_schema: str
    croissant: str


TYPES: dict[pa.DataType, _TypeNames] = {
    TEXT: _TypeNames("文字", "text", "string", "sc:Text"),
    FLAG: _TypeNames("是否", "true or false", "boolean", "sc:Boolean"),
    COUNT: _TypeNames("整数", "whole number, 32 bits", "integer", "sc:Integer"),
    BIG: _TypeNames("整数", "whole number, 64 bits", "integer", "sc:Integer"),
    NUMBER: _TypeNames("数值", "number, 64 bits", "number", "sc:Float"),
    DAY: _TypeNames("日期", "day", "date", "sc:Date"),
    TIME: _TypeNames("时间", "time, Asia/Shanghai", "datetime", "sc:DateTime"),
}


NAME = "fazhi"
TITLE_ZH = "法治政府建设年度报告数据集"
TITLE_EN = "Annual reports on law-based government in China"
DESCRIPTION_ZH = (
    "各级政府及其部门在网站上公布的法治政府建设年度报告：全文、章节、数量、文字雷同、"
    "修订和应发未发情况，逐夜采集，每一格都可追溯到原文和存档的原始字节。"
)
DESCRIPTION_EN = (
    "The annual reports on law-based government (法治政府建设年度报告) that Chinese governments "
    "and their departments publish on their web sites: full texts, sections, "
    "quantities, reuse of text, revisions and coverage, collected every night. Each "
    "value can be traced to its sentence and to the archived bytes."
)
KEYWORDS = (
    "法治政府建设",
    "依法行政",
    "政府信息公开",
    "law-based government",
    "annual reports",
    "China",
)
LANGUAGE = "zh"
MEDIA_TYPE = "application/vnd.apache.parquet"
# The licence of the code is no licence of the texts, which are their organs': so none is asserted here.
NO_LICENCE = "http://spdx.org/rdf/terms#noassertion"
RIGHTS = (
    "The texts are those of the organs that published them; this release states no licence for the data. "
    "The code of fazhi is under Apache-2.0."
)
