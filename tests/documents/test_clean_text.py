"""Document to clean text: the whole chain, what it counts, and what it never does."""

from dataclasses import replace

import pytest

from tasks.documents.clean_text import clean
from tasks.model.document import Document, Paragraph

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


def test_private_glyphs_are_told():
    """Characters that only the file's font knows are kept, and reported with codes and surroundings."""
    cleaned = clean(document("全县依法行政稳步推进。", "化解\ue123矛盾12件。"))
    assert "\ue123" in cleaned.text
    assert [(issue.code, "U+E123" in issue.message) for issue in cleaned.issues] == [
        ("private_use_glyphs", True)
    ]
    assert "化解\ue123矛盾" in cleaned.issues[0].evidence


def test_only_chrome_is_told_and_kept():
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


def test_a_line_that_stands_twice_is_told_apart():
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
