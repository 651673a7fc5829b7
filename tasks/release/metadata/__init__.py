"""The documents of a release, all made from one schema: dictionary, data package, Croissant and DCAT."""

from collections.abc import Mapping

from tasks.model.release import Inventory
from tasks.release.metadata.croissant import croissant
from tasks.release.metadata.datapackage import datapackage
from tasks.release.metadata.dcat import dcat
from tasks.release.metadata.dictionary import dictionary


def documents(inventory: Inventory) -> Mapping[str, str]:
    """Make the documents of a release by file name; the same inventory gives the same bytes."""
    return {
        "dictionary.md": dictionary(inventory),
        "datapackage.json": datapackage(inventory),
        "croissant.json": croissant(inventory),
        "dcat.jsonld": dcat(inventory),
    }
