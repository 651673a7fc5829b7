"""Pin the container images by digest: `python -m deploy.pin_images` writes `deploy/images.env`.

A tag may name another image tomorrow, a digest never does. The registries say which digest a tag has now. The
exit code is 0 when the file was written, and 3 when a registry could not be asked: then nothing is changed.
"""

import argparse
import re
import subprocess
import sys
from pathlib import Path

from tasks.home import replace_text

IMAGES = {
    "FAZHI_PYTHON_IMAGE": "python:3.11-slim",
    "FAZHI_POSTGRES_IMAGE": "postgres:16",
}
NOT_ASKED = 3
_FILE = Path(__file__).with_name("images.env")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_FORMAT = "{{.Manifest.Digest}}"


def find_digest(docker: str, image: str) -> str:
    """Ask the registry of an image for its digest; raises OSError, with its words, where it does not say."""
    command = (docker, "buildx", "imagetools", "inspect", image, "--format", _FORMAT)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    digest = done.stdout.strip()
    if done.returncode or not _DIGEST.fullmatch(digest):
        lines = done.stderr.strip().splitlines() or ["no digest came"]
        raise OSError(f"{image} is not pinned: {lines[-1]}")
    return digest


def write_pins(docker: str, file: Path) -> None:
    """Write the pinned images, a variable each, or raise OSError and write nothing where one is not found."""
    lines = ["# Made by `make images`; compose takes it by --env-file."]
    for variable, image in IMAGES.items():
        digest = find_digest(docker, image)
        lines.append(f"{variable}={image}@{digest}")
    replace_text(file, "\n".join([*lines, ""]))


def main() -> None:
    """Pin the images."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--docker", default="docker", help="the program to ask with")
    options = parser.parse_args()
    try:
        write_pins(options.docker, _FILE)
    except OSError as error:
        sys.stdout.write(
            f"{error}; run this where the registries can be reached, or write the digests "
            f"into {_FILE} by hand\n"
        )
        sys.exit(NOT_ASKED)
    sys.stdout.write(f"{_FILE} written\n")


if __name__ == "__main__":
    main()
