"""Paths of elements are those that lxml gives."""

import lxml.html
import pytest

from tasks.documents.containers import ElementPaths

PAGES = (
    "<p>一<p>二<b>三</b><!-- c --><b>四</b><p>五",
    "<html><head><title>t</title></head><body>"
    "<div><o:p>甲</o:p><o:p>乙</o:p></div><?x y?><div><p>丙</p></div>",
    "<table><tr><td>1<td>2<tr><td><table><tr><td>3</table></table><svg:rect>4</svg:rect>",
)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("backwards", [False, True])
def test_paths(page, backwards):
    """In whatever order they are asked for."""
    root = lxml.html.document_fromstring(page)
    tree = root.getroottree()
    elements = [one for one in root.iter() if isinstance(one.tag, str)]
    paths = ElementPaths()
    for element in elements[::-1] if backwards else elements:
        assert paths.find(element) == tree.getpath(element)
