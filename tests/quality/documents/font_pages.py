"""Pages in other fonts: reports set in four styles of Chinese type, three sizes and three margins.

How lines join must not hang on one font's geometry. The fonts are free ones of Debian's packages; one that is
not installed is told and not measured.
"""

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from deploy.demo.docx import docx, printed
from deploy.demo.look import Look, draw_look
from deploy.demo.make_documents import PROGRAM
from deploy.demo.writer import write
from tests.quality.documents.measure import Floor
from tests.quality.documents.producers import (
    Rendered,
    expected_rendering,
    keep_file,
    office_files,
    scanned,
)

# By style: the body's font, and the package that has it. Fandol's folder has to be known to fontconfig.
FONTS = {
    "song": ("AR PL SungtiL GB", "fonts-arphic-gbsn00lp"),
    "fangsong": ("FandolFang", "texlive-lang-chinese"),
    "kai": ("AR PL KaitiM GB", "fonts-arphic-gkai00mp"),
    "hei": ("WenQuanYi Zen Hei", "fonts-wqy-zenhei"),
}
SIZES = (16.0, 14.0, 12.0)
# Top, right, bottom, left in millimetres: the standard's (GB/T 9704), the program's own, narrow ones.
MARGINS = ((37, 26, 35, 28), (25.4, 31.8, 25.4, 31.8), (20, 20, 20, 20))
# Of each font and size; the margins come in turn.
FIRST_SEED = 200
KINDS = ("pdf", "scan-pdf")
# Each of the three margins is there once; of more reports in each format, one in twenty is set in each font.
FEWEST = 3
# So many pages of a report are scanned: each costs some two seconds, and two show how its lines join.
SCANNED_PAGES = 2
FLOORS = {
    # LibreOffice does not print the marks that would hang into the margin: in large
    # letters one in a thousand.
    "pdf": Floor(cer=0.2, paragraphs=0.99, sections=0.985, bare=True),
    "scan-pdf": Floor(cer=0.5, paragraphs=0.98, sections=0.97, bare=True),
}


@dataclass(frozen=True)
class FontPages:
    """Reports in one font and size, as text or as scans."""

    style: str
    size: float
    kind: str

    @property
    def name(self) -> str:
        """Name them in a table: `kai 14 scan-pdf`."""
        return f"{self.style} {self.size:g} {self.kind}"

    def missing(self) -> str:
        """Say what is needed and not installed; empty when the pages can be made."""
        family, package = FONTS[self.style]
        if PROGRAM is None:
            return "LibreOffice is not installed"
        if family not in _list_families():
            return f"the font {family} is not installed (apt-get install {package})"
        return ""

    def render(self, reports: int) -> list[Rendered]:
        """Give so many reports; raises OfficeMissing without LibreOffice."""
        written = [write(FIRST_SEED + number) for number in range(reports)]
        looks = [self._set_look(report.seed) for report in written]
        sources = [
            keep_file("docx", docx(report, look, numbered=True))
            for report, look in zip(written, looks, strict=True)
        ]
        files = []
        for report, look, path in zip(
            written, looks, office_files(sources, "pdf"), strict=True
        ):
            rendered = expected_rendering("pdf", report, path)
            words = tuple(printed(report, look))
            files.append(replace(rendered, paragraphs=words))
        if self.kind == "pdf":
            return files
        return [scanned(self.kind, file, SCANNED_PAGES) for file in files]

    def _set_look(self, seed: int) -> Look:
        """Set a report in this font and size; what else a look has is drawn."""
        look = draw_look(seed)
        family = {style: name for style, (name, _package) in FONTS.items()}
        turn = seed - FIRST_SEED
        return replace(
            look,
            fonts=(
                family["song"],
                family["hei"],
                family["kai"],
                family[self.style],
            ),
            size=self.size,
            title_size=22.0 if self.size > 14 else 18.0,
            pitch=(1.75 * self.size, 0.0)[turn // len(MARGINS) % 2],
            margins=MARGINS[turn % len(MARGINS)],
            header=look.header if self.kind == "pdf" else "",
        )


def share_of(reports: int) -> int:
    """Say how many reports are set in each font and size where so many are made in each format."""
    return max(FEWEST, reports // 20)


def list_pages(kinds: Sequence[str] = KINDS) -> Iterator[FontPages]:
    """Yield every font in every size, as text and as scans."""
    for kind in kinds:
        for style in FONTS:
            for size in SIZES:
                yield FontPages(style, size, kind)


@cache
def _list_families() -> str:
    """List the families of fonts that are installed; empty without fontconfig."""
    program = shutil.which("fc-list")
    if program is None:
        return ""
    done = subprocess.run([program, ":", "family"], capture_output=True, check=False)
    return done.stdout.decode(errors="replace")
