"""The documents of a release, all made from one schema: dictionary, data package, Croissant and DCAT."""

from collections.abc import Mapping

from tasks.model.release import Inventory
from tasks.release.metadata.datapackage import render_datapackage, render_dictionary
from tasks.release.metadata.json_ld import render_croissant, render_dcat


def render_documents(inventory: Inventory) -> Mapping[str, str]:
    """Make the documents of a release by file name; the same inventory gives the same bytes."""
    return {
        "dictionary.md": render_dictionary(inventory),
        "datapackage.json": render_datapackage(inventory),
        "croissant.json": render_croissant(inventory),
        "dcat.jsonld": render_dcat(inventory),
    }
