"""Outline: what is said in each section of a report."""

from collections.abc import Callable, Sequence

from deploy.demo import wordings
from deploy.demo.draft import Draft, Role, numeral
from deploy.demo.plan import Planned, draw_heading
from deploy.demo.template import Text
from deploy.demo.vocabulary import Topic, general_sentences, topics, work_topics
from tasks.model.report import Kind, OrganKind


def write_sections(draft: Draft, planned: list[Planned]) -> None:
    """Write every planned section."""
    empty = _empty(draft, planned)
    labels = draft.labels(len(planned), "", "{}、")
    for position, (section, label) in enumerate(
        zip(planned, labels, strict=True), start=1
    ):
        heading = draft.say(section.heading).words
        path = str(position)
        draft.node(path, label, heading.rstrip("。"), section.kind.value)
        draft.add(Role.HEADING, [Text(label + heading)], path)
        if position == empty:
            draft.flaw("empty_section", f"{path} has a heading and no text")
        else:
            WRITERS[section.kind](draft, path, section)


def _empty(draft: Draft, planned: list[Planned]) -> int:
    """Choose the section that stays empty: mostly the last, 其他; 0 when none does."""
    if "empty_section" not in draft.defects:
        return 0
    leading = [
        index
        for index, section in enumerate(planned, start=1)
        if section.kind is Kind.LEADERSHIP
    ]
    return leading[0] if leading and draft.rng.random() < 0.25 else len(planned)


def _work(draft: Draft, path: str, _section: Planned) -> None:
    """Write the year's work: second-level headings by topic."""
    if draft.rng.random() < 0.3:
        _introduce(draft, path, Kind.ACHIEVEMENTS)
    suitable = work_topics(draft.organ.kind)
    count = draft.rng.randint(5, min(10, len(suitable)))
    _children(draft, path, draft.rng.sample(suitable, count))


def _theme(draft: Draft, path: str, section: Planned) -> None:
    topic = section.topic or topics()["duty"]
    form = draft.rng.choice(("children", "items", "items", "paragraphs", "paragraphs"))
    if form == "children":
        others = [
            other for other in work_topics(draft.organ.kind) if other is not topic
        ]
        _children(
            draft, path, [topic, *draft.rng.sample(others, draft.rng.randint(1, 2))]
        )
    elif form == "items":
        _items(draft, path, topic, draft.rng.randint(3, 4))
    else:
        draft.add(Role.BODY, _sentences(draft, topic, 3, 2), path)
        draft.add(Role.BODY, _sentences(draft, topic, 2, 2), path)


def _children(draft: Draft, path: str, chosen: list[Topic]) -> None:
    """Write second-level sections （一）（二）, one a topic."""
    for position, (topic, label) in enumerate(
        zip(chosen, draft.labels(len(chosen), path), strict=True), start=1
    ):
        _child(draft, f"{path}.{position}", label, draw_heading(draft, topic), topic)


def _child(draft: Draft, path: str, label: str, heading: str, topic: Topic) -> None:
    """Write one second-level section in one of four forms."""
    form = draft.rng.choices(
        ("paragraph", "paragraphs", "items", "numbered"), (5, 2, 3, 2)
    )[0]
    draft.node(path, label, heading)
    lead = f"{label}{heading}。"
    if draft.own_line or form == "numbered":
        draft.add(Role.HEADING, [Text(label + heading)], path)
        lead = ""
    if form == "numbered":
        _numbered(draft, path, topic)
    elif form == "items":
        introduction = (
            _sentences(draft, topic, 1, 0) if draft.rng.random() < 0.4 else []
        )
        _items(
            draft, path, topic, draft.rng.randint(2, 4), lead=lead, first=introduction
        )
    else:
        draft.add(
            Role.BODY, _sentences(draft, topic, 3, 2), path, lead, bold_lead=draft.bold
        )
        if form == "paragraphs":
            draft.add(Role.BODY, _sentences(draft, topic, 2, 1), path)


