"""Selectors of style sheets: what each meets, how much it counts, and what is not read."""

import pytest
from lxml.html import fromstring

from tasks.documents.page_styles import _Selector, _SelectorKeys

PAGE = fromstring(
    "<div id=zoom class='a b'><p class=lead data-k='1 x' lang=zh-CN><b id=t>甲</b>"
    "<i>乙</i><u class=last>丙</u></p><p title='a b'>丁</p></div>"
)
MET = {
    "p": ["p", "p"],
    "*": ["div", "p", "b", "i", "u", "p"],
    "p.lead": ["p"],
    ".a.b": ["div"],
    "#zoom > p": ["p", "p"],
    "div b": ["b"],
    "div > b": [],
    "[data-k]": ["p"],
    "p[data-k~=x]": ["p"],
    "[data-k='x']": [],
    "[data-k^='1']": ["p"],
    "[data-k$=x]": ["p"],
    "[data-k*=' ']": ["p"],
    "[lang|=zh]": ["p"],
    "[title='a b']": ["p"],
    "p:not(.lead)": ["p"],
    ".lead > :not(b)": ["i", "u"],
    "b + i": ["i"],
    "b + u": [],
    "b ~ u": ["u"],
    ".lead > *:first-child": ["b"],
    "p:last-of-type": ["p"],
    "i:only-of-type": ["i"],
    "p :last-child": ["u"],
    "P.lead": ["p"],
}


def read(written):
    """Read a selector that is known, and its keys."""
    selector = _Selector.read(written)
    keys = _SelectorKeys.find(written)
    assert selector
    assert keys
    return selector, keys


@pytest.mark.parametrize(("written", "tags"), MET.items(), ids=MET)
def test_selectors_meet_elements(written, tags):
    """Each known selector meets what a browser's would, and its keys name all of it."""
    selector, keys = read(written)
    met = [one for one in PAGE.iter() if selector.fits(one)]
    assert [one.tag for one in met] == tags
    for one in met:
        names = [f".{word}" for word in (one.get("class") or "").split()]
        names += [f"[{word!s}" for word in one.attrib]
        assert keys.name in {*names, f"#{one.get('id')}", one.tag, "*"}


@pytest.mark.parametrize(
    "written", ["", "p:hover", "p::before", "a:not(:hover)", "@media", "p" * 300]
)
def test_other_selectors_are_not_read(written):
    """States, drawn words and what is too long make no rule."""
    assert _Selector.read(written) is None


def test_what_names_more_counts_more():
    """Ids count before classes, classes, attributes and places before tags."""
    weights = [
        read(one)[0].weight
        for one in (
            "*",
            "p",
            "div p",
            ".a",
            "p:first-child",
            ".a[b]",
            "#a",
            "p:not(#a)",
        )
    ]
    assert weights == sorted(weights)


def test_keys_name_what_is_around():
    """A tag alone stands by a name around it, unless that is beside it."""
    assert _SelectorKeys.find(".a p > span") == ("span", ".a")
    assert _SelectorKeys.find(".a ~ span") == ("span", "")
    assert _SelectorKeys.find("p:not(.a) span") == ("span", "")
    assert _SelectorKeys.find("[src='x.b'] td") == ("td", "")
