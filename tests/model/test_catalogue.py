"""The catalogue of issues: whole, used, the only maker of issues, and true to the page made from it.

`tests/scenarios/codes` raises every code.
"""

from decimal import Decimal

import pytest

from tasks.model.catalogue import (
    CATALOGUE,
    PHRASES,
    CatalogueError,
    _load_phrases,
    _render_issue_page,
    catalogue,
    list_value_names,
    make_issue,
    make_phrase,
)
from tasks.model.errors import ConfigurationError
from tasks.model.issue import SEMICOLON, Bilingual, Severity
from tasks.model.report import OrganKind
from tests.model.issue_codes import (
    maker_calls,
    places_that_make,
    quoted_words,
    used_codes,
)
from tests.rows import check_rows, each_row

# The catalogue, and what reads an issue back that it once made.
MAKERS = {
    "tasks/model/catalogue.py",
    "tasks/documents/cache.py",
    "tasks/ledger/run_ledger.py",
}


def test_the_finder_finds():
    """Codes are found where they are passed on, in tables, and behind conditions."""
    assert {
        "fewer_links",
        "images_not_read",
        "garbage_text_layer",
        "sum_mismatch",
        "ambiguous_charset",
    } <= set(used_codes())


def test_only_the_catalogue_makes_issues():
    """Severity, responsibility and words come from the catalogue alone: use `make_issue`."""
    assert places_that_make("Issue") == MAKERS


def test_every_code_has_an_entry():
    """A code that the source uses has a line with its meaning and a remedy."""
    used = used_codes()
    missing = {code: used[code] for code in used.keys() - catalogue().keys()}
    assert missing == {}, "add them to data/lookups/issues.csv"


def test_every_entry_is_used():
    """A code of the catalogue is one that the source names."""
    assert catalogue().keys() - quoted_words() == set()


def test_every_phrase_is_used():
    """A phrase is one that the source names; those of organs' kinds are named by the kind."""
    of_kinds = {f"organ_kind_{kind}" for kind in OrganKind}
    assert _load_phrases().keys() - quoted_words() - of_kinds == set()


def check_entry(code):
    """Check the words of an entry."""
    entry = catalogue()[code]
    assert entry.stages
    for words in (entry.meaning, entry.remedy):
        assert words.zh.endswith("。")
        assert words.en.endswith(".")
    assert all(entry.message)
    assert list_value_names(entry.message.zh) == list_value_names(entry.message.en)
    assert not entry.message.zh.endswith("。")
    assert "|" not in "".join((*entry.message, *entry.meaning, *entry.remedy))


def test_entries_are_whole():
    """An entry has words in both languages: sentences of the same values, meaning and remedy."""
    check_rows(check_entry, catalogue())


def test_every_call_gives_what_the_sentence_names():
    """Neither a missing nor an unused value waits for the night that raises it."""
    wrong = []
    for call in maker_calls():
        for name in call.names:
            phrase = call.maker == "make_phrase"
            sentence = _load_phrases()[name] if phrase else catalogue()[name].message
            if list_value_names(sentence.en) != call.values:
                wrong.append((call.place, name))
    assert wrong == []


def test_what_cannot_be_read_is_noticed_in_crawl_and_text():
    """The crawl reads pages, too; but only a text's attachments may not be at hand, or its file no report."""
    codes = set[str]()
    for call in maker_calls():
        if call.maker == "UnreadableDocument":
            codes.update(call.names)
    codes -= {"not_at_hand", "not_a_report"}
    stages = {catalogue()[code].stages for code in codes}
    assert stages == {("text", "crawl")}


def check_phrase(name):
    """Check the words of a phrase."""
    phrase = _load_phrases()[name]
    assert all(phrase)
    assert list_value_names(phrase.zh) == list_value_names(phrase.en)


def test_phrases_are_whole():
    """A phrase names the same values in both languages."""
    check_rows(check_phrase, _load_phrases())


@pytest.mark.parametrize(
    ("path", "entries"),
    [(CATALOGUE, catalogue()), (PHRASES, _load_phrases())],
    ids=["issues", "phrases"],
)
def test_nothing_stands_twice(path, entries):
    """Each code and each phrase has one line."""
    assert len(path.read_text(encoding="utf-8").splitlines()) == len(entries) + 1


def test_the_page_is_made_from_the_catalogue():
    """The page was made anew after the last change: `python -m tasks.model.catalogue`."""
    assert CATALOGUE.with_suffix(".md").read_text(
        encoding="utf-8"
    ) == _render_issue_page(catalogue().values())