def _numbered(draft: Draft, path: str, topic: Topic) -> None:
    """Write third-level sections 1. 2. 3., at times with a fourth level （1）（2）."""
    headings = draft.take(topic.items, draft.rng.randint(2, 3))
    if len(headings) < 2:
        draft.add(Role.BODY, _sentences(draft, topic, 2, 2), path)
        return
    form = draft.rng.choice(("#.", "#.", "#、", "#．"))
    for position, (heading, label) in enumerate(
        zip(headings, draft.labels(len(headings), path, form), strict=True), 1
    ):
        below = f"{path}.{position}"
        draft.node(below, label, heading)
        if (
            draft.organ.kind in (OrganKind.COUNTY, OrganKind.PREFECTURE)
            and draft.rng.random() < 0.15
        ):
            draft.add(Role.HEADING, [Text(label + heading)], below)
            _fourth(draft, below, topic)
        else:
            texts = _sentences(draft, topic, 1, 1)
            draft.add(
                Role.BODY, texts, below, f"{label}{heading}。", bold_lead=draft.bold
            )


def _fourth(draft: Draft, path: str, topic: Topic) -> None:
    for position, label in enumerate(draft.labels(2, path, "（#）"), start=1):
        heading = draft.rng.choice(topics()["plans"].headings)
        draft.node(f"{path}.{position}", label, heading)
        draft.add(
            Role.BODY,
            _sentences(draft, topic, 1, 1),
            f"{path}.{position}",
            f"{label}{heading}。",
        )


def _sentences(draft: Draft, topic: Topic, plain: int, counted: int) -> list[Text]:
    """Say some sentences of a topic, the counted ones last or mixed in; never none."""
    chosen = draft.take(topic.sentences, plain) + draft.take(topic.counted, counted)
    if draft.rng.random() < 0.3:
        draft.rng.shuffle(chosen)
    if not chosen:
        chosen = draft.take(general_sentences(), 1) or [
            draft.rng.choice(topic.sentences)
        ]
    return [draft.say(template) for template in chosen]


def _items(
    draft: Draft,
    path: str,
    topic: Topic,
    count: int,
    *,
    lead: str = "",
    first: Sequence[Text] = (),
) -> None:
    """Write 一是 items after some first sentences, in one paragraph or one paragraph each."""
    introduction = list(first)
    headings = draft.take(topic.items, count)
    if len(headings) < 2:
        draft.add(
            Role.BODY,
            [*introduction, *_sentences(draft, topic, 2, 1)],
            path,
            lead,
            bold_lead=draft.bold,
        )
        return
    apart = draft.rng.random() < 0.35
    if apart and (lead or introduction):
        draft.add(
            Role.BODY,
            introduction or _sentences(draft, topic, 1, 0),
            path,
            lead,
            bold_lead=draft.bold,
        )
    texts = [] if apart else introduction
    for position, heading in enumerate(headings, start=1):
        said = _sentences(draft, topic, draft.rng.choice((1, 1, 2)), 1)
        item = Text(
            f"{numeral(position)}是{heading}。{said[0].words}",
            said[0].stated,
            said[0].decoys,
        )
        if apart:
            draft.add(Role.BODY, [item, *said[1:]], path)
        else:
            texts += [item, *said[1:]]
    if not apart:
        draft.add(Role.BODY, texts, path, lead, bold_lead=draft.bold)
    draft.items[path] = len(headings)


def _introduce(draft: Draft, path: str, kind: Kind) -> None:
    draft.add(
        Role.BODY,
        [
            draft.say(template)
            for template in draft.take(wordings.INTRODUCTIONS[kind], 1)
        ],
        path,
    )


def _single(draft: Draft, path: str, topic: Topic) -> bool:
    """Plant a lone （一） when one is wanted."""
    if "missing_first_of_many" not in draft.defects:
        return False
    label = draft.labels(1, path)[0]
    draft.flaw(
        "missing_first_of_many",
        f"{path} has a single second-level heading {label} and no second",
    )
    _child(draft, f"{path}.1", label, draw_heading(draft, topic), topic)
    return True


def _shortcomings(draft: Draft, path: str, section: Planned) -> None:
    topic = topics()["shortcomings"]
    if _single(draft, path, topic):
        return
    form = draft.rng.choice(("list", "items", "children", "paragraphs"))
    if form != "children":
        _introduce(draft, path, Kind.SHORTCOMINGS)
    if form == "list":
        headings = draft.take(topic.headings, draft.rng.randint(3, 4))
        words = "；".join(
            f"{numeral(number)}是{heading}"
            for number, heading in enumerate(headings, start=1)
        )
        draft.add(Role.BODY, [Text(words + "。")], path)
        draft.items[path] = len(headings)
    elif form == "items":
        _items(draft, path, topic, draft.rng.randint(3, 4))
    elif form == "children":
        _short_children(draft, path, topic, topic.headings)
    else:
        draft.add(Role.BODY, _sentences(draft, topic, 3, 0), path)
    # 存在的问题及下一步打算: what is planned follows under the same heading.
    if Kind.PLANS in section.names:
        draft.add(Role.BODY, _sentences(draft, topics()["plans"], 3, 0), path)
        _foreign(draft, path)


