"""Read, a step: captures from the archive to the rows of parts.

A batch of pages is one Prefect task, and gives one part.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing

import pyarrow as pa
from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.runtime import task_run

from tasks.archive.warc import Archive
from tasks.documents.article import is_hollow, read_article
from tasks.documents.cache import DiskDocumentCache
from tasks.documents.clean_text import clean
from tasks.documents.second_try import read_twice
from tasks.home import Home
from tasks.ledger import Ledger
from tasks.model.catalogue import make_issue, make_phrase, make_unreadable_issue
from tasks.model.cpu_limit import limit_cpu
from tasks.model.document import Body
from tasks.model.errors import (
    ArchiveError,
    RunStopped,
    UnreadableDocument,
    keep_secrets,
)
from tasks.model.issue import Issue
from tasks.model.page import Capture
from tasks.model.report import Reading
from tasks.model.run import Run
from tasks.model.source import Source
from tasks.model.stopping import Owner, Stop
from tasks.report.facts import DocumentHints
from tasks.report.reading import read_report
from tasks.tables.part_store import PartStore, get_extractor_version
from tasks.tables.schema import build_part_schemas
from tasks.tables.table_rows import (
    Row,
    build_issue_row,
    build_reading_rows,
    build_tables,
)

_PageRows = dict[str, list[Row]]
# What Arrow raises for a value that a column does not take: too large, or no text (half a character).
_MISFITS = (pa.ArrowException, ValueError, TypeError, OverflowError)


def _format_task_run_name() -> str:
    captures: Sequence[Capture] = task_run.parameters["captures"]
    names = sorted({capture.source_id for capture in captures})
    more = " …" if len(names) > 3 else ""
    return f"extract {len(captures)} captures of {', '.join(names[:3])}{more}"


@task(
    name="extract",
    task_run_name=_format_task_run_name,
    cache_policy=NO_CACHE,
)
@keep_secrets
def extract_batch(
    run: Run, captures: Sequence[Capture], sources: Mapping[str, Source]
) -> str:
    """Read a batch of captures into one part and note it in the ledger; give the part's id.

    A page that cannot be understood is an issue of the part. A page that the archive does not give back, or
    that our machine kept from being read, is left out of the part, so that it is tried again and `stage`
    reports it until then. Raises RunStopped when this process is asked to end; the whole batch stays then.
    """
    Owner.belong_to_pool()
    home = Home.open(run.home)
    documents = DiskDocumentCache(home.documents, recognised=home.recognised)
    pages: list[tuple[Capture, _PageRows]] = []
    interrupted: list[tuple[Capture, Issue]] = []
    with Archive(home.archive) as archive:
        for capture in captures:
            Stop.check()
            try:
                bodies = _read_bodies(archive, capture)
            except ArchiveError as error:
                get_run_logger().error("%s cannot be read back: %s", capture.url, error)
                continue
            source = sources.get(capture.source_id)
            try:
                page_rows = _read_rows(capture, bodies, source, documents)
            except UnreadableDocument as error:
                get_run_logger().error("%s stays to be read: %s", capture.url, error)
                interrupted.append((capture, _build_interrupted_issue(capture, error)))
                continue
            pages.append((capture, page_rows))
    read = [capture for capture, _ in pages]
    name = PartStore.compute_id(read)
    tables = _build_part(pages)
    digest = _open_parts(home).write(name, tables)
    with closing(Ledger(run.database_url)) as ledger:
        ledger.record_part(get_extractor_version(), name, digest, read)
        for capture, issue in interrupted:
            ledger.record_problem(run.run_id, capture.source_id, issue, capture.page_id)
    get_run_logger().info(
        "%d of %d captures read: %s", len(read), len(captures), _format_counts(tables)
    )
    return name


def discard_rotten_parts(run: Run) -> list[str]:
    """Discard the parts whose files are not what was written, so that they are made anew from the archive.

    Give their ids. What they held is to be read again from then on, and each source's issues say so.
    """
    extractor = get_extractor_version()
    parts = _open_parts(Home.open(run.home))
    with Ledger.open_journaled(run) as ledger:
        rotten = parts.find_rotten(ledger.load_part_digests(extractor))
        for name in rotten:
            get_run_logger().error(
                "part %s is not what was written: it is made anew from the archive",
                name,
            )
            _record_rotten_part(run, ledger, name)
            ledger.forget_part(extractor, name)
            parts.discard(name)
    return rotten


def _record_rotten_part(run: Run, ledger: Ledger, name: str) -> None:
    issue = make_issue("part_rotten", name)
    for source_id in ledger.find_sources_of_part(get_extractor_version(), name):
        ledger.record_problem(run.run_id, source_id, issue)


def _open_parts(home: Home) -> PartStore:
    return PartStore(home.parts, get_extractor_version(), build_part_schemas())


def _build_part(pages: Sequence[tuple[Capture, _PageRows]]) -> dict[str, pa.Table]:
    """Make a part's tables; a page with a value that no table takes has an issue in place of its rows."""
    try:
        return _build_page_tables(rows for _, rows in pages)
    except _MISFITS:
        get_run_logger().warning("a page's rows fit no table; they are tried alone")
    return _build_page_tables(_keep_fitting(*page) for page in pages)


