"""Does a text layer over a picture fit it? By the words that every report is made of, and by odd marks.

A layer that some OCR made badly looks like words: 怯冶玫府 for 法治政府, `l28仵` for 128件.
"""

import re

# Words that reports on law-based government, and tables beside them, are made of.
_WORDS = re.compile(
    "|".join(
        (
            "法治政府 依法行政 法治建设 法治 政府 行政 执法 法律 法规 依法 司法 法院 宪法 普法 立法 法制"
            " 习近平 思想 指导 坚持 推进 推动 深入 全面 进一步 加强 落实 严格 规范 完善 健全 提升 提高 强化"
            " 建设 建立 工作 年度 报告 情况 主要 问题 存在 不足 安排 计划 措施 制度 机制 体系 能力 水平 质量"
            " 决策 重大 审查 合法性 文件 备案 清理 监督 检查 公开 信息 服务 审批 许可 处罚 案件 复议 应诉"
            " 诉讼 矛盾 纠纷 化解 调解 信访 群众 社会 人民 组织 领导 干部 学习 培训 宣传 教育 活动 开展 进行"
            " 完成 责任 部门 单位 机关 乡镇 街道 村居 全县 全市 全区 全镇 全省 本级 有关 相关 各项 以及 通过"
            " 实施 管理 安全 环境 营商 企业 市场 改革 发展 治理 基层 队伍 人员 考核 评估 下一步 目前 同时"
            " 取得 办理 受理 审结 其中 累计 共计 全年 同比 万元 合计 数量 类别 项目 公安 财政 应急 公示"
            " 教育局 委员会 办公室 党委 党组 会议 研究 部署 要求 目标 任务 重点 工程 经济 生态 文化 卫生 农村"
        ).split()
    )
)
_CHINESE = re.compile(r"[㐀-䶿一-鿿]")
# `l28仵`, `2O25`, `9i'2%`, `'|热`: figures and marks that no printed page has
_ODD = re.compile(
    r"[lIOoiS|](?=\d)|(?<=\d)[lIOoSi|]|(?<=[㐀-鿿])[~^|;'`\"_\\エヘ](?=.)|[~^|`\\](?=[㐀-鿿])"
)
# Of a page's Chinese letters, words cover a half; of one of names and addresses a sixth.
_GOOD_SHARE = 0.22
# Odd marks among a page's letters: a good layer has one in hundreds.
_MOST_ODD = 0.012
# Of what OCR read, so much stands in a layer that fits; fewer pieces show nothing.
_SAMPLE_SHARE, _FEWEST_PIECES = 0.6, 20
_LETTER = re.compile(r"[0-9A-Za-z㐀-䶿一-鿿]")
# Fewer Chinese letters show nothing.
_FEWEST_CHINESE = 30


def measure_words(text: str) -> float:
    """Give the share of a text's Chinese letters that stand in words of the genre."""
    letters = "".join(text.split())
    chinese = len(_CHINESE.findall(letters))
    covered = sum(map(len, _WORDS.findall(letters)))
    return covered / max(chinese, 1)


def fits_words(text: str) -> bool:
    """Tell whether a page's text layer is made of words as reports are, without odd marks among them."""
    letters = "".join(text.split())
    if len(_CHINESE.findall(letters)) < _FEWEST_CHINESE:
        return len(_ODD.findall(letters)) <= _MOST_ODD * len(letters)
    odd = len(_ODD.findall(letters)) / len(letters)
    return odd <= _MOST_ODD and measure_words(letters) >= _GOOD_SHARE


def is_better(read: str, layer: str) -> bool:
    """Tell whether what OCR read of a page is made of words more than its layer is."""
    if len("".join(read.split())) < len("".join(layer.split())) / 2:
        return False
    odd = len(_ODD.findall(layer)) / max(len(layer), 1)
    read_odd = len(_ODD.findall(read)) / max(len(read), 1)
    share, read_share = measure_words(layer), measure_words(read)
    if len(read) > 2 * len(layer):
        return read_share >= _GOOD_SHARE / 2
    if not fits_words(layer):
        return read_share >= share or read_odd < odd
    return not fits_sample(layer, read) and read_share >= share


def fits_sample(text: str, sample: str) -> bool:
    """Tell whether what OCR read of a part of the page stands in its layer, three letters at a time."""
    layer = "".join(_LETTER.findall(text))
    read = "".join(_LETTER.findall(sample))
    pieces = [read[place : place + 3] for place in range(len(read) - 2)]
    if len(pieces) < _FEWEST_PIECES:
        return True
    known = {layer[place : place + 3] for place in range(len(layer) - 2)}
    return sum(piece in known for piece in pieces) >= _SAMPLE_SHARE * len(pieces)
