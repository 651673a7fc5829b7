"""The small committed set: a few reports as files of every kind, for machines without LibreOffice.

What a report says stands beside its files, so that they stay right when the writer writes other reports.
"""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import cast

from deploy.demo.truth import Truth
from tests.quality.documents.producers import Rendered, render

FOLDER = Path(__file__).parent / "files"
# Short reports of different looks: with tables and without, Word's numbers in the odd ones.
SEEDS = (0, 2, 4, 13, 17)
KINDS = ("pdf", "docx", "doc", "rtf", "ofd")
# One page is enough: its noise makes a scan larger than the other files of a report together.
SCANNED = (26,)


def make() -> int:
    """Make all files anew; give their size in bytes. Raises what `render` does."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    for kind in ("scan-page", *KINDS):
        for seed in seeds_of(kind):
            [rendered] = render(_variant(kind, seed), [seed])
            shutil.copy(rendered.path, FOLDER / _name(kind, seed))
            if kind in ("scan-page", "pdf"):
                _path_of_truth(seed).write_text(
                    _truth_json(rendered) + "\n", encoding="utf-8"
                )
    return sum(path.stat().st_size for path in FOLDER.iterdir())


def seeds_of(kind: str) -> Sequence[int]:
    """Name the reports that are there in a format."""
    return SCANNED if kind == "scan-page" else SEEDS


def load(kind: str) -> list[Rendered]:
    """Give the committed files of a format with what they must say."""
    return [_load(kind, seed) for seed in seeds_of(kind)]


def _load(kind: str, seed: int) -> Rendered:
    truth = json.loads(_path_of_truth(seed).read_text(encoding="utf-8"))
    # Our writer of OFD files sets no tables.
    paragraphs = tuple(
        words for words in truth.pop("paragraphs") if kind != "ofd" or "\t" not in words
    )
    return Rendered(seed, FOLDER / _name(kind, seed), paragraphs, cast("Truth", truth))


def _truth_json(rendered: Rendered) -> str:
    """Give what a file says and the truths that are measured, as JSON."""
    truth = dict(rendered.truth)
    kept = {name: truth[name] for name in ("title", "report_year", "sections")}
    return json.dumps(
        {**kept, "paragraphs": rendered.paragraphs}, ensure_ascii=False, indent=1
    )


def _variant(kind: str, seed: int) -> str:
    return f"{kind}-numbered" if kind in ("docx", "doc", "rtf") and seed % 2 else kind


def _path_of_truth(seed: int) -> Path:
    return FOLDER / f"{seed:03}.json"


def _name(kind: str, seed: int) -> str:
    return f"{seed:03}.{'jpg' if kind == 'scan-page' else kind}"
