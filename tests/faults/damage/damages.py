"""A hundred and more ways in which a staged release may be wrong.

Each stands with the check that has to hold it back.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import NamedTuple

import pyarrow as pa

from tasks.model.run import BEIJING
from tests.faults.damage.acts import (
    Act,
    back_to_front,
    bytes_of,
    cast,
    change,
    drop,
    empty,
    empty_column,
    exchange,
    filled,
    first,
    having,
    lose,
    miscounted,
    of_last_release,
    repeat,
    shaped,
    signed,
    suite,
    swap,
)
from tests.faults.damage.scene import SOURCES

POSSIBLE, COLUMNS, SCHEMA, RELEASE, COUNTED = (
    "audit_is_possible",
    "table_columns_to_match_ordered_list",
    "file_has_schema",
    "file_has_release_id",
    "file_has_staged_rows",
)
AMONG, BETWEEN, LIKE, ROWS, UNIQUE, KEY, ORDER, PRESENT = (
    "column_values_to_be_in_set",
    "column_values_to_be_between",
    "column_values_to_match_regex",
    "table_row_count_to_be_between",
    "column_values_to_be_unique",
    "compound_columns_to_be_unique",
    "column_pair_values_a_to_be_greater_than_b",
    "column_values_to_not_be_null",
)
NEXT_YEAR = datetime(2027, 3, 2, tzinfo=BEIJING)
STRANGER = "ffffffffffffffff"


class Damage(NamedTuple):
    """One damage: what it does, and the check that fails of it: table, expectation and column."""

    name: str
    act: Act
    table: str
    check: str
    column: str = ""


def _cut(content: bytes) -> bytes:
    return content[:-200]


def _garbled(content: bytes) -> bytes:
    return content[:40] + bytes(4000) + content[4040:]


def _crash(*_: object) -> object:
    raise RuntimeError("the suite breaks")


def _suite_with(name: str, **arguments: object) -> Callable[..., object]:
    """Make a suite of one expectation, by the name of its class."""

    def make(*_: object) -> object:
        import great_expectations as gx

        expectation = getattr(gx.expectations, name)(**arguments)
        return gx.ExpectationSuite(name="odd", expectations=[expectation])

    return make


def _described_anew(data: pa.Table) -> pa.Table:
    return data.replace_schema_metadata({b"description_en": b"something else"})


def _may_be_null(data: pa.Table) -> pa.Table:
    return data.cast(
        pa.schema(
            [field.with_nullable(True) for field in data.schema], data.schema.metadata
        )
    )


def _added(data: pa.Table) -> pa.Table:
    return data.append_column("notes", pa.array([""] * data.num_rows))


FILES = (
    Damage("a truncated file", bytes_of("reports", _cut), "reports", POSSIBLE),
    Damage("a file of no bytes", bytes_of("sections", lambda _: b""), "sections", POSSIBLE),
    Damage("a file of other bytes", bytes_of("issues", lambda _: b"<html>not found</html>"), "issues",
           POSSIBLE),
    Damage("a footer of other bytes", bytes_of("fetches", lambda data: data[:-8] + b"\0" * 8), "fetches",
           POSSIBLE),
    Damage("texts of other bytes", bytes_of("sections", _garbled), "sections", POSSIBLE),
    Damage("a lost file", lose("quantities"), "quantities", POSSIBLE),
    Damage("two files exchanged", exchange("sections", "quantities"), "sections", COLUMNS),
    Damage("yesterday's reports", of_last_release("reports"), "reports", RELEASE),
    Damage("yesterday's issues", of_last_release("issues"), "issues", RELEASE),
    Damage("the footer of another release", signed("reuse", "20200101T000000-00000000"), "reuse", RELEASE),
    Damage("rows that were not counted", miscounted({"sections": 7}), "sections", COUNTED),
    Damage("a lost column", shaped("reports", lambda data: data.drop_columns(["organ"])), "reports", COLUMNS),
    Damage("a lost key", shaped("revisions", lambda data: data.drop_columns(["report_id"])), "revisions",
           COLUMNS),
    Damage("a lost text", shaped("sections", lambda data: data.drop_columns(["text"])), "sections", COLUMNS),
    Damage("another column", shaped("issues", _added), "issues", COLUMNS),
    Damage("columns in another order", shaped("reuse", lambda d: d.select(d.column_names[::-1])), "reuse",
           COLUMNS),
    Damage("a column by another name", shaped("changes", lambda d: d.rename_columns({"reason": "why"})),
           "changes", COLUMNS),
    Damage("levels as text", cast("sections", "level", pa.string()), "sections", SCHEMA),
    Damage("years as text", cast("reports", "report_year", pa.string()), "reports", SCHEMA),
    Damage("offsets of other width", cast("quantities", "start_offset", pa.int64()), "quantities", SCHEMA),
    Damage("times without a zone", cast("fetches", "fetched_at", pa.timestamp("ms")), "fetches", SCHEMA),
    Damage("values as whole numbers", cast("quantities", "value", pa.float32()), "quantities", SCHEMA),
    Damage("nulls allowed", shaped("coverage", _may_be_null), "coverage", SCHEMA),
    Damage("other descriptions", shaped("scorecards", _described_anew), "scorecards", SCHEMA),
)  # fmt: skip

SUITES = (
    Damage("a suite that breaks", suite("sections", _crash), "sections", POSSIBLE),
    Damage("a suite that is none", suite("changes", lambda _: None), "changes", POSSIBLE),
    Damage("no suite", suite("issues", None), "issues", POSSIBLE),
    Damage("no suite for the history", suite("history", None), "history", POSSIBLE),
    Damage("a column that is not there", suite("issues", _suite_with("ExpectColumnMaxToBeBetween",
           column="age", max_value=1, severity="warning")), "issues", "column_max_to_be_between", "age"),
    Damage("an expectation that breaks", suite("issues", _suite_with("ExpectColumnMeanToBeBetween",
           column="code", max_value=1, severity="warning")), "issues", "column_mean_to_be_between", "code"),
    Damage("a pattern that is none", suite("issues", _suite_with("ExpectColumnValuesToMatchRegex",
           column="code", regex="(", severity="warning")), "issues", LIKE, "code"),
)  # fmt: skip

ORDERS = (
    Damage("reports back to front", back_to_front("reports"), "reports", POSSIBLE),
    Damage("sections back to front", back_to_front("sections"), "sections", POSSIBLE),
    Damage(
        "quantities back to front",
        back_to_front("quantities"),
        "quantities",
        "rows_stand_in_order",
    ),
)

REPORTS = (
    Damage("no reports", empty("reports"), "reports", ROWS),
    Damage("a report twice", repeat("reports"), "reports", UNIQUE, "report_id"),
    Damage("too few reports", drop("reports", first, 9), "reports", ROWS),
    Damage("a source's reports gone", drop("reports", having(source_id=SOURCES[1])), "history", BETWEEN,
           "reports_lost"),
    Damage("a year's reports gone", drop("reports", having(report_year=2020)), "history", BETWEEN,
           "reports_lost"),
    Damage("an id of another form", change("reports", report_id="42"), "reports", LIKE, "report_id"),
    Damage("a foreign kind of organ", change("reports", organ_kind="village"), "reports", AMONG,
           "organ_kind"),
    Damage("a foreign level", change("reports", level="galaxy"), "reports", AMONG, "level"),
    Damage("a foreign state", change("reports", state="lost"), "reports", AMONG, "state"),
    Damage("a foreign style", change("reports", style="free"), "reports", AMONG, "style"),
    Damage("a foreign quality", change("reports", quality="fine"), "reports", AMONG, "quality"),
    Damage("a division of six digits", change("reports", division_code="340102"), "reports", LIKE,
           "division_code"),
    Damage("a relative address", change("reports", url="/bg/1.html"), "reports", LIKE, "url"),
    Damage("an address on a disk", change("reports", text_url="file:///1.pdf"), "reports", LIKE, "text_url"),
    Damage("a short digest", change("reports", content_sha256="abc"), "reports", LIKE, "content_sha256"),
    Damage("a place before the file", change("reports", warc_offset=-1), "reports", BETWEEN, "warc_offset"),
    Damage("no revision", change("reports", revision=0), "reports", BETWEEN, "revision"),
    Damage("fetched next year", change("reports", captured_at=NEXT_YEAR), "reports", BETWEEN, "captured_at"),
    Damage("a year before there were any", change("reports", report_year=2003), "reports", BETWEEN,
           "report_year"),
    Damage("a year to come", change("reports", report_year=2027), "reports", BETWEEN, "report_year"),
    Damage("published next year", change("reports", published_on=NEXT_YEAR), "reports", AMONG,
           "published_by_then"),
    Damage("published before its year", change("reports", published_on=datetime(2019, 1, 1, tzinfo=BEIJING)),
           "reports", AMONG, "year_had_come"),
    Damage("last seen before it was first", change("reports", first_seen_at=NEXT_YEAR), "reports", AMONG,
           "seen_in_order"),
    Damage("a length that is not the text's", change("reports", characters=7), "reports", AMONG,
           "characters_hold"),
    Damage("one character altered", change("reports", text=lambda row: "某" + str(row["text"])[1:]),
           "reports", AMONG, "rebuilt"),
    Damage("an emptied text", change("reports", text=""), "reports", AMONG, "characters_hold"),
    Damage("texts of two reports exchanged", swap("reports", "text"), "reports", AMONG, "rebuilt"),
    Damage("a revision that nobody made", change("reports", revision=3), "reports", AMONG, "is_latest"),
    Damage("titles gone", empty_column("reports", "title"), "history", BETWEEN, "values_lost"),
    Damage("organs gone", empty_column("reports", "organ"), "history", BETWEEN, "values_lost"),
    Damage("a third of the organs gone", empty_column("reports", "organ", 3), "history", BETWEEN,
           "values_lost"),
    Damage("years gone", empty_column("reports", "report_year"), "history", BETWEEN, "values_lost"),
    Damage("dates gone", empty_column("reports", "published_on"), "history", BETWEEN, "values_lost"),
    Damage("document numbers gone", empty_column("reports", "document_number"), "history", BETWEEN,
           "values_lost"),
    Damage("divisions gone", empty_column("reports", "division_code"), "history", BETWEEN, "values_lost"),
)  # fmt: skip

REVISIONS = (
    Damage("no revisions", empty("revisions"), "revisions", ROWS),
    Damage("a revision twice", repeat("revisions"), "revisions", KEY, "report_id, revision"),
    Damage("a revision of no report", change("revisions", report_id=STRANGER), "revisions", AMONG,
           "of_report"),
    Damage("the first revision lost", drop("revisions", having(report_id="0000000000000005", revision=1)),
           "revisions", AMONG, "counted"),
    Damage("the last revision lost", drop("revisions", having(report_id="0000000000000005", revision=2)),
           "reports", AMONG, "is_latest"),
    Damage("a foreign change", change("revisions", change="slight"), "revisions", AMONG, "change"),
    Damage("fewer than no characters", change("revisions", removed=-1), "revisions", BETWEEN, "removed"),
    Damage("a digest in capitals",
           change("revisions", text_sha256=lambda row: str(row["text_sha256"]).upper()), "revisions", LIKE,
           "text_sha256"),
    Damage("a revision of next year", change("revisions", captured_at=NEXT_YEAR), "revisions", BETWEEN,
           "captured_at"),
)  # fmt: skip

SECTIONS = (
    Damage("no sections", empty("sections"), "sections", ROWS),
    Damage("a section of no report", change("sections", report_id=STRANGER), "sections", AMONG, "of_report"),
    Damage("a section twice", repeat("sections"), "sections", KEY, "report_id, path"),
    Damage("a section lost", drop("sections", having(path="1.1"), 1), "reports", AMONG, "rebuilt"),
    Damage("an outline lost", drop("sections", having(report_id="0000000000000007")), "reports", AMONG,
           "rebuilt"),
    Damage("words altered", change("sections", text=lambda row: "某" + str(row["text"])[1:]), "reports",
           AMONG, "rebuilt"),
    Damage("words moved on", swap("sections", "text"), "reports", AMONG, "rebuilt"),
    Damage("an end before the start", change("sections", start_offset=9999), "sections", ORDER,
           "end_offset, start_offset"),
    Damage("offsets shifted", change("sections",
           start_offset=lambda row: row["start_offset"] + 1,  # type: ignore[operator]
           end_offset=lambda row: row["end_offset"] + 1), "sections", AMONG, "placed"),  # type: ignore[operator]
    Damage("a start before the text", change("sections", start_offset=-1), "sections", BETWEEN,
           "start_offset"),
    Damage("a parent that is not there", change("sections", filled("parent"), parent="99"), "sections", AMONG,
           "nested"),
    Damage("another level", change("sections", level=4), "sections", AMONG, "nested"),
    Damage("a path of letters", change("sections", path="a.b"), "sections", LIKE, "path"),
    Damage("a foreign kind", change("sections", kind="poetry"), "sections", AMONG, "kind"),
    Damage("a foreign further kind", change("sections", also_kinds="plans,poetry"), "sections", LIKE,
           "also_kinds"),
    Damage("a foreign node", change("sections", node="leaf"), "sections", AMONG, "node"),
    Damage("a foreign confidence", change("sections", kind_confidence="maybe"), "sections", AMONG,
           "kind_confidence"),
    Damage("headings gone", empty_column("sections", "heading"), "history", BETWEEN, "values_lost"),
    Damage("labels gone", empty_column("sections", "label"), "history", BETWEEN, "values_lost"),
)  # fmt: skip

QUANTITIES = (
    Damage("a quantity of no report", change("quantities", report_id=STRANGER), "quantities", AMONG,
           "of_report"),
    Damage("a quantity twice", repeat("quantities"), "quantities", KEY,
           "report_id, start_offset, end_offset"),
    Damage("a quantity that ends before it starts", change("quantities", start_offset=9999), "quantities",
           ORDER, "end_offset, start_offset"),
    Damage("a quantity of no section", change("quantities", section_path="99"), "quantities", AMONG,
           "placed"),
    Damage("a quantity in the next section", change("quantities", section_path="0"), "quantities", AMONG,
           "placed"),
    Damage("a number that stands elsewhere", change("quantities", start_offset=0), "quantities", AMONG,
           "held"),
    Damage("a phrase altered", change("quantities", phrase="某"), "quantities", AMONG, "held"),
    Damage("a value that flipped", change("quantities", value=lambda row: row["start_offset"]),
           "quantities", AMONG, "valued"),
    Damage("a unit that flipped", change("quantities", unit="仵"), "quantities", AMONG, "valued"),
    Damage("a sentence cut", change("quantities", sentence_end=1),
           "quantities", AMONG, "held"),
    Damage("a foreign comparator", change("quantities", comparator="perhaps"), "quantities", AMONG,
           "comparator"),
    Damage("a foreign word of change", change("quantities", change="sideways"), "quantities", AMONG,
           "change"),
    Damage("a foreign indicator", change("quantities", indicator="happiness"), "quantities", AMONG,
           "indicator"),
    Damage("a foreign role", change("quantities", role="rumoured"), "quantities", AMONG, "role"),
    Damage("a foreign scope", change("quantities", scope="galaxy"), "quantities", AMONG, "scope"),
    Damage("a rate of a foreign indicator", change("quantities", rate_of="happiness"), "quantities", AMONG,
           "rate_of"),
    Damage("a part of nothing", change("quantities", part_of=999_999), "quantities", AMONG, "tied"),
    Damage("a part of itself", change("quantities", part_of=lambda row: row["start_offset"]), "quantities",
           AMONG, "tied"),
    Damage("a period backwards", change("quantities", period_start=date(2025, 12, 31),
           period_end=date(2025, 1, 1)), "quantities", AMONG, "dated"),
    Damage("a period without an end", change("quantities", period_start=date(2025, 1, 1), period_end=None),
           "quantities", AMONG, "dated"),
    Damage("less than nothing", change("quantities", value=-1.0), "quantities", BETWEEN, "value"),
    Damage("more than there is", change("quantities", value=1e300), "quantities", BETWEEN, "value"),
    Damage("no number", change("quantities", value=float("nan")), "quantities", PRESENT, "value"),
    Damage("indicators gone", empty_column("quantities", "indicator"), "history", BETWEEN, "values_lost"),
)  # fmt: skip

OTHERS = (
    Damage("a foreign severity", change("issues", severity="dreadful"), "issues", AMONG, "severity"),
    Damage("nobody's fault", change("issues", responsibility="nobody"), "issues", AMONG, "responsibility"),
    Damage("a foreign code", change("issues", code="bad_luck"), "issues", AMONG, "code"),
    Damage("a foreign stage", change("issues", stage="theatre"), "issues", AMONG, "stage"),
    Damage("an issue of an odd id", change("issues", report_id="1"), "issues", LIKE, "report_id"),
    Damage("an issue at no address", change("issues", url="nowhere"), "issues", LIKE, "url"),
    Damage("a headline of another value", change("indicators", value=0.5), "indicators", AMONG, "pointed"),
    Damage("a headline elsewhere", change("indicators", start_offset=0), "indicators", AMONG, "pointed"),
    Damage("a headline twice", repeat("indicators"), "indicators", KEY, "report_id, indicator"),
    Damage("a headline by no rule", change("indicators", rule="luck"), "indicators", AMONG, "rule"),
    Damage("a headline in one table alone", change("indicators_wide", fines_amount=0.5, cases_filed=0.5),
           "indicators_wide", AMONG, "agreeing"),
    Damage("a foreign reuse", change("reuse", kind="theft"), "reuse", AMONG, "kind"),
    Damage("a paragraph told twice", repeat("reuse"), "reuse", KEY, "report_id, start_offset, kind"),
    Damage("paragraphs that are not alike", change("reuse", similarity=0.5), "reuse", BETWEEN, "similarity"),
    Damage("shared by one", change("reuse", reports=1), "reuse", BETWEEN, "reports"),
    Damage("more shared than there is", change("reuse", characters_shared=9999), "reuse", ORDER,
           "characters, characters_shared"),
    Damage("taken from no report", change("reuse", other_report_id=STRANGER), "reuse", AMONG, "other_placed"),
    Damage("taken from no section", change("reuse", other_section_path="99"), "reuse", AMONG, "other_placed"),
    Damage("a paragraph of no section", change("reuse", section_path="99"), "reuse", AMONG, "placed"),
    Damage("a paragraph of no report", change("reuse", report_id=STRANGER), "reuse", AMONG, "placed"),
    Damage("a foreign status", change("coverage", status="lost"), "coverage", AMONG, "status"),
    Damage("a foreign duty", change("coverage", duty="free"), "coverage", AMONG, "duty"),
    Damage("expected before there were any", change("coverage", report_year=1999), "coverage", BETWEEN,
           "report_year"),
    Damage("expected twice", repeat("coverage"), "coverage", KEY,
           "source_id, organ, division_code, report_year"),
    Damage("found, but what", change("coverage", having(status="found"), report_id=None), "coverage", AMONG,
           "tied"),
    Damage("found, but not here", change("coverage", having(status="found"), report_id=STRANGER), "coverage",
           AMONG, "tied"),
    Damage("missing, but named", change("coverage", having(status="found"), status="missing"), "coverage",
           AMONG, "tied"),
    Damage("a foreign word for a change", change("changes", change="vanished"), "changes", AMONG, "change"),
    Damage("a change told twice", repeat("changes"), "changes", KEY, "report_id, change"),
    Damage("a change of no report", change("changes", report_id=STRANGER), "changes", AMONG, "tied"),
    Damage("removed, but there", change("changes", change="removed"), "changes", AMONG, "tied"),
    Damage("a revision of number 0", change("changes", revision=0), "changes", BETWEEN, "revision"),
    Damage("a scorecard told twice", repeat("scorecards"), "scorecards", KEY,
           "source_id, code, responsibility"),
    Damage("fewer than no issues", change("scorecards", issues=-1), "scorecards", BETWEEN, "issues"),
    Damage("reports that are not there", change("scorecards", reports=999), "scorecards", AMONG, "counted"),
    Damage("more concerned than there are", change("scorecards", reports_concerned=999), "scorecards", ORDER,
           "reports, reports_concerned"),
    Damage("a foreign kind of request", change("fetches", kind="guess"), "fetches", AMONG, "kind"),
    Damage("a foreign answer", change("fetches", status=42), "fetches", BETWEEN, "status"),
    Damage("an answer of negative size", change("fetches", bytes=-1), "fetches", BETWEEN, "bytes"),
    Damage("asked for less than never", change("fetches", attempts=-1), "fetches", BETWEEN, "attempts"),
    Damage("asked for at no address", change("fetches", url="about:blank"), "fetches", LIKE, "url"),
    Damage("an answer of an odd digest", change("fetches", digest="0"), "fetches", LIKE, "digest"),
    Damage("asked for next year", change("fetches", fetched_at=NEXT_YEAR), "fetches", BETWEEN, "fetched_at"),
)  # fmt: skip

PASSAGES = (
    *(
        damage
        for table in ("citations", "shortcomings", "plans")
        for damage in (
            Damage(f"{table} of no report", change(table, report_id=STRANGER), table, AMONG, "of_report"),
            Damage(f"{table} twice", repeat(table), table, KEY, "report_id, start_offset"),
            Damage(f"{table} elsewhere in the text", change(table, start_offset=0), table, AMONG, "held"),
            Damage(f"{table} of no section", change(table, section_path="99"), table, AMONG, "placed"),
            Damage(f"{table} that end before they start", change(table, start_offset=99_999), table, ORDER,
                   "end_offset, start_offset"),
        )
    ),
    Damage("a foreign kind of text", change("citations", kind="poetry"), "citations", AMONG, "kind"),
    Damage("said again in an odd report", change("shortcomings", repeated_in="1"), "shortcomings", LIKE,
           "repeated_in"),
    Damage("said again by chance", change("plans", similarity=0.1), "plans", BETWEEN, "similarity"),
    Damage("said again as a poem", change("plans", repeated_as="poem"), "plans", AMONG, "repeated_as"),
)  # fmt: skip

LOOKUPS = (
    Damage("a source twice", repeat("sources"), "sources", UNIQUE, "source_id"),
    Damage("a source of a foreign system", change("sources", family="blog"), "sources", AMONG, "family"),
    Damage("a source at no address", change("sources", url="nowhere"), "sources", LIKE, "url"),
    Damage("no codebook", empty("indicator_codes"), "indicator_codes", ROWS),
    Damage("an indicator twice", repeat("indicator_codes"), "indicator_codes", UNIQUE, "code"),
    Damage("an indicator that nobody knows", change("indicator_codes", code="happiness"),
           "indicator_codes", AMONG, "code"),
    Damage("a foreign measure", change("indicator_codes", measure="taste"), "indicator_codes", AMONG,
           "measure"),
    Damage("no codes of issues", empty("issue_codes"), "issue_codes", ROWS),
    Damage("a foreign severity of a code", change("issue_codes", severity="dreadful"), "issue_codes", AMONG,
           "severity"),
    Damage("no divisions", empty("divisions"), "divisions", ROWS),
    Damage("a division twice", repeat("divisions"), "divisions", UNIQUE, "division_code"),
    Damage("a division of a short code", change("divisions", division_code="1101"), "divisions", LIKE,
           "division_code"),
)  # fmt: skip

DAMAGES = (
    *FILES,
    *SUITES,
    *ORDERS,
    *REPORTS,
    *REVISIONS,
    *SECTIONS,
    *QUANTITIES,
    *OTHERS,
    *PASSAGES,
    *LOOKUPS,
)
