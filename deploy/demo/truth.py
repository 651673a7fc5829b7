"""Truth: what is so of a written report, in the shape of the hand-made gold files."""

from decimal import Decimal
from typing import Required, TypedDict

from deploy.demo.template import Stated


class SectionTruth(TypedDict, total=False):
    """One headed node of the outline.

    Only the first level has a kind, and `also` the others that it merges; a bold heading has an empty label.
    """

    path: Required[str]
    label: Required[str]
    heading: Required[str | None]
    kind: str
    also: list[str]


class IssueTruth(TypedDict):
    """One planted defect."""

    code: str
    detail: str


class QuantityTruth(TypedDict):
    """One quantity that the text states."""

    phrase: str
    value: float
    unit: str
    indicator: str | None
    approximate: str | None
    period: str | None
    change: str | None
    before: float | None
    compared_with: str | None


class Truth(TypedDict, total=False):
    """What is true of a report, in the shape of the hand-made gold files; `tables` are rows of cells."""

    file: str
    title: Required[str]
    organ: str | None
    organ_kind: str
    report_year: Required[int]
    region: dict[str, str] | None
    document_number: Required[str | None]
    published: str | None
    source: str | None
    sections: Required[list[SectionTruth]]
    statutory: dict[str, bool]
    issues: Required[list[IssueTruth]]
    joined: Required[list[str]]
    absent: Required[list[str]]
    items: dict[str, int]
    item_styles: dict[str, str]
    quantities: Required[list[QuantityTruth]]
    not_quantities: list[str]
    tables: list[list[list[str]]]


def quantity_truth(stated: Stated) -> QuantityTruth:
    """Tell one stated quantity in the shape of the gold files."""
    return QuantityTruth(
        phrase=stated.phrase,
        value=_number(stated.amount.value),
        unit=stated.amount.unit,
        indicator=stated.indicator,
        approximate=stated.amount.approximate,
        period=stated.period,
        change=stated.change,
        before=None if stated.before is None else _number(stated.before),
        compared_with=stated.compared_with,
    )


def _number(value: Decimal) -> float:
    """Give whole numbers as int, as JSON prints them."""
    return int(value) if value == value.to_integral_value() else float(value)
