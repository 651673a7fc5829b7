"""The `fazhi` command: a table of its commands; the module of each is imported when it is called."""

import errno
import os
import re
import select
import signal
import sys
from importlib import import_module
from io import BufferedWriter, FileIO, RawIOBase, TextIOWrapper
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup

from tasks.model.safe_words import KNOWN_SECRETS, STEERING, hide_secrets, show_steering

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

NAME = "fazhi"
WRONG_USAGE = 2
# what sysexits.h calls EX_TEMPFAIL: try again later
HOME_BUSY = 75
_BY_SIGNAL = 128
# How the machine says that a path is not for us: by its rights, its file system, or its length.
_REFUSALS = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENAMETOOLONG)
# How it says that there is no room left, and what helps.
_NO_ROOM = {
    errno.ENOSPC: "the disk is full: free some space, or name a place on another disk",
    errno.EDQUOT: "the quota is used up: free some space, or name a place on another disk",
    errno.EFBIG: "no file may be as large (ulimit -f): raise the limit",
}
_CLOSED_OUTPUT = -1
_ERRORS = 2
# The codes that a console writes for styles and bars, and any character that steers a terminal.
_CODES = re.compile(rf"(?P<own>\x1b\[(?:[\d;]*m|\?25[lh]|2K|\d*A)|\r)|[{STEERING}]")


class _CommandEntry(NamedTuple):
    """Where a command or a group of commands stands, and what the list says of it."""

    module: str
    attribute: str
    summary: str

    def load(self, name: str) -> typer.Typer:
        """Import what the entry names; a function becomes an application of one command."""
        found = getattr(import_module(self.module), self.attribute)
        if isinstance(found, typer.Typer):
            return found
        single = typer.Typer(add_completion=False, rich_markup_mode=None)
        single.command(name)(found)
        return single


COMMANDS = {
    "run": _CommandEntry(
        "flows.cli.run",
        "run",
        "Run one night: crawl the sources, read what is new, check it and publish.",
    ),
    "extract": _CommandEntry(
        "flows.cli.run",
        "extract",
        "Read the archive again after a change of the reader, then publish; never touches the network.",
    ),
    "read": _CommandEntry(
        "flows.cli.read",
        "read",
        "Read documents offline and print what a run would make of them; with --json one object a line.",
    ),
    "relevance": _CommandEntry(
        "flows.cli.read",
        "relevance",
        "Judge titles, one a line (or title, tab, first paragraph): a report, or what it only looks like.",
    ),
    "trace": _CommandEntry(
        "flows.cli.trace",
        "trace",
        "Follow a report, section or quantity to its sentence, page, WARC record and request.",
    ),
    "explain": _CommandEntry(
        "flows.cli.explain",
        "explain",
        "Show how one document is read: facts, outline, quantities in place, what was left out, issues.",
    ),
    "verify": _CommandEntry(
        "flows.cli.verify",
        "verify",
        "Check that a release, the archive and the ledger are what they were: checksums, keys, digests.",
    ),
    "status": _CommandEntry(
        "flows.cli.status",
        "status",
        "Say what the last run came to for each source, and which release readers see.",
    ),
    "serve": _CommandEntry(
        "flows.cli.run",
        "serve",
        "Serve the Prefect UI on loopback and the nightly schedule (02:00 Asia/Shanghai) until stopped.",
    ),
    "sources": _CommandEntry(
        "flows.cli.sources",
        "app",
        "List the sources, check them, or probe a site for a new one.",
    ),
    "release": _CommandEntry(
        "flows.cli.releases",
        "app",
        "List the releases, show one, compare two, tell what changed, or roll back to an older one.",
    ),
    "export": _CommandEntry(
        "flows.cli.export",
        "export",
        "Write tables of a release as CSV, a workbook (XLSX), or a database of DuckDB or SQLite.",
    ),
    # named, not imported: `deploy` stands above `flows`
    "demo": _CommandEntry(
        "deploy.demo.command",
        "demo",
        "Collect one night from the demo portal: sites on loopback that behave as government sites do.",
    ),
}


class _LazyCommand(TyperCommand):
    """A line of the table of commands; the command itself is imported when it is called."""

    def __init__(self, name: str, entry: _CommandEntry) -> None:
        super().__init__(
            name=name,
            callback=None,
            short_help=entry.summary,
        )
        self._entry = entry

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: typer.Context | None = None,  # type: ignore[override]
        **extra: Any,  # noqa: ANN401
    ) -> typer.Context:
        """Import the command and give its own context, which goes on in place of this one."""
        from flows.cli.options import name_arguments

        command = typer.main.get_command(self._entry.load(str(self.name)))
        name_arguments(command.params)
        return command.make_context(info_name, args, parent, **extra)  # type: ignore[return-value]


class _CommandTable(TyperGroup):
    """The commands by name."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401
        super().__init__(**settings)
        for name, entry in COMMANDS.items():
            self.add_command(_LazyCommand(name, entry))


def _find_version() -> str:
    """Find the version: a checkout's own file says it, else the metadata of the installation."""
    import tomllib
    from importlib import metadata

    from tasks.model.project_files import ROOT

    project = ROOT / "pyproject.toml"
    if project.is_file():
        declared = tomllib.loads(project.read_text(encoding="utf-8"))
        return str(declared["project"]["version"])
    return metadata.version(NAME)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"{NAME} {_find_version()}")
        raise typer.Exit


