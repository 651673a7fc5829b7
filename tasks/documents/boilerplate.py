"""What sites print around a text, and the labels of its metadata.

It is dropped at the head and at the tail only, since the same words inside are content.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

# Labels as sites print them, by our name; spaces inside (`文 号`) are dropped before the look-up.
LABELS: Mapping[str, tuple[str, ...]] = {
    "published": ("发布时间", "发布日期", "发文时间", "发布于", "公开日期", "公开时间", "发表时间",
                  "发表日期", "上传时间", "日期", "时间", "公布日期", "公布时间", "公告日期", "录入时间",
                  "添加时间", "刊发时间", "上网时间", "上网日期", "公示时间", "信息发布日期", "信息发布时间",
                  "文章发布时间", "网站发布日期"),
    "generated": ("公文生成日期", "公文生成时间", "信息生成日期", "信息生成时间", "生成日期", "生成时间"),
    "updated": ("更新时间", "更新日期", "修改时间"),
    "written": ("成文日期", "成文时间", "发文日期", "印发日期", "签发日期"),
    "source": ("来源", "信息来源", "文章来源", "稿件来源"),
    "publisher": ("发布机构", "发文机关", "发文机构", "制发机构", "机构名称", "发文单位", "发布单位"),
    "document_number": ("发文字号", "文号"),
    "title": ("名称", "标题"),
    "": ("索引号", "主题分类", "体裁分类", "体裁", "组配分类", "公开方式", "公开类别", "有效性", "文件有效性",
         "关键词", "主题词", "服务对象", "内容概述", "所属类目", "信息分类", "分类", "责任编辑", "编辑",
         "作者", "审核", "浏览次数", "点击次数", "阅读次数", "阅读人次", "阅读", "点击数", "访问量", "字体",
         "字号", "打印", "分享", "分享到"),
}  # fmt: skip
_FIELD_BY_LABEL = {label: name for name, labels in LABELS.items() for label in labels}
_LABEL_WORDS = "|".join(
    r"\s?".join(label) for label in sorted(_FIELD_BY_LABEL, key=len, reverse=True)
)
# Values that say nothing, as sites print them.
EMPTY_VALUES = frozenset({"", "null", "undefined", "本网", "本站", "-", "无"})
# `来源:鲁山道街道 发布时间:2024-01-23 11:19`, `[ 发文字号 ] 丰府发〔2023〕4号`, `索 引 号 | x | 主题分类 | y`
_LABEL = re.compile(
    rf"(?<![一-鿿])[\[【（(|]?\s*({_LABEL_WORDS})\s*(?:[\]】|]\s*[：:]?|[：:])\s*"
)
# 發布日期：, 來源：: labels of traditional copies
_SIMPLIFIED = str.maketrans(
    "發佈時間來機構關單號標題稱開類編輯閱讀點擊數責審體錄頁",
    "发布时间来机构关单号标题称开类编辑阅读点击数责审体录页",
)
# What must stand after a label's words: most lines of a page have none of it, and need no closer look.
_LABEL_MARK = re.compile(r"[：:\]】|]")


def _find_labels(line: str) -> Iterator[re.Match[str]]:
    """Find the labels of a line, in characters of either kind; the offsets are the line's own."""
    return _LABEL.finditer(line.translate(_SIMPLIFIED))


@dataclass
class MetadataFields:
    """What a file says of itself, by our names, and where each value was read; the first value counts."""

    values: dict[str, str] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, value: str, origin: str) -> None:
        """Add a value unless it says nothing, has no name of ours, or comes second."""
        if name and value not in EMPTY_VALUES and name not in self.values:
            self.values[name] = value
            self.origins[name] = origin

    def add_labels(self, line: str, place: str = "") -> None:
        """Add what the labels of a printed line say; `place` is where the line stands, if that is known."""
        for label, value in MetadataFields.read_labels(line).items():
            origin = f"label {label}, {place}" if place else f"label {label}"
            self.add(_FIELD_BY_LABEL[label], value, origin)

    @staticmethod
    def has_mark(text: str) -> bool:
        """Tell quickly whether a text may hold a label; most of a page's lines do not."""
        return bool(_LABEL_MARK.search(text))

    @staticmethod
    def read_labels(line: str) -> dict[str, str]:
        """Read the labels of one printed line: {label as printed without spaces: value}."""
        matches = list(_find_labels(line))
        ends = [match.start() for match in matches[1:]] + [len(line)]
        values: dict[str, str] = {}
        for match, end in zip(matches, ends, strict=False):
            label = re.sub(r"\s", "", match.group(1))
            value = line[match.end() : end].strip(" |[]【】()（）\u3000\t")
            values.setdefault(label, value)
        return values


_LineT = TypeVar("_LineT")

