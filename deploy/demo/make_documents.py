"""Make the kept files of the demo's reports that changed: `python -m deploy.demo.make_documents`.

LibreOffice and Pillow make them; `--all` makes the others anew, too.
"""

import argparse
import hashlib
import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from deploy.demo.offers import FOLDER, KEPT, SCANNED, kept, source
from deploy.demo.posts import written_of
from deploy.demo.script import DOCUMENTS
from deploy.demo.script.model import Form
from deploy.demo.writer import Written

# The filter by the ending of the file that is made.
FILTERS = {
    "pdf": "pdf:writer_pdf_Export",
    "doc": "doc:MS Word 97",
    "docx": "docx:MS Word 2007 XML",
    "rtf": "rtf:Rich Text Format",
    "txt": "txt:Text (encoded):UTF8",
}
PROGRAM = shutil.which("soffice")
SECONDS_A_FILE = 20


class OfficeMissing(RuntimeError):
    """Raised when LibreOffice is not installed: `apt-get install libreoffice-writer fonts-noto-cjk`."""


def convert_files(files: Sequence[Path], kind: str, into: Path) -> list[Path]:
    """Convert files to another kind with one run of LibreOffice; give the new paths in order.

    Raises OfficeMissing, and RuntimeError when the program left a file out.
    """
    if PROGRAM is None:
        raise OfficeMissing(
            "install LibreOffice: apt-get install libreoffice-writer fonts-noto-cjk"
        )
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="fazhi-office-") as profile:
        command = [
            PROGRAM,
            "--headless",
            "--norestore",
            f"-env:UserInstallation=file://{profile}",
        ]
        command += [
            "--convert-to",
            FILTERS[kind],
            "--outdir",
            str(into),
            *map(str, files),
        ]
        done = subprocess.run(
            command,
            capture_output=True,
            timeout=600 + SECONDS_A_FILE * len(files),
            check=False,
        )
    made = [into / f"{file.stem}.{kind}" for file in files]
    if left := [path.name for path in made if not path.exists()]:
        raise RuntimeError(
            f"LibreOffice did not make {', '.join(left[:5])}: {done.stderr.decode(errors='replace')}"
        )
    return made


# By report: the digest of the DOCX file that its kept files were made from.
MANIFEST = FOLDER / "manifest.json"


def reports() -> Iterator[tuple[Written, Form]]:
    """Give the reports whose files are kept."""
    for script in DOCUMENTS:
        for posting in script.postings:
            if posting.form in KEPT:
                yield written_of(script.region, posting), posting.form


def digest(written: Written, form: Form) -> str:
    """Give the digest of a report's source, which says whether its kept files are still right."""
    return hashlib.sha256(source(written, form)).hexdigest()


def main(*, every: bool) -> None:
    """Make the files whose report changed, or every one, and take those away that no report has."""
    FOLDER.mkdir(exist_ok=True)
    known = {} if every or not MANIFEST.exists() else json.loads(MANIFEST.read_bytes())
    digests, wanted = {}, {MANIFEST}
    for written, form in reports():
        paths = kept(written.seed, form)
        digests[str(written.seed)] = made = digest(written, form)
        wanted.update(paths)
        if known.get(str(written.seed)) != made or not all(map(Path.exists, paths)):
            _make(written, form)
    for path in set(FOLDER.iterdir()) - wanted:
        path.unlink()
    MANIFEST.write_text(json.dumps(digests, indent=1) + "\n", encoding="utf-8")


def _make(written: Written, form: Form) -> None:
    wanted = kept(written.seed, form)
    with tempfile.TemporaryDirectory() as folder:
        docx = Path(folder) / f"{written.seed}.docx"
        docx.write_bytes(source(written, form))
        kind = "doc" if form is Form.DOC else "pdf"
        [made] = convert_files([docx], kind, Path(folder) / "made")
        if form in SCANNED:
            _scan(made, written.seed, form, wanted)
        else:
            shutil.copy(made, wanted[0])


def _scan(pdf: Path, seed: int, form: Form, wanted: list[Path]) -> None:
    """Scan a PDF in black and white, as one PDF of images or as one image a page."""
    from deploy.demo.scan import black_and_white, image_pdf, scan_pages

    images = [black_and_white(image) for image in scan_pages(pdf.read_bytes(), seed)]
    if form is Form.SCAN:
        wanted[0].write_bytes(image_pdf(images))
        return
    if len(images) != len(wanted):
        raise RuntimeError(
            f"report {seed} has {len(images)} pages, not {len(wanted)}; change its look or KEPT"
        )
    for image, path in zip(images, wanted, strict=True):
        image.save(path, optimize=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true", help="make every file anew")
    main(every=parser.parse_args().all)