app = typer.Typer(
    name=NAME,
    cls=_CommandTable,
    help="Collect, read, check and publish the annual reports on law-based government "
    "(法治政府建设年度报告).",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    # brackets in a help text are words
    rich_markup_mode=None,
)


@app.callback()
def _take_options(
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            is_eager=True,
            callback=_print_version,
            help="Print the version and exit.",
        ),
    ] = False,
) -> None:
    """Take the options that stand before a command."""


class _WholeOutput(RawIOBase):
    """The standard output: what is written gets there whole, or the error is raised, once.

    Python's own drops what did not fit, without a word, where nothing is buffered (PYTHONUNBUFFERED).
    """

    name = "<stdout>"

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.error: OSError | None = None

    def fileno(self) -> int:
        """Give the file's number, which for an output that is closed names none."""
        return self._descriptor

    def isatty(self) -> bool:
        """Tell whether it is a terminal."""
        return os.isatty(self._descriptor)

    def writable(self) -> bool:
        """Tell that it is for writing."""
        return True

    def write(self, content: "ReadableBuffer", /) -> int:
        """Write all; raises OSError the first time that it cannot, and takes nothing more after that."""
        whole = memoryview(content).cast("B")
        unwritten = whole
        while unwritten and self.error is None:
            try:
                unwritten = unwritten[os.write(self._descriptor, unwritten) :]
            except BlockingIOError:
                select.select((), (self._descriptor,), ())
            except OSError as error:
                self.error = error
                raise
        return len(whole)


class _SafeStream(TextIOWrapper):
    """A stream whose words hold no secrets, and no codes of the terminal but those of our own console."""

    def write(self, words: str, /) -> int:
        """Write words, and give their number."""
        safe = hide_secrets(words, named=self.fileno() == _ERRORS)
        super().write(_CODES.sub(_keep_own_code, safe))
        return len(words)


def _keep_own_code(code: re.Match[str]) -> str:
    return code["own"] or show_steering(code[0])


def _take_errors() -> None:
    """Let the error stream be safe, where it is the process's own: tracebacks, warnings, wrong usage."""
    old = sys.__stderr__
    if old is None or sys.stderr is not old:
        return
    sys.stderr = _SafeStream(
        BufferedWriter(FileIO(old.fileno(), "w", closefd=False)),
        encoding=old.encoding,
        errors=old.errors,
        line_buffering=True,
    )


def _take_output() -> _WholeOutput | None:
    """Let the output be whole, and hold `?` for what its encoding lacks; the error stream escapes it.

    Null where the output is not the process's own.
    """
    old = sys.stdout
    errors = getattr(old, "errors", "strict")
    if errors in ("strict", "surrogateescape"):
        errors = "replace"
    if old is not sys.__stdout__:
        if isinstance(old, TextIOWrapper):
            old.reconfigure(errors=errors)
        return None
    output = _WholeOutput(_CLOSED_OUTPUT if old is None else old.fileno())
    sys.stdout = _SafeStream(
        BufferedWriter(output),
        encoding=getattr(old, "encoding", "utf-8"),
        errors=errors,
        line_buffering=output.isatty(),
    )
    return output


def _explain_refusal(error: Exception) -> str | None:
    """Say which file the machine would not let us use, and the remedy; null for any other error."""
    if not isinstance(error, OSError) or error.filename is None:
        return None
    if error.errno not in _REFUSALS:
        return None
    return (
        f"{os.fsdecode(error.filename)}: {error.strerror}; "
        "let the user who calls fazhi use it, or name another"
    )


def _explain_no_room(error: Exception, output: _WholeOutput | None) -> str | None:
    """Say what could not be written whole, results or a file, and the remedy; null for any other error."""
    from tasks.model.errors import FazhiError

    for cause in FazhiError.list_causes(error):
        if not isinstance(cause, OSError):
            continue
        if output and cause is output.error:
            remedy = _NO_ROOM.get(cause.errno or 0, "give it a place that takes them")
            return f"the results were not written whole ({cause.strerror}); {remedy}"
        if cause.errno in _NO_ROOM:
            place = "" if cause.filename is None else f"{os.fsdecode(cause.filename)}: "
            return f"{place}{cause.strerror}; {_NO_ROOM[cause.errno]}"
    return None


def _run_app() -> None:
    try:
        app(prog_name=NAME)
    finally:
        sys.stdout.flush()


def main() -> None:
    """Run the command line; errors that we raise on purpose are one line, without a traceback.

    So is a file or folder, of a home or named, that the machine does not let us use, a full disk, and an
    output that does not take the results.
    """
    KNOWN_SECRETS.learn(os.environ)
    _take_errors()
    output = _take_output()
    try:
        _run_app()
    except BrokenPipeError:
        # who reads the output, like `head`, has enough
        sys.exit(1)
    except Exception as error:
        from flows.cli.console import make_console
        from tasks.model.errors import (
            ConfigurationError,
            FazhiError,
            HomeBusy,
            RunStopped,
        )

        refusal = _explain_refusal(error)
        words = refusal or error
        if not refusal and not isinstance(error, FazhiError):
            words = _explain_no_room(error, output) or ""
            if not words:
                raise
        make_console(stderr=True).print(f"{NAME}: {words}", style="red")
        if isinstance(error, HomeBusy):
            sys.exit(HOME_BUSY)
        if isinstance(error, RunStopped):
            # as a shell says it of a process that a signal ended
            sys.exit(_BY_SIGNAL + (error.signal or signal.SIGTERM))
        wrong = refusal or isinstance(error, ConfigurationError)
        sys.exit(WRONG_USAGE if wrong else 1)
