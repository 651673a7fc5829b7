"""Tell a text layer that only looks like one.

Its letters have no mapping to Unicode, or are another script's by mistake.
"""

import re

# Fewer letters than this (a page number, a watermark) prove nothing.
FEWEST_LETTERS = 20
# Of letters that are no characters (private use, unassigned, control, U+FFFD) a good text layer has a bullet
# or two.
_MOST_BROKEN_SHARE = 0.1
# In a Chinese text these make up a fifth to a quarter of all Chinese characters; in a layer whose mapping is
# shifted, one in a hundred.
_COMMON_CHARACTERS = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定"
    "行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其"
    "政府治建设依全市县镇街道区乡党组织推各强执督监务服村落责公安事员情况报告规范宣传培训律司调解矛盾纠纷决策决审核深入"
)
_LEAST_COMMON_SHARE = 0.08
# letters of Western Europe where Chinese was meant: `ÖÐ¹ú` is 中国 in GBK
_WESTERN = re.compile(r"[\u0080-\u00ff\u0100-\u024f]")
_CHINESE = re.compile(r"[㐀-䶿一-鿿]")
_BROKEN = re.compile(
    r"[\ue000-\uf8ff\ufffd\ufffe\uffff\x00-\x08\x0e-\x1f\x7f-\x9f\U000f0000-\U0010ffff]"
)
_WORDLIKE = re.compile(r"[A-Za-z0-9]")


def is_garbled(text: str) -> bool:
    """Tell whether a page's text is garbage, by the shares of broken, foreign and common characters."""
    letters = "".join(text.split())
    if len(letters) < FEWEST_LETTERS:
        return False
    broken = len(_BROKEN.findall(letters))
    if broken > _MOST_BROKEN_SHARE * len(letters):
        return True
    chinese = _CHINESE.findall(letters)
    if len(chinese) >= 0.2 * len(letters):
        common = sum(map(_COMMON_CHARACTERS.__contains__, chinese))
        return len(chinese) >= 60 and common < _LEAST_COMMON_SHARE * len(chinese)
    # A page of Latin letters and figures (an annex) is words; one of marks is a shifted mapping.
    western = len(_WESTERN.findall(letters))
    wordlike = len(_WORDLIKE.findall(letters))
    return western > 0.2 * len(letters) or wordlike < 0.4 * len(letters)
