"""List the breaches of what GB/T 33190-2016 demands of an OFD file's structure.

It is checked as far as our writer uses it.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from lxml import etree

NAMESPACE = "http://www.ofdspec.org/2016"
_ARRAY = re.compile(r"^-?\d+(?:\.\d+)?(?: -?\d+(?:\.\d+)?)*$")
# `g 15 5.57 2.8`: DeltaX and DeltaY (11.3)
_DELTA = re.compile(
    r"^(?:g [1-9]\d* -?\d+(?:\.\d+)?|-?\d+(?:\.\d+)?)(?: (?:g [1-9]\d* -?\d+(?:\.\d+)?|-?\d+(?:\.\d+)?))*$"
)
_ID = re.compile(r"^[1-9]\d*$")


@dataclass(frozen=True)
class Rule:
    """One element: its attributes that must be there, its others, and its children in order with how often.

    A child's count is `1`, `?`, `+` or `*`.
    """

    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    children: tuple[tuple[str, str], ...] = ()
    any_order: bool = False


_GRAPHIC = ("CTM", "Name", "Visible", "DrawParam", "LineWidth", "Alpha")
_OBJECTS = (
    ("TextObject", "*"),
    ("PathObject", "*"),
    ("ImageObject", "*"),
    ("PageBlock", "*"),
)
RULES = {
    "OFD": Rule(("Version", "DocType"), (), (("DocBody", "+"),)),
    "DocBody": Rule(
        (),
        (),
        (("DocInfo", "1"), ("DocRoot", "?"), ("Versions", "?"), ("Signatures", "?")),
    ),
    "DocInfo": Rule(
        (), (), (("DocID", "1"), ("Title", "?"), ("Author", "?"), ("CreationDate", "?"))
    ),
    "Document": Rule(
        (),
        (),
        (
            ("CommonData", "1"),
            ("Pages", "1"),
            ("Annotations", "?"),
            ("Attachments", "?"),
        ),
    ),
    "CommonData": Rule(
        (),
        (),
        (
            ("MaxUnitID", "1"),
            ("PageArea", "1"),
            ("PublicRes", "*"),
            ("DocumentRes", "*"),
            ("TemplatePage", "*"),
        ),
    ),
    "PageArea": Rule(
        (), (), (("PhysicalBox", "1"), ("ApplicationBox", "?"), ("ContentBox", "?"))
    ),
    "Area": Rule(
        (), (), (("PhysicalBox", "1"), ("ApplicationBox", "?"), ("ContentBox", "?"))
    ),
    "TemplatePage": Rule(("ID", "BaseLoc"), ("Name", "ZOrder")),
    "Pages": Rule((), (), (("Page", "+"),)),
    "Res": Rule(
        ("BaseLoc",), (), (("Fonts", "*"), ("MultiMedias", "*")), any_order=True
    ),
    "Fonts": Rule((), (), (("Font", "*"),)),
    "Font": Rule(
        ("ID", "FontName"),
        ("FamilyName", "Charset", "Bold", "Italic", "Serif", "FixedWidth"),
    ),
    "Template": Rule(("TemplateID",), ("ZOrder",)),
    "Content": Rule((), (), (("Layer", "+"),)),
    "Layer": Rule(("ID",), ("Type", "DrawParam"), _OBJECTS, any_order=True),
    "PageBlock": Rule(("ID",), (), _OBJECTS, any_order=True),
    "TextObject": Rule(
        ("ID", "Boundary", "Font", "Size"),
        (
            *_GRAPHIC,
            "Weight",
            "Italic",
            "HScale",
            "ReadDirection",
            "CharDirection",
            "Stroke",
            "Fill",
        ),
        (
            ("FillColor", "?"),
            ("StrokeColor", "?"),
            ("CGTransform", "*"),
            ("TextCode", "+"),
        ),
    ),
    "TextCode": Rule((), ("X", "Y", "DeltaX", "DeltaY")),
    "PathObject": Rule(
        ("ID", "Boundary"),
        (*_GRAPHIC, "Stroke", "Fill", "Rule"),
        (("FillColor", "?"), ("StrokeColor", "?"), ("AbbreviatedData", "1")),
        any_order=True,
    ),
    "FillColor": Rule((), ("Value", "ColorSpace", "Alpha")),
    "StrokeColor": Rule((), ("Value", "ColorSpace", "Alpha")),
}
_PAGE = Rule(
    (), (), (("Template", "*"), ("PageRes", "*"), ("Area", "?"), ("Content", "?"))
)
_LISTED_PAGE = Rule(("ID", "BaseLoc"))
_TEXTS = ("DocID", "Title", "Author", "CreationDate", "DocRoot", "MaxUnitID", "PhysicalBox", "PublicRes",
          "AbbreviatedData", "ApplicationBox", "ContentBox", "DocumentRes")  # fmt: skip


def breaches(body: bytes) -> list[str]:
    """List what a file does against the standard, one sentence each."""
    archive = zipfile.ZipFile(BytesIO(body))
    roots = {
        name: etree.fromstring(archive.read(name))
        for name in archive.namelist()
        if name.endswith(".xml")
    }
    found = [
        f"{name}: {breach}"
        for name, root in roots.items()
        for breach in _element(root, root=True)
    ]
    return [*found, *_references(roots)]


def _element(element: etree._Element, *, root: bool = False) -> Iterator[str]:
    name = etree.QName(element)
    if name.namespace != NAMESPACE:
        yield f"{name.localname} is in another namespace"
    rule = (
        (_PAGE if root else _LISTED_PAGE)
        if name.localname == "Page"
        else RULES.get(name.localname)
    )
    if rule is None:
        if (
            name.localname not in _TEXTS
            or len(element)
            or not (element.text or "").strip()
        ):
            yield f"{name.localname} is unknown or empty"
        return
    yield from (
        f"{name.localname} lacks {key}" for key in rule.required if not element.get(key)
    )
    known = {*rule.required, *rule.optional}
    yield from (
        f"{name.localname} has a strange {key}"
        for key in map(str, element.attrib)
        if key not in known
    )
    yield from _values(element)
    yield from _children(element, rule)
    for child in element:
        yield from _element(child)


def _values(element: etree._Element) -> Iterator[str]:
    """Check numbers: boxes of four, IDs of digits, one step fewer than letters."""
    if element.get("ID") and not _ID.match(element.get("ID", "")):
        yield f"ID {element.get('ID')} is no number"
    box = element.get("Boundary") or (
        element.text if etree.QName(element).localname == "PhysicalBox" else None
    )
    if box and (
        not _ARRAY.match(box)
        or len(box.split()) != 4
        or min(map(float, box.split()[2:])) <= 0
    ):
        yield f"{box} is no box"
    for key in ("DeltaX", "DeltaY"):
        delta = element.get(key)
        if delta is not None and not _DELTA.match(delta):
            yield f"{key} {delta} is no list of steps"
        elif delta is not None and _steps(delta) != len(element.text or "") - 1:
            yield f"{key} has {_steps(delta)} steps for {len(element.text or '')} letters"


def _steps(delta: str) -> int:
    words, count = delta.split(), 0
    while words:
        count += int(words[1]) if words[0] == "g" else 1
        words = words[3:] if words[0] == "g" else words[1:]
    return count


def _children(element: etree._Element, rule: Rule) -> Iterator[str]:
    name = etree.QName(element).localname
    order = [child for child, _ in rule.children]
    present = [etree.QName(child).localname for child in element]
    for child, times in rule.children:
        count = present.count(child)
        if (count == 0 and times in "1+") or (count > 1 and times in "1?"):
            yield f"{name} has {count} of {child}"
    strange = [child for child in present if child not in order]
    if strange:
        yield f"{name} holds {', '.join(strange)}"
    elif not rule.any_order and [order.index(child) for child in present] != sorted(
        map(order.index, present)
    ):
        yield f"{name} has its children in another order"


def _references(roots: dict[str, etree._Element]) -> Iterator[str]:
    """Check that files and IDs that are named exist, and that no ID is used twice or passes MaxUnitID."""
    entry = roots.get("OFD.xml")
    if entry is None:
        yield "OFD.xml is missing"
        return
    for place in entry.iter(f"{{{NAMESPACE}}}DocRoot"):
        base = (place.text or "").strip()
        document = roots.get(base)
        if document is None:
            yield f"{base} is missing"
            continue
        named = [
            one.get("BaseLoc", "")
            for one in document.iter(_tag("Page"), _tag("TemplatePage"))
        ]
        named += [
            one.text or ""
            for one in document.iter(_tag("PublicRes"), _tag("DocumentRes"))
        ]
        parts = [posixpath.join(posixpath.dirname(base), one) for one in named]
        yield from (f"{part} is missing" for part in parts if part not in roots)
        yield from _ids(document, [roots[part] for part in parts if part in roots])


def _ids(document: etree._Element, parts: list[etree._Element]) -> Iterator[str]:
    elements = [
        one for root in (document, *parts) for one in root.iter(f"{{{NAMESPACE}}}*")
    ]
    ids = [int(one.get("ID", "0")) for one in elements if one.get("ID")]
    yield from (
        f"ID {one} is used twice"
        for one in sorted({one for one in ids if ids.count(one) > 1})
    )
    most = next(document.iter(_tag("MaxUnitID"))).text or "0"
    if max(ids, default=0) > int(most):
        yield f"ID {max(ids)} passes MaxUnitID {most}"
    fonts = {one.get("ID") for one in elements if one.tag == _tag("Font")}
    templates = {one.get("ID") for one in elements if one.tag == _tag("TemplatePage")}
    for one in elements:
        if one.get("Font") and one.get("Font") not in fonts:
            yield f"font {one.get('Font')} is nowhere"
        if one.tag == _tag("Template") and one.get("TemplateID") not in templates:
            yield f"template {one.get('TemplateID')} is nowhere"


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
