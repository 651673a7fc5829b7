"""Pages for people: each is built once, of headings, words and tables, and rendered as Markdown and HTML."""

from collections.abc import Mapping

from tasks.model.release import Account, Audit
from tasks.release.pages.release_pages import build_audit_page
from tasks.release.pages.rendering import render_html, render_markdown

AUDIT_HTML = "audit.html"
AUDIT_MARKDOWN = "audit.md"


def render_audit_pages(audit: Audit, account: Account) -> Mapping[str, str]:
    """Make the pages of an audit by file name; the same audit and release give the same bytes."""
    page = build_audit_page(audit, account)
    return {AUDIT_HTML: render_html(page), AUDIT_MARKDOWN: render_markdown(page)}
