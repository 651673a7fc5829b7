"""The demo's sites: files and pages of each family, and what is asked through a search or a sitemap."""

from datetime import date

from deploy.demo.script.model import (
    COUNTY,
    DEPARTMENT,
    MINISTRY,
    OF_ANOTHER_TOWN,
    OF_LAST_YEAR,
    ON_CONTRACTS,
    PREFECTURE,
    SUBDISTRICT,
    TOWN,
    UNTRAINED,
    Form,
    Posting,
    SiteScript,
    TableShape,
)
from tasks.model.source import Family, Region

TINGHENG = SiteScript(
    id="tingheng",
    name="汀蘅县人民政府",
    family=Family.STATIC,
    region=Region(province="湖南省", prefecture="苕岸市", county="汀蘅县"),
    per_page=12,
    others=8,
    robots="User-agent: *\nDisallow:\n",
    postings=(
        Posting(2601, COUNTY, 2025, date(2026, 2, 26), form=Form.RENDITIONS),
        Posting(
            2602,
            TOWN,
            2025,
            date(2026, 2, 10),
            form=Form.PDF,
            table=TableShape.TWO_YEARS,
        ),
        Posting(
            2603,
            TOWN,
            2025,
            date(2026, 2, 3),
            form=Form.DOCX,
            table=TableShape.UNITS_IN_ROWS,
        ),
        Posting(2604, DEPARTMENT, 2025, date(2026, 1, 30), form=Form.DOC),
        Posting(2605, SUBDISTRICT, 2025, date(2026, 1, 27), form=Form.OFD),
        Posting(2606, TOWN, 2025, date(2026, 1, 22), form=Form.PARTS),
        Posting(2607, DEPARTMENT, 2025, date(2026, 1, 15), form=Form.ZIP),
        Posting(2901, TOWN, 2024, date(2025, 2, 6), form=Form.SCAN),
        Posting(2639, TOWN, 2024, date(2025, 1, 21), form=Form.PICTURES),
        Posting(2610, SUBDISTRICT, 2024, date(2025, 1, 16), form=Form.DIRECT),
        Posting(2611, DEPARTMENT, 2024, date(2025, 1, 9), form=Form.SCRIPT),
    ),
)

LINGPU = SiteScript(
    id="lingpu",
    name="苓浦区人民政府",
    family=Family.GKMLPT,
    region=Region(province="广东省", prefecture="绮湾市", county="苓浦区"),
    per_page=100,
    home="platform",
    others=8,
    robots="User-agent: *\nDisallow:\n",
    postings=(
        Posting(2701, COUNTY, 2025, date(2026, 2, 25)),
        Posting(2702, TOWN, 2025, date(2026, 1, 20), form=Form.JSON),
        Posting(2703, SUBDISTRICT, 2025, date(2026, 1, 13), form=Form.JSON),
    ),
)


SHUJIANG = SiteScript(
    id="shujiang",
    name="澍江市人民政府",
    family=Family.IGS,
    region=Region(province="湖北省", prefecture="澍江市"),
    per_page=5,
    others=8,
    robots="User-agent: *\nDisallow: /igs/admin/\n",
    postings=(
        Posting(2001, PREFECTURE, 2025, date(2026, 2, 26)),
        Posting(2002, COUNTY, 2025, date(2026, 2, 10)),
        Posting(2003, DEPARTMENT, 2025, date(2026, 1, 19)),
        Posting(2004, PREFECTURE, 2024, date(2025, 3, 5)),
        Posting(2005, COUNTY, 2024, date(2025, 2, 26)),
        Posting(2021, PREFECTURE, 2023, date(2024, 3, 12)),
        Posting(2022, PREFECTURE, 2022, date(2023, 3, 15)),
    ),
)

ZHENGCEKU = SiteScript(
    id="zhengceku",
    name="国家政策文件库",
    family=Family.POLICY,
    region=Region(),
    per_page=5,
    home="library",
    others=12,
    robots="User-agent: *\nAllow: /\n",
    postings=(
        Posting(2101, MINISTRY, 2025, date(2026, 2, 27)),
        Posting(2102, MINISTRY, 2025, date(2026, 2, 20)),
        Posting(2103, MINISTRY, 2024, date(2025, 3, 27)),
        Posting(2104, MINISTRY, 2023, date(2024, 3, 29)),
    ),
)

