"""The DCAT description of a release: https://www.w3.org/TR/vocab-dcat-3/, one distribution a file."""

import json

from tasks.model.release import Inventory, TableFile
from tasks.release.metadata.dataset import (
    DESCRIPTION_EN,
    DESCRIPTION_ZH,
    KEYWORDS,
    LANGUAGE,
    MEDIA_TYPE,
    NAME,
    NO_LICENCE,
    RIGHTS,
    TITLE_EN,
    TITLE_ZH,
    format_time,
)
from tasks.tables.schema import TABLES

Json = dict[str, object]
_XSD = "http://www.w3.org/2001/XMLSchema#"
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
# Written out, so that a reader needs no network.
CONTEXT: Json = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": _XSD,
}


def render_dcat(inventory: Inventory) -> str:
    """Write the DCAT description of a release as JSON-LD."""
    dataset: Json = {
        "@context": CONTEXT,
        "@id": f"urn:{NAME}:release:{inventory.release_id}",
        "@type": "dcat:Dataset",
        "dct:identifier": inventory.release_id,
        "dct:title": _build_translations(TITLE_ZH, TITLE_EN),
        "dct:description": _build_translations(DESCRIPTION_ZH, DESCRIPTION_EN),
        "dct:issued": _build_typed_value(format_time(inventory.as_of), "dateTime"),
        "dct:modified": _build_typed_value(format_time(inventory.as_of), "dateTime"),
        "dct:language": LANGUAGE,
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": NAME},
        "dct:rights": {
            "@type": "dct:RightsStatement",
            "dct:description": {"@language": "en", "@value": RIGHTS},
        },
        "dct:license": {"@id": NO_LICENCE},
        "dcat:version": inventory.release_id,
        "dcat:keyword": KEYWORDS,
        **_build_temporal(inventory.years),
        "dcat:distribution": [
            _build_distribution(inventory.release_id, file) for file in inventory.files
        ],
    }
    return json.dumps(dataset, ensure_ascii=False, indent=1) + "\n"


def _build_distribution(release_id: str, file: TableFile) -> Json:
    described = TABLES[file.table]
    return {
        "@id": f"urn:{NAME}:release:{release_id}:{file.table}",
        "@type": "dcat:Distribution",
        "dct:identifier": file.name,
        "dct:title": file.name,
        "dct:description": _build_translations(described.zh, described.en),
        "dcat:downloadURL": {"@id": file.name},
        "dcat:mediaType": {"@id": f"{_MEDIA_TYPES}{MEDIA_TYPE}"},
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
