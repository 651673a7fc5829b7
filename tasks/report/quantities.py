"""The quantities of a text: each number with its unit, its indicator, its period and its change.

`numbers` finds the numbers, `indicators` what they count, `changes` and `periods` what the words around them
say of a change and of their period.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import merge
from itertools import chain
from operator import attrgetter
from typing import NamedTuple

from tasks.model.cpu_limit import check_cpu
from tasks.model.report import Quantity, Role, Scope
from tasks.model.traditional import simplify_prose
from tasks.report.cells import HeadedCell
from tasks.report.changes import AMOUNTS_OF_CHANGE, NumberChange, find_changes
from tasks.report.indicators import IndicatorFinder, IndicatorMatch
from tasks.report.numbers import NumberMatch, find_numbers
from tasks.report.outline import OutlineEntry
from tasks.report.periods import NumberPeriod, PeriodFinder
from tasks.report.relations import EarlierNumbers, RelationFinder
from tasks.report.roles import RoleFinder
from tasks.report.scope import ReportSetting, ScopeFinder
from tasks.report.sentences import LONGEST_SENTENCE, NumberedSentence
from tasks.report.table_relations import HeadedTable, relate_cells

# What was said longer ago than this many characters no longer says what a number counts.
_LONGEST_CONTEXT = 200
_NO_CHANGE = NumberChange()
_UNKNOWN_SETTING = ReportSetting()
_NOTHING_EARLIER = EarlierNumbers()


def extract_quantities(
    text: str,
    entries: Sequence[OutlineEntry],
    after: int,
    setting: ReportSetting = _UNKNOWN_SETTING,
    plans: Sequence[tuple[int, int]] = (),
    tables: Sequence[HeadedTable] = (),
) -> Iterator[Quantity]:
    """Extract the quantities behind the title, which ends at offset `after`, in the order of the text.

    `setting` is in whose report they stand, `plans` are the spans of the text that tell of plans. A number in
    a cell of `tables` is read with its heads, and by nothing else.
    """
    tabled = list(_extract_from_cells(text, entries, setting, plans, tables))
    read = (one.cell for table in tables for one in table.cells if one.is_read)
    in_cells = {offset for cell in read for offset in range(cell.start, cell.end)}
    prose = _extract_from_prose(text, entries, after, setting, plans, in_cells)
    found = list(merge(prose, tabled, key=attrgetter("start")))
    return iter(_relate_tables(found, tables) if tables else found)


def _relate_tables(
    quantities: Sequence[Quantity], tables: Sequence[HeadedTable]
) -> list[Quantity]:
    """Relate the quantities of each table to each other; those of no table stay as they are."""
    starts = [quantity.start for quantity in quantities]
    related = list(quantities)
    for table in tables:
        first = bisect_left(starts, table.start)
        last = bisect_left(starts, table.end)
        related[first:last] = relate_cells(table, quantities[first:last])
    return related


def _extract_from_prose(
    text: str,
    entries: Sequence[OutlineEntry],
    after: int,
    setting: ReportSetting,
    plans: Sequence[tuple[int, int]],
    in_cells: Collection[int],
) -> Iterator[Quantity]:
    """Extract what sentences say, but for the numbers at some offsets; those of two cells are none."""
    plain = simplify_prose(text)
    starts = [entry.start for entry in entries]
    scopes = ScopeFinder(setting)
    section = EarlierNumbers()
    waiting: list[_SaidOfNumbers] = []
    last: tuple[NumberedSentence, _SaidOfNumbers] | None = None
    planned = _SpanIndex.of(plans)
    numbers = [
        number
        for number in find_numbers(plain)
        if number.start >= after
        and number.start not in in_cells
        and "\t" not in plain[number.start : number.end]
    ]
    for sentence in NumberedSentence.split(plain, numbers):
        check_cpu()
        first = sentence.first
        printed = _strip_span(text, sentence.printed)
        context = _collect_context(plain, entries, starts, first)
        whose = scopes.find_all(sentence)
        if last and _is_other_section(starts, last[0].first, first):
            section = EarlierNumbers()
            waiting = []
            last = None
        earlier = _get_earlier(section, waiting, last, sentence)
        said = _SaidOfNumbers.find(
            sentence, context, setting.year, planned.holds(first), whose, earlier
        )
        waiting.append(said)
        last = (sentence, said)
        for place, number in enumerate(sentence.numbers):
            entry = entries[max(bisect_right(starts, number.start) - 1, 0)]
            phrase = text[sentence.get_phrase(place)].strip()
            yield said.build_quantity(place, entry.path, phrase, printed, whose[place])


def _extract_from_cells(
    text: str,
    entries: Sequence[OutlineEntry],
    setting: ReportSetting,
    plans: Sequence[tuple[int, int]],
    tables: Sequence[HeadedTable],
) -> Iterator[Quantity]:
    """Extract the numbers of cells: each with its heads is one sentence (2024年行政处罚455件).

    What is kept as the sentence is the row as it is printed, with the cell as its phrase.
    """
    starts = [entry.start for entry in entries]
    scopes = ScopeFinder(setting)
    planned = _SpanIndex.of(plans)
    for table in tables:
        for headed in filter(attrgetter("is_read"), table.cells):
            check_cpu()
            cell = headed.cell
            entry = entries[max(bisect_right(starts, cell.start) - 1, 0)]
            is_plan = planned.holds(cell.start)
            idle = "".join(headed.idle)
            context = f"{entry.heading or ''}\n{table.above}\n{headed.wholes}{idle}"
            row = _find_row(text, cell.start)
            for place, sentence, counted in _phrase_cell(headed):
                whose = scopes.find_all(sentence)
                said = _SaidOfNumbers.find(
                    sentence,
                    context,
                    setting.year,
                    is_plan,
                    whose,
                    _NOTHING_EARLIER,
                    counted,
                )
                quantity = said.build_quantity(0, entry.path, cell.text, row, whose[0])
                start = cell.start + place.start
                yield replace(
                    quantity,
                    start=start,
                    end=cell.start + place.stop,
                    role=_find_role(headed, quantity),
                )


def _find_role(headed: HeadedCell, quantity: Quantity) -> Role:
    """Find a cell's role: what its sentence says, or that it counts all years where its head says so."""
    if headed.is_cumulative and quantity.role is Role.ACTUAL:
        return Role.CUMULATIVE
    return quantity.role


