"""Progress of a long conversion, told page by page, so that its watchdog can tell slow from stuck."""

from collections.abc import Callable

_listeners: list[Callable[[], None]] = []


def listen(listener: Callable[[], None]) -> None:
    """Have a function called whenever a page is done, for the life of the process."""
    _listeners.append(listener)


def page_done() -> None:
    """Tell that a page which takes seconds (one that went through OCR) is done."""
    for listener in _listeners:
        listener()
