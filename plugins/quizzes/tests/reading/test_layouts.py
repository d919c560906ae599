"""The eighteen layouts, each alone and each after any other."""

from __future__ import annotations

from itertools import permutations

import pytest

from plugins.quizzes.reading.text import read_text
from plugins.quizzes.tests.reading.layouts import LAYOUTS, Seen


def seen_in(text: str) -> list[Seen]:
    reading = read_text(text)
    assert reading.refused == ()
    return [
        Seen(read.item, read.line, tuple(one.code for one in read.warnings), read.draft)
        for read in reading.found
    ]


@pytest.mark.parametrize("number", LAYOUTS)
def test_layout_alone(number: int) -> None:
    layout = LAYOUTS[number]
    assert seen_in(layout.text) == list(layout.seen)
    assert tuple(one.line for one in read_text(layout.text).skipped) == layout.skipped


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_layout_after_every_other(gap: str) -> None:
    for one, other in permutations(LAYOUTS, 2):
        text = LAYOUTS[one].text + gap + LAYOUTS[other].text
        items = [read.item for read in read_text(text).found]
        wanted = [seen.item for number in (one, other) for seen in LAYOUTS[number].seen]
        assert items == wanted, (one, other)


def test_a_key_in_ranges_without_questions_is_refused_with_the_numbers() -> None:
    reading = read_text("一、单选题 1-5 BACDA 6-8 BBC")
    (refusal,) = reading.refused
    assert (reading.found, refusal.line, refusal.problem.code) == ((), 1, "key_without_question")
    assert "1、2、3、4、5、6、7、8" in str(refusal.problem)
