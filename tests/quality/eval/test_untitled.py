"""Without title and first heading, organ and year of a written report are found or null, never wrong."""

import pytest

from deploy.demo.writer import write
from tasks.model.report import Node
from tasks.report.dates import YearFinding, parse_date_line
from tasks.report.organ import OrganFinding, split_places
from tests.quality.eval.score import read_bytes

REPORTS = 60


@pytest.fixture(scope="module", params=[False, True], ids=["usual", "all other"])
def untitled(request):
    """Give truth, preamble without the title, signature and whole text of written reports."""
    return [_untitled(seed, request.param) for seed in range(REPORTS)]


def _untitled(seed, hard):
    written = write(seed, hard=hard)
    _, reading = read_bytes(written.plain().encode())
    preamble, signed = (
        "".join(section.text for section in reading.sections if section.node is node)
        for node in (Node.PREAMBLE, Node.SIGNATURE)
    )
    return (
        written.truth,
        preamble.partition(reading.report.title or "")[2],
        signed,
        reading.report.text,
    )


def test_organs(untitled):
    """What the preamble names is the organ, of its kind."""
    found = [
        (truth, OrganFinding.infer(preamble, text))
        for truth, preamble, _, text in untitled
    ]
    named = [(truth, finding) for truth, finding in found if finding.organ]
    assert len(named) > REPORTS / 3
    for truth, finding in named:
        assert (
            split_places(finding.organ or "")[-1:] == split_places(truth["organ"])[-1:]
        )
        assert finding.kind == truth["organ_kind"]


@pytest.mark.parametrize("with_date", [True, False], ids=["date line", "no date line"])
def test_years(untitled, with_date):
    """Text, document number and date line tell the year or leave it open."""
    years = []
    for truth, preamble, signed, text in untitled:
        day = parse_date_line(signed.split("\n")) if with_date else None
        body = text[text.index(preamble) + len(preamble) :]
        finding = YearFinding.find(
            None, "", None, truth["document_number"], None, day, body
        )
        years.append((truth["report_year"], finding.year))
    assert sum(found is not None for _, found in years) > REPORTS / 3
    assert all(found in (None, year) for year, found in years)
