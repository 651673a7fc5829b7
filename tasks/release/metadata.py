"""The documents of a release, all made from one schema: dictionary, data package, Croissant and DCAT.

The data package is of version 2 of https://datapackage.org/standard/data-package/. The dictionary gives each
table and column in Chinese and English, with an example and its derivation.

The last two are JSON-LD, of Croissant 1.0 and DCAT 3.
Specifications: https://docs.mlcommons.org/croissant/docs/croissant-spec.html and
https://www.w3.org/TR/vocab-dcat-3/. Their contexts are written out, so that a reader needs no network.
"""

import json
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

import pyarrow as pa

from tasks.model.catalogue import catalogue
from tasks.model.coverage import DUTIES, CoverageStatus, Trust
from tasks.model.headline import Agreement, HeadlineRule
from tasks.model.issue import Responsibility, Severity
from tasks.model.page import ChangeKind
from tasks.model.release import FIRST_REPORT_YEAR, Inventory, TableFile
from tasks.model.report import (
    LEVELS,
    QUALITIES,
    REPEATED,
    REPETITIONS,
    SIMILARITY_THRESHOLD,
    STYLES,
    Change,
    CitationKind,
    Comparator,
    Confidence,
    Kind,
    Node,
    OrganKind,
    ReuseKind,
    Role,
    Scope,
)
from tasks.model.run import BEIJING, PageState
from tasks.model.source import Family, Lifecycle
from tasks.model.table_rules import (
    CHANGES,
    DIVISION_CODE,
    FETCHES,
    KEYS,
    MEASURES,
    PAGE_ID,
    PATH,
    REFERENCES,
    SHA256,
    WARC_FILE,
    Reference,
)
from tasks.release.pages.rendering import PageTable
from tasks.report.codebook import load_indicators
from tasks.tables.columns import BIG, COUNT, DAY, FLAG, NUMBER, TEXT, TIME, Column
from tasks.tables.schema import TABLES


class _TypeNames(NamedTuple):
    """One type: its name for readers in Chinese and English, in Table Schema, and in Croissant."""

    zh: str
    en: str
    table_schema: str
    croissant: str


TYPES: dict[pa.DataType, _TypeNames] = {
    TEXT: _TypeNames("文字", "text", "string", "sc:Text"),
    FLAG: _TypeNames("是否", "true or false", "boolean", "sc:Boolean"),
    COUNT: _TypeNames("整数", "whole number, 32 bits", "integer", "sc:Integer"),
    BIG: _TypeNames("整数", "whole number, 64 bits", "integer", "sc:Integer"),
    NUMBER: _TypeNames("数值", "number, 64 bits", "number", "sc:Float"),
    DAY: _TypeNames("日期", "day", "date", "sc:Date"),
    TIME: _TypeNames("时间", "time, Asia/Shanghai", "datetime", "sc:DateTime"),
}


_NAME = "fazhi"
_TITLE_ZH = "法治政府建设年度报告数据集"
_TITLE_EN = "Annual reports on law-based government in China"
_DESCRIPTION_ZH = (
    "各级政府及其部门在网站上公布的法治政府建设年度报告：全文、章节、数量、文字雷同、"
    "修订和应发未发情况，逐夜采集，每一格都可追溯到原文和存档的原始字节。"
)
_DESCRIPTION_EN = (
    "The annual reports on law-based government (法治政府建设年度报告) that Chinese governments "
    "and their departments publish on their web sites: full texts, sections, "
    "quantities, reuse of text, revisions and coverage, collected every night. Each "
    "value can be traced to its sentence and to the archived bytes."
)
_KEYWORDS = (
    "法治政府建设",
    "依法行政",
    "政府信息公开",
    "law-based government",
    "annual reports",
    "China",
)
_LANGUAGE = "zh"
_MEDIA_TYPE = "application/vnd.apache.parquet"


class _Licence(NamedTuple):
    """A licence: its SPDX identifier, its name, and where it stands."""

    name: str
    title: str
    url: str


# What the tables are offered under; CITATION.cff, outside of any release, names it too.
# docs/decisions/20-licence.md
LICENCE = _Licence(
    "CC-BY-4.0",
    "Creative Commons Attribution 4.0 International",
    "https://creativecommons.org/licenses/by/4.0/",
)
_RIGHTS = (
    f"The tables, ids and marks are offered under {LICENCE.name}. The texts are official documents of state "
    "organs, in which article 5 of the Copyright Law of China gives no copyright. The code of fazhi is under "
    "Apache-2.0."
)
_RIGHTS_ZH = (
    f"数据表、标识和标注按 {LICENCE.name} 提供；"
    "报告原文为国家机关的官方文件，依《著作权法》第五条不受著作权保护；fazhi 的代码按 Apache-2.0 提供。"
)


