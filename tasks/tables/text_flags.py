"""Text flags: tables without their long texts, with flags that say what those texts bear out.

What a release is held to is asked of texts and offsets once, here, so that the rules of the stage and the
suites of the audit look at light columns alone. Rows keep their order; a flag is never null. The flags:

    reports.characters_hold   `characters` is the length of the text
    reports.rebuilt           the sections' texts, in the order of their `start`, joined give the text
    reports.published_by_then published no later than it was fetched
    reports.year_had_come     about no later year than the one it was published in
    reports.is_latest         `revision` is the last of its revisions
    reports.digest_holds      `content_sha256` is that of this revision
    reports.seen_in_order     first seen no later than it was last seen
    *.of_report               the report is there (all tables of what stands in reports)
    revisions.counted         the revisions of a report count 1, 2, 3 …
    sections.placed           `start` and `end` are where the text stands when the sections are joined
    sections.nested           `parent` and `level` are what `path` says, and the node above is there
    quantities.placed         the section is there and holds the number
    quantities.held           the text has just the number at its offsets, and so have phrase and sentence;
                              its unit stands behind it, or it stands in a cell or in a sentence with it
    quantities.valued         `value` and `unit` are what the number at its offsets says, as it is printed
    quantities.tied           `part_of` is the start of another quantity of the same report
    quantities.dated          its period has both days or neither, and does not end before it starts
    cells.held                the text has the cell's words at its offsets
    indicators.pointed        the quantity that it points to is there and says the same, or it is ambiguous
    indicators_wide.agreeing  its values are those of `indicators`
    *.placed, *.held          the same of citations, shortcomings and plans: section and words at the offsets
"""

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tasks.report.numbers import find_numbers, parse_number
from tasks.tables.headline_flags import mark_agreeing, mark_pointed
from tasks.tables.reference_flags import SectionIndex

LONG_COLUMNS = {
    "reports": ("text",),
    "sections": ("text",),
    "quantities": ("phrase",),
    "cells": ("text", "row_head", "column_head"),
    "citations": ("wording",),
    "shortcomings": ("statement",),
    "plans": ("statement",),
    "issues": ("message", "message_zh", "evidence"),
}
# The words of each table of passages.
_PASSAGES = {
    "citations": "wording",
    "shortcomings": "statement",
    "plans": "statement",
}
# Clocks of sites run fast, and some print the day to come in the evening; what is more than a day off is a
# misprint.
TOLERANCE = timedelta(days=1)
# Two columns joined by it are one key: no report holds it.
_JOINT = "\x1f"
# What a number begins with beside a digit: a Chinese numeral, or the words about it (不少于, 至少, 突破,
# 接近, 大约).
_BEGINNINGS = frozenset("一二两三四五六七八九十百千万零不至超突逾上最接将近大约")
# `以上` of 95%以上, `左右` of 30件左右
_BEHIND_UNIT = re.compile(r"(?:及?以上|以内|以下|之内|左右|上下)$")
# `1，204`, `41/97`: the numbers of a cell
_CELL_NUMBER = re.compile(r"\d(?:[\d,，.．]|(?<=\d) (?=\d{3}))*")
# What may stand about the digits of a cell that say no unit: +12, (34)
_SIGNS = "+-－−—±（）() \u3000"
# 1, 十, 百, … 万亿
_ROUND_SCALES = tuple(Decimal(10) ** power for power in range(13))
# Most numbers are said more than once: 1件, 2次, 100%
_MOST_READ = 1 << 16
# Units that stand before the number or nowhere: 百分之三, 1:3.
_PART_OF, _RATIO = "分之", "比"
# The last position of a path with what parts it from the others: .3 of 2.3
_LAST_POSITION = r"\.[^.]*$"
_NOWHERE = -1

Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]


