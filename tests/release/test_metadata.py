"""The documents of a release: whole, alike each time, and true to the schema and the files."""

import hashlib
import json

import pyarrow.parquet as pq
import pytest
from rdflib import DCAT, DCTERMS, FOAF, RDF, XSD, Graph, Literal, Namespace, URIRef

from tasks.model.release import Inventory
from tasks.model.table_rules import KEYS, REFERENCES
from tasks.release.datapackage import TYPES
from tasks.release.metadata import render_documents
from tasks.tables.schema import SCHEMAS, TABLES
from tests.release.small import FIRST, RELEASE_ID, small_release
from tests.world.harvest import NIGHT

SPDX = Namespace("http://spdx.org/rdf/terms#")
# the parser of JSON-LD makes graphs by a name that rdflib itself calls old
pytestmark = pytest.mark.filterwarnings(
    "ignore:ConjunctiveGraph is deprecated:DeprecationWarning"
)
COLUMNS = [(name, column) for name, table in TABLES.items() for column in table.columns]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Write a small release with its documents; gives folder and inventory."""
    folder = tmp_path_factory.mktemp("release")
    inventory = small_release(folder)
    for name, text in render_documents(inventory).items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder, inventory


@pytest.mark.parametrize("table", TABLES)
def test_every_column_says_where_it_comes_from(table):
    """Each derivation is one Chinese and one English sentence that does more than repeat the meaning."""
    for column in TABLES[table].columns:
        assert column.derived_zh.endswith("。"), column.name
        assert column.derived_en.endswith("."), column.name
        assert column.derived_zh != column.zh, column.name
        assert column.derived_en != column.en, column.name


def test_keys_references_and_constraints_name_columns():
    """What is declared beside the schema cannot outlive a column that is renamed."""
    for table, key in KEYS.items():
        assert not any(SCHEMAS[table].field(column).nullable for column in key)
    for table, references in REFERENCES.items():
        for reference in references:
            assert set(reference.columns) <= set(SCHEMAS[table].names)
            assert reference.key == KEYS[reference.table]
    assert {column.type for _, column in COLUMNS} == set(TYPES)


def test_constraints_agree_with_the_words_of_the_dictionary(made):
    """Every word that a column may hold stands in its English meaning or in none: no list is cut short."""
    folder, _ = made
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    limited = 0
    for resource in package["resources"]:
        for field in resource["schema"]["fields"]:
            words = field.get("constraints", {}).get("enum", [])
            limited += bool(words)
            if any(f" {word}" in field["description"] for word in words):
                missing = [word for word in words if word not in field["description"]]
                assert missing == [], f"{resource['name']}.{field['name']}"
    assert limited > 10


def test_the_same_files_give_the_same_documents(made, tmp_path):
    """Nothing but the release decides what its documents say."""
    _, inventory = made
    assert small_release(tmp_path) == inventory
    assert render_documents(small_release(tmp_path)) == render_documents(inventory)


def test_a_release_without_rows_has_documents_too():
    """On the first quiet night there is no year and no example, and still everything is described."""
    empty = render_documents(Inventory(RELEASE_ID, NIGHT, (), None))
    assert "temporal" not in empty["dcat.jsonld"]
    assert all(empty.values())


def test_the_dictionary_has_a_row_for_every_column(made):
    """Each column with both meanings, an example taken from the file, and its derivation.

    No cell is empty.
    """
    folder, _ = made
    lines = (folder / "dictionary.md").read_text(encoding="utf-8").splitlines()
    rows = [line.strip("| ").split(" | ") for line in lines if line.startswith("| `")]
    columns = [row for row in rows if len(row) == 8]
    assert [row[0] for row in columns] == [f"`{column.name}`" for _, column in COLUMNS]
    assert all(all(row) for row in columns)
    assert columns[0][5] == FIRST
    assert next(row[:2] for row in rows if len(row) == 4) == ["`reports`", "2"]


def test_the_data_package_names_files_as_they_are(made):
    """Path, size, checksum and rows are those of the file, fields those of its schema."""
    folder, _ = made
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert [resource["name"] for resource in package["resources"]] == list(SCHEMAS)
    for resource in package["resources"]:
        file = folder / resource["path"]
        assert resource["bytes"] == file.stat().st_size
        assert (
            resource["hash"]
            == f"sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}"
        )
        assert resource["rows"] == pq.read_metadata(file).num_rows
        assert [
            field["name"] for field in resource["schema"]["fields"]
        ] == pq.read_schema(file).names


def test_dcat_has_what_the_vocabulary_asks_for(made):
    """The graph holds one dataset, one distribution a file, each with its checksum, size and media type."""
    folder, inventory = made
    graph = Graph().parse(folder / "dcat.jsonld", format="json-ld")
    (dataset,) = graph.subjects(RDF.type, DCAT.Dataset)
    for term in (
        DCTERMS.title,
        DCTERMS.description,
        DCTERMS.identifier,
        DCTERMS.publisher,
        DCTERMS.license,
    ):
        assert graph.value(dataset, term, any=True) is not None
    assert graph.value(dataset, DCTERMS.modified) == Literal(
        "2026-03-02T02:00:00+08:00", datatype=XSD.dateTime
    )
    assert graph.value(graph.value(dataset, DCTERMS.publisher), FOAF.name) == Literal(
        "fazhi"
    )
    titles = [
        title
        for title in graph.objects(dataset, DCTERMS.title)
        if isinstance(title, Literal)
    ]
    assert {title.language for title in titles} == {"zh", "en"}
    period = graph.value(dataset, DCTERMS.temporal)
    assert graph.value(period, DCAT.startDate) == Literal(
        "2024-01-01", datatype=XSD.date
    )
    found = {}
    for one in graph.objects(dataset, DCAT.distribution):
        assert (one, RDF.type, DCAT.Distribution) in graph
        checksum = graph.value(one, SPDX.checksum)
        assert graph.value(checksum, SPDX.algorithm) == SPDX.checksumAlgorithm_sha256
        assert graph.value(one, DCAT.mediaType) is not None
        name = str(graph.value(one, DCAT.downloadURL)).rpartition("/")[2]
        size = str(graph.value(one, DCAT.byteSize))
        found[name] = (int(size), str(graph.value(checksum, SPDX.checksumValue)))
    assert found == {file.name: (file.size, file.sha256) for file in inventory.files}


def test_every_term_of_dcat_is_one_of_the_vocabularies(made):
    """No property is misspelt: each is defined by DCAT 3, Dublin Core, FOAF or SPDX."""
    folder, _ = made
    graph = Graph().parse(folder / "dcat.jsonld", format="json-ld")
    others = {SPDX[name] for name in ("checksum", "algorithm", "checksumValue")}
    others |= {
        RDF.type,
        URIRef("http://www.w3.org/ns/dcat#version"),
    }  # new in DCAT 3; rdflib knows DCAT 2
    for term in set(graph.predicates()) - others:
        space = next(
            one for one in (DCAT, DCTERMS, FOAF) if str(term).startswith(str(one))
        )
        assert str(term) in [str(known) for known in dir(space)], term


def test_no_document_needs_the_network(made):
    """Contexts stand inline, so that a reader without network can load both JSON-LD files."""
    folder, _ = made
    for name in ("croissant.json", "dcat.jsonld"):
        assert isinstance(
            json.loads((folder / name).read_text(encoding="utf-8"))["@context"], dict
        )
