"""LibreOffice as a producer: many files in one call, each call with a user profile of its own."""

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

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
            timeout=60 + SECONDS_A_FILE * len(files),
            check=False,
        )
    made = [into / f"{file.stem}.{kind}" for file in files]
    if left := [path.name for path in made if not path.exists()]:
        raise RuntimeError(
            f"LibreOffice did not make {', '.join(left[:5])}: {done.stderr.decode(errors='replace')}"
        )
    return made
