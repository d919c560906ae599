"""Papers are marked: once and the same however often, by the keys that count, essays when people have marked them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from core.db import db
from core.testing import MONDAY, STAFF, Maker, counted_queries, rows_of
from core.training.models import TrainingClass
from core.transaction import transaction
from plugins.quizzes.models import Attempt, Mark, QuestionVersion, Sitting
from plugins.quizzes.queries.answers import answers_of
from plugins.quizzes.queries.marks import marks_of
from plugins.quizzes.queries.versions import issued_paper
from plugins.quizzes.rules.layout import layout_of
from plugins.quizzes.rules.marking import mark
from plugins.quizzes.services.collecting import collect_overdue, end
from plugins.quizzes.services.marking import mark_attempt
from plugins.quizzes.terms import Ended, MultipleRule
from plugins.quizzes.tests.conftest import (
    BLANK,
    ESSAY,
    JUDGE,
    MATCH,
    MULTIPLE,
    ORDER,
    SINGLE,
    Office,
)

LATER = MONDAY + timedelta(hours=2)
CLOSED_ITEMS = (SINGLE, MULTIPLE, JUDGE, BLANK, ORDER, MATCH)
RIGHT = ("C", "ABC", True, ["142"], "BAC", "BA")


@pytest.fixture
def versions(office: Office) -> list[QuestionVersion]:
    return [office.version(one) for one in CLOSED_ITEMS]


@pytest.fixture
def sitting(office: Office, make: Maker, versions: list[QuestionVersion]) -> Sitting:
    return office.sitting(make.training_class(code="QUIZ"), *versions)


def held(attempt: Attempt) -> dict[int, Decimal]:
    return {number: one.points for number, one in marks_of([attempt.id])[attempt.id].items()}


def send(attempt: Attempt) -> None:
    with transaction():
        end(attempt, Ended.SENT, MONDAY, by=STAFF, at=MONDAY)


def test_paper_is_marked_when_it_is_sent_and_marking_again_adds_nothing(
    office: Office, make: Maker, sitting: Sitting, versions: list[QuestionVersion]
) -> None:
    found = db.session.get_one(TrainingClass, sitting.class_id)
    attempt = office.attempt(sitting, make.trainee(found, "张伟"), *versions)
    for number, answer in enumerate(RIGHT[:4], 1):
        office.saved(attempt, number, answer)
    office.saved(attempt, 1, "A", MONDAY + timedelta(minutes=1))
    send(attempt)
    assert held(attempt) == {1: 0, 2: 2, 3: 2, 4: 2, 5: 0, 6: 0}
    assert attempt.points == 6
    for _again in range(2):
        mark_attempt(attempt, by=STAFF, at=LATER)
    assert rows_of(Mark) == 6


def test_essay_keeps_the_sum_open_until_people_have_marked_it_and_an_empty_one_does_not(
    office: Office, make: Maker
) -> None:
    found = make.training_class()
    versions = [office.version(one) for one in (JUDGE, ESSAY)]
    sitting = office.sitting(found, *versions)
    wrote, silent = (office.attempt(sitting, make.trainee(found), *versions) for _one in range(2))
    office.saved(wrote, 2, "务必谦虚谨慎")
    for one in (wrote, silent):
        office.saved(one, 1, True)
        send(one)
    assert [one.points for one in (wrote, silent)] == [None, 2]
    assert [held(one) for one in (wrote, silent)] == [{1: 2}, {1: 2, 2: 0}]


def test_marking_asks_the_same_number_of_statements_for_any_paper_and_any_number_of_papers(
    office: Office, make: Maker, sitting: Sitting, versions: list[QuestionVersion]
) -> None:
    found = make.training_class()
    short = office.sitting(found, versions[0])
    one = office.attempt(short, make.trainee(found), versions[0])
    three = [office.attempt(sitting, make.trainee(found), *versions) for _one in range(3)]
    for attempt in (one, *three):
        office.saved(attempt, 1, "C")
    asked = []
    for each in (short, sitting):
        issued_paper(each.issued_id or 0)
        with counted_queries() as seen:
            assert collect_overdue(each, at=LATER) > 0
        asked.append(len([text for text in seen if not text.startswith("UPDATE")]))
    assert asked[0] == asked[1]
    with counted_queries() as seen:
        assert collect_overdue(sitting, at=LATER) == 0
    assert rows_of(Mark) == 1 + 3 * 6


LETTERS = st.text("ABCD", max_size=4)
TEXTS = st.lists(st.sampled_from(["142", " １４２ ", "143"]), max_size=2)
ANSWERS = st.tuples(st.integers(1, 6), st.one_of(LETTERS, st.booleans(), TEXTS, st.none()))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(st.lists(ANSWERS, max_size=12), st.sampled_from(MultipleRule))
@pytest.mark.sqlite
def test_marks_equal_a_marking_from_scratch(
    office: Office, make: Maker, said: list[tuple[int, object]], rule: MultipleRule
) -> None:
    found = make.training_class()
    versions = [office.version(one) for one in CLOSED_ITEMS]
    issued = office.issued(found, *versions, multiple_rule=rule)
    sitting = office.sitting(found, *versions, issued_id=issued.id)
    attempt = office.attempt(sitting, make.trainee(found), *versions)
    for minute, (number, answer) in enumerate(said):
        office.saved(attempt, number, answer, MONDAY + timedelta(seconds=minute))
        if minute % 5 == 4:  # marked in between, and again at the end
            mark_attempt(attempt, by=STAFF, at=MONDAY)
    send(attempt)
    paper = issued_paper(sitting.issued_id or 0)
    given_now = answers_of([attempt.id]).get(attempt.id, {})
    scratch = {
        number: mark(paper.items[laid.version], given_now.get(number), laid.points, paper.sheet.multiple_rule, laid)
        for number, laid in enumerate(layout_of(attempt.layout), 1)
    }  # fmt: skip
    assert held(attempt) == {number: one.points for number, one in scratch.items() if one}
    assert attempt.points == sum(held(attempt).values())


def test_collecting_tells_when_and_by_whom(
    office: Office, make: Maker, sitting: Sitting, stand: Callable[[timedelta], None]
) -> None:
    found = make.training_class()
    attempt = office.attempt(sitting, make.trainee(found))
    assert collect_overdue(sitting, at=attempt.ends_at + timedelta(seconds=300)) == 0
    assert collect_overdue(sitting, at=attempt.ends_at + timedelta(seconds=301)) == 1
    row = db.session.execute(select(Attempt)).scalar_one()
    assert (row.ended_how, row.ended_at, row.points) == ("time", attempt.ends_at, 0)
