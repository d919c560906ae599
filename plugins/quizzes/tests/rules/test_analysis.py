"""The figures of a question, set against numbers worked out by hand."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.quizzes.rules.analysis import (
    Answered,
    Drawn,
    analysis,
    distribution,
    group_size,
    summary,
)
from plugins.quizzes.rules.items import Blank, Item
from plugins.quizzes.terms import Kind

D = Decimal
SINGLE = Item(Kind.SINGLE, "哪一年？", ("1945", "1947", "1949", "1950"), "C")


def rows(*told: tuple[str, int]) -> list[Answered]:
    """Answers to SINGLE and what the rest of each paper got."""
    return [Answered(said, D(said == "C"), D(rest)) for said, rest in told]


# Eleven papers, 27 % of which are 2.97: three at each end.
#          upper three: C C C          middle five: C C A B ""           lower three: C A A
ELEVEN = rows(("C", 30), ("C", 29), ("C", 28), ("C", 20), ("C", 19), ("A", 18), ("B", 17), ("", 16),
              ("C", 5), ("A", 4), ("A", 3))  # fmt: skip


def test_question_that_separates_by_hand() -> None:
    found = analysis(SINGLE, ELEVEN)
    assert (found.papers, found.silent) == (11, 1)
    assert found.facility == D("0.55")  # 6 of 11
    assert found.discrimination == D("0.67")  # 3/3 - 1/3
    assert found.options == (
        Drawn("A", "1945", False, 3, D("0.00"), D("2.00")),
        Drawn("B", "1947", False, 1, D("0.00"), D("0.00")),
        Drawn("C", "1949", True, 6, D("3.00"), D("1.00")),
        Drawn("D", "1950", False, 0, D("0.00"), D("0.00")),
    )
    assert [str(one) for one in found.remarks] == ["没有人选的干扰项：D。"]


def test_wrong_key_shows_in_its_figures_and_words() -> None:
    told = rows(("B", 30), ("B", 29), ("B", 28), ("B", 20), ("A", 19), ("D", 18), ("B", 17), ("C", 5), ("C", 4),
                ("A", 3))  # fmt: skip
    found = analysis(SINGLE, told)
    assert (found.facility, found.discrimination) == (D("0.20"), D("-0.67"))  # 0/3 - 2/3
    assert [str(one) for one in found.remarks] == [
        "高分组多选“B. 1947”：请核对答案。",
        "区分度为负，低分组反而答得好：请核对答案和题干。",
        "多数人没有答对：偏难，或没有讲到。",
    ]


def test_papers_equal_at_the_edge_share_its_places() -> None:
    # Ten papers: three places; one is above, four equal share two places: half each.
    told = rows(("C", 9), ("C", 7), ("C", 7), ("A", 7), ("A", 7), *[("A", 5)] * 2, *[("B", 1)] * 3)
    found = analysis(SINGLE, told)
    assert found.discrimination == D("0.67")  # (1 + 0.5 + 0.5) / 3 - 0
    assert [one.upper for one in found.options] == [D("1.00"), D("0.00"), D("2.00"), D("0.00")]


def test_few_papers_say_only_that_they_are_few() -> None:
    found = analysis(SINGLE, rows(("C", 3), ("A", 1)))
    assert (found.facility, found.discrimination) == (D("0.50"), None)
    assert [str(one) for one in found.remarks] == ["不足 10 份，数据只供参考。"]
    assert analysis(SINGLE, []).facility is None


def test_everybody_right_is_easy_and_not_accused() -> None:
    found = analysis(SINGLE, rows(*[("C", n) for n in range(20)]))
    assert (found.facility, found.discrimination) == (D("1.00"), D("0.00"))
    assert "偏易" in str(found.remarks[0])


def test_blank_shows_what_was_written_most() -> None:
    item = Item(Kind.BLANK, "____天", answer=(Blank(("142",)),))
    told = (
        [Answered(["142"], D(1), D(2))] * 3
        + [Answered(["140"], D(0), D(1))] * 2
        + [Answered(None, D(0), D(0))]
    )
    found = analysis(item, told)
    assert [(one.text, one.right, one.count) for one in found.options] == [
        ("142", True, 3),
        ("140", False, 2),
    ]
    judged = analysis(
        Item(Kind.JUDGE, "对。", answer=True),
        [Answered(True, D(1), D(1)), Answered(False, D(0), D(1))],
    )
    assert [(one.text, one.right, one.count) for one in judged.options] == [
        ("正确", True, 1),
        ("错误", False, 1),
    ]


def test_groups_are_27_per_cent() -> None:
    assert [group_size(n) for n in (1, 10, 11, 37, 100, 120)] == [1, 3, 3, 10, 27, 32]


def test_sums_of_a_class_by_hand() -> None:
    found = summary(6, [D(60), D(80), D(70), D(90)], 3)
    assert (found.mean, found.highest, found.lowest) == (D("75.00"), D(90), D(60))
    assert (found.deviation, found.pass_rate) == (D("11.18"), D("75.0"))  # sqrt(125)
    assert (summary(6, [], 0).mean, summary(6, [], 0).pass_rate) == (None, None)


def test_distribution_takes_each_tenth_from_its_lower_bound() -> None:
    assert distribution([D(0), D("9.99"), D(10), D(59), D(60), D(100)], D(100)) == [
        2,
        1,
        0,
        0,
        0,
        1,
        1,
        0,
        0,
        1,
    ]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["A", "B", "C", "D", ""]), st.integers(0, 6)), min_size=10, max_size=40),
       st.randoms(use_true_random=False))  # fmt: skip
def test_figures_are_bounded_and_do_not_depend_on_the_order(
    told: list[tuple[str, int]], random: object
) -> None:
    found = analysis(SINGLE, rows(*told))
    assert found.facility is not None
    assert found.discrimination is not None
    assert 0 <= found.facility <= 1
    assert -1 <= found.discrimination <= 1
    mixed = list(told)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert analysis(SINGLE, rows(*mixed)) == found