Json = dict[str, object]
_REFERENCED = {
    one.table
    for listed in REFERENCES.values()
    for one in listed
    if len(one.columns) == 1
}
# Readers of Croissant know Parquet by this name alone, which is older than the registered one.
_CROISSANT_ENCODING = "application/x-parquet"
_CROISSANT_VERSION = "http://mlcommons.org/croissant/1.0"
_CROISSANT_TERMS = (
    "citeAs column equivalentProperty extract field fileProperty fileObject "
    "fileSet format includes isLiveDataset jsonPath key md5 parentField path "
    "recordSet references regex repeated replace samplingRate separator source "
    "subField transform"
).split()
# As the specification has it.
_CROISSANT_CONTEXT: Json = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "sc": "https://schema.org/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    **{term: f"cr:{term}" for term in _CROISSANT_TERMS},
}


def render_documents(inventory: Inventory) -> Mapping[str, str]:
    """Make the documents of a release by file name; the same inventory gives the same bytes."""
    return {
        "dictionary.md": _render_dictionary(inventory),
        "datapackage.json": _render_datapackage(inventory),
        "croissant.json": _render_croissant(inventory),
        "dcat.jsonld": _render_dcat(inventory),
    }


def _render_croissant(inventory: Inventory) -> str:
    """Write the Croissant description: a file object and a record set for each table."""
    at = inventory.as_of.astimezone(BEIJING)
    dataset: Json = {
        "@context": _CROISSANT_CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": _CROISSANT_VERSION,
        "name": _NAME,
        "alternateName": _TITLE_EN,
        "description": f"{_DESCRIPTION_EN} {_RIGHTS}",
        "keywords": _KEYWORDS,
        "inLanguage": _LANGUAGE,
        "license": LICENCE.url,
        "version": f"{at.year}.{at.month}.{at.day}+{inventory.release_id}",
        "datePublished": inventory.issued,
        "creator": {"@type": "sc:Organization", "name": _NAME},
        "publisher": {"@type": "sc:Organization", "name": _NAME},
        "citeAs": _build_citation(inventory.release_id, at.year),
        "distribution": list(map(_build_file_object, inventory.files)),
        "recordSet": list(map(_build_record_set, inventory.files)),
    }
    return json.dumps(dataset, ensure_ascii=False, indent=1) + "\n"


def _build_citation(release_id: str, year: int) -> str:
    """Write the BibTeX entry of a release."""
    fields = f"title={{{_TITLE_EN}}}, year={{{year}}}, note={{release {release_id}}}"
    return f"@misc{{{_NAME}, {fields}}}"


def _build_file_object(file: TableFile) -> Json:
    return {
        "@type": "cr:FileObject",
        "@id": file.name,
        "name": file.name,
        "description": TABLES[file.table].en,
        "contentUrl": file.name,
        "contentSize": f"{file.size} B",
        "encodingFormat": _CROISSANT_ENCODING,
        "sha256": file.sha256,
    }


def _build_record_set(file: TableFile) -> Json:
    described = TABLES[file.table]
    key = [
        {"@id": _build_id(file.table, column)} for column in KEYS.get(file.table, ())
    ]
    return {
        "@type": "cr:RecordSet",
        "@id": file.table,
        "name": file.table,
        "description": f"{described.en} {described.zh}",
        **({"key": key} if key else {}),
        "field": [_build_field(file, column) for column in described.columns],
    }


def _build_field(file: TableFile, column: Column) -> Json:
    # the vocabulary knows references of one field to another: of keys of several columns only the first part
    # is one; readers follow one step, so a table that others point to points nowhere itself
    referenced = None
    for reference in _list_used_references(file):
        if reference.columns == (column.name,) and file.table not in _REFERENCED:
            referenced = _build_id(reference.table, reference.key[0])
    example = file.examples.get(column.name)
    return {
        "@type": "cr:Field",
        "@id": _build_id(file.table, column.name),
        "name": column.name,
        "description": f"{column.en} {column.zh}",
        "dataType": TYPES[column.type].croissant,
        "source": {
            "fileObject": {"@id": file.name},
            "extract": {"column": column.name},
        },
        **({"references": {"field": {"@id": referenced}}} if referenced else {}),
        **({"examples": [example]} if example else {}),
    }


