"""Marks as they were printed, where OCR reads them as it likes: widths, brackets, quotation marks, page
numbers.
"""

import re

_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WIDE = str.maketrans(",:;?!()", "，：；？！（）")
# `有力,社会`, `97%,满意`, `情况:`: a half-width mark with a Chinese character on one side
_MARK = re.compile(rf"(?<=[{_HAN}”》）])[,:;?!]|[,:;?!](?=[{_HAN}“《（])")
# `社会.`, `社会.全县`
_STOP = re.compile(rf"(?<=[{_HAN}”》）])\.(?=[{_HAN}“《]|$)")
# `(一)`, `(以下简称“条例”)`: a pair with a Chinese character inside
_PAIR = re.compile(rf"[(（]([^()（）]*[{_HAN}][^()（）]*)[)）]")
# `(以下简称`, `条例)`: the half of a pair that goes over the line's end
_HALF = re.compile(rf"\((?=[{_HAN}“《])|(?<=[{_HAN}”》])\)")
# `〔2025]17号`, `[2025]17号`: the brackets of a document number
_NUMBER = re.compile(r"[\[〔【(（](20\d\d)[\]〕】)）](?=\d+号)")
# `“3+N’工作法`: a double quotation mark that ends as a single one
_QUOTED = re.compile(r"“([^“”‘’]*)’")
# `-4一`, `- 12 -`, `一3一`: a page number, which is printed — 4 —
_FOLIO = re.compile(r"^[-—–一·.]\s*(\d{1,3})\s*[-—–一·.]$")
# `6%o`, `6%0`: 6‰
_PER_MILLE = re.compile(r"(?<=\d)%[oO0]")


def widened(text: str) -> str:
    """Give half-width marks beside Chinese characters their full width, as they were printed."""
    text = _PAIR.sub(r"（\1）", _FOLIO.sub(r"— \1 —", text))
    text = _PER_MILLE.sub("‰", text)
    text = _QUOTED.sub(r"“\1”", _NUMBER.sub(r"〔\1〕", text))
    text = _STOP.sub("。", text)
    text = _HALF.sub(lambda mark: mark.group().translate(_WIDE), text)
    return _MARK.sub(lambda mark: mark.group().translate(_WIDE), text)
