"""The names of the column types in each vocabulary that describes the tables."""

from typing import NamedTuple

import pyarrow as pa

from tasks.tables.columns.column import BIG, COUNT, FLAG, NUMBER, TEXT, TIME


class TypeNames(NamedTuple):
    """One type: its name for readers in Chinese and English, in Table Schema, and in Croissant."""

    zh: str
    en: str
    table_schema: str
    croissant: str


TYPES: dict[pa.DataType, TypeNames] = {
    TEXT: TypeNames("文字", "text", "string", "sc:Text"),
    FLAG: TypeNames("是否", "true or false", "boolean", "sc:Boolean"),
    COUNT: TypeNames("整数", "whole number, 32 bits", "integer", "sc:Integer"),
    BIG: TypeNames("整数", "whole number, 64 bits", "integer", "sc:Integer"),
    NUMBER: TypeNames("数值", "number, 64 bits", "number", "sc:Float"),
    TIME: TypeNames("时间", "time, Asia/Shanghai", "datetime", "sc:DateTime"),
}
