"""Garbage text layers: those that a copy of the page's words would not match."""

import pytest

from tasks.documents.paged.pdf_page import PageView

GOOD = {
    "a report": "全县坚持依法行政，认真落实行政执法三项制度，办理行政复议案件12件，开展法治宣传活动30场。"
    * 2,
    "a table of figures": "1 234 567 98.5% 2023 2024 3,456 12 34 56 78 90 " * 3,
    "a page in English": "Report on the rule of law in the county, with tables and figures."
    * 2,
    "a page number": "\ue000— 3 —",
    "names of villages": "珞林镇岫峰村皋畔村筠坪村霁陵村棠川村" * 2,
    "nothing": "",
}
BAD = {
    "private use": "\ue001\ue002\ue003\ue004全县\ue005\ue006\ue007\ue008" * 4,
    "replacement characters": "全县\ufffd\ufffd行政\ufffd" * 8,
    "GBK read as Latin": "ÖÐ¹úÕþ¸®·¨ÖÎ½¨Éè±¨¸æ" * 4,
    "shifted mapping of marks": "!\"#$%&'()*+,-./:;<=>?@[]^_`{|}~" * 3,
    "shifted mapping of characters": "".join(
        chr(0x7D00 + 7 * number) for number in range(120)
    ),
    "control characters": "\x01\x02\x03\x04\x05\x06\x07\x08" * 5,
}


@pytest.mark.parametrize("text", GOOD.values(), ids=GOOD)
def test_good_layers_are_read(text):
    """Reports, tables, English pages and scraps are not garbage."""
    assert not PageView.is_garbled(text)


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_garbage_is_seen(text):
    """Letters without a mapping, or with a wrong one, are garbage."""
    assert PageView.is_garbled(text)
