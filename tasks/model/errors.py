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
├── HomeBusy                another run or command is at work in the home
└── RunStopped              the process was asked to end; the next run goes on from there
"""

import logging
import os
import signal
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from tasks.model.safe_words import KNOWN_SECRETS, hide_secrets, show_steering

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
    """The root: catch it to catch everything that fazhi raises on purpose.

    Its words hold no secrets: they are logged, printed and kept.
    """

    def __init__(self, *words: object) -> None:
        super().__init__(*map(_hide_in_value, words))

    @staticmethod
    def list_causes(error: BaseException) -> Iterator[BaseException]:
        """Give an error and what it came of."""
        seen: list[BaseException] = []
        cause: BaseException | None = error
        while cause is not None and cause not in seen:
            seen.append(cause)
            yield cause
            cause = cause.__cause__ or cause.__context__


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
        self.reason = hide_secrets(reason)


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


class RunStopped(FazhiError):
    """Raised where work ends because its process was asked to end; `signal` is the signal's number."""

    def __init__(self, number: int) -> None:
        self.name = signal.Signals(number).name if number else "its parent's end"
        super().__init__(f"stopped by {self.name}; the next run goes on from there")
        self.signal = number

    def __reduce__(self) -> tuple[type["RunStopped"], tuple[int]]:
        """Let it come whole out of another process."""
        return RunStopped, (self.signal,)


_Parameters = ParamSpec("_Parameters")
_ResultT = TypeVar("_ResultT")


def keep_secrets(
    function: Callable[_Parameters, _ResultT],
) -> Callable[_Parameters, _ResultT]:
    """Let no secret leave a flow or task: neither in what it logs nor in the errors that it raises."""

    @wraps(function)
    def run(*arguments: _Parameters.args, **named: _Parameters.kwargs) -> _ResultT:
        _protect_logs()
        try:
            return function(*arguments, **named)
        except Exception as error:
            if _hide_in_error(error):
                raise
            # its words cannot be changed: neither it nor its causes go on
            safe = FazhiError(f"{type(error).__name__}: {error}")
        raise safe

    return run


def _hide_in_error(error: BaseException) -> bool:
    """Hide the secrets that an error and its causes name; false where they still do."""
    causes = list(FazhiError.list_causes(error))
    for cause in causes:
        cause.args = tuple(map(_hide_in_value, cause.args))
        if isinstance(cause, OSError):
            cause.filename = _hide_in_value(cause.filename)
        for name, value in list(vars(cause).items()):
            if isinstance(value, str):
                setattr(cause, name, hide_secrets(value))
    words = "\n".join(f"{cause} {cause!r}" for cause in causes)
    return hide_secrets(words) == words


def _hide_in_value(value: object) -> object:
    """Give a value whose words are safe: itself, or those words."""
    words = str(value)
    safe = hide_secrets(words)
    return value if safe == words else safe


def _protect_logs() -> None:
    """Learn the environment's secrets, and make every record that is logged from here on safe.

    Whatever handles it: the console, a file, or Prefect's own handler, which keeps it.
    """
    KNOWN_SECRETS.learn(os.environ)
    make_record = logging.getLogRecordFactory()
    if isinstance(make_record, _SafeRecords):
        return
    logging.setLogRecordFactory(_SafeRecords(make_record))


class _SafeRecords:
    """Makes records of a log whose words, and whose errors, are safe."""

    def __init__(self, make_record: Callable[..., logging.LogRecord]) -> None:
        self._make_record = make_record

    def __call__(self, *arguments: object, **named: object) -> logging.LogRecord:
        record = self._make_record(*arguments, **named)
        words = record.getMessage()
        safe = show_steering(hide_secrets(words), lines=True)
        if safe != words:
            record.msg = safe
            record.args = ()
        if record.exc_info and record.exc_info[0]:
            # formatters print this in place of the error itself
            lines = "".join(traceback.format_exception(*record.exc_info))
            record.exc_text = show_steering(hide_secrets(lines), lines=True).rstrip(
                "\n"
            )
        return record
