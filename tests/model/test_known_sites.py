"""The lookup of sites: what a row has to say."""

import pytest

from tasks.model.errors import ConfigurationError
from tasks.model.known_sites import KnownSite


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (",county,county,,http://a.gov.cn/", "column organ"),
        ("甲县人民政府,shire,county,,http://a.gov.cn/", "column organ_kind"),
        ("甲县人民政府,county,county,5001,http://a.gov.cn/", "column division_code"),
        ("甲县人民政府,county,county,,a.gov.cn", "column home"),
    ],
)
def test_a_damaged_row_is_named(tmp_path, row, words):
    """With file, line and column."""
    path = tmp_path / "some.csv"
    path.write_text(
        f"organ,organ_kind,level,division_code,home\n{row}\n", encoding="utf-8"
    )
    with pytest.raises(ConfigurationError, match=rf"some\.csv: line 2: {words}"):
        KnownSite.load_all(path)
