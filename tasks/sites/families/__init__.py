"""Site families: for each publishing system how a column's list pages are walked and read. No I/O in them.

`plain_lists` has what a family is, and those whose pages are read as they are or counted by a script,
`interfaces` those that answer in JSON. Each of the others has a module of its own.
"""

from collections.abc import Mapping

from tasks.model.source import Family
from tasks.sites.families.described import DESCRIBED
from tasks.sites.families.hanweb import JCMS, JPAAS
from tasks.sites.families.interfaces import GKMLPT, IGS, POLICY
from tasks.sites.families.plain_lists import IFRAME, STATIC, TRS, UCAP, VSB, SiteFamily
from tasks.sites.families.sitemap import SITEMAP

FAMILIES: Mapping[Family, SiteFamily] = {
    Family.TRS: TRS,
    Family.UCAP: UCAP,
    Family.JCMS: JCMS,
    Family.JPAAS: JPAAS,
    Family.GKMLPT: GKMLPT,
    Family.VSB: VSB,
    Family.IGS: IGS,
    Family.POLICY: POLICY,
    Family.SITEMAP: SITEMAP,
    Family.IFRAME: IFRAME,
    Family.DESCRIBED: DESCRIBED,
    Family.STATIC: STATIC,
}