XINGTANG = SiteScript(
    id="xingtang",
    name="荇塘区人民政府",
    family=Family.SITEMAP,
    region=Region(province="江苏省", prefecture="汀浦市", county="荇塘区"),
    per_page=13,
    home="nowhere",
    others=20,
    dead=("荇塘区桐岙街道2020年法治政府建设年度报告",),
    robots="User-agent: *\nDisallow: /admin/\nSitemap: {base}/sitemap.xml\n",
    postings=(
        Posting(2301, COUNTY, 2025, date(2026, 2, 18)),
        Posting(2302, SUBDISTRICT, 2025, date(2026, 2, 2)),
        Posting(2303, TOWN, 2025, date(2026, 1, 15)),
        Posting(2304, DEPARTMENT, 2024, date(2025, 1, 14)),
    ),
)


# Sites of their own making: a plain list; below, one inside a frame.
YANYUAN = SiteScript(
    id="yanyuan",
    name="砚苑县人民政府",
    family=Family.STATIC,
    region=Region(province="甘肃省", prefecture="皋林市", county="砚苑县"),
    per_page=12,
    home="years",
    others=9,
    soft=("砚苑县漪渡镇2020年法治政府建设工作总结",),
    robots="User-agent: *\nDisallow: /manage/\n",
    conditional=True,
    postings=(
        Posting(1501, COUNTY, 2025, date(2026, 2, 26), table=TableShape.UNITS_IN_HEAD),
        Posting(1502, TOWN, 2025, date(2026, 2, 4), table=TableShape.TWO_YEARS),
        Posting(1503, TOWN, 2025, date(2026, 1, 21)),
        Posting(1504, DEPARTMENT, 2025, date(2026, 1, 14)),
        Posting(1505, TOWN, 2024, date(2025, 1, 21)),
        Posting(1506, DEPARTMENT, 2024, date(2025, 1, 8)),
        Posting(1507, SUBDISTRICT, 2023, date(2024, 3, 4)),
    ),
)

CHANGHE = SiteScript(
    id="changhe",
    name="菖河区人民政府",
    family=Family.IFRAME,
    region=Region(province="安徽省", prefecture="槐浦市", county="菖河区"),
    per_page=7,
    home="map",
    others=9,
    robots="User-agent: *\nDisallow: /tj/\n",
    postings=(
        Posting(2201, COUNTY, 2025, date(2026, 2, 12)),
        Posting(2202, SUBDISTRICT, 2025, date(2026, 1, 27)),
        Posting(2203, TOWN, 2025, date(2026, 1, 13)),
        Posting(2204, SUBDISTRICT, 2024, date(2025, 2, 18)),
        Posting(2205, DEPARTMENT, 2023, date(2024, 1, 30)),
        # Renamed in the reform of 2023.
        Posting(2221, DEPARTMENT, 2023, date(2024, 1, 25), trade="大数据发展"),
        Posting(2222, DEPARTMENT, 2024, date(2025, 1, 24), trade="数据"),
        Posting(2223, DEPARTMENT, 2025, date(2026, 1, 23), trade="数据"),
    ),
)


# A firewall stands before this one.
MINGDU = SiteScript(
    id="mingdu",
    name="茗渡县人民政府",
    family=Family.STATIC,
    region=Region(province="四川省", prefecture="隽林市", county="茗渡县"),
    per_page=12,
    others=8,
    postings=(),
    blocked=True,
)


# Hanweb JPAAS: a list that an API builds.
YIZHU = SiteScript(
    id="yizhu",
    name="漪渚市人民政府",
    family=Family.JPAAS,
    region=Region(province="山东省", prefecture="漪渚市"),
    per_page=7,
    home="picture",
    others=8,
    soft=("漪渚市2018年法治政府建设年度报告",),
    robots="User-agent: *\nDisallow: /jsearch/\n",
    postings=(
        Posting(1801, PREFECTURE, 2025, date(2026, 2, 27)),
        Posting(1802, COUNTY, 2025, date(2026, 2, 19)),
        Posting(1803, DEPARTMENT, 2025, date(2026, 1, 30)),
        Posting(1804, DEPARTMENT, 2025, date(2026, 1, 21)),
        Posting(1805, PREFECTURE, 2024, date(2025, 3, 10)),
        Posting(1806, COUNTY, 2023, date(2024, 2, 28)),
        Posting(1821, PREFECTURE, 2023, date(2024, 4, 9)),
        Posting(1822, PREFECTURE, 2022, date(2023, 3, 28)),
    ),
)


