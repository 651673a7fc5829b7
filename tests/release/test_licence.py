"""The licence: said in one place, and the same in every description of a release."""

import json
from datetime import UTC, datetime

import yaml

from tasks.model.release import Inventory
from tasks.release.metadata import LICENCE, render_documents
from tests.paths import TESTS

NIGHT = datetime(2026, 3, 2, tzinfo=UTC)


def test_every_description_says_the_licence():
    """The data package, Croissant and DCAT in their own words, the dictionary in both languages."""
    documents = render_documents(Inventory("20260302T000000-1a2b3c4d", NIGHT, (), None))
    package = json.loads(documents["datapackage.json"])
    (licence,) = package["licenses"]
    assert (licence["name"], licence["path"]) == (LICENCE.name, LICENCE.url)
    assert json.loads(documents["croissant.json"])["license"] == LICENCE.url
    assert json.loads(documents["dcat.jsonld"])["dct:license"] == {"@id": LICENCE.url}
    assert documents["dictionary.md"].count(LICENCE.name) == 2


def test_the_citation_has_the_licence_of_the_tables():
    """It stands outside of any release, so nothing is made from the constant."""
    text = (TESTS.parent / "CITATION.cff").read_text(encoding="utf-8")
    cited = yaml.safe_load(text)["preferred-citation"]
    assert cited["license"] == LICENCE.name
