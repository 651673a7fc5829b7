"""How a single document is read, as a person sees it."""

import re

import pytest
from rich.cells import cell_len
from typer.testing import CliRunner

from deploy.demo.docx import docx
from deploy.demo.writer import write
from flows.cli.main import app
from flows.cli.read import _read_file
from tasks.home import Home
from tasks.model.errors import ConfigurationError
from tests.documents.paged.pdf_files import Page, Words, pdf
from tests.world.published import CUT, FILE, LEADS, LONG, PAGE
from tests.world.town import Nights, source

runner = CliRunner()
HTML = """<html><head><title>{title}</title></head><body><div class="TRS_Editor">
<p>您的位置: 首页 &gt; 政务公开</p>
<h1>{title}</h1><p>2025年，云溪镇坚持依法办事，现将全年情况报告如下。</p>
<p>一、主要举措和成效</p><p>全年办理案件12件，开展普法活动30余场次。</p><p>{first}</p><p>{second}</p>
<p>二、存在的不足和原因</p><p>少数干部学法不够主动。</p>
<p>扫一扫在手机打开当前页</p></div></body></html>"""
# `\x1b[32m`, `\x1b[1;96m`
_COLOUR = re.compile(r"\x1b\[(?:\d+;)*(?:3|9)[0-7]m")
TITLE = "云溪镇2025年法治政府建设年度报告"


def shown(*arguments, code=0):
    """Run the command and give what it prints."""
    result = runner.invoke(app, ["explain", *map(str, arguments)])
    assert result.exit_code == code, result.output
    return result.stdout


@pytest.fixture
def page(tmp_path):
    """Write a page with chrome, and a sentence that it breaks in two."""
    path = tmp_path / "page.html"
    path.write_text(
        HTML.format(title=TITLE, first=CUT[0], second=CUT[1]), encoding="utf-8"
    )
    return path


def test_a_page_is_shown_with_all_its_marks(page):
    """Facts with evidence, headings with their kind, numbers with their reading.

    And joins, dropped lines, issues.
    """
    words = shown(page, "--width", 200)
    assert f"{TITLE}" in words
    assert "← title" in words
    assert "一、主要举措和成效‹achievements ← " in words
    assert "⟦12件⟧‹12 件" in words
    assert "⟦30余场次⟧‹≥ 30 场次" in words
    assert "走访入户，↩全年共化解" in words
    assert words.index("dropped as the site's chrome: 2 lines") < words.index(
        "您的位置:首页>政务公开"
    )
    assert "short_text" in words
    assert "\x1b" not in words


def test_what_became_of_the_digits_is_shown(tmp_path):
    """By kind, and the unread ones with the words around them."""
    path = tmp_path / "digits.txt"
    words = "2024年，按双建办〔2024〕17号文件要求培训12场，新增绿地17亿。"
    path.write_text(f"{TITLE}\n{words}\n", encoding="utf-8")
    printed = shown(path, "--width", 200)
    assert "quantity 1: 12" in printed
    assert "document 2: 2024 17" in printed
    assert "unread 1: 场，新增绿地17亿。" in printed


def test_a_table_is_shown_with_its_heads_and_the_lines_above(tmp_path):
    """The unit of its numbers may stand in them."""
    path = tmp_path / "table.html"
    rows = "".join(
        f"<tr><td>{label}</td><td>{value}</td></tr>"
        for label, value in (("部门", "行政处罚"), ("公安局", 41), ("水利局", 7))
    )
    body = f"<h1>{TITLE}</h1><p>附表</p><p>单位：件</p><table border=1>{rows}</table>"
    path.write_text(f"<meta charset=utf-8><div>{body}</div>", encoding="utf-8")
    printed = shown(path, "--width", 200)
    above = printed.partition("below")[2].partition("”")[0]
    assert "".join(above.split()).endswith("›附表›单位：件")
    assert "公安局" in printed
    assert "41 件" in printed


def test_it_is_the_reading_of_a_run(tmp_path):
    """Each section and quantity that `fazhi read` gives is shown, in the order of the text."""
    path = tmp_path / "report.docx"
    path.write_bytes(docx(write(8)))
    answer = _read_file(path)
    words = "".join(shown(path, "--width", 160).split())
    assert words.count("⟦") == len(answer["quantities"]) + 1  # and the legend
    at = 0
    for section in answer["sections"]:
        heading = "".join(f"{section['label'] or ''}{section['heading'] or ''}".split())
        at = words.index(heading, at)
    for issue in answer["issues"]:
        assert f"{issue['severity']}{issue['code']}" in words


