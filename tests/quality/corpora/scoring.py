"""What the reader makes of each marked number, in a report that holds many sentences."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple
from unicodedata import normalize

from tasks.model.report import Quantity, Reading, Role, Scope
from tasks.report.facts import DocumentHints
from tests.quality.corpora.sentences import MarkedNumber, MarkedSentence
from tests.quality.eval.rate import Rate
from tests.quality.eval.score import read_bytes

# So many sentences make a report.
_SENTENCES = 25
# What is measured, by the letter that stands for it in the pins.
MEASURES = {
    "n": "found", "v": "value and unit", "i": "indicator", "c": "comparator", "r": "role", "s": "scope",
    "g": "change", "o": "rate_of", "w": "part_of", "p": "period",
}  # fmt: skip
# The text of a report may have the marks of the other width.
_MARKS = str.maketrans("、。", ",.")
# 较2023年的6.9%下降: the ends of a change may be told where only its size is marked.
_ENDS = {"up_to": "to", "down_to": "to", "from": "from"}

Rates = dict[str, Rate]


class SentenceScore(NamedTuple):
    """What is right of a sentence, `nvicrsgowp nv-crsgowp +1`, and its numbers' part in each measure.

    A word a number with the letters of `MEASURES` that are right of it, `-` for each that is not; last how
    many numbers were found that are none.
    """

    marks: str
    rates: Rates


def score_sentences(
    sentences: Iterable[MarkedSentence],
) -> dict[str, SentenceScore]:
    """Read sentences in the reports that they could stand in, and score each, by name."""
    by_report: dict[tuple[str, int], list[MarkedSentence]] = defaultdict(list)
    for sentence in sentences:
        by_report[sentence.organ, sentence.year].append(sentence)
    scores: dict[str, SentenceScore] = {}
    for (organ, year), group in by_report.items():
        for first in range(0, len(group), _SENTENCES):
            scores |= _score_report(organ, year, group[first : first + _SENTENCES])
    return scores


def add_rates(scores: Iterable[SentenceScore]) -> Rates:
    """Add up the measures of several sentences."""
    total: Rates = defaultdict(Rate)
    for score in scores:
        for measure, rate in score.rates.items():
            total[measure].add(rate.right, rate.spurious, rate.missed)
            total[measure].misses += rate.misses
    return total


def _score_report(
    organ: str, year: int, sentences: Sequence[MarkedSentence]
) -> Mapping[str, SentenceScore]:
    paragraphs = (
        f"{organ}{year}年法治政府建设年度报告",
        f"{year}年，{organ}扎实推进法治政府建设。现将有关情况报告如下：",
        "一、主要举措和成效",
        *(sentence.text for sentence in sentences),
    )
    body = "\n\n".join(paragraphs).encode()
    _, reading = read_bytes(body, DocumentHints("http://example.cn/a.txt"))
    text, scores, place = _squeeze(reading.report.text), {}, 0
    for sentence in sentences:
        words = _squeeze(sentence.text)
        place = text.signs.find(words.signs, place)
        assert place >= 0, f"{sentence.name}: its words were changed"
        # from the sentence's own offsets to those of the report
        places = dict(zip(words.places, text.places[place:], strict=False))
        scores[sentence.name] = _score_sentence(sentence, reading, places)
    return scores


class _Squeezed(NamedTuple):
    """A text's signs without blanks, all of one width, each with its place in the text."""

    signs: str
    places: Sequence[int]


def _squeeze(text: str) -> _Squeezed:
    signs, places = "", []
    for place, sign in enumerate(text):
        folded = normalize("NFKC", sign).translate(_MARKS).strip()
        signs += folded
        places += [place] * len(folded)
    return _Squeezed(signs, places)


