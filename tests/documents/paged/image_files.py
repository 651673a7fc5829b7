"""Images as files, for the tests."""

from io import BytesIO


def saved(image, kind="PNG", **more):
    """Give an image as a file of a kind."""
    file = BytesIO()
    image.save(file, kind, **more)
    return file.getvalue()
