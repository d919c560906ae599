"""The citizen identity number, checked by GB 11643."""

from __future__ import annotations

import pytest

from core.people.id_numbers import CHECK_CHARACTERS, WEIGHTS, id_number_problem, sex_of


def completed(first_17: str) -> str:
    total = sum(int(d) * w for d, w in zip(first_17, WEIGHTS, strict=True))
    return first_17 + CHECK_CHARACTERS[total % 11]


@pytest.mark.parametrize(
    ("number", "problem", "sex"),
    [
        (completed("13010119900229001"), "date", ""),
        (completed("13010119920229001"), None, "男"),
        (completed("13010119920229002"), None, "女"),
        (completed("13010117990101001"), "date", ""),
        (completed("00000000000000000"), "region", ""),
        (completed("99010119920229001"), "region", ""),
        ("130101199202290019"[:17] + "*", "characters", ""),
        ("1301011992022900", "length", ""),
        ("130101********0019", "characters", ""),
        ("１３０１０１１９９２０２２９００１９", "characters", ""),
        ("", "length", ""),
    ],
)
def test_id_number_problem_is_named(number: str, problem: str | None, sex: str) -> None:
    assert (id_number_problem(number), sex_of(number)) == (problem, sex)


def test_id_number_with_another_check_character_is_refused() -> None:
    right = completed("13010119920229001")
    wrong = [right[:17] + c for c in CHECK_CHARACTERS if c != right[17]]
    assert {id_number_problem(number) for number in wrong} == {"check"}


def test_id_number_with_a_small_x_is_the_same() -> None:
    ending_in_x = next(
        number
        for number in (completed(f"13010119920229{n:03d}") for n in range(999))
        if number.endswith("X")
    )
    assert id_number_problem(ending_in_x.lower()) is None
