"""Print how well tables are read, by shape and format: `python -m tests.quality.tables [TABLES]`."""

from rich.console import Console
from rich.table import Table

from tests.arguments import read_arguments
from tests.quality.tables.measure import iter_scores

if __name__ == "__main__":
    arguments = read_arguments(__doc__)
    tables = int(arguments[0]) if arguments else 15
    printed = Table("format", "shape", "cells", "quantities", title="tables, F1")
    for one in iter_scores(tables):
        scores = (f"{one.cells:.4f}", f"{one.quantities:.4f}")
        printed.add_row(one.format, one.shape, *scores)
    Console().print(printed)
