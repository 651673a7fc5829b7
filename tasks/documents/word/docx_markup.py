"""WordprocessingML's names: one spelling of tags for transitional and strict files, attributes read with
care.
"""

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_STRICT = {
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}": W,
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}": R,
}
_STRICT_MARK = "http://purl.oclc.org/ooxml/"
_OFF = frozenset({"0", "false", "off", "none"})


def transitional(root: etree._Element) -> etree._Element:
    """Rename a strict part's elements and attributes to their transitional names, in place."""
    if not any((uri or "").startswith(_STRICT_MARK) for uri in root.nsmap.values()):
        return root
    for element in root.iter("*"):
        element.tag = _renamed(str(element.tag))
        for name, value in list(element.attrib.items()):
            renamed = _renamed(str(name))
            if renamed != name:
                del element.attrib[name]
                element.set(renamed, value)
    return root


def _renamed(name: str) -> str:
    space, brace, local = name.rpartition("}")
    return _STRICT.get(space + brace, space + brace) + local


def local(element: etree._Element) -> str:
    """Give an element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def value(element: etree._Element | None, path: str = "") -> str | None:
    """Give the `w:val` of an element, or of its child at a path of local names; null when there is none."""
    for name in path.split("/") if path else ():
        element = None if element is None else element.find(W + name)
    return None if element is None else element.get(W + "val")


def number(text: str | None, highest: int = 0x7FFF) -> int | None:
    """Read a whole number from an attribute; null when it is none or out of range."""
    text = (text or "").strip()
    if not text or len(text) > 9 or not text.isascii() or not text.isdigit():
        return None
    return int(text) if int(text) <= highest else None


def toggle(properties: etree._Element | None, name: str) -> bool | None:
    """Read an on/off property such as `w:b`; null when it is not stated."""
    found = None if properties is None else properties.find(W + name)
    return None if found is None else (found.get(W + "val") or "1").lower() not in _OFF
