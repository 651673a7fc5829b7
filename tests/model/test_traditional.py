"""Traditional characters of machine-made copies."""

from tasks.model.traditional import simplify_characters, simplify_strays


def test_names_are_simplified():
    """Names of organs come out as they are written today; nothing moves."""
    copy = "三張鎮人民政府、遼陽縣財政局、廣東醫療保障辦公室"
    assert (
        simplify_characters(copy) == "三张镇人民政府、辽阳县财政局、广东医疗保障办公室"
    )


def test_simplified_text_stays():
    """Characters that simplified names use too are left alone."""
    names = "於潜镇、后所镇、乾县、干溪镇、里仁乡、台儿庄区、范县"
    assert simplify_characters(names) == names


def test_single_characters_of_a_simplified_page_are_misread():
    """開 and 後 among simplified words are written as those; nothing else changes."""
    rest = "建立健全依法行政长效机制，持续推进严格规范公正文明执法。"
    page = ["全年召開会议12次，", "会後督促整改问题34个。", *[rest] * 5]
    read = ["全年召开会议12次，", "会后督促整改问题34个。", *[rest] * 5]
    assert simplify_strays(page) == read


def test_a_traditional_page_stays_traditional():
    """Its characters are what was printed."""
    page = ["全年召開會議12次，", "會後督促整改問題34個，整改率為98%。"]
    assert simplify_strays(page) == page
