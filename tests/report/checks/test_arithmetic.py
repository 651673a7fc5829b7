"""Totals, parts, rates and changes: each word that leads to a comparison, and each limit of one."""

import pytest

from tasks.model.issue import Issue
from tasks.report.checks.arithmetic import check_arithmetic
from tasks.report.outline import parse_outline
from tasks.report.quantities import extract_quantities
from tests.rows import check_rows, each_row


def check(words: str) -> list[Issue]:
    """Check the arithmetic of a report of one section."""
    text = f"一、主要举措\n{words}"
    quantities = tuple(extract_quantities(text, parse_outline(text), 0))
    return list(check_arithmetic(text, quantities))


def codes(words: str) -> list[str]:
    """Give the codes of what is wrong with some words."""
    return [issue.code for issue in check(words)]


@pytest.mark.parametrize("sum_word", ["合计", "总计", "以上合计", "合计为", "总计达"])
@pytest.mark.parametrize("mark", ["，", "、", "；", ""])
def test_every_word_of_a_total_behind_its_parts(sum_word, mark):
    """The nearest two, three or more parts may make it up; other words name a number of its own."""
    parts = "收到建议30件，满意20件，不满意10件"
    if not mark and sum_word.startswith("以上"):
        return  # 10件以上 is a comparator
    for total in (30, 60):
        assert codes(f"{parts}{mark}{sum_word}{total}件。") == []
    for total in (10, 50):
        assert codes(f"{parts}{mark}{sum_word}{total}件。") == ["sum_mismatch"]
    assert codes(f"{parts}{mark}共计61件。") == []


def test_parts_of_a_total_have_its_unit():
    """Shares between them are passed over, another unit ends them, and one part is none."""
    assert codes("收到30件，占比60%，受理20件，合计51件。") == ["sum_mismatch"]
    assert codes("收到30件，涉及5人，受理20件，合计50件。") == []
    assert codes("收到30件，合计50件。") == []
    for number in ("约30件", "30余件", "3万件", "3千件"):
        assert codes(f"收到{number}，受理20件，合计51件。") == []
        assert codes(f"收到30件，受理21件，合计{number}。") == []


def closed_list(parts: int, last: str = "其他类", more: int = 0) -> str:
    """Write a total and the list of its parts behind it: one, two, three …; the total may be more."""
    kinds = "甲乙丙丁戊己庚辛壬癸"[: parts - 1]
    members = "".join(f"{kind}类{n}件、" for n, kind in enumerate(kinds, 1))
    total = sum(range(parts + 1)) + more
    return f"受理案件{total}件，其中{members}{last}{parts}件。"


@pytest.mark.parametrize("last", ["其他类", "其它类", "其余", "其他城管市容园林类别"])
@pytest.mark.parametrize("parts", [2, 3, 7, 8])
def test_a_closed_list_makes_up_its_total(parts, last):
    """Of two to eight parts, the last of which says that no other is missing."""
    assert codes(closed_list(parts, last)) == []
    assert codes(closed_list(parts, last, more=1)) == ["sum_mismatch"]


def test_a_list_of_more_than_eight_parts_is_not_compared():
    """Too much may stand between them; nor is a list that nothing closes."""
    assert codes(closed_list(9, more=1)) == []
    assert codes(closed_list(3, "丁类", more=1)) == []
    assert codes(closed_list(3, "其他城管市容园林等类别", more=1)) == []


def test_a_closed_list_ends_where_it_is_closed():
    """What stands behind it is no part of it, and its numbers are those that are named."""
    whole = "受理案件60件，其中城建类20件、社保类20件、其他类20件"
    assert codes(f"{whole}，化解9件。") == []
    assert codes(f"{whole}；另有其他事项9件。") == []
    short = "受理案件60件，其中城建类20件、社保类20件、其他类10件"
    for words in (f"{short}。", f"{short}；另有其他事项5件。"):
        (issue,) = check(words)
        assert "20 + 20 + 10" in issue.message
        assert "50" in issue.message
        assert "+ 5" not in issue.message


@each_row("words", ["其中", "包括", "涉及", "分别为", "含", "分为", "：", "（", "("])
def test_every_word_that_introduces_a_list(words):
    """Without one, 其他 may be other things, but 其余 are the rest of these."""
    mark = "" if words in "：（(" else "，"
    introduced = f"受理案件60件{mark}{words}城建类20件、"
    assert codes(f"{introduced}其他类30件。") == (
        [] if words in "（(" else ["sum_mismatch"]
    )
    assert codes(f"{introduced}其他类40件。") == []
    assert codes("受理案件60件，城建类20件、其他类30件。") == []
    assert codes("受理案件60件，城建类20件、其余30件。") == ["sum_mismatch"]


