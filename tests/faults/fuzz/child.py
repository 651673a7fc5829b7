"""The child of a campaign: as the real one, without the models of OCR, which take seconds a page."""

import sys

from tasks.documents.sandbox_worker import drop_privileges, serve

if __name__ == "__main__":
    drop_privileges(int(sys.argv[2]), int(sys.argv[3]))
    sys.modules["rapidocr"] = None  # type: ignore[assignment]  # so that importing it fails
    from tasks.documents.convert import convert_here

    serve(convert_here, float(sys.argv[1]))
