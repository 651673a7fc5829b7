"""The script of the demo: which sites there are, what they hold at first, and what changes later.

Night 1 is 2026-03-02. Night 2 brings new reports, one of them back-dated into the middle of a list, one
report revised in substance, one taken down for good. Nights 3 and 4 bring one new report each.
"""

from deploy.demo.script.documents import LINGPU, TINGHENG
from deploy.demo.script.gkmlpt import MEIYUAN
from deploy.demo.script.jcms import DANQIAO, JINCHUAN
from deploy.demo.script.jpaas import YIZHU
from deploy.demo.script.model import Posting, SiteScript
from deploy.demo.script.search import SHUJIANG, XINGTANG, ZHENGCEKU
from deploy.demo.script.static import CHANGHE, YANYUAN
from deploy.demo.script.trs import HENGLING, JICHUAN
from deploy.demo.script.ucap import LIANTING, XIWAN
from deploy.demo.script.vsb import YUNWU

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
)
