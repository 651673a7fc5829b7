"""Topics of statements: those of the first clause come first."""

from tasks.report.topics import find_topics, list_topic_codes
from tests.rows import each_row


@each_row(
    ("statement", "topic"),
    [
        ("执法队伍专业力量不足", "personnel"),
        ("普法宣传形式单一，执法队伍力量不足", "publicity"),
        ("", None),
        ("天气不好", None),
    ],
)
def test_the_first_clause_tells_the_main_topic(statement, topic):
    """A statement without a word of any topic has none."""
    assert next(iter(find_topics(statement)), None) == topic


def test_all_topics_of_a_statement_are_found():
    """Each once, and each is a code of the lookup."""
    topics = find_topics("普法宣传形式单一，执法队伍力量不足")
    assert {"publicity", "personnel"} <= set(topics) <= set(list_topic_codes())
    assert len(set(topics)) == len(topics)