def _list_used_references(file: TableFile) -> Iterator[Reference]:
    """List where the rows of a table point to; a column without any value points nowhere, and joins fail."""
    for reference in REFERENCES.get(file.table, ()):
        if file.examples.keys() >= set(reference.columns):
            yield reference


def _build_id(table: str, column: str) -> str:
    return f"{table}/{column}"


_XSD = "http://www.w3.org/2001/XMLSchema#"
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_DCAT_CONTEXT: Json = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": _XSD,
}


def _render_dcat(inventory: Inventory) -> str:
    """Write the DCAT description: one distribution a file."""
    dataset: Json = {
        "@context": _DCAT_CONTEXT,
        "@id": f"urn:{_NAME}:release:{inventory.release_id}",
        "@type": "dcat:Dataset",
        "dct:identifier": inventory.release_id,
        "dct:title": _build_translations(_TITLE_ZH, _TITLE_EN),
        "dct:description": _build_translations(_DESCRIPTION_ZH, _DESCRIPTION_EN),
        "dct:issued": _build_typed_value(inventory.issued, "dateTime"),
        "dct:modified": _build_typed_value(inventory.issued, "dateTime"),
        "dct:language": _LANGUAGE,
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": _NAME},
        "dct:rights": {
            "@type": "dct:RightsStatement",
            "dct:description": _build_translations(_RIGHTS_ZH, _RIGHTS),
        },
        "dct:license": {"@id": LICENCE.url},
        "dcat:version": inventory.release_id,
        "dcat:keyword": _KEYWORDS,
        **_build_temporal(inventory.years),
        "dcat:distribution": [
            _build_distribution(inventory.release_id, file) for file in inventory.files
        ],
    }
    return json.dumps(dataset, ensure_ascii=False, indent=1) + "\n"


def _build_distribution(release_id: str, file: TableFile) -> Json:
    described = TABLES[file.table]
    return {
        "@id": f"urn:{_NAME}:release:{release_id}:{file.table}",
        "@type": "dcat:Distribution",
        "dct:identifier": file.name,
        "dct:title": file.name,
        "dct:description": _build_translations(described.zh, described.en),
        "dcat:downloadURL": {"@id": file.name},
        "dcat:mediaType": {"@id": f"{_MEDIA_TYPES}{_MEDIA_TYPE}"},
        "dcat:byteSize": _build_typed_value(str(file.size), "nonNegativeInteger"),
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": _build_typed_value(file.sha256, "hexBinary"),
        },
    }


def _build_temporal(years: tuple[int, int] | None) -> Json:
    """Give the years that the reports are about; nothing when none has a year."""
    if years is None:
        return {}
    first, last = years
    period = {
        "@type": "dct:PeriodOfTime",
        "dcat:startDate": _build_typed_value(f"{first}-01-01", "date"),
        "dcat:endDate": _build_typed_value(f"{last}-12-31", "date"),
    }
    return {"dct:temporal": period}


def _build_translations(zh: str, en: str) -> list[Json]:
    return [{"@language": "zh", "@value": zh}, {"@language": "en", "@value": en}]


def _build_typed_value(value: str, kind: str) -> Json:
    return {"@type": f"xsd:{kind}", "@value": value}


_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"


class _Constraint(NamedTuple):
    """Words, a pattern or a range that values of a column keep to; null and empty where nothing is said."""

    words: tuple[str, ...] = ()
    pattern: str | None = None
    minimum: float | None = None
    maximum: float | None = None


def _allow_words(words: type[StrEnum]) -> _Constraint:
    return _Constraint(words=tuple(word.value for word in words))


_NON_NEGATIVE_COLUMNS = (
    "warc_offset start_offset end_offset repeated_offset part_of other_start_offset other_end_offset "
    "characters added removed attempts milliseconds bytes delay issues reports reports_concerned"
).split()
# Whatever table they stand in, these columns mean the same.
_COLUMN_CONSTRAINTS: Mapping[str, _Constraint] = {
    "report_id": _Constraint(pattern=PAGE_ID),
    "other_report_id": _Constraint(pattern=PAGE_ID),
    "repeated_in": _Constraint(pattern=PAGE_ID),
    "content_sha256": _Constraint(pattern=SHA256),
    "text_sha256": _Constraint(pattern=SHA256),
    "digest": _Constraint(pattern=SHA256),
    "division_code": _Constraint(pattern=DIVISION_CODE),
    "section_path": _Constraint(pattern=PATH),
    "other_section_path": _Constraint(pattern=PATH),
    "warc_file": _Constraint(pattern=WARC_FILE),
    "report_year": _Constraint(minimum=FIRST_REPORT_YEAR),
    "organ_kind": _allow_words(OrganKind),
    "severity": _allow_words(Severity),
    "responsibility": _allow_words(Responsibility),
    "revision": _Constraint(minimum=1),
    **dict.fromkeys(_NON_NEGATIVE_COLUMNS, _Constraint(minimum=0)),
}
_STATEMENT_CONSTRAINTS: dict[tuple[str, str], _Constraint] = {}
for _table in ("shortcomings", "plans"):
    _STATEMENT_CONSTRAINTS |= {
        (_table, "number"): _Constraint(minimum=1),
        (_table, "similarity"): _Constraint(minimum=REPEATED, maximum=1),
        (_table, "repeated_as"): _Constraint(words=REPETITIONS),
    }
