"""The offline half: captures in the archive in, parts of the tables out; never touches the network."""

from collections.abc import Iterable
from contextlib import closing

from prefect import get_run_logger
from prefect.futures import wait

from tasks.ledger import Ledger
from tasks.model.capture import Capture
from tasks.model.run import Run
from tasks.model.source import Source
from tasks.read.batch import extract_batch
from tasks.report.reading import EXTRACTOR

# Some seconds of work each: long enough to be worth a task run, short enough to see progress and to lose
# little.
BATCH = 200


def extract(run: Run, sources: Iterable[Source]) -> int:
    """Read every capture that this version of the reader has not read yet, one task run a batch.

    Count them.
    """
    with closing(Ledger(run.database_url)) as ledger:
        captures = ledger.find_unread_captures(EXTRACTOR)
    known = {source.id: source for source in sources}
    if strangers := sorted({capture.source_id for capture in captures} - known.keys()):
        words = "Nothing is known of %s: their reports are read without place and organ; give the --sources of the runs"
        get_run_logger().warning(words, ", ".join(strangers))
    batches: list[list[Capture]] = [
        captures[start : start + BATCH] for start in range(0, len(captures), BATCH)
    ]
    futures = [extract_batch.submit(run, batch, known) for batch in batches]
    wait(futures)
    for future in futures:
        future.result()
    return len(captures)