def _find_row(text: str, offset: int) -> slice:
    """Find the printed row around an offset in a text; of a very long one what stands beside it."""
    first = max(offset - LONGEST_SENTENCE, 0)
    start = text.rfind("\n", first, offset) + 1 or first
    last = offset + LONGEST_SENTENCE
    end = text.find("\n", offset, last)
    return _strip_span(text, slice(start, last if end < 0 else end))


def _strip_span(text: str, span: slice) -> slice:
    """Leave the white space at both ends out of a span."""
    words = text[span]
    start = span.start + len(words) - len(words.lstrip())
    return slice(start, start + len(words.strip()))


def _phrase_cell(
    headed: HeadedCell,
) -> Iterator[tuple[slice, NumberedSentence, list[NumberedSentence]]]:
    """Say a cell's heads with each of its numbers as one sentence, with the number's place in the cell.

    With it stand the sentences that say what is counted, the surest first. What such a sentence does not
    hold as one number is left out.
    """
    words = simplify_prose(headed.words)
    counted = list(map(simplify_prose, headed.counted_words))
    for place, number in headed.numbers:
        sentence = _say_number(words, number)
        if sentence:
            said = filter(None, (_say_number(one, number) for one in counted))
            yield place, sentence, list(said)


def _say_number(heads: str, number: str) -> NumberedSentence | None:
    """Say heads with a number; null where that is not one number."""
    words = f"{heads}{number}"
    found = [one for one in find_numbers(words) if one.start >= len(heads)]
    if len(found) != 1:
        return None
    return NumberedSentence(words, 0, len(words), found)


@dataclass(frozen=True, slots=True)
class _SpanIndex:
    """Spans of a text, joined where they overlap, that are found by offset."""

    starts: Sequence[int]
    ends: Sequence[int]

    @classmethod
    def of(cls, spans: Iterable[tuple[int, int]]) -> "_SpanIndex":
        """Index some spans, in whatever order."""
        joined: list[tuple[int, int]] = []
        for start, end in sorted(spans):
            if joined and start <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
            else:
                joined.append((start, end))
        starts = [start for start, _ in joined]
        ends = [end for _, end in joined]
        return cls(starts, ends)

    def holds(self, offset: int) -> bool:
        """Tell whether an offset stands in one of the spans."""
        place = bisect_right(self.starts, offset)
        return place > 0 and offset < self.ends[place - 1]


