"""Rendering: a report as the plain text of a copy, and as the HTML inside an article."""

import re
from collections.abc import Sequence
from html import escape
from random import Random

from deploy.demo.damage import HAN, Break
from deploy.demo.draft import Paragraph, Role

CROWDED = re.compile(
    rf"(?<={HAN})(?=\d)|(?<=\d)(?={HAN})|(?<=^\d\.)(?={HAN})"
)  # 第|28|件, 1.|强化
NUMBER = re.compile(r"\d[\d.]*")  # 28, 4.55
RIGHT = frozenset({Role.SIGNATURE, Role.DATE})


def plain_paragraphs(
    paragraphs: Sequence[Paragraph],
    breaks: Sequence[Break],
    *,
    markdown: bool,
    spaced: bool,
) -> list[str]:
    """Give each paragraph as the copy prints it, with its page breaks, Markdown marks and stray spaces."""
    printed: list[str] = []
    for index, paragraph in enumerate(paragraphs):
        marks = [(at.offset, f"\n\n{at.edge}") for at in breaks if at.index == index]
        if markdown:
            marks += [(offset, "**") for span in paragraph.bold for offset in span]
        words = _insert(paragraph.words, marks)
        if spaced:
            words = CROWDED.sub(" ", words)
        if markdown and paragraph.role in (Role.TITLE, Role.HEADING):
            words = f"{'##' if paragraph.role is Role.TITLE else '###'} {words}"
        printed.append(words)
    return printed


def _insert(words: str, marks: Sequence[tuple[int, str]]) -> str:
    """Insert marks at offsets of the unmarked words."""
    parts: list[str] = []
    last = 0
    for offset, mark in sorted(marks):
        parts += [words[last:offset], mark]
        last = offset
    return "".join([*parts, words[last:]])


def html_paragraph(rng: Random, paragraph: Paragraph, *, split: bool) -> str:
    """Give a paragraph as an editor leaves it: indents, bold runs, tags around numbers if `split`."""
    inner = "".join(
        f"<strong>{_run(rng, words, split=split)}</strong>"
        if bold
        else _run(rng, words, split=split)
        for words, bold in _runs(paragraph)
    )
    if paragraph.role in (Role.TITLE, Role.NUMBER):
        return f'<p align="center" style="text-align: center;">{inner}</p>'
    if paragraph.role in RIGHT:
        return f'<p style="text-align: right;">{inner}</p>'
    if paragraph.role is Role.SALUTATION:
        return f"<p>{inner}</p>"
    return (
        f"<p>{rng.choice(('　　', '&emsp;&emsp;', '&nbsp;&nbsp;&nbsp; '))}{inner}</p>"
    )


def _runs(paragraph: Paragraph) -> list[tuple[str, bool]]:
    """Cut a paragraph into runs of one weight."""
    runs: list[tuple[str, bool]] = []
    last = 0
    for start, end in paragraph.bold:
        runs += [
            (paragraph.words[last:start], False),
            (paragraph.words[start:end], True),
        ]
        last = end
    runs.append((paragraph.words[last:], False))
    return [run for run in runs if run[0]]


def _run(rng: Random, words: str, *, split: bool) -> str:
    """Escape a run and wrap some of its numbers in the tags that editors leave behind."""

    def wrap(match: re.Match[str]) -> str:
        form = rng.choice(
            (
                '<font face="Times New Roman">{}</font>',
                '<span lang="EN-US">{}</span>',
                "{}",
            )
        )
        return form.format(match[0])

    escaped = escape(words, quote=False)
    return NUMBER.sub(wrap, escaped) if split and "&" not in escaped else escaped
