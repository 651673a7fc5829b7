"""Characters of one paragraph: widths, spaces, invisible characters, Markdown marks."""

import pytest

from tasks.documents.normalize import normalize

REPAIRED = {
    "wide digits": ("巡查１２３次", "巡查123次"),
    "wide letters": ("ＬＥＤ大屏滚动播放", "LED大屏滚动播放"),
    "wide percent": ("办结率９９．５％", "办结率99.5%"),
    "full-width dot between digits": ("满意度98．5%", "满意度98.5%"),
    "space inside a decimal": ("满意度98. 5%", "满意度98.5%"),
    "space that parts thousands": ("发放2 000余份", "发放2000余份"),
    "spaces that part millions": ("罚没1 234 567元", "罚没1234567元"),
    "year and space": ("2023 年 度 工作", "2023年度工作"),
    "ideographic indent": ("\u3000\u3000全县依法行政水平提升", "全县依法行政水平提升"),
    "no-break space": ("法\u00a0治\u00a0政\u00a0府", "法治政府"),
    "tab and line break": ("依法\t决策\r\n科学决策", "依法决策科学决策"),
    "zero width": ("法\u200b治\ufeff建\u00ad设", "法治建设"),
    "heading mark": ("### 二、存在的不足", "二、存在的不足"),
    "strong marks": ("一是**压实责任**。", "一是压实责任。"),
    "strong underscores": ("__二是__抓好落实", "二是抓好落实"),
    "Kangxi radicals": ("\u2f00\u2f26\u2f3e\u2f8f政", "一子户行政"),
    "radicals of no known twin": ("\u2ea0\u2ed3\u2ec5\u2ecb", "民长见车"),
    "compatibility ideographs": ("\uf90a\uf967", "金不"),
    "ligatures": ("o\ufb03ce \ufb01le", "office file"),
    "upright marks": ("\ufe35一\ufe36\ufe11", "（一）、"),
    "bullets of symbol fonts": ("\uf0b7法治", "•法治"),
    "half of a strong mark": ("**三是强化监督", "三是强化监督"),
    "strong marks side by side": (
        "**（一）学习。****一是学法。**全镇学法。",
        "（一）学习。一是学法。全镇学法。",
    ),
    "strong numbers": ("立案**12**件，罚款**3**万元。", "立案12件，罚款3万元。"),
}
KEPT = {
    "full-width punctuation": "（一）依法行政：有序推进，成效初显。",
    "half-width punctuation": "(一)依法行政:有序推进,成效初显.",
    "circled number": "①完善制度",
    "masked name": "某*区*镇",
    "masked year": "****年全镇学法，20**年全镇守法",
    "masked counts": "立案**件，罚款**万元。",
    "space between Latin words": "Rule of Law",
    "blank to fill in": "____年",
    "label with a dot": "1.30件提案全部办结",
    "label with a wide dot": "2．50人次参训",
    "date with a dot": "4.15国家安全教育",
    "two numbers": "甲类 12 345678号",
}


@pytest.mark.parametrize(("printed", "repaired"), REPAIRED.values(), ids=REPAIRED)
def test_repaired(printed, repaired):
    """What a page or a converter broke reads as it was meant."""
    assert normalize(printed) == repaired


@pytest.mark.parametrize("printed", KEPT.values(), ids=KEPT)
def test_kept(printed):
    """What was printed on purpose stays as it is, above all the width of punctuation."""
    assert normalize(printed).replace(" ", "") == printed.replace(" ", "")


@pytest.mark.parametrize(
    "printed", [printed for printed, _ in REPAIRED.values()] + list(KEPT.values())
)
def test_idempotent(printed):
    """A repaired paragraph needs no second repair."""
    once = normalize(printed)
    assert normalize(once) == once


def test_spaces_between_latin_words_stay():
    """Only a space beside a Chinese character is noise."""
    assert normalize("引入 Open Data 平台") == "引入Open Data平台"
