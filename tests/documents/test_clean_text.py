"""Document to clean text: the whole chain, what it counts, and what it never does."""

from dataclasses import replace

import pytest

from tasks.documents.clean_text import clean
from tasks.model.document import Cell, Document, Paragraph, Row
from tests.rows import each_row

LINES = (
    "您的位置: 首页 > 政务公开",
    "棠川镇 2023 年法治政府建设年度报告",
    "来源:棠川镇人民政府 发布时间:2024-01-23 11:19",
    "2023年，全镇坚持依法行政，各项工作取得新进展。",
    "## 一、主要举措",
    "开展**法治宣传**12场，发放资料３５００份，引导群众办事依法、遇事找法、解决问题用法、化解矛",
    "盾靠法。",
    "棠川镇人民政府",
    "扫一扫在手机打开当前页",
)
CLEAN = (
    "棠川镇2023年法治政府建设年度报告\n"
    "2023年，全镇坚持依法行政，各项工作取得新进展。\n"
    "一、主要举措\n"
    "开展法治宣传12场，发放资料3500份，引导群众办事依法、遇事找法、解决问题用法、化解矛盾靠法。\n"
    "棠川镇人民政府"
)


def document(*lines):
    """Make a plain document of some lines."""
    return Document(tuple(Paragraph(line) for line in lines), "text/plain")


def test_the_whole_chain():
    """Repaired characters, no chrome, whole paragraphs, and a count of what was done."""
    cleaned = clean(document(*LINES))
    assert cleaned.text == CLEAN
    assert cleaned.joins == 1
    assert len(cleaned.dropped) == 3
    assert not cleaned.issues


@pytest.mark.parametrize(
    "lines",
    [
        LINES,
        (
            "依法行政稳步推进，营造良好氛围。",
            "围。持续抓好落实。",
            "责任编辑：甲",
            "相关解读",
            "一图读懂",
        ),
        (
            "无障碍",
            *(f"第{number}项工作" for number in range(40)),
            *(["打印本页"] * 40),
        ),
        ("一、主要举措", "二、存在的不足", "三、其他需要报告的情况", "附件："),
        ("打印本页", "关闭窗口"),
    ],
    ids=[
        "report",
        "edge and related pages",
        "more chrome than the depth",
        "headings only",
        "chrome only",
    ],
)
def test_idempotent(lines):
    """Cleaning a clean text changes nothing."""
    once = clean(document(*lines))
    assert clean(document(*once.text.split("\n"))).text == once.text


def test_private_glyphs_are_reported():
    """Characters that only the file's font knows are kept, and reported with codes and surroundings."""
    cleaned = clean(document("全县依法行政稳步推进。", "化解\ue123矛盾12件。"))
    assert "\ue123" in cleaned.text
    assert [(issue.code, "U+E123" in issue.message) for issue in cleaned.issues] == [
        ("private_use_glyphs", True)
    ]
    assert "化解\ue123矛盾" in cleaned.issues[0].evidence


def test_private_glyphs_name_codes_and_place():
    """The issue counts all, names each code once, and quotes the first."""
    (issue,) = clean(document("法治\ue0a1政府\ue0a1建设\ue0a2")).issues
    assert issue.message.startswith("3 characters")
    assert "U+E0A1, U+E0A2" in issue.message
    assert "法治\ue0a1" in issue.evidence
    assert clean(document("法治政府")).issues == ()


def test_only_chrome_is_reported_and_kept():
    """A page of nothing but chrome keeps its lines, with an error that says so."""
    cleaned = clean(document("无障碍浏览", "打印本页"))
    assert cleaned.text == "无障碍浏览\n打印本页"
    assert [(issue.code, issue.severity) for issue in cleaned.issues] == [
        ("only_chrome", "error")
    ]


def test_nothing_stays_nothing():
    """An empty document is an empty text without issues."""
    assert clean(document()).text == ""
    assert not clean(document(" ", "\u3000")).issues


@pytest.mark.parametrize(
    "noisy",
    [CLEAN.replace("，", ","), CLEAN.replace("\n", "\n\n"), CLEAN.replace("。", "。 ")],
    ids=["punctuation width", "blank lines", "spaces"],
)
def test_noise_is_no_revision(noisy):
    """Spacing and the width of punctuation leave the digest as it is."""
    assert (
        clean(document(*noisy.split("\n"))).digest
        == clean(document(*CLEAN.split("\n"))).digest
    )


