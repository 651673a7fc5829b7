"""What sites print around a text, and the labels of its metadata.

It is dropped at the head and at the tail only, since the same words inside are content. Page
numbers and running heads that were pasted into a text go everywhere, and the sentence they cut is whole;
pages with a layout of their own have theirs told by place (`paged/page_furniture.py`).
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TypeVar

from tasks.documents.paragraph_joins import (
    OPENS_AS_HEADING,
    OPENS_WITH_MARKER,
    ends_sentence,
)
from tasks.model.catalogue import make_issue
from tasks.model.document import Paragraph
from tasks.model.issue import Issue

_DASH = r"[-－—–―─~～]{1,3}"
_DOT = r"[·•・‧∙●]"
_COUNT = r"(?:\d{1,4}|[一二三四五六七八九十百]{1,5})"
# `— 3 —`, `·3·`, `第3页`, `第3页 共10页`, `3/共10页`, `共10页，第3页`, `Page 3 of 10`
_PAGE_NUMBER = re.compile(
    rf"{_DASH}\s*\d{{1,4}}\s*{_DASH}|{_DOT}\s*\d{{1,4}}\s*{_DOT}"
    rf"|[（(【\[]?第\s*{_COUNT}\s*页\s*(?:[,，/／|]?\s*共\s*{_COUNT}\s*页)?[）)】\]]?"
    rf"|\d{{1,4}}\s*[/／,，]\s*共\s*{_COUNT}\s*页"
    rf"|[（(【\[]?共\s*{_COUNT}\s*页\s*[,，/／|]?\s*第\s*{_COUNT}\s*页[）)】\]]?"
    r"|page\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?|\d{1,4}\s*[/／]\s*\d{1,4}\s*页",
    re.IGNORECASE,
)
# `3 / 10`, `3`: numbers that may be words of the text
_OF_PAGES = re.compile(r"(\d{1,4})\s*[/／]\s*(\d{1,4})|(\d{1,4})\s+of\s+(\d{1,4})")
_BARE = re.compile(r"\d{1,3}")
# `— 3`, `3 —`: half of what a page's number stands in
_HALF_DASHED = re.compile(rf"{_DASH}\s*(\d{{1,3}})|(\d{{1,3}})\s*{_DASH}")
# 培训执法人员 / 260 / 人次, 办结率达 / 98 / ，同比: the number is a part of the sentence
_MEASURED = re.compile(
    r"[件个项次起宗份条家户人名场批元万亿百千余多位篇部例处台辆亩吨年月日天期届号级类种所支座幅本册张公平岁周成倍度分小时"
    r"站组对段节集块只面门道轮堂套\W\dA-Za-z]"
)
_COUNTS_AHEAD = re.compile(r"[为达至到共计约近超逾第占各逢了及和与、]$")
_SENTENCE_MARKS = re.compile(r"[，。；：！？,;:]")
# `澜石县司法局            2025年1月`: what a page's head sets at both of its ends
_WIDE_GAP = re.compile(r"\S(?:[ \u3000\xa0]{4,}|\t+)\S")
_LONGEST_HEAD = 40
_SHORTEST_HALF = 6
# how many lines of head or foot stand beside a page's number
_EDGE_LINES = 2
_TITLE_LINES = 3
_LONGEST_EVIDENCE = 80


@dataclass(slots=True)
class _PageEdges:
    """The lines of a text that stand at the edges of its pages; `starts` are those behind a form feed."""

    paragraphs: Sequence[Paragraph]
    starts: Container[int]
    indented: Container[int]
    dropped: set[int] = field(default_factory=set)

    def find(self) -> None:
        self.dropped.update(self._find_numbers())
        heads = list(self._list_edge_lines())
        if not heads:
            return
        printed = Counter(_blur(self._get(position)) for position in heads)
        titles = {_blur(one.text) for one in self.paragraphs[:_TITLE_LINES]}
        for position in heads:
            words = _blur(self._get(position))
            is_title = words in titles and position >= _TITLE_LINES
            if printed[words] > 1 or is_title or self._is_head(position):
                self.dropped.add(position)

    def _get(self, position: int) -> str:
        if 0 <= position < len(self.paragraphs):
            return self.paragraphs[position].text.strip()
        return ""

    def _find_numbers(self) -> Iterator[int]:
        numbered: dict[int, tuple[int, int]] = {}
        for position, paragraph in enumerate(self.paragraphs):
            text = paragraph.text.strip()
            if paragraph.row or not position or len(text) > _LONGEST_HEAD:
                continue
            if _PAGE_NUMBER.fullmatch(text):
                yield position
            elif (numbers := _read_doubtful(text)) is not None:
                numbered[position] = numbers
        yield from self._choose_doubtful(numbered)

    def _choose_doubtful(self, numbered: dict[int, tuple[int, int]]) -> Iterator[int]:
        """Yield the lines of bare numbers that count pages: in a row, at a form feed, in a sentence."""
        for position, (_, total) in numbered.items():
            is_edge = position in self.starts or position + 1 in self.starts
            if is_edge or self._is_inside(position, total):
                yield position
        for (position, one), (further, other) in pairwise(numbered.items()):
            page, total = one
            if further - position < 2:
                continue
            if other == (page + 1, total) and self._has_sentence(position, further):
                yield position
                yield further

    def _is_inside(
        self,
        position: int,
        total: int,
    ) -> bool:
        """Tell whether a number cuts a sentence in two, and is no part of it itself."""
        if not self._is_cut(position - 1, position + 1):
            return False
        is_counting = _COUNTS_AHEAD.search(self._get(position - 1))
        return total > 0 or not (
            is_counting or _MEASURED.match(self._get(position + 1))
        )

    def _has_sentence(
        self,
        start: int,
        end: int,
    ) -> bool:
        between = (self._get(position) for position in range(start + 1, end))
        return any("。" in text for text in between)

    def _list_edge_lines(self) -> Iterator[int]:
        """Yield the lines beside page numbers and form feeds that may be a head or a foot."""
        count = len(self.paragraphs)
        edges = {one for one in range(count) if one in self.starts} | self.dropped
        seen: set[int] = set()
        for edge in sorted(edges):
            for step in (-1, 1):
                first = edge if edge not in self.dropped and step > 0 else edge + step
                for position in range(first, first + step * _EDGE_LINES, step):
                    if not self._may_be_head(position):
                        break
                    if position not in seen:
                        seen.add(position)
                        yield position

    def _may_be_head(self, position: int) -> bool:
        text = self._get(position)
        if position < 1 or not text or self.paragraphs[position].row:
            return False
        if position in self.dropped:
            return True
        return (
            len("".join(text.split())) <= _LONGEST_HEAD
            and not _SENTENCE_MARKS.search(text)
            and not OPENS_AS_HEADING.match(text)
            and not OPENS_WITH_MARKER.match(text)
        )

    def _is_head(self, position: int) -> bool:
        """Tell whether a line at a page's edge is a head: at both ends, or between halves of a sentence."""
        further = self._has_sentence(position, min(position + 8, len(self.paragraphs)))
        is_start = any(one in self.starts for one in (position, position - 1))
        if is_start and further and _WIDE_GAP.search(self.paragraphs[position].text):
            return True
        before = position - 1
        behind = position + 1
        while before in self.dropped:
            before -= 1
        while behind in self.dropped:
            behind += 1
        return self._is_cut(before, behind)

    def _is_cut(
        self,
        before: int,
        behind: int,
    ) -> bool:
        """Tell whether two lines are the halves of a sentence."""
        if before < 0 or behind >= len(self.paragraphs) or behind in self.indented:
            return False
        text = self._get(before)
        following = self._get(behind)
        if self.paragraphs[before].row or self.paragraphs[behind].row:
            return False
        return (
            len(text) >= _SHORTEST_HALF
            and bool(_SENTENCE_MARKS.search(text))
            and not ends_sentence(text)
            and not OPENS_WITH_MARKER.match(following)
            and bool(following)
        )

    def iter_joined(self) -> Iterator[Paragraph]:
        """Yield what is left, halves of sentences as one."""
        last: int | None = None
        held: Paragraph | None = None
        for position, paragraph in enumerate(self.paragraphs):
            if position in self.dropped:
                continue
            is_parted = last is not None and position - last > 1
            is_parted = is_parted or position in self.starts
            if held and last is not None and is_parted and self._is_cut(last, position):
                held = replace(held, text=_join(held.text, paragraph.text))
            else:
                if held:
                    yield held
                held = paragraph
            last = position
        if held:
            yield held