def test_columns_of_a_list_are_compared_apart():
    """Cases with cases and people with people; one that is not exact is left out."""
    words = "接待来访{}批{}人次，其中城建类3批7人次、其他类5批8人次。"
    assert codes(words.format(8, 15)) == []
    assert codes(words.format(9, 15)) == ["sum_mismatch"]
    assert codes(words.format(8, 16)) == ["sum_mismatch"]
    assert codes(words.format(9, 16)) == ["sum_mismatch"] * 2
    about = "接待来访9批约16人次，其中城建类3批7人次、其他类5批8人次。"
    assert codes(about) == ["sum_mismatch"]


@each_row("lead", ["，其中", "；其中", "（其中", "(其中", "，其中："])
def test_a_part_is_at_most_its_whole(lead):
    """However it is introduced; as much as the whole is possible."""
    for part, expected in ((11, []), (12, []), (13, ["part_exceeds_whole"])):
        assert codes(f"办理案件12件{lead}行政许可{part}件。") == expected
    assert codes(f"办理案件12件{lead}行政许可13份。") == []
    assert codes(f"办理案件约12件{lead}行政许可13件。") == []


def test_joined_parts_are_added_up():
    """The widest number before them may be their whole; persons may be counted twice."""
    words = "办理案件12件，其中行政许可8件、行政处罚{}件。"
    assert codes(words.format(4)) == []
    assert codes(words.format(5)) == ["part_exceeds_whole"]
    before = "受理13件，办理12件，其中行政许可8件、行政处罚{}件。"
    assert codes(before.format(5)) == []
    assert codes(before.format(6)) == ["part_exceeds_whole"]
    for unit in ("人", "名", "位", "人次", "户", "家"):
        assert codes(f"全镇12{unit}，其中党员8{unit}、妇女9{unit}。") == []
        exceeding = f"全镇12{unit}，其中党员13{unit}、妇女9{unit}。"
        assert codes(exceeding) == ["part_exceeds_whole"]


@pytest.mark.parametrize(
    ("whole", "part"),
    [
        ("排查安全隐患{}处", "整改隐患{}处"),
        ("收到行政复议申请{}件", "受理行政复议申请{}件"),
    ],
)
def test_what_cannot_be_more_than_the_other(whole, part):
    """Where each is stated once, exactly, and of one time."""
    for number, expected in ((30, []), (31, ["part_exceeds_whole"])):
        assert codes(f"{whole.format(30)}，{part.format(number)}。") == expected
    assert codes(f"{whole.format(30)}，{part.format('约31')}。") == []
    assert codes(f"{whole.format('约30')}，{part.format(31)}。") == []
    assert codes(f"上半年{whole.format(30)}，下半年{part.format(31)}。") == []
    twice = f"{whole.format(30)}，{part.format(31)}，{part.format(32)}。"
    assert "part_exceeds_whole" not in codes(twice)


DONE = "办结|结案|化解|调解|调处|整改|办复|回复|处置|销号|审结".split("|")


@each_row("done", DONE)
def test_every_rate_of_what_was_done(done):
    """Rounded, or cut off at its last decimal; beside other rates nothing is said."""
    for rate in ("93", "92", "92.6", "92.5", "92.59", "92.60", "92.592"):
        assert codes(f"收到54件，{done}50件，{done}率{rate}%。") == [], rate
    for rate in ("91", "94", "92.4", "92.7", "92.57", "92.61", "100"):
        words = f"收到54件，{done}50件，{done}率{rate}%。"
        assert codes(words) == ["rate_mismatch"], rate
    assert codes(f"收到54件，{done}50件，按期{done}率100%。") == []
    assert codes(f"收到54件，{done}50件，{done}率约80%。") == []


@pytest.mark.parametrize(
    "subject", "总体|案件|事项|事件|矛盾|纠纷|隐患|问题|信访|工单|调解".split("|")
)
@pytest.mark.parametrize("verb", ["", "达到", "达", "为", "是"])
def test_a_rate_may_name_its_subject(subject, verb):
    """And be joined by a verb; what was done may name it, too."""
    words = f"收到54件，办结{subject}50件，{subject}办结率{verb}80%。"
    assert codes(words) == ["rate_mismatch"]


