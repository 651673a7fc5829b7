"""Sentences in the reports' manner, each number of which has its code, or rightly none.

A line of `marked_sentences.txt` is a sentence with its numbers in marks: `⟦63件|disputes_settled⟧`; `-` is
no code.
"""

import re
from pathlib import Path

from tasks.model.document import Document
from tasks.report.facts import DocumentHints
from tasks.report.reading import read_report
from tests.rows import check_rows

SENTENCES = Path(__file__).with_name("marked_sentences.txt")
MARK = re.compile(r"⟦([^|⟧]*)\|([^⟧]*)⟧")


def check_sentence(line):
    """Check the codes of a line's numbers."""
    words = MARK.sub(r"\1", line)
    text = f"平川县2024年法治政府建设年度报告\n一、主要举措\n{words}"
    reading = read_report(Document((), "text/plain"), text, DocumentHints())
    found = [(one.start, one.indicator) for one in reading.quantities]
    codes = [None if code == "-" else code for _, code in MARK.findall(line)]
    assert [code for _, code in sorted(found, key=lambda pair: pair[0])] == codes


def test_each_number_has_its_code():
    """Rows, chains and parts: what is done holds on, and each step keeps to its subject."""
    check_rows(check_sentence, SENTENCES.read_text(encoding="utf-8").splitlines())
