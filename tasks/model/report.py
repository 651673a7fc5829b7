"""Report: what one reading gives of it, its sections and quantities, and where its text stands besides."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from tasks.model.issue import Issue

# Two paragraphs are alike when this share of their characters stands in both, in the same order. Unrelated
# paragraphs of real reports reach 0.6; a copy with names and numbers put right and two turns of phrase
# changed stays above 0.8.
SIMILARITY_THRESHOLD = 0.8


class ReuseKind(StrEnum):
    """Where the text of a paragraph stands besides.

    `boilerplate` in the reports of many organs of several provinces, `template` of many within one; `mirror`
    in another copy of the same organ's report, `last_year` and `earlier_year` in its earlier reports;
    `copied` in the report of one of a few other organs; `unplaced` where the organ or year of one of the two
    is not known.
    """

    BOILERPLATE = "boilerplate"
    TEMPLATE = "template"
    MIRROR = "mirror"
    LAST_YEAR = "last_year"
    EARLIER_YEAR = "earlier_year"
    COPIED = "copied"
    UNPLACED = "unplaced"


class Comparator(StrEnum):
    """How the true value stands to the printed one: 余/多/超/以上/不少于, 近, 约/左右, 不超过/以内."""

    AT_LEAST = "at_least"
    NEARLY = "nearly"
    ABOUT = "about"
    AT_MOST = "at_most"


class Change(StrEnum):
    """What a number says of a change: by how much (增长62.5%), to what (降至326项), from what (从799项)."""

    UP_BY = "up_by"
    DOWN_BY = "down_by"
    UP_TO = "up_to"
    DOWN_TO = "down_to"
    FROM = "from"


class Role(StrEnum):
    """What is said of a number: only `actual` ones count.

    `planned` (计划, 拟, 力争), `required` (应当, 不少于…的要求), `previous` (去年同期), `cumulative` over
    several years (2020年以来累计), `negated` (不予受理, 未办结), `reversed` (撤销处罚决定, 退还罚款).
    """

    ACTUAL = "actual"
    PLANNED = "planned"
    REQUIRED = "required"
    PREVIOUS = "previous"
    CUMULATIVE = "cumulative"
    NEGATED = "negated"
    REVERSED = "reversed"


class Scope(StrEnum):
    """Whose number it is: the report's own organ and area, or another's (全国, 全省, 市局)."""

    OWN = "own"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number with a unit.

    `value` is in `unit` with 万 and 亿 multiplied out (4.55万元 is 45500 元); `phrase` is the clause it
    stands in; `sentence_start` and `sentence_end` are offsets of the whole sentence, `start` and `end` those
    of number and unit, into the clean text. `indicator` and the words that gave it, `indicator_evidence`, are
    null where the number says by how much something changed. `period` and `compared_with` are as printed
    (截至10月, 较上年); `before` is the value that a change to `value` started from. `period_start` and
    `period_end` are the first and the last day of the period, the report's own year where nothing is said.
    `part_of` is the `start` of the quantity of the same report that this one is a part of, `rate_of` the
    indicator that a change (同比增长14.3%) is of.
    """

    section_path: str
    phrase: str
    value: Decimal
    unit: str
    comparator: Comparator | None
    indicator: str | None
    sentence_start: int
    sentence_end: int
    start: int
    end: int
    indicator_evidence: str | None = None
    period: str | None = None
    change: Change | None = None
    before: Decimal | None = None
    compared_with: str | None = None
    role: Role = Role.ACTUAL
    scope: Scope = Scope.OWN
    period_start: date | None = None
    period_end: date | None = None
    part_of: int | None = None
    rate_of: str | None = None

    def cut_sentence(self, text: str) -> str:
        """Cut its sentence out of the clean text."""
        return text[self.sentence_start : self.sentence_end]


@dataclass(frozen=True, slots=True)
class ReportCell:
    """One cell of a table in a report.

    `table` counts the report's tables and `row` and `column` their places, all from 1; `rows` and `columns`
    are how many it covers. `row_head` and `column_head` are the heads that hold for it, from the outermost
    on, joined by ` / `. `value` is the number that it holds, with 万 and 亿 multiplied out, in `unit`; the
    unit is null where nothing says it, both where it holds no number or several, or one that counts nothing.
    `start` and `end` are offsets of its words into the clean text.
    """

    table: int
    row: int
    column: int
    rows: int
    columns: int
    row_head: str | None
    column_head: str | None
    text: str
    value: Decimal | None
    unit: str | None
    start: int
    end: int


class Kind(StrEnum):
    """What a section is about: the five statutory kinds, and what is none of them."""

    ACHIEVEMENTS = "achievements"
    SHORTCOMINGS = "shortcomings"
    LEADERSHIP = "leadership"
    PLANS = "plans"
    OTHER = "other"
    PREAMBLE = "preamble"
    THEMATIC = "thematic"
    SIGNATURE = "signature"
    ATTACHMENT = "attachment"


STATUTORY = (
    Kind.ACHIEVEMENTS,
    Kind.SHORTCOMINGS,
    Kind.LEADERSHIP,
    Kind.PLANS,
    Kind.OTHER,
)


