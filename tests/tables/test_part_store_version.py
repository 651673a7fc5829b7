"""The extractor dates itself over all that may alter a row."""

import ast
import inspect
import re
import subprocess
import sys
from importlib import metadata

import pytest

from tasks.model.catalogue import CATALOGUE, PHRASES, _load_phrases, catalogue
from tasks.model.code_fingerprint import READING_LIBRARIES, _parse_imported_modules
from tasks.model.errors import ConfigurationError
from tasks.report import codebook, known_names
from tasks.report.codebook import load_indicators
from tasks.tables.part_store import READERS, get_extractor_version
from tests.paths import ROOT

INDICATORS = CATALOGUE.with_name("indicators.csv")
RULES = CATALOGUE.with_name("indicator_rules.csv")
WORDS = CATALOGUE.with_name("indicator_words.csv")
DIVISIONS = CATALOGUE.with_name("divisions.csv")
CENTRAL = CATALOGUE.with_name("central_organs.csv")
PASSAGES = (CATALOGUE.with_name("laws.csv"), CATALOGUE.with_name("topics.csv"))
# Libraries that reading imports and that make no words: they check settings and hold tables.
SILENT = {"pyarrow", "pydantic"}

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
page += "<p>二、存在的不足</p><p>执法队伍力量不足。</p>"
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
    assert set(imported.split()) <= set(_parse_imported_modules(READERS))
    codebook_files = (INDICATORS, RULES, WORDS)
    assert set(lookups.split()) == {
        str(path)
        for path in (CATALOGUE, PHRASES, *codebook_files, DIVISIONS, CENTRAL, *PASSAGES)
    }


def test_all_libraries_that_reading_imports_are_in_the_version():
    """And those that OCR calls in turn."""
    named = {
        name.partition(".")[0]
        for tree in _parse_imported_modules(READERS).values()
        for name in list_imports(tree)
    }
    foreign = named - sys.stdlib_module_names - {"tasks", "flows"}
    by_module = metadata.packages_distributions()
    distributions = {by_module[name][0].lower() for name in foreign}
    assert distributions <= {*READING_LIBRARIES, *SILENT}
    assert {"lxml", "olefile", "rapidocr", "numpy"} <= distributions


def list_imports(tree):
    """List the modules that a tree imports, at its top and inside its functions."""
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names.append(node.module or "")
    return names


@pytest.fixture
def date_anew(monkeypatch, tmp_path):
    """Compute the version anew with one of the lookups changed; parsing the code would only take long."""
    monkeypatch.setattr(
        "tasks.model.code_fingerprint._parse_imported_modules", lambda *_: {}
    )
    places = {
        CATALOGUE: "tasks.model.catalogue.CATALOGUE",
        PHRASES: "tasks.model.catalogue.PHRASES",
        INDICATORS: "tasks.report.codebook._INDICATORS_CSV",
        RULES: "tasks.report.codebook._RULES_CSV",
        WORDS: "tasks.report.codebook._WORDS_CSV",
        DIVISIONS: "tasks.report.known_names._DIVISIONS_CSV",
        CENTRAL: "tasks.report.known_names._CENTRAL_ORGANS_CSV",
    }
    places_and_organs = (known_names._load_divisions, known_names._load_central_organs)
    rules = (load_indicators, codebook._load_vocabularies)
    readers = (catalogue, _load_phrases, *rules, *places_and_organs)

    def compute(path, change):
        changed = tmp_path / path.name
        original = ROOT / "data/lookups" / path.name
        changed.write_bytes(change(original.read_bytes()))
        monkeypatch.setattr(places[path], changed)
        for reader in readers:
            reader.cache_clear()
        # the function below the cache, in its lock
        return inspect.unwrap(get_extractor_version)()

    yield compute
    for reader in readers:
        reader.cache_clear()


def swap(old, new):
    """Change words, which have to be there."""

    def change(content):
        assert old.encode() in content
        return content.replace(old.encode(), new.encode(), 1)

    return change


def upend(content):
    """Put the first row last."""
    header, first, rest = content.split(b"\n", 2)
    return b"\n".join((header, rest + first, b""))


@pytest.mark.parametrize(
    ("path", "change"),
    [
        (CATALOGUE, lambda content: content.replace(b"\n", b"\r\n")),
        (CATALOGUE, lambda content: b"\xef\xbb\xbf" + content),
        (CATALOGUE, swap("Our own code failed on a source.", "It failed.")),
        (CATALOGUE, swap("查看该主机任务的日志；下次运行会重试。", "看看日志。")),
        (CATALOGUE, upend),
        (PHRASES, upend),
        (INDICATORS, swap("法律援助案件,legal aid cases", "法律援助,legal aid")),
        (INDICATORS, swap("patrols,巡查", "patrols,巡逻")),
        (DIVISIONS, swap("清波街道", "清波镇")),
        (CENTRAL, swap("special body of the State Council", "special body")),
    ],
)
def test_words_that_reach_no_row_do_not_count(date_anew, path, change):
    """Meanings, remedies and names are for pages; line ends and the catalogue's order for nobody."""
    assert date_anew(path, change) == date_anew(path, bytes)


@pytest.mark.parametrize(
    ("path", "change"),
    [
        (CATALOGUE, swap(",text,info,us,", ",text,warning,us,")),
        (CATALOGUE, swap(",text,info,us,", ",text,info,site,")),
        (CATALOGUE, swap("报告的附件没有取到,", "附件没有取到,")),
        (PHRASES, swap("这次抓取的内容还没有读", "还没有读")),
        (INDICATORS, swap(",yes,legality_reviews,", ",yes,,")),
        (RULES, swap("巡查|巡逻", "巡查")),
        (RULES, upend),
        (WORDS, swap("u:case,件|", "u:case,案件|")),
        (DIVISIONS, swap("海宁市", "海平市")),
        (CENTRAL, swap("国家民委", "国家民宗委")),
    ],
)
def test_words_that_reach_a_row_count(date_anew, path, change):
    """Severity, who can mend it, sentences and phrases; patterns, which are tried in their order."""
    assert date_anew(path, change) != date_anew(path, bytes)


def test_a_damaged_lookup_is_named(date_anew):
    """The version of half a vocabulary would be none."""
    with pytest.raises(ConfigurationError, match=r"indicator_rules\.csv: line 1: "):
        date_anew(RULES, swap("without", "with"))


def test_the_version_is_readable():
    """It begins with a label for people, and stays the same within one state of the code."""
    assert re.fullmatch(r"\d{4}\.\d+-[0-9a-f]{10}", get_extractor_version())
    assert get_extractor_version() == get_extractor_version()
