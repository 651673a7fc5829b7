"""Citations: the laws, regulations, party rules, plans and documents that a report names.

What stands in 《》 is one when the lookup knows it, or when its last word is that of such a text (条例, 规划,
意见); newspapers, books, forms, certificates and reports are none. Without 《》 only names of the lookup are,
and numbers of documents (国发〔2021〕15号). One in brackets behind a name belongs to it. `《条例》` alone is
what the report said that it calls so, or the last one before that ends with the word.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from tasks.model.report import Citation, CitationKind, Section
from tasks.report.laws import find_law, list_bare_names, normalize_name

# 《中华人民共和国行政处罚法》, 《关于印发〈办法〉的通知》, and 《 of the one in the other
_QUOTED = re.compile(r"《((?:[^《》\n]|《[^《》\n]*》){2,100})》")
# 国发〔2021〕15号, 中办发[2019]28号, 厅字【2019】28号; a case of a court, （2023）粤01行初5号, is none
_NUMBER = re.compile(
    r"[一-鿿]{1,12}第?[〔\[［【﹝(（]\s?(?:19|20)\d\d年?\s?[〕\]］】﹞)）]\s?(?:第\s?)?\d{1,4}\s?号"
)
# What a sentence says right before a number: 根据|国发〔2021〕15号
_NUMBER_LEADS = re.compile(
    r"[一-鿿]*(?:根据|按照|依据|依照|贯彻|落实|执行|印发|转发|以及|文件|通知|关于|[和与及的了为即在以按据由见])"
)
_BEGINS_NUMBER = re.compile(r"[一-鿿]")
# The brackets behind a name: （国发〔2021〕15号）, （以下简称《条例》）
_NOTE_BEHIND = re.compile(
    r"\s?[（(]([^（）()\n]{1,60}(?:[（(][^（）()\n]{1,30}[）)][^（）()\n]{0,40})?)[）)]"
)
_ALIAS = re.compile(r"简称(?:为)?[“\"《]?([^”\"》，。；：）)]{2,20})")
_ORDINAL = r"[一二三四五六七八九十百零〇两\d]{1,7}"
_ARTICLE = re.compile(
    rf"[“”\s]?(第{_ORDINAL}条(?:之[一二三四五六七八九十])?(?:第{_ORDINAL}款)?(?:第{_ORDINAL}项)?)"
)
# 《纲要》（2021—2025年）: years that are printed behind the name
_YEARS_BEHIND = re.compile(r"\s?[（(]20\d\d年?[-—–－~～至―─]+20\d\d年?[）)]")
# Behind a bare name, what makes another word of it: 行政处罚法|制审核, 行政复议法|律文书
_GOES_ON = r"(?![制治律规庭院学官定人务援条实])"
# Bare names that are shorter stand among others: 学习宪法、民法典
_SHORTEST_BARE = 4
_SHORT_BARE_ENDS = ("法典",)
# A name that is a word of the language: only with what it is a law of
_SHORTEST_LISTED = 2

# What a text is by its last word, the first that fits.
_NO_TEXT = re.compile(
    r"(?:学习纲要|学习问答|读本|选编|汇编|概论|解读|释义|[^章]报告|总结|[书证卡函单]|日报|晚报|时报|杂志|执法|普法|做法|说法|"
    r"司法|守法|用法|方法|语法|书法|看法|想法|讲法|学法|合法|违法|拍案说法|以案释法|与法|[日周月]刊|手册|台账|问卷)$"
)
_KINDS: Sequence[tuple[re.Pattern[str], CitationKind]] = (
    (
        re.compile(r"^(?:中共|中国共产党|党[内政]).*(?:条例|规定|准则|规则|办法|细则)$"),
        CitationKind.PARTY_RULE,
    ),
    (re.compile(r"(?:法院|检察院).*(?:解释|规定|批复)$|司法解释"), CitationKind.JUDICIAL_INTERPRETATION),
    (re.compile(r"(?<!办)法$|(?:民|刑|行政|环境)法典$|^宪法修正案$"), CitationKind.LAW),
    (re.compile(r"条例$"), CitationKind.ADMINISTRATIVE_REGULATION),
    (re.compile(r"(?:办法|规定|规则|细则|规程|规章|规范)$"), CitationKind.RULE),
    (re.compile(r"(?:纲要|规划|方案|计划|要点|预案)$"), CitationKind.PLAN),
    (
        re.compile(
            r"(?:意见|通知|决定|决议|公告|通告|批复|清单|目录|措施|制度|基准|指南|指引|标准|体系|若干条|政策|准则|"
            r"机制)$"
        ),
        CitationKind.POLICY,
    ),
)  # fmt: skip
# 《天津市法治宣传教育条例》, 《广西壮族自治区…办法》; 《城市…》, 《县级…》 and 《地区…》 name no place
_PLACE = re.compile(
    r"^(?!城市|县级|市级|省级|市场|地市|集市)[^，、]{1,10}?"
    r"(?:省|自治区|市(?!场)|自治州|自治县|县|(?<![社小校园辖景片])区(?!域|块)|旗|州|盟|经济特区)(?!级)"
)
_LOCAL_KINDS = {
    CitationKind.ADMINISTRATIVE_REGULATION: CitationKind.LOCAL_REGULATION,
    CitationKind.RULE: CitationKind.LOCAL_RULE,
}
# 《条例》, 《办法》: what it is the report has said before
_LONGEST_ALIAS = 4


class _Name(NamedTuple):
    """A name in the text: the span of its name with its marks, and the words without them."""

    start: int
    end: int
    words: str


def find_citations(
    text: str,
    sections: Sequence[Section],
    report_year: int | None,
    own_number: str | None = None,
    body_start: int = 0,
) -> Iterator[Citation]:
    """Yield what a text names, in order.

    Laws are those of 31 December of the report's year. A number before `body_start`, where the title ends,
    and `own_number` are the report's own.
    """
    day = date(report_year, 12, 31) if report_year else None
    starts = [section.start for section in sections]
    known: dict[str, str] = {}
    taken = body_start
    numbers = {name.start: name for name in _iter_numbers(text, own_number)}
    names = sorted([*_iter_quoted(text), *_iter_bare(text), *numbers.values()])
    for name in names:
        if name.start < taken and (name.start in numbers or taken > body_start):
            continue
        path = sections[max(bisect_right(starts, name.start) - 1, 0)].path
        if name.start in numbers:
            made: Citation | None = _make_document(name, path)
        else:
            made = _make_citation(text, name, path, day, known)
        if made is not None:
            taken = max(taken, _find_end(text, made))
            yield made


def _find_end(text: str, citation: Citation) -> int:
    """Find where what belongs to a citation ends: the brackets behind it are its own."""
    behind = _NOTE_BEHIND.match(text, citation.end_offset)
    if behind and citation.kind is not CitationKind.DOCUMENT:
        return behind.end()
    return citation.end_offset


def _iter_quoted(text: str) -> Iterator[_Name]:
    for match in _QUOTED.finditer(text):
        years = _YEARS_BEHIND.match(text, match.end())
        end = years.end() if years else match.end()
        yield _Name(match.start(), end, match[1] + (years.group() if years else ""))


def _iter_bare(text: str) -> Iterator[_Name]:
    """Yield the names of the lookup that stand outside of 《》."""
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    opened = [start for start, _ in quoted]
    for match in _compile_bare().finditer(text):
        place = bisect_right(opened, match.start()) - 1
        if place < 0 or match.start() >= quoted[place][1]:
            yield _Name(*match.span(), match.group())


@cache
def _compile_bare() -> re.Pattern[str]:
    """Compile the names that are told without 《》; short ones only in a list of them."""
    long, short = [], []
    for name in list_bare_names():
        if len(name) >= _SHORTEST_BARE or name.endswith(_SHORT_BARE_ENDS):
            long.append(re.escape(name))
        elif len(name) >= _SHORTEST_LISTED:
            short.append(re.escape(name))
    listed = f"(?:{'|'.join(short)})"
    return re.compile(
        rf"(?:{'|'.join(long)}){_GOES_ON}|(?<=[、》]){listed}(?=[、，。；和及与等])|{listed}(?=[、])"
    )


def _iter_numbers(text: str, own_number: str | None) -> Iterator[_Name]:
    own = normalize_number(own_number or "")
    for match in _NUMBER.finditer(text):
        leads = _NUMBER_LEADS.match(match.group())
        start = match.start() + (leads.end() if leads else 0)
        words = text[start : match.end()]
        if normalize_number(words) != own and _BEGINS_NUMBER.match(words):
            yield _Name(start, match.end(), words)


def normalize_number(words: str) -> str:
    """Give a document's number with brackets of one kind: 国发〔2021〕15号."""
    plain = re.sub(r"\s|第(?=\d)|年(?=[〕\]］】﹞)）])", "", words)
    plain = re.sub(r"[\[［【﹝(（](?=\d{4})", "〔", plain)
    return re.sub(r"(?<=\d{4})[\]］】﹞)）]", "〕", plain)


