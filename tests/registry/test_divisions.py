"""Division codes and the regions that name them."""

import pytest

from tasks.model.source import Region
from tasks.registry.divisions import chain, disagreement, divisions


def test_every_province_prefecture_and_county_is_there():
    """The lookup was trimmed of townships only."""
    lengths = [len(code.rstrip("0")) for code in divisions()]
    assert len(divisions()) > 3300
    assert all(len(code) == 12 and code.isdigit() for code in divisions())
    assert sum(length <= 2 for length in lengths) == 31


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("110000000000", ["北京市"]),
        ("500153000000", ["重庆市", "荣昌区"]),
        ("370303000000", ["山东省", "淄博市", "张店区"]),
        ("370303005000", ["山东省", "淄博市", "张店区", "科苑街道"]),
        ("999999000000", []),
    ],
)
def test_a_code_names_its_chain(code, names):
    """What a division belongs to is in its code; 市辖区 is no place."""
    assert list(chain(code).values()) == names


@pytest.mark.parametrize(
    ("region", "words"),
    [
        (Region(), None),
        (Region(province="山东省"), None),
        (
            Region(
                province="山东省",
                prefecture="淄博市",
                county="张店区",
                division_code="370303000000",
            ),
            None,
        ),
        (
            Region(
                province="山东省",
                prefecture="淄博市",
                county="周村区",
                division_code="370303000000",
            ),
            "张店区",
        ),
        (Region(province="山东省", division_code="370303000000"), "淄博市"),
        (Region(division_code="370399000000"), "not in"),
    ],
)
def test_a_region_that_disagrees_with_its_code_is_told(region, words):
    """Names and code have to mean the same place."""
    told = disagreement(region)
    assert told is None if words is None else words in str(told)
