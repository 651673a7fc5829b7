"""Sheets of lines: what fixed-layout files (PDF, OFD, scanned pages) are before anything is known of paragraphs."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line; its box is in points from the sheet's top left corner, `size` the letters' height in points.

    Words far apart on one height are lines of their own: columns and cells stay apart.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page, from 1, with its lines in reading order; width and height in points."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
