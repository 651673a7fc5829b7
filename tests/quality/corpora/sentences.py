"""Sentences with marked numbers: `⟦45.6万元|fines_amount|=456000 元⟧`.

A record is a family, a tab and a sentence; `@2023` and a tab before them name the report's year, which is
2024 otherwise. The fields of a mark: the code, `-` where none fits; `=` the value and unit where they differ
from what is printed; `cmp=` the comparator; `role=`, `scope=` and `change=` as in the table; `rel=` the code
that a change is of; `of=` the code of the whole; `period=` the days in ISO form.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

FOLDER = Path(__file__).parent
FILES = ("sentences-1.txt", "sentences-2.txt")
_YEAR = 2024
_MARK = re.compile("⟦([^⟧]*)⟧")
# `@2023`
_NAMED_YEAR = re.compile(r"@(\d{4})\t")
# `455件`, `1,024人次`
_PRINTED = re.compile(r"([\d.,，]+)(.*)")
# Words by which a sentence tells whose report it stands in, and that organ: the first that it has counts.
_CITY, _DISTRICT, _COUNTY = "丰水市人民政府", "丰水市青岚区人民政府", "平川县人民政府"
_TOWN, _STREET, _BUREAU = (
    "平川县柳河镇人民政府",
    "青岚区云溪街道办事处",
    "平川县司法局",
)
_ORGANS = {
    "我市": _CITY, "我区": _DISTRICT, "我县": _COUNTY, "我镇": _TOWN, "本镇": _TOWN, "我街": _STREET,
    "我办": _STREET, "我局": _BUREAU, "丰水市": _CITY, "全区": _DISTRICT, "全县": _COUNTY, "县政府": _COUNTY,
    "平川县": _COUNTY, "全镇": _TOWN, "镇党委": _TOWN, "全市": _COUNTY, "街道": _STREET, "全办": _STREET,
    "局党组": _BUREAU,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MarkedNumber:
    """One number of a sentence with what is right; what a field does not say is null.

    `code` is that of its indicator, `rate_of` that of what a change is of, `part_of` that of the whole.
    """

    start: int
    end: int
    value: Decimal
    unit: str
    code: str | None
    comparator: str | None = None
    role: str | None = None
    scope: str | None = None
    change: str | None = None
    rate_of: str | None = None
    part_of: str | None = None
    period: tuple[date, date] | None = None

    @property
    def counts(self) -> bool:
        """Tell whether its code must be found: what is negated or reversed may have it, or none."""
        return self.code is not None and self.role not in ("negated", "reversed")


@dataclass(frozen=True, slots=True)
class MarkedSentence:
    """One record: its name (file and line), its family, the report's year, its words, and their numbers."""

    name: str
    family: str
    year: int
    text: str
    numbers: tuple[MarkedNumber, ...]

    @property
    def organ(self) -> str:
        """Give the organ in whose report it could stand: 全市 in a county's report is another's area."""
        return next(
            (organ for word, organ in _ORGANS.items() if word in self.text), _COUNTY
        )


def load_sentences() -> Iterator[MarkedSentence]:
    """Yield every record of every file."""
    for file in FILES:
        lines = (FOLDER / file).read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, 1):
            if "\t" in line and not line.startswith("#"):
                yield parse_sentence(f"{file}:{number}", line)


def parse_sentence(name: str, line: str) -> MarkedSentence:
    """Split a record into its words and its marks."""
    named = _NAMED_YEAR.match(line)
    year = int(named[1]) if named else _YEAR
    family, _, marked = line[named.end() if named else 0 :].partition("\t")
    text, numbers, last = "", [], 0
    for match in _MARK.finditer(marked):
        text += marked[last : match.start()]
        printed, *fields = match[1].split("|")
        numbers.append(_parse_mark(len(text), printed, fields))
        text += printed
        last = match.end()
    return MarkedSentence(name, family, year, text + marked[last:], tuple(numbers))


def _parse_mark(start: int, printed: str, fields: list[str]) -> MarkedNumber:
    code, *rest = fields
    said = dict(field.split("=", 1) for field in rest)
    normalized = said.get("")
    if normalized is not None:
        value, _, unit = normalized.partition(" ")
    else:
        match = _PRINTED.fullmatch(printed)
        assert match is not None, f"{printed}: needs its value, behind `=`"
        value, unit = re.sub("[,，]", "", match[1]), match[2]
    return MarkedNumber(
        start=start,
        end=start + len(printed),
        value=Decimal(value),
        unit=unit,
        code=None if code == "-" else code,
        comparator=said.get("cmp"),
        role=said.get("role"),
        scope=said.get("scope"),
        change=said.get("change"),
        rate_of=said.get("rel"),
        part_of=said.get("of"),
        period=_parse_period(said["period"]) if "period" in said else None,
    )


def _parse_period(printed: str) -> tuple[date, date]:
    """Read `2024-01/2024-10`, `2022` or `2024-03-15` as the first and the last day."""
    first, _, last = printed.partition("/")
    return _parse_day(first, ends=False), _parse_day(last or first, ends=True)


def _parse_day(printed: str, *, ends: bool) -> date:
    year, *rest = map(int, printed.split("-"))
    month = rest[0] if rest else (12 if ends else 1)
    if len(rest) > 1:
        return date(year, month, rest[1])
    return date(year, month, monthrange(year, month)[1] if ends else 1)
