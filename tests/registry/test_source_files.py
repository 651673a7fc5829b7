"""Sources in TOML files."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tasks.model.errors import ConfigurationError
from tasks.model.source import Source
from tasks.registry.source_files import load_sources
from tests.rows import each_row

GOOD = 'name = "演示镇"\norgan = "演示镇人民政府"\nfamily = "trs"\ncolumn = "http://example.cn/bg/"\n'


@pytest.fixture
def folder(tmp_path):
    """Write two good sources."""
    for name in ("b-town", "a-town"):
        (tmp_path / f"{name}.toml").write_text(GOOD, encoding="utf-8")
    return tmp_path


def test_sources_are_named_by_their_files_and_sorted(folder):
    """All of them, or those that are asked for."""
    assert [source.id for source in load_sources(folder)] == ["a-town", "b-town"]
    assert [source.id for source in load_sources(folder, ["b-town"])] == ["b-town"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (GOOD + 'colum = "x"\n', ["`colum`", "no such key"]),
        (GOOD.replace('organ = "演示镇人民政府"\n', ""), ["`organ`", "add it"]),
        (GOOD.replace("trs", "wordpress"), ["`family`", "wordpress", "trs"]),
        (GOOD + "delay = -1\n", ["`delay`", "-1"]),
        (GOOD + '[region]\ndivision_code = "12"\n', ["`region.division_code`"]),
        (GOOD + 'id = "other"\n', ["`id`", "rename"]),
        (
            GOOD + 'quiet_hours = "8-20"\n',
            ["`quiet_hours`: quiet hours are written like", "8-20"],
        ),
        (GOOD + "volume_min = 9\nvolume_max = 3\n", ["`volume_max`", "upside down"]),
        (GOOD + 'lifecycle = "successor"\n', ["`successor`", "name the id"]),
        (GOOD + "season = 2\n", ["`season`", "'nightly' or 'seasonal'"]),
        (GOOD + "delay = \n", ["not valid TOML", "line 5"]),
    ],
)
def test_mistakes_name_file_key_and_remedy(folder, text, words):
    """Whoever adds a source reads what to mend."""
    (folder / "c-town.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        load_sources(folder)
    assert all(word in str(caught.value) for word in ["c-town.toml", *words])


@each_row(
    "line",
    [
        'column = "http://me:C4naryS3cret@127.0.0.1:9/x"',
        """column = "http://me:C4nary'S3cret word@127.0.0.1:9/x/@" """,
        'canary = "http://me:C4naryS3cret@example.cn/bg/a.html"',
        'hosts = ["me:C4naryS3cret@sfj.example.cn"]',
    ],
)
def test_a_password_in_an_address_is_not_repeated(line):
    """The file and the key are named; what stands before the host is not."""
    key = line.partition(" ")[0]
    text = "".join(
        f"{one}\n" for one in GOOD.splitlines() if not one.startswith(f"{key} ")
    )
    with TemporaryDirectory() as folder:
        file = Path(folder, "c-town.toml")
        file.write_text(f"{text}{line}\n", encoding="utf-8")
        with pytest.raises(
            ConfigurationError, match=rf"c-town.toml: key `{key}"
        ) as caught:
            load_sources(Path(folder))
    assert "C4nary" not in str(caught.value)
    assert "S3cret" not in str(caught.value)


def test_a_file_in_another_charset_is_reported(folder):
    """TOML is UTF-8."""
    (folder / "c-town.toml").write_bytes(GOOD.encode("gb18030"))
    with pytest.raises(ConfigurationError, match="UTF-8"):
        load_sources(folder)


def test_unknown_ids_and_empty_folders_are_reported(folder, tmp_path):
    """Neither is an empty night."""
    with pytest.raises(ConfigurationError, match="c-town"):
        load_sources(folder, ["a-town", "c-town"])
    with pytest.raises(ConfigurationError, match="--sources"):
        load_sources(tmp_path / "nowhere")


def test_a_source_that_is_written_reads_as_it_was(folder):
    """What differs from the defaults is in the file, tables last."""
    (source,) = load_sources(folder, ["a-town"])
    changed = Source.model_validate(
        {
            **source.model_dump(by_alias=True),
            "hosts": ("a.gov.cn", "b.gov.cn"),
            "options": {"tagId": '当前"栏目"', "列": "1"},
            "region": {"province": "山东省", "division_code": "370000000000"},
            "volume_max": 90,
            "notes": "one\ntwo\x7f",
        }
    )
    path = folder / "a-town.toml"
    path.write_text(changed.render(), encoding="utf-8")
    assert load_sources(folder, ["a-town"]) == [changed]
    assert "verified = false" in path.read_text(encoding="utf-8")