class _SaidOfNumbers(NamedTuple):
    """What a sentence says of its numbers, each list in their order; an amount of change is no level."""

    changes: Sequence[NumberChange]
    periods: Sequence[NumberPeriod]
    levels: Sequence[bool]
    indicators: Sequence[IndicatorMatch | None]
    roles: Sequence[Role]
    parts: Sequence[int | None]
    rates: Sequence[str | None]
    numbers: Sequence[NumberMatch]

    def build_quantity(
        self,
        place: int,
        section: str,
        phrase: str,
        sentence: slice,
        scope: Scope,
    ) -> Quantity:
        """Build the quantity that one of the numbers is."""
        number = self.numbers[place]
        change = self.changes[place]
        period = self.periods[place]
        indicator = self.indicators[place] if self.levels[place] else None
        return Quantity(
            section_path=section,
            phrase=phrase,
            value=number.value,
            unit=number.unit,
            comparator=number.comparator,
            indicator=indicator.code if indicator else None,
            sentence_start=sentence.start,
            sentence_end=sentence.stop,
            start=number.start,
            end=number.end,
            indicator_evidence=indicator.words if indicator else None,
            period=period.words,
            change=change.change,
            before=change.before,
            compared_with=change.compared_with,
            role=self.roles[place],
            scope=scope,
            period_start=period.days.first if period.days else None,
            period_end=period.days.last if period.days else None,
            part_of=self.parts[place],
            rate_of=self.rates[place],
        )

    def list_counts(self) -> list[tuple[NumberMatch, str | None]]:
        """List the numbers that count, with their codes."""
        codes = (match.code if match else None for match in self.indicators)
        found = zip(self.numbers, codes, self.levels, self.roles, strict=True)
        return [
            (number, code)
            for number, code, is_level, role in found
            if is_level and role in (Role.ACTUAL, Role.CUMULATIVE)
        ]

    @classmethod
    def find(
        cls,
        sentence: NumberedSentence,
        context: str,
        year: int | None,
        is_plan: bool,
        scopes: Sequence[Scope],
        earlier: EarlierNumbers,
        counted: Sequence[NumberedSentence] = (),
    ) -> "_SaidOfNumbers":
        """Find all that a sentence says; of codes first, for roles and relations rest on them.

        `counted` says in other words what the numbers count; the first that tells anything holds.
        """
        found = find_changes(sentence)
        changes = [found.get(p, _NO_CHANGE) for p in range(len(sentence.numbers))]
        levels = [
            change.change not in AMOUNTS_OF_CHANGE and not sentence.is_multiple(place)
            for place, change in enumerate(changes)
        ]
        indicators: list[IndicatorMatch | None] = []
        for one in counted or (sentence,):
            if not any(indicators):
                indicators = _find_indicators(one, context, levels)
        codes = [match.code if match else None for match in indicators]
        periods = PeriodFinder(sentence, year).find_all()
        roles = RoleFinder(sentence, changes, periods, codes, year, is_plan).find_all()
        relations = RelationFinder(
            sentence, changes, codes, levels, roles, scopes, periods, earlier
        )
        return cls(
            changes=changes,
            periods=periods,
            levels=levels,
            indicators=indicators,
            roles=roles,
            parts=relations.find_parts(),
            rates=relations.find_rates(),
            numbers=sentence.numbers,
        )


def _is_other_section(starts: Sequence[int], before: int, offset: int) -> bool:
    """Tell whether a section begins between two offsets."""
    return bisect_right(starts, before) != bisect_right(starts, offset)


def _get_earlier(
    section: EarlierNumbers,
    waiting: list[_SaidOfNumbers],
    last: tuple[NumberedSentence, _SaidOfNumbers] | None,
    sentence: NumberedSentence,
) -> EarlierNumbers:
    """Get the numbers that a sentence refers back to: its section's, or those of the one before it.

    What the section has said wait to be added to it until a sentence refers to it.
    """
    if sentence.refers_to_section():
        section.extend(chain.from_iterable(said.list_counts() for said in waiting))
        waiting.clear()
        return section
    if last is None or not sentence.refers_to_sentence_before():
        return _NOTHING_EARLIER
    if "\n" in sentence.text[last[0].first : sentence.first]:
        return _NOTHING_EARLIER
    return EarlierNumbers(last[1].list_counts())


def _find_indicators(
    sentence: NumberedSentence, context: str, levels: list[bool]
) -> list[IndicatorMatch | None]:
    """Find the indicator of each number; a share that has none (占审结总数的31.5%) is no level then."""

    def find_all() -> list[IndicatorMatch | None]:
        return IndicatorFinder(sentence, context).find_all(levels)

    found = find_all()
    shares = [
        place
        for place, match in enumerate(found)
        if match is None and levels[place] and sentence.is_share(place)
    ]
    for place in shares:
        levels[place] = False
    if shares:
        return find_all()
    return found


def _collect_context(
    text: str,
    entries: Sequence[OutlineEntry],
    starts: Sequence[int],
    first: int,
) -> str:
    """Collect what was said before a sentence: the heading above it, and the end of its paragraph so far."""
    entry = entries[max(bisect_right(starts, first) - 1, 0)]
    farthest = max(first - _LONGEST_CONTEXT, 0)
    paragraph = text.rfind("\n", farthest, first) + 1 or farthest
    return f"{entry.heading or ''}\n{text[paragraph:first]}"
