"""Traditional characters of machine-made copies."""

from tasks.report.traditional import simplify_characters


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
