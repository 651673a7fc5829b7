"""The script of the demo: which sites there are, what they hold at first, and what changes later.

Night 1 is 2026-03-02. Night 2 brings new reports, one of them back-dated into the middle of a list, one
report revised in substance, one taken down for good. Nights 3 and 4 bring one new report each.
"""

from deploy.demo.script.model import Posting, SiteScript
from deploy.demo.script.portals import (
    CHANGHE,
    DANQIAO,
    HENGLING,
    JICHUAN,
    JINCHUAN,
    LIANTING,
    LINGPU,
    MEIYUAN,
    MINGDU,
    SHUJIANG,
    TINGHENG,
    XINGTANG,
    XIWAN,
    YANYUAN,
    YIZHU,
    YUNWU,
    ZHENGCEKU,
)

__all__ = ["DOCUMENTS", "SITES", "Posting", "SiteScript"]

# The sites whose reports are files.
DOCUMENTS: tuple[SiteScript, ...] = (TINGHENG, LINGPU)
# A site's place in this order is its address: the first is at 127.0.0.1.
SITES: tuple[SiteScript, ...] = (
    JICHUAN,
    HENGLING,
    DANQIAO,
    MEIYUAN,
    YANYUAN,
    LIANTING,
    XIWAN,
    YIZHU,
    YUNWU,
    SHUJIANG,
    ZHENGCEKU,
    CHANGHE,
    XINGTANG,
    JINCHUAN,
    *DOCUMENTS,
    MINGDU,
)