_TABLE_CONSTRAINTS: Mapping[tuple[str, str], _Constraint] = {
    ("reports", "level"): _Constraint(words=LEVELS),
    ("reports", "style"): _Constraint(words=STYLES),
    ("reports", "quality"): _Constraint(words=QUALITIES),
    ("reports", "state"): _allow_words(PageState),
    ("revisions", "change"): _allow_words(ChangeKind),
    ("sections", "path"): _Constraint(pattern=PATH),
    ("sections", "parent"): _Constraint(pattern=PATH),
    ("sections", "level"): _Constraint(minimum=0),
    ("sections", "kind"): _allow_words(Kind),
    ("sections", "kind_confidence"): _allow_words(Confidence),
    ("sections", "node"): _allow_words(Node),
    ("quantities", "comparator"): _allow_words(Comparator),
    ("quantities", "change"): _allow_words(Change),
    ("quantities", "role"): _allow_words(Role),
    ("quantities", "scope"): _allow_words(Scope),
    ("cells", "table_number"): _Constraint(minimum=1),
    ("cells", "row_number"): _Constraint(minimum=1),
    ("cells", "column_number"): _Constraint(minimum=1),
    ("cells", "row_span"): _Constraint(minimum=1),
    ("cells", "column_span"): _Constraint(minimum=1),
    ("indicators", "comparator"): _allow_words(Comparator),
    ("indicators", "rule"): _allow_words(HeadlineRule),
    ("indicators", "agreement"): _allow_words(Agreement),
    ("indicators", "candidates"): _Constraint(minimum=1),
    ("citations", "kind"): _allow_words(CitationKind),
    **_STATEMENT_CONSTRAINTS,
    ("reuse", "kind"): _allow_words(ReuseKind),
    ("reuse", "similarity"): _Constraint(minimum=SIMILARITY_THRESHOLD, maximum=1),
    ("coverage", "level"): _Constraint(words=LEVELS),
    ("coverage", "duty"): _Constraint(words=tuple(duty.value for duty in DUTIES)),
    ("coverage", "status"): _allow_words(CoverageStatus),
    ("coverage", "trust"): _allow_words(Trust),
    ("changes", "change"): _Constraint(words=CHANGES),
    ("changes", "revision_before"): _Constraint(minimum=1),
    ("fetches", "kind"): _Constraint(words=FETCHES),
    ("sources", "family"): _allow_words(Family),
    ("sources", "lifecycle"): _allow_words(Lifecycle),
    ("indicator_codes", "measure"): _Constraint(words=MEASURES),
    ("divisions", "level"): _Constraint(words=LEVELS[1:]),
}


def _find_constraint(table: str, column: str) -> _Constraint:
    """Give what the values of one column keep to."""
    if (table, column) in _TABLE_CONSTRAINTS:
        return _TABLE_CONSTRAINTS[table, column]
    return _COLUMN_CONSTRAINTS.get(column, _Constraint())


def _render_datapackage(inventory: Inventory) -> str:
    """Write the data package of a release as JSON, one resource a table."""
    package: Json = {
        "$schema": _PROFILE,
        "name": _NAME,
        "id": inventory.release_id,
        "title": _TITLE_EN,
        "title_zh": _TITLE_ZH,
        "description": f"{_DESCRIPTION_EN} {_RIGHTS}",
        "description_zh": f"{_DESCRIPTION_ZH}{_RIGHTS_ZH}",
        "version": inventory.release_id,
        "created": inventory.issued,
        "keywords": _KEYWORDS,
        "contributors": [{"title": _NAME, "roles": ["publisher"]}],
        "licenses": [
            {"name": LICENCE.name, "title": LICENCE.title, "path": LICENCE.url}
        ],
        "resources": list(map(_build_resource, inventory.files)),
    }
    return json.dumps(package, ensure_ascii=False, indent=1) + "\n"