def _build_page_tables(pages: Iterable[_PageRows]) -> dict[str, pa.Table]:
    rows: _PageRows = {}
    for page_rows in pages:
        for table, found in page_rows.items():
            rows.setdefault(table, []).extend(found)
    return build_tables(rows, build_part_schemas())


def _keep_fitting(capture: Capture, rows: _PageRows) -> _PageRows:
    """Give a page's rows as they are where the tables take them, else the issue that says why not."""
    try:
        _build_page_tables([rows])
    except _MISFITS as error:
        return _build_failed_rows(capture, error)
    return rows


def _build_failed_rows(capture: Capture, error: Exception) -> _PageRows:
    get_run_logger().error("the reader failed on %s", capture.url, exc_info=error)
    issue = make_issue("reader_failed", repr(error), stage="report")
    return _build_issue_rows(capture, issue)


def _build_issue_rows(capture: Capture, issue: Issue) -> _PageRows:
    get_run_logger().warning("%s gives no report: %s", capture.url, issue.message)
    return {
        "issues": [
            build_issue_row(issue, capture.page_id, capture.source_id, capture.url)
        ]
    }


def _read_bodies(archive: Archive, capture: Capture) -> list[Body]:
    """Read a capture's bodies; raises ArchiveError when the first is not the one that the ledger knows."""
    bodies = archive.read_bodies(capture)
    if hashlib.sha256(bodies[0].content).hexdigest() != capture.content_sha256:
        place = f"{capture.warc_file} at {capture.warc_offset}"
        raise ArchiveError(f"{place}: the body is not the one that the ledger knows")
    return bodies


def _read_rows(
    capture: Capture,
    bodies: Sequence[Body],
    source: Source | None,
    documents: DiskDocumentCache,
) -> _PageRows:
    """Read one page; what goes wrong costs this page only, and is a row.

    Raises UnreadableDocument only for what our machine kept from being read.
    """
    hints = DocumentHints.from_capture(capture, source)
    try:
        reading = read_twice(lambda: _read_article(bodies, hints, documents))
        return build_reading_rows(reading, capture, get_extractor_version())
    except UnreadableDocument as error:
        if error.is_transient:
            raise
        issue = make_unreadable_issue(error, capture.media_type)
    except RunStopped:
        raise
    except Exception as error:  # noqa: BLE001  (a page that our code stumbles over must not cost the batch)
        return _build_failed_rows(capture, error)
    return _build_issue_rows(capture, issue)


def _read_article(
    bodies: Sequence[Body], hints: DocumentHints, documents: DiskDocumentCache
) -> Reading:
    """Read an article within the limit of CPU time; raises UnreadableDocument."""
    with limit_cpu():
        document = read_article(bodies, documents)
        text = clean(document)
        if is_hollow((*document.issues, *text.issues)):
            problem = make_phrase("files_without_text")
            raise UnreadableDocument("no_text", problem=problem)
        return read_report(
            document,
            text.text,
            hints,
            text.issues,
            text.attached,
            text.emphasis,
            text.tables,
        )


def _build_interrupted_issue(capture: Capture, error: UnreadableDocument) -> Issue:
    place = f"{capture.warc_file} at {capture.warc_offset}"
    return make_unreadable_issue(error, place, url=capture.url)


def _format_counts(tables: Mapping[str, pa.Table]) -> str:
    counts = {name: table.num_rows for name, table in tables.items()}
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count)
