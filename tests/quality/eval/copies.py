"""Rate the search for reuse on the report writer's paragraphs, planted again and edited in a known way."""

from collections.abc import Iterable, Sequence
from random import Random

from rapidfuzz.distance import Indel

from deploy.demo.writer import write
from tasks.model.report import SIMILARITY_THRESHOLD, ReuseKind
from tasks.tables.reuse.paragraph_index import normalize_words
from tests.quality.eval.collection import Planted, Text, reports_table, sections_table
from tests.quality.eval.edits import EDITS, Edit
from tests.quality.eval.finding import find_reuse
from tests.quality.eval.rate import Rate

# Recall of each edit, among the copies that are still alike. Where one character in six or more is another
# one, and they lie scattered as no clerk scatters them, few shingles are left to find a copy by.
EDIT_FLOORS = {
    **dict.fromkeys(EDITS, 0.99),
    "20 % in words": 0.93,
    "10 % scattered": 0.95,
    "15 % scattered": 0.75,
    "20 % scattered": 0.35,
}
# Precision of each kind, over all edits
KIND_FLOOR = 0.99
# How many organs hold a text that was handed down
_MANY = 8
_SOURCES, _LONG_ENOUGH, _EACH = 40, 70, 15

Claim = tuple[str, int, str]


def sources(reports: int = _SOURCES) -> list[str]:
    """Give paragraphs of written reports of which no two are nearly alike."""
    kept: dict[str, str] = {}
    for seed in range(reports):
        for line in write(seed).plain().split("\n"):
            plain = normalize_words(line)
            alike = any(
                Indel.normalized_similarity(
                    plain, other, score_cutoff=SIMILARITY_THRESHOLD - 0.1
                )
                for other in kept
            )
            if len(plain) >= _LONG_ENOUGH and not alike:
                kept[plain] = line
    return list(kept.values())


def plant(texts: Sequence[str], edit: Edit) -> tuple[list[Planted], dict[Claim, str]]:
    """Plant edited copies: another organ's, last year's, and texts handed down in one province and in two.

    Gives the reports, and for each claim that a search must make the text that the paragraph comes from.
    """
    rng = Random("plant")
    reports: list[Planted] = []
    wanted: dict[Claim, str] = {}

    def add(
        province: str,
        town: str,
        year: int,
        kind: ReuseKind | None,
        given: Sequence[str],
    ) -> None:
        one = Planted(
            f"{len(reports):016x}",
            year,
            (f"{province}省", "珞陵市", "霁川县", f"{town}镇"),
        )
        one.texts.extend(Text(edit(rng, text) if kind else text, 0) for text in given)
        reports.append(one)
        if kind:
            wanted.update(
                {
                    (one.report_id, start, kind.value): text
                    for start, text in zip(one.starts(), given, strict=True)
                }
            )

    for at in range(0, len(texts) - 3 * _EACH, 4 * _EACH):
        copied, kept, boilerplate, template = (
            texts[at + part * _EACH :][:_EACH] for part in range(4)
        )
        add("甲", f"源{at}", 2024, None, [*copied, *kept])
        add("乙", f"抄{at}", 2025, ReuseKind.COPIED, copied)
        add("甲", f"源{at}", 2025, ReuseKind.LAST_YEAR, kept)
        if edit in _LIGHT:
            for number in range(_MANY):
                add(
                    "丙丁"[number % 2],
                    f"通{at}之{number}",
                    2025,
                    ReuseKind.BOILERPLATE,
                    boilerplate,
                )
                add("戊", f"统{at}之{number}", 2025, ReuseKind.TEMPLATE, template)
    return reports, wanted


# Copies of a text handed down that were each edited much are no longer alike among each other.
_LIGHT = [EDITS[name] for name in ("numbers", "half width", "5 % in words")]


def measure_copies(reports: int = _SOURCES) -> tuple[dict[str, Rate], dict[str, Rate]]:
    """Rate the search by edit and by kind.

    Copies that are no longer alike must not be found, nor anything else.
    """
    texts = sources(reports)
    by_edit: dict[str, Rate] = {}
    by_kind: dict[str, Rate] = {}
    for name, edit in EDITS.items():
        planted, wanted = plant(texts, edit)
        words = {
            (one.report_id, start): text.words
            for one in planted
            for start, text in zip(one.starts(), one.texts, strict=True)
        }
        alike = {
            claim for claim, text in wanted.items() if _alike(words[claim[:2]], text)
        }
        rows = find_reuse(
            reports_table(planted), sections_table(planted)
        ).rows.to_pylist()
        found = {(row["report_id"], row["start_offset"], row["kind"]) for row in rows}
        for claim in sorted(alike | found):
            right = claim in alike and claim in found
            for rates, key in ((by_edit, name), (by_kind, claim[2])):
                rate = rates.setdefault(key, Rate())
                rate.add(
                    int(right),
                    int(claim not in alike),
                    int(claim not in found),
                    f"{name}: {claim}",
                )
    return by_edit, by_kind


def _placed(one: Planted) -> Iterable[tuple[int, Text]]:
    return zip(one.starts(), one.texts, strict=True)


def _alike(one: str, other: str) -> bool:
    return (
        Indel.normalized_similarity(normalize_words(one), normalize_words(other))
        >= SIMILARITY_THRESHOLD
    )
