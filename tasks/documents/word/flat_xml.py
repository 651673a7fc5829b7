"""Word's files in one piece of XML: flat OPC (`pkg:package`) and Word 2003 (`w:wordDocument`).

Both are written anew as the package that they stand for, and read as a DOCX.
"""

import base64
from binascii import Error as BinasciiError
from collections.abc import Iterator

from lxml import etree

from tasks.documents.safe_zip import LARGEST_XML, SafeZip
from tasks.documents.word import docx
from tasks.documents.word.docx_styles import R, W, WordXml
from tasks.model.catalogue import make_phrase
from tasks.model.document import Document
from tasks.model.errors import UnreadableDocument

_OLD_W = "{http://schemas.microsoft.com/office/word/2003/wordml}"
_OLD_X = "{http://schemas.microsoft.com/office/word/2003/auxHint}"
_PKG = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
_PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
# names of 2003 that were spelled otherwise since
_RENAMED = {"vmerge": "vMerge", "wordDocument": "document"}
_RENAMED_VALUES = {"cont": "continue"}


def read(body: bytes, *, url: str = "") -> Document:
    """Read a flat file; raises UnreadableDocument: damaged_part, zip_bomb, and what `docx.read` raises."""
    if len(body) > LARGEST_XML:
        what = make_phrase(
            "part_unpacks_to",
            part="'xml'",
            packed=len(body),
            size=len(body),
        )
        raise UnreadableDocument("zip_bomb", what=what)
    root = SafeZip.parse_xml(body, "xml")
    iter_parts = _iter_word_parts
    if root.tag == _PKG + "package":
        iter_parts = _iter_parts
    return docx.read(WordXml.build_package(dict(iter_parts(root))), url=url)


def _iter_parts(root: etree._Element) -> Iterator[tuple[str, bytes]]:
    """Yield the parts of a flat package by name; a picture that is no base64 is left out."""
    for part in root.iterchildren(_PKG + "part"):
        stated = part.get(_PKG + "name") or ""
        name = stated.lstrip("/")
        xml = part.find(_PKG + "xmlData")
        data = part.find(_PKG + "binaryData")
        if xml is not None and len(xml):
            yield name, etree.tostring(xml[0])
        elif data is not None:
            content = _decode(data.text or "")
            if content:
                yield name, content


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()))
    except (BinasciiError, ValueError):
        return b""


def _iter_word_parts(root: etree._Element) -> Iterator[tuple[str, bytes]]:
    """Yield the parts that a file of Word 2003 would have today."""
    _keep_labels(root)
    _flatten_sections(root)
    for element in root.iter("*"):
        element.tag = _rename(str(element.tag))
        for name, value in list(element.attrib.items()):
            del element.attrib[name]
            new_name = _rename(str(name))
            new_value = _RENAMED_VALUES.get(str(value), value)
            element.set(new_name, new_value)
    styles = root.find(W + "styles")
    for child in root:
        if child.tag != W + "body":
            root.remove(child)
    yield "word/document.xml", etree.tostring(root)
    if styles is not None:
        yield "word/styles.xml", etree.tostring(styles)
        relation = (
            f'<Relationships xmlns="{_PACKAGE_RELATIONS}"><Relationship Id="rId1" '
            f'Type="{R[1:-1]}/styles" Target="styles.xml"/></Relationships>'
        )
        yield "word/_rels/document.xml.rels", relation.encode()


def _rename(name: str) -> str:
    """Give the name of an element or attribute since 2007."""
    local = name.rpartition("}")[2]
    if name.startswith(_OLD_W):
        return W + _RENAMED.get(local, local)
    return name


def _keep_labels(root: etree._Element) -> None:
    """Put the numbers of lists, which 2003 prints as a hint, before the words of their paragraphs."""
    for hint in list(root.iter(_OLD_X + "t")):
        around = hint.getparent()
        label = hint.get(_OLD_X + "val") or ""
        paragraph = next(hint.iterancestors(_OLD_W + "p"), None)
        if around is None or paragraph is None:
            continue
        if not any(map(str.isalnum, label)):
            continue
        run = etree.Element(_OLD_W + "r")
        etree.SubElement(run, _OLD_W + "t").text = label
        has_properties = (
            len(paragraph) and WordXml.get_local_name(paragraph[0]) == "pPr"
        )
        paragraph.insert(1 if has_properties else 0, run)


def _flatten_sections(root: etree._Element) -> None:
    """Take the content of `wx:sect` and `wx:sub-section`, which only group, out of them."""
    sections = list(root.iter(_OLD_X + "sect", _OLD_X + "sub-section"))
    for section in reversed(sections):
        around = section.getparent()
        if around is not None:
            place = around.index(section)
            around[place : place + 1] = list(section)
