"""What an installation carries is what the repository holds."""

import tomllib

from tests.paths import ROOT

PACKAGES = set(
    tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"][
        "packages"
    ]
)
CARRIED = (
    "tasks",
    "flows",
    "expectations",
    "deploy/demo",
    "data/lookups",
    "data/sources",
)


def test_every_folder_is_carried():
    """A folder that is not in the list would be missing from the wheel alone, which no other test sees."""
    folders = {
        path.parent.relative_to(ROOT)
        for top in CARRIED
        for path in (ROOT / top).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    expected = {"fazhi." + ".".join(folder.parts) for folder in folders}
    assert {*expected, "fazhi", "fazhi.data", "fazhi.deploy"} == PACKAGES
