"""The extractor dates itself over all that may alter a row."""

import re
import subprocess
import sys

from tasks.model.code_fingerprint import parse_imported_modules
from tasks.tables.extractor_version import (
    READ_LOOKUPS,
    READERS,
    get_extractor_version,
)
from tests.paths import ROOT

# Reads a page, a DOC and an RTF as a night does; names what was imported of the project, and opened of
# `data/`.
READ = """
import sys
opened = set()
sys.addaudithook(lambda event, arguments: event == "open" and opened.add(str(arguments[0])))
from pathlib import Path
from tasks.documents.article import read_article
from tasks.documents.clean_text import clean
from tasks.model.document import Body
from tasks.report.facts import DocumentHints
from tasks.report.reading import read_report
from tasks.tables import table_rows
page = "<h1>演示镇2024年法治政府建设年度报告</h1><p>一、主要举措</p><p>全年罚款12万元。</p>"
bodies = [page.encode()]
bodies += [path.read_bytes() for path in map(Path, sys.argv[1:])]
for body in bodies:
    document = read_article([Body(body, url="http://example.cn/a.html")])
    text = clean(document)
    read_report(document, text.text, DocumentHints("http://example.cn/a.html"), text.issues)
print(*sorted(name for name in sys.modules if name.split(".")[0] in ("tasks", "flows")))
print(*sorted(name for name in opened if "/data/lookups/" in name))
"""


def test_all_that_reading_imports_is_in_the_version():
    """What is in memory after reading is what the version is computed over; so are the lookups."""
    files = ["tests/documents/files/numbered.doc", "tests/documents/files/numbered.rtf"]
    done = subprocess.run(
        [sys.executable, "-c", READ, *files],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    imported, lookups = done.stdout.splitlines()
    assert set(imported.split()) <= set(parse_imported_modules(READERS))
    assert set(lookups.split()) <= set(map(str, READ_LOOKUPS))
    assert lookups


def test_the_version_is_readable():
    """It begins with a label for people, and stays the same within one state of the code."""
    assert re.fullmatch(r"\d{4}\.\d+-[0-9a-f]{10}", get_extractor_version())
    assert get_extractor_version() == get_extractor_version()