# Words of the bar above a page and of the buttons around a text; their lines hold nothing else.
_TOOLBAR = (
    "无障碍(?:浏览|阅读|辅助)?|长者(?:模式|版|专区)|关怀版|适老化|(?:进入|退出)老年人模式|简体|繁体|EN|登录|注册|设为首页|"
    "加入收藏|手机版|移动版|蒙古文版|网站支持IPv6|视力保护色|相关办事指南"
)
_BUTTONS = (
    "(?:打印|关闭|收藏|保存|返回)(?:本页|此页|窗口|页面|顶部)?|取消收藏成功|分享到?|"
    "微信|微博|QQ空间|QQ|朋友圈|责任编辑"
)
_SEPARATOR = r"[\s|丨/·：:!！【】\[\]（）()]"
# `相关解读` at the tail heads a list of other pages' titles, which go with it
_RELATED_HEADING = re.compile(
    r"^(?:相关解读|相关文档|相关稿件|相关文章|相关新闻|相关链接|延伸阅读|推荐阅读|相关办事指南|解读链接)\s*[：:]?$"
)
# Whole lines at the head; an example stands beside each.
_HEAD_PATTERNS = (
    re.compile(r"为了获得更好的(?:访问|浏览)效果"),  # 为了获得更好的访问效果,建议您将IE升级至IE9及以上版本! x
    re.compile(r"^您?(?:现在|当前)?(?:所在)?的?位置(?:是)?\s*[：:]"),  # 您的位置: 首页 > 政务公开
    re.compile(r"^您(?:现在|当前)?(?:所在)?的位置"),  # 您现在所在的位置
    re.compile(r"^(?:首页|网站首页)\s*(?:[>＞»/|-]|$)"),  # 首页 > 政府信息公开 > 法治政府建设
    re.compile(rf"^{_SEPARATOR}*(?:(?:{_TOOLBAR}|{_BUTTONS}){_SEPARATOR}*)+$"),  # 无障碍浏览 | 简体| 繁体
    re.compile(r"\d{4}年\d{1,2}月\d{1,2}日\s?星期[一二三四五六日天]"),  # 某区 2019年12月3日星期二: a clock
    re.compile(r"^(?:热搜词|搜索热词|热门搜索|今天是|天气)"),  # 热搜词: 社保 公积金
    re.compile(r"^[【\[（(]?(?:字体|字号|视力保护色|文字大小)\s*[：:\[【]"),  # 【字体:大 中 小】
    re.compile(r"^(?:浏览|点击|阅读|访问)(?:次数|人次|量|数)?\s*[：:]"),  # 浏览次数: 128
    re.compile(r"^[（(]?发布于\s*[：:]?\s*\d{4}"),  # (发布于:2023-12-13 09:01)
)  # fmt: skip
# Whole lines at the tail.
_TAIL_PATTERNS = (
    re.compile(r"^扫一扫(?:在手机)?"),  # 扫一扫在手机打开当前页
    re.compile(rf"^{_SEPARATOR}*(?:(?:{_BUTTONS}){_SEPARATOR}*)+$"),  # 【打印】【关闭窗口】 分享到：微信 微博
    re.compile(r"^[【\[]?我要纠错"),  # 【我要纠错】
    re.compile(r"^(?:责任编辑|编辑|审核|初审|复审|终审|校对)\s*[：:]"),  # 责任编辑：综合科
    _RELATED_HEADING,  # 相关解读
    re.compile(r"^(?:上一[条篇]|下一[条篇])\s*[：:]?"),  # 上一条：没有了
    re.compile(r"^(?:主办单位|主办|承办单位|承办|技术支持|地址|邮编)\s*[：:|]"),  # 主办单位：某某办公室
    re.compile(r"^(?:网站地图|联系我们|关于我们|版权所有|版权声明|隐私声明)"),  # 网站地图联系我们
    re.compile(r"公网安备|ICP备|网站标识码"),  # 津ICP备05000001号
    re.compile(r"^(?:浏览|点击|阅读|访问)(?:次数|人次|量|数)?\s*[：:]"),  # 点击数: 12
    re.compile(r"^\$\(|^[A-Za-z0-9_.#:,> -]+\{|^var\s"),  # $('#share-1').share(); img#imgConac {…}
    re.compile(r"^(?:附件|相关附件)\s*[：:]?$"),  # an empty 附件: label; a list of attachments is content
)  # fmt: skip

# At the head chrome stands among this many lines, a list of related pages this near to the end; elsewhere the
# same words are content.
_CHROME_DEPTH = 25


def _is_head_chrome(line: str) -> bool:
    """Tell whether a line at the head of a page is chrome, or only labels (来源, 发布时间, …)."""
    return _matches_any(_HEAD_PATTERNS, line) or _is_label_line(line)


def _is_label_line(line: str) -> bool:
    """Tell whether a line holds nothing but labels and their values."""
    first = next(_find_labels(line.strip()), None)
    return (
        first is not None
        and first.start() == 0
        and len(line) <= 160
        and "。" not in line
    )


def _is_tail_chrome(line: str) -> bool:
    """Tell whether a line at the tail of a page is chrome; a sentence never is."""
    return len(line) <= 120 and "。" not in line and _matches_any(_TAIL_PATTERNS, line)


def _matches_any(patterns: Sequence[re.Pattern[str]], line: str) -> bool:
    return any(pattern.search(line) for pattern in patterns)


def _find_tail_start(lines: Sequence[str], head: int) -> int:
    """Find where the chrome at the tail starts: chrome lines from the end up, or a list of related pages."""
    end = index = len(lines)
    while index > head and end - index < _CHROME_DEPTH and "。" not in lines[index - 1]:
        index -= 1
        line = lines[index]
        is_next = index == end - 1
        if (is_next and _is_tail_chrome(line)) or _RELATED_HEADING.match(line):
            end = index
    return end


def strip_chrome(
    lines: Sequence[_LineT], words: Callable[[_LineT], str] = str
) -> tuple[list[_LineT], list[_LineT]]:
    """Drop the chrome at both ends.

    Give what is kept and what was dropped, each in order; `words` gives a line's text.

    At the head, chrome may surround the title, so every chrome line among the first is dropped, up to the
    first sentence. At the tail, lines are dropped from the end upwards as long as they are chrome, and a list
    of related pages with them.
    """
    texts = [words(line) for line in lines]
    kept: list[_LineT] = []
    dropped: list[_LineT] = []
    head = 0
    for text in texts:
        chrome = _is_head_chrome(text)
        if len(kept) == _CHROME_DEPTH or ("。" in text and not chrome):
            break
        (dropped if chrome else kept).append(lines[head])
        head += 1
    end = _find_tail_start(texts, head)
    return [*kept, *lines[head:end]], [*dropped, *lines[end:]]
