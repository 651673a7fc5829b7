"""The members of a DOCX file as Word lays them out, with $places for what differs between reports."""

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_PARTS = {
    "styles": "rId1", "settings": "rId2", "numbering": "rId3", "header1": "rId4", "footer1": "rId5",
    "footer2": "rId6",
}  # fmt: skip


def _kind(part: str) -> str:
    return part.rstrip("12")


_TYPES = "".join(
    f'<Override PartName="/word/{part}.xml" ContentType="{_WORD}.{_kind(part)}+xml"/>'
    for part in _PARTS
)
_RELATED = "".join(
    f'<Relationship Id="{number}" Type="{_OFFICE}/{_kind(part)}" Target="{part}.xml"/>'
    for part, number in _PARTS.items()
)
_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"

PARTS = {
    "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>{_TYPES}'
    '<Override PartName="/docProps/core.xml" '
    'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
    "</Types>",
    "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" '
    'Target="docProps/core.xml"/>'
    "</Relationships>",
    "word/_rels/document.xml.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{_RELATED}'
    "</Relationships>",
    "word/document.xml": f'{_HEAD}<w:document $ns xmlns:r="{_OFFICE}"><w:body>$body</w:body></w:document>',
    "word/styles.xml": f"{_HEAD}<w:styles $ns><w:docDefaults><w:rPrDefault><w:rPr>"
    '<w:rFonts w:ascii="Times New Roman" w:eastAsia="$font" w:hAnsi="Times New Roman"/>'
    '<w:sz w:val="$half_points"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/>'
    "</w:rPr></w:rPrDefault></w:docDefaults>"
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/>'
    "<w:qFormat/></w:style></w:styles>",
    "word/settings.xml": f'{_HEAD}<w:settings $ns><w:zoom w:percent="100"/>$even'
    '<w:defaultTabStop w:val="420"/>'
    '<w:characterSpacingControl w:val="compressPunctuation"/></w:settings>',
    "word/numbering.xml": f"{_HEAD}<w:numbering $ns>$numbering</w:numbering>",
    "word/header1.xml": f"{_HEAD}<w:hdr $ns>$header</w:hdr>",
    "word/footer1.xml": f"{_HEAD}<w:ftr $ns>$footer</w:ftr>",
    "word/footer2.xml": f"{_HEAD}<w:ftr $ns>$footer_even</w:ftr>",
    # The title that Word puts there is the first line of the file that the author began with.
    "docProps/core.xml": f'{_HEAD}<cp:coreProperties xmlns:cp="{_CORE}" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<dc:title>$title</dc:title><dc:creator>User</dc:creator></cp:coreProperties>",
}
