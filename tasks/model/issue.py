"""Issue: one thing wrong, with where it came from and who can mend it."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad an issue is: `info` is worth knowing, `warning` costs quality, `error` a report or a page."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Responsibility(StrEnum):
    """Who can mend an issue: the web site, the organ that wrote the report, or us."""

    SITE = "site"
    PUBLISHER = "publisher"
    US = "us"


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing wrong with a page, a document or a report.

    `stage` is the verb that noticed it (crawl, text, report, audit), `code` a stable snake_case word,
    `evidence` the words or numbers it was seen in, as they stand in the source.
    """

    stage: str
    code: str
    severity: Severity
    responsibility: Responsibility
    message: str
    evidence: str = ""
    url: str | None = None
