"""Run-in items of running text: 一是… 二是…, 第一，… 第二，…, 首先… 其次…, 一方面… 另一方面…."""

from collections.abc import Sequence
from dataclasses import replace

from tasks.report.markers import Item, items_of


def items_in(paragraphs: Sequence[tuple[int, str]]) -> list[Item]:
    """Find the items in the paragraphs under one heading, each given with its offset, as offsets into the
    text.

    A first number opens a list and any later one goes on with it; a lone 二是 or 其次 inside a sentence opens
    none.
    """
    lists: dict[str, list[list[Item]]] = {}
    for offset, words in paragraphs:
        for item in items_of(words):
            runs = lists.setdefault(item.style.name, [])
            last = runs[-1][-1].number if runs else 0
            number = item.number or (last and last + 1)
            placed = replace(item, number=number, at=offset + item.at)
            if number == 1:
                runs.append([placed])
            elif last and last < number <= last + 2:
                runs[-1].append(placed)
    kept = [
        item
        for runs in lists.values()
        for run in runs
        if len(run) > 1 or run[0].style.alone
        for item in run
    ]
    return sorted(kept, key=lambda item: item.at)