def _make_document(name: _Name, path: str) -> Citation:
    number = normalize_number(name.words)
    kind = CitationKind.DOCUMENT
    place = (name.start, name.end)
    return Citation(path, number, kind, None, name.words, None, number, *place, None)


def _make_citation(
    text: str,
    name: _Name,
    path: str,
    day: date | None,
    known: dict[str, str],
) -> Citation | None:
    """Make the citation of a name, null where it is the name of something else.

    `known` maps the short names that the report has given to whole ones, and is added to.
    """
    words = known.get(name.words) or _resolve_word(name.words, known)
    law = find_law(words, day)
    kind = law.kind if law else classify_title(words)
    if kind is None:
        return None
    note = _NOTE_BEHIND.match(text, name.end)
    number = _NUMBER.search(note[1]) if note else None
    alias = _ALIAS.search(note[1]) if note else None
    if alias:
        known[alias[1]] = words
    known.setdefault(words, words)
    article = _ARTICLE.match(text, note.end() if note else name.end)
    return Citation(
        section_path=path,
        cited=law.name if law else _tidy(words),
        kind=kind,
        law_id=law.law_id if law else None,
        wording=text[name.start : name.end],
        article=article[1] if article else None,
        document_number=normalize_number(number.group()) if number else None,
        start_offset=name.start,
        end_offset=name.end,
        is_repealed=law.is_repealed(day) if law and day else None,
    )


def _resolve_word(words: str, known: Mapping[str, str]) -> str:
    """Resolve a name that is but the last word of one named before; the latest counts."""
    if len(words) > _LONGEST_ALIAS:
        return words
    whole = [name for name in known.values() if name.endswith(words)]
    return whole[-1] if whole else words


def _tidy(words: str) -> str:
    return re.sub(r"\s", "", words)


def classify_title(words: str) -> CitationKind | None:
    """Tell the kind of a text by its name, null where it is no law, rule, plan or paper of an organ."""
    name = normalize_name(words)
    if len(name) <= _LONGEST_ALIAS - 2 or _NO_TEXT.search(name):
        return None
    for pattern, kind in _KINDS:
        if pattern.search(name):
            is_local = _PLACE.match(name) and kind in _LOCAL_KINDS
            return _LOCAL_KINDS[kind] if is_local else kind
    return None
