"""Small DOCX files for the tests, written as Word writes them."""

import zipfile
from collections.abc import Iterable, Mapping
from io import BytesIO
from xml.sax.saxutils import escape

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SPACES = (
    f'xmlns:w="{_W}" xmlns:r="{_R}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="png" ContentType="image/png"/>'
    '<Default Extension="jpeg" ContentType="image/jpeg"/>{}</Types>'
)
_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"


def part(root: str, inner: str) -> str:
    """Write a part with all namespaces on its root."""
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:{root} {_SPACES}>{inner}</w:{root}>'


def run(text: str, properties: str = "") -> str:
    """Write one run of text."""
    shown = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{shown}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def p(text: str = "", properties: str = "", *, raw: str = "") -> str:
    """Write one paragraph from its text, or from raw runs."""
    shown = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{shown}{run(text) if text else ''}{raw}</w:p>"


def listed(num: int | str, depth: int | str = 0) -> str:
    """Write the property that puts a paragraph into a list."""
    return f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{num}"/></w:numPr>'


def level(
    depth: int, number_format: str, text: str, inner: str = "", *, start: int = 1
) -> str:
    """Write one level of a list."""
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{number_format}"/>'
        f'{inner}<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbering(lists: Mapping[int, str], nums: Mapping[int, tuple[int, str]]) -> str:
    """Write numbering.xml from abstract lists' levels, and lists as (abstract, overrides)."""
    abstracts = "".join(
        f'<w:abstractNum w:abstractNumId="{key}">{inner}</w:abstractNum>'
        for key, inner in lists.items()
    )
    stated = "".join(
        f'<w:num w:numId="{key}"><w:abstractNumId w:val="{of}"/>{inner}</w:num>'
        for key, (of, inner) in nums.items()
    )
    return part("numbering", abstracts + stated)


def docx(
    body: str | Iterable[str],
    *,
    parts: Mapping[str, str | bytes] | None = None,
    relations: Iterable[tuple[str, str, str]] = (),
) -> bytes:
    """Zip a DOCX: `parts` by kind (`numbering`, `styles`, `header`) or by path, `relations` extra ones."""
    inner = body if isinstance(body, str) else "".join(body)
    files: dict[str, str | bytes] = {
        "word/document.xml": part("document", f"<w:body>{inner}</w:body>")
    }
    related = list(relations)
    overrides = [("word/document.xml", "document.main")]
    for kind, content in (parts or {}).items():
        if "/" in kind:
            files[kind] = content
            continue
        files[f"word/{kind}.xml"] = content
        related.append((f"rId{len(related) + 1}", kind, f"{kind}.xml"))
        overrides.append((f"word/{kind}.xml", kind))
    files["word/_rels/document.xml.rels"] = _relations(related)
    files["_rels/.rels"] = _relations([("rId1", "officeDocument", "word/document.xml")])
    files["[Content_Types].xml"] = _TYPES.format(
        "".join(
            f'<Override PartName="/{name}" ContentType="{_CONTENT_TYPE.format(kind)}"/>'
            for name, kind in overrides
        )
    )
    return zipped(files)


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    """Zip files from memory."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def _relations(related: Iterable[tuple[str, str, str]]) -> str:
    inner = "".join(
        f'<Relationship Id="{key}" Type="{_R}/{kind}" Target="{target}"/>'
        for key, kind, target in related
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'