def _short_children(draft: Draft, path: str, topic: Topic, headings: list[str]) -> None:
    chosen = draft.take(headings, draft.rng.randint(2, 4))
    for position, (heading, label) in enumerate(
        zip(chosen, draft.labels(len(chosen), path), strict=True), start=1
    ):
        below = f"{path}.{position}"
        draft.node(below, label, heading)
        texts = _sentences(draft, topic, 1 + (draft.rng.random() < 0.4), 0)
        if draft.own_line:
            draft.add(Role.HEADING, [Text(label + heading)], below)
            draft.add(Role.BODY, texts, below)
        else:
            draft.add(
                Role.BODY, texts, below, f"{label}{heading}。", bold_lead=draft.bold
            )


def _leadership(draft: Draft, path: str, _section: Planned) -> None:
    topic = topics()["leadership"]
    if _single(draft, path, topic):
        return
    form = draft.rng.choice(("items", "children", "paragraphs"))
    if form == "children":
        _children(draft, path, [topic, topic])
    elif form == "items":
        _items(draft, path, topic, 3, first=_sentences(draft, topic, 1, 0))
    else:
        _introduce(draft, path, Kind.LEADERSHIP)
        draft.add(Role.BODY, _sentences(draft, topic, 3, 1), path)


def _plans(draft: Draft, path: str, _section: Planned) -> None:
    topic = topics()["plans"]
    form = draft.rng.choice(("items", "children", "children", "bare", "paragraphs"))
    # A second sentence behind a bare number would make the first look like a heading.
    if form == "bare" and "foreign_agency" in draft.defects:
        form = "paragraphs"
    if form != "children" or draft.rng.random() < 0.4:
        _introduce(draft, path, Kind.PLANS)
    if form == "items":
        _items(draft, path, topic, draft.rng.randint(3, 4))
    elif form == "children":
        _short_children(draft, path, topic, topic.headings)
    elif form == "bare":
        _bare(draft, path, topic)
    else:
        draft.add(Role.BODY, _sentences(draft, topic, 3, 0), path)
    _foreign(draft, path)


def _bare(draft: Draft, path: str, topic: Topic) -> None:
    """Write numbers that start running text: nodes without a heading."""
    chosen = draft.take(topic.sentences, draft.rng.randint(2, 4))
    if len(chosen) < 2:
        draft.add(Role.BODY, _sentences(draft, topic, 1, 0), path)
        return
    for position, (template, label) in enumerate(
        zip(chosen, draft.labels(len(chosen), path, "#."), strict=True), 1
    ):
        draft.node(f"{path}.{position}", label, None)
        draft.add(Role.BODY, [draft.say(template)], f"{path}.{position}", label)


def _foreign(draft: Draft, path: str) -> None:
    """Let the section speak as an office of another trade."""
    if "foreign_agency" not in draft.defects:
        return
    options = [index for index, paragraph in enumerate(draft.paragraphs)
               if paragraph.role is Role.BODY and f"{paragraph.path}.".startswith(f"{path}.")
               and len(paragraph.words) - paragraph.lead > 30 and paragraph.words.endswith("。")]  # fmt: skip
    trade = draft.rng.choice(
        [name for name in wordings.FOREIGN_TRADES if name[0] != draft.organ.trade[:1]]
    )
    index = draft.rng.choice(options)
    draft.append(index, draft.say(draft.rng.choice(wordings.FOREIGN), x=trade))
    where = draft.paragraphs[index].path
    draft.flaw(
        "foreign_agency",
        f"{where} speaks of {trade}系统 in a {draft.organ.kind.value} report",
    )


def _other(draft: Draft, path: str, _section: Planned) -> None:
    draft.add(Role.BODY, _sentences(draft, topics()["other"], 1, 0), path)


WRITERS: dict[Kind, Callable[[Draft, str, Planned], None]] = {
    Kind.ACHIEVEMENTS: _work,
    Kind.THEMATIC: _theme,
    Kind.SHORTCOMINGS: _shortcomings,
    Kind.LEADERSHIP: _leadership,
    Kind.PLANS: _plans,
    Kind.OTHER: _other,
}
