"""Issue: one thing wrong, with where it came from and who can mend it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


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


class Bilingual(NamedTuple):
    """The same words in Chinese and in English."""

    zh: str
    en: str

    def join(self, phrases: Iterable["Bilingual"]) -> "Bilingual":
        """Join phrases in each language, with these words between them."""
        listed = list(phrases)
        chinese = self.zh.join(phrase.zh for phrase in listed)
        english = self.en.join(phrase.en for phrase in listed)
        return Bilingual(chinese, english)


SEMICOLON = Bilingual("；", "; ")


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing wrong with a page, a document or a report; `tasks.model.catalogue.make_issue` makes it.

    `stage` is the verb that noticed it (crawl, text, report, audit), `code` a stable snake_case word,
    `evidence` the words or numbers it was seen in, as they stand in the source. `message` and `message_zh`
    say the same; the Chinese one is empty where an issue was recorded before there was one. `subject` names
    the column that it is about (`reports.organ`), where it is about one.
    """

    stage: str
    code: str
    severity: Severity
    responsibility: Responsibility
    message: str
    evidence: str = ""
    url: str | None = None
    message_zh: str = ""
    subject: str | None = None

    @property
    def sentence(self) -> Bilingual:
        """Give the message in both languages; the English one stands in for a Chinese one that is missing."""
        return Bilingual(self.message_zh or self.message, self.message)
