"""What of a Word file's words no reader sees: colours on grounds of the same colour, letters without size.

Colours are six hexadecimal digits. A ground is `UNKNOWN` where a pattern, a theme or a shape draws it: words
on it are taken for visible, whatever their colour.
"""

import re

WHITE = "FFFFFF"
UNKNOWN = "unknown"
# two colours that differ less in each part are one to the eye
_FAINTEST = 8
_HEX = re.compile(r"[0-9A-Fa-f]{6}")
# in half points: a letter of one point is a speck
LARGEST_SPECK = 2


def is_blank(color: str, ground: str) -> bool:
    """Tell whether words of a colour are as their ground; an empty colour is the automatic one."""
    if not (_HEX.fullmatch(color) and _HEX.fullmatch(ground)):
        return False
    parts = zip(bytes.fromhex(color), bytes.fromhex(ground), strict=True)
    return all(abs(one - other) <= _FAINTEST for one, other in parts)


def is_speck(size: int | None) -> bool:
    """Tell whether letters of a size in half points are too small to be seen."""
    return size is not None and size <= LARGEST_SPECK
