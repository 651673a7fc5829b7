"""No step's cost grows faster than its input: eight times the size costs far less than 64 times as much."""

import time

import pytest

from tasks.model.cpu_limit import limit_cpu
from tasks.model.errors import UnreadableDocument
from tests.bench.growth import SHAPES, Growth, read_shape

# The least size: what a page costs by itself is little beside it.
_PARTS = {"many sections": 40, "whole paragraphs": 60}
_TIMES = 8


@pytest.mark.slow
@pytest.mark.parametrize("name", SHAPES)
def test_no_cost_is_quadratic(name):
    """Quadratic growth costs 64 times as much, linear 8 times; the machine's noise stays below twice."""
    count = _PARTS.get(name, SHAPES[name].first // 2)
    read_shape(name, 1)
    small, large = (_measure(name, count * times) for times in (1, _TIMES))
    assert large < 24 * small + 0.2


def _measure(name: str, count: int) -> float:
    begun = time.process_time()
    read_shape(name, count)
    return time.process_time() - begun


def test_an_exponent_is_computed_from_the_sizes():
    """Twice the size at twice the cost is 1, at four times the cost 2."""
    assert round(Growth([10, 20, 40], [1, 2, 4]).exponent, 6) == 1
    quadratic = Growth([10, 20, 40], [1, 4, 16])
    assert round(quadratic.exponent, 6) == 2
    assert not quadratic.is_right
    assert Growth([10_000, 20_000, 40_000], [0.1, 0.2, 0.4]).is_right


@pytest.mark.parametrize("name", ["whole paragraphs", "lines of a file"])
def test_a_page_and_a_text_have_a_limit(name):
    """What takes more than the CPU seconds of a document is told soon after, and not waited for."""
    read_shape(name, 1)
    begun = time.process_time()
    with limit_cpu(0.1), pytest.raises(UnreadableDocument) as caught:
        read_shape(name, 20 * SHAPES[name].first)
    assert caught.value.code == "conversion_timed_out"
    assert time.process_time() - begun < 2