class Node(StrEnum):
    """What an outline node is: a numbered heading, an item such as 一是, or a part without a number."""

    PREAMBLE = "preamble"
    HEADING = "heading"
    ITEM = "item"
    SIGNATURE = "signature"
    ATTACHMENT = "attachment"


class Confidence(StrEnum):
    """How sure a section's kind is: named by a whole wording, by a part of one, or by nothing plain."""

    CERTAIN = "certain"
    LIKELY = "likely"
    GUESS = "guess"


@dataclass(frozen=True, slots=True)
class Section:
    """One node of the outline.

    `path` counts positions from 1 (`2.3`), whatever numbers are printed; the preamble is `0`, the signature
    and the attachments come after the last heading. `label` keeps what is printed (`三、`), `heading` the
    words after it, null when the number starts running text. `start` and `end` are offsets into the clean
    text; the nodes of a report, in order, cover it without gaps, so `text` is the node's own, without its
    children's. `also_kinds` are the further kinds that a merged heading names (存在的问题和下一步打算).
    """

    path: str
    parent: str | None
    level: int
    label: str | None
    heading: str | None
    kind: Kind
    kind_evidence: str
    kind_confidence: Confidence
    also_kinds: tuple[Kind, ...]
    node: Node
    text: str
    start: int
    end: int


class CitationKind(StrEnum):
    """What a text is that a report names.

    `rule` is one of a department or of unknown issuer, `local_rule` one that begins with the name of a place;
    `policy` an organ's paper (意见, 通知, 清单), `document` one that only its number names.
    """

    LAW = "law"
    ADMINISTRATIVE_REGULATION = "administrative_regulation"
    JUDICIAL_INTERPRETATION = "judicial_interpretation"
    PARTY_RULE = "party_rule"
    LOCAL_REGULATION = "local_regulation"
    LOCAL_RULE = "local_rule"
    RULE = "rule"
    PLAN = "plan"
    POLICY = "policy"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Citation:
    """One law, rule, plan or document that a report names.

    `cited` is the whole name as the lookup has it, else as printed, or the document's number; `law_id` is
    null for what the lookup does not know. `article` is 第…条 with 款 and 项 as printed. `start_offset` and
    `end_offset` are offsets of `wording` into the clean text. `is_repealed` is as of 31 December of the
    report's year, null where year or law are not known.
    """

    section_path: str
    cited: str
    kind: CitationKind
    law_id: str | None
    wording: str
    article: str | None
    document_number: str | None
    start_offset: int
    end_offset: int
    is_repealed: bool | None


@dataclass(frozen=True, slots=True)
class ReportStatement:
    """One thing that a report says still falls short, or that it plans.

    `kind` is `shortcomings` or `plans`. `number` counts those of a report and kind from 1; `label` is what is
    printed (一是). `topics` are the codes that its words name, the most telling first, joined by commas.
    `start_offset` and `end_offset` are offsets of `statement` into the clean text.
    """

    kind: Kind
    section_path: str
    number: int
    label: str | None
    statement: str
    topic: str | None
    topics: str | None
    start_offset: int
    end_offset: int


class OrganKind(StrEnum):
    """The kinds of organ that publish these reports, from the national ministries to the 街道办事处."""

    MINISTRY = "ministry"
    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    TOWN = "town"
    SUBDISTRICT = "subdistrict"
    DEPARTMENT = "department"


class DateEvidence(StrEnum):
    """What a time of publication rests on.

    `page`: what the page prints of it; `list`: the day in the list; `page_update`: the page's last change;
    `correction`: a person's line in `data/lookups/corrections.csv`.
    """

    PAGE = "page"
    LIST = "list"
    PAGE_UPDATE = "page_update"
    CORRECTION = "correction"


# From here on a statement is said to be one of the year before, and as what it stands there.
REPEATED = 0.5
REPETITIONS = ("shortcoming", "plan")
LEVELS = ("national", "province", "prefecture", "county", "township")
STYLES = ("statutory", "thematic")
QUALITIES = ("ok", "warning")


@dataclass(frozen=True, slots=True)
class Report:
    """What one document says of itself.

    Columns of the table `reports` that need only the document and its source.

    `published_on` is Beijing time, midnight when only a day is printed; `published_source` says where it was
    read, `source` is the 来源 that the page prints. `media_type` and `text_url` are of the file that the text
    was read from. `style` is `statutory` or `thematic`, `quality` is `ok` or `warning`.
    """

    title: str | None
    organ: str | None
    organ_kind: OrganKind | None
    level: str | None
    province: str | None
    prefecture: str | None
    county: str | None
    township: str | None
    division_code: str | None
    report_year: int | None
    report_year_evidence: str | None
    document_number: str | None
    published_on: datetime | None
    published_source: str | None
    published_evidence: DateEvidence | None
    days_after_deadline: int | None
    source: str | None
    publisher: str | None
    media_type: str
    text_url: str
    has_achievements: bool
    has_shortcomings: bool
    has_leadership: bool
    has_plans: bool
    has_other: bool
    style: str
    characters: int
    text: str
    quality: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one reading of one document gives."""

    report: Report
    sections: tuple[Section, ...]
    quantities: tuple[Quantity, ...]
    issues: tuple[Issue, ...]
    cells: tuple[ReportCell, ...] = ()
    citations: tuple[Citation, ...] = ()
    statements: tuple[ReportStatement, ...] = ()
