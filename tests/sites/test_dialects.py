"""Dialects of article addresses."""

import pytest

from tasks.sites.rows import column_of, dialect_of


@pytest.mark.parametrize(
    ("article", "family", "column"),
    [
        ("http://a.cn/bg/fzzfjsbg/202401/t20240123_6517034.html", "trs", "http://a.cn/bg/fzzfjsbg/"),
        ("http://a.cn/bg/202401/t19700101_9.shtml#zoom", "trs", "http://a.cn/bg/"),
        ("http://a.cn/art/2024/1/19/art_1229_4234.html", "jcms", "http://a.cn/col/col1229/index.html"),
        (f"http://a.cn/col/col12/art/2024/art_{'0a' * 16}.html", "jpaas", "http://a.cn/col/col12/index.html"),
        (f"http://a.cn/art/2024/art_{'0a' * 16}.html", "jpaas", None),
        ("http://a.cn/ft/gkmlpt/content/3/3255/post_3255421.html", "gkmlpt", "http://a.cn/ft/gkmlpt/index"),
        ("https://a.cn/sft/c103808/202203/c00_30777887.shtml", "ucap", "https://a.cn/sft/c103808/"),
        (f"https://a.cn/sfj/tzgg/202203/{'0a' * 16}.shtml", "ucap", "https://a.cn/sfj/tzgg/"),
        (
            "http://a.cn/info/4078/201534.htm",
            "vsb",
            "http://a.cn/list.jsp?urltype=tree.TreeTempUrl&wbtreeid=4078",
        ),
        ("http://a.cn/zwgk/fzbg/content/post_2128305.html", "static", "http://a.cn/zwgk/fzbg/"),
        (f"http://a.cn/nw12344/20240307/{'0a' * 16}.html", "static", "http://a.cn/nw12344/"),
        (f"http://a.cn/gongkai/site_z/channel_6087/doc_{'0a' * 12}.html", "static", "http://a.cn/gongkai/site_z/channel_6087/"),
    ],
)  # fmt: skip
def test_an_articles_address_tells_family_and_column(article, family, column):
    """As far as it does."""
    found = dialect_of(article)
    assert found is not None
    assert (found.family.value, column_of(article)) == (family, column)


@pytest.mark.parametrize(
    "url",
    [
        "http://a.cn/",
        "http://a.cn/bg/fzzfjsbg/",
        "http://a.cn/bg/index_2.html",
        "http://a.cn/col/col1229/index.html",
        "http://a.cn/ft/gkmlpt/index#20765",
        "http://a.cn/list.jsp?urltype=tree.TreeTempUrl&wbtreeid=4078",
        "javascript:go()",
    ],
)
def test_columns_are_no_articles(url):
    """Nor is what is no address."""
    assert dialect_of(url) is None
    assert column_of(url) is None
