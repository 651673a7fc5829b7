"""Chrome at both ends of a text goes; the same words inside the text stay."""

import pytest

from tasks.documents.boilerplate import MetadataFields, strip_chrome

BOXES = {
    "one line": (
        "来源：棠川县司法局 发布时间：2024-01-23 11:19",
        {"来源": "棠川县司法局", "发布时间": "2024-01-23 11:19"},
    ),
    "square brackets": (
        "[ 索引号 ] 11500230008689762A/2026-00004 [ 发文字号 ] 棠府发〔2025〕3号",
        {"索引号": "11500230008689762A/2026-00004", "发文字号": "棠府发〔2025〕3号"},
    ),
    "bars": (
        "索 引 号 | lsx31/2025-00001 | 主题分类 | 司法",
        {"索引号": "lsx31/2025-00001", "主题分类": "司法"},
    ),
    "spaced label": ("文 号：棠政发〔2023〕8号", {"文号": "棠政发〔2023〕8号"}),
    "in brackets": ("（发布于：2023-12-13 09:01）", {"发布于": "2023-12-13 09:01"}),
    "half width": ("(发布于:2023-12-13 09:01)", {"发布于": "2023-12-13 09:01"}),
    "space before the colon": ("日期 : 2026-01-15", {"日期": "2026-01-15"}),
    "empty value": (
        "来源： 发布日期：2024-02-01",
        {"来源": "", "发布日期": "2024-02-01"},
    ),
    "traditional": (
        "發佈時間:2025-01-07 14:51 來源：棠川縣",
        {"发布时间": "2025-01-07 14:51", "来源": "棠川縣"},
    ),
    "Chinese numerals": (
        "发布日期：二〇二五年一月七日",
        {"发布日期": "二〇二五年一月七日"},
    ),
    "widgets": (
        "时间：2023-03-28 来源：棠川日报 阅读：0 字体：[大] [中] [小]",
        {"时间": "2023-03-28", "来源": "棠川日报", "阅读": "0"},
    ),
    "printed twice": (
        "发布机构：县司法局 发布机构：县政府办",
        {"发布机构": "县司法局"},
    ),
}
NAMES = {
    "published": "发布日期 发布时间 发文时间 发布于 日期 时间 公布日期 公告日期 录入时间 上网时间 "
    "信息发布日期",
    "generated": "公文生成日期 公文生成时间 信息生成日期 生成日期 生成时间",
    "written": "成文日期 发文日期",
    "source": "来源 信息来源 文章来源",
    "publisher": "发布机构 发文机关 发文机构 制发机构 机构名称",
    "document_number": "文号 发文字号",
    "updated": "更新时间",
    "": "索引号 字号 主题分类 体裁分类 体裁 组配分类 公开方式 公开类别 有效性 文件有效性 关键词 服务对象 "
    "内容概述 所属类目 信息分类",
}


@pytest.mark.parametrize(("line", "labels"), BOXES.values(), ids=BOXES)
def test_boxes(line, labels):
    """A box gives each label's value, whatever marks part them."""
    found = MetadataFields.read_labels(line)
    assert {label: found[label] for label in labels} == labels
    assert MetadataFields.has_mark(line)


@pytest.mark.parametrize("line", ["政务公开", "来源不明的线索有12条，均已核查。"])
def test_most_lines_are_ruled_out_at_a_glance(line):
    """Without a mark behind its words there is no label, and no need to look for one."""
    assert not MetadataFields.has_mark(line)
    assert MetadataFields.read_labels(line) == {}


@pytest.mark.parametrize(
    ("name", "label"),
    [(name, label) for name, line in NAMES.items() for label in line.split()],
)
def test_every_label_has_its_name(name, label):
    """Each label seen on pages is known; 字号 is a font widget, no document number."""
    fields = MetadataFields()
    fields.add_labels(f"{label}：甲")
    assert fields.values == ({name: "甲"} if name else {})
    assert MetadataFields.read_labels(f"{label}：甲") == {label: "甲"}


@pytest.mark.parametrize("line", [line for line, _ in BOXES.values()])
def test_label_lines(line):
    """A line of labels is one."""
    assert strip_chrome([line]) == ([], [line])


@pytest.mark.parametrize(
    "line",
    [
        "截至目前，时间紧、任务重。",
        "主要来源是群众来信",
        "各地按时间：逐级报送。来源：各村。",
        "在规定时间：内办结",
        "一、工作来源",
    ],
)
def test_sentences_are_no_label_lines(line):
    """A sentence that holds a label's word is none."""
    assert strip_chrome([line]) == ([line], [])


