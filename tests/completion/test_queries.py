"""What the closing page is told."""

from __future__ import annotations

from decimal import Decimal

from core import clock
from core.completion.queries import completed, proposals
from core.completion.rules import Outcome
from core.enrolment.models import Enrolment
from core.people.models import Person
from core.testing import counted_queries
from core.training.models import TrainingClass
from core.transaction import transaction


def codes(row) -> list[str]:
    return [problem.code for problem in row.proposal.reasons]


def test_proposal_of_each_trainee_rests_on_their_own_marks(make, ten, marks):
    training_class, lessons = ten
    for name, signs in [
        ("常在", "√√√△√√√√▽√"),
        ("请一次", "√√√√√√√√√假"),
        ("请两次", "√√√√√√√√假假"),
        ("旷课", "√√√√√√√√××"),
        ("未来", "          "),
    ]:
        marks(make.trainee(training_class, name), lessons, signs)
    rows = proposals(training_class)
    assert [(row.enrolment.name, row.proposal.outcome, codes(row)) for row in rows] == [
        ("常在", Outcome.COMPLETED, []),
        ("请一次", Outcome.COMPLETED, []),
        ("请两次", Outcome.NOT_COMPLETED, ["leave_over_limit"]),
        ("旷课", Outcome.WITHDRAWN, ["absent_over_limit"]),
        ("未来", Outcome.NOT_COMPLETED, ["never_attended"]),
    ]
    assert (rows[0].tally.late_count, rows[0].tally.left_early_count) == (1, 1)


def test_lesson_of_another_group_counts_for_nobody_else(make, ten, marks):
    training_class, lessons = ten
    own, other = make.group(training_class), make.group(training_class)
    group_lesson = make.lesson(training_class, group_id=other.id, credit_hours=Decimal(3))
    first = make.trainee(training_class, group_id=own.id)
    second = make.trainee(training_class, group_id=other.id)
    marks(first, lessons, "√" * 10)
    marks(second, [*lessons, group_lesson], "√" * 11)
    totals = [row.tally.total for row in proposals(training_class)]
    assert totals == [Decimal(40), Decimal(43)]


def test_who_left_or_was_replaced_is_not_decided(make, ten):
    training_class, _lessons = ten
    for state in ("withdrawn", "left", "replaced", "training"):
        make.trainee(training_class, state, state=state)
    assert [row.enrolment.name for row in proposals(training_class)] == ["training"]


def test_proposals_ask_as_often_for_1200_trainees_as_for_one(make, ten):
    training_class, _lessons = ten
    make.trainee(training_class)
    proposals(training_class)
    with counted_queries() as for_one:
        proposals(training_class)
    with transaction() as session:
        session.add_all(numbered(training_class, number) for number in range(2, 1201))
    proposals(training_class)
    with counted_queries() as for_many:
        assert len(proposals(training_class)) == 1200
    assert (len(for_one), len(for_many)) == (3, 3)


def numbered(training_class: TrainingClass, number: int) -> Enrolment:
    """A trainee written without asking anything."""
    return Enrolment(
        class_id=training_class.id,
        person=Person(name=f"学员{number}", phone=f"1880000{number:04d}", created_at=clock.now()),
        number=number,
        state="training",
        activation_code=f"B{number}",
        token=f"t{number}",
        enrolled_at=clock.now(),
    )


def test_nobody_completed_before_the_class_is_closed(make, ten):
    training_class, _lessons = ten
    make.trainee(training_class)
    assert completed(training_class.id) == []
