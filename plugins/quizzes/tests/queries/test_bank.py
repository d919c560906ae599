"""What is looked for in the bank is found, in a fixed number of statements."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from core.testing import Maker, counted_queries
from plugins.quizzes.queries.bank import Wanted, census, questions_page, questions_wanted
from plugins.quizzes.terms import Level
from plugins.quizzes.tests.conftest import JUDGE, MATCH, SINGLE, Office

ASKED = [
    (Wanted(), ["draft", "match", "judge", "single"]),
    (Wanted(text="七届"), ["single"]),
    (Wanted(text="论持久战"), ["match"]),
    (Wanted(text="A_b%"), ["judge"]),
    (Wanted(text="a_B%"), ["judge"]),
    (Wanted(text="七届 1949"), ["single"]),
    (Wanted(text="七届 1999"), []),
    (Wanted(kind="judge"), ["judge"]),
    (Wanted(topic="党史"), ["single"]),
    (Wanted(topic="-"), ["draft", "match", "judge"]),
    (Wanted(level="easy"), ["single"]),
    (Wanted(level="-"), ["draft", "match", "judge"]),
    (Wanted(tag="入学"), ["single"]),
    (Wanted(tag="入"), []),
    (Wanted(state="draft"), ["draft"]),
    (Wanted(state="retired"), ["retired"]),
]


def test_questions_are_found_by_what_is_asked(bank: dict[int, str]) -> None:
    found = [
        (wanted, [bank[one.question.id] for one in questions_page(wanted, 1).rows])
        for wanted, _names in ASKED
    ]
    assert found == ASKED


@pytest.fixture
def bank(app: Flask, make: Maker, office: Office) -> dict[int, str]:
    told = replace(SINGLE, topic="党史", level=Level.EASY, tags=("入学", "必考"))
    made = {
        "single": office.version(told),
        "judge": office.version(replace(JUDGE, stem="A_b%是对的。")),
        "match": office.version(MATCH),
        "draft": office.version(replace(SINGLE, stem="没有答案", options=(), answer=None), "draft"),
        "retired": office.version(SINGLE, "retired"),
    }
    return {one.question_id: name for name, one in made.items()}


@pytest.mark.sqlite
def test_census_counts_what_is_in_use(bank: dict[int, str]) -> None:
    found = census()
    assert (found.total, dict(found.states)) == (5, {"active": 3, "draft": 1, "retired": 1})
    assert dict(found.kinds) == {"single": 2, "judge": 1, "match": 1}
    assert dict(found.topics) == {"党史": 1, "": 3}
    assert dict(found.tags) == {"入学": 1, "必考": 1}
    assert len(questions_wanted(Wanted())) == 4
    assert [bank[one.question.id] for one in questions_wanted(Wanted(), list(bank)[3:])] == [
        "draft",
        "retired",
    ]


@pytest.mark.sqlite
def test_list_asks_as_often_for_300_as_for_one(app: Flask, make: Maker, office: Office) -> None:
    counts = []
    for more in (1, 60):
        for number in range(more):
            office.version(replace(SINGLE, stem=f"第{number}问"))
        with counted_queries() as seen:
            found = questions_page(Wanted(), 2)
            census()
        counts.append(len(seen))
    assert (found.page, found.pages, found.total, len(found.rows)) == (2, 2, 61, 11)
    assert counts == [5, 5]
