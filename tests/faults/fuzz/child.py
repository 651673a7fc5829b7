"""The child of a campaign: as the real one, without the models of OCR, which take seconds a page."""

import sys

from tasks.documents.sandbox_worker import Reader, main


def _load_reader() -> Reader:
    sys.modules["rapidocr"] = None  # type: ignore[assignment]  # so that importing it fails
    from tasks.documents.convert import convert_here

    return convert_here


if __name__ == "__main__":
    main(_load_reader)