def add_text_flags(tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """Take the long texts out of tables and add the flags, row by row.

    `tables` are reports, revisions, sections, quantities and cells, with all rows of their reports, and those
    of headlines once they are made; others pass without flags. A row of a report that is not among `reports`
    has false flags.
    """
    light = {}
    for name, table in tables.items():
        light[name] = table.drop_columns(list(LONG_COLUMNS.get(name, ())))
    for name, flags in _compute_flags(tables).items():
        for flag, held in flags.items():
            light[name] = light[name].append_column(flag, pa.array(held))
    return light


def _compute_flags(tables: Mapping[str, pa.Table]) -> dict[str, dict[str, Flags]]:
    reports = tables["reports"]
    sections = tables["sections"]
    of_section = _find_report_rows(sections, reports)
    # Stable: empty sections stay in their order.
    order = np.lexsort((_read_integers(sections, "start_offset"), of_section))
    order = order[of_section[order] != _NOWHERE]
    index = SectionIndex()
    index.add(reports, sections)
    rebuilt = _check_rebuilt(reports, sections, of_section, order)
    revisions = tables["revisions"]
    of_revision = _find_report_rows(revisions, reports)
    flags = {
        "reports": _compute_report_flags(reports, revisions, of_revision, rebuilt),
        "revisions": {
            "of_report": of_revision != _NOWHERE,
            "counted": _check_revision_numbers(revisions, of_revision),
        },
        "sections": {
            "of_report": of_section != _NOWHERE,
            "placed": _check_section_offsets(sections, of_section, order),
            "nested": _check_nesting(sections),
        },
        "quantities": _compute_quantity_flags(tables, reports, index),
        "cells": _compute_cell_flags(tables["cells"], reports),
        **_compute_passage_flags(tables, reports, index),
    }
    if "indicators" in tables:
        flags |= _compute_headline_flags(tables, reports)
    return flags


def _compute_headline_flags(
    tables: Mapping[str, pa.Table], reports: pa.Table
) -> dict[str, dict[str, Flags]]:
    indicators = tables["indicators"]
    wide = tables["indicators_wide"]
    pointed = mark_pointed(indicators, tables["quantities"])
    agreeing = mark_agreeing(wide, indicators)
    return {
        "indicators": {
            "of_report": _find_report_rows(indicators, reports) != _NOWHERE,
            "pointed": _fill_flags(pointed),
        },
        "indicators_wide": {
            "of_report": _find_report_rows(wide, reports) != _NOWHERE,
            "agreeing": _fill_flags(agreeing),
        },
    }


def _compute_report_flags(
    reports: pa.Table,
    revisions: pa.Table,
    of_revision: Numbers,
    rebuilt: Flags,
) -> dict[str, Flags]:
    counted = pc.equal(pc.utf8_length(reports["text"]), reports["characters"])
    in_order = pc.less_equal(reports["first_seen_at"], reports["last_seen_at"])
    return {
        "characters_hold": _fill_flags(counted),
        "rebuilt": rebuilt,
        "published_by_then": _check_publication_time(reports),
        "year_had_come": _check_report_year(reports),
        "is_latest": _check_latest_revision(reports, revisions, of_revision),
        "digest_holds": _check_digest(reports, revisions, of_revision),
        "seen_in_order": _fill_flags(in_order, unknown=True),
    }


def _compute_quantity_flags(
    tables: Mapping[str, pa.Table], reports: pa.Table, index: SectionIndex
) -> dict[str, Flags]:
    quantities = tables["quantities"]
    of_quantity = _find_report_rows(quantities, reports)
    return {
        "of_report": of_quantity != _NOWHERE,
        "placed": index.mark_located(quantities),
        "held": _check_quantities(quantities, reports, of_quantity, tables["cells"]),
        "valued": _check_values(quantities, reports, of_quantity),
        "tied": _check_wholes(quantities),
        "dated": _check_periods(quantities),
    }


def _compute_passage_flags(
    tables: Mapping[str, pa.Table], reports: pa.Table, index: SectionIndex
) -> dict[str, dict[str, Flags]]:
    texts = reports["text"].to_pylist()
    found = {}
    for name, column in _PASSAGES.items():
        table = tables[name]
        of_passage = _find_report_rows(table, reports)
        found[name] = {
            "of_report": of_passage != _NOWHERE,
            "placed": index.mark_located(table),
            "held": _hold_words(table, column, texts, of_passage),
        }
    return found


def _hold_words(
    table: pa.Table,
    column: str,
    texts: Sequence[str | None],
    of_row: Numbers,
) -> Flags:
    """Look the words of each row up in its report's text, at its offsets."""
    names = (column, "start_offset", "end_offset")
    columns = [table[name].to_pylist() for name in names]
    held = np.zeros(table.num_rows, bool)
    for index, row in enumerate(zip(of_row.tolist(), *columns, strict=True)):
        place, *stated = row
        text = None if place == _NOWHERE else texts[place]
        if text is not None and None not in stated:
            held[index] = _stands_at(text, *stated)
    return held


def _compute_cell_flags(cells: pa.Table, reports: pa.Table) -> dict[str, Flags]:
    of_cell = _find_report_rows(cells, reports)
    texts = reports["text"].to_pylist()
    columns = [
        cells[name].to_pylist() for name in ("text", "start_offset", "end_offset")
    ]
    held = np.zeros(cells.num_rows, bool)
    rows = zip(of_cell.tolist(), *columns, strict=True)
    for index, row in enumerate(rows):
        place, *stated = row
        if place == _NOWHERE or None in stated:
            continue
        text = texts[place]
        if text is not None:
            held[index] = _stands_at(text, *stated)
    return {"of_report": of_cell != _NOWHERE, "held": held}


def _stands_at(
    text: str,
    words: str,
    start: int,
    end: int,
) -> bool:
    """Tell whether a text holds words at a span."""
    return 0 <= start <= end and text[start:end] == words


def _check_rebuilt(
    reports: pa.Table,
    sections: pa.Table,
    of_section: Numbers,
    order: Numbers,
) -> Flags:
    """Join the sections of each report; large types, for the texts of one chunk may pass two gigabytes."""
    texts = (
        sections["text"].cast(pa.large_string()).combine_chunks().take(pa.array(order))
    )
    starts = np.searchsorted(of_section[order], np.arange(reports.num_rows + 1))
    parted = pa.LargeListArray.from_arrays(pa.array(starts, pa.int64()), texts)
    joined = pc.binary_join(parted, pa.scalar("", pa.large_string()))
    return _fill_flags(pc.equal(reports["text"].cast(pa.large_string()), joined))


def _check_publication_time(reports: pa.Table) -> Flags:
    latest = pc.add(reports["captured_at"], pa.scalar(TOLERANCE, pa.duration("s")))
    return _fill_flags(pc.less_equal(reports["published_on"], latest), unknown=True)


def _check_report_year(reports: pa.Table) -> Flags:
    published_in = pc.year(reports["published_on"])
    in_time = pc.less_equal(reports["report_year"], published_in)
    return _fill_flags(in_time, unknown=True)


def _check_latest_revision(
    reports: pa.Table, revisions: pa.Table, of_revision: Numbers
) -> Flags:
    last = np.full(reports.num_rows, _NOWHERE)
    known = of_revision != _NOWHERE
    np.maximum.at(
        last, of_revision[known], _read_integers(revisions, "revision")[known]
    )
    return _convert_flags(last == _read_integers(reports, "revision"))


def _check_digest(
    reports: pa.Table, revisions: pa.Table, of_revision: Numbers
) -> Flags:
    """Compare each report's digest with that of the revision which it says it is.

    Without one there is no telling.
    """
    which = np.full(reports.num_rows, _NOWHERE)
    known = np.flatnonzero(of_revision != _NOWHERE)
    same = known[
        _read_integers(revisions, "revision")[known]
        == _read_integers(reports, "revision")[of_revision[known]]
    ]
    which[of_revision[same]] = same
    place = pa.array(which, mask=which == _NOWHERE)
    return _fill_flags(
        pc.equal(reports["content_sha256"], revisions["content_sha256"].take(place)),
        unknown=True,
    )


def _check_revision_numbers(revisions: pa.Table, of_revision: Numbers) -> Flags:
    number = _read_integers(revisions, "revision")
    order = np.lexsort((number, of_revision))
    firsts = np.searchsorted(of_revision[order], of_revision[order])
    counted = np.zeros(len(order), bool)
    counted[order] = number[order] == np.arange(len(order)) - firsts + 1
    return _convert_flags(counted & (of_revision != _NOWHERE))


def _check_section_offsets(
    sections: pa.Table, of_section: Numbers, order: Numbers
) -> Flags:
    """Compare offsets with the lengths of the texts before, report by report."""
    length = (
        pc.utf8_length(sections["text"]).cast(pa.int64()).fill_null(0).to_numpy()[order]
    )
    before = np.cumsum(length) - length
    firsts = np.searchsorted(of_section[order], of_section[order])
    begin = before - before[firsts]
    placed = np.zeros(sections.num_rows, bool)
    start = _read_integers(sections, "start_offset")[order]
    end = _read_integers(sections, "end_offset")[order]
    placed[order] = (start == begin) & (end == begin + length)
    return _convert_flags(placed)


def _check_nesting(sections: pa.Table) -> Flags:
    path = sections["path"]
    parent = sections["parent"]
    dots = pc.count_substring(path, ".")
    level = pc.if_else(
        pc.equal(path, "0"), 0, pc.add(dots, 1)
    )  # the preamble stands above the first level
    above = pc.if_else(
        pc.equal(dots, 0), None, pc.replace_substring_regex(path, _LAST_POSITION, "")
    )
    same = pc.or_(
        pc.equal(parent, above).fill_null(False),
        pc.and_(pc.is_null(parent), pc.is_null(above)),
    )
    report_id = sections["report_id"]
    known = pc.is_in(
        _join_columns(report_id, parent),
        value_set=_join_columns(report_id, path).combine_chunks(),
    )
    there = pc.or_(pc.is_null(parent), known)
    return _fill_flags(
        pc.and_(pc.and_(same, there), pc.equal(level, sections["level"]))
    )


def _check_wholes(quantities: pa.Table) -> Flags:
    report_id = quantities["report_id"]
    part_of = quantities["part_of"]
    starts = quantities["start_offset"]
    known = pc.is_in(
        _join_columns(report_id, part_of.cast(pa.string())),
        value_set=_join_columns(report_id, starts.cast(pa.string())).combine_chunks(),
    )
    another = pc.and_(known, pc.not_equal(part_of, starts).fill_null(False))
    return _fill_flags(pc.or_(pc.is_null(part_of), another))


def _check_periods(quantities: pa.Table) -> Flags:
    start = quantities["period_start"]
    end = quantities["period_end"]
    in_order = pc.less_equal(start, end).fill_null(False)
    undated = pc.and_(pc.is_null(start), pc.is_null(end))
    return _fill_flags(pc.or_(in_order, undated))


def _check_quantities(
    quantities: pa.Table,
    reports: pa.Table,
    of_quantity: Numbers,
    cells: pa.Table,
) -> Flags:
    """Look each number up in its report's text, row by row, for Arrow has no such search."""
    texts = reports["text"].to_pylist()
    spans = _list_spans_of_cells(cells, reports)
    names = (
        "unit",
        "phrase",
        "sentence_start",
        "sentence_end",
        "start_offset",
        "end_offset",
    )
    columns = [quantities[name].to_pylist() for name in names]
    held = np.zeros(quantities.num_rows, bool)
    rows = zip(of_quantity.tolist(), *columns, strict=True)
    for index, (place, unit, *row) in enumerate(rows):
        if place == _NOWHERE or None in row:
            continue
        text = texts[place]
        if text is None:
            continue
        phrase = row[0]
        start, end = row[3:]
        sentence = _cut_sentence(text, *row[1:])
        if sentence and text[start:end] in phrase and phrase in sentence:
            is_said = unit is not None and unit[-1:] in sentence.replace("％", "%")
            is_bare = is_said or (place, start, end) in spans
            held[index] = _is_complete_number(text, unit, start, end, is_bare)
    return held


def _cut_sentence(text: str, first: int, last: int, start: int, end: int) -> str:
    """Cut a sentence out of a text; empty where the number from `start` to `end` is not in it."""
    is_around = 0 <= first <= start < end <= last <= len(text)
    return text[first:last] if is_around else ""


def _check_values(
    quantities: pa.Table, reports: pa.Table, of_quantity: Numbers
) -> Flags:
    """Read each number again where it stands, row by row: a value that rotted says another one."""
    texts = reports["text"].to_pylist()
    names = (
        "start_offset",
        "end_offset",
        "sentence_start",
        "sentence_end",
        "phrase",
        "value",
        "unit",
    )
    columns = [quantities[name].to_pylist() for name in names]
    valued = np.zeros(quantities.num_rows, bool)
    rows = zip(of_quantity.tolist(), *columns, strict=True)
    for index, (place, *row) in enumerate(rows):
        text = None if place == _NOWHERE else texts[place]
        if text is not None and None not in row:
            number = text[row[0] : row[1]]
            sentence = text[row[2] : row[3]]
            valued[index] = _says_value(number, sentence, *row[4:])
    return valued


# 35.6（万元）
_NO_BRACKETS = str.maketrans("", "", "（）() ")


@lru_cache(maxsize=_MOST_READ)
def _says_value(
    number: str, sentence: str, phrase: str, value: float, unit: str
) -> bool:
    """Tell whether a number says a value: by itself, by its digits alone, or with the words about it.

    The digits of a table's cell stand without their unit and its scale, which are said by its heads.
    """
    wanted = (number, unit, value)
    if wanted in _list_said(number) or _has_digits(number, value):
        return True
    bare = number.translate(_NO_BRACKETS)
    if bare != number and (bare, unit, value) in _list_said(bare):
        return True
    # 1:4, 同比-26.1%, 五部门: read so only among the words about it
    return wanted in _list_said(phrase) or wanted in _list_said(sentence)


def _list_said(words: str) -> set[tuple[str, str, float]]:
    """List the numbers of some words: as they are printed, their units and their values."""
    said = set()
    for found in find_numbers(words):
        printed = words[found.start : found.end]
        said.add((printed, found.unit, float(found.value)))
    return said


def _has_digits(number: str, value: float) -> bool:
    """Tell whether a number without a unit has the digits of a value, whatever round scale it is of."""
    for printed in _CELL_NUMBER.findall(number):
        plain = parse_number(printed.rstrip(",，.．"))
        if plain is not None and not number.replace(printed, "", 1).strip(_SIGNS):
            return any(float(plain * scale) == value for scale in _ROUND_SCALES)
    return False


def _list_spans_of_cells(
    cells: pa.Table, reports: pa.Table
) -> frozenset[tuple[int, int, int]]:
    """List where numbers stand in cells: row of `reports`, first and last offset; each of a pair's, too."""
    places = _find_report_rows(cells, reports).tolist()
    columns = [cells[name].to_pylist() for name in ("text", "start_offset")]
    spans = set()
    for place, words, start in zip(places, *columns, strict=True):
        for number in _CELL_NUMBER.finditer(words or ""):
            spans.add(
                (place, (start or 0) + number.start(), (start or 0) + number.end())
            )
    return frozenset(spans)


def _is_complete_number(
    text: str,
    unit: str | None,
    start: int,
    end: int,
    is_bare: bool = False,
) -> bool:
    """Tell whether a number with its unit stands there, no character more or less.

    A bare one stands without it, where its sentence or its table says the unit.
    """
    number = text[start:end]
    cut = number[0].isdigit() and text[start - 1 : start].isdigit()
    begins = not cut and (number[0].isdigit() or number[0] in _BEGINNINGS)
    if not unit or unit == _RATIO or _PART_OF in number:
        return begins
    if is_bare and number[-1].isdigit() and not text[end : end + 1].isdigit():
        return begins
    return begins and _BEHIND_UNIT.sub("", number).replace("％", "%").endswith(unit[-1])


def _find_report_rows(table: pa.Table, reports: pa.Table) -> Numbers:
    """Give the row of `reports` that each row belongs to."""
    place = pc.index_in(
        table["report_id"], value_set=reports["report_id"].combine_chunks()
    )
    return _convert_integers(place)


def _read_integers(table: pa.Table, column: str) -> Numbers:
    return _convert_integers(table[column])


def _convert_integers(column: pa.ChunkedArray) -> Numbers:
    numbers: Numbers = column.cast(pa.int64()).fill_null(_NOWHERE).to_numpy()
    return numbers


def _join_columns(*columns: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.binary_join_element_wise(*columns, _JOINT)


def _fill_flags(flags: pa.ChunkedArray, unknown: bool = False) -> Flags:
    return _convert_flags(pc.fill_null(flags, unknown).to_numpy(zero_copy_only=False))


def _convert_flags(flags: Flags) -> Flags:
    return flags.astype(bool)
