"""People mark essays: one marker, two within a limit, a third who settles; never blind to what has been given."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from core.audit import Actor, AuditEntry
from core.db import db
from core.errors import Refused
from core.testing import MONDAY, STAFF, Maker, rows_of
from core.training.models import TrainingClass
from core.transaction import transaction
from plugins.quizzes.models import Attempt, Mark, Marking, QuestionVersion, Sitting
from plugins.quizzes.queries.essays import pile_of, terms_of
from plugins.quizzes.queries.marks import marks_of
from plugins.quizzes.rules.essay_queue import next_essay
from plugins.quizzes.rules.items import Point
from plugins.quizzes.services.collecting import end
from plugins.quizzes.services.essay_marking import Given, counts, mark_essay
from plugins.quizzes.terms import Ended
from plugins.quizzes.tests.conftest import ESSAY, JUDGE, Office

D = Decimal
HOUR = timedelta(hours=1)
LATER = MONDAY + 3 * HOUR
WANG, ZHAO, SUN = (
    Actor("staff", 10 + n, name) for n, name in enumerate(("王老师", "赵老师", "孙老师"))
)
POINTED = replace(ESSAY, points=(Point("谦虚谨慎", D(1)), Point("艰苦奋斗", D(3))))


class Desk:
    """A test of a judgement and an essay, two points each."""

    def __init__(self, office: Office, make: Maker, **values: object) -> None:
        self.office, self.make = office, make
        self.found: TrainingClass = make.training_class()
        self.versions: list[QuestionVersion] = [office.version(JUDGE), office.version(POINTED)]
        self.sitting: Sitting = office.sitting(self.found, *self.versions, **values)

    def paper(self, text: str = "两个务必") -> Attempt:
        attempt = self.office.attempt(self.sitting, self.make.trainee(self.found), *self.versions)
        self.office.saved(attempt, 1, True)
        self.office.saved(attempt, 2, text)
        with transaction():
            end(attempt, Ended.SENT, MONDAY, by=STAFF, at=MONDAY)
        return attempt

    def next_for(self, who: Actor) -> Attempt | None:
        pile = pile_of(self.sitting, self.versions[1].id, who.label)
        found = next_essay(pile.essays, terms_of(self.sitting), who.label)
        return None if found is None else db.session.get_one(Attempt, found.attempt)


def give(
    attempt: Attempt, who: Actor, points: str | None, *ticked: int, comment: str = ""
) -> Marking:
    said = Given(tuple(ticked), None if points is None else D(points), comment)
    return mark_essay(attempt, 2, said, by=who, at=LATER)


def test_one_marker_settles_and_ticks_add_up(office: Office, make: Maker) -> None:
    desk = Desk(office, make)
    first, second = desk.paper(), desk.paper()
    give(first, WANG, None, 1, comment="少一点")
    give(second, WANG, None, 0, 1)
    mark = marks_of([first.id])[first.id][2]
    assert (mark.points, mark.source, mark.why) == (
        D("1.50"),
        "person",
        "人工评阅，得 1.5 分。评语：少一点",
    )
    assert [one.points for one in (first, second)] == [D("3.50"), 4]
    assert desk.next_for(WANG) is None


def test_two_within_the_limit_give_the_mean_and_neither_is_asked_again(
    office: Office, make: Maker
) -> None:
    desk = Desk(office, make, markers=2, difference_limit=D("0.5"))
    attempt = desk.paper()
    give(attempt, WANG, "1")
    assert (attempt.points, desk.next_for(WANG), desk.next_for(ZHAO)) == (None, None, attempt)
    give(attempt, ZHAO, "1.5")
    assert marks_of([attempt.id])[attempt.id][2].points == D("1.25")
    assert [desk.next_for(one) for one in (WANG, ZHAO, SUN)] == [None, None, None]


def test_two_too_far_apart_wait_for_a_third_who_settles_and_then_nobody_changes_theirs(
    office: Office, make: Maker
) -> None:
    desk = Desk(office, make, markers=2, difference_limit=D("0.5"))
    attempt = desk.paper()
    give(attempt, WANG, "0")
    give(attempt, ZHAO, "2")
    assert (attempt.points, desk.next_for(WANG), desk.next_for(SUN)) == (None, None, attempt)
    assert give(attempt, SUN, "1.5").settles
    assert attempt.points == D("3.50")
    with pytest.raises(Refused) as refused:
        give(attempt, WANG, "2")
    assert refused.value.codes == ["settled"]
    give(attempt, SUN, "1")
    assert attempt.points == D("3.00")


def test_changing_ones_own_marking_leaves_both_in_the_journal(office: Office, make: Maker) -> None:
    attempt = Desk(office, make).paper()
    give(attempt, WANG, "1")
    give(attempt, WANG, "1")
    give(attempt, WANG, "2")
    entries = select(AuditEntry).where(AuditEntry.act == "quizzes.change_marking")
    (entry,) = db.session.scalars(entries).all()
    assert (entry.detail["before"], entry.detail["points"], entry.actor) == (
        "1.00",
        "2",
        WANG.label,
    )
    assert (attempt.points, rows_of(Marking), rows_of(Mark)) == (4, 1, 3)


def test_who_marks_what_was_just_marked_is_kept_and_does_not_count(
    office: Office, make: Maker
) -> None:
    attempt = Desk(office, make).paper()
    first, second = give(attempt, WANG, "1"), give(attempt, ZHAO, "2")
    assert [counts(attempt, one, 1) for one in (first, second)] == [True, False]
    assert (attempt.points, rows_of(Marking)) == (3, 2)


def test_two_markers_at_once_begin_with_different_papers(office: Office, make: Maker) -> None:
    desk = Desk(office, make)
    for _one in range(12):
        desk.paper()
    orders = []
    for who in (WANG, ZHAO):
        pile = list(pile_of(desk.sitting, desk.versions[1].id, who.label).essays)
        order = []
        while (one := next_essay(pile, terms_of(desk.sitting), who.label)) is not None:
            order.append(one.attempt)
            pile.remove(one)
        orders.append(order)
    assert sorted(orders[0]) == sorted(orders[1])
    assert orders[0] != orders[1]
    assert sorted(orders[0]) != orders[0]


@pytest.mark.parametrize(
    ("said", "code"),
    [(Given(), "no_points"), (Given(points=D("2.5")), "points_out_of_bounds"),
     (Given(points=D("0.3")), "points_step"), (Given(points=D(1), comment="长" * 401), "comment_long"),
     (Given(points=D("-1")), "points_out_of_bounds")],
)  # fmt: skip
@pytest.mark.sqlite
def test_marking_that_cannot_be_is_refused(
    office: Office, make: Maker, said: Given, code: str
) -> None:
    attempt = Desk(office, make).paper()
    with pytest.raises(Refused) as refused:
        mark_essay(attempt, 2, said, by=WANG, at=LATER)
    assert (refused.value.codes, rows_of(Marking)) == ([code], 0)


def test_nobody_marks_before_the_paper_has_ended(office: Office, make: Maker) -> None:
    desk = Desk(office, make)
    attempt = office.attempt(desk.sitting, make.trainee(desk.found), *desk.versions)
    office.saved(attempt, 2, "还在写")
    assert desk.next_for(WANG) is None
    with pytest.raises(Refused) as refused:
        give(attempt, WANG, "1")
    assert refused.value.codes == ["not_ended"]


def test_paper_that_was_opened_again_is_marked_again(office: Office, make: Maker) -> None:
    desk = Desk(office, make)
    attempt = desk.paper("初稿")
    give(attempt, WANG, "1")
    with transaction():
        attempt.ended_how, attempt.ended_at, attempt.points = "", None, None
    office.saved(attempt, 2, "改定", LATER)
    with transaction():
        end(attempt, Ended.SENT, LATER + HOUR, by=STAFF, at=LATER + HOUR)
    assert (attempt.points, desk.next_for(WANG)) == (None, attempt)
    mark_essay(attempt, 2, Given(points=D(1)), by=WANG, at=LATER + 2 * HOUR)
    assert (attempt.points, rows_of(Marking)) == (3, 1)