def test_a_rate_needs_one_whole_and_its_part():
    """More of them, or a rest that is not the rest, leave another reading."""
    assert codes("收到54件，办结50件，其余4件待办，办结率80%。") == ["rate_mismatch"]
    assert codes("收到54件，办结50件，移送3件，办结率80%。") == []
    assert codes("收到60件，受理54件，办结50件，办结率80%。") == []
    assert codes("办结50件，办结率80%。") == []
    assert codes("收到50件，办结54件，办结率80%。") == []
    assert codes("收到54件，办结54件，办结率99%。") == ["rate_mismatch"]
    assert codes("收到54件，办结0件，办结率9%。") == []
    assert codes("上半年收到54件，下半年办结50件，办结率80%。") == []
    assert codes("收到54件，化解50件，办结率80%。") == []
    assert codes("收到54件，审结50件，结案率80%。") == ["rate_mismatch"]
    assert codes("收到54件，办结50件，结案率80%。") == ["rate_mismatch"]
    assert codes("收到约54件，办结50件，办结率80%。") == []
    assert codes("收到54件，办结约50件，办结率80%。") == []


SHARES = (
    "办结|结案|化解|调解|调处|成功|整改|办复|回复|处置|出庭应诉|应诉|出庭|覆盖|合格|纠错|败诉|"
    "知晓|参考|通过|备案|持证|审核|审查|公开|网办|可办|"
    "满意|及时|准确|达标|到位|公示|评查|优良"
).split("|")


def test_no_share_is_more_than_all():
    """Exactly all is possible, and so is growing by more."""

    def check_share(share):
        for verb in ("", "达到", "达到了", "达", "为", "是", "均为"):
            assert codes(f"全年{share}{verb}100%。") == []
            assert codes(f"全年{share}{verb}100.1%。") == ["share_above_100"]
        assert codes(f"{share}同比增长100.1%。") == []

    check_rows(
        check_share,
        [f"{word}率" for word in SHARES] + ["满意度", "占比", "占总数的", "占"],
    )


@pytest.mark.parametrize("share", ["完成率", "增长率", "入户率"])
def test_what_may_be_more_than_all(share):
    """More can be done than was planned."""
    assert codes(f"全年{share}120%。") == []


def test_a_change_goes_the_way_that_its_words_tell():
    """Its percentage fits its values, and is of the same direction."""
    down = "证明事项由120项精简为98项"
    for words in ("减少18%", "减少18.3%", "下降18.33%", "降幅为18.4%"):
        assert codes(f"{down}，{words}。") == []
    for words in ("减少17%", "减少18.2%", "下降18.35%", "降幅为20%"):
        assert codes(f"{down}，{words}。") == ["rate_mismatch"]
    assert codes(f"{down}，增长18.3%。") == ["change_contradicted"]
    assert codes(f"{down}，减少约20%。") == []
    assert codes(f"{down}，投诉减少20%。") == []
    assert codes("办结率由85%提升到97%，增长20%。") == []
    assert codes("事项由98项增加到120项，增长22.4%。") == []
    assert codes("事项由98项增加到120项，减少22.4%。") == ["change_contradicted"]


EXCEEDED = (
    "办理建议提案50件，其中建议20件，提案35件。|审结行政复议案件50件，维持20件，撤销35件。|审结行政复议案件50件，其中维持20件、撤销35件。|"
    "受理纠纷50件，其中邻里类20件，婚姻类35件。|办理行政许可50件，准予许可45件，不予许可10件。|"
    "办理人大代表建议和政协提案共50件，其中建议20件，提案35件。|"
    "审结行政复议案件50件，驳回20件，确认违法5件，终止26件。"
)


@each_row("words", EXCEEDED.split("|"))
def test_outcomes_and_kinds_are_no_more_than_their_whole(words):
    """Of each thing there is one; behind 其中, or where the codebook tells that they are outcomes."""
    assert codes(words) == ["part_exceeds_whole"]


NOT_EXCEEDED = (
    "办理建议提案55件，其中建议20件，提案35件。|审结行政复议案件55件，维持20件，撤销35件。|"
    "审结行政复议案件50件，维持约20件，撤销35件。|上年结转10件，审结行政复议案件50件，维持20件，撤销35件。|"
    "受理行政复议案件50件，维持20件，撤销35件。|审结行政复议案件50件，维持40件，调解20件。|"
    "受理120件，其中网上申请80件，办结110件。|审结行政复议案件50件，纠错15件，撤销10件，维持35件。|"
    "检查企业50家，其中化工类30家，发现隐患40处。|办理建议提案50件，满意48件，办复50件。|"
    "审结行政复议案件50件，去年维持20件，今年撤销35件。"
)


@each_row("words", NOT_EXCEEDED.split("|"))
def test_what_may_be_counted_twice_is_not_added_up(words):
    """Mediations among terminations, steps of a chain, what was left before, approximate numbers."""
    assert codes(words) == []