def test_a_changed_number_is_a_revision():
    """One digit more changes the digest."""
    changed = CLEAN.replace("12场", "13场")
    assert (
        clean(document(*changed.split("\n"))).digest
        != clean(document(*CLEAN.split("\n"))).digest
    )


def test_pieces_lead_back_to_their_paragraphs():
    """Each piece of the text is its own paragraph's.

    A joined one begins inside the line, a dropped one has none.
    """
    cleaned = clean(
        Document(
            tuple(Paragraph(line, f"line {n}") for n, line in enumerate(LINES)),
            "text/plain",
            url="u",
        )
    )
    pieces = [
        (cleaned.text[one.start : one.end], one.paragraph.origin, one.url)
        for one in cleaned.pieces
    ]
    assert [origin for _text, origin, _url in pieces] == [
        f"line {n}" for n in (1, 3, 4, 5, 6, 7)
    ]
    assert pieces[3][0].endswith("化解矛")
    assert pieces[4] == ("盾靠法。", "line 6", "u")
    assert cleaned.pieces[4].start == cleaned.pieces[3].end


def test_pieces_cover_the_text_with_attachments_and_repeated_edges():
    """Put in their places, the pieces make the whole text again.

    Words that a page repeats belong to neither.
    """
    edge = document(
        "依托村级阵地开展宣传，营造浓厚氛围。",
        "围。持续办好法治课堂。",
        "依托村级阵地开展宣传，营造氛围。",
        "氛围。",
    )
    attached = replace(document(*LINES), url="http://town.example.cn/1.docx")
    cleaned = clean(
        replace(edge, attached=(document("打印本页"), document(" "), attached))
    )
    whole = list(cleaned.text)
    for piece in cleaned.pieces:
        whole[piece.start : piece.end] = "\n" * (piece.end - piece.start)
    assert set(whole) == {"\n"}
    first = next(one for one in cleaned.pieces if one.url)
    assert (first.start, first.url) == (cleaned.attached[-1], attached.url)
    assert cleaned.text[first.start : first.end] == "棠川镇2023年法治政府建设年度报告"


def test_a_line_that_stands_twice_is_distinguished():
    """Chrome at the tail that repeats a line of the content does not take its place."""
    lines = (
        "棠川镇2023年法治政府建设年度报告",
        "全镇依法行政稳步推进。",
        "打印本页",
        "法治建设有序推进。",
        "打印本页",
    )
    cleaned = clean(
        Document(
            tuple(Paragraph(line, str(n)) for n, line in enumerate(lines)), "text/plain"
        )
    )
    assert [piece.paragraph.origin for piece in cleaned.pieces] == ["0", "1", "2", "3"]


def test_cells_keep_their_places_and_have_offsets():
    """Tables count on from file to file; each cell's offsets name its words in the clean text."""
    first = [
        Paragraph("x", row=Row.build(1, 1, ("单位", "收 案", "结案"))),
        Paragraph("x", row=Row.build(1, 2, ("司法局", "", "８"))),
    ]
    merged = Row(1, 1, (Cell(0, "合计", columns=2), Cell(2, "9")))
    annex = Document((Paragraph("x", row=merged),), "text/html", url="b")
    text = clean(Document(tuple(first), "text/html", url="a", attached=(annex,)))
    assert text.text == "单位\t收案\t结案\n司法局\t\t8\n合计\t\t9"
    assert [table.number for table in text.tables] == [1, 2]
    for table in text.tables:
        for cell in table.cells:
            assert text.text[cell.start : cell.end] == cell.text
    places = [(one.row, one.column, one.text) for one in text.tables[0].cells[3:]]
    assert places == [(1, 0, "司法局"), (1, 1, ""), (1, 2, "8")]


def test_bold_words_are_spans():
    """Bold paragraphs and bold first words are spans of the clean text, with attachments too.

    Joined ones are not.
    """
    bold = Paragraph("抓好 学习", emphasis=True)
    lead = Paragraph("**抓好考核。**全镇考核2次。", lead=9)
    broken = (Paragraph("全镇学习《依法"), Paragraph("行政》纲要。", emphasis=True))
    inner = Document((bold,), "text/plain")
    cleaned = clean(Document((bold, lead, *broken), "text/plain", attached=(inner,)))
    assert [cleaned.text[start:end] for start, end in cleaned.emphasis] == [
        "抓好学习",
        "抓好考核。",
        "抓好学习",
    ]


