"""Plain text to paragraphs, and the labels at its head."""

import pytest

from tasks.documents.plain_text import read

HEAD = "棠川镇2023年法治政府建设年度报告\n来源:棠川镇人民政府 发布时间:2024-01-23 11:19\n\n"


def test_a_paragraph_a_line():
    """Each line with text is a paragraph that knows its number."""
    document = read("甲段\n\n  \u3000\n  乙段  \r\n丙段", "utf-8")
    assert [
        (paragraph.text, paragraph.origin) for paragraph in document.paragraphs
    ] == [
        ("甲段", "line 1"),
        ("乙段", "line 4"),
        ("丙段", "line 5"),
    ]
    assert document.charset == "utf-8"
    assert document.media_type == "text/plain"


def test_labels_become_metadata():
    """Labels among the first lines are read, with where they stood."""
    document = read(HEAD + "2023年，全镇依法行政稳步推进。")
    assert document.metadata == {
        "source": "棠川镇人民政府",
        "published": "2024-01-23 11:19",
    }
    assert document.metadata_origin["published"] == "label 发布时间, line 2"


@pytest.mark.parametrize(
    "text",
    [
        "报告\n来源：本网",
        "报告\n来源： -",
        "2023年，主要来源：群众来信。",
        "\n".join(["二、其他"] * 15) + "\n来源：棠川镇人民政府",
    ],
    ids=["本网", "dash", "sentence", "too far down"],
)
def test_what_is_no_metadata(text):
    """Empty words, sentences and lines deep in the text tell no source."""
    assert "source" not in read(text).metadata


def test_the_first_value_holds():
    """A box printed twice is read once."""
    assert read("文号：棠政发〔2023〕8号\n文号：棠政发〔2023〕9号").metadata == {
        "document_number": "棠政发〔2023〕8号"
    }


@pytest.mark.parametrize(
    ("line", "emphasis", "lead"),
    [
        ("## 二、其他", True, 0),
        ("**二、其他**", True, 0),
        ("**抓好学习。**全镇学法。", False, 9),
        ("全镇**学法**。", False, 0),
        ("某*区*局", False, 0),
    ],
)
def test_markdown_emphasis(line, emphasis, lead):
    """A Markdown heading or strong line is emphasised, strong first words are its lead."""
    (paragraph,) = read(line).paragraphs
    assert (paragraph.emphasis, paragraph.lead) == (emphasis, lead)
