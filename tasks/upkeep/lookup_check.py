"""Check the project's lookups: every one is loaded, as the commands that need it would load it."""

from collections.abc import Callable, Iterator, Mapping

from tasks.model.catalogue import list_issue_words
from tasks.model.errors import ConfigurationError
from tasks.registry.sites import SITES, KnownSite
from tasks.registry.source_files import DIVISIONS, Divisions
from tasks.report.central_organs import list_central_organ_words
from tasks.report.codebook import load_rules, load_subjects
from tasks.tables.corrections import CORRECTIONS, Corrections
from tasks.tables.coverage.roster import ROSTER_FILE, RosterEntry

# By what is looked up, who loads it; several files stand behind one name where one loader reads them.
_LOADERS: Mapping[str, Callable[[], object]] = {
    "central_organs": lambda: list(list_central_organ_words()),
    CORRECTIONS.stem: lambda: Corrections.read(CORRECTIONS),
    DIVISIONS.stem: Divisions.load,
    ROSTER_FILE.stem: lambda: RosterEntry.read_all(ROSTER_FILE),
    "indicators": lambda: (load_subjects(), load_rules()),
    "issues": list_issue_words,
    SITES.stem: lambda: KnownSite.load_all(SITES),
}


def find_damaged_lookups() -> Iterator[tuple[str, str]]:
    """Find the lookups that cannot be loaded: what is looked up, and file, line and remedy."""
    for name, load in _LOADERS.items():
        try:
            load()
        except ConfigurationError as error:
            yield name, str(error)
