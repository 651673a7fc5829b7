"""OpenDocument files, written by hand."""

from tests.documents.word.docx_files import zipped

NAMES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "manifest": "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0",
}
DECLARED = " ".join(f'xmlns:{name}="{uri}"' for name, uri in NAMES.items())


def style(name, family, inside="", more=""):
    """Write one style."""
    return f'<style:style style:name="{name}" style:family="{family}" {more}>{inside}</style:style>'


def words(name, properties):
    """Write a style of words by its properties."""
    return style(name, "text", f"<style:text-properties {properties}/>")


def odt(body, *, styles="", shared="", kind="text", members=(), manifest=""):
    """Write an OpenDocument file; `shared` stands in styles.xml."""
    content = (
        f"<office:document-content {DECLARED}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
    )
    listed = f"<manifest:manifest {DECLARED}>{manifest}</manifest:manifest>"
    return zipped(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": content,
            "styles.xml": f"<office:document-styles {DECLARED}>{shared}</office:document-styles>",
            "META-INF/manifest.xml": listed,
            **dict(members),
        }
    )


def flat_odt(body, *, styles=""):
    """Write an OpenDocument text as one piece of XML."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {DECLARED}><office:automatic-styles>'
        f"{styles}</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
        "</office:document>"
    ).encode()