# Boda VSB: pages that count down.
YUNWU = SiteScript(
    id="yunwu",
    name="筠坞县人民政府",
    family=Family.VSB,
    region=Region(province="陕西省", prefecture="楸城市", county="筠坞县"),
    per_page=6,
    home="click",
    others=8,
    robots="User-agent: *\nDisallow: /system/\n",
    postings=(
        Posting(1901, COUNTY, 2025, date(2026, 2, 24)),
        Posting(1902, TOWN, 2025, date(2026, 2, 3)),
        Posting(1903, TOWN, 2025, date(2026, 1, 22)),
        Posting(1904, DEPARTMENT, 2025, date(2026, 1, 8)),
        Posting(1905, TOWN, 2024, date(2025, 2, 7)),
        Posting(1906, COUNTY, 2023, date(2024, 3, 1)),
        Posting(1921, COUNTY, 2024, date(2025, 4, 22)),
        Posting(1922, COUNTY, 2022, date(2023, 3, 14)),
    ),
)


# gkmlpt: more than a hundred documents.
MEIYUAN = SiteScript(
    id="meiyuan",
    name="湄原区人民政府",
    family=Family.GKMLPT,
    region=Region(province="广东省", prefecture="绮湾市", county="湄原区"),
    per_page=100,
    home="platform",
    others=103,
    dead=("湄原区芷畔街道2018年法治政府建设年度报告",),
    robots="User-agent: *\nDisallow:\n",
    postings=(
        Posting(1401, COUNTY, 2025, date(2026, 2, 27)),
        Posting(1402, DEPARTMENT, 2025, date(2026, 1, 28)),
        Posting(1403, TOWN, 2025, date(2026, 1, 12), taken_over=OF_ANOTHER_TOWN),
        Posting(1404, TOWN, 2025, date(2025, 12, 29)),
        Posting(1405, SUBDISTRICT, 2025, date(2025, 12, 26)),
        Posting(1406, DEPARTMENT, 2024, date(2025, 1, 10)),
        Posting(1407, COUNTY, 2024, date(2025, 3, 20)),
        Posting(1408, TOWN, 2023, date(2024, 1, 5)),
        Posting(1421, COUNTY, 2023, date(2024, 3, 18)),
        Posting(1422, COUNTY, 2022, date(2023, 3, 22)),
        Posting(1409, SUBDISTRICT, 2025, date(2026, 3, 2), night=2),
    ),
)


# UCAP: pages counted from 1; below, from 0.
LIANTING = SiteScript(
    id="lianting",
    name="涟汀区人民政府",
    family=Family.UCAP,
    region=Region(province="湖南省", prefecture="岚浦市", county="涟汀区"),
    per_page=7,
    home="site map",
    others=8,
    dead=("涟汀区杞湾街道2019年法治政府建设情况报告",),
    robots="User-agent: *\nAllow: /\n",
    postings=(
        Posting(1601, COUNTY, 2025, date(2026, 2, 25)),
        Posting(1602, SUBDISTRICT, 2025, date(2026, 2, 6)),
        Posting(1603, SUBDISTRICT, 2025, date(2026, 1, 29)),
        Posting(1604, DEPARTMENT, 2025, date(2026, 1, 16)),
        Posting(1605, TOWN, 2024, date(2025, 1, 22)),
        Posting(1606, DEPARTMENT, 2024, date(2025, 2, 14)),
        Posting(1625, COUNTY, 2024, date(2025, 3, 11), shortcoming=UNTRAINED[2]),
        Posting(1622, COUNTY, 2023, date(2024, 3, 13), shortcoming=UNTRAINED[1]),
        Posting(1623, COUNTY, 2022, date(2023, 3, 17), shortcoming=UNTRAINED[0]),
    ),
)

XIWAN = SiteScript(
    id="xiwan",
    name="樨湾县人民政府",
    family=Family.UCAP,
    region=Region(province="黑龙江省", prefecture="朔岚市", county="樨湾县"),
    manner="from zero",
    per_page=6,
    home="cut words",
    others=8,
    postings=(
        Posting(1701, COUNTY, 2025, date(2026, 2, 11)),
        Posting(1702, TOWN, 2025, date(2026, 1, 23)),
        Posting(1703, TOWN, 2024, date(2025, 1, 17)),
        Posting(1704, DEPARTMENT, 2023, date(2024, 2, 21)),
    ),
)


