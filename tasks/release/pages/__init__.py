"""Pages for people: each is built once, of headings, words and tables, and rendered as Markdown and HTML."""

from collections.abc import Mapping

from tasks.model.release import Account, Audit
from tasks.release.pages.release_pages import build_audit_page

AUDIT_HTML = "audit.html"
AUDIT_MARKDOWN = "audit.md"


def render_audit_pages(audit: Audit, account: Account) -> Mapping[str, str]:
    """Make the pages of an audit by file name; the same audit and release give the same bytes."""
    page = build_audit_page(audit, account)
    return {AUDIT_HTML: page.render_html(), AUDIT_MARKDOWN: page.render_markdown()}
