"""The columns of the published tables: name, type, whether a value may be missing, and meaning.

Meanings are in Chinese and English; where a column takes a fixed set of words, its meaning names them.
`tasks/tables/schema.py` makes Arrow schemas of them.
"""

from typing import NamedTuple

import pyarrow as pa

TEXT = pa.string()
FLAG = pa.bool_()
COUNT = pa.int32()
BIG = pa.int64()
NUMBER = pa.float64()
DAY = pa.date32()
TIME = pa.timestamp("s", tz="Asia/Shanghai")

REQUIRED = False
OPTIONAL = True


class Column(NamedTuple):
    """One column: name, Arrow type, whether it may be null, and its meaning in Chinese and English.

    `derived_zh` and `derived_en` say how its value is come by; they stand in the dictionary only.
    """

    name: str
    type: pa.DataType
    nullable: bool
    zh: str
    en: str
    derived_zh: str
    derived_en: str


class TableDefinition(NamedTuple):
    """One table: what a row is, in Chinese and English, and its columns in order."""

    zh: str
    en: str
    columns: tuple[Column, ...]