@pytest.mark.parametrize("width", [40, 61, 100])
def test_no_line_is_wider_than_the_terminal(page, width):
    """Chinese characters count two columns."""
    lines = shown(page, "--width", width).splitlines()
    assert max(map(cell_len, lines)) <= width


def test_colours_are_for_terminals_that_want_them(page):
    """A terminal that asks for colour gets it, and none with --no-color."""
    coloured = runner.invoke(
        app, ["explain", str(page)], env={"FORCE_COLOR": "1", "TERM": "xterm-256color"}
    )
    assert _COLOUR.search(coloured.stdout)
    plain = runner.invoke(
        app,
        ["explain", str(page), "--no-color"],
        env={"FORCE_COLOR": "1", "TERM": "xterm-256color"},
    )
    assert plain.exit_code == 0
    assert not _COLOUR.search(plain.stdout)


def test_a_page_of_the_archive_is_read_with_its_attachment(published):
    """The text is the attachment's, the file is named, and nothing is asked of the site."""
    asked = len(published.site.asked)
    words = shown(
        published.url(LEADS),
        "--home",
        published.home,
        "--sources",
        published.sources,
        "--width",
        160,
    )
    assert f"attachment “年度报告” {published.url(FILE)}  its text is read" in words
    assert "text_in_attachment" in words
    assert "示例省" in words
    assert len(published.site.asked) == asked


def test_an_attachment_and_a_further_page_are_read_by_their_own_address(published):
    """What the archive holds is enough, report or not."""
    words = shown(published.url(FILE), "--home", published.home, "--width", 160)
    assert "wordprocessingml" in words
    assert "20场" in shown(published.url(LONG), "--home", published.home)


def test_the_latest_revision_is_read(published):
    """The page was revised after the release: what a run would read now is shown."""
    assert "复议案件⟦5件⟧" in shown(
        published.url(PAGE), "--home", published.home, "--width", 200
    )


def test_a_report_that_moved_is_explained_under_both_addresses(town, tmp_path):
    """The one that named it, and the one that it has now."""
    title = "演示镇2025年法治政府建设年度报告"
    for folder in ("bg", "xx"):
        town.put_report(f"/{folder}/a.html", title, "办理案件23件。")
    town.put_list(("a.html", title))
    nights = Nights(Home.open(str(tmp_path)), source(town))
    nights.run(1)
    town.put("/bg/a.html", "", 301, Location="/xx/a.html")
    town.put_list(("/xx/a.html", title))
    nights.run(2)
    assert nights.codes() == ["moved"]
    for path in ("/bg/a.html", "/xx/a.html"):
        words = shown(town.url(path), "--home", tmp_path)
        assert "23件" in words
        assert "revision 1" in words


def test_what_the_archive_does_not_hold_names_the_command_that_fetches(published):
    """A host of a source is crawled by its id; another needs a source; nothing is fetched."""
    home = str(published.home)

    def explain(named):
        asked = ["explain", named, "--home", home, "--sources", str(published.sources)]
        runner.invoke(app, asked, catch_exceptions=False)

    with pytest.raises(ConfigurationError, match="fazhi run --source demo"):
        explain(published.url("/bg/none.html"))
    with pytest.raises(
        ConfigurationError, match=r"fazhi sources probe http://www\.example\.cn/a\.html"
    ):
        explain("http://www.example.cn/a.html")
    with pytest.raises(ConfigurationError, match="is a folder; give one of its files"):
        explain(home)
    with pytest.raises(ConfigurationError, match="no such file"):
        explain("nowhere.pdf")


def test_a_pdf_names_page_and_box(tmp_path):
    """The evidence of a title that the text itself has is the place where it is printed."""
    path = tmp_path / "report.pdf"
    lines = (TITLE, "一、主要举措和成效", "全年办理案件12件，开展普法活动30余场次。")
    path.write_bytes(
        pdf(
            [
                Page(
                    [
                        Words(line, 90, 100 + 40 * number)
                        for number, line in enumerate(lines)
                    ]
                )
            ]
        )
    )
    words = shown(path, "--width", 120)
    assert "← page 1 (90," in words
    assert "⟦12件⟧" in words


def test_what_cannot_be_read_is_an_issue_and_exit_code_1(tmp_path):
    """The code, the severity and the remedy are shown."""
    path = tmp_path / "empty.html"
    path.write_bytes(b"")
    assert "error empty_page" in shown(path, code=1)
