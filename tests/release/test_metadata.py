"""The documents of a release: whole, alike each time, and true to the schema and the files."""

import json

import pytest
from rdflib import DCAT, DCTERMS, FOAF, RDF, XSD, Graph, Literal, Namespace, URIRef

from tasks.model.release import Inventory
from tasks.release.metadata import render_documents
from tasks.tables.schema import TABLES
from tests.release.small import RELEASE_ID, small_release
from tests.world.harvest import NIGHT

SPDX = Namespace("http://spdx.org/rdf/terms#")
# the parser of JSON-LD makes graphs by a name that rdflib itself calls old
pytestmark = pytest.mark.filterwarnings(
    "ignore:ConjunctiveGraph is deprecated:DeprecationWarning"
)


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
