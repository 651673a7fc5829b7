"""The child of a campaign: as the real one, without the models of OCR, which take seconds a page."""

import sys

from tasks.documents.sandbox_worker import drop_privileges, parse_arguments, serve

if __name__ == "__main__":
    limits = parse_arguments()
    drop_privileges(limits.memory, limits.owner)
    sys.modules["rapidocr"] = None  # type: ignore[assignment]  # so that importing it fails
    from tasks.documents.convert import convert_here

    serve(convert_here, limits.step)
