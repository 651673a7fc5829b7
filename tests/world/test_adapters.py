"""What programs outside ask of a checkout works, so that a name that moves breaks a test here."""

import json
import os
import subprocess
import sys
from datetime import timedelta

import pytest

from tests.paths import ROOT
from tests.world import adapter

TITLE = "演示镇2025年法治政府建设年度报告"
ROW = (
    '<li><a href="/zwgk/fz/content_{}.html">演示镇{}年法治政府建设年度报告</a>'
    "<span>{}-01-20</span></li>"
)
ROWS = "".join(ROW.format(year, year, year + 1) for year in range(2019, 2026))
LIST = f"<html><head><title>法治政府建设_演示镇人民政府</title></head><body><ul>{ROWS}</ul></body></html>"
REPORT = (
    f'<html><head><title>{TITLE}</title><meta name="ArticleTitle" content="{TITLE}">'
    '<meta name="PubDate" content="2026-01-20 10:00"></head>'
    f'<body><h1>{TITLE}</h1><div class="TRS_Editor"><p>一、主要举措和成效</p>'
    + "<p>全年依法办结行政许可事项，按时公开目录。</p>" * 20
    + '<p><a href="./P1.pdf">附件.pdf</a></p></div></body></html>'
)


def answer(url, form):
    """Serve one list page, and nothing else."""
    if url.endswith("/zwgk/fz/index.html") and not form:
        return 200, adapter.HTML, LIST.encode()
    return 404, adapter.HTML, b"<html><title>404</title></html>"


def test_a_list_is_walked():
    """All rows with title, address and day; that they are all; why the walk ended; the system."""
    walked = adapter.walk("/zwgk/fz/index.html", answer)
    assert walked is not None
    rows, complete, reason, system = walked
    assert len(rows) == 7
    assert (TITLE, f"{adapter.HOST}/zwgk/fz/content_2025.html", "2026-01-20") in rows
    assert (complete, bool(reason), bool(system)) == (True, True, True)


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, REPORT, "page"),
        (404, "<html>404</html>", "gone"),
        (403, "<html>403</html>", "blocked"),
        (503, "<html>503</html>", "unreachable"),
        (400, "<html>400</html>", "HTTP 400"),
    ],
)
def test_an_answer_has_a_meaning(status, body, expected):
    """One word for each kind of answer."""
    assert adapter.meaning(status, {}, body, adapter.HTML) == expected


def test_files_columns_and_title_are_read_of_pages():
    """Attachments of a report, columns of a home page, title and day of publication."""
    url = f"{adapter.HOST}/zwgk/fz/content_2025.html"
    assert adapter.files(REPORT.encode(), url, TITLE) == [
        f"{adapter.HOST}/zwgk/fz/P1.pdf"
    ]
    home = '<a href="/zwgk/fz/">法治政府建设年度报告</a>'
    assert adapter.columns(f"<html><body>{home}</body></html>") == [
        f"{adapter.HOST}/zwgk/fz/"
    ]
    assert adapter.title(REPORT.encode(), url) == (TITLE, "2026-01-20")


@pytest.mark.slow
def test_nights_are_played_by_hand(tmp_path, night_by_hand):
    """Each step of `night.py` works, and a second night over the same sites comes to the same rows."""
    night, home = night_by_hand, tmp_path / "home"
    portal, sources = night.of_portal(0, str(tmp_path / "sources"), keep=1)
    try:
        outcomes, staged, audit, release = night.night(home, sources)
        assert [outcome.failed for outcome in outcomes] == [False]
        assert (audit.passed, audit.release_id) == (True, staged.release_id)
        assert night.latest(home)["release_id"] == release.release_id
        before = night.content(home, ("sections", "quantities"))
        night.night(home, sources, started=night.start_of(1) + timedelta(hours=1))
        assert night.content(home, ("sections", "quantities")) == before
        assert min(before.values()) > (0, "")
        assert night.verified(home).sound
    finally:
        portal.__exit__(None, None, None)


@pytest.mark.flow
@pytest.mark.slow
def test_a_night_is_played_from_the_root(tmp_path):
    """`inside.py` runs as a script, and its last line is the answer."""
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "eins.toml").write_text(
        'name = "一"\norgan = "演示镇人民政府"\nfamily = "static"\n'
        'column = "http://127.0.0.1:1/a/"\nallow_private = true\ndelay = 0.0\n',
        encoding="utf-8",
    )
    script = ROOT / "tests" / "world" / "inside.py"
    done = subprocess.run(
        [
            sys.executable,
            str(script),
            str(tmp_path / "home"),
            str(sources),
            "2026-04-05",
        ],
        cwd=ROOT,
        env={**os.environ, "PREFECT_HOME": str(tmp_path / "prefect")},
        capture_output=True,
        text=True,
        check=True,
    )
    answered = json.loads(done.stdout.splitlines()[-1])
    (outcome,) = answered["outcomes"]
    assert (outcome["source"], outcome["kind"]) == ("eins", "unreachable")
    assert set(answered) == {"outcomes", "held_back"}
    assert (tmp_path / "home" / "state").is_dir()
