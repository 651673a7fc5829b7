"""The extractor's version: it dates itself, so that a change of the reader is never forgotten.

Two runs with one version make the same rows of the same bytes. After a change of the code that reads, or of a
lookup that it reads with, captures are read again from the archive, without the network.
"""

from tasks.model.code_fingerprint import compute_once, fingerprint_code
from tasks.model.paths import LOOKUPS

# For people: which generation of the reader this is. Nothing depends on it.
LABEL = "2026.12"
# What makes rows of bytes. Converters of single formats are imported by the name of a file's type.
READERS = ("tasks.documents", "tasks.report.reading", "tasks.tables.table_rows")
READ_LOOKUPS = (
    LOOKUPS / "indicators.csv",
    LOOKUPS / "issues.csv",
    LOOKUPS / "issue_phrases.csv",
)
_DIGITS = 10


@compute_once
def get_extractor_version() -> str:
    """Give the version of the code and the lookups that turn captures into rows: 2026.12-3f9a0b12cd."""
    return f"{LABEL}-{fingerprint_code(READERS, READ_LOOKUPS)[:_DIGITS]}"
