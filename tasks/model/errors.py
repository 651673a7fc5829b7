"""The errors that fazhi raises.

FazhiError
├── ConfigurationError      a setting, source file or argument is wrong; the message names place and remedy
├── FetchError              a request gave no usable body
│   ├── Refused             we would not send it: robots.txt, host not allowed
│   │   └── PrivateAddress  the name leads to a private address
│   ├── Unreachable         no answer: DNS, connection, TLS, time-out, 5xx after all retries
│   │   └── Postponed       not asked in this run (any more): a budget, quiet hours, or the host's own wish
│   ├── Blocked             the site answered with a challenge or a block page
│   └── TooLarge            the body passed the size limit, on the wire or after decompression
├── UnreadableDocument      the bytes are of no type that we read or are broken, or our machine did not
│                           come to read them, which says nothing of the bytes
├── ArchiveError            a WARC record is missing, torn or does not match its digest
├── ReleaseError            a release could not be staged, audited or published
└── HomeBusy                another run or command is at work in the home
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tasks.model.catalogue import IssueValue


# What our machine caused: another time the same bytes may be read.
_TRANSIENT = frozenset({"reading_interrupted", "ocr_missing"})


@dataclass(frozen=True, slots=True)
class Damage:
    """One thing that is broken: where (a path inside the home), what is wrong, and how to mend it.

    A `harmless` one is what a killed run leaves: worth a line, but nothing is lost.
    """

    place: str
    words: str
    remedy: str
    harmless: bool = False


class FazhiError(Exception):
    """The root: catch it to catch everything that fazhi raises on purpose."""


class ConfigurationError(FazhiError):
    """Raised when a setting, a source file or an argument is wrong.

    The message names the place and the remedy.
    """


class FetchError(FazhiError):
    """Raised when a request gave no usable body.

    `url` is the request's, `reason` a short phrase for tables.
    """

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"{reason}: {url}")
        self.url = url
        self.reason = reason


class Refused(FetchError):
    """Raised when we do not send a request: robots.txt or the rules for hosts and addresses forbid it."""


class PrivateAddress(Refused):
    """Raised when a name leads to a private address, and its source does not allow that."""


class Unreachable(FetchError):
    """Raised when no whole answer came after all retries."""


class Postponed(Unreachable):
    """Raised when a request was put off to a later run.

    Nothing was sent, and nothing is known of the page.
    """


class Blocked(FetchError):
    """Raised when the answer is a challenge or a block page.

    `kind` names which, `detail` what else it says.
    """

    def __init__(self, url: str, kind: str, detail: str = "") -> None:
        super().__init__(url, f"blocked({kind}){', ' if detail else ''}{detail}")
        self.kind = kind


class TooLarge(FetchError):
    """Raised when a body passed the size limit, on the wire or after decompression."""


class UnreadableDocument(FazhiError):
    """Raised when bytes are of no type that we read, or are broken, or our machine did not come to read them.

    `code` is the issue to record, `values` are what its sentence names, and `message` is that sentence.
    """

    def __init__(self, code: str, /, **values: "IssueValue") -> None:
        # the catalogue itself raises the errors above
        from tasks.model.catalogue import fill_message

        self.message = fill_message(code, values)
        super().__init__(self.message.en)
        self.code = code
        self.values = values

    @property
    def is_transient(self) -> bool:
        """Tell whether our machine caused it: nothing is known of the bytes, and they stay to be read."""
        return self.code in _TRANSIENT


class ArchiveError(FazhiError):
    """Raised when a WARC record is missing, torn, or does not match its digest."""


class ReleaseError(FazhiError):
    """Raised when a release could not be staged, audited or published."""


class HomeBusy(FazhiError):
    """Raised when another run or command is at work in a home: it has one writer at a time.

    The message says which, and since when.
    """