def _build_resource(file: TableFile) -> Json:
    described = TABLES[file.table]
    # an empty text is a value: Parquet has nulls of its own
    schema: Json = {
        "fields": [
            _build_package_field(file.table, column) for column in described.columns
        ],
        "missingValues": [],
    }
    if file.table in KEYS:
        schema["primaryKey"] = KEYS[file.table]
    references = list(_list_used_references(file))
    if references:
        schema["foreignKeys"] = list(map(_build_foreign_key, references))
    return {
        "name": file.table,
        "type": "table",
        "path": file.name,
        "format": "parquet",
        "mediatype": _MEDIA_TYPE,
        "bytes": file.size,
        "hash": f"sha256:{file.sha256}",
        "rows": file.rows,
        "description": described.en,
        "description_zh": described.zh,
        "schema": schema,
    }


def _build_package_field(table: str, column: Column) -> Json:
    constraint = _find_constraint(table, column.name)
    constraints = {
        "required": None if column.nullable else True,
        "enum": constraint.words or None,
        "pattern": constraint.pattern,
        "minimum": constraint.minimum,
        "maximum": constraint.maximum,
    }
    stated = {name: value for name, value in constraints.items() if value is not None}
    field: Json = {
        "name": column.name,
        "type": TYPES[column.type].table_schema,
        "description": column.en,
        "description_zh": column.zh,
    }
    if stated:
        field["constraints"] = stated
    return field


def _build_foreign_key(reference: Reference) -> Json:
    return {
        "fields": reference.columns,
        "reference": {"resource": reference.table, "fields": reference.key},
    }


_TABLES_HEADER = ("表 Table", "行数 Rows", "每行是", "A row is")
_COLUMNS_HEADER = (
    "列 Column",
    "类型 Type",
    "可空 Null",
    "含义",
    "Meaning",
    "例 Example",
    "来历",
    "Derived from",
)


def _render_dictionary(inventory: Inventory) -> str:
    """Write the dictionary of a release in Markdown; examples are the first values of its own tables."""
    as_of = inventory.issued
    tables = PageTable(_TABLES_HEADER, list(map(_build_table_row, inventory.files)))
    lines = [
        f"# {_TITLE_ZH} · {_TITLE_EN}",
        "",
        _DESCRIPTION_ZH,
        "",
        _DESCRIPTION_EN,
        "",
        _RIGHTS_ZH,
        "",
        _RIGHTS,
        "",
        f"发布版 Release `{inventory.release_id}` · 截至 as of {as_of}",
        "",
        *tables.render_markdown(),
    ]
    for file in inventory.files:
        lines += _render_table(file)
    lines += _render_codes()
    return "\n".join([*lines, ""])


def _build_table_row(file: TableFile) -> tuple[str, ...]:
    described = TABLES[file.table]
    return f"`{file.table}`", f"{file.rows:,}", described.zh, described.en


def _render_table(file: TableFile) -> Iterator[str]:
    described = TABLES[file.table]
    yield from ("", f"## {file.table}", "", f"{described.zh} {described.en}", "")
    rows = [
        _build_row(column, file.examples.get(column.name))
        for column in described.columns
    ]
    yield from PageTable(_COLUMNS_HEADER, rows).render_markdown()


def _render_codes() -> Iterator[str]:
    """Write what codes of indicators and issues mean, as the tables `indicator_codes`, `issue_codes` say."""
    yield from ("", "## 指标代码 · Codes of indicators", "")
    rows = [
        (
            f"`{one.code}`",
            f"{one.name_zh} {one.name_en}",
            one.unit,
            one.definition_zh,
            one.definition_en,
        )
        for one in load_indicators()
    ]
    header = ("代码 Code", "名称 Name", "单位 Unit", "定义", "Definition")
    yield from PageTable(header, rows).render_markdown()
    yield from ("", "## 问题代码 · Codes of issues", "")
    rows = [
        (f"`{one.code}`", one.severity, one.responsibility, *one.meaning)
        for one in catalogue().values()
    ]
    header = ("代码 Code", "程度 Severity", "责任 Responsibility", "含义", "Meaning")
    yield from PageTable(header, rows).render_markdown()


def _build_row(column: Column, example: str | None) -> tuple[str, ...]:
    type_names = TYPES[column.type]
    return (
        f"`{column.name}`",
        f"{type_names.zh} {type_names.en}",
        "可 yes" if column.nullable else "否 no",
        column.zh,
        column.en,
        example or "–",
        column.derived_zh,
        column.derived_en,
    )