def test_an_issue_says_its_values():
    """Sentences are made in both languages from the same values, decimals without an exponent."""
    issue = make_issue(
        "sum_mismatch",
        "收到1000条。",
        parts="802 + 163",
        sum=Decimal("1E+3"),
        total="966条",
    )
    assert issue.message.startswith(
        "802 + 163 is 1000, and the total is given as 966条"
    )
    assert issue.message_zh == "802 + 163 等于 1000，所写的合计却是 966条"
    assert (issue.stage, issue.severity) == ("report", Severity.WARNING)
    assert issue.sentence == (issue.message_zh, issue.message)


def test_a_phrase_has_its_words_in_either_language():
    """A phrase inside a sentence is Chinese in the Chinese one."""
    place = make_phrase("level_under", level=2, parent="1")
    issue = make_issue("numbering_repeat", place=place, label="（一）")
    assert issue.message == "level 2 under 1 prints （一） twice"
    assert issue.message_zh == "第 1 节之下第 2 级标题的序号（一）印了两次"
    assert SEMICOLON.join([place, Bilingual("二", "two")]).en == "level 2 under 1; two"


@each_row(
    ("code", "values"),
    {
        "no_such_code": {},
        "share_above_100": {},
        "missing_title": {"organ": "云溪镇"},
        "reader_failed": {},
        "empty_section": {"stage": "crawl", "section": "1"},
    }.items(),
)
def test_what_does_not_fit_is_an_error_at_once(code, values):
    """Unknown codes, missing and unused values, and stages that were not named or are others."""
    with pytest.raises(CatalogueError):
        make_issue(code, **values)


@pytest.mark.parametrize(
    ("name", "values"), {"no_such_phrase": {}, "level": {"parent": "1"}}.items()
)
def test_a_phrase_that_does_not_fit_is_an_error_at_once(name, values):
    """Unknown phrases, and missing or unused values."""
    with pytest.raises(CatalogueError):
        make_phrase(name, **values)


ENTRY = "a,text,info,us,有{n}项,{n} items,义。,What.,做。,Do."
HEADER = (
    "code,stage,severity,responsibility,message_zh,message_en,"
    "meaning_zh,meaning_en,remedy_zh,remedy_en"
)


@pytest.fixture
def read_anew(monkeypatch, tmp_path):
    """Read a catalogue of one entry, or a phrase, from a file of its own."""

    def read(lines, name="CATALOGUE"):
        path = tmp_path / "some.csv"
        path.write_text("\n".join(lines), encoding="utf-8")
        monkeypatch.setattr(f"tasks.model.catalogue.{name}", path)
        reader = catalogue if name == "CATALOGUE" else _load_phrases
        return reader.__wrapped__()

    return read


def test_braces_hold_names(read_anew):
    """Those that are doubled are printed."""
    entry = read_anew([HEADER, ENTRY.replace("有", "有{{甲}}")])["a"]
    assert list_value_names(entry.message.zh) == {"n"}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("info", "bad", "column severity: 'bad' must be one of info, warning, error"),
        (",us,", ",me,", "column responsibility: 'me' must be one of site, "),
        ("text", "", "column stage: '' must be filled in"),
        ("{n} items", "{n items", "column message_en: .* braces only around names"),
        ("{n} items", "n} items", "column message_en: .* braces only around names"),
        ("有{n}项", "有{n项", "column message_en: .* braces only around names"),
        ("{n} items", "{} items", "column message_en: .* braces only around names"),
        ("{n} items", "{n:d} items", "column message_en: .* braces only around names"),
        ("{n} items", "{m} items", "column message_en: .* the same names"),
        (",Do.", "", "column remedy_en: '' must be filled in"),
    ],
)
def test_a_damaged_entry_is_named(read_anew, old, new, words):
    """With file, line and column, and what is wanted there."""
    with pytest.raises(ConfigurationError, match=rf"some\.csv: line 2: {words}"):
        read_anew([HEADER, ENTRY.replace(old, new)])


@pytest.mark.parametrize("row", ["p,{n}项,{n items", "p,{n}项,{m} items", "p,,items"])
def test_a_damaged_phrase_is_named(read_anew, row):
    """In either language."""
    with pytest.raises(ConfigurationError, match=r"line 2: column en: "):
        read_anew(["phrase,zh,en", row], "PHRASES")