def _score_sentence(
    sentence: MarkedSentence, reading: Reading, places: Mapping[int, int]
) -> SentenceScore:
    first, last = min(places.values()), max(places.values())
    found = [q for q in reading.quantities if q.start <= last and first < q.end]
    pairs = _pair_numbers(sentence, found, places)
    codes = {quantity.start: quantity.indicator for quantity in reading.quantities}
    rates: Rates = defaultdict(Rate)
    words = []
    for place, number in enumerate(sentence.numbers):
        quantity = pairs.get(place)
        note = f"{sentence.name} {sentence.text[number.start : number.end]}"
        if quantity is None and _is_value_before(number, found):
            words.append("".join(MEASURES))
            rates["found"].add(1, 0, 0)
        elif quantity is None:
            words.append("-" * len(MEASURES))
            _miss_number(number, rates, note)
        else:
            words.append(_score_number(number, quantity, codes, rates, note))
    invented = [quantity for quantity in found if quantity not in pairs.values()]
    for quantity in invented:
        rates["found"].add(0, 1, 0, f"{sentence.name} {quantity.phrase}: is none")
        if quantity.indicator:
            rates["indicator"].add(0, 1, 0, f"{sentence.name} {quantity.phrase}")
    if invented:
        words.append(f"+{len(invented)}")
    return SentenceScore(" ".join(words), rates)


def _pair_numbers(
    sentence: MarkedSentence, found: Sequence[Quantity], places: Mapping[int, int]
) -> dict[int, Quantity]:
    """Pair marked numbers with those found, by the marks' places: the largest overlaps first."""
    overlaps: list[tuple[int, int, int]] = []
    for place, number in enumerate(sentence.numbers):
        for other, quantity in enumerate(found):
            first = max(places[number.start], quantity.start)
            end = min(places[number.end - 1] + 1, quantity.end)
            if first < end:
                overlaps.append((first - end, place, other))
    pairs: dict[int, Quantity] = {}
    taken: set[int] = set()
    for _, place, other in sorted(overlaps):
        if place not in pairs and other not in taken:
            pairs[place] = found[other]
            taken.add(other)
    return pairs


def _is_value_before(number: MarkedNumber, found: Sequence[Quantity]) -> bool:
    """Tell whether an old value stands with the new one, whose unit it shares: 从120压减至30项."""
    return number.change == "from" and any(q.before == number.value for q in found)


def _miss_number(number: MarkedNumber, rates: Rates, note: str) -> None:
    rates["found"].add(0, 0, 1, f"{note}: not found")
    if number.counts:
        rates["indicator"].add(0, 0, 1, f"{note}: not found")


def _score_number(
    number: MarkedNumber,
    quantity: Quantity,
    codes: Mapping[int, str | None],
    rates: Rates,
    note: str,
) -> str:
    """Score one number that was found, and give the letters of what is right of it."""
    rates["found"].add(1, 0, 0)
    letters = "n"
    for letter, got, want in _compare(number, quantity, codes):
        right = got == want
        letters += letter if right else "-"
        if got is not None or want is not None:
            spurious, missed = (
                not right and got is not None,
                not right and want is not None,
            )
            wrong = f"{note}: got {got}, want {want}"
            rates[MEASURES[letter]].add(int(right), int(spurious), int(missed), wrong)
    return letters


def _compare(
    number: MarkedNumber, quantity: Quantity, codes: Mapping[int, str | None]
) -> Iterator[tuple[str, object, object]]:
    """Yield letter, what was read and what is right, in the order of the letters; null is nothing said."""
    role = None if quantity.role is Role.ACTUAL else quantity.role.value
    code = number.code
    if not number.counts and (quantity.indicator is None or role != number.role):
        code = None
    whole = None if quantity.part_of is None else codes.get(quantity.part_of)
    if number.part_of is None and number.code is not None:
        whole = None  # the words may leave it open
    change = _ENDS.get(str(quantity.change), quantity.change)
    if number.change is None and change in _ENDS.values():
        change = None
    days = (quantity.period_start, quantity.period_end) if number.period else None
    yield "v", (quantity.value, quantity.unit), (number.value, number.unit)
    yield "i", quantity.indicator, code
    yield "c", quantity.comparator, number.comparator
    yield "r", role, number.role
    yield "s", None if quantity.scope is Scope.OWN else "other", number.scope
    yield "g", change, number.change
    yield "o", quantity.rate_of, number.rate_of
    yield "w", whole, number.part_of
    yield "p", days, number.period
