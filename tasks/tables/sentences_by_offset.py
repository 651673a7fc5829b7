"""The sentences of quantities, which the tables hold as offsets into the texts of reports."""

from collections.abc import Iterable, Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc

SENTENCE_SPAN = ("sentence_start", "sentence_end")
# Of so many reports at a time the texts are held as words of Python.
_REPORTS_AT_ONCE = 1024
_Span = tuple[int | None, int | None]


def cut_sentences(quantities: pa.Table, reports: pa.Table) -> list[str | None]:
    """Cut the sentence of each quantity out of its report's text; null where the report is not given.

    `reports` have the columns report_id and text.
    """
    columns = [quantities[name].to_pylist() for name in SENTENCE_SPAN]
    spans = list(zip(*columns, strict=True))
    sentences: list[str | None] = [None] * len(spans)
    ids = quantities["report_id"]
    for batch in reports.select(["report_id", "text"]).to_batches(_REPORTS_AT_ONCE):
        texts = batch["text"].to_pylist()
        places = pc.index_in(ids, value_set=batch["report_id"])
        rows = pc.indices_nonzero(places.is_valid()).to_pylist()
        here = places.drop_null().to_pylist()
        for row, sentence in zip(rows, _cut(texts, here, spans, rows), strict=True):
            sentences[row] = sentence
    return sentences


def add_sentences(quantities: pa.Table, reports: pa.Table) -> pa.Table:
    """Give quantities a last column `sentence`, out of the texts of reports.

    `reports` have the columns report_id and text; of a report that is not among them the sentence is null.
    """
    sentences = cut_sentences(quantities, reports)
    return quantities.append_column("sentence", pa.array(sentences, pa.string()))


def _cut(
    texts: Sequence[str | None],
    places: Iterable[int],
    spans: Sequence[_Span],
    rows: Iterable[int],
) -> Iterator[str | None]:
    for place, row in zip(places, rows, strict=True):
        text = texts[place]
        start, end = spans[row]
        if text is None or start is None or end is None:
            yield None
        else:
            yield text[start:end]
