"""The metadata boxes of pages: labels of every spelling, their values, and what only looks like a label."""

import pytest

from tasks.documents.boilerplate import (
    is_label_line,
    may_hold_label,
    name_of,
    read_labels,
)

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
    "published": "发布日期 发布时间 发文时间 发布于 日期 时间",
    "written": "成文日期 发文日期 生成日期",
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
    found = read_labels(line)
    assert {label: found[label] for label in labels} == labels
    assert may_hold_label(line)


@pytest.mark.parametrize("line", ["政务公开", "来源不明的线索有12条，均已核查。"])
def test_most_lines_are_ruled_out_at_a_glance(line):
    """Without a mark behind its words there is no label, and no need to look for one."""
    assert not may_hold_label(line)
    assert read_labels(line) == {}


@pytest.mark.parametrize(
    ("name", "label"),
    [(name, label) for name, line in NAMES.items() for label in line.split()],
)
def test_every_label_has_its_name(name, label):
    """Each label seen on pages is known; 字号 is a font widget, no document number."""
    assert name_of(label) == name
    assert read_labels(f"{label}：甲") == {label: "甲"}


@pytest.mark.parametrize("line", [line for line, _ in BOXES.values()])
def test_label_lines(line):
    """A line of labels is one."""
    assert is_label_line(line)


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
    assert not is_label_line(line)
