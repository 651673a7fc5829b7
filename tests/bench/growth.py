"""How the cost of reading grows with a file: each hostile shape at doubled sizes; `make bench-growth`.

Each is read in a process of its own, and counted in CPU seconds. Printed are the exponent over the sizes (1
is linear, 2 is quadratic) and CPU milliseconds a kilobyte; exit code 1 when one passes a limit.
"""

import argparse
import math
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import linear_regression
from typing import NamedTuple

from rich.console import Console

from flows.cli.read import ReadDocument
from tasks.model.document import Body
from tasks.model.errors import UnreadableDocument
from tasks.report.facts import DocumentHints
from tests.paths import ROOT

LARGEST_EXPONENT, MOST_MILLISECONDS = 1.15, 20.0
# Below it, an exponent says little.
_SHORTEST = 0.3
_CPU_LIMIT = 60
_DOUBLINGS = 4
_TITLE = "双河县2024年法治政府建设年度报告"
_SAID = "全年举办普法讲座37场，办结行政调解214件，抽查执法案卷65份。"
_OPENING = f"<p>一、主要工作</p><p>我县推进依法行政，{_SAID}</p>"


def _build_page(inner: str, count: int = 1) -> str:
    head = f"<html><head><meta charset='utf-8'><title>{_TITLE}</title></head>"
    body = f"<div class='TRS_Editor'><h1>{_TITLE}</h1>{_OPENING}{inner * count}</div>"
    return f"{head}<body>{body}</body></html>"


def _number(form: str, count: int) -> str:
    """Write a form once for each number, which stands at `#`."""
    return "".join(form.replace("#", str(number)) for number in range(1, count + 1))


class _Shape(NamedTuple):
    """How a text of a size is written, and the first size; each further one is twice as large."""

    write: Callable[[int], str]
    first: int


SHAPES: Mapping[str, _Shape] = {
    "one long paragraph": _Shape(
        lambda count: _build_page(f"<p>{'各部门各负其责，' * count}</p>"), 8000
    ),
    "whole paragraphs": _Shape(
        lambda count: _build_page(_number(f"<p>第#次。{_SAID}</p>", count)), 100
    ),
    "many short lines": _Shape(
        lambda count: _build_page(_number("<p>任务清单第#条</p>", count)), 1000
    ),
    "lines of plain text": _Shape(
        lambda count: f"{_TITLE}\n{_number('事项#落实，' * 3 + chr(10), count)}", 500
    ),
    "many tags": _Shape(
        lambda count: _build_page("<p><span><b>法</b><i>治</i></span></p>", count), 1000
    ),
    "many numbers": _Shape(
        lambda count: _build_page(f"<p>共#场，{_number('其中乡镇#场、', count)}。</p>"), 500
    ),
    "numbers alone": _Shape(
        lambda count: _build_page(f"<p>{_number('#份，', count)}。</p>"), 500
    ),
    "many headings": _Shape(
        lambda count: _build_page(_number("<p>（#）第#项</p><p>继续推进。</p>", count)), 400
    ),
    "many sections": _Shape(
        lambda count: _build_page(_number(f"<p>#.工作事项</p><p>{_SAID}</p>", count)), 60
    ),
    "many cells": _Shape(
        lambda count: _build_page(
            f"<table>{_number('<tr><td>村#</td><td>#</td><td>户</td></tr>', count)}</table>"
        ),
        300,
    ),
    "deep nesting": _Shape(
        lambda count: _build_page("<div><p>层</p>" * count), 30
    ),
    "long tokens": _Shape(
        lambda count: _build_page(f"<p>{'9' * count}</p><p>{'a' * count}</p>"), 20000
    ),
    "titles never closed": _Shape(
        lambda count: _build_page(f"<p>{'《条例（' * count}</p>"), 8000
    ),
    "brackets over lines": _Shape(
        lambda count: _build_page("<p>（依据《规定</p>", count), 1000
    ),
    "many links": _Shape(
        lambda count: _build_page(_number("<p><a href='f#.pdf'>附件#</a></p>", count)), 300
    ),
}  # fmt: skip


