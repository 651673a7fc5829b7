"""Chrome at both ends of a text goes; the same words inside the text stay."""

import pytest

from tasks.documents.boilerplate import strip

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
    assert strip([line, "棠川镇2023年法治政府建设年度报告", line, *BODY]) == (
        ["棠川镇2023年法治政府建设年度报告", *BODY],
        [line, line],
    )


@pytest.mark.parametrize("line", TAIL)
def test_tail(line):
    """Chrome after the last paragraph is dropped."""
    assert strip([*BODY, "棠川镇人民政府", line]) == ([*BODY, "棠川镇人民政府"], [line])


@pytest.mark.parametrize("line", [*HEAD, *TAIL])
def test_middle(line):
    """The same line between two sentences of the body is content."""
    lines = [*BODY, line, "全年未发生行政败诉案件。"]
    assert strip(lines) == (lines, [])


@pytest.mark.parametrize("line", CONTENT)
def test_sentences_at_the_end(line):
    """A last sentence that opens with a word of chrome is content."""
    assert strip([*BODY, line]) == ([*BODY, line], [])


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
    assert strip([*BODY, *lines]) == ([*BODY, *lines], [])


def test_a_list_of_related_pages_goes_whole():
    """Titles of other pages under 相关解读 go with it, and the chrome around them too."""
    tail = ["责任编辑：综合科", "相关解读", "一图读懂棠川镇规划", "【打印】【关闭】"]
    assert strip([*BODY, *tail]) == (list(BODY), tail)


def test_mixed_chrome():
    """Chrome on both ends goes in one pass, however much of it stands there."""
    lines = [*HEAD, "棠川镇2023年法治政府建设年度报告", *BODY, *TAIL * 2]
    kept, dropped = strip(lines)
    assert kept == ["棠川镇2023年法治政府建设年度报告", *BODY]
    assert dropped == [*HEAD, *TAIL * 2]
    assert strip(kept) == (kept, [])
