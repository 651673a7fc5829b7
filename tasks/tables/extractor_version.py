"""The extractor's version: it dates itself, so that a change of the reader is never forgotten.

Two runs with one version make the same rows of the same bytes. After a change of the code that reads, of a
lookup that it reads with, or of a library, captures are read again from the archive, without the network.
"""

from tasks.model.catalogue import list_issue_words
from tasks.model.code_fingerprint import compute_once, fingerprint_code
from tasks.report.indicators import load_indicators

# For people: which generation of the reader this is. Nothing depends on it.
LABEL = "2026.12"
# What makes rows of bytes. Converters of single formats are imported by the name of a file's type.
READERS = ("tasks.documents", "tasks.report.reading", "tasks.tables.table_rows")
_DIGITS = 10


@compute_once
def get_extractor_version() -> str:
    """Give the version of what turns captures into rows: 2026.12-3f9a0b12cd.

    Code, libraries, and the words of the lookups that reach a row. Raises ConfigurationError for a lookup or
    a module that is damaged.
    """
    words = [*list_issue_words(), *_list_indicator_words()]
    return f"{LABEL}-{fingerprint_code(READERS, words)[:_DIGITS]}"


def _list_indicator_words() -> list[tuple[str, ...]]:
    """List what rows of quantities depend on of the vocabulary, in its order, which counts.

    Names, usual units and groups reach no row. Raises ConfigurationError.
    """
    return [(found.code, found.pattern.pattern) for found in load_indicators()]
