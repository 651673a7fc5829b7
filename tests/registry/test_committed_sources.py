"""Every source of `data/sources`: it loads, is no other's double, and agrees with the lookups."""

from functools import cache
from urllib.parse import urlsplit

from tasks.fetch.urls import normalize_url
from tasks.model.source import Lifecycle, Source, make_id_stem
from tasks.registry.source_files import Divisions, check_registry, load_source
from tasks.sites.families import FAMILIES
from tasks.sites.list_rows import infer_column
from tests.paths import ROOT
from tests.rows import check_rows

FOLDER = ROOT / "data" / "sources"
FILES = sorted(FOLDER.glob("*.toml"))
STEMS = [file.stem for file in FILES]
# Sites that copied pages of governments under names of their own.
_HIJACKED = (
    "rajayuj.com",
    "basexf.com",
    "paobohui.com",
    "hqtbz.com",
    "saintpaulhem.com",
    "ivechain.com",
    "hbjcw.com.cn",
)
# Hosts of those whose list was never seen, and whose first page is all that is known.
_HOME_PAGES = ("xxgk.shbsq.gov.cn", "www.wfqzf.gov.cn")


@cache
def sources() -> dict[str, Source]:
    """Load all sources, by the files' stems."""
    return {file.stem: load_source(file) for file in FILES}


def test_there_are_enough():
    """The registry is worth a night, over several families, levels of government and provinces."""
    assert len(FILES) >= 60
    loaded = sources().values()
    assert len({source.family for source in loaded}) >= 6
    assert len({source.region.province for source in loaded}) >= 15
    assert {str(source.organ_kind) for source in loaded} >= {
        "province", "prefecture", "county", "town", "subdistrict", "department",
    }  # fmt: skip


def check_column(stem):
    """Check a source's family, and where its requests go."""
    source = sources()[stem]
    assert source.family in FAMILIES
    assert source.host in source.allowed_hosts
    assert normalize_url(source.column) == source.column
    assert infer_column(source.column) is None, "the column is an article's address"


def test_the_source_loads_and_its_family_can_walk():
    """The file is valid, its family has a module, and the column is one that a request may go to."""
    check_rows(check_column, STEMS)


def check_id(stem):
    """Check a source's id."""
    assert stem.startswith(f"{make_id_stem(sources()[stem].host)}-")


def test_the_id_is_spelled_by_the_scheme():
    """Host first, so that a site's files stand together."""
    check_rows(check_id, STEMS)


def check_place(stem):
    """Check a source's division and level."""
    source = sources()[stem]
    assert source.region.division_code is not None
    assert Divisions.check_region(source.region) is None
    assert source.organ_kind is not None
    deepest = {
        "town": "township",
        "subdistrict": "township",
        "county": "county",
        "prefecture": "prefecture",
    }
    level = deepest.get(source.organ_kind)
    assert level is None or getattr(source.region, level), (
        f"a {source.organ_kind} needs its {level}"
    )


def test_the_region_is_in_the_lookup():
    """The division code exists and means the region that is named, down to the organ's own level."""
    check_rows(check_place, STEMS)


def check_manners(stem):
    """Check how a source is asked, and what is said of it."""
    source = sources()[stem]
    assert source.delay >= 1.0
    assert source.season == "seasonal"
    assert not source.allow_private
    assert source.volume_min is not None
    assert source.volume_max is not None
    assert source.verified or source.notes
    assert source.host.endswith(".gov.cn")
    assert not any(host.endswith(_HIJACKED) for host in source.allowed_hosts)


def test_the_source_is_polite_and_honest():
    """A real site is asked slowly and weekly out of season.

    What nobody confirmed says where it comes from.
    """
    check_rows(check_manners, STEMS)


def check_canary(stem):
    """Check where a source's canary lies."""
    source = sources()[stem]
    if source.canary is None:
        assert source.lifecycle is Lifecycle.ACTIVE
        return
    assert urlsplit(source.canary).netloc in source.allowed_hosts
    column = infer_column(source.canary)
    if column and source.host not in _HOME_PAGES:
        assert column.startswith(source.column)


def test_the_canary_lies_in_the_column():
    """Where an article's address tells its column, that is the source's, or lies below it."""
    check_rows(check_canary, STEMS)


def test_no_two_are_the_same():
    """Columns differ, successors exist, and the whole registry has no finding at all."""
    columns = [source.column for source in sources().values()]
    assert len(columns) == len(set(columns))
    assert check_registry(list(sources().values())) == []
