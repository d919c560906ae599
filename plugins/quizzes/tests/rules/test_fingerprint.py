"""Which questions are the same, however they are written."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.quizzes.rules.fingerprint import fingerprint
from plugins.quizzes.rules.items import Item, Picture
from plugins.quizzes.terms import Kind

ASKED = Item(Kind.SINGLE, "三大战役历时(  )天，对吗？", ("142", "Hundred", "B、C都是"), "A")


@pytest.mark.parametrize(
    "other",
    [
        replace(ASKED, stem="三大战役历时（ ）天,对吗?"),
        replace(ASKED, stem=" 三大战役\n历时____天 对吗"),
        replace(ASKED, options=("hundred", "１４２", "B.C 都是")),
        replace(ASKED, kind=Kind.MULTIPLE, answer="AB", explanation="略", topic="党史"),
    ],
)
def test_question_written_otherwise_is_the_same(other: Item) -> None:
    assert fingerprint(other) == fingerprint(ASKED)


@pytest.mark.parametrize(
    "other",
    [
        replace(ASKED, stem="三大战役历时(  )年，对吗？"),
        replace(ASKED, options=("142", "Hundred", "D")),
        replace(ASKED, options=("1.42", "Hundred", "B、C都是")),
        replace(ASKED, options=("-142", "Hundred", "B、C都是")),
        replace(ASKED, options=("142%", "Hundred", "B、C都是")),
        replace(ASKED, options=("142", "Hundred", "B、C都是", "以上都对")),
        replace(ASKED, pictures=(Picture("stem", "a.png"),)),
        replace(ASKED, pictures=(Picture("B", "a.png"),)),
    ],
)
def test_question_that_asks_something_else_differs(other: Item) -> None:
    assert fingerprint(other) != fingerprint(ASKED)


def test_options_of_nothing_but_punctuation_still_differ() -> None:
    first = Item(Kind.SINGLE, "句末用什么？", ("，", "。"), "B")
    assert fingerprint(first) != fingerprint(replace(first, options=("；", "。")))


def test_question_that_says_nothing_has_no_fingerprint() -> None:
    assert fingerprint(Item(Kind.SINGLE, "  ____ ", ("", " "))) == ""


@given(st.text(), st.lists(st.text(), max_size=4), st.randoms())
@settings(max_examples=60, deadline=None)
def test_order_of_options_never_counts(stem: str, options: list[str], random: object) -> None:
    turned = list(options)
    random.shuffle(turned)  # type: ignore[attr-defined]
    asked = Item(Kind.SINGLE, stem, tuple(options))
    assert fingerprint(replace(asked, options=tuple(turned))) == fingerprint(asked)
