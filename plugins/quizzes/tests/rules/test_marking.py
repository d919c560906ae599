"""What an answer is worth and why: rule by rule, and what holds of all of them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.quizzes.rules.answers import Given
from plugins.quizzes.rules.items import Blank, Item
from plugins.quizzes.rules.layout import Laid
from plugins.quizzes.rules.marking import Marked, mark
from plugins.quizzes.terms import BLANK, LETTERS, Kind, MultipleRule

ALL, PARTIAL, OPTION = MultipleRule
TWO = Decimal(2)
SINGLE = Item(Kind.SINGLE, "哪一年？", ("1945", "1947", "1949", "1950"), "C")
MULTIPLE = Item(Kind.MULTIPLE, "三大战役？", ("辽沈", "淮海", "渡江", "平津"), "ABD")
JUDGE = Item(Kind.JUDGE, "对不对。", answer=True)
ORDER = Item(Kind.ORDER, "先后。", ("淮海", "辽沈", "平津"), "BAC")
MATCH = Item(Kind.MATCH, "配对。", ("甲", "乙", "丙"), "BAC", targets=("一", "二", "三"))


def marked(item: Item, said: Given, rule: MultipleRule = ALL, points: Decimal = TWO) -> Marked:
    found = mark(item, said, points, rule)
    assert found is not None
    return found


def blanks(*accepted: tuple[str, ...], **values: object) -> Item:
    key = tuple(Blank(one) for one in accepted)
    return replace(Item(Kind.BLANK, BLANK * len(key), answer=key), **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("item", "said", "points"),
    [(SINGLE, "C", 2), (SINGLE, "A", 0), (SINGLE, None, 0), (SINGLE, "", 0), (JUDGE, True, 2), (JUDGE, False, 0),
     (replace(JUDGE, answer=False), False, 2), (ORDER, "BAC", 2), (ORDER, "BCA", 0), (ORDER, "BA", 0)],
)  # fmt: skip
def test_one_right_answer_gets_all_and_any_other_nothing(
    item: Item, said: Given, points: int
) -> None:
    assert marked(item, said).points == points


@pytest.mark.parametrize(
    ("said", "points"),
    [
        # chosen  all or nothing, half for some, a share for each option
        ("ABD", ("2", "2", "2")),
        ("AB", ("0", "1", "1.50")),
        ("A", ("0", "1", "1.00")),
        ("ABC", ("0", "0", "1.00")),
        ("ABCD", ("0", "0", "1.50")),
        ("C", ("0", "0", "0.00")),
        ("", ("0", "0", "0")),
    ],
)
def test_multiple_is_marked_by_the_rule_of_the_paper(
    said: str, points: tuple[str, str, str]
) -> None:
    found = [marked(MULTIPLE, said, rule).points for rule in (ALL, PARTIAL, OPTION)]
    assert found == [Decimal(one) for one in points]


def test_shares_are_rounded_once_to_cents_with_halves_up() -> None:
    three = blanks(("一",), ("二",), ("三",))
    assert marked(three, ["一", "", ""]).points == Decimal("0.67")
    assert marked(three, ["一", "二", "x"]).points == Decimal("1.33")
    assert marked(MULTIPLE, "A", PARTIAL, Decimal("0.25")).points == Decimal("0.13")
    assert marked(MATCH, "BCA", points=Decimal(1)).points == Decimal("0.33")


def test_why_speaks_in_the_letters_that_were_shown_and_keeps_the_key_apart() -> None:
    laid = Laid(0, 1, TWO, options="DCBA")
    found = mark(MULTIPLE, "AB", TWO, PARTIAL, laid)
    assert found == Marked(Decimal("1.00"), "答 CD，少选，按一半计，得 1 分。", "ACD")
    single = mark(SINGLE, "A", TWO, ALL, Laid(0, 1, TWO, options="CABD"))
    assert single == Marked(Decimal(0), "答 B，答错，得 0 分。", "A")
    pairs = mark(MATCH, "BCA", TWO, ALL, Laid(0, 1, TWO, "CAB", "ABC"))
    why = "答 1–A、2–B、3–C，3 对中对 1 对，得 0.67 分。"
    assert pairs == Marked(Decimal("0.67"), why, "1–C、2–B、3–A")
    assert marked(JUDGE, False) == Marked(Decimal(0), "答 错误，答错，得 0 分。", "正确")


def test_blank_says_what_was_written_and_which_was_right() -> None:
    found = marked(blanks(("1949",), ("西柏坡", "平山县西柏坡")), ["１９４９", "延安"])
    assert found == Marked(
        Decimal("1.00"),
        "第 1 空“１９４９”对；第 2 空“延安”不对。2 个空对 1 个，得 1 分。",
        "1949；西柏坡 / 平山县西柏坡",
    )
    flooded = marked(blanks(("短",)), ["长" * 5000]).why
    assert (len(flooded) <= 400, flooded.endswith("。1 个空对 0 个，得 0 分。")) == (True, True)


def test_free_order_counts_each_right_answer_once_and_as_many_as_can_be() -> None:
    item = blanks(("甲", "乙"), ("甲",), in_order=False)
    assert marked(item, ["甲", "乙"]).points == 2  # 甲 must make room for 乙
    assert marked(item, ["乙", "甲"]).points == 2
    assert marked(item, ["甲", "甲"]).points == 1
    either = blanks(("山西", "河北"), ("山西", "河北"), in_order=False)
    assert marked(either, ["河北", "河 北"]).points == 1
    twice = blanks(("苦",), ("苦",), in_order=False)
    assert marked(twice, ["苦", "苦"]).points == 2


def test_too_few_and_too_many_texts_are_marked_by_the_blanks() -> None:
    item = blanks(("甲",), ("乙",))
    assert [marked(item, said).points for said in (["甲"], ["甲", "乙", "丙"], ["", "", "乙"])] == [
        1,
        2,
        0,
    ]


def test_tolerance_is_kept_to_the_last_digit_and_needs_a_number() -> None:
    item = Item(Kind.BLANK, BLANK, answer=(Blank(("1,000", "一千"), Decimal("0.1")),))
    said = {
        "1000.1": 2,
        "999.9": 2,
        "1,000.05": 2,
        "1000.11": 0,
        "一千": 2,
        "约1000": 0,
        "1000 人": 0,
    }
    assert {text: marked(item, [text]).points for text in said} == said
    exact = Item(Kind.BLANK, BLANK, answer=(Blank(("1",), Decimal(0)),))
    assert [marked(exact, [text]).points for text in ("1.0", "1", "①", "1.01")] == [2, 2, 0, 0]
    assert marked(blanks(("1",)), ["1.0"]).points == 0


def test_day_beside_the_right_one_is_wrong_and_the_right_one_may_be_typed_as_people_do() -> None:
    item = blanks(("1949年10月1日",), numerals=True)
    right = ["1949年10月1日", "１９４９ 年 10 月 1 日", "一九四九年十月一日。"]
    wrong = ["1949年10月2日", "1949年1月10日", "1949年10月", "10月1日", "1949年10月11日"]
    assert [marked(item, [text]).points for text in right + wrong] == [2] * 3 + [0] * 5


def test_essay_waits_for_people_unless_nothing_was_written() -> None:
    essay = Item(Kind.ESSAY, "简述。", answer="要点")
    assert mark(essay, "写了", TWO, ALL) is None
    assert mark(essay, "", TWO, ALL) == Marked(Decimal(0), "没有作答，得 0 分。")


POINTS = st.decimals("0.25", "20", places=2)
TEXT = st.text("甲乙丙0１一 ，", min_size=1, max_size=4).filter(
    lambda text: text.strip(" ，") != ""
)


@st.composite
def asked(draw: st.DrawFn) -> tuple[Item, Given, Given]:
    """A question, its right answer, and any other that a phone may send."""
    kind = draw(st.sampled_from([one for one in Kind if one is not Kind.ESSAY]))
    if kind is Kind.JUDGE:
        key = draw(st.booleans())
        return Item(kind, "问", answer=key), key, draw(st.booleans() | st.none())
    if kind is Kind.BLANK:
        key = tuple(draw(st.lists(st.lists(TEXT, min_size=1, max_size=3), min_size=1, max_size=4)))
        item = blanks(*map(tuple, key), in_order=True, numerals=draw(st.booleans()))
        return item, [one[0] for one in key], draw(st.lists(st.text(max_size=4) | TEXT, max_size=6))
    count = draw(st.integers(2, 6))
    letters = LETTERS[:count]
    options = tuple(f"选项{one}" for one in letters)
    other: str = draw(st.text(LETTERS[:8], max_size=8))
    if kind is Kind.SINGLE:
        key_text = draw(st.sampled_from(letters))
    elif kind is Kind.MULTIPLE:
        key_text = "".join(sorted(draw(st.sets(st.sampled_from(letters), min_size=1))))
    elif kind is Kind.ORDER:
        key_text = "".join(draw(st.permutations(letters)))
    else:
        key_text = "".join(draw(st.lists(st.sampled_from(letters), min_size=count, max_size=count)))
    targets = options if kind is Kind.MATCH else ()
    return Item(kind, "问", options, key_text, targets), key_text, other


@settings(max_examples=60, deadline=None)
@given(asked(), POINTS, st.sampled_from(MultipleRule))
def test_mark_is_between_nothing_and_all_and_the_key_itself_gets_all(
    question: tuple[Item, Given, Given], points: Decimal, rule: MultipleRule
) -> None:
    item, key, other = question
    right, any_other = mark(item, key, points, rule), mark(item, other, points, rule)
    assert right is not None
    assert right.points == points
    assert any_other is not None
    assert 0 <= any_other.points <= points
    assert any_other.points == any_other.points.quantize(Decimal("0.01"))
    assert 0 < len(any_other.why) <= 400


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(TEXT, min_size=1, max_size=3), min_size=1, max_size=4), st.lists(TEXT, max_size=4),
       st.randoms(use_true_random=False))  # fmt: skip
def test_free_order_does_not_depend_on_the_order(
    key: list[list[str]], said: list[str], random: object
) -> None:
    item = blanks(*map(tuple, key), in_order=False)
    texts = [*said, *[""] * (len(key) - len(said))][: len(key)]
    mixed = list(texts)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert marked(item, mixed).points == marked(item, texts).points