def drop_pasted_furniture(
    paragraphs: Sequence[Paragraph],
    starts: Collection[int] = (),
    indented: Container[int] = (),
) -> tuple[tuple[Paragraph, ...], tuple[str, ...]]:
    """Drop page numbers and running heads from a text, and join what they cut; give what was dropped too.

    `starts` are the positions of paragraphs behind a form feed, `indented` of those that are surely new ones.
    """
    edges = _PageEdges(paragraphs, starts, indented)
    edges.find()
    if not edges.dropped and not starts:
        return tuple(paragraphs), ()
    dropped = [paragraphs[one].text.strip() for one in sorted(edges.dropped)]
    return tuple(edges.iter_joined()), tuple(dropped)


def build_furniture_issue(dropped: Sequence[str], url: str = "") -> tuple[Issue, ...]:
    """Tell what was dropped; nothing where nothing was."""
    if not dropped:
        return ()
    evidence = " | ".join(dict.fromkeys(dropped))[:_LONGEST_EVIDENCE]
    return (
        make_issue(
            "furniture_dropped",
            evidence,
            url=url or None,
        ),
    )


def _read_doubtful(text: str) -> tuple[int, int] | None:
    """Read a line that may be a page's number: the page and how many there are, 0 where it does not say."""
    count = _OF_PAGES.fullmatch(text)
    if count:
        page, total = [int(one) for one in count.groups() if one]
        return (page, total) if page <= total else None
    half = _HALF_DASHED.fullmatch(text)
    if half:
        return int(half[1] or half[2]), 0
    return (int(text), 0) if _BARE.fullmatch(text) else None


