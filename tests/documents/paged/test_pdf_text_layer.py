"""Does a text layer fit its picture: words of the genre, odd marks, a sample."""

import pytest

from tasks.documents.paged.pdf import _fits_sample, _fits_words, _is_better

_GOOD = (
    "2024年，青川县坚持以习近平法治思想为指导，深入推进法治政府建设，各项工作取得新的进展。"
    "全年办理行政处罚案件128件，罚没金额34.5万元，未发生重大执法事故。"
)
_BAD = _GOOD.replace("法治", "怯冶").replace("政府", "玫府").replace("128", "l28")
_BAD = _BAD.replace("34.5", "3'4.S").replace("，", ",|").replace("行政", "衍~")


def test_words():
    """Words of reports fit; look-alikes with odd marks among them do not."""
    assert _fits_words(_GOOD)
    assert not _fits_words(_BAD)


@pytest.mark.parametrize("text", ["", "附件1", "1 204 56 34.5", "LED 30"])
def test_little_text_fits(text):
    """Figures and a few words show nothing."""
    assert _fits_words(text)


def test_a_sample():
    """What OCR reads of a part of the page stands in a layer that fits; a short sample shows nothing."""
    sample = _GOOD[10:60]
    assert _fits_sample(_GOOD, sample)
    assert not _fits_sample("乡镇街道" * 40, sample)
    assert _fits_sample("乡镇", "法治")


def test_the_better_reading():
    """OCR's reading is better than a bad layer, than a title alone, and not than a good layer."""
    assert _is_better(_GOOD, _BAD)
    assert _is_better(_GOOD, "青川县2024年法治政府建设年度报告")
    assert not _is_better(_GOOD, _GOOD)
    assert not _is_better("青川县", _GOOD)