def test_a_bold_line_is_not_joined():
    """A long bold line above ordinary text is a heading, not the start of its sentence."""
    heading = "坚持和发展新时代“枫桥经验”，不断夯实依法行政基础"
    lines = (
        Paragraph("全镇依法行政。"),
        Paragraph(heading, emphasis=True),
        Paragraph("排查纠纷12起。"),
    )
    assert heading in clean(Document(lines, "text/plain")).text.split("\n")


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


def repair(text):
    """Clean a text of one paragraph."""
    return clean(document(text)).text


@pytest.mark.parametrize(("printed", "repaired"), REPAIRED.values(), ids=REPAIRED)
def test_repaired(printed, repaired):
    """What a page or a converter broke reads as it was meant."""
    assert repair(printed) == repaired


@pytest.mark.parametrize("printed", KEPT.values(), ids=KEPT)
def test_kept(printed):
    """What was printed on purpose stays as it is, above all the width of punctuation."""
    assert repair(printed).replace(" ", "") == printed.replace(" ", "")


@each_row("between", ["    ", "\xa0\xa0\xa0", "\t", "\t\t", "\u3000\u3000"])
def test_numbers_far_apart_stay_two(between):
    """Tabs and several blanks part two numbers: they are no thousands."""
    assert repair(f"城管局{between}128{between}345") == "城管局128 345"


@pytest.mark.parametrize(
    "printed", [printed for printed, _ in REPAIRED.values()] + list(KEPT.values())
)
def test_repaired_text_stays(printed):
    """A repaired paragraph needs no second repair."""
    once = repair(printed)
    assert repair(once) == once


def test_spaces_between_latin_words_stay():
    """Only a space beside a Chinese character is noise."""
    assert repair("引入 Open Data 平台") == "引入Open Data平台"


@pytest.mark.parametrize(
    ("paragraph", "lines"),
    [
        (
            "现将情况报告如下： 一、主要做法 （一）加强学习。学法6次。 二、存在问题 力量薄弱，经费不足。",
            [
                "现将情况报告如下：",
                "一、主要做法",
                "（一）加强学习。学法6次。",
                "二、存在问题",
                "力量薄弱，经费不足。",
            ],
        ),
        (
            "一、强化组织领导\u3000\u3000成立小组，开会4次。\u3000\u3000二、规范执法行为\u3000\u3000办案3件。",
            [
                "一、强化组织领导",
                "成立小组，开会4次。",
                "二、规范执法行为",
                "办案3件。",
            ],
        ),
    ],
)
def test_a_report_in_one_paragraph_is_parted_at_its_headings(paragraph, lines):
    """Blanks set its headings off, and would be lost with them."""
    cleaned = clean(document("棠川镇2023年法治政府建设年度报告", paragraph))
    assert cleaned.text.split("\n")[1:] == lines
    assert {piece.paragraph.text for piece in cleaned.pieces[1:]} == {paragraph}
    for piece, line in zip(cleaned.pieces[1:], lines, strict=True):
        assert cleaned.text[piece.start : piece.end] == line


@pytest.mark.parametrize(
    "paragraph",
    [
        "一、强化 组织 领导。成立小组。",
        "对照“一查、二改” 落实 到位。",
        "一、主要做法（一）加强学习。学法6次。二、存在问题。力量薄弱。",
        "抓好三件事：一、学习，二、宣传，三、督察 等工作。",
    ],
)
def test_other_blanks_part_nothing(paragraph):
    """One heading alone, lists inside a sentence, and headings that marks part from their text."""
    cleaned = clean(document("棠川镇2023年法治政府建设年度报告", paragraph))
    assert cleaned.text.count("\n") == 1


def test_marks_of_direction_go():
    """Marks that turn the direction of writing are no words, and what they turn is read as it is drawn."""
    cleaned = clean(document("立案\u202e14\u202c件，罚款\u20665\u2069万\u206a元。"))
    assert cleaned.text == "立案41件，罚款5万元。"
