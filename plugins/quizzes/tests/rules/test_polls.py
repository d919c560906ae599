"""What may be answered in a poll, and how the answers are counted."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Refused
from plugins.quizzes.rules.polls import bars_of, given_of, values_of
from plugins.quizzes.tests.conftest import JUDGE, MULTIPLE, SINGLE


@pytest.mark.parametrize(
    ("item", "sent", "kept"),
    [
        (SINGLE, ["C"], "C"),
        (SINGLE, ["C", "C"], "C"),
        (MULTIPLE, ["D", "A", "A"], "AD"),
        (JUDGE, ["false"], False),
        (JUDGE, ["true"], True),
    ],
)
def test_choice_is_kept_in_the_letters_of_the_author(item, sent, kept) -> None:  # type: ignore[no-untyped-def]
    assert given_of(item, sent) == kept


@pytest.mark.parametrize(
    ("item", "sent", "code"),
    [
        (SINGLE, [], "nothing_chosen"),
        (SINGLE, [""], "nothing_chosen"),
        (SINGLE, ["A", "B"], "no_such_option"),
        (SINGLE, ["E"], "no_such_option"),
        (SINGLE, ["a"], "no_such_option"),
        (MULTIPLE, ["A", "Z"], "no_such_option"),
        (JUDGE, ["A"], "no_such_option"),
        (JUDGE, ["true", "false"], "no_such_option"),
    ],
)
def test_what_is_no_option_is_refused(item, sent, code) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(Refused) as refused:
        given_of(item, sent)
    assert refused.value.codes == [code]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sets(st.sampled_from("ABCD"), min_size=1), max_size=30))
def test_bars_count_everybody_who_chose_an_option_once(chosen: list[set[str]]) -> None:
    said = [given_of(MULTIPLE, sorted(one)) for one in chosen]
    bars = {bar.choice.value: bar for bar in bars_of(MULTIPLE, said)}
    assert {one: bar.count for one, bar in bars.items()} == {
        letter: sum(letter in one for one in chosen) for letter in "ABCD"
    }
    shares = [bar.share for bar in bars.values()]
    whole = len(chosen) or 1
    assert shares == [round(Decimal(100 * bar.count) / whole) for bar in bars.values()]


def test_a_judgement_and_its_key_stand_under_the_same_value() -> None:
    assert values_of(JUDGE.answer) == values_of(given_of(JUDGE, ["true"])) == {"true"}
