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
_SIGNS = (
    "1",
    "123,",
    "1、",
    "1+",
    "1:",
    "a/1",
    "2024-",
    "〔2024〕",
    "（1",
    "（件）",
    "零",
    "万",
    "第",
    "《",
)
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
    "numerals alone": _Shape(
        lambda count: _build_page(f"<p>{'一零' * count}</p>"), 4000
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
    "no full stops": _Shape(
        lambda count: _build_page(_number("<p>重点工作第#类</p>", count)), 1000
    ),
    "the same words again": _Shape(
        lambda count: _build_page(f"<p>{_SAID * 4}</p>", count), 40
    ),
    "sums": _Shape(
        lambda count: _build_page(f"<p>共排查隐患90处，其中{'乙类2处、' * count}。</p>"), 500
    ),
    "totals": _Shape(
        lambda count: _build_page(f"<p>{'城区5件，乡镇6件，合计11件，' * count}</p>"), 200
    ),
    "headings of one level": _Shape(
        lambda count: _build_page(_number("<p>#.重点工作第#类</p>", count)), 500
    ),
    "wholes of a section": _Shape(
        lambda count: _build_page(
            _number("<p>在审结的案件中，维持#件，撤销2件。</p>", count)
        ),
        100,
    ),
    "plans": _Shape(
        lambda count: _build_page(
            _number("<p>#、下一步工作打算</p><p>明年办结案件#件。</p>", count)
        ),
        150,
    ),
    "a wide table": _Shape(
        lambda count: _build_page(
            f"<table><tr>{_number('<th>事项#（件）</th>', count)}</tr>"
            f"<tr>{_number('<td>#</td>', count)}</tr></table>"
        ),
        400,
    ),
    "tables of numbers": _Shape(
        lambda count: _build_page(
            f"<table>{('<tr>' + _number('<td>#</td>', 40) + '</tr>') * count}</table>"
        ),
        40,
    ),
    "many tables": _Shape(
        lambda count: _build_page(
            _number("<table><tr><td>村</td><td>户</td></tr><tr><td>#</td><td>#</td></tr></table>", count)
        ),
        100,
    ),
    "merged cells": _Shape(
        lambda count: _build_page(
            f"<table><tr><td rowspan={count}>村</td><td>1</td></tr>"
            f"{_number('<tr><td>#户</td></tr>', count)}</table>"
        ),
        300,
    ),
    "empty tags": _Shape(
        lambda count: _build_page("<p></p><span></span><b></b>", count), 2000
    ),
    "line breaks": _Shape(
        lambda count: _build_page(f"<p>{'推进法治建设<br>' * count}</p>"), 1000
    ),
    "list items": _Shape(
        lambda count: _build_page(f"<ol>{_number('<li>推进事项#</li>', count)}</ol>"), 1000
    ),
    "unclosed tags": _Shape(
        lambda count: _build_page("<p><font>法治</p>", count), 1000
    ),
    "comments and entities": _Shape(
        lambda count: _build_page("<!-- 注 --><p>&#27861;&nbsp;&amp;</p>", count), 1000
    ),
    "attributes of one tag": _Shape(
        lambda count: _build_page(f"<p {_number('a#=1 ', count)}>法治</p>"), 10000
    ),
    "rules of style": _Shape(
        lambda count: _build_page(
            f"<style>{_number('div .a# span{display:none}', count)}</style>"
            f"{_number('<p><span>事项#</span></p>', count)}"
        ),
        200,
    ),
    "hidden words": _Shape(
        lambda count: _build_page(
            f"<p>{'推进<span style=display:none>藏</span>' * count}</p>"
        ),
        1000,
    ),
    "scripts": _Shape(
        lambda count: _build_page("<script>var file='f.pdf';</script>", count), 2000
    ),
    "footnote marks": _Shape(
        lambda count: _build_page(
            f"<p>{_number('事项[#]推进，', count)}</p>{_number('<p>[#] 说明#。</p>', count)}"
        ),
        300,
    ),
    "commas": _Shape(
        lambda count: _build_page(f"<p>{'甲，乙、' * count}</p>"), 8000
    ),
    "points between digits": _Shape(
        lambda count: _build_page(f"<p>{'1.2' * count}件</p>"), 1000
    ),
    "numerals": _Shape(
        lambda count: _build_page(f"<p>{'一万三成' * count}件</p>"), 4000
    ),
    "runs of signs": _Shape(
        lambda count: _build_page("".join(f"<p>{sign * count}</p>" for sign in _SIGNS)), 300
    ),
    "nested brackets": _Shape(
        lambda count: _build_page(f"<p>{'（甲' * count}{'）' * count}</p>"), 8000
    ),
    "quotations": _Shape(
        lambda count: _build_page(f"<p>{'“甲5件”、“乙' * count}</p>"), 1000
    ),
    "dates": _Shape(
        lambda count: _build_page(f"<p>{'2024年1月2日至3月4日，' * count}</p>"), 800
    ),
    "lines of a file": _Shape(
        lambda count: f"{_TITLE}\n一、主要工作\n{_SAID * count}", 100
    ),
    "blank lines of a file": _Shape(
        lambda count: f"{_TITLE}\n{_SAID}{chr(10) * count}完。", 40000
    ),
    "columns of a file": _Shape(
        lambda count: f"{_TITLE}\n{_SAID}\n{_number('推进{0}#{0}件{1}'.format(chr(9), chr(10)), count)}", 100
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