BODY = ("二〇二三年，全镇依法行政稳步推进。", "一、主要举措", "全年开展普法活动。")
HEAD = (
    "无障碍 无障碍浏览 无障碍阅读 长者模式 长者版 关怀版 退出老年人模式 蒙古文版 设为首页 加入收藏 登录注册 "
    "简体|繁体 EN 视力保护色 您的位置: 您的位置：首页>政务公开 您当前的位置：首页 您现在所在的位置 "
    "当前位置：首页>公开 热搜词:社保公积金 【字体:大中小】 字体：【默认超大】 字号:[大中小] 浏览次数：12 "
    "点击次数：3 阅读人次:- 阅读:0 打印 分享到 分享： 取消收藏成功! 相关办事指南 2019年12月3日星期二 "
    "今天是:2019年10月31日星期四农历十月初四 来源：棠川县司法局发布时间：2024-01-23 "
    "[索引号]A/2026-00004[发文字号]棠府发〔2025〕3号 (发布于:2023-12-13) 无障碍浏览长者版简体|繁体 "
    "为了获得更好的访问效果,建议您将IE升级至IE9及以上版本!x"
).split()
TAIL = (
    "扫一扫在手机打开当前页 扫一扫在手机打开当前页面 打印本页 关闭窗口 【打印】【关闭】 打印本页关闭窗口 "
    "责任编辑 责任编辑：综合科 【我要纠错】 相关解读 相关文档 相关稿件 相关附件 上一条：没有了 下一条：公告 "
    "上一篇：关于开会的通告 下一篇 主办单位：棠川县人民政府办公室 网站标识码：1100000000 津公网安备11号 "
    "京ICP备05000001号 网站地图 分享到：微信微博 附件： $('#share-1').share(); img#imgConac{width:50px} "
    ".xxgk_xgxxa{color:red} 点击数:12 网站地图|联系我们"
).split()
CONTENT = (
    "让群众分享到了法治建设的成果。",
    "分享改革经验，打印宣传册3000份。",
    "主办法治文艺演出12场，承办现场会2次。",
    "上一条街巷的整治经验得到推广。",
    "扫一扫即可查询办事指南。",
    "责任编辑队伍建设得到加强。",
    "收藏展览等文化活动有序开展。",
)


@pytest.mark.parametrize("line", HEAD)
def test_head(line):
    """Chrome above or below the title is dropped."""
    assert strip_chrome([line, "棠川镇2023年法治政府建设年度报告", line, *BODY]) == (
        ["棠川镇2023年法治政府建设年度报告", *BODY],
        [line, line],
    )


@pytest.mark.parametrize("line", TAIL)
def test_tail(line):
    """Chrome after the last paragraph is dropped."""
    assert strip_chrome([*BODY, "棠川镇人民政府", line]) == (
        [*BODY, "棠川镇人民政府"],
        [line],
    )


BARS = (
    "分享到：微信 微博 【打印本页】【关闭窗口】 浏览次数：1234次 字体：大 中 小",
    "分享到：微信微博【打印本页】【关闭窗口】浏览次数：1234次字体：大中小",
    "【打印】【关闭】",
    "打印本页 | 关闭窗口",
    "打印本页关闭窗口",
    "分享到：微信微博",
    "【字体：大 中 小】 打印 分享到：",
    "[打印] [收藏] [关闭窗口]",
    "【打印】【关闭窗口】 分享到：微信 微博",
)


@pytest.mark.parametrize("line", BARS)
def test_a_bar_of_tools_inside_a_text(line):
    """A line of several tools goes wherever it stands."""
    rest = "全年未发生行政败诉案件。"
    assert strip_chrome([*BODY, line, rest]) == ([*BODY, rest], [line])


@pytest.mark.parametrize(
    "line",
    [
        *(line for line in (*HEAD, *TAIL) if line not in BARS),
        "分享到",
        "微信 微博",
        "关闭 企业12家",
        "打印、复印服务",
        "打印 1204次",
        "加强经验分享",
        "分享阅读",
        "分享字体大小设置经验",
    ],
)
def test_middle(line):
    """Another line of chrome between two sentences of the body is content."""
    lines = [*BODY, line, "全年未发生行政败诉案件。"]
    assert strip_chrome(lines) == (lines, [])


@pytest.mark.parametrize("line", CONTENT)
def test_sentences_at_the_end(line):
    """A last sentence that opens with a word of chrome is content."""
    assert strip_chrome([*BODY, line]) == ([*BODY, line], [])


@pytest.mark.parametrize(
    "lines",
    [
        ("棠川镇人民政府", "2024年1月8日"),
        ("（此件公开发布）",),
        ("附件：1.任务清单", "2.工作台账"),
        ("相关附件：", "棠川镇任务清单.pdf"),
        ("棠川镇人民政府办公室", "2024年1月8日印发"),
    ],
    ids=[
        "signature",
        "note",
        "attachments",
        "own list of attachments",
        "printer's line",
    ],
)
def test_what_belongs_to_the_report(lines):
    """Signature, date, note and attachments at the end are kept."""
    assert strip_chrome([*BODY, *lines]) == ([*BODY, *lines], [])


def test_a_list_of_related_pages_goes_whole():
    """Titles of other pages under 相关解读 go with it, and the chrome around them too."""
    tail = ["责任编辑：综合科", "相关解读", "一图读懂棠川镇规划", "【打印】【关闭】"]
    assert strip_chrome([*BODY, *tail]) == (list(BODY), tail)


def test_mixed_chrome():
    """Chrome on both ends goes in one pass, however much of it stands there."""
    lines = [*HEAD, "棠川镇2023年法治政府建设年度报告", *BODY, *TAIL * 2]
    kept, dropped = strip_chrome(lines)
    assert kept == ["棠川镇2023年法治政府建设年度报告", *BODY]
    assert dropped == [*HEAD, *TAIL * 2]
    assert strip_chrome(kept) == (kept, [])
