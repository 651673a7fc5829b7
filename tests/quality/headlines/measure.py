"""How often headlines are right: of passages, of marked sentences, of seeds and of written reports."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from deploy.demo.writer import write
from tasks.model.report import Reading
from tasks.report.codebook import load_indicators
from tasks.tables.headlines import Headline, find_headlines
from tasks.tables.table_rows import build_quantity_row
from tests.quality.corpora.sentences import MarkedNumber, MarkedSentence, load_sentences
from tests.quality.eval.score import read_bytes
from tests.quality.golden.test_seeds import CODED_SINCE, GOLD, SEEDS
from tests.quality.headlines.passages import AMBIGUOUS, NONE, YEAR, load_passages

# Of the headlines that must be right.
FLOOR = 0.97
# The gold of the seeds knows no roles. What a mediation centre did since it was founded is no year's.
_NOT_OF_THE_YEAR = {"003": ("visits_received", "visitors_received")}
# Words of the writer for several years.
_SEVERAL_YEARS = re.compile("近[两三四五]年")
_FORMER_CODES = {
    entry.formerly: entry.code for entry in load_indicators() if entry.formerly
}


@dataclass
class HeadlineScore:
    """How many headlines are right, and what the others are."""

    right: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Give the share that is right; 1 where nothing was asked."""
        total = self.right + len(self.wrong)
        return self.right / total if total else 1.0

    def add(self, name: str, wanted: str, found: str) -> None:
        """Add one headline."""
        if wanted == found:
            self.right += 1
        else:
            self.wrong.append(f"{name}: {found}, not {wanted}")


def _read_headlines(report: bytes, year: int | None = None) -> dict[str, Headline]:
    _, reading = read_bytes(report)
    return _index_headlines(reading, year)


def _index_headlines(reading: Reading, year: int | None) -> dict[str, Headline]:
    rows = [build_quantity_row(one, "") for one in reading.quantities]
    found = find_headlines(rows, year or reading.report.report_year)
    return {headline.indicator.code: headline for headline in found}


def _say(headline: Headline | None) -> str:
    """Say a headline as the passages do."""
    if headline is None:
        return NONE
    number = headline.number
    if number is None:
        return AMBIGUOUS
    return _say_number(number.value, number.comparator)


def _say_number(value: float, comparator: str | None) -> str:
    return f"{value:.15g} {comparator or ''}".strip()


def measure_passages() -> HeadlineScore:
    """Read each passage as a report of its own."""
    score = HeadlineScore()
    for passage in load_passages():
        found = _read_headlines(passage.build_report().encode(), YEAR)
        for code, wanted in passage.headlines.items():
            score.add(f"{passage.name} {code}", wanted, _say(found.get(code)))
    return score


def measure_sentences() -> HeadlineScore:
    """Read each marked sentence as a report of its own, as far as its marks tell what the headline is."""
    score = HeadlineScore()
    for sentence in load_sentences():
        wanted = _tell_headlines(sentence.numbers)
        if not wanted:
            continue
        found = _read_headlines(_build_report(sentence).encode(), sentence.year)
        for code, number in wanted.items():
            said = _say_number(float(number.value), number.comparator)
            score.add(f"{sentence.name} {code}", said, _say(found.get(code)))
    return score


def _build_report(sentence: MarkedSentence) -> str:
    title = f"{sentence.organ}{sentence.year}年法治政府建设年度报告"
    return f"{title}\n\n一、主要举措和成效\n\n{sentence.text}"


def _tell_headlines(numbers: Iterable[MarkedNumber]) -> Mapping[str, MarkedNumber]:
    """Tell by code the only value that is neither a part of its own kind nor of a part of the year."""
    wholes: dict[str, list[MarkedNumber]] = defaultdict(list)
    for number in numbers:
        is_own = number.role is None and number.scope is None
        is_level = number.change in (None, "to")
        if number.code and is_own and is_level and number.part_of != number.code:
            wholes[number.code].append(number)
    only = {}
    for code, found in wholes.items():
        of_year = [number for number in found if number.period is None] or found
        if len({number.value for number in of_year}) == 1:
            only[code] = of_year[0]
    return only


def measure_seeds() -> HeadlineScore:
    """Read the real reports beside the repository, where one value of a code is told."""
    score = HeadlineScore()
    for path in GOLD:
        truth = json.loads(path.read_text(encoding="utf-8"))
        name = path.stem[:3]
        wanted = dict(_tell_stated(truth["quantities"]))
        wanted |= dict.fromkeys(_NOT_OF_THE_YEAR.get(name, ()), NONE)
        for code in CODED_SINCE.get(name, {}).values():
            wanted.pop(code, None)
        report = (SEEDS / truth["file"]).read_bytes()
        _score_report(name, report, wanted, score)
    return score


def measure_written(seeds: Iterable[int], *, hard: bool = False) -> HeadlineScore:
    """Read reports of the writer, where one value of a code is told."""
    score = HeadlineScore()
    for seed in seeds:
        written = write(seed, hard=hard)
        wanted = dict(_tell_stated(written.truth["quantities"]))
        _score_report(str(seed), written.plain().encode(), wanted, score)
    return score


def _score_report(
    name: str, report: bytes, wanted: Mapping[str, str], score: HeadlineScore
) -> None:
    found = _read_headlines(report)
    for code, headline in wanted.items():
        score.add(f"{name} {code}", headline, _say(found.get(code)))


def _tell_stated(stated: Iterable[Mapping[str, object]]) -> Iterator[tuple[str, str]]:
    """Give the codes that have one value, with that; of several values nothing says which is the total."""
    values: dict[str, set[str]] = defaultdict(set)
    for one in stated:
        if one["indicator"] is not None:
            code = str(one["indicator"])
            values[_FORMER_CODES.get(code, code)].add(_say_stated(one))
    for code, said in values.items():
        if len(said) == 1:
            yield code, said.pop()


def _say_stated(stated: Mapping[str, object]) -> str:
    if _SEVERAL_YEARS.search(str(stated.get("period") or "")):
        return NONE
    comparator = stated["approximate"]
    said = None if comparator is None else str(comparator)
    return _say_number(float(str(stated["value"])), said)