# Hanweb JCMS: the present form; below, an old one whose proxy knows pages only.
DANQIAO = SiteScript(
    id="danqiao",
    name="澹桥市人民政府",
    family=Family.JCMS,
    region=Region(province="浙江省", prefecture="澹桥市"),
    per_page=10,
    home="tree",
    others=30,
    soft=("澹桥市2017年法治政府建设情况报告",),
    robots="User-agent: *\nAllow: /\nSitemap: {base}/sitemap.xml\n",
    postings=(
        Posting(1301, PREFECTURE, 2025, date(2026, 2, 28)),
        Posting(1302, COUNTY, 2025, date(2026, 2, 25)),
        Posting(1303, COUNTY, 2025, date(2026, 2, 24)),
        Posting(1304, DEPARTMENT, 2025, date(2026, 1, 29)),
        Posting(1305, DEPARTMENT, 2025, date(2026, 1, 15)),
        Posting(1306, PREFECTURE, 2024, date(2025, 3, 14)),
        Posting(1307, COUNTY, 2024, date(2025, 3, 3)),
        Posting(1308, DEPARTMENT, 2023, date(2024, 1, 19)),
        Posting(1321, PREFECTURE, 2023, date(2024, 3, 20), taken_over=ON_CONTRACTS),
        Posting(1322, PREFECTURE, 2022, date(2023, 3, 24)),
        Posting(1309, COUNTY, 2025, date(2026, 3, 2), night=2),
    ),
)

JINCHUAN = SiteScript(
    id="jinchuan",
    name="槿川县人民政府",
    family=Family.JCMS,
    region=Region(province="山西省", prefecture="楮城市", county="槿川县"),
    manner="store",
    per_page=6,
    others=9,
    robots="User-agent: *\nDisallow: /manager/\n",
    postings=(
        Posting(2401, COUNTY, 2025, date(2026, 2, 13)),
        Posting(2402, TOWN, 2025, date(2026, 1, 20)),
        Posting(2403, TOWN, 2025, date(2026, 1, 16)),
        Posting(2404, DEPARTMENT, 2024, date(2025, 1, 23)),
        Posting(2405, TOWN, 2023, date(2024, 2, 5)),
    ),
)


# TRS: lists and long pages; below, an old one in GB2312 that lists in a table.
JICHUAN = SiteScript(
    id="jichuan",
    name="霁川县人民政府",
    family=Family.TRS,
    region=Region(province="江西省", prefecture="珞陵市", county="霁川县"),
    per_page=8,
    home="disclosure",
    others=9,
    dead=("霁川县皋泽镇2019年法治政府建设年度报告",),
    postings=(
        Posting(1101, COUNTY, 2025, date(2026, 2, 26), taken_over=OF_LAST_YEAR),
        Posting(1102, TOWN, 2025, date(2026, 1, 30), parts=3),
        Posting(1103, TOWN, 2025, date(2026, 1, 28), taken_over=OF_ANOTHER_TOWN),
        Posting(1104, DEPARTMENT, 2025, date(2026, 1, 22), revised=2),
        Posting(1105, SUBDISTRICT, 2025, date(2025, 12, 30)),
        Posting(1106, TOWN, 2024, date(2025, 2, 11)),
        Posting(1107, COUNTY, 2024, date(2025, 3, 28), taken_over=OF_LAST_YEAR),
        Posting(1108, DEPARTMENT, 2024, date(2025, 1, 17)),
        Posting(1109, TOWN, 2023, date(2024, 1, 23)),
        Posting(1121, COUNTY, 2023, date(2024, 3, 26)),
        Posting(1122, COUNTY, 2022, date(2023, 4, 18)),
        # Back-dated: it turns up on night 2 between reports that were there before.
        Posting(1110, TOWN, 2024, date(2025, 2, 6), night=2),
        Posting(1111, DEPARTMENT, 2025, date(2026, 3, 4), night=3),
    ),
)

HENGLING = SiteScript(
    id="hengling",
    name="蘅岭区人民政府",
    family=Family.TRS,
    region=Region(province="河北省", prefecture="翎浦市", county="蘅岭区"),
    per_page=7,
    home="choice",
    others=8,
    charset="gb2312",
    robots="User-agent: *\nDisallow: /wza/\nDisallow: /plus/search\nCrawl-delay: 0.1\n",
    postings=(
        Posting(1201, COUNTY, 2025, date(2026, 2, 27)),
        Posting(1202, SUBDISTRICT, 2025, date(2026, 2, 9)),
        Posting(1203, SUBDISTRICT, 2025, date(2026, 1, 26)),
        Posting(1204, TOWN, 2025, date(2026, 1, 19)),
        Posting(1205, SUBDISTRICT, 2024, date(2025, 1, 24), gone=2),
        Posting(1206, DEPARTMENT, 2024, date(2025, 2, 20)),
        Posting(1207, SUBDISTRICT, 2023, date(2024, 2, 2)),
        Posting(1221, COUNTY, 2024, date(2025, 3, 27)),
        Posting(1222, COUNTY, 2023, date(2024, 3, 22)),
        Posting(1223, COUNTY, 2022, date(2023, 3, 30)),
        Posting(1208, DEPARTMENT, 2025, date(2026, 3, 5), night=4),
    ),
)