class Growth(NamedTuple):
    """The bytes and CPU seconds of a shape at its sizes; no seconds where a limit was passed."""

    sizes: Sequence[int]
    seconds: Sequence[float]

    @property
    def exponent(self) -> float:
        """Give the slope of the cost over the size; 1 where all of it is too short to tell."""
        if self.seconds[-1] < _SHORTEST:
            return 1.0
        sizes = list(map(math.log, self.sizes))
        seconds = list(map(math.log, self.seconds))
        return linear_regression(sizes, seconds).slope

    @property
    def milliseconds(self) -> float:
        """Give the CPU milliseconds a kilobyte at the largest size."""
        return 1e6 * self.seconds[-1] / self.sizes[-1]

    @property
    def is_right(self) -> bool:
        """Tell whether neither limit is passed."""
        if self.exponent > LARGEST_EXPONENT:
            return False
        return self.milliseconds <= MOST_MILLISECONDS or self.seconds[-1] < _SHORTEST


def measure_shape(name: str, doublings: int = _DOUBLINGS) -> Growth:
    """Read a shape at doubled sizes, each in a process of its own."""
    first = SHAPES[name].first
    counts = [first << step for step in range(doublings)]
    # the least disturbed of two rounds: beside others, the same costs up to twice the CPU time
    rounds = [[_measure_apart(name, count) for count in counts] for _ in range(2)]
    sizes, seconds = zip(*map(min, *rounds), strict=True)
    return Growth(sizes, seconds)


def _measure_apart(name: str, count: int) -> tuple[int, float]:
    command = [sys.executable, "-m", "tests.bench.growth", name, "--count", str(count)]
    done = subprocess.run(
        command, cwd=ROOT, check=False, capture_output=True, text=True
    )
    if done.returncode:
        return len(SHAPES[name].write(count).encode()), float(_CPU_LIMIT)
    size, seconds = done.stdout.split()
    return int(size), float(seconds)


def _measure_here(name: str, count: int) -> tuple[int, float]:
    """Read a shape at one size and give its bytes and CPU seconds, without those of the first reading."""
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_LIMIT, _CPU_LIMIT))
    read_shape(name, 1)
    begun = time.process_time()
    size = read_shape(name, count)
    return size, time.process_time() - begun


def read_shape(name: str, count: int) -> int:
    """Read a shape of a size, and give its bytes; raises UnreadableDocument when it passes a limit."""
    body = SHAPES[name].write(count).encode()
    try:
        ReadDocument.read([Body(body)], DocumentHints(""))
    except UnreadableDocument as error:
        if error.code == "conversion_timed_out":
            raise
    return len(body)


def _show_growth(names: Iterable[str], console: Console) -> bool:
    all_right = True
    for name in names:
        growth = measure_shape(name)
        all_right &= growth.is_right
        word = "right" if growth.is_right else "WRONG"
        pairs = zip(growth.sizes, growth.seconds, strict=True)
        costs = ", ".join(f"{size // 1000} KB {cost:.2f} s" for size, cost in pairs)
        figures = f"exponent {growth.exponent:4.2f}, {growth.milliseconds:5.1f} ms a KB"
        console.print(f"{word} {name:22} {figures}: {costs}", soft_wrap=True)
    return all_right


def main() -> int:
    """Measure the shapes that are named, or all; with --count one of them, once."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="SHAPE", help="default: all")
    parser.add_argument("--count", type=int, help="read one shape of this size here")
    given = parser.parse_args()
    if given.count:
        size, seconds = _measure_here(given.names[0], given.count)
        sys.stdout.write(f"{size} {seconds}\n")
        return 0
    return 0 if _show_growth(given.names or SHAPES, Console()) else 1


if __name__ == "__main__":
    sys.exit(main())
