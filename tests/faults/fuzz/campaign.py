"""A campaign: mutated files of one kind through the confined child, and what no file may cause."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from time import monotonic

from deploy.demo.docx import docx
from deploy.demo.ofd import write_ofd
from deploy.demo.writer import write
from tasks.documents.sandbox import SandboxProcess, _ConversionLimits
from tasks.model.errors import UnreadableDocument
from tests.documents.word import office_files
from tests.faults.files import GOOD
from tests.faults.fuzz.mutate import mutated
from tests.quality.documents.producers import missing, render

# A file of this size is read within a tenth of a second; what takes longer is near to a hang.
LIMITS = _ConversionLimits(step=10.0, total=10.0, wall=200.0)
SEEDS = range(3)
KINDS = (
    "pdf", "docx", "doc", "rtf", "ofd", "odt", "xlsx", "xls", "flat", "zip", "html", "png",
)  # fmt: skip
# By kind, what LibreOffice makes of a report where it is there.
_RENDERED = {
    "pdf": ("pdf",),
    "doc": ("doc", "doc-numbered"),
    "rtf": ("rtf", "rtf-numbered"),
    "docx": ("docx-resaved",),
}
# A child's codes that no file may cause: it hung, died, or its reader stumbled.
BAD = frozenset({"conversion_timed_out", "conversion_crashed", "reading_interrupted"})


# Office files that are small and hold a bit of everything.
_OFFICE: dict[str, tuple[Callable[[], bytes], ...]] = {
    "odt": (office_files.rich_odt, office_files.rich_ods),
    "xlsx": (office_files.rich_workbook,),
    "xls": (office_files.rich_old_workbook,),
    "flat": (
        office_files.rich_flat_odt,
        office_files.rich_word_2003,
        office_files.rich_flat_opc,
    ),
}


@dataclass
class Ended:
    """How a campaign ended: how many files, the codes of what was told, and the findings by number."""

    kind: str
    files: int = 0
    seconds: float = 0.0
    read: int = 0
    codes: Counter[str] = field(default_factory=Counter)
    findings: dict[int, str] = field(default_factory=dict)


@cache
def seeds_of(kind: str, *, rich: bool = False) -> tuple[bytes, ...]:
    """Give the files that are mutated: small ones, and with `rich` those of real producers too."""
    if kind == "zip":
        return (_zip(),)
    if kind == "html":
        return tuple(
            write(seed).html().encode(codec)
            for seed in SEEDS
            for codec in ("utf-8", "gb18030")
        )
    if kind in _OFFICE:
        return tuple(make() for make in _OFFICE[kind])
    own = {"docx": _docx, "ofd": _ofd}.get(kind)
    seeds = (GOOD[kind](), *(own(seed) for seed in SEEDS if own))
    if not rich:
        return seeds
    names = [name for name in _RENDERED.get(kind, ()) if not missing(name)]
    return (
        *seeds,
        *(one.path.read_bytes() for name in names for one in render(name, list(SEEDS))),
    )


def play(
    kind: str,
    *,
    files: int,
    first: int = 0,
    rich: bool = False,
    folder: Path | None = None,
) -> Ended:
    """Read so many mutated files; findings are saved under `folder`."""
    seeds, ended, begun = seeds_of(kind, rich=rich), Ended(kind), monotonic()
    module = (
        "tasks.documents.sandbox_worker" if kind == "png" else "tests.faults.fuzz.child"
    )
    child = SandboxProcess(LIMITS, module)
    for number in range(first, first + files):
        if not child.usable:
            child.close()
            child = SandboxProcess(LIMITS, module)
        body = mutated(seeds, number)
        if trouble := _read(child, body, ended):
            ended.findings[number] = trouble
            _save(folder, kind, number, body, trouble)
        ended.files += 1
    child.close()
    ended.seconds = monotonic() - begun
    return ended


def _read(child: SandboxProcess, body: bytes, ended: Ended) -> str:
    """Read one file; give what is wrong with how that ended, empty for nothing."""
    try:
        document = child.convert(body)
    except UnreadableDocument as error:
        ended.codes[error.code] += 1
        return f"{error.code}: {error}" if error.code in BAD or not str(error) else ""
    ended.codes.update({issue.code for issue in document.issues})
    ended.read += 1
    silent = not document.paragraphs and not document.issues
    return "lost: no paragraph and no issue" if silent else ""


def _save(
    folder: Path | None, kind: str, number: int, body: bytes, trouble: str
) -> None:
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{kind}-{number}.bin").write_bytes(body)
        (folder / f"{kind}-{number}.txt").write_text(trouble, encoding="utf-8")


def _docx(seed: int) -> bytes:
    return docx(write(seed), numbered=seed % 2 == 0)


def _ofd(seed: int) -> bytes:
    return write_ofd(
        write(seed).paragraphs, letterhead="某某人民政府文件" if seed % 2 else ""
    )


def _zip() -> bytes:
    from tests.faults.files import archive, member

    named: Sequence[str] = ("docx", "doc", "rtf", "pdf", "ofd")
    return archive(
        [
            member(f"附件{number}.{kind}", GOOD[kind]())
            for number, kind in enumerate(named, 1)
        ]
    )
