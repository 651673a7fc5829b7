"""Stated numbers: which numbers of a report are candidates, and which of them are parts."""

from datetime import date

from tasks.tables.stated_numbers import END, START, group_stated_numbers

_YEAR = (date(2024, 1, 1), date(2024, 12, 31))


def build_row(value, start, code="cases_filed", **said):
    """Make a row of quantities of one report, in one sentence with all others."""
    return {
        "indicator": code,
        "value": value,
        "unit": "件",
        "comparator": None,
        "role": "actual",
        "scope": "own",
        "section_path": "1",
        "phrase": "立案",
        "period": None,
        "period_start": _YEAR[0],
        "period_end": _YEAR[1],
        "part_of": None,
        "sentence_start": 0,
        START: start,
        END: start + 2,
        **said,
    }


def _parts(*rows):
    """Tell of each candidate whether it is a part, in the order of the text."""
    grouped = group_stated_numbers(rows)
    numbers = [number for group in grouped.values() for number in group]
    return [one.is_part for one in sorted(numbers, key=lambda one: one.start)]


def test_only_what_is_so_is_a_candidate():
    """Not plans, nor what has no code, nor an amount in another unit; any word of counting will do."""
    rows = (
        build_row(9, 0, role="planned"),
        build_row(8, 10, code=None),
        build_row(7, 20, code="fines_amount", unit="美元"),
        build_row(6, 30, unit="宗"),
    )
    (numbers,) = group_stated_numbers(rows).values()
    assert [number.value for number in numbers] == [6]


def test_a_part_is_known_by_its_whole():
    """Of the same indicator, be it above another whole; a step of a chain is no part of its kind."""
    whole = build_row(100, 0)
    kind = build_row(60, 10, part_of=0)
    within = build_row(20, 20, code="cases_closed", part_of=10)
    deep = build_row(5, 30, part_of=20)
    assert _parts(whole, kind, within, deep) == [False, True, False, True]


def test_what_stands_beside_a_part_is_one():
    """挽回820万元，其中农民工案件312件，挽回460万元; not what is more, and not in another sentence."""
    whole = build_row(604, 0)
    other = build_row(820, 10, code="cases_closed")
    part = build_row(312, 20, part_of=0)
    beside = build_row(460, 30, code="cases_closed")
    assert _parts(whole, other, part, beside) == [False, False, True, True]
    more = {**beside, "value": 900}
    assert _parts(whole, other, part, more)[-1] is False
    elsewhere = {**beside, "sentence_start": 25}
    assert _parts(whole, other, part, elsewhere)[-1] is False


def test_a_period_covers_the_year_or_not():
    """Without days it may; a longer period covers the shorter ones."""
    rows = (
        build_row(1, 0),
        build_row(2, 10, period_end=date(2024, 10, 31)),
        build_row(3, 20, period_start=None, period_end=None),
    )
    (numbers,) = group_stated_numbers(rows).values()
    year, months, unknown = numbers
    assert [one.covers_year(2024) for one in numbers] == [True, False, True]
    assert [one.days for one in numbers] == [366, 305, 0]
    assert year.covers(months)
    assert not months.covers(year)
    assert not unknown.covers(year)
