"""MHTML to a document: a page saved as one file, often under a name like 报告.doc."""

from email import message_from_bytes, policy

from tasks.model.errors import UnreadableDocument


def page_of(body: bytes) -> tuple[bytes, str]:
    """Give the first HTML part's bytes and the charset that it declares.

    Raises UnreadableDocument (no_text).
    """
    try:
        for part in message_from_bytes(body.lstrip(), policy=policy.compat32).walk():
            content = part.get_payload(decode=True)
            if part.get_content_type() == "text/html" and isinstance(content, bytes):
                return content, part.get_content_charset("")
    except RecursionError as error:
        raise UnreadableDocument(
            "no_text", "the saved page's parts nest too deeply; look at what it is"
        ) from error
    raise UnreadableDocument(
        "no_text", "the saved page has no HTML part; fetch the page itself"
    )
