"""Text of list pages and short answers."""

from tasks.fetch.markup import decode_page, strip_markup
from tests.sites.families.pages import page


def test_what_a_page_declares_is_only_a_hint():
    """Header and meta tag may both be wrong."""
    body = '<meta charset="utf-8"><p>演示镇法治政府建设年度报告</p>'.encode("gb18030")
    assert "法治政府建设" in decode_page(
        page("http://example.cn/", body, content_type="text/html; charset=ISO-8859-1")
    )


def test_only_what_is_shown_is_visible():
    """Neither scripts nor styles nor comments nor the title; entities are read."""
    markup = (
        "<title>题</title><style>p{}</style><!-- 注 --><script>var a='<b>';</script>"
        "<p>正&nbsp;文&lt;</p>\n<p>二</p>"
    )
    assert strip_markup(markup) == "正 文< 二"