def _blur(text: str) -> str:
    """Give a line without its spaces and numbers: a running head may count."""
    return re.sub(r"\d+", "#", "".join(text.split()))


def _join(text: str, following: str) -> str:
    is_latin = text[-1:].isascii() and following[:1].isascii()
    is_word = is_latin and text[-1:].isalpha() and following[:1].isalpha()
    if is_word:
        return f"{text} {following}"
    return text + following


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

    def add(
        self,
        name: str,
        value: str,
        origin: str,
    ) -> None:
        """Add a value unless it says nothing, has no name of ours, or comes second."""
        if name and value not in EMPTY_VALUES and name not in self.values:
            self.values[name] = value
            self.origins[name] = origin

    def add_labels(
        self,
        line: str,
        place: str = "",
    ) -> None:
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
        ends = [match.start() for match in matches[1:]]
        ends.append(len(line))
        values: dict[str, str] = {}
        for match, end in zip(matches, ends, strict=False):
            label = re.sub(r"\s", "", match.group(1))
            start = match.end()
            value = line[start:end]
            value = value.strip(" |[]【】()（）\u3000\t")
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
    re.compile(r"^[（(【\[]?(?:浏览|点击|阅读|访问|下载)(?:次数|人次|量|数)?\s*[：:]"),  # （浏览次数: 128）
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
    re.compile(r"^[（(【\[]?(?:浏览|点击|阅读|访问|下载)(?:次数|人次|量|数)?\s*[：:]"),  # （点击数: 12）
    re.compile(r"^\$\(|^[A-Za-z0-9_.#:,> -]+\{|^var\s"),  # $('#share-1').share(); img#imgConac {…}
    re.compile(r"^(?:附件|相关附件)\s*[：:]?$"),  # an empty 附件: label; a list of attachments is content
)  # fmt: skip

# A bar of tools inside a text holds two of these and nothing else, one of them a tool of the page.
_TOOL_SIGNS = ("分享", "打印", "关闭")
_TOOL = (
    r"分享(?:到|至)?|(?:打印|关闭|收藏|保存|返回)(?:本页|此页|本文|窗口|页面|顶部)?|微信好友|新浪微博|微信|微博|"
    r"QQ空间|QQ好友|QQ|朋友圈|(?:浏览|点击|阅读|访问)(?:次数|人次|量|数)[\s：:]*\d*\s*次?|"
    r"(?:字体|字号)(?:大小)?[\s：:\[【（(]*(?:特?大|[中小\s])*"
)
_TOOL_BAR = re.compile(rf"{_SEPARATOR}*(?:(?:{_TOOL}){_SEPARATOR}*){{2,40}}")
_LONGEST_BAR = 120

# At the head chrome stands among this many lines, a list of related pages this near to the end; elsewhere the
# same words are content.
_CHROME_DEPTH = 25


def _is_head_chrome(line: str) -> bool:
    """Tell whether a line at the head of a page is chrome, or only labels (来源, 发布时间, …)."""
    return _matches_any(_HEAD_PATTERNS, line) or _is_label_line(line)


def _is_label_line(line: str) -> bool:
    """Tell whether a line holds nothing but labels and their values."""
    first = next(_find_labels(line.strip()), None)
    if first is None:
        return False
    if first.start() != 0:
        return False
    return len(line) <= 160 and "。" not in line


def _is_tail_chrome(line: str) -> bool:
    """Tell whether a line at the tail of a page is chrome; a sentence never is."""
    return len(line) <= 120 and "。" not in line and _matches_any(_TAIL_PATTERNS, line)


def _matches_any(patterns: Sequence[re.Pattern[str]], line: str) -> bool:
    return any(pattern.search(line) for pattern in patterns)


def _is_tool_bar(line: str) -> bool:
    """Tell whether a line inside a text holds nothing but tools: `分享到：微信 【打印】【关闭】`."""
    if len(line) > _LONGEST_BAR or not any(sign in line for sign in _TOOL_SIGNS):
        return False
    return _TOOL_BAR.fullmatch(line) is not None


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
    of related pages with them. Between them, bars of tools are dropped.
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
    for line, text in zip(lines[head:end], texts[head:end], strict=True):
        (dropped if _is_tool_bar(text) else kept).append(line)
    return kept, [*dropped, *lines[end:]]
