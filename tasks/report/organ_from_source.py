"""An organ that its report does not name: who 我镇 is, as the source tells where the page or the text bears
it out.
"""

import re
from collections.abc import Sequence

from tasks.model.report import OrganKind
from tasks.report.organ import OrganFinding, kind_by_self_reference, kind_of, places_in

# How an organ with such a name speaks of itself: 棠川县云溪街道办事处 of 我办, 棠川县教育委员会 of 我委
_OWN_WORDS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (re.compile(r"(?:街道|街道办|办事处)$"), re.compile(r"[我本]街道?|[我本]办(?!公)")),
    (re.compile(r"镇(?:人民政府)?$"), re.compile(r"[我本]镇")),
    (re.compile(r"乡(?:人民政府)?$"), re.compile(r"[我本]乡")),
    (re.compile(r"局$"), re.compile(r"[我本]局")),
    (re.compile(r"厅$"), re.compile(r"[我本]厅")),
    (re.compile(r"(?:委|委员会|管委会)$"), re.compile(r"[我本]委(?!托)")),
    (re.compile(r"(?:办|办公室)$"), re.compile(r"[我本]办(?!公)")),
    (re.compile(r"[县旗](?:人民政府)?$"), re.compile(r"[我本][县旗]")),
    (re.compile(r"区(?:人民政府)?$"), re.compile(r"[我本]区")),
    (re.compile(r"[市州盟](?:人民政府)?$"), re.compile(r"[我本][市州盟]")),
    (re.compile(r"省(?:人民政府)?$"), re.compile(r"[我本]省")),
)
# 云溪镇|人民政府, 云溪街道|办事处
_DRESS = re.compile(r"(?:人民政府|办事处)$")
# Once may be a quotation.
_FEWEST = 2
# A town's report speaks of its own place; a county's departments all speak of the county.
_OF_ITS_PLACE = frozenset({OrganKind.TOWN, OrganKind.SUBDISTRICT})


def resolve(organ: str, text: str, publishers: Sequence[str]) -> OrganFinding | None:
    """Take the source's organ for the report's own where words and evidence agree; null where they do not.

    The text speaks of itself as such an organ does, and of no other kind more often; and the page's publisher
    is that organ, or the text names the town that it is. `publishers` are what the page and the list print as
    such.
    """
    kind, spoken = kind_of(organ), kind_by_self_reference(text)
    own = next((words for ending, words in _OWN_WORDS if ending.search(organ)), None)
    said = own.findall(text) if own else []
    # A county's department says 我办 of itself and 我县 of its county: then nothing is told.
    if len(said) < _FEWEST or (spoken and spoken is not kind):
        return None
    evidence = _evidence(organ, kind, text, publishers)
    return (
        OrganFinding(organ, kind, f"source: the text says {said[0]}, {evidence}")
        if evidence
        else None
    )


def _evidence(
    organ: str, kind: OrganKind | None, text: str, publishers: Sequence[str]
) -> str:
    place = next(iter(places_in(organ)[-1:]), "")
    for publisher in publishers:
        same = _bare(publisher) in organ or _bare(organ) in publisher
        if publisher and same and kind_of(publisher) is kind:
            return f"the page's publisher is {publisher}"
    if kind in _OF_ITS_PLACE and place and place in text:
        return f"and names {place}"
    return ""


def _bare(organ: str) -> str:
    """Take the government's words off a name: 云溪镇人民政府 and 云溪镇 are one."""
    return _DRESS.sub("", organ)
