"""What a page prints of itself in `label: value` form: the source, the times, the document number."""

import re
from collections.abc import Mapping

# Labels as sites print them, by our name; spaces inside (`文 号`) are dropped before the look-up.
LABELS: Mapping[str, tuple[str, ...]] = {
    "published": ("发布时间", "发布日期", "发文时间", "发布于", "日期", "时间"),
    "updated": ("更新时间",),
    "written": ("成文日期", "发文日期", "生成日期"),
    "source": ("来源", "信息来源", "文章来源", "稿件来源"),
    "publisher": ("发布机构", "发文机关", "发文机构", "制发机构", "机构名称", "发文单位", "发布单位"),
    "document_number": ("发文字号", "文号"),
    "title": ("名称", "标题"),
    "": ("索引号", "主题分类", "体裁分类", "体裁", "组配分类", "公开方式", "公开类别", "有效性", "文件有效性", "关键词",
         "主题词", "服务对象", "内容概述", "所属类目", "信息分类", "分类", "责任编辑", "编辑", "作者", "审核",
         "浏览次数", "点击次数", "阅读次数", "阅读人次", "阅读", "点击数", "访问量", "字体", "字号", "打印", "分享", "分享到"),
}  # fmt: skip
_NAMES = {label: name for name, labels in LABELS.items() for label in labels}
_WORDS = "|".join(r"\s?".join(label) for label in sorted(_NAMES, key=len, reverse=True))
# Values that say nothing, as sites print them.
EMPTY_VALUES = frozenset({"", "null", "undefined", "本网", "本站", "-", "无"})
# `来源:鲁山道街道 发布时间:2024-01-23 11:19`, `[ 发文字号 ] 丰府发〔2023〕4号`, `索 引 号 | x | 主题分类 | y`
_LABEL = re.compile(
    rf"(?<![一-鿿])[\[【（(|]?\s*({_WORDS})\s*(?:[\]】|]\s*[：:]?|[：:])\s*"
)
# What must stand after a label's words: most lines of a page have none of it, and need no closer look.
_AFTER_LABEL = re.compile(r"[：:\]】|]")


def may_hold_label(text: str) -> bool:
    """Tell quickly whether a text may hold a label; most of a page's lines do not."""
    return bool(_AFTER_LABEL.search(text))


def read_labels(line: str) -> dict[str, str]:
    """Read the labels of one printed line: {label as printed without spaces: value}."""
    found = list(_LABEL.finditer(line))
    values: dict[str, str] = {}
    for match, following in zip(found, [*found[1:], None], strict=False):
        value = line[match.end() : following.start() if following else len(line)]
        values.setdefault(
            re.sub(r"\s", "", match.group(1)), value.strip(" |[]【】()（）\u3000\t")
        )
    return values


def name_of(label: str) -> str:
    """Give our name for a printed label; empty for a label that we know and do not use."""
    return _NAMES[label]


def is_label_line(line: str) -> bool:
    """Tell whether a line holds nothing but labels and their values."""
    match = _LABEL.match(line.strip())
    return bool(match) and len(line) <= 160 and "。" not in line
